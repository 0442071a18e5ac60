//! Whole plans, from the text of a goal file.

mod calibrations;
mod caught;
mod decisions;
mod edits;
mod given;
mod one_verdict;
mod plans;
mod ways_out;
mod wishes;
