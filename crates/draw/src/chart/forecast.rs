//! Forecasts as pictures in characters.

use std::fmt::Write as _;

use backcast_core::{days_between, plus_days};
use backcast_engine::calibrate::pictures::{BurnUp, Fan, Tornado};
use backcast_engine::track_record::LevelRecord;
use jiff::civil::Date;

use super::{Chart, legend};
use crate::words::{day, percent};

/// Days on columns.
struct Columns {
    first: Date,
    days: i64,
    n: usize,
}

impl Columns {
    fn new(first: Date, last: Date, n: usize) -> Self {
        Columns { first, days: i64::from(days_between(first, last)).max(1), n: n.max(10) }
    }

    fn at(&self, day: Date) -> usize {
        let n = i64::try_from(self.n).unwrap_or(i64::MAX) - 1;
        let at = i64::from(days_between(self.first, day)) * n / self.days;
        usize::try_from(at.clamp(0, n)).unwrap_or(0)
    }

    /// The first and the last day, at both ends of a line.
    fn ends(&self, today: Date) -> String {
        let (first, last) =
            (day(self.first, today), day(plus_days(self.first, i32::try_from(self.days).unwrap_or(0)), today));
        let gap = self.n.saturating_sub(first.chars().count() + last.chars().count());
        format!("{first}{}{last}", " ".repeat(gap))
    }
}

/// Draws a row for each look, with its spread over the days of the end and the
/// deadline that held then. Empty without looks.
#[must_use]
pub fn fan(fan: &Fan, width: usize) -> Chart {
    const LABEL: usize = 13;
    let Some(now) = fan.calibrations.last().map(|found| found.0) else { return Chart::default() };
    let all = || {
        let ends = fan.calibrations.iter().flat_map(|(_, end)| [end.p10, end.p50, end.p80, end.p90]);
        ends.chain(fan.deadlines.iter().flatten().copied())
    };
    let (first, last) = (all().min().unwrap_or(now), all().max().unwrap_or(now));
    let columns = Columns::new(first, last, width.saturating_sub(LABEL + 1));
    let mut text = String::new();
    let _ = writeln!(text, "{:LABEL$}{}", "", columns.ends(now));
    for ((as_of, end), deadline) in fan.calibrations.iter().zip(&fan.deadlines) {
        let mut line = vec![' '; columns.n];
        fill(&mut line, columns.at(end.p10), columns.at(end.p90), '░');
        fill(&mut line, columns.at(end.p50), columns.at(end.p80), '▒');
        line[columns.at(end.p50)] = '█';
        if let Some(deadline) = deadline {
            line[columns.at(*deadline)] = '│';
        }
        let line: String = line.into_iter().collect();
        let _ = writeln!(text, " {:<12}{}", day(*as_of, now), line.trim_end());
    }
    text.push_str(&legend("█ likely   ▒ to the safe end   ░ P10 to P90   │ deadline", LABEL, width));
    Chart { heading: "How the forecast of the end moved", body: text }
}

/// Draws hours over days: what was planned, what came, and what is to come.
/// Empty without a planned or an actual curve.
#[must_use]
pub fn burn_up(burn_up: &BurnUp, width: usize) -> Chart {
    const LABEL: usize = 8;
    const ROWS: usize = 12;
    let (Some(&(first, _)), Some(&(now, _))) = (burn_up.planned.first(), burn_up.actual.last()) else {
        return Chart::default();
    };
    let columns = Columns::new(first, burn_up.last(), width.saturating_sub(LABEL + 1));
    let row_of = |hours: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "rows"
        )]
        let row = (hours / burn_up.whole.max(1.0) * (ROWS - 1) as f64).round().clamp(0.0, (ROWS - 1) as f64) as usize;
        ROWS - 1 - row
    };
    let mut grid = vec![vec![' '; columns.n]; ROWS];
    for column in 0..columns.n {
        let share = i64::try_from(column).unwrap_or(0) * columns.days / i64::try_from(columns.n - 1).unwrap_or(1);
        let day = plus_days(first, i32::try_from(share).unwrap_or(0));
        let cone = |curve: fn(&(Date, Date, f64)) -> (Date, f64)| {
            let points: Vec<(Date, f64)> = burn_up.cone.iter().map(curve).collect();
            on_curve(&points, day)
        };
        if day >= now {
            let (likely, safe) =
                (cone(|(likely, _, hours)| (*likely, *hours)), cone(|(_, safe, hours)| (*safe, *hours)));
            if let (Some(high), Some(low)) = (likely, safe.or(Some(burn_up.whole)).filter(|_| likely.is_some())) {
                for row in &mut grid[row_of(high.max(low))..=row_of(low.min(high))] {
                    row[column] = '░';
                }
            }
        }
        if let Some(hours) = on_curve(&burn_up.planned, day) {
            grid[row_of(hours)][column] = '·';
        }
        if day <= now
            && let Some(hours) = on_curve(&burn_up.actual, day)
        {
            grid[row_of(hours)][column] = '█';
        }
    }
    if let Some(deadline) = burn_up.deadline {
        let at = columns.at(deadline);
        grid.iter_mut().for_each(|row| row[at] = '│');
    }
    let mut text = String::new();
    for (number, row) in grid.iter().enumerate() {
        let label = match number {
            0 => format!("{:.0} h", burn_up.whole),
            _ if number == ROWS - 1 => "0 h".into(),
            _ => String::new(),
        };
        let line: String = row.iter().collect();
        let _ = writeln!(text, "{label:>7} {}", line.trim_end());
    }
    let _ = writeln!(text, "{:LABEL$}{}", "", columns.ends(first));
    text.push_str(&legend("█ as it came   · as planned   ░ likely to safe   │ deadline", LABEL, width));
    Chart { heading: "Planned hours of what is done", body: text }
}

