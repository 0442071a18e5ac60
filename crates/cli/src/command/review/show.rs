//! Where reviews stand, and what came of them.

use backcast_app::review::{Ask, Part, Step, StoredRun};
use backcast_document::read_plan;
use backcast_view::review as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::named;
use crate::complete;
use crate::exit::Exit;
use crate::global::{Global, LogLevel};
use crate::output::Output;
use crate::problem::Problem;
use crate::render::review::{self, Line};
use crate::session::{Named, Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct ReviewNamed {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewShow {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
    /// Print the answer of a part as it came.
    #[arg(long, value_name = "PART", conflicts_with = "brief")]
    pub(crate) part: Option<Part>,
    /// Print the packet of the part instead of its answer.
    #[arg(long, requires = "part")]
    pub(crate) packet: bool,
    /// The so-many-th attempt of the part (default: the last one).
    #[arg(long, value_name = "N", requires = "part")]
    pub(crate) attempt: Option<u32>,
    /// Print the brief.
    #[arg(long)]
    pub(crate) brief: bool,
    /// Print what happened, step by step.
    #[arg(long, conflicts_with_all = ["part", "brief"])]
    pub(crate) log: bool,
    #[command(flatten)]
    pub(crate) log_level: LogLevel,
}

pub(super) fn status(command: &ReviewNamed, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let stored_run = named(session, command.run.as_deref()).await?;
        if global.json {
            output.document(&status_view(session, &stored_run).await?)?;
            return Ok(Exit::Done);
        }
        let lines: Vec<Line> = Part::all().into_iter().map(|part| line(&stored_run, part)).collect();
        output.data(&review::status_text(&stored_run, &lines))?;
        Ok(Exit::Done)
    })
}

fn line(stored_run: &StoredRun, part: Part) -> Line {
    let slot = stored_run.run.slot(part);
    let usage = slot.taken.as_ref().map(|answer| answer.usage).unwrap_or_default();
    Line { part, state: view::part_state(stored_run, part, &slot), why: slot.why.clone().unwrap_or_default(), usage }
}

/// Where a run stands, and what came of it where it is that far.
pub(super) async fn status_view(session: &Session<'_>, stored_run: &StoredRun) -> Result<view::Review, Problem> {
    let reviewed = session.workspace.reviewed(stored_run).await?;
    Ok(view::Review::of(stored_run, reviewed.as_ref()))
}

pub(super) fn run(command: &ReviewShow, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let stored_run = named(session, command.run.as_deref()).await?;
        if command.brief {
            let brief = session.workspace.brief_of(&stored_run).await?;
            output.data(&brief)?;
            return Ok(Exit::Done);
        }
        if let Some(part) = command.part {
            let text = text_of(session, &stored_run, part, command).await?;
            output.data(&text)?;
            return Ok(Exit::Done);
        }
        if command.log {
            output.data(&log_text(session, &stored_run))?;
            return Ok(Exit::Done);
        }
        if global.json {
            output.document(&status_view(session, &stored_run).await?)?;
            return Ok(Exit::Done);
        }
        if let Some(revision) = stored_run.run.next().revision() {
            output.data(&proposal_text(session, &stored_run, revision).await?)?;
        } else {
            let lines: Vec<Line> = Part::all().into_iter().map(|part| line(&stored_run, part)).collect();
            output.data(&review::status_text(&stored_run, &lines))?;
        }
        Ok(Exit::Done)
    })
}

/// A text of a part as it was: the packet, or the answer, taken or not.
async fn text_of(
    session: &Session<'_>,
    stored_run: &StoredRun,
    part: Part,
    command: &ReviewShow,
) -> Result<String, Problem> {
    let is_meant = |ask: Ask| ask.part == part && command.attempt.is_none_or(|attempt| ask.attempt == attempt);
    let hash = stored_run.steps.iter().rev().find_map(|stored_run| match &stored_run.step {
        Step::Asked { ask, packet } if command.packet && is_meant(*ask) => Some(packet),
        Step::Answered(answer) if !command.packet && is_meant(answer.ask) => Some(&answer.text),
        _ => None,
    });
    match hash {
        Some(hash) => Ok(session.workspace.review_text(hash).await?),
        None => {
            let what = if command.packet { "packet" } else { "answer" };
            let attempt = command.attempt.map(|attempt| format!(" in attempt {attempt}")).unwrap_or_default();
            let message = format!("there is no {what} of {part}{attempt} in {} yet", stored_run.id);
            let way_on = format!("`backcast review show {} --log` shows what happened", stored_run.id);
            Err(Problem::new(Exit::Input, "text_missing", message, way_on))
        }
    }
}

/// What happened in a run: lines for people, or one of JSON for each step.
fn log_text(session: &Session<'_>, stored_run: &StoredRun) -> String {
    if session.global.json {
        return stored_run.steps.iter().map(|step| view::StepLine::of_past(stored_run, step).to_line()).collect();
    }
    let zone = session.configured.time_zone();
    stored_run
        .steps
        .iter()
        .map(|step| review::log_line(&step.at.to_zoned(zone.clone()), &step.by, &step.step))
        .collect()
}

/// What a run proposes, for people.
pub(super) async fn proposal_text(
    session: &Session<'_>,
    stored_run: &StoredRun,
    revision: u32,
) -> Result<String, Problem> {
    let Some(reviewed) = session.workspace.reviewed(stored_run).await? else { return Ok(String::new()) };
    let (_, revision_of) = session
        .plan_named(&Named { goal_file: stored_run.goal_file.clone(), goal: None, revision: Some(revision) })
        .await?;
    let text = session.workspace.plan_text(&revision_of).await?;
    // Milestones that the synthesis does not have were added by the engine.
    let plan = read_plan(stored_run.goal_file.as_str(), &text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let is_added = |name: &str| !reviewed.synthesis.milestones.iter().any(|one| one.milestone.name == name);
    let gate = plan.milestones.last().map(|planned| &planned.milestone).filter(|last| is_added(&last.name));
    let gate = gate.map(|gate| format!("{:<4} {}, {} h", gate.id, gate.name, gate.effort.likely()));
    Ok(review::proposal_text(stored_run, revision, &reviewed, gate.as_deref(), session.output.width()))
}

pub(super) fn list(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut found = Vec::new();
        for row in session.workspace.review_runs(None).await? {
            let stored_run = session.workspace.review_run(&row.id).await?;
            let begun = stored_run.steps.first().map(|step| step.at).unwrap_or_default();
            found.push((session.local_day(begun), stored_run));
        }
        if global.json {
            output.document(&view::Reviews::of(&found))?;
            return Ok(Exit::Done);
        }
        output.data(&review::list_text(&found, view::state))?;
        if found.is_empty() {
            output.note("there is no review yet; begin one: backcast review start goal.toml");
        }
        Ok(Exit::Done)
    })
}
