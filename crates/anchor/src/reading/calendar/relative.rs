//! Days as seen from today: "tomorrow", "next Friday", "in 10 weeks".

use backcast_core::{DaySpan, plus_days, week_of};
use jiff::civil::{Date, Weekday};

use super::Grammar;
use super::cut::{self, Elapsed, to};
use super::length::{length_at, vague_length_at};
use super::when::{Days, Doubt, Occurrence, Phrase, Yearly};
use super::words::{before, lead_word, month, weekday};

impl Grammar<'_, '_> {
    /// "today", "the day after tomorrow", "yesterday".
    pub(super) fn near_day(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let today = self.ctx.today;
        let day = |end: usize, days: i32| Some(Phrase::fixed(end, DaySpan::day(plus_days(today, days))));
        match atoms.word(idx) {
            "day" if atoms.starts_with(idx, &["day", "after", "tomorrow"]) => day(idx + 3, 2),
            "day" if atoms.starts_with(idx, &["day", "before", "yesterday"]) => day(idx + 3, -2),
            "today" | "tonight" => day(idx + 1, 0),
            "tomorrow" => {
                let is_week = atoms.word(idx + 1) == "week" || atoms.starts_with(idx + 1, &["in", "a", "week"]);
                if is_week { day(idx + if atoms.word(idx + 1) == "week" { 2 } else { 4 }, 8) } else { day(idx + 1, 1) }
            }
            "overmorrow" => day(idx + 1, 2),
            "yesterday" => day(idx + 1, -1),
            _ => None,
        }
    }

    /// The next such weekday behind today.
    pub(super) fn coming(self, weekday: Weekday) -> Date {
        to(plus_days(self.ctx.today, 1), weekday)
    }

    /// "this year", "next Friday", "last summer", "the coming weekend".
    pub(super) fn determined(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        if atoms.starts_with(idx, &["this", "time", "next"]) {
            return self.same_time(idx + 3);
        }
        if atoms.starts_with(idx + 1, &["after", "next"]) {
            let next = self.unit_from_today("next", atoms.word(idx))?;
            let n_months = if atoms.word(idx) == "week" { 0 } else { i32::from(cut::n_days(next) > 300) * 11 + 1 };
            let by = Elapsed { months: n_months, days: if n_months == 0 { 7 } else { 0 } };
            let first = by.after(next.first)?;
            let last = if n_months == 0 { plus_days(first, 6) } else { plus_days(by.after(first)?, -1) };
            return Some(Phrase::fixed(idx + 3, DaySpan { first, last }));
        }
        let lead = lead_word(atoms, idx);
        if atoms.word(idx) == "weekend" && matches!(lead, "by" | "before" | "until" | "till") {
            return Some(self.weekend("coming", idx + 1));
        }
        let (which, target) = match (atoms.word(idx), atoms.word(idx + 1)) {
            ("this", "coming") | ("the", "coming" | "upcoming") => ("coming", idx + 2),
            ("this", "past") => ("last", idx + 2),
            ("this" | "next" | "last", _) => (atoms.word(idx), idx + 1),
            ("coming" | "upcoming", _) => ("coming", idx + 1),
            ("following", _) => ("next", idx + 1),
            ("current", _) => ("this", idx + 1),
            ("previous" | "past", _) => ("last", idx + 1),
            _ => return None,
        };
        // "This year's race".
        let word = atoms.word(target);
        let singular = if self.is_possessive(target) { word.strip_suffix('s').unwrap_or(word) } else { word };
        if singular == "year" {
            // "Next year in June."
            let at = target + 1 + usize::from(atoms.word(target + 1) == ",");
            let month = month(atoms.word(at + 1)).filter(|_| atoms.word(at) == "in");
            if let (Some(first), Some(year)) = (month, self.unit_from_today(which, singular)) {
                let phrase = Phrase::yearly(at + 2, Yearly::Months { first, count: 1 });
                return Some(phrase.in_year(year.first.year(), at + 2));
            }
        }
        if let Some(days) = self.unit_from_today(which, singular) {
            let is_rolling = which == "next" && before(atoms, idx) == "the";
            let days = if is_rolling { self.rolling(singular).unwrap_or(days) } else { days };
            return Some(Phrase::fixed(target + 1, days));
        }
        if singular == "weekend" {
            return Some(self.weekend(which, target + 1));
        }
        if let Some(weekday) = weekday(singular) {
            return Some(self.weekday_from_today(which, weekday, target + 1));
        }
        if let Some(phrase) = self.past_or_coming_length(which, target) {
            return Some(phrase);
        }
        self.yearly_from_today(which, target)
    }

    /// "this time next year": a year from today.
    fn same_time(self, idx: usize) -> Option<Phrase> {
        let by = match self.atoms.word(idx) {
            "week" => Elapsed { months: 0, days: 7 },
            "month" => Elapsed { months: 1, days: 0 },
            "year" => Elapsed { months: 12, days: 0 },
            _ => return None,
        };
        Some(Phrase::fixed(idx + 1, DaySpan::day(by.after(self.ctx.today)?)))
    }

    pub(super) fn is_possessive(self, idx: usize) -> bool {
        let quote = self.atoms.quote(&(idx..idx + 1));
        quote.ends_with("'s") || quote.ends_with("\u{2019}s")
    }

