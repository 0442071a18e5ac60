//! Reviews as text: where they stand, and what they propose.

use backcast_app::review::{Ask, Next, Part, ResponseKind, Reviewed, Step, StoredRun, Usage};
use backcast_core::audit::{N_MILESTONES_USUAL, N_MILESTONES_WITHOUT_CONSENT};
use backcast_core::plural;
use backcast_core::track::ContentHash;
use backcast_view::words;
use jiff::Zoned;
use jiff::civil::Date;

use super::style::{bold, dim, long_day, paragraph};

/// Where a part stands.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) part: Part,
    pub(crate) state: &'static str,
    pub(crate) why: String,
    pub(crate) usage: Usage,
}

/// Where a run stands, part by part.
pub(crate) fn status_text(stored_run: &StoredRun, lines: &[Line]) -> String {
    let mut text = format!("{}  by {}\n\n", bold(&stored_run.id), stored_run.run.way.as_str());
    for Line { part, state, why, usage } in lines {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        text.push_str(&format!("  {part:<13} {state}{why}{}\n", dim(&usage_text(*usage))));
    }
    if let Some(total) = total_text(stored_run.run.usage) {
        text.push_str(&format!("  {:<13} {}\n", "altogether", dim(&total)));
    }
    let ending = match stored_run.run.next() {
        Next::Ask(_) => format!("\nGo on: backcast review run {}\n", stored_run.id),
        Next::Proposed(revision) => {
            format!("\nRevision {revision} came of it: backcast review show {}\n", stored_run.id)
        }
        Next::Stop(outcome) => format!("\nIt has ended: {outcome}\n"),
        Next::Propose(_) => String::new(),
    };
    text.push_str(&ending);
    text
}

/// ", 1,200 tokens in, 800 out, $0.0123, 4.2 s"; empty where nothing is known.
pub(crate) fn usage_text(usage: Usage) -> String {
    let mut text = String::new();
    if usage.tokens_in + usage.tokens_out > 0 {
        text.push_str(&format!(", {} tokens in, {} out", usage.tokens_in, usage.tokens_out));
    }
    if usage.micros > 0 {
        text.push_str(&format!(", ${}.{:04}", usage.micros / 1_000_000, usage.micros % 1_000_000 / 100));
    }
    if usage.millis > 0 {
        text.push_str(&format!(", {}.{} s", usage.millis / 1000, usage.millis % 1000 / 100));
    }
    text
}

/// What a run has used until now, without the time: its parts think side by
/// side. Nothing where it used nothing that is counted.
pub(crate) fn total_text(usage: Usage) -> Option<String> {
    let text = usage_text(Usage { millis: 0, ..usage });
    text.strip_prefix(", ").map(str::to_owned)
}

