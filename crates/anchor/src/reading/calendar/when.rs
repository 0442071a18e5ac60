//! Days as words name them: once, or once a year.

use backcast_core::DaySpan;
use jiff::civil::Date;

use super::cut::Cut;
use super::named::Rule;

/// Years that are looked through for the next occurrence: a 29 February may be
/// eight years ahead.
const YEARS_AHEAD: i16 = 8;

/// Words that name days, and which.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phrase {
    /// The atom behind the words.
    pub(super) end: usize,
    /// The days.
    pub(super) days: Days,
    /// What is to be asked about them.
    pub(super) question: Option<Doubt>,
}

/// Why something has to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Only the person knows the day: "the end of the semester".
    Unknown,
    /// Day and month may be either: "03/04/2027".
    Order {
        /// If the day stands first.
        day_first: Date,
        /// If the month stands first.
        month_first: Date,
    },
    /// The calendar has no such day: "31 April".
    NoSuchDay,
    /// The first or the one after it: "next Friday".
    Either(Date, Date),
    /// A usual time that differs by place: "the summer holidays".
    ByPlace,
    /// A length without a number: "in a few months".
    HowLong,
    /// The day is none with the name that stands before it: "Wed 8 June 2027".
    OtherWeekday(Date),
}

/// The days that words name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Days {
    /// These.
    Fixed(DaySpan),
    /// Those of a year that is not named.
    Yearly(Yearly),
    /// They cannot be known.
    Unknown,
}

/// Days that come every year.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yearly {
    /// A day of a month.
    Day {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// Whole months, into the next year where there are more than are left.
    Months {
        /// 1 to 12.
        first: i8,
        /// At least 1.
        count: i8,
    },
    /// A named day or season of the year.
    Named(Rule),
    /// A part of such days.
    Cut(Box<Yearly>, Cut),
}

/// Which occurrence is meant where no year is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occurrence {
    /// The first that is not over.
    Next,
    /// The first that has not begun: "before summer".
    NotBegun,
    /// The last that has begun: "since June".
    Begun,
}

impl Phrase {
    pub(super) fn fixed(end: usize, days: DaySpan) -> Self {
        Phrase { end, days: Days::Fixed(days), question: None }
    }

    pub(super) fn yearly(end: usize, days: Yearly) -> Self {
        Phrase { end, days: Days::Yearly(days), question: None }
    }

    pub(super) fn asked(end: usize, doubt: Doubt) -> Self {
        Phrase { end, days: Days::Unknown, question: Some(doubt) }
    }

    /// These days in a year that was named behind them.
    pub(super) fn in_year(self, year: i16, end: usize) -> Self {
        match self.days {
            Days::Yearly(days) => match days.in_year(year) {
                Some(span) => Phrase { end, days: Days::Fixed(span), question: self.question },
                None => Phrase::asked(end, Doubt::NoSuchDay),
            },
            days => Phrase { end, days, question: self.question },
        }
    }

    /// A part of the days.
    pub(super) fn cut(self, cut: Cut) -> Option<Self> {
        let days = match self.days {
            Days::Fixed(span) => Days::Fixed(cut.of(span)?),
            Days::Yearly(yearly) => Days::Yearly(Yearly::Cut(Box::new(yearly), cut)),
            Days::Unknown => Days::Unknown,
        };
        Some(Phrase { days, ..self })
    }
}

impl Days {
    /// The days themselves.
    pub(super) fn resolve(&self, today: Date, which: Occurrence) -> Option<DaySpan> {
        match self {
            Days::Fixed(span) => Some(*span),
            Days::Yearly(yearly) => yearly.occurrence(today, which),
            Days::Unknown => None,
        }
    }
}

impl Yearly {
    /// Those that begin in a year; nothing where it has none, as a 29 February.
    pub(super) fn in_year(&self, year: i16) -> Option<DaySpan> {
        match self {
            Yearly::Day { month, day } => Date::new(year, *month, *day).ok().map(DaySpan::day),
            Yearly::Months { first, count } => {
                let start = Date::new(year, *first, 1).ok()?;
                let last = i16::from(*first) + i16::from(*count) - 2;
                let last = Date::new(year.checked_add(last / 12)?, i8::try_from(last % 12 + 1).ok()?, 1).ok()?;
                Some(DaySpan { first: start, last: last.last_of_month() })
            }
            Yearly::Named(rule) => rule.in_year(year),
            Yearly::Cut(whole, cut) => cut.of(whole.in_year(year)?),
        }
    }

    pub(super) fn occurrence(&self, today: Date, which: Occurrence) -> Option<DaySpan> {
        let year = today.year();
        match which {
            // What begins late in a year may last into the next one.
            Occurrence::Next => self.first_in(year - 1, |span| span.last >= today && !self.is_nearly_over(span, today)),
            Occurrence::NotBegun => self.first_in(year - 1, |span| span.first > today),
            Occurrence::Begun => (0..=YEARS_AHEAD)
                .filter_map(|back| self.in_year(year.checked_sub(back)?))
                .find(|span| span.first <= today),
        }
    }

    /// Whoever says "in November" or "by fall" in the last days of November means
    /// that of the next year.
    fn is_nearly_over(&self, span: &DaySpan, today: Date) -> bool {
        let last_days = match self {
            Yearly::Months { count: 1, .. } => 7,
            Yearly::Months { count: 3, .. } => 10,
            _ => return false,
        };
        span.first <= today && (span.last - today).get_days() < last_days
    }

    /// The last occurrence that begins on or before a day.
    pub(super) fn up_to(&self, day: Date) -> Option<DaySpan> {
        self.occurrence(day, Occurrence::Begun)
    }

    fn first_in(&self, from: i16, is_meant: impl Fn(&DaySpan) -> bool) -> Option<DaySpan> {
        (0..=YEARS_AHEAD + 1).filter_map(|ahead| self.in_year(from.checked_add(ahead)?)).find(is_meant)
    }
}
