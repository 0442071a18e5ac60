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
pub struct PortfolioId(String);

impl PortfolioId {
    /// The id with this text.
    pub fn new(text: impl Into<String>) -> Self {
        PortfolioId(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PortfolioId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
