//! What backcast answers: one struct for each kind of JSON document, and the
//! sentences that are made from typed reasons.
//!
//! Every document is made from an answer of `app`, `core` or `store` by a plain
//! constructor; what is summed, rounded or compared for a document is computed
//! there, so that edges only print. [`Document::to_text`] gives the text that
//! `--json` prints, [`schemas`] the JSON Schema of every kind.
//!
//! ```
//! use backcast_view::{Document, init::Init};
//!
//! assert_eq!(Init::SCHEMA, "backcast.init/1");
//! assert_eq!(Init::of_file("goal.toml".as_ref()).to_line(), "{\"schema\":\"backcast.init/1\",\"file\":\"goal.toml\"}\n");
//! ```
//!
//! Not here: colors, widths and tables, which belong to the terminal, and the
//! documents that are read as well as written (goal, plan, export), which are
//! those of `document`.

mod document;
mod kinds;

pub mod agenda;
pub mod audit;
pub mod calendar;
pub mod calibrate;
pub mod config;
pub mod consent;
pub mod doctor;
pub mod forecast;
pub mod goals;
pub mod history;
pub mod init;
pub mod placing;
pub mod plan;
pub mod playbook;
pub mod problem;
pub mod proof;
pub mod reading;
pub mod report;
pub mod review;
pub mod schedule;
pub mod status;
pub mod tools;
pub mod transfer;
pub mod why;
pub mod words;

pub use document::{Document, Entries, Schema};
pub use kinds::schemas;

use backcast_core::Effort;

/// Hours with at most two decimals.
#[must_use]
pub fn hours(effort: Effort) -> f64 {
    (effort.hours() * 100.0).round() / 100.0
}