    /// A whole week, month, quarter or year of the calendar.
    pub(super) fn unit_from_today(self, which: &str, word: &str) -> Option<DaySpan> {
        let today = self.ctx.today;
        let step = match which {
            "this" => 0,
            "last" => -1,
            _ => 1,
        };
        let moved = |day: Date, months: i32| Elapsed { months, days: 0 }.after(day);
        match word {
            "week" => {
                // On a Sunday "this week" is the one that begins.
                let is_over = which == "this" && today.weekday() == Weekday::Sunday;
                let first = plus_days(week_of(today, Weekday::Monday), 7 * step);
                Some(DaySpan { first, last: plus_days(first, if is_over { 13 } else { 6 }) })
            }
            "month" => {
                let first = moved(today.first_of_month(), step)?;
                Some(DaySpan { first, last: first.last_of_month() })
            }
            "quarter" => {
                let first = moved(self.quarter_now()?.first, 3 * step)?;
                Some(DaySpan { first, last: moved(first, 2)?.last_of_month() })
            }
            "decade" => {
                let first = Date::new(today.year().div_euclid(10).checked_mul(10)?, 1, 1).ok()?;
                let first = moved(first, 120 * step)?;
                Some(DaySpan { first, last: moved(first, 119)?.last_of_month() })
            }
            "year" => {
                let first = moved(today.first_of_year(), 12 * step)?;
                Some(DaySpan { first, last: first.last_of_year() })
            }
            _ => None,
        }
    }

    /// "The next month" is the time from today on, "next month" one of the calendar.
    fn rolling(self, word: &str) -> Option<DaySpan> {
        let months = match word {
            "month" => 1,
            "quarter" => 3,
            "year" => 12,
            "week" => return Some(DaySpan { first: self.ctx.today, last: plus_days(self.ctx.today, 7) }),
            _ => return None,
        };
        let last = Elapsed { months, days: 0 }.after(self.ctx.today)?;
        Some(DaySpan { first: self.ctx.today, last })
    }

    fn weekend(self, which: &str, end: usize) -> Phrase {
        let today = self.ctx.today;
        let this = plus_days(week_of(today, Weekday::Monday), 5);
        let (saturday, is_unclear) = match which {
            "last" => (plus_days(this, -7), false),
            "next" => (plus_days(this, 7), today.weekday() != Weekday::Saturday && today.weekday() != Weekday::Sunday),
            "coming" if today > this => (plus_days(this, 7), false),
            _ => (this, false),
        };
        let question = is_unclear.then_some(Doubt::Either(this, saturday));
        Phrase { question, ..Phrase::fixed(end, DaySpan { first: saturday, last: plus_days(saturday, 1) }) }
    }

    fn weekday_from_today(self, which: &str, weekday: Weekday, end: usize) -> Phrase {
        let today = self.ctx.today;
        let coming = self.coming(weekday);
        if which == "last" {
            return Phrase::fixed(end, DaySpan::day(plus_days(coming, -7)));
        }
        // "Next Friday" is that of the next week; before it some mean the nearest.
        let of_next_week = to(plus_days(week_of(today, Weekday::Monday), 7), weekday);
        if which == "next" && coming != of_next_week {
            let doubt = Doubt::Either(coming, of_next_week);
            return Phrase { question: Some(doubt), ..Phrase::fixed(end, DaySpan::day(of_next_week)) };
        }
        let day = if which == "this" && today.weekday() == weekday { today } else { coming };
        Phrase::fixed(end, DaySpan::day(day))
    }

    /// "the next 6 months", "the last three years", "the next few weeks".
    fn past_or_coming_length(self, which: &str, target: usize) -> Option<Phrase> {
        let today = self.ctx.today;
        if let Some(end) = vague_length_at(self.atoms, target) {
            return Some(Phrase::asked(end, Doubt::HowLong)).filter(|_| which != "last");
        }
        let length = length_at(self.atoms, target).filter(|length| !length.is_single)?;
        let is_rate = matches!(self.atoms.word(length.end), "a" | "per");
        let days = match which {
            "last" => DaySpan { first: length.high.negated().after(today)?, last: today },
            "next" | "coming" => DaySpan { first: today, last: length.high.after(today)? },
            _ => return None,
        };
        (!is_rate).then(|| Phrase::fixed(length.end, days))
    }

    /// "next May", "this summer", "next Christmas". What comes again this year and
    /// is called "next" may be that of the year after: asked.
    fn yearly_from_today(self, which: &str, target: usize) -> Option<Phrase> {
        // "This may be hard."
        if matches!(self.atoms.word(target), "may" | "march") && which == "this" && !self.atoms.get(target)?.is_capital
        {
            return None;
        }
        let phrase = self.point(target, true)?;
        let Days::Yearly(yearly) = &phrase.days else {
            return (which != "last").then_some(phrase);
        };
        let today = self.ctx.today;
        let upcoming = yearly.occurrence(today, Occurrence::NotBegun)?;
        let days = match which {
            "last" => {
                let begun = yearly.occurrence(today, Occurrence::Begun)?;
                if begun.last < today { begun } else { yearly.up_to(plus_days(begun.first, -1))? }
            }
            "this" => yearly
                .occurrence(today, Occurrence::Next)
                .filter(|span| span.first.year() <= today.year())
                .or_else(|| yearly.in_year(today.year()))
                .filter(|span| span.last >= today || lead_word(self.atoms, target - 1) != "by")
                .unwrap_or(upcoming),
            "next" if self.may_be_later(upcoming) => {
                let later = yearly.in_year(today.year() + 1)?;
                return Some(Phrase::asked(phrase.end, Doubt::Either(upcoming.first, later.first)));
            }
            _ => upcoming,
        };
        Some(Phrase::fixed(phrase.end, days))
    }

    /// Whether "next" may skip these days: a month or feast of this year, a season
    /// that begins soon.
    fn may_be_later(self, upcoming: DaySpan) -> bool {
        let today = self.ctx.today;
        let is_season = (upcoming.last - upcoming.first).get_days() > 31;
        if is_season { (upcoming.first - today).get_days() < 60 } else { upcoming.first.year() == today.year() }
    }
}
