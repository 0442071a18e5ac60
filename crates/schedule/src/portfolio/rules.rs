//! Priority rules for the first schedules.

use backcast_core::problem::{Lag, Problem};

use super::serial::Key;

/// The keys of several rules, best known first: by latest start, by the goal's
/// due date, and both with heavier goals earlier.
pub(super) fn keys(problem: &Problem) -> Vec<Vec<Key>> {
    let due = dues(problem);
    let latest = latest_starts(problem, &due);
    let weight = |number: usize| i64::from(problem.goals()[problem.tasks()[number].goal].weight.min(1 << 20));
    let total: i64 = problem.common().map_or(1, |common| i64::from(common.total()));
    let numbers = 0..problem.tasks().len();
    let heavy = |strength: i64| numbers.clone().map(|n| latest[n] - total * strength * weight(n) / 400).collect();
    vec![latest.clone(), due.clone(), heavy(1), heavy(4)]
}

/// Common working time before each task's own or goal's due date; far after
/// everything where it has none.
fn dues(problem: &Problem) -> Vec<Key> {
    let worked = |minute| problem.common().map_or(i64::from(minute), |common| i64::from(common.work_before(minute)));
    let of_goals: Vec<Key> = problem
        .goals()
        .iter()
        .enumerate()
        .map(|(goal, terms)| {
            let first = [terms.target, terms.deadline].into_iter().flatten().min();
            first.map_or(Key::from(Problem::HORIZON_MAX), |due| worked(problem.before_buffer(goal, due)))
        })
        .collect();
    problem.tasks().iter().map(|task| task.deadline.map_or(Key::MAX, worked).min(of_goals[task.goal])).collect()
}

/// When each task has to start so that its own due date and those of all that
/// wait for it can be kept, in working time and without regard to people.
fn latest_starts(problem: &Problem, dues: &[Key]) -> Vec<Key> {
    let worked = |minute| problem.common().map_or(i64::from(minute), |common| i64::from(common.work_before(minute)));
    let pinned = |number: usize| {
        let task = &problem.tasks()[number];
        task.pin.map(|pin| worked(pin) + Key::from(task.work.minutes()))
    };
    // What comes before a pin is due by it.
    let due = |(number, &due): (usize, &Key)| pinned(number).map_or(due, |pinned| pinned.min(due));
    let mut finish: Vec<Key> = dues.iter().enumerate().map(due).collect();
    let mut start = vec![0; dues.len()];
    for &number in problem.order().iter().rev() {
        let task = &problem.tasks()[number];
        start[number] = finish[number] - Key::from(task.work.minutes());
        for dependency in &task.after {
            let (Lag::Working(lag) | Lag::Calendar(lag)) = dependency.lag;
            finish[dependency.on] = finish[dependency.on].min(start[number] - Key::from(lag));
        }
    }
    start
}
