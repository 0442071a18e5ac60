//! From the bytes of a calendar file to what it says.

mod event;
mod zone_table;

pub use event::{Event, MicrosoftBusyStatus, OWN_UID, Status};
pub(crate) use event::{EventEnd, Frame, Moment, Recurrence};
pub(crate) use zone_table::ZoneTable;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::read::event::EventReader;
use crate::read::zone_table::ZoneNames;
use crate::text::component::{Component, Item, for_each_item};
use crate::text::property::Property;
use crate::values::{PeriodEnd, period};

/// What a calendar file says: events, busy times and everything that was odd.
///
/// ```
/// use backcast_calendar::Calendar;
///
/// let calendar = Calendar::read(b"BEGIN:VEVENT\nUID:1\nDTSTART:20270104T090000Z\nDURATION:PT1H\n");
/// assert_eq!(calendar.events().len(), 1);
/// assert_eq!(calendar.diagnostics()[0].code, "end_missing");
/// ```
#[derive(Clone, Debug)]
pub struct Calendar {
    pub(crate) events: Vec<Event>,
    pub(crate) reserved: Vec<Reserved>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) zones: ZoneTable,
    name: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

/// A time that a VFREEBUSY says is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reserved {
    pub(crate) start: Moment,
    pub(crate) end: EventEnd,
    pub(crate) tentative: bool,
}

/// The times that a VAVAILABILITY offers, and for how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// 1 is the highest, 9 the lowest, 0 lower still.
    pub(crate) priority: u8,
    /// From when and until when it holds; without an end, or for ever.
    pub(crate) start: Option<Moment>,
    pub(crate) end: EventEnd,
    /// Its AVAILABLE components.
    pub(crate) times: Vec<Event>,
}

impl Calendar {
    /// Reads a file in the form of iCalendar (RFC 5545), of one or several
    /// calendars. There is nothing that it fails on: what cannot be read is
    /// left out, and each problem is among the diagnostics.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mut reader = Reader::default();
        let mut diagnostics = Diagnostics::default();
        for_each_item(bytes, &mut diagnostics, |item, diagnostics| reader.take(item, diagnostics));
        if !reader.any_component && !bytes.is_empty() {
            let message = "there is no calendar component in this file";
            diagnostics.note("no_component", Place::default(), message.to_owned());
        }
        let zones = ZoneTable::resolve(reader.zone_names, &reader.descriptions, &mut diagnostics);
        let diagnostics = diagnostics.into_list();
        Calendar {
            events: reader.events,
            reserved: reader.reserved,
            offers: reader.offers,
            zones,
            name: reader.name,
            diagnostics,
        }
    }

    /// Every event of the file in its order, also those that say nothing of
    /// when they are.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What the calendar calls itself.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What is wrong with the file.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

#[derive(Default)]
struct Reader<'a> {
    /// Number of the VCALENDAR that is read: each has zones of its own.
    calendar: u32,
    any_component: bool,
    name: Option<String>,
    events: Vec<Event>,
    reserved: Vec<Reserved>,
    offers: Vec<Offer>,
    zone_names: ZoneNames,
    /// VTIMEZONE components with the number of their calendar.
    descriptions: Vec<(u32, Component<'a>)>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, item: Item<'a>, diagnostics: &mut Diagnostics) {
        match item {
            Item::Calendar => {
                self.any_component = true;
                self.calendar += 1;
            }
            Item::Property(property) => {
                if self.name.is_none() && (property.is("NAME") || property.is("X-WR-CALNAME")) {
                    self.name = Some(property.as_text().into_owned()).filter(|name| !name.trim().is_empty());
                }
            }
            Item::Component(component) => {
                self.any_component = true;
                match component.name.as_str() {
                    "VEVENT" => {
                        let mut reader = EventReader::new(&component, self.calendar, &mut self.zone_names, diagnostics);
                        self.events.push(reader.read());
                    }
                    "VAVAILABILITY" => {
                        let offer = self.read_offer(&component, diagnostics);
                        self.offers.push(offer);
                    }
                    "VFREEBUSY" => self.read_free_busy(&component, diagnostics),
                    "VTIMEZONE" => self.descriptions.push((self.calendar, component)),
                    _ => {}
                }
            }
        }
    }

    /// RFC 7953, section 3.1.
    fn read_offer(&mut self, component: &Component<'_>, diagnostics: &mut Diagnostics) -> Offer {
        let mut read = |component: &Component<'_>| {
            EventReader::new(component, self.calendar, &mut self.zone_names, diagnostics).read_times()
        };
        let whole = read(component);
        let available = component.children.iter().filter(|child| child.name == "AVAILABLE");
        let times = available.map(&mut read).collect();
        let priority = component.property("PRIORITY").and_then(|property| property.value().parse().ok());
        Offer { priority: priority.unwrap_or(0), start: whole.start, end: whole.end, times }
    }

    /// RFC 5545, section 3.6.4.
    fn read_free_busy(&mut self, component: &Component<'_>, diagnostics: &mut Diagnostics) {
        for property in component.properties.iter().filter(|property| property.is("FREEBUSY")) {
            let kind = property.parameter("FBTYPE").unwrap_or("BUSY");
            if kind.eq_ignore_ascii_case("FREE") {
                continue;
            }
            let tentative = kind.eq_ignore_ascii_case("BUSY-TENTATIVE");
            for text in property.value().split(',') {
                match read_period(text) {
                    Some((start, end)) => self.reserved.push(Reserved { start, end, tentative }),
                    None => note_value(diagnostics, component, property, text),
                }
            }
        }
    }
}

fn read_period(text: &str) -> Option<(Moment, EventEnd)> {
    let (start, end) = period(text)?;
    let end = match end {
        PeriodEnd::At(end) => EventEnd::At(Moment::unzoned(end)),
        PeriodEnd::After(length) => EventEnd::After(length),
    };
    Some((Moment::unzoned(start), end))
}

/// Notes that a value says nothing that can be read.
fn note_value(diagnostics: &mut Diagnostics, component: &Component<'_>, property: &Property<'_>, value: &str) {
    let message = format!("`{}` cannot be read as {}: it was left out", value.trim(), property.name());
    diagnostics.note("value_unreadable", place(component, property.line), message);
}

fn place<'c>(component: &'c Component<'_>, line: u32) -> Place<'c> {
    Place {
        line: Some(line),
        component: Some(&component.name),
        uid: component.property("UID").map(Property::value).filter(|uid| !uid.is_empty()),
    }
}
