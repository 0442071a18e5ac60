//! The `backcast` command: parse, call, render.
//!
//! One module per command in `command`, one per form of output in `render`.
//! Data goes to stdout, everything else to stderr; the exit codes are in
//! [`exit`].

mod args;
mod artifacts;
mod calendars;
mod command;
mod complete;
mod exit;
mod input;
mod interview;
mod output;
mod picture;
mod problem;
mod render;
mod session;
mod settings;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use args::{Arguments, Command};
use backcast_host::Environment;
use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;
use exit::Exit;
use output::Output;
use problem::Problem;

fn main() -> ExitCode {
    // Answers a shell that asks for completions, and ends then.
    CompleteEnv::with_factory(Arguments::command).complete();
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let wants_help = !error.use_stderr();
            // Nothing can be done about a closed terminal here.
            let _ = error.print();
            return if wants_help { Exit::Done } else { Exit::Usage }.into();
        }
    };
    let environment = Environment::of_process();
    let moved = match &arguments.global.directory {
        Some(folder) => environment.clone().working_in(folder).map_err(|error| Problem::unreadable(folder, &error)),
        None => Ok(environment.clone()),
    };
    arguments.global.environment = moved.as_ref().unwrap_or(&environment).clone();
    let output = Output::new(&arguments.global);
    if let Err(problem) = moved {
        output.problem(&problem);
        return problem.exit.into();
    }
    keep_quiet_about_the_solver();
    // A panic is a bug of ours, and has been printed by now.
    let Ok(result) = catch_unwind(AssertUnwindSafe(|| run(&arguments, &output))) else { return Exit::Bug.into() };
    match result {
        Ok(exit) => exit.into(),
        Err(problem) => {
            output.problem(&problem);
            problem.exit.into()
        }
    }
}

/// The proof stage catches panics of its solver: nobody needs to read of them.
fn keep_quiet_about_the_solver() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|location| location.file().contains("pumpkin-")) {
            usual(panic);
        }
    }));
}

fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Problem> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Init(init) => command::init::run(init, global, output),
        Command::Anchor(anchor) => command::anchor::run(anchor, global, output),
        Command::Plan(plan) => command::plan::run(plan, global, output),
        Command::Audit(audit) => command::audit::run(audit, global, output),
        Command::Add(add) => command::add::run(add, global, output),
        Command::Goals(goals) => command::goals::run(goals, global, output),
        Command::Show(show) => command::show::run(show, global, output),
        Command::Edit(edit) => command::edit::run(edit, global, output),
        Command::Approve(approve) => command::decide::approve(approve, global, output),
        Command::Reject(reject) => command::decide::reject(reject, global, output),
        Command::Drop(drop) => command::decide::drop(drop, global, output),
        Command::Undo(undo) => command::decide::undo(undo, global, output),
        Command::Diff(diff) => command::diff::run(diff, global, output),
        Command::Drift(drift) => command::drift::run(drift, global, output),
        Command::Next(next) => command::agenda::next(next, global, output),
        Command::Today(today) => command::agenda::today(today, global, output),
        Command::Week(week) => command::agenda::week(week, global, output),
        Command::Status(status) => command::status::run(status, global, output),
        Command::Start(_)
        | Command::Log(_)
        | Command::Percent(_)
        | Command::Tick(_)
        | Command::Untick(_)
        | Command::Done(_)
        | Command::Reopen(_)
        | Command::Block(_)
        | Command::Unblock(_)
        | Command::Miss(_)
        | Command::Skip(_)
        | Command::Release(_)
        | Command::Note(_) => command::track::run(&arguments.command, global, output),
        Command::History(history) => command::history::run(history, global, output),
        Command::Playbook(playbook) => command::playbook::run(playbook, global, output),
        Command::Conflicts => command::conflicts::run(global, output),
        Command::Schedule(schedule) => command::schedule::run(schedule, global, output),
        Command::Calendar(calendar) => command::calendar::run(calendar, global, output),
        Command::Calibrate(calibrate) => command::calibrate::run(calibrate, global, output),
        Command::Review(review) => command::review::run(review, global, output),
        Command::Model(model) => command::model::run(model, global, output),
        Command::Agent(agent) => command::agent::run(agent, global, output),
        Command::Mcp => command::mcp::run(global, output),
        Command::Confined(confined) => command::confined::run(confined),
        Command::Forecast(forecast) => command::forecast::run(forecast, global, output),
        Command::Config(config) => command::config::run(config, global, output),
        Command::Doctor(doctor) => command::doctor::run(doctor, global, output),
        Command::Export(export) => command::transfer::export(export, global, output),
        Command::Import(import) => command::transfer::import(import, global, output),
        Command::Completions { shell } => command::completions::run(*shell, output),
        Command::Man { folder } => command::man::run(folder, output),
    }
}
