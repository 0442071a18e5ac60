//! Years, halves, quarters, seasons, weeks by number, and their ends.

use backcast_core::{DaySpan, TextId};
use jiff::civil::Date;

use super::super::atoms::AtomKind;
use super::Grammar;
use super::cut::Cut;
use super::numeric::{calendar_week, two_digit_year};
use super::when::{Doubt, Phrase, Yearly};
use super::words::{before, counts, digits, goes_on, is_led, lead_word, month};

/// What is named after a season and is none.
const SEASON_THINGS: &[&str] = &[
    "roll",
    "rolls",
    "onion",
    "onions",
    "clean",
    "cleaning",
    "water",
    "dress",
    "camp",
    "body",
    "house",
    "school",
    "job",
    "internship",
    "festival",
    "olympics",
    "games",
    "tires",
    "tyres",
    "sale",
    "off",
    "apart",
    "behind",
    "asleep",
    "back",
    "down",
    "short",
    "over",
    "out",
    "up",
    "mattress",
    "board",
    "boot",
    "in",
    "into",
    "coat",
    "jacket",
    "collection",
    "squash",
    "league",
];
/// Countries in which December is summer.
const SOUTHERN: &[&str] = &["AR", "AU", "BO", "BR", "BW", "CL", "LS", "NA", "NZ", "PY", "SZ", "UY", "ZA"];

impl Grammar<'_, '_> {
    /// A year, or a part of one by number or season, that begins at an atom.
    pub(super) fn period(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        if self.atoms.get(idx)?.kind == AtomKind::Digits {
            return self.year(idx, is_wanted);
        }
        self.fiscal(idx)
            .or_else(|| self.end_of_something(idx))
            .or_else(|| self.numbered_part(idx))
            .or_else(|| self.season(idx, is_wanted))
            .or_else(|| self.week_by_number(idx))
    }

    /// "in 2027", "by the end of 2028": four figures count as a year only where
    /// the words around say so.
    fn year(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let year = digits(atoms, idx, 4..=4).filter(|year| (1900..2150).contains(year))?;
        let this = self.ctx.today.year();
        let is_joined_on = atoms.is_joined(idx)
            && matches!(atoms.word(idx + 1), "/" | "-" | "." | "," | "'")
            && atoms.is_joined(idx + 1)
            && atoms.get(idx + 2).is_some_and(|next| next.kind != AtomKind::Sign);
        if is_joined_on || !goes_on(atoms, idx + 1) && !is_wanted {
            return None;
        }
        let lead = lead_word(atoms, idx);
        let is_near = (this - 1..=this + 15).contains(&year);
        let is_year = match lead {
            "in" | "since" | "until" | "till" | "before" | "during" | "through" | "throughout" | "end" | "year" => true,
            "by" | "for" | "of" | "from" | "to" | "over" | "after" | "early" | "late" | "mid" | "and" | "come" => {
                is_near
            }
            _ => is_wanted && (is_near || is_led(atoms, idx)) || self.is_edition(idx, year),
        };
        let first = Date::new(year, 1, 1).ok()?;
        is_year.then(|| Phrase::fixed(idx + 1, DaySpan { first, last: first.last_of_year() }))
    }

    /// "Berlin Marathon 2027": the name of an occasion with its year.
    fn is_edition(self, idx: usize, year: i16) -> bool {
        let atoms = self.atoms;
        let this = self.ctx.today.year();
        let Some(previous) = idx.checked_sub(1).and_then(|at| atoms.get(at)) else { return false };
        let is_product = matches!(
            previous.text.as_str(),
            "office"
                | "windows"
                | "fifa"
                | "excel"
                | "word"
                | "autocad"
                | "server"
                | "version"
                | "iso"
                | "rfc"
                | "room"
                | "edition"
        );
        (this..=this + 5).contains(&year)
            && previous.kind == AtomKind::Word
            && previous.is_capital
            && previous.text.len() > 3
            && !is_product
            && atoms.get(idx + 1).is_none_or(|next| matches!(next.text.as_str(), "." | "," | ":" | ";" | ")"))
    }

