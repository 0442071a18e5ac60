use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::{Effort, WeeklyHours};

/// Days of the week on which work is possible; all seven by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weekdays([bool; 7]);

impl Default for Weekdays {
    fn default() -> Self {
        Weekdays([true; 7])
    }
}

impl Weekdays {
    /// No day at all.
    pub const NONE: Weekdays = Weekdays([false; 7]);

    /// The set with this day added.
    #[must_use]
    pub fn with(mut self, day: Weekday) -> Self {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())] = true;
        self
    }

    /// The set without this day.
    #[must_use]
    pub fn without(mut self, day: Weekday) -> Self {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())] = false;
        self
    }

    /// Whether work is possible on this day.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// How many days there are, 0 to 7.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.iter().map(|&on| u32::from(on)).sum()
    }

    /// Whether there is no day at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// Hours a week and the days over which they are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkWeek {
    /// Hours a week.
    pub pace: WeeklyHours,
    /// The days over which they are spread; an empty set counts as every day.
    pub days: Weekdays,
}

/// Days on which less, nothing or other than usual can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyRange {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The reason, as the goal file or the calendar names it.
    pub reason: Option<String>,
    /// Hours a week that are left; zero blocks the days: nothing may be due.
    pub left: WeeklyHours,
}

impl BusyRange {
    /// Whether nothing may be due in it.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.left == WeeklyHours::ZERO
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What the calendars of a person say of their time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarHours {
    /// The minutes that they leave free.
    pub caps: DayCaps,
    /// Days away: nothing may be due on them.
    pub away: Vec<BusyRange>,
}

/// The minutes that calendars leave free on each day, as far ahead as they
/// are known. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayCaps {
    /// The first day; `None` if no calendar is read.
    first: Option<Date>,
    minutes: Arc<[u32]>,
}

impl DayCaps {
    /// The free minutes of days, one after the other from `first` on.
    #[must_use]
    pub fn new(first: Date, minutes: Vec<u32>) -> Self {
        DayCaps { first: Some(first), minutes: minutes.into() }
    }

    /// Whether nothing is known of any day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }

    /// The free minutes of a day; `None` if they are not known.
    #[must_use]
    pub fn of(&self, day: Date) -> Option<u32> {
        let idx = usize::try_from(days_between(self.first?, day)).ok()?;
        self.minutes.get(idx).copied()
    }

    /// The days that are known, in order, with their free minutes.
    pub fn iter(&self) -> impl Iterator<Item = (Date, u32)> {
        let first = self.first.unwrap_or_default();
        (0..).zip(self.minutes.iter()).map(move |(idx, &minutes)| (plus_days(first, idx), minutes))
    }

    /// The same without knowledge of the days from `from` to `to`.
    #[must_use]
    pub fn without(&self, from: Date, to: Date) -> Self {
        let minutes = self.iter().map(|(day, free)| if from <= day && day <= to { u32::MAX } else { free });
        DayCaps { first: self.first, minutes: minutes.collect() }
    }
}

/// The minutes of work that each day holds, from a first day on.
///
/// Days are counted from the first one, which is 0. Sums over any stretch
/// take constant time, and so does, but for days without work, finding the day
/// in which a given minute of work falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    first: Date,
    /// `before[d]` is the work possible before day `d`; one longer than the
    /// horizon, never decreasing, starting at zero.
    before: Vec<u64>,
    blocked: Vec<bool>,
    days: DayTable,
}

