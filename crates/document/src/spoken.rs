//! Days and durations as people say them.

use backcast_core::{Effort, MONTH_NAMES, WEEKDAY_NAMES, days_between, plus_days};
use jiff::civil::{Date, Weekday};

/// A text that names no day or no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpokenError {
    /// Not a day.
    #[error("\"{0}\" is not a day")]
    Day(String),
    /// Not a duration.
    #[error("\"{0}\" is not a duration")]
    Effort(String),
    /// A number that could be hours or minutes.
    #[error("\"{0}\" could be hours or minutes")]
    UnitMissing(String),
    /// No work at all, or more than anybody does at once.
    #[error("\"{0}\" is not between a minute and 1000 hours")]
    EffortRange(String),
}

impl SpokenError {
    /// What to write instead.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        match self {
            SpokenError::Day(_) => "write 2026-03-02, yesterday, friday, 3 days ago or 2 mar",
            SpokenError::Effort(_) | SpokenError::UnitMissing(_) => "write 2h, 2h30, 90m, 1.5h or 1:30",
            SpokenError::EffortRange(_) => "log it in parts",
        }
    }
}

/// More than this is not logged at once: a hundred people for a day.
const MINUTES_MAX: f64 = 60_000.0;

/// Reads a duration: `2h`, `2h30`, `2h 30m`, `90m`, `1.5h`, `1,5 hours`,
/// `1:30`.
///
/// # Errors
///
/// Returns an error if the text is none, has no unit, or is out of range.
///
/// ```
/// use backcast_document::read_effort;
///
/// assert_eq!(read_effort("2h30").map(|effort| effort.minutes()), Ok(150));
/// assert!(read_effort("90").is_err()); // minutes or hours?
/// ```
pub fn read_effort(text: &str) -> Result<Effort, SpokenError> {
    let wrong = || SpokenError::Effort(text.trim().to_owned());
    let plain: String = text.trim().to_lowercase().replace(',', ".").split_whitespace().collect();
    if plain.parse::<f64>().is_ok() {
        return Err(SpokenError::UnitMissing(text.trim().to_owned()));
    }
    let minutes = match plain.split_once(':') {
        Some((hours, minutes)) => clock_like(hours, minutes).ok_or_else(wrong)?,
        None => with_units(&plain).ok_or_else(wrong)?,
    };
    if !(0.5..=MINUTES_MAX).contains(&minutes) {
        return Err(SpokenError::EffortRange(text.trim().to_owned()));
    }
    Ok(Effort::from_hours(minutes / 60.0))
}

/// Minutes of `1:30`.
fn clock_like(hours: &str, minutes: &str) -> Option<f64> {
    let hours: u16 = hours.parse().ok()?;
    let minutes: u16 = Some(minutes).filter(|text| text.len() == 2)?.parse().ok()?;
    (minutes < 60).then(|| f64::from(hours) * 60.0 + f64::from(minutes))
}

/// Minutes of `2h30m`; a number after the hours without a unit is minutes.
fn with_units(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut minutes = 0.0;
    let mut after_hours = false;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let each = match &rest[..letters] {
            "d" | "day" | "days" => return None, // A day of work has no fixed length.
            "h" | "hr" | "hrs" | "hour" | "hours" => {
                after_hours = true;
                60.0
            }
            "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
            "" if after_hours => 1.0,
            _ => return None,
        };
        minutes += number * each;
        rest = &rest[letters..];
    }
    Some(minutes)
}

