//! The prompts, and those of the user's own in their place.

use backcast_app::AppError;
use backcast_app::review::Prompts;
use backcast_host::HostError;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
#[derive(Debug, Args)]
pub(crate) struct ReviewPrompts {
    /// Print this one.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Copy those that are not there yet into the folder of your own.
    #[arg(long, conflicts_with = "name")]
    pub(crate) init: bool,
}

pub(super) fn run(command: &ReviewPrompts, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let prompts = backcast_host::prompts(&global.environment)?;
    if let Some(name) = &command.name {
        let text = prompts.source(name).map_err(AppError::from)?;
        output.data(text)?;
        return Ok(Exit::Done);
    }
    let folder = backcast_host::prompts_folder(&global.environment).ok_or(HostError::NoHome)?;
    if command.init {
        output.private_folder(&folder)?;
        for name in Prompts::names() {
            let path = folder.join(format!("{name}.md"));
            if !global.environment.resolve(&path).exists() {
                output.file(&path, prompts.source(name).map_err(AppError::from)?)?;
            }
        }
        return Ok(Exit::Done);
    }
    let mut text = format!("prompts {}\n", prompts.edition());
    for name in Prompts::names() {
        let own = if prompts.is_own(name) { "  your own" } else { "" };
        text.push_str(&format!("  {name}{own}\n"));
    }
    output.data(&text)?;
    output.note(&format!("your own would lie in {}; copy them there with --init", folder.display()));
    Ok(Exit::Done)
}
