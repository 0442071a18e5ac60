//! Where reviews stand, and what came of them.

use backcast_app::review::{Ask, KeptRun, Next, Part, ResponseKind, Slot, Step, reviewed};
use backcast_core::MilestoneId;
use backcast_document::read_plan;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use serde_json::{Value, json};

use super::named;
use super::watch::{dollars, seconds, step_json};
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
        let kept = named(session, command.run.as_deref()).await?;
        if global.json {
            let document = status_json(session, &kept).await?;
            output.data(&format!("{document:#}\n"))?;
            return Ok(Exit::Done);
        }
        let lines: Vec<Line> = Part::all().into_iter().map(|part| line(&kept, part)).collect();
        output.data(&review::status_text(&kept, &lines))?;
        Ok(Exit::Done)
    })
}

fn line(kept: &KeptRun, part: Part) -> Line {
    let slot = kept.run.slot(part);
    let usage = slot.taken.as_ref().map(|answer| answer.usage).unwrap_or_default();
    Line { part, state: part_state(kept, part, &slot), why: slot.why.clone().unwrap_or_default(), usage }
}

fn part_state(kept: &KeptRun, part: Part, slot: &Slot) -> &'static str {
    let is_gap = kept.run.gaps().iter().any(|gap| Part::Review(gap.perspective) == part);
    match (&slot.taken, is_gap, &slot.packet) {
        (Some(_), ..) => "taken",
        (None, true, _) => "missing",
        (None, false, Some(_)) if slot.why.is_some() => "asked again",
        (None, false, Some(_)) => "asked",
        (None, false, None) => "open",
    }
}

/// Where a run stands, as JSON.
pub(super) async fn status_json(session: &Session<'_>, kept: &KeptRun) -> Result<Value, Problem> {
    let part = |part: Part| {
        let slot = kept.run.slot(part);
        let answer = slot.taken.as_ref().or(slot.refused.as_ref());
        json!({
            "part": part.as_str(),
            "state": part_state(kept, part, &slot),
            "packet": slot.packet.as_ref().map(|hash| hash.as_str().to_owned()),
            "answer": answer.map(|answer| answer.text.as_str().to_owned()),
            "why": slot.why,
            "repairs": answer.map(|answer| answer.repairs.clone()).unwrap_or_default(),
        })
    };
    let next = kept.run.next();
    let mut document = json!({
        "schema": "backcast.review/1",
        "run": kept.id,
        "goal": kept.portfolio.as_str(),
        "by": kept.run.way.as_str(),
        "prompts": kept.run.prompts,
        "state": state(&next),
        "parts": Part::all().into_iter().map(part).collect::<Vec<_>>(),
        "next": next_json(&next),
        "usage": {
            "tokens_in": kept.run.usage.tokens_in,
            "tokens_out": kept.run.usage.tokens_out,
            "dollars": dollars(kept.run.usage.micros),
            "seconds": seconds(kept.run.usage.millis),
        },
    });
    match &next {
        Next::Proposed(revision) => document["revision"] = (*revision).into(),
        Next::Stop(outcome) => {
            document["stopped"] = json!({ "code": outcome.code(), "message": outcome.to_string() });
        }
        Next::Ask(_) | Next::Propose(_) => {}
    }
    if let Some(reviewed) = reviewed(&mut session.store.clone(), kept).await? {
        let synthesis = &reviewed.synthesis;
        let responses: Vec<Value> = synthesis
            .responses
            .iter()
            .map(|one| {
                let to = if let ResponseKind::Deferred(to) = &one.kind { Some(to.to_string()) } else { None };
                json!({ "finding": one.finding.as_str(), "response": one.kind.as_str(), "reason": one.reason, "milestone": to })
            })
            .collect();
        let findings: Vec<Value> = reviewed
            .findings
            .iter()
            .map(|one| {
                json!({
                    "id": one.id.as_str(), "severity": one.severity.as_str(),
                    "finding": one.text, "suggestion": one.suggestion,
                })
            })
            .collect();
        let conflicts: Vec<Value> = synthesis
            .conflicts
            .iter()
            .map(|one| json!({ "conflict": one.conflict, "resolution": one.resolution, "rationale": one.rationale }))
            .collect();
        let rejected: Vec<Value> = synthesis
            .rejected
            .iter()
            .map(|one| json!({ "proposal": one.proposal, "source": one.source, "reason": one.reason }))
            .collect();
        let groups: Vec<Vec<&str>> =
            reviewed.groups.iter().map(|group| group.iter().map(MilestoneId::as_str).collect()).collect();
        document["findings"] = findings.into();
        document["responses"] = responses.into();
        document["conflicts"] = conflicts.into();
        document["rejected_proposals"] = rejected.into();
        document["execution_order"] = json!(groups);
    }
    Ok(document)
}

/// The state of a run as a word.
fn state(next: &Next) -> &'static str {
    match next {
        Next::Ask(_) => "asking",
        Next::Propose(_) => "proposing",
        Next::Proposed(_) => "proposed",
        Next::Stop(_) => "stopped",
    }
}

