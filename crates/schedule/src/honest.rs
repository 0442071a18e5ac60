//! The dates that can be kept where the deadlines cannot.

use backcast_core::WeeklyHours;

use crate::Project;
use crate::attempt::{Attempt, Load, attempt};
use crate::project::HORIZON_MAX_DAYS;

/// So many days after a deadline are tried one by one.
const NEAR_DAYS: usize = 42;

/// For each goal the earliest date that it can keep while no more important
/// goal loses its own: its deadline where that holds. With the attempt that
/// shows it; nothing if even the longest horizon is too short.
///
/// Goals are settled in order of priority, while the less important ones stand
/// aside.
pub(crate) fn honest_dates(
    project: &Project,
    pace: WeeklyHours,
    deadlines: &[usize],
    load: Load,
) -> Option<(Vec<usize>, Attempt)> {
    if let Some(attempt) = attempt(project, pace, deadlines, load).filter(|attempt| attempt.meets(deadlines)) {
        return Some((deadlines.to_vec(), attempt));
    }
    let far = project.horizon(pace).min(HORIZON_MAX_DAYS) - 1;
    let mut order: Vec<usize> = (0..deadlines.len()).collect();
    order.sort_by_key(|&goal| (project.goal_constraints[goal].priority, goal));
    let mut dates = vec![far; deadlines.len()];
    let mut last = None;
    for goal in order {
        let latest = far.max(deadlines[goal]);
        let mut keeps = |date: usize| {
            dates[goal] = date;
            attempt(project, pace, &dates, load).is_some_and(|attempt| attempt.meets(&dates))
        };
        // Day by day at first: near the deadline a later day can be worse,
        // when waiting then ends in busy days. Far away bisection is enough.
        let near = (deadlines[goal]..latest).take(NEAR_DAYS).find(|&date| keeps(date));
        let high = near.unwrap_or_else(|| {
            let (mut low, mut high) = ((deadlines[goal] + NEAR_DAYS).min(latest), latest);
            while low < high {
                let middle = low.midpoint(high);
                if keeps(middle) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            high
        });
        dates[goal] = high;
        last = attempt(project, pace, &dates, load).filter(|attempt| attempt.meets(&dates));
    }
    last.map(|attempt| (dates, attempt))
}
