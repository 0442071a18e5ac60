use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostics;
use crate::expand::Window;
use crate::read::{Calendar, Event, EventEnd, Frame, Status};
use crate::text::component::{Item, for_each_item};
use crate::travel_schedule::TravelSchedule;
use crate::values::stamp;

/// What a resource says of one of our items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Its title, without blanks around it.
    pub title: String,
    /// When it takes place.
    pub time: MeaningTime,
    /// It does not take place.
    pub cancelled: bool,
}

/// When something takes place, whatever words say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeaningTime {
    /// On whole days, both inclusive.
    Days(Date, Date),
    /// As a task that is due on a day.
    Task {
        /// The day, where it says one.
        due: Option<Date>,
        /// Whether it is done.
        done: bool,
    },
    /// Once.
    Once(Window),
    /// Again and again.
    Recurring {
        /// The first time.
        first: Window,
        /// The rule, its parts in order.
        rule: String,
        /// Times that are left out.
        except: Vec<Timestamp>,
    },
}

impl Meaning {
    /// What the text of a resource says of the item with a UID; nothing if it
    /// says nothing of it. Times without a zone are meant in the given one.
    #[must_use]
    pub fn of(text: &str, uid: &str, zone: &TimeZone) -> Option<Self> {
        if let Some(task) = task(text, uid) {
            return Some(task);
        }
        let calendar = Calendar::read(text.as_bytes());
        let event = calendar.events().iter().find(|event| event.uid() == uid && event.recurrence_id.is_none())?;
        let start = event.start?;
        let home = TravelSchedule::at_home(zone.clone());
        let time = if start.frame == Frame::Date {
            let first = start.local.day().to_civil();
            let last = match event.end {
                EventEnd::At(end) => end.local.plus(-1).day().to_civil().max(first),
                EventEnd::After(length) => start.local.plus(length.nominal_seconds() - 1).day().to_civil().max(first),
                EventEnd::Unsaid => first,
            };
            MeaningTime::Days(first, last)
        } else {
            let (start, end) = calendar.instants(start, event.end, &home);
            let first = Window { start, end };
            match rules(text, uid) {
                Some(rule) => MeaningTime::Recurring { first, rule, except: exceptions(&calendar, event, &home) },
                None => MeaningTime::Once(first),
            }
        };
        let cancelled = event.status() == Status::Cancelled;
        Some(Meaning { title: one_line(event.summary()), time, cancelled })
    }
}

/// The highest SEQUENCE that a text gives the item with a UID (RFC 5545, section
/// 3.8.7.4); zero where it gives none.
#[must_use]
pub fn sequence_of(text: &str, uid: &str) -> u32 {
    let mut highest = 0;
    for_each_item(text.as_bytes(), &mut Diagnostics::default(), |item, _| {
        if let Item::Component(component) = item
            && component.property("UID").is_some_and(|property| property.value() == uid)
            && let Some(sequence) = component.property("SEQUENCE")
        {
            highest = highest.max(sequence.value().trim().parse().unwrap_or(0));
        }
    });
    highest
}

/// A title of somebody else as it may be shown: without what moves a cursor.
fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    line.trim().to_owned()
}

/// What a text says of a task; nothing if it speaks of none.
fn task(text: &str, uid: &str) -> Option<Meaning> {
    let mut found = None;
    for_each_item(text.as_bytes(), &mut Diagnostics::default(), |item, _| {
        if let Item::Component(component) = item
            && component.name == "VTODO"
            && component.property("UID").is_some_and(|property| property.value() == uid)
        {
            let value = |name: &str| component.property(name).map(|property| property.value().to_owned());
            let status = value("STATUS").unwrap_or_default().to_ascii_uppercase();
            let due = value("DUE").and_then(|due| Some(stamp(&due)?.local.day().to_civil()));
            let done = status == "COMPLETED" || component.property("COMPLETED").is_some();
            let title = component.property("SUMMARY").map(|property| one_line(&property.as_text()));
            found = Some(Meaning {
                title: title.unwrap_or_default(),
                time: MeaningTime::Task { due, done },
                cancelled: status == "CANCELLED",
            });
        }
    });
    found
}

/// The recurrence rules of an event as they are written, parts sorted.
fn rules(text: &str, uid: &str) -> Option<String> {
    let mut rules = Vec::new();
    crate::text::component::for_each_item(
        text.as_bytes(),
        &mut crate::diagnostic::Diagnostics::default(),
        |item, _| {
            if let Item::Component(component) = item
                && component.name == "VEVENT"
                && component.property("RECURRENCE-ID").is_none()
                && component.property("UID").is_some_and(|property| property.value() == uid)
            {
                for property in component.properties.iter().filter(|property| property.is("RRULE")) {
                    let mut parts: Vec<String> =
                        property.value().split(';').map(|part| part.trim().to_ascii_uppercase()).collect();
                    // What is the default need not be said.
                    parts.retain(|part| !part.is_empty() && part != "INTERVAL=1" && part != "WKST=MO");
                    parts.sort();
                    rules.push(parts.join(";"));
                }
            }
        },
    );
    rules.sort();
    (!rules.is_empty()).then(|| rules.join(" "))
}

fn exceptions(calendar: &Calendar, event: &Event, home: &TravelSchedule) -> Vec<Timestamp> {
    let dates = event.recurrence.iter().flat_map(|recurrence| &recurrence.exceptions);
    let mut except: Vec<Timestamp> = dates.map(|&moment| calendar.instants(moment, EventEnd::Unsaid, home).0).collect();
    // A cancelled occurrence is left out just as well.
    let replaced = calendar.events().iter().filter(|one| one.uid() == event.uid() && one.status() == Status::Cancelled);
    except.extend(replaced.filter_map(|one| Some(calendar.instants(one.recurrence_id?.at, EventEnd::Unsaid, home).0)));
    except.sort();
    except.dedup();
    except
}

impl MeaningTime {
    /// The day on which it begins, for people in a zone.
    #[must_use]
    pub fn first_day(&self, zone: &TimeZone) -> Date {
        match self {
            MeaningTime::Days(first, _) => *first,
            MeaningTime::Task { due, .. } => due.unwrap_or(Date::MAX),
            MeaningTime::Once(window) | MeaningTime::Recurring { first: window, .. } => {
                window.start.to_zoned(zone.clone()).date()
            }
        }
    }

    /// Its beginning as text, for people in a zone.
    #[must_use]
    pub fn shown(&self, zone: &TimeZone) -> String {
        let at = |instant: Timestamp| instant.to_zoned(zone.clone()).datetime();
        let stretch = |window: &Window| {
            let (start, end): (DateTime, DateTime) = (at(window.start), at(window.end));
            format!("{}-{}", start.strftime("%a %-d %b %Y %H:%M"), end.strftime("%H:%M"))
        };
        match self {
            MeaningTime::Days(first, last) if first == last => first.strftime("%a %-d %b %Y").to_string(),
            MeaningTime::Days(first, last) => {
                format!("{} to {}", first.strftime("%a %-d %b %Y"), last.strftime("%a %-d %b %Y"))
            }
            MeaningTime::Task { due: Some(due), .. } => due.strftime("%a %-d %b %Y").to_string(),
            MeaningTime::Task { due: None, .. } => "no day".to_owned(),
            MeaningTime::Once(window) => stretch(window),
            MeaningTime::Recurring { first, .. } => format!("{} and on", stretch(first)),
        }
    }
}
