//! The calendars of a person: what they say of the time that is free.

mod blocks;
mod connection;
mod copy;
mod digest;
mod error;
mod holidays;
mod item_record;
mod load;
mod overview;
mod publish;
mod secret;
mod source_list;
mod sync;
mod wanted;

pub use backcast_calendar::{
    BusyPolicy, Calendar, Diagnostic, Event, Expansion, FreeDay, FreeTime, Occurrence, RecurrenceRule, Removed,
    RuleError, Status, Trip, Whereabouts, Why, Window,
};
pub use error::{CalendarError, SourceError};
pub use load::Fetching;
pub use overview::{DAYS_AHEAD, Desk, Overview, SourceReport, offered_hours};
pub use publish::{Published, Publisher};
pub use source_list::{add_source, forget_copy, remove_source, set_target};
pub use sync::{
    Outside, Replanned, Sync, SyncError, SyncOptions, SyncReport, TargetStatus, Write, Written, sync_with,
    target_status,
};
pub use wanted::{BLOCK_DAYS, Contents};
