//! Activities that share renewable resources: schedules near the shortest.
//!
//! [`search`] evolves schedules within a budget that is counted in schedules;
//! [`lower_bound`] says how much shorter any schedule could be. Where both
//! meet, the schedule is proved to be shortest.
//!
//! ```
//! use backcast_core::{Activity, Network};
//! use backcast_schedule::network::{SearchLimit, search};
//!
//! let activity = |duration, demand| Activity { duration, demands: vec![demand], successors: Vec::new() };
//! let network = Network::new(&[activity(3, 1), activity(2, 2), activity(3, 1)], &[2])?;
//! let found = search(&network, SearchLimit { n_schedules: 20, seed: 1 }, || 0.0);
//! assert_eq!(found.makespan, 5); // the two small ones side by side
//! assert!(found.is_proved());
//! # Ok::<(), backcast_core::NetworkError>(())
//! ```

mod bounds;
mod decode;
#[cfg(feature = "exact")]
mod proof;
mod search;

pub use bounds::lower_bound;
#[cfg(feature = "exact")]
pub use proof::{ACTIVITIES_MAX, prove};
pub use search::{Found, SearchLimit, search};
