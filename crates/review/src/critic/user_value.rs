//! What somebody gains, how early, and where one could stop.

use backcast_core::{DraftMilestone, MilestoneId};

use super::{Findings, Map, Remedy, Subject, named, percent};
use crate::Gravity;

/// A first milestone with more of the work than this proves nothing cheaply.
const LARGE_FIRST: f64 = 0.3;
/// A point to stop at should come before so much of the work is done.
const STOP_BY: f64 = 0.7;

pub(super) fn inspect(_subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    let Some(&first) = map.order.first() else { return };
    if map.milestones.len() > 2 && map.share(first) > LARGE_FIRST {
        findings.add(
            Gravity::Medium,
            format!(
                "The first milestone, {}, takes {} of all work",
                named(&map.milestones[first]),
                percent(map.share(first))
            ),
            "Begin with the smallest part that shows that the way works",
            Remedy::Defer {
                milestone: map.milestones[first].id.clone(),
                why: "its first criterion is the trial that shows whether the way works".into(),
            },
        );
    }
    stops(map, findings);
    values(map, findings);
    let cut: Vec<String> = map.milestones.iter().filter(|milestone| milestone.weight == 1).map(named).collect();
    if !cut.is_empty() {
        findings.add(
            Gravity::Low,
            format!("Gives least if time runs short: {}", cut.join(", ")),
            "Keep it as what is cut first",
            Remedy::Arithmetic,
        );
    }
}

/// Whether each says what somebody gains by it. One finding for all of them: a
/// draft that never says it would drown the others.
fn values(map: &Map<'_>, findings: &mut Findings) {
    let silent: Vec<&DraftMilestone> = map.milestones.iter().filter(|milestone| milestone.value.is_none()).collect();
    let whose = match silent.as_slice() {
        [] => return,
        [milestone] => named(milestone),
        several => several.iter().map(|milestone| milestone.id.as_str()).collect::<Vec<_>>().join(", "),
    };
    let shown = |milestone: &&DraftMilestone| {
        milestone.criteria.first().map(|shown| (milestone.id.clone(), format!("It can be seen: {shown}")))
    };
    let shown: Vec<(MilestoneId, String)> = silent.iter().filter_map(shown).collect();
    findings.add(
        Gravity::Low,
        format!("It is not said what somebody gains by {whose}"),
        "Say what can be seen or tried once it is reached",
        if shown.is_empty() {
            Remedy::Leave("nothing is known that could be seen".into())
        } else {
            Remedy::Values(shown)
        },
    );
}

/// Whether one can stop before most of the work is done.
fn stops(map: &Map<'_>, findings: &mut Findings) {
    let done_share = |idx: usize| map.begins_at(idx) + map.share(idx);
    let can_stop = map.order.iter().any(|&idx| map.milestones[idx].abort_point.is_some() && done_share(idx) < STOP_BY);
    if can_stop || map.milestones.len() < 3 {
        return;
    }
    let half = map.order.iter().copied().find(|&idx| done_share(idx) >= 0.4 && done_share(idx) < STOP_BY);
    let remedy = match half {
        Some(idx) => {
            let milestone = &map.milestones[idx];
            let with = milestone.value.clone().unwrap_or_else(|| format!("What stands then: {}", milestone.name));
            Remedy::StopAt { milestone: milestone.id.clone(), with }
        }
        None => Remedy::Leave("nothing that is worth having stands before the end".into()),
    };
    findings.add(
        Gravity::Medium,
        format!("There is no point to stop at before {} of the work is done", percent(STOP_BY)),
        "Mark a milestone after which one has something even if it ends there",
        remedy,
    );
}
