use std::collections::BTreeMap;

use backcast_core::FinishedWork;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::running_hash::hash_of;
use crate::{ChangeRecord, EventRecord, LoggedRow, Mistakes, log_start, run_start};

/// Everything that a store holds, as one JSON document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "backcast export")]
pub struct ExportRecord {
    /// `backcast.export/1`.
    pub schema: String,
    /// Version of backcast that wrote it.
    pub version: String,
    /// Goal files and plans by the SHA-256 of their text.
    pub documents: BTreeMap<String, String>,
    /// The goals of each goal file, by id.
    pub portfolios: Vec<PortfolioRecord>,
    /// Finished work that was imported, to forecast from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finished: Vec<FinishedWorkRecord>,
    /// Adversarial reviews, by goal file and number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewRunRecord>,
    /// The hash of the ends of all logs and reviews and of all finished work, so
    /// that none can be left out; absent in exports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
}

/// A run of an adversarial review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewRunRecord {
    /// The id of the goal file.
    pub portfolio: String,
    /// Counts the runs of the goal file from 1 on.
    pub number: u32,
    /// What happened, in its order.
    pub steps: Vec<ReviewStepRecord>,
    /// The running hash of the last step; absent in exports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

impl ReviewRunRecord {
    /// Its id: that of the goal file, a dot, and its number.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}.{}", self.portfolio, self.number)
    }
}

/// A step of a run; prompts and answers are among the documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStepRecord {
    /// When it was kept.
    pub at: jiff::Timestamp,
    /// Who made it.
    pub by: String,
    /// What happened: `began`, `asked`, `answered`, `failed`, `proposed` or
    /// `stopped`, with what belongs to it.
    pub step: serde_json::Value,
    /// The step as it is recorded, where that is another text than `step` as
    /// one line of JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The running hash of this step and of all before it; absent in exports of
    /// older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl ReviewStepRecord {
    /// The record of a step as it is kept.
    #[must_use]
    pub fn from_body(at: jiff::Timestamp, by: String, body: &str, hash: Option<String>) -> Self {
        // What was kept is JSON; anything else is carried as a text.
        let step = serde_json::from_str(body).unwrap_or_else(|_| serde_json::Value::String(body.to_owned()));
        let mut record = ReviewStepRecord { at, by, step, written: None, hash };
        if record.body() != body {
            record.written = Some(body.to_owned());
        }
        record
    }

    /// The step byte for byte as it is kept.
    #[must_use]
    pub fn body(&self) -> String {
        let plain = || self.step.as_str().map_or_else(|| self.step.to_string(), str::to_owned);
        self.written.clone().unwrap_or_else(plain)
    }
}

/// The texts that a step of a run names: a brief, a packet or an answer.
#[must_use]
pub fn step_documents(step: &serde_json::Value) -> Vec<&str> {
    ["brief", "packet", "answer"].iter().filter_map(|key| step.get(key)?.as_str()).collect()
}

/// A finished piece of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FinishedWorkRecord {
    /// Who did it.
    pub person: String,
    /// Where it is known from.
    pub source: String,
    /// Its name within that source.
    pub id: String,
    /// What sort of work it was.
    #[serde(default)]
    pub category: String,
    /// What it belonged to.
    #[serde(default)]
    pub project: String,
    /// What it was estimated to take.
    pub estimate: f64,
    /// What it took.
    pub actual: f64,
    /// The unit of both.
    pub unit: String,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_on: Option<jiff::civil::Date>,
    /// When it was finished.
    pub done_on: jiff::civil::Date,
}

impl FinishedWorkRecord {
    /// The record of a piece of work.
    #[must_use]
    pub fn from_work(work: &FinishedWork) -> Self {
        FinishedWorkRecord {
            person: work.person.clone(),
            source: work.source.clone(),
            id: work.id.clone(),
            category: work.category.clone(),
            project: work.project.clone(),
            estimate: work.estimate,
            actual: work.actual,
            unit: work.unit.clone(),
            started_on: work.started_on,
            done_on: work.done_on,
        }
    }

