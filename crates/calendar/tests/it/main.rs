//! Tests of the calendar crate through its public face.

mod cases;
mod properties;
mod reading;
