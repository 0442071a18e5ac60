//! What one milestone hands to the next, and whether each leaves something
//! whole.

use backcast_core::judge_criterion;

use super::{Findings, Map, Remedy, Subject, named};
use crate::Gravity;

/// What so many others rest on is an interface.
const RESTED_ON: usize = 3;
/// Fewer measurable criteria show nothing.
const CRITERIA_MIN: usize = 2;

pub(super) fn inspect(subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    let last = map.order.last().copied();
    for (idx, milestone) in map.milestones.iter().enumerate() {
        let name = named(milestone);
        let after = map.graph.successors(idx);
        if after.len() >= RESTED_ON && !milestone.depends_on.is_empty() {
            let ids: Vec<&str> = after.iter().map(|&after| map.milestones[after].id.as_str()).collect();
            findings.add(
                Gravity::Low,
                format!("{} rest on {name}: what it hands over is an interface", ids.join(", ")),
                "Settle its form before the rest of it, so that what follows need not be done again",
                Remedy::Defer {
                    milestone: milestone.id.clone(),
                    why: "what it hands over is settled first, before the rest of it".into(),
                },
            );
        }
        if after.is_empty() && Some(idx) != last && !subject.engineering {
            findings.add(
                Gravity::Low,
                format!("Nothing rests on {name}: it is not seen what it is for in the end"),
                "Say what needs it, or leave it out if time runs short",
                Remedy::Leave("it is a result of its own; it is the first to go where time runs short".into()),
            );
        }
        let n_measurable = milestone.criteria.iter().filter(|text| judge_criterion(text).is_ok()).count();
        if n_measurable < CRITERIA_MIN {
            findings.add(
                Gravity::High,
                format!("{name} has {n_measurable} criteria that a stranger could judge; it takes {CRITERIA_MIN}"),
                "Name a number, a date, a command and its result, or a thing that exists",
                Remedy::Leave("only whoever knows the work can say what shows it".into()),
            );
        }
    }
}
