//! What commands do over a store.

mod ledgers;
mod places;
mod send;
mod server_faults;
mod servers;
mod workspace;
