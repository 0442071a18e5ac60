//! Finds what makes deadlines impossible.

use std::collections::BTreeMap;

use backcast_core::problem::{Minute, Overfull, Problem, Span, Task, TooLong, Who, Work};

/// Why no schedule keeps every deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// A chain takes too long by itself.
    TooLong(TooLong),
    /// A window holds too few hours.
    Overfull(Overfull),
}

/// More tasks that share their people are not compared window by window.
const COMPARED_MAX: usize = 4000;

/// A reason why no schedule keeps every deadline, if windows and chains show
/// one. None is no proof that there is a schedule.
///
/// Of several, the one that is easiest to see: a window from a release, or the
/// beginning, to a date at which something is due; else a chain; else a window
/// whose ends follow from what comes before and after. Of windows, the one
/// with the fewest tasks.
///
/// Source: the interval capacity of Lopez, Erschler and Esquirol, "Ordonnancement
/// de tâches sous contraintes: une approche énergétique" (1992), restricted to
/// tasks that lie inside a window wholly. Cost: the square of the tasks that
/// share their people.
#[must_use]
pub fn certificate(problem: &Problem) -> Option<Certificate> {
    let times = Times::new(problem);
    overfull(problem, &times, Ends::Given)
        .map(Certificate::Overfull)
        .or_else(|| too_long(problem, &times).map(Certificate::TooLong))
        .or_else(|| overfull(problem, &times, Ends::Derived).map(Certificate::Overfull))
}

/// When tasks can start and have to be finished.
struct Times {
    starts: Vec<Minute>,
    latest: Vec<Minute>,
    /// By its own deadline or its goal's; the horizon where it has none.
    due: Vec<Minute>,
}

impl Times {
    fn new(problem: &Problem) -> Self {
        let due = |task: &Task| {
            let of_goal = problem.goals()[task.goal].deadline.map(|due| problem.before_buffer(task.goal, due));
            [task.deadline, of_goal].into_iter().flatten().fold(problem.parts().horizon, Minute::min)
        };
        Times {
            starts: problem.earliest_starts(),
            latest: problem.latest_finishes(),
            due: problem.tasks().iter().map(due).collect(),
        }
    }
}

/// Which windows are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// From releases to dates that were given.
    Given,
    /// From any earliest start to any latest finish.
    Derived,
}

/// The chain with the fewest tasks that ends after a date that was given.
fn too_long(problem: &Problem, times: &Times) -> Option<TooLong> {
    let n = problem.tasks().len();
    let late = (0..n).filter_map(|task| {
        let finish = problem.earliest_finish(task, times.starts[task]);
        let deadline = times.due[task];
        (finish > deadline).then(|| TooLong { tasks: chain(problem, &times.starts, task), finish, deadline })
    });
    late.min_by_key(|chain| (chain.tasks.len(), chain.tasks.clone()))
}

/// From a task back over the predecessors that decide its earliest start.
fn chain(problem: &Problem, starts: &[Minute], last: usize) -> Vec<usize> {
    let mut chain = vec![last];
    let mut at = last;
    loop {
        let task = &problem.tasks()[at];
        let decides = task.after.iter().find(|dependency| {
            let finish = problem.earliest_finish(dependency.on, starts[dependency.on]);
            super::serial::waited(problem, finish, dependency.lag).is_some_and(|bound| bound >= starts[at])
                && starts[at] > task.release
        });
        let Some(decides) = decides else { break };
        at = decides.on;
        chain.push(at);
    }
    chain.reverse();
    chain
}

fn overfull(problem: &Problem, times: &Times, ends: Ends) -> Option<Overfull> {
    let Times { starts, latest, due } = times;
    let mut found: Option<Overfull> = None;
    for (people, tasks) in teams(problem) {
        if tasks.len() > COMPARED_MAX {
            continue;
        }
        let hours = |minute: Minute| -> u64 {
            people.iter().map(|&person| u64::from(problem.working_time(person).work_before(minute))).sum()
        };
        let begins = |task: usize| ends == Ends::Derived || starts[task] == problem.tasks()[task].release;
        let mut by_start = tasks.clone();
        by_start.sort_unstable_by_key(|&task| (std::cmp::Reverse(starts[task]), task));
        let mut dates: Vec<Minute> = match ends {
            Ends::Given => tasks.iter().map(|&task| due[task]).collect(),
            Ends::Derived => tasks.iter().map(|&task| latest[task]).collect(),
        };
        dates.sort_unstable();
        dates.dedup();
        for end in dates {
            let until = hours(end);
            let mut needed = 0;
            for (n_before, &task) in by_start.iter().filter(|&&task| latest[task] <= end).enumerate() {
                needed += u64::from(problem.effort(task));
                let start = starts[task];
                let is_larger = found.as_ref().is_some_and(|best| best.tasks.len() <= n_before + 1);
                // One due before its release is a chain that is too long.
                if start >= end || needed + hours(start) <= until || is_larger || !begins(task) {
                    continue;
                }
                let inside = |&&other: &&usize| latest[other] <= end && starts[other] >= start;
                let mut members: Vec<usize> = tasks.iter().filter(inside).copied().collect();
                members.sort_unstable();
                let needed = members.iter().map(|&task| u64::from(problem.effort(task))).sum();
                let window = Span::new(start, end);
                found = Some(Overfull { window, tasks: members, needed, available: until - hours(start) });
            }
        }
    }
    found
}

/// Tasks of work by who can do them, with those that only part of these people
/// can do.
fn teams(problem: &Problem) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut teams: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    let n_people = problem.parts().people.len();
    let mut skilled: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, task) in problem.tasks().iter().enumerate() {
        if problem.effort(number) == 0 || matches!(task.work, Work::Waiting(_)) {
            continue;
        }
        let people = match task.who {
            Who::Person(person) => vec![person],
            Who::Anybody => (0..n_people).collect(),
            Who::Skilled(skill) => {
                let who = || (0..n_people).filter(|&person| problem.can_do(person, number)).collect();
                skilled.entry(skill).or_insert_with(who).clone()
            }
        };
        teams.entry(people).or_default().push(number);
    }
    let several = teams.keys().any(|people| people.len() > 1);
    if several {
        let all: Vec<(Vec<usize>, Vec<usize>)> =
            teams.iter().map(|(people, tasks)| (people.clone(), tasks.clone())).collect();
        for (people, tasks) in teams.iter_mut().filter(|(people, _)| people.len() > 1) {
            for (fewer, theirs) in all.iter().filter(|(fewer, _)| fewer.len() < people.len()) {
                if fewer.iter().all(|person| people.binary_search(person).is_ok()) {
                    tasks.extend(theirs);
                }
            }
        }
    }
    teams.into_iter().collect()
}
