//! Tasks that meet busy days, and the three things that can be done.

use backcast_core::{BusyChoice, BusyConflict, BusyRange, Effort, Placing, WeeklyHours, days_between, plus_days};

use crate::attempt::{Load, attempt};
use crate::{Placement, Project, Solution};

/// For every stretch of busy days the tasks that are under way in it, in order.
pub(crate) fn conflicts(project: &Project, solution: &Solution, dates: &[usize]) -> Vec<BusyConflict> {
    let mut conflicts = Vec::new();
    for BusyPeriod { range, what } in busy_periods(project, solution) {
        let range = &range;
        let meets = |&(idx, placement): &(usize, &Placement)| {
            let is_event = matches!(project.tasks[idx].placing, Placing::BeforeDeadline(_));
            !is_event && placement.start <= range.to && placement.due >= range.from
        };
        let met: Vec<(usize, &Placement)> = solution.placements.iter().enumerate().filter(meets).collect();
        if met.is_empty() {
            continue; // Most of many busy days lie where nothing is planned.
        }
        // Between two passes, as the dates may be those of somebody else.
        let with = due_dates(project, solution.pace, dates);
        let without = due_dates(&what.taken_out(project, range), solution.pace, dates);
        for (idx, placement) in met {
            let after_days = match (&with, &without) {
                (Some(with), Some(without)) => days_between(without[idx], with[idx]).max(0),
                _ => 0,
            };
            conflicts.push(conflict(project, solution, (idx, placement), range, after_days, dates));
        }
    }
    conflicts
}

/// Busy days, and what says so.
struct BusyPeriod {
    range: BusyRange,
    what: Busy,
}

/// What says that days are busy.
enum Busy {
    /// The range with this number.
    Stated(usize),
    /// The calendar.
    Calendar,
}

impl Busy {
    /// The project without these busy days.
    fn taken_out(&self, project: &Project, range: &BusyRange) -> Project {
        let mut without = project.clone();
        match *self {
            Busy::Stated(number) => drop(without.busy.remove(number)),
            Busy::Calendar => without.caps = project.caps.without(range.from, range.to),
        }
        without
    }
}

/// The ranges that take something away, and the weeks of the calendar that
/// leave less than half of the hours.
fn busy_periods(project: &Project, solution: &Solution) -> Vec<BusyPeriod> {
    let ranges = project.busy.iter().enumerate().filter(|(_, range)| range.left < project.weekly.pace);
    let ranges = ranges.map(|(number, range)| BusyPeriod { range: range.clone(), what: Busy::Stated(number) });
    let weeks = full_weeks(project, solution).into_iter();
    let weeks = weeks.map(|range| BusyPeriod { range, what: Busy::Calendar });
    ranges.chain(weeks).collect()
}

/// Stretches of whole weeks in which the calendar leaves less than half of the
/// hours, except where somebody said so already.
fn full_weeks(project: &Project, solution: &Solution) -> Vec<BusyRange> {
    let last = solution.placements.iter().map(|placement| placement.due).max();
    let Some(last) = last.filter(|_| !project.caps.is_empty()) else { return Vec::new() };
    let mut stretches: Vec<(BusyRange, u32)> = Vec::new();
    let mut monday = plus_days(project.today, -i32::from(project.today.weekday().to_monday_zero_offset()));
    while monday <= last {
        let sunday = plus_days(monday, 6);
        let free: Option<u32> = (0..7).map(|day| project.caps.of(plus_days(monday, day))).sum();
        let stated = project.busy.iter().any(|range| range.from <= sunday && range.to >= monday);
        let half = project.weekly.pace.minutes_per_week() / 2;
        if let Some(free) = free.filter(|&free| free < half && !stated) {
            match stretches.last_mut() {
                Some((range, left)) if plus_days(range.to, 1) == monday => {
                    range.to = sunday;
                    *left += free;
                }
                _ => {
                    let range = BusyRange { from: monday, to: sunday, reason: None, left: WeeklyHours::ZERO };
                    stretches.push((range, free));
                }
            }
        }
        monday = plus_days(monday, 7);
    }
    let described = |(range, left): (BusyRange, u32)| {
        let weeks = u32::try_from(days_between(range.from, range.to) + 1).unwrap_or(7) / 7;
        let left = WeeklyHours::from_minutes_per_week(left / weeks.max(1));
        let reason = format!("the calendar leaves {left} of {} h a week", project.weekly.pace);
        BusyRange { reason: Some(reason), left, ..range }
    };
    stretches.into_iter().map(described).collect()
}

