//! A person's calendars together: what they leave of the time that the person
//! sets aside.

use std::path::Path;

use backcast_calendar::{
    BusyIntervals, DayRange, FreeDay, FreeTime, HolidayPolicy, OutOfOffice, Season, TravelSchedule, Trip, Why, Window,
    WorkingTime,
};
use backcast_core::{BusyRange, CalendarHours, DayCaps, WeeklyHours, days_between, plus_days};
use backcast_document::{CalendarRole, CalendarSource, CalendarsDocument, HolidayRule, HourRange, WorkingHours};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::copy::{Copy, hash};
use crate::digest::{Digest, Summary, policy};
use crate::error::CalendarError;
use crate::holidays;
use crate::load::{Content, Fetching, Loaded, Reach, load};
use crate::passwords::Passwords;

/// Reads a person's calendars and says what they leave free.
#[derive(Clone, Debug)]
pub struct CalendarService<'d> {
    /// The calendars and the rules for them.
    pub calendars: &'d CalendarsDocument,
    /// The hours set aside, where the configuration names them.
    pub working_hours: Option<&'d WorkingHours>,
    /// The person's zone.
    pub zone: TimeZone,
    /// The day of looking.
    pub today: Date,
    /// The instant of looking.
    pub now: Timestamp,
    /// Where relative paths begin.
    pub folder: &'d Path,
    /// Where copies are kept.
    pub cache: &'d Path,
    /// Finds the passwords of servers.
    pub passwords: Passwords,
}

/// What is known of one calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: CalendarRole,
    /// When it was last known to be current.
    pub checked_at: Timestamp,
    /// Whether it is other than at the last look.
    pub changed: bool,
    /// Why it could not be asked just now: what counts is older.
    pub failure: Option<String>,
    /// Its events.
    pub n_events: usize,
    /// What is wrong with it.
    pub diagnostics: Vec<String>,
}

/// A person's calendars together.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Each calendar that was read.
    pub sources: Vec<SourceReport>,
    /// The hours that are left, and what took the others.
    pub free: FreeTime,
    /// The same for planning.
    pub hours: CalendarHours,
    /// What was assumed, and how old the calendars are.
    pub notes: Vec<String>,
    /// Where the person is.
    pub travel: TravelSchedule,
}

/// Calendars are read so far ahead; plans beyond it have the usual hours.
pub const DAYS_AHEAD: usize = 730;
/// A month has at most so many days.
const MONTH_DAYS: usize = 31;
/// Where no working hours are named: nobody plans for the night.
const DAY_ASSUMED: (u16, u16) = (8 * 60, 22 * 60);

/// What is looked at, when, and where the person is meanwhile.
#[derive(Clone, Copy, Debug)]
struct Span<'w> {
    first: Date,
    n_days: usize,
    fetching: Fetching,
    travel: &'w TravelSchedule,
}

