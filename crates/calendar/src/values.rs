//! Values of properties as they are meant: dates, times, durations, periods
//! (RFC 5545, section 3.3). Reading is wider than the standard where what was
//! meant is beyond doubt.

use crate::local::{DAY, Day, Local, days_in_month};

/// A date or a date with a time, as a value writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    pub(crate) local: Local,
    pub(crate) form: Form,
}

/// What a value says of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// A day without a time.
    Date,
    /// A time in the zone that a parameter names, or floating.
    Local,
    /// A time in UTC, or with an offset that was taken away.
    Utc,
}

/// Reads `20270131`, `20270131T093000` or `20270131T093000Z`; also with the
/// dashes, colons, fractions and offsets of ISO 8601, and without seconds.
pub(crate) fn stamp(text: &str) -> Option<Stamp> {
    let text = text.trim();
    let mut digits = Digits(text.as_bytes());
    let year = i32::try_from(digits.number(4)?).ok()?;
    digits.skip(b'-');
    let month = digits.number(2)?;
    digits.skip(b'-');
    let day = digits.number(2)?;
    let sound =
        (1..=9998).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    if !sound {
        return None;
    }
    let date = Day::new(year, month, day);
    if digits.0.is_empty() {
        return Some(Stamp { local: Local::new(date, 0), form: Form::Date });
    }
    if !matches!(digits.0.first(), Some(b'T' | b't' | b' ')) {
        return None;
    }
    digits.0 = &digits.0[1..];
    let hour = digits.number(2)?;
    digits.skip(b':');
    let minute = digits.number(2)?;
    digits.skip(b':');
    // A leap second counts as the second before it.
    let second = digits.number(2).unwrap_or(0).min(59);
    digits.fraction();
    let local = Local::new(date, 0).plus(i64::from(hour * 3600 + minute * 60 + second));
    // 24:00 is the next midnight.
    let sound = minute < 60 && (hour < 24 || (hour == 24 && minute == 0 && second == 0));
    if !sound {
        return None;
    }
    match digits.0 {
        [] => Some(Stamp { local, form: Form::Local }),
        [b'Z' | b'z'] => Some(Stamp { local, form: Form::Utc }),
        rest => Some(Stamp { local: local.plus(-offset(rest)?), form: Form::Utc }),
    }
}

/// Reads `+0130`, `-01:30` or `+013000`, in seconds; at most a day.
pub(crate) fn utc_offset(text: &str) -> Option<i32> {
    i32::try_from(offset(text.trim().as_bytes())?).ok()
}

fn offset(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let mut digits = Digits(digits);
    let hour = digits.number(2)?;
    digits.skip(b':');
    let minute = digits.number(2).unwrap_or(0);
    digits.skip(b':');
    let second = digits.number(2).unwrap_or(0);
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    (digits.0.is_empty() && minute < 60 && second < 60 && seconds < DAY).then_some(sign * seconds)
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    /// A number of exactly `n` digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let value = number
            .iter()
            .try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))?;
        self.0 = rest;
        Some(value)
    }

    fn skip(&mut self, mark: u8) {
        if let [first, rest @ ..] = self.0
            && *first == mark
        {
            self.0 = rest;
        }
    }

    /// A fraction of a second, which calendars do not need.
    fn fraction(&mut self) {
        if let [b'.' | b',', rest @ ..] = self.0 {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            self.0 = &rest[digits..];
        }
    }
}

/// A length of time in two parts: days are days of the calendar, which a
/// change of clocks makes longer or shorter, seconds are exact (RFC 5545,
/// section 3.3.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) days: i64,
    pub(crate) seconds: i64,
}

impl Length {
    /// The length in seconds where each day has 24 hours.
    pub(crate) fn nominal_seconds(self) -> i64 {
        self.days * DAY + self.seconds
    }

    /// The same length, forward in time.
    pub(crate) fn abs(self) -> Self {
        if self.nominal_seconds() < 0 { Length { days: -self.days, seconds: -self.seconds } } else { self }
    }
}

/// No event lasts longer than ten thousand years.
const LENGTH_MAX: i64 = 10_000 * 366 * DAY;

/// Reads `P1DT2H30M`, `-P2W`, …; also without the `T` and in any case.
pub(crate) fn length(text: &str) -> Option<Length> {
    let text = text.trim();
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let rest = rest.strip_prefix(['P', 'p'])?;
    let (mut length, mut number, mut parts) = (Length::default(), None::<i64>, 0);
    for char in rest.chars() {
        if let Some(digit) = char.to_digit(10) {
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit.into()).min(LENGTH_MAX));
            continue;
        }
        let unit = match char.to_ascii_uppercase() {
            'T' => continue,
            'W' => 7 * DAY,
            'D' => DAY,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        let amount = number.take()?.saturating_mul(unit).min(LENGTH_MAX);
        if unit >= DAY {
            length.days += sign * amount / DAY;
        } else {
            length.seconds += sign * amount;
        }
        parts += 1;
    }
    (parts > 0 && parts <= 5 && number.is_none()).then_some(length)
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeriodEnd {
    At(Stamp),
    After(Length),
}

/// Reads `START/END` or `START/LENGTH`.
pub(crate) fn period(text: &str) -> Option<(Stamp, PeriodEnd)> {
    let (start, end) = text.split_once('/')?;
    let end = match stamp(end) {
        Some(end) => PeriodEnd::At(end),
        None => PeriodEnd::After(length(end)?),
    };
    Some((stamp(start)?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_in_every_usual_form() {
        let check = |text: &str, civil: &str, form: Form| {
            let read = stamp(text).unwrap_or_else(|| panic!("{text} is read"));
            assert_eq!((read.local.to_civil().to_string().as_str(), read.form), (civil, form), "{text}");
        };
        check("20270131", "2027-01-31T00:00:00", Form::Date);
        check("2027-01-31", "2027-01-31T00:00:00", Form::Date);
        check("20270131T093015", "2027-01-31T09:30:15", Form::Local);
        check(" 20270131t0930z ", "2027-01-31T09:30:00", Form::Utc);
        check("2027-01-31T09:30:15.250+01:30", "2027-01-31T08:00:15", Form::Utc);
        check("20270131T240000", "2027-02-01T00:00:00", Form::Local);
        check("20270131T235960Z", "2027-01-31T23:59:59", Form::Utc);
    }

    #[test]
    fn other_texts_are_no_stamps() {
        for text in [
            "",
            "2027",
            "20270230",
            "20271301",
            "20270131T",
            "20270131T25",
            "20270131T096000",
            "00000101",
            "20270131X",
            "２０２７0131",
        ] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_keep_days_and_seconds_apart() {
        let check =
            |text: &str, days: i64, seconds: i64| assert_eq!(length(text), Some(Length { days, seconds }), "{text}");
        check("P1DT2H30M", 1, 9000);
        check("-P2W", -14, 0);
        check("PT24H", 0, 86_400);
        check("p1h", 0, 3600);
        check("+PT0S", 0, 0);
        assert!(length("P99999999999999999999D").is_some_and(|length| length.days < 4_000_000));
        for text in ["", "P", "PT", "1H", "P1", "PH", "P1X"] {
            assert_eq!(length(text), None, "{text}");
        }
    }

    #[test]
    fn offsets_are_read_up_to_a_day() {
        assert_eq!(utc_offset("+0530"), Some(19_800));
        assert_eq!(utc_offset("-01:00:30"), Some(-3630));
        assert_eq!(utc_offset("+0"), None);
        assert_eq!(utc_offset("0100"), None);
        assert_eq!(utc_offset("+9900"), None);
    }
}
