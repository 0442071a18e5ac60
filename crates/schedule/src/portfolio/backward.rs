//! As late as deadlines allow: the same scheme with time running backward.

use backcast_core::problem::{Problem, Schedule};

use super::rules;
use super::serial::{place, successors};

/// A schedule in which every task lies as late as what is due and what follows
/// it allow, for deadlines and targets alike. Nothing where the scheme finds
/// none that starts in time.
#[must_use]
pub fn backward(problem: &Problem) -> Option<Schedule> {
    let mirrored = problem.mirrored()?;
    let successors = successors(&mirrored);
    rules::keys(&mirrored).into_iter().find_map(|keys| {
        let schedule = place(&mirrored, &successors, &keys).ok()?;
        let schedule = schedule.mirrored(problem.parts().horizon);
        let due = |number: usize| {
            let task = &problem.tasks()[number];
            task.release <= schedule.0[number].start()
        };
        ((0..schedule.0.len()).all(due) && problem.check(&schedule).is_ok()).then_some(schedule)
    })
}
