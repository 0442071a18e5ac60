//! The one context of a request.
//!
//! [`Workspace::for_request`] is the only way to get one, whoever asks: the
//! command, a coding agent, later a page. So all of them count the same hours
//! on the same day by the same calendars, and answers differ in their form only.
//!
//! What outlives a request is an [`Installation`]: the store with its
//! connections, and the library. Where its parts come from is the business of
//! whoever knows the machine ([`Provider`]); here nothing reads a clock, the
//! environment or a configuration.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use backcast_calsync::{CalendarService, DAYS_AHEAD, Fetching, Overview, Passwords, SourceReport};
use backcast_core::{CalendarHours, Conventions, ErrorKind, WeeklyHours, week_of};
use backcast_document::{CalendarsDocument, Mistake, WorkingHours};
use backcast_engine::PlanningDefaults;
use backcast_playbook::Library;
use backcast_review::Prompts;
use backcast_store::{Location, Migrated, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::sync::OnceCell;
use tracing::instrument;

use crate::repository::Actor;
use crate::work_schedule::WorkSchedule;
use crate::{AppError, Clock};

/// Why a part of an installation cannot be had, as whoever provides it says it.
#[derive(Debug)]
pub struct ProviderError {
    /// The stable code of the error.
    pub code: &'static str,
    /// What sort of error it is.
    pub kind: ErrorKind,
    /// The error itself, for whoever knows its type.
    pub error: Box<dyn std::error::Error + Send + Sync>,
}

impl std::fmt::Display for ProviderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for ProviderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Whoever knows where the parts of an installation lie.
///
/// Everything is asked for when it is needed and not before: a broken list of
/// calendars keeps nobody from recording an hour of work.
pub trait Provider: Send + Sync {
    /// Where goals are kept, ready to be opened, and the folder for backups of
    /// server databases.
    ///
    /// # Errors
    ///
    /// Returns an error if no place is named, or if it cannot be made; so do
    /// all below if what they name cannot be read.
    fn place(&self) -> Result<(Location, PathBuf), ProviderError>;

    /// The library with the user's own playbooks.
    ///
    /// # Errors
    ///
    /// As [`Provider::place`].
    fn library(&self) -> Result<Library, ProviderError>;

    /// The prompts with the user's own.
    ///
    /// # Errors
    ///
    /// As [`Provider::place`].
    fn prompts(&self) -> Result<Prompts, ProviderError>;

    /// The list of calendars as it is now: asked for in every request that
    /// needs it, so that a calendar that was added meanwhile counts.
    ///
    /// # Errors
    ///
    /// As [`Provider::place`].
    fn calendars(&self) -> Result<CalendarSetup, ProviderError>;

    /// What holds where a goal says nothing of its hours and days; without
    /// calendars.
    fn planning_defaults(&self) -> PlanningDefaults;

    /// How the person's weeks go; without calendars.
    fn work_schedule(&self) -> WorkSchedule;

    /// The hours set aside for work, where the configuration names them.
    fn working_hours(&self) -> Option<WorkingHours>;

    /// The zone in which the person's days begin.
    fn time_zone(&self) -> TimeZone;

    /// The variables of the environment that git gets, and no others: where
    /// programs and the person's own settings of git lie.
    fn variables_for_git(&self) -> Vec<(OsString, OsString)>;
}

/// The list of calendars, and what is needed to read them.
#[derive(Clone, Debug)]
pub struct CalendarSetup {
    /// The calendars and the rules for them.
    pub document: CalendarsDocument,
    /// Where relative paths in it begin.
    pub folder: PathBuf,
    /// Where copies are kept.
    pub cache: PathBuf,
    /// Where passwords of servers come from.
    pub passwords: Passwords,
    /// What is odd about the list, for whoever can say so.
    pub warnings: Vec<Mistake>,
}

impl CalendarSetup {
    /// Whether it says nothing of the person's time.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        let document = &self.document;
        let rules = &document.rules;
        document.sources.is_empty()
            && document.trips.is_empty()
            && document.days.is_empty()
            && document.seasons.is_empty()
            && rules.hours_per_day_max.is_none()
    }
}

