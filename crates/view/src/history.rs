//! What happened to goals, what was decided, and what was taken back.

use backcast_core::GoalFileId;
use backcast_core::track::{Event, Ledger};
use backcast_document::EventRecord;
use backcast_store::Stored;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// Everything that happened to the goals of a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct History {
    /// `backcast.history/1`.
    pub schema: Schema<History>,
    /// Id of the goal file.
    pub id: String,
    /// How many changes there were.
    pub version: u64,
    /// The oldest first.
    pub events: Vec<EventRecord>,
}

impl History {
    /// Everything that happened to the goals of a file.
    #[must_use]
    pub fn of(id: &GoalFileId, events: &[Event]) -> Self {
        History {
            schema: Schema::new(),
            id: id.to_string(),
            version: events.last().map_or(0, |event| event.number),
            events: events.iter().map(EventRecord::from_event).collect(),
        }
    }
}

/// What was taken back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Undone {
    /// `backcast.undone/1`.
    pub schema: Schema<Undone>,
    /// Id of the goal file.
    pub id: String,
    /// How many changes there are now.
    pub version: u64,
    /// The changes that no longer count.
    pub undone: Vec<EventRecord>,
}

impl Undone {
    /// Changes of a file that were taken back.
    #[must_use]
    pub fn of(stored: &Stored, undone: &[Event]) -> Self {
        Undone {
            schema: Schema::new(),
            id: stored.id.to_string(),
            version: stored.ledger.version,
            undone: undone.iter().map(EventRecord::from_event).collect(),
        }
    }
}

/// A decision about a plan or a goal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decided {
    /// `backcast.decided/1`.
    pub schema: Schema<Decided>,
    /// Id of the goal file.
    pub id: String,
    /// approved, rejected or dropped.
    pub what: &'static str,
    /// Number of the plan; null where it was about the goal.
    pub revision: Option<u32>,
    /// How many changes there are now.
    pub version: u64,
    /// SHA-256 of the plan as hexadecimal digits; null where it was about the
    /// goal.
    pub hash: Option<String>,
    /// Number of the plan that was approved first.
    pub baseline: Option<u32>,
}

impl Decided {
    /// A plan was approved.
    #[must_use]
    pub fn approved(stored: &Stored, revision: u32) -> Self {
        Decided::of("approved", stored.id.as_str(), Some(revision), &stored.ledger)
    }

    /// A plan was rejected.
    #[must_use]
    pub fn rejected(stored: &Stored, revision: u32) -> Self {
        Decided::of("rejected", stored.id.as_str(), Some(revision), &stored.ledger)
    }

    /// The goals were dropped.
    #[must_use]
    pub fn dropped(stored: &Stored) -> Self {
        Decided::of("dropped", stored.id.as_str(), None, &stored.ledger)
    }

    fn of(what: &'static str, id: &str, revision: Option<u32>, ledger: &Ledger) -> Self {
        Decided {
            schema: Schema::new(),
            id: id.to_owned(),
            what,
            revision,
            version: ledger.version,
            hash: revision.and_then(|revision| ledger.plan(revision)).map(|plan| plan.hash.to_string()),
            baseline: ledger.baseline,
        }
    }
}
