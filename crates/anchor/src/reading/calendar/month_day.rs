//! Days of months and months: "31 March", "March 31st, 2027", "Apr '27".

use backcast_core::DaySpan;

use super::super::atoms::AtomKind;
use super::Grammar;
use super::numeric::two_digit_year;
use super::span::is_conjunction;
use super::when::{Days, Doubt, Phrase, Yearly};
use super::words::{before, counts, digits, goes_on, is_led, lead_word, misspelt_month, month, unit};

/// People before a name that is also a month: "my sister June", "with April".
const BEFORE_PEOPLE: &[&str] = &[
    "with", "and", "ask", "call", "tell", "meet", "see", "help", "sister", "wife", "mother", "mum", "mom", "aunt",
    "friend", "daughter", "niece", "dear", "teach", "visit", "marry",
];
/// Verbs behind a name that is also a month, or a verb: "April is", "may be".
const BEHIND_PEOPLE: &[&str] = &[
    "is", "will", "has", "said", "says", "was", "wants", "helps", "be", "for", "of", "against", "through", "to",
    "with", "have", "not", "i", "we", "need", "take", "work", "on",
];

/// Words before a figure that say that it is a day, with a month that is also a verb
/// or an "of" behind it: "is 14 march", "the 13 of May", "ends may 6".
fn leads_to_a_day(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "on"
            | "by"
            | "before"
            | "until"
            | "till"
            | "from"
            | "due"
            | "is"
            | "its"
            | "are"
            | "be"
            | "was"
            | "ends"
            | "expires"
            | "lapses"
            | "starts"
            | "begins"
            | "opens"
            | "closes"
            | "booked"
            | "scheduled"
            | "="
            | ":"
    )
}

impl Grammar<'_, '_> {
    /// "31 March", "31st of March 2027", "31. März".
    pub(super) fn day_of_month(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let (day, mut end) = self.day_number(idx)?;
        let has_ending = end > idx + 1 || atoms.get(idx)?.kind == AtomKind::Word;
        // "31. March", "the 4th of July", "4th day of July" is none.
        let has_point = atoms.word(end) == "." && atoms.is_joined(end - 1);
        // "Saturdays 9 till 12. Aug is out": a sentence ends there.
        if has_point && !atoms.is_joined(end) && self.is_subject(end + 1) {
            return None;
        }
        end += usize::from(has_point);
        end += usize::from(atoms.word(end) == "-" && atoms.is_joined(end));
        let is_plain_of = atoms.word(end) == "of" && (is_wanted || leads_to_a_day(before(atoms, idx)));
        end += usize::from(matches!(atoms.word(end), "of" | "in") && has_ending || is_plain_of);
        let month = month(atoms.word(end)).or_else(|| misspelt_month(atoms.word(end)))?;
        // "All 3 march on": a verb behind a figure.
        let is_verb = matches!(atoms.word(end), "may" | "march" | "mar" | "sept") && !atoms.get(end)?.is_capital;
        let has_year = self.year_behind(end + 1, true).is_some();
        // "The meeting is 14 march, so …": a verb would go on.
        let is_said = leads_to_a_day(before(atoms, idx));
        let is_last = atoms.get(end + 1).is_none_or(|atom| atom.kind == AtomKind::Sign)
            || matches!(atoms.word(end + 1), "so" | "because" | "cos" | "but");
        if is_verb && !(has_ending || has_year || is_wanted || is_led(atoms, idx) || is_said || is_last) {
            return None;
        }
        // "15-Aug-27".
        let is_dashed = atoms.word(end - 1) == "-" && atoms.is_joined(end) && atoms.word(end + 1) == "-";
        let short = digits(atoms, end + 2, 2..=2).filter(|_| is_dashed && goes_on(atoms, end + 3));
        if let Some(year) = short.and_then(two_digit_year) {
            return Some(Phrase::yearly(end + 3, Yearly::Day { month, day }).in_year(year, end + 3));
        }
        Some(self.in_its_year(self.skip_point(end), month, day, true))
    }

    /// "Aug is out", "March will be busy": a month of which something is said.
    fn is_subject(self, idx: usize) -> bool {
        let at = idx + 1 + usize::from(self.atoms.word(idx + 1) == ".");
        month(self.atoms.word(idx)).is_some()
            && self.atoms.get(idx).is_some_and(|atom| atom.is_capital)
            && matches!(self.atoms.word(at), "is" | "are" | "will" | "has" | "isnt" | "wont" | "was" | ":")
    }

