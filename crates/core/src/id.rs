use std::fmt;

/// Identity of a milestone within a plan: `M1`, `M2`, …, stable for life.
///
/// Plans of other tools may use any non-empty text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneId(String);

impl MilestoneId {
    /// The id with this text.
    pub fn new(text: impl Into<String>) -> Self {
        MilestoneId(text.into())
    }

    /// `M1` for 1, `M2` for 2, …
    #[must_use]
    pub fn numbered(number: usize) -> Self {
        MilestoneId(format!("M{number}"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MilestoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Identity of a criterion within its milestone: `c1`, `c2`, …, for life.
///
/// Neither another place in the list nor a mended text changes it, and no other
/// criterion of the milestone ever gets it. With the milestone it is written
/// `M1.c2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionId(u32);

impl CriterionId {
    /// `c1` for 1, `c2` for 2, …
    #[must_use]
    pub fn numbered(number: u32) -> Self {
        CriterionId(number)
    }

    /// The number in it.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The id that a text writes, in either case; nothing if it writes none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['c', 'C'])?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|number| *number > 0).map(CriterionId)
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("c{}", self.0))
    }
}

/// Identity of a goal among the goals that share the same hours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalId(String);

impl GoalId {
    /// The id with this text.
    pub fn new(text: impl Into<String>) -> Self {
        GoalId(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Identity of a goal file's goals in a store, unique across stores.
///
/// Where the file holds one goal, it is the id of that goal, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalFileId(String);

impl GoalFileId {
    /// The id with this text.
    pub fn new(text: impl Into<String>) -> Self {
        GoalFileId(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GoalFileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
