//! What a calendar takes of a person's time, worked out once and kept as long
//! as nothing that it rests on changes.

use std::collections::HashMap;
use std::sync::Arc;

use backcast_calendar::{BusyPolicy, BusyTime, Calendar, Event, OutOfOffice, Status, TravelSchedule, Why, Window};
use backcast_document::{CalendarRole, CalendarRules, TakesTime};
use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What there is to say of a calendar without its times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    pub(crate) n_events: usize,
    pub(crate) diagnostics: Vec<String>,
}

/// What one calendar takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digest {
    #[serde(skip)]
    pub(crate) summary: Summary,
    titles: Vec<String>,
    busy: Vec<Piece>,
    days: Vec<Days>,
    offered: Option<Vec<(i64, i64)>>,
}

/// What stands for titles that are not shown.
const HIDDEN: &str = "busy";

/// Start, end, number of the title, whether it is whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Piece(i64, i64, u32, bool);

/// First and last day, and the number of the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Days(Date, Date, u32);

impl Digest {
    /// Works out what some files take in a window.
    pub(crate) fn of(
        files: &[(String, Vec<u8>)],
        role: CalendarRole,
        rules: &CalendarRules,
        window: Window,
        travel: &TravelSchedule,
    ) -> Self {
        let policy = policy(rules);
        let mut digest = Digest::default();
        let mut numbers = HashMap::new();
        for (name, bytes) in files {
            let calendar = Calendar::read(bytes);
            let expansion = calendar.expand(window, travel);
            digest.summary.n_events += calendar.events().len();
            let prefix = if files.len() > 1 { format!("{name}: ") } else { String::new() };
            let odd = calendar.diagnostics().iter().chain(&expansion.diagnostics);
            digest.summary.diagnostics.extend(odd.map(|diagnostic| format!("{prefix}{diagnostic}")));
            for one in &expansion.occurrences {
                let event = &calendar.events()[one.event];
                let time = Window { start: one.start, end: one.end };
                digest.add(event, time, role, &policy, travel, &mut numbers);
            }
            if role == CalendarRole::Busy {
                let counted = expansion.reservations.iter().filter(|one| policy.tentative || !one.tentative);
                for one in counted {
                    let title = digest.title("busy", &mut numbers);
                    digest.busy.push(Piece(one.time.start.as_second(), one.time.end.as_second(), title, false));
                }
            }
            if role == CalendarRole::Availability
                && let Some(offered) = calendar.offered(window, travel)
            {
                let pieces = offered.iter().map(|piece| (piece.start.as_second(), piece.end.as_second()));
                digest.offered.get_or_insert_default().extend(pieces);
            }
        }
        digest.drop_covered();
        digest.drop_unused_titles();
        digest
    }

    fn add(
        &mut self,
        event: &Event,
        time: Window,
        role: CalendarRole,
        policy: &BusyPolicy,
        travel: &TravelSchedule,
        numbers: &mut HashMap<String, u32>,
    ) {
        match role {
            CalendarRole::Busy if policy.takes_time(event) && time.start < time.end => {
                let title = self.title(event.summary(), numbers);
                let all_day = event.is_all_day();
                self.busy.push(Piece(time.start.as_second(), time.end.as_second(), title, all_day));
                if all_day {
                    let (from, to) = days_of(time, travel);
                    self.days.push(Days(from, to, title));
                }
            }
            // What somebody calls a holiday or a journey often says that it is
            // free: it counts all the same.
            CalendarRole::Travel | CalendarRole::Holidays if event.status() != Status::Cancelled => {
                let title = self.title(event.summary(), numbers);
                let (from, to) = days_of(time, travel);
                self.days.push(Days(from, to, title));
            }
            _ => {}
        }
    }

    fn title(&mut self, text: &str, numbers: &mut HashMap<String, u32>) -> u32 {
        if let Some(&known) = numbers.get(text) {
            return known;
        }
        let number = u32::try_from(self.titles.len()).expect("a calendar has fewer titles than bytes");
        // A title is data of somebody else: one line, and not too long.
        let clean: String = text.chars().take(120).map(|char| if char.is_control() { ' ' } else { char }).collect();
        self.titles.push(if clean.trim().is_empty() { "(no title)".to_owned() } else { clean.trim().to_owned() });
        numbers.insert(text.to_owned(), number);
        number
    }

