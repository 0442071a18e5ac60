//! Recurrence rules (RFC 5545, section 3.3.10): what they say, and the times
//! that they give.

mod days;
mod occurrences;
mod parse;

pub(crate) use occurrences::{Fuel, Occurrences};
pub(crate) use parse::parse;

use crate::local::{Local, number_of};
use crate::values::Stamp;

/// How often a rule recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week, and which one of the month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NthDay {
    /// 1 is the first, -1 the last; 0 stands for each.
    pub(crate) nth: i32,
    /// Days since Monday, 0 to 6.
    pub(crate) weekday: u8,
}

/// A recurrence rule. Lists are sorted and hold each value once; an empty one
/// stands for a part that the rule does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) frequency: Frequency,
    /// At least 1.
    pub(crate) interval: u32,
    pub(crate) count: Option<u64>,
    /// The last time that it may give, as it is written.
    pub(crate) until: Option<Stamp>,
    /// First day of the week, days since Monday.
    pub(crate) week_start: u8,
    pub(crate) seconds: Vec<u32>,
    pub(crate) minutes: Vec<u32>,
    pub(crate) hours: Vec<u32>,
    pub(crate) weekdays: Vec<NthDay>,
    pub(crate) month_days: Vec<i32>,
    pub(crate) year_days: Vec<i32>,
    pub(crate) weeks: Vec<i32>,
    pub(crate) months: Vec<u32>,
    pub(crate) positions: Vec<i32>,
}

impl Rule {
    /// A rule that says how often and nothing else.
    pub(crate) fn every(frequency: Frequency) -> Self {
        Rule {
            frequency,
            interval: 1,
            count: None,
            until: None,
            week_start: number_of(jiff::civil::Weekday::Monday),
            seconds: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            weekdays: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// The times that it gives for a first time, each later than the one
    /// before; `until` is in the same zone. The first time itself is among
    /// them only where the rule gives it.
    pub(crate) fn occurrences(&self, start: Local, until: Option<Local>) -> Occurrences {
        Occurrences::new(self, start, until)
    }

    /// Whether it says nothing beyond how often.
    fn is_bare(&self) -> bool {
        let parts = [&self.month_days, &self.year_days, &self.weeks, &self.positions];
        let times = [&self.seconds, &self.minutes, &self.hours, &self.months];
        self.weekdays.is_empty() && parts.iter().all(|part| part.is_empty()) && times.iter().all(|part| part.is_empty())
    }
}
