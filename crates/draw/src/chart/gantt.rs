//! The plan as bars over days, in characters.

use std::fmt::Write as _;

use backcast_core::{BusyRange, Plan, PlannedMilestone, days_between, plus_days};
use jiff::civil::Date;

use super::legend;
use crate::words::months as months_between;

/// Columns on the left for ids.
const LABEL: usize = 5;

/// Days on columns: each column stands for the same stretch of time.
struct Scale {
    first: Date,
    days: i32,
    columns: i32,
}

impl Scale {
    fn column(&self, day: Date) -> usize {
        let at = i64::from(days_between(self.first, day)) * i64::from(self.columns) / i64::from(self.days);
        usize::try_from(at.clamp(0, i64::from(self.columns) - 1)).unwrap_or(0)
    }

    /// First and last day of a column.
    fn days_of(&self, column: i32) -> (Date, Date) {
        let start = column * self.days / self.columns;
        let end = ((column + 1) * self.days / self.columns - 1).max(start);
        (plus_days(self.first, start), plus_days(self.first, end))
    }
}

/// Returns a bar for each milestone over the days from today on, with busy days
/// and the deadline of its goal.
///
/// Empty for a plan without milestones or without a deadline. Of several goals,
/// the busy days of the first are shown.
#[must_use]
pub fn gantt(plan: &Plan, width: usize) -> String {
    let Some(scale) = scale(plan, width) else { return String::new() };
    let busy: &[BusyRange] = plan.goals.first().map_or(&[], |goal| &goal.circumstances.busy);
    let mut text = months(&scale);
    for planned in &plan.milestones {
        let _ = writeln!(text, " {:<4}{}", planned.milestone.id.as_str(), bar(plan, planned, &scale, busy).trim_end());
    }
    text.push_str(&legend("█ decides the end   ▓ can slip   ░ busy   │ deadline", LABEL, width));
    text
}

fn scale(plan: &Plan, width: usize) -> Option<Scale> {
    let last = plan.milestones.iter().map(|planned| planned.due).max()?.max(plan.deadline?);
    let days = days_between(plan.today, last).max(0) + 1;
    let columns = i32::try_from(width.saturating_sub(LABEL + 1)).unwrap_or(60).min(days.max(20));
    Some(Scale { first: plan.today, days, columns })
}

/// Names of months where they begin; every third or twelfth where there is no room.
fn months(scale: &Scale) -> String {
    let columns = usize::try_from(scale.columns).unwrap_or(0);
    let mut line = vec![' '; columns];
    let last = plus_days(scale.first, scale.days);
    let mut free = 0;
    for month in months_between(scale.first, last) {
        let at = if month < scale.first { 0 } else { scale.column(month) };
        let name =
            if month.month() == 1 { month.strftime("%b %Y").to_string() } else { month.strftime("%b").to_string() };
        if at >= free
            && at + name.len() <= columns
            && (month >= scale.first || month.last_of_month() > plus_days(scale.first, 9))
        {
            for (offset, letter) in name.chars().enumerate() {
                line[at + offset] = letter;
            }
            free = at + name.len() + 1;
        }
    }
    format!("{:LABEL$}{}\n", "", line.into_iter().collect::<String>().trim_end())
}

fn bar(plan: &Plan, planned: &PlannedMilestone, scale: &Scale, busy: &[BusyRange]) -> String {
    let (from, to) = (scale.column(planned.start), scale.column(planned.due));
    let deadline = own_deadline(plan, planned).map(|day| scale.column(day));
    (0..scale.columns)
        .map(|column| {
            let (first, last) = scale.days_of(column);
            let is_busy = busy.iter().any(|range| range.blocks() && range.from <= first && last <= range.to);
            let at = usize::try_from(column).unwrap_or(0);
            let in_bar = from <= at && at <= to;
            match (in_bar, is_busy) {
                (_, true) => '░',
                (true, false) if planned.critical => '█',
                (true, false) => '▓',
                (false, false) if Some(at) == deadline => '│',
                (false, false) => ' ',
            }
        })
        .collect()
}

/// The deadline of the goal that the milestone serves.
fn own_deadline(plan: &Plan, planned: &PlannedMilestone) -> Option<Date> {
    let own = planned.milestone.goal.as_ref().and_then(|id| plan.goals.iter().find(|goal| goal.goal.id == *id));
    own.and_then(|goal| goal.deadline).or(plan.deadline)
}