    /// The piece of work of a record.
    #[must_use]
    pub fn into_work(self) -> FinishedWork {
        FinishedWork {
            person: self.person,
            source: self.source,
            id: self.id,
            category: self.category,
            project: self.project,
            estimate: self.estimate,
            actual: self.actual,
            unit: self.unit,
            started_on: self.started_on,
            done_on: self.done_on,
        }
    }
}

/// The log of one goal file's goals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PortfolioRecord {
    /// Its id.
    pub id: String,
    /// Everything that happened, from the first event on.
    pub events: Vec<EventRecord>,
    /// The running hash of the last event; absent in exports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

/// The `schema` that this version writes and reads.
const SCHEMA: &str = "backcast.export/1";

impl ExportRecord {
    /// A record with these parts.
    #[must_use]
    pub fn new(
        documents: BTreeMap<String, String>,
        portfolios: Vec<PortfolioRecord>,
        finished: Vec<FinishedWorkRecord>,
    ) -> Self {
        ExportRecord {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            documents,
            portfolios,
            finished,
            reviews: Vec::new(),
            sum: None,
        }
    }

    /// The same with its sum.
    #[must_use]
    pub fn summed(self) -> Self {
        ExportRecord { sum: Some(self.sum_of_parts()), ..self }
    }

    /// The hash of `export`; of id and head of each log, then of each review; and
    /// of each piece of finished work as one line of JSON.
    fn sum_of_parts(&self) -> String {
        let head = |head: &Option<String>| head.clone().unwrap_or_default();
        let mut fields = vec!["export".to_owned()];
        fields.extend(self.portfolios.iter().flat_map(|log| [log.id.clone(), head(&log.head)]));
        fields.extend(self.reviews.iter().flat_map(|run| [run.id(), head(&run.head)]));
        let json = |work: &FinishedWorkRecord| serde_json::to_string(work).expect("work has a JSON form");
        fields.extend(self.finished.iter().map(json));
        hash_of(&fields.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Whether every log of it carries running hashes, so that changes to it
    /// would have been found.
    #[must_use]
    pub fn is_hashed(&self) -> bool {
        let of_logs = self.portfolios.iter().all(|log| log.events.is_empty() || log.head.is_some());
        of_logs && self.reviews.iter().all(|run| run.steps.is_empty() || run.head.is_some())
    }

    /// The record as indented JSON, ending in a line feed.
    ///
    /// # Panics
    ///
    /// Never: the record holds texts and numbers.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("an export has a JSON form");
        json.push('\n');
        json
    }
}

/// Reads an export, given its name (for messages) and text.
///
/// # Errors
///
/// Returns an error if the text is no export, is one of a newer version, lacks
/// a document that it names, or holds documents, events or steps that are not
/// what their hashes say.
pub fn read_export(name: &str, text: &str) -> Result<ExportRecord, Mistakes> {
    let mut mistakes = Mistakes::new(name, "");
    let record: ExportRecord = match serde_json::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            mistakes.error("export_form", "", 0..0, error.to_string(), "`backcast export --all` writes an export");
            return Err(mistakes);
        }
    };
    if record.schema != SCHEMA {
        let message = format!("this version reads `{SCHEMA}`, not `{}`", record.schema);
        mistakes.error("schema_unknown", "schema", 0..0, message, "use a newer backcast");
    }
    for (hash, document) in &record.documents {
        if crate::content_hash(document).as_str() != hash {
            let message = format!("the document {hash} was changed after it was exported");
            mistakes.error("document_changed", hash, 0..0, message, "export again from the store that it came from");
        }
    }
    for portfolio in &record.portfolios {
        for event in &portfolio.events {
            if let Some(fault) = event.change.fault() {
                let message = format!("event {} of `{}` cannot be read: {fault}", event.number, portfolio.id);
                mistakes.error(
                    "event_form",
                    &portfolio.id,
                    0..0,
                    message,
                    "export again from the store that it came from",
                );
            }
        }
    }
    if !mistakes.has_errors() {
        // Only what can be read can be compared.
        record.portfolios.iter().for_each(|log| check_log(log, &mut mistakes));
        record.reviews.iter().for_each(|run| check_run(run, &mut mistakes));
        check_named_documents(&record, &mut mistakes);
        check_sum(&record, &mut mistakes);
    }
    if mistakes.has_errors() { Err(mistakes) } else { Ok(record) }
}

