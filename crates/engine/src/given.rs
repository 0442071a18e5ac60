//! Plans that come with dates: whoever proposed them knows the world, the engine
//! proves them and repairs as little as it must.

use backcast_core::{
    AnchoredGoal, Draft, Effort, Field, Forecast, Gap, GivenPlan, GoalConflict, Overload, Plan, Severity, Verdict,
};
use jiff::civil::Date;

use crate::backcast::Backcast;
use crate::dated::integrate_dated;
use crate::edit::set_slack;
use crate::integrate::{Integrated, reviews};
use crate::replan::Earlier;
use crate::shaping;
use crate::what_if::in_order;

/// Where there are so many questions, no more are asked on top.
const QUESTIONS_MAX: usize = 6;

/// Puts what was proposed in the place of the library's draft.
pub(crate) fn take(goal: &mut AnchoredGoal, backcast: &mut Backcast, given: &GivenPlan) {
    backcast.draft = given.draft.clone();
    backcast.draft.ways_out.clone_from(&given.ways_out);
    // People and models list milestones as they come to mind.
    backcast.draft.milestones = in_order(std::mem::take(&mut backcast.draft.milestones));
    goal.circumstances.extra_hours.append(&mut backcast.draft.claims);
    backcast.shapes = vec![shaping::named(goal, &mut backcast.draft)];
    // Questions of the subject are the proposer's.
    backcast.questions.iter_mut().for_each(Vec::clear);
    backcast.readings.iter_mut().for_each(Vec::clear);
    if let Some(deadline) = given.deadline.filter(|_| goal.deadline.is_none()) {
        goal.deadline = Some(deadline);
        goal.critique.gaps.retain(|gap| gap.field != Field::Deadline);
        let shown = deadline.strftime("%-d %b %Y");
        backcast.draft.assumptions.insert(0, format!("Done by {shown}, as the proposed plan has it"));
    }
}

/// The proposed plan on its dates, with what the hours say of it.
pub(crate) fn planned(
    mut plan: Plan,
    backcast: Backcast,
    proposer: &str,
    given: &GivenPlan,
    earlier: &Earlier,
) -> Plan {
    plan.proposer = Some(proposer.to_owned());
    plan.questions = questions(&plan.questions, given);
    plan.feasibility.reasons.clone_from(&given.reasons);
    plan.ways_out.clone_from(&backcast.draft.ways_out);
    plan.goal_conflicts = given.conflicts.iter().map(|text| conflict(text, plan.today)).collect();
    plan.assumptions = backcast.draft.assumptions;
    plan.starting_state = backcast.draft.starting_state;
    plan.sources = backcast.draft.sources;
    plan.outside = backcast.draft.outside;
    plan.fact_uses = backcast.draft.fact_uses;
    plan.feasibility.available = given.available;
    if given.draft.milestones.is_empty() {
        plan.feasibility.verdict = given.verdict.unwrap_or(Verdict::Unclear);
        plan.feasibility.needed = given.needed;
        plan.forecast = given.ends.map(|(likely, late)| Forecast { likely, late });
        return plan;
    }
    let draft = Draft { milestones: backcast.draft.milestones, ..Draft::default() };
    let left = earlier.left_of(&draft, plan.today);
    let Integrated { solution, milestones, deadline, .. } = integrate_dated(&plan.goals, &left);
    let hours_known = plan.goals[0].pace.is_some();
    let milestones = earlier.join(&draft, milestones);
    // Where more hours are wanted than there are, these tell no slack.
    let lacks_hours = hours_known && !solution.reasons.is_empty();
    if hours_known {
        plan.feasibility.reasons.extend(solution.reasons);
    }
    plan.feasibility.verdict = verdict(solution.verdict, given.verdict, hours_known);
    plan.feasibility.needed = Some(solution.needed);
    // The proposer may know of days that are lost; there are never more than were counted.
    let counted = hours_known.then_some(solution.available.rounded());
    plan.feasibility.available = given.available.into_iter().chain(counted).min();
    plan.feasibility.buffer = Some(solution.buffer);
    plan.forecast = solution.forecast.map(|end| {
        let (likely, late) = given.ends.unwrap_or((end.likely, end.late));
        Forecast { likely: likely.max(end.likely), late: late.max(end.likely) }
    });
    plan.deadline = Some(deadline);
    plan.reviews = reviews(&plan.goals, plan.today, milestones.iter().map(|one| one.due).max().unwrap_or(plan.today));
    plan.milestones = milestones;
    if lacks_hours {
        set_slack(&mut plan);
    }
    plan
}

/// A conflict in the proposer's words.
fn conflict(text: &str, today: Date) -> GoalConflict {
    let overload = Overload { from: today, to: today, wanted: Effort::ZERO, available: Effort::ZERO };
    GoalConflict { goals: Vec::new(), n_unnamed: 0, overload, weeks: Vec::new(), text: text.to_owned() }
}

/// What is to be said of two opinions: hours say nothing of the world, and who knows the
/// world may not have counted.
fn verdict(counted: Verdict, proposed: Option<Verdict>, hours_known: bool) -> Verdict {
    // Without hours nothing was counted.
    let counted = if hours_known { counted } else { Verdict::Unclear };
    match (counted, proposed) {
        (_, None) => counted,
        (Verdict::Unclear, Some(proposed)) => proposed,
        (_, Some(proposed)) => graver(counted, proposed),
    }
}

/// The graver of two verdicts.
pub(crate) fn graver(one: Verdict, other: Verdict) -> Verdict {
    let grave = |verdict: Verdict| match verdict {
        Verdict::TooSmall | Verdict::Feasible => 0,
        Verdict::Tight => 1,
        Verdict::Unclear => 2,
        Verdict::Infeasible => 3,
    };
    if grave(one) > grave(other) { one } else { other }
}

/// The proposer's questions first, then those about words that nobody used.
fn questions(ours: &[Gap], given: &GivenPlan) -> Vec<Gap> {
    let asked = given.questions.iter().map(|text| Gap {
        field: Field::Subject,
        severity: Severity::Warning,
        question: text.clone(),
        why: String::new(),
        example: None,
        choices: Vec::new(),
    });
    let mut questions: Vec<Gap> = asked.collect();
    // What is done at once needs neither a day nor hours.
    if given.verdict != Some(Verdict::TooSmall) {
        let n_more = QUESTIONS_MAX.saturating_sub(questions.len());
        questions.extend(ours.iter().filter(|gap| gap.severity == Severity::Error).take(n_more).cloned());
    }
    questions
}
