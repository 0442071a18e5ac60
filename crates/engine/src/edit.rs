//! What somebody made of a plan by editing its text, judged like any plan.

use std::collections::{BTreeMap, BTreeSet};

use backcast_core::audit::{Dossier, audit};
use backcast_core::{
    Claim, DraftMilestone, EditedMilestone, EditedPlan, Effort, MilestoneId, PlacementReason, Placing, Plan,
    PlannedMilestone, Severity, Verdict, days_between, plus_days,
};
use jiff::civil::Date;

use crate::{EngineError, TakenIds};

/// The plan with what somebody made of it. Dates are taken as they were
/// written; slack and verdict follow from them.
///
/// # Errors
///
/// Returns an error if the audit finds errors in it, or if a new milestone
/// does not say which of several goals it serves.
pub fn edited(plan: &Plan, edit: &EditedPlan, taken: &TakenIds, allow_many: bool) -> Result<Plan, EngineError> {
    let mut next = taken
        .milestones
        .iter()
        .filter_map(|id| id.as_str().strip_prefix('M')?.parse::<usize>().ok())
        .max()
        .unwrap_or(0);
    let mut new = plan.clone();
    new.milestones = Vec::with_capacity(edit.milestones.len());
    for milestone in &edit.milestones {
        let before = plan.milestones.iter().find(|planned| Some(&planned.milestone.id) == milestone.id.as_ref());
        let id = milestone.id.clone().unwrap_or_else(|| {
            next += 1;
            MilestoneId::numbered(next)
        });
        if plan.several && milestone.goal.is_none() && before.is_none() {
            return Err(EngineError::GoalMissing(milestone.name.clone()));
        }
        let mut planned = changed(before, milestone, id);
        if let Some(before) = before {
            taken.keep_criteria(&mut planned.milestone, &before.milestone);
        }
        new.milestones.push(planned);
    }
    new.milestones.sort_by_key(|planned| (planned.due, planned.start));
    settle(&mut new);
    judged(plan, new, allow_many)
}

/// The plan as an edit in which some milestones are due on other days, and what
/// rests on them moved on as far as it has to; `None` if no milestone of
/// the plan is among them.
#[must_use]
pub fn with_dates(plan: &Plan, days: &BTreeMap<MilestoneId, Date>) -> Option<EditedPlan> {
    if !plan.milestones.iter().any(|planned| days.contains_key(&planned.milestone.id)) {
        return None;
    }
    let milestones: Vec<EditedMilestone> = plan
        .milestones
        .iter()
        .map(|planned| {
            let one = &planned.milestone;
            let due = days.get(&one.id).copied().unwrap_or(planned.due);
            EditedMilestone {
                id: Some(one.id.clone()),
                goal: one.goal.clone(),
                name: one.name.clone(),
                statement: one.statement.clone(),
                criteria: one.criteria.clone(),
                depends_on: one.depends_on.clone(),
                effort: one.effort,
                start: planned.start.min(due),
                due,
                waiting_days: one.waiting_days,
                risk: one.risk,
                slow_reason: one.slow_reason.clone(),
                value: one.value.clone(),
                abort_point: one.abort_point.clone(),
                files: one.files.clone(),
            }
        })
        .collect();
    Some(EditedPlan { milestones: moved_on(milestones) })
}

/// Milestones that begin before what they rest on is reached begin after it,
/// and take as many days as before.
fn moved_on(mut milestones: Vec<EditedMilestone>) -> Vec<EditedMilestone> {
    // Each round settles at least the milestones one step further on.
    for _ in 0..milestones.len() {
        let before = milestones.clone();
        let due = |id| before.iter().find(|one| one.id.as_ref() == Some(id)).map(|one| one.due);
        for one in &mut milestones {
            let earliest = one.depends_on.iter().filter_map(|dependency| {
                Some(plus_days(due(&dependency.on)?, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX)))
            });
            if let Some(earliest) = earliest.max().filter(|earliest| *earliest > one.start) {
                let late = days_between(one.start, earliest);
                (one.start, one.due) = (earliest, plus_days(one.due, late));
            }
        }
        if milestones == before {
            break;
        }
    }
    milestones
}

