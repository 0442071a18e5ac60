//! Reads a goal critically before anything is planned.
//!
//! [`read`] takes what can be planned with from free text, [`anchor`]
//! adds the kind of goal, what is missing, how big the work is, and one
//! statement that a stranger could judge. [`read_news`] reads what somebody says
//! about changed circumstances.
//!
//! ```
//! use backcast_anchor::{Clue, anchor, read};
//! use backcast_core::{Circumstances, Conventions, Goal, GoalId, Sizing};
//!
//! let goal = Goal {
//!     id: GoalId::new("goal"), title: "Get fit".into(), kind: None, playbook: None, destination: Some("Get fit.".into()),
//!     origin: None, deadline: None, priority: 1,
//! };
//! let circumstances = Circumstances::default();
//! let today = jiff::civil::date(2025, 6, 9);
//! let reading = read(&goal, &circumstances, today, Conventions::default());
//! let anchored = anchor(goal, circumstances, today, reading, &Clue::default());
//! assert!(matches!(anchored.critique.sizing, Sizing::Unclear(_)));
//! ```
//!
//! Deliberately absent: knowledge of subjects. What a book or a marathon needs
//! to know is asked by its playbook; the joining happens in `backcast-app`.

mod facts;
mod reading;

mod answer;
mod deciding;
mod errand;
mod gaps;
mod kind;
mod planned_with;
mod sizing;
mod statement;
#[cfg(test)]
mod test_goal;
mod without;

use backcast_core::{
    AnchoredGoal, Circumstances, Confidence, Critique, Goal, GoalKind, Reading, StatedKind, WeeklyHours,
};
use jiff::civil::Date;

pub use answer::{read_deadline, read_weekly_hours};
pub use facts::{NewHours, News, read_news};
pub use planned_with::busy_of;
pub use reading::{figures, read, rounding_days};
pub use without::without;

/// What others know about the goal that helps to judge it.
#[derive(Clone, Debug, Default)]
pub struct Clue {
    /// The kind that goals of this subject have, and the subject's name.
    pub kind: Option<(GoalKind, String)>,
    /// How well the subject of the goal is known; a known one speaks for work
    /// that is worth milestones.
    pub confidence: Confidence,
    /// Whether goals of this subject change software.
    pub engineering: bool,
    /// Whether the goal has rivals for the same hours.
    pub has_rivals: bool,
}

/// What decides whether a goal can be reached where hours do not, as a reason of
/// its verdict, and whether the deciding figure is unknown: no verdict is to be
/// given then.
#[must_use]
pub fn decided_elsewhere(goal: &AnchoredGoal) -> Option<(String, bool)> {
    deciding::reason(goal)
}

/// Reads a goal critically, given the day of planning and what its texts say.
#[must_use]
pub fn anchor(goal: Goal, circumstances: Circumstances, today: Date, reading: Reading, clue: &Clue) -> AnchoredGoal {
    let kind = kind::recognize(&goal, &circumstances, clue);
    anchor_as(kind, goal, circumstances, today, reading, clue)
}

/// As [`anchor`], where the kind is known, with what it was recognized from: a
/// plan that was made of the goal says so.
#[must_use]
pub fn anchor_as(
    (kind, kind_from): (GoalKind, String),
    goal: Goal,
    circumstances: Circumstances,
    today: Date,
    reading: Reading,
    clue: &Clue,
) -> AnchoredGoal {
    let facts = planned_with::facts_of(&reading, &goal, &circumstances);
    let deadline = goal.deadline.or_else(|| reading.deadline().map(|(_, date)| date.due()));
    // Zero hours are no hours: the question is how many there can be.
    let pace = circumstances.pace.or(facts.pace).filter(|&pace| pace > WeeklyHours::ZERO);
    let engineering = match goal.kind {
        _ if circumstances.repo.is_some() => true,
        Some(StatedKind::Engineering) => true,
        None | Some(StatedKind::Of(GoalKind::Project)) => clue.engineering,
        Some(StatedKind::Of(_)) => false,
    };
    let mut anchored = AnchoredGoal {
        goal,
        circumstances,
        today,
        kind,
        kind_from,
        confidence: clue.confidence,
        engineering,
        deadline,
        pace,
        reading,
        facts,
        critique: Critique::default(),
        statement: String::new(),
    };
    let gaps = gaps::find(&anchored, clue);
    let sizing = sizing::judge(&anchored);
    anchored.critique = Critique { gaps, sizing };
    anchored.statement = statement::of(&anchored);
    anchored
}
