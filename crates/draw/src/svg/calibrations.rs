//! How a forecast moved, and how the work comes on.

use backcast_core::Outlook;
use backcast_engine::calibrate::pictures::{BurnUp, Fan};
use jiff::civil::Date;

use super::axis::TimeAxis;
use super::canvas::{SvgCanvas, shortened};
use super::{MARGIN, Theme, WIDTH};
use crate::words::{day, long_day, months};

const HEIGHT: f64 = 420.0;
const TOP: f64 = MARGIN + 84.0;
const LEFT: f64 = MARGIN + 64.0;
const RIGHT: f64 = WIDTH - MARGIN - 70.0;
const BOTTOM: f64 = TOP + HEIGHT;

/// Draws the end over the days of the looks: a band for P10 to P90, one for P50
/// to P80, the likely end, and the deadline. Without looks, only the heading.
#[must_use]
pub fn fan(fan: &Fan, title: &str, verdict: Outlook, theme: Theme) -> String {
    let mut canvas = SvgCanvas::new();
    heading(title, "How the forecast of the end moved, from look to look", verdict, &mut canvas);
    let (Some(first), Some(last)) = (fan.calibrations.first(), fan.calibrations.last()) else {
        return canvas.finish(title, WIDTH, BOTTOM + MARGIN, theme);
    };
    let days = TimeAxis::new(first.0, last.0.max(backcast_core::plus_days(first.0, 6)), (LEFT, RIGHT));
    let ends = Ends::of(fan);
    days.months((TOP, BOTTOM), &mut canvas);
    ends.grid(&mut canvas);
    let at = |calibration: &(Date, backcast_core::DateForecast), end: Date| (days.x(calibration.0), ends.y(end));
    let band = |low: fn(&backcast_core::DateForecast) -> Date, high: fn(&backcast_core::DateForecast) -> Date| {
        let there = fan.calibrations.iter().map(|calibration| at(calibration, low(&calibration.1)));
        let back = fan.calibrations.iter().rev().map(|calibration| at(calibration, high(&calibration.1)));
        there.chain(back).collect::<Vec<_>>()
    };
    canvas.polygon(&band(|end| end.p10, |end| end.p90), "cone outer");
    canvas.polygon(&band(|end| end.p50, |end| end.p80), "cone inner");
    deadlines(fan, &days, &ends, &mut canvas);
    let likely: Vec<(f64, f64)> =
        fan.calibrations.iter().map(|calibration| at(calibration, calibration.1.p50)).collect();
    canvas.polyline(&likely, "curve");
    for (calibration, point) in fan.calibrations.iter().zip(&likely) {
        let text = format!(
            "{}: likely {}, safe {}, P10 {}, P90 {}",
            long_day(calibration.0),
            long_day(calibration.1.p50),
            long_day(calibration.1.p80),
            long_day(calibration.1.p10),
            long_day(calibration.1.p90)
        );
        canvas.titled(&text, |canvas| canvas.dot(*point, 4.5, "point"));
    }
    let end = likely.last().copied().unwrap_or((LEFT, TOP));
    canvas.text(end.0 + 9.0, end.1 + 4.0, "small", "start", &day(last.1.p50, last.0));
    legend(
        &[("cone outer", "P10 to P90"), ("cone inner", "likely to safe (P80)"), ("deadline", "deadline")],
        "likely end (P50)",
        &mut canvas,
    );
    canvas.finish(title, WIDTH, BOTTOM + 60.0, theme)
}

fn deadlines(fan: &Fan, days: &TimeAxis, ends: &Ends, canvas: &mut SvgCanvas) {
    let steps: Vec<(Date, Date)> = fan
        .calibrations
        .iter()
        .zip(&fan.deadlines)
        .filter_map(|(calibration, deadline)| Some((calibration.0, (*deadline)?)))
        .collect();
    for pair in steps.windows(2) {
        let y = ends.y(pair[0].1);
        canvas.line((days.x(pair[0].0), y), (days.x(pair[1].0), y), "deadline");
        canvas.line((days.x(pair[1].0), y), (days.x(pair[1].0), ends.y(pair[1].1)), "deadline");
    }
    if let Some((from, deadline)) = steps.last() {
        let y = ends.y(*deadline);
        canvas.line((days.x(*from), y), (RIGHT, y), "deadline");
        canvas.text(RIGHT + 5.0, y + 4.0, "small", "start", &day(*deadline, *from));
    }
}

/// Ends on a vertical axis, the latest above.
struct Ends {
    first: Date,
    last: Date,
    per_day: f64,
}

impl Ends {
    fn of(fan: &Fan) -> Self {
        let all = || {
            let calibrations = fan.calibrations.iter().flat_map(|(_, end)| [end.p10, end.p50, end.p80, end.p90]);
            calibrations.chain(fan.deadlines.iter().flatten().copied())
        };
        let first = backcast_core::plus_days(all().min().unwrap_or(Date::MIN), -5);
        let last = backcast_core::plus_days(all().max().unwrap_or(Date::MAX), 5);
        let days = backcast_core::days_between(first, last).max(1);
        Ends { first, last, per_day: HEIGHT / f64::from(days) }
    }

