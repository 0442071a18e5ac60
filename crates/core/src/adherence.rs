use jiff::civil::Date;

use crate::{Effort, GoalId, WeeklyHours};

/// How well something is kept that recurs every week: a habit, or practice.
#[derive(Clone, Debug, PartialEq)]
pub struct Adherence {
    /// The goal.
    pub goal: GoalId,
    /// What each week asks for.
    pub asked: Asked,
    /// First day and hours of each whole week so far, the oldest first.
    pub weeks: Vec<Week>,
    /// Share of the last weeks that were kept less that of those before, -1 to
    /// 1; `None` if there are too few.
    pub drift: Option<f64>,
    /// The smallest change that would have kept most of the weeks.
    pub adjustment: Option<Adjustment>,
}

/// What a week asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// Hours a week.
    Hours(WeeklyHours),
    /// Sessions a week, each on a day of its own.
    Sessions(u32),
}

/// One week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Time in it.
    pub effort: Effort,
    /// Days with any time.
    pub n_days: u32,
    /// Whether it gave what was asked for.
    pub kept: bool,
}

/// The smallest change that would have kept most of the weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// What a week would ask for.
    pub asked: Asked,
    /// How many of the weeks would have been kept.
    pub n_kept: usize,
}

impl Adherence {
    /// How many weeks were kept.
    #[must_use]
    pub fn n_kept(&self) -> usize {
        self.weeks.iter().filter(|week| week.kept).count()
    }

    /// How many weeks in a row were kept, up to the last one.
    #[must_use]
    pub fn run(&self) -> usize {
        self.weeks.iter().rev().take_while(|week| week.kept).count()
    }
}
