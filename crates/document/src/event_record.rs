use backcast_core::track::{ContentHash, Event, EventKind, Evidence, Progress, ProposalOrigin, Tick};
use backcast_core::{CriterionId, Effort, GoalId, MilestoneId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ConsentRecord;

/// A change as JSON: in databases, in exports and in histories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChangeRecord {
    /// The goals were written down.
    GoalSet {
        /// Version of the goal file.
        revision: u32,
        /// SHA-256 of its text.
        document: String,
        /// The file that it came from.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        /// Lasting id and id within the file of each goal.
        goals: Vec<GoalNameRecord>,
    },
    /// A plan was proposed.
    Proposed {
        /// Number of the plan.
        revision: u32,
        /// The plan that it changes.
        #[serde(skip_serializing_if = "Option::is_none")]
        parent: Option<u32>,
        /// SHA-256 of the plan as JSON.
        document: String,
        /// The hash that the plan itself carries.
        hash: String,
        /// Version of the goal file.
        goal_revision: u32,
        /// `planner`, `edited`, `calibrated` or `reviewed`.
        origin: OriginRecord,
    },
    /// A plan was approved.
    Approved {
        /// Number of the plan.
        revision: u32,
        /// The hash that locks it.
        hash: String,
        /// Who agreed to it; absent in older logs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<ConsentRecord>,
    },
    /// A plan was rejected.
    Rejected {
        /// Number of the plan.
        revision: u32,
        /// The reason.
        why: String,
    },
    /// A plan was written to a file.
    Written {
        /// Number of the plan.
        revision: u32,
        /// The file.
        path: String,
        /// SHA-256 of its content.
        hash: String,
    },
    /// The plan that holds was looked at again.
    Calibrated {
        /// Day of the look.
        as_of: jiff::civil::Date,
        /// SHA-256 of the look as JSON.
        document: String,
        /// asked, scheduled, late, changed or crossed.
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
        /// Who agreed to it; absent in older logs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<ConsentRecord>,
    },
    /// Work on a milestone began.
    Started {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
    },
    /// Work was done.
    Logged {
        /// On which milestone.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// How much, in minutes.
        minutes: u32,
        /// What for.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// So much is done.
    Percent {
        /// Of which milestone.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// 0 to 100.
        percent: u8,
    },
    /// A criterion holds.
    Ticked {
        /// Of which milestone.
        milestone: String,
        /// Since which day.
        on: jiff::civil::Date,
        /// Its text.
        criterion: String,
        /// The number in its id: 2 for `c2`; absent in older logs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        criterion_id: Option<u32>,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<EvidenceRecord>,
    },
    /// A criterion does not hold after all.
    Unticked {
        /// Of which milestone.
        milestone: String,
        /// Since which day.
        on: jiff::civil::Date,
        /// Its text.
        criterion: String,
        /// The number in its id: 2 for `c2`; absent in older logs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        criterion_id: Option<u32>,
    },
    /// A milestone is reached.
    Done {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// Criteria that nobody had ticked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<String>,
    },
    /// It is not reached after all.
    Reopened {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// The reason.
        why: String,
    },
    /// Its date passed without it.
    Missed {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// The reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// Nothing can be done on it.
    Blocked {
        /// Which one.
        milestone: String,
        /// Since which day.
        on: jiff::civil::Date,
        /// The reason.
        why: String,
    },
    /// Work is possible again.
    Unblocked {
        /// On which milestone.
        milestone: String,
        /// Since which day.
        on: jiff::civil::Date,
    },
    /// It will not be done.
    Skipped {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// The reason.
        why: String,
    },
    /// Nothing waits for it any more.
    Released {
        /// Which one.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// The reason.
        why: String,
    },
    /// Something worth remembering.
    Noted {
        /// About which milestone.
        milestone: String,
        /// On which day.
        on: jiff::civil::Date,
        /// What.
        text: String,
    },
    /// An earlier command was undone.
    Undone {
        /// Number of its first event.
        batch: u64,
    },
    /// The log was found damaged, and somebody went on with what was left.
    DamageAccepted {
        /// Numbers of the events that are not as they were recorded.
        events: Vec<u64>,
        /// SHA-256 of what was found, as JSON.
        document: String,
        /// The reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// In the place of an event that is lost.
    Lost {
        /// SHA-256 of what was found, as JSON.
        document: String,
    },
    /// Something of a newer version, as it is.
    #[serde(untagged)]
    Unknown(serde_json::Map<String, serde_json::Value>),
}

/// What shows that a criterion holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The command that was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// How it ended; 0 is success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// SHA-256 of what it said, or of the file that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl EvidenceRecord {
    /// The record of evidence.
    #[must_use]
    pub fn from_evidence(evidence: &Evidence) -> Self {
        EvidenceRecord {
            text: evidence.text.clone(),
            command: evidence.command.clone(),
            exit_code: evidence.exit_code,
            hash: evidence.hash.as_ref().map(ToString::to_string),
        }
    }

    /// The evidence of a record.
    #[must_use]
    pub fn into_evidence(self) -> Evidence {
        Evidence {
            text: self.text,
            command: self.command,
            exit_code: self.exit_code,
            hash: self.hash.map(ContentHash::new),
        }
    }
}

/// The two names of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalNameRecord {
    /// Its lasting id.
    pub id: String,
    /// Its id within the goal file.
    pub name: String,
}

/// Who or what made a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OriginRecord {
    /// The planner.
    Planner,
    /// A person.
    Edited,
    /// A look at the plan.
    Calibrated,
    /// An adversarial review.
    Reviewed,
}