    /// "EOY", "year end", "the turn of the year".
    fn end_of_something(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let months = |first, count| Yearly::Months { first, count };
        let this = self.ctx.today.first_of_month();
        let month = DaySpan { first: this, last: this.last_of_month() };
        let (phrase, end) = match (atoms.word(idx), atoms.word(idx + 1)) {
            ("eoy", _) => (Phrase::yearly(idx + 1, months(1, 12)), idx + 1),
            ("midyear", _) => {
                return Phrase::yearly(idx + 1, months(1, 12)).cut(Cut::Middle);
            }
            ("eow", _) => (Phrase::fixed(idx + 1, self.unit_from_today("this", "week")?), idx + 1),
            ("eom", _) => (Phrase::fixed(idx + 1, month), idx + 1),
            ("eoq" | "eoh", _) if digits(atoms, idx + 1, 1..=1).is_some() && !counts(atoms, idx + 2) => {
                return self.numbered(&atoms.word(idx)[2..], idx + 1)?.cut(Cut::End);
            }
            ("eoq", _) => (Phrase::fixed(idx + 1, self.quarter_now()?), idx + 1),
            ("year" | "years", "end") => (Phrase::yearly(idx + 2, months(1, 12)), idx + 2),
            ("month" | "months", "end") => (Phrase::fixed(idx + 2, month), idx + 2),
            ("quarter" | "quarters", "end") => (Phrase::fixed(idx + 2, self.quarter_now()?), idx + 2),
            // "Year-end closing" is work of that time.
            ("year", "-") if matches!(atoms.word(idx + 3), "closing" | "close" | "accounts" | "accounting") => {
                return None;
            }
            ("year", "-") if atoms.word(idx + 2) == "end" => (Phrase::yearly(idx + 3, months(1, 12)), idx + 3),
            ("month", "-") if atoms.word(idx + 2) == "end" => (Phrase::fixed(idx + 3, month), idx + 3),
            ("turn", "of") if atoms.starts_with(idx + 2, &["the", "year"]) => {
                (Phrase::yearly(idx + 4, months(1, 12)), idx + 4)
            }
            _ => return None,
        };
        let phrase = self.with_year(Phrase { end, ..phrase });
        phrase.cut(Cut::End)
    }

    pub(super) fn quarter_now(self) -> Option<DaySpan> {
        let today = self.ctx.today;
        Yearly::Months { first: (today.month() - 1) / 3 * 3 + 1, count: 3 }.in_year(today.year())
    }

    /// The days in the year that stands behind them, if one does.
    pub(super) fn with_year(self, phrase: Phrase) -> Phrase {
        match self.year_behind(phrase.end, false) {
            Some((year, end)) => phrase.in_year(year, end),
            None => phrase,
        }
    }

    /// "Q1", "Q1/27", "H2 2027", "the first quarter of 2027", "the second half of next year".
    fn numbered_part(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let sign = atoms.word(idx);
        if matches!(sign, "q" | "h") && atoms.is_joined(idx) {
            let phrase = self.numbered(sign, idx + 1)?;
            // "H1" is also a heading.
            return (sign == "q" || phrase.end > idx + 2 || is_led(atoms, idx)).then_some(phrase);
        }
        let (place, behind) = super::words::ordinal(atoms, idx)?;
        let (most, count) = match atoms.word(behind) {
            "quarter" => (4, 3),
            "half" => (2, 6),
            _ => return None,
        };
        let place = if place < 0 { most + 1 + place } else { place };
        // "Half of it" and "the second half of March" are other things.
        let is_of_year = atoms.word(behind + 1) != "of"
            || self.year_behind(behind + 1, false).is_some()
            || atoms.starts_with(behind + 1, &["of", "the", "year"]);
        let is_led = count == 3 && self.is_led_or_wanted(idx)
            || self.year_behind(behind + 1, false).is_some()
            || atoms.starts_with(behind + 1, &["of", "the", "year"]);
        if !(1..=most).contains(&place) || !is_of_year || !is_led {
            return None;
        }
        let end = if atoms.starts_with(behind + 1, &["of", "the", "year"]) { behind + 4 } else { behind + 1 };
        let part = Yearly::Months { first: (place - 1) * count + 1, count };
        Some(self.with_year(Phrase::yearly(end, part)))
    }

