//! What happens to goals after planning: an append-only log of changes, and
//! the state that follows from it.
//!
//! Every change of a goal file's goals, plans and work is an [`Event`] in one
//! log. [`Ledger::replay`] gives the state after any number of them;
//! [`Ledger::check`] says whether a further change makes sense.
//! [`standings`] joins that state with a plan: what can be done now, and what
//! everything else waits for.

mod consent;
mod event;
mod ledger;
mod rejection;
mod standing;

pub use consent::{Consent, Door, Proof};
pub use event::{ContentHash, Event, EventKind, Evidence, Progress, ProposalOrigin, Tick};
pub use ledger::{
    Artifact, Block, GoalRevision, Ledger, PlanRevision, PlanState, RecordedCalibration, RemoteChange, Track, Work,
};
pub use rejection::Rejection;
pub use standing::{Standing, StandingKind, Waiting, days_late, standings, start_latest};
