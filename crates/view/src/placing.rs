//! Where the milestones of a plan lie, what keeps them there, and how that
//! would be otherwise.

use backcast_core::{MilestoneId, Plan, PlannedMilestone};
use backcast_engine::integrate::Integrated;
use backcast_engine::placing::{self, chain, free_slack, held_by};
use backcast_engine::what_if::Override;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Schema, words};

/// Where the milestones of a plan lie, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Placing {
    /// `backcast.placing/1`.
    pub schema: Schema<Placing>,
    /// Title of the plan.
    pub title: String,
    /// feasible, tight, infeasible, unclear or `too_small`.
    pub verdict: &'static str,
    /// What the verdict rests on.
    pub reasons: Vec<String>,
    /// In the order of the plan.
    pub milestones: Vec<Place>,
    /// Goals that end behind their deadlines.
    pub late_goals: Vec<LateGoal>,
}

impl From<&Plan> for Placing {
    fn from(plan: &Plan) -> Self {
        Placing {
            schema: Schema::new(),
            title: plan.title.clone(),
            verdict: plan.feasibility.verdict.as_str(),
            reasons: plan.feasibility.reasons.clone(),
            milestones: plan.milestones.iter().map(|planned| Place::of(plan, planned)).collect(),
            late_goals: placing::late_goals(plan).iter().map(|late| LateGoal::of(plan, late)).collect(),
        }
    }
}

/// Where a milestone lies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// First day of its work.
    pub start: Date,
    /// The day on which it is to be reached.
    pub due: Date,
    /// The earliest day on which it could be, with all hours of the week.
    pub due_earliest: Date,
    /// The latest day on which it may be, so that no deadline moves.
    pub due_latest: Date,
    /// Days by which it can slip before its goal is late; below zero where it
    /// is late already.
    pub total_slack_days: i32,
    /// Days by which it can slip before another milestone moves.
    pub free_slack_days: i32,
    /// Whether it lies on the chain that decides when its goal ends, or has no slack.
    pub critical: bool,
    /// Why it starts then.
    pub because: String,
    /// The milestone that keeps it from starting earlier, if one does.
    pub held_by: Option<String>,
}

impl Place {
    pub(crate) fn of(plan: &Plan, planned: &PlannedMilestone) -> Self {
        Place {
            id: planned.milestone.id.to_string(),
            name: planned.milestone.name.clone(),
            start: planned.start,
            due: planned.due,
            due_earliest: planned.due_earliest,
            due_latest: planned.due_latest,
            total_slack_days: planned.slack_days,
            free_slack_days: free_slack(plan, planned),
            critical: planned.critical,
            because: words::starts_because(&planned.reason),
            held_by: held_by(plan, planned).map(|other| other.milestone.id.to_string()),
        }
    }
}

/// A goal that ends behind its deadline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LateGoal {
    /// Its title.
    pub goal: String,
    /// Its deadline.
    pub deadline: Date,
    /// The day on which its last milestone is due.
    pub finish: Date,
    /// Days from the one to the other.
    pub days_late: i32,
    /// Milestones that hold each other up to the last one, the first one
    /// first.
    pub because: Vec<String>,
}

impl LateGoal {
    fn of(plan: &Plan, late: &placing::LateGoal<'_>) -> Self {
        LateGoal {
            goal: late.goal.goal.title.clone(),
            deadline: late.deadline,
            finish: late.last.due,
            days_late: late.days(),
            because: chain_ids(plan, late.last),
        }
    }
}

pub(crate) fn chain_ids(plan: &Plan, last: &PlannedMilestone) -> Vec<String> {
    chain(plan, last).into_iter().map(|planned| planned.milestone.id.to_string()).collect()
}

/// What is left of a plan as things are, and as they would be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WhatIf {
    /// `backcast.what-if/1`.
    pub schema: Schema<WhatIf>,
    /// What would be different, one phrase each.
    pub changes: Vec<String>,
    /// As things are.
    pub now: Figures,
    /// As they would be.
    pub then: Figures,
    /// Milestones that would lie elsewhere.
    pub moved: Vec<Moved>,
}

/// The figures in which circumstances are compared.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figures {
    /// feasible, tight, infeasible, unclear or `too_small`.
    pub verdict: &'static str,
    /// The likely end; null where it is not within forty years.
    pub likely: Option<Date>,
    /// The end with the buffer; null where it is not within forty years.
    pub late: Option<Date>,
    /// The last day of the window.
    pub deadline: Date,
    /// Hours a week that there are.
    pub hours_per_week: f64,
    /// Hours a week that are enough; null where all of them are needed.
    pub hours_per_week_enough: Option<f64>,
    /// Likely hours of what is left.
    pub hours_needed: f64,
    /// Hours that there are until the deadline.
    pub hours_available: f64,
    /// What the verdict rests on.
    pub reasons: Vec<String>,
}

impl From<&Integrated> for Figures {
    fn from(integrated: &Integrated) -> Self {
        let solution = &integrated.solution;
        Figures {
            verdict: solution.verdict.as_str(),
            likely: solution.forecast.map(|forecast| forecast.likely),
            late: solution.forecast.map(|forecast| forecast.late),
            deadline: integrated.deadline,
            hours_per_week: integrated.pace.hours_per_week(),
            hours_per_week_enough: solution.pace_is_enough.then(|| solution.pace.hours_per_week()),
            hours_needed: solution.needed.hours(),
            hours_available: solution.available.hours(),
            reasons: solution.reasons.clone(),
        }
    }
}

/// A milestone that would lie elsewhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// First day of its work as things are.
    pub start: Date,
    /// Its due day as things are.
    pub due: Date,
    /// First day of its work as things would be; null where it would be left
    /// out.
    pub start_then: Option<Date>,
    /// Its due day as things would be; null where it would be left out.
    pub due_then: Option<Date>,
}

impl WhatIf {
    /// What changes would do.
    #[must_use]
    pub fn of(changes: &[Override], now: &Integrated, then: &Integrated) -> Self {
        let moved = moved(now, then).into_iter().map(|(now, then)| Moved {
            id: now.milestone.id.to_string(),
            start: now.start,
            due: now.due,
            start_then: then.map(|then| then.start),
            due_then: then.map(|then| then.due),
        });
        WhatIf {
            schema: Schema::new(),
            changes: changes.iter().map(change_text).collect(),
            now: Figures::from(now),
            then: Figures::from(then),
            moved: moved.collect(),
        }
    }
}

/// Milestones that would lie elsewhere, each with where it would lie; nothing
/// for one that would be left out.
#[must_use]
pub fn moved<'i>(
    now: &'i Integrated,
    then: &'i Integrated,
) -> Vec<(&'i PlannedMilestone, Option<&'i PlannedMilestone>)> {
    let there = |id: &MilestoneId| then.milestones.iter().find(|planned| planned.milestone.id == *id);
    now.milestones
        .iter()
        .map(|planned| (planned, there(&planned.milestone.id)))
        .filter(|(now, then)| then.is_none_or(|then| (then.start, then.due) != (now.start, now.due)))
        .collect()
}

/// "12 hours a week", "due on Sun 14 Sep 2025", "without M3"
#[must_use]
pub fn change_text(change: &Override) -> String {
    match change {
        Override::Hours(pace) => format!("{pace} hours a week"),
        Override::Deadline(date) => format!("due on {}", words::long_day(*date)),
        Override::Without(id) => format!("without {id}"),
    }
}
