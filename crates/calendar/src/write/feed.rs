use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::availability::DayRange;
use crate::write::item::{Item, ItemTime};
use crate::write::text::{CalendarText, date, local};
use crate::write::vtimezone::vtimezone;

const PRODUCT: &str = concat!("-//backcast//backcast ", env!("CARGO_PKG_VERSION"), "//EN");

/// A calendar of ours that others subscribe to, or a resource of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed<'i> {
    /// How it is called.
    pub name: &'i str,
    /// What is said of it; a calendar on a server keeps it.
    pub description: Option<&'i str>,
    /// What is in it.
    pub items: &'i [Item],
}

/// How often readers of a feed should ask again.
const REFRESH: &str = "PT1H";
/// The color of our calendars, one of CSS (RFC 7986).
const COLOR: &str = "steelblue";

impl Feed<'_> {
    /// The text of the file (RFC 5545, RFC 7986). The same items give the same
    /// bytes. It names no METHOD: those of RFC 5546 ask for an ORGANIZER.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = begin();
        text.text("NAME", self.name);
        text.text("X-WR-CALNAME", self.name);
        if let Some(description) = self.description {
            text.text("X-WR-CALDESC", description);
        }
        text.raw("COLOR", COLOR);
        text.raw("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        text.raw("X-PUBLISHED-TTL", REFRESH);
        self.components(&mut text);
        text.raw("END", "VCALENDAR");
        text.into_string()
    }

    fn components(&self, text: &mut CalendarText) {
        for zone in zones(self.items) {
            text.append(&zone);
        }
        text.reserve(self.items.iter().map(Item::n_bytes).sum());
        for item in self.items {
            item.lines(text);
        }
    }
}

impl Item {
    /// The item alone, as a resource of a CalDAV server (RFC 4791, section
    /// 4.1): without METHOD, with the zone that it uses.
    #[must_use]
    pub fn to_resource(&self) -> String {
        let mut text = begin();
        for zone in zones(std::slice::from_ref(self)) {
            text.append(&zone);
        }
        self.lines(&mut text);
        text.raw("END", "VCALENDAR");
        text.into_string()
    }
}

fn begin() -> CalendarText {
    let mut text = CalendarText::default();
    text.raw("BEGIN", "VCALENDAR");
    text.raw("VERSION", "2.0");
    text.raw("PRODID", PRODUCT);
    text.raw("CALSCALE", "GREGORIAN");
    text
}

/// The zones that items use, each once, from the first day on which it is
/// used.
fn zones(items: &[Item]) -> Vec<String> {
    let mut first: BTreeMap<&str, (Date, &TimeZone)> = BTreeMap::new();
    for item in items {
        if let ItemTime::Recurring { start, zone, .. } = &item.time {
            let Some(name) = zone.iana_name() else { continue };
            let known = first.entry(name).or_insert((start.date(), zone));
            known.0 = known.0.min(start.date());
        }
    }
    first.values().filter_map(|(day, zone)| vtimezone(zone, *day)).collect()
}

