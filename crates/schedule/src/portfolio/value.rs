use backcast_core::problem::{Minute, Problem, Schedule};

/// How good a schedule is; smaller is better, the first field counts first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    /// Minutes after deadlines of goals and tasks, in common working time, but
    /// at least one for each that is missed.
    pub overdue: u64,
    /// Each goal's tardiness after its target in minutes of common working
    /// time, times its weight.
    pub weighted_tardiness: u64,
    /// The sum of all finishes in common working time.
    pub finishes: u64,
}

impl Value {
    /// What a schedule is worth.
    #[must_use]
    pub fn of(problem: &Problem, schedule: &Schedule) -> Self {
        let worked = |minute: Minute| problem.common().map_or(minute, |common| common.work_before(minute));
        let behind = |finish: Minute, due: Minute| u64::from(worked(finish).saturating_sub(worked(due)));
        // Behind is behind, even where nobody could have worked in between.
        let overdue = |finish: Minute, due: Minute| behind(finish, due).max(u64::from(finish > due));
        let mut last = vec![0; problem.goals().len()];
        let mut value = Value::default();
        for (task, placed) in problem.tasks().iter().zip(&schedule.0) {
            last[task.goal] = placed.finish().max(last[task.goal]);
            value.finishes += u64::from(worked(placed.finish()));
            value.overdue += task.deadline.map_or(0, |deadline| overdue(placed.finish(), deadline));
        }
        for (goal, (terms, last)) in problem.goals().iter().zip(last).enumerate() {
            let due = |due: Minute| problem.before_buffer(goal, due);
            value.overdue += terms.deadline.map_or(0, |deadline| overdue(last, due(deadline)));
            let tardiness =
                terms.target.map_or(0, |target| behind(last, due(target))).saturating_mul(u64::from(terms.weight));
            value.weighted_tardiness = value.weighted_tardiness.saturating_add(tardiness);
        }
        value
    }
}