    /// "March 31", "March 31st, 2027", "March 2027", "March", "Apr '27".
    pub(super) fn month_first(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let known = month(atoms.word(idx));
        let number = known.or_else(|| misspelt_month(atoms.word(idx)))?;
        let behind = self.skip_point(idx);
        let is_dashed = atoms.word(behind) == "-" && atoms.is_joined(behind - 1) && atoms.is_joined(behind);
        let is_day = is_dashed && digits(atoms, behind + 1, 1..=2).is_some();
        let of_day = behind + usize::from(atoms.word(behind) == "the" || is_day);
        let plain = self.day_number(of_day).filter(|&(_, end)| !self.is_no_day(of_day, end));
        if let Some((day, end)) = plain.or_else(|| self.day_behind_comma(behind)) {
            let is_verb = matches!(atoms.word(idx), "may" | "march") && !atoms.get(idx)?.is_capital;
            if !is_verb || is_wanted || is_led(atoms, idx) || leads_to_a_day(before(atoms, idx)) {
                return Some(self.in_its_year(end, number, day, false));
            }
        }
        let months = |end| Phrase::yearly(end, Yearly::Months { first: number, count: 1 });
        if let Some((year, end)) = self.year_behind(behind, false) {
            return Some(months(end).in_year(year, end));
        }
        (known.is_some() && (is_wanted || self.is_month_meant(idx))).then(|| months(behind))
    }

    /// "July, the 5th we start": an ordinal of which nothing is counted, as it is in
    /// "in July, the 5th edition".
    fn day_behind_comma(self, comma: usize) -> Option<(i8, usize)> {
        let idx = comma + 1 + usize::from(self.atoms.word(comma + 1) == "the");
        let (day, end) = self.day_number(idx).filter(|_| self.atoms.word(comma) == ",")?;
        let has_ending = end > idx + 1 || self.atoms.get(idx)?.kind == AtomKind::Word;
        (has_ending && goes_on(self.atoms, end) && self.atoms.word(end) != "of").then_some((day, end))
    }

    /// "2027 December 4", "2027, 4 December", "2027 December", "2027 spring".
    pub(super) fn year_first(self, idx: usize) -> Option<Phrase> {
        let year = digits(self.atoms, idx, 4..=4).filter(|year| (1990..2150).contains(year))?;
        let at = idx + 1 + usize::from(self.atoms.word(idx + 1) == ",");
        let day = self.month_first_with_day(at).or_else(|| self.day_of_month(at, true));
        // A month that is also a verb goes on: "from 2027 may be".
        let is_verb = matches!(self.atoms.word(at), "may" | "march" | "mar");
        let is_sure =
            at == idx + 1 && (!is_verb || matches!(lead_word(self.atoms, idx), "by" | "until" | "end" | "of"));
        let whole = || self.month_first(at, true).or_else(|| self.season(at, true));
        let days = day.or_else(|| whole().filter(|_| is_sure))?;
        let end = days.end;
        matches!(days.days, Days::Yearly(_)).then(|| days.in_year(year, end))
    }

    /// A day and month with the year that may stand behind them.
    fn in_its_year(self, end: usize, month: i8, day: i8, is_short_allowed: bool) -> Phrase {
        if jiff::civil::Date::new(2028, month, day).is_err() {
            let end = self.year_behind(end, is_short_allowed).map_or(end, |(_, end)| end);
            return Phrase::asked(end, Doubt::NoSuchDay);
        }
        let phrase = Phrase::yearly(end, Yearly::Day { month, day });
        match self.year_behind(end, is_short_allowed) {
            Some((year, end)) => phrase.in_year(year, end),
            None => phrase,
        }
    }

    /// "31", "31st", "third": a day of a month.
    pub(super) fn day_number(self, idx: usize) -> Option<(i8, usize)> {
        if let Some(day) = digits(self.atoms, idx, 1..=2) {
            let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
            let has_ending = self.atoms.is_joined(idx) && matches!(self.atoms.word(idx + 1), "st" | "nd" | "rd" | "th");
            return Some((day, idx + 1 + usize::from(has_ending)));
        }
        let (day, end) = super::words::ordinal(self.atoms, idx).filter(|&(day, _)| day > 0)?;
        Some((day, end))
    }