/// A milestone with what somebody wrote of it.
fn changed(before: Option<&PlannedMilestone>, edit: &EditedMilestone, id: MilestoneId) -> PlannedMilestone {
    let kept = before.map(|planned| &planned.milestone);
    let same_dates = before.is_some_and(|planned| planned.start == edit.start && planned.due == edit.due);
    let reason = before.filter(|_| same_dates).map_or(PlacementReason::ByHand, |planned| planned.reason.clone());
    PlannedMilestone {
        milestone: DraftMilestone {
            id,
            goal: edit.goal.clone().or_else(|| kept.and_then(|milestone| milestone.goal.clone())),
            name: edit.name.clone(),
            statement: edit.statement.clone(),
            criteria: edit.criteria.clone(),
            criterion_ids: Vec::new(),
            facts: Vec::new(),
            depends_on: edit.depends_on.clone(),
            effort: edit.effort,
            waiting_days: edit.waiting_days,
            risk: edit.risk,
            slow_reason: edit.slow_reason.clone(),
            value: edit.value.clone(),
            weight: kept.map_or(2, |milestone| milestone.weight),
            abort_point: edit.abort_point.clone(),
            files: edit.files.clone(),
            placing: kept.map_or(Placing::Early, |milestone| milestone.placing),
            claim: kept.map_or_else(
                || Claim { source: "edit".into(), why: "somebody added it".into(), ..Claim::default() },
                |milestone| milestone.claim.clone(),
            ),
        },
        start: edit.start,
        due: edit.due,
        due_earliest: before.filter(|_| same_dates).map_or(edit.due, |planned| planned.due_earliest.min(edit.due)),
        due_latest: edit.due,
        slack_days: 0,
        critical: false,
        reason,
    }
}

/// Works out what follows from edited dates: the latest dates that keep the
/// deadline, by a backward pass over calendar days, then slack, what decides the
/// end, and the verdict.
fn settle(plan: &mut Plan) {
    let end = plan.milestones.iter().map(|planned| planned.due).max();
    let last = plan.deadline.max(end);
    let latest = latest_dues(&plan.milestones, last.unwrap_or(plan.today));
    let for_end = latest_dues(&plan.milestones, end.unwrap_or(plan.today));
    for ((planned, due_latest), for_end) in plan.milestones.iter_mut().zip(latest).zip(for_end) {
        planned.due_latest = due_latest.max(planned.due);
        planned.slack_days = days_between(planned.due, planned.due_latest);
        planned.critical = for_end <= planned.due;
    }
    let feasibility = &mut plan.feasibility;
    feasibility.needed = Some(plan.milestones.iter().map(|planned| planned.milestone.effort.likely()).sum::<Effort>());
    if let (Some(end), Some(deadline)) = (end, plan.deadline) {
        if end > deadline {
            feasibility.verdict = Verdict::Infeasible;
            feasibility.reasons = vec![format!("as edited, it ends on {end}, after the deadline {deadline}")];
        } else if feasibility.verdict == Verdict::Infeasible {
            feasibility.verdict = Verdict::Tight;
            feasibility.reasons = vec![format!("as edited, it ends on {end}, by the deadline {deadline}")];
        }
    }
    if let (Some(end), Some(forecast)) = (end, plan.forecast.as_mut()) {
        forecast.late = end.max(plus_days(forecast.late, days_between(forecast.likely, end)));
        forecast.likely = end;
    }
    let there: BTreeSet<MilestoneId> = plan.milestones.iter().map(|planned| planned.milestone.id.clone()).collect();
    plan.busy_conflicts.retain(|conflict| there.contains(&conflict.milestone));
}

/// Latest due dates by milestone; those that rest on each other in a circle
/// keep the last day, and the audit refuses them.
fn latest_dues(milestones: &[PlannedMilestone], last: Date) -> Vec<Date> {
    let mut latest: Vec<Date> = vec![last; milestones.len()];
    // Each round settles at least the milestones one step further back.
    for _ in 0..milestones.len() {
        let mut settled = true;
        for (idx, planned) in milestones.iter().enumerate() {
            let id = &planned.milestone.id;
            for (after, successor) in milestones.iter().enumerate() {
                let Some(dependency) = successor.milestone.depends_on.iter().find(|d| d.on == *id) else { continue };
                let days = days_between(successor.start, successor.due).max(0)
                    + i32::try_from(dependency.lag_days).unwrap_or(i32::MAX / 2);
                let due = plus_days(latest[after], -days);
                if due < latest[idx] {
                    latest[idx] = due;
                    settled = false;
                }
            }
        }
        if settled {
            break;
        }
    }
    latest
}

/// The plan with the audit's remarks; errors that the plan had before the
/// edit, such as dates that are past by now, do not count against it.
fn judged(before: &Plan, mut plan: Plan, allow_many: bool) -> Result<Plan, EngineError> {
    let dossier = |plan: &Plan| {
        let end = plan.milestones.iter().map(|planned| planned.due).max();
        let facts = Dossier::from(plan);
        Dossier { allow_many, last_day: facts.last_day.max(end), ..facts }
    };
    let known: Vec<_> = audit(&dossier(before)).into_iter().map(|finding| (finding.code, finding.milestones)).collect();
    let findings = audit(&dossier(&plan));
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .filter(|finding| !known.contains(&(finding.code, finding.milestones.clone())))
        .cloned()
        .collect();
    if !errors.is_empty() {
        return Err(EngineError::EditAudit(errors));
    }
    plan.findings = findings.into_iter().filter(|finding| finding.severity < Severity::Error).collect();
    Ok(plan)
}
