//! Plans that come with dates: whoever proposed them knows the world, the engine
//! proves them and repairs as little as it must.

use backcast_core::{AnchoredGoal, Field, Forecast, Gap, GivenPlan, Plan, Severity, Verdict};

use crate::backcast::{Backcast, append_gate};
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
    if !backcast.draft.milestones.is_empty() {
        append_gate(goal, &mut backcast.draft);
    }
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
    if given.draft.milestones.is_empty() {
        plan.feasibility.verdict = given.verdict.unwrap_or(Verdict::Unclear);
        plan.outside = backcast.draft.outside;
        plan.sources = backcast.draft.sources;
        return plan;
    }
    let left = earlier.left_of(&backcast.draft, plan.today);
    let Integrated { solution, milestones, assumptions, deadline, .. } = integrate_dated(&plan.goals, &left);
    let hours_known = plan.goals[0].pace.is_some();
    let milestones = earlier.join(&backcast.draft, milestones);
    // Where more hours are wanted than there are, these tell no slack.
    let lacks_hours = hours_known && !solution.reasons.is_empty();
    if hours_known {
        plan.feasibility.reasons.extend(solution.reasons);
    }
    plan.feasibility.verdict = verdict(solution.verdict, given.verdict, hours_known);
    plan.feasibility.needed = Some(solution.needed);
    plan.feasibility.available = if hours_known { Some(solution.available) } else { given.available };
    plan.feasibility.buffer = Some(solution.buffer);
    plan.assumptions = assumptions.into_iter().chain(backcast.draft.assumptions).collect();
    plan.starting_state = backcast.draft.starting_state;
    plan.sources = backcast.draft.sources;
    plan.outside = backcast.draft.outside;
    plan.fact_uses = backcast.draft.fact_uses;
    plan.forecast = solution.forecast.map(|end| {
        let (likely, late) = given.ends.unwrap_or((end.likely, end.late));
        Forecast { likely: likely.max(end.likely), late: late.max(end.late) }
    });
    plan.deadline = Some(deadline);
    plan.reviews = reviews(&plan.goals, plan.today, milestones.last().map_or(plan.today, |last| last.due));
    plan.milestones = milestones;
    if lacks_hours {
        set_slack(&mut plan);
    }
    plan
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
