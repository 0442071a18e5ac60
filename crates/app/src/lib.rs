//! Commands and queries over a store: what is stored of goals, plans and work.
//! All of them are methods of [`Workspace`], the context of one request; each
//! stands in the module of its subject, with the types that it takes and gives.
//!
//! The loop itself, from goals to a proved plan, is `backcast-engine`.
//! [`repository`](mod@repository) adds and finds goals, [`approve`](mod@approve) proposes
//! plans, [`consent`](mod@consent) has a person decide about them, [`track`](mod@track) records work,
//! [`agenda`](mod@agenda) says what to do next, [`conflicts`](mod@conflicts)
//! says where goals want the same hours, and [`drift`](mod@drift) compares what
//! was approved with what is. [`review`](mod@review) has a plan criticized from
//! five sides before it is proposed, [`calibrate`](mod@calibrate) looks at a
//! plan that holds again, and [`calendar_sync`](mod@calendar_sync) keeps plans
//! and calendars in step.

pub mod agenda;
pub mod agent_kit;
pub mod approve;
pub mod calendar_sync;
pub mod calibrate;
pub mod check_in;
pub mod conflicts;
pub mod consent;
pub mod drift;
pub mod repository;
pub mod review;
pub mod track;

mod calendar_change;
mod clock;
mod enclosure;
mod error;
mod experience;
mod hours;
mod lists;
mod log;
mod maintenance;
mod text_limit;
mod track_record;
mod weeks;
mod what_if;
mod whole_file;
mod work_schedule;
mod workspace;

pub use clock::Clock;
pub use enclosure::{EnclosedFolder, EnclosedPath, EnclosureError};
pub use error::{AppError, with_causes};
pub use maintenance::Inspection;
pub use whole_file::{write_private_file, write_whole_file};
pub use work_schedule::WorkSchedule;
pub use workspace::{CalendarSetup, Installation, Principal, Provider, ProviderError, Workspace, WriteOptions};
