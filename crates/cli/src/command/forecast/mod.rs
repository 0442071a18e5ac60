//! `backcast forecast`: one module for each action.

mod effort;
mod eval;
mod import;
mod track_record;

use crate::args::{Forecast, ForecastAction, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(command: &Forecast, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.action {
        ForecastAction::Effort(command) => effort::run(command, global, output),
        ForecastAction::Import(command) => import::import(command, global, output),
        ForecastAction::Forget(command) => import::forget(command, global, output),
        ForecastAction::TrackRecord(command) => track_record::run(command, global, output),
        ForecastAction::Eval(eval) => eval::run(eval, global, output),
        ForecastAction::Prior(prior) => eval::prior(prior, global, output),
    }
}
