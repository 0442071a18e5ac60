//! The dates that cannot move, and how late each milestone may be complete.

use jiff::civil::Date;

use super::load::{Loads, is_practice};
use super::{Fixed, FixedDate, Frame, HoursBudget, is_event};
use crate::{Effort, MilestoneId, days_between, plus_days};

/// The latest day of each milestone, and what makes it the latest.
pub(super) struct Latest {
    /// Sorted by their days.
    pub(super) fixed: Vec<FixedDate>,
    /// By what rests on it alone: the day, and the number of the fixed date.
    by_chain: Vec<Option<(Date, usize)>>,
    /// With the hours of all that is due after it.
    pub(super) by_order: Vec<Option<(Date, usize)>>,
}

impl Latest {
    pub(super) fn of(frame: &Frame<'_>, load: &Loads) -> Self {
        let fixed = fixed_dates(frame);
        let Some(order) = frame.graph.topological_order() else {
            let none = vec![None; frame.plan.milestones.len()];
            return Latest { fixed, by_chain: none.clone(), by_order: none };
        };
        let by_chain = by_chain(frame, load, &fixed, &order);
        let by_order = by_order(frame, load, &by_chain);
        Latest { fixed, by_chain, by_order }
    }

    /// Hours up to each fixed date.
    pub(super) fn budgets(&self, frame: &Frame<'_>, load: &Loads) -> Vec<HoursBudget> {
        let Some(there) = &frame.there else { return Vec::new() };
        let mut budgets: Vec<HoursBudget> = Vec::new();
        for date in &self.fixed {
            let (likely, slow) = self.demand(frame, load, date.on);
            // As in the verdict: an event wants its hours and brings them.
            let of_events = |planned: &&crate::PlannedMilestone| is_event(planned) && planned.due <= date.on;
            let events = frame.plan.milestones.iter().filter(of_events);
            let events: Effort = events.map(|planned| planned.milestone.effort.likely()).sum();
            let budget = HoursBudget {
                date: date.clone(),
                likely: likely + events,
                slow: slow + events,
                there: there.effort_between(frame.plan.today, date.on) + events,
            };
            match budgets.last_mut() {
                // One day is one sum; the event says more than the deadline that it is on.
                Some(last) if last.date.on == date.on => {
                    if matches!(date.why, Fixed::Event(..)) && !matches!(last.date.why, Fixed::Event(..)) {
                        *last = budget;
                    }
                }
                _ => budgets.push(budget),
            }
        }
        budgets
    }

    /// Hours of all that has to be complete by a day, likely and slow.
    fn demand(&self, frame: &Frame<'_>, load: &Loads, by: Date) -> (Effort, Effort) {
        let (mut likely, mut squares) = (0.0, 0.0);
        for (at, latest) in self.by_chain.iter().enumerate() {
            let planned = frame.milestone(at);
            let is_due = latest.is_some_and(|(day, _)| day <= by);
            if is_event(planned) || is_practice(planned) || !is_due {
                continue;
            }
            let effort = planned.milestone.effort;
            likely += effort.likely().hours();
            squares += (effort.high().hours() - effort.likely().hours()).powi(2);
        }
        likely += load.practice_before(frame.day(by) + 1) / 60.0;
        (Effort::from_hours(likely), Effort::from_hours(likely + squares.sqrt()))
    }

    /// Hours up to a day with other dependencies.
    pub(super) fn without(&self, frame: &Frame<'_>, load: &Loads, by: Date) -> (Effort, Effort) {
        let Some(order) = frame.graph.topological_order() else { return (Effort::ZERO, Effort::ZERO) };
        let by_chain = by_chain(frame, load, &self.fixed, &order);
        let other = Latest { fixed: Vec::new(), by_chain, by_order: Vec::new() };
        other.demand(frame, load, by)
    }

    /// The milestones that have to be complete by a day.
    pub(super) fn due_by(&self, frame: &Frame<'_>, by: Date) -> Vec<MilestoneId> {
        let is_due = |at: &usize| self.by_chain[*at].is_some_and(|(day, _)| day <= by);
        let all = (0..self.by_chain.len()).filter(is_due);
        all.filter(|at| !is_event(frame.milestone(*at))).map(|at| frame.milestone(at).milestone.id.clone()).collect()
    }
}

fn fixed_dates(frame: &Frame<'_>) -> Vec<FixedDate> {
    let mut fixed = Vec::new();
    for planned in &frame.plan.milestones {
        let milestone = &planned.milestone;
        if is_event(planned) {
            let why = Fixed::Event(milestone.id.clone(), milestone.name.clone());
            fixed.push(FixedDate { on: planned.due, why });
        }
        if let Some(on) = milestone.window.not_after {
            fixed.push(FixedDate { on, why: Fixed::Window(milestone.id.clone(), milestone.name.clone()) });
        }
    }
    for (goal, on) in &frame.around.deadlines {
        fixed.push(FixedDate { on: *on, why: Fixed::Deadline(goal.as_ref().map(ToString::to_string)) });
    }
    fixed.sort_by_key(|date| date.on);
    fixed
}

