//! Rows of tables of estimates and what came of them, to measure forecasts with.

use jiff::civil::{Date, DateTime};

/// A finished task of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLine {
    /// Its name, unique in the table.
    pub id: String,
    /// Who did it; empty where the table does not say.
    pub person: String,
    /// What it belonged to.
    pub project: String,
    /// What sort of work it was.
    pub category: String,
    /// Its place in the order of beginnings.
    pub seq: u64,
    /// When it began.
    pub start: DateTime,
    /// When it was finished.
    pub done: DateTime,
    /// What it was estimated to take; more than zero.
    pub estimate: f64,
    /// What it took; zero at least.
    pub actual: f64,
}

/// Some consecutive tasks of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchLine {
    /// `<first task>+<size>`.
    pub id: String,
    /// The first task.
    pub first: String,
    /// How many tasks.
    pub size: usize,
}

/// A project with the days that it was to take and took.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectLine {
    /// Its name, unique in the table.
    pub id: String,
    /// The table that it comes from.
    pub dataset: String,
    /// Whose it was.
    pub group: String,
    /// What sort of project it was.
    pub category: String,
    /// When it began and ended; `None` if that is not known.
    pub dates: Option<(DateTime, DateTime)>,
    /// Days that it was to take; more than zero.
    pub estimate: f64,
    /// Days that it took.
    pub actual: f64,
}

/// A release under way, looked at on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressLine {
    /// Its name, unique in the table.
    pub id: String,
    /// The day.
    pub as_of: Date,
    /// When the release began.
    pub start: Date,
    /// Its first target.
    pub first_target: Date,
    /// Days that it is still planned to take.
    pub remaining: f64,
}

/// A sprint looked at while it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct SprintLine {
    /// Its name, unique in the table.
    pub id: String,
    /// Whose sprints these are.
    pub board: String,
    /// Grows with time on a board.
    pub sprint: u64,
    /// Share of the planned time that has passed, in percent.
    pub at_percent: f64,
    /// Points in it.
    pub committed: f64,
    /// Points that are done.
    pub done: f64,
    /// Points that it delivered in the end.
    pub delivered: f64,
}
