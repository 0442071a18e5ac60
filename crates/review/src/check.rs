//! What is checked of a synthesis, whatever it claims of itself.

use std::collections::{BTreeMap, BTreeSet};

use backcast_core::audit::{Code, Dossier, Entry, audit};
use backcast_core::{DraftMilestone, Graph, MilestoneId, Severity};

use crate::reply::{Conflict, Proposed, ResponseKind, Synthesis};
use crate::{Finding, FindingId, ReviewGap};

/// Why a synthesis cannot be taken; goes back to whoever made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The answer does not have the form that was asked for.
    #[error("{0}")]
    Form(String),
    /// Findings without an answer.
    #[error("these findings have no answer: {}", ids(.0))]
    Unanswered(Vec<FindingId>),
    /// Answers to findings that there are not.
    #[error("there are no findings {}", ids(.0))]
    UnknownFindings(Vec<FindingId>),
    /// A finding with several answers.
    #[error("finding {0} is answered more than once")]
    AnsweredTwice(FindingId),
    /// A rejection without a reason.
    #[error("finding {0} is rejected without a reason")]
    NoReason(FindingId),
    /// A finding is deferred to a milestone that there is not.
    #[error("finding {0} is deferred to `{1}`, which is no milestone of the plan")]
    DeferredNowhere(FindingId, MilestoneId),
    /// A conflict without a decision or its reason.
    #[error("the conflict \"{0}\" has no resolution or no rationale")]
    ConflictOpen(String),
    /// The audit refuses the milestones.
    #[error("{code}: {message}; {fix}")]
    Audit {
        /// Which rule.
        code: Code,
        /// What is wrong.
        message: String,
        /// What to do about it.
        fix: String,
    },
    /// The order of execution does not hold every milestone once.
    #[error("the execution order leaves out, repeats or invents {}", milestones(.0))]
    OrderIncomplete(Vec<MilestoneId>),
    /// The order of execution breaks a dependency.
    #[error("the execution order puts `{0}` before or beside `{1}`, which it depends on")]
    OrderBroken(MilestoneId, MilestoneId),
}

fn ids(ids: &[FindingId]) -> String {
    ids.iter().map(FindingId::as_str).collect::<Vec<_>>().join(", ")
}

fn milestones(ids: &[MilestoneId]) -> String {
    ids.iter().map(MilestoneId::as_str).collect::<Vec<_>>().join(", ")
}

/// Warnings of the audit that a synthesis has to mend: they are the gates of
/// the procedure.
const GATES: [Code; 4] = [Code::CriterionVague, Code::MilestoneOrphan, Code::RootsMany, Code::EffortMissing];

/// Everything that is wrong with a synthesis; nothing where it can be taken.
///
/// How many milestones there are is no fault: whoever approves has to consent.
#[must_use]
pub fn check_synthesis(synthesis: &Synthesis, findings: &[Finding]) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_responses(synthesis, findings, &mut faults);
    for conflict in &synthesis.conflicts {
        if conflict.resolution.is_empty() || conflict.rationale.is_empty() {
            faults.push(Fault::ConflictOpen(conflict.conflict.clone()));
        }
    }
    check_milestones(&synthesis.milestones, &mut faults);
    check_order(synthesis, &mut faults);
    faults
}

fn check_responses(synthesis: &Synthesis, findings: &[Finding], faults: &mut Vec<Fault>) {
    let known: BTreeSet<&FindingId> = findings.iter().map(|finding| &finding.id).collect();
    let mut answered: BTreeSet<&FindingId> = BTreeSet::new();
    let mut unknown = Vec::new();
    for response in &synthesis.responses {
        if !known.contains(&response.finding) {
            unknown.push(response.finding.clone());
        } else if !answered.insert(&response.finding) {
            faults.push(Fault::AnsweredTwice(response.finding.clone()));
        }
        match &response.kind {
            ResponseKind::Rejected if response.reason.is_empty() => {
                faults.push(Fault::NoReason(response.finding.clone()));
            }
            ResponseKind::Deferred(to) if !synthesis.milestones.iter().any(|one| one.milestone.id == *to) => {
                faults.push(Fault::DeferredNowhere(response.finding.clone(), to.clone()));
            }
            _ => {}
        }
    }
    let open: Vec<FindingId> = known.into_iter().filter(|id| !answered.contains(id)).cloned().collect();
    if !open.is_empty() {
        faults.push(Fault::Unanswered(open));
    }
    if !unknown.is_empty() {
        faults.push(Fault::UnknownFindings(unknown));
    }
}