    fn y(&self, end: Date) -> f64 {
        BOTTOM - f64::from(backcast_core::days_between(self.first, end)) * self.per_day
    }

    /// A line for each month, or for each year where there are many.
    fn grid(&self, canvas: &mut SvgCanvas) {
        let n_months = months(self.first, self.last).count();
        let every = n_months.div_ceil(14).max(1);
        for month in months(self.first, self.last).step_by(every).filter(|month| *month >= self.first) {
            let y = self.y(month);
            canvas.line((LEFT - 4.0, y), (RIGHT, y), "grid");
            canvas.text(LEFT - 8.0, y + 4.0, "small", "end", &month.strftime("%b %Y").to_string());
        }
    }
}

/// Draws hours done over time, as planned, as they came, and as they are likely
/// and safe to come. Without a planned curve, only the heading.
#[must_use]
pub fn burn_up(burn_up: &BurnUp, title: &str, verdict: Outlook, theme: Theme) -> String {
    let mut canvas = SvgCanvas::new();
    heading(title, "Planned hours of what is done, and when the rest is likely and safe", verdict, &mut canvas);
    let Some(&(first, _)) = burn_up.planned.first() else {
        return canvas.finish(title, WIDTH, BOTTOM + MARGIN, theme);
    };
    let days = TimeAxis::new(first, burn_up.last(), (LEFT, RIGHT));
    let y = |hours: f64| BOTTOM - hours / burn_up.whole.max(1.0) * (HEIGHT - 20.0);
    days.months((TOP, BOTTOM), &mut canvas);
    let step = nice_step(burn_up.whole);
    let n_lines = (1..).take_while(|n| f64::from(*n) * step <= burn_up.whole).count();
    for hours in (0..=n_lines).map(|n| f64::from(u32::try_from(n).unwrap_or(0)) * step) {
        canvas.line((LEFT - 4.0, y(hours)), (RIGHT, y(hours)), "grid");
        canvas.text(LEFT - 8.0, y(hours) + 4.0, "small", "end", &format!("{hours:.0} h"));
    }
    let likely: Vec<(f64, f64)> = burn_up.cone.iter().map(|(likely, _, hours)| (days.x(*likely), y(*hours))).collect();
    let safe = burn_up.cone.iter().rev().map(|(_, safe, hours)| (days.x(*safe), y(*hours)));
    canvas.polygon(&likely.iter().copied().chain(safe).collect::<Vec<_>>(), "cone inner");
    let curve = |curve: &[(Date, f64)]| curve.iter().map(|(day, hours)| (days.x(*day), y(*hours))).collect::<Vec<_>>();
    canvas.polyline(&curve(&burn_up.planned), "planned");
    canvas.polyline(&curve(&burn_up.actual), "curve");
    for point in curve(&burn_up.actual) {
        canvas.dot(point, 3.5, "point");
    }
    if let Some((now, _)) = burn_up.actual.last() {
        canvas.line((days.x(*now), TOP - 6.0), (days.x(*now), BOTTOM), "now");
    }
    if let Some(deadline) = burn_up.deadline {
        canvas.line((days.x(deadline), TOP - 6.0), (days.x(deadline), BOTTOM), "deadline");
        canvas.text(days.x(deadline) - 5.0, TOP + 8.0, "small", "end", &day(deadline, first));
    }
    legend(
        &[
            ("cone inner", "likely to safe (P80)"),
            ("planned", "as planned"),
            ("now", "today"),
            ("deadline", "deadline"),
        ],
        "as it came",
        &mut canvas,
    );
    canvas.finish(title, WIDTH, BOTTOM + 60.0, theme)
}

/// A round distance for about eight lines.
fn nice_step(whole: f64) -> f64 {
    let rough = (whole / 8.0).max(0.1);
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(10.0 * power)
}

pub(super) fn heading(title: &str, subtitle: &str, verdict: Outlook, canvas: &mut SvgCanvas) {
    canvas.text(MARGIN, MARGIN + 18.0, "title", "start", &shortened(title, 80));
    canvas.text(
        WIDTH - MARGIN,
        MARGIN + 18.0,
        &format!("verdict {}", verdict.as_str()),
        "end",
        backcast_view::words::outlook(verdict),
    );
    canvas.text(MARGIN, MARGIN + 40.0, "quiet", "start", subtitle);
}

fn legend(entries: &[(&str, &str)], curve: &str, canvas: &mut SvgCanvas) {
    let y = BOTTOM + 34.0;
    let mut x = LEFT;
    canvas.line((x, y - 4.0), (x + 18.0, y - 4.0), "curve");
    canvas.text(x + 24.0, y, "small", "start", curve);
    x += 140.0;
    for (class, text) in entries {
        match *class {
            "planned" | "now" | "deadline" => canvas.line((x, y - 4.0), (x + 18.0, y - 4.0), class),
            _ => canvas.rectangle(x, y - 10.0, 18.0, 11.0, 2.0, class),
        }
        canvas.text(x + 24.0, y, "small", "start", text);
        x += 160.0;
    }
}
