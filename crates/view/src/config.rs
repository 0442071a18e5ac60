//! The configuration, the model in it, and the skills of coding agents.

use std::path::{Path, PathBuf};

use backcast_app::agent_kit::Standing;
use backcast_app::review::CheckLine;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// Every value of the configuration, and where it comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Config {
    /// `backcast.config/1`.
    pub schema: Schema<Config>,
    /// The user's file, whether it is there or not; null without a home folder.
    pub file: Option<PathBuf>,
    /// In the order of the commented file.
    pub values: Vec<ConfigValue>,
}

/// One value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConfigValue {
    /// Its name in the file.
    pub key: &'static str,
    /// As the file would say it; empty where it is not set.
    pub value: String,
    /// Which layer says so.
    pub origin: String,
}

impl Config {
    /// Values with the layer that each comes from.
    #[must_use]
    pub fn of(file: Option<PathBuf>, listed: &[(&'static str, String, String)]) -> Self {
        let values = listed.iter();
        let values =
            values.map(|(key, value, origin)| ConfigValue { key, value: value.clone(), origin: origin.clone() });
        Config { schema: Schema::new(), file, values: values.collect() }
    }
}

/// Whether the model of the configuration can be used.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ModelCheck {
    /// `backcast.model-check/1`.
    pub schema: Schema<ModelCheck>,
    /// Its name.
    pub model: String,
    /// What was tried, in its order.
    pub checks: Vec<Check>,
}

/// One thing that was tried.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Check {
    /// What was looked at.
    pub what: &'static str,
    /// Whether it is well.
    pub ok: bool,
    /// What was found.
    pub found: String,
    /// The way out; empty where it is well.
    pub fix: String,
}

impl ModelCheck {
    /// What was found about a model.
    #[must_use]
    pub fn of(model: &str, lines: &[CheckLine]) -> Self {
        let check = |line: &CheckLine| Check {
            what: line.what,
            ok: line.is_ok,
            found: line.found.clone(),
            fix: line.fix.clone(),
        };
        ModelCheck { schema: Schema::new(), model: model.to_owned(), checks: lines.iter().map(check).collect() }
    }
}

/// Whether the files for coding agents are as they should be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Agent {
    /// `backcast.agent/1`.
    pub schema: Schema<Agent>,
    /// File by file.
    pub files: Vec<AgentFile>,
}

/// A file for coding agents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgentFile {
    /// Its path below the folder of the project.
    pub path: PathBuf,
    /// current, different or missing.
    pub state: &'static str,
}

impl Agent {
    /// Files and how each stands.
    #[must_use]
    pub fn of<P: AsRef<Path>>(found: &[(P, Standing)]) -> Self {
        let file =
            |(path, standing): &(P, Standing)| AgentFile { path: path.as_ref().to_owned(), state: standing.as_str() };
        Agent { schema: Schema::new(), files: found.iter().map(file).collect() }
    }
}