/// What a process keeps between requests.
pub struct Installation {
    provider: Box<dyn Provider>,
    store: OnceCell<Store>,
    library: OnceLock<Library>,
    prompts: OnceLock<Prompts>,
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Installation").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Installation {
    /// An installation whose parts come from here.
    #[must_use]
    pub fn new(provider: impl Provider + 'static) -> Arc<Self> {
        Arc::new(Installation {
            provider: Box::new(provider),
            store: OnceCell::new(),
            library: OnceLock::new(),
            prompts: OnceLock::new(),
        })
    }

    async fn store(&self) -> Result<&Store, AppError> {
        let open = async || {
            let (location, backups) = self.provider.place()?;
            Ok(Store::open(&location, &backups).await?)
        };
        self.store.get_or_try_init(open).await
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name under which changes are recorded.
    pub name: String,
}

/// How a request may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Work out what would be written, and write nothing.
    pub dry_run: bool,
    /// Write only where the goals are at this version.
    pub if_version: Option<u64>,
}

/// Everything that one request works with.
#[derive(Debug)]
pub struct Workspace {
    installation: Arc<Installation>,
    actor: Actor,
    dry_run: bool,
    /// The list of calendars, where it was needed.
    calendars: OnceLock<CalendarSetup>,
    /// What the calendars leave from a day on; read once in a request.
    hours: OnceCell<FreeHours>,
}

/// What calendars leave from a day on, and what that rests on.
#[derive(Clone, Debug)]
struct FreeHours {
    first: Date,
    hours: CalendarHours,
    notes: Vec<String>,
}

impl Workspace {
    /// The context of a request: who asks, and when.
    #[must_use]
    pub fn for_request(installation: &Arc<Installation>, principal: Principal, now: Clock) -> Self {
        Workspace {
            installation: Arc::clone(installation),
            actor: Actor { by: principal.name, clock: now, if_version: None },
            dry_run: false,
            calendars: OnceLock::new(),
            hours: OnceCell::new(),
        }
    }

    /// The same with other rights to write.
    #[must_use]
    pub fn writing(mut self, options: WriteOptions) -> Self {
        self.actor.if_version = options.if_version;
        self.dry_run = options.dry_run;
        self
    }

    /// Opens the store now, rather than when something is first asked of it, and
    /// tells what was migrated with that.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no place for it, or if it cannot be opened.
    pub async fn open(&self) -> Result<Option<Migrated>, AppError> {
        Ok(self.installation.store().await?.migrated().cloned())
    }

    /// Closes the store in good order, for every request of the installation;
    /// nothing is lost where that fails or is left out, as every answer was
    /// committed before.
    pub async fn close(&self) {
        if let Some(store) = self.installation.store.get() {
            let _ = store.clone().close().await;
        }
    }

    /// A handle of the store that writes as this request may: a dry run works
    /// every change out, and rolls it back.
    pub(crate) async fn store(&self) -> Result<Store, AppError> {
        let store = self.installation.store().await?;
        Ok(if self.dry_run { store.for_dry_run() } else { store.clone() })
    }