/// The hours of a curve on a day, on the straight line between its points;
/// nothing before its first point and after its last.
fn on_curve(points: &[(Date, f64)], at: Date) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    if at < first.0 || at > last.0 {
        return None;
    }
    let after = points.partition_point(|(day, _)| *day <= at);
    let (before, next) = (points[after - 1], points.get(after));
    Some(next.map_or(before.1, |next| {
        let share = f64::from(days_between(before.0, at)) / f64::from(days_between(before.0, next.0).max(1));
        before.1 + (next.1 - before.1) * share
    }))
}

/// Draws a bar for each row, from the end when its work is small to the end when
/// it is large.
#[must_use]
pub fn tornado(tornado: &Tornado, width: usize) -> Chart {
    const LABEL: usize = 30;
    const SHARE: usize = 6;
    let days = tornado.rows.iter().flat_map(|(_, _, (low, high))| [*low, *high]).chain([tornado.middle]);
    let (first, last) = (days.clone().min().unwrap_or(tornado.middle), days.max().unwrap_or(tornado.middle));
    let columns = Columns::new(first, last, width.saturating_sub(LABEL + SHARE + 3));
    let mut text = String::new();
    let _ = writeln!(text, "{:width$}{}", "", columns.ends(tornado.middle), width = LABEL + 1);
    for (name, share, (low, high)) in &tornado.rows {
        let mut line = vec![' '; columns.n];
        fill(&mut line, columns.at(*low), columns.at(*high), '▒');
        fill(&mut line, columns.at(tornado.middle), columns.at(*high), '█');
        line[columns.at(tornado.middle)] = '│';
        let line: String = line.into_iter().collect();
        let name: String = if name.chars().count() > LABEL - 1 {
            name.chars().take(LABEL - 2).chain(['…']).collect()
        } else {
            name.clone()
        };
        let _ = writeln!(text, " {name:<width$}{} {:>SHARE$}", line, percent(*share), width = LABEL);
    }
    text.push_str(&legend("▒ earlier   █ later   │ mean end   the share of the risk on the right", LABEL + 1, width));
    Chart { heading: "What carries the risk: the end if the work is small, and if it is large", body: text }
}

/// Returns a bar for each level: how often it held, with a mark where it should.
#[must_use]
pub fn levels(levels: &[LevelRecord], width: usize) -> String {
    const LABEL: usize = 6;
    let n = width.saturating_sub(LABEL + 24).clamp(20, 50);
    let column = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "columns"
        )]
        let at = (share * (n - 1) as f64).round() as usize;
        at.min(n - 1)
    };
    let mut text = String::new();
    for level in levels {
        let mut line = vec![' '; n];
        fill(&mut line, 0, column(level.held_middle()), '▒');
        line[column(level.stated)] = '│';
        let line: String = line.into_iter().collect();
        let name = format!("P{:.0}", level.stated * 100.0);
        let off =
            if level.miss() < 0.005 { "held".into() } else { format!("off by {:.0} points", level.miss() * 100.0) };
        let _ = writeln!(text, " {name:<LABEL$}{line} {:>5}  {off}", percent(level.held_middle()));
    }
    text
}

fn fill(line: &mut [char], from: usize, to: usize, with: char) {
    let last = line.len() - 1;
    for place in &mut line[from.min(last)..=to.max(from).min(last)] {
        *place = with;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn curves_end_where_they_end() {
        let points = [(date(2026, 1, 1), 0.0), (date(2026, 1, 11), 10.0)];
        assert_eq!(on_curve(&points, date(2026, 1, 6)), Some(5.0));
        assert_eq!(on_curve(&points, date(2026, 1, 11)), Some(10.0));
        assert_eq!(on_curve(&points, date(2026, 1, 12)), None);
        assert_eq!(on_curve(&[], date(2026, 1, 12)), None);
    }

    #[test]
    fn columns_hold_every_day() {
        let columns = Columns::new(date(2026, 1, 1), date(2026, 12, 31), 40);
        assert_eq!((columns.at(date(2026, 1, 1)), columns.at(date(2026, 12, 31))), (0, 39));
        assert_eq!(columns.at(date(2030, 1, 1)), 39);
        let same = Columns::new(date(2026, 1, 1), date(2026, 1, 1), 40);
        assert_eq!(same.at(date(2026, 1, 1)), 0);
    }
}
