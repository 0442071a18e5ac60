use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::write::text::{CalendarText, date, local, utc};

/// When something of ours takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemTime {
    /// On a day, without taking its time: a milestone.
    Day(Date),
    /// As a task that is due on a day, and perhaps done.
    Task {
        /// The day.
        due: Date,
        /// Whether it is done.
        done: bool,
    },
    /// From one instant to another: a block of work.
    Block {
        /// Its first instant.
        start: Timestamp,
        /// The first instant after it.
        end: Timestamp,
    },
    /// Again and again, at the same time of the day in a zone: a check-in or a
    /// review.
    Recurring {
        /// The first time.
        start: DateTime,
        /// Its zone; one with an IANA name.
        zone: TimeZone,
        /// How long each takes.
        minutes: u32,
        /// The recurrence rule.
        rule: String,
        /// Times that are left out, in the same zone.
        except: Vec<DateTime>,
    },
}

/// Something of ours as it stands in a calendar.
///
/// A text is made of it without a clock: equal items give equal bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its UID: fixed for life, without anything personal in it.
    pub uid: String,
    /// Our own name of it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it says beyond that.
    pub description: String,
    /// When it takes place.
    pub time: ItemTime,
    /// Words to sort it by.
    pub categories: Vec<String>,
    /// UIDs of what it belongs to.
    pub related: Vec<String>,
    /// Where more is to be read.
    pub url: Option<String>,
    /// How many times its time, place, status or rule has changed.
    pub sequence: u32,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// It will not take place.
    pub cancelled: bool,
    /// Minutes before it at which to show a reminder.
    pub alarm_minutes: Option<u32>,
    /// Hash of what it says, to recognize changes by others.
    pub state: String,
}

impl Item {
    /// Whether it takes the person's time.
    #[must_use]
    pub fn takes_time(&self) -> bool {
        !matches!(self.time, ItemTime::Day(_) | ItemTime::Task { .. }) && !self.cancelled
    }

    /// The name of its component.
    pub(crate) fn component(&self) -> &'static str {
        if matches!(self.time, ItemTime::Task { .. }) { "VTODO" } else { "VEVENT" }
    }

    /// The lines of its component.
    ///
    /// There is never an ORGANIZER or ATTENDEE: a server would write to people.
    pub(super) fn lines(&self, text: &mut CalendarText) {
        text.raw("BEGIN", self.component());
        text.raw("UID", &self.uid);
        let changed_at = utc(self.changed_at);
        text.raw("DTSTAMP", &changed_at);
        text.raw("LAST-MODIFIED", &changed_at);
        text.raw("SEQUENCE", &self.sequence.to_string());
        self.times(text);
        text.text("SUMMARY", &self.title);
        if !self.description.is_empty() {
            text.text("DESCRIPTION", &self.description);
        }
        if !matches!(self.time, ItemTime::Task { .. }) {
            text.raw("TRANSP", if self.takes_time() { "OPAQUE" } else { "TRANSPARENT" });
        }
        text.raw("STATUS", self.status());
        self.relations(text);
        if let Some(minutes) = self.alarm_minutes.filter(|_| !self.cancelled) {
            text.raw("BEGIN", "VALARM");
            text.raw("ACTION", "DISPLAY");
            text.text("DESCRIPTION", &self.title);
            text.raw("TRIGGER", &format!("-PT{minutes}M"));
            text.raw("END", "VALARM");
        }
        text.raw("END", self.component());
    }

    /// About how long its lines are together.
    pub(super) fn n_bytes(&self) -> usize {
        const NAMES: usize = 350;
        let texts = [&self.uid, &self.id, &self.id, &self.title, &self.description, &self.state];
        let lists = self.categories.iter().chain(&self.related);
        NAMES + texts.into_iter().chain(lists).map(String::len).sum::<usize>()
    }

    fn status(&self) -> &'static str {
        match self.time {
            _ if self.cancelled => "CANCELLED",
            ItemTime::Task { done: true, .. } => "COMPLETED",
            ItemTime::Task { .. } => "NEEDS-ACTION",
            _ => "CONFIRMED",
        }
    }

    fn times(&self, text: &mut CalendarText) {
        match &self.time {
            ItemTime::Day(day) => {
                text.raw("DTSTART;VALUE=DATE", &date(*day));
                text.raw("DTEND;VALUE=DATE", &date(day.tomorrow().unwrap_or(*day)));
            }
            ItemTime::Task { due, .. } => text.raw("DUE;VALUE=DATE", &date(*due)),
            ItemTime::Block { start, end } => {
                text.raw("DTSTART", &utc(*start));
                text.raw("DTEND", &utc(*end));
            }
            ItemTime::Recurring { start, zone, minutes, rule, except } => {
                let name = zone.iana_name().unwrap_or("UTC");
                text.raw(&format!("DTSTART;TZID={name}"), &local(*start));
                text.raw("DURATION", &format!("PT{minutes}M"));
                text.raw("RRULE", rule);
                for time in except {
                    text.raw(&format!("EXDATE;TZID={name}"), &local(*time));
                }
            }
        }
    }

    fn relations(&self, text: &mut CalendarText) {
        if !self.categories.is_empty() {
            let categories: Vec<Cow<'_, str>> = self.categories.iter().map(|one| super::text::escaped(one)).collect();
            text.raw("CATEGORIES", &categories.join(","));
        }
        for uid in &self.related {
            text.raw("RELATED-TO", uid);
        }
        if let Some(url) = &self.url {
            text.raw("URL", url);
        }
        text.raw(&format!("X-BACKCAST-ID;X-STATE={}", self.state), &self.id);
    }
}
