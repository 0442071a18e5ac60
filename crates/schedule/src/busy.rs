//! Tasks that meet busy days, and the three things that can be done.

use backcast_core::{Availability, BusyChoice, BusyConflict, BusyRange, Effort, Pace, Placing, days_between};

use crate::attempt::{Load, attempt};
use crate::{Placement, Project, Solution};

/// For every range of busy days the tasks that are under way in it, in order.
pub(crate) fn conflicts(project: &Project, solution: &Solution, dates: &[usize]) -> Vec<BusyConflict> {
    let mut conflicts = Vec::new();
    for (number, range) in project.busy.iter().enumerate() {
        if range.left >= project.weekly.pace {
            continue; // These days take nothing away.
        }
        let without = without_range(project, number, solution.pace, dates);
        for (idx, placement) in solution.placements.iter().enumerate() {
            let is_event = matches!(project.tasks[idx].placing, Placing::BeforeDeadline(_));
            if is_event || placement.start > range.to || placement.due < range.from {
                continue;
            }
            let due_without = without.as_ref().map_or(placement.due, |dues| dues[idx]);
            conflicts.push(conflict(project, solution.pace, idx, placement, range, due_without));
        }
    }
    conflicts
}

/// Due dates as they would be if one range were not busy.
fn without_range(project: &Project, number: usize, pace: Pace, dates: &[usize]) -> Option<Vec<jiff::civil::Date>> {
    let mut free = project.clone();
    free.busy.remove(number);
    let slots = attempt(&free, pace, dates, Load::Likely)?.slots;
    let date = |day: usize| backcast_core::plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX));
    Some(slots.iter().map(|slot| date(slot.due)).collect())
}

fn conflict(
    project: &Project,
    pace: Pace,
    idx: usize,
    placement: &Placement,
    range: &BusyRange,
    due_without: jiff::civil::Date,
) -> BusyConflict {
    let effort = project.tasks[idx].effort.likely();
    let days_before = days_between(placement.start, range.from);
    let before = (days_before > 0)
        .then(|| Pace::from_hours_per_week(effort.hours() * 7.0 / f64::from(days_before)))
        .filter(|before| before.minutes_per_week() <= 2 * project.weekly.pace.minutes_per_week());
    let horizon = project.day(placement.due) + 1;
    let availability = project.availability(pace, horizon);
    let reduce = work_behind(&availability, effort, placement, range);
    let after_days = days_between(due_without, placement.due).max(0);
    let keeps_deadline = placement.due <= placement.due_latest;
    let proposed = if keeps_deadline {
        BusyChoice::After
    } else if before.is_some_and(|before| before <= project.weekly.pace) {
        BusyChoice::Before
    } else {
        BusyChoice::Reduce
    };
    BusyConflict {
        milestone: project.tasks[idx].id.clone(),
        from: range.from,
        to: range.to,
        reason: range.reason.clone(),
        proposed,
        before,
        after_days,
        reduce,
    }
}

/// How much of a task's work lies behind the busy days.
fn work_behind(availability: &Availability, effort: Effort, placement: &Placement, range: &BusyRange) -> Effort {
    if placement.due <= range.to {
        return Effort::ZERO;
    }
    availability.effort_between(backcast_core::plus_days(range.to, 1), placement.due).min(effort)
}
