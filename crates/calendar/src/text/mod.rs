//! The text of a calendar file: lines, properties, components (RFC 5545,
//! section 3.1), without regard to what they mean.

pub(crate) mod component;
pub(crate) mod lines;
pub(crate) mod property;
