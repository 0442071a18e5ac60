use std::path::{Path, PathBuf};

use backcast_core::{AnchoredGoal, Conventions, Sizing};
use backcast_engine::anchor::anchor;
use backcast_engine::inquire;
use backcast_host::Host;
use backcast_view::plan as view;
use clap::Args;
use jiff::civil::Date;

use crate::asking::{Draft, Outcome};
use crate::dialog::may_ask;
use crate::exit::Exit;
use crate::global::Global;
use crate::input::{GivenGoal, GoalForm};
use crate::output::Output;
use crate::problem::Problem;
use crate::render::anchor::Next;
use crate::{input, interview, render, settings};

#[derive(Debug, Args)]
pub(crate) struct Anchor {
    /// A goal file or a text (`-` reads standard input), or the goal itself in a
    /// sentence; without it, the parts of a goal are asked for.
    #[arg(value_name = "FILE|TEXT")]
    pub(crate) file: Option<PathBuf>,
    /// Write a text, or the answers where nothing is named, as a goal file
    /// (default: goal.toml).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Show every fact that was read: its words, where they stand, and what they
    /// were taken to mean; and what was not understood.
    #[arg(long)]
    pub(crate) facts: bool,
}

pub(crate) fn run(command: &Anchor, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let clock = configured.clock(global.now);
    let Some(target) = &command.file else {
        let out = command.out.as_deref().unwrap_or(Path::new("goal.toml"));
        ask(out, clock.today(), configured.conventions(), global, output)?;
        if global.dry_run {
            return Ok(Exit::Done);
        }
        let given = input::read_given(out, &clock, configured.conventions(), global)?;
        let looked = Looked { given, file: Some(out), asks: false, target: out };
        return look(command, &looked, &configured, global, output);
    };
    let given = input::read_given(target, &clock, configured.conventions(), global)?;
    let file = match (&command.out, given.form) {
        (None, GoalForm::File) => Some(target.as_path()),
        (None, _) => None,
        (Some(_), GoalForm::File) => {
            let message = format!("{} is a goal file already", target.display());
            return Err(Problem::new(Exit::Usage, "goal_file_already", message, "leave --out away, or copy the file"));
        }
        (Some(out), _) => {
            // What is no goal file after all is not written.
            input::goal_of_draft(&given.source.name, &given.source.text, &clock)?;
            write_new(out, &given.source.text, global, output)?;
            Some(out.as_path()).filter(|_| !global.dry_run)
        }
    };
    let looked = Looked { given, file, asks: !command.facts, target };
    look(command, &looked, &configured, global, output)
}

/// What is looked at.
struct Looked<'a> {
    given: GivenGoal,
    /// Where answers are written to.
    file: Option<&'a Path>,
    asks: bool,
    target: &'a Path,
}

/// Reads a goal critically, asks what it leaves open, and shows what is known.
fn look(
    command: &Anchor,
    looked: &Looked<'_>,
    configured: &Host,
    global: &Global,
    output: &Output,
) -> Result<Exit, Problem> {
    let clock = configured.clock(global.now);
    let library = backcast_host::library(&global.environment)?;
    let source = &looked.given.source;
    let mut goal_file = input::parse_goal(source, &clock, output)?.goal_file;
    let mut draft = Draft::new(source.text.clone(), looked.file, configured.conventions(), global, output);
    let (title, goals, questions) = loop {
        let title = goal_file.title.clone();
        let mut goals = anchor(goal_file, clock.today(), configured.conventions(), &library)?;
        let questions = inquire(&mut goals, &library)?;
        let anchored: Vec<&AnchoredGoal> = goals.iter().map(|anchored| &anchored.goal).collect();
        if !looked.asks || draft.ask(&questions, &anchored)? == Outcome::NotAsked {
            break (title, goals, questions);
        }
        goal_file = input::goal_of_draft(&source.name, draft.text(), &clock)?;
    };
    if global.json {
        output.document(&view::Anchor::of(&title, &goals, &questions))?;
    } else if command.facts {
        let text = looked.file.map(|_| draft.text());
        output.data(&render::facts::text(&goals, text, output.width()))?;
    } else {
        let words = input::words(looked.target, global).map(input::quoted);
        let next = match (looked.file, &words) {
            (Some(file), _) => Next::InFile(file.display().to_string()),
            (None, Some(words)) => Next::Write(words.clone()),
            (None, None) => Next::Write(looked.target.display().to_string()),
        };
        output.data(&render::anchor::text(&goals, &questions, &next, output.width()))?;
        draft.show_lines();
    }
    let stops = goals.iter().any(|anchored| anchored.goal.critique.sizing != Sizing::Plannable);
    Ok(if stops { Exit::No } else { Exit::Done })
}

/// Writes a goal file where none is yet.
fn write_new(out: &Path, text: &str, global: &Global, output: &Output) -> Result<(), Problem> {
    not_there(out, global)?;
    output.file(out, text)
}

fn not_there(out: &Path, global: &Global) -> Result<(), Problem> {
    if global.environment.resolve(out).symlink_metadata().is_ok() {
        let message = format!("{} is there already", out.display());
        return Err(Problem::new(Exit::Input, "file_exists", message, "name another one with --out"));
    }
    Ok(())
}

/// Asks for a goal part by part and writes the file.
fn ask(out: &Path, today: Date, conventions: Conventions, global: &Global, output: &Output) -> Result<(), Problem> {
    if !may_ask(global) {
        let options =
            [(global.quiet, "--quiet"), (global.non_interactive, "--non-interactive"), (global.json, "--json")];
        let message = match options.iter().find(|(is_given, _)| *is_given) {
            Some((_, option)) => format!("without a goal the parts are asked for, and {option} asks nothing"),
            None => "without a goal the parts are asked for on a terminal, and there is none".to_owned(),
        };
        return Err(Problem::new(
            Exit::Usage,
            "terminal_needed",
            message,
            "name a goal file, or say the goal in a sentence: backcast anchor goal.toml (backcast init writes one)",
        ));
    }
    not_there(out, global)?;
    interview::ask(out, today, conventions, output)
}
