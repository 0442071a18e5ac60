//! `backcast review`: five reviewers and a synthesis, whoever thinks; and the
//! weekly review.

mod drive;
mod host;
mod prompts;
mod show;
mod start;
mod thinking;
mod watch;
mod week;

use backcast_app::review::StoredRun;
use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) action: ReviewAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewAction {
    /// Have a goal planned by five reviewers and a synthesis; the result is a
    /// proposal to approve.
    ///
    /// Rules do the thinking unless --by (or `planner` of the configuration)
    /// names a model, an agent or whoever calls. Every step is kept: a review
    /// that was interrupted goes on with `backcast review run`.
    Start(start::ReviewStart),
    /// Go on with a review that was interrupted or ran into a limit.
    Run(drive::ReviewRun),
    /// Print the packet of a part, to be thought about elsewhere.
    Packet(host::ReviewPacket),
    /// Hand in the answer to a part.
    Submit(host::ReviewSubmit),
    /// Where a review stands, part by part.
    Status(show::ReviewNamed),
    /// What came of a review, or one of its texts as it was.
    Show(show::ReviewShow),
    /// The reviews that are kept.
    List,
    /// End a review without a plan.
    Stop(host::ReviewStop),
    /// The prompts: list them, print one, or copy them to change them.
    Prompts(prompts::ReviewPrompts),
    /// Walk through the week in which a day lies (default: today).
    Week(week::ReviewWeek),
}

pub(crate) fn run(command: &Review, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.action {
        ReviewAction::Start(start) => start::run(start, global, output),
        ReviewAction::Run(run) => drive::run(run, global, output),
        ReviewAction::Packet(packet) => host::packet(packet, global, output),
        ReviewAction::Submit(submit) => host::submit(submit, global, output),
        ReviewAction::Status(named) => show::status(named, global, output),
        ReviewAction::Show(show) => show::run(show, global, output),
        ReviewAction::List => show::list(global, output),
        ReviewAction::Stop(stop) => host::stop(stop, global, output),
        ReviewAction::Prompts(prompts) => prompts::run(prompts, global, output),
        ReviewAction::Week(week) => week::run(week, global, output),
    }
}

/// The run that a text means; without a text, the newest one of the only goal.
async fn named(session: &Session<'_>, text: Option<&str>) -> Result<StoredRun, Problem> {
    if let Some(text) = text {
        return Ok(session.workspace.find_run(text).await?);
    }
    let runs = session.workspace.review_runs(None).await?;
    let mut goals: Vec<_> = runs.iter().map(|run| &run.goal_file).collect();
    goals.dedup();
    match (goals.as_slice(), runs.last()) {
        ([_], Some(newest)) => Ok(session.workspace.find_run(&newest.id).await?),
        ([], _) => {
            let fix = "begin one: backcast review start goal.toml";
            Err(Problem::new(Exit::Input, "no_reviews", "there is no review yet", fix))
        }
        (several, _) => {
            let message = format!("there are reviews of {} goals, and none is named", several.len());
            Err(Problem::new(Exit::Usage, "review_unnamed", message, "`backcast review list` shows them"))
        }
    }
}
