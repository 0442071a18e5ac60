//! Calibrations of stored goals: which are due, and what they find, over the
//! pure phase of the same name in `backcast-engine`.

pub mod due;
pub mod stored;
