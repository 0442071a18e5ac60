//! Effort against capacity, and what looks simpler than it is.

use backcast_core::{Effort, Risk};

use super::{Findings, Map, Remedy, Subject, named, percent};
use crate::Gravity;

/// From this part of the hours on nothing may go wrong any more.
const FULL: f64 = 0.9;
/// A range this wide says that somebody does not know.
const WIDE: f64 = 2.5;
/// A milestone with more of the work than this hides parts of its own.
const LARGE_SHARE: f64 = 0.4;

pub(super) fn inspect(subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    capacity(subject, map, findings);
    for (idx, milestone) in map.milestones.iter().enumerate() {
        let name = named(milestone);
        let (likely, high) = (milestone.effort.likely(), milestone.effort.high());
        if likely == Effort::ZERO {
            findings.add(
                Gravity::High,
                format!("{name} does not say how many hours it takes"),
                "Estimate it, or no date can be checked",
                Remedy::Leave("there is no estimate to take".into()),
            );
            continue;
        }
        if map.milestones.len() > 2 && map.share(idx) > LARGE_SHARE {
            findings.add(
                Gravity::Medium,
                format!("{name} holds {} of all work: a slip in it shows late", percent(map.share(idx))),
                "Look at it when half of its hours are used, or split it where a part is of use by itself",
                Remedy::Defer {
                    milestone: milestone.id.clone(),
                    why: format!("its criteria are counted when half of its {likely} hours are used"),
                },
            );
        }
        let is_wide = high.hours() > likely.hours() * WIDE;
        if milestone.slow_reason.is_none() && (is_wide || milestone.risk == Risk::High) {
            let why = if is_wide {
                format!("it may take {high} hours instead of {likely}")
            } else {
                "its risk is high and nothing says why".to_owned()
            };
            findings.add(
                Gravity::Medium,
                format!("{name} may hide something: {why}"),
                "Try the unknown part first, for a few hours",
                Remedy::Flag { milestone: milestone.id.clone(), why: format!("Little is known about it: {why}") },
            );
        }
    }
}

fn capacity(subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    let Some(capacity) = subject.capacity else { return };
    let (needed, available) = (map.total, capacity.available);
    let bad: Effort = map.milestones.iter().map(|milestone| milestone.effort.high()).sum();
    if needed > available {
        findings.add(
            Gravity::Critical,
            format!("The work takes {needed} hours; up to the deadline there are {available}"),
            "More hours, a later date, less of it, or help",
            Remedy::Arithmetic,
        );
    } else if needed.hours() > available.hours() * FULL {
        findings.add(
            Gravity::High,
            format!("The work takes {needed} of {available} hours: nothing may go wrong, and it may take {bad}"),
            "Keep a part of the hours free, or say now what would be cut",
            Remedy::Arithmetic,
        );
    }
}
