//! What the calendars say now of the days of a plan, against what they said when it was
//! made.

use backcast_core::{
    Availability, CalendarHours, Circumstances, Effort, MilestoneId, Plan, WorkWeek, days_between, plus_days,
};
use jiff::civil::Date;

/// A smaller share of the hours comes and goes in any week.
const SHARE_MIN: f64 = 0.05;
/// Nor do fewer hours make another plan.
const HOURS_MIN: f64 = 2.0;

/// Hours of a plan that its calendars do not leave any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HoursTaken {
    /// The hours until the end of the plan when it was made.
    before: Effort,
    /// The same now.
    now: Effort,
    /// The stretch of days on which the most are taken.
    from: Date,
    /// Its last day.
    to: Date,
    /// The last day of the plan.
    end: Date,
}

impl std::fmt::Display for HoursTaken {
    /// "the calendars leave 120 of 150 hours until Tue 1 Dec 2026: Wed 1 Jul to Tue 21 Jul
    /// 2026 are taken"
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |day: Date| day.strftime("%a %-d %b %Y").to_string();
        write!(f, "the calendars leave {} of {} hours until {}: ", self.now, self.before, shown(self.end))?;
        if self.from == self.to {
            write!(f, "{} is taken", shown(self.from))
        } else {
            write!(f, "{} to {} are taken", self.from.strftime("%a %-d %b"), shown(self.to))
        }
    }
}

/// What the calendars have taken from a plan from a day on, where that is worth a look.
/// Milestones that have ended need no hours any more.
pub(crate) fn hours_taken(
    plan: &Plan,
    now: &CalendarHours,
    today: Date,
    has_ended: impl Fn(&MilestoneId) -> bool,
) -> Option<HoursTaken> {
    let goal = plan.goals.first()?;
    let open = plan.milestones.iter().filter(|planned| !has_ended(&planned.milestone.id));
    let end = open.map(|planned| planned.due).max().filter(|end| *end >= today)?;
    let n_days = usize::try_from(days_between(today, end)).ok()? + 1;
    let weekly = WorkWeek { pace: goal.pace?, days: goal.facts.weekdays };
    let days =
        |around: &Circumstances| Availability::new(today, n_days, &weekly, &around.all_busy(), &around.calendar.caps);
    let around = Circumstances { calendar: now.clone(), ..goal.circumstances.clone() };
    let (before, after) = (days(&goal.circumstances), days(&around));
    let (all, left) = (before.effort_between(today, end), after.effort_between(today, end));
    let lost = all.saturating_sub(left).hours();
    if lost < HOURS_MIN || lost < SHARE_MIN * all.hours() {
        return None;
    }
    let lost_on = |day: Date| before.effort_between(day, day).saturating_sub(after.effort_between(day, day));
    let has_hours = |day: Date| before.effort_between(day, day) > Effort::ZERO;
    let (mut worst, mut at): (Option<Stretch>, Option<Stretch>) = (None, None);
    for day in (0..n_days).map(|day| plus_days(today, i32::try_from(day).unwrap_or(i32::MAX))) {
        let lost = lost_on(day);
        at = match at {
            Some(stretch) if lost > Effort::ZERO => Some(Stretch { lost: stretch.lost + lost, to: day, ..stretch }),
            None if lost > Effort::ZERO => Some(Stretch { lost, from: day, to: day }),
            // A weekend without hours does not end a stretch.
            Some(stretch) if !has_hours(day) => Some(stretch),
            _ => None,
        };
        if at.is_some_and(|at| worst.is_none_or(|worst| at.lost > worst.lost)) {
            worst = at;
        }
    }
    worst.map(|Stretch { from, to, .. }| HoursTaken { before: all, now: left, from, to, end })
}

/// Days in a row on which hours are taken.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    lost: Effort,
    from: Date,
    to: Date,
}
