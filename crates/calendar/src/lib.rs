//! Calendars in and out.
//!
//! [`Calendar::read`] takes any bytes for a calendar file and says what it
//! could not use; [`Calendar::expand`] gives the times of its events in a
//! [`Window`], [`Calendar::busy`] those that are taken. [`FreeTime`] is what is
//! left of the [`WorkingTime`] that a person sets aside. [`Item`]s are what we
//! write, as a [`Feed`] or one by one; [`Meaning`] compares them with what came
//! of them elsewhere, and [`DavClient`] talks to servers over any [`Http`].
//!
//! ```
//! use backcast_calendar::{Calendar, TravelSchedule, Window};
//! use jiff::tz::TimeZone;
//!
//! let file = b"BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20270326T090000\nDURATION:PT1H\n\
//!     RRULE:FREQ=DAILY\nEND:VEVENT\n";
//! let window = Window { start: "2027-03-27T00:00:00Z".parse()?, end: "2027-03-29T00:00:00Z".parse()? };
//! let found = Calendar::read(file).expand(window, &TravelSchedule::at_home(TimeZone::UTC));
//! let starts: Vec<String> = found.occurrences.iter().map(|one| one.start.to_string()).collect();
//! assert_eq!(starts, ["2027-03-27T08:00:00Z", "2027-03-28T07:00:00Z"]); // the clocks change between
//! # Ok::<(), jiff::Error>(())
//! ```
//!
//! Deliberately absent: files, the network, the clock and any memory of
//! earlier states; whoever calls hands them in.

mod local;
mod values;

mod diagnostic;
mod text;

mod recurrence_rule;
mod rule;
mod zones;

mod travel_schedule;

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
    BusyIntervals, BusyTime, DayRange, FreeDay, FreeTime, HolidayPolicy, OutOfOffice, Removed, Season, Why, WorkingTime,
};
pub use busy::BusyPolicy;
pub use dav::{
    Collection, DavClient, DavError, Found, Listing, Member, Missing, Precondition, Resource, Resources, Written,
};
pub use diagnostic::Diagnostic;
pub use expand::{Expansion, Occurrence, Reservation, Window};
pub use http::{
    Credentials, FetchError, Fetched, Http, HttpError, Remote, RemoteError, Request, Response, Validators, fetch,
};
pub use read::{Calendar, Event, MicrosoftBusyStatus, OWN_UID, Status};
pub use recurrence_rule::{RecurrenceRule, RuleError};
pub use sync::{Meaning, MeaningTime, RemoteChange, remote_changes, rewritten, sequence_of};
pub use travel_schedule::{TravelSchedule, Trip};
pub use write::{Feed, Item, ItemTime, offered_hours};
