//! The loop of backcast as pure functions over goals, plans and days.
//!
//! In order:
//!
//! 1. [`anchor`](mod@anchor) reads the goals critically, each with the playbook
//!    that knows its subject.
//! 2. [`backcast`](mod@backcast) works backward from each goal to a draft:
//!    milestones without dates.
//! 3. [`integrate`](mod@integrate) places the draft on days, with the hours
//!    that all goals share.
//! 4. [`propose()`] runs the three and lets the audit judge the result: a plan
//!    with an audit error is never handed out. [`placing`] reads off a plan
//!    what keeps a milestone where it lies; [`edit`] judges what somebody made
//!    of a plan by hand.
//! 5. [`calibrate`](mod@calibrate) looks at a plan again when work has been
//!    done: where it ends if nothing changes, what would change that, and the
//!    path from there on. What a person finished before ([`experience`]), and
//!    how often forecasts of it held ([`track_record`]), go into that.
//! 6. [`Earlier`] carries ids and done work over to the next plan, and
//!    [`what_if`] places what is left under other circumstances.
//!
//! [`effort`] forecasts a single piece of work, and [`evaluate`] walks through
//! other people's finished work to measure such forecasts.
//!
//! ```
//! use backcast_engine::{Library, Options, propose};
//! use jiff::civil::date;
//!
//! let text = "title = 'Get fit'\ndestination = 'Get fit.'\n";
//! let document = backcast_document::read_goal("goal.toml", text, date(2025, 6, 9))?;
//! let plan = propose(document.goal_file, date(2025, 6, 9), &Library::embedded(), &Options::default())?;
//! assert!(plan.milestones.is_empty()); // too little is known: it asks first
//! assert!(!plan.questions.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Deliberately absent: store, clock, files, network, environment, file
//! formats and anything that waits. The day of planning, finished work and
//! seeds are arguments, so that the same input gives the same bytes.

pub mod anchor;
pub mod backcast;

pub mod integrate;

mod checkpoints;
mod dated;
mod figure;
mod given;
mod habit;
mod outcome;
mod propose;
mod questions;
mod replan;
mod shaping;
mod smaller;
mod stated;
mod ways_out;

pub mod edit;
pub mod placing;
pub mod what_if;

pub mod effort;
pub mod evaluate;
pub mod experience;
pub mod track_record;

pub mod calibrate;

mod error;

pub use backcast_forecast::{LEVELS, Quantiles, Reference, ReferenceClass};
pub use backcast_playbook::Library;
pub use error::EngineError;
pub use propose::{Choice, Options, PlanningDefaults, Proposer, draft_plan, propose};
pub use questions::inquire;
pub use replan::{Earlier, EarlierMilestone, TakenIds};
