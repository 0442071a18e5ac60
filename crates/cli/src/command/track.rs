//! Recording work on milestones.

use backcast_app::AppError;
use backcast_app::track::{CriterionRef, MilestoneRef, Record, Recorded, find_milestone, milestones_of, record};
use backcast_core::track::Evidence;
use backcast_core::{CriterionId, Effort};
use backcast_document::{ChangeRecord, EvidenceRecord, read_effort};
use serde_json::json;

use super::status::logged_of;
use crate::args::{Command, Global, OnMilestone};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::style::indented;
use crate::session::{Session, with_store};

/// Runs the command that records something.
pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let named;
    let (at, what) = match command {
        Command::Start(at) => (at, Record::Start),
        Command::Log(log) => (&log.at, Record::Log { effort: effort(&log.duration)?, note: log.note.clone() }),
        Command::Percent(percent) => (&percent.at, Record::Percent(percent.percent)),
        Command::Tick(tick) => {
            let (at, criteria) = tick.which.named();
            if criteria.is_empty() && !tick.which.all {
                return list(&at, global, output);
            }
            let evidence = tick.evidence.clone().map(|text| Evidence { text: Some(text), ..Evidence::default() });
            named = at;
            (&named, Record::Tick { criteria, evidence })
        }
        Command::Untick(which) => {
            let (at, criteria) = which.named();
            named = at;
            (&named, Record::Untick(criteria))
        }
        Command::Done(done) => {
            let effort = done.log.as_deref().map(effort).transpose()?;
            (&done.at, Record::Done { effort, holds: Vec::new(), force: done.force })
        }
        Command::Reopen(why) => (&why.at, Record::Reopen(why.why.clone())),
        Command::Block(why) => (&why.at, Record::Block(why.why.clone())),
        Command::Unblock(at) => (at, Record::Unblock),
        Command::Miss(miss) => (&miss.at, Record::Miss(miss.why.clone())),
        Command::Skip(skip) => (&skip.at, Record::Skip { why: skip.why.clone(), release: skip.release }),
        Command::Release(why) => (&why.at, Record::Release(why.why.clone())),
        Command::Note(note) => (&note.at, Record::Note(note.text.join(" "))),
        _ => unreachable!("other commands record nothing"),
    };
    with_store(global, output, async |session| {
        let milestone = find_milestone(&mut session.store, &at.milestone, at.goal.as_deref()).await?;
        let on = session.day(at.on.as_deref())?;
        let recorded = match record(&mut session.store, &session.actor, &milestone, &what, on).await {
            Err(AppError::CriteriaOpen { open, .. }) if session.may_ask() => {
                match asked(session, &milestone, &open, &what, on).await? {
                    Some(recorded) => recorded,
                    None => return Ok(Exit::No),
                }
            }
            other => other?,
        };
        if global.json {
            output.data(&recorded_json(&milestone, &recorded))?;
        } else {
            output.data(&text(&milestone, &what, &recorded, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

fn effort(text: &str) -> Result<Effort, Problem> {
    read_effort(text).map_err(|error| Problem::new(Exit::Input, "duration_unknown", error.to_string(), error.fix()))
}

/// Asks which open criteria hold; with all of them, or with consent, the
/// milestone is reached.
async fn asked(
    session: &mut Session<'_>,
    milestone: &MilestoneRef,
    open: &[(usize, String)],
    what: &Record,
    on: jiff::civil::Date,
) -> Result<Option<Recorded>, Problem> {
    let stopped = |error: std::io::Error| {
        Problem::new(
            Exit::Usage,
            "interview_ended",
            format!("the questions ended early: {error}"),
            "nothing was recorded",
        )
    };
    let mut question =
        cliclack::multiselect(format!("{}: which of these hold? (space marks, enter goes on)", milestone.id));
    for (number, text) in open {
        question = question.item(*number, text, "");
    }
    let holds: Vec<usize> = question.required(false).interact().map_err(stopped)?;
    let left = open.len() - holds.len();
    let force = left > 0;
    if force {
        let question = format!("{left} still open. Count {} as done all the same?", milestone.id);
        if !cliclack::confirm(question).initial_value(false).interact().map_err(stopped)? {
            if !holds.is_empty() {
                let criteria = holds.into_iter().map(CriterionRef::Place).collect();
                let ticks = Record::Tick { criteria, evidence: None };
                record(&mut session.store, &session.actor, milestone, &ticks, on).await?;
            }
            session.output.note(&format!("{} stays open; what holds is ticked", milestone.id));
            return Ok(None);
        }
    }
    let effort = if let Record::Done { effort, .. } = what { *effort } else { None };
    let done = Record::Done { effort, holds, force };
    Ok(Some(record(&mut session.store, &session.actor, milestone, &done, on).await?))
}

/// Lists the criteria of a milestone with their numbers and ids.
fn list(at: &OnMilestone, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let OnMilestone { milestone, goal, .. } = at;
    with_store(global, output, async |session| {
        let found = find_milestone(&mut session.store, milestone, goal.as_deref()).await?;
        let stored = session.store.load(&found.portfolio).await?;
        let planned = milestones_of(&stored)?.into_iter().find(|planned| planned.milestone.id == found.id);
        let Some(planned) = planned else { return Ok(Exit::No) };
        let track = stored.ledger.track(&found.id);
        if global.json {
            let criterion = |(number, (id, text)): (usize, (CriterionId, &str))| {
                let tick = track.tick(id, text);
                let mut value =
                    json!({ "number": number, "id": id.to_string(), "text": text, "ticked": tick.is_some() });
                if let Some(evidence) = tick.and_then(|tick| tick.evidence.as_ref()) {
                    value["evidence"] = json!(EvidenceRecord::from_evidence(evidence));
                }
                value
            };
            let list: Vec<_> = (1..).zip(planned.milestone.identified_criteria()).map(criterion).collect();
            let document = json!({
                "schema": "backcast.criteria/1", "goal": found.goal.as_str(), "milestone": found.id.as_str(), "criteria": list,
            });
            output.data(&format!("{document:#}\n"))?;
        } else {
            output.data(&render::status::criteria(&planned, &track, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

fn recorded_json(milestone: &MilestoneRef, recorded: &Recorded) -> String {
    let changes: Vec<ChangeRecord> = recorded.changes.iter().map(ChangeRecord::from_change).collect();
    let freed: Vec<&str> = recorded.freed.iter().map(|planned| planned.milestone.id.as_str()).collect();
    let document = json!({
        "schema": "backcast.recorded/1",
        "goal": milestone.goal.as_str(),
        "milestone": milestone.id.as_str(),
        "version": recorded.stored.ledger.version,
        "changes": changes,
        "freed": freed,
        "milestones": recorded.n_milestones,
        "milestones_done": recorded.n_ended,
    });
    format!("{document:#}\n")
}

/// One line of prose, and what it frees.
fn text(milestone: &MilestoneRef, what: &Record, recorded: &Recorded, width: usize) -> String {
    let planned = &recorded.planned.milestone;
    let track = recorded.stored.ledger.track(&milestone.id);
    let name = format!("{} {}", milestone.id, planned.name);
    let n = recorded.changes.len();
    let line = match what {
        Record::Start => format!("{name}: started"),
        Record::Log { effort, .. } => {
            format!("{name}: {effort} h logged, {}", logged_of(&track, planned.effort.likely()))
        }
        Record::Percent(percent) => format!("{name}: {percent} % done"),
        Record::Tick { .. } if n == 0 => format!("{name}: ticked already"),
        Record::Untick(_) if n == 0 => format!("{name}: not ticked anyway"),
        Record::Tick { .. } | Record::Untick(_) => {
            let ticked = planned.identified_criteria().filter(|(id, text)| track.holds(*id, text)).count();
            let all = ticked == planned.criteria.len() && !track.has_ended();
            let next = if all { format!("; it is reached: backcast done {}", milestone.id) } else { String::new() };
            format!("{name}: {ticked} of {} criteria hold{next}", planned.criteria.len())
        }
        Record::Done { .. } => {
            format!(
                "{name}: done, {}; {} of {} milestones",
                logged_of(&track, planned.effort.likely()),
                recorded.n_ended,
                recorded.n_milestones
            )
        }
        Record::Reopen(_) => format!("{name}: open again"),
        Record::Miss(_) => format!("{name}: noted as missed; it stays to be done"),
        Record::Block(why) => format!("{name}: blocked, {why}"),
        Record::Unblock => format!("{name}: can go on"),
        Record::Skip { release: true, .. } => format!("{name}: skipped; others go ahead without it"),
        Record::Skip { release: false, .. } => {
            let id = &milestone.id;
            format!("{name}: skipped; what depends on it waits until: backcast release {id} --why REASON")
        }
        Record::Release(_) => format!("{name}: others go ahead without it"),
        Record::Note(_) => format!("{name}: noted"),
    };
    let mut text = indented(&line, 0, width);
    if !recorded.freed.is_empty() {
        let freed: Vec<String> = recorded
            .freed
            .iter()
            .map(|planned| format!("{} {}", planned.milestone.id, planned.milestone.name))
            .collect();
        text.push_str(&indented(&format!("Now possible: {}", freed.join(" · ")), 0, width));
    }
    if recorded.n_ended == recorded.n_milestones && matches!(what, Record::Done { .. } | Record::Skip { .. }) {
        text.push_str(&indented(&format!("That was the last one: {} is reached.", milestone.goal), 0, width));
    }
    text
}
