//! Calendars: reading them, publishing to them, keeping both in step.

mod expand;
mod free;
mod publish;
mod sources;
mod status;
mod sync;

pub(crate) use expand::ExpandedFiles;

use crate::args::{Calendar, CalendarAction, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(calendar: &Calendar, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &calendar.action {
        CalendarAction::Add(add) => sources::add(add, global, output),
        CalendarAction::List(list) => sources::list(list, global, output),
        CalendarAction::Remove { name } => sources::remove(name, global, output),
        CalendarAction::Fetch => sources::fetch(global, output),
        CalendarAction::Free(free) => free::run(free, global, output),
        CalendarAction::Publish(publish) => publish::run(publish, global, output),
        CalendarAction::Sync(sync) => sync::run(sync, global, output),
        CalendarAction::Status => status::run(global, output),
        CalendarAction::Expand(expand) => expand::run(expand, global, output),
    }
}
