//! Who may think, as the configuration says it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backcast_app::review::{AgentCommand, Key, ModelConfig, Price, Provider, RetryPolicy, is_confinable};

use crate::{Host, HostError, Place};

/// The longest that an agent may take where nothing is stated.
const AGENT_SECONDS: f64 = 600.0;

/// What a program needs to find itself, its home and its language.
const USUAL: [&str; 14] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TERM",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
];

impl Host {
    /// The language model that the configuration names, with its key; `name`
    /// counts before the configured one.
    ///
    /// # Errors
    ///
    /// Returns an error if no provider is configured, or if the place of the
    /// key is named and the key is not there.
    pub fn model(&self, name: Option<&str>) -> Result<ModelConfig, HostError> {
        let model = &self.settings.model.value;
        let named = |name: &str| Provider::ALL.into_iter().find(|provider| provider.as_str() == name);
        let provider = model.provider.as_deref().and_then(named).ok_or(HostError::ModelMissing)?;
        let defaults = ModelConfig::new(provider, name.or(model.name.as_deref()).unwrap_or_default());
        let file = self.user_file().unwrap_or_default();
        let folder = self.environment.resolve(file.parent().unwrap_or(Path::new("")));
        let place = Place {
            variable: model.key_env.as_deref(),
            file: model.key_file.as_deref().map(Path::new),
            command: model.key_command.as_deref(),
        };
        let key = match place.read(&self.environment, &folder) {
            Some(found) => Some(found.map_err(HostError::KeyUnreadable)?),
            None => provider.key_variable().and_then(|name| self.environment.variable(name)).map(str::to_owned),
        };
        let price = model.price_in.zip(model.price_out).map(|(into, out)| Price { into, out });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; the cast saturates")]
        let count = |number: f64| number as u32;
        let time_max = model.timeout_seconds.map_or(defaults.time_max, seconds);
        let tries_max = model.tries.map_or(defaults.retries.tries_max, count);
        Ok(ModelConfig {
            endpoint: model.endpoint.clone(),
            key: key.filter(|key| !key.trim().is_empty()).map(Key::new),
            price,
            tokens_max: model.tokens_max.map_or(defaults.tokens_max, count),
            time_max,
            n_at_once: model.at_once.map_or(defaults.n_at_once, |number| count(number) as usize),
            per_minute: model.per_minute.map(count),
            retries: RetryPolicy {
                tries_max,
                pause_first: model.pause_seconds.map_or(defaults.retries.pause_first, seconds),
                total_max: time_max.saturating_mul(tries_max.max(1)),
                ..defaults.retries
            },
            ..defaults
        })
    }

    /// The agent that the configuration names, working in a folder; `command`
    /// counts before the configured one. `program` is our own file, which keeps
    /// the agent from writing elsewhere; it is not confined where that is not
    /// named, or where the system has no such means.
    ///
    /// # Errors
    ///
    /// Returns an error if no agent is configured.
    pub fn agent(
        &self,
        command: Option<&str>,
        folder: &Path,
        program: Option<PathBuf>,
    ) -> Result<AgentCommand, HostError> {
        let settings = &self.settings.agent.value;
        let command = command.map(str::to_owned).or_else(|| settings.command.clone()).ok_or(HostError::AgentMissing)?;
        let confined_by: Option<Vec<OsString>> = program
            .filter(|_| is_confinable())
            .map(|program| vec![program.into(), "confined".into(), folder.as_os_str().to_owned(), "--".into()]);
        Ok(AgentCommand {
            command,
            folder: folder.to_owned(),
            temporary_in: confined_by.as_ref().map(|_| self.temporary_folder()),
            confined_by,
            time_max: seconds(settings.timeout_seconds.unwrap_or(AGENT_SECONDS)),
            variables: self.variables_for_agent(settings.keep.as_deref().unwrap_or_default()),
        })
    }

    /// Where temporary files lie.
    fn temporary_folder(&self) -> PathBuf {
        let named = self.environment.path_variable("TMPDIR").filter(|path| path.is_absolute());
        named.unwrap_or_else(|| PathBuf::from("/tmp"))
    }

    /// What an agent finds of the environment: the usual variables and those
    /// that the configuration keeps, where they are set.
    fn variables_for_agent(&self, keep: &[String]) -> Vec<(OsString, OsString)> {
        let names = USUAL.into_iter().chain(keep.iter().map(String::as_str));
        names.filter_map(|name| Some((name.into(), self.environment.variable_os(name)?.to_owned()))).collect()
    }
}

/// As long as a duration can be, where it were longer.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Environment, Overrides};

    fn host(variables: &[(&str, &str)]) -> Host {
        let environment = Environment::new(variables.iter().copied(), None, "/");
        Host::load(&environment, &Overrides::default()).expect("no files").value
    }

    #[test]
    fn a_model_needs_a_provider_and_takes_its_usual_key() {
        assert!(matches!(host(&[]).model(None), Err(HostError::ModelMissing)));
        let variables =
            [("BACKCAST_MODEL_PROVIDER", "openai"), ("BACKCAST_MODEL_NAME", "small"), ("OPENAI_API_KEY", "sk-1")];
        let model = host(&variables).model(Some("large")).expect("configured");
        assert_eq!(model.name, "large");
        assert!(model.key.is_some());
        assert!(!format!("{model:?}").contains("sk-1"), "a key is never printed");
    }

    #[test]
    fn a_file_with_the_key_lies_beside_the_configuration() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("own")).expect("made");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        write("own/config.toml", "[model]\nprovider = 'openai'\nname = 'm'\nkey_file = 'key'\n");
        let environment = Environment::new([("BACKCAST_CONFIG", "own/config.toml")], None, folder.path());
        let host = Host::load(&environment, &Overrides::default()).expect("sound").value;
        assert!(matches!(host.model(None), Err(HostError::KeyUnreadable(_))), "it is not there yet");
        write("own/key", "sk-1\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let private = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(folder.path().join("own/key"), private).expect("changed");
        }
        assert!(host.model(None).expect("configured").key.is_some());
    }

    #[test]
    fn an_agent_is_named_by_somebody() {
        let folder = Path::new("/work");
        assert!(matches!(host(&[]).agent(None, folder, None), Err(HostError::AgentMissing)));
        let configured = host(&[("BACKCAST_AGENT", "think")]).agent(None, folder, None).expect("configured");
        assert_eq!((configured.command.as_str(), configured.confined_by), ("think", None));
        assert_eq!(seconds(1e30), Duration::MAX);
    }
}
