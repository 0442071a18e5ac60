use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

/// Seconds of a day; civil days have neither gaps nor leap seconds.
pub(crate) const DAY: i64 = 86_400;

/// A civil date and time of day without a zone, in whole seconds since
/// 1970-01-01T00:00:00.
///
/// Recurrence rules count through hundreds of thousands of these; a number
/// compares, adds and sorts faster than a date with its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Local(pub(crate) i64);

impl Local {
    pub(crate) fn new(day: Day, second: u32) -> Self {
        Local(i64::from(day.0) * DAY + i64::from(second))
    }

    pub(crate) fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY)).expect("dates have at most seven digits of days"))
    }

    pub(crate) fn second_of_day(self) -> u32 {
        u32::try_from(self.0.rem_euclid(DAY)).expect("a day has fewer seconds than 2^32")
    }

    /// The beginning of its day.
    pub(crate) fn midnight(self) -> Self {
        Local::new(self.day(), 0)
    }

    /// Later by the given number of seconds, held within the years that there are.
    pub(crate) fn plus(self, seconds: i64) -> Self {
        Local(self.0.saturating_add(seconds).clamp(Local::MIN.0, Local::MAX.0))
    }

    pub(crate) fn to_civil(self) -> DateTime {
        let utc = Timestamp::from_second(self.0).expect("held within the years that there are");
        TimeZone::UTC.to_datetime(utc)
    }

    pub(crate) fn from_civil(at: DateTime) -> Self {
        let date = Day::from_civil(at.date());
        let time = at.time();
        let [hour, minute, second] =
            [time.hour(), time.minute(), time.second()].map(|part| u32::from(part.unsigned_abs()));
        Local::new(date, hour * 3600 + minute * 60 + second)
    }

    /// The first second of year 1.
    pub(crate) const MIN: Local = Local(-62_135_596_800);
    /// The last second of year 9998: a day of room for every zone.
    pub(crate) const MAX: Local = Local(253_370_764_799);
}

/// A civil date in whole days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day(pub(crate) i32);

impl Day {
    /// The day with this number in a month that may lie outside 1 to 12: it
    /// counts on into the years around.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// `days_from_civil`.
    pub(crate) fn new(year: i32, month: u32, day: u32) -> Self {
        let shifted = if month > 2 { year } else { year - 1 };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let month_from_march = i32::try_from((month + 9) % 12).expect("below 12");
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::try_from(day).expect("a day of a month") - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    pub(crate) fn from_civil(date: Date) -> Self {
        Day::new(i32::from(date.year()), u32::from(date.month().unsigned_abs()), u32::from(date.day().unsigned_abs()))
    }

    pub(crate) fn to_civil(self) -> Date {
        Local::new(self, 0).to_civil().date()
    }

    /// Year, month (1 to 12) and day of the month (from 1).
    ///
    /// Source: as above, `civil_from_days`.
    pub(crate) fn parts(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// Days since Monday, 0 to 6.
    pub(crate) fn weekday(self) -> u8 {
        u8::try_from((self.0 + 3).rem_euclid(7)).expect("below 7")
    }

    pub(crate) fn plus(self, days: i32) -> Self {
        Day(self.0 + days)
    }
}

pub(crate) fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap_year(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub(crate) fn days_in_year(year: i32) -> u32 {
    365 + u32::from(is_leap_year(year))
}

/// Days since Monday, 0 to 6.
pub(crate) fn number_of(weekday: Weekday) -> u8 {
    weekday.to_monday_zero_offset().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_agree_with_the_library_over_eight_centuries() {
        let mut day = date(1599, 12, 30);
        while day.year() < 2401 {
            let own = Day::from_civil(day);
            let (year, month, of_month) = own.parts();
            assert_eq!((year, month, of_month), (day.year().into(), day.month() as u32, day.day() as u32));
            assert_eq!(own.weekday(), number_of(day.weekday()));
            assert_eq!(own.to_civil(), day);
            assert_eq!(days_in_month(year, month), day.days_in_month().unsigned_abs().into());
            day = day.saturating_add(1.day());
        }
    }

    #[test]
    fn times_come_back_from_civil_ones() {
        for (text, seconds) in
            [("1970-01-01T00:00:01", 1), ("1969-12-31T23:59:59", -1), ("9998-12-31T23:59:59", Local::MAX.0)]
        {
            let civil: DateTime = text.parse().expect("sound");
            assert_eq!(Local::from_civil(civil), Local(seconds));
            assert_eq!(Local(seconds).to_civil(), civil);
        }
        assert_eq!(Local(-1).day(), Day(-1));
        assert_eq!(Local::MIN.to_civil().date(), date(1, 1, 1));
    }
}
