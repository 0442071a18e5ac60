//! Keeping our items and their copies on a server in step, by what they mean:
//! servers and programs write the same thing in other bytes.

mod meaning;
mod remote_change;
mod rewrite;

pub use meaning::{Meaning, MeaningTime, sequence_of};
pub use remote_change::{RemoteChange, remote_changes};
pub use rewrite::rewritten;
