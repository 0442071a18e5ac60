//! The configuration: built-in values, the user's file, the project's file, the
//! environment, the command line, each with its origin.

use std::path::{Path, PathBuf};

use backcast_app::Clock;
use backcast_document::{Mistake, Origin, PASSWORD_SHARED, Settings, SettingsLayer, read_settings};
use backcast_store::Location;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::read::read;
use crate::secret::is_shared_file;
use crate::{Environment, Folders, HostError};

/// Name of the folder that makes its parent a project.
pub const PROJECT_FOLDER: &str = ".backcast";
/// Name of the configuration file, of the user's and of a project's.
pub const CONFIGURATION_FILE: &str = "config.toml";
/// Name of the database where nothing else is named.
const DATABASE_FILE: &str = "backcast.db";

/// Variables of the environment and the keys that they set.
const VARIABLES: [(&str, &str); 11] = [
    ("BACKCAST_NAME", "name"),
    ("BACKCAST_TIME_ZONE", "time_zone"),
    ("BACKCAST_WEEK_START", "week_start"),
    ("BACKCAST_REVIEW_DAY", "review_day"),
    ("BACKCAST_HOURS_PER_WEEK", "hours_per_week"),
    ("BACKCAST_DATABASE", "database"),
    ("BACKCAST_PLANNER", "planner"),
    ("BACKCAST_MODEL_PROVIDER", "model.provider"),
    ("BACKCAST_MODEL_NAME", "model.name"),
    ("BACKCAST_MODEL_ENDPOINT", "model.endpoint"),
    ("BACKCAST_AGENT", "agent.command"),
];

/// Something that was read, with what is odd about it.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// What was read.
    pub value: T,
    /// What the user should know of it, in the order of the sources.
    pub warnings: Vec<Mistake>,
}

/// What the command line says over all other layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Where goals are kept.
    pub database: Option<String>,
}

/// The merged configuration, and the place for which it holds.
#[derive(Clone, Debug)]
pub struct Host {
    /// The environment that it rests on.
    pub environment: Environment,
    /// The settings of all layers, each with its origin.
    pub settings: Settings,
    /// The folder that holds `.backcast`, where there is one.
    pub project: Option<PathBuf>,
}

impl Host {
    /// Reads and merges every layer.
    ///
    /// # Errors
    ///
    /// Returns an error if a file that is there cannot be read, or with every
    /// mistake of the first layer that has some.
    pub fn load(environment: &Environment, overrides: &Overrides) -> Result<Loaded<Self>, HostError> {
        let project = project(environment);
        let mut layers = Layers { settings: Settings::default(), warnings: Vec::new() };
        let of_project = project.as_deref().map(|root| root.join(PROJECT_FOLDER).join(CONFIGURATION_FILE));
        for path in [user_file(environment), of_project].into_iter().flatten() {
            if !environment.resolve(&path).is_file() {
                continue;
            }
            let source = read(environment, &path)?;
            let others_read_it = is_shared_file(&environment.resolve(&path));
            let warnings = layers.add(&source.name, &source.text, &Origin::File(source.name.clone()))?;
            layers.warnings.extend(warnings.into_iter().filter(|one| others_read_it || one.code != PASSWORD_SHARED));
        }
        for (variable, key) in VARIABLES {
            let Some(value) = environment.variable(variable) else { continue };
            layers.add_value(&format!("the variable {variable}"), key, value, &Origin::Environment(variable))?;
        }
        if let Some(database) = &overrides.database {
            layers.add_value("the option --database", "database", database, &Origin::Flag("--database"))?;
        }
        let host = Host { environment: environment.clone(), settings: layers.settings, project };
        Ok(Loaded { value: host, warnings: layers.warnings })
    }

    /// The user's configuration file, whether or not it is there; `None` where
    /// there is no home.
    #[must_use]
    pub fn user_file(&self) -> Option<PathBuf> {
        user_file(&self.environment)
    }

    /// The clock: the day that somebody named, else the system's in the
    /// configured zone.
    #[must_use]
    pub fn clock(&self, named: Option<Date>) -> Clock {
        named.map_or_else(|| Clock::Running { read: Timestamp::now, zone: self.time_zone() }, Clock::Fixed)
    }

