//! The store against both engines.

mod conformance;
#[cfg(debug_assertions)]
mod dropped;
mod migrations;
mod support;
