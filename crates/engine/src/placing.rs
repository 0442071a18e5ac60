//! What keeps a milestone where it lies, and how far it can slip: read off a
//! plan that is placed already.

use backcast_core::{AnchoredGoal, MilestoneId, PlacementReason, Plan, PlannedMilestone, days_between};
use jiff::civil::Date;

/// The milestone with this id.
#[must_use]
pub fn find<'p>(plan: &'p Plan, id: &MilestoneId) -> Option<&'p PlannedMilestone> {
    plan.milestones.iter().find(|planned| planned.milestone.id == *id)
}

/// The milestone whose id a text writes, in either case.
#[must_use]
pub fn named<'p>(plan: &'p Plan, text: &str) -> Option<&'p PlannedMilestone> {
    plan.milestones.iter().find(|planned| planned.milestone.id.as_str().eq_ignore_ascii_case(text.trim()))
}

/// The critical chain that ends in a milestone: from it back over whatever kept
/// each from starting earlier, the first one first. It holds at least the
/// milestone itself; edited plans whose reasons lead back to a milestone of the
/// chain end there.
#[must_use]
pub fn chain<'p>(plan: &'p Plan, last: &'p PlannedMilestone) -> Vec<&'p PlannedMilestone> {
    let mut chain = vec![last];
    while let Some(before) = held_by(plan, chain[chain.len() - 1]) {
        if chain.iter().any(|seen| seen.milestone.id == before.milestone.id) {
            break;
        }
        chain.push(before);
    }
    chain.reverse();
    chain
}

/// What keeps a milestone from starting earlier, where that is another one: a
/// predecessor, or work that has the hours first.
#[must_use]
pub fn held_by<'p>(plan: &'p Plan, planned: &PlannedMilestone) -> Option<&'p PlannedMilestone> {
    match &planned.reason {
        PlacementReason::After(id, _) | PlacementReason::HoursTakenBy(id) => find(plan, id),
        _ => None,
    }
}

/// The direct successors of a milestone, in the order of the plan.
#[must_use]
pub fn waiting_for<'p>(plan: &'p Plan, id: &MilestoneId) -> Vec<&'p PlannedMilestone> {
    let waits =
        |planned: &&PlannedMilestone| planned.milestone.depends_on.iter().any(|dependency| dependency.on == *id);
    plan.milestones.iter().filter(waits).collect()
}

/// Free slack: the days by which a milestone can slip before another one moves,
/// from zero to its total slack, which it equals where nothing waits for it.
#[must_use]
pub fn free_slack(plan: &Plan, planned: &PlannedMilestone) -> i32 {
    let id = &planned.milestone.id;
    let room = waiting_for(plan, id).into_iter().map(|after| {
        let lags = after.milestone.depends_on.iter().filter(|dependency| dependency.on == *id);
        let lag = lags.map(|dependency| dependency.lag_days).max().unwrap_or(0);
        days_between(planned.due, after.start) - i32::try_from(lag).unwrap_or(i32::MAX)
    });
    room.min().unwrap_or(planned.slack_days).clamp(0, planned.slack_days.max(0))
}

/// A goal that ends after its deadline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LateGoal<'p> {
    /// The goal.
    pub goal: &'p AnchoredGoal,
    /// Its deadline.
    pub deadline: Date,
    /// Its last milestone, which is due after that.
    pub last: &'p PlannedMilestone,
}

impl LateGoal<'_> {
    /// Days from the deadline to the end, at least one.
    #[must_use]
    pub fn days(&self) -> i32 {
        days_between(self.deadline, self.last.due)
    }
}

/// The goals of a plan that end after their deadlines, in the order of its
/// goals; milestones that name no goal count for each.
#[must_use]
pub fn late_goals(plan: &Plan) -> Vec<LateGoal<'_>> {
    let late = |goal: &'_ AnchoredGoal| -> Option<(Date, &PlannedMilestone)> {
        let own = |planned: &&PlannedMilestone| planned.milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id);
        let last = plan.milestones.iter().filter(own).max_by_key(|planned| planned.due)?;
        Some((goal.deadline?, last)).filter(|(deadline, last)| last.due > *deadline)
    };
    plan.goals.iter().filter_map(|goal| late(goal).map(|(deadline, last)| LateGoal { goal, deadline, last })).collect()
}