impl From<ProposalOrigin> for OriginRecord {
    fn from(origin: ProposalOrigin) -> Self {
        match origin {
            ProposalOrigin::Planner => OriginRecord::Planner,
            ProposalOrigin::Edited => OriginRecord::Edited,
            ProposalOrigin::Calibrated => OriginRecord::Calibrated,
            ProposalOrigin::Reviewed => OriginRecord::Reviewed,
        }
    }
}

impl From<OriginRecord> for ProposalOrigin {
    fn from(record: OriginRecord) -> Self {
        match record {
            OriginRecord::Planner => ProposalOrigin::Planner,
            OriginRecord::Edited => ProposalOrigin::Edited,
            OriginRecord::Calibrated => ProposalOrigin::Calibrated,
            OriginRecord::Reviewed => ProposalOrigin::Reviewed,
        }
    }
}

/// An event as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventRecord {
    /// Its place in the log, from 1 on.
    pub number: u64,
    /// Number of the first event of the same command.
    pub batch: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What changed.
    pub change: ChangeRecord,
    /// The change as it is recorded, where an older version wrote it in another
    /// way than this one; exports only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The running hash of this event and of all before it; exports only, and
    /// absent in those of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl ChangeRecord {
    /// The record of a change.
    #[must_use]
    pub fn from_change(change: &EventKind) -> Self {
        match change {
            EventKind::GoalSet { revision, document, source, goals } => ChangeRecord::GoalSet {
                revision: *revision,
                document: document.to_string(),
                source: source.clone(),
                goals: goals
                    .iter()
                    .map(|(id, name)| GoalNameRecord { id: id.to_string(), name: name.to_string() })
                    .collect(),
            },
            EventKind::Proposed { revision, parent, document, hash, goal_revision, origin } => ChangeRecord::Proposed {
                revision: *revision,
                parent: *parent,
                document: document.to_string(),
                hash: hash.to_string(),
                goal_revision: *goal_revision,
                origin: OriginRecord::from(*origin),
            },
            EventKind::Approved { revision, hash, consent } => ChangeRecord::Approved {
                revision: *revision,
                hash: hash.to_string(),
                consent: consent.as_ref().map(ConsentRecord::from_consent),
            },
            EventKind::Rejected { revision, why } => ChangeRecord::Rejected { revision: *revision, why: why.clone() },
            EventKind::Written { revision, path, hash } => {
                ChangeRecord::Written { revision: *revision, path: path.clone(), hash: hash.to_string() }
            }
            EventKind::Calibrated { as_of, document, trigger } => {
                ChangeRecord::Calibrated { as_of: *as_of, document: document.to_string(), trigger: trigger.clone() }
            }
            EventKind::InCalendar { item, what } => ChangeRecord::InCalendar { item: item.clone(), what: what.clone() },
            EventKind::Dropped { why, consent } => {
                ChangeRecord::Dropped { why: why.clone(), consent: consent.as_ref().map(ConsentRecord::from_consent) }
            }
            EventKind::Progress { milestone, on, what } => progress_record(milestone.to_string(), *on, what),
            EventKind::Undone { batch } => ChangeRecord::Undone { batch: *batch },
            EventKind::DamageAccepted { events, document, why } => ChangeRecord::DamageAccepted {
                events: events.clone(),
                document: document.to_string(),
                why: why.clone(),
            },
            EventKind::Lost { document } => ChangeRecord::Lost { document: document.to_string() },
            EventKind::Unknown { body, .. } => ChangeRecord::Unknown(serde_json::from_str(body).unwrap_or_default()),
        }
    }

    /// The change of a record.
    #[must_use]
    pub fn into_change(self) -> EventKind {
        let hash = ContentHash::new;
        let progress =
            |milestone: String, on, what| EventKind::Progress { milestone: MilestoneId::new(milestone), on, what };
        match self {
            ChangeRecord::GoalSet { revision, document, source, goals } => EventKind::GoalSet {
                revision,
                document: hash(document),
                source,
                goals: goals.into_iter().map(|goal| (GoalId::new(goal.id), GoalId::new(goal.name))).collect(),
            },
            ChangeRecord::Proposed { revision, parent, document, hash: own, goal_revision, origin } => {
                EventKind::Proposed {
                    revision,
                    parent,
                    document: hash(document),
                    hash: hash(own),
                    goal_revision,
                    origin: ProposalOrigin::from(origin),
                }
            }
            ChangeRecord::Approved { revision, hash: own, consent } => {
                EventKind::Approved { revision, hash: hash(own), consent: consent.map(ConsentRecord::into_consent) }
            }
            ChangeRecord::Rejected { revision, why } => EventKind::Rejected { revision, why },
            ChangeRecord::Written { revision, path, hash: own } => {
                EventKind::Written { revision, path, hash: hash(own) }
            }
            ChangeRecord::Calibrated { as_of, document, trigger } => {
                EventKind::Calibrated { as_of, document: hash(document), trigger }
            }
            ChangeRecord::InCalendar { item, what } => EventKind::InCalendar { item, what },
            ChangeRecord::Dropped { why, consent } => {
                EventKind::Dropped { why, consent: consent.map(ConsentRecord::into_consent) }
            }
            ChangeRecord::Started { milestone, on } => progress(milestone, on, Progress::Started),
            ChangeRecord::Logged { milestone, on, minutes, note } => {
                progress(milestone, on, Progress::Logged { effort: Effort::from_minutes(minutes), note })
            }
            ChangeRecord::Percent { milestone, on, percent } => {
                progress(milestone, on, Progress::Percent(percent.min(100)))
            }
            ChangeRecord::Ticked { milestone, on, criterion, criterion_id, evidence } => {
                let id = criterion_id.map(CriterionId::numbered);
                let evidence = evidence.map(EvidenceRecord::into_evidence);
                progress(milestone, on, Progress::Ticked(Tick { id, text: criterion, evidence }))
            }
            ChangeRecord::Unticked { milestone, on, criterion, criterion_id } => {
                let id = criterion_id.map(CriterionId::numbered);
                progress(milestone, on, Progress::Unticked { id, text: criterion })
            }
            ChangeRecord::Done { milestone, on, open } => progress(milestone, on, Progress::Done { open }),
            ChangeRecord::Reopened { milestone, on, why } => progress(milestone, on, Progress::Reopened { why }),
            ChangeRecord::Missed { milestone, on, why } => progress(milestone, on, Progress::Missed { why }),
            ChangeRecord::Blocked { milestone, on, why } => progress(milestone, on, Progress::Blocked { why }),
            ChangeRecord::Unblocked { milestone, on } => progress(milestone, on, Progress::Unblocked),
            ChangeRecord::Skipped { milestone, on, why } => progress(milestone, on, Progress::Skipped { why }),
            ChangeRecord::Released { milestone, on, why } => progress(milestone, on, Progress::Released { why }),
            ChangeRecord::Noted { milestone, on, text } => progress(milestone, on, Progress::Noted(text)),
            ChangeRecord::Undone { batch } => EventKind::Undone { batch },
            ChangeRecord::DamageAccepted { events, document, why } => {
                EventKind::DamageAccepted { events, document: ContentHash::new(document), why }
            }
            ChangeRecord::Lost { document } => EventKind::Lost { document: ContentHash::new(document) },
            ChangeRecord::Unknown(map) => EventKind::Unknown {
                kind: map.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
                body: serde_json::Value::Object(map).to_string(),
            },
        }
    }

    /// The text that the change names, which is kept beside the log.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        match self {
            ChangeRecord::GoalSet { document, .. }
            | ChangeRecord::Proposed { document, .. }
            | ChangeRecord::Calibrated { document, .. }
            | ChangeRecord::DamageAccepted { document, .. }
            | ChangeRecord::Lost { document } => Some(document),
            _ => None,
        }
    }

    /// The change as one line of JSON.
    ///
    /// # Panics
    ///
    /// Never: the record holds texts and numbers.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a change has a JSON form")
    }

    /// The change in a text.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the text: it has no kind, or one that this
    /// version knows without all that belongs to it. Other kinds, keys and
    /// values are those of a newer version.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let record: Self = serde_json::from_str(text)?;
        match record.fault() {
            Some(fault) => Err(serde::de::Error::custom(fault)),
            None => Ok(record),
        }
    }

    /// Why no version can have written it; nothing where it is understood, or
    /// may be what a newer version wrote.
    pub(crate) fn fault(&self) -> Option<String> {
        let ChangeRecord::Unknown(map) = self else { return None };
        let Some(kind) = map.get("kind").and_then(serde_json::Value::as_str) else {
            return Some("a change without a kind".into());
        };
        // The schema knows which kinds there are, and what belongs to them.
        let schema = schemars::schema_for!(ChangeRecord);
        let kinds = schema.get("anyOf").and_then(serde_json::Value::as_array)?;
        let known = kinds.iter().find(|one| one.pointer("/properties/kind/const").is_some_and(|name| name == kind))?;
        let required = known.get("required").and_then(serde_json::Value::as_array)?;
        let missing = required.iter().filter_map(serde_json::Value::as_str).find(|key| !map.contains_key(*key))?;
        Some(format!("`{kind}` without `{missing}`"))
    }
}

