//! The calendars that are read: naming them, taking them out, asking for them.

use std::path::Path;

use backcast_app::calendar::{Fetching, SourceReport, add_source, forget_copy, remove_source};
use backcast_document::{Access, CALENDARS_TEMPLATE, CalendarRole, CalendarSource};
use serde_json::{Value, json};

use crate::args::{AccessArguments, CalendarAdd, CalendarList, Global};
use crate::calendars::{self, block_on};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::settings;
use backcast_host::{Calendars, Environment, Host};

pub(crate) fn add(command: &CalendarAdd, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let mut calendars = calendars::load(global, output)?;
    let source = CalendarSource {
        name: command.name.clone().unwrap_or_else(|| name_of(&command.from)),
        from: full_path(&command.from, &global.environment),
        role: command.role,
        zone: command.tz.as_ref().map(|(_, zone)| zone.clone()),
        access: access(&command.access, &global.environment),
    };
    let name = calendars.path.display().to_string();
    let text = add_source(&name, calendars.text.as_deref(), &calendars.document, &source)?;
    // What cannot be read is not added: it would stop every plan.
    calendars.document.sources.push(source.clone());
    let clock = configured.clock(global.now);
    let (first, now) = (clock.today(), clock.now());
    let reports = {
        let _sign = output.under_way(format!("reading {}", source.name));
        let looked = block_on(async { Ok(calendars.survey(&configured, now, first, Fetching::IfMissing).await?) });
        looked.map_err(|problem| problem.with_fix("check the address, name and password; nothing was added"))?
    };
    if let Some(folder) = calendars.path.parent() {
        output.folder(folder)?;
    }
    output.file(&calendars.path, &text)?;
    let reports: Vec<SourceReport> = reports.into_iter().filter(|report| report.name == source.name).collect();
    output.data(&shown(&reports, &configured, &calendars, global, output))?;
    Ok(Exit::Done)
}

pub(crate) fn list(command: &CalendarList, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if command.template {
        output.data(CALENDARS_TEMPLATE)?;
        return Ok(Exit::Done);
    }
    look(Fetching::IfMissing, global, output)
}

pub(crate) fn fetch(global: &Global, output: &Output) -> Result<Exit, Problem> {
    look(Fetching::Always, global, output)
}

fn look(fetching: Fetching, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let calendars = calendars::load(global, output)?;
    if calendars.document.sources.is_empty() && !global.json {
        let path = calendars.path.display();
        output.data(&format!("No calendar yet; {path} will name them.\n"))?;
        output.note("add one: backcast calendar add https://example.org/work.ics --name work");
        return Ok(Exit::Done);
    }
    let clock = configured.clock(global.now);
    let (first, now) = (clock.today(), clock.now());
    let reports = {
        let _sign = output.under_way("reading calendars".to_owned());
        block_on(async { Ok(calendars.survey(&configured, now, first, fetching).await?) })?
    };
    output.data(&shown(&reports, &configured, &calendars, global, output))?;
    let failed = reports.iter().any(|report| report.failure.is_some());
    Ok(if failed && fetching == Fetching::Always { Exit::Outside } else { Exit::Done })
}

pub(crate) fn remove(name: &str, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let calendars = calendars::load(global, output)?;
    let file = calendars.path.display().to_string();
    let text = remove_source(&file, calendars.text.as_deref().unwrap_or_default(), name)?;
    output.file(&calendars.path, &text)?;
    if let Some(source) = calendars.document.sources.iter().find(|source| source.name == name) {
        forget_copy(source, &calendars.cache);
    }
    Ok(Exit::Done)
}

fn shown(
    reports: &[SourceReport],
    configured: &Host,
    calendars: &Calendars,
    global: &Global,
    output: &Output,
) -> String {
    if !global.json {
        return render::calendar::sources(reports, &configured.time_zone(), output.width());
    }
    let list: Vec<Value> = reports.iter().map(|report| report_json(report, calendars)).collect();
    let document = json!({ "schema": "backcast.calendars/1", "file": calendars.path, "calendars": list });
    format!("{document:#}\n")
}

pub(super) fn report_json(report: &SourceReport, calendars: &Calendars) -> Value {
    let source = calendars.document.sources.iter().find(|source| source.name == report.name);
    json!({
        "name": report.name,
        "role": report.role.as_str(),
        "from": source.map(|source| without_secret(&source.from)),
        "time_zone": source.and_then(|source| source.zone.as_ref()?.iana_name().map(str::to_owned)),
        "events": report.n_events,
        "checked_at": report.checked_at,
        "changed": report.changed,
        "failure": report.failure,
        "diagnostics": report.diagnostics,
    })
}

/// An address without its query, in which calendars carry secrets.
fn without_secret(from: &str) -> &str {
    from.split('?').next().unwrap_or_default()
}

/// A name made from the last part of an address or path.
fn name_of(from: &str) -> String {
    let path = without_secret(from).trim_end_matches('/');
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = last.strip_suffix(".ics").unwrap_or(last);
    if name.is_empty() { CalendarRole::Busy.as_str().to_owned() } else { name.to_owned() }
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

/// A path that means the same from every folder; addresses stay as they are.
fn full_path(from: &str, environment: &Environment) -> String {
    if from.contains("://") {
        return from.to_owned();
    }
    let path = environment.resolve(Path::new(from));
    std::path::absolute(&path).unwrap_or(path).display().to_string()
}