impl CalendarService<'_> {
    /// Reads all calendars and says what they leave of `n_days` days from
    /// `first` on.
    ///
    /// # Errors
    ///
    /// Returns an error if a calendar cannot be read and was never read
    /// before: its time is not known to be free.
    pub async fn availability(
        &self,
        first: Date,
        n_days: usize,
        fetching: Fetching,
    ) -> Result<Overview, CalendarError> {
        let mut notes = Vec::new();
        let working = self.working_time(&mut notes);
        let mut reports = Vec::new();
        let mut intervals = BusyIntervals::default();
        let travel = self.travel(first, n_days, fetching, &mut intervals, &mut reports).await?;
        let mut whole_days = Vec::new();
        for source in self.sources_but_travel() {
            let own = source.zone.clone().map(TravelSchedule::at_home);
            let span = Span { first, n_days, fetching, travel: own.as_ref().unwrap_or(&travel) };
            let digest = self.digest(source, &span, &mut reports).await?;
            self.take(source, &digest, &mut intervals, &mut whole_days);
        }
        intervals.holidays.extend(holidays::stated(&self.calendars.holidays, first, n_days));
        let free = FreeTime::of(first, n_days, &travel, &working, &intervals);
        let minutes = free.days.iter().map(FreeDay::minutes).collect();
        let away = away_ranges(intervals.away.iter().chain(&whole_days), self.today);
        if reports.iter().any(|report| report.role == CalendarRole::Busy) {
            notes.push(policy(&self.calendars.rules).to_string());
        }
        notes.extend(self.ages(&reports));
        self.sort(&mut reports);
        let hours = CalendarHours { caps: DayCaps::new(first, minutes), away };
        Ok(Overview { sources: reports, free, hours, notes, travel })
    }

    /// How each calendar is, without what it takes.
    ///
    /// # Errors
    ///
    /// As [`CalendarService::availability`].
    pub async fn survey(&self, fetching: Fetching) -> Result<Vec<SourceReport>, CalendarError> {
        let mut reports = Vec::new();
        let (first, n_days) = (self.today, DAYS_AHEAD);
        let travel = self.travel(first, n_days, fetching, &mut BusyIntervals::default(), &mut reports).await?;
        for source in self.sources_but_travel() {
            let own = source.zone.clone().map(TravelSchedule::at_home);
            let span = Span { first, n_days, fetching, travel: own.as_ref().unwrap_or(&travel) };
            self.summarize(source, &span, &mut reports).await?;
        }
        self.sort(&mut reports);
        Ok(reports)
    }

    /// Where the person is: journeys come first, as they decide on which clocks
    /// other days are spent.
    async fn travel(
        &self,
        first: Date,
        n_days: usize,
        fetching: Fetching,
        intervals: &mut BusyIntervals,
        reports: &mut Vec<SourceReport>,
    ) -> Result<TravelSchedule, CalendarError> {
        let mut trips = self.stated_trips(intervals);
        let at_home = TravelSchedule::at_home(self.zone.clone());
        for source in self.calendars.sources.iter().filter(|source| source.role == CalendarRole::Travel) {
            let span = Span { first, n_days, fetching, travel: &at_home };
            let digest = self.digest(source, &span, reports).await?;
            let stretches: Vec<OutOfOffice> =
                digest.stretches(&source.name, self.calendars.rules.show_titles).collect();
            if let Some(zone) = &source.zone {
                trips.extend(stretches.iter().map(|away| Trip { from: away.from, to: away.to, zone: zone.clone() }));
            }
            intervals.away.extend(stretches);
        }
        Ok(TravelSchedule::travelling(self.zone.clone(), trips))
    }

    /// The calendars that are read on the clocks of where the person is.
    fn sources_but_travel(&self) -> impl Iterator<Item = &CalendarSource> {
        let apart = [CalendarRole::Travel, CalendarRole::Ignore];
        self.calendars.sources.iter().filter(move |source| !apart.contains(&source.role))
    }

    fn reach(&self) -> Reach<'_> {
        Reach { folder: self.folder, cache: self.cache, now: self.now, passwords: &self.passwords }
    }

    /// In the order of the file.
    fn sort(&self, reports: &mut [SourceReport]) {
        reports.sort_by_key(|report| self.calendars.sources.iter().position(|source| source.name == report.name));
    }

    fn take(
        &self,
        source: &CalendarSource,
        digest: &Digest,
        intervals: &mut BusyIntervals,
        whole_days: &mut Vec<OutOfOffice>,
    ) {
        let show = self.calendars.rules.show_titles;
        match source.role {
            CalendarRole::Busy => {
                intervals.busy.extend(digest.busy_times(&source.name, show));
                // One day off is no journey.
                let long = digest.stretches(&source.name, show).filter(|away| away.from < away.to);
                whole_days.extend(long);
            }
            CalendarRole::Holidays => intervals.holidays.extend(digest.holidays(&source.name, show)),
            CalendarRole::Availability => {
                if let Some(offered) = digest.offered() {
                    intervals.offered.get_or_insert_default().extend(offered);
                    intervals.offered.get_or_insert_default().sort_unstable();
                }
            }
            CalendarRole::Travel | CalendarRole::Ignore => {}
        }
    }

    /// What a calendar takes; as it was worked out before, where nothing has
    /// changed since.
    async fn digest(
        &self,
        source: &CalendarSource,
        span: &Span<'_>,
        reports: &mut Vec<SourceReport>,
    ) -> Result<Digest, CalendarError> {
        let loaded = load(source, &self.reach(), span.fetching).await?;
        let copy = Copy::of(source, self.cache);
        let key = self.key(source, &loaded, span);
        let known = copy.summary(&key).zip(copy.digest::<Digest>(&key));
        let digest = match known {
            Some((summary, mut digest)) => {
                digest.summary = summary;
                digest
            }
            None => self.work_out(source, &loaded, &copy, &key, span)?,
        };
        reports.push(report(source, loaded, digest.summary.clone()));
        Ok(digest)
    }

    /// Sees to it that a calendar is worked out, and says no more of it than
    /// how it is.
    async fn summarize(
        &self,
        source: &CalendarSource,
        span: &Span<'_>,
        reports: &mut Vec<SourceReport>,
    ) -> Result<(), CalendarError> {
        let loaded = load(source, &self.reach(), span.fetching).await?;
        let copy = Copy::of(source, self.cache);
        let key = self.key(source, &loaded, span);
        let summary = match copy.summary(&key) {
            Some(known) => known,
            None => self.work_out(source, &loaded, &copy, &key, span)?.summary,
        };
        reports.push(report(source, loaded, summary));
        Ok(())
    }

    fn work_out(
        &self,
        source: &CalendarSource,
        loaded: &Loaded,
        copy: &Copy,
        key: &str,
        span: &Span<'_>,
    ) -> Result<Digest, CalendarError> {
        let window = self.window(span);
        let digest = Digest::of(&read(source, loaded)?, source.role, &self.calendars.rules, window, span.travel);
        copy.save_digest(key, &digest.summary, &digest);
        Ok(digest)
    }

    /// Changes with everything that a digest rests on.
    fn key(&self, source: &CalendarSource, loaded: &Loaded, span: &Span<'_>) -> String {
        let (window, rules) = (self.window(span), &self.calendars.rules);
        let on = format!("1 {} {window:?} {:?} {:?} {rules:?}", loaded.identity, span.travel, source.role);
        hash(on.as_bytes())
    }

    /// The days with room for every zone and for work over midnight. It is the
    /// same for all looks of a month that go no further than the usual one, so
    /// that what was worked out once serves all of them.
    fn window(&self, span: &Span<'_>) -> Window {
        let first = span.first.first_of_month();
        let n_days = span.n_days.max(DAYS_AHEAD) + 2 * MONTH_DAYS;
        let end = plus_days(first, i32::try_from(n_days).unwrap_or(i32::MAX));
        let instant =
            |day: Date, otherwise: Timestamp| span.travel.home().to_timestamp(day.into()).unwrap_or(otherwise);
        Window { start: instant(plus_days(first, -1), Timestamp::MIN), end: instant(end, Timestamp::MAX) }
    }

    fn stated_trips(&self, intervals: &mut BusyIntervals) -> Vec<Trip> {
        for trip in &self.calendars.trips {
            let Some(hours) = trip.hours_per_day else { continue };
            let title = trip.reason.clone().unwrap_or_else(|| "away".to_owned());
            let why = Why::Travel { source: "calendars.toml".into(), title: title.into() };
            intervals.away.push(OutOfOffice { from: trip.from, to: trip.to, minutes_left: minutes(hours), why });
        }
        let abroad = self
            .calendars
            .trips
            .iter()
            .filter_map(|trip| Some(Trip { from: trip.from, to: trip.to, zone: trip.zone.clone()? }));
        abroad.collect()
    }

    fn working_time(&self, notes: &mut Vec<String>) -> WorkingTime {
        let rules = &self.calendars.rules;
        if self.working_hours.is_none() {
            let note = "Work is possible from 8:00 to 22:00 where the calendars are free, as the configuration names no working_hours";
            notes.push(note.to_owned());
        }
        let seasons = self.calendars.seasons.iter().map(|season| Season {
            from: season.from,
            to: season.to,
            weekly: ranges_of_week(&season.weekly),
        });
        WorkingTime {
            weekly: working_week(self.working_hours),
            seasons: seasons.collect(),
            days: self.calendars.days.iter().map(|day| (day.date, ranges(&day.hours))).collect(),
            buffer_before: rules.buffer_before,
            buffer_after: rules.buffer_after,
            block_min: rules.block_min,
            day_max: rules.hours_per_day_max.map(minutes),
            holidays: match rules.holidays {
                HolidayRule::None => HolidayPolicy::None,
                HolidayRule::Half => HolidayPolicy::Half,
                HolidayRule::Ignore => HolidayPolicy::Ignore,
            },
        }
    }

    /// How old the calendars are, in one note, and each that failed in another.
    fn ages(&self, reports: &[SourceReport]) -> Vec<String> {
        let stamp = |at: Timestamp| at.to_zoned(self.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string();
        let sound: Vec<&SourceReport> = reports.iter().filter(|report| report.failure.is_none()).collect();
        let mut notes = Vec::new();
        if let Some(oldest) = sound.iter().map(|report| report.checked_at).min() {
            let names: Vec<&str> = sound.iter().map(|report| report.name.as_str()).collect();
            notes.push(format!(
                "Hours are those that the calendars left free as of {}: {}",
                stamp(oldest),
                names.join(", ")
            ));
        }
        for report in reports {
            if let Some(failure) = &report.failure {
                notes.push(format!(
                    "The calendar {} could not be read ({failure}): its state of {} counts",
                    report.name,
                    stamp(report.checked_at)
                ));
            }
        }
        notes
    }
}

