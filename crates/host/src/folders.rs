//! Where configuration, data and copies of a person lie.

use std::path::{Path, PathBuf};

use crate::Environment;

/// Name of the configuration file, of the user's and of a project's.
pub const CONFIGURATION_FILE: &str = "config.toml";
/// Name of the database where nothing else is named.
pub(crate) const DATABASE_FILE: &str = "backcast.db";

/// The name of our folder in each of them.
const NAME: &str = "backcast";

/// The folders of one person on one machine; they need not be there yet.
///
/// Source: XDG Base Directory Specification 0.8, where relative paths in the
/// variables are to be ignored. On Windows, the roaming and local application
/// data of the user (Known Folders), with a folder each for configuration, data
/// and cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings, calendars, own playbooks and prompts.
    pub config: PathBuf,
    /// The database of goals, and backups.
    pub data: PathBuf,
    /// Copies of calendars; may be deleted at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// `None` where the environment names no home folder.
    #[must_use]
    pub fn of(environment: &Environment) -> Option<Self> {
        let home = environment.home()?;
        Some(if cfg!(windows) { Self::of_windows(environment, home) } else { Self::of_xdg(environment, home) })
    }

    fn of_xdg(environment: &Environment, home: &Path) -> Self {
        let folder = |variable: &str, usual: &str| {
            let named = environment.variable_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join(usual)).join(NAME)
        };
        Folders {
            config: folder("XDG_CONFIG_HOME", ".config"),
            data: folder("XDG_DATA_HOME", ".local/share"),
            cache: folder("XDG_CACHE_HOME", ".cache"),
        }
    }

    fn of_windows(environment: &Environment, home: &Path) -> Self {
        let folder = |variable: &str, usual: &str| {
            let named = environment.variable_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join("AppData").join(usual)).join(NAME)
        };
        let (roaming, local) = (folder("APPDATA", "Roaming"), folder("LOCALAPPDATA", "Local"));
        Folders { config: roaming.join("config"), data: roaming.join("data"), cache: local.join("cache") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_name_folders_if_they_are_absolute() {
        let variables = [("XDG_CONFIG_HOME", "/etc/own"), ("XDG_DATA_HOME", "relative")];
        let environment = Environment::new(variables, Some("/home/ann".into()), "/");
        let folders = Folders::of_xdg(&environment, Path::new("/home/ann"));
        assert_eq!(folders.config, Path::new("/etc/own/backcast"));
        assert_eq!(folders.data, Path::new("/home/ann/.local/share/backcast"));
        assert_eq!(folders.cache, Path::new("/home/ann/.cache/backcast"));
    }

    #[test]
    fn without_a_home_there_is_no_place() {
        assert_eq!(Folders::of(&Environment::default()), None);
    }
}
