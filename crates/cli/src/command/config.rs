use backcast_document::SETTINGS_TEMPLATE;
use backcast_host::Ignored;
use backcast_view::config as view;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::dim;
use crate::settings;

#[derive(Debug, Args)]
pub(crate) struct Config {
    /// Show where each value comes from, and what a project says in vain.
    #[arg(long)]
    pub(crate) origin: bool,
    /// Write the commented file with every default, to change it.
    #[arg(long)]
    pub(crate) init: bool,
}

pub(crate) fn run(command: &Config, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if command.init {
        return init(global, output);
    }
    let configured = settings::load(global, output)?;
    let (location, origin) = configured.location()?;
    let mut listed = configured.settings.listed();
    for (key, value, from) in &mut listed {
        if *key == "database" && value.is_empty() {
            // Where it is without being set is worth knowing, too.
            *value = serde_json::Value::String(location.to_string()).to_string();
            from.clone_from(&origin);
        }
    }
    let file = configured.user_file();
    if global.json {
        let ignored = configured.ignored.into_iter().map(|ignored| view::IgnoredValue {
            key: ignored.key,
            file: ignored.file,
            reason: ignored.reason,
            fix: ignored.fix,
        });
        output.document(&view::Config::of(file, &listed, ignored.collect()))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for (key, value, origin) in listed {
        let value = if value.is_empty() { format!("# {key} is not set") } else { format!("{key} = {value}") };
        let from = if command.origin { dim(&format!("  # {origin}")) } else { String::new() };
        text.push_str(&format!("{value}{from}\n"));
    }
    if command.origin {
        text.push_str(&ignored(&configured.ignored));
    }
    output.data(&text)?;
    if let Some(file) = file {
        let there = if global.environment.resolve(&file).is_file() { "your file" } else { "your file would be" };
        output.note(&format!("{there}: {}", file.display()));
    }
    Ok(Exit::Done)
}

/// What a project says in vain, line by line, and the way out below.
fn ignored(list: &[Ignored]) -> String {
    let line = |one: &Ignored| format!("# {} in {} is ignored: {}\n", one.key, one.file, one.reason);
    let fix = list.last().map(|last| format!("# {}\n", last.fix));
    list.iter().map(line).chain(fix).collect()
}

/// Writes the commented file with every default.
fn init(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let Some(file) = backcast_host::user_file(&global.environment) else {
        let message = "there is no home folder for a configuration";
        return Err(Problem::new(Exit::Outside, "home_missing", message, "name a file in BACKCAST_CONFIG"));
    };
    if global.environment.resolve(&file).exists() {
        let message = format!("{} is there already", file.display());
        return Err(Problem::new(Exit::Input, "file_exists", message, "change it, or move it away first"));
    }
    output.private_file(&file, SETTINGS_TEMPLATE)?;
    Ok(Exit::Done)
}
