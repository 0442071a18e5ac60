//! The dates that can be kept where the deadlines cannot.

use backcast_core::Pace;

use crate::Project;
use crate::attempt::{Attempt, Load, attempt};
use crate::project::HORIZON_MAX_DAYS;

/// For each goal the earliest date that it can keep while no more important
/// goal loses its own: its deadline where that holds. With the attempt that
/// shows it; nothing if even the longest horizon is too short.
///
/// Goals are settled in order of priority, each by bisection over dates while
/// the less important ones stand aside.
pub(crate) fn honest_dates(
    project: &Project,
    pace: Pace,
    deadlines: &[usize],
    load: Load,
) -> Option<(Vec<usize>, Attempt)> {
    if let Some(attempt) = attempt(project, pace, deadlines, load).filter(|attempt| attempt.meets(deadlines)) {
        return Some((deadlines.to_vec(), attempt));
    }
    let far = project.horizon(pace).min(HORIZON_MAX_DAYS) - 1;
    let mut order: Vec<usize> = (0..deadlines.len()).collect();
    order.sort_by_key(|&goal| (project.stakes[goal].priority, goal));
    let mut dates = vec![far; deadlines.len()];
    let mut last = None;
    for goal in order {
        let (mut low, mut high) = (deadlines[goal], far.max(deadlines[goal]));
        while low < high {
            let middle = low.midpoint(high);
            dates[goal] = middle;
            match attempt(project, pace, &dates, load).filter(|attempt| attempt.meets(&dates)) {
                Some(_) => high = middle,
                None => low = middle + 1,
            }
        }
        dates[goal] = high;
        last = attempt(project, pace, &dates, load).filter(|attempt| attempt.meets(&dates));
    }
    last.map(|attempt| (dates, attempt))
}
