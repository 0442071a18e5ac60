use jiff::civil::Date;

use crate::{Circumstances, Critique, Facts, Goal, GoalKind, Reading, WeeklyHours};

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
    /// How well the library knows the subject.
    pub confidence: Confidence,
    /// Whether it changes software: it has a repository, the goal file says so,
    /// or its subject is of that sort.
    pub engineering: bool,
    /// The stated deadline, or the one read from the text.
    pub deadline: Option<Date>,
    /// The stated hours a week, or those read from the text.
    pub pace: Option<WeeklyHours>,
    /// Everything that the free text says, with its places.
    pub reading: Reading,
    /// What of that is planned with.
    pub facts: Facts,
    /// What is missing, and how big the work is.
    pub critique: Critique,
    /// The goal as one statement that a stranger could judge.
    pub statement: String,
}

impl AnchoredGoal {
    /// Whether the goal changes software, which brings its own rules.
    #[must_use]
    pub fn is_engineering(&self) -> bool {
        self.engineering
    }
}

/// How well the library knows the subject of a goal, and so how far its path
/// can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Only the kind of goal is known: the path is generic.
    #[default]
    Low,
    /// The genre of the subject is known, not the subject itself.
    Medium,
    /// A playbook is about this very subject.
    High,
}

impl Confidence {
    /// All levels, lowest first.
    pub const ALL: [Confidence; 3] = [Confidence::Low, Confidence::Medium, Confidence::High];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}
