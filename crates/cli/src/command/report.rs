//! What somebody can send where planning ends in a mistake of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::task::Poll;

use backcast_app::{AppError, WriteOptions};
use backcast_core::{GoalFileId, Plan};
use backcast_engine::{EngineError, Options, propose};
use backcast_view::Document;
use backcast_view::report as view;

use crate::exit::Exit;
use crate::input;
use crate::problem::Problem;
use crate::session::{Session, workspace};

/// The file that a report is written to where no other is named.
const REPORT_FILE: &str = "backcast-report.json";
/// The id of a goal in a file that holds no other: a word of ours.
const ONLY_GOAL: &str = "goal";

/// Writes a report about everything that is kept, and about a goal file beside
/// it.
pub(crate) async fn write(session: &Session<'_>, beside: Option<&Path>, out: Option<&Path>) -> Result<Exit, Problem> {
    let inspection = session.workspace.inspect_store().await?;
    let mut goals = Vec::new();
    if let Some(path) = beside {
        goals.push(of_file(session, path).await?);
    }
    let kept: BTreeSet<GoalFileId> = session.workspace.goals().await?.into_iter().map(|goal| goal.goal_file).collect();
    for (number, id) in kept.iter().enumerate() {
        goals.push(of_kept(session, id, &format!("goal-{}", number + 1)).await?);
    }
    let findings = inspection.faults.iter().map(|fault| fault.kind.as_str().to_owned()).collect();
    let report = view::Report::of(env!("CARGO_PKG_VERSION"), &inspection.engine, findings, goals);
    if session.global.json && out.is_none() {
        session.output.document(&report)?;
        return Ok(Exit::Done);
    }
    session.output.file(out.unwrap_or(Path::new(REPORT_FILE)), &report.to_text())?;
    session.output.note("it holds dates, hours and ids, and no text of yours; read it before you send it");
    Ok(Exit::Done)
}

/// A goal file that is not kept.
async fn of_file(session: &Session<'_>, path: &Path) -> Result<view::ReportedGoal, Problem> {
    let source = backcast_host::read(&session.global.environment, path)?;
    let document = input::parse_goal(&source, session.workspace.clock(), session.output)?;
    let goals = document.goal_file.goals.iter().enumerate();
    let names = goals.filter(|(_, goal)| goal.id.as_str() != ONLY_GOAL);
    let names = names.map(|(number, goal)| (goal.id.to_string(), format!("goal-0.{}", number + 1))).collect();
    let reported = view::ReportedGoal::of("goal-0", &source.text, &[], &[], &names);
    let library = session.workspace.library()?;
    let planned = async { Ok(propose(document.goal_file, session.today(), library, &options())?) };
    Ok(with_plan(reported, unless_it_panics(planned).await, &names))
}

async fn of_kept(session: &Session<'_>, id: &GoalFileId, name: &str) -> Result<view::ReportedGoal, Problem> {
    let stored = session.workspace.stored(id).await?;
    let mut names: BTreeMap<String, String> = [(id.to_string(), name.to_owned())].into();
    let goals = stored.ledger.goal_revisions.iter().flat_map(|revision| &revision.goals);
    for (number, (lasting, own)) in goals.enumerate() {
        for id in [lasting.to_string(), own.to_string()].into_iter().filter(|id| id != ONLY_GOAL) {
            names.entry(id).or_insert_with(|| format!("{name}.{}", number + 1));
        }
    }
    let mut plans = Vec::new();
    for plan in &stored.ledger.plans {
        plans.push(session.workspace.plan_text(plan).await?);
    }
    let log = session.workspace.history(id).await?;
    let reported = view::ReportedGoal::of(name, stored.goal_text().unwrap_or_default(), &plans, &log, &names);
    let tried =
        workspace(&session.configured, session.global).writing(WriteOptions { dry_run: true, if_version: None });
    let planned = async {
        let proposal = tried.propose_stored(id, session.workspace.library()?, &options()).await?;
        Ok(proposal.plan)
    };
    let planned = unless_it_panics(planned).await;
    tried.close().await;
    Ok(with_plan(reported, planned, &names))
}

fn options() -> Options {
    Options { assume: true, force: true, allow_many: true, ..Options::default() }
}

fn with_plan(
    reported: view::ReportedGoal,
    planned: Option<Result<Plan, AppError>>,
    names: &BTreeMap<String, String>,
) -> view::ReportedGoal {
    let error = match &planned {
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(error.code().to_owned()),
        None => Some("panic".to_owned()),
    };
    let reported = view::ReportedGoal { error, ..reported };
    match planned {
        Some(Err(AppError::Engine(EngineError::Audit { findings, plan }))) => {
            reported.refusing(&findings, &plan, names)
        }
        _ => reported,
    }
}

/// The answer; nothing where looking for it panics, which belongs into the
/// report.
async fn unless_it_panics<T>(answer: impl Future<Output = T>) -> Option<T> {
    let mut answer = std::pin::pin!(answer);
    std::future::poll_fn(|ctx| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(ctx))) {
        Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    })
    .await
}
