//! The hours that are left, and what took the others.

use backcast_app::calendar::{Fetching, Overview, Removed, Why, Window, offered_hours};
use backcast_core::days_between;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::args::{CalendarFree, Global};
use crate::calendars::{self, block_on};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::settings;

/// Without an end, so many days are shown.
const DAYS_SHOWN: i32 = 14;
/// Nobody looks farther ahead.
const DAYS_MAX: i32 = 3660;

pub(crate) fn run(command: &CalendarFree, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let calendars = calendars::load(global, output)?;
    let first = command.from.unwrap_or_else(|| configured.clock(global.now).today());
    let last = command.to.unwrap_or_else(|| backcast_core::plus_days(first, DAYS_SHOWN - 1));
    let n_days = n_days(first, last)?;
    let now = configured.clock(global.now).now();
    let overview = block_on(async { Ok(calendars.look(&configured, now, first, n_days, Fetching::IfMissing).await?) })?;
    let text = if command.vavailability {
        offered_hours(configured.settings.working_hours.value.as_ref(), &configured.time_zone(), first)
    } else if global.json {
        json_text(&overview)
    } else {
        render::calendar::free(&overview, command.why, output.width())
    };
    match &command.out {
        Some(path) => output.file(path, &render::style::plain(&text))?,
        None => output.data(&text)?,
    }
    let any = overview.free.days.iter().any(|day| !day.free.is_empty());
    Ok(if any { Exit::Done } else { Exit::No })
}

fn n_days(first: Date, last: Date) -> Result<usize, Problem> {
    let days = days_between(first, last) + 1;
    match usize::try_from(days) {
        Ok(days @ 1..) if last <= backcast_core::plus_days(first, DAYS_MAX) => Ok(days),
        _ => {
            let message = format!("{first} to {last} are no days to look at");
            Err(Problem::new(
                Exit::Usage,
                "days_wrong",
                message,
                "name the earlier day first, at most ten years before",
            ))
        }
    }
}

fn json_text(overview: &Overview) -> String {
    let window = |window: Window| json!([window.start, window.end]);
    let days: Vec<Value> = overview
        .free
        .days
        .iter()
        .map(|day| {
            let pieces: Vec<Value> = day.free.iter().map(|piece| window(*piece)).collect();
            json!({ "day": day.day, "hours": f64::from(day.minutes()) / 60.0, "free": pieces })
        })
        .collect();
    let removed: Vec<Value> = overview.free.removed.iter().map(removed_json).collect();
    let document = json!({
        "schema": "backcast.free/1",
        "time_zone": overview.whereabouts.home().iana_name(),
        "days": days,
        "removed": removed,
        "notes": overview.notes,
    });
    format!("{document:#}\n")
}

fn removed_json(removed: &Removed) -> Value {
    let (why, source, title) = match &removed.why {
        Why::Event { source, title } => ("event", Some(&**source), Some(&**title)),
        Why::Holiday { source, title } => ("holiday", Some(&**source), Some(&**title)),
        Why::Travel { source, title } => ("travel", Some(&**source), Some(&**title)),
        Why::TooShort => ("too_short", None, None),
        Why::EnoughForTheDay => ("day_full", None, None),
    };
    json!({ "start": removed.time.start, "end": removed.time.end, "why": why, "source": source, "title": title })
}
