//! `backcast schedule`: where milestones lie and why; problems of other
//! origins, solved and proved.

mod goal;
mod network;
mod portfolio;

use std::path::PathBuf;
use std::time::Duration;

use backcast_document::is_json_problem;
use backcast_engine::what_if::Override;
use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use cpu_time::ProcessTime;
use indicatif::{ProgressBar, ProgressStyle};

use crate::complete;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Schedule {
    /// A goal file, or a goal that is kept; not needed where one is kept.
    #[arg(add = ArgValueCompleter::new(complete::goal), conflicts_with = "problem")]
    pub(crate) target: Option<PathBuf>,
    /// Explain one placement: why here, and why not earlier.
    #[arg(long, value_name = "M4")]
    pub(crate) why: Option<String>,
    /// Compare with other circumstances: hours=12, deadline=2027-03-01, or
    /// without=M3. May be given several times; all together are compared.
    #[arg(long, value_name = "CHANGE", value_parser = what_if, conflicts_with = "problem")]
    pub(crate) what_if: Vec<Override>,
    /// Solve a problem of another origin instead: PSPLIB (.sm), or JSON of the
    /// form bench-project/1 or backcast.problem/1 (docs/formats/problem.md);
    /// `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) problem: Option<PathBuf>,
    /// Schedules to try at most (default: 5000, for JSON 20000, or as many as fit into --seconds).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "problem")]
    pub(crate) schedules: Option<u32>,
    /// Dead ends that the proof stage may meet at most; 0 leaves it out
    /// (default: as many as fit into --seconds, else none with --schedules, else 20000).
    #[arg(long, value_name = "N", requires = "problem")]
    pub(crate) conflicts: Option<u64>,
    /// Processor time to spend at most, reading included.
    #[arg(long, value_name = "S", value_parser = seconds, requires = "problem")]
    pub(crate) seconds: Option<f64>,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Plan near this earlier schedule (written by --format grid): only what
    /// has to move, moves.
    #[arg(long, value_name = "FILE", requires = "problem")]
    pub(crate) previous: Option<PathBuf>,
    /// With --previous: what starts before this time (in the unit of the
    /// problem file) stays where it is.
    #[arg(long, value_name = "TIME", default_value_t = 0, requires = "previous")]
    pub(crate) frozen_until: u32,
    /// As late as everything that is due allows, instead of as early as possible.
    #[arg(long, requires = "problem", conflicts_with = "previous")]
    pub(crate) backward: bool,
    /// For tools: only the times, in one of these forms.
    #[arg(long, requires = "problem")]
    pub(crate) format: Option<ScheduleFormat>,
}

/// A circumstance to compare with.
pub(crate) fn what_if(text: &str) -> Result<Override, String> {
    let forms = "write hours=12, deadline=2027-03-01 or without=M3";
    let (what, value) = text.split_once('=').ok_or(forms)?;
    match what.trim() {
        "hours" => {
            let hours = value.trim().parse::<f64>().ok().filter(|hours| (0.0..=168.0).contains(hours));
            hours
                .map(|hours| Override::Hours(backcast_core::WeeklyHours::from_hours_per_week(hours)))
                .ok_or_else(|| "a week has 0 to 168 hours".to_owned())
        }
        "deadline" => {
            value.trim().parse().map(Override::Deadline).map_err(|_| "write the date as 2027-03-01".to_owned())
        }
        "without" => Ok(Override::Without(backcast_core::MilestoneId::new(value.trim().to_uppercase()))),
        _ => Err(forms.to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleFormat {
    /// `makespan,status,cpu_seconds`, then the start times of all jobs.
    Starts,
    /// `{"t0": [start, end], …}` in the unit of the problem file.
    Grid,
}

/// A time limit in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number.filter(|seconds| (0.001..=1e6).contains(seconds)).ok_or_else(|| "write seconds, from 0.001 on".to_owned())
}

pub(crate) fn run(command: &Schedule, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let Some(problem) = &command.problem else { return goal::run(command, global, output) };
    let source = backcast_host::read_up_to(&global.environment, problem, backcast_document::PROBLEM_BYTES_MAX)?;
    let is_json = is_json_problem(&source.text);
    match (command.format, is_json) {
        (Some(ScheduleFormat::Starts), true) => Err(wrong_format("starts", "problems of PSPLIB", "--format grid")),
        (Some(ScheduleFormat::Grid), false) => Err(wrong_format("grid", "problems in JSON", "--format starts")),
        (_, true) => portfolio::run(command, &source, global, output),
        (_, false) if command.why.is_some() || command.previous.is_some() || command.backward => {
            let message = "--why, --previous and --backward are for problems in JSON, not for those of PSPLIB";
            Err(Problem::new(Exit::Usage, "option_mismatch", message, "leave them out"))
        }
        (_, false) => network::run(command, &source, global, output),
    }
}

fn wrong_format(format: &str, fits: &str, instead: &str) -> Problem {
    let message = format!("the format `{format}` is for {fits}");
    Problem::new(Exit::Usage, "format_mismatch", message, format!("use {instead}, or none"))
}

/// The processor time that a search may take, counted from the start of the
/// process: reading belongs to it.
struct TimeLimit {
    seconds: Option<Duration>,
    is_hit: bool,
    /// On a terminal, where the search takes more than a second.
    bar: Option<ProgressBar>,
}

/// Steps of the progress bar.
const STEPS: u64 = 100;

impl TimeLimit {
    fn new(command: &Schedule, output: &Output) -> Self {
        let is_long = command.seconds.is_some_and(|seconds| seconds > 1.0);
        let bar = (is_long && output.shows_progress()).then(|| {
            let style = ProgressStyle::with_template("{bar:40} {percent} % of the time")
                .unwrap_or(ProgressStyle::default_bar());
            ProgressBar::new(STEPS).with_style(style)
        });
        TimeLimit { seconds: command.seconds.map(Duration::from_secs_f64), is_hit: false, bar }
    }

    /// Takes the bar away, so that the answer stands alone.
    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// The part that is used; zero without a limit.
    fn used(&mut self) -> f64 {
        let Some(limit) = self.seconds else { return 0.0 };
        let part = used().as_secs_f64() / limit.as_secs_f64();
        self.is_hit |= part >= 1.0;
        if let Some(bar) = &self.bar {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
            let step = (part.clamp(0.0, 1.0) * STEPS as f64) as u64;
            if step > bar.position() {
                bar.set_position(step);
            }
        }
        part
    }
}

/// Processor time since the start of the process.
fn used() -> Duration {
    ProcessTime::now().as_duration()
}
