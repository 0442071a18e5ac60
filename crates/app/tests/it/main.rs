//! Whole plans, from the text of a goal file.

mod caught;
mod plans;
mod wishes;
