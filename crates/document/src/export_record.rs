use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EventRecord, Mistakes};

/// Everything that a store holds, as one JSON document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    pub fn new(documents: BTreeMap<String, String>, portfolios: Vec<PortfolioRecord>) -> Self {
        ExportRecord { schema: SCHEMA.into(), version: env!("CARGO_PKG_VERSION").into(), documents, portfolios }
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
    if mistakes.has_errors() { Err(mistakes) } else { Ok(record) }
}
