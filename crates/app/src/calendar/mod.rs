//! The calendars of a person: what they say of the time that is free.

pub use backcast_calendar::{
    BusyPolicy, Calendar, Diagnostic, Event, Expansion, Occurrence, RecurrenceRule, RuleError, Status, Trip,
    Whereabouts, Window,
};
