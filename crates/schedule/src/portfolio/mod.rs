//! Several goals, several people, real calendars.
//!
//! [`search`] places the tasks of a [`Problem`](backcast_core::problem::Problem)
//! within a budget; [`place_preemptive`] does so exactly for one person whose
//! work may be interrupted. [`certificate`] says why deadlines cannot be kept,
//! [`Explainer`] why a task lies where it lies, [`rooms`] how far it can move,
//! and [`replan`] keeps a previous schedule as far as it can be kept.
//!
//! ```
//! use backcast_core::problem::{Calendar, Parts, Person, Problem, Span, Task, Terms, Who, Work};
//! use backcast_schedule::portfolio::{SearchLimit, Explainer, Why, search};
//!
//! // One hour for each of two goals; the second one is due first.
//! let task = |goal| Task { goal, work: Work::Unbroken(60), who: Who::Person(0), ..Task::default() };
//! let due = |target| Terms { weight: 1, target: Some(target), ..Terms::default() };
//! let problem = Problem::new(Parts {
//!     horizon: 480,
//!     calendars: vec![Calendar::new([Span::new(0, 480)])],
//!     people: vec![Person::default()],
//!     goals: vec![due(120), due(60)],
//!     tasks: vec![task(0), task(1)],
//!     ..Parts::default()
//! })?;
//! let found = search(&problem, SearchLimit { n_schedules: 10, seed: 1 }, || 0.0).expect("there is time");
//! assert_eq!(found.value.weighted_tardiness, 0);
//! let why = Explainer::new(&problem, &found.schedule).why(0);
//! assert_eq!(why, [Why::Person { person: 0, task: 1 }]);
//! # Ok::<(), backcast_core::problem::ProblemError>(())
//! ```

mod bounds;
mod layout;
mod rules;
mod sequences;
mod serial;
mod value;

mod preemptive;
mod search;

mod backward;
mod certificate;
mod stability;
mod why;

pub use backward::backward;
pub use bounds::{finish_bounds, tardiness_bound};
pub use certificate::{Certificate, certificate};
pub use preemptive::{Preemptive, is_preemptive, place_preemptive};
pub use search::{Found, SearchLimit, search};
pub use serial::{Reason, Unplaceable};
pub use stability::{Replanned, Stability, replan};
pub use value::Value;
pub use why::{Explainer, Room, Why, rooms};
