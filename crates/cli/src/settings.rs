//! The configuration of this run: built-in values, the user's file, the
//! project's file, the environment, the command line.

use std::path::{Path, PathBuf};

use backcast_app::agenda::Rhythm;
use backcast_app::{Clock, Usual};
use backcast_core::CalendarHours;
use backcast_document::{Origin, Settings, SettingsLayer, read_settings};
use backcast_store::Location;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use jiff::tz::TimeZone;

use crate::exit::Exit;
use crate::global::Global;
use crate::input;
use crate::output::Output;
use crate::problem::Problem;

/// Name of the folder that makes its parent a project.
pub(crate) const PROJECT_FOLDER: &str = ".backcast";
/// Name of the configuration file.
pub(crate) const FILE: &str = "config.toml";

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

/// The merged configuration and where this run takes place.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) settings: Settings,
    /// The folder that holds `.backcast`, where there is one.
    pub(crate) project: Option<PathBuf>,
}

/// Reads and merges every source.
pub(crate) fn load(global: &Global, output: &Output) -> Result<Configured, Problem> {
    let project = project();
    let mut settings = Settings::default();
    let files = [user_file(), project.as_deref().map(|root| root.join(PROJECT_FOLDER).join(FILE))];
    for path in files.into_iter().flatten().filter(|path| path.is_file()) {
        let source = input::read(&path)?;
        let layer = layer(&source.name, &source.text, output)?;
        settings.add(layer, &Origin::File(source.name));
    }
    for (variable, key) in VARIABLES {
        let Ok(value) = std::env::var(variable) else { continue };
        let text = format!("{key} = {}", serde_json::Value::String(value));
        settings.add(layer(&format!("the variable {variable}"), &text, output)?, &Origin::Environment(variable));
    }
    if let Some(database) = &global.database {
        let text = format!("database = {}", serde_json::Value::String(database.clone()));
        settings.add(layer("the option --database", &text, output)?, &Origin::Flag("--database"));
    }
    Ok(Configured { settings, project })
}

fn layer(name: &str, text: &str, output: &Output) -> Result<SettingsLayer, Problem> {
    let (layer, warnings) = read_settings(name, text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    warnings.iter().for_each(|warning| output.warn(warning));
    Ok(layer)
}

impl Configured {
    /// The clock: the day that the command line names, else the system's in
    /// the configured zone.
    pub(crate) fn clock(&self, global: &Global) -> Clock {
        global.now.map_or_else(|| Clock::System(self.named_zone()), Clock::Fixed)
    }

    /// The zone in which the person lives: the configured one, else that of
    /// this machine.
    pub(crate) fn time_zone(&self) -> TimeZone {
        self.named_zone().unwrap_or_else(TimeZone::system)
    }

    fn named_zone(&self) -> Option<TimeZone> {
        self.settings.time_zone.value.as_deref().and_then(|name| TimeZone::get(name).ok())
    }

    /// What holds where a goal says nothing of its hours and days.
    pub(crate) fn usual(&self) -> Usual {
        Usual { pace: self.settings.capacity(), weekdays: self.settings.weekdays(), ..Usual::default() }
    }

    /// How the person's weeks go.
    pub(crate) fn rhythm(&self) -> Rhythm {
        Rhythm {
            week_start: self.settings.week_start.value,
            review_day: self.settings.review_day.value,
            capacity: self.settings.capacity(),
            weekdays: self.settings.weekdays(),
            calendar: CalendarHours::default(),
        }
    }

    /// The name under which changes are recorded.
    pub(crate) fn name(&self) -> String {
        let login = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
        let name = self.settings.name.value.clone().or_else(login).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| "someone".to_owned())
    }

    /// Where goals are kept, and why there.
    pub(crate) fn location(&self) -> Result<(Location, String), Problem> {
        if let Some(text) = &self.settings.database.value {
            let location = Location::parse(text).map_err(|scheme| {
                let message = format!("goals cannot be kept in `{scheme}:`");
                Problem::new(Exit::Input, "database_unknown", message, "name a file, or postgres://user@host/database")
            })?;
            return Ok((location, self.settings.database.origin.to_string()));
        }
        if let Some(root) = &self.project {
            let file = root.join(PROJECT_FOLDER).join("backcast.db");
            return Ok((Location::File(file), format!("the project {}", root.display())));
        }
        let folder = strategy().map(|strategy| strategy.data_dir()).ok_or_else(no_home)?;
        Ok((Location::File(folder.join("backcast.db")), "built in".to_owned()))
    }

    /// The folder for backups of server databases.
    pub(crate) fn backups(&self) -> PathBuf {
        strategy().map_or_else(|| PathBuf::from("."), |strategy| strategy.in_data_dir("backups"))
    }

    /// The path by which a file is remembered: within a project from its
    /// root, else in full.
    pub(crate) fn remembered(&self, path: &Path) -> String {
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let full = full.canonicalize().unwrap_or(full);
        let root = self.project.as_deref().and_then(|root| root.canonicalize().ok());
        let within = root.as_deref().and_then(|root| full.strip_prefix(root).ok());
        within.unwrap_or(&full).display().to_string()
    }

    /// Where a remembered file lies.
    pub(crate) fn recalled(&self, path: &str) -> PathBuf {
        self.project.as_deref().unwrap_or(Path::new(".")).join(path)
    }
}

/// The user's configuration file, whether or not it is there.
pub(crate) fn user_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("BACKCAST_CONFIG") {
        return Some(file.into());
    }
    strategy().map(|strategy| strategy.in_config_dir(FILE))
}

/// The folder around the working folder that is a project; never the home
/// folder, whose `.backcast` would take every folder below for its own.
fn project() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let home = etcetera::home_dir().ok();
    here.ancestors()
        .take_while(|folder| Some(*folder) != home.as_deref())
        .find(|folder| folder.join(PROJECT_FOLDER).is_dir())
        .map(Path::to_owned)
}

pub(crate) fn strategy() -> Option<impl AppStrategy> {
    let names = AppStrategyArgs { top_level_domain: String::new(), author: String::new(), app_name: "backcast".into() };
    choose_app_strategy(names).ok()
}

pub(crate) fn no_home() -> Problem {
    let message = "there is no home folder to keep goals in";
    Problem::new(Exit::Outside, "home_missing", message, "name a place with --database or BACKCAST_DATABASE")
}
