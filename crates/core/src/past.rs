use jiff::civil::Date;

use crate::{Dependency, Effort, EffortRange, GoalKind, MilestoneId, Placing};

/// A plan as it was walked or edited, to learn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PastPlan {
    /// Title of its goal.
    pub title: String,
    /// The goal as one statement.
    pub goal: String,
    /// The kind of goal, where the plan says it.
    pub kind: Option<GoalKind>,
    /// The milestones in file order.
    pub milestones: Vec<PastMilestone>,
}

/// A milestone with what it took.
#[derive(Clone, Debug, PartialEq)]
pub struct PastMilestone {
    /// Its id in that plan.
    pub id: MilestoneId,
    /// A state, not an activity.
    pub name: String,
    /// What was true once it was completed.
    pub statement: String,
    /// What showed that it was completed.
    pub criteria: Vec<String>,
    /// What had to be complete before.
    pub depends_on: Vec<Dependency>,
    /// What it was planned with; `None` if the plan does not say.
    pub planned: Option<EffortRange>,
    /// What it took; `None` if it is not finished or was not measured.
    pub spent: Option<Effort>,
    /// Calendar days from its start that no work shortened.
    pub waiting_days: u32,
    /// Where in time it wanted to lie.
    pub placing: Placing,
    /// low, medium or high, where the plan says it.
    pub risk: Option<String>,
    /// Why it was likely to take longer.
    pub slow_reason: Option<String>,
    /// What somebody gained.
    pub value: Option<String>,
    /// What one had if one stopped there.
    pub abort_point: Option<String>,
    /// Files that it changed.
    pub files: Vec<String>,
}

/// A milestone that is finished, as progress tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedMilestone {
    /// Its id in the plan.
    pub id: MilestoneId,
    /// The day on which it was completed, where it is given.
    pub on: Option<Date>,
    /// What it took, where it was measured.
    pub spent: Option<Effort>,
}
