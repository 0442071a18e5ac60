//! The `backcast` command: parse, call, render.
//!
//! [`main`] is all that is public: a binary of one line calls it. There is one
//! module for each command in `command`, with its arguments on top, and one for
//! each form of output in `render`. Data goes to stdout, everything else to
//! stderr; the exit codes are in `exit`.
//!
//! Absent on purpose: rules of planning, figures of its own, and pictures
//! (`backcast-draw`).

mod artifacts;
mod built;
mod calendars;
mod command;
mod complete;
mod exit;
mod global;
mod help;
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

use backcast_host::Environment;
use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;
use command::Arguments;
use exit::Exit;
use output::{Output, OutputOptions};
use problem::Problem;

/// Runs the command that the command line of this process names, and returns
/// its exit code: 0 done, 1 the answer is no, 2 usage, 3 invalid input, 4
/// conflict, 5 outside, 70 a bug of ours.
#[must_use]
pub fn main() -> ExitCode {
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
    let global = &mut arguments.global;
    global.environment = moved.as_ref().unwrap_or(&environment).clone();
    let options =
        OutputOptions { json: global.json, quiet: global.quiet, dry_run: global.dry_run, no_color: global.no_color };
    let output = Output::new(options, global.environment.clone());
    if let Err(problem) = moved {
        output.problem(&problem);
        return problem.exit.into();
    }
    keep_quiet_about_the_solver();
    // A panic is a bug of ours, and has been printed by now.
    let Ok(result) = catch_unwind(AssertUnwindSafe(|| command::run(&arguments.command, &arguments.global, &output)))
    else {
        return Exit::Bug.into();
    };
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
