use std::path::{Path, PathBuf};

use clap::Args;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder for them.
    pub(crate) folder: PathBuf,
}

/// Writes a manual page for the program and for each of its commands.
pub(crate) fn run(command: &Man, mut program: clap::Command, output: &Output) -> Result<Exit, Problem> {
    let folder = command.folder.as_path();
    output.folder(folder)?;
    program.build();
    page(folder, program.clone(), "backcast", output)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("backcast-{}", command.get_name());
        page(folder, command.clone().name(name.clone()), &name, output)?;
    }
    Ok(Exit::Done)
}

fn page(folder: &Path, command: clap::Command, name: &str, output: &Output) -> Result<(), Problem> {
    let mut text = Vec::new();
    let path = folder.join(format!("{name}.1"));
    clap_mangen::Man::new(command).render(&mut text).map_err(|error| Problem::unwritable(&path, &error))?;
    output.file(&path, &String::from_utf8_lossy(&text))
}
