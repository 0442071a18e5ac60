//! Looks at goals that are kept: which are due, and what they find, over the
//! pure phase of the same name in `backcast-engine`.

pub mod due;
pub mod stored;
