//! How long work takes: an honest distribution instead of a number.
//!
//! A [`Forecaster`] turns an estimate into a distribution, from a person's own
//! finished work ([`History`]) and from how such work ended elsewhere
//! ([`Reference`]). [`Conformal`] learns from each miss, [`CommonFactor`] how far the
//! pieces of a sum share a common factor, and [`walk`] goes forward through finished
//! work to see how far all that holds. [`simulate`] runs a whole plan thousands
//! of times; what places the work is the caller's. [`Underway`] and
//! [`delivered_points`] look at releases and sprints that are under way.
//!
//! ```
//! use backcast_forecast::{Distribution, Finished, Forecaster, History, Known, Labels, Reference, ReferenceClass, Target};
//!
//! let mut labels = Labels::default();
//! let task = Target { estimate: 4.0, category: labels.category("writing"), project: 0 };
//! let mut own = History::own();
//! for actual in [6.0, 5.0, 8.0, 6.0] {
//!     own.extend(Finished::new(&task, actual, 0));
//! }
//! let reference = Reference::of(ReferenceClass::Task);
//! let known = Known { own: &own, team: None, reference: &reference };
//! let effort = Distribution::of_estimate(&mut Forecaster::default(), known, &task);
//! assert!(effort.quantile(0.5) > 4.5); // such tasks have taken half as long again
//! assert!(effort.quantile(0.8) > 6.0);
//! ```
//!
//! Figures have no unit here: whatever the estimate is in, the forecast is in.
//!
//! Deliberately absent: calendars and placement (`backcast-schedule`; the
//! joining happens in `backcast-app`), files, clocks, and hidden randomness:
//! every draw follows from a seed and the name of what is drawn for.

mod labels;
mod quantiles;
mod random_stream;
mod tables;

mod reference;

mod history;
mod mixture;

mod common_factor;
mod conformal;
mod task;
mod walk;

mod distribution;
mod simulation;

mod sprint;
mod underway;

pub use common_factor::{CommonFactor, SPREAD_USUAL, SumForecasts};
pub use conformal::Conformal;
pub use distribution::{Distribution, RangeFrom};
pub use history::{Finished, History, Target};
pub use labels::{Category, Labels};
pub use mixture::Team;
pub use quantiles::{LEVELS, N_LEVELS, Quantiles, pinball, quantile_of_sorted};
pub use random_stream::RandomStream;
pub use reference::{Reference, ReferenceClass, learn_reference};
pub use simulation::{
    CommonFactorDistribution, DayCounts, ItemOutcome, RunEnd, Simulated, SimulationOptions, Uncertain, draw_runs,
    simulate,
};
pub use sprint::{Board, SprintView, delivered_points};
pub use task::{Basis, Forecaster, Known};
pub use underway::Underway;
pub use walk::{BatchRow, TaskRow, WalkOptions, Walked, walk};
