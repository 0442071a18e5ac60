//! What calendar files hold, in a window of time.

use std::path::PathBuf;

use backcast_calendar::{BusyPolicy, Calendar, RecurrenceRule, TravelSchedule, Window};
use backcast_view::{Document, calendar as view};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::sources::zone;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::render::calendar::{ExpandedFile, ExpandedFiles};
use crate::settings;

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

/// Calendars larger than this are refused.
const CALENDAR_BYTES_MAX: usize = 50 * 1024 * 1024;
/// Without a window, so many days from today on.
const DAYS_SHOWN: i32 = 28;
/// So many times of each bare rule are printed.
const TIMES_OF_RULE: usize = 40;

pub(crate) fn run(expand: &CalendarExpand, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if let Some(rules) = &expand.rules {
        return rules_of_file(rules, global, output);
    }
    let configured = settings::load(global, output)?;
    let clock = configured.clock(global.now);
    let zone = expand.tz.as_ref().map_or_else(|| configured.time_zone(), |(_, zone)| zone.clone());
    let window = window(expand, &zone, clock.today())?;
    let policy = BusyPolicy {
        tentative: expand.tentative == FreeOrBusy::Busy,
        all_day: expand.all_day == FreeOrBusy::Busy,
        addresses: expand.address.clone(),
        ..BusyPolicy::default()
    };
    let travel = TravelSchedule::at_home(zone.clone());
    let mut expanded = ExpandedFiles { window, zone, files: Vec::new(), busy: Vec::new(), policy };
    for path in &expand.files {
        let (name, bytes) = backcast_host::read_bytes(&global.environment, path, CALENDAR_BYTES_MAX)?;
        let calendar = Calendar::read(&bytes);
        let expansion = calendar.expand(window, &travel);
        expanded.busy.extend(calendar.busy(&expansion, window, &expanded.policy));
        let diagnostics =
            calendar.diagnostics().iter().chain(&expansion.diagnostics).map(ToString::to_string).collect();
        expanded.files.push(ExpandedFile { name, calendar, occurrences: expansion.occurrences, diagnostics });
    }
    expanded.busy = Window::merged(expanded.busy, window);
    let text =
        if global.json { to_view(&expanded).to_line() } else { render::calendar::expanded(&expanded, output.width()) };
    output.data(&text)?;
    Ok(Exit::Done)
}

fn window(expand: &CalendarExpand, zone: &TimeZone, today: jiff::civil::Date) -> Result<Window, Problem> {
    let ends = match &expand.window {
        Some(span) => span.within(zone),
        None => {
            let instant = |day: jiff::civil::Date| zone.to_timestamp(day.into());
            let last = backcast_core::plus_days(today, DAYS_SHOWN);
            instant(today).and_then(|start| Ok((start, instant(last)?)))
        }
    };
    let unusable = |why: String| {
        Problem::new(Exit::Usage, "window_wrong", why, "write --window 2027-01-01/2027-02-01, the earlier end first")
    };
    let (start, end) = ends.map_err(|error| unusable(error.to_string()))?;
    if start >= end {
        return Err(unusable("the window ends before it begins".to_owned()));
    }
    Ok(Window { start, end })
}

fn to_view(expanded: &ExpandedFiles) -> view::Expansion {
    let files = expanded.files.iter().map(|file| view::FileHolds {
        name: &file.name,
        calendar: &file.calendar,
        occurrences: &file.occurrences,
        diagnostics: &file.diagnostics,
    });
    let files: Vec<_> = files.collect();
    view::Expansion::of(expanded.window, &expanded.zone, &files, &expanded.busy, &expanded.policy)
}

/// The first times of bare rules, one JSON object for each line.
fn rules_of_file(path: &std::path::Path, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    let mut text = String::new();
    for (number, line) in (1..).zip(source.text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let answer = rule_of_line(line).map_err(|why| {
            let message = format!("{}, line {number}: {why}", source.name);
            Problem::new(
                Exit::Input,
                "rule_unreadable",
                message,
                "write {\"dtstart\": \"20270101T090000\", \"rrule\": \"FREQ=DAILY\"}",
            )
        })?;
        text.push_str(&answer.to_line());
    }
    output.exact(&text)?;
    Ok(Exit::Done)
}

fn rule_of_line(line: &str) -> Result<view::RuleTimes, String> {
    const BASIC: &str = "%Y%m%dT%H%M%S";
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |name: &str| value[name].as_str().ok_or_else(|| format!("there is no text `{name}`"));
    let (start, text) = (field("dtstart")?, field("rrule")?);
    let first = DateTime::strptime(BASIC, start).map_err(|error| format!("`{start}`: {error}"))?;
    let rule: RecurrenceRule = text.parse().map_err(|error| format!("`{text}`: {error}"))?;
    let last = date(2060, 12, 31).at(23, 59, 59, 0);
    let times: Vec<String> =
        rule.occurrences(first, last).take(TIMES_OF_RULE).map(|time| time.strftime(BASIC).to_string()).collect();
    Ok(view::RuleTimes::of(start, text, &rule, times))
}
