//! Days of the week: "by Friday", "Monday in two weeks", and those that are said
//! of every week.

use backcast_core::{DaySpan, TextId, plus_days};
use jiff::civil::Weekday;

use super::super::atoms::Atoms;
use super::Grammar;
use super::cut::{Piece, to};
use super::length::length_at;
use super::when::{Doubt, Occurrence, Phrase};
use super::words::{before, digits, lead_word, month, weekday};

impl Grammar<'_, '_> {
    /// "by Friday", "Friday week", "Monday in two weeks", "Wed 3 March".
    pub(super) fn weekday(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let word = atoms.word(idx);
        let weekday = weekday(word)?;
        let point = usize::from(atoms.is_joined(idx) && atoms.word(idx + 1) == "." && word.len() <= 4);
        let mut behind = idx + 1 + point;
        behind += usize::from(matches!(atoms.word(behind), "," | "(" | "the"));
        behind += usize::from(atoms.word(behind) == "the");
        if matches!(word, "wed" | "sun" | "sat")
            && !atoms.get(idx)?.is_capital
            && digits(atoms, behind, 1..=2).is_none()
        {
            return None;
        }
        // A date behind it says which one.
        let dated = self
            .day_of_month(behind, true)
            .or_else(|| self.month_first_with_day(behind))
            .or_else(|| self.numeric(behind, true));
        if let Some(dated) = dated.filter(|_| !self.is_recurring(idx)) {
            let close = usize::from(atoms.word(behind - 1) == "(" && atoms.word(dated.end) == ")");
            let dated = self.checked(by_weekday(dated, weekday), weekday);
            return Some(Phrase { end: dated.end + close, ..dated });
        }
        if self.is_recurring(idx) {
            return None;
        }
        let at = idx + 1 + point;
        let coming = self.coming(weekday);
        let weeks_on = |weeks: i32, end: usize| Some(Phrase::fixed(end, DaySpan::day(plus_days(coming, 7 * weeks))));
        match (atoms.word(at), atoms.word(at + 1)) {
            ("week", next) if next != "end" => return weeks_on(1, at + 1),
            ("fortnight", _) => return weeks_on(2, at + 1),
            ("in", _) => {
                if let Some(length) = length_at(atoms, at + 1) {
                    let day = to(length.high.after(self.ctx.today)?, weekday);
                    return Some(Phrase::fixed(length.end, DaySpan::day(day)));
                }
            }
            ("next" | "this", "week") => {
                let monday = self.unit_from_today(atoms.word(at), "week")?.first;
                return Some(Phrase::fixed(at + 2, DaySpan::day(to(monday, weekday))));
            }
            ("of", "next") if atoms.word(at + 2) == "week" => {
                let monday = self.unit_from_today("next", "week")?.first;
                return Some(Phrase::fixed(at + 3, DaySpan::day(to(monday, weekday))));
            }
            ("before" | "after", _) => {
                let piece = Piece::Weekday(weekday);
                if let Some(phrase) = self.beside(at, piece) {
                    return Some(phrase);
                }
            }
            _ => {}
        }
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let is_day = match lead_word(atoms, idx) {
            "by" | "until" | "till" | "before" | "due" | "cob" | "eod" | "noon" | "business" => true,
            // "No work on Sunday" is said of every week.
            "on" => is_goal,
            _ => is_wanted,
        };
        is_day.then(|| Phrase::fixed(idx + 1, DaySpan::day(coming)))
    }

    /// "Wed 8 June 2027" where that is a Tuesday: the date counts, and is asked about.
    fn checked(self, dated: Phrase, weekday: Weekday) -> Phrase {
        let day = dated.days.resolve(self.ctx.today, Occurrence::Next).filter(|span| span.first == span.last);
        match day {
            Some(span) if span.first.weekday() != weekday && dated.question.is_none() => {
                Phrase { question: Some(Doubt::OtherWeekday(span.first)), ..dated }
            }
            _ => dated,
        }
    }

    /// "March 3" and not "March".
    pub(super) fn month_first_with_day(self, idx: usize) -> Option<Phrase> {
        month(self.atoms.word(idx))?;
        let behind = idx + 1 + usize::from(matches!(self.atoms.word(idx + 1), "." | "the"));
        self.day_number(behind)?;
        self.month_first(idx, true)
    }

    /// Days of the week that come again and again are hours, not days of the
    /// calendar: "every Saturday", "Mon-Fri", "Tuesday evenings", "Mondays".
    pub(super) fn is_recurring(self, idx: usize) -> bool {
        is_recurring_weekday(self.atoms, idx)
    }
}

/// "Thu 4/3/2027": the day of the week says which figure is the month.
fn by_weekday(dated: Phrase, weekday: Weekday) -> Phrase {
    let Some(Doubt::Order { day_first, month_first }) = dated.question else { return dated };
    match (day_first.weekday() == weekday, month_first.weekday() == weekday) {
        (true, false) => Phrase::fixed(dated.end, DaySpan::day(day_first)),
        (false, true) => Phrase::fixed(dated.end, DaySpan::day(month_first)),
        _ => dated,
    }
}

/// Whether the weekday at an atom is said of every week.
pub(crate) fn is_recurring_weekday(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_plural = weekday(atoms.word(idx)).is_none()
        && atoms.word(idx).strip_suffix('s').is_some_and(|word| weekday(word).is_some());
    let is_every =
        matches!(before(atoms, idx), "every" | "each" | "all" | "any" | "per" | "most" | "alternate" | "other");
    let of_day = matches!(atoms.word(idx + 1), "mornings" | "evenings" | "afternoons" | "nights" | "lunchtimes");
    let is_sign = |word: &str| matches!(word, "-" | "\u{2013}" | "to" | "and" | "or" | "through" | "/" | "&" | "+");
    let is_in_range = is_sign(atoms.word(idx + 1)) && is_weekday_like(atoms.word(idx + 2))
        || idx > 1 && is_sign(before(atoms, idx)) && is_weekday_like(atoms.word(idx - 2));
    is_plural || is_every || of_day || is_in_range
}

fn is_weekday_like(word: &str) -> bool {
    weekday(word).is_some() || word.strip_suffix('s').is_some_and(|word| weekday(word).is_some())
}
