//! Whole plans, from the text of a goal file.

mod calibrations;
mod caught;
mod decisions;
mod edits;
mod plans;
mod wishes;
