//! A plan that comes with dates: they stay if they hold, else the fewest and
//! smallest moves make them hold.
//!
//! Whoever proposed the dates knows the world; this module only compares them with
//! the hours, the order and the waiting. A milestone's work has to fit between its
//! start and its due day, in hours that others with nearer due days have left:
//! whether all do is decided exactly, by one pass of earliest deadline first over
//! these windows (Horn 1974). Where it fails, sets of milestones are freed, the
//! smallest sets first, until the others keep their dates; each freed one then goes
//! to the day next to its own that holds.

mod fit;
mod moves;
mod starts;

use backcast_core::plus_days;
use jiff::civil::Date;

use crate::Project;

use self::fit::Dating;

/// What is wanted of a task beside what [`Task`](crate::Task) says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its proposed start.
    pub start: Option<Date>,
    /// Its proposed due day; where there is none it lies where the others leave room.
    pub due: Option<Date>,
    /// It is not due after this day.
    pub not_after: Option<Date>,
    /// Whether it is practice, which takes its share of each of its weeks.
    pub is_practice: bool,
}

/// A project on the dates that were proposed for it, as far as they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// Where each task lies.
    pub tasks: Vec<DatedTask>,
    /// Whether all hours, orders, waitings and windows hold with these dates. If not,
    /// no moves before the deadlines would make them.
    pub holds: bool,
}

/// Where a task lies, and why not where it was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedTask {
    /// First day of work.
    pub start: Date,
    /// Day on which it is complete.
    pub due: Date,
    /// The latest due day with which all fixed dates still hold, the others moving as
    /// they must.
    pub due_latest: Date,
    /// What the proposed start contradicts.
    pub start_moved: Option<Contradicted>,
    /// What the proposed due day contradicts.
    pub due_moved: Option<Contradicted>,
}

/// What a proposed date contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradicted {
    /// The due day of this task and the days of waiting behind it.
    After(usize, u32),
    /// Its own waiting of so many days.
    Waiting(u32),
    /// Its day, or the days between which it has to lie.
    Window,
    /// Days on which nothing may be due.
    DayOff,
    /// The day of planning.
    Past,
    /// The hours that there are.
    Hours,
}

/// Puts a project on the dates that are wanted of its tasks, one [`Wanted`] for each.
///
/// What holds stays: a task is moved only if no set of fewer moves would do (sets of
/// up to three are compared all, larger ones are grown one by one), and starts are
/// moved rather than due days. Events never move. Without any way to hold before the
/// deadlines the dates stay but for order, waiting, windows and days off, and
/// [`Dated::holds`] says so.
///
/// # Panics
///
/// Panics unless there is one [`Wanted`] for each task.
#[must_use]
pub fn keep_dates(project: &Project, wanted: &[Wanted]) -> Dated {
    assert_eq!(wanted.len(), project.tasks.len(), "one for each task");
    let dating = Dating::new(project, wanted);
    let dues = moves::settle(&dating);
    let starts = starts::settle(&dating, &dues.days);
    let date = |day: usize| plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX));
    let tasks = (0..project.tasks.len())
        .map(|idx| {
            let due = dues.days[idx];
            let latest = if dues.holds { moves::latest(&dating, &dues.days, idx) } else { due };
            DatedTask {
                start: date(starts.days[idx]),
                due: date(due),
                due_latest: date(latest),
                start_moved: starts.why[idx],
                due_moved: dues.why[idx],
            }
        })
        .collect();
    Dated { tasks, holds: dues.holds }
}
