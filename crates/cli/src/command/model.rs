//! The language model of the configuration.

use backcast_app::review::{CheckLine, check_model};
use backcast_view::config as view;
use clap::{Args, Subcommand};

use crate::calendars::block_on;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{good, warn};
use crate::settings;

#[derive(Debug, Args)]
pub(crate) struct Model {
    #[command(subcommand)]
    pub(crate) action: ModelAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelAction {
    /// Say what is wrong with the configuration of the language model: name,
    /// key, endpoint, model, schema. Sends two small requests.
    Check(ModelCheck),
}

#[derive(Debug, Args)]
pub(crate) struct ModelCheck {
    /// The language model, in the place of the configured one.
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
}

pub(crate) fn run(command: &Model, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let ModelAction::Check(check) = &command.action;
    let configured = settings::load(global, output)?;
    let config = configured.model(check.model.as_deref())?;
    let under_way = output.under_way(format!("asking {}", config.name));
    let lines = block_on(async { Ok(check_model(&config).await) })?;
    drop(under_way);
    if global.json {
        output.document(&view::ModelCheck::of(&config.name, &lines))?;
    } else {
        output.data(&lines.iter().map(text).collect::<String>())?;
    }
    Ok(if lines.iter().all(|line| line.is_ok) { Exit::Done } else { Exit::No })
}

fn text(line: &CheckLine) -> String {
    let sign = if line.is_ok { good("ok  ") } else { warn("WRONG") };
    let fix = if line.fix.is_empty() { String::new() } else { format!("\n              {}", line.fix) };
    format!("{sign:<5} {:<9} {}{fix}\n", line.what, line.found)
}
