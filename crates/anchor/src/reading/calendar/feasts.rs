//! Easter and the Jewish new year, from which other feasts are counted.

use backcast_core::plus_days;
use jiff::civil::Date;

/// Easter Sunday of the Western churches.
///
/// Source: the anonymous algorithm in Meeus, "Astronomical Algorithms" (1991),
/// chapter 8, for all Gregorian years.
pub(super) fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    if year_number < 1583 {
        return None;
    }
    let golden = year_number % 19;
    let (century, in_century) = (year_number / 100, year_number % 100);
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let of_march = epact + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(of_march / 31).ok()?, i8::try_from(of_march % 31 + 1).ok()?).ok()
}

/// 1 Tishri that falls into the autumn of a Gregorian year.
///
/// Source: Reingold and Dershowitz, "Calendrical Calculations", chapter on the
/// Hebrew calendar.
pub(super) fn hebrew_new_year(gregorian: i16) -> Option<Date> {
    let year = i64::from(gregorian) + 3761;
    let (before, this, next) = (elapsed_days(year - 1), elapsed_days(year), elapsed_days(year + 1));
    let correction = if next - this == 356 { 2 } else { i64::from(this - before == 382) };
    // Day 1 of that count is 1 January of the year 1.
    let fixed = this + correction - 1_373_427;
    Some(plus_days(Date::new(1, 1, 1).ok()?, i32::try_from(fixed - 1).ok()?))
}

/// Days from the epoch to the mean new year, moved away from forbidden weekdays.
fn elapsed_days(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    let parts = 12_084 + 13_753 * months;
    let day = 29 * months + parts.div_euclid(25_920);
    if (3 * (day + 1)).rem_euclid(7) < 3 { day + 1 } else { day }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_is_the_published_one() {
        for day in [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn jewish_new_year_is_the_published_one() {
        for day in [date(2024, 10, 3), date(2025, 9, 23), date(2026, 9, 12), date(2027, 10, 2)] {
            assert_eq!(hebrew_new_year(day.year()), Some(day));
        }
    }
}
