//! Several goals, several people, real calendars.

mod layout;
mod rules;
mod search;
mod sequences;
mod serial;
mod value;

pub use search::{Budget, Found, search};
pub use serial::{Obstacle, Stuck};
pub use value::Value;
