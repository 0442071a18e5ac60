//! What calendar files hold, in a window of time.

use backcast_app::calendar::{BusyPolicy, Calendar, Occurrence, RecurrenceRule, Status, Whereabouts, Window};
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::args::{CalendarExpand, FreeOrBusy, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::settings;

/// Calendars larger than this are refused.
const CALENDAR_BYTES_MAX: usize = 512 * 1024 * 1024;
/// Without a window, so many days from today on.
const DAYS_SHOWN: i32 = 28;
/// So many times of each bare rule are printed.
const TIMES_OF_RULE: usize = 40;

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
    let whereabouts = Whereabouts::at_home(zone.clone());
    let mut expanded = ExpandedFiles { window, zone, files: Vec::new(), busy: Vec::new(), policy };
    for path in &expand.files {
        let (name, bytes) = backcast_host::read_bytes(&global.environment, path, CALENDAR_BYTES_MAX)?;
        let calendar = Calendar::read(&bytes);
        let expansion = calendar.expand(window, &whereabouts);
        expanded.busy.extend(calendar.busy(&expansion, window, &expanded.policy));
        let diagnostics =
            calendar.diagnostics().iter().chain(&expansion.diagnostics).map(ToString::to_string).collect();
        expanded.files.push(ExpandedFile { name, calendar, occurrences: expansion.occurrences, diagnostics });
    }
    expanded.busy = Window::merged(expanded.busy, window);
    let text = if global.json { json_text(&expanded) } else { render::calendar::expanded(&expanded, output.width()) };
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

/// One JSON document. It is put together as text, as a window may hold half a
/// million occurrences.
fn json_text(expanded: &ExpandedFiles) -> String {
    let several = expanded.files.len() > 1;
    let mut occurrences = String::new();
    let mut diagnostics: Vec<String> = Vec::new();
    for file in &expanded.files {
        for occurrence in &file.occurrences {
            if !occurrences.is_empty() {
                occurrences.push(',');
            }
            occurrences.push_str(&occurrence_json(file, occurrence).to_string());
        }
        let named = |text: &String| if several { format!("{}: {text}", file.name) } else { text.clone() };
        diagnostics.extend(file.diagnostics.iter().map(named));
    }
    let busy: Vec<Value> = expanded.busy.iter().map(|window| json!([utc(window.start), utc(window.end)])).collect();
    let events: usize = expanded.files.iter().map(|file| file.calendar.events().len()).sum();
    let free_or_busy = |counts: bool| if counts { "busy" } else { "free" };
    let head = json!({
        "schema": "backcast.calendar-expansion/1",
        "window": [utc(expanded.window.start), utc(expanded.window.end)],
        "time_zone": expanded.zone.iana_name(),
        "policy": {
            "tentative": free_or_busy(expanded.policy.tentative),
            "all_day": free_or_busy(expanded.policy.all_day),
        },
        "busy": busy,
        "events_found": events,
        "diagnostics": diagnostics,
    });
    let head = head.to_string();
    let open = head.strip_suffix('}').expect("it is an object");
    format!("{open},\"occurrences\":[{occurrences}]}}\n")
}

fn occurrence_json(file: &ExpandedFile, occurrence: &Occurrence) -> Value {
    let event = &file.calendar.events()[occurrence.event];
    json!({
        "uid": event.uid(),
        "start": utc(occurrence.start),
        "end": utc(occurrence.end),
        "status": match event.status() {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        },
        "summary": event.summary(),
        "transparent": event.is_transparent(),
        "all_day": event.is_all_day(),
    })
}

fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
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
        text.push_str(&answer.to_string());
        text.push('\n');
    }
    output.data(&text)?;
    Ok(Exit::Done)
}

fn rule_of_line(line: &str) -> Result<Value, String> {
    const BASIC: &str = "%Y%m%dT%H%M%S";
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |name: &str| value[name].as_str().ok_or_else(|| format!("there is no text `{name}`"));
    let (start, text) = (field("dtstart")?, field("rrule")?);
    let first = DateTime::strptime(BASIC, start).map_err(|error| format!("`{start}`: {error}"))?;
    let rule: RecurrenceRule = text.parse().map_err(|error| format!("`{text}`: {error}"))?;
    let last = date(2060, 12, 31).at(23, 59, 59, 0);
    let times: Vec<String> =
        rule.occurrences(first, last).take(TIMES_OF_RULE).map(|time| time.strftime(BASIC).to_string()).collect();
    Ok(json!({ "dtstart": start, "rrule": text, "first40": times, "diagnostics": rule.remarks() }))
}
