//! The calendars of a person: what they say of the time that is free, and the
//! plans in them.

pub use backcast_calendar::{
    BusyPolicy, Calendar, Credentials, Diagnostic, Event, Expansion, FreeDay, FreeTime, Occurrence, RecurrenceRule,
    Removed, RuleError, Status, Trip, Whereabouts, Why, Window,
};
pub use backcast_calsync::{
    ActivePlan, BLOCK_DAYS, CalendarError, Contents, DAYS_AHEAD, Desk, Fetching, Outside, Overview, Passwords,
    Published, Publisher, SourceError, SourceReport, SyncError, SyncOptions, SyncTarget, TargetStatus, Write, Written,
    add_source, forget_copy, offered_hours, remove_source, set_target,
};

pub use crate::calendar_sync::{Replanned, Server, SyncReport};