impl Availability {
    /// The availability of `n_days` days from `first` on.
    ///
    /// Each week's minutes go to its days so that a higher pace never leaves
    /// any day with fewer minutes. Where busy ranges overlap, the least that
    /// any of them leaves counts. What a day's calendar does not hold goes to
    /// the freer days of the same week, as evenly as they can take it.
    #[must_use]
    pub fn new(first: Date, n_days: usize, weekly: &WorkWeek, busy: &[BusyRange], caps: &DayCaps) -> Self {
        let usual = share_of_week(weekly.pace, weekly.days);
        let mut minutes: Vec<u32> = Vec::with_capacity(n_days);
        let offset = usize::from(first.weekday().to_monday_zero_offset().unsigned_abs());
        for day in 0..n_days {
            minutes.push(usual[(offset + day) % 7]);
        }
        let mut blocked = vec![false; n_days];
        let mut touched = vec![false; n_days];
        for range in busy {
            let left = share_of_week(range.left, weekly.days);
            let from = usize::try_from(days_between(first, range.from)).unwrap_or(0);
            let Ok(to) = usize::try_from(days_between(first, range.to)) else { continue };
            for day in from..n_days.min(to.saturating_add(1)) {
                let here = left[(offset + day) % 7];
                minutes[day] = if touched[day] { minutes[day].min(here) } else { here };
                touched[day] = true;
                blocked[day] |= range.blocks();
            }
        }
        if !caps.is_empty() {
            let allowed = |day: usize| usual[(offset + day) % 7] > 0;
            let most: Vec<u32> = (0..n_days)
                .map(|day| {
                    let date = plus_days(first, i32::try_from(day).unwrap_or(i32::MAX));
                    match caps.of(date) {
                        Some(free) if touched[day] => free.min(minutes[day]),
                        Some(free) if allowed(day) => free,
                        Some(_) => 0,
                        // Nothing is known of the day: it takes what is usual.
                        None => minutes[day],
                    }
                })
                .collect();
            let mut week = 0;
            while week < n_days {
                let next = (week + 7 - (offset + week) % 7).min(n_days);
                level(&mut minutes[week..next], &most[week..next]);
                week = next;
            }
        }
        let mut before = Vec::with_capacity(n_days + 1);
        let mut sum = 0u64;
        before.push(0);
        for m in minutes {
            sum += u64::from(m);
            before.push(sum);
        }
        Availability { days: DayTable::of(&before), first, before, blocked }
    }

    /// The first day of the horizon.
    #[must_use]
    pub fn first(&self) -> Date {
        self.first
    }

    /// How many days the horizon has.
    #[must_use]
    pub fn n_days(&self) -> usize {
        self.blocked.len()
    }

    /// The work possible before the day with this number; numbers beyond the
    /// horizon count as its end.
    #[must_use]
    pub fn minutes_before(&self, day: usize) -> u64 {
        self.before[day.min(self.n_days())]
    }

    /// The day in which the given minute of work falls (the first minute is
    /// 0), or nothing if the horizon holds less.
    #[must_use]
    pub fn day_of_minute(&self, minute: u64) -> Option<usize> {
        let (from, to) = self.days.around(minute)?;
        let day = from + self.before[from + 1..=to].partition_point(|&sum| sum <= minute);
        (day < self.n_days()).then_some(day)
    }

    /// Whether nothing may be due on the day with this number.
    #[must_use]
    pub fn is_blocked(&self, day: usize) -> bool {
        self.blocked.get(day).copied().unwrap_or(false)
    }

    /// The hours from `from` to `to`, both inclusive, within the horizon.
    #[must_use]
    pub fn effort_between(&self, from: Date, to: Date) -> Effort {
        let start = usize::try_from(days_between(self.first, from)).unwrap_or(0);
        let Ok(end) = usize::try_from(days_between(self.first, to)) else { return Effort::ZERO };
        let minutes = self.minutes_before(end.saturating_add(1)).saturating_sub(self.minutes_before(start));
        Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX))
    }

    /// The first days of it only.
    #[must_use]
    pub fn truncated(&self, n_days: usize) -> Self {
        let n_days = n_days.min(self.n_days());
        let before = self.before[..=n_days].to_vec();
        let blocked = self.blocked[..n_days].to_vec();
        Availability { days: DayTable::of(&before), first: self.first, before, blocked }
    }

    /// The same days in reverse order, for passes that run backward in time.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let total = self.before.last().copied().unwrap_or(0);
        let before: Vec<u64> = self.before.iter().rev().map(|sum| total - sum).collect();
        let blocked = self.blocked.iter().rev().copied().collect();
        Availability { days: DayTable::of(&before), first: self.first, before, blocked }
    }
}

/// The days in which stretches of equally many minutes of work begin: between
/// two of them a minute is soon found, where a search among all days takes most
/// of the time of a scheduling pass.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DayTable {
    /// A stretch has two to the power of this minutes, as many as a day has on
    /// average or fewer.
    shift: u32,
    /// One for each stretch, and the end of the horizon.
    days: Vec<u32>,
}

