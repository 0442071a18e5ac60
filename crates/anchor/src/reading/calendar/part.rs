//! Parts of named days: "mid-March", "the last Sunday of April", "the week
//! before Christmas", "the end of the year".

use backcast_core::DaySpan;

use super::super::figure::figure_at;
use super::Grammar;
use super::cut::{Cut, Piece};
use super::length::length_at;
use super::when::{Days, Occurrence, Phrase};
use super::words::{Unit, before, is_led, month, ordinal, unit, weekday};

impl Grammar<'_, '_> {
    /// A part of days, or days beside them, that begins at an atom.
    pub(super) fn part(self, idx: usize) -> Option<Phrase> {
        let inner = self.deeper()?;
        inner
            .by_ending(idx)
            .or_else(|| inner.by_edge(idx))
            .or_else(|| inner.by_number(idx))
            .or_else(|| inner.by_week(idx))
            .or_else(|| inner.by_distance(idx))
    }

    /// "mid", "early", "late", "the end of", "the beginning of", "the rest of".
    fn by_edge(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let (cut, behind) = match (atoms.word(idx), atoms.word(idx + 1)) {
            ("mid", "-") | ("mid" | "middle" | "midst", "of") => (Cut::Middle, idx + 2),
            ("mid" | "middle", _) => (Cut::Middle, idx + 1),
            ("early", "in" | "on" | "-") => (Cut::Early, idx + 2),
            ("early", _) => (Cut::Early, idx + 1),
            ("late", "in" | "-") => (Cut::Late, idx + 2),
            ("late", _) => (Cut::Late, idx + 1),
            ("beginning" | "start" | "begin", "of") => (Cut::Beginning, idx + 2),
            ("beginning" | "start" | "begin", _) => (Cut::Beginning, idx + 1),
            ("end" | "close", "of") => (Cut::End, idx + 2),
            ("end", "-") if atoms.starts_with(idx + 2, &["of", "-"]) => (Cut::End, idx + 4),
            ("end" | "eo", _) => (Cut::End, idx + 1),
            ("rest" | "remainder", "of") => return self.rest(idx + 2),
            _ => return None,
        };
        // "Start March 3" begins on that day: a day has no parts.
        // "A mid-year sale" names no day, "by mid-year" does.
        if matches!(cut, Cut::Middle | Cut::Early | Cut::Late)
            && unit(atoms.word(behind)).is_some()
            && !is_led(atoms, idx)
        {
            return None;
        }
        let whole = self.whole(behind)?;
        let is_day = self.resolved(&whole).is_some_and(|span| span.first == span.last);
        let is_loose = matches!(cut, Cut::Beginning | Cut::End) && behind == idx + 1;
        let has_parts = !is_day || matches!(whole.days, Days::Unknown);
        // A feast begins on one day: "by the start of Lent".
        let is_feast = self.is_named(behind + usize::from(atoms.word(behind) == "the"));
        let cut = if is_feast && cut == Cut::Beginning { Cut::FIRST_DAY } else { cut };
        (has_parts && !(is_loose && self.is_relative(behind))).then(|| whole.cut(cut))?
    }

    /// "Before the year is out", "until summer ends": the last day of it.
    fn by_ending(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        if !matches!(before(atoms, idx), "before" | "until" | "till" | "when" | "once" | "time") {
            return None;
        }
        let at = idx + usize::from(matches!(atoms.word(idx), "the" | "this"));
        let is_short_is = self.is_possessive(at);
        let is_unit = unit(atoms.word(at)).is_some_and(|unit| !matches!(unit, Unit::Day | Unit::Fortnight));
        let whole = match atoms.word(at) {
            "years" if is_short_is => self.this_year(at),
            word if is_unit && !word.ends_with('s') => self.this_unit(at)?,
            _ => self.determined(at).or_else(|| self.point(at, true))?,
        };
        let verb = whole.end + usize::from(atoms.word(whole.end) == "is");
        let is_over = verb > whole.end || is_short_is;
        let ends = match atoms.word(verb) {
            "out" | "over" | "up" | "through" | "done" => is_over,
            "ends" | "closes" | "finishes" => !is_over,
            _ => false,
        };
        Some(Phrase { end: verb + 1, ..whole }).filter(|_| ends)?.cut(Cut::End)
    }

    fn is_relative(self, idx: usize) -> bool {
        matches!(self.atoms.word(idx), "in" | "this" | "next" | "last" | "today" | "within" | "over" | "for" | "the")
    }

    fn resolved(self, phrase: &Phrase) -> Option<DaySpan> {
        phrase.days.resolve(self.ctx.today, Occurrence::Next)
    }

    /// What a part is taken of: any days, or "the year", "month", "next week".
    fn whole(self, idx: usize) -> Option<Phrase> {
        let at = idx + usize::from(self.atoms.word(idx) == "the");
        let is_this = unit(self.atoms.word(at)).is_some_and(|unit| !matches!(unit, Unit::Day | Unit::Fortnight))
            && !self.atoms.word(at).ends_with('s');
        if is_this && self.year_behind(at + 1, false).is_none() {
            return self.this_unit(at);
        }
        self.single(idx, true)
    }

