//! How little tardiness any schedule can have.

use std::collections::BTreeMap;

use backcast_core::problem::{Lag, Minute, Problem, Who};

/// A weighted tardiness that no schedule is below: that of every goal ending
/// at its bound of [`finish_bounds`]. In minutes of common working time.
#[must_use]
pub fn tardiness_bound(problem: &Problem) -> u64 {
    let worked = |minute: Minute| problem.common().map_or(minute, |common| common.work_before(minute));
    let tardiness = |(goal, finish): (usize, Minute)| {
        let terms = &problem.goals()[goal];
        let late = terms.target.map_or(0, |target| {
            let due = worked(problem.before_buffer(goal, target));
            worked(finish.min(Problem::HORIZON_MAX)).saturating_sub(due)
        });
        u64::from(late) * u64::from(terms.weight)
    };
    finish_bounds(problem).into_iter().enumerate().map(tardiness).fold(0, u64::saturating_add)
}

/// For each goal a minute before which no schedule ends it: what its own
/// dependencies and the work that it asks of each person force on it, as if
/// there were no other goal.
///
/// Source: longest path, Kelley and Walker (1959); for each person the
/// one-machine bound of heads, work and tails (Carlier, "The one-machine
/// sequencing problem", 1982). Cost: for each goal and person the square of
/// the goal's tasks for that person, of many tasks with some heads only.
#[must_use]
pub fn finish_bounds(problem: &Problem) -> Vec<Minute> {
    let starts = problem.earliest_starts();
    let tails = tails(problem);
    let mut finish = vec![0; problem.goals().len()];
    let mut own: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (number, task) in problem.tasks().iter().enumerate() {
        let end = problem.earliest_finish(number, starts[number]);
        finish[task.goal] = end.max(finish[task.goal]);
        let alone = (problem.parts().people.len() == 1).then_some(0);
        let person = if let Who::Person(person) = task.who { Some(person) } else { alone };
        if let Some(person) = person.filter(|_| problem.effort(number) > 0) {
            own.entry((task.goal, person)).or_default().push(number);
        }
    }
    for ((goal, person), tasks) in own {
        let bound = of_person(problem, person, &tasks, &starts, &tails);
        finish[goal] = finish[goal].max(bound);
    }
    finish
}

/// Heads and tasks of a person that are combined at most.
const COMPARED_MAX: usize = 100_000;

/// The earliest end of a goal by what one person has to do for it.
fn of_person(problem: &Problem, person: usize, tasks: &[usize], starts: &[Minute], tails: &[Minute]) -> Minute {
    let time = problem.working_time(person);
    let head = |task: usize| time.work_before(starts[task]);
    let mut by_tail: Vec<usize> = tasks.to_vec();
    by_tail.sort_by_key(|&task| std::cmp::Reverse(tails[task]));
    let mut heads: Vec<Minute> = tasks.iter().map(|&task| head(task)).collect();
    heads.sort_unstable();
    heads.dedup();
    let mut bound = 0;
    // Each head gives a bound by itself, so any of them may be left out.
    let every = (heads.len() * tasks.len()).div_ceil(COMPARED_MAX).max(1);
    for first in heads.into_iter().step_by(every) {
        let mut work = first;
        for &task in by_tail.iter().filter(|&&task| head(task) >= first) {
            work = work.saturating_add(problem.effort(task));
            let Some(end) = time.minute_after(work) else { return Minute::MAX };
            bound = bound.max(behind(problem, end, tails[task]));
        }
    }
    bound
}

fn behind(problem: &Problem, minute: Minute, work: Minute) -> Minute {
    let Some(common) = problem.common().filter(|_| work > 0) else { return minute };
    common.minute_after(common.work_before(minute).saturating_add(work)).unwrap_or(Minute::MAX)
}

/// Common working time that has to follow each task within its goal. Where
/// people have calendars of their own, none is counted: they may work while
/// others do not.
fn tails(problem: &Problem) -> Vec<Minute> {
    let mut tails: Vec<Minute> = vec![0; problem.tasks().len()];
    if problem.parts().calendars.len() > 1 {
        return tails;
    }
    for &number in problem.order().iter().rev() {
        let task = &problem.tasks()[number];
        let behind = tails[number].saturating_add(problem.effort(number));
        for dependency in task.after.iter().filter(|d| problem.tasks()[d.on].goal == task.goal) {
            let lag = if let Lag::Working(minutes) = dependency.lag { minutes } else { 0 };
            tails[dependency.on] = tails[dependency.on].max(behind.saturating_add(lag));
        }
    }
    tails
}