    /// Leaves out events that take nothing which earlier ones do not take
    /// already.
    fn drop_covered(&mut self) {
        self.busy.sort_unstable_by_key(|&Piece(start, end, _, all_day)| (start, std::cmp::Reverse(end), all_day));
        let mut taken_until = [i64::MIN; 2];
        self.busy.retain(|&Piece(_, end, _, all_day)| {
            let until = &mut taken_until[usize::from(all_day)];
            let is_new = end > *until;
            *until = (*until).max(end);
            is_new
        });
    }

    /// Leaves out the titles of what was left out.
    fn drop_unused_titles(&mut self) {
        let mut new_number: Vec<Option<u32>> = vec![None; self.titles.len()];
        let mut titles = Vec::new();
        let pieces = self.busy.iter_mut().map(|piece| &mut piece.2);
        for number in pieces.chain(self.days.iter_mut().map(|days| &mut days.2)) {
            let old = *number as usize;
            *number = *new_number[old].get_or_insert_with(|| {
                titles.push(std::mem::take(&mut self.titles[old]));
                u32::try_from(titles.len() - 1).expect("there are no more than before")
            });
        }
        self.titles = titles;
    }

    /// The times that are taken.
    pub(crate) fn busy_times(&self, source: &str, show_titles: bool) -> impl Iterator<Item = BusyTime> {
        let source: Arc<str> = source.into();
        let titles: Vec<Arc<str>> =
            self.titles.iter().map(|title| if show_titles { title.as_str().into() } else { HIDDEN.into() }).collect();
        self.busy.iter().map(move |&Piece(start, end, title, all_day)| BusyTime {
            time: window(start, end),
            all_day,
            why: Why::Event { source: source.clone(), title: titles[title as usize].clone() },
        })
    }

    /// The days of a holiday calendar.
    pub(crate) fn holidays(&self, source: &str, show_titles: bool) -> Vec<(Date, Why)> {
        let mut holidays = Vec::new();
        for &Days(from, to, title) in &self.days {
            let why = Why::Holiday { source: source.into(), title: self.shown(title, show_titles) };
            let days = from.series(1.day()).take_while(|day| *day <= to);
            holidays.extend(days.map(|day| (day, why.clone())));
        }
        holidays
    }

    /// The stretches of days of a travel calendar, or of whole days of another.
    pub(crate) fn stretches(&self, source: &str, show_titles: bool) -> impl Iterator<Item = OutOfOffice> {
        self.days.iter().map(move |&Days(from, to, title)| OutOfOffice {
            from,
            to,
            minutes_left: 0,
            why: Why::Travel { source: source.into(), title: self.shown(title, show_titles) },
        })
    }

    /// The times that are offered.
    pub(crate) fn offered(&self) -> Option<Vec<Window>> {
        self.offered.as_ref().map(|pieces| pieces.iter().map(|&(start, end)| window(start, end)).collect())
    }

    fn shown(&self, title: u32, show: bool) -> Arc<str> {
        match self.titles.get(title as usize) {
            Some(title) if show => title.as_str().into(),
            _ => HIDDEN.into(),
        }
    }
}

/// What takes time by a person's rules.
pub(crate) fn policy(rules: &CalendarRules) -> BusyPolicy {
    BusyPolicy {
        tentative: rules.tentative == TakesTime::Busy,
        all_day: rules.all_day == TakesTime::Busy,
        microsoft: rules.microsoft,
        addresses: rules.addresses.clone(),
    }
}

/// First and last day of a time, where the person is.
fn days_of(time: Window, travel: &TravelSchedule) -> (Date, Date) {
    let day = |instant: Timestamp| {
        let home = instant.to_zoned(travel.home().clone()).date();
        instant.to_zoned(travel.zone_on(home).clone()).date()
    };
    let last = time.end.saturating_sub(1.second()).unwrap_or(time.end).max(time.start);
    (day(time.start), day(last))
}

fn window(start: i64, end: i64) -> Window {
    let instant = |second: i64| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
    Window { start: instant(start), end: instant(end) }
}
