//! Calendars: reading them, publishing to them, keeping both in step.

mod expand;

pub(crate) use expand::ExpandedFiles;

use crate::args::{Calendar, CalendarAction, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(calendar: &Calendar, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &calendar.action {
        CalendarAction::Expand(expand) => expand::run(expand, global, output),
    }
}
