//! What a process keeps between requests, from where this host has it.

use std::path::PathBuf;
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
}
