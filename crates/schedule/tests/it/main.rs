//! Laws of the scheduler.

mod laws;
mod network;
mod oracle;
mod portfolio;
mod preemptive;
