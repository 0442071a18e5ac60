//! `backcast mcp`: for coding agents, over standard input and output.

use backcast_mcp::{Context, Tier, serve};

use crate::args::Global;
use crate::calendars::{self, block_on};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// Names the tier of tools.
const VARIABLE: &str = "BACKCAST_MCP_TOOLS";

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let tier = tier(global)?;
    let configured = settings::load(global, output)?;
    let location = configured.prepared_location()?;
    let clock = configured.clock(global.now);
    block_on(async {
        let context = Context {
            location,
            backups: configured.backups(),
            library: backcast_host::library(&global.environment)?,
            prompts: backcast_host::prompts(&global.environment)?,
            usual: calendars::usual(&configured, global, output, clock.today()).await?,
            rhythm: configured.rhythm(),
            zone: configured.time_zone(),
            root: configured.project.clone().unwrap_or_else(|| global.environment.working_folder().to_owned()),
            tier,
            actor: backcast_app::Actor { by: configured.name(), clock, if_version: None },
            // Standard output belongs to the protocol.
            tell_user: Box::new(|text| eprintln!("backcast: {text}")),
        };
        serve(context).await.map_err(|error| {
            let fix = "it is begun by a client: see `backcast agent install --help`";
            Problem::new(Exit::Outside, "mcp_broken", error.to_string(), fix)
        })?;
        Ok(Exit::Done)
    })
}

fn tier(global: &Global) -> Result<Tier, Problem> {
    let Some(name) = global.environment.variable(VARIABLE) else { return Ok(Tier::default()) };
    let names: Vec<&str> = Tier::ALL.map(Tier::as_str).to_vec();
    Tier::ALL.into_iter().find(|tier| tier.as_str() == name.trim()).ok_or_else(|| {
        let message = format!("the variable {VARIABLE} is `{name}`");
        Problem::new(Exit::Usage, "tier_unknown", message, format!("set it to one of {}", names.join(", ")))
    })
}