/// The working hours of an ordinary week as a calendar that offers them from a
/// day on (RFC 7953).
#[must_use]
pub fn offered_hours(working_hours: Option<&WorkingHours>, zone: &TimeZone, first: Date) -> String {
    backcast_calendar::offered_hours(&working_week(working_hours), zone, first)
}

/// The hours set aside in an ordinary week; by day where none are named.
fn working_week(hours: Option<&WorkingHours>) -> [Vec<DayRange>; 7] {
    let assumed = DayRange::new(DAY_ASSUMED.0, DAY_ASSUMED.1).expect("it lies within a day");
    hours.map_or_else(|| std::array::from_fn(|_| vec![assumed]), ranges_of_week)
}

fn report(source: &CalendarSource, loaded: Loaded, summary: Summary) -> SourceReport {
    SourceReport {
        name: source.name.clone(),
        role: source.role,
        checked_at: loaded.checked_at,
        changed: loaded.changed,
        failure: loaded.failure,
        n_events: summary.n_events,
        diagnostics: summary.diagnostics,
    }
}

fn read(source: &CalendarSource, loaded: &Loaded) -> Result<Vec<(String, Vec<u8>)>, CalendarError> {
    let name = match &loaded.content {
        Content::Files(_) => String::new(),
        Content::Copy(_) => source.name.clone(),
    };
    loaded.content.read(&name).map_err(|error| CalendarError::NeverRead { name: source.name.clone(), source: error })
}

