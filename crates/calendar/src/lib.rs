//! Calendars in and out.

mod local;
mod values;

mod diagnostic;
mod text;

mod recurrence_rule;
mod rule;
mod zones;

mod whereabouts;

mod read;

mod expand;

mod busy;
mod offered;

mod availability;

mod write;

mod http;

mod dav;

mod sync;

#[cfg(test)]
mod testing;

pub use availability::{
    Away, BusyTime, DayRange, FreeDay, FreeTime, HolidayPolicy, Removed, Season, Taken, Why, WorkingTime,
};
pub use busy::BusyPolicy;
pub use dav::{Collection, DavClient, DavError, Found, Listing, Member, Precondition, Written};
pub use diagnostic::Diagnostic;
pub use expand::{Expansion, Occurrence, Reservation, Window};
pub use http::{
    Credentials, FetchError, Fetched, Http, HttpError, Remote, RemoteError, Request, Response, Validators, fetch,
};
pub use read::{Calendar, Event, MicrosoftBusyStatus, OWN_UID, Status};
pub use recurrence_rule::{RecurrenceRule, RuleError};
pub use sync::{Meaning, MeaningTime, OutsideChange, outside_changes, rewritten};
pub use whereabouts::{Trip, Whereabouts};
pub use write::{Feed, Item, ItemTime, offered_hours};
