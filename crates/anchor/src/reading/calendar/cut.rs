//! Parts of a stretch of days: "mid", "the last week of", "two weeks before".

use backcast_core::{DaySpan, plus_days, week_of};
use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::words::Unit;

/// A part of days, or days that lie beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The first days: five of a month.
    Beginning,
    /// The first third: ten days of a month.
    Early,
    /// Up to where half of it is over: the 14th and 15th of a month.
    Middle,
    /// The last third.
    Late,
    /// The last day.
    End,
    /// One half.
    Half {
        /// Whether it is the later one.
        is_second: bool,
    },
    /// Some of its parts, by number.
    Parts {
        /// The first one, from 1 on; counted from the end where it is negative.
        place: i8,
        /// How many.
        count: i8,
        /// Of which length.
        piece: Piece,
    },
    /// The week or weekend in which it lies.
    Around(Piece),
    /// A holiday with the weekend that it lengthens: a Monday's begins on Saturday, a
    /// Friday's ends on Sunday.
    LongWeekend,
    /// Days before (negative) or behind it.
    Beside(Elapsed),
    /// The whole week, weekend, or weekday before or behind it.
    Next {
        /// Which.
        piece: Piece,
        /// Whether before it.
        is_before: bool,
    },
}

/// What is counted within a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A day of the week.
    Weekday(Weekday),
    /// Saturday and Sunday.
    Weekend,
    /// Days, weeks, months, quarters.
    Unit(Unit),
}

/// A length of time in months and days; both may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Elapsed {
    pub(super) months: i32,
    pub(super) days: i32,
}

impl Elapsed {
    /// The day that lies so much behind another one.
    pub(super) fn after(self, day: Date) -> Option<Date> {
        let months = Span::new().try_months(self.months).ok()?;
        let days = Span::new().try_days(self.days).ok()?;
        day.checked_add(months).ok()?.checked_add(days).ok()
    }

    pub(super) fn negated(self) -> Self {
        Elapsed { months: -self.months, days: -self.days }
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Elapsed { months: self.months.checked_add(other.months)?, days: self.days.checked_add(other.days)? })
    }
}

impl Cut {
    /// The first day alone.
    pub(super) const FIRST_DAY: Cut = Cut::Parts { place: 1, count: 1, piece: Piece::Unit(Unit::Day) };

    /// The part of these days; nothing where there is none, as a sixth week.
    pub(super) fn of(self, whole: DaySpan) -> Option<DaySpan> {
        let DaySpan { first, last } = whole;
        let n_days = n_days(whole);
        let span = |first, last| Some(DaySpan { first, last });
        match self {
            Cut::End => span(last, last),
            Cut::Beginning if n_days > 200 => span(first, first.last_of_month()),
            Cut::Beginning => span(first, plus_days(first, (n_days / 6).max(1) - 1).min(last)),
            Cut::Early => span(first, third(whole, 1)),
            Cut::Late => span(plus_days(third(whole, 2), 1).min(last), last),
            Cut::Middle => {
                let middle = half(whole);
                span(plus_days(middle, if n_days > 200 { -30 } else { -(n_days / 20).min(7) }).max(first), middle)
            }
            Cut::Half { is_second: false } => span(first, half(whole)),
            Cut::Half { is_second: true } => span(plus_days(half(whole), 1).min(last), last),
            Cut::Parts { place, count, piece } => parts(whole, place, count, piece),
            Cut::Around(Piece::Weekend) => {
                let saturday = if first.weekday() == Weekday::Sunday {
                    plus_days(first, -1)
                } else {
                    to(first, Weekday::Saturday)
                };
                span(saturday, plus_days(saturday, 1))
            }
            // "The week of" a Sunday begins with it, as weeks do where it is said.
            Cut::Around(_) if first.weekday() == Weekday::Sunday => span(first, plus_days(first, 6)),
            Cut::Around(_) => {
                let monday = week_of(first, Weekday::Monday);
                span(monday, plus_days(monday, 6))
            }
            Cut::LongWeekend => {
                let back = match first.weekday() {
                    Weekday::Sunday => 1,
                    Weekday::Monday => 2,
                    Weekday::Tuesday => 3,
                    // Whether the one before or behind is meant nobody knows: both.
                    Weekday::Wednesday => 4,
                    _ => 0,
                };
                let is_early = matches!(first.weekday(), Weekday::Monday | Weekday::Tuesday);
                span(plus_days(first, -back), if is_early { last } else { to(last, Weekday::Sunday) })
            }
            Cut::Beside(by) => {
                let from = if by.months < 0 || by.days < 0 { first } else { last };
                by.after(from).map(DaySpan::day)
            }
            Cut::Next { piece, is_before } => beside(whole, piece, is_before),
        }
    }
}

pub(super) fn n_days(span: DaySpan) -> i32 {
    (span.last - span.first).get_days() + 1
}

/// The first day of the week with this name, from a day on.
pub(super) fn to(day: Date, weekday: Weekday) -> Date {
    plus_days(day, i32::from(day.weekday().until(weekday)))
}

