//! What somebody made of a plan by editing its text, judged like any plan.

use std::collections::BTreeMap;

use backcast_core::audit::{Dossier, audit};
use backcast_core::{
    AnchoredGoal, Claim, Draft, DraftMilestone, EditedMilestone, EditedPlan, Forecast, MilestoneId, PlacementReason,
    Placing, Plan, PlannedMilestone, Severity, Verdict, WeeklyHours, days_between, plus_days,
};
use backcast_schedule::{Impossible, busy_conflicts_by_hand, overfull_by_hand};
use jiff::civil::Date;

use crate::calibrate::foresee;
use crate::checkpoints::move_along;
use crate::experience::Experience;
use crate::habit;
use crate::integrate::{Integrated, integrate_left, project, reviews};
use crate::replan::Left;
use crate::what_if::in_order;
use crate::{Earlier, EngineError};

/// The plan with what somebody made of it. Dates are taken as they were
/// written; everything else follows from them and from what is left to do:
/// slack, verdict, forecast, buffer, levers and what meets busy days.
///
/// # Errors
///
/// Returns an error if the audit finds errors in it, or if a new milestone
/// does not say which of several goals it serves.
pub fn edited(
    plan: &Plan,
    edit: &EditedPlan,
    earlier: &Earlier,
    experience: &Experience,
    allow_many: bool,
) -> Result<Plan, EngineError> {
    let taken = &earlier.taken;
    let own = plan.milestones.iter().map(|planned| &planned.milestone.id);
    let mut next = taken
        .milestones
        .iter()
        .chain(own)
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
            let (start, due) = (planned.start, planned.due);
            (planned.start, planned.due) = (before.start, before.due);
            move_along(&mut planned, (start, due));
            (planned.start, planned.due) = (start, due);
        }
        if let Some(before) = before {
            taken.keep_criteria(&mut planned.milestone, &before.milestone);
        }
        new.milestones.push(planned);
    }
    new.milestones.sort_by_key(|planned| (planned.due, planned.start));
    set_slack(&mut new);
    let mut new = judged(plan, new, allow_many)?;
    // After the audit, which lets no cycle pass.
    compute_anew(&mut new, earlier);
    if let Some(foreseen) = foresee(&new, earlier, experience, 0) {
        foreseen.tell(&mut new);
    }
    Ok(new)
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
            depends_on: edit.depends_on.clone(),
            effort: edit.effort,
            waiting_days: edit.waiting_days,
            risk: edit.risk,
            slow_reason: edit.slow_reason.clone(),
            value: edit.value.clone(),
            abort_point: edit.abort_point.clone(),
            files: edit.files.clone(),
            criterion_ids: Vec::new(),
            facts: Vec::new(),
            ..kept.cloned().unwrap_or_else(added)
        },
        start: edit.start,
        due: edit.due,
        due_earliest: before.filter(|_| same_dates).map_or(edit.due, |planned| planned.due_earliest.min(edit.due)),
        due_latest: edit.due,
        slack_days: 0,
        critical: false,
        reason,
        moved: None,
    }
}

/// What a milestone that somebody added to a text has beside what they wrote.
fn added() -> DraftMilestone {
    let claim = Claim { source: "edit".into(), why: "somebody added it".into(), ..Claim::default() };
    DraftMilestone { claim, ..DraftMilestone::default() }
}

/// The latest dates that keep the deadline, by a backward pass over calendar
/// days from the dates as they are, each milestone as long as it is, and the slack that
/// follows.
pub(crate) fn set_slack(plan: &mut Plan) {
    let end = plan.milestones.iter().map(|planned| planned.due).max();
    let last = plan.deadline.max(end);
    let latest = latest_dues(&plan.milestones, last.unwrap_or(plan.today));
    let for_end = latest_dues(&plan.milestones, end.unwrap_or(plan.today));
    for ((planned, due_latest), for_end) in plan.milestones.iter_mut().zip(latest).zip(for_end) {
        planned.due_latest = due_latest.max(planned.due);
        planned.slack_days = days_between(planned.due, planned.due_latest);
        planned.critical = for_end <= planned.due;
    }
}

