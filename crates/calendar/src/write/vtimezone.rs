use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Dst, TimeZone};
use jiff::{Timestamp, ToSpan as _};

use crate::write::text::{CalendarText, local, offset};

/// A change of the clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OffsetChange {
    /// What clocks showed just before.
    at: DateTime,
    from: i32,
    to: i32,
    name: String,
    daylight: bool,
}

/// So many years show whether changes follow a rule.
const YEARS_LOOKED_AT: i16 = 8;

/// A zone as the lines of a VTIMEZONE (RFC 5545, section 3.6.5) that holds
/// from some day on: by rules where its changes follow one, else with each of
/// the next years' changes. Nothing for zones without a name.
pub(super) fn vtimezone(zone: &TimeZone, first: Date) -> Option<String> {
    let name = zone.iana_name()?;
    // The change before the first day decides on the clocks of that day.
    let start = first.saturating_sub(1.year());
    let changes = changes(zone, start);
    let mut text = CalendarText::default();
    text.raw("BEGIN", "VTIMEZONE");
    text.raw("TZID", name);
    if changes.is_empty() {
        let instant = zone.to_timestamp(start.into()).ok()?;
        let info = zone.to_offset_info(instant);
        let seconds = info.offset().seconds();
        let abbreviation = info.abbreviation();
        let at = start.first_of_year().to_datetime(jiff::civil::Time::midnight());
        let same = OffsetChange { at, from: seconds, to: seconds, name: abbreviation.to_owned(), daylight: false };
        observance(&mut text, &same, None, &[]);
    }
    let mut kinds: BTreeMap<(i32, i32, bool), Vec<&OffsetChange>> = BTreeMap::new();
    for change in &changes {
        kinds.entry((change.from, change.to, change.daylight)).or_default().push(change);
    }
    for same in kinds.values() {
        match rule(same) {
            Some(rule) => observance(&mut text, same[0], Some(&rule), &[]),
            None => observance(&mut text, same[0], None, &same[1..]),
        }
    }
    text.raw("END", "VTIMEZONE");
    Some(text.into_string())
}

fn observance(text: &mut CalendarText, change: &OffsetChange, rule: Option<&str>, more: &[&OffsetChange]) {
    let kind = if change.daylight { "DAYLIGHT" } else { "STANDARD" };
    text.raw("BEGIN", kind);
    text.raw("DTSTART", &local(change.at));
    text.raw("TZOFFSETFROM", &offset(change.from));
    text.raw("TZOFFSETTO", &offset(change.to));
    text.text("TZNAME", &change.name);
    if let Some(rule) = rule {
        text.raw("RRULE", rule);
    }
    for change in more {
        text.raw("RDATE", &local(change.at));
    }
    text.raw("END", kind);
}

fn changes(zone: &TimeZone, start: Date) -> Vec<OffsetChange> {
    let Ok(from) = zone.to_timestamp(start.into()) else { return Vec::new() };
    let until = start.saturating_add(i64::from(YEARS_LOOKED_AT).years());
    let mut before = zone.to_offset_info(from).offset().seconds();
    let mut changes = Vec::new();
    for transition in
        zone.following(from).take_while(|change| change.timestamp().to_zoned(TimeZone::UTC).date() < until)
    {
        let to = transition.offset().seconds();
        let at: Timestamp = transition.timestamp();
        let shown =
            jiff::tz::Offset::from_seconds(before).map_or_else(|_| DateTime::MIN, |offset| offset.to_datetime(at));
        let name = transition.abbreviation().to_owned();
        changes.push(OffsetChange { at: shown, from: before, to, name, daylight: transition.dst() == Dst::Yes });
        before = to;
    }
    changes
}

/// The yearly rule that gives all of these changes, if there is one.
fn rule(changes: &[&OffsetChange]) -> Option<String> {
    let first = changes[0].at;
    let each_year = changes.windows(2).all(|pair| pair[1].at.year() == pair[0].at.year() + 1);
    let alike = changes.iter().all(|change| {
        let (at, first) = (change.at, first);
        (at.month(), at.weekday(), at.time()) == (first.month(), first.weekday(), first.time())
    });
    if !each_year || !alike || changes.len() < usize::from(YEARS_LOOKED_AT.unsigned_abs()) - 1 {
        return None;
    }
    let day =
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][usize::from(first.weekday().to_monday_zero_offset().unsigned_abs())];
    let month = first.month();
    let days: Vec<i8> = changes.iter().map(|change| change.at.day()).collect();
    let is_last = changes.iter().all(|change| change.at.day() + 7 > change.at.days_in_month());
    let nth = |day: i8| (day - 1) / 7 + 1;
    if is_last {
        return Some(format!("FREQ=YEARLY;BYMONTH={month};BYDAY=-1{day}"));
    }
    if days.iter().all(|&day| nth(day) == nth(days[0])) {
        return Some(format!("FREQ=YEARLY;BYMONTH={month};BYDAY={}{day}", nth(days[0])));
    }
    // "The Friday on or after the 23rd".
    let (least, most) = (days.iter().min()?, days.iter().max()?);
    if most - least > 6 {
        return None;
    }
    let days: Vec<String> = (*least..=least + 6).map(|day| day.to_string()).collect();
    Some(format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={};BYDAY={day}", days.join(",")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Calendar, TravelSchedule, Window};

    /// Checks that a zone as we write it means the same as the zone itself,
    /// through our own reader: at the days around the ends of months, where
    /// clocks change, and on some others.
    fn check(name: &str, years: i64) {
        let zone = TimeZone::get(name).expect("there");
        let first = date(2026, 11, 26);
        let midnight = first.to_datetime(jiff::civil::Time::midnight());
        let mut text = vtimezone(&zone, first).expect("named").replace(name, "Own/Name");
        let mut expected = Vec::new();
        for step in 0..(years * 365 * 4) {
            let at = midnight.saturating_add((step * 6 + 1).hours());
            if step % 40 == 0 || at.day() < 8 || at.day() >= 20 {
                text +=
                    &format!("BEGIN:VEVENT\r\nDTSTART;TZID=Own/Name:{}\r\nDURATION:PT1S\r\nEND:VEVENT\r\n", local(at));
                expected.push((zone.to_ambiguous_timestamp(at).compatible().expect("within the years"), at));
            }
        }
        let window = Window { start: Timestamp::MIN, end: Timestamp::MAX };
        let calendar = Calendar::read(text.as_bytes());
        let mut found = calendar.expand(window, &TravelSchedule::at_home(TimeZone::UTC)).occurrences;
        found.sort_by_key(|one| one.event);
        for ((instant, at), found) in expected.into_iter().zip(found) {
            assert_eq!(found.start, instant, "{name} {at}");
        }
    }

    #[test]
    fn zones_mean_what_they_should() {
        for name in
            ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Jerusalem", "UTC"]
        {
            check(name, 9);
        }
        check("Africa/Casablanca", 5);
    }

    #[test]
    fn rules_are_written_as_rules() {
        let text = |name: &str| vtimezone(&TimeZone::get(name).expect("there"), date(2026, 11, 26)).expect("named");
        assert!(text("Europe/Berlin").contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"));
        assert!(text("America/New_York").contains("RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"));
        assert!(!text("Africa/Casablanca").contains("RRULE"));
        assert!(text("Asia/Kolkata").contains("TZOFFSETTO:+0530"));
    }
}
