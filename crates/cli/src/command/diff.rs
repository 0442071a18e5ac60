use std::path::Path;

use backcast_core::{Plan, PlanDiff, compare};
use backcast_document::read_plan;
use backcast_view::plan as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::{Named, Session, with_store};
use crate::{complete, render};

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The earlier plan: a file or `GOAL@1`; or a goal alone.
    #[arg(add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) old: String,
    /// The later plan: a file or `GOAL@2`.
    #[arg(add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) new: Option<String>,
}

pub(crate) fn run(command: &Diff, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let is_file = |text: &str| is_there(text, global) || text == "-";
    let (old, new) = match &command.new {
        Some(new) if is_file(&command.old) && is_file(new) => (of_file(&command.old, global)?, of_file(new, global)?),
        _ => return with_store(global, output, async |session| of_goals(command, session).await),
    };
    shown(&old, &new, global, output)
}

async fn of_goals(command: &Diff, session: &Session<'_>) -> Result<Exit, Problem> {
    let (old, new) = match &command.new {
        Some(new) => (side(&command.old, session).await?, side(new, session).await?),
        None => both(&command.old, session).await?,
    };
    shown(&old, &new, session.global, session.output)
}

fn shown(old: &Plan, new: &Plan, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let diff: PlanDiff = compare(old, new);
    if global.json {
        output.document(&view::Diff::from(&diff))?;
    } else {
        output.data(&render::diff::text(&diff, new, output.width()))?;
    }
    Ok(Exit::Done)
}

/// Whether a text names a file.
fn is_there(text: &str, global: &Global) -> bool {
    global.environment.resolve(Path::new(text)).is_file()
}

fn of_file(path: &str, global: &Global) -> Result<Plan, Problem> {
    let source = backcast_host::read(&global.environment, Path::new(path))?;
    read_plan(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))
}

async fn side(text: &str, session: &Session<'_>) -> Result<Plan, Problem> {
    if is_there(text, session.global) {
        return of_file(text, session.global);
    }
    let named = session.named(Some(text)).await?;
    stored_plan(&named, session).await
}

async fn stored_plan(named: &Named, session: &Session<'_>) -> Result<Plan, Problem> {
    let (stored, revision) = session.plan_named(named).await?;
    Ok(session.workspace.plan_of(&stored, &revision).await?)
}

/// From the plan that holds to the one that waits, else from the baseline to
/// the plan that holds.
async fn both(goal: &str, session: &Session<'_>) -> Result<(Plan, Plan), Problem> {
    let named = session.named(Some(goal)).await?;
    let (stored, current) = session.plan_named(&named).await?;
    let ledger = &stored.ledger;
    let approved = ledger.approved().map(|plan| plan.revision).filter(|&revision| revision != current.revision);
    let before = match (named.revision, approved) {
        (Some(_), _) => current.parent,
        (None, Some(approved)) => Some(approved),
        (None, None) => ledger.baseline.filter(|&revision| revision != current.revision).or(current.parent),
    };
    let Some(before) = before else {
        let message = format!("`{}` has only one plan", stored.id);
        return Err(Problem::new(Exit::Input, "nothing_to_compare", message, "name two plans: backcast diff A B"));
    };
    let old = stored_plan(&Named { revision: Some(before), ..named.clone() }, session).await?;
    let new = stored_plan(&Named { revision: Some(current.revision), ..named }, session).await?;
    Ok((old, new))
}
