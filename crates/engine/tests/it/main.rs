//! Whole plans, from the text of a goal file.

mod caught;
mod edits;
mod looks;
mod plans;
mod wishes;
