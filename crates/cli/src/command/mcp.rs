//! `backcast mcp`: for coding agents, over standard input and output.

use backcast_app::Principal;
use backcast_mcp::{Setup, Tier, serve};

use crate::calendars::block_on;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// Names the tier of tools.
const VARIABLE: &str = "BACKCAST_MCP_TOOLS";

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    if global.dry_run || global.if_version.is_some() {
        let message = "a server answers many requests: --dry-run and --if-version are for one command";
        return Err(Problem::new(Exit::Usage, "server_option", message, "start it without them: backcast mcp"));
    }
    let tier = tier(global)?;
    let host = settings::load(global, output)?;
    let (for_tokens, now) = (host.clone(), global.now);
    let setup = Setup {
        installation: host.installation(),
        principal: Principal { name: host.name() },
        clock: host.clock(global.now),
        root: host.project.clone().unwrap_or_else(|| global.environment.working_folder().to_owned()),
        tier,
        instant: Box::new(move || for_tokens.instant(now)),
    };
    block_on(async {
        serve(setup).await.map_err(|error| {
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
