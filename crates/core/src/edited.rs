//! What somebody made of a plan by editing its text.

use jiff::civil::Date;

use crate::{Dependency, EffortRange, GoalId, MilestoneId, Risk};

/// What somebody made of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct EditedPlan {
    /// The milestones in the order of the text.
    pub milestones: Vec<EditedMilestone>,
}

/// A milestone as somebody wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct EditedMilestone {
    /// Its id; `None` if it is new.
    pub id: Option<MilestoneId>,
    /// The goal that it serves, with several goals.
    pub goal: Option<GoalId>,
    /// Its name.
    pub name: String,
    /// One sentence.
    pub statement: String,
    /// What shows that it is complete.
    pub criteria: Vec<String>,
    /// What has to be complete before.
    pub depends_on: Vec<Dependency>,
    /// Its work.
    pub effort: EffortRange,
    /// First day of work.
    pub start: Date,
    /// Day on which it is complete.
    pub due: Date,
    /// Days from its start that no work shortens.
    pub waiting_days: u32,
    /// How likely it is to go wrong.
    pub risk: Risk,
    /// Why it is likely to take longer.
    pub slow_reason: Option<String>,
    /// What somebody gains.
    pub value: Option<String>,
    /// What one has if one stops there.
    pub abort_point: Option<String>,
    /// Files that it changes.
    pub files: Vec<String>,
}
