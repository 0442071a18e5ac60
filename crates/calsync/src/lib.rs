//! Calendars in and out: what a person's calendars say of the time that is
//! free, and the plans that are in effect written into calendars.
//!
//! In: [`CalendarService::availability`] reads every calendar that a person names, from files
//! (`load`) or servers (`connection`, through the last good copy in `copy`),
//! works out what each takes (`digest`) and says what they leave
//! ([`Overview`]).
//!
//! Out: a [`Publisher`] makes the items of plans (`wanted`, blocks of work in
//! `blocks`) and compares them with what is stored of them (`item_record`).
//! [`Published::feed`] is a calendar file; [`SyncTarget`] keeps a calendar on a
//! server in step, in two halves: [`SyncTarget::pull`] takes in what people did
//! there, [`SyncTarget::push`] writes what the plans say. Between them whoever
//! calls decides what follows for the plans.
//!
//! Deliberately absent: the clock (`now` is handed in), where passwords are
//! kept ([`Passwords`] is handed in), and every decision about a plan: plans
//! come as [`ActivePlan`], and what people moved goes back as days.

mod blocks;
#[cfg(feature = "remote")]
mod connection;
#[cfg(not(feature = "remote"))]
#[path = "connection_absent.rs"]
mod connection;
mod copy;
mod desired_items;
mod digest;
mod error;
mod holidays;
mod item_record;
mod load;
mod overview;
mod passwords;
mod publish;
mod source_list;
mod sync;

pub use connection::{Connection, connect};
pub use desired_items::{ActivePlan, BLOCK_DAYS, Contents};
pub use error::{CalendarError, SourceError};
pub use load::Fetching;
pub use overview::{CalendarService, DAYS_AHEAD, Overview, SourceReport, offered_hours};
pub use passwords::{PasswordFailure, Passwords};
pub use publish::{Published, Publisher};
pub use source_list::{add_source, change_access, forget_copy, remove_source, set_target};
pub use sync::{
    AppliedRemoteChange, CalendarName, Origin, ROUNDS_MAX, RemoteChanges, SyncError, SyncOptions, SyncTarget,
    TargetReport, TargetStatus, Unusable, Write, Written, target_status,
};
