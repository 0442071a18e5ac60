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

pub use availability::{
    Away, BusyTime, DayRange, FreeDay, FreeTime, HolidayPolicy, Removed, Season, Taken, Why, WorkingTime,
};
pub use busy::BusyPolicy;
pub use diagnostic::Diagnostic;
pub use expand::{Expansion, Occurrence, Reservation, Window};
pub use read::{Calendar, Event, MicrosoftBusyStatus, Status};
pub use recurrence_rule::{RecurrenceRule, RuleError};
pub use whereabouts::{Trip, Whereabouts};
