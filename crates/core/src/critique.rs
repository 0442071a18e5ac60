use std::fmt;

/// What a critical reader says of a goal before planning it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Critique {
    /// What is missing, vague or contradictory, most important first.
    pub gaps: Vec<Gap>,
    /// How big the work is.
    pub sizing: Sizing,
}

/// Something that the goal does not say and the plan needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which part of the goal it is about.
    pub field: Field,
    /// How much the plan suffers from it.
    pub severity: Severity,
    /// The question to the person.
    pub question: String,
    /// Why the answer matters for the plan.
    pub why: String,
    /// What a good answer looks like, where an example helps.
    pub example: Option<String>,
    /// Answers to choose from, as they are written down; empty where any text will do.
    pub choices: Vec<String>,
}

/// The parts of an anchored goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The measurable end state.
    Destination,
    /// The honest starting point.
    Origin,
    /// The last day.
    Deadline,
    /// Hours a week.
    Hours,
    /// Money, people, known obstacles.
    Constraints,
    /// What the subject of the goal needs to know.
    Subject,
    /// What the goal is about: the playbook that its path is made from.
    Playbook,
}

impl Field {
    /// All parts.
    pub const ALL: [Field; 7] = [
        Field::Destination,
        Field::Origin,
        Field::Deadline,
        Field::Hours,
        Field::Constraints,
        Field::Subject,
        Field::Playbook,
    ];

    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Destination => "destination",
            Field::Origin => "origin",
            Field::Deadline => "deadline",
            Field::Hours => "hours_per_week",
            Field::Constraints => "constraints",
            Field::Subject => "subject",
            Field::Playbook => "playbook",
        }
    }
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be mended.
    Warning,
    /// Must be mended: nothing with an error is handed out.
    Error,
}

impl Severity {
    /// All levels, mildest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How big the work is, seen before planning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sizing {
    /// Worth milestones.
    #[default]
    Plannable,
    /// Just do it: milestones would cost more than the work. Holds the reasons.
    TooSmall(Vec<String>),
    /// Too little is known to plan without inventing. Holds what is missing.
    Unclear(Vec<String>),
}