    /// Whether figures behind a month are something else: "March 10 people",
    /// "in May 10:30", "May 2,000".
    fn is_no_day(self, idx: usize, end: usize) -> bool {
        let atoms = self.atoms;
        let is_word = atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Word);
        let is_plain = end == idx + 1;
        // "March first" is a day, "in March third drafts" is not.
        if is_word {
            return unit(atoms.word(end)).is_some() || !goes_on(atoms, end);
        }
        let is_number = matches!(atoms.word(end), "." | ",")
            && atoms.is_joined(end - 1)
            && atoms.is_joined(end)
            && digits(atoms, end + 1, 1..=9).is_some();
        is_plain && (counts(atoms, end) || is_number) && !self.is_clock(end)
    }

    /// "March 31 10:00", "March 31: race" keeps its day.
    pub(super) fn is_clock(self, end: usize) -> bool {
        self.atoms.word(end) == ":" && !(self.atoms.is_joined(end) && digits(self.atoms, end + 1, 1..=2).is_some())
    }

    /// The point of a short form: "Dec. 24", "3 Sep. to 24 Sep."
    fn skip_point(self, month: usize) -> usize {
        let is_short = self.atoms.word(month).len() <= 4;
        let has_point = is_short && self.atoms.is_joined(month) && self.atoms.word(month + 1) == ".";
        let goes_on = self.atoms.get(month + 2).is_some_and(|next| {
            next.kind == AtomKind::Digits && next.text.len() <= 4 || is_conjunction(&next.text) && !next.is_capital
        });
        month + 1 + usize::from(has_point && goes_on)
    }

    /// The year behind a date: "2027", ", 2027", "'27", "27", "of next year".
    pub(super) fn year_behind(self, idx: usize, is_short_allowed: bool) -> Option<(i16, usize)> {
        let atoms = self.atoms;
        let this = self.ctx.today.year();
        let at = idx + usize::from(matches!(atoms.word(idx), "," | "of" | "in" | "/" | "-"));
        match (atoms.word(at), atoms.word(at + 1)) {
            ("next", "year" | "yr") => return Some((this + 1, at + 2)),
            ("this", "year" | "yr") => return Some((this, at + 2)),
            ("last", "year" | "yr") => return Some((this - 1, at + 2)),
            _ => {}
        }
        if let Some(year) = digits(atoms, at, 4..=4).filter(|year| (1900..2150).contains(year)) {
            let is_longer = atoms.is_joined(at)
                && matches!(atoms.word(at + 1), "-" | "/")
                && atoms.is_joined(at + 1)
                && digits(atoms, at + 2, 1..=9).is_some();
            let is_free = at == idx || !matches!(atoms.word(idx), "/" | "-") || atoms.is_joined(idx);
            return (is_free && !is_longer && (at == idx || !counts(atoms, at + 1)) && !self.is_thing(at))
                .then_some((year, at + 1));
        }
        let is_marked = matches!(atoms.word(idx), "'" | "\u{2019}" | "\u{2018}") && atoms.is_joined(idx);
        let (short, end) = if is_marked { (idx + 1, idx + 2) } else { (at, at + 1) };
        let year = digits(atoms, short, 2..=2).and_then(two_digit_year)?;
        let is_near = (this - 60..=this + 20).contains(&year);
        let is_plain = at == idx && is_short_allowed && goes_on(atoms, end) && !self.starts_longer(short);
        (is_near && (is_marked || is_plain)).then_some((year, end))
    }

    /// "27-29 April", "27/3": figures that begin something of their own.
    fn starts_longer(self, idx: usize) -> bool {
        matches!(self.atoms.word(idx + 1), "-" | "/" | "\u{2013}" | ":" | ".")
            && digits(self.atoms, idx + 2, 1..=4).is_some()
            && self.atoms.is_joined(idx)
    }

    /// "In March 2000 words": what looks like a year counts something.
    fn is_thing(self, year: usize) -> bool {
        counts(self.atoms, year + 1) && self.atoms.word(year + 1) != ":"
    }

    /// Whether a month without day and year is meant: names of people and verbs
    /// look alike.
    fn is_month_meant(self, idx: usize) -> bool {
        let atoms = self.atoms;
        let Some(atom) = atoms.get(idx) else { return false };
        let lead = lead_word(atoms, idx);
        let led = is_led(atoms, idx) || matches!(lead, "for" | "to" | "per" | "between" | "on");
        let is_closed = matches!(atoms.word(idx + 1), ":" | "-" | "\u{2013}");
        match atom.text.as_str() {
            "january" | "february" | "july" | "september" | "october" | "november" | "december" => true,
            "may" | "march" | "mar" => {
                let is_verb = !atom.is_capital;
                let next = atoms.word(idx + 1);
                let is_sure = matches!(
                    lead,
                    "in" | "by"
                        | "until"
                        | "till"
                        | "til"
                        | "since"
                        | "during"
                        | "through"
                        | "of"
                        | "end"
                        | "before"
                        | "from"
                        | "throughout"
                );
                let is_near = matches!(before(atoms, idx), "mid" | "early" | "late" | "-") && is_led(atoms, idx);
                let is_more = !is_verb
                    && (led
                        || matches!(before(atoms, idx), "the" | "our" | "a" | "my") && !BEHIND_PEOPLE.contains(&next)
                        || is_closed);
                let is_told = !is_verb && self.is_told_as_time(idx);
                (is_sure || is_near || is_more || is_told)
                    && !(is_verb && next == "be")
                    && !(atom.text == "march" && next == "on" && !is_sure)
            }
            "april" | "june" | "august" => {
                let next = atoms.get(idx + 1).filter(|next| next.kind == AtomKind::Word);
                // "June is my sister", "June is busy".
                let is_verb = next.is_some_and(|next| BEHIND_PEOPLE.contains(&next.text.as_str()));
                let says_how = atoms.word(idx + 1) == "is"
                    && !matches!(atoms.word(idx + 2), "my" | "a" | "an" | "the" | "our" | "not");
                let is_person = BEFORE_PEOPLE.contains(&before(atoms, idx)) || next.is_some_and(|next| next.is_capital);
                let is_subject = before(atoms, idx).is_empty() && is_verb && !says_how;
                led && lead != "to" && lead != "for" || atom.is_capital && !is_person && !is_subject
            }
            "feb" | "aug" | "sept" | "oct" | "nov" | "dec" => led || is_closed || atom.is_capital,
            _ => led || is_closed || self.is_told_as_time(idx),
        }
    }

    /// "March is out", "Jan is pretty much gone": said of a time and of nobody.
    fn is_told_as_time(self, month: usize) -> bool {
        let is_adverb = |at: usize| {
            matches!(
                self.atoms.word(at),
                "pretty" | "much" | "basically" | "completely" | "totally" | "already" | "all"
            )
        };
        let said = (month + 2..month + 5).find(|&at| !is_adverb(at)).map_or("", |at| self.atoms.word(at));
        self.atoms.word(month + 1) == "is"
            && matches!(
                said,
                "out"
                    | "off"
                    | "blocked"
                    | "gone"
                    | "full"
                    | "packed"
                    | "impossible"
                    | "closed"
                    | "busy"
                    | "crazy"
                    | "lost"
            )
    }

    /// "by the 15th", "on the 1st of next month": a day of a month that is not named.
    pub(super) fn bare_day(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let (day, end) = self.day_number(idx).filter(|&(_, end)| end > idx + 1)?;
        let today = self.ctx.today;
        let month = |months: i32, end: usize| {
            let first = super::cut::Elapsed { months, days: 0 }.after(today.first_of_month())?;
            let on = first.with().day(day).build().ok()?;
            Some(Phrase::fixed(end, DaySpan::day(on)))
        };
        match (atoms.word(end), atoms.word(end + 1), atoms.word(end + 2)) {
            ("of", "next", "month") => return month(1, end + 3),
            ("of", "this" | "the", "month") => return month(0, end + 3),
            _ => {}
        }
        let is_date = before(atoms, idx) == "the"
            && matches!(lead_word(atoms, idx), "by" | "on" | "before" | "until" | "till" | "due" | "from")
            && atoms.get(end).is_none_or(|next| next.kind == AtomKind::Sign);
        is_date.then(|| if day >= today.day() { month(0, end) } else { month(1, end) })?
    }
}
