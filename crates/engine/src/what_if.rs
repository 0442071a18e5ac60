//! A plan's milestones under other circumstances: what would be if.

use backcast_core::{AnchoredGoal, Draft, DraftMilestone, MilestoneId, OptionId, Plan, WeeklyHours};
use jiff::civil::Date;

use crate::integrate::{Integrated, integrate_left};
use crate::replan::{Earlier, Left};
use crate::ways_out::leave_out;

/// What is left of a plan, to be placed again: the same milestones with the
/// same efforts, whatever changes around them.
#[derive(Clone, Debug)]
pub struct Scenario {
    goals: Vec<AnchoredGoal>,
    left: Left,
    /// The pace of a plan in which something was decided about busy days.
    slowest: WeeklyHours,
}

/// Something that could be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Override {
    /// So many hours a week.
    Hours(WeeklyHours),
    /// Another deadline, for all goals of the plan.
    Deadline(Date),
    /// Without this milestone; what waited for it waits for what it waited for.
    Without(MilestoneId),
}

impl Scenario {
    /// All milestones of a plan, as it was made.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let milestones = plan.milestones.iter().map(|planned| planned.milestone.clone()).collect();
        let draft = Draft { milestones: in_order(milestones), ..Draft::default() };
        let is_decided = plan.goals.iter().any(|goal| !goal.circumstances.decisions.is_empty());
        let slowest = plan.feasibility.pace_enough.filter(|_| is_decided).unwrap_or_default();
        Scenario { goals: plan.goals.clone(), left: Left::from(draft), slowest }
    }

    /// What is left of a plan from a day on: without what has ended, and with
    /// only the rest of what has begun.
    #[must_use]
    pub fn left_of(plan: &Plan, earlier: &Earlier, today: Date) -> Self {
        let Scenario { mut goals, left, slowest } = Scenario::of(plan);
        for goal in &mut goals {
            goal.today = today;
        }
        Scenario { left: earlier.left_of(&left.draft, today), goals, slowest }
    }

    /// The same with something changed.
    ///
    /// # Errors
    ///
    /// Returns an error if the deadline is past, or if there is no such
    /// milestone.
    pub fn with(&self, change: &Override) -> Result<Self, WhatIfError> {
        let mut other = self.clone();
        match change {
            Override::Hours(pace) => other.goals.iter_mut().for_each(|goal| goal.pace = Some(*pace)),
            Override::Deadline(date) => {
                if let Some(goal) = self.goals.iter().find(|goal| goal.today > *date) {
                    return Err(WhatIfError::DeadlinePast { deadline: *date, today: goal.today });
                }
                other.goals.iter_mut().for_each(|goal| goal.deadline = Some(*date));
            }
            Override::Without(id) => other.leave_out(id)?,
        }
        Ok(other)
    }

    fn leave_out(&mut self, id: &MilestoneId) -> Result<(), WhatIfError> {
        let milestones = &mut self.left.draft.milestones;
        if !milestones.iter().any(|milestone| milestone.id == *id) {
            return Err(WhatIfError::MilestoneUnknown(id.clone()));
        }
        leave_out(milestones, id);
        Ok(())
    }

    /// Where everything lies under these circumstances; `None` if nothing
    /// is left.
    #[must_use]
    pub fn placed(&self) -> Option<Integrated> {
        (!self.left.draft.milestones.is_empty()).then(|| integrate_left(&self.goals, &self.left, self.slowest))
    }
}

/// The milestones with every predecessor before its successors: plans list them
/// by date, and edited ones in any order.
pub(crate) fn in_order(mut left: Vec<DraftMilestone>) -> Vec<DraftMilestone> {
    let mut ordered: Vec<DraftMilestone> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |milestone: &DraftMilestone, left: &[DraftMilestone]| {
            milestone.depends_on.iter().any(|dependency| left.iter().any(|other| other.id == dependency.on))
        };
        // The audit lets no plan pass in which milestones wait for each other.
        let next = left.iter().position(|milestone| !waits(milestone, &left)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// Why a change makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// A deadline before the day of planning.
    #[error("the deadline {deadline} is past: planning begins on {today}")]
    DeadlinePast {
        /// The deadline.
        deadline: Date,
        /// The day of planning.
        today: Date,
    },
    /// There is no such milestone, or it has ended.
    #[error("no open milestone is called {0}")]
    MilestoneUnknown(MilestoneId),
    /// There is no such way out.
    #[error("there is no option {id} here; {}", there_are(known))]
    OptionUnknown {
        /// What was asked for.
        id: OptionId,
        /// Those that there are, with what they are.
        known: Vec<String>,
    },
    /// A way out that nobody can compute.
    #[error(
        "option {id} is only said in words (\"{text}\"): it changes nothing that is counted; change the plan itself"
    )]
    OptionInWords {
        /// The option.
        id: OptionId,
        /// What it says.
        text: String,
    },
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() { "there are none".to_owned() } else { format!("there are {}", known.join("; ")) }
}
