//! Calendars: reading them, publishing to them, keeping both in step.

mod expand;
mod free;
mod publish;
mod secure;
mod sources;
mod status;
mod sync;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Calendar {
    #[command(subcommand)]
    pub(crate) action: CalendarAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarAction {
    /// Read one more calendar: a file, a folder of .ics files, an address
    /// (https, webcal), or a CalDAV collection (caldav://…).
    Add(sources::CalendarAdd),
    /// List the calendars that are read, with their age and what is wrong.
    List(sources::CalendarList),
    /// Read a calendar no more.
    Remove {
        /// Its name.
        name: String,
    },
    /// Take passwords out of the addresses in the list, each into a file that
    /// only you can read, and let nobody else read the list.
    Secure,
    /// Ask every server for what has changed.
    Fetch,
    /// Show the hours that are left, and what took the others.
    Free(free::CalendarFree),
    /// Write the plans that hold as a calendar to subscribe to: milestones,
    /// blocks of work in your free hours, check-ins and reviews.
    Publish(publish::CalendarPublish),
    /// Keep the plans and a calendar on a CalDAV server in step, both ways:
    /// what you move, rename or delete there counts.
    Sync(sync::CalendarSync),
    /// Show each calendar that is read and the one that is written, and when
    /// they were last in step.
    Status,
    /// Say what calendar files hold: each occurrence in a window, the times
    /// that are taken, and what is wrong with the files.
    Expand(expand::CalendarExpand),
}

pub(crate) fn run(calendar: &Calendar, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &calendar.action {
        CalendarAction::Add(add) => sources::add(add, global, output),
        CalendarAction::List(list) => sources::list(list, global, output),
        CalendarAction::Remove { name } => sources::remove(name, global, output),
        CalendarAction::Secure => secure::run(global, output),
        CalendarAction::Fetch => sources::fetch(global, output),
        CalendarAction::Free(free) => free::run(free, global, output),
        CalendarAction::Publish(publish) => publish::run(publish, global, output),
        CalendarAction::Sync(sync) => sync::run(sync, global, output),
        CalendarAction::Status => status::run(global, output),
        CalendarAction::Expand(expand) => expand::run(expand, global, output),
    }
}
