//! Running a command that cannot write below a folder.

use std::process::Command;

use backcast_app::review::confine;

use crate::args::Confined;
use crate::exit::Exit;
use crate::problem::Problem;

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
