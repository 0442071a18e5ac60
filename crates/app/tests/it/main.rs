//! What commands do over a store.

mod send;
mod servers;
mod workspace;