impl DayTable {
    fn of(before: &[u64]) -> Self {
        let n_days = before.len() - 1;
        let total = before[n_days];
        if total == 0 {
            return DayTable { shift: 0, days: Vec::new() };
        }
        let shift = (total / u64::try_from(n_days).unwrap_or(u64::MAX)).checked_ilog2().unwrap_or(0);
        let n_stretches = usize::try_from(((total - 1) >> shift) + 1).unwrap_or(usize::MAX);
        let mut days = Vec::with_capacity(n_stretches + 1);
        for (day, &until) in (0u32..).zip(&before[1..]) {
            // Those that begin before the end of the day.
            let begun = usize::try_from((until + (1 << shift) - 1) >> shift).unwrap_or(usize::MAX);
            days.resize(begun.max(days.len()), day);
        }
        days.push(u32::try_from(n_days).unwrap_or(u32::MAX));
        DayTable { shift, days }
    }

    /// A day in which a minute does not lie before, and one after which it does
    /// not lie; nothing behind the last stretch.
    fn around(&self, minute: u64) -> Option<(usize, usize)> {
        let stretch = usize::try_from(minute >> self.shift).ok()?;
        Some((*self.days.get(stretch)? as usize, *self.days.get(stretch + 1)? as usize))
    }
}

/// The minutes of each day from Monday to Sunday.
fn share_of_week(pace: WeeklyHours, days: Weekdays) -> [u32; 7] {
    let days = if days.is_empty() { Weekdays::default() } else { days };
    let n = days.len();
    let mut rank = 0;
    days.0.map(|on| {
        if !on {
            return 0;
        }
        // Adding the day's rank before dividing hands the remainder to the
        // last days, and keeps each share monotone in the pace.
        let share = (pace.minutes_per_week() + rank) / n;
        rank += 1;
        share
    })
}

/// Spreads the minutes of a week anew so that no day holds more than it can:
/// each day gets its own most or, where that is more, a level that is the same
/// for all, so that more minutes in total never mean fewer on any day.
fn level(minutes: &mut [u32], most: &[u32]) {
    let mut left: u64 = minutes.iter().map(|&day| u64::from(day)).sum();
    let mut order: Vec<usize> = (0..most.len()).collect();
    order.sort_by_key(|&day| most[day]);
    for (rank, &day) in order.iter().enumerate() {
        let n_left = u64::try_from(order.len() - rank).expect("at most seven days");
        // The remainder goes to the freest days, which come last.
        let share = u32::try_from(left / n_left).unwrap_or(u32::MAX).min(most[day]);
        minutes[day] = share;
        left -= u64::from(share);
    }
}

/// Calendar days from `a` to `b`; negative where `b` is earlier.
#[must_use]
pub fn days_between(a: Date, b: Date) -> i32 {
    i32::try_from(b.duration_since(a).as_hours() / 24).expect("jiff's dates span fewer days than i32 holds")
}

/// The date that many days later, held at the ends of the calendar.
#[must_use]
pub fn plus_days(date: Date, days: i32) -> Date {
    // Lags of people's files may be longer than a span can be.
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).map_or(end, |span| date.saturating_add(span))
}