const EXPORT_AGAIN: &str = "export again from the store that it came from; nothing was imported";

/// A row of an export beside the hash that it states.
struct Stated<'a> {
    row: LoggedRow<'a>,
    hash: Option<&'a str>,
}

fn check_log(log: &PortfolioRecord, mistakes: &mut Mistakes) {
    let bodies: Vec<String> = log.events.iter().map(EventRecord::body).collect();
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let rows = log.events.iter().zip(&bodies).map(|(event, body)| Stated {
        row: LoggedRow {
            number: signed(event.number),
            batch: Some(signed(event.batch)),
            at: event.at.as_microsecond(),
            by: &event.by,
            body,
        },
        hash: event.hash.as_deref(),
    });
    let rows: Vec<Stated<'_>> = rows.collect();
    for what in faults(&log_start(&log.id), &rows, log.head.as_deref()) {
        let message = what.words("event", &format!("`{}`", log.id));
        mistakes.error("event_changed", &log.id, 0..0, message, EXPORT_AGAIN);
    }
    for event in &log.events {
        let is_other = |written: &String| ChangeRecord::from_json(written).ok().as_ref() != Some(&event.change);
        if event.written.as_ref().is_some_and(is_other) {
            let message = format!("event {} of `{}` is not what is written of it", event.number, log.id);
            mistakes.error("event_changed", &log.id, 0..0, message, EXPORT_AGAIN);
        }
    }
}

fn check_run(run: &ReviewRunRecord, mistakes: &mut Mistakes) {
    let id = run.id();
    let bodies: Vec<String> = run.steps.iter().map(ReviewStepRecord::body).collect();
    let rows = (1..).zip(run.steps.iter().zip(&bodies)).map(|(number, (step, body))| Stated {
        row: LoggedRow { number, batch: None, at: step.at.as_microsecond(), by: &step.by, body },
        hash: step.hash.as_deref(),
    });
    let rows: Vec<Stated<'_>> = rows.collect();
    for what in faults(&run_start(&id), &rows, run.head.as_deref()) {
        let message = what.words("step", &format!("the review `{id}`"));
        mistakes.error("step_changed", &id, 0..0, message, EXPORT_AGAIN);
    }
    for (number, step) in (1..).zip(&run.steps) {
        let plain = ReviewStepRecord { written: None, ..step.clone() };
        let is_other = |written: &String| {
            let read = ReviewStepRecord::from_body(step.at, step.by.clone(), written, None);
            read.step != plain.step
        };
        if step.written.as_ref().is_some_and(is_other) {
            let message = format!("step {number} of the review `{id}` is not what is written of it");
            mistakes.error("step_changed", &id, 0..0, message, EXPORT_AGAIN);
        }
    }
}

/// What is wrong with the hashes of a log.
enum HashFault {
    Changed(i64),
    Without(i64),
    EndMissing,
}

impl HashFault {
    /// In words, of a log of events or a run of steps.
    fn words(&self, noun: &str, of: &str) -> String {
        match self {
            HashFault::Changed(number) => {
                format!("{noun} {number} of {of} is not what its hash says: something was changed or left out")
            }
            HashFault::Without(number) => {
                format!("{noun} {number} of {of} lost its hash, which says that it is as it was")
            }
            HashFault::EndMissing => {
                format!("the last {noun} of {of} is not the one that it ends in: its end was changed")
            }
        }
    }
}

