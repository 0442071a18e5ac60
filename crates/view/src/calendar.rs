//! Calendars: what they hold, which hours they leave, and what plans say to
//! them.

use std::path::{Path, PathBuf};

use backcast_app::calendar_sync::SyncReport;
use backcast_calendar::{self as of, BusyPolicy, RecurrenceRule, Window};
use backcast_calsync::{self as sync, Overview, SourceReport, TargetStatus};
use backcast_document::{CalendarSource, CalendarTarget};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// What calendar files hold in a window of time. Times are in UTC.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Expansion {
    /// `backcast.calendar-expansion/1`.
    pub schema: Schema<Expansion>,
    /// First instant of the window, and the one behind it.
    pub window: [String; 2],
    /// The zone in which floating times were read; null where it has no name.
    pub time_zone: Option<String>,
    /// What counts as busy.
    pub policy: Policy,
    /// Spans in which something is busy, joined.
    pub busy: Vec<[String; 2]>,
    /// Events of all files, however often they take place.
    pub events_found: usize,
    /// What is wrong with the files, with the file where there are several.
    pub diagnostics: Vec<String>,
    /// Everything that takes place in the window, in the order of files and
    /// times.
    pub occurrences: Vec<Occurrence>,
}

/// What counts as busy: `busy` or `free`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// Events that are not certain.
    pub tentative: &'static str,
    /// Events of whole days.
    pub all_day: &'static str,
}

/// One time at which an event takes place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Occurrence {
    /// The event's id in its calendar.
    pub uid: String,
    /// First instant.
    pub start: String,
    /// The instant behind it.
    pub end: String,
    /// CONFIRMED, TENTATIVE or CANCELLED.
    pub status: &'static str,
    /// What it is called.
    pub summary: String,
    /// Whether it leaves its time free.
    pub transparent: bool,
    /// Whether it is of whole days.
    pub all_day: bool,
}

/// One file and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct FileHolds<'f> {
    /// Its name.
    pub name: &'f str,
    /// The calendar in it.
    pub calendar: &'f of::Calendar,
    /// What takes place in the window.
    pub occurrences: &'f [of::Occurrence],
    /// What is wrong with it.
    pub diagnostics: &'f [String],
}

impl Expansion {
    /// What files hold in a window of time.
    #[must_use]
    pub fn of(window: Window, zone: &TimeZone, files: &[FileHolds<'_>], busy: &[Window], policy: &BusyPolicy) -> Self {
        let several = files.len() > 1;
        let named = |file: &FileHolds<'_>, text: &String| {
            if several { format!("{}: {text}", file.name) } else { text.clone() }
        };
        let free_or_busy = |counts: bool| if counts { "busy" } else { "free" };
        Expansion {
            schema: Schema::new(),
            window: [utc(window.start), utc(window.end)],
            time_zone: zone.iana_name().map(str::to_owned),
            policy: Policy { tentative: free_or_busy(policy.tentative), all_day: free_or_busy(policy.all_day) },
            busy: busy.iter().map(|window| [utc(window.start), utc(window.end)]).collect(),
            events_found: files.iter().map(|file| file.calendar.events().len()).sum(),
            diagnostics: files
                .iter()
                .flat_map(|file| file.diagnostics.iter().map(move |text| named(file, text)))
                .collect(),
            occurrences: files
                .iter()
                .flat_map(|file| file.occurrences.iter().map(move |one| Occurrence::of(file.calendar, one)))
                .collect(),
        }
    }
}

impl Occurrence {
    fn of(calendar: &of::Calendar, occurrence: &of::Occurrence) -> Self {
        let event = &calendar.events()[occurrence.event];
        Occurrence {
            uid: event.uid().to_owned(),
            start: utc(occurrence.start),
            end: utc(occurrence.end),
            status: match event.status() {
                of::Status::Confirmed => "CONFIRMED",
                of::Status::Tentative => "TENTATIVE",
                of::Status::Cancelled => "CANCELLED",
            },
            summary: event.summary().to_owned(),
            transparent: event.is_transparent(),
            all_day: event.is_all_day(),
        }
    }
}

fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The first times of a bare recurrence rule; one line each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuleTimes {
    /// The first time, as it was given.
    pub dtstart: String,
    /// The rule, as it was given.
    pub rrule: String,
    /// At most forty times, as in `20270101T090000`.
    pub first40: Vec<String>,
    /// What is odd about the rule.
    pub diagnostics: Vec<String>,
}

impl RuleTimes {
    /// The first times of a rule.
    #[must_use]
    pub fn of(dtstart: &str, rrule: &str, rule: &RecurrenceRule, first40: Vec<String>) -> Self {
        RuleTimes {
            dtstart: dtstart.to_owned(),
            rrule: rrule.to_owned(),
            first40,
            diagnostics: rule.remarks().iter().map(ToString::to_string).collect(),
        }
    }

