//! `backcast schedule`: where milestones lie and why; problems of other
//! origins, solved and proved.

mod goal;
mod network;
mod portfolio;

use std::time::Duration;

use backcast_document::is_json_problem;
use cpu_time::ProcessTime;

use crate::args::{Global, Schedule, ScheduleFormat};
use crate::exit::Exit;
use crate::input;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(command: &Schedule, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let Some(problem) = &command.problem else { return goal::run(command, global, output) };
    let source = input::read_up_to(problem, backcast_document::PROBLEM_BYTES_MAX)?;
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
}

impl TimeLimit {
    fn new(command: &Schedule) -> Self {
        TimeLimit { seconds: command.seconds.map(Duration::from_secs_f64), is_hit: false }
    }

    /// The part that is used; zero without a limit.
    fn used(&mut self) -> f64 {
        let Some(limit) = self.seconds else { return 0.0 };
        let part = used().as_secs_f64() / limit.as_secs_f64();
        self.is_hit |= part >= 1.0;
        part
    }
}

/// Processor time since the start of the process.
fn used() -> Duration {
    ProcessTime::now().as_duration()
}
