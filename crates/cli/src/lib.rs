//! The `backcast` command: parse, call, render.
//!
//! [`main`] is all that is public: a binary of one line calls it. There is one
//! module for each command in `command`, with its arguments on top, and one for
//! each form of output in `render`. Data goes to stdout, everything else to
//! stderr; the exit codes are in `exit`.
//!
//! Absent on purpose: rules of planning, figures of its own, and pictures
//! (`backcast-draw`).

mod answers;
mod artifacts;
mod asking;
mod built;
mod calendars;
mod command;
mod complete;
mod consent;
mod dialog;
mod exit;
mod global;
mod help;
mod input;
mod interview;
mod log;
mod output;
mod person;
mod picture;
mod problem;
mod render;
mod session;
mod settings;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use backcast_host::Environment;
use clap::{CommandFactory, FromArgMatches as _};
use clap_complete::CompleteEnv;
use command::Arguments;
use exit::Exit;
use output::{Output, OutputOptions};
use problem::Problem;
use tracing::{info, info_span};

/// Runs the command that the command line of this process names, and returns
/// its exit code: 0 done, 1 the answer is no, 2 usage, 3 invalid input, 4
/// conflict, 5 outside, 6 waiting for a person, 70 a bug of ours.
#[must_use]
pub fn main() -> ExitCode {
    // Answers a shell that asks for completions, and ends then.
    CompleteEnv::with_factory(Arguments::command).complete();
    let (command_name, mut arguments) = match parsed() {
        Ok(parsed) => parsed,
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
    let global = &mut arguments.global;
    global.environment = moved.as_ref().unwrap_or(&environment).clone();
    let logs = log::begin(global);
    let options = OutputOptions {
        json: global.json,
        quiet: global.quiet,
        dry_run: global.dry_run,
        no_color: global.no_color,
        logs: matches!(logs, Ok(true)),
    };
    let output = Output::new(options, global.environment.clone());
    if let Some(problem) = logs.err().or(moved.err()) {
        output.problem(&problem);
        return problem.exit.into();
    }
    install_panic_hook();
    let span = info_span!("command", name = command_name);
    let entered = span.enter();
    // A panic is a bug of ours, and has been printed by now.
    let ended = catch_unwind(AssertUnwindSafe(|| command::run(&arguments.command, &arguments.global, &output)));
    let (exit, error) = match ended {
        Ok(Ok(exit)) => (exit, None),
        Ok(Err(problem)) => {
            output.problem(&problem);
            (problem.exit, Some(problem.first_code()))
        }
        Err(_) => (Exit::Bug, None),
    };
    info!(exit = exit.code(), error, "ended");
    drop(entered);
    // A thread of the database may still hold the span: whether it is closed
    // before the process ends, and says so, would be chance.
    std::mem::forget(span);
    exit.into()
}

/// The arguments of this process, and the name of the command.
fn parsed() -> Result<(String, Arguments), clap::Error> {
    let matches = Arguments::command().try_get_matches()?;
    let arguments = Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut Arguments::command()))?;
    Ok((log::command_name(&matches), arguments))
}

/// The proof stage catches panics of its solver: nobody needs to read of them.
fn install_panic_hook() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|location| location.file().contains("pumpkin-")) {
            previous(panic);
        }
    }));
}
