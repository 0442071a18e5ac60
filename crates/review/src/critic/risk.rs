//! Where it stalls, and what it costs to recover.

use backcast_core::Risk;

use super::{Findings, Map, Remedy, Subject, named, percent};
use crate::Gravity;

/// What begins after so much of the work is late to go wrong.
const LATE: f64 = 0.6;
/// So much of all work is dear to do again.
const DEAR: f64 = 0.25;
/// Waiting for others as long as this needs a way around.
const LONG_WAIT_DAYS: u32 = 14;

pub(super) fn inspect(_subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    for (idx, milestone) in map.milestones.iter().enumerate() {
        let name = named(milestone);
        let id = milestone.id.clone();
        let is_late = map.begins_at(idx) > LATE;
        if let Some(reason) = milestone.slow_reason.as_ref().filter(|_| is_late) {
            findings.add(
                Gravity::Medium,
                format!(
                    "{name} is likely to stall, and begins after {} of the work: {reason}",
                    percent(map.begins_at(idx))
                ),
                "Try the part that stalls earlier, on a small scale",
                Remedy::Defer { milestone: id.clone(), why: "it is watched: a slip there is the first sign".into() },
            );
        }
        if map.milestones.len() > 2 && map.share(idx) > DEAR && milestone.risk > Risk::Low {
            findings.add(
                Gravity::Medium,
                format!("If {name} fails, {} hours have to be done again", milestone.effort.likely()),
                "Check a first part of it against its criteria before the rest is done",
                Remedy::Defer { milestone: id.clone(), why: "a first part is checked before the rest is done".into() },
            );
        }
        let waits = milestone.depends_on.iter().map(|one| one.lag_days).max().unwrap_or(0).max(milestone.waiting_days);
        if waits >= LONG_WAIT_DAYS && is_late {
            findings.add(
                Gravity::High,
                format!("{name} waits {waits} days that no work shortens, near the end"),
                "Begin what has to be waited for as early as what it rests on allows",
                Remedy::Arithmetic,
            );
        }
    }
    let Some(first_risky) = map.order.iter().position(|&idx| map.milestones[idx].risk == Risk::High) else { return };
    let idx = map.order[first_risky];
    if first_risky > 0 && map.begins_at(idx) > 0.5 {
        findings.add(
            Gravity::Medium,
            format!("The first milestone with a high risk, {}, comes in the second half", named(&map.milestones[idx])),
            "Put what may fail first, while a change is cheap",
            Remedy::Leave("it rests on what comes before it".into()),
        );
    }
}
