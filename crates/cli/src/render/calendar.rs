//! Calendars as text.

use std::fmt::Write as _;

use backcast_app::calendar_sync::SyncReport;
use backcast_calendar::{BusyPolicy, Calendar, Event, Occurrence, Status, Why, Window};
use backcast_calsync::{Overview, SourceReport, TargetStatus};
use backcast_core::text::plain_line;
use backcast_core::{Effort, plural};
use backcast_document::CalendarTarget;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::style::{bold, dim, indented, item, long_day, warn};

/// What one file holds.
pub(crate) struct ExpandedFile {
    pub(crate) name: String,
    pub(crate) calendar: Calendar,
    pub(crate) occurrences: Vec<Occurrence>,
    pub(crate) diagnostics: Vec<String>,
}

/// What all files hold together.
pub(crate) struct ExpandedFiles {
    pub(crate) window: Window,
    pub(crate) zone: TimeZone,
    pub(crate) files: Vec<ExpandedFile>,
    pub(crate) busy: Vec<Window>,
    pub(crate) policy: BusyPolicy,
}

/// Occurrences by day, then what is taken and what was odd.
pub(crate) fn expanded(expanded: &ExpandedFiles, width: usize) -> String {
    let zone = &expanded.zone;
    let mut shown = Vec::new();
    for file in &expanded.files {
        let events = file.calendar.events();
        shown.extend(file.occurrences.iter().map(|one| (one.start, one.end, &events[one.event])));
    }
    shown.sort_by_key(|(start, end, event)| (*start, *end, event.uid()));
    let day = |instant: Timestamp| long_day(instant.to_zoned(zone.clone()).date());
    let mut text = String::new();
    let mut heading = None;
    for &(start, end, event) in &shown {
        // What began before the window is shown on its first day.
        let begins = start.max(expanded.window.start);
        let on = begins.to_zoned(zone.clone()).date();
        if heading.replace(on) != Some(on) {
            let _ = writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, bold(&long_day(on)));
        }
        text.push_str(&item(&times(start, end, event, zone), &described(event), 2, width));
    }
    if shown.is_empty() {
        let (from, to) = (day(expanded.window.start), day(expanded.window.end));
        let _ = writeln!(text, "Nothing takes place from {from} to {to}.");
    }
    let taken: i64 = expanded.busy.iter().map(|busy| busy.end.as_second() - busy.start.as_second()).sum();
    let taken = Effort::from_minutes(u32::try_from(taken / 60).unwrap_or(u32::MAX));
    let zone_name = zone.iana_name().unwrap_or("the zone of this machine");
    let _ = writeln!(text, "\n{}, {taken} h are taken; times of {zone_name}", plural(shown.len(), "occurrence"));
    text.push_str(&indented(&dim(&expanded.policy.to_string()), 0, width));
    for file in &expanded.files {
        for diagnostic in &file.diagnostics {
            text.push_str(&item(&warn("!"), &format!("{}: {diagnostic}", file.name), 0, width));
        }
    }
    text
}

/// "09:00-10:30", with the date of the end where that is another day.
fn times(start: Timestamp, end: Timestamp, event: &Event, zone: &TimeZone) -> String {
    let (start, end) = (start.to_zoned(zone.clone()), end.to_zoned(zone.clone()));
    let ends_at_midnight = end.time() == Time::midnight() && end > start;
    let last = if ends_at_midnight { end.date().yesterday().unwrap_or(end.date()) } else { end.date() };
    let until = if last > start.date() { format!(" to {}", last.strftime("%-d %b")) } else { String::new() };
    if event.is_all_day() {
        return format!("{:11}", format!("all day{until}"));
    }
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    if start == end {
        return format!("{:11}", clock(start.time()));
    }
    let last_time = if ends_at_midnight { "24:00".to_owned() } else { clock(end.time()) };
    let until = if last > start.date() { format!(" {}", last.strftime("%-d %b")) } else { String::new() };
    format!("{}-{last_time}{until}", clock(start.time()))
}

fn described(event: &Event) -> String {
    let title = if event.summary().trim().is_empty() { "(no title)" } else { event.summary().trim() };
    let title = plain_line(title);
    match event.status() {
        Status::Cancelled => dim(&format!("{title} (cancelled)")),
        Status::Tentative => format!("{title} (tentative)"),
        Status::Confirmed if event.is_transparent() => dim(&format!("{title} (free)")),
        Status::Confirmed => title.into_owned(),
    }
}

/// The calendars that are read, each with its state.
pub(crate) fn sources(reports: &[SourceReport], zone: &TimeZone, width: usize) -> String {
    let mut text = String::new();
    for report in reports {
        let checked = report.checked_at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string();
        let facts = format!("{}, {}, as of {checked}", report.role.as_str(), plural(report.n_events, "event"));
        text.push_str(&item(&bold(&report.name), &facts, 0, width));
        if let Some(failure) = &report.failure {
            text.push_str(&item(&warn("!"), &format!("could not be read: {failure}"), 2, width));
        }
        for diagnostic in report.diagnostics.iter().take(DIAGNOSTICS_SHOWN) {
            text.push_str(&item(&warn("!"), diagnostic, 2, width));
        }
        let more = report.diagnostics.len().saturating_sub(DIAGNOSTICS_SHOWN);
        if more > 0 {
            text.push_str(&indented(&dim(&format!("and {more} more problems; --json shows all")), 2, width));
        }
    }
    text
}

