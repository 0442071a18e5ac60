//! Work for several people and goals in calendar time: the problem in
//! minutes, a schedule for it, and the checker that judges schedules.
//!
//! Minutes count from the horizon's start; spans are half-open. A [`Problem`]
//! is made of [`Parts`], which anybody may fill in any way: [`Problem::new`]
//! finds what makes no sense. [`Problem::check`] accepts a [`Schedule`] or
//! names the rule that it breaks, and shares nothing with what makes
//! schedules.
//!
//! ```
//! use backcast_core::problem::{Calendar, Parts, Person, Placed, Problem, Schedule, Span, Task, Terms, Who, Work};
//!
//! // Two mornings of four hours, and six hours of work that stay in one go.
//! let problem = Problem::new(Parts {
//!     horizon: 2 * 1440,
//!     calendars: vec![Calendar::new([Span::new(480, 720), Span::new(1920, 2160)])],
//!     people: vec![Person::default()],
//!     goals: vec![Terms::default()],
//!     tasks: vec![Task { work: Work::Unbroken(360), who: Who::Person(0), ..Task::default() }],
//!     ..Parts::default()
//! })?;
//! let over_night = Placed { person: Some(0), stretches: vec![Span::new(480, 2040)] };
//! assert_eq!(problem.check(&Schedule(vec![over_night])), Ok(()));
//! # Ok::<(), backcast_core::problem::ProblemError>(())
//! ```

mod calendar;
mod certificate;
mod check;
mod parts;
mod schedule;

pub use calendar::{Calendar, Span, WorkingTime};
pub use certificate::{Overfull, TooLong};
pub use check::Broken;
pub use parts::{Dependency, Lag, Minute, Parts, Person, Problem, ProblemError, Task, Terms, Who, Work};
pub use schedule::{Placed, Schedule};
