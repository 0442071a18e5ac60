//! Holidays that follow a rule.

use backcast_calendar::{RecurrenceRule, Why};
use backcast_core::plus_days;
use backcast_document::{HolidayDays, HolidayOn};
use jiff::civil::{Date, DateTime, Time, date};

/// The holidays within some days, each with its name. A rule that is none
/// gives no day.
pub(crate) fn stated(holidays: &[HolidayDays], first: Date, n_days: usize) -> Vec<(Date, Why)> {
    let last = plus_days(first, i32::try_from(n_days).unwrap_or(i32::MAX));
    let mut days = Vec::new();
    for holiday in holidays {
        let why = Why::Holiday { source: "calendars.toml".into(), title: holiday.name.as_str().into() };
        let on: Vec<Date> = match &holiday.rule {
            HolidayOn::Date(day) => vec![*day],
            HolidayOn::Easter(after) => {
                (first.year() - 1..=last.year() + 1).map(|year| plus_days(easter(year), *after)).collect()
            }
            HolidayOn::Rule(rule) => by_rule(rule, first, last),
        };
        days.extend(on.into_iter().filter(|day| first <= *day && *day <= last).map(|day| (day, why.clone())));
    }
    days
}

fn by_rule(rule: &str, first: Date, last: Date) -> Vec<Date> {
    let Ok(rule) = rule.parse::<RecurrenceRule>() else { return Vec::new() };
    // Rules count from somewhere; the first day of the year is as good as any.
    let start = first.first_of_year().to_datetime(Time::midnight());
    rule.occurrences(start, last.to_datetime(Time::midnight())).map(DateTime::date).collect()
}

/// Easter Sunday of the Gregorian calendar.
///
/// Source: "A New York correspondent", Nature 13 (1876), in the form of Meeus,
/// "Astronomical Algorithms" (1991), chapter 8.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let a = y % 19;
    let (b, c) = (y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    plus_days(date(year, i8::try_from(month).expect("March or April"), 1), day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_almanacs_have_it() {
        for (year, month, day) in
            [(1961, 4, 2), (2000, 4, 23), (2024, 3, 31), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)]
        {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn each_sort_of_holiday_gives_its_days() {
        let holiday = |name: &str, rule: HolidayOn| HolidayDays { name: name.into(), rule };
        let stated = stated(
            &[
                holiday("Christmas", HolidayOn::Rule("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26".into())),
                holiday("Easter Monday", HolidayOn::Easter(1)),
                holiday("Moving", HolidayOn::Date(date(2027, 2, 1))),
                holiday("Nonsense", HolidayOn::Rule("whenever".into())),
            ],
            date(2026, 12, 1),
            365,
        );
        let days: Vec<Date> = stated.iter().map(|(day, _)| *day).collect();
        assert_eq!(days, [date(2026, 12, 25), date(2026, 12, 26), date(2027, 3, 29), date(2027, 2, 1)]);
    }
}
