//! Running a command that cannot write below a folder.

use std::path::PathBuf;
use std::process::Command;

use backcast_app::review::confine;
use clap::Args;

use crate::exit::Exit;
use crate::problem::Problem;

/// Lets a command write everywhere but below a folder.
#[derive(Debug, Args)]
pub(crate) struct Confined {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The command with its arguments.
    #[arg(last = true, required = true)]
    pub(crate) command: Vec<std::ffi::OsString>,
}

/// Confines this process and becomes the command.
pub(crate) fn run(command: &Confined) -> Result<Exit, Problem> {
    let refused = |message: String| Problem::new(Exit::Outside, "confinement_failed", message, "run it elsewhere");
    confine(&command.folder).map_err(|error| refused(error.to_string()))?;
    let mut words = command.command.iter();
    let program = words.next().expect("clap asks for a command");
    become_it(Command::new(program).args(words)).map_err(|error| {
        let message = format!("{} cannot be run: {error}", program.to_string_lossy());
        Problem::new(Exit::Input, "command_failed", message, "check its name")
    })
}

#[cfg(unix)]
fn become_it(command: &mut Command) -> std::io::Result<Exit> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> std::io::Result<Exit> {
    command.status().map(|status| if status.success() { Exit::Done } else { Exit::No })
}