    /// The quarter ("q") or half ("h") of a year that a figure numbers.
    fn numbered(self, sign: &str, figure: usize) -> Option<Phrase> {
        let number = i8::try_from(digits(self.atoms, figure, 1..=1)?).ok()?;
        let (most, count) = if sign == "q" { (4, 3) } else { (2, 6) };
        let part = || Yearly::Months { first: (number - 1) * count + 1, count };
        (1..=most).contains(&number).then(|| self.with_part_year(Phrase::yearly(figure + 1, part())))
    }

    fn is_led_or_wanted(self, idx: usize) -> bool {
        is_led(self.atoms, idx)
    }

    /// "Q1/27", "Q1 27", "Q1 '27" beside the forms of [`Grammar::with_year`].
    fn with_part_year(self, phrase: Phrase) -> Phrase {
        let at = phrase.end + usize::from(matches!(self.atoms.word(phrase.end), "/" | "-"));
        let short = digits(self.atoms, at, 2..=2)
            .filter(|_| goes_on(self.atoms, at + 1))
            .and_then(super::numeric::two_digit_year);
        match short {
            Some(year) => phrase.in_year(year, at + 1),
            None => self.with_year(phrase),
        }
    }

    /// Seasons as the weather has them: whole months, as "before summer" is
    /// before June begins. Southern countries have them half a year later.
    pub(super) fn season(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let first = match atoms.word(idx) {
            "spring" | "springtime" => 3,
            "summer" | "summertime" => 6,
            "autumn" | "fall" => 9,
            "winter" | "wintertime" => 12,
            _ => return None,
        };
        let is_southern =
            self.ctx.conventions.country.as_ref().is_some_and(|country| SOUTHERN.contains(&country.as_str()));
        let first = if is_southern { (first + 5) % 12 + 1 } else { first };
        // "The summer term", "the spring session": each school and board has its own.
        const TERMS: [&str; 5] = ["term", "semester", "trimester", "session", "sitting"];
        if TERMS.contains(&atoms.word(idx + 1)) && (is_wanted || is_led(atoms, idx)) {
            return Some(Phrase::asked(idx + 2, Doubt::Unknown));
        }
        let phrase = Phrase::yearly(idx + 1, Yearly::Months { first, count: 3 });
        if let Some((year, end)) = self.year_behind(idx + 1, false) {
            return Some(phrase.in_year(year, end));
        }
        if let Some((year, end)) = self.two_years_behind(idx + 1) {
            return Some(phrase.in_year(year, end));
        }
        let next = atoms.word(idx + 1);
        if SEASON_THINGS.contains(&next) && !(matches!(next, "in" | "up") && is_wanted) {
            return None;
        }
        let lead = lead_word(atoms, idx);
        let is_fall_alone = atoms.word(idx) == "fall" && matches!(lead, "of" | "to" | "after" | "from");
        let is_meant = is_wanted
            || is_led(atoms, idx) && !is_fall_alone
            // "Abroad the whole summer".
            || matches!(lead, "whole" | "entire")
            || matches!(lead, "for" | "to") && before(atoms, idx) == "the" && atoms.word(idx) != "fall";
        is_meant.then_some(phrase)
    }

    /// "of 2027/28", "2027-2028": the year in which a winter begins.
    fn two_years_behind(self, idx: usize) -> Option<(i16, usize)> {
        let at = idx + usize::from(matches!(self.atoms.word(idx), "of" | "," | "in"));
        let at = at + usize::from(matches!(self.atoms.word(at), "'" | "\u{2019}" | "\u{2018}"));
        let short = || digits(self.atoms, at, 2..=2).and_then(two_digit_year);
        let year = digits(self.atoms, at, 4..=4).or_else(short)?;
        let next = digits(self.atoms, at + 2, 2..=4)?;
        let is_next = next == year + 1 || next == (year + 1) % 100;
        (matches!(self.atoms.word(at + 1), "/" | "-" | "\u{2013}") && is_next).then_some((year, at + 3))
    }

