use backcast_app::portfolio::{Budget, Found, search};
use backcast_document::{ProblemDocument, ProblemUnit, read_problem};
use serde_json::json;

use super::{TimeLimit, used};
use crate::args::{Global, Schedule, ScheduleFormat};
use crate::exit::Exit;
use crate::input::Source;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::plural;

/// Schedules that are tried where no budget is named.
const N_SCHEDULES: u64 = 20_000;

pub(super) fn run(command: &Schedule, source: &Source, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let document = read_problem(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let mut limit = TimeLimit::new(command);
    let most = if command.seconds.is_some() { u64::MAX } else { N_SCHEDULES };
    let budget = Budget { n_schedules: command.schedules.map_or(most, u64::from), seed: command.seed };
    let found = match search(&document.problem, budget, || limit.used()) {
        Ok(found) => found,
        Err(stuck) => todo!("{stuck:?}"),
    };
    if let Err(broken) = document.problem.check_rules(&found.schedule) {
        let message = format!("the schedule that was made breaks a rule: {broken}");
        return Err(Problem::new(Exit::Bug, "schedule_rejected", message, "please report it with the problem file"));
    }
    let seconds = used().as_secs_f64();
    if command.format == Some(ScheduleFormat::Grid) {
        output.data(&grid(&document, &found))?;
    } else {
        output.data(&format!("{:?} {} {seconds}\n", found.value, found.n_schedules))?;
    }
    Ok(Exit::Done)
}

/// `{"t0": [start, end], …}` in the file's own unit.
fn grid(document: &ProblemDocument, found: &Found) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(24 * document.tasks.len());
    text.push('{');
    for (id, (start, finish)) in document.tasks.iter().zip(document.grid(&found.schedule)) {
        let comma = if text.len() > 1 { ",\n " } else { "" };
        let _ = write!(text, "{comma}{}: [{start}, {finish}]", json!(id));
    }
    text.push_str("}\n");
    text
}
