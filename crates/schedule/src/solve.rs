use backcast_core::{BusyConflict, Effort, Forecast, Lever, Placing, Verdict, WeeklyHours, plus_days};
use jiff::civil::Date;

use crate::attempt::{Attempt, Load, attempt, deadlines};
use crate::honest::{by_priority, honest_dates, unbeatable_dates};
use crate::pace::{first_that_keeps, may_meet, paces_up_to};
use crate::pass::{Cause, Slot};
use crate::slack::{Room, rooms};
use crate::{Project, busy, levers};

/// Everything that was found out about a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Feasible, tight or infeasible.
    pub verdict: Verdict,
    /// Where each task lies, by number; empty if even forty years are too short.
    pub placements: Vec<Placement>,
    /// Work in all tasks.
    pub needed: Effort,
    /// Hours from today to the last deadline.
    pub available: Effort,
    /// Hours held back against the spread of the efforts, all goals together.
    pub buffer: Effort,
    /// The pace at which the tasks are placed.
    pub pace: WeeklyHours,
    /// Whether that pace is the slowest at which the buffered finish meets
    /// every deadline; otherwise all hours are used.
    pub pace_is_enough: bool,
    /// When everything is done.
    pub forecast: Option<Forecast>,
    /// The last day of each goal by the plan.
    pub goal_dates: Vec<Date>,
    /// Why the verdict is what it is.
    pub reasons: Vec<String>,
    /// The smallest changes that would help.
    pub levers: Vec<Lever>,
    /// Tasks that meet busy days.
    pub busy_conflicts: Vec<BusyConflict>,
}

/// Where a task lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// First day of work.
    pub start: Date,
    /// Day on which it is finished.
    pub due: Date,
    /// Earliest day on which it could be finished with all the hours.
    pub due_earliest: Date,
    /// Latest day on which it may be finished, with the same order of work: one
    /// day later, and a deadline or the day of an event is not kept.
    pub due_latest: Date,
    /// Whether it lies on the chain that decides when its goal ends; what has no
    /// slack is critical wherever it lies.
    pub critical: bool,
    /// What kept it from starting earlier.
    pub reason: Reason,
}

/// What kept a task from starting earlier; tasks by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing.
    FirstDay,
    /// This predecessor and the days of waiting after it.
    After(usize, u32),
    /// The hours go to this task first.
    HoursTakenBy(usize),
    /// It is placed as late as what follows allows.
    AsLateAsPossible,
    /// It takes place on its date.
    FixedDate,
}

/// Finds the slowest pace at which every goal, its buffer included, ends by
/// its deadline, and places the tasks at that pace. Where no pace is slow
/// enough for the buffer, all hours are used (tight); where even the likely
/// work does not fit, the most important goals keep their deadlines and the
/// others get the earliest honest dates (infeasible).
///
/// The same project gives the same solution.
#[must_use]
pub fn solve(project: &Project) -> Solution {
    solve_no_slower(project, WeeklyHours::ZERO)
}

/// As [`solve`], at no slower a pace than this one, as far as there are the hours: less
/// work, or more hours for a while, then end it earlier instead of slowing it down.
#[must_use]
pub fn solve_no_slower(project: &Project, pace: WeeklyHours) -> Solution {
    let deadlines = deadlines(project);
    match settle(project, &deadlines, pace) {
        Some(settled) => settled.solution(project, &deadlines),
        None => unreachable_solution(project, &deadlines),
    }
}

/// How a project was settled: an attempt that keeps these dates.
struct Settled {
    verdict: Verdict,
    pace: WeeklyHours,
    dates: Vec<usize>,
    placed: Attempt,
    /// The project as it was placed, where events stand and the work before them does not
    /// end by then.
    standing: Option<Project>,
}

/// Tries feasible, then tight, then infeasible; nothing if even forty years
/// are too short. What is wanted by a day of its own is so at the slowest pace that
/// is enough for that too, and only where there is none, it is not.
fn settle(project: &Project, deadlines: &[usize], slowest: WeeklyHours) -> Option<Settled> {
    let wishes = wishes(project);
    let keeps_wishes = |placed: &Attempt| wishes.iter().all(|&(task, day)| placed.slots[task].due <= day);
    let in_time = Some(()).filter(|()| !wishes.is_empty());
    let in_time = in_time.and_then(|()| keep_deadlines(project, deadlines, slowest, keeps_wishes));
    if let Some(settled) = in_time.or_else(|| keep_deadlines(project, deadlines, slowest, |_| true)) {
        return Some(settled);
    }
    let standing = project.standing(deadlines);
    let (pace, dates, placed) = earliest(&standing, deadlines)?;
    Some(Settled { verdict: Verdict::Infeasible, pace, dates, placed, standing: Some(standing) })
}

