//! Packets out, answers in.

use std::path::PathBuf;

use backcast_app::review::{Part, REPLY_BYTES_MAX, Submission, Submitted};
use backcast_view::review as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::{drive, named};
use crate::complete;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;

#[derive(Debug, Args)]
pub(crate) struct ReviewPacket {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis;
    /// the first that waits where absent.
    #[arg(value_name = "PART")]
    pub(crate) part: Option<Part>,
    /// Write it to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewSubmit {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis.
    #[arg(value_name = "PART")]
    pub(crate) part: Part,
    /// The file with the answer; `-` reads standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "failed")]
    pub(crate) file: Option<PathBuf>,
    /// Hash of the packet that was answered: another one is refused.
    #[arg(long, value_name = "HASH")]
    pub(crate) packet: Option<String>,
    /// Say that there will be no answer this time, and why.
    #[arg(long, value_name = "WHY", conflicts_with_all = ["file", "packet"])]
    pub(crate) failed: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewStop {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// The reason.
    #[arg(long, value_name = "REASON")]
    pub(crate) why: String,
}

pub(super) fn packet(command: &ReviewPacket, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut stored_run = named(session, Some(&command.run)).await?;
        let part = command.part.unwrap_or_else(|| stored_run.run.next().first_part());
        let packet = session.workspace.review_packet(&mut stored_run, part).await?;
        if global.json {
            output.document(&view::Packet::of(&stored_run.id, &packet))?;
            return Ok(Exit::Done);
        }
        match &command.out {
            Some(path) => output.file(path, &packet.text)?,
            None => output.data(&packet.text)?,
        }
        let short = &packet.hash.as_str()[..12];
        output.note(&format!(
            "answer it: backcast review submit {} {part} --packet {short} --file ANSWER",
            stored_run.id
        ));
        Ok(Exit::Done)
    })
}

pub(super) fn submit(command: &ReviewSubmit, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let text = match &command.file {
        Some(file) => Some(backcast_host::read_up_to(&global.environment, file, REPLY_BYTES_MAX)?.text),
        None => None,
    };
    with_store(global, output, async |session| {
        let mut stored_run = named(session, Some(&command.run)).await?;
        let (workspace, part) = (&session.workspace, command.part);
        let packet = command.packet.as_deref();
        let submission = text.as_deref().map(|text| Submission { part, text, packet });
        let submitted = match (submission, &command.failed) {
            (Some(submission), _) if global.dry_run => workspace.examine_answer(&stored_run, &submission).await?,
            (Some(submission), _) => workspace.submit_answer(&mut stored_run, &submission).await?,
            (None, why) => {
                workspace.give_up_part(&mut stored_run, part, why.as_deref().unwrap_or("no reason given")).await?
            }
        };
        if !global.json {
            say(&submitted, part, global.dry_run, output);
        }
        let exit = drive::say_next(session, &stored_run, &submitted.next).await?;
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
        let mut stored_run = named(session, Some(&command.run)).await?;
        session.workspace.abandon_review(&mut stored_run, &command.why).await?;
        if global.json {
            output.document(&super::show::status_view(session, &stored_run).await?)?;
        } else {
            output.data(&format!("{} is ended; what was said in it stays\n", stored_run.id))?;
        }
        Ok(Exit::Done)
    })
}
