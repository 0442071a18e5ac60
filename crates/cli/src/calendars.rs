//! The user's calendars, as the commands see them.

use backcast_app::Workspace;
use backcast_engine::PlanningDefaults;
use backcast_host::Calendars;
use jiff::civil::Date;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// The calendars of this run, with what is odd about their file said.
pub(crate) fn load(global: &Global, output: &Output) -> Result<Calendars, Problem> {
    let loaded = Calendars::load(&global.environment)?;
    settings::warn(&loaded.warnings, output);
    Ok(loaded.value)
}

/// As [`load`], for whoever mends what would be said.
pub(crate) fn load_quietly(global: &Global) -> Result<Calendars, Problem> {
    Ok(Calendars::load(&global.environment)?.value)
}

/// What holds where a goal says nothing, with what the calendars leave from a
/// day on; what is odd about their list is said.
pub(crate) fn planning_defaults(
    workspace: &Workspace,
    first: Date,
    output: &Output,
) -> Result<PlanningDefaults, Problem> {
    let defaults = block_on(async { Ok(workspace.planning_defaults(first).await?) })?;
    settings::warn(workspace.calendar_warnings(), output);
    Ok(defaults)
}

/// Runs something that may wait for a server.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Problem::new(Exit::Outside, "runtime_failed", format!("cannot start: {error}"), "free memory or threads")
    })?;
    runtime.block_on(future)
}
