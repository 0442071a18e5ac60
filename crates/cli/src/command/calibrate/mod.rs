//! `backcast calibrate`: over files without a store, or for a goal that is kept.

mod due;
mod files;
mod picture;
mod stored;

use std::path::PathBuf;

use backcast_core::OptionId;
use backcast_engine::calibrate::CalibrateOptions;
use backcast_engine::what_if::Override;
use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use crate::command::schedule::what_if;
use crate::complete;
use crate::consent::TokenArguments;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::picture::Theme;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Calibrate {
    /// The goal; may be left out where there is only one.
    #[arg(value_name = "GOAL", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) target: Option<String>,
    /// Take the path: it becomes the plan that holds (`undo` takes it back).
    #[arg(long, conflicts_with_all = ["plan", "due"])]
    pub(crate) apply: bool,
    #[command(flatten)]
    pub(crate) tokens: TokenArguments,
    /// List the plans that should be looked at again, and why.
    #[arg(long, conflicts_with_all = ["target", "plan", "with"])]
    pub(crate) due: bool,
    /// Look as of the end of this day (default: today).
    #[arg(long, value_name = "DAY", conflicts_with = "plan")]
    pub(crate) as_of: Option<String>,
    /// The goal file that the plan was made from (without a store).
    #[arg(long = "goal", value_name = "FILE", requires = "plan")]
    pub(crate) goal_file: Option<PathBuf>,
    /// The plan as JSON, of any origin (without a store).
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,
    /// What has happened (TOML): as_of, done, behind, changes, circumstances.
    #[arg(long, value_name = "FILE", requires = "plan")]
    pub(crate) progress: Option<PathBuf>,
    /// Draw the path with one of its ways out (O1), or with a change: hours=12,
    /// deadline=2027-03-01 or without=M3 (repeatable).
    #[arg(long, value_name = "OPTION|CHANGE", value_parser = with)]
    pub(crate) with: Vec<With>,
    /// Something that has changed, in words (repeatable): "no running until May 1".
    #[arg(long, value_name = "TEXT")]
    pub(crate) circumstance: Vec<String>,
    /// Seed of the draws; the same seed gives the same dates.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Show a picture in the terminal instead.
    #[arg(long, value_name = "WHICH", conflicts_with_all = ["svg", "due", "json"])]
    pub(crate) chart: Option<CalibrationPicture>,
    /// Print a picture (SVG) instead.
    #[arg(long, value_name = "WHICH", conflicts_with_all = ["due", "json"])]
    pub(crate) svg: Option<CalibrationPicture>,
    /// Colors of the picture.
    #[arg(long, default_value = "auto")]
    pub(crate) theme: Theme,
    /// Write the picture to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What the path is drawn with.
#[derive(Clone, Debug)]
pub(crate) enum With {
    /// One of the ways out that a calibration shows.
    Option(OptionId),
    /// A change of hours, deadline or milestones.
    Change(Override),
}

fn with(text: &str) -> Result<With, String> {
    match what_if(text) {
        Ok(change) => Ok(With::Change(change)),
        Err(_) if !text.contains('=') && !text.trim().is_empty() => Ok(With::Option(OptionId::new(text))),
        Err(message) => Err(message),
    }
}

impl Calibrate {
    /// Options of the calibration itself.
    fn options(&self) -> CalibrateOptions {
        let change = |with: &With| if let With::Change(change) = with { Some(change.clone()) } else { None };
        let option = |with: &With| if let With::Option(id) = with { Some(id.clone()) } else { None };
        CalibrateOptions {
            seed: self.seed,
            with: self.with.iter().filter_map(change).collect(),
            take: self.with.iter().filter_map(option).collect(),
            ..CalibrateOptions::default()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CalibrationPicture {
    /// How the forecast of the end moved from look to look.
    Fan,
    /// Hours done and to come.
    BurnUp,
    /// What carries the risk.
    Tornado,
}

pub(crate) fn run(command: &Calibrate, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.plan {
        Some(plan) => files::run(command, plan, global, output),
        None if command.due => due::run(global, output),
        None => stored::run(command, global, output),
    }
}
