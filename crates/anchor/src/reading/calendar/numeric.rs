//! Dates in figures: "2027-03-31", "31.03.2027", "4/25/27", "25/4".

use backcast_core::{DaySpan, TextId, plus_days, week_of};
use jiff::civil::{Date, Weekday};

use super::super::atoms::AtomKind;
use super::Grammar;
use super::when::{Doubt, Phrase, Yearly};
use super::words::{counts, digits, goes_on, lead_word};

impl Grammar<'_, '_> {
    /// A date in figures that begins at an atom.
    pub(super) fn numeric(self, idx: usize, is_led: bool) -> Option<Phrase> {
        if let Some(day) = self.basic_iso(idx) {
            return Some(day);
        }
        digits(self.atoms, idx, 1..=4)?;
        self.iso(idx)
            .or_else(|| self.month_and_year(idx))
            .or_else(|| self.three_figures(idx))
            .or_else(|| self.two_figures(idx, is_led))
    }

    /// "20270331", of the years around this one: elsewhere so much may be counted.
    fn basic_iso(self, idx: usize) -> Option<Phrase> {
        let text =
            self.atoms.get(idx).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() == 8)?.text.as_str();
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i16>().ok());
        let (year, month, day) = (part(0..4)?, i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?);
        let day = Date::new(year, month, day).ok().filter(|_| (-2..=10).contains(&(year - self.ctx.today.year())))?;
        Some(Phrase::fixed(idx + 1, DaySpan::day(day)))
    }

    /// "2027-03-31", "2027/03/31", "2027-03", "2027-W12".
    fn iso(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let year = digits(atoms, idx, 4..=4)?;
        let sign = self.joining_sign(idx)?;
        if sign == "-" && atoms.word(idx + 2) == "w" && atoms.is_joined(idx + 2) {
            let week = digits(atoms, idx + 3, 1..=2)?;
            return Some(Phrase::fixed(idx + 4, calendar_week(year, week)?));
        }
        let month = i8::try_from(digits(atoms, idx + 2, 1..=2)?).ok()?;
        if self.joining_sign(idx + 2) == Some(sign) {
            let day = i8::try_from(digits(atoms, idx + 4, 1..=2)?).ok()?;
            return Some(match Date::new(year, month, day) {
                Ok(day) => Phrase::fixed(self.behind_clock(idx + 5), DaySpan::day(day)),
                Err(_) => Phrase::asked(idx + 5, Doubt::NoSuchDay),
            });
        }
        // "2026-27" is a year and the next one.
        let first = Date::new(year, month, 1).ok().filter(|_| sign != "." && (1990..2150).contains(&year))?;
        let is_longer = atoms.is_joined(idx + 2)
            && (atoms.get(idx + 3).is_some_and(|next| next.kind != AtomKind::Sign) || atoms.is_joined(idx + 3));
        (atoms.word(idx + 2).len() == 2 && !is_longer)
            .then(|| Phrase::fixed(idx + 3, DaySpan { first, last: first.last_of_month() }))
    }

    /// "by 04/2027", "until 3.2027".
    fn month_and_year(self, idx: usize) -> Option<Phrase> {
        let month = i8::try_from(digits(self.atoms, idx, 1..=2)?).ok()?;
        let sign = self.joining_sign(idx)?;
        let year = digits(self.atoms, idx + 2, 4..=4).filter(|year| (1990..2150).contains(year))?;
        let is_led = super::words::is_led(self.atoms, idx) || matches!(lead_word(self.atoms, idx), "to" | "for");
        let first = Date::new(year, month, 1).ok().filter(|_| is_led && sign != "-")?;
        goes_on(self.atoms, idx + 3).then(|| Phrase::fixed(idx + 3, DaySpan { first, last: first.last_of_month() }))
    }

    /// The "T12:00" of an ISO instant belongs to its day.
    fn behind_clock(self, end: usize) -> usize {
        if end > 0 && self.atoms.is_joined(end - 1) && self.atoms.word(end) == "t" { end + 1 } else { end }
    }

    /// "31.03.2027", "25/04/27", "31-03-2027".
    fn three_figures(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let (one, sign, two) = self.pair(idx)?;
        // German points may have blanks behind them: "31. 3. 2027".
        let is_tight = self.joining_sign(idx + 2) == Some(sign);
        let is_loose = sign == "." && atoms.is_joined(idx + 2) && atoms.word(idx + 3) == ".";
        if !is_tight && !is_loose {
            return None;
        }
        let (year, end) = (digits(atoms, idx + 4, 2..=4)?, idx + 5);
        let year = match atoms.word(idx + 4).len() {
            4 => year,
            // Of figures that are parted by dashes, phone numbers are the more frequent ones.
            2 if sign != "-" && !counts(atoms, end) => two_digit_year(year)?,
            _ => return None,
        };
        // "13.6.27-27.6.27": another date behind another sign.
        let next = self.joining_sign(end - 1);
        let is_range = next.is_some_and(|next| next != sign) && self.pair(end + 1).is_some();
        let is_longer = next.is_some() && !is_range && digits(atoms, end + 1, 1..=9).is_some();
        if is_longer || !(1900..2200).contains(&year) {
            return None;
        }
        self.day_and_month(one, sign, two, Some(year), end)
    }

    /// "by 25/4", "until 31.03.", "5/10": day and month alone, only where a date
    /// is expected.
    fn two_figures(self, idx: usize, is_led: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let (one, sign, two) = self.pair(idx)?;
        let mut end = idx + 3;
        let lead = lead_word(atoms, idx);
        let is_german = sign == "."
            && atoms.is_joined(end - 1)
            && atoms.word(end) == "."
            && (!atoms.is_joined(end) || atoms.get(end + 1).is_some_and(|next| next.kind == AtomKind::Sign));
        let is_two_digits = atoms.word(idx + 2).len() == 2 && atoms.word(idx + 2).starts_with('0');
        let is_date = matches!(
            lead,
            "on" | "until"
                | "till"
                | "before"
                | "due"
                | "from"
                | "since"
                | "am"
                | "bis"
                | "starting"
                | "ab"
                | "ends"
                | "expires"
                | "lapses"
                | "is"
                | "its"
        );
        // "Leaving 2/5, back 9/5."
        let is_journey = matches!(self.ctx.text, TextId::Constraint(_))
            && matches!(
                lead,
                "leaving" | "leave" | "back" | "return" | "returning" | "away" | "off" | "out" | "flying"
            );
        let is_date = is_date || is_journey;
        let is_by = lead == "by";
        let fits = match sign {
            "/" => is_led || is_date || is_by && (one > 12 || two >= 6 || one > two || !self.changes_by(idx)),
            "." => {
                is_led && (is_two_digits || is_german)
                    || (is_date || is_by) && (is_german || is_two_digits || is_date && one > 12)
            }
            _ => false,
        };
        if !fits || (one, two) == (24, 7) {
            return None;
        }
        end += usize::from(is_german && self.atoms.get(end + 1).is_some());
        let is_closed = is_german && is_led && !counts(atoms, end);
        let goes_on = is_closed || goes_on(atoms, end) || is_led && digits(atoms, end, 1..=2).is_some();
        (goes_on && atoms.word(end) != "of").then(|| self.day_and_month(one, sign, two, None, end))?
    }

    /// "Cut the costs by 2/3" is a part, "pass the exam by 2/3" a date.
    fn changes_by(self, idx: usize) -> bool {
        const CHANGES: [&str; 16] = [
            "cut", "reduce", "lower", "shrink", "decrease", "drop", "increase", "raise", "grow", "improve", "speed",
            "boost", "extend", "shorten", "fewer", "less",
        ];
        let clause = super::super::roles::clause_around(self.atoms, &(idx..idx + 1));
        (clause.start..idx).any(|at| CHANGES.contains(&self.atoms.word(at)))
    }

    /// Two figures of up to two digits with the sign between them.
    fn pair(self, idx: usize) -> Option<(i8, &'static str, i8)> {
        let atoms = self.atoms;
        let one = i8::try_from(digits(atoms, idx, 1..=2)?).ok()?;
        let sign = self.joining_sign(idx).or_else(|| {
            (atoms.is_joined(idx) && atoms.word(idx + 1) == "." && digits(atoms, idx + 2, 1..=2).is_some())
                .then_some(".")
        })?;
        let two = i8::try_from(digits(atoms, idx + 2, 1..=2)?).ok()?;
        Some((one, sign, two))
    }

    /// The sign that joins an atom to the next but one without a blank.
    fn joining_sign(self, idx: usize) -> Option<&'static str> {
        if !self.atoms.is_joined(idx) || !self.atoms.is_joined(idx + 1) {
            return None;
        }
        match self.atoms.word(idx + 1) {
            "-" | "\u{2010}" | "\u{2011}" => Some("-"),
            "/" => Some("/"),
            "." => Some("."),
            _ => None,
        }
    }

    /// Which figure is the day: points are written with the day first, slashes
    /// as the country has it.
    fn day_and_month(self, one: i8, sign: &str, two: i8, year: Option<i16>, end: usize) -> Option<Phrase> {
        let phrase = |month: i8, day: i8| match year {
            Some(year) => Date::new(year, month, day).ok().map(|day| Phrase::fixed(end, DaySpan::day(day))),
            None => Date::new(2028, month, day).is_ok().then(|| Phrase::yearly(end, Yearly::Day { month, day })),
        };
        let day_first = || phrase(two, one);
        let month_first = || phrase(one, two);
        if !(1..=31).contains(&one) || !(1..=31).contains(&two) {
            return None;
        }
        let none = || Some(Phrase::asked(end, Doubt::NoSuchDay));
        if sign == "." || two <= 12 && one > 12 || one == two {
            return day_first().or_else(none);
        }
        if two > 12 {
            return month_first().or_else(none);
        }
        match self.ctx.conventions.country {
            Some(country) if country.as_str() == "US" => month_first(),
            Some(_) => day_first(),
            None => {
                let today = self.ctx.today;
                let day = |phrase: Option<Phrase>| {
                    phrase?.days.resolve(today, super::when::Occurrence::Next).map(|span| span.first)
                };
                let doubt = Doubt::Order { day_first: day(day_first())?, month_first: day(month_first())? };
                Some(Phrase::asked(end, doubt))
            }
        }
    }
}

/// "27" for 2027, "87" for 1987.
pub(super) fn two_digit_year(year: i16) -> Option<i16> {
    (0..100).contains(&year).then_some(if year < 70 { 2000 + year } else { 1900 + year })
}

/// A week by its ISO number.
pub(super) fn calendar_week(year: i16, week: i16) -> Option<DaySpan> {
    let in_first = Date::new(year, 1, 4).ok().filter(|_| (1..=53).contains(&week))?;
    let first = plus_days(week_of(in_first, Weekday::Monday), 7 * (i32::from(week) - 1));
    // A week belongs to the year of its Thursday.
    (plus_days(first, 3).year() == year).then(|| DaySpan { first, last: plus_days(first, 6) })
}
