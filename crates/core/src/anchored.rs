use jiff::civil::Date;

use crate::{Circumstances, Critique, Facts, Goal, GoalKind, Pace};

/// A goal that has been read critically: what is known, and what is not.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchoredGoal {
    /// The goal as it was written.
    pub goal: Goal,
    /// What it shares with the other goals of its file.
    pub circumstances: Circumstances,
    /// The day of planning.
    pub today: Date,
    /// The stated kind, or the recognized one.
    pub kind: GoalKind,
    /// What the kind was recognized from.
    pub kind_from: String,
    /// The stated deadline, or the one read from the text.
    pub deadline: Option<Date>,
    /// The stated hours a week, or those read from the text.
    pub pace: Option<Pace>,
    /// What was read from the free text.
    pub facts: Facts,
    /// What is missing, and how big the work is.
    pub critique: Critique,
    /// The goal as one statement that a stranger could judge.
    pub statement: String,
}

impl AnchoredGoal {
    /// Whether the goal changes a repository, which brings its own rules.
    #[must_use]
    pub fn is_engineering(&self) -> bool {
        self.circumstances.repo.is_some()
    }
}
