//! Phase 2: working backward from each goal to milestones, and what the
//! engine adds to every draft, whoever proposed it.

use std::collections::BTreeMap;

use backcast_core::{
    AnchoredGoal, Claim, Confidence, Dependency, Draft, DraftMilestone, Effort, EffortRange, Gap, MilestoneId,
    PlanChange, Shrink, Understood, VerificationLevel, WeeklyHours, days_between,
};
use backcast_playbook::{Library, Shape, Worked, work_backward};
use jiff::civil::Date;

use crate::EngineError;
use crate::anchor::Anchored;
use crate::outcome::keep_figures;
use crate::replan::likeness;
use crate::shaping::{Shapes, trace};
use crate::what_if::in_order;

/// The drafts of all goals as one, and the questions of each goal's subject.
#[derive(Clone, Debug)]
pub struct Backcast {
    /// The milestones of all goals; ids count through.
    pub draft: Draft,
    /// For each goal, which of its words gave the path its numbers.
    pub readings: Vec<Vec<Understood>>,
    /// For each goal, what an expert in its field would ask.
    pub questions: Vec<Vec<Gap>>,
    /// For each goal, what its facts shape beside milestones.
    pub(crate) shapes: Vec<Shapes>,
}

/// Works backward from every goal.
///
/// # Errors
///
/// Returns an error if a playbook cannot be evaluated.
pub fn backcast(goals: &[Anchored<'_>], library: &Library) -> Result<Backcast, EngineError> {
    let several = goals.len() > 1;
    let mut backcast =
        Backcast { draft: Draft::default(), readings: Vec::new(), questions: Vec::new(), shapes: Vec::new() };
    for anchored in goals {
        let shape = Shape {
            n_milestones_max: n_milestones_max(&anchored.goal, several),
            // Three in all are named; of competing goals the likeliest of each.
            n_slow: if several { (4 / goals.len()).max(1) } else { 3 },
        };
        let work = |goal: &AnchoredGoal| -> Result<Worked, EngineError> {
            Ok(work_backward(library, &anchored.route, &with_share_of_hours(goal, goals.len()), shape)?)
        };
        let mut worked = work(&anchored.goal)?;
        backcast.shapes.push(trace(&anchored.goal, goals.len(), &mut worked, work)?);
        keep_figures(&anchored.goal, &mut worked.draft);
        let mut draft = worked.draft;
        draft.assumptions.splice(0..0, doubts(anchored));
        if anchored.goal.is_engineering() {
            append_verification(&anchored.goal, &mut draft);
        }
        backcast.readings.push(worked.readings);
        backcast.questions.push(worked.questions);
        append(&mut backcast.draft, draft, several.then_some(&anchored.goal));
    }
    if several {
        order_by_files(goals, &mut backcast.draft);
    }
    Ok(backcast)
}

/// Goals of one repository change the same files: side by side they would get
/// into each other's way, so that the more important one goes first.
fn order_by_files(goals: &[Anchored<'_>], draft: &mut Draft) {
    let mut order: Vec<&AnchoredGoal> = goals.iter().map(|anchored| &anchored.goal).collect();
    order.sort_by_key(|goal| (goal.goal.priority, goal.deadline.unwrap_or(Date::MAX)));
    let mut last_user: BTreeMap<String, MilestoneId> = BTreeMap::new();
    for goal in order {
        // Those of one goal follow each other already.
        let mut own: BTreeMap<String, MilestoneId> = BTreeMap::new();
        for milestone in draft.milestones.iter_mut().filter(|one| one.goal.as_ref() == Some(&goal.goal.id)) {
            for file in &milestone.files {
                if own.insert(file.clone(), milestone.id.clone()).is_none()
                    && let Some(before) = last_user.get(file)
                    && !milestone.depends_on.iter().any(|dependency| dependency.on == *before)
                {
                    milestone.depends_on.push(Dependency { on: before.clone(), lag_days: 0 });
                }
            }
        }
        last_user.append(&mut own);
    }
    draft.milestones = in_order(std::mem::take(&mut draft.milestones));
}

/// Milestones of this source were added by the engine.
pub const ENGINE: &str = "engine";
/// Estimates that differ by more than this factor are said to.
const FACTOR_FAR: f64 = 2.0;
/// With less in common, two milestones are not the same.
const LIKENESS_MIN: f64 = 0.6;

/// What a review put together for a goal, with what the engine adds to every
/// draft. A milestone that the library knows too keeps its place in time there
/// (an event on a day), and where both estimate it very differently, that is
/// said.
pub(crate) fn of_review(goal: &AnchoredGoal, reviewed: &Draft, known: &Draft) -> Draft {
    let mut draft = reviewed.clone();
    for milestone in &mut draft.milestones {
        let alike = known
            .milestones
            .iter()
            .filter(|other| other.claim.source != ENGINE)
            .map(|other| (likeness(milestone, other), other))
            .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, other)) = alike else { continue };
        milestone.placing = other.placing;
        milestone.weight = other.weight;
        let (here, there) = (milestone.effort.likely().hours(), other.effort.likely().hours());
        if here > there * FACTOR_FAR || there > here * FACTOR_FAR {
            draft.assumptions.push(format!(
                "{} takes {} hours as it was proposed; the library has {} for \"{}\"",
                milestone.id,
                milestone.effort.likely(),
                other.effort.likely(),
                other.name
            ));
        }
    }
    let total = |draft: &Draft| -> Effort {
        let own = draft.milestones.iter().filter(|milestone| milestone.claim.source != ENGINE);
        own.map(|milestone| milestone.effort.likely()).sum()
    };
    let (here, there) = (total(&draft), total(known));
    if there > Effort::ZERO && (here.hours() > there.hours() * FACTOR_FAR || there.hours() > here.hours() * FACTOR_FAR)
    {
        draft
            .assumptions
            .push(format!("The work takes {here} hours in all as it was proposed; the library has {there}"));
    }
    append_gate(goal, &mut draft);
    draft
}

