//! The state after a log, as it is kept beside the log so that not all events
//! have to be read again. It is thrown away wherever its form is another one.

use backcast_core::track::{
    Artifact, Block, ContentHash, GoalRevision, Ledger, PlanRevision, PlanState, ProposalOrigin, RecordedCalibration,
    RemoteChange, Tick, Track, Work,
};
use backcast_core::{CriterionId, Effort, GoalId, MilestoneId, days_between, plus_days};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::EvidenceRecord;

/// How [`LedgerRecord`] is written, and what it means: to be counted up with
/// every change of this file, and of how a log becomes a state.
pub const LEDGER_FORM: u32 = 2;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A [`Ledger`] as JSON, for the database alone: what is kept of a log can
/// always be made anew from it, so no form is read but the present one.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerRecord {
    version: u64,
    goals: Vec<GoalRevisionRecord>,
    plans: Vec<PlanRevisionRecord>,
    baseline: Option<u32>,
    tracks: Vec<(String, TrackRecord)>,
    /// Revision, path, hash.
    artifacts: Vec<(u32, String, String)>,
    /// Day, document, trigger, instant.
    looks: Vec<(Date, String, String, Timestamp)>,
    /// Item, what was done, instant.
    outside: Vec<(String, String, Timestamp)>,
    dropped: Option<String>,
    newer: Option<u64>,
    last_goal_revision: u32,
    last_plan_revision: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct GoalRevisionRecord {
    revision: u32,
    document: String,
    source: Option<String>,
    goals: Vec<(String, String)>,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct PlanRevisionRecord {
    revision: u32,
    parent: Option<u32>,
    document: String,
    hash: String,
    goal_revision: u32,
    origin: crate::OriginRecord,
    state: PlanStateRecord,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlanStateRecord {
    Proposed,
    Approved(Timestamp),
    Superseded,
    Rejected(String),
}

#[derive(Debug, Serialize, Deserialize)]
struct TrackRecord {
    started_on: Option<Date>,
    done_on: Option<Date>,
    skipped: Option<String>,
    percent: Option<u8>,
    /// Days since 1970, and minutes: a long log is mostly this.
    work: Vec<(i32, u32)>,
    /// What some of the work was for, by its place.
    work_notes: Vec<(usize, String)>,
    ticked: Vec<TickRecord>,
    /// Day and reason.
    blocked: Option<(Date, String)>,
    released: Option<String>,
    missed: Vec<(Date, Option<String>)>,
    notes: Vec<(Date, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TickRecord {
    id: Option<u32>,
    text: String,
    evidence: Option<EvidenceRecord>,
}

impl LedgerRecord {
    /// The record of a state.
    #[must_use]
    pub fn from_ledger(ledger: &Ledger) -> Self {
        LedgerRecord {
            version: ledger.version,
            goals: ledger.goal_revisions.iter().map(goal_record).collect(),
            plans: ledger.plans.iter().map(plan_record).collect(),
            baseline: ledger.baseline,
            tracks: ledger.tracks.iter().map(|(id, track)| (id.to_string(), track_record(track))).collect(),
            artifacts: ledger
                .artifacts
                .iter()
                .map(|one| (one.revision, one.path.clone(), one.hash.to_string()))
                .collect(),
            looks: ledger
                .calibrations
                .iter()
                .map(|look| (look.as_of, look.document.to_string(), look.trigger.clone(), look.at))
                .collect(),
            outside: ledger.remote_changes.iter().map(|one| (one.item.clone(), one.what.clone(), one.at)).collect(),
            dropped: ledger.dropped.clone(),
            newer: ledger.newer,
            last_goal_revision: ledger.last_goal_revision,
            last_plan_revision: ledger.last_plan_revision,
        }
    }

    /// The state of a record.
    #[must_use]
    pub fn into_ledger(self) -> Ledger {
        let hash = ContentHash::new;
        Ledger {
            version: self.version,
            goal_revisions: self.goals.into_iter().map(goal_revision).collect(),
            plans: self.plans.into_iter().map(plan_revision).collect(),
            baseline: self.baseline,
            tracks: self.tracks.into_iter().map(|(id, record)| (MilestoneId::new(id), track(record))).collect(),
            artifacts: self
                .artifacts
                .into_iter()
                .map(|(revision, path, own)| Artifact { revision, path, hash: hash(own) })
                .collect(),
            calibrations: self
                .looks
                .into_iter()
                .map(|(as_of, document, trigger, at)| RecordedCalibration {
                    as_of,
                    document: hash(document),
                    trigger,
                    at,
                })
                .collect(),
            remote_changes: self.outside.into_iter().map(|(item, what, at)| RemoteChange { item, what, at }).collect(),
            dropped: self.dropped,
            newer: self.newer,
            last_goal_revision: self.last_goal_revision,
            last_plan_revision: self.last_plan_revision,
        }
    }

    /// The record as one line of JSON.
    ///
    /// # Panics
    ///
    /// Never: the record holds texts, numbers and days.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a state has a JSON form")
    }

    /// The record in a text.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the text.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

fn goal_record(goal: &GoalRevision) -> GoalRevisionRecord {
    GoalRevisionRecord {
        revision: goal.revision,
        document: goal.document.to_string(),
        source: goal.source.clone(),
        goals: goal.goals.iter().map(|(id, name)| (id.to_string(), name.to_string())).collect(),
        at: goal.at,
    }
}

fn goal_revision(record: GoalRevisionRecord) -> GoalRevision {
    GoalRevision {
        revision: record.revision,
        document: ContentHash::new(record.document),
        source: record.source,
        goals: record.goals.into_iter().map(|(id, name)| (GoalId::new(id), GoalId::new(name))).collect(),
        at: record.at,
    }
}

fn plan_record(plan: &PlanRevision) -> PlanRevisionRecord {
    PlanRevisionRecord {
        revision: plan.revision,
        parent: plan.parent,
        document: plan.document.to_string(),
        hash: plan.hash.to_string(),
        goal_revision: plan.goal_revision,
        origin: plan.origin.into(),
        state: match &plan.state {
            PlanState::Proposed => PlanStateRecord::Proposed,
            PlanState::Approved(at) => PlanStateRecord::Approved(*at),
            PlanState::Superseded => PlanStateRecord::Superseded,
            PlanState::Rejected(why) => PlanStateRecord::Rejected(why.clone()),
        },
        at: plan.at,
    }
}

fn plan_revision(record: PlanRevisionRecord) -> PlanRevision {
    PlanRevision {
        revision: record.revision,
        parent: record.parent,
        document: ContentHash::new(record.document),
        hash: ContentHash::new(record.hash),
        goal_revision: record.goal_revision,
        origin: ProposalOrigin::from(record.origin),
        state: match record.state {
            PlanStateRecord::Proposed => PlanState::Proposed,
            PlanStateRecord::Approved(at) => PlanState::Approved(at),
            PlanStateRecord::Superseded => PlanState::Superseded,
            PlanStateRecord::Rejected(why) => PlanState::Rejected(why),
        },
        at: record.at,
    }
}

fn track_record(track: &Track) -> TrackRecord {
    TrackRecord {
        started_on: track.started_on,
        done_on: track.done_on,
        skipped: track.skipped.clone(),
        percent: track.percent,
        work: track.work.iter().map(|work| (days_between(EPOCH, work.on), work.effort.minutes())).collect(),
        work_notes: track
            .work
            .iter()
            .enumerate()
            .filter_map(|(at, work)| work.note.clone().map(|note| (at, note)))
            .collect(),
        ticked: track.ticked.iter().map(tick_record).collect(),
        blocked: track.blocked.as_ref().map(|block| (block.since, block.why.clone())),
        released: track.released.clone(),
        missed: track.missed.clone(),
        notes: track.notes.clone(),
    }
}

fn tick_record(tick: &Tick) -> TickRecord {
    TickRecord {
        id: tick.id.map(CriterionId::number),
        text: tick.text.clone(),
        evidence: tick.evidence.as_ref().map(EvidenceRecord::from_evidence),
    }
}

fn tick(record: TickRecord) -> Tick {
    Tick {
        id: record.id.map(CriterionId::numbered),
        text: record.text,
        evidence: record.evidence.map(EvidenceRecord::into_evidence),
    }
}

fn track(record: TrackRecord) -> Track {
    let work = |(day, minutes)| Work { on: plus_days(EPOCH, day), effort: Effort::from_minutes(minutes), note: None };
    let mut all: Vec<Work> = record.work.into_iter().map(work).collect();
    for (at, note) in record.work_notes {
        if let Some(work) = all.get_mut(at) {
            work.note = Some(note);
        }
    }
    Track {
        started_on: record.started_on,
        done_on: record.done_on,
        skipped: record.skipped,
        percent: record.percent,
        work: all,
        ticked: record.ticked.into_iter().map(tick).collect(),
        blocked: record.blocked.map(|(since, why)| Block { since, why }),
        released: record.released,
        missed: record.missed,
        notes: record.notes,
    }
}
