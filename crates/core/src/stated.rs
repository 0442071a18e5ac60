//! What somebody says of milestones before anything is planned.

use jiff::civil::Date;

use crate::{Effort, GoalId, Window};

/// The [`Claim::source`](crate::Claim::source) of milestones that somebody stated.
pub const STATED: &str = "goal";

/// A milestone of which somebody knows something that no library can: a window, a day of
/// the world, its hours, or that it is needed at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatedMilestone {
    /// Its name, or words of it, or its id in the plan.
    pub name: String,
    /// The goal that it serves, where several compete.
    pub goal: Option<GoalId>,
    /// The day on which it takes place, whatever else moves.
    pub on: Option<Date>,
    /// The days between which it has to lie.
    pub window: Window,
    /// Hours of work.
    pub effort: Option<Effort>,
    /// Days from its start that no work shortens.
    pub waiting_days: Option<u32>,
    /// Names or ids of what has to be complete before it.
    pub after: Vec<String>,
    /// Names or ids of what has to wait for it.
    pub before: Vec<String>,
    /// What shows that it is complete.
    pub criteria: Vec<String>,
}
