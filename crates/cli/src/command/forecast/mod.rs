//! `backcast forecast`: one module for each action.

mod effort;
mod eval;
mod import;
mod track_record;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(subcommand)]
    pub(crate) action: ForecastAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ForecastAction {
    /// What one piece of work will take, by your own finished work: 3h, or a
    /// range low..likely..high.
    Effort(effort::ForecastEffort),
    /// Take over finished work of other programs, to forecast from: CSV, Toggl
    /// CSV, Taskwarrior, todo.txt, org-mode.
    ///
    /// What lacks an estimate, the time that it took or the day of its end is
    /// left out and counted. Imported again, pieces get the newer figures.
    Import(import::ForecastImport),
    /// Forget what was taken over from one source.
    Forget(import::ForecastForget),
    /// How often your own forecasts held, by level and by sort of work.
    TrackRecord(track_record::ForecastTrackRecord),
    /// Walk forward through finished work (CSV), forecast each row with what
    /// was known when it began, and write the quantiles.
    Eval(eval::ForecastEval),
    /// Learn a reference class from tables of finished tasks (CSV), for `eval
    /// --prior`.
    Prior(eval::ForecastPrior),
}

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
