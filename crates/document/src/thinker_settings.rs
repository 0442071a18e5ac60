//! The parts of the configuration that say who thinks: a model, an agent.

use backcast_address::Address;

/// A language model and how to reach it, as the configuration has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelSettings {
    /// anthropic, openai, gemini or compatible.
    pub provider: Option<String>,
    /// Name of the model.
    pub name: Option<String>,
    /// Address of the server, up to and with the version.
    pub endpoint: Option<Address>,
    /// Variable of the environment that holds the key.
    pub key_env: Option<String>,
    /// File that holds the key, readable by its owner only.
    pub key_file: Option<String>,
    /// Command that prints the key.
    pub key_command: Option<String>,
    /// Dollars for a million tokens that go in.
    pub price_in: Option<f64>,
    /// Dollars for a million tokens that come out.
    pub price_out: Option<f64>,
    /// Tokens that an answer may have.
    pub tokens_max: Option<f64>,
    /// Seconds that a request may take.
    pub timeout_seconds: Option<f64>,
    /// Requests that may be under way at once.
    pub at_once: Option<f64>,
    /// Requests that may begin in a minute.
    pub per_minute: Option<f64>,
    /// How often a request is sent in total, where that may help.
    pub tries: Option<f64>,
    /// Seconds before the second try; doubles each time.
    pub pause_seconds: Option<f64>,
    /// Whether the form of answers is prescribed.
    pub schema: Option<bool>,
}

/// A command that answers prompts, as the configuration has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgentSettings {
    /// The command.
    pub command: Option<String>,
    /// Seconds that it may take.
    pub timeout_seconds: Option<f64>,
    /// Variables of the environment that it gets beside the usual ones.
    pub keep: Option<Vec<String>>,
}

impl ModelSettings {
    /// The settings with whatever a later source says instead.
    #[must_use]
    pub(crate) fn overlaid(self, later: ModelSettings) -> Self {
        ModelSettings {
            provider: later.provider.or(self.provider),
            name: later.name.or(self.name),
            endpoint: later.endpoint.or(self.endpoint),
            key_env: later.key_env.or(self.key_env),
            key_file: later.key_file.or(self.key_file),
            key_command: later.key_command.or(self.key_command),
            price_in: later.price_in.or(self.price_in),
            price_out: later.price_out.or(self.price_out),
            tokens_max: later.tokens_max.or(self.tokens_max),
            timeout_seconds: later.timeout_seconds.or(self.timeout_seconds),
            at_once: later.at_once.or(self.at_once),
            per_minute: later.per_minute.or(self.per_minute),
            tries: later.tries.or(self.tries),
            pause_seconds: later.pause_seconds.or(self.pause_seconds),
            schema: later.schema.or(self.schema),
        }
    }

    /// The settings in one line of TOML; keys are not among them.
    #[must_use]
    pub(crate) fn listed(&self) -> String {
        let text = |value: &Option<String>| value.clone().map(toml::Value::String);
        let number = |value: Option<f64>| value.map(toml::Value::Float);
        inline(&[
            ("provider", text(&self.provider)),
            ("name", text(&self.name)),
            ("endpoint", self.endpoint.as_ref().map(|address| toml::Value::String(address.to_string()))),
            ("key_env", text(&self.key_env)),
            ("key_file", text(&self.key_file)),
            ("key_command", text(&self.key_command)),
            ("price_in", number(self.price_in)),
            ("price_out", number(self.price_out)),
            ("tokens_max", number(self.tokens_max)),
            ("timeout_seconds", number(self.timeout_seconds)),
            ("at_once", number(self.at_once)),
            ("per_minute", number(self.per_minute)),
            ("tries", number(self.tries)),
            ("pause_seconds", number(self.pause_seconds)),
            ("schema", self.schema.map(toml::Value::Boolean)),
        ])
    }
}

impl AgentSettings {
    /// The settings with whatever a later source says instead.
    #[must_use]
    pub(crate) fn overlaid(self, later: AgentSettings) -> Self {
        AgentSettings {
            command: later.command.or(self.command),
            timeout_seconds: later.timeout_seconds.or(self.timeout_seconds),
            keep: later.keep.or(self.keep),
        }
    }

    /// The settings in one line of TOML.
    #[must_use]
    pub(crate) fn listed(&self) -> String {
        let list = |names: &Vec<String>| toml::Value::Array(names.iter().cloned().map(toml::Value::String).collect());
        inline(&[
            ("command", self.command.clone().map(toml::Value::String)),
            ("timeout_seconds", self.timeout_seconds.map(toml::Value::Float)),
            ("keep", self.keep.as_ref().map(list)),
        ])
    }
}

/// `{ a = 1, b = "x" }`; an empty text where nothing is set.
fn inline(values: &[(&str, Option<toml::Value>)]) -> String {
    let set: Vec<String> = values
        .iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)))
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    if set.is_empty() { String::new() } else { format!("{{ {} }}", set.join(", ")) }
}
