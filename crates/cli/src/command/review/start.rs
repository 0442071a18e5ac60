//! Beginning a review.

use std::path::{Path, PathBuf};

use backcast_app::AppError;
use backcast_app::review::{Brief, Start, Started, Target, is_brief, read_brief};
use backcast_core::{Plan, Repo};
use backcast_document::PlanRecord;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::thinking::Thinking;
use super::{drive, thinking};
use crate::command::plan::exit;
use crate::complete;
use crate::exit::Exit;
use crate::global::Global;
use crate::input;
use crate::input::is_file;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::terminal::{self, From, View};
use crate::session::{Session, with_store};
use backcast_host::Source;

#[derive(Debug, Args)]
pub(crate) struct ReviewStart {
    /// A goal file, a brief (Markdown), or a goal that is kept.
    #[arg(value_name = "GOAL", add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) target: PathBuf,
    /// The repository that is changed; only tracked files are looked at.
    #[arg(long, value_name = "DIR")]
    pub(crate) repo: Option<PathBuf>,
    /// Something that has to hold beside what the goal says (repeatable).
    #[arg(long, value_name = "TEXT")]
    pub(crate) constraint: Vec<String>,
    /// Review an unclear goal with stated assumptions instead of asking first.
    #[arg(long)]
    pub(crate) assume: bool,
    /// Review work that is too small for milestones all the same.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) thinking: Thinking,
}

pub(super) fn run(command: &ReviewStart, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let read = read(command, session).await?;
        let folder = command.repo.clone().unwrap_or_else(|| ".".into());
        let by = thinking::who(&command.thinking, &session.configured, None);
        let ready = thinking::ready(&command.thinking, by, &session.configured, output, &folder, 0)?;
        let repository = command.repo.as_deref().map(|folder| global.environment.resolve(folder));
        let wanted = Start {
            target: read.target(),
            repository: repository.as_deref(),
            constraints: &command.constraint,
            assume: command.assume,
            force: command.force,
            way: ready.thinker().way(),
            dry_run: global.dry_run,
        };
        let started = session.workspace.start_review(&wanted, &rand::random).await;
        match started.map_err(|error| as_named(error, command.repo.as_deref()))? {
            Started::Stopped(plan) => {
                let name = command.target.display().to_string();
                output.data(&why_not(&plan, &name, global, output))?;
                if !global.json {
                    output.note("no review was begun");
                }
                Ok(exit(&plan))
            }
            Started::Framed(brief) => {
                output.data(&brief.to_markdown())?;
                Ok(Exit::Done)
            }
            Started::Begun { mut stored_run, added } => {
                say_added(added.as_ref(), output);
                if !global.json {
                    output.note(&format!("review {} has begun", stored_run.id));
                }
                drive::carry_on(session, &mut stored_run, &ready, &command.thinking).await
            }
        }
    })
}

/// The error with the repository named as on the command line.
fn as_named(error: AppError, named: Option<&Path>) -> AppError {
    match (error, named) {
        (AppError::RepositoryUnreadable { folder, why }, Some(named)) => {
            let why = why.replace(&*folder.to_string_lossy(), &named.to_string_lossy());
            AppError::RepositoryUnreadable { folder: named.to_owned(), why }
        }
        (error, _) => error,
    }
}

/// A plan without milestones that says why there are none.
fn why_not(plan: &Plan, name: &str, global: &Global, output: &Output) -> String {
    if global.json {
        return PlanRecord::from_plan(plan).to_json();
    }
    terminal::text(plan, &View { width: output.width(), criteria: false, backward: false, from: From::Review(name) })
}

/// What the command line names.
enum Read {
    Goal(Source, Option<String>),
    Brief(Box<Brief>, Option<String>),
    Stored(backcast_core::GoalFileId),
}

impl Read {
    fn target(&self) -> Target<'_> {
        match self {
            Read::Goal(source, path) => Target::Goal { text: &source.text, source: path.as_deref() },
            Read::Brief(brief, path) => Target::Brief { brief, source: path.as_deref() },
            Read::Stored(id) => Target::Stored(id),
        }
    }
}

async fn read(command: &ReviewStart, session: &Session<'_>) -> Result<Read, Problem> {
    if !is_file(&command.target, session.global) {
        let text = command.target.to_string_lossy().into_owned();
        return Ok(Read::Stored(session.named(Some(&text)).await?.goal_file));
    }
    let source = backcast_host::read(&session.global.environment, &command.target)?;
    let path = (command.target.as_os_str() != "-").then(|| session.configured.path_from_root(&command.target));
    if is_markdown(&command.target, &source.text) {
        let brief = read_brief(&source.text);
        if brief.goal.is_empty() {
            let message = format!("{} names no goal", source.name);
            let fix = "begin it with \"**Goal:** what must be achieved\"; scope, constraints and success criteria help";
            return Err(Problem::new(Exit::Input, "brief_without_goal", message, fix));
        }
        return Ok(Read::Brief(Box::new(brief), path));
    }
    // What is odd about the file is shown before anything else is done.
    input::parse_goal(&source, session.workspace.clock(), session.output)?;
    Ok(Read::Goal(source, path))
}

/// Whether a file is a brief: by its name, else by its first lines.
fn is_markdown(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("md" | "markdown") => true,
        Some("toml") => false,
        _ => is_brief(text),
    }
}

/// Says what the repository told and the goal file does not say.
fn say_added(added: Option<&Repo>, output: &Output) {
    let Some(repo) = added else { return };
    match &repo.verification {
        Some(verification) => output.note(&format!(
            "found in the repository and kept with the goal: verification `{}` ({})",
            verification.command,
            verification.level.as_str()
        )),
        None => output.note("no way to verify the repository was found; the plan begins by making one"),
    }
}
