//! Commands and queries over a store: what is kept of goals, plans and work.
//! All of them are methods of [`Workspace`], the context of one request; each
//! stands in the module of its subject, with the types that it takes and gives.
//!
//! The loop itself, from goals to a proved plan, is `backcast-engine`.
//! [`keep`](mod@keep) adds and finds goals, [`approve`](mod@approve) proposes
//! plans and takes decisions about them, [`track`](mod@track) records work,
//! [`agenda`](mod@agenda) says what to do next, [`conflicts`](mod@conflicts)
//! says where goals want the same hours, and [`drift`](mod@drift) compares what
//! was approved with what is. [`review`](mod@review) has a plan criticized from
//! five sides before it is proposed. [`calibrate`](mod@calibrate) looks at a
//! plan that holds again, and [`what_if`](mod@what_if) places it under other
//! circumstances.
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

pub mod agenda;
pub mod agent_kit;
pub mod approve;
pub mod calendar;
mod calendar_sync;
pub mod calibrate;
pub mod conflicts;
pub mod drift;
pub mod experience;
pub mod keep;
pub mod review;
pub mod review_week;
pub mod track;
pub mod track_record;
pub mod what_if;

mod clock;
mod error;
mod hours;
mod lists;
mod log;
mod maintenance;
mod weeks;
mod work_schedule;
mod workspace;

pub use backcast_core::ErrorKind;
pub use backcast_engine::{
    Choice, Earlier, EarlierMilestone, EngineError, Options, Proposer, Taken, Usual, anchor, draft_plan, edit, effort,
    evaluate, inquire, integrate, placing, propose, reverse,
};
pub use backcast_forecast::{LEVELS, Quantiles, Reference, ReferenceClass};
pub use backcast_playbook::{Aspect, Family, Library, LintRemark, N_MILESTONES_MAX, Origin, Playbook, learn, lint};
pub use backcast_schedule::{network, portfolio};
pub use clock::Clock;
pub use error::{AppError, with_causes};
pub use maintenance::Inspection;
pub use work_schedule::Rhythm;
pub use workspace::{CalendarSetup, Installation, Principal, Provider, ProviderError, Workspace, WriteOptions};
