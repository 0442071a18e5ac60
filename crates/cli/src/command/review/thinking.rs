//! Who thinks, from the configuration and the command line.

use std::path::Path;
use std::time::Duration;

use backcast_app::review::{
    AgentCommand, HttpModel, Key, Mind, ModelConfig, Price, Provider, Purse, Retries, Thinker, Way, is_confinable,
};
use backcast_app::{AppError, secret};
use backcast_document::ModelSettings;
use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings::{self, Configured};

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
    thinker: Option<Thinker>,
    by: By,
    prescribes: bool,
}

impl Ready {
    /// How a run is carried on.
    pub(super) fn mind(&self) -> Mind<'_> {
        match (&self.thinker, self.by) {
            (Some(thinker), _) => Mind::Asked { thinker, prescribes: self.prescribes },
            (None, By::Host) => Mind::Host,
            (None, _) => Mind::Rules,
        }
    }
}

/// Who is meant: by the option, else by the run that goes on, else by the
/// configuration.
pub(super) fn who(thinking: &Thinking, configured: &Configured, before: Option<&Way>) -> By {
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
    configured: &Configured,
    output: &Output,
    folder: &Path,
    spent: u64,
) -> Result<Ready, Problem> {
    let prescribes = configured.settings.model.value.schema.unwrap_or(true);
    let thinker = match by {
        By::Playbook | By::Host => None,
        By::Model => {
            let config = model_config(&configured.settings.model.value, thinking.model.as_deref())?;
            let purse = Purse::new(thinking.budget.map(micros).transpose()?, spent);
            let model = HttpModel::new(config, purse).map_err(AppError::Think)?;
            Some(Thinker::Http(Box::new(model)))
        }
        By::Agent => Some(Thinker::Agent(agent(thinking, configured, output, folder)?)),
    };
    if thinking.budget.is_some() && by != By::Model {
        output.note("--budget counts for a model only: what an agent or a caller spends is not seen here");
    }
    Ok(Ready { thinker, by, prescribes })
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

/// The language model that the configuration names.
pub(crate) fn model_config(model: &ModelSettings, name: Option<&str>) -> Result<ModelConfig, Problem> {
    let provider =
        model.provider.as_deref().and_then(|name| Provider::ALL.into_iter().find(|one| one.as_str() == name));
    let Some(provider) = provider else {
        let message = "no language model is configured";
        let fix = "add a table [model] with provider and name to your configuration: `backcast config --init` writes \
                   an example; without a model, --by playbook or --by host work";
        return Err(Problem::new(Exit::Input, "model_missing", message, fix));
    };
    let usual = ModelConfig::new(provider, name.or(model.name.as_deref()).unwrap_or_default());
    let folder = settings::user_file().and_then(|file| file.parent().map(Path::to_owned)).unwrap_or_default();
    let named = secret::Place {
        variable: model.key_env.as_deref(),
        file: model.key_file.as_deref().map(Path::new),
        command: model.key_command.as_deref(),
    };
    let key = match named.read(&folder) {
        Some(found) => Some(found.map_err(|error| {
            Problem::new(
                Exit::Input,
                "key_unreadable",
                format!("the key of the model cannot be had: {error}"),
                "see [model] of the configuration",
            )
        })?),
        None => provider.key_variable().and_then(|variable| std::env::var(variable).ok()),
    };
    let price = model.price_in.zip(model.price_out).map(|(into, out)| Price { into, out });
    let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; the cast saturates")]
    let count = |number: f64| number as u32;
    Ok(ModelConfig {
        endpoint: model.endpoint.clone(),
        key: key.filter(|key| !key.trim().is_empty()).map(Key::new),
        price,
        tokens_max: model.tokens_max.map_or(usual.tokens_max, count),
        time_max: model.timeout_seconds.map_or(usual.time_max, seconds),
        n_at_once: model.at_once.map_or(usual.n_at_once, |number| count(number) as usize),
        per_minute: model.per_minute.map(count),
        retries: Retries {
            n_max: model.tries.map_or(usual.retries.n_max, count),
            pause: model.pause_seconds.map_or(usual.retries.pause, seconds),
            ..usual.retries
        },
        ..usual
    })
}

/// The longest that an agent may take where nothing is said.
const AGENT_SECONDS: f64 = 600.0;

fn agent(
    thinking: &Thinking,
    configured: &Configured,
    output: &Output,
    folder: &Path,
) -> Result<AgentCommand, Problem> {
    let settings = &configured.settings.agent.value;
    let Some(command) = thinking.agent.clone().or_else(|| settings.command.clone()) else {
        let fix = "name one with --agent, or add a table [agent] with command to your configuration";
        return Err(Problem::new(Exit::Input, "agent_missing", "no agent is configured", fix));
    };
    let ourselves = std::env::current_exe().ok().filter(|_| is_confinable());
    if ourselves.is_none() {
        output.note("the agent is not confined: this system cannot keep a folder from being written (Landlock)");
    }
    let confined_by =
        ourselves.map(|program| vec![program.into(), "confined".into(), folder.as_os_str().to_owned(), "--".into()]);
    Ok(AgentCommand {
        command,
        folder: folder.to_owned(),
        confined_by,
        time_max: Duration::from_secs_f64(settings.timeout_seconds.unwrap_or(AGENT_SECONDS)),
        keep: settings.keep.clone().unwrap_or_default(),
    })
}