/// The tasks that are wanted by a day of their own, and that day.
fn wishes(project: &Project) -> Vec<(usize, usize)> {
    let tasks = project.tasks.iter().enumerate();
    tasks.filter_map(|(idx, task)| Some((idx, project.day(task.due_by?)))).collect()
}

/// Feasible, then tight, where an attempt keeps the deadlines and what else it has to.
fn keep_deadlines(
    project: &Project,
    deadlines: &[usize],
    slowest: WeeklyHours,
    keeps: impl Fn(&Attempt) -> bool,
) -> Option<Settled> {
    let settled = |verdict, pace, placed| Settled { verdict, pace, dates: deadlines.to_vec(), placed, standing: None };
    let slowest = slowest.min(project.weekly.pace);
    let paces = paces_up_to(project.weekly.pace).filter(|&pace| pace >= slowest);
    let buffered = first_that_keeps(project, paces, deadlines, Load::Buffered, &keeps);
    let likely = || likely_that_meets(project, deadlines, &keeps);
    if let Some((pace, _)) = buffered {
        // The buffer keeps hours free, so without it the work fits as well;
        // should a waiting shift against it, all hours are used.
        let placed =
            attempt(project, pace, deadlines, Load::Likely).filter(|placed| placed.meets(deadlines) && keeps(placed));
        if let Some(placed) = placed.or_else(|| likely().map(|(_, placed)| placed)) {
            return Some(settled(Verdict::Feasible, pace, placed));
        }
    }
    likely().map(|(pace, placed)| settled(Verdict::Tight, pace, placed))
}

/// The fastest pace at which the likely work ends in time: all hours, unless
/// waiting makes a slower one better.
fn likely_that_meets(
    project: &Project,
    deadlines: &[usize],
    keeps: impl Fn(&Attempt) -> bool,
) -> Option<(WeeklyHours, Attempt)> {
    let mut paces: Vec<WeeklyHours> = paces_up_to(project.weekly.pace).collect();
    paces.reverse();
    first_that_keeps(project, paces.into_iter(), deadlines, Load::Likely, keeps)
}

/// The earliest honest dates over all paces, compared goal by goal in order of
/// priority.
fn earliest(project: &Project, deadlines: &[usize]) -> Option<(WeeklyHours, Vec<usize>, Attempt)> {
    let order = by_priority(project);
    let (dates, placed) = honest_dates(project, project.weekly.pace, deadlines, Load::Likely)?;
    let rank = |dates: &[usize]| order.iter().map(|&goal| dates[goal]).collect::<Vec<_>>();
    let mut best = (project.weekly.pace, dates, placed);
    // A slower pace only helps where waiting lies badly. One that cannot hold
    // the work until the best date so far cannot beat it, nor can any slower.
    let mut paces: Vec<WeeklyHours> = paces_up_to(project.weekly.pace).collect();
    paces.reverse();
    for pace in paces.into_iter().skip(1) {
        if !may_meet(project, pace, &best.1) {
            break;
        }
        if rank(&unbeatable_dates(project, pace, deadlines, Load::Likely)) >= rank(&best.1) {
            continue;
        }
        if let Some((dates, placed)) = honest_dates(project, pace, deadlines, Load::Likely)
            && rank(&dates) < rank(&best.1)
        {
            best = (pace, dates, placed);
        }
    }
    Some(best)
}

impl Settled {
    fn solution(&self, project: &Project, deadlines: &[usize]) -> Solution {
        let date = |day: usize| date_of(project, day);
        let finish = &self.placed.finish;
        let placed = self.standing.as_ref().unwrap_or(project);
        let mut solution = Solution {
            verdict: self.verdict,
            placements: self.placements(placed),
            needed: project.needed(),
            available: project.available(),
            buffer: project.buffers().into_iter().sum(),
            pace: self.pace,
            pace_is_enough: self.verdict == Verdict::Feasible,
            forecast: Some(self.forecast(placed, deadlines)),
            goal_dates: finish.iter().map(|&day| date(day)).collect(),
            reasons: Vec::new(),
            levers: Vec::new(),
            busy_conflicts: Vec::new(),
        };
        solution.reasons = levers::reasons(project, &solution);
        if self.verdict != Verdict::Feasible {
            let (levers, too_much) = levers::find(project, deadlines);
            solution.levers = levers;
            solution.reasons.extend(too_much);
        }
        solution.busy_conflicts = busy::conflicts(placed, &solution, &self.dates);
        solution
    }

