//! Who thinks, over real processes and connections.

mod agent;
mod http;
mod server;
