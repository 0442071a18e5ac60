//! Where goals, plans and progress live.
//!
//! A [`Store`] is an append-only log for each goal file, kept in SQLite or in
//! PostgreSQL by one portable SQL text. What the everyday commands ask for is
//! a projection of the logs: it is written in the same transaction, and
//! [`Store::rebuild`] makes it anew.
//!
//! Writes are optimistic: [`Store::append`] names the version that the change
//! was decided on, and is refused as [`StoreError::Stale`] if somebody else
//! was faster. Nothing is ever overwritten; undoing appends.
//!
//! ```
//! use backcast_core::GoalFileId;
//! use backcast_core::track::EventKind;
//! use backcast_store::{Location, Stamp, Store, Stored};
//! use jiff::Timestamp;
//!
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("goals.db");
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let store = Store::open(&Location::File(file), folder.path()).await?;
//! let stamp = Stamp { at: Timestamp::UNIX_EPOCH, by: "ann".into() };
//! let fresh = Stored::new(GoalFileId::new("book-7k2f"));
//! let stored = store.append(fresh, &[EventKind::Dropped { why: "too late".into(), consent: None }], &[], &stamp).await?;
//! assert_eq!(stored.ledger.version, 1);
//! # Ok::<(), backcast_store::StoreError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Deliberately absent: deciding whether a change makes sense (that is
//! `Ledger::check`), and clocks.

mod error;
mod location;
mod private;

mod connection;
mod open;
mod pool;
mod schema;
mod schema_version;

mod approval_token;
mod calendar_item;
#[cfg(debug_assertions)]
#[doc(hidden)]
pub mod fault;
#[cfg(not(debug_assertions))]
mod fault;
mod finished;
mod log;
mod projection;
mod query;
mod review_run;
mod running_hash;
mod snapshot;

mod accept;
mod check;
mod transfer;

pub use accept::AcceptedDamage;
pub use approval_token::ApprovalToken;
pub use calendar_item::CalendarRow;
pub use check::{Fault, FaultKind};
pub use connection::{Engine, Store, WorkspaceId};
pub use error::StoreError;
pub use finished::MILESTONES;
pub use location::Location;
pub use log::{Stamp, Stored, WriteOrder};
pub use private::{make_private_folder, rights_of_others, take_rights_of_others};
pub use projection::{GoalRow, GoalState, MilestoneRow, PlannedRow, Rebuilt, WorkRow};
pub use query::{GoalCount, Match, WorkDone};
pub use review_run::{ReviewRunRow, ReviewStepRow};
pub use schema_version::{Migrated, SchemaVersion};
pub use transfer::{Imported, LeftOut};
