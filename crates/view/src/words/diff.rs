//! What is different between two plans, as people say it.

use backcast_core::{Because, BusyRange, Edit, FrameChange, MilestoneDiff, MilestoneDiffKind, WeeklyHours};
use jiff::civil::Date;

use super::{counted_days, day, hours, long_day};

/// A difference of the whole plan: its label, and from what to what.
#[must_use]
pub fn frame(change: &FrameChange) -> (&'static str, String) {
    let shown = |date: &Option<Date>| date.map_or("none".to_owned(), long_day);
    match change {
        FrameChange::Deadline(old, new) => ("Deadline", format!("{} → {}", shown(old), shown(new))),
        FrameChange::WeeklyHours(old, new) => ("Hours", format!("{} → {}", pace(*old), pace(*new))),
        FrameChange::BusyCame(range) => ("Busy now", busy(range)),
        FrameChange::BusyWent(range) => ("Free now", busy(range)),
        FrameChange::Verdict(old, new) => ("Verdict", format!("{old} → {new}").replace('_', " ")),
        FrameChange::End(old, new) => ("Likely end", format!("{} → {}", long_day(*old), long_day(*new))),
    }
}

fn pace(pace: Option<WeeklyHours>) -> String {
    pace.map_or("not known".to_owned(), |pace| format!("{pace} h a week"))
}

fn busy(range: &BusyRange) -> String {
    let reason = range.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{} to {}{reason}", long_day(range.from), long_day(range.to))
}

/// "Beta readers: 3 days later (24 Mar), because …"
#[must_use]
pub fn milestone(one: &MilestoneDiff, today: Date) -> String {
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

/// Why a milestone moved.
#[must_use]
pub fn because(reason: &Because) -> String {
    match reason {
        Because::Effort(old, new) if new > old => format!("it takes {} more", hours(new.saturating_sub(*old))),
        Because::Effort(old, new) => format!("it takes {} less", hours(old.saturating_sub(*new))),
        Because::Predecessor(id, days @ 1..) => format!("{id} ends {} later", counted_days(*days)),
        Because::Predecessor(id, days) => format!("{id} ends {} earlier", counted_days(-days)),
        Because::NewPredecessor(id) => format!("{id} comes before it now"),
        Because::HoursTakenBy(id) => format!("the hours go to {id} first"),
        Because::WeeklyHours(old, new) => format!("there are {} instead of {}", pace(*new), pace(*old)),
        Because::Busy(range) => format!("of the days from {}", busy(range)),
        Because::Deadline(days @ 1..) => format!("the deadline is {} later", counted_days(*days)),
        Because::Deadline(days) => format!("the deadline is {} earlier", counted_days(-days)),
        Because::Today(days) => format!("it was planned {} later", counted_days(days.abs())),
        Because::Left(effort) => format!("{} of it are likely left", hours(effort.rounded())),
        Because::ByHand => "somebody set its dates".into(),
    }
}

/// What else is different in a milestone.
#[must_use]
pub fn edit(edit: &Edit) -> String {
    match edit {
        Edit::Renamed(old) => format!("was \"{old}\""),
        Edit::Effort(old, new) => format!("{} → {}", hours(*old), hours(*new)),
        Edit::CriterionCame(text) => format!("new criterion: {text}"),
        Edit::CriterionWent(text) => format!("criterion gone: {text}"),
        Edit::PredecessorCame(id) => format!("rests on {id} now"),
        Edit::PredecessorWent(id) => format!("rests on {id} no more"),
        Edit::Wording => "other words in its goal, risk, waiting, files or reasons".into(),
    }
}
