//! The goals that are kept, adding one, and where they want the same hours.

use backcast_app::{conflicts as of, repository};
use backcast_store::GoalRow;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Schema, hours};

/// The goals that are kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Goals {
    /// `backcast.goals/1`.
    pub schema: Schema<Goals>,
    /// In the order in which they were added.
    pub goals: Vec<Goal>,
}

impl Goals {
    /// Goals as they stand on a day.
    #[must_use]
    pub fn of(goals: &[GoalRow], today: Date) -> Self {
        Goals { schema: Schema::new(), goals: goals.iter().map(|goal| Goal::of(goal, today)).collect() }
    }
}

/// One goal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Goal {
    /// Its id for life.
    pub id: String,
    /// Id of the goal file in which it is; that of the goal where it is the
    /// only one.
    pub file_id: String,
    /// Its title.
    pub title: String,
    /// project, habit, relationship or skill.
    pub kind: String,
    /// 1 is the highest.
    pub priority: u32,
    /// new, proposed, active, reached or dropped.
    pub state: &'static str,
    /// The day by which it is to be reached.
    pub deadline: Option<Date>,
    /// What the newest plan says; empty where there is none.
    pub verdict: String,
    /// Number of the plan that waits for approval.
    pub proposed: Option<u32>,
    /// Number of the plan that is approved.
    pub approved: Option<u32>,
    /// Hours a week that it wants.
    pub hours_per_week: f64,
    /// Milestones of the plan.
    pub milestones: u32,
    /// Those of them that are done or skipped.
    pub milestones_done: u32,
    /// Likely hours of all milestones.
    pub planned_hours: f64,
    /// Planned hours of what is done.
    pub earned_hours: f64,
    /// Hours that were logged.
    pub logged_hours: f64,
    /// The earliest due day of an open milestone.
    pub next_due: Option<Date>,
    /// The last due day of the plan.
    pub ends_on: Option<Date>,
    /// Days by which the next milestone is late; zero where it is not.
    pub days_late: i32,
    /// The goal file that it came from.
    pub source: Option<String>,
}

impl Goal {
    /// A goal as it stands on a day.
    #[must_use]
    pub fn of(goal: &GoalRow, today: Date) -> Self {
        Goal {
            id: goal.id.to_string(),
            file_id: goal.goal_file.to_string(),
            title: goal.title.clone(),
            kind: goal.kind.clone(),
            priority: goal.priority,
            state: goal.state.as_str(),
            deadline: goal.deadline,
            verdict: goal.verdict.clone(),
            proposed: goal.proposed,
            approved: goal.approved,
            hours_per_week: hours(goal.week),
            milestones: goal.n_milestones,
            milestones_done: goal.n_done,
            planned_hours: hours(goal.planned),
            earned_hours: hours(goal.earned),
            logged_hours: hours(goal.logged),
            next_due: goal.next_due,
            ends_on: goal.ends_on,
            days_late: goal.days_late(today),
            source: goal.source.clone(),
        }
    }
}

/// What adding a goal file did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Added {
    /// `backcast.added/1`.
    pub schema: Schema<Added>,
    /// Id of the goal file.
    pub id: String,
    /// new, revised or unchanged.
    pub what: &'static str,
    /// The version of the goal file, from 1.
    pub revision: u32,
    /// The goals in it.
    pub goals: Vec<AddedGoal>,
}

/// A goal of a file that was added.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AddedGoal {
    /// Its id for life.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl From<&repository::Added> for Added {
    fn from(added: &repository::Added) -> Self {
        let what = match added.what {
            repository::AddedWhat::New => "new",
            repository::AddedWhat::Revised => "revised",
            repository::AddedWhat::Unchanged => "unchanged",
        };
        let goals = added.goals.iter().map(|(id, title)| AddedGoal { id: id.to_string(), title: title.clone() });
        Added {
            schema: Schema::new(),
            id: added.id.to_string(),
            what,
            revision: added.revision,
            goals: goals.collect(),
        }
    }
}

/// Weeks in which goals want the same hours.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Conflicts {
    /// `backcast.conflicts/1`.
    pub schema: Schema<Conflicts>,
    /// The first day that was looked at.
    pub from: Date,
    /// The last one: that of the last open milestone.
    pub to: Date,
    /// On what hours they rest; null where nothing names any, and nothing can
    /// be said.
    pub basis: Option<Basis>,
    /// In the order of their weeks.
    pub conflicts: Vec<Conflict>,
}

impl From<&of::Conflicts> for Conflicts {
    fn from(found: &of::Conflicts) -> Self {
        let basis = found.basis.as_ref().map(|basis| Basis {
            hours_per_week: basis.pace().hours_per_week(),
            from: match basis {
                of::Basis::Configuration(_) => "configuration".to_owned(),
                of::Basis::LargestGoal(_, id) => id.to_string(),
            },
        });
        Conflicts {
            schema: Schema::new(),
            from: found.from,
            to: found.to,
            basis,
            conflicts: found.list.iter().map(Conflict::from).collect(),
        }
    }
}

/// On what hours conflicts rest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Basis {
    /// Hours a week.
    pub hours_per_week: f64,
    /// `configuration`, or the id of the goal file that names the most.
    pub from: String,
}

/// Consecutive weeks in which the same goals want more than there is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Conflict {
    /// First day of the first week.
    pub from: Date,
    /// Last day of the last week.
    pub to: Date,
    /// The fewest goals that want too much together, the greediest first.
    pub goals: Vec<WantedHours>,
    /// Hours that all goals want in these weeks.
    pub wanted_hours: f64,
    /// Hours that there are in them.
    pub available_hours: f64,
}

/// What one goal wants of the weeks of a conflict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WantedHours {
    /// Id of the goal.
    pub goal: String,
    /// Hours.
    pub wanted_hours: f64,
}

impl From<&of::Conflict> for Conflict {
    fn from(conflict: &of::Conflict) -> Self {
        let goals = conflict.goals.iter();
        let goals = goals.map(|(id, effort)| WantedHours { goal: id.to_string(), wanted_hours: effort.hours() });
        Conflict {
            from: conflict.from,
            to: conflict.to,
            goals: goals.collect(),
            wanted_hours: conflict.wanted.hours(),
            available_hours: conflict.available.hours(),
        }
    }
}
