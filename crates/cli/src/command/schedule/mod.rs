//! `backcast schedule`: where milestones lie and why; problems of other
//! origins, solved and proved.

mod goal;
mod network;
mod portfolio;

use std::time::Duration;

use backcast_document::is_json_problem;
use cpu_time::ProcessTime;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Global, Schedule, ScheduleFormat};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

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
