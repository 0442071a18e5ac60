//! Moving everything between machines and databases.

use std::path::PathBuf;

use backcast_app::consent::{Approval, ToApprove};
use backcast_app::review::{TakenOver, TakingOver, load_folder, read_folder};
use backcast_app::{AppError, EnclosedFolder};
use backcast_core::plural;
use backcast_core::text::plain_line;
use backcast_document::read_export;
use backcast_store::LeftOut;
use backcast_view::transfer as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::consent::{Asked, TokenArguments};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::{Session, with_store};
use crate::{artifacts, complete};

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Everything: all goals with plans and history.
    #[arg(long, required_unless_present = "artifacts", conflicts_with = "artifacts")]
    pub(crate) all: bool,
    /// Leave out goals and reviews that are damaged, and say which: what is
    /// whole is saved.
    #[arg(long, requires = "all")]
    pub(crate) intact: bool,
    /// Write to a file.
    #[arg(short, long, value_name = "FILE", conflicts_with = "artifacts")]
    pub(crate) out: Option<PathBuf>,
    /// Write the plan of a goal as files beside the work instead: state.md,
    /// milestones and reviews. What others wrote into them stays.
    #[arg(long, value_name = "DIR")]
    pub(crate) artifacts: Option<PathBuf>,
    /// The goal whose plan is written, or `GOAL@2` for its second plan.
    #[arg(requires = "artifacts", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The export (`-` reads standard input), or a folder with state.md and
    /// milestones, whoever wrote it.
    pub(crate) file: PathBuf,
    /// The goal that the folder belongs to; else one is made of it.
    #[arg(long, value_name = "GOAL", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Approve the plan of the folder, and record what it says of progress.
    #[arg(long)]
    pub(crate) approve: bool,
    /// Allow more than ten milestones.
    #[arg(long, requires = "approve")]
    pub(crate) allow_many: bool,
    #[command(flatten)]
    pub(crate) tokens: TokenArguments,
}

pub(crate) fn export(command: &Export, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if let Some(folder) = &command.artifacts {
        return with_store(global, output, async |session| {
            let named = session.named(command.goal.as_deref()).await?;
            let (stored, revision) = session.plan_named(&named).await?;
            let n_written = artifacts::write(session, &stored, &revision, Some(folder)).await?;
            if global.json {
                output.document(&view::Artifacts::of(&stored, revision.revision, folder, n_written))?;
            }
            Ok(Exit::Done)
        });
    }
    with_store(global, output, async |session| {
        let text = if command.intact { intact(session, output).await? } else { whole(session).await? };
        match &command.out {
            Some(path) => output.file(path, &text)?,
            None => output.exact(&text)?,
        }
        Ok(Exit::Done)
    })
}

async fn whole(session: &Session<'_>) -> Result<String, Problem> {
    let export = session.workspace.export().await.map_err(|error| {
        let is_damage = matches!(&error, AppError::Store(error) if error.is_damage());
        let problem = Problem::from(error);
        if is_damage { problem.and_then("--intact exports what is whole") } else { problem }
    })?;
    Ok(export.to_json())
}

/// What is not damaged; the rest is named.
async fn intact(session: &Session<'_>, output: &Output) -> Result<String, Problem> {
    let (export, left_out) = session.workspace.export_intact().await?;
    for LeftOut { id, reason } in &left_out {
        output.note(&format!("left out {id}: {reason}"));
    }
    Ok(export.to_json())
}

pub(crate) fn import(command: &Import, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if global.environment.resolve(&command.file).is_dir() {
        return import_folder(command, global, output);
    }
    let source = backcast_host::read_up_to(&global.environment, &command.file, backcast_host::EXPORT_BYTES_MAX)?;
    let export = read_export(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    with_store(global, output, async |session| {
        let imported = session.workspace.import(&export).await?;
        if global.json {
            output.document(&view::Imported::of(&imported, export.is_hashed()))?;
        } else {
            if !export.is_hashed() {
                output
                    .note("the export carries no hashes, as an older backcast wrote it: changes to it cannot be found");
            }
            output.data(&format!(
                "{} added, {} carried on, {} unchanged\n",
                plural(imported.added.len(), "goal file"),
                imported.extended.len(),
                imported.unchanged.len()
            ))?;
        }
        Ok(Exit::Done)
    })
}

/// What came of approving a folder's plan.
enum Approved {
    /// It is in effect.
    Yes,
    /// A dry run keeps nothing that could go on.
    NotKept,
    /// A token was made instead.
    TokenMade,
}

/// Approves the plan that was taken over.
async fn approve_folder(
    command: &Import,
    session: &Session<'_>,
    taken: &TakenOver,
    instead: &str,
) -> Result<Approved, Problem> {
    if session.global.dry_run && taken.is_new {
        session.output.note("a person would be asked to approve it");
        return Ok(Approved::NotKept);
    }
    let how = ToApprove {
        revision: Some(taken.revision),
        allow_many: command.allow_many,
        artifacts: None,
        n_recorded: taken.n_waiting,
    };
    let Approval::Open(question) = session.workspace.question_to_approve(&taken.id, &how).await? else {
        return Ok(Approved::Yes);
    };
    match session.ask(*question, &command.tokens, instead).await? {
        Asked::Agreed(_) if session.global.dry_run => return Ok(Approved::NotKept),
        Asked::Agreed(agreed) => session.workspace.decide(*agreed).await?,
        Asked::TokenMade => return Ok(Approved::TokenMade),
    };
    Ok(Approved::Yes)
}

/// Takes over a folder of files beside the work.
fn import_folder(command: &Import, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let files = load_folder(&EnclosedFolder::new(global.environment.resolve(&command.file))).map_err(AppError::from)?;
    let (folder, odd) = read_folder(&files).map_err(|wrong| {
        let entries = wrong.iter().flat_map(|mistakes| Problem::mistakes(mistakes).entries);
        Problem { exit: Exit::Input, entries: entries.collect() }
    })?;
    odd.iter().for_each(|mistake| output.warn(mistake));
    with_store(global, output, async |session| {
        let goal = match &command.goal {
            Some(goal) => Some(session.named(Some(goal)).await?.goal_file),
            None => None,
        };
        let source = session.configured.path_from_root(&command.file.join("state.md"));
        let instead = format!("backcast import {} --approve", plain_line(&command.file.display().to_string()));
        command.tokens.expect_with("--approve", command.approve)?;
        if command.approve {
            session.expect_person(&command.tokens, &instead)?;
        }
        let taking = TakingOver { folder: &folder, source: &source, goal: goal.as_ref() };
        let mut taken = session.workspace.take_over(&taking, &rand::random).await?;
        if command.approve {
            match approve_folder(command, session, &taken, &instead).await? {
                Approved::Yes => {
                    taken.n_recorded = session.workspace.take_over_progress(&taken.id, &folder).await?;
                    taken.n_waiting = 0;
                }
                Approved::NotKept => {}
                Approved::TokenMade => return Ok(Exit::Done),
            }
        }
        if global.json {
            output.document(&view::TakenOver::of(&taken, folder.milestones.len()))?;
            return Ok(Exit::Done);
        }
        let n = plural(folder.milestones.len(), "milestone");
        output.data(&format!("{}: {n}, revision {}\n", taken.id, taken.revision))?;
        if taken.n_waiting > 0 {
            output.note(&format!(
                "{} have begun or are over by their files; --approve records that with the plan",
                plural(taken.n_waiting, "milestone")
            ));
        }
        if !command.approve {
            output.note(&format!("see it: backcast show {id}, then backcast approve {id}", id = taken.id));
        }
        Ok(Exit::Done)
    })
}
