//! The calendars that are read: naming them, taking them out, asking for them.

use std::path::Path;

use backcast_address::Address;
use backcast_calsync::{Fetching, SourceReport, add_source, forget_copy, remove_source};
use backcast_document::{Access, CALENDARS_TEMPLATE, CalendarRole, CalendarSource};
use backcast_host::{Calendars, Environment, Host};
use backcast_view::calendar as view;
use clap::Args;
use jiff::tz::TimeZone;

use super::secure::secured;
use crate::built::INSTALL;
use crate::calendars::{self, block_on};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::workspace;
use crate::settings;

#[derive(Debug, Args)]
pub(crate) struct CalendarAdd {
    /// Where it is: a file, a folder or an address.
    pub(crate) from: String,
    /// How to call it (default: the last part of where it is, or the host where
    /// that part may be secret).
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
    /// Read over plain HTTP, for others to listen to; never with a password.
    #[arg(long)]
    pub(crate) allow_http: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalendarList {
    /// Print the commented file with every setting instead.
    #[arg(long)]
    pub(crate) template: bool,
}

fn role(text: &str) -> Result<CalendarRole, String> {
    let known = CalendarRole::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(text));
    known.ok_or_else(|| {
        let names: Vec<&str> = CalendarRole::ALL.iter().map(|role| role.as_str()).collect();
        format!("there are {}", names.join(", "))
    })
}

/// A zone by its name.
pub(crate) fn zone(text: &str) -> Result<(String, TimeZone), String> {
    match TimeZone::get(text) {
        Ok(zone) => Ok((text.to_owned(), zone)),
        Err(_) => Err("there is no such time zone; write a name like Europe/Berlin".to_owned()),
    }
}

pub(crate) fn add(command: &CalendarAdd, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let mut calendars = calendars::load(global, output)?;
    let from = full_place(&command.from, &global.environment);
    let source = CalendarSource {
        name: command.name.clone().unwrap_or_else(|| name_of(&from)),
        from,
        role: command.role,
        zone: command.tz.as_ref().map(|(_, zone)| zone.clone()),
        access: access(&command.access, &global.environment),
    };
    let name = calendars.path.display().to_string();
    let secured = secured(&source.from, &source.access, &source.name, &calendars);
    let stored = CalendarSource { from: secured.address.clone(), access: secured.access.clone(), ..source.clone() };
    let text = add_source(&name, calendars.text.as_deref(), &calendars.document, &stored)?;
    // What cannot be read is not added: it would stop every plan.
    calendars.document.sources.push(source.clone());
    let reports = {
        let _sign = output.under_way(format!("reading {}", source.name));
        let read = block_on(async {
            let setup = calendars.setup(&global.environment);
            Ok(workspace(&configured, global).survey_calendars(&setup, Fetching::IfMissing).await?)
        });
        let is_reachable = cfg!(feature = "remote-calendars") || source.from.is_path();
        let fix = if is_reachable { "check the address, name and password; nothing was added" } else { INSTALL };
        read.map_err(|problem| problem.with_fix(fix))?
    };
    secured.write(output)?;
    output.private_file(&calendars.path, &text)?;
    let reports: Vec<SourceReport> = reports.into_iter().filter(|report| report.name == source.name).collect();
    show(&reports, &configured, &calendars, global, output)?;
    Ok(Exit::Done)
}

pub(crate) fn list(command: &CalendarList, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if command.template {
        output.data(CALENDARS_TEMPLATE)?;
        return Ok(Exit::Done);
    }
    show_overview(Fetching::IfMissing, global, output)
}

pub(crate) fn fetch(global: &Global, output: &Output) -> Result<Exit, Problem> {
    show_overview(Fetching::Always, global, output)
}

fn show_overview(fetching: Fetching, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let calendars = calendars::load(global, output)?;
    if calendars.document.sources.is_empty() && !global.json {
        let path = calendars.path.display();
        output.data(&format!("No calendar yet; {path} will name them.\n"))?;
        output.note("add one: backcast calendar add https://example.org/work.ics --name work");
        return Ok(Exit::Done);
    }
    let reports = {
        let _sign = output.under_way("reading calendars".to_owned());
        block_on(async {
            let setup = calendars.setup(&global.environment);
            Ok(workspace(&configured, global).survey_calendars(&setup, fetching).await?)
        })?
    };
    show(&reports, &configured, &calendars, global, output)?;
    let failed = reports.iter().any(|report| report.failure.is_some());
    Ok(if failed && fetching == Fetching::Always { Exit::Outside } else { Exit::Done })
}

pub(crate) fn remove(name: &str, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let calendars = calendars::load(global, output)?;
    let file = calendars.path.display().to_string();
    let text = remove_source(&file, calendars.text.as_deref().unwrap_or_default(), name)?;
    output.private_file(&calendars.path, &text)?;
    if let Some(source) = calendars.document.sources.iter().find(|source| source.name == name) {
        forget_copy(source, &calendars.cache);
        let own = calendars.password_file(name);
        if source.access.password_file.as_deref().is_some_and(|file| own == Path::new(file)) && own.is_file() {
            output.remove(&own)?;
        }
    }
    Ok(Exit::Done)
}

fn show(
    reports: &[SourceReport],
    configured: &Host,
    calendars: &Calendars,
    global: &Global,
    output: &Output,
) -> Result<(), Problem> {
    if global.json {
        return output.document(&view::Calendars::of(&calendars.path, reports, &calendars.document.sources));
    }
    output.data(&render::calendar::sources(reports, &configured.time_zone(), output.width()))
}

/// A name made from the last part of an address or path, or from the host where
/// that part may be secret.
fn name_of(from: &Address) -> String {
    from.harmless_name().unwrap_or_else(|| CalendarRole::Busy.as_str().to_owned())
}

/// How to get in, with paths that mean the same from every folder.
pub(super) fn access(arguments: &AccessArguments, environment: &Environment) -> Access {
    Access {
        user: arguments.user.clone(),
        password_env: arguments.password_env.clone(),
        password_file: arguments.password_file.as_deref().map(|path| full_path(path, environment)),
        password_command: arguments.password_command.clone(),
        ca: arguments.ca.as_deref().map(|path| full_path(path, environment)),
        allow_http: arguments.allow_http,
    }
}

/// A place that means the same from every folder; addresses stay as they are.
fn full_place(from: &str, environment: &Environment) -> Address {
    let place = Address::new(from);
    if !place.is_path() || from.contains("://") { place } else { Address::new(full_path(from, environment)) }
}

/// A path that means the same from every folder.
fn full_path(path: &str, environment: &Environment) -> String {
    let path = environment.resolve(Path::new(path));
    std::path::absolute(&path).unwrap_or(path).display().to_string()
}
