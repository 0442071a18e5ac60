//! How far tasks can slip, and which chain decides the end.

use crate::attempt::Attempt;
use crate::mirror::latest;
use crate::pass::{Cause, Job, Slot};

/// The latest day on which each task may be finished so that all goals keep
/// these dates.
pub(crate) fn latest_dues(placed: &Attempt, dates: &[usize]) -> Vec<usize> {
    let last = placed.slots.iter().map(|slot| slot.due).max().unwrap_or(0);
    let end = dates.iter().copied().max().unwrap_or(0).max(last);
    match latest(&placed.availability, &placed.jobs, end) {
        Some(spans) => spans.into_iter().map(|(_, due)| due).collect(),
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