/// What a run proposes: milestones in their order, conflicts, and what came of
/// every finding.
/// `gate` is the milestone that the engine adds at the end, where it did.
pub(crate) fn proposal_text(
    stored_run: &StoredRun,
    revision: u32,
    reviewed: &Reviewed,
    gate: Option<&str>,
    width: usize,
) -> String {
    let synthesis = &reviewed.synthesis;
    let mut text = format!("{}  proposes revision {revision} of {}\n", bold(&stored_run.id), stored_run.goal_file);
    let n = synthesis.milestones.len();
    if n > N_MILESTONES_WITHOUT_CONSENT {
        text.push_str(&format!(
            "\nThis plan has {n} milestones: approving it needs --allow-many. Is it one project?\n"
        ));
    } else if n > N_MILESTONES_USUAL {
        text.push_str(&format!("\nThis plan has {n} milestones; three to seven are usual. Is it one project?\n"));
    }
    text.push_str(&format!("\n{}\n", bold("Execution order")));
    for (number, group) in reviewed.groups.iter().enumerate() {
        let together = if group.len() > 1 { "  side by side" } else { "" };
        text.push_str(&format!("  Phase {}{}\n", number + 1, dim(together)));
        for id in group {
            let Some(proposed) = synthesis.milestones.iter().find(|one| one.milestone.id == *id) else { continue };
            let milestone = &proposed.milestone;
            text.push_str(&paragraph(
                &format!("{id:<4} {}, {}", milestone.name, words::hours(milestone.effort.likely())),
                4,
                9,
                width,
            ));
            if let Some(stop) = &milestone.abort_point {
                text.push_str(&paragraph(&dim(&format!("one can stop here: {stop}")), 9, 9, width));
            }
        }
    }
    if let Some(gate) = gate {
        text.push_str(&format!("  Phase {}\n", reviewed.groups.len() + 1));
        text.push_str(&paragraph(&format!("{gate} {}", dim("(added by the engine)")), 4, 9, width));
    }
    text.push_str(&format!("\n{}\n", bold("Where reviewers disagreed")));
    for conflict in &synthesis.conflicts {
        text.push_str(&paragraph(&conflict.conflict, 2, 2, width));
        text.push_str(&paragraph(&format!("→ {} ({})", conflict.resolution, conflict.rationale), 4, 6, width));
    }
    if synthesis.conflicts.is_empty() {
        text.push_str("  nowhere\n");
    }
    text.push_str(&format!("\n{}\n", bold(&format!("What came of {}", plural(reviewed.findings.len(), "finding")))));
    for finding in &reviewed.findings {
        text.push_str(&paragraph(&format!("{:<4} {}: {}", finding.id, finding.severity, finding.text), 2, 7, width));
        if let Some(response) = synthesis.responses.iter().find(|one| one.finding == finding.id) {
            let done = match &response.kind {
                ResponseKind::Accepted => "accepted".to_owned(),
                ResponseKind::Rejected => "rejected".to_owned(),
                ResponseKind::Deferred(to) => format!("deferred to {to}"),
            };
            let reason = if response.reason.is_empty() { String::new() } else { format!(": {}", response.reason) };
            text.push_str(&paragraph(&format!("→ {done}{reason}"), 7, 9, width));
        }
    }
    if !synthesis.rejected.is_empty() {
        text.push_str(&format!("\n{}\n", bold("Left out")));
        for one in &synthesis.rejected {
            text.push_str(&paragraph(&format!("{} ({}): {}", one.proposal, one.source, one.reason), 2, 4, width));
        }
    }
    text
}

/// A step of a run as it was kept.
pub(crate) fn log_line(at: &Zoned, by: &str, step: &Step) -> String {
    let said = match step {
        Step::Began { way, prompts, .. } => format!("began, by {}, with the prompts {prompts}", way.as_str()),
        Step::Asked { ask, packet } => {
            format!("{}: asked, attempt {}, packet {}", ask.part, ask.attempt, short(packet))
        }
        Step::Answered(answer) => {
            let Ask { part, attempt } = answer.ask;
            let taken = if answer.faults.is_empty() { "answered" } else { "not taken" };
            let usage = usage_text(answer.usage);
            let notes: String =
                answer.faults.iter().chain(&answer.repairs).map(|note| format!("\n    {note}")).collect();
            format!("{part}: {taken}, attempt {attempt}, answer {}{usage}{notes}", short(&answer.text))
        }
        Step::Failed { ask, failure } => format!("{}: failed, attempt {}: {}", ask.part, ask.attempt, failure.text),
        Step::Proposed { revision } => format!("proposed revision {revision}"),
        Step::Stopped(outcome) => format!("ended: {outcome}"),
    };
    format!("{}  {said}\n", dim(&format!("{} {by}", at.strftime("%Y-%m-%d %H:%M:%S"))))
}

fn short(hash: &ContentHash) -> &str {
    &hash.as_str()[..12]
}

/// The runs that are kept.
pub(crate) fn list_text(runs: &[(Date, StoredRun)], state: fn(&Next) -> &'static str) -> String {
    let widest = runs.iter().map(|(_, stored_run)| stored_run.id.len()).max().unwrap_or(0);
    let line = |(day, stored_run): &(Date, StoredRun)| {
        format!(
            "{:<widest$}  {:<9} by {:<9} {}\n",
            stored_run.id,
            state(&stored_run.run.next()),
            stored_run.run.way.as_str(),
            long_day(*day)
        )
    };
    runs.iter().map(line).collect()
}
