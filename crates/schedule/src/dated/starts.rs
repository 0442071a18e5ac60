//! Starts: as proposed, unless order, waiting or hours need an earlier or a later one.

use super::Contradicted;
use super::fit::{Dating, Window};

/// Starts, and why some are not those that were proposed.
pub(super) struct Starts {
    pub(super) days: Vec<usize>,
    pub(super) why: Vec<Option<Contradicted>>,
}

/// Finds starts for these due days. Where work does not fit behind the proposed starts,
/// as few as can be begin earlier, and as little earlier as is enough.
pub(super) fn settle(dating: &Dating, dues: &[usize]) -> Starts {
    let n = dues.len();
    let first: Vec<usize> = (0..n).map(|idx| dating.first_day(dues, idx).min(dues[idx])).collect();
    let mut windows = Vec::with_capacity(n);
    let mut why = Vec::with_capacity(n);
    for idx in 0..n {
        let (start, contradicted) = own_start(dating, dues, first[idx], idx);
        windows.push(Window { first: start, last: dues[idx] });
        why.push(contradicted);
    }
    for idx in begun_earlier(dating, &first, &mut windows) {
        why[idx] = dating.tasks[idx].start.map(|_| Contradicted::Hours);
    }
    Starts { days: windows.iter().map(|window| window.first).collect(), why }
}

/// The start that a task has if the hours do not matter.
fn own_start(dating: &Dating, dues: &[usize], first: usize, idx: usize) -> (usize, Option<Contradicted>) {
    let task = &dating.tasks[idx];
    let last = dues[idx].saturating_sub(task.waiting).max(first);
    let Some(proposed) = task.start else {
        return (usual_start(dating, dues[idx], idx).clamp(first, last), None);
    };
    if proposed < first {
        let before = task.after.iter().copied().max_by_key(|&(before, lag)| dues[before].saturating_add(lag));
        let why = before.map_or(Contradicted::Past, |(before, lag)| {
            Contradicted::After(before, u32::try_from(lag).unwrap_or(u32::MAX))
        });
        return (first, Some(why));
    }
    if proposed > last {
        // A start after the due day only means that nobody thought of it.
        let why =
            (proposed <= dues[idx]).then(|| Contradicted::Waiting(u32::try_from(task.waiting).unwrap_or(u32::MAX)));
        return (last, why);
    }
    (proposed, None)
}

/// A day from which half of the hours are enough for a task until its due day, where
/// nobody proposed one.
fn usual_start(dating: &Dating, due: usize, idx: usize) -> usize {
    let task = &dating.tasks[idx];
    let last = due.saturating_sub(task.waiting);
    let until = dating.availability.minutes_before(last + 1);
    let from = until.saturating_sub(task.work.saturating_mul(2));
    dating.availability.day_of_minute(from).map_or(last, |day| day.min(last))
}

/// Lets tasks begin earlier until all work fits, if it does with every start at its
/// earliest; returns those that do.
fn begun_earlier(dating: &Dating, first: &[usize], windows: &mut [Window]) -> Vec<usize> {
    let earliest: Vec<Window> = windows.iter().zip(first).map(|(window, &first)| Window { first, ..*window }).collect();
    let mut earlier: Vec<usize> = Vec::new();
    if dating.overrun(&earliest) > 0 {
        return earlier;
    }
    let wanted: Vec<usize> = windows.iter().map(|window| window.first).collect();
    while dating.overrun(windows) > 0 {
        let left_if = |&idx: &usize| {
            let mut tried = windows.to_vec();
            tried[idx].first = first[idx];
            (dating.overrun(&tried), wanted[idx] - first[idx], idx)
        };
        let can_be = (0..windows.len()).filter(|&idx| windows[idx].first > first[idx]);
        let Some(best) = can_be.min_by_key(left_if) else { break };
        windows[best].first = first[best];
        earlier.push(best);
    }
    for &idx in &earlier {
        let (mut low, mut high) = (first[idx], wanted[idx]);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            windows[idx].first = middle;
            if dating.overrun(windows) == 0 {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        windows[idx].first = low;
    }
    earlier.retain(|&idx| windows[idx].first != wanted[idx]);
    earlier
}
