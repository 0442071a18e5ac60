//! Lengths of time that are counted from today: "in 10 weeks", "90 days from now".

use backcast_core::{DaySpan, TextId, plus_days};

use super::Grammar;
use super::cut::Elapsed;
use super::length::{Length, length_at, vague_length_at};
use super::when::{Doubt, Occurrence, Phrase};
use super::words::{Unit, before, unit, weekday};

/// Words between "in" and a length: "in the course of the next".
const HEDGES_MAX: usize = 6;

impl Grammar<'_, '_> {
    /// "in 10 weeks", "within the next two years", "over the next six months",
    /// "90 days from now", "two weeks ago".
    pub(super) fn length_from_today(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let lead = atoms.word(idx);
        if !matches!(lead, "in" | "within" | "inside" | "over" | "throughout" | "during" | "for") {
            return self.length_alone(idx);
        }
        let start = self.behind_hedges(idx + 1);
        let is_next = (idx + 1..start).any(|at| matches!(atoms.word(at), "next" | "coming" | "following"));
        let is_the = (idx + 1..start).any(|at| matches!(atoms.word(at), "the" | "next" | "coming"));
        if let Some(end) = vague_length_at(atoms, start).or_else(|| self.open_plural(start, is_next)) {
            return (lead != "for" && lead != "over" || is_the).then(|| Phrase::asked(end, Doubt::HowLong));
        }
        if lead == "within" && before(atoms, start) == "the" && !is_next {
            // "Within the year": before it is over.
            let span = self.unit_from_today("this", atoms.word(start))?;
            return Some(Phrase::fixed(start + 1, DaySpan { first: self.ctx.today, last: span.last }));
        }
        let length = match length_at(atoms, start) {
            Some(length) => length,
            // "Within the next year": twelve months; "in the next year" alike.
            None => self.bare_unit(start).filter(|_| is_next && is_the && before(atoms, idx + 2) == "the")?,
        };
        let (mut end, is_ago) = self.behind_length(length.end);
        let after = atoms.word(end);
        // "3 days a week", "in three weeks of holiday", "in a day".
        let is_rate = matches!(after, "a" | "an" | "per" | "each" | "every" | "/") || after == "of" && !is_next;
        let is_one_day = length.unit == Unit::Day && (length.is_single || length.high.days <= 1);
        let is_quick = length.is_single && length.unit == Unit::Week && !matches!(lead, "in" | "within");
        if is_ago || is_rate || is_one_day || is_quick && !is_next {
            return None;
        }
        let is_past = matches!(after, "already" | "now" | "so") || matches!(before(atoms, idx), "been" | "practiced");
        // "At 120 requests a second for 7 days" is a test and no plan.
        let is_short = length.high.months == 0 && length.high.days < 14;
        let is_span = matches!(lead, "over" | "throughout" | "during" | "for") || is_next;
        if matches!(lead, "for" | "over" | "during" | "throughout")
            && !is_next
            && (is_short || !self.is_goal_length(is_past, end))
        {
            return None;
        }
        let today = self.ctx.today;
        let (low, high) = (length.low.after(today)?, length.high.after(today)?);
        end = end.max(length.end);
        let first = if is_span || lead == "within" || lead == "inside" { today } else { low };
        Some(Phrase::fixed(end, DaySpan { first, last: high }))
    }

    /// "For 100 days" is a length of the goal in its title and destination only,
    /// at the end of a clause.
    fn is_goal_length(self, is_past: bool, end: usize) -> bool {
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let is_end = self.atoms.get(end).is_none()
            || self.atoms.ends_clause(end, true)
            || matches!(self.atoms.word(end), "straight" | "without" | "and");
        is_goal && is_end && !is_past
    }

    fn behind_hedges(self, start: usize) -> usize {
        let mut at = start;
        while at - start < HEDGES_MAX
            && matches!(
                self.atoms.word(at),
                "about"
                    | "around"
                    | "roughly"
                    | "approximately"
                    | "under"
                    | "exactly"
                    | "just"
                    | "only"
                    | "maybe"
                    | "the"
                    | "next"
                    | "coming"
                    | "following"
                    | "at"
                    | "most"
                    | "less"
                    | "than"
                    | "no"
                    | "more"
                    | "another"
                    | "ca"
                    | "of"
                    | "course"
                    | "space"
                    | "up"
                    | "~"
                    | "my"
                    | "these"
                    | "our"
            )
        {
            at += 1;
        }
        at
    }

