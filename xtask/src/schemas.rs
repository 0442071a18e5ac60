//! Writes `schemas/` from the types of `backcast-view`, or says what is stale.
//!
//! The types are those of a whole program, so that they are built by a command
//! of its own: the other chores stay quick to build.

use std::path::Path;
use std::process::Command;

/// Writes the files, or says that the committed ones are stale.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["run", "--quiet", "--package", "backcast-view", "--example", "schemas", "--"]);
    command.arg("schemas").args(check.then_some("--check"));
    let status = command.status().map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("schemas/ is not what the types of view say".to_owned()) }
}
