//! Whole plans, from the text of a goal file.

mod caught;
mod kept;
mod looks;
mod plans;
mod servers;
mod wishes;
