use std::collections::BTreeMap;

use backcast_core::FinishedWork;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EventRecord, Mistakes};

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
        }
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
/// Returns an error if the text is no export, is one of a newer version, or
/// holds documents that are not what their hashes say.
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
    if mistakes.has_errors() { Err(mistakes) } else { Ok(record) }
}