    fn placements(&self, project: &Project) -> Vec<Placement> {
        let rooms = rooms(&self.placed, &self.dates);
        let earliest = attempt(project, project.weekly.pace, &self.dates, Load::Likely);
        let date = |day: usize| date_of(project, day);
        let placement = |(idx, (slot, room)): (usize, (&Slot, &Room))| Placement {
            start: date(slot.start),
            due: date(slot.due),
            due_earliest: date(earliest.as_ref().map_or(slot.due, |early| early.slots[idx].due.min(slot.due))),
            due_latest: date(room.due_latest),
            critical: room.is_critical,
            reason: reason(project, idx, slot.cause),
        };
        self.placed.slots.iter().zip(&rooms).enumerate().map(placement).collect()
    }

    /// The end of the plan, and its end if the buffer is needed too: at the
    /// plan's pace where that keeps the deadlines, else with all hours. An event stands,
    /// so that its goal ends with the work where that comes later.
    fn forecast(&self, project: &Project, deadlines: &[usize]) -> Forecast {
        let last = |days: &[usize]| days.iter().copied().max().unwrap_or(0);
        let likely = last(&self.placed.finish);
        let late = if self.verdict == Verdict::Feasible {
            attempt(project, self.pace, &self.dates, Load::Buffered).map(|attempt| last(&attempt.finish))
        } else {
            let standing = project.standing(deadlines);
            honest_dates(&standing, project.weekly.pace, &self.dates, Load::Buffered).map(|(dates, _)| last(&dates))
        };
        Forecast { likely: date_of(project, likely), late: date_of(project, late.unwrap_or(likely).max(likely)) }
    }
}

fn date_of(project: &Project, day: usize) -> Date {
    plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX))
}

fn reason(project: &Project, idx: usize, cause: Cause) -> Reason {
    match (cause, project.tasks[idx].placing) {
        (_, Placing::BeforeDeadline(_) | Placing::On(_)) => Reason::FixedDate,
        (Cause::Nothing, _) => Reason::FirstDay,
        (Cause::Release, Placing::Late) => Reason::AsLateAsPossible,
        (Cause::Release, Placing::Early) => Reason::FixedDate,
        (Cause::After(before, lag), _) => Reason::After(before, u32::try_from(lag).unwrap_or(u32::MAX)),
        (Cause::Hours(other), _) => Reason::HoursTakenBy(other),
    }
}

/// Not within forty years: there is nothing to place.
fn unreachable_solution(project: &Project, deadlines: &[usize]) -> Solution {
    let (levers, too_much) = levers::find(project, deadlines);
    let at_this_pace = "at this pace the work takes more than forty years".to_owned();
    Solution {
        verdict: Verdict::Infeasible,
        placements: Vec::new(),
        needed: project.needed(),
        available: project.available(),
        buffer: Effort::ZERO,
        pace: project.weekly.pace,
        pace_is_enough: false,
        forecast: None,
        goal_dates: Vec::new(),
        reasons: std::iter::once(at_this_pace).chain(too_much).collect(),
        levers,
        busy_conflicts: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::days_between;
    use proptest::prelude::*;

    use super::*;
    use crate::arbitrary::project;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Whether the work before it fits or not; where the plan is said to work, all of
        /// that is done before it.
        #[test]
        fn an_event_is_on_its_day_in_every_plan(project in project()) {
            let (solution, dates) = (solve(&project), deadlines(&project));
            for (task, placement) in project.tasks.iter().zip(&solution.placements) {
                if project.keeps_its_day(task) {
                    prop_assert_eq!(placement.due, date_of(&project, project.event_day(task, &dates)));
                    prop_assert!(placement.due_earliest == placement.due && placement.due_latest == placement.due);
                }
                if solution.verdict == Verdict::Infeasible {
                    continue;
                }
                for &(before, lag) in &task.after {
                    let days = days_between(solution.placements[before].due, placement.start);
                    prop_assert!(days >= i32::try_from(lag).expect("a few days"), "{:?}", solution);
                }
            }
        }
    }
}
