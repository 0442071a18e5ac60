//! Activities that share renewable resources: schedules near the shortest.
//!
//! [`search`](search::search) evolves schedules within a budget that is
//! counted in schedules; [`bounds`] say how much shorter any schedule could
//! be. Where both meet, the schedule is proved to be shortest.

mod bounds;
mod decode;
mod search;

pub use bounds::lower_bound;
pub use search::{Budget, Found, search};
