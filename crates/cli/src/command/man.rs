use std::path::Path;

use clap::CommandFactory;

use crate::args::Arguments;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// Writes a manual page for the program and for each of its commands.
pub(crate) fn run(folder: &Path, output: &Output) -> Result<Exit, Problem> {
    output.folder(folder)?;
    let mut program = Arguments::command();
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