/// Hours of a week as a calendar that offers them from a day on (VAVAILABILITY,
/// RFC 7953). Zones without an IANA name count as UTC.
#[must_use]
pub fn offered_hours(weekly: &[Vec<DayRange>; 7], zone: &TimeZone, first: Date) -> String {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let name = zone.iana_name().unwrap_or("UTC");
    let mut text = begin();
    if let Some(zone) = vtimezone(zone, first) {
        text.append(&zone);
    }
    let midnight = first.to_datetime(Time::midnight());
    text.raw("BEGIN", "VAVAILABILITY");
    text.raw("UID", &format!("availability-{}@backcast", date(first)));
    text.raw("DTSTAMP", &format!("{}Z", local(midnight)));
    text.raw(&format!("DTSTART;TZID={name}"), &local(midnight));
    for (day, range) in weekly.iter().enumerate().flat_map(|(day, ranges)| ranges.iter().map(move |range| (day, range)))
    {
        let since_monday = usize::from(first.weekday().to_monday_zero_offset().unsigned_abs());
        let ahead = i64::try_from((day + 7 - since_monday) % 7).expect("below 7");
        let on = first.saturating_add(jiff::Span::new().days(ahead)).to_datetime(Time::midnight());
        let at = |minutes: u16| local(on.saturating_add(jiff::Span::new().minutes(i64::from(minutes))));
        text.raw("BEGIN", "AVAILABLE");
        text.raw("UID", &format!("{}-{}@backcast", DAYS[day].to_ascii_lowercase(), range.from()));
        text.raw("DTSTAMP", &format!("{}Z", local(midnight)));
        text.raw(&format!("DTSTART;TZID={name}"), &at(range.from()));
        text.raw(&format!("DTEND;TZID={name}"), &at(range.to()));
        text.raw("RRULE", &format!("FREQ=WEEKLY;BYDAY={}", DAYS[day]));
        text.raw("END", "AVAILABLE");
    }
    text.raw("END", "VAVAILABILITY");
    text.raw("END", "VCALENDAR");
    text.into_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{BusyPolicy, Calendar, TravelSchedule, Window};

    fn item(id: &str, time: ItemTime) -> Item {
        Item {
            uid: format!("{id}@backcast"),
            id: format!("book/{id}"),
            title: format!("Title, of {id}"),
            description: "Line one\nline two".into(),
            time,
            categories: vec!["backcast".into(), "Book, draft".into()],
            related: vec!["goal@backcast".into()],
            url: None,
            sequence: 2,
            changed_at: "2026-11-26T02:00:00Z".parse().expect("an instant"),
            cancelled: false,
            alarm_minutes: Some(10),
            state: "abc".into(),
        }
    }

    fn items() -> Vec<Item> {
        let at = |text: &str| text.parse().expect("an instant");
        vec![
            item("m1", ItemTime::Day(date(2027, 3, 28))),
            item("b1", ItemTime::Block { start: at("2027-03-01T17:00:00Z"), end: at("2027-03-01T19:00:00Z") }),
            item(
                "review",
                ItemTime::Recurring {
                    start: date(2027, 3, 21).at(18, 0, 0, 0),
                    zone: TimeZone::get("Europe/Berlin").expect("there"),
                    minutes: 30,
                    rule: "FREQ=WEEKLY;COUNT=3".into(),
                    except: vec![date(2027, 3, 28).at(18, 0, 0, 0)],
                },
            ),
        ]
    }

    #[test]
    fn what_is_written_is_read_back() {
        let items = items();
        let text = Feed { name: "Plans", description: None, items: &items }.to_text();
        let calendar = Calendar::read(text.as_bytes());
        assert!(calendar.diagnostics().is_empty(), "{:?}", calendar.diagnostics());
        assert_eq!(calendar.name(), Some("Plans"));
        let window = Window {
            start: "2027-01-01T00:00:00Z".parse().expect("an instant"),
            end: "2028-01-01T00:00:00Z".parse().expect("an instant"),
        };
        let expansion = calendar.expand(window, &TravelSchedule::at_home(TimeZone::UTC));
        let starts: Vec<String> = expansion.occurrences.iter().map(|one| one.start.to_string()).collect();
        assert_eq!(
            starts,
            ["2027-03-01T17:00:00Z", "2027-03-21T17:00:00Z", "2027-03-28T00:00:00Z", "2027-04-04T16:00:00Z"]
        );
        assert_eq!(calendar.events()[0].summary(), "Title, of m1");
        let busy = calendar.busy(&expansion, window, &BusyPolicy::default());
        assert!(busy.is_empty(), "our own events never count against us");
    }

    #[test]
    fn nothing_in_it_depends_on_a_clock_or_writes_to_people() {
        let items = items();
        let feed = Feed { name: "Plans", description: None, items: &items };
        assert_eq!(feed.to_text(), feed.to_text());
        assert!(!feed.to_text().contains("ORGANIZER") && !feed.to_text().contains("ATTENDEE"));
        assert!(feed.to_text().contains("BEGIN:VTIMEZONE"));
        assert!(!items[1].to_resource().contains("VTIMEZONE"), "instants need no zone");
        assert!(!feed.to_text().contains("METHOD"), "it would ask for an organizer");
    }

    #[test]
    fn offered_hours_are_read_back() {
        let berlin = TimeZone::get("Europe/Berlin").expect("there");
        let mut weekly: [Vec<DayRange>; 7] = Default::default();
        weekly[0] = vec![DayRange::new(18 * 60, 20 * 60).expect("sound")];
        weekly[5] = vec![DayRange::new(22 * 60, 60).expect("over midnight")];
        let text = offered_hours(&weekly, &berlin, date(2027, 3, 24));
        let calendar = Calendar::read(text.as_bytes());
        let at = |day: Date| berlin.to_timestamp(day.into()).expect("there");
        let window = Window { start: at(date(2027, 3, 24)), end: at(date(2027, 3, 31)) };
        let offered = calendar.offered(window, &TravelSchedule::at_home(berlin.clone())).expect("it offers some");
        let shown: Vec<String> = offered.iter().map(|one| format!("{} {}", one.start, one.end)).collect();
        assert_eq!(shown, ["2027-03-27T21:00:00Z 2027-03-28T00:00:00Z", "2027-03-29T16:00:00Z 2027-03-29T18:00:00Z"]);
    }
}