    /// The zone in which the person lives: the configured one, else that of
    /// this machine.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        self.named_zone().unwrap_or_else(TimeZone::system)
    }

    fn named_zone(&self) -> Option<TimeZone> {
        self.settings.time_zone.value.as_deref().and_then(|name| TimeZone::get(name).ok())
    }

    /// The name under which changes are recorded: the configured one, else that
    /// of the login, else "someone".
    #[must_use]
    pub fn name(&self) -> String {
        let logins = ["USER", "LOGNAME", "USERNAME"];
        let login = || logins.into_iter().find_map(|variable| self.environment.variable(variable));
        let name = self.settings.name.value.as_deref().or_else(login).filter(|name| !name.trim().is_empty());
        name.unwrap_or("someone").to_owned()
    }

    /// Where goals are kept, as it is named, and which layer says so.
    /// [`Host::store_location`] is where that lies.
    ///
    /// # Errors
    ///
    /// Returns an error if an address of an unknown scheme is named, or if
    /// nothing is named and there is no home.
    pub fn location(&self) -> Result<(Location, String), HostError> {
        if let Some(text) = &self.settings.database.value {
            let location =
                Location::parse(text.reveal()).map_err(|scheme| HostError::DatabaseUnknown(scheme.to_string()))?;
            return Ok((location, self.settings.database.origin.to_string()));
        }
        if let Some(root) = &self.project {
            let file = root.join(PROJECT_FOLDER).join(DATABASE_FILE);
            return Ok((Location::File(file), format!("the project {}", root.display())));
        }
        let folders = Folders::of(&self.environment).ok_or(HostError::NoHome)?;
        Ok((Location::File(folders.data.join(DATABASE_FILE)), "built in".to_owned()))
    }

    /// Where the store is to be opened: paths begin at the working folder.
    ///
    /// # Errors
    ///
    /// As [`Host::location`].
    pub fn store_location(&self) -> Result<Location, HostError> {
        Ok(match self.location()?.0 {
            Location::File(path) => Location::File(self.environment.resolve(&path)),
            server => server,
        })
    }

    /// Where the store is to be opened, with the folder for it made if it is
    /// not there.
    ///
    /// # Errors
    ///
    /// As [`Host::location`], or if the folder cannot be made.
    pub fn prepared_location(&self) -> Result<Location, HostError> {
        let (location, _) = self.location()?;
        if let Location::File(path) = &location {
            let folder = path.parent().unwrap_or(Path::new(""));
            let unwritable = |source| HostError::Unwritable { path: folder.to_owned(), source };
            std::fs::create_dir_all(self.environment.resolve(folder)).map_err(unwritable)?;
        }
        self.store_location()
    }

    /// The folder for backups of server databases; the working folder where
    /// there is no home.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        Folders::of(&self.environment)
            .map_or_else(|| self.environment.working_folder().to_owned(), |folders| folders.data.join("backups"))
    }

    /// The path by which a file is remembered: within a project from its root,
    /// else in full.
    #[must_use]
    pub fn path_from_root(&self, path: &Path) -> String {
        let full = self.environment.canonical(path);
        let root = self.project.as_deref().and_then(|root| root.canonicalize().ok());
        let within = root.as_deref().and_then(|root| full.strip_prefix(root).ok());
        within.unwrap_or(&full).display().to_string()
    }

    /// Where a remembered file lies.
    #[must_use]
    pub fn recalled(&self, path: &str) -> PathBuf {
        self.project.as_deref().unwrap_or(self.environment.working_folder()).join(path)
    }
}

/// The layers that were read so far.
struct Layers {
    settings: Settings,
    warnings: Vec<Mistake>,
}

impl Layers {
    /// Lays a text over what was read so far; returns what is odd about it.
    fn add(&mut self, name: &str, text: &str, origin: &Origin) -> Result<Vec<Mistake>, HostError> {
        let read = read_settings(name, text).map_err(|mistakes| mistakes.without(PASSWORD_SHARED));
        let (layer, warnings): (SettingsLayer, Vec<Mistake>) = read?;
        self.settings.add(layer, origin);
        Ok(warnings)
    }

    fn add_value(&mut self, name: &str, key: &str, value: &str, origin: &Origin) -> Result<(), HostError> {
        let text = format!("{key} = {}", serde_json::Value::String(value.to_owned()));
        let warnings = self.add(name, &text, origin)?;
        self.warnings.extend(warnings.into_iter().filter(|one| one.code != PASSWORD_SHARED));
        Ok(())
    }
}

/// The user's configuration file, whether or not it is there: the one that
/// `BACKCAST_CONFIG` names, else the one in the folder for configuration.
/// `None` without a home.
#[must_use]
pub fn user_file(environment: &Environment) -> Option<PathBuf> {
    environment
        .path_variable("BACKCAST_CONFIG")
        .or_else(|| Folders::of(environment).map(|folders| folders.config.join(CONFIGURATION_FILE)))
}

