//! Plans and a calendar on a server, kept in step.

use backcast_address::Address;
use backcast_app::AppError;
use backcast_app::calendar_sync::Server;
use backcast_calsync::{SyncError, SyncOptions, set_target};
use backcast_document::CalendarTarget;
use backcast_host::{Calendars, Environment};
use backcast_view::calendar as view;
use clap::Args;

use super::publish::{overview, publisher};
use super::secure::{OF_TARGET, secured};
use super::sources::AccessArguments;
use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::{Problem, quoted};
use crate::render;
use crate::session::with_store;

#[derive(Debug, Args)]
pub(crate) struct CalendarSync {
    /// The server, the first time or where it has changed: the address of a
    /// calendar or of the server (https://…).
    pub(crate) url: Option<String>,
    /// The calendar to write into, by its name or address; one of this name is
    /// made where there is none (default: `backcast`, made by us).
    #[arg(long, visible_alias = "calendar", value_name = "NAME")]
    pub(crate) collection: Option<String>,
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

pub(crate) fn run(command: &CalendarSync, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let calendars = calendars::load(global, output)?;
    let Some(target) = wanted_target(command, &calendars, &global.environment) else {
        let fix = "name it once: backcast calendar sync https://dav.example.org --user ann --password-command '…'";
        return Err(Problem::new(Exit::Usage, "target_missing", "there is no server to keep plans in step with", fix));
    };
    // Of an address that is new here the password goes into a file of its own. A
    // dry run writes none to find it in: what is asked is the address itself.
    let secured = command.url.as_ref().map(|_| secured(&target.url, &target.access, OF_TARGET, &calendars));
    let stored = secured.as_ref().map_or_else(|| target.clone(), |secured| secured.target(&target));
    // Made before anything is sent: a list that cannot be changed stops it here.
    let list = changed_list(&calendars, &stored)?;
    let options = SyncOptions {
        dry_run: global.dry_run,
        accept_deletions: command.accept_deletions,
        start_anew: command.start_anew,
        restore: command.restore.clone(),
    };
    with_store(global, output, async |session| {
        let overview = overview(session).await?;
        let publisher = publisher(session, &calendars, &overview);
        let server =
            Server { target: &target, folder: calendars.folder(), passwords: calendars.passwords(&global.environment) };
        let report = {
            let _sign = output.under_way(format!("talking to {}", target.url));
            let report = session.workspace.sync_with(publisher, &server, &options).await;
            report.map_err(|error| with_command(error, command, &target))?
        };
        // What did not go well once is not what plans are kept in step with.
        if let Some(secured) = &secured {
            secured.write(output)?;
        }
        if let Some(text) = &list {
            output.private_file(&calendars.path, text)?;
        }
        if global.json {
            output.document(&view::Sync::from(&report))?;
        } else {
            output.data(&render::calendar::synced(&report, output.width()))?;
        }
        let failed = report.written.iter().any(|written| written.failure.is_some());
        Ok(if failed { Exit::Outside } else { Exit::Done })
    })
}

/// The server and the calendar on it: those of the arguments, else of the list.
fn wanted_target(command: &CalendarSync, calendars: &Calendars, environment: &Environment) -> Option<CalendarTarget> {
    let known = calendars.document.target.clone();
    match (&command.url, &command.collection) {
        (Some(url), collection) => Some(CalendarTarget {
            url: Address::new(url),
            collection: collection.clone(),
            access: super::sources::access(&command.access, environment),
        }),
        (None, Some(collection)) => Some(CalendarTarget { collection: Some(collection.clone()), ..known? }),
        (None, None) => known,
    }
}

/// The list of calendars with the target, where it is another one so far.
fn changed_list(calendars: &Calendars, target: &CalendarTarget) -> Result<Option<String>, Problem> {
    if calendars.document.target.as_ref() == Some(target) {
        return Ok(None);
    }
    let name = calendars.path.display().to_string();
    Ok(Some(set_target(&name, calendars.text.as_deref(), target)?))
}

/// Where the person has to name a calendar, the way out is this command with a
/// name.
fn with_command(error: AppError, command: &CalendarSync, target: &CalendarTarget) -> Problem {
    let name = match &error {
        AppError::Sync(SyncError::ToBeNamed { calendars, .. }) => calendars.first().cloned(),
        _ => return error.into(),
    };
    let Some(name) = name else {
        return Problem::from(error).with_fix("make a calendar there by hand, then name it with --collection");
    };
    let collection = format!("--collection {}", quoted(&name));
    if command.url.is_some() && target.url.login().is_some() {
        return Problem::from(error).with_fix(&format!("name the one to write: the same command with {collection}"));
    }
    let mut words = vec!["backcast calendar sync".to_owned()];
    if command.url.is_some() {
        words.push(quoted(&shown_url(target)));
        words.extend(access_options(&command.access));
    }
    words.push(collection);
    Problem::from(error).with_fix(&format!("name the one to write: {}", words.join(" ")))
}

/// The address of a server as it may stand in a command to copy: the way to a
/// calendar is a secret where nobody has to log in.
fn shown_url(target: &CalendarTarget) -> String {
    let url = target.url.without_login();
    let (Some(scheme), Some(host)) = (url.scheme(), url.host()) else { return url.to_string() };
    let server = format!("{scheme}://{host}");
    let rest = url.reveal().strip_prefix(&server).filter(|_| target.access.user.is_some()).unwrap_or_default();
    let path = rest.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/");
    format!("{server}{path}")
}

fn access_options(access: &AccessArguments) -> Vec<String> {
    let options = [
        ("--user", &access.user),
        ("--password-env", &access.password_env),
        ("--password-file", &access.password_file),
        ("--password-command", &access.password_command),
        ("--ca", &access.ca),
    ];
    let stated = options.iter().filter_map(|(option, value)| Some(format!("{option} {}", quoted(value.as_ref()?))));
    stated.chain(access.allow_http.then(|| "--allow-http".to_owned())).collect()
}
