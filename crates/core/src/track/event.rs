use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Consent;
use crate::{CriterionId, Effort, GoalId, MilestoneId};

/// The SHA-256 of a document as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash with these digits.
    pub fn new(digits: impl Into<String>) -> Self {
        ContentHash(digits.into())
    }

    /// The hash that a text writes, in digits of either case; nothing if it
    /// writes none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| ContentHash(text.to_ascii_lowercase()))
    }

    /// The 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A change with its place in the log of one goal file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log, from 1 on without gaps.
    pub number: u64,
    /// Number of the first event of the command that made it: what is done
    /// together is undone together.
    pub batch: u64,
    /// When it was written, by the clock of the machine that wrote it.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What changed.
    pub kind: EventKind,
}

/// Something that changes what is known of the goals of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The goals were written down, or rewritten.
    GoalSet {
        /// Counts the versions of the goal file from 1 on.
        revision: u32,
        /// The goal file's text.
        document: ContentHash,
        /// The file that it came from.
        source: Option<String>,
        /// Each goal's lasting id and its id within the file.
        goals: Vec<(GoalId, GoalId)>,
    },
    /// A plan was proposed.
    Proposed {
        /// Counts the plans from 1 on; no number is given twice.
        revision: u32,
        /// The plan that it changes.
        parent: Option<u32>,
        /// The plan as JSON.
        document: ContentHash,
        /// The hash that the plan itself carries.
        hash: ContentHash,
        /// Version of the goal file that it was made from.
        goal_revision: u32,
        /// Who or what made it.
        origin: ProposalOrigin,
    },
    /// A plan was approved; it is locked from now on.
    Approved {
        /// Number of the plan.
        revision: u32,
        /// The hash that locks it.
        hash: ContentHash,
        /// Who agreed to it; `None` in logs from before that was recorded.
        consent: Option<Consent>,
    },
    /// A plan was rejected.
    Rejected {
        /// Number of the plan.
        revision: u32,
        /// The reason.
        why: String,
    },
    /// A plan was written to a file that has to stay as it is.
    Written {
        /// Number of the plan.
        revision: u32,
        /// Path of the file, from the root of its project where it has one.
        path: String,
        /// Hash of what was written, so that changes of others show.
        hash: ContentHash,
    },
    /// The plan in effect was calibrated.
    Calibrated {
        /// The day of the calibration.
        as_of: Date,
        /// The calibration as JSON.
        document: ContentHash,
        /// The name of the trigger.
        trigger: String,
    },
    /// Somebody changed what stands in their calendar.
    InCalendar {
        /// Our name of what was changed.
        item: String,
        /// What was done to it, in words.
        what: String,
    },
    /// The goals were given up.
    Dropped {
        /// The reason.
        why: String,
        /// Who agreed to it; `None` in logs from before that was recorded.
        consent: Option<Consent>,
    },
    /// Something happened to a milestone.
    Progress {
        /// Id of the milestone within the goal file.
        milestone: MilestoneId,
        /// The day on which it happened.
        on: Date,
        /// What happened.
        what: Progress,
    },
    /// All changes of an earlier command count as never made.
    Undone {
        /// Number of the command's first event.
        batch: u64,
    },
    /// The log was found damaged, and somebody decided to go on with what was
    /// left of it. What it says from here on is what they took for right.
    DamageAccepted {
        /// Numbers of the events that are not as they were recorded.
        events: Vec<u64>,
        /// What was found in their place, as JSON.
        document: ContentHash,
        /// The reason, where one was given.
        why: Option<String>,
    },
    /// An event that is lost: it stands in the place of one that was missing or
    /// could not be read when the damage was accepted.
    Lost {
        /// What was found in its place, as JSON.
        document: ContentHash,
    },
    /// Something that only a newer version understands. It is kept as it is,
    /// and what stands after it may rest on it.
    Unknown {
        /// The name of its kind.
        kind: String,
        /// All of it, as JSON.
        body: String,
    },
}

impl EventKind {
    /// Whether it only notes what was looked at, written or seen elsewhere, and
    /// decides nothing.
    #[must_use]
    pub fn is_note(&self) -> bool {
        matches!(self, EventKind::Calibrated { .. } | EventKind::Written { .. } | EventKind::InCalendar { .. })
    }
}

/// Who or what made a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalOrigin {
    /// The planner, from the goal file.
    Planner,
    /// A person, by editing an earlier plan.
    Edited,
    /// A look at the plan, which moved what could not be kept.
    Calibrated,
    /// An adversarial review.
    Reviewed,
}

/// That a criterion holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Which one; nothing in logs from before criteria had ids: then it is the
    /// one with this text.
    pub id: Option<CriterionId>,
    /// Its text at that time.
    pub text: String,
    /// What shows it, where somebody said so.
    pub evidence: Option<Evidence>,
}

impl Tick {
    /// Whether it is about this criterion.
    #[must_use]
    pub fn is_of(&self, id: Option<CriterionId>, text: &str) -> bool {
        match (self.id, id) {
            (Some(own), Some(id)) => own == id,
            _ => self.text == text,
        }
    }
}

/// What shows that a criterion holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// In words.
    pub text: Option<String>,
    /// The command that was run.
    pub command: Option<String>,
    /// How it ended; 0 is success.
    pub exit_code: Option<i32>,
    /// What it said, or the file that shows it, by its hash.
    pub hash: Option<ContentHash>,
}

impl Evidence {
    /// Whether it shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        is_blank(&self.text) && is_blank(&self.command) && self.exit_code.is_none() && self.hash.is_none()
    }
}

/// What happened to a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Work on it began.
    Started,
    /// Work was done on it.
    Logged {
        /// How much.
        effort: Effort,
        /// What for.
        note: Option<String>,
    },
    /// So much of it is done, 0 to 100.
    Percent(u8),
    /// A criterion holds.
    Ticked(Tick),
    /// A criterion does not hold after all.
    Unticked {
        /// Which one; nothing in logs from before criteria had ids.
        id: Option<CriterionId>,
        /// Its text at that time.
        text: String,
    },
    /// It is complete.
    Done {
        /// Criteria that nobody had ticked; empty unless that was accepted.
        open: Vec<String>,
    },
    /// It is not reached after all.
    Reopened {
        /// The reason.
        why: String,
    },
    /// Its date passed without it.
    Missed {
        /// The reason, where it is known.
        why: Option<String>,
    },
    /// Nothing can be done on it for now.
    Blocked {
        /// The reason.
        why: String,
    },
    /// Work on it is possible again.
    Unblocked,
    /// It will not be done; what depends on it still waits for it.
    Skipped {
        /// The reason.
        why: String,
    },
    /// What depends on it no longer waits for it.
    Released {
        /// The reason.
        why: String,
    },
    /// Something worth remembering.
    Noted(String),
}
