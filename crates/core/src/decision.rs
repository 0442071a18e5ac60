use jiff::civil::Date;

use crate::{BusyChoice, BusyRange, Effort, MilestoneId, WeeklyHours, plus_days};

/// What somebody decided about a milestone that meets busy days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The milestone.
    pub milestone: MilestoneId,
    /// First busy day.
    pub from: Date,
    /// Last busy day.
    pub to: Date,
    /// What is done about it.
    pub choice: BusyChoice,
    /// For [`BusyChoice::Before`]: the day from which on more is worked, and
    /// the hours a week from there to the busy days.
    pub rush: Option<(Date, WeeklyHours)>,
    /// For [`BusyChoice::Reduce`]: the work that is dropped.
    pub reduce: Effort,
    /// Who decided.
    pub by: String,
    /// The reason that was given, if any.
    pub why: Option<String>,
    /// On which day.
    pub on: Date,
}

impl Decision {
    /// The days on which more is worked than usual.
    #[must_use]
    pub fn rush_days(&self) -> Option<BusyRange> {
        let (from, pace) = self.rush?;
        let to = plus_days(self.from, -1);
        let reason = Some(format!("{} is reached before {}", self.milestone, self.from));
        (from <= to).then_some(BusyRange { from, to, reason, left: pace })
    }
}
