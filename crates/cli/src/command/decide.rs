//! Decisions about plans and goals, and taking them back.

use std::path::PathBuf;

use backcast_app::consent::{Approval, ToApprove};
use backcast_app::repository::revision_of;
use backcast_core::Verdict;
use backcast_core::track::Event;
use backcast_document::read_plan;
use backcast_view::{history as view, words};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::consent::{Asked, TokenArguments};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;
use crate::{artifacts, complete, render};

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
    /// Write the plan as files beside the work, for agents and people that
    /// carry it out; below docs/engineering-discipline/harness where no folder
    /// is named.
    #[arg(long, value_name = "DIR")]
    pub(crate) artifacts: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub(crate) tokens: TokenArguments,
}

#[derive(Debug, Args)]
pub(crate) struct Reject {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Drop {
    /// The goal: its id or the beginning of it.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: String,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
    #[command(flatten)]
    pub(crate) tokens: TokenArguments,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The goal; without one, the goal that you changed last.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Even where the last change is another person's.
    #[arg(long)]
    pub(crate) force: bool,
}

pub(crate) fn approve(command: &Approve, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let folder_of = |folder: &Option<PathBuf>| artifacts::folder_of(session, &named.goal_file, folder.as_deref());
        let folder = command.artifacts.as_ref().map(folder_of).transpose()?;
        let how =
            ToApprove { revision: named.revision, allow_many: command.allow_many, artifacts: folder, n_recorded: 0 };
        let decided = match session.workspace.question_to_approve(&named.goal_file, &how).await? {
            Approval::Was(decided) => *decided,
            Approval::Open(question) => {
                let instead = words::command_to_decide(question.subject());
                match session.ask(*question, &command.tokens, &instead).await? {
                    Asked::Agreed(agreed) => session.workspace.decide(*agreed).await?,
                    Asked::TokenMade => return Ok(Exit::Done),
                }
            }
        };
        let (id, revision) = (&decided.stored.id, decided.revision);
        if let Some(folder) = &command.artifacts {
            let plan = revision_of(id, &decided.stored.ledger, Some(revision))?.clone();
            artifacts::write(session, &decided.stored, &plan, folder.as_deref()).await?;
        }
        if global.json {
            output.document(&view::Decided::approved(&decided.stored, revision))?;
            return Ok(Exit::Done);
        }
        let was = if decided.was_so { " already" } else { "" };
        output.data(&format!("{id}: revision {revision} is approved{was} and locked\n"))?;
        let text = decided.stored.ledger.plan(revision).and_then(|plan| decided.stored.document(&plan.document));
        if let Some(plan) = text.and_then(|text| read_plan(id.as_str(), text).ok())
            && plan.feasibility.verdict == Verdict::Infeasible
        {
            output.note("it does not meet the deadline; its dates are the honest ones");
        }
        output.note("what to do now: backcast next");
        Ok(Exit::Done)
    })
}

pub(crate) fn reject(command: &Reject, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let decided = session.workspace.reject(&named.goal_file, named.revision, &command.why).await?;
        let (id, revision) = (&decided.stored.id, decided.revision);
        if global.json {
            output.document(&view::Decided::rejected(&decided.stored, revision))?;
        } else {
            output.data(&format!("{id}: revision {revision} is rejected\n"))?;
            output.note(&format!(
                "change the goal file and add it again, or edit the plan: backcast edit {id}@{revision}"
            ));
        }
        Ok(Exit::Done)
    })
}

pub(crate) fn drop(command: &Drop, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(Some(&command.goal)).await?;
        let question = session.workspace.question_to_drop(&named.goal_file, &command.why).await?;
        let instead = words::command_to_decide(question.subject());
        let stored = match session.ask(question, &command.tokens, &instead).await? {
            Asked::Agreed(agreed) => session.workspace.decide(*agreed).await?.stored,
            Asked::TokenMade => return Ok(Exit::Done),
        };
        if global.json {
            output.document(&view::Decided::dropped(&stored))?;
        } else {
            output.data(&format!("{} is dropped; its history stays\n", stored.id))?;
            output.note(&format!("bring it back: backcast undo {}", stored.id));
        }
        Ok(Exit::Done)
    })
}

pub(crate) fn undo(command: &Undo, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let id = match &command.goal {
            Some(goal) => session.named(Some(goal)).await?.goal_file,
            None => session.workspace.last_changed().await?,
        };
        let (stored, undone) = session.workspace.undo(&id, command.force).await?;
        if global.json {
            output.document(&view::Undone::of(&stored, &undone))?;
        } else {
            let line = |event: &Event| render::style::item("·", &words::line(event), 2, output.width());
            let lines: String = undone.iter().map(line).collect();
            output.data(&format!("undone in {id}:\n{lines}"))?;
        }
        Ok(Exit::Done)
    })
}