/// So many problems of a calendar are shown.
const DIAGNOSTICS_SHOWN: usize = 5;

/// The hours that are left of each day; with what took the others, where asked.
pub(crate) fn free(overview: &Overview, why: bool, width: usize) -> String {
    let zone = |day: Date| overview.travel.zone_on(day).clone();
    let mut text = String::new();
    let mut minutes = 0;
    for day in &overview.free.days {
        let pieces: Vec<String> = day.free.iter().map(|piece| clocks(piece.start, piece.end, &zone(day.day))).collect();
        let pieces = if pieces.is_empty() { dim("nothing") } else { pieces.join(", ") };
        let hours = Effort::from_minutes(day.minutes());
        minutes += day.minutes();
        let label = format!("{:15} {:>5} h ", long_day(day.day), hours.to_string());
        text.push_str(&item(&label, &pieces, 0, width));
        if why {
            let (opens, closes) = day_bounds(day.day, &zone(day.day));
            let here = overview.free.removed.iter().filter(|one| opens <= one.time.start && one.time.start < closes);
            for removed in here {
                let line =
                    format!("{} {}", clocks(removed.time.start, removed.time.end, &zone(day.day)), cause(&removed.why));
                text.push_str(&item(&dim("-"), &dim(&line), 4, width));
            }
        }
    }
    let n_days = plural(overview.free.days.len(), "day");
    let _ = writeln!(text, "\n{} h free in {n_days}", Effort::from_minutes(minutes));
    for note in &overview.notes {
        text.push_str(&indented(&dim(note), 0, width));
    }
    text
}

/// The instants between which a day lies.
fn day_bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let midnight = |day: Date| zone.to_timestamp(day.into()).unwrap_or(Timestamp::MAX);
    (midnight(day), midnight(day.tomorrow().unwrap_or(day)))
}

fn cause(why: &Why) -> String {
    match why {
        Why::Event { source, title } | Why::Holiday { source, title } | Why::Travel { source, title } => {
            format!("{title} ({source})")
        }
        Why::TooShort => "too short to be of use".to_owned(),
        Why::EnoughForTheDay => "the day holds enough".to_owned(),
    }
}

/// "09:00-10:30"
fn clocks(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (start.to_zoned(zone.clone()), end.to_zoned(zone.clone()));
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    let until = if end.time() == Time::midnight() { "24:00".to_owned() } else { clock(end.time()) };
    format!("{}-{until}", clock(start.time()))
}

/// What a run did: what people did on the server first.
pub(crate) fn synced(report: &SyncReport, width: usize) -> String {
    let mut text = String::new();
    for change in &report.remote_changes {
        text.push_str(&item(&bold("in the calendar"), &format!("{}: {}", change.title, change.what), 0, width));
        if let Some(question) = &change.question {
            text.push_str(&indented(&question.clone(), 4, width));
        }
    }
    for replanned in &report.replanned {
        let goal = &replanned.goal_file;
        match &replanned.outcome {
            Ok((diff, plan)) => {
                text.push_str(&super::diff::text(diff, plan, width));
                let next = format!("The plan of {goal} with these dates is proposed: backcast approve {goal}");
                text.push_str(&indented(&next, 0, width));
            }
            Err(why) => {
                let line = format!("the plan of {goal} cannot follow: {why}; the calendar keeps your date");
                text.push_str(&item(&warn("!"), &line, 0, width));
            }
        }
    }
    for written in &report.written {
        let line = format!("{}  {}", written.when, written.title);
        let sign = if written.failure.is_some() { warn("!") } else { dim(written.write.as_str()) };
        text.push_str(&item(&sign, &line, 0, width));
        if let Some(failure) = &written.failure {
            text.push_str(&indented(&format!("{} failed: {failure}", written.write.as_str()), 4, width));
        }
    }
    let n_failed = report.written.iter().filter(|written| written.failure.is_some()).count();
    for note in &report.notes {
        text.push_str(&item(&warn("!"), note, 0, width));
    }
    let place = match (&report.calendar, &report.collection) {
        (Some(calendar), Some(_)) => format!("the calendar {calendar}"),
        (Some(calendar), None) => format!("a calendar that would be made, {calendar}"),
        (None, _) => "a calendar that would be made".to_owned(),
    };
    let done = plural(report.written.len() - n_failed, "item");
    let _ = if report.written.is_empty() {
        writeln!(text, "In step with {place}: nothing to write")
    } else {
        writeln!(text, "{done} written to {place}")
    };
    text
}

/// Each calendar that is read, and the one that is written.
pub(crate) fn status(
    reports: &[SourceReport],
    target: Option<&(&CalendarTarget, TargetStatus)>,
    zone: &TimeZone,
    width: usize,
) -> String {
    let mut text = sources(reports, zone, width);
    if reports.is_empty() {
        text.push_str("No calendar is read: backcast calendar add …\n");
    }
    let Some((target, status)) = target else {
        text.push_str("No calendar is written: backcast calendar sync https://…\n");
        return text;
    };
    let last = match status.last_success {
        Some(at) => format!("in step on {}", at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M")),
        None => "never in step yet".to_owned(),
    };
    let place = match &status.calendar {
        Some(calendar) => format!("the calendar {calendar}"),
        None => target.url.to_string(),
    };
    let facts = format!("{place}, {}, {last}", plural(status.n_items, "item"));
    text.push_str(&item(&bold("written"), &facts, 0, width));
    text
}
