//! Plans and a calendar on a server, kept in step.

use backcast_address::Address;
use backcast_app::calendar_sync::Server;
use backcast_calsync::{SyncOptions, set_target};
use backcast_document::CalendarTarget;
use backcast_host::Calendars;
use backcast_view::calendar as view;
use clap::Args;

use super::publish::{overview, publisher};
use super::secure::{OF_TARGET, secured};
use super::sources::AccessArguments;
use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::with_store;

#[derive(Debug, Args)]
pub(crate) struct CalendarSync {
    /// The server, the first time or where it has changed: the address of a
    /// calendar or of the server (https://…).
    pub(crate) url: Option<String>,
    /// The calendar to find or make there.
    #[arg(long, default_value = "backcast", value_name = "NAME")]
    pub(crate) collection: String,
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
    let mut calendars = calendars::load(global, output)?;
    if let Some(url) = &command.url {
        save_target(&mut calendars, url, command, global, output)?;
    }
    let Some(target) = calendars.document.target.clone() else {
        let fix = "name it once: backcast calendar sync https://dav.example.org --user ann --password-command '…'";
        return Err(Problem::new(Exit::Usage, "target_missing", "there is no server to keep plans in step with", fix));
    };
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
            session.workspace.sync_with(publisher, &server, &options).await?
        };
        if global.json {
            output.document(&view::Sync::from(&report))?;
        } else {
            output.data(&render::calendar::synced(&report, output.width()))?;
        }
        let failed = report.written.iter().any(|written| written.failure.is_some());
        Ok(if failed { Exit::Outside } else { Exit::Done })
    })
}

fn save_target(
    calendars: &mut Calendars,
    url: &str,
    command: &CalendarSync,
    global: &Global,
    output: &Output,
) -> Result<(), Problem> {
    let access = super::sources::access(&command.access, &global.environment);
    let secured = secured(&Address::new(url), &access, OF_TARGET, calendars);
    let target = |url, access| CalendarTarget { url, collection: command.collection.clone(), access };
    let stored = target(secured.address.clone(), secured.access.clone());
    if calendars.document.target.as_ref() != Some(&stored) {
        let name = calendars.path.display().to_string();
        let text = set_target(&name, calendars.text.as_deref(), &stored)?;
        output.private_file(&calendars.path, &text)?;
    }
    secured.write(output)?;
    // A dry run writes no file to find the password in.
    calendars.document.target = Some(target(Address::new(url), access));
    Ok(())
}
