//! What a plan hangs on beside its own work: others, money, promised hours, and
//! what one turns to if it fails.

use jiff::civil::Date;

use crate::{BusyRange, Effort, MilestoneId, WeeklyHours, days_between};

/// A number of days that is not known exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysRange {
    /// If it goes well.
    pub low: u32,
    /// As it usually goes.
    pub likely: u32,
    /// If it goes badly.
    pub high: u32,
}

impl DaysRange {
    /// Exactly so many days.
    #[must_use]
    pub fn exactly(days: u32) -> Self {
        DaysRange { low: days, likely: days, high: days }
    }

    /// The range of three numbers in any order.
    #[must_use]
    pub fn of(a: u32, b: u32, c: u32) -> Self {
        let mut days = [a, b, c];
        days.sort_unstable();
        DaysRange { low: days[0], likely: days[1], high: days[2] }
    }
}

/// Waiting of which more is known than a number of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitingFor {
    /// How long it may take, where it is not known exactly; its likely value is the
    /// milestone's `waiting_days`.
    pub days: Option<DaysRange>,
    /// Whom one waits for.
    pub whom: Option<String>,
}

/// A state that can be counted on a day within a long stretch of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The day.
    pub on: Date,
    /// What is there on it: "14,000 of 40,000 words".
    pub state: String,
}

/// What is done if a milestone fails: on this day, if not …, then ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// The day on which it is decided, where one is named.
    pub by: Option<Date>,
    /// If what, then what.
    pub text: String,
}

/// What a milestone costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// In whole units of the currency, zero or more.
    pub amount: f64,
    /// The currency as it was written: "EUR", "£"; nothing where none was.
    pub currency: Option<String>,
}

/// Something that lies in other hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    /// What: "the bank decides".
    pub text: String,
    /// How long it usually takes.
    pub days: Option<DaysRange>,
    /// The day on which it is known, where there is one.
    pub on: Option<Date>,
    /// How likely it goes well, 0 to 1, where that is known.
    pub chance: Option<f64>,
    /// The milestone that hangs on it.
    pub milestone: Option<MilestoneId>,
}

/// Hours beyond those that were stated, which a plan counts on: days of leave,
/// weekends. An open question to the person until it is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedHours {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Hours in all of these days together, on top of the usual ones.
    pub hours: Effort,
    /// What they are: "four days of leave".
    pub what: String,
    /// Whether the person stated them, and nobody has to ask.
    pub is_stated: bool,
}

impl ClaimedHours {
    /// Its days with their hours on top of the usual ones.
    #[must_use]
    pub fn on_top_of(&self, usual: WeeklyHours) -> BusyRange {
        let weeks = f64::from(days_between(self.from, self.to) + 1) / 7.0;
        let more = self.hours.hours() / weeks.max(1.0 / 7.0);
        BusyRange {
            from: self.from,
            to: self.to,
            reason: Some(self.what.clone()),
            left: WeeklyHours::from_hours_per_week(usual.hours_per_week() + more),
        }
    }
}

/// A fact of the goal as its proposer understood it, and what it shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactUse {
    /// The fact in few words.
    pub fact: String,
    /// What it shapes: ids of milestones, dates, criteria, assumptions, questions.
    pub shapes: String,
}
