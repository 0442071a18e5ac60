//! The configuration of this run, with what is odd about it said.

use backcast_document::Mistake;
use backcast_host::{Host, Overrides};

use crate::args::Global;
use crate::output::Output;
use crate::problem::Problem;

/// Reads and merges every layer.
pub(crate) fn load(global: &Global, output: &Output) -> Result<Host, Problem> {
    let overrides = Overrides { database: global.database.clone() };
    let loaded = Host::load(&global.environment, &overrides)?;
    warn(&loaded.warnings, output);
    Ok(loaded.value)
}

/// Shows what is odd about files that were read.
pub(crate) fn warn(warnings: &[Mistake], output: &Output) {
    warnings.iter().for_each(|warning| output.warn(warning));
}