    /// The record on one line.
    #[must_use]
    pub fn to_line(&self) -> String {
        crate::document::line(self)
    }
}

/// The hours that are left, and what took the others.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Free {
    /// `backcast.free/1`.
    pub schema: Schema<Free>,
    /// The person's own zone; null where it has no name.
    pub time_zone: Option<String>,
    /// Day by day.
    pub days: Vec<FreeDay>,
    /// What took the other hours.
    pub removed: Vec<Removed>,
    /// What was assumed, and how old the calendars are.
    pub notes: Vec<String>,
}

/// What is left of a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FreeDay {
    /// The day.
    pub day: Date,
    /// Hours in all.
    pub hours: f64,
    /// First instant of each piece, and the one behind it.
    pub free: Vec<[Timestamp; 2]>,
}

/// Working time that something took.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// First instant.
    pub start: Timestamp,
    /// The instant behind it.
    pub end: Timestamp,
    /// event, holiday, travel, `too_short` or `day_full`.
    pub why: &'static str,
    /// The calendar that says so; null where a rule took it.
    pub source: Option<String>,
    /// What is there called; null where a rule took it.
    pub title: Option<String>,
}

impl From<&Overview> for Free {
    fn from(overview: &Overview) -> Self {
        let day = |day: &of::FreeDay| FreeDay {
            day: day.day,
            hours: f64::from(day.minutes()) / 60.0,
            free: day.free.iter().map(|piece| [piece.start, piece.end]).collect(),
        };
        Free {
            schema: Schema::new(),
            time_zone: overview.travel.home().iana_name().map(str::to_owned),
            days: overview.free.days.iter().map(day).collect(),
            removed: overview.free.removed.iter().map(Removed::from).collect(),
            notes: overview.notes.clone(),
        }
    }
}

impl From<&of::Removed> for Removed {
    fn from(removed: &of::Removed) -> Self {
        let (why, source, title) = match &removed.why {
            of::Why::Event { source, title } => ("event", Some(source.to_string()), Some(title.to_string())),
            of::Why::Holiday { source, title } => ("holiday", Some(source.to_string()), Some(title.to_string())),
            of::Why::Travel { source, title } => ("travel", Some(source.to_string()), Some(title.to_string())),
            of::Why::TooShort => ("too_short", None, None),
            of::Why::EnoughForTheDay => ("day_full", None, None),
        };
        Removed { start: removed.time.start, end: removed.time.end, why, source, title }
    }
}

/// The calendars that are read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Calendars {
    /// `backcast.calendars/1`.
    pub schema: Schema<Calendars>,
    /// The file that names them.
    pub file: PathBuf,
    /// Each with its state.
    pub calendars: Vec<Source>,
}

/// A calendar that is read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What it is for: busy, travel, holidays, availability or ignore.
    pub role: &'static str,
    /// Its path or address, without the query, in which secrets are carried;
    /// null where the file does not name it any more.
    pub from: Option<String>,
    /// The zone of its floating times, where the file names one.
    pub time_zone: Option<String>,
    /// Its events.
    pub events: usize,
    /// When it was last known to be current.
    pub checked_at: Timestamp,
    /// Whether it is other than at the last look.
    pub changed: bool,
    /// Why it could not be asked just now: what counts is older.
    pub failure: Option<String>,
    /// What is wrong with it.
    pub diagnostics: Vec<String>,
}

impl Source {
    fn of(report: &SourceReport, sources: &[CalendarSource]) -> Self {
        let source = sources.iter().find(|source| source.name == report.name);
        Source {
            name: report.name.clone(),
            role: report.role.as_str(),
            from: source.map(|source| source.from.to_string()),
            time_zone: source.and_then(|source| source.zone.as_ref()?.iana_name().map(str::to_owned)),
            events: report.n_events,
            checked_at: report.checked_at,
            changed: report.changed,
            failure: report.failure.clone(),
            diagnostics: report.diagnostics.clone(),
        }
    }
}

impl Calendars {
    /// Reports about the calendars that a file names.
    #[must_use]
    pub fn of(file: &Path, reports: &[SourceReport], sources: &[CalendarSource]) -> Self {
        let calendars = reports.iter().map(|report| Source::of(report, sources)).collect();
        Calendars { schema: Schema::new(), file: file.to_owned(), calendars }
    }
}

/// Each calendar that is read, and the one that is written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CalendarStatus {
    /// `backcast.calendar-status/1`.
    pub schema: Schema<CalendarStatus>,
    /// Those that are read.
    pub calendars: Vec<Source>,
    /// The one that is written; null where none is named.
    pub target: Option<Target>,
}

