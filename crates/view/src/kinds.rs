//! The list of all kinds of documents, with the schema of each.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::Document;
use crate::document::text;

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
    "approval-token" => crate::consent::ApprovalToken,
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
    "report" => crate::report::Report,
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
    "trust" => crate::config::Trust,
    "trusted-files" => crate::config::TrustedFiles,
    "undone" => crate::history::Undone,
    "week" => crate::agenda::Week,
    "what-if" => crate::placing::WhatIf,
    "why" => crate::why::Why,
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
    // A plan is printed with its proof, which its record does not hold.
    all.retain(|(name, _)| name != "plan.schema.json");
    all.push(("plan.schema.json".to_owned(), schema_text::<crate::proof::ProvedPlan>()));
    all.push(("calibrated.schema.json".to_owned(), schema_text::<crate::calibrate::Calibrated>()));
    all.push(("review-step.schema.json".to_owned(), schema_text::<crate::review::StepLine>()));
    all.push(("rule-times.schema.json".to_owned(), schema_text::<crate::calendar::RuleTimes>()));
    all.sort();
    all
}
