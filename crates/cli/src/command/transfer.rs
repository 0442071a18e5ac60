//! Moving everything between machines and databases.

use std::path::PathBuf;

use backcast_app::AppError;
use backcast_app::review::{TakingOver, load_folder, read_folder};
use backcast_core::plural;
use backcast_document::read_export;
use backcast_store::LeftOut;
use backcast_view::transfer as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

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
}

pub(crate) fn export(command: &Export, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if let Some(folder) = &command.artifacts {
        return with_store(global, output, async |session| {
            let named = session.named(command.goal.as_deref()).await?;
            let (stored, revision) = session.plan_named(&named).await?;
            let n_written = artifacts::write(session, &stored, &revision, folder).await?;
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
            None => output.data(&text)?,
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

/// Takes over a folder of files beside the work.
fn import_folder(command: &Import, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let files = load_folder(&global.environment.resolve(&command.file))?;
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
        let taking = TakingOver { folder: &folder, source: &source, goal: goal.as_ref(), approves: command.approve };
        let taken = session.workspace.take_over(&taking, &rand::random).await?;
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
