//! The store against both engines.

mod conformance;
mod damage;
#[cfg(debug_assertions)]
mod dropped;
mod migrations;
mod support;
