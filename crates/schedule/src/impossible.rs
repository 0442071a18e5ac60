//! What makes deadlines impossible, and how early goals can end at best: the
//! project in minutes, where windows and chains are counted.

use backcast_core::problem::{
    Calendar, Dependency, Lag, Minute, Parts, Person, Problem, Span, Task as Job, Terms, Who, Work,
};
use backcast_core::{Effort, plus_days};
use jiff::civil::Date;

use crate::Project;
use crate::portfolio::{Certificate, certificate, finish_bounds};

/// Why deadlines cannot be kept; tasks by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// These tasks can only be done in these days, which hold fewer hours than
    /// they need.
    Overfull {
        /// The tasks, in rising order.
        tasks: Vec<usize>,
        /// First day.
        from: Date,
        /// Last day, inclusive.
        to: Date,
        /// Hours that they need.
        needed: Effort,
        /// Hours that there are.
        available: Effort,
    },
    /// These tasks, each after the one before, take too long even if nothing
    /// else is done.
    TooLong {
        /// The tasks in their order.
        tasks: Vec<usize>,
        /// The earliest day on which the last one can be finished.
        finish: Date,
        /// The day by which it has to be finished.
        deadline: Date,
    },
}

/// A day's work is counted from its first minute on, so a day may not hold
/// more for waiting to end on the right day.
const DAY_MINUTES_MAX: Minute = 720;
/// Longer projects are not looked at.
const DAYS_MAX: usize = 7320;

/// A reason why not every deadline can be kept, if windows and chains show
/// one. None is no proof that they can be kept.
#[must_use]
pub fn impossible(project: &Project) -> Option<Impossible> {
    let converted = Converted::new(project)?;
    let found = certificate(&converted.problem)?;
    let task = |&number: &usize| converted.tasks[number];
    match found {
        Certificate::Overfull(window) => {
            debug_assert!(converted.problem.is_overfull(&window));
            let minutes = |minutes: u64| Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX));
            let from = window.window.start / 1440;
            Some(Impossible::Overfull {
                tasks: in_order(window.tasks.iter().map(task)),
                from: date(project, from),
                to: date(project, window.window.finish.saturating_sub(1) / 1440),
                needed: minutes(window.needed),
                available: minutes(window.available),
            })
        }
        Certificate::TooLong(chain) => {
            debug_assert!(converted.problem.is_too_long(&chain));
            // A waiting and its work stand for one task.
            let mut tasks: Vec<usize> = chain.tasks.iter().map(task).collect();
            tasks.dedup();
            Some(Impossible::TooLong {
                tasks,
                finish: date(project, chain.finish.saturating_sub(1) / 1440),
                deadline: date(project, chain.deadline.saturating_sub(1) / 1440),
            })
        }
    }
}

/// For each goal a day before which no schedule ends it, whatever becomes of
/// the others; `None` if the project is too large to tell.
#[must_use]
pub fn earliest_ends(project: &Project) -> Option<Vec<Date>> {
    let converted = Converted::new(project)?;
    let bounds = finish_bounds(&converted.problem);
    Some(bounds.into_iter().map(|minute| date(project, minute.saturating_sub(1) / 1440)).collect())
}

fn in_order(tasks: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut tasks: Vec<usize> = tasks.collect();
    tasks.sort_unstable();
    tasks.dedup();
    tasks
}

fn date(project: &Project, day: Minute) -> Date {
    plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX))
}

/// A project in minutes: whatever keeps its rules keeps those of the project
/// too or is earlier, so that what is impossible here is impossible there.
struct Converted {
    problem: Problem,
    /// The task of the project that each task stands for.
    tasks: Vec<usize>,
}

impl Converted {
    fn new(project: &Project) -> Option<Self> {
        let horizon = project.horizon(project.weekly.pace);
        let days = project.availability(project.weekly.pace, horizon);
        let minutes = |day: usize| Minute::try_from(days.minutes_before(day + 1) - days.minutes_before(day)).ok();
        let longest = (0..horizon.min(DAYS_MAX)).filter_map(minutes).max()?;
        if horizon > DAYS_MAX || longest > DAY_MINUTES_MAX {
            return None;
        }
        let first = |day: usize| u32::try_from(day).unwrap_or(0) * 1440;
        let spans = (0..horizon).filter_map(|day| Some(Span::new(first(day), first(day) + minutes(day)?)));
        // From anywhere in a day's work on, so many days later or sooner.
        let waiting = |days: u32| days.saturating_mul(1440).saturating_sub(longest);
        let mut tasks: Vec<Job> = Vec::new();
        let mut stands_for = Vec::new();
        let mut of_task: Vec<Vec<usize>> = Vec::new();
        for (number, task) in project.tasks.iter().enumerate() {
            let after = |lag: u32| if lag == 0 { Lag::Calendar(0) } else { Lag::Calendar(waiting(lag)) };
            let after: Vec<Dependency> = task
                .after
                .iter()
                .flat_map(|&(on, lag)| of_task[on].iter().map(move |&on| Dependency { on, lag: after(lag) }))
                .collect();
            // The hours of an event are those of its day, or another task's.
            let is_event = project.takes_its_day(task) || project.is_prepared_event(task);
            let effort = if is_event { 0 } else { task.effort.likely().minutes() };
            let mut mine = vec![tasks.len()];
            let work = Job { goal: task.goal, work: Work::Splittable(effort), who: Who::Person(0), ..Job::default() };
            tasks.push(Job { after: after.clone(), ..work });
            if task.waiting_days > 0 {
                mine.push(tasks.len());
                let work = Work::Waiting(waiting(task.waiting_days).min(Problem::HORIZON_MAX));
                tasks.push(Job { goal: task.goal, work, after, ..Job::default() });
            }
            stands_for.extend(mine.iter().map(|_| number));
            of_task.push(mine);
        }
        let goals = project.goal_constraints.iter().map(|constraint| Terms {
            deadline: Some(first(project.day(constraint.deadline) + 1)),
            ..Terms::default()
        });
        let parts = Parts {
            horizon: first(horizon),
            calendars: vec![Calendar::new(spans)],
            people: vec![Person::default()],
            goals: goals.collect(),
            tasks,
            ..Parts::default()
        };
        Some(Converted { problem: Problem::new(parts).ok()?, tasks: stands_for })
    }
}
