//! Phase 1: the goals, read critically, each with the playbook that knows its
//! subject.

use std::collections::BTreeMap;

use backcast_anchor::{Clue, busy_of, read};
use backcast_core::{AnchoredGoal, Circumstances, Confidence, Conventions, Goal, GoalFile, GoalId, Plan, Reading};
use backcast_playbook::{Library, Route};
use jiff::civil::Date;

use crate::EngineError;

/// A goal that has been read critically, and the playbook for it.
#[derive(Clone, Debug)]
pub struct Anchored<'l> {
    /// The goal.
    pub goal: AnchoredGoal,
    /// The playbooks that its path is made from: its subject's, or the generic
    /// one of its kind with the nearest subjects.
    pub route: Route<'l>,
}

/// Anchors every goal of a goal file, in file order.
///
/// # Errors
///
/// Returns an error if a deadline, stated or read from the text, lies before
/// today, or a goal names a playbook that the library does not have.
pub fn anchor<'l>(
    goal_file: GoalFile,
    today: Date,
    conventions: Conventions,
    library: &'l Library,
) -> Result<Vec<Anchored<'l>>, EngineError> {
    let today = goal_file.today.unwrap_or(today);
    let has_rivals = goal_file.goals.len() > 1;
    let (circumstances, readings) = read_all(&goal_file, today, conventions);
    goal_file
        .goals
        .into_iter()
        .zip(readings)
        .map(|(goal, reading)| {
            if let Some(unknown) = goal.playbook.as_ref().filter(|id| library.playbook(id).is_none()) {
                return Err(EngineError::PlaybookUnknown(unknown.clone()));
            }
            let subject = library.recognize(&goal, &circumstances);
            let clue = Clue {
                kind: subject.kind(),
                confidence: subject.confidence(),
                engineering: subject.is_engineering(),
                has_rivals,
            };
            let goal = backcast_anchor::anchor(goal, circumstances.clone(), today, reading, &clue);
            let goal = with_deadline_ahead(goal)?;
            let route = subject.route(goal.kind, goal.is_engineering());
            Ok(Anchored { goal, route })
        })
        .collect()
}

/// Anchors every goal of a goal file as a plan that was made of it tells: its
/// kind, what that was recognized from and how well its subject is known stand
/// there, so that no library is asked.
///
/// A goal that the plan does not know has the kind that it states or that its
/// words say; where the plan knows none at all and has one, that of the plan.
///
/// # Errors
///
/// Returns an error if a deadline, stated or read from the text, lies before
/// the day of the plan.
pub fn anchor_as_planned(goal_file: GoalFile, plan: &Plan) -> Result<Vec<AnchoredGoal>, EngineError> {
    let has_rivals = goal_file.goals.len() > 1;
    // What the conventions were then is not known; the dates stand in the plan.
    let conventions = Conventions::default();
    let (circumstances, readings) = read_all(&goal_file, plan.today, conventions);
    let planned: BTreeMap<&GoalId, &AnchoredGoal> = plan.goals.iter().map(|one| (&one.goal.id, one)).collect();
    let of_plan = (!has_rivals && plan.goals.is_empty()).then(|| (plan.kind, plan.title.clone()));
    let again = |(goal, reading): (Goal, Reading)| {
        let known = planned.get(&goal.id);
        let confidence = known.map_or_else(Confidence::default, |known| known.confidence);
        let engineering = known.is_some_and(|known| known.engineering);
        let clue = Clue { kind: of_plan.clone(), confidence, engineering, has_rivals };
        let around = circumstances.clone();
        with_deadline_ahead(match known {
            // What the file states by now counts more.
            Some(known) if goal.kind.is_none() => {
                let kind = (known.kind, known.kind_from.clone());
                backcast_anchor::anchor_as(kind, goal, around, plan.today, reading, &clue)
            }
            _ => backcast_anchor::anchor(goal, around, plan.today, reading, &clue),
        })
    };
    goal_file.goals.into_iter().zip(readings).map(again).collect()
}

/// Reads all goals of a file; what they share then knows the days off and the
/// hours of a while that their texts name.
fn read_all(goal_file: &GoalFile, today: Date, conventions: Conventions) -> (Circumstances, Vec<Reading>) {
    let mut shared = goal_file.circumstances.clone();
    let readings: Vec<Reading> = goal_file.goals.iter().map(|goal| read(goal, &shared, today, conventions)).collect();
    for reading in &readings {
        let named = busy_of(reading, &shared.busy);
        shared.busy.extend(named);
    }
    (shared, readings)
}

fn with_deadline_ahead(goal: AnchoredGoal) -> Result<AnchoredGoal, EngineError> {
    match goal.deadline.filter(|&deadline| deadline < goal.today) {
        Some(deadline) => Err(EngineError::DeadlinePast { goal: goal.goal.title, deadline, today: goal.today }),
        None => Ok(goal),
    }
}
