//! What commands do over a store.

mod ledgers;
mod send;
mod servers;
mod workspace;