/// Reads a day: `2026-03-02`, `today`, `yesterday`, `tomorrow`, `friday` (the
/// last one, today included), `last friday` (before today), `next friday`,
/// `3 days ago`, `2 weeks ago`, `in 3 days`, `2 mar` or `mar 2` (the last one).
///
/// # Errors
///
/// Returns an error if the text is none of these.
///
/// ```
/// use backcast_document::read_day;
/// use jiff::civil::date;
///
/// let monday = date(2026, 3, 2);
/// assert_eq!(read_day("yesterday", monday), Ok(date(2026, 3, 1)));
/// assert_eq!(read_day("friday", monday), Ok(date(2026, 2, 27)));
/// ```
pub fn read_day(text: &str, today: Date) -> Result<Date, SpokenError> {
    let plain = text.trim().to_lowercase();
    let words: Vec<&str> = plain.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let ago = |n: &str, days: i32| n.parse::<i32>().ok().map(|n| plus_days(today, -n.saturating_mul(days)));
    let ahead = |n: &str, days: i32| n.parse::<i32>().ok().map(|n| plus_days(today, n.saturating_mul(days)));
    let day = match words.as_slice() {
        ["today" | "now"] => Some(today),
        ["yesterday"] => Some(plus_days(today, -1)),
        ["tomorrow"] => Some(plus_days(today, 1)),
        ["a" | "one", "week", "ago"] | ["last", "week"] => Some(plus_days(today, -7)),
        [n, "day" | "days", "ago"] => ago(n, 1),
        [n, "week" | "weeks", "ago"] => ago(n, 7),
        ["in", n, "day" | "days"] => ahead(n, 1),
        ["in", n, "week" | "weeks"] => ahead(n, 7),
        ["last", name] => weekday(name).map(|day| last(day, plus_days(today, -1))),
        ["next", name] => weekday(name).map(|day| plus_days(last(day, today), 7)),
        [one] => one.parse().ok().or_else(|| weekday(one).map(|day| last(day, today))),
        [a, b] => {
            month(a).zip(number(b)).or_else(|| month(b).zip(number(a))).and_then(|(m, d)| last_in_year(m, d, today))
        }
        _ => None,
    };
    day.ok_or_else(|| SpokenError::Day(text.trim().to_owned()))
}

/// The last such weekday up to a day.
fn last(weekday: Weekday, until: Date) -> Date {
    let back = i32::from(until.weekday().since(weekday));
    plus_days(until, -back)
}

/// The last such day of the year up to today.
fn last_in_year(month: i8, day: i8, today: Date) -> Option<Date> {
    let in_year = |year: i16| Date::new(year, month, day).ok();
    // A 29th of February may be up to eight years away.
    (0..=8).filter_map(|back| in_year(today.year() - back)).find(|&date| days_between(date, today) >= 0)
}

fn number(text: &str) -> Option<i8> {
    text.trim_end_matches(['.', ','])
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd")
        .trim_end_matches("th")
        .parse()
        .ok()
}

/// The weekday that a name or its first letters mean.
pub(crate) fn weekday(text: &str) -> Option<Weekday> {
    let text = text.to_lowercase();
    WEEKDAY_NAMES.into_iter().find(|(name, _)| text.len() >= 3 && name.starts_with(&text)).map(|(_, day)| day)
}

fn month(text: &str) -> Option<i8> {
    (1..).zip(MONTH_NAMES).find(|(_, name)| text.len() >= 3 && name.starts_with(text)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn minutes(text: &str, expected: u32) {
        assert_eq!(read_effort(text).map(Effort::minutes), Ok(expected), "{text}");
    }

    #[test]
    fn durations_as_people_write_them() {
        minutes("2h", 120);
        minutes("2h30", 150);
        minutes(" 2h 30 min ", 150);
        minutes("90m", 90);
        minutes("1.5h", 90);
        minutes("1,5 hours", 90);
        minutes("1:30", 90);
        for wrong in ["90", "", "2x", "h", "1:75", "0m", "2d", "9999h", "-2h", "30m2"] {
            assert!(read_effort(wrong).is_err(), "{wrong}");
        }
    }

    #[track_caller]
    fn day(text: &str, expected: Date) {
        assert_eq!(read_day(text, date(2026, 3, 2)), Ok(expected), "{text}"); // a Monday
    }

    #[test]
    fn days_as_people_say_them() {
        day("Today", date(2026, 3, 2));
        day("monday", date(2026, 3, 2));
        day("last monday", date(2026, 2, 23));
        day("next monday", date(2026, 3, 9));
        day("sun", date(2026, 3, 1));
        day("3 days ago", date(2026, 2, 27));
        day("in 2 weeks", date(2026, 3, 16));
        day("5 nov", date(2025, 11, 5));
        day("Feb 29", date(2024, 2, 29));
        day("2026-02-28", date(2026, 2, 28));
        for wrong in ["", "2026-02-30", "someday", "31 feb", "-1", "mo"] {
            assert!(read_day(wrong, date(2026, 3, 2)).is_err(), "{wrong}");
        }
    }
}