    /// "the rest of the year": from today to its end.
    fn rest(self, idx: usize) -> Option<Phrase> {
        let whole = self.whole(idx)?;
        let span = self.resolved(&whole)?;
        let first = self.ctx.today.clamp(span.first, span.last);
        Some(Phrase::fixed(whole.end, DaySpan { first, ..span }))
    }

    /// "the first weekend of June", "last Sunday in April", "the first two weeks
    /// of", "the second half of", "the first 10 days of".
    fn by_number(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let (place, mut at) = match atoms.word(idx) {
            "latter" => (2, idx + 1),
            _ => ordinal(atoms, idx)?,
        };
        let mut count = 1;
        if let Some(figure) =
            figure_at(atoms, at).filter(|figure| !figure.is_ordinal && (1.0..=31.0).contains(&figure.value))
        {
            #[expect(clippy::cast_possible_truncation, reason = "held to a month")]
            let whole = figure.value as i8;
            (count, at) = (whole.max(1), figure.atoms.end);
        }
        // "The 2nd and 3rd weeks of June."
        let is_pair = |&(next, end): &(i8, usize)| place > 0 && next == place + 1 && unit(atoms.word(end)).is_some();
        let second = matches!(atoms.word(at), "and" | "&").then(|| ordinal(atoms, at + 1)).flatten().filter(is_pair);
        if let Some((_, end)) = second.filter(|_| count == 1) {
            (count, at) = (2, end);
        }
        at += usize::from(atoms.word(at) == "full");
        let word = atoms.word(at);
        let singular = word.strip_suffix('s').unwrap_or(word);
        let cut = if word == "half" {
            Cut::Half { is_second: place != 1 }
        } else {
            let piece = if singular == "weekend" {
                Piece::Weekend
            } else if let Some(weekday) = weekday(word) {
                Piece::Weekday(weekday)
            } else {
                Piece::Unit(unit(word)?)
            };
            if matches!(atoms.word(at + 1), "before" | "after") && place == 1 {
                return self.beside(at + 1, piece);
            }
            Cut::Parts { place, count, piece }
        };
        let of = usize::from(matches!(atoms.word(at + 1), "of" | "in"));
        // "The last week June" is short for "of June".
        if of == 0 && month(atoms.word(at + 1)).is_none() {
            return None;
        }
        self.whole(at + 1 + of)?.cut(cut)
    }

    /// "the week of 7 June", "the weekend of", "week commencing", "w/c", "the
    /// Monday after", "the day before".
    fn by_week(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        if atoms.starts_with(idx, &["w", "/", "c"]) {
            return self.single(idx + 3, true)?.cut(Cut::Around(Piece::Unit(Unit::Week)));
        }
        let word = atoms.word(idx);
        let piece = match word {
            "weekend" => Piece::Weekend,
            _ => match weekday(word) {
                Some(weekday) => Piece::Weekday(weekday),
                None => Piece::Unit(unit(word).filter(|_| !word.ends_with('s'))?),
            },
        };
        // "A week from 3 July" begins on that day.
        let is_length = matches!(before(atoms, idx), "a" | "one") && atoms.word(idx + 1) != "of";
        let is_week = matches!(piece, Piece::Weekend | Piece::Unit(Unit::Week)) && !is_length;
        match atoms.word(idx + 1) {
            "of" | "commencing" | "beginning" | "starting" | "from" if is_week => {
                // "The weekend of 17/18 April" names both days.
                if let Some(days) = self.days_of_a_month(idx + 2, false).filter(|_| piece == Piece::Weekend) {
                    return Some(days);
                }
                let day = self.single(idx + 2, true)?;
                let is_short = self.resolved(&day).is_some_and(|span| (span.last - span.first).get_days() < 8);
                is_short.then(|| day.cut(Cut::Around(piece)))?
            }
            "before" | "after" => self.beside(idx + 1, piece),
            _ => None,
        }
    }

    /// "before Christmas", "after Easter", of which a week or day is named.
    pub(super) fn beside(self, at: usize, piece: Piece) -> Option<Phrase> {
        let is_before = self.atoms.word(at) == "before";
        let inner = self.deeper()?;
        inner.single(at + 1, true)?.cut(Cut::Next { piece, is_before })
    }

    /// "two weeks before Christmas", "a day after Easter".
    fn by_distance(self, idx: usize) -> Option<Phrase> {
        let length = length_at(self.atoms, idx)?;
        let (is_before, behind) = match (self.atoms.word(length.end), self.atoms.word(length.end + 1)) {
            ("before", _) => (true, length.end + 1),
            ("after", _) => (false, length.end + 1),
            ("ahead", "of") | ("prior", "to") => (true, length.end + 2),
            _ => return None,
        };
        let by = if is_before { length.high.negated() } else { length.high };
        self.single(behind, true)?.cut(Cut::Beside(by))
    }
}
