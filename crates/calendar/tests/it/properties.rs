//! Laws of rules and files.

use backcast_calendar::{Calendar, RecurrenceRule, TravelSchedule, Window};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A rule about days, as its parts.
#[derive(Clone, Debug)]
struct DayRule {
    frequency: &'static str,
    interval: i32,
    months: Vec<i8>,
    month_days: Vec<i8>,
    weekdays: Vec<usize>,
    nth: i8,
}

impl DayRule {
    fn text(&self) -> String {
        let list = |name: &str, numbers: &[i8]| {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            if numbers.is_empty() { String::new() } else { format!(";{name}={}", numbers.join(",")) }
        };
        let nth = if self.nth == 0 { String::new() } else { self.nth.to_string() };
        let days: Vec<String> = self.weekdays.iter().map(|&day| format!("{nth}{}", WEEKDAYS[day])).collect();
        let days = if days.is_empty() { String::new() } else { format!(";BYDAY={}", days.join(",")) };
        format!(
            "FREQ={};INTERVAL={}{}{}{days}",
            self.frequency,
            self.interval,
            list("BYMONTH", &self.months),
            list("BYMONTHDAY", &self.month_days)
        )
    }

    /// Whether the rule gives a day, straight from the words of RFC 5545.
    fn gives(&self, first: Date, day: Date) -> bool {
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let monday =
            |day: Date| day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).expect("small");
        let apart = |a: Date, b: Date| i32::try_from(b.duration_since(a).as_hours() / 24).expect("small");
        let periods = match self.frequency {
            "MONTHLY" => months(day) - months(first),
            "WEEKLY" => apart(monday(first), monday(day)) / 7,
            "DAILY" => apart(first, day),
            _ => i32::from(day.year()) - i32::from(first.year()),
        };
        let in_period = periods % self.interval == 0;
        let in_month = self.months.is_empty() || self.months.contains(&day.month());
        let from_end = day.day() - day.days_in_month() - 1;
        let unsaid = self.month_days.is_empty() && self.weekdays.is_empty();
        let in_days =
            self.month_days.is_empty() || self.month_days.contains(&day.day()) || self.month_days.contains(&from_end);
        let default = match self.frequency {
            "YEARLY" if unsaid && self.months.is_empty() => (day.month(), day.day()) == (first.month(), first.day()),
            "YEARLY" | "MONTHLY" if unsaid => day.day() == first.day(),
            "WEEKLY" if unsaid => day.weekday() == first.weekday(),
            _ => true,
        };
        in_period && in_month && in_days && default && self.on_weekday(day)
    }

    fn on_weekday(&self, day: Date) -> bool {
        let named = |wanted: &usize| *wanted == usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
        if self.weekdays.is_empty() {
            return true;
        }
        if !self.weekdays.iter().any(named) {
            return false;
        }
        if self.nth == 0 || !matches!(self.frequency, "MONTHLY" | "YEARLY") {
            return true;
        }
        // Counts days of this name one by one, in the month or the year.
        let of_month = self.frequency == "MONTHLY" || !self.months.is_empty();
        let within = |other: Date| other.year() == day.year() && (!of_month || other.month() == day.month());
        let step = if self.nth > 0 { -7i64 } else { 7 };
        let mut count = 0;
        let mut other = day;
        while within(other) {
            count += 1;
            other = other.checked_add(step.days()).expect("small");
        }
        count == self.nth.abs()
    }
}

fn day_rule() -> impl Strategy<Value = DayRule> {
    let list = |numbers: Vec<i8>| prop_oneof![Just(Vec::new()), proptest::sample::subsequence(numbers, 1..4)];
    (
        proptest::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]),
        1..5i32,
        list((1..=12).collect()),
        list(vec![-31, -2, -1, 1, 13, 28, 29, 30, 31]),
        prop_oneof![Just(Vec::new()), proptest::sample::subsequence((0..7).collect::<Vec<usize>>(), 1..4)],
        -2..=4i8,
    )
        .prop_map(|(frequency, interval, months, month_days, weekdays, nth)| {
            // Days of the month are not allowed beside weeks (RFC 5545).
            let month_days = if frequency == "WEEKLY" { Vec::new() } else { month_days };
            DayRule { frequency, interval, months, month_days, weekdays, nth }
        })
}

