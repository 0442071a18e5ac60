//! Changes as sentences.

use backcast_core::plural;
use backcast_core::text::plain_line;
use backcast_core::track::{Consent, Event, EventKind, Evidence, Progress, ProposalOrigin};
use jiff::civil::Date;

use super::{agreed, hours};

/// A change with who made it.
#[must_use]
pub fn line(event: &Event) -> String {
    format!("{}: {}", plain_line(&event.by), change(&event.kind, None))
}

/// The change in words, with its day where that is not the one known already.
///
/// It is one line, whatever was noted: a log keeps every word as it was said, and
/// no word makes a change that was none.
#[must_use]
pub fn change(change: &EventKind, known: Option<Date>) -> String {
    plain_line(&sentence(change, known)).into_owned()
}

fn sentence(change: &EventKind, known: Option<Date>) -> String {
    match change {
        EventKind::GoalSet { revision: 1, source, .. } => {
            format!("added {}", source.as_deref().unwrap_or("from a pipe"))
        }
        EventKind::GoalSet { revision, source, .. } => {
            format!("version {revision} of the goal, {}", source.as_deref().unwrap_or("from a pipe"))
        }
        EventKind::Proposed { revision, origin: ProposalOrigin::Planner, .. } => {
            format!("planned as revision {revision}")
        }
        EventKind::Proposed { revision, origin: ProposalOrigin::Calibrated, .. } => {
            format!("the path of a look, as revision {revision}")
        }
        EventKind::Proposed { revision, origin: ProposalOrigin::Reviewed, .. } => {
            format!("proposed by a review, as revision {revision}")
        }
        EventKind::Proposed { revision, parent, .. } => {
            let of = parent.map(|parent| format!(" of revision {parent}")).unwrap_or_default();
            format!("an edit{of}, proposed as revision {revision}")
        }
        EventKind::Approved { revision, consent, .. } => {
            format!("approved revision {revision}{}", how(consent.as_ref()))
        }
        EventKind::Rejected { revision, why } => format!("rejected revision {revision}: {why}"),
        EventKind::Written { revision, path, .. } => format!("wrote revision {revision} to {path}"),
        EventKind::Calibrated { as_of, trigger, .. } => format!("looked at the plan as of {as_of} ({trigger})"),
        EventKind::InCalendar { item, what } => format!("in the calendar, {item}: {what}"),
        EventKind::Dropped { why, consent } => format!("dropped the goal{}: {why}", how(consent.as_ref())),
        EventKind::Progress { milestone, on, what } if known == Some(*on) => format!("{milestone} {}", progress(what)),
        EventKind::Progress { milestone, on, what } => format!("{milestone} {}, on {on}", progress(what)),
        EventKind::Undone { batch } => format!("took change {batch} back"),
        EventKind::DamageAccepted { events, why, .. } => {
            let why = why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("went on with a damaged log{}{why}", damaged(events))
        }
        EventKind::Lost { .. } => "lost: what stood here could not be read".into(),
        EventKind::Unknown { kind, .. } => format!("`{kind}`, which takes a newer version of backcast"),
    }
}

/// How somebody agreed, where that was recorded.
fn how(consent: Option<&Consent>) -> String {
    consent.map(|consent| format!(" {}", agreed(consent))).unwrap_or_default()
}

/// " (changes 3 and 7 are not as they were recorded)".
fn damaged(events: &[u64]) -> String {
    match events {
        [] => String::new(),
        [one] => format!(" (change {one} is not as it was recorded)"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
            format!(" (changes {} and {last} are not as they were recorded)", rest.join(", "))
        }
    }
}

fn progress(what: &Progress) -> String {
    match what {
        Progress::Started => "started".into(),
        Progress::Logged { effort, note: None } => format!("{} logged", hours(*effort)),
        Progress::Logged { effort, note: Some(note) } => format!("{} logged ({note})", hours(*effort)),
        Progress::Percent(percent) => format!("{percent} % done"),
        Progress::Ticked(tick) => {
            let shown = tick.evidence.as_ref().and_then(evidence);
            let shown = shown.map(|shown| format!(" ({shown})")).unwrap_or_default();
            format!("ticked \"{}\"{shown}", tick.text)
        }
        Progress::Unticked { text, .. } => format!("tick taken back: \"{text}\""),
        Progress::Done { open } if open.is_empty() => "done".into(),
        Progress::Done { open } => format!("done with {} open", plural(open.len(), "criterion")),
        Progress::Reopened { why } => format!("opened again: {why}"),
        Progress::Missed { why: None } => "missed".into(),
        Progress::Missed { why: Some(why) } => format!("missed: {why}"),
        Progress::Blocked { why } => format!("blocked: {why}"),
        Progress::Unblocked => "unblocked".into(),
        Progress::Skipped { why } => format!("skipped: {why}"),
        Progress::Released { why } => format!("released: {why}"),
        Progress::Noted(text) => format!("noted: {text}"),
    }
}

/// What shows that a criterion holds, in words; `None` where it is a hash
/// alone.
#[must_use]
pub fn evidence(evidence: &Evidence) -> Option<String> {
    let run = evidence.command.as_ref().map(|command| match evidence.exit_code {
        Some(code) => format!("`{command}` ended with {code}"),
        None => format!("`{command}`"),
    });
    let parts: Vec<String> = evidence.text.clone().into_iter().chain(run).collect();
    (!parts.is_empty()).then(|| plain_line(&parts.join("; ")).into_owned())
}
