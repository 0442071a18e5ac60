//! Carrying a review on, and what is said when it goes no further.

use backcast_app::review::{Next, Outcome, Part, StoredRun};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::thinking::{Ready, Thinking};
use super::watch::Watch;
use super::{named, show, thinking};
use crate::complete;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::review;
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct ReviewRun {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
    #[command(flatten)]
    pub(crate) thinking: Thinking,
}

pub(super) fn run(command: &ReviewRun, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut stored_run = named(session, command.run.as_deref()).await?;
        if global.dry_run {
            let next = stored_run.run.next();
            return say_next(session, &stored_run, &next).await;
        }
        let by = thinking::who(&command.thinking, &session.configured, Some(&stored_run.run.way));
        let (folder, spent) = (std::path::Path::new("."), stored_run.run.usage.micros);
        let ready = thinking::ready(&command.thinking, by, &session.configured, output, folder, spent)?;
        session.workspace.prepare_review().await?;
        carry_on(session, &mut stored_run, &ready, &command.thinking).await
    })
}

/// Carries a run on as far as it goes, and says what came of it.
pub(super) async fn carry_on(
    session: &Session<'_>,
    stored_run: &mut StoredRun,
    ready: &Ready,
    thinking: &Thinking,
) -> Result<Exit, Problem> {
    let (output, is_json) = (session.output, session.global.json);
    let watch = Watch::new(output, is_json, thinking.follow);
    let carried =
        session.workspace.advance_review(stored_run, ready.thinker(), &|run, step| watch.see(run, step)).await;
    drop(watch);
    if let Some(total) = review::total_text(stored_run.run.usage).filter(|_| !is_json) {
        output.note(&format!("altogether: {total}"));
    }
    let next = carried.map_err(|error| with_way_on(error.into(), &stored_run.id))?;
    say_next(session, stored_run, &next).await
}

/// A problem that leaves the run as it is says how to go on.
fn with_way_on(problem: Problem, run: &str) -> Problem {
    problem.and_then(&format!("then go on: backcast review run {run}"))
}

/// Says where a run stands now.
pub(super) async fn say_next(session: &Session<'_>, stored_run: &StoredRun, next: &Next) -> Result<Exit, Problem> {
    let output = session.output;
    if session.global.json {
        output.document(&show::status_view(session, stored_run).await?)?;
    }
    match next {
        Next::Ask(asks) => {
            if !session.global.json {
                let parts: Vec<&str> = asks.iter().map(|ask| ask.part.as_str()).collect();
                output.data(&format!("{} waits for {}\n", stored_run.id, parts.join(", ")))?;
                let first = asks.first().map_or(Part::Synthesis, |ask| ask.part);
                output.note(&format!(
                    "think about one: backcast review packet {id} {first}, then backcast review submit {id} {first} --file ANSWER",
                    id = stored_run.id
                ));
            }
            Ok(Exit::Done)
        }
        Next::Proposed(revision) => {
            if !session.global.json {
                output.data(&show::proposal_text(session, stored_run, *revision).await?)?;
                output.note(&format!(
                    "see the dates: backcast show {id}@{revision}, then backcast approve {id}, or backcast reject {id} --why REASON",
                    id = stored_run.goal_file
                ));
            }
            Ok(Exit::Done)
        }
        Next::Stop(outcome) => {
            if !session.global.json {
                output.data(&format!("{} has ended without a plan: {outcome}\n", stored_run.id))?;
                for fault in faults(stored_run, outcome) {
                    output.note(&format!("  {fault}"));
                }
                output.note(&format!(
                    "everything is kept: backcast review show {} --log; a new one: backcast review start {}",
                    stored_run.id, stored_run.goal_file
                ));
            }
            Ok(Exit::No)
        }
        Next::Propose(_) => {
            if !session.global.json {
                output.data(&format!("{} has its synthesis and is about to propose a plan\n", stored_run.id))?;
                output.note(&format!("go on: backcast review run {}", stored_run.id));
            }
            Ok(Exit::Done)
        }
    }
}

/// What led to an end without a plan, one by one.
fn faults(stored_run: &StoredRun, outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::SynthesisRefused(faults) => faults.clone(),
        Outcome::TooFewReviews(_) => {
            stored_run.run.gaps().iter().map(|gap| format!("{}: {}", gap.perspective, gap.why)).collect()
        }
        _ => Vec::new(),
    }
}
