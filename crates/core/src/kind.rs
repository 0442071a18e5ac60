use std::fmt;
use std::str::FromStr;

/// What sort of goal it is; the sort decides what is asked and how it is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GoalKind {
    /// One completion event and a dense web of dependencies.
    Project,
    /// Consistency over time; looked at every two weeks.
    Habit,
    /// Other people decide; observable success criteria come first.
    Relationship,
    /// Recurring protected practice.
    Skill,
}

impl GoalKind {
    /// All kinds, in the order in which they are listed to people.
    pub const ALL: [GoalKind; 4] = [GoalKind::Project, GoalKind::Habit, GoalKind::Relationship, GoalKind::Skill];

    /// The name used in files: `project`, `habit`, `relationship` or `skill`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            GoalKind::Project => "project",
            GoalKind::Habit => "habit",
            GoalKind::Relationship => "relationship",
            GoalKind::Skill => "skill",
        }
    }

    /// Whether what it asks for is done in oneself: nobody runs, learns or sleeps for
    /// another.
    #[must_use]
    pub fn is_for_oneself(self) -> bool {
        matches!(self, GoalKind::Habit | GoalKind::Skill)
    }

    /// Days between two looks at the plan: two weeks for habits, else four.
    #[must_use]
    pub fn review_every_days(self) -> i32 {
        match self {
            GoalKind::Habit => 14,
            GoalKind::Project | GoalKind::Relationship | GoalKind::Skill => 28,
        }
    }
}

impl fmt::Display for GoalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The kind that a goal file states: one of the kinds, or `engineering`, a project
/// that changes software, with or without a repository at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatedKind {
    /// A kind of goal.
    Of(GoalKind),
    /// Work on software.
    Engineering,
}

impl StatedKind {
    /// The kind of goal that it is.
    #[must_use]
    pub fn kind(self) -> GoalKind {
        match self {
            StatedKind::Of(kind) => kind,
            StatedKind::Engineering => GoalKind::Project,
        }
    }

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            StatedKind::Of(kind) => kind.as_str(),
            StatedKind::Engineering => "engineering",
        }
    }
}

impl FromStr for StatedKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.trim().eq_ignore_ascii_case(StatedKind::Engineering.as_str()) {
            return Ok(StatedKind::Engineering);
        }
        text.parse().map(StatedKind::Of)
    }
}

impl FromStr for GoalKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        GoalKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text.trim())).ok_or(())
    }
}
