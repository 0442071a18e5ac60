//! The store against both engines.

mod conformance;
mod migrations;
mod support;
