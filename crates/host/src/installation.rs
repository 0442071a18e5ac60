//! What a process keeps between requests, from where this host has it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backcast_app::WorkSchedule;
use backcast_app::review::Prompts;
use backcast_app::{CalendarSetup, Installation, Provider, ProviderError};
use backcast_document::WorkingHours;
use backcast_engine::PlanningDefaults;
use backcast_playbook::Library;
use backcast_store::Location;
use jiff::tz::TimeZone;

use crate::{Calendars, Host};

impl Host {
    /// The installation of this host. One serves a whole process.
    #[must_use]
    pub fn installation(&self) -> Arc<Installation> {
        Installation::new(self.clone())
    }
}

impl Provider for Host {
    fn place(&self) -> Result<(Location, PathBuf), ProviderError> {
        Ok((self.prepared_location()?, self.backups()))
    }

    fn library(&self) -> Result<Library, ProviderError> {
        Ok(crate::library(&self.environment)?)
    }

    fn prompts(&self) -> Result<Prompts, ProviderError> {
        Ok(crate::prompts(&self.environment)?)
    }

    fn calendars(&self) -> Result<CalendarSetup, ProviderError> {
        let loaded = Calendars::load(&self.environment)?;
        Ok(CalendarSetup { warnings: loaded.warnings, ..loaded.value.setup(&self.environment) })
    }

    fn planning_defaults(&self) -> PlanningDefaults {
        PlanningDefaults {
            pace: self.settings.capacity(),
            weekdays: self.settings.weekdays(),
            conventions: self.conventions(),
            ..PlanningDefaults::default()
        }
    }

    fn work_schedule(&self) -> WorkSchedule {
        WorkSchedule {
            week_start: self.settings.week_start.value,
            review_day: self.settings.review_day.value,
            capacity: self.settings.capacity(),
            weekdays: self.settings.weekdays(),
            calendar: backcast_core::CalendarHours::default(),
        }
    }

    fn working_hours(&self) -> Option<WorkingHours> {
        self.settings.working_hours.value.clone()
    }

    fn time_zone(&self) -> TimeZone {
        Host::time_zone(self)
    }

    fn variables_for_git(&self) -> Vec<(OsString, OsString)> {
        let variable = |name: &str| Some((OsString::from(name), self.environment.variable_os(name)?.to_owned()));
        let mut variables: Vec<(OsString, OsString)> = FOR_GIT.into_iter().filter_map(variable).collect();
        variables
            .extend(self.environment.variable_os("PATH").and_then(without_relative).map(|path| ("PATH".into(), path)));
        variables
    }
}

/// What git needs to find the person's own settings, and on Windows itself.
const FOR_GIT: [&str; 4] = ["HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SystemRoot"];

/// Folders of programs without those that depend on where one works: that may
/// be a repository, with a `git` of its own.
fn without_relative(path: &OsStr) -> Option<OsString> {
    std::env::join_paths(std::env::split_paths(path).filter(|folder| Path::is_absolute(folder))).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::{Environment, Overrides};

    #[test]
    fn git_gets_where_things_lie_and_nothing_else() {
        let variables = [
            ("PATH", "/usr/bin:.::bin:/opt/git/bin"),
            ("HOME", "/home/ann"),
            ("GIT_DIR", "/elsewhere/.git"),
            ("LD_PRELOAD", "/tmp/x.so"),
            ("OPENAI_API_KEY", "sk-1"),
        ];
        let environment = Environment::new(variables, None, "/");
        let host = Host::load(&environment, &Overrides::default()).expect("no files").value;
        let expected = [("HOME", "/home/ann"), ("PATH", "/usr/bin:/opt/git/bin")];
        let expected = expected.map(|(name, value)| (OsString::from(name), OsString::from(value)));
        assert_eq!(host.variables_for_git(), expected);
    }
}
