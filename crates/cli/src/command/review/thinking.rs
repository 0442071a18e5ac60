//! Who thinks, from the configuration and the command line.

use std::path::Path;

use backcast_app::AppError;
use backcast_app::review::{AgentCommand, HttpModel, SpendLimit, Thinker, ThinkerClient, Way};
use backcast_host::Host;
use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// Who thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Rules of the library; needs nothing.
    Playbook,
    /// A language model, as the table `model` of the configuration has it.
    Model,
    /// A command that reads a prompt and prints the answer.
    Agent,
    /// Whoever calls: packets out, answers in.
    Host,
}

#[derive(Debug, Args)]
pub(crate) struct Thinking {
    /// Who thinks.
    #[arg(long, value_name = "WHO")]
    pub(crate) by: Option<By>,
    /// The language model, in the place of the configured one.
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// The command, in the place of the configured one.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) agent: Option<String>,
    /// Dollars that the whole review may cost; it stops before it costs more.
    #[arg(long, value_name = "DOLLARS")]
    pub(crate) budget: Option<f64>,
    /// With --json: print every step as a line of JSON as it happens.
    #[arg(long)]
    pub(crate) follow: bool,
}

/// Somebody who thinks, ready to be asked.
#[derive(Debug)]
pub(super) struct Ready {
    client: Option<ThinkerClient>,
    by: By,
    prescribes: bool,
}

impl Ready {
    /// How a run is carried on.
    pub(super) fn thinker(&self) -> Thinker<'_> {
        match (&self.client, self.by) {
            (Some(client), _) => Thinker::Asked { client, prescribes: self.prescribes },
            (None, By::Host) => Thinker::Host,
            (None, _) => Thinker::Rules,
        }
    }
}

/// Who is meant: by the option, else by the run that goes on, else by the
/// configuration.
pub(super) fn who(thinking: &Thinking, configured: &Host, before: Option<&Way>) -> By {
    let named =
        thinking.by.or(thinking.agent.as_ref().map(|_| By::Agent)).or(thinking.model.as_ref().map(|_| By::Model));
    let name = match before {
        Some(way) => way.as_str(),
        None => configured.settings.planner.value.as_str(),
    };
    named.unwrap_or(match name {
        "model" => By::Model,
        "agent" => By::Agent,
        "host" => By::Host,
        _ => By::Playbook,
    })
}

/// Makes whoever is meant ready; `spent` of the budget is spent already.
pub(super) fn ready(
    thinking: &Thinking,
    by: By,
    configured: &Host,
    output: &Output,
    folder: &Path,
    spent: u64,
) -> Result<Ready, Problem> {
    let prescribes = configured.settings.model.value.schema.unwrap_or(true);
    let client = match by {
        By::Playbook | By::Host => None,
        By::Model => {
            let config = configured.model(thinking.model.as_deref())?;
            let spend_limit = SpendLimit::new(thinking.budget.map(micros).transpose()?, spent);
            let model = HttpModel::new(config, spend_limit).map_err(AppError::Think)?;
            Some(ThinkerClient::Http(Box::new(model)))
        }
        By::Agent => Some(ThinkerClient::Agent(agent(thinking, configured, output, folder)?)),
    };
    if thinking.budget.is_some() && by != By::Model {
        output.note("--budget counts for a model only: what an agent or a caller spends is not seen here");
    }
    Ok(Ready { client, by, prescribes })
}

fn micros(dollars: f64) -> Result<u64, Problem> {
    if !(0.0..=1e6).contains(&dollars) {
        let message = format!("a budget of {dollars} dollars makes no sense");
        return Err(Problem::new(Exit::Usage, "budget_wrong", message, "write dollars, for example --budget 0.50"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 0..=1e6 above")]
    let micros = (dollars * 1e6) as u64;
    Ok(micros)
}

fn agent(thinking: &Thinking, configured: &Host, output: &Output, folder: &Path) -> Result<AgentCommand, Problem> {
    let folder = configured.environment.resolve(folder);
    let agent = configured.agent(thinking.agent.as_deref(), &folder, std::env::current_exe().ok())?;
    if agent.confined_by.is_none() {
        output.note("the agent is not confined: this system cannot keep a folder from being written (Landlock)");
    }
    Ok(agent)
}
