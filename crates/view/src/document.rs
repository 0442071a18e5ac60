//! What all documents have in common, and the list of their kinds.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A JSON document of a kind of its own.
pub trait Document: Serialize + JsonSchema {
    /// What its field `schema` says: kind and version. The version rises when
    /// a reader of the earlier one would misread it; new fields do not raise it.
    const SCHEMA: &'static str;

    /// The document over several lines, as `--json` prints it.
    fn to_text(&self) -> String {
        text(self)
    }

    /// The document on one line.
    fn to_line(&self) -> String {
        line(self)
    }
}

/// A record over several lines, with a line break at its end.
///
/// # Panics
///
/// Never: the records of this crate have text keys only.
pub(crate) fn text<T: Serialize + ?Sized>(record: &T) -> String {
    let mut text = serde_json::to_string_pretty(record).expect("a record has a JSON form");
    text.push('\n');
    text
}

/// A record on one line, with a line break at its end.
pub(crate) fn line<T: Serialize + ?Sized>(record: &T) -> String {
    let mut text = serde_json::to_string(record).expect("a record has a JSON form");
    text.push('\n');
    text
}

/// The first field of a document, which says of which kind it is.
pub struct Schema<D>(PhantomData<fn() -> D>);

impl<D> Schema<D> {
    pub(crate) fn new() -> Self {
        Schema(PhantomData)
    }
}

impl<D> Clone for Schema<D> {
    fn clone(&self) -> Self {
        Schema::new()
    }
}

impl<D: Document> std::fmt::Debug for Schema<D> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(D::SCHEMA)
    }
}

impl<D: Document> Serialize for Schema<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(D::SCHEMA)
    }
}

impl<D: Document> JsonSchema for Schema<D> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        D::SCHEMA.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        json_schema!({ "description": "Kind and version of the document.", "type": "string", "const": D::SCHEMA })
    }
}

/// An object whose keys are ids, in a given order.
#[derive(Clone, Debug)]
pub struct Entries<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entries_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}

/// The JSON Schema of a record as it is written: every key that is always there
/// is required.
fn schema_text<T: JsonSchema>() -> String {
    text(&SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<T>())
}

/// Names the kinds of documents, and gives each the schema that its name says.
macro_rules! documents {
    ($($kind:literal => $document:ty,)*) => {
        $(impl Document for $document {
            const SCHEMA: &'static str = concat!("backcast.", $kind, "/1");
        })*

        fn own_schemas() -> Vec<(String, String)> {
            vec![$((concat!($kind, ".schema.json").to_owned(), schema_text::<$document>()),)*]
        }
    };
}

documents! {
    "added" => crate::goals::Added,
    "agent" => crate::config::Agent,
    "anchor" => crate::plan::Anchor,
    "artifacts" => crate::transfer::Artifacts,
    "audit" => crate::audit::Audit,
    "calendar-expansion" => crate::calendar::Expansion,
    "calendar-status" => crate::calendar::CalendarStatus,
    "calendars" => crate::calendar::Calendars,
    "config" => crate::config::Config,
    "conflicts" => crate::goals::Conflicts,
    "criteria" => crate::status::Criteria,
    "decided" => crate::history::Decided,
    "diff" => crate::plan::Diff,
    "doctor" => crate::doctor::Doctor,
    "drift" => crate::plan::Drift,
    "due" => crate::calibrate::Due,
    "effort" => crate::forecast::EffortForecast,
    "error" => crate::problem::Errors,
    "forecasts" => crate::forecast::Forecasts,
    "free" => crate::calendar::Free,
    "goals" => crate::goals::Goals,
    "history" => crate::history::History,
    "history-forgotten" => crate::forecast::HistoryForgotten,
    "history-import" => crate::forecast::HistoryImport,
    "imported" => crate::transfer::Imported,
    "init" => crate::init::Init,
    "lint" => crate::playbook::Lint,
    "model-check" => crate::config::ModelCheck,
    "next" => crate::agenda::Next,
    "packet" => crate::review::Packet,
    "placing" => crate::placing::Placing,
    "playbook-text" => crate::playbook::PlaybookText,
    "playbooks" => crate::playbook::Playbooks,
    "prior" => crate::forecast::Prior,
    "published" => crate::calendar::Published,
    "recorded" => crate::status::Recorded,
    "review" => crate::review::Review,
    "review-week" => crate::agenda::ReviewWeek,
    "reviews" => crate::review::Reviews,
    "schedule" => crate::schedule::Schedule,
    "show" => crate::plan::Show,
    "status" => crate::status::Status,
    "status-goal" => crate::status::StatusGoal,
    "sync" => crate::calendar::Sync,
    "taken-over" => crate::transfer::TakenOver,
    "today" => crate::agenda::Today,
    "track-record" => crate::forecast::TrackRecord,
    "undone" => crate::history::Undone,
    "week" => crate::agenda::Week,
    "what-if" => crate::placing::WhatIf,
    "why" => crate::placing::Why,
}

/// The JSON Schema of every kind of document: file name and text, by name.
///
/// Besides the documents of this crate there are those of `document` (goal,
/// plan, export), and records that stand on a line of their own and name no
/// schema: steps of a review (`review-step`), times of a bare recurrence rule
/// (`rule-times`); `calibrated` is a plan with what a look at a kept goal adds.
#[must_use]
pub fn schemas() -> Vec<(String, String)> {
    let mut all = own_schemas();
    all.extend(backcast_document::schemas().map(|(name, text)| (name.to_owned(), text)));
    all.push(("calibrated.schema.json".to_owned(), schema_text::<crate::calibrate::Calibrated>()));
    all.push(("review-step.schema.json".to_owned(), schema_text::<crate::review::StepLine>()));
    all.push(("rule-times.schema.json".to_owned(), schema_text::<crate::calendar::RuleTimes>()));
    all.sort();
    all
}
