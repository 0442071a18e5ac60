use std::io::IsTerminal;
use std::path::PathBuf;

use backcast_core::Sizing;
use backcast_engine::anchor::anchor;
use backcast_engine::inquire;
use backcast_view::plan as view;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::{input, interview, render, settings};

#[derive(Debug, Args)]
pub(crate) struct Anchor {
    /// The goal file; `-` reads standard input.
    pub(crate) file: Option<PathBuf>,
    /// Where the questions put a new goal.
    #[arg(long, value_name = "FILE", default_value = "goal.toml", conflicts_with = "file")]
    pub(crate) out: PathBuf,
}

pub(crate) fn run(command: &Anchor, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let file = match &command.file {
        Some(file) => file.clone(),
        None => {
            ask(command, global, output)?;
            if global.dry_run {
                return Ok(Exit::Done);
            }
            command.out.clone()
        }
    };
    let clock = settings::load(global, output)?.clock(global.now);
    let document = input::read_goal_file(&file, &clock, global, output)?;
    let library = backcast_host::library(&global.environment)?;
    let title = document.goal_file.title.clone();
    let mut goals = anchor(document.goal_file, clock.today(), &library)?;
    let questions = inquire(&mut goals, &library)?;
    if global.json {
        output.document(&view::Anchor::of(&title, &goals, &questions))?;
    } else {
        output.data(&render::anchor::text(&goals, &questions, &file.display().to_string(), output.width()))?;
    }
    let stops = goals.iter().any(|anchored| anchored.goal.critique.sizing != Sizing::Plannable);
    Ok(if stops { Exit::No } else { Exit::Done })
}

/// Asks for a goal part by part and writes the file.
fn ask(command: &Anchor, global: &Global, output: &Output) -> Result<(), Problem> {
    if global.non_interactive || global.json || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Problem::new(
            Exit::Usage,
            "terminal_needed",
            "without a goal file the parts are asked for on a terminal, and there is none",
            "name a goal file: backcast anchor goal.toml (backcast init writes one)",
        ));
    }
    if global.environment.resolve(&command.out).exists() {
        let message = format!("{} is there already", command.out.display());
        return Err(Problem::new(Exit::Input, "file_exists", message, "name another one with --out"));
    }
    let record = interview::ask().map_err(|error| {
        Problem::new(
            Exit::Usage,
            "interview_ended",
            format!("the questions ended early: {error}"),
            "nothing was written",
        )
    })?;
    output.file(&command.out, &record.to_toml())
}
