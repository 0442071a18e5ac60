//! Arguments of `calendar`.

use std::path::PathBuf;

use backcast_document::CalendarRole;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

#[derive(Debug, Args)]
pub(crate) struct Calendar {
    #[command(subcommand)]
    pub(crate) action: CalendarAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarAction {
    /// Read one more calendar: a file, a folder of .ics files, an address
    /// (https, webcal), or a CalDAV collection (caldav://…).
    Add(CalendarAdd),
    /// List the calendars that are read, with their age and what is wrong.
    List(CalendarList),
    /// Read a calendar no more.
    Remove {
        /// Its name.
        name: String,
    },
    /// Ask every server for what has changed.
    Fetch,
    /// Show the hours that are left, and what took the others.
    Free(CalendarFree),
    /// Write the plans that hold as a calendar to subscribe to: milestones,
    /// blocks of work in your free hours, check-ins and reviews.
    Publish(CalendarPublish),
    /// Keep the plans and a calendar on a CalDAV server in step, both ways:
    /// what you move, rename or delete there counts.
    Sync(CalendarSync),
    /// Show each calendar that is read and the one that is written, and when
    /// they were last in step.
    Status,
    /// Say what calendar files hold: each occurrence in a window, the times
    /// that are taken, and what is wrong with the files.
    Expand(CalendarExpand),
}

#[derive(Debug, Args)]
pub(crate) struct CalendarAdd {
    /// Where it is: a file, a folder or an address.
    pub(crate) from: String,
    /// How to call it (default: the last part of where it is).
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What it is for.
    #[arg(long, default_value = "busy", value_parser = role, value_name = "ROLE",
        help = "What it is for: busy, travel, holidays, availability, ignore")]
    pub(crate) role: CalendarRole,
    /// Zone of its times that name none; for travel, the zone of its days.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(crate) tz: Option<(String, TimeZone)>,
    #[command(flatten)]
    pub(crate) access: AccessArguments,
}

/// How to get into a server.
#[derive(Debug, Args)]
pub(crate) struct AccessArguments {
    /// Name to log in with.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Variable of the environment that holds the password.
    #[arg(long, value_name = "NAME", group = "password", requires = "user")]
    pub(crate) password_env: Option<String>,
    /// File that holds it; nobody else may read it.
    #[arg(long, value_name = "FILE", group = "password", requires = "user")]
    pub(crate) password_file: Option<String>,
    /// Command that prints it.
    #[arg(long, value_name = "COMMAND", group = "password", requires = "user")]
    pub(crate) password_command: Option<String>,
    /// Certificates (PEM) to trust beside those of the system.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<String>,
    /// Read over plain HTTP, for others to listen to.
    #[arg(long)]
    pub(crate) allow_http: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalendarPublish {
    /// Write into a file; a feed that others subscribe to stays the same bytes
    /// as long as the plans do.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write milestones as tasks, too.
    #[arg(long)]
    pub(crate) todo: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalendarSync {
    /// The server, the first time or where it has changed: the address of a
    /// calendar or of the server (https://…).
    pub(crate) url: Option<String>,
    /// The calendar to find or make there.
    #[arg(long, default_value = "backcast", value_name = "NAME")]
    pub(crate) collection: String,
    #[command(flatten)]
    pub(crate) access: AccessArguments,
    /// You deleted that much: believe it.
    #[arg(long)]
    pub(crate) accept_deletions: bool,
    /// Forget what was written before, and write everything again.
    #[arg(long)]
    pub(crate) start_anew: bool,
    /// Bring back what you deleted in the calendar.
    #[arg(long, value_name = "ITEM")]
    pub(crate) restore: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CalendarList {
    /// Print the commented file with every setting instead.
    #[arg(long)]
    pub(crate) template: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalendarFree {
    /// First day (default: today).
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// Last day (default: two weeks on).
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
    /// Show what took each piece, too.
    #[arg(long)]
    pub(crate) why: bool,
    /// Print your working hours as a calendar that offers them (VAVAILABILITY).
    #[arg(long)]
    pub(crate) vavailability: bool,
    /// Write into a file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

fn role(text: &str) -> Result<CalendarRole, String> {
    let known = CalendarRole::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(text));
    known.ok_or_else(|| {
        let names: Vec<&str> = CalendarRole::ALL.iter().map(|role| role.as_str()).collect();
        format!("there are {}", names.join(", "))
    })
}

#[derive(Debug, Args)]
pub(crate) struct CalendarExpand {
    /// Calendar files (.ics), or - for standard input.
    #[arg(value_name = "FILE", required_unless_present = "rules", num_args = 1..)]
    pub(crate) files: Vec<PathBuf>,
    /// From when to when: START/END, each a day or a time
    /// (default: four weeks from today).
    #[arg(long, value_name = "START/END", value_parser = Span::parse)]
    pub(crate) window: Option<Span>,
    /// Your zone, for times and days that name none (default: that of the
    /// configuration, else of this machine).
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(crate) tz: Option<(String, TimeZone)>,
    /// Whether events count as taken that may take place.
    #[arg(long, value_name = "HOW", default_value = "busy")]
    pub(crate) tentative: FreeOrBusy,
    /// Whether whole days count as taken.
    #[arg(long, value_name = "HOW", default_value = "busy")]
    pub(crate) all_day: FreeOrBusy,
    /// An address of your own: what it declined is free.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Vec<String>,
    /// Bare rules instead, one JSON object in each line with `dtstart` and
    /// `rrule`: prints the first 40 times of each up to the end of 2060.
    #[arg(long, value_name = "JSONL", conflicts_with_all = ["files", "window", "tz"])]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FreeOrBusy {
    Free,
    Busy,
}

/// A stretch of time; ends without a zone are meant in the user's own.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    start: End,
    end: End,
}

#[derive(Clone, Debug)]
enum End {
    Instant(Timestamp),
    Local(DateTime),
}

impl Span {
    fn parse(text: &str) -> Result<Span, String> {
        let (start, end) = text.split_once('/').ok_or("write START/END, for example 2027-01-01/2027-02-01")?;
        Ok(Span { start: End::parse(start)?, end: End::parse(end)? })
    }

    /// Start and end in a zone.
    pub(crate) fn within(&self, zone: &TimeZone) -> Result<(Timestamp, Timestamp), jiff::Error> {
        Ok((self.start.within(zone)?, self.end.within(zone)?))
    }
}

impl End {
    fn parse(text: &str) -> Result<End, String> {
        let text = text.trim();
        let local = |text: &str| text.parse::<DateTime>().or_else(|_| Ok(text.parse::<jiff::civil::Date>()?.into()));
        match text.parse::<Timestamp>() {
            Ok(instant) => Ok(End::Instant(instant)),
            Err(_) => local(text).map(End::Local).map_err(|error: jiff::Error| format!("`{text}`: {error}")),
        }
    }

    fn within(&self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        match self {
            End::Instant(instant) => Ok(*instant),
            End::Local(local) => zone.to_timestamp(*local),
        }
    }
}

/// A zone by its name.
pub(crate) fn zone(text: &str) -> Result<(String, TimeZone), String> {
    match TimeZone::get(text) {
        Ok(zone) => Ok((text.to_owned(), zone)),
        Err(_) => Err("there is no such time zone; write a name like Europe/Berlin".to_owned()),
    }
}
