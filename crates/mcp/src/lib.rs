//! backcast for coding agents: a server of the Model Context Protocol, over
//! standard input and output.
//!
//! The agent does the thinking with the model that it has: it takes packets
//! with `review_next_packet` and hands answers in with `review_submit`; the
//! engine judges each and proves the plan. Nothing here asks a model, and what
//! approves or gives up is confirmed by the user: by elicitation where the
//! client offers it, else by a code that only the user sees.
//!
//! [`serve`] runs the server until the client goes.
//!
//! Deliberately absent: sampling, HTTP, and a store that stays open: each call
//! opens it and closes it.

mod confirm;
mod context;
mod failure;
mod goal_tools;
mod lines;
mod milestone_tools;
mod plan_tools;
mod prompts;
mod resources;
mod review_tools;
mod server;
mod tool;

pub use context::{Setup, Tier};
pub use server::{ServeError, serve};