    /// "KW 12", "calendar week 12", "CW 30 and 31", "wk 52 + wk 53", "week 20 of
    /// 2027": weeks by their ISO number.
    fn week_by_number(self, idx: usize) -> Option<Phrase> {
        let at = self.behind_week_sign(idx)?;
        let first = digits(self.atoms, at, 1..=2)?;
        let (last, behind) = self.second_week(at + 1, first).unwrap_or((first, at + 1));
        // "All week 25-31 Jan": days of that month.
        if month(self.atoms.word(behind)).is_some() {
            return None;
        }
        let span = |year: i16| {
            Some(DaySpan { first: calendar_week(year, first)?.first, last: calendar_week(year, last)?.last })
        };
        if let Some((year, end)) = self.year_behind(behind, false) {
            return Some(
                span(year).map_or_else(|| Phrase::asked(end, Doubt::NoSuchDay), |span| Phrase::fixed(end, span)),
            );
        }
        // "Week 12 of pregnancy", "week 3 of the course" are counted from elsewhere.
        let is_plain = matches!(self.atoms.word(idx), "week" | "weeks" | "wk" | "wks");
        let is_meant = matches!(self.ctx.text, TextId::Constraint(_)) || is_led(self.atoms, idx);
        if is_plain && (!is_meant || matches!(self.atoms.word(behind), "of" | "in")) {
            return None;
        }
        let this = self.ctx.today.year();
        let span = [this, this + 1].into_iter().filter_map(span).find(|span| span.last >= self.ctx.today)?;
        Some(Phrase::fixed(behind, span))
    }

    /// The atom behind the words that say that a number is that of a week.
    fn behind_week_sign(self, idx: usize) -> Option<usize> {
        // "Twice a week 2 hours".
        if matches!(before(self.atoms, idx), "a" | "per" | "each" | "every" | "/" | "one" | "this") {
            return None;
        }
        let at = match (self.atoms.word(idx), self.atoms.word(idx + 1)) {
            ("calendar", "week" | "weeks") => idx + 2,
            ("kw" | "cw" | "wk" | "wks" | "week" | "weeks", _) => idx + 1,
            _ => return None,
        };
        Some(at + usize::from(matches!(self.atoms.word(at), "." | "no")))
    }

    /// The last of several weeks that follow each other: "30-31", "30 and 31".
    fn second_week(self, idx: usize, first: i16) -> Option<(i16, usize)> {
        let is_range = matches!(self.atoms.word(idx), "-" | "\u{2013}" | "to" | "until" | "till" | "through" | "bis");
        let is_list = matches!(self.atoms.word(idx), "and" | "+" | "/" | "&" | ",");
        if !is_range && !is_list {
            return None;
        }
        let at = self.behind_week_sign(idx + 1).unwrap_or(idx + 1);
        let last = digits(self.atoms, at, 1..=2)?;
        if !(is_range && last > first || last == first + 1) {
            return None;
        }
        let further = if is_list { self.second_week(at + 1, last) } else { None };
        Some(further.unwrap_or((last, at + 1)))
    }

    /// "fiscal year", "FY27", "the school year": theirs begins where they say.
    fn fiscal(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        match (atoms.word(idx), atoms.word(idx + 1)) {
            ("fy", _) if digits(atoms, idx + 1, 2..=4).is_some() => Some(Phrase::asked(idx + 2, Doubt::Unknown)),
            ("fiscal" | "financial" | "tax" | "school" | "academic", "year") => {
                is_led(atoms, idx).then(|| Phrase::asked(idx + 2, Doubt::Unknown))
            }
            _ => None,
        }
    }
}
