use crate::diagnostic::Diagnostics;
use crate::local::Local;
use crate::read::zone_table::ZoneNames;
use crate::read::{note_value, place};
use crate::rule::{self, Rule};
use crate::text::component::Component;
use crate::text::property::Property;
use crate::values::{Form, Length, PeriodEnd, Stamp, length, period, stamp};

/// A date or time with what is known of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) local: Local,
    pub(crate) frame: Frame,
}

/// Where a moment is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A whole day, wherever the user is on it.
    Date,
    /// A time wherever the user is on that day.
    Floating,
    Utc,
    /// In the zone with this number in the file's table.
    Zone(u32),
}

impl Moment {
    /// A moment whose property names no zone.
    pub(crate) fn unzoned(stamp: Stamp) -> Self {
        let frame = match stamp.form {
            Form::Date => Frame::Date,
            Form::Local => Frame::Floating,
            Form::Utc => Frame::Utc,
        };
        Moment { local: stamp.local, frame }
    }
}

/// How an event says its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventEnd {
    At(Moment),
    After(Length),
    /// A day takes the whole day, a time takes no time (RFC 5545, section 3.6.1).
    Unsaid,
}

impl EventEnd {
    /// What is made of an end before the start; nothing of one after it.
    /// Ends in another zone are mended too, but seen only at their instants.
    fn mended_after(self, start: Moment) -> Option<&'static str> {
        match self {
            EventEnd::At(end) if end.frame == start.frame && end.local.0 < start.local.0 => {
                Some("start and end were exchanged")
            }
            EventEnd::After(length) if length.nominal_seconds() < 0 => Some("a negative length counts forward"),
            _ => None,
        }
    }
}

/// What makes an event recur.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recurrence {
    pub(crate) rules: Vec<Rule>,
    pub(crate) excluding: Vec<Rule>,
    pub(crate) dates: Vec<RecurrenceDate>,
    pub(crate) exceptions: Vec<Moment>,
}

/// A further time of an event; periods have an end of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecurrenceDate {
    pub(crate) start: Moment,
    pub(crate) end: Option<EventEnd>,
}

/// Which occurrence of a series an event replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecurrenceId {
    pub(crate) at: Moment,
    /// All later ones change with it (RANGE=THISANDFUTURE).
    pub(crate) and_following: bool,
}

/// How certain an event is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// It takes place.
    #[default]
    Confirmed,
    /// It may take place.
    Tentative,
    /// It does not take place.
    Cancelled,
}

/// What Microsoft's programs say beside the standard
/// (`X-MICROSOFT-CDO-BUSYSTATUS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MicrosoftBusyStatus {
    /// Free in spite of the event.
    Free,
    /// Perhaps busy.
    Tentative,
    /// Busy.
    Busy,
    /// Away.
    OutOfOffice,
    /// Working, but somewhere else.
    WorkingElsewhere,
}

/// How the UIDs of our own items end.
pub const OWN_UID: &str = "@backcast";

/// A VEVENT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    uid: Box<str>,
    summary: Box<str>,
    line: u32,
    /// Number of its VCALENDAR in the file.
    pub(crate) calendar: u32,
    pub(crate) start: Option<Moment>,
    pub(crate) end: EventEnd,
    pub(crate) recurrence: Option<Box<Recurrence>>,
    pub(crate) recurrence_id: Option<RecurrenceId>,
    pub(crate) sequence: i64,
    /// LAST-MODIFIED, else DTSTAMP.
    pub(crate) modified: Local,
    status: Status,
    transparent: bool,
    microsoft_status: Option<MicrosoftBusyStatus>,
    /// Addresses of attendees who declined, in small letters.
    declined: Box<[Box<str>]>,
    backcast_id: Option<Box<str>>,
}

impl Event {
    /// Its UID; empty where the file names none.
    #[must_use]
    pub fn uid(&self) -> &str {
        &self.uid
    }

    /// Its title.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Number of the line on which it begins.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// How certain it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Whether it says that it takes no time (TRANSP:TRANSPARENT).
    #[must_use]
    pub fn is_transparent(&self) -> bool {
        self.transparent
    }

    /// Whether it is a whole day or several.
    #[must_use]
    pub fn is_all_day(&self) -> bool {
        self.start.is_some_and(|start| start.frame == Frame::Date)
    }

    /// What Microsoft's programs say of it.
    #[must_use]
    pub fn microsoft_status(&self) -> Option<MicrosoftBusyStatus> {
        self.microsoft_status
    }

    /// Whether somebody with one of these addresses declined it.
    #[must_use]
    pub fn is_declined_by(&self, addresses: &[String]) -> bool {
        self.declined.iter().any(|declined| addresses.iter().any(|own| own.eq_ignore_ascii_case(declined)))
    }