fn any_day() -> impl Strategy<Value = Date> {
    (2023..2029i16, 1..=12i8, 1..=28i8).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn rules_give_the_days_that_one_by_one_judging_gives(rule in day_rule(), first in any_day()) {
        let last = first.saturating_add(4.years());
        let parsed: RecurrenceRule = rule.text().parse().expect("sound");
        let given: Vec<Date> =
            parsed.occurrences(first.at(9, 0, 0, 0), last.at(23, 0, 0, 0)).map(DateTime::date).collect();
        let judged: Vec<Date> = first.series(1.day()).take_while(|day| *day <= last).filter(|day| rule.gives(first, *day)).collect();
        prop_assert_eq!(given, judged, "{}", rule.text());
    }

    #[test]
    fn a_window_shows_what_a_wider_one_shows_there(rule in day_rule(), first in any_day(), skip in 0..1500i64) {
        let text = format!(
            "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:{}T013000\nDURATION:PT3H\nRRULE:{}\nEND:VEVENT\n",
            first.strftime("%Y%m%d"), rule.text(),
        );
        let home = TravelSchedule::at_home(TimeZone::UTC);
        let calendar = Calendar::read(text.as_bytes());
        let day = |days: i64| TimeZone::UTC.to_timestamp(first.saturating_add(days.days()).into()).expect("small");
        let narrow = Window { start: day(skip), end: day(skip + 40) };
        let wide = calendar.expand(Window { start: day(-10), end: day(1600) }, &home).occurrences;
        let there: Vec<_> = wide.into_iter().filter(|one| one.start < narrow.end && one.end > narrow.start).collect();
        prop_assert_eq!(calendar.expand(narrow, &home).occurrences, there);
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        expand_decade(&bytes);
    }

    #[test]
    fn no_lines_make_it_fail(lines in proptest::collection::vec(hostile_line(), 0..40)) {
        expand_decade(lines.join("\n").as_bytes());
    }
}

fn expand_decade(bytes: &[u8]) {
    let calendar = Calendar::read(bytes);
    let end = |text: &str| text.parse().expect("an instant");
    let window = Window { start: end("2020-01-01T00:00:00Z"), end: end("2030-01-01T00:00:00Z") };
    let home = TravelSchedule::at_home(TimeZone::get("Europe/Berlin").expect("there"));
    for one in calendar.expand(window, &home).occurrences {
        assert!(one.start <= one.end);
    }
}

/// Lines as they occur in calendars, and as they should not.
fn hostile_line() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(vec![
        "BEGIN",
        "END",
        "UID",
        "DTSTART",
        "DTEND",
        "DTSTART;TZID=Europe/Berlin",
        "DTSTART;VALUE=DATE",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "EXRULE",
        "RECURRENCE-ID",
        "RECURRENCE-ID;RANGE=THISANDFUTURE",
        "TZID",
        "TZOFFSETTO",
        "TZOFFSETFROM",
        "STATUS",
        "FREEBUSY",
        " ",
        "X",
    ]);
    let value = proptest::sample::select(vec![
        "VCALENDAR",
        "VEVENT",
        "VTIMEZONE",
        "STANDARD",
        "VFREEBUSY",
        "1",
        "20270328T023000",
        "20270328",
        "20271031T013000Z",
        "00010101",
        "99981231T235959",
        "-P4D",
        "P99999999999W",
        "PT1S",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTHDAY=31",
        "FREQ=DAILY;COUNT=18446744073709551615",
        "FREQ=WEEKLY;INTERVAL=4294967295",
        "FREQ=MONTHLY;BYSETPOS=-2147483648;BYDAY=MO",
        "20270101T000000Z/P1D",
        "+2359",
        "-0100",
        "Europe/Berlin",
        "",
        "CANCELLED",
    ]);
    (name, value).prop_map(|(name, value)| format!("{name}:{value}"))
}
