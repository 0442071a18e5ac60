//! What is different between two plans, as people say it.

use std::fmt::Write as _;

use backcast_core::{Because, BusyRange, Edit, FrameChange, MilestoneDiff, MilestoneDiffKind, Pace, Plan, PlanDiff};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::style::{counted_days, day, item, labeled, long_day};

pub(crate) fn text(diff: &PlanDiff, new: &Plan, width: usize) -> String {
    if diff.is_empty() {
        return "The two plans say the same.\n".into();
    }
    let mut text = String::new();
    for change in &diff.frame {
        let (label, line) = frame(change);
        text.push_str(&labeled(label, &line, width));
    }
    if !diff.frame.is_empty() && !diff.milestones.is_empty() {
        text.push('\n');
    }
    for one in &diff.milestones {
        text.push_str(&item(one.id.as_str(), &milestone(one, new.today), 0, width));
        if let MilestoneDiffKind::Changed { edits, .. } = &one.kind {
            for edit in edits {
                text.push_str(&item("·", &self::edit(edit), 4, width));
            }
        }
    }
    let same = new.milestones.len()
        - diff.milestones.iter().filter(|one| !matches!(one.kind, MilestoneDiffKind::Went(_))).count();
    if same > 0 {
        let _ = writeln!(text, "{same} unchanged");
    }
    text
}

fn frame(change: &FrameChange) -> (&'static str, String) {
    let shown = |date: &Option<Date>| date.map_or("none".to_owned(), long_day);
    match change {
        FrameChange::Deadline(old, new) => ("Deadline", format!("{} → {}", shown(old), shown(new))),
        FrameChange::Pace(old, new) => ("Hours", format!("{} → {}", pace(*old), pace(*new))),
        FrameChange::BusyCame(range) => ("Busy now", busy(range)),
        FrameChange::BusyWent(range) => ("Free now", busy(range)),
        FrameChange::Verdict(old, new) => ("Verdict", format!("{old} → {new}").replace('_', " ")),
        FrameChange::End(old, new) => ("Likely end", format!("{} → {}", long_day(*old), long_day(*new))),
    }
}

fn pace(pace: Option<Pace>) -> String {
    pace.map_or("not known".to_owned(), |pace| format!("{pace} h a week"))
}

fn busy(range: &BusyRange) -> String {
    let reason = range.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{} to {}{reason}", long_day(range.from), long_day(range.to))
}

/// "Beta readers: 3 days later (24 Mar), because …"
pub(crate) fn milestone(one: &MilestoneDiff, today: Date) -> String {
    let name = &one.name;
    match &one.kind {
        MilestoneDiffKind::Came(due) => format!("{name}: new, due {}", day(*due, today)),
        MilestoneDiffKind::Went(due) => format!("{name}: gone; it was due {}", day(*due, today)),
        MilestoneDiffKind::Changed { moved_days, due, because, edits } => {
            let moved = match moved_days {
                0 if edits.is_empty() => "starts on another day".to_owned(),
                0 => "changed".to_owned(),
                1.. => format!("{} later ({})", counted_days(*moved_days), day(*due, today)),
                _ => format!("{} earlier ({})", counted_days(-moved_days), day(*due, today)),
            };
            let reasons: Vec<String> = because.iter().map(self::because).collect();
            if reasons.is_empty() {
                format!("{name}: {moved}")
            } else {
                format!("{name}: {moved}, because {}", reasons.join(" and "))
            }
        }
    }
}

fn because(reason: &Because) -> String {
    match reason {
        Because::Effort(old, new) if new > old => format!("it takes {} h more", new.saturating_sub(*old)),
        Because::Effort(old, new) => format!("it takes {} h less", old.saturating_sub(*new)),
        Because::Predecessor(id, days @ 1..) => format!("{id} ends {} later", counted_days(*days)),
        Because::Predecessor(id, days) => format!("{id} ends {} earlier", counted_days(-days)),
        Because::NewPredecessor(id) => format!("{id} comes before it now"),
        Because::HoursTakenBy(id) => format!("the hours go to {id} first"),
        Because::Pace(old, new) => format!("there are {} instead of {}", pace(*new), pace(*old)),
        Because::Busy(range) => format!("of the days from {}", busy(range)),
        Because::Deadline(days @ 1..) => format!("the deadline is {} later", counted_days(*days)),
        Because::Deadline(days) => format!("the deadline is {} earlier", counted_days(-days)),
        Because::Today(days) => format!("it was planned {} later", counted_days(days.abs())),
        Because::Left(effort) => format!("{} h of it are likely left", effort.rounded()),
        Because::ByHand => "somebody set its dates".into(),
    }
}

fn edit(edit: &Edit) -> String {
    match edit {
        Edit::Renamed(old) => format!("was \"{old}\""),
        Edit::Effort(old, new) => format!("{old} h → {new} h"),
        Edit::CriterionCame(text) => format!("new criterion: {text}"),
        Edit::CriterionWent(text) => format!("criterion gone: {text}"),
        Edit::PredecessorCame(id) => format!("rests on {id} now"),
        Edit::PredecessorWent(id) => format!("rests on {id} no more"),
        Edit::Wording => "other words in its goal, risk, waiting, files or reasons".into(),
    }
}

/// The difference as one JSON document.
pub(crate) fn json(diff: &PlanDiff) -> String {
    format!("{:#}\n", value(diff))
}

/// The difference as a part of a JSON document.
pub(crate) fn value(diff: &PlanDiff) -> Value {
    let frame: Vec<Value> = diff
        .frame
        .iter()
        .map(|change| {
            let (what, text) = self::frame(change);
            json!({ "what": what.to_lowercase().replace(' ', "_"), "text": text })
        })
        .collect();
    json!({
        "schema": "backcast.diff/1",
        "same": diff.is_empty(),
        "frame": frame,
        "milestones": diff.milestones.iter().map(milestone_json).collect::<Vec<_>>(),
    })
}

fn milestone_json(one: &MilestoneDiff) -> Value {
    let (change, due, moved, edits, reasons) = match &one.kind {
        MilestoneDiffKind::Came(due) => ("came", due, 0, Vec::new(), Vec::new()),
        MilestoneDiffKind::Went(due) => ("went", due, 0, Vec::new(), Vec::new()),
        MilestoneDiffKind::Changed { moved_days, due, edits, because } => {
            let reasons = because.iter().map(self::because).collect();
            ("changed", due, *moved_days, edits.iter().map(edit).collect(), reasons)
        }
    };
    json!({
        "id": one.id.as_str(),
        "name": one.name,
        "change": change,
        "due": due,
        "moved_days": moved,
        "edits": edits,
        "because": reasons,
    })
}
