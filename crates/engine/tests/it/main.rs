//! Whole plans, from the text of a goal file.

mod calibrations;
mod caught;
mod decisions;
mod edits;
mod given;
mod habits;
mod one_verdict;
mod plans;
mod stated;
mod ways_out;
mod wishes;
