//! The synthesis without a model: every finding is answered by its remedy.

use backcast_core::{Dependency, MilestoneId};

use super::{Concern, Remedy, Subject, concerns};
use crate::reply::{Conflict, Proposed, Response, ResponseKind, Synthesis};
use crate::{Perspective, execution_groups};

/// More milestones are not flagged as likely to slip: a fourth flag takes the
/// weight from the others.
const FLAGS_MAX: usize = 3;

/// Puts together what the rules of these perspectives found over a draft:
/// every finding is accepted, deferred to a milestone, or rejected with the
/// reason.
#[must_use]
pub fn synthesize(subject: &Subject<'_>, perspectives: &[Perspective]) -> Synthesis {
    let mut synthesis = Synthesis {
        milestones: subject
            .milestones
            .iter()
            .map(|milestone| Proposed { milestone: milestone.clone(), parallel: String::new(), creates: Vec::new() })
            .collect(),
        ..Synthesis::default()
    };
    let found: Vec<Concern> = perspectives.iter().flat_map(|&one| concerns(subject, one)).collect();
    for concern in &found {
        let response = answer(&mut synthesis, concern);
        synthesis.responses.push(response);
    }
    synthesis.conflicts = conflicts(&found);
    synthesis.execution_order = execution_groups(synthesis.milestones.iter().map(|one| &one.milestone));
    synthesis
}

fn answer(synthesis: &mut Synthesis, concern: &Concern) -> Response {
    let (kind, reason) = match &concern.remedy {
        Remedy::Depend { milestone, on } => {
            let depends_on = &mut of(synthesis, milestone).milestone.depends_on;
            if !depends_on.iter().any(|known| known.on == *on) {
                depends_on.push(Dependency { on: on.clone(), lag_days: 0 });
            }
            (ResponseKind::Accepted, format!("{milestone} waits for {on} now"))
        }
        Remedy::Flag { milestone, why } => flag(synthesis, milestone, why),
        Remedy::StopAt { milestone, with } => {
            of(synthesis, milestone).milestone.abort_point = Some(with.clone());
            (ResponseKind::Accepted, format!("{milestone} is a point to stop at now"))
        }
        Remedy::Values(values) => {
            for (milestone, value) in values {
                of(synthesis, milestone).milestone.value = Some(value.clone());
            }
            (ResponseKind::Accepted, "what can be seen then is said now".to_owned())
        }
        Remedy::Parallel { milestone, why } => {
            of(synthesis, milestone).parallel.clone_from(why);
            (ResponseKind::Accepted, format!("it may run beside the others: {why}"))
        }
        Remedy::Defer { milestone, why } => (ResponseKind::Deferred(milestone.clone()), why.clone()),
        Remedy::Arithmetic => {
            (ResponseKind::Accepted, "the dates, the verdict and the levers of the plan carry it".to_owned())
        }
        Remedy::Leave(why) => (ResponseKind::Rejected, why.clone()),
    };
    Response { finding: concern.finding.id.clone(), kind, reason }
}

fn of<'s>(synthesis: &'s mut Synthesis, id: &MilestoneId) -> &'s mut Proposed {
    let found = synthesis.milestones.iter_mut().find(|one| one.milestone.id == *id);
    found.expect("remedies speak of milestones of the draft")
}

fn flag(synthesis: &mut Synthesis, id: &MilestoneId, why: &str) -> (ResponseKind, String) {
    let n_flagged = synthesis.milestones.iter().filter(|one| one.milestone.slow_reason.is_some()).count();
    if n_flagged >= FLAGS_MAX {
        let why = format!("{FLAGS_MAX} milestones that are likelier to slip are named already");
        return (ResponseKind::Rejected, why);
    }
    of(synthesis, id).milestone.slow_reason = Some(why.to_owned());
    (ResponseKind::Accepted, format!("{id} is named among those that are likely to slip"))
}

/// Where what one side wants goes against what another one wants.
fn conflicts(found: &[Concern]) -> Vec<Conflict> {
    let of = |perspective: Perspective, part: &str| {
        found.iter().find(|one| one.finding.id.belongs_to(perspective) && one.finding.text.contains(part))
    };
    let mut conflicts = Vec::new();
    let late_risk = of(Perspective::Risk, "begins after").or_else(|| of(Perspective::Risk, "second half"));
    if let (Some(risk), Some(value)) = (late_risk, of(Perspective::UserValue, "first milestone")) {
        conflicts.push(Conflict {
            conflict: format!(
                "{} wants what may stall early, {} wants a small first step",
                risk.finding.id, value.finding.id
            ),
            resolution: "The order stays; what may stall is tried on a small scale before its milestone".into(),
            rationale: "The order follows from what rests on what; a trial is cheap, another order is not".into(),
        });
    }
    let tight = of(Perspective::Feasibility, "of all work").and(of(Perspective::Feasibility, "up to the deadline"));
    if let (Some(hours), Some(chain)) = (tight, of(Perspective::Dependency, "The chain")) {
        conflicts.push(Conflict {
            conflict: format!(
                "{} wants less work, {} finds all of it in one chain",
                hours.finding.id, chain.finding.id
            ),
            resolution: "Nothing is cut unasked; the levers say what each cut would bring".into(),
            rationale: "What may be cut is for whoever wants the goal to decide".into(),
        });
    }
    conflicts
}