    /// Whether we wrote it ourselves. Some servers take away what they do not
    /// know, so its UID says so, too.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.backcast_id.is_some() || self.uid.ends_with(OWN_UID)
    }

    /// The name under which we wrote it ourselves.
    #[must_use]
    pub fn backcast_id(&self) -> Option<&str> {
        self.backcast_id.as_deref()
    }
}

/// Reads one component.
pub(super) struct EventReader<'r, 'a> {
    component: &'r Component<'a>,
    calendar: u32,
    zones: &'r mut ZoneNames,
    diagnostics: &'r mut Diagnostics,
}

impl<'r, 'a> EventReader<'r, 'a> {
    pub(super) fn new(
        component: &'r Component<'a>,
        calendar: u32,
        zones: &'r mut ZoneNames,
        diagnostics: &'r mut Diagnostics,
    ) -> Self {
        EventReader { component, calendar, zones, diagnostics }
    }

    /// Reads a component that need not say when it begins.
    pub(super) fn read_times(&mut self) -> Event {
        let mut event = Event {
            uid: Box::default(),
            summary: Box::default(),
            line: self.component.line,
            calendar: self.calendar,
            start: None,
            end: EventEnd::Unsaid,
            recurrence: None,
            recurrence_id: None,
            sequence: 0,
            modified: Local::MIN,
            status: Status::Confirmed,
            transparent: false,
            microsoft_status: None,
            declined: Box::default(),
            backcast_id: None,
        };
        let (mut stamped, mut declined) = (Local::MIN, Vec::new());
        for property in &self.component.properties {
            self.read_property(property, &mut event, &mut stamped, &mut declined);
        }
        event.declined = declined.into();
        if event.modified == Local::MIN {
            event.modified = stamped;
        }
        event
    }

    /// Reads an event, and notes if it does not say when it begins or ends
    /// before that.
    pub(super) fn read(&mut self) -> Event {
        let event = self.read_times();
        let here = place(self.component, self.component.line);
        match event.start {
            None => {
                let message = "says not when it begins: it was left out";
                self.diagnostics.note("start_missing", here, message.to_owned());
            }
            Some(start) => {
                if let Some(mended) = event.end.mended_after(start) {
                    self.diagnostics.note("end_before_start", here, format!("ends before it begins: {mended}"));
                }
            }
        }
        event
    }