/// Stretches on which nothing can be done, joined where they overlap or touch.
fn away_ranges<'a>(stretches: impl Iterator<Item = &'a OutOfOffice>, today: Date) -> Vec<BusyRange> {
    let mut stretches: Vec<&OutOfOffice> =
        stretches.filter(|away| away.minutes_left == 0 && away.to >= today).collect();
    stretches.sort_by_key(|away| (away.from, away.to));
    let mut ranges: Vec<BusyRange> = Vec::new();
    for away in stretches {
        let title = match &away.why {
            Why::Event { title, .. } | Why::Holiday { title, .. } | Why::Travel { title, .. } => title.to_string(),
            Why::TooShort | Why::EnoughForTheDay => String::new(),
        };
        match ranges.last_mut() {
            Some(last) if days_between(last.to, away.from) <= 0 => {
                last.to = last.to.max(away.to);
                let reason = last.reason.get_or_insert_default();
                if !reason.split(", ").any(|known| known == title) {
                    *reason = format!("{reason}, {title}");
                }
            }
            _ => ranges.push(BusyRange { from: away.from, to: away.to, reason: Some(title), left: WeeklyHours::ZERO }),
        }
    }
    ranges
}

fn ranges_of_week(hours: &[Vec<HourRange>; 7]) -> [Vec<DayRange>; 7] {
    std::array::from_fn(|day| ranges(&hours[day]))
}

fn ranges(hours: &[HourRange]) -> Vec<DayRange> {
    hours.iter().filter_map(|range| DayRange::new(range.from, range.to)).collect()
}

fn minutes(hours: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to a day")]
    let minutes = (hours.clamp(0.0, 24.0) * 60.0).round() as u16;
    minutes
}
