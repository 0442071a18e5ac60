//! The prompts, and those of the user's own in their place.

use std::path::PathBuf;

use backcast_app::AppError;
use backcast_app::review::Prompts;
use clap::Args;
use etcetera::AppStrategy as _;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::{input, settings};

#[derive(Debug, Args)]
pub(crate) struct ReviewPrompts {
    /// Print this one.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Copy those that are not there yet into the folder of your own.
    #[arg(long, conflicts_with = "name")]
    pub(crate) init: bool,
}

/// The prompts with the user's own: files `NAME.md` in the folder that
/// `BACKCAST_PROMPTS` names, else in `backcast/prompts` of the configuration.
pub(crate) fn load() -> Result<Prompts, Problem> {
    let mut prompts = Prompts::embedded();
    let Some(folder) = folder() else { return Ok(prompts) };
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(prompts) };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    for path in paths {
        let source = input::read(&path)?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        prompts.replace(&name, &source.text).map_err(AppError::from)?;
    }
    Ok(prompts)
}

fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("BACKCAST_PROMPTS") {
        return Some(folder.into());
    }
    settings::strategy().map(|strategy| strategy.in_config_dir("prompts"))
}

pub(super) fn run(command: &ReviewPrompts, output: &Output) -> Result<Exit, Problem> {
    let prompts = load()?;
    if let Some(name) = &command.name {
        let text = prompts.source(name).map_err(AppError::from)?;
        output.data(text)?;
        return Ok(Exit::Done);
    }
    let folder = folder().ok_or_else(settings::no_home)?;
    if command.init {
        output.folder(&folder)?;
        for name in Prompts::names() {
            let path = folder.join(format!("{name}.md"));
            if !path.exists() {
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