/// Due dates as they would be.
fn due_dates(project: &Project, pace: WeeklyHours, dates: &[usize]) -> Option<Vec<jiff::civil::Date>> {
    let slots = attempt(project, pace, dates, Load::Likely)?.slots;
    let date = |day: usize| plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX));
    Some(slots.iter().map(|slot| date(slot.due)).collect())
}

fn conflict(
    project: &Project,
    solution: &Solution,
    (idx, placement): (usize, &Placement),
    range: &BusyRange,
    after_days: i32,
    dates: &[usize],
) -> BusyConflict {
    let before = pace_before(project, solution, idx, placement, range, dates);
    let effort = project.tasks[idx].effort.likely();
    // Nothing would be left of it: that is no smaller milestone.
    let reduce = work_behind(project, solution.pace, effort, placement, range);
    let reduce = if reduce < effort { reduce } else { Effort::ZERO };
    BusyConflict {
        milestone: project.tasks[idx].id.clone(),
        from: range.from,
        to: range.to,
        reason: range.reason.clone(),
        // That is how it is placed until somebody decides otherwise.
        proposed: BusyChoice::After,
        before,
        after_days,
        reduce,
    }
}

/// So many paces are tried above the one that the hours alone ask for: others may have
/// a day of their own in between.
const PACES_TRIED: u32 = 6;
/// A quarter of an hour a week.
const PACE_STEP: u32 = 15;

/// The pace at which a task is reached before the busy days, tried as it will be
/// planned once that is decided; nothing where it begins too late, where it takes more
/// than twice the hours that there are, or where waiting stands in the way.
fn pace_before(
    project: &Project,
    solution: &Solution,
    idx: usize,
    placement: &Placement,
    range: &BusyRange,
    dates: &[usize],
) -> Option<WeeklyHours> {
    let days_before = u32::try_from(days_between(placement.start, range.from)).ok().filter(|&days| days > 0)?;
    let minutes = project.tasks[idx].effort.likely().minutes();
    let by_hours = minutes.saturating_mul(7).div_ceil(days_before).div_ceil(PACE_STEP).saturating_mul(PACE_STEP);
    let first = by_hours.max(solution.pace.minutes_per_week());
    let most = project.weekly.pace.minutes_per_week().saturating_mul(2);
    let last_day = plus_days(range.from, -1);
    let mut wanted = project.clone();
    wanted.tasks[idx].due_by = Some(last_day);
    let paces = (0..PACES_TRIED).map(|step| first.saturating_add(step * PACE_STEP)).take_while(|&pace| pace <= most);
    paces.map(WeeklyHours::from_minutes_per_week).find(|&pace| {
        let mut wanted = wanted.clone();
        let usual = if pace > project.weekly.pace {
            let rush = BusyRange { from: placement.start, to: last_day, reason: None, left: pace };
            wanted.busy.push(rush);
            solution.pace
        } else {
            pace
        };
        let placed = attempt(&wanted, usual, dates, Load::Likely);
        placed.is_some_and(|placed| placed.meets(dates) && placed.slots[idx].due <= project.day(last_day))
    })
}

/// How much of a task's work lies after the busy days.
fn work_behind(
    project: &Project,
    pace: WeeklyHours,
    effort: Effort,
    placement: &Placement,
    range: &BusyRange,
) -> Effort {
    if placement.due <= range.to {
        return Effort::ZERO;
    }
    let availability = project.availability(pace, project.day(placement.due) + 1);
    availability.effort_between(plus_days(range.to, 1), placement.due).min(effort)
}