/// Either nothing carries a hash, as older versions wrote none, or everything
/// does and fits.
fn faults(start: &str, rows: &[Stated<'_>], head: Option<&str>) -> Vec<HashFault> {
    if head.is_none() && rows.iter().all(|stated| stated.hash.is_none()) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut previous = start;
    for Stated { row, hash } in rows {
        match hash {
            None => faults.push(HashFault::Without(row.number)),
            Some(hash) if row.hash_after(previous) != *hash => faults.push(HashFault::Changed(row.number)),
            Some(_) => {}
        }
        previous = hash.unwrap_or_default();
    }
    if head != rows.last().map(|_| previous) {
        faults.push(HashFault::EndMissing);
    }
    faults
}

/// Exports of older versions have neither a sum nor ends of logs.
fn check_sum(record: &ExportRecord, mistakes: &mut Mistakes) {
    let has_heads = record.portfolios.iter().any(|log| log.head.is_some());
    let message = match &record.sum {
        Some(sum) if *sum == record.sum_of_parts() => return,
        None if !has_heads => return,
        Some(_) => "its sum is not that of its logs, reviews and finished work: something was changed or left out",
        None => "its sum is missing, which says that nothing was changed or left out",
    };
    mistakes.error("export_changed", "sum", 0..0, message, EXPORT_AGAIN);
}

fn check_named_documents(record: &ExportRecord, mistakes: &mut Mistakes) {
    let of_logs = record.portfolios.iter().flat_map(|log| {
        let named = |event: &EventRecord| {
            let document = event.change.document()?.to_owned();
            Some((document, format!("event {} of `{}`", event.number, log.id)))
        };
        log.events.iter().filter_map(named)
    });
    let of_runs = record.reviews.iter().flat_map(|run| {
        (1..).zip(&run.steps).flat_map(move |(number, step): (u32, _)| {
            let named = step_documents(&step.step).into_iter();
            named.map(move |document| (document.to_owned(), format!("step {number} of the review `{}`", run.id())))
        })
    });
    for (document, by) in of_logs.chain(of_runs) {
        if !record.documents.contains_key(&document) {
            let message = format!("the export lacks the document {document}, which {by} names");
            mistakes.error("document_missing", &document, 0..0, message, EXPORT_AGAIN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u64, previous: &str) -> EventRecord {
        let json = format!(
            r#"{{"number":{number},"batch":{number},"at":"2026-03-02T09:00:00Z","by":"ann",
            "change":{{"kind":"logged","milestone":"M1","on":"2026-03-03","minutes":45}}}}"#
        );
        let mut event: EventRecord = serde_json::from_str(&json).expect("an event");
        let signed = i64::try_from(number).expect("small");
        let at = event.at.as_microsecond();
        let row = LoggedRow { number: signed, batch: Some(signed), at, by: &event.by, body: &event.body() };
        event.hash = Some(row.hash_after(previous));
        event
    }

    fn export() -> ExportRecord {
        let first = event(1, &log_start("book"));
        let second = event(2, first.hash.as_deref().expect("hashed"));
        let head = second.hash.clone();
        let log = PortfolioRecord { id: "book".into(), events: vec![first, second], head };
        let step = ReviewStepRecord::from_body(jiff::Timestamp::UNIX_EPOCH, "ann".into(), r#"{"step":"x"}"#, None);
        let row = LoggedRow { number: 1, batch: None, at: 0, by: "ann", body: &step.body() };
        let hash = Some(row.hash_after(&run_start("book.1")));
        let step = ReviewStepRecord { hash: hash.clone(), ..step };
        let run = ReviewRunRecord { portfolio: "book".into(), number: 1, steps: vec![step], head: hash };
        let work: FinishedWorkRecord = serde_json::from_str(
            r#"{"person":"ann","source":"x.csv","id":"1","estimate":2.5,"actual":3.125,"unit":"h","done_on":"2026-03-03"}"#,
        )
        .expect("finished work");
        ExportRecord { reviews: vec![run], ..ExportRecord::new(BTreeMap::new(), vec![log], vec![work]) }.summed()
    }

    fn codes(record: &ExportRecord) -> Vec<String> {
        match read_export("x.json", &record.to_json()) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.iter().map(|mistake| format!("{}: {}", mistake.code, mistake.message)).collect(),
        }
    }

    #[test]
    fn exports_of_older_versions_carry_no_hashes() {
        assert_eq!(codes(&export()), [""; 0]);
        assert!(export().is_hashed());
        let mut older = export();
        older.portfolios[0].head = None;
        older.portfolios[0].events.iter_mut().for_each(|event| event.hash = None);
        (older.sum, older.reviews) = (None, Vec::new());
        assert_eq!(codes(&older), [""; 0]);
        assert!(!older.is_hashed());
    }

    #[test]
    fn hashes_that_went_missing_are_a_fault() {
        let mut without = export();
        without.portfolios[0].events[1].hash = None;
        assert!(codes(&without)[0].contains("event 2 of `book` lost its hash"), "{:?}", codes(&without));
        let mut headless = export();
        headless.portfolios[0].head = None;
        assert!(codes(&headless)[0].contains("its end was changed"), "{:?}", codes(&headless));
        let mut cut = export();
        cut.portfolios[0].events.pop();
        assert!(codes(&cut)[0].contains("its end was changed"), "{:?}", codes(&cut));
        let mut empty = export();
        empty.reviews[0].steps.clear();
        assert!(codes(&empty)[0].contains("review `book.1`"), "{:?}", codes(&empty));
    }

    #[test]
    fn no_byte_of_an_event_or_step_can_be_flipped_without_being_found() {
        let original = export();
        let text = original.to_json();
        let (mut found, mut harmless) = (0, 0);
        for at in text.find("\"portfolios\"").expect("logs")..text.len() {
            for bit in [0x01, 0x02, 0x04, 0x10, 0x20] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= bit;
                // What is no text is refused before anything is read.
                let Ok(flipped) = String::from_utf8(bytes) else { continue };
                match read_export("x.json", &flipped) {
                    Err(_) => found += 1,
                    Ok(record) => {
                        assert_eq!(record, original, "byte {at} ^ {bit}: {}", &flipped[at - 20..at + 20]);
                        harmless += 1;
                    }
                }
            }
        }
        // White space, and the letter between day and hour.
        assert!(found > 5 * harmless, "{found} found, {harmless} harmless");
    }

    #[test]
    fn documents_that_are_named_have_to_be_there() {
        let mut export = export();
        let begun = r#"{"step":"began","brief":"ab"}"#;
        export.reviews[0].steps =
            vec![ReviewStepRecord::from_body(jiff::Timestamp::UNIX_EPOCH, "ann".into(), begun, None)];
        export.reviews[0].head = None;
        let export = export.summed();
        assert_eq!(
            codes(&export),
            ["document_missing: the export lacks the document ab, which step 1 of the review `book.1` names"]
        );
    }

    #[test]
    fn steps_are_carried_byte_for_byte() {
        for body in [r#"{"step":1}"#, r#"{ "step" : 1.0 }"#, "no JSON", r#""a text""#, r#""a"#] {
            let record = ReviewStepRecord::from_body(jiff::Timestamp::UNIX_EPOCH, "ann".into(), body, None);
            assert_eq!(record.body(), body);
            let json = serde_json::to_string(&record).expect("JSON");
            assert_eq!(serde_json::from_str::<ReviewStepRecord>(&json).expect("read").body(), body);
        }
    }
}