/// The latest day by what has to follow: its own window and deadline, and the latest start
/// of whatever rests on it, at all the hours that there are.
fn by_chain(frame: &Frame<'_>, load: &Loads, fixed: &[FixedDate], order: &[usize]) -> Vec<Option<(Date, usize)>> {
    let mut latest: Vec<Option<(Date, usize)>> = vec![None; order.len()];
    for &at in order.iter().rev() {
        let planned = frame.milestone(at);
        let milestone = &planned.milestone;
        let own = fixed.iter().enumerate().filter(|(_, date)| match &date.why {
            Fixed::Event(id, _) | Fixed::Window(id, _) => *id == milestone.id,
            Fixed::Deadline(goal) => goal.is_none() || *goal == milestone.goal.as_ref().map(ToString::to_string),
        });
        let own = own.map(|(number, date)| (date.on, number));
        let behind = frame.graph.successors(at).iter().filter_map(|&after| {
            let (day, number) = latest[after]?;
            let start = latest_start(frame, load, after, day);
            Some((plus_days(start, -i32::try_from(frame.lag(at, after)).unwrap_or(i32::MAX / 2)), number))
        });
        // An event says more than the deadline that it is on.
        let is_event = |number: usize| matches!(fixed[number].why, Fixed::Event(..));
        latest[at] = own.chain(behind).min_by_key(|(day, number)| (*day, !is_event(*number)));
    }
    latest
}

/// The latest day on which a milestone can start to be complete on a day.
fn latest_start(frame: &Frame<'_>, load: &Loads, at: usize, due: Date) -> Date {
    let planned = frame.milestone(at);
    if is_event(planned) {
        return planned.start.min(due);
    }
    if is_practice(planned) {
        // Weeks of practice cannot be made up for by longer days.
        return plus_days(due, -days_between(planned.start, planned.due).max(0));
    }
    let by_waiting = plus_days(due, -i32::try_from(planned.milestone.waiting_days).unwrap_or(i32::MAX / 2));
    let minutes = f64::from(planned.milestone.effort.likely().minutes());
    let end = load.free_before(frame.day(due) + 1);
    let mut day = frame.day(due);
    while day > 0 && end - load.free_before(day) < minutes - 1e-6 {
        day -= 1;
    }
    let missing = end - load.free_before(day) < minutes - 1e-6;
    by_waiting.min(plus_days(frame.date(day), -i32::from(missing)))
}

/// More milestones than these are not compared with each other.
const COMPARED_MAX: usize = 400;

/// The latest day where all that is left to do after it still finds its hours: what is
/// left of each milestone on the day on which this one is due has to fit behind the day
/// to which it slips, up to the latest day of that milestone.
fn by_order(frame: &Frame<'_>, load: &Loads, chain: &[Option<(Date, usize)>]) -> Vec<Option<(Date, usize)>> {
    let mut latest = chain.to_vec();
    let sharing = if tells_slack(frame.plan) { Sharing::AsMuchAsFits } else { Sharing::Even };
    let mut row: Vec<(Date, usize, usize)> =
        chain.iter().enumerate().filter_map(|(at, one)| one.map(|(day, number)| (day, number, at))).collect();
    row.retain(|(_, _, at)| !is_event(frame.milestone(*at)) && !is_practice(frame.milestone(*at)));
    row.sort_unstable();
    if frame.there.is_none() || row.len() > COMPARED_MAX {
        return latest;
    }
    for &(_, _, at) in &row {
        let due = frame.day(frame.milestone(at).due);
        let mut left = 0.0;
        for &(by, number, other) in row.iter().filter(|one| one.2 != at) {
            left += left_after(frame, load, other, due, sharing);
            if left <= 0.0 {
                continue;
            }
            let end = load.free_before(frame.day(by) + 1) - left;
            let day = load.last_day_with(end + 1e-6);
            if latest[at].is_none_or(|(so_far, _)| day < days_between(frame.plan.today, so_far)) {
                latest[at] = Some((plus_days(frame.plan.today, day), number));
            }
        }
    }
    latest
}

/// How much of a milestone is done on a day within its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sharing {
    /// As much as of its hours: all that can be said of a plan that nobody placed.
    Even,
    /// As much as its days hold at most: whoever placed it knows how it lies in them, and
    /// what remains cannot be done earlier by anybody.
    AsMuchAsFits,
}

/// Whether a plan says of its milestones how far they may slip.
pub(super) fn tells_slack(plan: &crate::Plan) -> bool {
    plan.milestones.iter().any(|planned| planned.slack_days != 0)
}

/// The minutes of a milestone that lie behind a day.
fn left_after(frame: &Frame<'_>, load: &Loads, at: usize, day: usize, sharing: Sharing) -> f64 {
    let planned = frame.milestone(at);
    let minutes = f64::from(planned.milestone.effort.likely().minutes());
    let (start, due) = (frame.day(planned.start), frame.day(planned.due));
    if due <= day {
        return 0.0;
    }
    let all = load.free_before(due + 1) - load.free_before(start.min(due));
    if sharing == Sharing::AsMuchAsFits {
        let fits = load.free_before(day + 1) - load.free_before(start.min(day + 1));
        return (minutes - fits).max(0.0);
    }
    let behind = load.free_before(due + 1) - load.free_before(start.max(day + 1));
    if all > 1e-6 { minutes * (behind / all).clamp(0.0, 1.0) } else { minutes }
}
