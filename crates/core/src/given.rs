use jiff::civil::Date;

use crate::{Draft, Effort, Verdict, WayOut};

/// A plan that somebody proposes for one goal: milestones with the dates that they
/// want, and what they make of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenPlan {
    /// The milestones; their dates are in
    /// [`proposed`](crate::DraftMilestone::proposed).
    pub draft: Draft,
    /// The day by which it is to end, for a goal that names none.
    pub deadline: Option<Date>,
    /// The hours that the proposer wants in all.
    pub needed: Option<Effort>,
    /// The hours that the proposer counts on until the end.
    pub available: Option<Effort>,
    /// Whether it can work, in the proposer's opinion.
    pub verdict: Option<Verdict>,
    /// Why, and what decides it.
    pub reasons: Vec<String>,
    /// Ways out in the goal's own terms.
    pub ways_out: Vec<WayOut>,
    /// Where the goal's parts, or several goals, want the same hours or days.
    pub conflicts: Vec<String>,
    /// What the proposer would ask.
    pub questions: Vec<String>,
    /// The end that they hold for likely, and the end if it goes badly.
    pub ends: Option<(Date, Date)>,
}