/// The folder around the working folder that is a project; never the home
/// folder, whose `.backcast` would take every folder below for its own.
fn project(environment: &Environment) -> Option<PathBuf> {
    environment
        .working_folder()
        .ancestors()
        .take_while(|folder| Some(*folder) != environment.home())
        .find(|folder| folder.join(PROJECT_FOLDER).is_dir())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home_with_project() -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("a folder");
        for folder in [".backcast", "work/.backcast", "work/inside", ".config/backcast"] {
            std::fs::create_dir_all(home.path().join(folder)).expect("made");
        }
        let write = |path: &str, text: &str| std::fs::write(home.path().join(path), text).expect("written");
        write(".config/backcast/config.toml", "hours_per_week = 5\nname = 'Ann'\n");
        write("work/.backcast/config.toml", "hours_per_week = 6\nplannner = 'x'\n");
        home
    }

    fn load(home: &Path, variables: &[(&str, &str)], folder: &str, overrides: &Overrides) -> Loaded<Host> {
        let environment = Environment::new(variables.iter().copied(), Some(home.to_owned()), home.join(folder));
        Host::load(&environment, overrides).expect("the files are sound")
    }

    fn hours(host: &Host) -> Option<f64> {
        host.settings.capacity().map(backcast_core::WeeklyHours::hours_per_week)
    }

    #[test]
    fn later_layers_win_and_say_where_they_come_from() {
        let home = home_with_project();
        let none = Overrides::default();
        let outside = load(home.path(), &[], "elsewhere", &none);
        assert_eq!((hours(&outside.value), outside.warnings.len()), (Some(5.0), 0));
        let inside = load(home.path(), &[], "work/inside", &none);
        assert_eq!((hours(&inside.value), inside.warnings.len()), (Some(6.0), 1), "its unknown key is a warning");
        assert_eq!(inside.value.name(), "Ann");
        assert_eq!(inside.value.project, Some(home.path().join("work")));
        let named = [("BACKCAST_HOURS_PER_WEEK", "7"), ("BACKCAST_DATABASE", "a.db")];
        let by_variable = load(home.path(), &named, "work/inside", &none).value;
        assert_eq!(hours(&by_variable), Some(7.0));
        let (location, origin) = by_variable.location().expect("a file");
        assert_eq!(location, Location::File("a.db".into()), "as it is named");
        let store = by_variable.store_location().expect("a file");
        assert_eq!(store, Location::File(home.path().join("work/inside/a.db")));
        assert_eq!(origin, "variable BACKCAST_DATABASE");
        let overrides = Overrides { database: Some("postgres://ann@host/goals".into()) };
        let (location, origin) = load(home.path(), &named, "work", &overrides).value.location().expect("a server");
        assert!(matches!(location, Location::Server(_)), "{location:?}");
        assert_eq!(origin, "option --database");
    }

    #[test]
    fn the_home_folder_is_no_project() {
        let home = home_with_project();
        assert_eq!(load(home.path(), &[], "", &Overrides::default()).value.project, None);
    }

    #[test]
    fn a_project_that_is_only_passed_on_the_way_is_none() {
        let home = home_with_project();
        std::fs::create_dir(home.path().join("other")).expect("made");
        let inside = load(home.path(), &[], "work/inside", &Overrides::default()).value.environment;
        let moved = inside.working_in(Path::new("../../other")).expect("it is there");
        let host = Host::load(&moved, &Overrides::default()).expect("the files are sound").value;
        assert_eq!((host.project.as_ref(), hours(&host)), (None, Some(5.0)));
    }

    #[test]
    fn the_variable_names_the_file_of_the_configuration() {
        let home = home_with_project();
        std::fs::write(home.path().join("work/inside/own.toml"), "name = 'Eve'\n").expect("written");
        let host = load(home.path(), &[("BACKCAST_CONFIG", "own.toml")], "work/inside", &Overrides::default()).value;
        assert_eq!(host.name(), "Eve");
        assert_eq!(host.settings.name.origin.to_string(), "own.toml", "as it is named");
    }

    #[test]
    fn without_a_home_a_place_has_to_be_named() {
        let environment = Environment::new::<&str, &str>([], None, "/");
        let host = Host::load(&environment, &Overrides::default()).expect("no files").value;
        assert!(matches!(host.location(), Err(HostError::NoHome)));
        assert_eq!(host.name(), "someone");
    }

    #[test]
    fn files_are_remembered_from_the_root_of_their_project() {
        let home = home_with_project();
        std::fs::write(home.path().join("work/inside/goal.toml"), "").expect("written");
        let host = load(home.path(), &[], "work/inside", &Overrides::default()).value;
        assert_eq!(host.path_from_root(Path::new("goal.toml")), "inside/goal.toml");
        assert_eq!(host.recalled("inside/goal.toml"), home.path().join("work/inside/goal.toml"));
    }
}
