use jiff::civil::Date;

use crate::{BusyRange, Effort, FinishedMilestone, MilestoneId, WeeklyHours};

/// What has happened to a plan by a day, as a progress file tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProgressReport {
    /// The day; `None` if the file does not say.
    pub as_of: Option<Date>,
    /// What has changed around it, in words.
    pub circumstances: Vec<String>,
    /// Milestones that are complete.
    pub done: Vec<FinishedMilestone>,
    /// Milestones that are begun or late.
    pub behind: Vec<BegunMilestone>,
    /// Hours a week from now on, where they have changed.
    pub pace: Option<WeeklyHours>,
    /// Further days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
}

/// A milestone that is begun or late.
#[derive(Clone, Debug, PartialEq)]
pub struct BegunMilestone {
    /// Its id in the plan that is reported on.
    pub id: MilestoneId,
    /// How much of it is done, 0 to 100, where that is stated.
    pub percent: Option<f64>,
    /// The work so far, where that is stated.
    pub spent: Option<Effort>,
    /// Why it is not further.
    pub reason: Option<String>,
}
