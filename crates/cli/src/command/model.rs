//! The language model of the configuration.

use backcast_app::review::{CheckLine, check_model};
use serde_json::json;

use crate::args::{Global, Model, ModelAction};
use crate::calendars::block_on;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{good, warn};
use crate::settings;

pub(crate) fn run(command: &Model, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let ModelAction::Check(check) = &command.action;
    let configured = settings::load(global, output)?;
    let config = configured.model(check.model.as_deref())?;
    let under_way = output.under_way(format!("asking {}", config.name));
    let lines = block_on(async { Ok(check_model(&config).await) })?;
    drop(under_way);
    if global.json {
        let checks: Vec<_> = lines
            .iter()
            .map(|line| json!({ "what": line.what, "ok": line.is_ok, "found": line.found, "fix": line.fix }))
            .collect();
        let document = json!({ "schema": "backcast.model-check/1", "model": config.name, "checks": checks });
        output.data(&format!("{document:#}\n"))?;
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
