//! From events to the times at which they take place.

mod clocks;
mod extent;
mod series;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::expand::clocks::Clocks;
use crate::expand::extent::Extent;
use crate::expand::series::Series;
use crate::local::Local;
use crate::read::{Calendar, Event, EventEnd, Moment};
use crate::rule::Fuel;
use crate::travel_schedule::TravelSchedule;

/// A half-open stretch of time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

impl Window {
    /// Joins stretches of time that overlap or touch, within a window; what
    /// remains is in order.
    #[must_use]
    pub fn merged(stretches: impl IntoIterator<Item = Window>, window: Window) -> Vec<Window> {
        let mut stretches: Vec<Window> = stretches
            .into_iter()
            .map(|Window { start, end }| Window { start: start.max(window.start), end: end.min(window.end) })
            .filter(|stretch| stretch.start < stretch.end)
            .collect();
        stretches.sort_unstable();
        stretches.dedup_by(|next, before| {
            let joins = next.start <= before.end;
            if joins {
                before.end = before.end.max(next.end);
            }
            joins
        });
        stretches
    }

    /// The window between two instants in seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn of_seconds(start: i64, end: i64) -> Self {
        let instant = |second: i64| Timestamp::from_second(second).expect("held within the years that there are");
        Window { start: instant(start), end: instant(end) }
    }
}

/// One time at which an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Where the event stands among those of its calendar: the event of the
    /// series, or the one that replaces this occurrence.
    pub event: usize,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it; equal to `start` where it takes no time.
    pub end: Timestamp,
}

/// A time that somebody else said to be taken, without saying by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The time itself.
    pub time: Window,
    /// It may yet become free.
    pub tentative: bool,
}

/// The occurrences of a calendar in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// Those that overlap the window, by start; one that takes no time is
    /// among them if it lies in it. Cancelled ones are among them too.
    pub occurrences: Vec<Occurrence>,
    /// Times that are taken by a VFREEBUSY and overlap the window.
    pub reservations: Vec<Reservation>,
    /// What could not be expanded as it is written.
    pub diagnostics: Vec<Diagnostic>,
}

/// Occurrences of one series beyond these are left out, and said to be.
const OF_SERIES_MAX: usize = 300_000;
/// Occurrences of one file beyond these are left out, and said to be.
const OF_FILE_MAX: usize = 500_000;
/// Ten times what a file of 100,000 events needs for a year; a hostile one ends
/// within a second or two.
const FUEL: Fuel = Fuel(12_000_000);

impl Calendar {
    /// Every occurrence that overlaps the window.
    ///
    /// Recurrence follows RFC 5545, sections 3.3.10 and 3.8.5; what it leaves
    /// open: DTSTART is always an occurrence and does not count toward COUNT
    /// where the rule does not give it; a date as UNTIL is the beginning
    /// of that day; exceptions and replaced occurrences are found by the local
    /// time of the series, on series of whole days by the day.
    #[must_use]
    pub fn expand(&self, window: Window, travel: &TravelSchedule) -> Expansion {
        let reservations = self.reserved.iter().filter_map(|reserved| {
            let (start, end) = self.instants(reserved.start, reserved.end, travel);
            let overlaps = start < window.end && end > window.start;
            overlaps.then_some(Reservation { time: Window { start, end }, tentative: reserved.tentative })
        });
        let reservations = reservations.collect();
        Expansion { reservations, ..self.expand_events(&self.events, window, travel) }
    }

    /// The occurrences of some events that were read with this calendar.
    pub(crate) fn expand_events(&self, events: &[Event], window: Window, travel: &TravelSchedule) -> Expansion {
        let clocks = Clocks { zones: &self.zones, travel };
        let within = |instant: Timestamp| instant.as_second().clamp(Local::MIN.0, Local::MAX.0);
        let mut sink = Sink {
            from: within(window.start),
            to: within(window.end),
            found: Vec::new(),
            fuel: FUEL,
            diagnostics: Diagnostics::default(),
        };
        for series in series_of(events) {
            series.expand(&clocks, &mut sink);
        }
        sink.found.sort_unstable_by_key(|one| (one.start, one.end, one.event));
        Expansion { occurrences: sink.found, reservations: Vec::new(), diagnostics: sink.diagnostics.into_list() }
    }

    /// Start and end of something that begins and ends so.
    pub(crate) fn instants(&self, start: Moment, end: EventEnd, travel: &TravelSchedule) -> (Timestamp, Timestamp) {
        let clocks = Clocks { zones: &self.zones, travel };
        let (start, end) = Extent::until(end, start, &clocks).instants(start.frame, start.local, &clocks);
        let Window { start, end } = Window::of_seconds(start, end);
        (start, end)
    }
}

/// The events, those of one UID in one VCALENDAR together, in the order of
/// the file. An event that replaces an occurrence joins the series of
/// another VCALENDAR where its own has none.
fn series_of(events: &[Event]) -> Vec<Series<'_>> {
    let mut series: Vec<Series<'_>> = Vec::with_capacity(events.len());
    let mut of_uid: HashMap<(u32, &str), usize> = HashMap::with_capacity(events.len());
    let homes = homes(events);
    for (idx, event) in events.iter().enumerate() {
        if event.uid().is_empty() {
            series.push(Series::of(idx, event));
            continue;
        }
        let home = homes.get(event.uid()).filter(|homes| !homes.contains(&event.calendar));
        let calendar = home.filter(|_| event.recurrence_id.is_some()).map_or(event.calendar, |homes| homes[0]);
        match of_uid.entry((calendar, event.uid())) {
            Entry::Occupied(known) => series[*known.get()].add(idx, event),
            Entry::Vacant(new) => {
                new.insert(series.len());
                series.push(Series::of(idx, event));
            }
        }
    }
    series
}

/// The VCALENDARs in which each series itself stands; nothing where there
/// is only one.
fn homes(events: &[Event]) -> HashMap<&str, Vec<u32>> {
    let mut homes: HashMap<&str, Vec<u32>> = HashMap::new();
    let first = events.first().map(|event| event.calendar);
    if events.iter().any(|event| Some(event.calendar) != first) {
        for event in events.iter().filter(|event| event.recurrence_id.is_none()) {
            homes.entry(event.uid()).or_default().push(event.calendar);
        }
    }
    homes
}

/// Where occurrences go.
struct Sink {
    /// The window in seconds since 1970-01-01T00:00:00Z.
    from: i64,
    to: i64,
    found: Vec<Occurrence>,
    fuel: Fuel,
    diagnostics: Diagnostics,
}

impl Sink {
    /// Keeps an occurrence if it overlaps the window.
    fn add(&mut self, event: usize, start: i64, end: i64) {
        let overlaps =
            if start == end { self.from <= start && start < self.to } else { start < self.to && end > self.from };
        if overlaps && self.found.len() < OF_FILE_MAX {
            let Window { start, end } = Window::of_seconds(start, end);
            self.found.push(Occurrence { event, start, end });
        }
    }

    fn is_full(&self) -> bool {
        self.found.len() >= OF_FILE_MAX || self.fuel.0 == 0
    }

    fn note(&mut self, code: &'static str, event: &Event, message: String) {
        let uid = Some(event.uid()).filter(|uid| !uid.is_empty());
        self.diagnostics.note(code, Place { line: Some(event.line()), component: Some("VEVENT"), uid }, message);
    }
}