    /// Who changes something, when, and at which version.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The clock of the request.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.actor.clock
    }

    /// Whether this request works out what it would write, and writes nothing.
    pub(crate) fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// The day of the request.
    #[must_use]
    pub fn today(&self) -> Date {
        self.actor.clock.today()
    }

    /// The instant; later in a request, a later one.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.actor.clock.now()
    }

    /// The zone in which the person's days begin.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        self.installation.provider.time_zone()
    }

    /// How dates and seasons are meant where the person lives.
    #[must_use]
    pub fn conventions(&self) -> Conventions {
        self.installation.provider.planning_defaults().conventions
    }

    /// The variables of the environment that git gets.
    pub(crate) fn variables_for_git(&self) -> Vec<(OsString, OsString)> {
        self.installation.provider.variables_for_git()
    }

    /// The library with the user's own playbooks.
    ///
    /// # Errors
    ///
    /// Returns an error if one of these cannot be read.
    pub fn library(&self) -> Result<&Library, AppError> {
        let installation = &self.installation;
        cached_or_made(&installation.library, || installation.provider.library())
    }

    /// The prompts with the user's own.
    ///
    /// # Errors
    ///
    /// Returns an error if one of these cannot be read.
    pub fn prompts(&self) -> Result<&Prompts, AppError> {
        let installation = &self.installation;
        cached_or_made(&installation.prompts, || installation.provider.prompts())
    }

    /// The list of calendars; the same for the whole request.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be read.
    pub fn calendars(&self) -> Result<&CalendarSetup, AppError> {
        cached_or_made(&self.calendars, || self.installation.provider.calendars())
    }

    /// What is odd about the list of calendars, where it was read.
    #[must_use]
    pub fn calendar_warnings(&self) -> &[Mistake] {
        self.calendars.get().map_or(&[], |setup| &setup.warnings)
    }

    /// What the person's calendars leave of `n_days` days from `first` on, and
    /// what took the rest.
    ///
    /// # Errors
    ///
    /// Returns an error if a calendar cannot be read and never was.
    #[instrument(level = "debug", skip_all)]
    pub async fn free_time(&self, first: Date, n_days: usize, fetching: Fetching) -> Result<Overview, AppError> {
        self.availability(self.calendars()?, first, n_days, fetching).await
    }

    async fn availability(
        &self,
        setup: &CalendarSetup,
        first: Date,
        n_days: usize,
        fetching: Fetching,
    ) -> Result<Overview, AppError> {
        let working_hours = self.installation.provider.working_hours();
        Ok(self.calendar_service(setup, working_hours.as_ref(), first).availability(first, n_days, fetching).await?)
    }

    /// How each calendar is, in the order of the list.
    ///
    /// # Errors
    ///
    /// As [`Workspace::free_time`].
    #[instrument(level = "debug", skip_all)]
    pub async fn survey_calendars(
        &self,
        setup: &CalendarSetup,
        fetching: Fetching,
    ) -> Result<Vec<SourceReport>, AppError> {
        let working_hours = self.installation.provider.working_hours();
        Ok(self.calendar_service(setup, working_hours.as_ref(), self.today()).survey(fetching).await?)
    }

    fn calendar_service<'d>(
        &self,
        setup: &'d CalendarSetup,
        working_hours: Option<&'d WorkingHours>,
        today: Date,
    ) -> CalendarService<'d> {
        CalendarService {
            calendars: &setup.document,
            working_hours,
            zone: self.time_zone(),
            today,
            now: self.now(),
            folder: &setup.folder,
            cache: &setup.cache,
            passwords: setup.passwords.clone(),
        }
    }

    /// What the calendars leave from a day on, with notes on what that rests
    /// on. Calendars are read once for a request that looks from one day.
    async fn hours_from(&self, first: Date, setup: &CalendarSetup) -> Result<FreeHours, AppError> {
        let read = async || {
            if setup.says_nothing() {
                return Ok(FreeHours { first, hours: CalendarHours::default(), notes: Vec::new() });
            }
            let overview = self.availability(setup, first, DAYS_AHEAD, Fetching::IfMissing).await?;
            Ok(FreeHours { first, hours: overview.hours, notes: overview.notes })
        };
        let known = self.hours.get_or_try_init(read).await?;
        if known.first == first { Ok(known.clone()) } else { read().await }
    }

    /// What holds where a goal says nothing of its hours and days, with what
    /// the calendars leave from `first` on.
    ///
    /// # Errors
    ///
    /// As [`Workspace::free_time`].
    #[instrument(level = "debug", skip_all)]
    pub async fn planning_defaults(&self, first: Date) -> Result<PlanningDefaults, AppError> {
        let setup = self.calendars()?;
        let mut defaults = self.installation.provider.planning_defaults();
        defaults.pace_max = setup.document.rules.hours_per_week_max.map(WeeklyHours::from_hours_per_week);
        let free = self.hours_from(first, setup).await?;
        defaults.calendar = free.hours;
        defaults.calendar_notes = free.notes;
        Ok(defaults)
    }

    /// How the person's weeks go, with what the calendars leave from the week
    /// on in which a day lies: the whole week, so that it holds the same hours
    /// on each of its days and when it is over.
    ///
    /// # Errors
    ///
    /// As [`Workspace::free_time`].
    #[instrument(level = "debug", skip_all)]
    pub async fn work_schedule(&self, day: Date) -> Result<WorkSchedule, AppError> {
        let setup = self.calendars()?;
        let mut schedule = self.installation.provider.work_schedule();
        schedule.calendar = self.hours_from(week_of(day, schedule.week_start), setup).await?.hours;
        Ok(schedule)
    }
}

/// What was made before, else what is made now.
fn cached_or_made<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, ProviderError>) -> Result<&T, AppError> {
    if let Some(kept) = cell.get() {
        return Ok(kept);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}
