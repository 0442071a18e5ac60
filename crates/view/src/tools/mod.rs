//! What tools answer to coding agents: each answer as data, and as the short
//! sentence that is read first.
//!
//! These answers are shorter than the documents of commands, and name no
//! `schema`: a server announces the schema of each answer beside its tool.
//! Every word of it costs the agent attention, so that only the comments of
//! fields that need one come through: each struct takes its own description
//! back, and its fields are private, as what is public has to be described.

mod goals;
mod milestones;
mod plans;
mod reviews;

pub use goals::{Anchored, Conflicts, Done, GoalList, GoalStatus};
pub use milestones::{Milestone, Next, Recorded};
pub use plans::{Audit, Calibrated, Diff, Explained, Outline, Proposal};
pub use reviews::{Begun, Packet, Status, Submitted};
