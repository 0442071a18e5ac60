//! The user's calendars, as the commands see them.

use std::path::{Path, PathBuf};

use backcast_app::Usual;
use backcast_app::agenda::Rhythm;
use backcast_app::calendar::{DAYS_AHEAD, Desk, Fetching, Overview, Passwords, SourceReport};
use backcast_app::passwords::passwords;
use backcast_core::Pace;
use backcast_document::{CalendarsDocument, read_calendars};
use etcetera::AppStrategy;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::exit::Exit;
use crate::input;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings::{self, Configured};

/// Name of the file.
const FILE: &str = "calendars.toml";

/// The file of calendars and what it says.
#[derive(Debug)]
pub(crate) struct Calendars {
    pub(crate) path: PathBuf,
    /// Its text, where the file is there.
    pub(crate) text: Option<String>,
    pub(crate) document: CalendarsDocument,
    pub(crate) cache: PathBuf,
}

impl Calendars {
    /// Reads the file that `BACKCAST_CALENDARS` names, else the one beside the
    /// user's configuration; without a file, there are no calendars.
    pub(crate) fn load(output: &Output) -> Result<Self, Problem> {
        let strategy = settings::strategy();
        let named = std::env::var_os("BACKCAST_CALENDARS").map(PathBuf::from);
        let path = named.or_else(|| strategy.as_ref().map(|strategy| strategy.in_config_dir(FILE)));
        let cache = strategy.map(|strategy| strategy.in_cache_dir("calendars"));
        let (Some(path), Some(cache)) = (path, cache) else { return Err(settings::no_home()) };
        if !path.is_file() {
            return Ok(Calendars { path, text: None, document: CalendarsDocument::default(), cache });
        }
        let source = input::read(&path)?;
        let (document, warnings) =
            read_calendars(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
        warnings.iter().for_each(|warning| output.warn(warning));
        Ok(Calendars { path, text: Some(source.text), document, cache })
    }

    /// Whether the file says anything of the user's time.
    pub(crate) fn say_nothing(&self) -> bool {
        let document = &self.document;
        let rules = &document.rules;
        document.sources.is_empty()
            && document.trips.is_empty()
            && document.days.is_empty()
            && document.seasons.is_empty()
            && rules.hours_per_day_max.is_none()
    }

    /// Looks at all of them from a day on.
    pub(crate) async fn look(
        &self,
        configured: &Configured,
        first: Date,
        n_days: usize,
        fetching: Fetching,
    ) -> Result<Overview, Problem> {
        Ok(self.desk(configured, first).look(first, n_days, fetching).await?)
    }

    /// How each of them is.
    pub(crate) async fn survey(
        &self,
        configured: &Configured,
        today: Date,
        fetching: Fetching,
    ) -> Result<Vec<SourceReport>, Problem> {
        Ok(self.desk(configured, today).survey(fetching).await?)
    }

    /// The folder of the file, where relative paths in it begin.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    pub(crate) fn passwords(&self) -> Passwords {
        passwords(self.folder().to_owned())
    }

    fn desk<'d>(&'d self, configured: &'d Configured, today: Date) -> Desk<'d> {
        Desk {
            calendars: &self.document,
            working_hours: configured.settings.working_hours.value.as_ref(),
            zone: configured.time_zone(),
            today,
            now: Timestamp::now(),
            folder: self.folder(),
            cache: &self.cache,
            passwords: self.passwords(),
        }
    }
}

/// What holds where a goal says nothing, with what the calendars leave from a
/// day on.
pub(crate) async fn usual(configured: &Configured, output: &Output, first: Date) -> Result<Usual, Problem> {
    let calendars = Calendars::load(output)?;
    let mut usual = configured.usual();
    usual.pace_max = calendars.document.rules.hours_per_week_max.map(Pace::from_hours_per_week);
    if !calendars.say_nothing() {
        let overview = calendars.look(configured, first, DAYS_AHEAD, Fetching::IfMissing).await?;
        usual.calendar = overview.hours;
        usual.calendar_notes = overview.notes;
    }
    Ok(usual)
}

/// How the user's weeks go, with what the calendars leave of some days.
pub(crate) async fn rhythm(configured: &Configured, output: &Output, first: Date) -> Result<Rhythm, Problem> {
    let calendars = Calendars::load(output)?;
    let mut rhythm = configured.rhythm();
    if !calendars.say_nothing() {
        rhythm.calendar = calendars.look(configured, first, DAYS_AHEAD, Fetching::IfMissing).await?.hours;
    }
    Ok(rhythm)
}

/// Runs something that may wait for a server.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Problem::new(Exit::Outside, "runtime_failed", format!("cannot start: {error}"), "free memory or threads")
    })?;
    runtime.block_on(future)
}
