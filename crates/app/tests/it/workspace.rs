//! A workspace over a store of its own in a folder that goes with it, on a day
//! that stands still.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use backcast_app::WorkSchedule;
use backcast_app::review::Prompts;
use backcast_app::{CalendarSetup, Clock, Installation, Principal, Provider, ProviderError, Workspace};
use backcast_calsync::Passwords;
use backcast_core::{CalendarHours, Weekdays};
use backcast_document::{CalendarsDocument, WorkingHours};
use backcast_engine::PlanningDefaults;
use backcast_playbook::Library;
use backcast_store::Location;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// The workspace of Ann, who has no calendars and no configuration.
pub(crate) struct Home {
    pub(crate) workspace: Workspace,
    installation: Arc<Installation>,
    _folder: tempfile::TempDir,
}

impl Home {
    pub(crate) fn on(today: Date) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::new(Place(folder.path().to_owned()));
        Home { workspace: of_ann(&installation, today), installation, _folder: folder }
    }

    /// The same on another day.
    pub(crate) fn workspace_on(&self, today: Date) -> Workspace {
        of_ann(&self.installation, today)
    }
}

fn of_ann(installation: &Arc<Installation>, today: Date) -> Workspace {
    Workspace::for_request(installation, Principal { name: "ann".into() }, Clock::Fixed(today))
}

struct Place(PathBuf);

impl Provider for Place {
    fn place(&self) -> Result<(Location, PathBuf), ProviderError> {
        Ok((Location::File(self.0.join("goals.db")), self.0.clone()))
    }

    fn library(&self) -> Result<Library, ProviderError> {
        Ok(Library::embedded())
    }

    fn prompts(&self) -> Result<Prompts, ProviderError> {
        Ok(Prompts::embedded())
    }

    fn calendars(&self) -> Result<CalendarSetup, ProviderError> {
        Ok(CalendarSetup {
            document: CalendarsDocument::default(),
            folder: self.0.clone(),
            cache: self.0.clone(),
            passwords: Passwords::none(),
            warnings: Vec::new(),
        })
    }

    fn planning_defaults(&self) -> PlanningDefaults {
        PlanningDefaults::default()
    }

    fn work_schedule(&self) -> WorkSchedule {
        WorkSchedule {
            week_start: Weekday::Monday,
            review_day: Weekday::Sunday,
            capacity: None,
            weekdays: Weekdays::default(),
            calendar: CalendarHours::default(),
        }
    }

    fn working_hours(&self) -> Option<WorkingHours> {
        None
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }

    fn variables_for_git(&self) -> Vec<(OsString, OsString)> {
        Vec::new()
    }
}
