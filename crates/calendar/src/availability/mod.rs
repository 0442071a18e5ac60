//! The hours in which a person can work: those that they set aside, less what
//! their calendars take.

mod free_time;
mod working_time;

pub use free_time::{BusyIntervals, BusyTime, FreeDay, FreeTime, OutOfOffice, Removed, Why};
pub use working_time::{DayRange, HolidayPolicy, Season, WorkingTime};