fn progress_record(milestone: String, on: jiff::civil::Date, what: &Progress) -> ChangeRecord {
    match what.clone() {
        Progress::Started => ChangeRecord::Started { milestone, on },
        Progress::Logged { effort, note } => ChangeRecord::Logged { milestone, on, minutes: effort.minutes(), note },
        Progress::Percent(percent) => ChangeRecord::Percent { milestone, on, percent },
        Progress::Ticked(tick) => ChangeRecord::Ticked {
            milestone,
            on,
            criterion: tick.text,
            criterion_id: tick.id.map(CriterionId::number),
            evidence: tick.evidence.as_ref().map(EvidenceRecord::from_evidence),
        },
        Progress::Unticked { id, text } => {
            ChangeRecord::Unticked { milestone, on, criterion: text, criterion_id: id.map(CriterionId::number) }
        }
        Progress::Done { open } => ChangeRecord::Done { milestone, on, open },
        Progress::Reopened { why } => ChangeRecord::Reopened { milestone, on, why },
        Progress::Missed { why } => ChangeRecord::Missed { milestone, on, why },
        Progress::Blocked { why } => ChangeRecord::Blocked { milestone, on, why },
        Progress::Unblocked => ChangeRecord::Unblocked { milestone, on },
        Progress::Skipped { why } => ChangeRecord::Skipped { milestone, on, why },
        Progress::Released { why } => ChangeRecord::Released { milestone, on, why },
        Progress::Noted(text) => ChangeRecord::Noted { milestone, on, text },
    }
}

