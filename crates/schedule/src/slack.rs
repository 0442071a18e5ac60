//! How far tasks can slip, and which chain decides the end.

use crate::attempt::Attempt;
use crate::pass::{Cause, Job, Slot, place};

/// The latest day on which each task may be finished so that all goals keep
/// these dates: the same pass over the reversed calendar, in which successors
/// come first and dates turn into release days.
pub(crate) fn latest_dues(placed: &Attempt, dates: &[usize]) -> Vec<usize> {
    let end = dates.iter().copied().max().unwrap_or(0).max(placed.slots.iter().map(|slot| slot.due).max().unwrap_or(0));
    let n = placed.jobs.len();
    let mirrored_day = |day: usize| end.saturating_sub(day);
    let mut mirrored: Vec<Job> = placed
        .jobs
        .iter()
        .rev()
        .map(|job| {
            // An event keeps its day in both directions.
            let is_event = job.work == 0 && job.release > 0;
            let last_day = if is_event { job.release } else { job.deadline };
            Job {
                work: job.work,
                waiting: job.waiting,
                after: Vec::new(),
                release: mirrored_day(last_day.min(end)),
                deadline: mirrored_day(job.release.min(end)),
            }
        })
        .collect();
    for (idx, job) in placed.jobs.iter().enumerate() {
        for &(before, lag) in &job.after {
            mirrored[n - 1 - before].after.push((n - 1 - idx, lag));
        }
    }
    let calendar = placed.availability.truncated(end + 1).reversed();
    match place(&calendar, &mirrored) {
        Some(slots) => (0..n).map(|idx| mirrored_day(slots[n - 1 - idx].start)).collect(),
        // Backward the heuristic may not fit where forward it does; then the
        // placement itself is the latest that is known.
        None => placed.slots.iter().map(|slot| slot.due).collect(),
    }
}

/// The tasks that decide when the last one ends: from it back over whatever
/// kept each from starting earlier.
///
/// A task that is placed late, or an event on its date, was held back by its
/// date; the chain then goes on with the predecessor that ends last.
pub(crate) fn critical_chain(slots: &[Slot], jobs: &[Job]) -> Vec<bool> {
    let mut critical = vec![false; slots.len()];
    let mut at = (0..slots.len()).max_by_key(|&idx| (slots[idx].due, idx));
    while let Some(idx) = at {
        if std::mem::replace(&mut critical[idx], true) {
            break;
        }
        at = match slots[idx].cause {
            Cause::After(before, _) | Cause::Hours(before) => Some(before).filter(|&before| before < slots.len()),
            Cause::Nothing => None,
            Cause::Release => {
                jobs[idx].after.iter().map(|&(before, _)| before).max_by_key(|&before| (slots[before].due, before))
            }
        };
    }
    critical
}