/// Whole months are parted by months, all else by days.
fn n_months(span: DaySpan) -> Option<i32> {
    let is_whole = span.first.day() == 1 && span.last == span.last.last_of_month();
    let months = i32::from(span.last.year() - span.first.year()) * 12 + i32::from(span.last.month())
        - i32::from(span.first.month())
        + 1;
    (is_whole && months > 1).then_some(months)
}

fn months_on(day: Date, months: i32) -> Date {
    Elapsed { months, days: 0 }.after(day).unwrap_or(day)
}

/// The last day of the first (or second) third; of the first quarter of a year.
fn third(span: DaySpan, n_thirds: i32) -> Date {
    if let Some(months) = n_months(span) {
        // "Early 2027" is its first quarter, "late 2027" its last one.
        let parts = if months >= 12 { 4 } else { 3 };
        let until = if n_thirds == 1 { months / parts } else { months - months / parts };
        return plus_days(months_on(span.first, until.max(1)), -1);
    }
    let n_days = n_days(span);
    let until = if n_days >= 28 { n_thirds * 10 } else { (n_days * n_thirds / 3).max(1) };
    plus_days(span.first, until - 1).min(span.last)
}

/// The last day of the first half.
fn half(span: DaySpan) -> Date {
    match n_months(span) {
        Some(months) if months % 2 == 0 => plus_days(months_on(span.first, months / 2), -1),
        Some(months) => plus_days(months_on(span.first, months / 2), 14),
        None if n_days(span) >= 28 => plus_days(span.first, 14),
        None => plus_days(span.first, (n_days(span) + 1) / 2 - 1),
    }
}

/// "The first two weeks of", "the last Sunday of", "the second month of".
fn parts(whole: DaySpan, place: i8, count: i8, piece: Piece) -> Option<DaySpan> {
    let (place, count) = (i32::from(place), i32::from(count).max(1));
    if place == 0 {
        return None;
    }
    let DaySpan { first, last } = whole;
    let found = match piece {
        Piece::Weekday(weekday) => DaySpan::day(nth_weekday(whole, place, weekday)),
        Piece::Weekend => {
            let saturday = nth_weekday(whole, place, Weekday::Saturday);
            return (saturday >= first && saturday <= last)
                .then(|| DaySpan { first: saturday, last: plus_days(saturday, 1) });
        }
        Piece::Unit(unit) => {
            let step = |n: i32| match unit {
                Unit::Day => Elapsed { days: n, months: 0 },
                Unit::Week => Elapsed { days: 7 * n, months: 0 },
                Unit::Fortnight => Elapsed { days: 14 * n, months: 0 },
                Unit::Month => Elapsed { months: n, days: 0 },
                Unit::Quarter => Elapsed { months: 3 * n, days: 0 },
                Unit::Year => Elapsed { months: 12 * n, days: 0 },
            };
            if place > 0 {
                let from = step(place - 1).after(first)?;
                DaySpan { first: from, last: plus_days(step(place - 1 + count).after(first)?, -1).min(last) }
            } else {
                let behind = plus_days(last, 1);
                let until = step(place + 1).after(behind)?;
                DaySpan { first: step(place + 1 - count).after(behind)?.max(first), last: plus_days(until, -1) }
            }
        }
    };
    (found.first >= first && found.last <= last && found.first <= found.last).then_some(found)
}

fn nth_weekday(whole: DaySpan, place: i32, weekday: Weekday) -> Date {
    if place > 0 {
        return plus_days(to(whole.first, weekday), 7 * (place - 1));
    }
    let back = i32::from(weekday.until(whole.last.weekday()));
    plus_days(whole.last, -back + 7 * (place + 1))
}

/// "The week before", "the weekend after", "the Monday after".
fn beside(whole: DaySpan, piece: Piece, is_before: bool) -> Option<DaySpan> {
    let span = |first, length: i32| Some(DaySpan { first, last: plus_days(first, length - 1) });
    let weekday = match piece {
        Piece::Weekday(weekday) => weekday,
        Piece::Weekend => Weekday::Saturday,
        Piece::Unit(unit) => {
            let (months, days) = match unit {
                Unit::Day => (0, 1),
                Unit::Week => (0, 7),
                Unit::Fortnight => (0, 14),
                Unit::Month => (1, 0),
                Unit::Quarter => (3, 0),
                Unit::Year => (12, 0),
            };
            let by = Elapsed { months, days };
            return Some(if is_before {
                DaySpan { first: by.negated().after(whole.first)?, last: plus_days(whole.first, -1) }
            } else {
                DaySpan { first: plus_days(whole.last, 1), last: by.after(whole.last)? }
            });
        }
    };
    let length = if piece == Piece::Weekend { 2 } else { 1 };
    if is_before {
        let back = i32::from(weekday.until(plus_days(whole.first, -length).weekday()));
        span(plus_days(whole.first, -length - back), length)
    } else {
        span(to(plus_days(whole.last, 1), weekday), length)
    }
}
