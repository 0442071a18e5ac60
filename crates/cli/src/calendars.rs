//! The user's calendars, as the commands see them.

use backcast_app::Usual;
use backcast_app::agenda::Rhythm;
use backcast_host::{Calendars, Host};
use jiff::civil::Date;

use crate::args::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// The calendars of this run, with what is odd about their file said.
pub(crate) fn load(global: &Global, output: &Output) -> Result<Calendars, Problem> {
    let loaded = Calendars::load(&global.environment)?;
    settings::warn(&loaded.warnings, output);
    Ok(loaded.value)
}

/// What holds where a goal says nothing, with what the calendars leave from a
/// day on.
pub(crate) async fn usual(host: &Host, global: &Global, output: &Output, first: Date) -> Result<Usual, Problem> {
    Ok(load(global, output)?.usual(host, host.clock(global.now).now(), first).await?)
}

/// How the user's weeks go, with what the calendars leave of some days.
pub(crate) async fn rhythm(host: &Host, global: &Global, output: &Output, first: Date) -> Result<Rhythm, Problem> {
    Ok(load(global, output)?.rhythm(host, host.clock(global.now).now(), first).await?)
}

/// Runs something that may wait for a server.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Problem::new(Exit::Outside, "runtime_failed", format!("cannot start: {error}"), "free memory or threads")
    })?;
    runtime.block_on(future)
}