fn check_milestones(proposed: &[Proposed], faults: &mut Vec<Fault>) {
    // The first milestone starts from nothing by nature.
    let dossier = Dossier {
        entries: proposed.iter().enumerate().map(|(idx, one)| entry(one, idx == 0)).collect(),
        allow_many: true,
        ..Dossier::default()
    };
    for finding in audit(&dossier) {
        if finding.severity == Severity::Error || GATES.contains(&finding.code) {
            faults.push(Fault::Audit { code: finding.code, message: finding.message, fix: finding.fix });
        }
    }
}

fn entry(proposed: &Proposed, is_first: bool) -> Entry {
    Entry { parallel: is_first || !proposed.parallel.is_empty(), ..Entry::from(&proposed.milestone) }
}

fn check_order(synthesis: &Synthesis, faults: &mut Vec<Fault>) {
    if synthesis.execution_order.is_empty() {
        return; // It follows from the dependencies.
    }
    let mut group_of: BTreeMap<&MilestoneId, usize> = BTreeMap::new();
    let mut odd: BTreeSet<MilestoneId> = BTreeSet::new();
    for (number, group) in synthesis.execution_order.iter().enumerate() {
        for id in group {
            if group_of.insert(id, number).is_some() {
                odd.insert(id.clone());
            }
        }
    }
    let there: BTreeSet<&MilestoneId> = synthesis.milestones.iter().map(|one| &one.milestone.id).collect();
    odd.extend(group_of.keys().filter(|id| !there.contains(*id)).map(|&id| id.clone()));
    odd.extend(there.iter().filter(|id| !group_of.contains_key(*id)).map(|&id| id.clone()));
    if !odd.is_empty() {
        faults.push(Fault::OrderIncomplete(odd.into_iter().collect()));
    }
    for Proposed { milestone, .. } in &synthesis.milestones {
        for dependency in &milestone.depends_on {
            let (own, before) = (group_of.get(&milestone.id), group_of.get(&dependency.on));
            if own.is_some() && before.is_some() && own <= before {
                faults.push(Fault::OrderBroken(milestone.id.clone(), dependency.on.clone()));
            }
        }
    }
}

/// Groups of milestones that can run side by side, first to last, as the
/// dependencies have it; nothing where they run in circles.
#[must_use]
pub fn execution_groups<'m>(milestones: impl IntoIterator<Item = &'m DraftMilestone>) -> Vec<Vec<MilestoneId>> {
    let milestones: Vec<&DraftMilestone> = milestones.into_iter().collect();
    let at = |id: &MilestoneId| milestones.iter().position(|milestone| milestone.id == *id);
    let mut graph = Graph::new(milestones.len());
    for (idx, milestone) in milestones.iter().enumerate() {
        for before in milestone.depends_on.iter().filter_map(|dependency| at(&dependency.on)) {
            graph.add(before, idx);
        }
    }
    let Some(order) = graph.topological_order() else { return Vec::new() };
    let mut level = vec![0; milestones.len()];
    for idx in order {
        level[idx] = graph.predecessors(idx).iter().map(|&before| level[before] + 1).max().unwrap_or(0);
    }
    let n_groups = level.iter().max().map_or(0, |last| last + 1);
    let group = |number: usize| {
        let of_group = milestones.iter().zip(&level).filter(|(_, level)| **level == number);
        of_group.map(|(milestone, _)| milestone.id.clone()).collect()
    };
    (0..n_groups).map(group).collect()
}

/// Says in the conflict log who is missing, where the synthesis did not.
pub fn log_gaps(synthesis: &mut Synthesis, gaps: &[ReviewGap]) {
    for gap in gaps {
        let name = gap.perspective.as_str();
        let is_said = synthesis.conflicts.iter().any(|conflict| {
            let text = conflict.conflict.to_lowercase();
            text.contains("missing") && text.replace(' ', "-").contains(name)
        });
        if !is_said {
            synthesis.conflicts.push(Conflict {
                conflict: format!("Missing perspective: {name}: {}", gap.why),
                resolution: "Went on without it".into(),
                rationale: format!("The plan may have a blind spot in {}", gap.perspective.blind_spot()),
            });
        }
    }
}