/// The calendar that is written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Target {
    /// The server.
    pub url: String,
    /// The address of the calendar on it; null before the first success.
    pub calendar: Option<String>,
    /// How it is called; null before the first success.
    pub calendar_name: Option<String>,
    /// When it last went well.
    pub last_success: Option<Timestamp>,
    /// Items of ours in it.
    pub items: usize,
}

impl CalendarStatus {
    /// Reports about what is read, and the state of what is written.
    #[must_use]
    pub fn of(
        reports: &[SourceReport],
        sources: &[CalendarSource],
        target: Option<(&CalendarTarget, &TargetStatus)>,
    ) -> Self {
        let target = target.map(|(target, status)| Target {
            url: target.url.to_string(),
            calendar: status.collection.as_ref().map(ToString::to_string),
            calendar_name: status.calendar.as_ref().map(|calendar| calendar.name.clone()),
            last_success: status.last_success,
            items: status.n_items,
        });
        let calendars = reports.iter().map(|report| Source::of(report, sources)).collect();
        CalendarStatus { schema: Schema::new(), calendars, target }
    }
}

/// Plans that were written as a calendar file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Published {
    /// `backcast.published/1`.
    pub schema: Schema<Published>,
    /// The file.
    pub file: PathBuf,
    /// How many plans are in it.
    pub plans: usize,
    /// Events of milestones.
    pub milestones: usize,
    /// Blocks of work.
    pub blocks: usize,
    /// Events that recur, such as the weekly look back.
    pub recurring: usize,
}

impl Published {
    /// What was written into a file.
    #[must_use]
    pub fn of(file: &Path, published: &sync::Published) -> Self {
        let [milestones, blocks, recurring] = published.counts();
        Published {
            schema: Schema::new(),
            file: file.to_owned(),
            plans: published.n_plans,
            milestones,
            blocks,
            recurring,
        }
    }
}

/// Plans and a calendar on a server, kept in step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Sync {
    /// `backcast.sync/1`.
    pub schema: Schema<Sync>,
    /// The address of the calendar; null where a dry run did not have to find
    /// it.
    pub calendar: Option<String>,
    /// How it is called, or would be.
    pub calendar_name: Option<String>,
    /// The server that it is on, with the port where that is unusual.
    pub calendar_host: Option<String>,
    /// What others changed in it.
    pub outside: Vec<Outside>,
    /// Goals that were planned again because of it.
    pub replanned: Vec<Replanned>,
    /// What was written, or would be.
    pub written: Vec<Written>,
    /// What is odd about the calendar or the server.
    pub notes: Vec<String>,
}

/// An item that somebody changed in the calendar.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Outside {
    /// Its id in the calendar.
    pub item: String,
    /// What it is called.
    pub title: String,
    /// What was changed.
    pub what: String,
    /// What that leaves open.
    pub question: Option<String>,
}

/// A goal that was planned again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Replanned {
    /// Id of the goal file.
    pub goal: String,
    /// Whether a plan was proposed.
    pub proposed: bool,
    /// Why none was.
    pub refused: Option<String>,
}

/// An item that was written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Written {
    /// What was done with it.
    pub write: &'static str,
    /// Its id in the calendar.
    pub item: String,
    /// What it is called.
    pub title: String,
    /// When it takes place, as people write it.
    pub when: String,
    /// Why it could not be written.
    pub failure: Option<String>,
}

impl From<&SyncReport> for Sync {
    fn from(report: &SyncReport) -> Self {
        let outside = report.remote_changes.iter().map(|outside| Outside {
            item: outside.id.clone(),
            title: outside.title.clone(),
            what: outside.what.clone(),
            question: outside.question.clone(),
        });
        let replanned = report.replanned.iter().map(|replanned| {
            let refused = replanned.outcome.as_ref().err().cloned();
            Replanned { goal: replanned.goal_file.to_string(), proposed: refused.is_none(), refused }
        });
        let written = report.written.iter().map(|written| Written {
            write: written.write.as_str(),
            item: written.id.clone(),
            title: written.title.clone(),
            when: written.when.clone(),
            failure: written.failure.clone(),
        });
        Sync {
            schema: Schema::new(),
            calendar: report.collection.as_ref().map(ToString::to_string),
            calendar_name: report.calendar.as_ref().map(|calendar| calendar.name.clone()),
            calendar_host: report.calendar.as_ref().map(|calendar| calendar.host.clone()),
            outside: outside.collect(),
            replanned: replanned.collect(),
            written: written.collect(),
            notes: report.notes.clone(),
        }
    }
}
