//! What commands do over a store.

mod servers;
