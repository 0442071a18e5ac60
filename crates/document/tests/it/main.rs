//! Tests of the formats through their public face.

mod garbage;
mod scenarios;
