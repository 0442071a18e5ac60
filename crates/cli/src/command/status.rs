use backcast_core::Effort;
use backcast_core::track::Track;
use backcast_document::read_plan;
use backcast_view::{status as view, words};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::{Session, with_store};
use crate::{complete, render};

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// One goal in detail.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// All goals, however many.
    #[arg(long)]
    pub(crate) all: bool,
}

/// More goals than these are counted and not listed.
const SHOWN: usize = 25;
/// More goals than anybody has.
const ALL: usize = 10_000_000;

pub(crate) fn run(command: &Status, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| match &command.goal {
        Some(goal) => one(goal, session).await,
        None => all(command.all, session).await,
    })
}

async fn all(list_all: bool, session: &Session<'_>) -> Result<Exit, Problem> {
    let today = session.today();
    let output = session.output;
    if session.global.json {
        let goals = session.workspace.goals().await?;
        output.document(&view::Status::of(&goals, today))?;
        return Ok(Exit::Done);
    }
    let counts = session.workspace.goal_counts().await?;
    let goals = session.workspace.live_goals(if list_all { ALL } else { SHOWN }).await?;
    let n: usize = counts.iter().map(|count| count.n).sum();
    if let ([only], 1) = (goals.as_slice(), n) {
        let id = only.id.to_string();
        return one(&id, session).await;
    }
    output.data(&render::status::overview(&counts, &goals, today, output.width_of_rows()))?;
    Ok(Exit::Done)
}

async fn one(goal: &str, session: &Session<'_>) -> Result<Exit, Problem> {
    let named = session.named(Some(goal)).await?;
    let mut goals = session.workspace.goals_of(&named.goal_file).await?;
    goals.retain(|row| named.goal.as_ref().is_none_or(|goal| row.id == *goal));
    let mut rows = session.workspace.milestones(&named.goal_file).await?;
    rows.retain(|row| goals.iter().any(|goal| goal.id == row.goal));
    let stored = session.workspace.stored(&named.goal_file).await?;
    let baseline = baseline_dues(session, &stored).await?;
    let today = session.today();
    let output = session.output;
    if session.global.json {
        output.document(&view::StatusGoal::of(&goals, &rows, &stored, &baseline, today))?;
    } else {
        output.data(&render::status::goal(&goals, &rows, &stored, &baseline, today, output.width_of_rows()))?;
    }
    Ok(Exit::Done)
}

/// The due dates of the plan that was approved first.
async fn baseline_dues(
    session: &Session<'_>,
    stored: &backcast_store::Stored,
) -> Result<Vec<(backcast_core::MilestoneId, jiff::civil::Date)>, Problem> {
    let Some(plan) = stored.ledger.baseline.and_then(|revision| stored.ledger.plan(revision)) else {
        return Ok(Vec::new());
    };
    let text = session.workspace.plan_text(plan).await?;
    let plan = read_plan(stored.id.as_str(), &text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    Ok(plan.milestones.into_iter().map(|planned| (planned.milestone.id, planned.due)).collect())
}

/// What was logged on one goal, for one line of prose.
pub(crate) fn logged_of(track: &Track, planned: Effort) -> String {
    words::hours_of(track.logged(), planned)
}