/// What comes next as JSON.
fn next_json(next: &Next) -> Value {
    match next {
        Next::Ask(asks) => {
            let parts: Vec<_> =
                asks.iter().map(|ask| json!({ "part": ask.part.as_str(), "attempt": ask.attempt })).collect();
            json!(parts)
        }
        _ => json!([]),
    }
}

pub(super) fn run(command: &ReviewShow, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let kept = named(session, command.run.as_deref()).await?;
        if command.brief {
            let brief = kept.brief(&mut session.store.clone()).await?;
            output.data(&brief)?;
            return Ok(Exit::Done);
        }
        if let Some(part) = command.part {
            let text = text_of(session, &kept, part, command).await?;
            output.data(&text)?;
            return Ok(Exit::Done);
        }
        if command.log {
            output.data(&log_text(session, &kept))?;
            return Ok(Exit::Done);
        }
        if global.json {
            let document = status_json(session, &kept).await?;
            output.data(&format!("{document:#}\n"))?;
            return Ok(Exit::Done);
        }
        if let Next::Proposed(revision) = kept.run.next() {
            output.data(&proposal_text(session, &kept, revision).await?)?;
        } else {
            let lines: Vec<Line> = Part::all().into_iter().map(|part| line(&kept, part)).collect();
            output.data(&review::status_text(&kept, &lines))?;
        }
        Ok(Exit::Done)
    })
}

/// A text of a part as it was: the packet, or the answer, taken or not.
async fn text_of(session: &Session<'_>, kept: &KeptRun, part: Part, command: &ReviewShow) -> Result<String, Problem> {
    let is_meant = |ask: Ask| ask.part == part && command.attempt.is_none_or(|attempt| ask.attempt == attempt);
    let hash = kept.steps.iter().rev().find_map(|kept| match &kept.step {
        Step::Asked { ask, packet } if command.packet && is_meant(*ask) => Some(packet),
        Step::Answered(answer) if !command.packet && is_meant(answer.ask) => Some(&answer.text),
        _ => None,
    });
    match hash {
        Some(hash) => Ok(session.store.document(hash).await?),
        None => {
            let what = if command.packet { "packet" } else { "answer" };
            let attempt = command.attempt.map(|attempt| format!(" in attempt {attempt}")).unwrap_or_default();
            let message = format!("there is no {what} of {part}{attempt} in {} yet", kept.id);
            let way_on = format!("`backcast review show {} --log` shows what happened", kept.id);
            Err(Problem::new(Exit::Input, "text_missing", message, way_on))
        }
    }
}

/// What happened in a run: lines for people, or one of JSON for each step.
fn log_text(session: &Session<'_>, kept: &KeptRun) -> String {
    if session.global.json {
        return kept
            .steps
            .iter()
            .map(|step| {
                let mut event = step_json(kept, &step.step);
                event["at"] = step.at.to_string().into();
                event["actor"] = step.by.as_str().into();
                format!("{event}\n")
            })
            .collect();
    }
    let zone = session.configured.time_zone();
    kept.steps.iter().map(|step| review::log_line(&step.at.to_zoned(zone.clone()), &step.by, &step.step)).collect()
}

/// What a run proposes, for people.
pub(super) async fn proposal_text(session: &Session<'_>, kept: &KeptRun, revision: u32) -> Result<String, Problem> {
    let Some(reviewed) = reviewed(&mut session.store.clone(), kept).await? else { return Ok(String::new()) };
    let (_, revision_of) =
        session.plan_named(&Named { portfolio: kept.portfolio.clone(), goal: None, revision: Some(revision) }).await?;
    let text = session.store.document(&revision_of.document).await?;
    // Milestones that the synthesis does not have were added by the engine.
    let plan = read_plan(kept.portfolio.as_str(), &text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let is_added = |name: &str| !reviewed.synthesis.milestones.iter().any(|one| one.milestone.name == name);
    let gate = plan.milestones.last().map(|planned| &planned.milestone).filter(|last| is_added(&last.name));
    let gate = gate.map(|gate| format!("{:<4} {}, {} h", gate.id, gate.name, gate.effort.likely()));
    Ok(review::proposal_text(kept, revision, &reviewed, gate.as_deref(), session.output.width()))
}

pub(super) fn list(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut found = Vec::new();
        for row in session.store.review_runs(None).await? {
            let kept = KeptRun::load(&mut session.store.clone(), &row.id).await?;
            let begun = kept.steps.first().map(|step| step.at).unwrap_or_default();
            found.push((session.local_day(begun), kept));
        }
        if global.json {
            let runs: Vec<Value> = found
                .iter()
                .map(|(day, kept)| {
                    json!({
                        "run": kept.id, "goal": kept.portfolio.as_str(), "by": kept.run.way.as_str(),
                        "state": state(&kept.run.next()), "began": day.to_string(),
                    })
                })
                .collect();
            output.data(&format!("{:#}\n", json!({ "schema": "backcast.reviews/1", "reviews": runs })))?;
            return Ok(Exit::Done);
        }
        output.data(&review::list_text(&found, state))?;
        if found.is_empty() {
            output.note("there is no review yet; begin one: backcast review start goal.toml");
        }
        Ok(Exit::Done)
    })
}
