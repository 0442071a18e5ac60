use clap::{Args, ValueEnum};
use clap_complete::env::Shells;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// bash, elvish, fish, powershell or zsh.
    pub(crate) shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Zsh.
    Zsh,
}

/// Prints the script that lets a shell ask this command for candidates.
pub(crate) fn run(shell: Shell, output: &Output) -> Result<Exit, Problem> {
    let name = match shell {
        Shell::Bash => "bash",
        Shell::Elvish => "elvish",
        Shell::Fish => "fish",
        Shell::Powershell => "powershell",
        Shell::Zsh => "zsh",
    };
    let mut script = Vec::new();
    let written = Shells::builtins()
        .completer(name)
        .map(|completer| completer.write_registration("COMPLETE", "backcast", "backcast", "backcast", &mut script));
    match written {
        Some(Ok(())) => output.exact(&String::from_utf8_lossy(&script))?,
        Some(Err(error)) => return Err(Problem::unwritable(std::path::Path::new("the script"), &error)),
        None => unreachable!("every shell of the list is built in"),
    }
    Ok(Exit::Done)
}
