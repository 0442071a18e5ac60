//! Goal files, with what is odd about them said.

use std::path::Path;

use backcast_app::Clock;
use backcast_document::{GoalDocument, read_goal};
use backcast_host::Source;

use crate::args::Global;
use crate::output::Output;
use crate::problem::Problem;

/// Reads a goal file; what is odd about it is shown on stderr.
pub(crate) fn read_goal_file(
    path: &Path,
    clock: &Clock,
    global: &Global,
    output: &Output,
) -> Result<GoalDocument, Problem> {
    parse_goal(&backcast_host::read(&global.environment, path)?, clock, output)
}

/// Reads the goal file in a text.
pub(crate) fn parse_goal(source: &Source, clock: &Clock, output: &Output) -> Result<GoalDocument, Problem> {
    let document =
        read_goal(&source.name, &source.text, clock.today()).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for warning in &document.warnings {
        output.warn(warning);
    }
    Ok(document)
}
