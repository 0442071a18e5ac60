//! Laws of the scheduler.

mod dated;
mod laws;
mod network;
mod oracle;
mod portfolio;
mod preemptive;
