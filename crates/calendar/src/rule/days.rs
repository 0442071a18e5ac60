use crate::local::{Day, days_in_month, days_in_year};
use crate::rule::{Frequency, NthDay, Rule};

/// The days that a rule allows: every part of it that speaks of days, with
/// what it leaves open taken from its first day.
#[derive(Clone, Debug)]
pub(super) struct DayFilter {
    /// Bit 1 is January; zero allows each month.
    months: u16,
    /// Bit 0 is Monday.
    weekdays: u8,
    /// Days such as "the last Friday"; they join those of `weekdays`.
    nth: Vec<NthDay>,
    nth_of_month: bool,
    month_days: Vec<i32>,
    year_days: Vec<i32>,
    weeks: Vec<i32>,
    week_start: u8,
}

impl DayFilter {
    pub(super) fn new(rule: &Rule, first: Day) -> Self {
        let (_, month, day_of_month) = first.parts();
        // Within a month or a year a day of the week may have a number
        // (RFC 5545, section 3.3.10, BYDAY), but not beside numbers of weeks.
        let numbered = rule.frequency >= Frequency::Monthly && rule.weeks.is_empty();
        let mut filter = DayFilter {
            months: rule.months.iter().fold(0, |bits, month| bits | 1 << month),
            weekdays: 0,
            nth: Vec::new(),
            nth_of_month: rule.frequency == Frequency::Monthly || !rule.months.is_empty(),
            month_days: rule.month_days.clone(),
            year_days: rule.year_days.clone(),
            weeks: if rule.frequency == Frequency::Yearly { rule.weeks.clone() } else { Vec::new() },
            week_start: rule.week_start,
        };
        for day in &rule.weekdays {
            if day.nth == 0 || !numbered {
                filter.weekdays |= 1 << day.weekday;
            } else {
                filter.nth.push(*day);
            }
        }
        let says_days = !rule.weekdays.is_empty() || !rule.month_days.is_empty() || !rule.year_days.is_empty();
        match rule.frequency {
            _ if says_days => {}
            Frequency::Yearly if !filter.weeks.is_empty() => filter.weekdays = 1 << first.weekday(),
            Frequency::Yearly => {
                if filter.months == 0 {
                    filter.months = 1 << month;
                }
                filter.month_days = vec![i32::try_from(day_of_month).expect("a day of a month")];
            }
            Frequency::Monthly => filter.month_days = vec![i32::try_from(day_of_month).expect("a day of a month")],
            Frequency::Weekly => filter.weekdays = 1 << first.weekday(),
            _ => {}
        }
        filter
    }

    pub(super) fn allows_month(&self, month: u32) -> bool {
        self.months == 0 || self.months & (1 << month) != 0
    }

    /// Whether every day is allowed.
    pub(super) fn allows_all(&self) -> bool {
        let lists = [&self.month_days, &self.year_days, &self.weeks];
        self.months == 0 && self.weekdays == 0 && self.nth.is_empty() && lists.iter().all(|list| list.is_empty())
    }

    pub(super) fn allows(&self, day: Day) -> bool {
        let (year, month, day_of_month) = day.parts();
        self.allows_month(month)
            && self.allows_weekday(day, year, month, day_of_month)
            && (self.month_days.is_empty() || counts(&self.month_days, day_of_month, days_in_month(year, month)))
            && (self.year_days.is_empty() || counts(&self.year_days, day_of_year(day, year), days_in_year(year)))
            && (self.weeks.is_empty() || self.allows_week(day, year))
    }

    fn allows_weekday(&self, day: Day, year: i32, month: u32, day_of_month: u32) -> bool {
        let weekday = day.weekday();
        if self.weekdays & (1 << weekday) != 0 {
            return true;
        }
        if self.nth.is_empty() {
            return self.weekdays == 0;
        }
        let (number, length) = if self.nth_of_month {
            (day_of_month, days_in_month(year, month))
        } else {
            (day_of_year(day, year), days_in_year(year))
        };
        let nth = i32::try_from(number.div_ceil(7)).expect("at most 53");
        let nth_last = -i32::try_from((length - number) / 7 + 1).expect("at most 53");
        self.nth.iter().any(|wanted| wanted.weekday == weekday && (wanted.nth == nth || wanted.nth == nth_last))
    }

    fn allows_week(&self, day: Day, year: i32) -> bool {
        // The week belongs to the year in which it has at least four days.
        let first = |year: i32| first_week(year, self.week_start);
        let of_year = if day >= first(year + 1) {
            year + 1
        } else if day < first(year) {
            year - 1
        } else {
            year
        };
        let weeks = |days: i32| u32::try_from(days / 7).expect("a day does not lie before its year");
        let number = weeks(day.0 - first(of_year).0) + 1;
        counts(&self.weeks, number, weeks(first(of_year + 1).0 - first(of_year).0))
    }
}

/// The first day of week 1: the first week with at least four days in the
/// year (RFC 5545, section 3.3.10, BYWEEKNO).
fn first_week(year: i32, week_start: u8) -> Day {
    let fourth = Day::new(year, 1, 4);
    fourth.plus(-i32::from((fourth.weekday() + 7 - week_start) % 7))
}

/// Whether the list has this number of so many, counted from either end.
fn counts(list: &[i32], number: u32, of: u32) -> bool {
    let forward = i32::try_from(number).expect("days of a year");
    let backward = forward - i32::try_from(of).expect("days of a year") - 1;
    list.iter().any(|&wanted| wanted == forward || wanted == backward)
}

fn day_of_year(day: Day, year: i32) -> u32 {
    u32::try_from(day.0 - Day::new(year, 1, 1).0 + 1).expect("a day does not lie before its year")
}
