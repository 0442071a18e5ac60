//! Laws of the scheduler.

mod laws;
mod oracle;
