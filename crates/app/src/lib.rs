//! The phases of backcast in the order of its loop; the only place where the
//! parts meet.
//!
//! [`anchor`](mod@anchor) reads the goals critically, [`reverse`](mod@reverse)
//! works backward to a draft, [`integrate`](mod@integrate) places it on days,
//! and [`propose`] runs all three and lets the audit judge the result: a plan
//! with an audit error is never handed out.
//!
//! Over a store, [`keep`](mod@keep) adds and finds goals,
//! [`approve`](mod@approve) proposes plans and takes decisions about them,
//! [`edit`](mod@edit) reads what somebody made of a plan,
//! [`track`](mod@track) records work, [`agenda`](mod@agenda) says what to do
//! next, [`conflicts`](mod@conflicts) says where goals want the same hours, and
//! [`drift`](mod@drift) compares what was approved with what is.
//! [`review`](mod@review) has a plan criticized from five sides before it is
//! proposed. [`what_if`](mod@what_if) places a plan again under other circumstances.
//!
//! ```
//! use backcast_app::{Library, Options, propose};
//! use jiff::civil::date;
//!
//! let text = "title = 'Get fit'\ndestination = 'Get fit.'\n";
//! let document = backcast_document::read_goal("goal.toml", text, date(2025, 6, 9))?;
//! let plan = propose(document.portfolio, date(2025, 6, 9), &Library::embedded(), &Options::default())?;
//! assert!(plan.milestones.is_empty()); // too little is known: it asks first
//! assert!(!plan.questions.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod anchor;
pub mod calibrate;
pub mod integrate;
pub mod reverse;

pub mod agenda;
pub mod agent_kit;
pub mod approve;
pub mod calendar;
pub mod conflicts;
pub mod drift;
pub mod edit;
pub mod effort;
pub mod evaluate;
pub mod experience;
pub mod keep;
pub mod review;
pub mod review_week;
pub mod secret;
pub mod track;
pub mod track_record;
pub mod what_if;

mod clock;
mod error;
mod propose;
mod questions;
mod replan;

pub use backcast_forecast::{LEVELS, Quantiles, Reference, ReferenceClass};
pub use backcast_playbook::{Aspect, Family, Library, LintRemark, N_MILESTONES_MAX, Origin, Playbook, learn, lint};
pub use backcast_schedule::{network, portfolio};
pub use clock::Clock;
pub use error::{AppError, ErrorKind, with_causes};
pub use keep::Actor;
pub use propose::{Choice, Options, Proposer, Usual, draft_plan, propose};
pub use questions::inquire;
pub use replan::{Earlier, EarlierMilestone, Taken};
