//! How far goals are, and what was recorded about their milestones.

use backcast_app::track::{self, MilestoneRef};
use backcast_core::track::Track;
use backcast_core::{CriterionId, MilestoneId, PlannedMilestone, days_between};
use backcast_document::{ChangeRecord, EvidenceRecord};
use backcast_store::{GoalRow, MilestoneRow, Stored};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::agenda::Milestone;
use crate::goals::Goal;
use crate::{Schema, hours};

/// How far all goals are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Status {
    /// `backcast.status/1`.
    pub schema: Schema<Status>,
    /// The day for which it is said.
    pub today: Date,
    /// How many goals have an open milestone whose due day is past.
    pub late: usize,
    /// All of them, the ended ones too.
    pub goals: Vec<Goal>,
}

impl Status {
    /// Goals as they stand on a day.
    #[must_use]
    pub fn of(goals: &[GoalRow], today: Date) -> Self {
        let goals: Vec<Goal> = goals.iter().map(|goal| Goal::of(goal, today)).collect();
        Status { schema: Schema::new(), today, late: goals.iter().filter(|goal| goal.days_late > 0).count(), goals }
    }
}

/// The goals of one file with their milestones.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StatusGoal {
    /// `backcast.status-goal/1`.
    pub schema: Schema<StatusGoal>,
    /// The day for which it is said.
    pub today: Date,
    /// How many changes there were; commands take it with `--if-version`.
    pub version: u64,
    /// The goals.
    pub goals: Vec<Goal>,
    /// Their milestones in the order of the plan.
    pub milestones: Vec<StatusMilestone>,
}

impl StatusGoal {
    /// Goals of a file and their milestones on a day. The baseline holds the
    /// due days of the plan that was approved first.
    #[must_use]
    pub fn of(
        goals: &[GoalRow],
        rows: &[MilestoneRow],
        stored: &Stored,
        baseline: &[(MilestoneId, Date)],
        today: Date,
    ) -> Self {
        let milestone = |row: &MilestoneRow| StatusMilestone::of(row, &stored.ledger.track(&row.id), baseline);
        StatusGoal {
            schema: Schema::new(),
            today,
            version: stored.ledger.version,
            goals: goals.iter().map(|goal| Goal::of(goal, today)).collect(),
            milestones: rows.iter().map(milestone).collect(),
        }
    }
}

/// A milestone with its history.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StatusMilestone {
    /// The milestone.
    #[serde(flatten)]
    pub milestone: Milestone,
    /// Its due day in the plan that was approved first; null where that plan
    /// does not have it.
    pub baseline_due: Option<Date>,
    /// Days from there to the day on which it was reached, or is due now.
    pub variance_days: Option<i32>,
    /// What was noted: day and text.
    pub notes: Vec<(Date, String)>,
    /// The work that was logged.
    pub work: Vec<Work>,
}

impl StatusMilestone {
    fn of(row: &MilestoneRow, track: &Track, baseline: &[(MilestoneId, Date)]) -> Self {
        let baseline_due = baseline.iter().find(|(id, _)| *id == row.id).map(|(_, due)| *due);
        let work = |work: &backcast_core::track::Work| Work {
            on: work.on,
            hours: hours(work.effort),
            note: work.note.clone(),
        };
        StatusMilestone {
            milestone: Milestone::from(row),
            baseline_due,
            variance_days: variance(row, baseline),
            notes: track.notes.clone(),
            work: track.work.iter().map(work).collect(),
        }
    }
}

/// Days from the due day of the baseline to the day on which a milestone was
/// reached, or is due now.
#[must_use]
pub fn variance(row: &MilestoneRow, baseline: &[(MilestoneId, Date)]) -> Option<i32> {
    let (_, before) = baseline.iter().find(|(id, _)| *id == row.id)?;
    Some(days_between(*before, row.done_on.unwrap_or(row.due)))
}

/// Work that was logged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Work {
    /// The day of it.
    pub on: Date,
    /// Hours.
    pub hours: f64,
    /// What was said about it.
    pub note: Option<String>,
}

/// The criteria of a milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Criteria {
    /// `backcast.criteria/1`.
    pub schema: Schema<Criteria>,
    /// Id of the goal.
    pub goal: String,
    /// Id of the milestone.
    pub milestone: String,
    /// In the order of the plan.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Criterion {
    /// Its place in the list, from 1.
    pub number: usize,
    /// Its id for life within the milestone, such as `c2`.
    pub id: String,
    /// What has to hold.
    pub text: String,
    /// Whether it does.
    pub ticked: bool,
    /// What shows that it does; absent where nothing was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceRecord>,
}

impl Criteria {
    /// The criteria of a milestone, and which of them were ticked.
    #[must_use]
    pub fn of(milestone: &MilestoneRef, planned: &PlannedMilestone, track: &Track) -> Self {
        let criterion = |(number, (id, text)): (usize, (CriterionId, &str))| {
            let tick = track.tick(id, text);
            Criterion {
                number,
                id: id.to_string(),
                text: text.to_owned(),
                ticked: tick.is_some(),
                evidence: tick.and_then(|tick| tick.evidence.as_ref()).map(EvidenceRecord::from_evidence),
            }
        };
        Criteria {
            schema: Schema::new(),
            goal: milestone.goal.to_string(),
            milestone: milestone.id.to_string(),
            criteria: (1..).zip(planned.milestone.identified_criteria()).map(criterion).collect(),
        }
    }
}

/// What was recorded about a milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// `backcast.recorded/1`.
    pub schema: Schema<Recorded>,
    /// Id of the goal.
    pub goal: String,
    /// Id of the milestone.
    pub milestone: String,
    /// How many changes there are now.
    pub version: u64,
    /// What was recorded; empty where it was so already.
    pub changes: Vec<ChangeRecord>,
    /// Milestones that can be worked on now and could not before.
    pub freed: Vec<String>,
    /// How many milestones the plan has.
    pub milestones: usize,
    /// How many of them are done or skipped.
    pub milestones_done: usize,
}

impl Recorded {
    /// What was recorded about a milestone.
    #[must_use]
    pub fn of(milestone: &MilestoneRef, recorded: &track::Recorded) -> Self {
        Recorded {
            schema: Schema::new(),
            goal: milestone.goal.to_string(),
            milestone: milestone.id.to_string(),
            version: recorded.stored.ledger.version,
            changes: recorded.changes.iter().map(ChangeRecord::from_change).collect(),
            freed: recorded.freed.iter().map(|planned| planned.milestone.id.to_string()).collect(),
            milestones: recorded.n_milestones,
            milestones_done: recorded.n_completed,
        }
    }
}
