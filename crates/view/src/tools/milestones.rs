//! Answers about milestones and work on them.

use backcast_app::agenda::Agenda;
use backcast_app::track::{MilestoneRef, Record};
use backcast_store::MilestoneRow;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Where a milestone stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Milestone {
    milestone: String,
    name: String,
    /// ready, waiting, blocked, done or skipped.
    standing: &'static str,
    due: Date,
    percent: u8,
    waits_for: Vec<String>,
    /// The first criterion that does not hold yet.
    next_criterion: Option<String>,
}

impl From<&MilestoneRow> for Milestone {
    fn from(row: &MilestoneRow) -> Self {
        Milestone {
            milestone: format!("{}/{}", row.goal, row.id),
            name: row.name.clone(),
            standing: row.standing.as_str(),
            due: row.due,
            percent: row.share_done,
            waits_for: row.waits_for.iter().map(ToString::to_string).collect(),
            next_criterion: row.next_criterion.clone(),
        }
    }
}

/// What can be done now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Next {
    /// The most urgent first.
    milestones: Vec<Milestone>,
    /// How many can be worked on in all.
    ready: usize,
}

impl From<&Agenda> for Next {
    fn from(agenda: &Agenda) -> Self {
        Next { milestones: agenda.items.iter().map(|item| Milestone::from(&item.row)).collect(), ready: agenda.n_ready }
    }
}

impl Next {
    /// The most urgent one.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.milestones.first() {
            Some(first) => format!("Next: {} {}, due {}", first.milestone, first.name, first.due),
            None => "Nothing can be done now: no plan is approved, or everything waits".to_owned(),
        }
    }
}

/// Something that was recorded about a milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Recorded {
    milestone: String,
    recorded: &'static str,
}

impl Recorded {
    /// What was recorded about a milestone.
    #[must_use]
    pub fn of(milestone: &MilestoneRef, what: &Record) -> Self {
        let recorded = match what {
            Record::Start => "started",
            Record::Log { .. } => "work logged",
            Record::Percent(_) => "share done set",
            Record::Tick { .. } => "criteria ticked",
            Record::Untick(_) => "ticks taken back",
            Record::Done { .. } => "done",
            Record::Reopen(_) => "opened again",
            Record::Miss(_) => "missed",
            Record::Block(_) => "blocked",
            Record::Unblock => "unblocked",
            Record::Skip { .. } => "skipped",
            Record::Release(_) => "released",
            Record::Note(_) => "noted",
        };
        Recorded { milestone: format!("{}/{}", milestone.goal, milestone.id), recorded }
    }

    /// The milestone, and what was recorded.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{}: {}", self.milestone, self.recorded)
    }
}
