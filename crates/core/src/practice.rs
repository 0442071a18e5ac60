use jiff::civil::Date;

use crate::{Effort, Weekdays, WeeklyHours};

/// How often something is practiced: it runs beside other work and takes its
/// share of each week.
#[derive(Clone, Debug, PartialEq)]
pub struct Cadence {
    /// Sessions a week, 1 to 21.
    pub sessions_per_week: u32,
    /// Length of an average session; zero where it takes no hours of its own (a
    /// bedtime).
    pub session: Effort,
    /// The days on which it lies; every day where none is named.
    pub weekdays: Weekdays,
    /// First day, where it does not begin with its milestone.
    pub from: Option<Date>,
    /// Last day, where it does not end with its milestone.
    pub to: Option<Date>,
}

impl Cadence {
    /// Hours of an average week.
    #[must_use]
    pub fn weekly(&self) -> WeeklyHours {
        WeeklyHours::from_minutes_per_week(self.session.minutes().saturating_mul(self.sessions_per_week))
    }
}