/// Everything that follows from the milestones and their dates, by placing the
/// work that is left once more.
fn compute_anew(plan: &mut Plan, earlier: &Earlier) {
    let milestones = plan.milestones.iter().map(|planned| with_event(plan, planned)).collect();
    let whole = Draft { milestones: in_order(milestones), ..Draft::default() };
    let left = earlier.left_of(&whole, plan.today);
    let Some(end) = plan.milestones.iter().map(|planned| planned.due).max() else { return };
    plan.reviews = reviews(&plan.goals, plan.today, end);
    if left.draft.milestones.is_empty() {
        (plan.busy_conflicts, plan.goal_conflicts) = (Vec::new(), Vec::new());
        return;
    }
    let Integrated { solution, goal_conflicts, pace, .. } = integrate_left(&plan.goals, &left, WeeklyHours::ZERO);
    let mut project = project(&plan.goals, &left, &mut Vec::new());
    project.weekly.pace = pace;
    let dates = dates_of(plan, &left, earlier);
    plan.busy_conflicts = busy_conflicts_by_hand(&project, &solution, &dates);
    plan.goal_conflicts = goal_conflicts;
    let spread = solution.forecast.map_or(0, |forecast| days_between(forecast.likely, forecast.late));
    plan.forecast = Some(Forecast { likely: end, late: plus_days(end, spread) });
    let late = first_late(plan);
    let feasibility = &mut plan.feasibility;
    feasibility.needed = Some(solution.needed);
    feasibility.available = Some(solution.available);
    feasibility.buffer = Some(solution.buffer);
    feasibility.pace_enough = solution.pace_is_enough.then_some(solution.pace);
    if feasibility.verdict == Verdict::Unclear {
        return; // Nobody knows more of the hours or the day than before.
    }
    let (verdict, reasons) = match (late, overfull_by_hand(&project, &dates)) {
        (Some(late), _) if solution.verdict == Verdict::Infeasible => {
            (Verdict::Infeasible, [vec![late], solution.reasons].concat())
        }
        (Some(late), _) => (Verdict::Infeasible, vec![late]),
        (None, Some(overfull)) => {
            let all = if solution.verdict == Verdict::Infeasible { solution.reasons } else { Vec::new() };
            (Verdict::Infeasible, [vec![wanted_by_hand(&left, &overfull)], all].concat())
        }
        (None, None) if solution.verdict == Verdict::Infeasible => {
            (Verdict::Tight, vec![format!("as edited, it ends on {}; the buffer does not fit any more", shown(end))])
        }
        (None, None) => (solution.verdict, solution.reasons),
    };
    (feasibility.verdict, feasibility.reasons, feasibility.levers) = (verdict, reasons, solution.levers);
    let judged = habit::judge(&plan.goals, &plan.milestones).filter(|_| plan.proposer.is_none());
    if let Some(judged) = judged {
        (feasibility.verdict, feasibility.reasons) = (judged.verdict, judged.reasons);
        (feasibility.levers, feasibility.pace_enough) = (Vec::new(), None);
        plan.forecast = Some(judged.forecast);
        if habit::has_stale_checkpoints(&plan.milestones) {
            habit::set_checkpoints(&plan.goals, &mut plan.milestones);
        }
    }
}

/// A milestone as it was placed: stored plans tell of an event only its day.
/// What takes place on its goal's deadline, or after it where that cannot be
/// kept, is what the goal leads to.
fn with_event(plan: &Plan, planned: &PlannedMilestone) -> DraftMilestone {
    let mut milestone = planned.milestone.clone();
    let is_of = |goal: &&AnchoredGoal| milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id);
    let deadline = plan.goals.iter().filter(is_of).find_map(|goal| goal.deadline);
    if let Placing::On(day) = milestone.placing
        && deadline.is_some_and(|deadline| day >= deadline)
    {
        milestone.placing = Placing::BeforeDeadline(0);
    }
    milestone
}

/// Where each milestone that is left lies, by its number among them. Of one
/// that has begun, the rest can be done from today on.
fn dates_of(plan: &Plan, left: &Left, earlier: &Earlier) -> Vec<(Date, Date)> {
    let of = |milestone: &DraftMilestone| {
        let planned = plan.milestones.iter().find(|planned| planned.milestone.id == milestone.id);
        let (start, due) = planned.map_or((plan.today, plan.today), |planned| (planned.start, planned.due));
        let has_begun = earlier.has_begun(&milestone.id);
        (if has_begun { start.min(plan.today) } else { start }, due)
    };
    left.draft.milestones.iter().map(of).collect()
}

/// Which goal ends after its deadline as edited.
fn first_late(plan: &Plan) -> Option<String> {
    let late = |goal: &AnchoredGoal| {
        let deadline = goal.deadline?;
        let is_of = |planned: &&PlannedMilestone| planned.milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id);
        let end = plan.milestones.iter().filter(is_of).map(|planned| planned.due).max()?;
        let whose = if plan.several { goal.goal.title.as_str() } else { "it" };
        (end > deadline)
            .then(|| format!("as edited, {whose} ends on {}, after the deadline {}", shown(end), shown(deadline)))
    };
    plan.goals.iter().find_map(late)
}

fn wanted_by_hand(left: &Left, overfull: &Impossible) -> String {
    let Impossible::Overfull { tasks, from, to, needed, available } = overfull else { return String::new() };
    let names: Vec<&str> = tasks.iter().map(|&task| left.draft.milestones[task].id.as_str()).collect();
    let (needs, names) = (if names.len() == 1 { "needs" } else { "need" }, names.join(", "));
    format!(
        "as edited, {names} {needs} {needed} hours from {} to {}, and there are {available}",
        shown(*from),
        shown(*to)
    )
}

fn shown(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
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
