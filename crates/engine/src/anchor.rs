//! Phase 1: the goals, read critically, each with the playbook that knows its
//! subject.

use backcast_anchor::{Clue, read_facts};
use backcast_core::{AnchoredGoal, GoalFile};
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
/// today.
pub fn anchor<'l>(goal_file: GoalFile, today: Date, library: &'l Library) -> Result<Vec<Anchored<'l>>, EngineError> {
    let today = goal_file.today.unwrap_or(today);
    let has_rivals = goal_file.goals.len() > 1;
    let circumstances = goal_file.circumstances;
    goal_file
        .goals
        .into_iter()
        .map(|goal| {
            let facts = read_facts(&goal, &circumstances, today);
            let subject = library.recognize(&goal, &circumstances);
            let clue = Clue { kind: subject.kind(), confidence: subject.confidence(), has_rivals };
            let goal = backcast_anchor::anchor(goal, circumstances.clone(), today, facts, &clue);
            if let Some(deadline) = goal.deadline.filter(|&deadline| deadline < today) {
                return Err(EngineError::DeadlinePast { goal: goal.goal.title, deadline, today });
            }
            let route = subject.route(goal.kind, goal.is_engineering());
            Ok(Anchored { goal, route })
        })
        .collect()
}
