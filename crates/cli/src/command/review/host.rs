//! Packets out, answers in.

use backcast_app::review::{
    Next, Part, REPLY_BYTES_MAX, Submission, Submitted, abandon, examine, give_up, packet as packet_of,
    submit as submit_to,
};
use serde_json::json;

use super::{Equipment, drive, named};
use crate::args::{Global, ReviewPacket, ReviewStop, ReviewSubmit};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;

pub(super) fn packet(command: &ReviewPacket, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut kept = named(session, Some(&command.run)).await?;
        let equipment = Equipment::of(session).await?;
        let means = equipment.means();
        let part = command.part.unwrap_or_else(|| match kept.run.next() {
            Next::Ask(asks) => asks.first().map_or(Part::Synthesis, |ask| ask.part),
            _ => Part::Synthesis,
        });
        let packet = packet_of(&mut session.store, &means, &mut kept, part).await?;
        if global.json {
            let document = json!({
                "schema": "backcast.packet/1", "run": kept.id, "part": packet.ask.part.as_str(),
                "attempt": packet.ask.attempt, "hash": packet.hash.as_str(), "text": packet.text,
            });
            output.data(&format!("{document:#}\n"))?;
            return Ok(Exit::Done);
        }
        match &command.out {
            Some(path) => output.file(path, &packet.text)?,
            None => output.data(&packet.text)?,
        }
        let short = &packet.hash.as_str()[..12];
        output.note(&format!("answer it: backcast review submit {} {part} --packet {short} --file ANSWER", kept.id));
        Ok(Exit::Done)
    })
}

pub(super) fn submit(command: &ReviewSubmit, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let text = match &command.file {
        Some(file) => Some(backcast_host::read_up_to(&global.environment, file, REPLY_BYTES_MAX)?.text),
        None => None,
    };
    with_store(global, output, async |session| {
        let mut kept = named(session, Some(&command.run)).await?;
        let equipment = Equipment::of(session).await?;
        let means = equipment.means();
        let (store, part) = (&mut session.store, command.part);
        let packet = command.packet.as_deref();
        let submission = text.as_deref().map(|text| Submission { part, text, packet });
        let submitted = match (submission, &command.failed) {
            (Some(submission), _) if global.dry_run => examine(store, &means, &kept, &submission).await?,
            (Some(submission), _) => submit_to(store, &means, &mut kept, &submission).await?,
            (None, why) => give_up(store, &means, &mut kept, part, why.as_deref().unwrap_or("no reason given")).await?,
        };
        if !global.json {
            say(&submitted, part, global.dry_run, output);
        }
        let exit = drive::say_next(session, &kept, &submitted.next).await?;
        let is_refused = !submitted.faults.is_empty() && command.failed.is_none();
        Ok(if is_refused { Exit::No } else { exit })
    })
}

fn say(submitted: &Submitted, part: Part, is_dry_run: bool, output: &Output) {
    for repair in &submitted.repairs {
        output.note(&format!("mended: {repair}"));
    }
    if submitted.faults.is_empty() {
        output.note(&format!("{part} {} taken", if is_dry_run { "would be" } else { "is" }));
        return;
    }
    output.note(&format!("{part} {} taken:", if is_dry_run { "would not be" } else { "is not" }));
    for fault in &submitted.faults {
        output.note(&format!("  {fault}"));
    }
}

pub(super) fn stop(command: &ReviewStop, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut kept = named(session, Some(&command.run)).await?;
        let actor = session.actor.clone();
        abandon(&mut session.store, &actor, &mut kept, &command.why).await?;
        if global.json {
            let document = super::show::status_json(session, &kept).await?;
            output.data(&format!("{document:#}\n"))?;
        } else {
            output.data(&format!("{} is ended; what was said in it stays\n", kept.id))?;
        }
        Ok(Exit::Done)
    })
}
