//! Days with a name of their own, and how each year has them.

use backcast_core::{DaySpan, plus_days};
use jiff::civil::{Date, Weekday};

use super::cut::to;
use super::feasts::{easter, hebrew_new_year};

/// How the days of a name are found in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Month and day.
    On(i8, i8),
    /// From a day to a day, which may lie in the next year.
    Through((i8, i8), (i8, i8)),
    /// Days behind Easter Sunday, negative ones before it.
    Easter(i32, i32),
    /// The nth such weekday of a month, from its end where negative, and days
    /// behind it.
    Nth(i8, i8, Weekday, i32),
    /// The Monday before a day.
    MondayBefore(i8, i8),
    /// From the first Sunday of Advent, so many days behind it.
    AdventSunday(i32),
    /// The whole of Advent.
    Advent,
    /// Days from the Jewish new year of that autumn on.
    Hebrew(i32, i32),
    /// The first day of Hanukkah.
    Hanukkah,
    /// Days that are looked up, each with its year.
    Listed(&'static [(i16, i8, i8)]),
}

/// New moons of the Chinese calendar as published by the Hong Kong Observatory.
pub(super) const LUNAR_NEW_YEAR: Rule = Rule::Listed(&[
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
]);

impl Rule {
    /// The days that begin in a year.
    pub(super) fn in_year(self, year: i16) -> Option<DaySpan> {
        let on = |month: i8, day: i8| Date::new(year, month, day).ok();
        let span = |first: Date, last: Date| (first <= last).then_some(DaySpan { first, last });
        match self {
            Rule::On(month, day) => on(month, day).map(DaySpan::day),
            Rule::Through(first, last) => {
                let years = i16::from(last < first);
                span(on(first.0, first.1)?, Date::new(year.checked_add(years)?, last.0, last.1).ok()?)
            }
            Rule::Easter(first, last) => {
                let sunday = easter(year)?;
                span(plus_days(sunday, first), plus_days(sunday, last))
            }
            Rule::Nth(month, place, weekday, more) => {
                let day = on(month, 1)?.nth_weekday_of_month(place, weekday).ok()?;
                Some(DaySpan::day(plus_days(day, more)))
            }
            Rule::MondayBefore(month, day) => Some(DaySpan::day(plus_days(to(on(month, day)?, Weekday::Monday), -7))),
            Rule::AdventSunday(more) => Some(DaySpan::day(plus_days(to(on(11, 27)?, Weekday::Sunday), more))),
            Rule::Advent => span(to(on(11, 27)?, Weekday::Sunday), on(12, 24)?),
            Rule::Hebrew(first, last) => {
                let new_year = hebrew_new_year(year)?;
                span(plus_days(new_year, first), plus_days(new_year, last))
            }
            Rule::Hanukkah => {
                let new_year = hebrew_new_year(year)?;
                let n_days = (hebrew_new_year(year.checked_add(1)?)? - new_year).get_days();
                // Heshvan has a thirtieth day in years of 355 and 385 days.
                Some(DaySpan::day(plus_days(new_year, 83 + i32::from(n_days % 10 == 5))))
            }
            Rule::Listed(days) => {
                let &(year, month, day) = days.iter().find(|&&(listed, ..)| listed == year)?;
                Date::new(year, month, day).ok().map(DaySpan::day)
            }
        }
    }
}
