//! The hours that are left, and what took the others.

use std::path::PathBuf;

use backcast_calsync::{Fetching, offered_hours};
use backcast_core::days_between;
use backcast_view::{Document, calendar as view};
use clap::Args;
use jiff::civil::Date;

use crate::calendars::block_on;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::workspace;
use crate::settings;

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

/// Without an end, so many days are shown.
const DAYS_SHOWN: i32 = 14;
/// Nobody looks farther ahead.
const DAYS_MAX: i32 = 3660;

pub(crate) fn run(command: &CalendarFree, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let first = command.from.unwrap_or_else(|| configured.clock(global.now).today());
    let last = command.to.unwrap_or_else(|| backcast_core::plus_days(first, DAYS_SHOWN - 1));
    let n_days = n_days(first, last)?;
    let workspace = workspace(&configured, global);
    let overview = block_on(async { Ok(workspace.free_time(first, n_days, Fetching::IfMissing).await?) })?;
    settings::warn(workspace.calendar_warnings(), output);
    let is_calendar = command.vavailability;
    let text = if is_calendar {
        offered_hours(configured.settings.working_hours.value.as_ref(), &configured.time_zone(), first)
    } else if global.json {
        view::Free::from(&overview).to_text()
    } else {
        render::style::shown(&render::calendar::free(&overview, command.why, output.width()))
    };
    match &command.out {
        Some(path) => output.file(path, &render::style::plain(&text))?,
        None if is_calendar => output.exact(&text)?,
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