impl EventRecord {
    /// The record of an event.
    #[must_use]
    pub fn from_event(event: &Event) -> Self {
        EventRecord {
            number: event.number,
            batch: event.batch,
            at: event.at,
            by: event.by.clone(),
            change: ChangeRecord::from_change(&event.kind),
            written: None,
            hash: None,
        }
    }

    /// The change byte for byte as it is recorded.
    #[must_use]
    pub fn body(&self) -> String {
        self.written.clone().unwrap_or_else(|| self.change.to_json())
    }

    /// The event of a record.
    #[must_use]
    pub fn into_event(self) -> Event {
        Event { number: self.number, batch: self.batch, at: self.at, by: self.by, kind: self.change.into_change() }
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::track::{Consent, Door, Proof};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_change_reads_back() {
        let progress = |what| EventKind::Progress { milestone: MilestoneId::new("M1"), on: date(2026, 3, 2), what };
        let approved = |door, proof| {
            let consent = Some(Consent { by: "ann".into(), door, proof });
            EventKind::Approved { revision: 1, hash: ContentHash::new("dd"), consent }
        };
        let changes = [
            EventKind::GoalSet {
                revision: 1,
                document: ContentHash::new("aa"),
                source: None,
                goals: vec![(GoalId::new("book-7k2f"), GoalId::new("goal"))],
            },
            progress(Progress::Logged { effort: Effort::from_minutes(90), note: Some("x".into()) }),
            progress(Progress::Done { open: vec!["read by 3 people".into()] }),
            progress(Progress::Missed { why: None }),
            progress(Progress::Ticked(Tick { id: None, text: "10 pages".into(), evidence: None })),
            progress(Progress::Ticked(Tick {
                id: Some(CriterionId::numbered(2)),
                text: "`make test` passes".into(),
                evidence: Some(Evidence {
                    command: Some("make test".into()),
                    exit_code: Some(0),
                    hash: Some(ContentHash::new("cc")),
                    ..Evidence::default()
                }),
            })),
            progress(Progress::Unticked { id: Some(CriterionId::numbered(2)), text: "`make test` passes".into() }),
            progress(Progress::Unblocked),
            EventKind::InCalendar { item: "book/M1".into(), what: "moved".into() },
            EventKind::Calibrated { as_of: date(2026, 3, 2), document: ContentHash::new("bb"), trigger: "late".into() },
            EventKind::DamageAccepted { events: vec![2, 5], document: ContentHash::new("dd"), why: Some("x".into()) },
            EventKind::Lost { document: ContentHash::new("dd") },
            EventKind::Undone { batch: 3 },
            EventKind::Approved { revision: 1, hash: ContentHash::new("dd"), consent: None },
            approved(Door::Terminal, Proof::Answer),
            approved(Door::Token, Proof::AgentEnvironment("CLAUDECODE".into())),
            approved(Door::Client { name: "editor".into(), version: "2.1".into() }, Proof::Word),
            approved(Door::Other("ring".into()), Proof::Other("wax".into())),
        ];
        for (number, change) in (1..).zip(changes) {
            let event = Event { number, batch: 1, at: Timestamp::UNIX_EPOCH, by: "ann".into(), kind: change };
            let text = serde_json::to_string(&EventRecord::from_event(&event)).expect("written");
            let record: EventRecord = serde_json::from_str(&text).expect("read");
            assert_eq!(record.into_event(), event);
        }
    }

    #[test]
    fn kinds_of_newer_versions_are_kept_as_they_are() {
        for text in [
            r#"{"kind":"split","milestone":"M1","into":[1,{"b":2.5}]}"#,
            r#"{"milestone":"M1","kind":"split"}"#,
            r#"{"kind":"undone","batch":3,"why":"a mistake"}"#,
            r#"{"kind":"proposed","revision":1,"document":"a","hash":"b","goal_revision":1,"origin":"dreamt"}"#,
        ] {
            let record = ChangeRecord::from_json(text).expect("read");
            let change = record.into_change();
            assert!(matches!(change, EventKind::Unknown { .. }), "{change:?}");
            assert_eq!(ChangeRecord::from_change(&change).to_json(), text);
        }
    }

    #[test]
    fn what_no_version_wrote_is_refused() {
        for text in ["[3]", "{}", r#"{"kind":3}"#, r#"{"kind":"started","milestone":"M1"}"#] {
            assert!(ChangeRecord::from_json(text).is_err(), "{text}");
        }
    }
}
