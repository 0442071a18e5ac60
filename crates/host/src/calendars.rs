//! The user's calendars: the file that names them, and what they leave.

use std::path::{Path, PathBuf};

use backcast_app::Usual;
use backcast_app::agenda::Rhythm;
use backcast_app::calendar::{DAYS_AHEAD, Desk, Fetching, Overview, Passwords, SourceReport};
use backcast_core::Pace;
use backcast_document::{CalendarsDocument, read_calendars};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::configuration::Loaded;
use crate::passwords::passwords;
use crate::read::read;
use crate::{Environment, Folders, Host, HostError};

/// Name of the file.
const FILE: &str = "calendars.toml";

/// The file of calendars and what it says.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// Where the file lies, or would.
    pub path: PathBuf,
    /// Its text, where the file is there.
    pub text: Option<String>,
    /// What it says; without a file, that there are no calendars.
    pub document: CalendarsDocument,
    /// Where copies of calendars are kept.
    pub cache: PathBuf,
}

impl Calendars {
    /// Reads the file that `BACKCAST_CALENDARS` names, else the one beside the
    /// user's configuration; without a file, there are no calendars.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no home, or if the file cannot be read or
    /// has mistakes.
    pub fn load(environment: &Environment) -> Result<Loaded<Self>, HostError> {
        let folders = Folders::of(environment).ok_or(HostError::NoHome)?;
        let path = environment.path_variable("BACKCAST_CALENDARS").unwrap_or_else(|| folders.config.join(FILE));
        let cache = folders.cache.join("calendars");
        if !path.is_file() {
            let value = Calendars { path, text: None, document: CalendarsDocument::default(), cache };
            return Ok(Loaded { value, warnings: Vec::new() });
        }
        let source = read(environment, &path)?;
        let (document, warnings) = read_calendars(&source.name, &source.text)?;
        Ok(Loaded { value: Calendars { path, text: Some(source.text), document, cache }, warnings })
    }

    /// Whether the file says anything of the user's time.
    #[must_use]
    pub fn say_nothing(&self) -> bool {
        let document = &self.document;
        let rules = &document.rules;
        document.sources.is_empty()
            && document.trips.is_empty()
            && document.days.is_empty()
            && document.seasons.is_empty()
            && rules.hours_per_day_max.is_none()
    }

    /// Looks at all of them from a day on.
    ///
    /// # Errors
    ///
    /// Returns an error if a calendar cannot be read and never was; so do all
    /// below.
    pub async fn look(
        &self,
        host: &Host,
        now: Timestamp,
        first: Date,
        n_days: usize,
        fetching: Fetching,
    ) -> Result<Overview, HostError> {
        Ok(self.desk(host, now, first).look(first, n_days, fetching).await?)
    }

    /// How each of them is.
    ///
    /// # Errors
    ///
    /// As [`Calendars::look`].
    pub async fn survey(
        &self,
        host: &Host,
        now: Timestamp,
        today: Date,
        fetching: Fetching,
    ) -> Result<Vec<SourceReport>, HostError> {
        Ok(self.desk(host, now, today).survey(fetching).await?)
    }

    /// What holds where a goal says nothing, with what the calendars leave from
    /// a day on.
    ///
    /// # Errors
    ///
    /// As [`Calendars::look`].
    pub async fn usual(&self, host: &Host, now: Timestamp, first: Date) -> Result<Usual, HostError> {
        let mut usual = host.usual();
        usual.pace_max = self.document.rules.hours_per_week_max.map(Pace::from_hours_per_week);
        if !self.say_nothing() {
            let overview = self.look(host, now, first, DAYS_AHEAD, Fetching::IfMissing).await?;
            usual.calendar = overview.hours;
            usual.calendar_notes = overview.notes;
        }
        Ok(usual)
    }

    /// How the user's weeks go, with what the calendars leave from a day on.
    ///
    /// # Errors
    ///
    /// As [`Calendars::look`].
    pub async fn rhythm(&self, host: &Host, now: Timestamp, first: Date) -> Result<Rhythm, HostError> {
        let mut rhythm = host.rhythm();
        if !self.say_nothing() {
            rhythm.calendar = self.look(host, now, first, DAYS_AHEAD, Fetching::IfMissing).await?.hours;
        }
        Ok(rhythm)
    }

    /// The folder of the file, where relative paths in it begin.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The passwords of its servers.
    #[must_use]
    pub fn passwords(&self, environment: &Environment) -> Passwords {
        passwords(environment.clone(), self.folder().to_owned())
    }

    fn desk<'d>(&'d self, host: &'d Host, now: Timestamp, today: Date) -> Desk<'d> {
        Desk {
            calendars: &self.document,
            working_hours: host.settings.working_hours.value.as_ref(),
            zone: host.time_zone(),
            today,
            now,
            folder: self.folder(),
            cache: &self.cache,
            passwords: self.passwords(&host.environment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_names_the_file_and_its_absence_means_none() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("mine.toml"), "hours_per_day_max = 3\n").expect("written");
        let load = |name: &str| {
            let variables = [("BACKCAST_CALENDARS", name)];
            Calendars::load(&Environment::new(variables, Some(home.path().to_owned()), home.path()))
        };
        let found = load("mine.toml").expect("sound").value;
        assert!(!found.say_nothing());
        assert_eq!(found.cache, home.path().join(".cache/backcast/calendars"));
        let none = load("none.toml").expect("no file").value;
        assert!(none.say_nothing() && none.text.is_none());
        let lost = Environment::new([("BACKCAST_CALENDARS", "/mine.toml")], None, "/");
        assert!(matches!(Calendars::load(&lost), Err(HostError::NoHome)));
    }
}