/// The first day of the week in which a day lies.
#[must_use]
pub fn week_of(day: Date, start: Weekday) -> Date {
    plus_days(day, -i32::from(day.weekday().since(start)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn weekly(hours: f64, days: Weekdays) -> WorkWeek {
        WorkWeek { pace: WeeklyHours::from_hours_per_week(hours), days }
    }

    #[test]
    fn a_week_holds_its_hours_whatever_day_it_starts_on() {
        for start in 1..=7 {
            let week = Availability::new(
                date(2025, 6, start),
                7,
                &weekly(10.0, Weekdays::default()),
                &[],
                &DayCaps::default(),
            );
            assert_eq!(week.minutes_before(7), 600);
        }
    }

    #[test]
    fn work_falls_on_allowed_days_only() {
        let days = Weekdays::default().without(Weekday::Saturday).without(Weekday::Sunday);
        let monday = date(2025, 6, 9);
        let week = Availability::new(monday, 14, &weekly(10.0, days), &[], &DayCaps::default());
        assert_eq!(week.day_of_minute(599), Some(4));
        assert_eq!(week.day_of_minute(600), Some(7));
        assert_eq!(week.day_of_minute(1200), None);
    }

    #[test]
    fn every_minute_lies_in_the_day_that_holds_it() {
        let days = Weekdays::default().without(Weekday::Sunday);
        let away = BusyRange {
            from: date(2025, 7, 1),
            to: date(2026, 7, 1),
            reason: None,
            left: WeeklyHours::from_hours_per_week(0.0),
        };
        for (hours, n_days) in [(0.0, 10), (0.1, 40), (7.3, 900), (60.0, 23), (5.0, 0)] {
            let busy = std::slice::from_ref(&away);
            let there = Availability::new(date(2025, 6, 3), n_days, &weekly(hours, days), busy, &DayCaps::default());
            for there in [there.truncated(n_days * 2 / 3), there.reversed(), there] {
                let total = there.minutes_before(there.n_days());
                for minute in 0..total {
                    let day = there.day_of_minute(minute).expect("it is there");
                    assert!(there.minutes_before(day) <= minute && minute < there.minutes_before(day + 1), "{minute}");
                }
                assert_eq!([total, total + 1, u64::MAX].map(|minute| there.day_of_minute(minute)), [None; 3]);
            }
        }
    }

    #[test]
    fn busy_days_take_their_hours_and_overlaps_take_the_least() {
        let first = date(2025, 6, 9);
        let busy = |left: f64| BusyRange {
            from: plus_days(first, 7),
            to: plus_days(first, 13),
            reason: None,
            left: WeeklyHours::from_hours_per_week(left),
        };
        let hours = weekly(7.0, Weekdays::default());
        let reduced = Availability::new(first, 21, &hours, &[busy(3.5)], &DayCaps::default());
        assert_eq!(reduced.minutes_before(14), 420 + 210);
        assert!(!reduced.is_blocked(8));
        let blocked = Availability::new(first, 21, &hours, &[busy(3.5), busy(0.0)], &DayCaps::default());
        assert_eq!(blocked.minutes_before(14), 420);
        assert!(blocked.is_blocked(8));
    }

    #[test]
    fn what_a_day_cannot_hold_goes_to_freer_days_of_its_week() {
        let monday = date(2025, 6, 9);
        let caps = DayCaps::new(monday, vec![0, 30, 500, 500, 500, 500, 500, 10, 10, 10, 10, 10, 10, 10]);
        let days = Availability::new(monday, 21, &weekly(7.0, Weekdays::default()), &[], &caps);
        let of_day = |day: usize| days.minutes_before(day + 1) - days.minutes_before(day);
        assert_eq!([0, 1, 2, 6].map(of_day), [0, 30, 78, 78]);
        assert_eq!(days.minutes_before(7), 420, "the week holds all the same");
        assert_eq!(days.minutes_before(14) - days.minutes_before(7), 70, "this one cannot");
        assert_eq!(days.minutes_before(21) - days.minutes_before(14), 420, "nothing is known of it");
    }

    #[test]
    fn a_higher_pace_takes_no_minute_from_any_day() {
        let monday = date(2025, 6, 9);
        let caps = DayCaps::new(monday, vec![17, 0, 240, 61, 33, 500, 90]);
        let at =
            |hours: u32| Availability::new(monday, 7, &weekly(f64::from(hours) / 4.0, Weekdays::default()), &[], &caps);
        for hours in 1..80 {
            for day in 0..7 {
                let minutes = |days: &Availability| days.minutes_before(day + 1) - days.minutes_before(day);
                assert!(minutes(&at(hours)) <= minutes(&at(hours + 1)), "{hours} quarters, day {day}");
            }
        }
    }

    #[test]
    fn reversed_twice_is_the_same() {
        let first = date(2025, 6, 9);
        let there = Availability::new(first, 30, &weekly(9.0, Weekdays::default()), &[], &DayCaps::default());
        assert_eq!(there.reversed().reversed(), there);
    }

    #[test]
    fn days_count_across_years() {
        assert_eq!(days_between(date(2025, 12, 31), date(2026, 1, 1)), 1);
        assert_eq!(days_between(date(2026, 1, 1), date(2025, 12, 31)), -1);
        assert_eq!(plus_days(date(2026, 1, 1), i32::MAX), Date::MAX);
        assert_eq!(plus_days(date(2026, 1, 1), i32::MIN), Date::MIN);
    }
}
