//! The `backcast` command: parse, call, render.
//!
//! One module per command in `command`, one per form of output in `render`.
//! Data goes to stdout, everything else to stderr; the exit codes are in
//! [`exit`].

mod args;
mod command;
mod exit;
mod input;
mod interview;
mod output;
mod problem;
mod render;

use std::process::ExitCode;

use args::{Arguments, Command};
use clap::Parser;
use exit::Exit;
use output::Output;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let wants_help = !error.use_stderr();
            // Nothing can be done about a closed terminal here.
            let _ = error.print();
            return if wants_help { Exit::Done } else { Exit::Usage }.into();
        }
    };
    let output = Output::new(&arguments.global);
    let result = run(&arguments, &output);
    match result {
        Ok(exit) => exit.into(),
        Err(problem) => {
            output.problem(&problem);
            problem.exit.into()
        }
    }
}

fn run(arguments: &Arguments, output: &Output) -> Result<Exit, problem::Problem> {
    if let Some(folder) = &arguments.global.directory {
        std::env::set_current_dir(folder).map_err(|error| problem::Problem::unreadable(folder, &error))?;
    }
    match &arguments.command {
        Command::Init(init) => command::init::run(init, &arguments.global, output),
        Command::Anchor(anchor) => command::anchor::run(anchor, &arguments.global, output),
        Command::Plan(plan) => command::plan::run(plan, &arguments.global, output),
        Command::Audit(audit) => command::audit::run(audit, &arguments.global, output),
        Command::Playbook(playbook) => command::playbook::run(playbook, &arguments.global, output),
        Command::Completions { shell } => command::completions::run(*shell, output),
    }
}
