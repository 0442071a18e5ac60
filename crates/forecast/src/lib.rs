//! How long work takes: an honest distribution instead of a number.
mod draws;
mod labels;
mod quantiles;
#[expect(clippy::approx_constant, reason = "measured figures that happen to look like one over pi")]
mod tables;

mod reference;

mod history;
mod mixture;

mod conformal;
mod luck;
mod task;
mod walk;

mod distribution;
mod simulation;

mod sprint;
mod underway;

pub use conformal::Conformal;
pub use distribution::{Distribution, RangeFrom};
pub use draws::Draws;
pub use history::{Finished, History, Target};
pub use labels::{Category, Labels};
pub use luck::{Luck, SPREAD_USUAL, SumForecasts};
pub use mixture::Team;
pub use quantiles::{LEVELS, N_LEVELS, Quantiles, pinball, quantile_of_sorted};
pub use reference::{Reference, ReferenceClass, learn_reference};
pub use simulation::{DayCounts, ItemOutcome, RunEnd, SharedLuck, Simulated, SimulationOptions, Uncertain, simulate};
pub use sprint::{Board, SprintView, delivered_points};
pub use task::{Basis, Forecaster, Known};
pub use underway::Underway;
pub use walk::{BatchRow, TaskRow, WalkOptions, Walked, walk};
