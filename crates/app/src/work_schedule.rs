//! How the weeks of a person go.

use backcast_core::{CalendarHours, Weekdays, WeeklyHours};
use jiff::civil::Weekday;

/// When a person works: what their configuration says about their weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkSchedule {
    /// First day of the week.
    pub week_start: Weekday,
    /// Day of the weekly review.
    pub review_day: Weekday,
    /// Hours a week for all goals together.
    pub capacity: Option<WeeklyHours>,
    /// Days on which work is possible.
    pub weekdays: Weekdays,
    /// What the calendars say.
    pub calendar: CalendarHours,
}
