//! `backcast calibrate`: over files without a store, or for a goal that is kept.

mod due;
mod files;
mod kept;
mod picture;

use crate::args::{Calibrate, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(command: &Calibrate, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.plan {
        Some(plan) => files::run(command, plan, global, output),
        None if command.due => due::run(global, output),
        None => kept::run(command, global, output),
    }
}
