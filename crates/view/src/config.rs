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
    /// What the project says and does not count, as nobody trusted it.
    pub ignored: Vec<IgnoredValue>,
}

/// Something that a project says and that does not count.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IgnoredValue {
    /// Its name in the file, or "everything".
    pub key: &'static str,
    /// The file that says so.
    pub file: String,
    /// Why it does not count.
    pub reason: String,
    /// The way to let it count.
    pub fix: &'static str,
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
    pub fn of(file: Option<PathBuf>, listed: &[(&'static str, String, String)], ignored: Vec<IgnoredValue>) -> Self {
        let values = listed.iter();
        let values =
            values.map(|(key, value, origin)| ConfigValue { key, value: value.clone(), origin: origin.clone() });
        Config { schema: Schema::new(), file, values: values.collect(), ignored }
    }
}

/// A project's configuration file, and how far the user trusts it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Trust {
    /// `backcast.trust/1`.
    pub schema: Schema<Trust>,
    /// Where it lies.
    pub path: PathBuf,
    /// The SHA-256 of its text.
    pub hash: String,
    /// trusted; untrusted; changed since it was trusted; harmless, where it
    /// says nothing that needs trust.
    pub state: &'static str,
    /// What counts only once it is trusted.
    pub keys: Vec<TrustKey>,
    /// Whether a link leads the file out of the project: nothing of it counts
    /// until it is trusted.
    pub leads_outside: bool,
    /// The text, as it lies there.
    pub text: String,
}

/// A key that needs trust.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustKey {
    /// Its name in the file.
    pub key: &'static str,
    /// place, person, thinker, command, receiver, secret or spending.
    pub reach: &'static str,
    /// What it does, in words.
    pub does: &'static str,
}

/// The files that the user trusts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustedFiles {
    /// `backcast.trusted-files/1`.
    pub schema: Schema<TrustedFiles>,
    /// By their places.
    pub files: Vec<TrustedFile>,
}

/// A file that the user trusted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustedFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The SHA-256 of its text as it was then.
    pub hash: String,
    /// trusted; changed since; gone.
    pub state: &'static str,
}

impl Trust {
    /// A file at its place with its text, and what needs trust.
    #[must_use]
    pub fn of(path: &Path, hash: &str, text: &str, state: &'static str, keys: Vec<TrustKey>) -> Self {
        let (path, hash, text) = (path.to_owned(), hash.to_owned(), text.to_owned());
        Trust { schema: Schema::new(), path, hash, state, keys, leads_outside: false, text }
    }
}

impl TrustedFiles {
    /// Files in their order.
    #[must_use]
    pub fn of(files: Vec<TrustedFile>) -> Self {
        TrustedFiles { schema: Schema::new(), files }
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