/// Ends a draft of engineering work in a verification of the whole, unless it does.
pub(crate) fn append_gate(goal: &AnchoredGoal, draft: &mut Draft) {
    if goal.is_engineering() && !ends_in_gate(goal, draft) {
        append_verification(goal, draft);
    }
}

/// Whether a draft ends in a milestone that rests on all others, changes no
/// file and runs the verification: a plan that was taken over has one already.
fn ends_in_gate(goal: &AnchoredGoal, draft: &Draft) -> bool {
    let verification = goal.circumstances.repo.as_ref().and_then(|repo| repo.verification.as_ref());
    let runs = |milestone: &DraftMilestone| match verification {
        Some(verification) => milestone.criteria.iter().any(|text| text.contains(&verification.command)),
        None => milestone.criteria.iter().any(|text| text.to_lowercase().contains("verif")),
    };
    draft
        .milestones
        .iter()
        .any(|gate| gate.files.is_empty() && runs(gate) && gate.depends_on.len() + 1 == draft.milestones.len())
}

/// The goal with an equal share of the hours that several goals have together:
/// where the hours decide how much is done, no goal may count all of them.
fn with_share_of_hours(goal: &AnchoredGoal, n_goals: usize) -> AnchoredGoal {
    let mut goal = goal.clone();
    let n = u32::try_from(n_goals.max(1)).unwrap_or(u32::MAX);
    goal.pace = goal.pace.map(|pace| WeeklyHours::from_minutes_per_week(pace.minutes_per_week() / n));
    goal
}

/// What the path rests on where no playbook knows the subject.
fn doubts(anchored: &Anchored<'_>) -> Option<String> {
    let route = &anchored.route;
    let path = match route.confidence {
        Confidence::High => return None,
        Confidence::Medium => format!("The path of \"{}\" fits", route.lead.playbook.title.to_lowercase()),
        Confidence::Low => format!("The usual path of a {} fits", anchored.goal.kind),
    };
    let names: Vec<String> = route.beside.iter().map(|near| format!("\"{}\"", near.playbook.title)).collect();
    let beside =
        if names.is_empty() { String::new() } else { format!(", with what carries over from {}", names.join(", ")) };
    Some(format!("{path}{beside}, as the library knows little about this subject"))
}

/// How many milestones somebody can look after: one for every two weeks under
/// six months, one a month beyond, four to ten in any case. Goals that share
/// hours get one for every three weeks. Engineering work is dense: seven.
fn n_milestones_max(goal: &AnchoredGoal, several: bool) -> usize {
    if goal.is_engineering() {
        return 7;
    }
    let days = goal.deadline.map_or(182, |deadline| days_between(goal.today, deadline).max(0));
    let days_each = match (several, days <= 182) {
        (true, _) => 21,
        (false, true) => 14,
        (false, false) => 30,
    };
    let n = usize::try_from((days + days_each - 1) / days_each).unwrap_or(4);
    if days > 182 && !several { n.clamp(9, 10) } else { n.clamp(4, 10) }
}