    fn read_property(
        &mut self,
        property: &Property<'_>,
        event: &mut Event,
        stamped: &mut Local,
        declined: &mut Vec<Box<str>>,
    ) {
        let value = property.value();
        let name = property.name();
        // The first letter tells most properties apart.
        match name.as_bytes()[0].to_ascii_uppercase() {
            b'U' if property.is("UID") => event.uid = value.into(),
            b'S' if property.is("SUMMARY") => event.summary = property.as_text().into(),
            b'S' if property.is("SEQUENCE") => event.sequence = value.parse().unwrap_or(0),
            b'S' if property.is("STATUS") => event.status = status(value),
            b'T' if property.is("TRANSP") => event.transparent = value.eq_ignore_ascii_case("TRANSPARENT"),
            b'L' if property.is("LAST-MODIFIED") => {
                event.modified = stamp(value).map_or(Local::MIN, |stamp| stamp.local);
            }
            b'A' if property.is("ATTENDEE") => declined.extend(declining(property)),
            b'D' => match name.len() {
                7 if property.is("DTSTART") => event.start = event.start.or_else(|| self.moment(property)),
                5 if property.is("DTEND") => {
                    if let Some(end) = self.moment(property) {
                        event.end = EventEnd::At(end);
                    }
                }
                8 if property.is("DURATION") => match length(value) {
                    // An end says more than a length beside it.
                    Some(_) if matches!(event.end, EventEnd::At(_)) => {}
                    Some(length) => event.end = EventEnd::After(length),
                    None => note_value(self.diagnostics, self.component, property, value),
                },
                7 if property.is("DTSTAMP") => *stamped = stamp(value).map_or(Local::MIN, |stamp| stamp.local),
                _ => {}
            },
            b'R' if property.is("RRULE") => {
                let rule = self.rule(property);
                recurrence(event).rules.extend(rule);
            }
            b'R' if property.is("RDATE") => {
                let dates = self.recurrence_dates(property);
                recurrence(event).dates.extend(dates);
            }
            b'R' if property.is("RECURRENCE-ID") => {
                let following =
                    property.parameter("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
                let at = self.moment(property);
                event.recurrence_id = at.map(|at| RecurrenceId { at, and_following: following });
            }
            b'E' if property.is("EXDATE") => {
                let dates = self.moments(property);
                recurrence(event).exceptions.extend(dates);
            }
            b'E' if property.is("EXRULE") => {
                let rule = self.rule(property);
                recurrence(event).excluding.extend(rule);
            }
            b'X' if property.is("X-MICROSOFT-CDO-BUSYSTATUS") => event.microsoft_status = microsoft_status(value),
            b'X' if property.is("X-BACKCAST-ID") => event.backcast_id = Some(value.into()),
            _ => {}
        }
    }

    fn rule(&mut self, property: &Property<'_>) -> Option<Rule> {
        match rule::parse(property.value()) {
            Ok(parsed) => {
                for remark in parsed.remarks {
                    self.diagnostics.note("rule_part", place(self.component, property.line), remark);
                }
                Some(parsed.rule)
            }
            Err(why) => {
                let message = format!("{why}: the event counts without this rule");
                self.diagnostics.note("rule_unreadable", place(self.component, property.line), message);
                None
            }
        }
    }

    /// The moment that a property says.
    fn moment(&mut self, property: &Property<'_>) -> Option<Moment> {
        let read = stamp(property.value()).or_else(|| stamp(property.value_after_last_colon()));
        if read.is_none() {
            note_value(self.diagnostics, self.component, property, property.value());
        }
        Some(self.placed(read?, property))
    }

    fn moments(&mut self, property: &Property<'_>) -> Vec<Moment> {
        let mut moments = Vec::new();
        for text in property.value_after_last_colon().split(',').filter(|text| !text.trim().is_empty()) {
            match stamp(text) {
                Some(stamp) => moments.push(self.placed(stamp, property)),
                None => note_value(self.diagnostics, self.component, property, text),
            }
        }
        moments
    }

    fn recurrence_dates(&mut self, property: &Property<'_>) -> Vec<RecurrenceDate> {
        let mut dates = Vec::new();
        for text in property.value().split(',').filter(|text| !text.trim().is_empty()) {
            if let Some((start, end)) = period(text) {
                let end = match end {
                    PeriodEnd::At(end) => EventEnd::At(self.placed(end, property)),
                    PeriodEnd::After(length) => EventEnd::After(length),
                };
                dates.push(RecurrenceDate { start: self.placed(start, property), end: Some(end) });
            } else if let Some(stamp) = stamp(text) {
                dates.push(RecurrenceDate { start: self.placed(stamp, property), end: None });
            } else {
                note_value(self.diagnostics, self.component, property, text);
            }
        }
        dates
    }

    /// A stamp in the zone that its property names.
    fn placed(&mut self, stamp: Stamp, property: &Property<'_>) -> Moment {
        let mut moment = Moment::unzoned(stamp);
        let value = || property.parameter("VALUE");
        if moment.frame == Frame::Date && value().is_some_and(|value| value.eq_ignore_ascii_case("DATE-TIME")) {
            // A time was promised and a day given: its midnight.
            moment.frame = Frame::Floating;
        }
        if moment.frame != Frame::Floating {
            return moment;
        }
        match property.parameter("TZID").map(str::trim) {
            Some("") => {
                let message = format!("{} names an empty zone: your own counts", property.name());
                self.diagnostics.note("zone_empty", place(self.component, property.line), message);
            }
            Some(name) => moment.frame = Frame::Zone(self.zones.id(self.calendar, name, property.line)),
            None => {}
        }
        moment
    }
}

fn recurrence(event: &mut Event) -> &mut Recurrence {
    event.recurrence.get_or_insert_default()
}

fn status(value: &str) -> Status {
    if value.eq_ignore_ascii_case("CANCELLED") || value.eq_ignore_ascii_case("CANCELED") {
        Status::Cancelled
    } else if value.eq_ignore_ascii_case("TENTATIVE") {
        Status::Tentative
    } else {
        Status::Confirmed
    }
}

fn microsoft_status(value: &str) -> Option<MicrosoftBusyStatus> {
    Some(match value.to_ascii_uppercase().as_str() {
        "FREE" => MicrosoftBusyStatus::Free,
        "TENTATIVE" => MicrosoftBusyStatus::Tentative,
        "BUSY" => MicrosoftBusyStatus::Busy,
        "OOF" => MicrosoftBusyStatus::OutOfOffice,
        "WORKINGELSEWHERE" => MicrosoftBusyStatus::WorkingElsewhere,
        _ => return None,
    })
}

/// The address of an attendee who declined.
fn declining(property: &Property<'_>) -> Option<Box<str>> {
    let declined = property.parameter("PARTSTAT").is_some_and(|answer| answer.eq_ignore_ascii_case("DECLINED"));
    let address = property.value().to_ascii_lowercase();
    declined.then(|| address.strip_prefix("mailto:").unwrap_or(&address).into())
}