    /// "in the coming weeks"
    fn open_plural(self, at: usize, is_next: bool) -> Option<usize> {
        (is_next && matches!(self.atoms.word(at), "days" | "weeks" | "months" | "years")).then_some(at + 1)
    }

    /// "year" in "within the next year".
    fn bare_unit(self, at: usize) -> Option<Length> {
        let unit = unit(self.atoms.word(at)).filter(|_| !self.atoms.word(at).ends_with('s'))?;
        let months = |months| Elapsed { months, days: 0 };
        let length = match unit {
            Unit::Day => return None,
            Unit::Week => Elapsed { months: 0, days: 7 },
            Unit::Fortnight => Elapsed { months: 0, days: 14 },
            Unit::Month => months(1),
            Unit::Quarter => months(3),
            Unit::Year => months(12),
        };
        Some(Length { low: length, high: length, end: at + 1, unit, is_single: true })
    }

    /// The atom behind "time", "from now", "at most", and whether it is "ago".
    fn behind_length(self, mut end: usize) -> (usize, bool) {
        let atoms = self.atoms;
        end += usize::from(matches!(atoms.word(end), "'" | "\u{2019}"));
        if atoms.word(end) == "time" {
            end += 1;
        }
        for words in
            [&["from", "now"][..], &["from", "today"], &["at", "most"], &["or", "less"], &["or", "so"], &["hence"]]
        {
            if atoms.starts_with(end, words) {
                end += words.len();
            }
        }
        (end, matches!(atoms.word(end), "ago" | "back" | "earlier"))
    }

    /// "90 days from now", "6 weeks left", "two months ago": lengths that need no
    /// word before them.
    fn length_alone(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let length = length_at(atoms, idx)?;
        let today = self.ctx.today;
        let at = |end: usize, by: Elapsed| Some(Phrase::fixed(end, DaySpan::day(by.after(today)?)));
        match (atoms.word(length.end), atoms.word(length.end + 1)) {
            ("from", "now" | "today") => at(length.end + 2, length.high),
            ("hence", _) => at(length.end + 1, length.high),
            ("ago", _) => at(length.end + 1, length.high.negated()),
            ("left" | "remaining", _) if length.unit != Unit::Day || !length.is_single => {
                at(length.end + 1, length.high)
            }
            ("to", "go") => at(length.end + 2, length.high),
            // "5 hours a week max" is a rate.
            ("max" | "maximum" | "tops", _) | ("at", "most") if length.is_single => None,
            ("max" | "maximum" | "tops", _) => at(length.end + 1, length.high),
            ("at", "most") => at(length.end + 2, length.high),
            ("at", "the") if matches!(atoms.word(length.end + 2), "most" | "latest") => at(length.end + 3, length.high),
            ("away", _) if !matches!(length.unit, Unit::Day) || length.high.days > 7 => at(length.end + 1, length.high),
            ("from", "tomorrow") => {
                Some(Phrase::fixed(length.end + 2, DaySpan::day(plus_days(length.high.after(today)?, 1))))
            }
            ("on" | "from", day) if length.high.months == 0 => {
                // "A week on Monday", "two weeks from Friday".
                let Some(weekday) = weekday(day) else {
                    return self.length_from_named_day(length).or_else(|| self.length_from(length));
                };
                let day = plus_days(self.coming(weekday), length.high.days);
                Some(Phrase::fixed(length.end + 2, DaySpan::day(day)))
            }
            _ => None,
        }
    }

    /// "Five weeks from this Wednesday": the day on which they are over. Of days off the
    /// weeks themselves are meant.
    fn length_from_named_day(self, length: Length) -> Option<Phrase> {
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let at = length.end + 1;
        let names_weekday = weekday(self.atoms.word(at + 1)).is_some();
        let day = self.deeper()?.determined(at).filter(|_| is_goal && names_weekday)?;
        let from = day.days.resolve(self.ctx.today, Occurrence::Next)?.first;
        Some(Phrase { question: day.question, ..Phrase::fixed(day.end, DaySpan::day(length.high.after(from)?)) })
    }

    /// "twelve weeks from 4 January": these weeks.
    fn length_from(self, length: Length) -> Option<Phrase> {
        let is_from = self.atoms.word(length.end) == "from" && !length.is_single;
        let day = is_from.then(|| self.deeper()?.point(length.end + 1, true))??;
        let first = day.days.resolve(self.ctx.today, Occurrence::Next).filter(|span| span.first == span.last)?.first;
        let last = plus_days(length.high.after(first)?, -1);
        (first <= last).then(|| Phrase::fixed(day.end, DaySpan { first, last }))
    }
}