/// The gate at the end of every engineering plan: it rests on all other
/// milestones, runs the strongest check that is known and changes no file.
fn append_verification(goal: &AnchoredGoal, draft: &mut Draft) {
    let verification = goal.circumstances.repo.as_ref().and_then(|repo| repo.verification.as_ref());
    let mut criteria = match verification {
        Some(verification) => vec![format!("`{}` passes on a clean checkout", verification.command)],
        None => vec!["A verification command is written down and passes on a clean checkout".to_owned()],
    };
    if verification.is_some_and(|verification| verification.level == VerificationLevel::BuildOnly) {
        criteria.push("At least 1 test of the changed behavior is part of it, as building alone proves little".into());
    }
    let last = draft.milestones.len();
    criteria.push(format!(
        "Every criterion of the {last} milestones before it is checked again and ticked off in one list"
    ));
    criteria.push("0 regressions: every check that passed before the work passes after it".into());
    if verification.is_none() {
        draft
            .assumptions
            .push("The strongest check of the repository is its test suite, as no verification was named".into());
    }
    let proves = verification.and_then(|v| v.validates.as_deref()).unwrap_or("the parts work together");
    let total: Effort = draft.milestones.iter().map(|milestone| milestone.effort.likely()).sum();
    let likely = (total.hours() * 0.03).clamp(3.0, 16.0);
    let hours = Effort::from_hours;
    let effort = EffortRange::new(hours(likely / 2.0), hours(likely), hours(likely * 2.0)).expect("half, one, two");
    draft.milestones.push(DraftMilestone {
        id: MilestoneId::numbered(last + 1),
        name: "Integration verification of the whole".into(),
        statement: format!("All milestones hold together: {proves}."),
        criteria,
        depends_on: draft.milestones.iter().map(|m| Dependency { on: m.id.clone(), lag_days: 0 }).collect(),
        effort: effort.rounded(),
        value: Some("Confidence in the system as a whole, not only in each part".into()),
        weight: 3,
        claim: Claim {
            source: ENGINE.into(),
            why: "every engineering plan ends in a verification of the whole".into(),
            basis: "3 % of the work, 3 to 16 hours (judgement)".into(),
            often_missed: None,
            includes: Vec::new(),
        },
        ..DraftMilestone::default()
    });
}

/// Adds a goal's draft to the whole; with several goals, ids count on and
/// milestones say whose they are.
fn append(whole: &mut Draft, mut draft: Draft, goal: Option<&AnchoredGoal>) {
    let offset = whole.milestones.len();
    let shifted = |id: &MilestoneId| {
        let number: usize = id.as_str().trim_start_matches('M').parse().unwrap_or(0);
        MilestoneId::numbered(number + offset)
    };
    for milestone in &mut draft.milestones {
        milestone.id = shifted(&milestone.id);
        milestone.goal = goal.map(|goal| goal.goal.id.clone());
        for dependency in &mut milestone.depends_on {
            dependency.on = shifted(&dependency.on);
        }
    }
    for one in &mut draft.ways_out {
        match &mut one.change {
            PlanChange::Shrink(Shrink { along: ids, .. })
            | PlanChange::LeaveOut(ids)
            | PlanChange::HandOver { milestones: ids, .. } => ids.iter_mut().for_each(|id| *id = shifted(id)),
            PlanChange::Words | PlanChange::Deadline(_) | PlanChange::ExtraHours(_) | PlanChange::Hours(_) => {}
        }
    }
    whole.ways_out.append(&mut draft.ways_out);
    let prefix = goal.map_or_else(String::new, |goal| format!("{}: ", goal.goal.title));
    whole.milestones.extend(draft.milestones);
    whole.assumptions.extend(draft.assumptions.into_iter().map(|text| format!("{prefix}{text}")));
    whole.starting_state.extend(draft.starting_state.into_iter().map(|text| format!("{prefix}{text}")));
    for source in draft.sources {
        if !whole.sources.iter().any(|other| other.id == source.id) {
            whole.sources.push(source);
        }
    }
}
