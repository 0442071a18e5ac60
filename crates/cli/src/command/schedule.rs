use std::time::Duration;

use backcast_app::network::{Budget, Found, search};
use backcast_document::read_psplib;
use cpu_time::ProcessTime;
use serde_json::json;

use crate::args::{Global, Schedule, ScheduleFormat};
use crate::exit::Exit;
use crate::input;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::plural;

/// Schedules that are generated where no budget is named.
const N_SCHEDULES: u32 = 5000;

pub(crate) fn run(command: &Schedule, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let source = input::read(&command.problem)?;
    let network = read_psplib(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let begin = ProcessTime::now();
    let time_limit = command.seconds.map(Duration::from_secs_f64);
    // A time limit alone stands for as many schedules as fit into it.
    let most = if time_limit.is_some() { u32::MAX } else { N_SCHEDULES };
    let budget = Budget { n_schedules: command.schedules.unwrap_or(most), seed: command.seed };
    let mut is_cut = false;
    let found = search(&network, budget, || {
        is_cut = time_limit.is_some_and(|limit| begin.elapsed() >= limit);
        is_cut
    });
    if let Err(violation) = network.check(&found.starts) {
        let message = format!("the schedule that was made breaks a rule: {violation}");
        return Err(Problem::new(Exit::Bug, "schedule_rejected", message, "please report it with the problem file"));
    }
    let seconds = begin.elapsed().as_secs_f64();
    if global.json {
        output.data(&json_text(&found, seconds, is_cut))?;
    } else if command.format == Some(ScheduleFormat::Starts) {
        output.data(&starts(&found, seconds))?;
    } else {
        output.data(&text(&found, seconds))?;
    }
    if is_cut && command.schedules.is_some() {
        output.note(&format!("the time limit ended the search after {} schedules", found.n_schedules));
    }
    Ok(Exit::Done)
}

fn status(found: &Found) -> &'static str {
    if found.is_proved() { "OPTIMAL" } else { "FEASIBLE" }
}

/// `makespan,status,cpu_seconds`, then all start times in the order of jobs.
fn starts(found: &Found, seconds: f64) -> String {
    let starts: Vec<String> = found.starts.iter().map(ToString::to_string).collect();
    format!("{},{},{seconds:.6}\n{}\n", found.makespan, status(found), starts.join(" "))
}

fn text(found: &Found, seconds: f64) -> String {
    let proof = match found.makespan - found.lower_bound {
        0 => "no schedule is shorter".to_owned(),
        gap => format!("at most {} above the shortest", plural(gap as usize, "period")),
    };
    let n = found.n_schedules;
    format!("{} periods, {proof}; {} in {seconds:.2} s\n", found.makespan, plural(n as usize, "schedule"))
}

fn json_text(found: &Found, seconds: f64, is_cut: bool) -> String {
    let document = json!({
        "schema": "backcast.schedule/1",
        "makespan": found.makespan,
        "status": status(found).to_lowercase(),
        "lower_bound": found.lower_bound,
        "schedules": found.n_schedules,
        "cpu_seconds": seconds,
        "time_limit_hit": is_cut,
        "starts": found.starts,
    });
    format!("{document:#}\n")
}
