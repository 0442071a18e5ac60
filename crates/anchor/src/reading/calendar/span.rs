//! From a day to a day: "3-9 March", "Feb 1 to April 15", "between Christmas
//! and New Year".

use backcast_core::{DaySpan, TextId, plus_days};
use jiff::civil::Date;

use super::Grammar;
use super::cut::n_days;
use super::when::{Days, Doubt, Occurrence, Phrase, Yearly};
use super::words::{counts, digits, goes_on, is_inside, lead_word, weekday};

impl Grammar<'_, '_> {
    /// The days from one to another that begin at an atom, or those of one
    /// expression, in the words that say them best.
    pub(super) fn expression(self, idx: usize) -> Option<Phrase> {
        let phrase = self.stretch(idx)?;
        Some(self.made_precise(idx, &phrase).or_else(|| self.around_feast(&phrase)).unwrap_or(phrase))
    }

    /// The days from one to another, or those of one expression.
    fn stretch(self, idx: usize) -> Option<Phrase> {
        let (start, is_between) = match self.atoms.word(idx) {
            "between" => (idx + 1, true),
            "from" => (idx + 1, false),
            _ => (idx, false),
        };
        let is_led = start > idx;
        if is_inside(self.atoms, start) {
            return None;
        }
        if let Some(phrase) = self.days_of_a_month(start, is_between).or_else(|| self.slashes(start)) {
            return Some(phrase);
        }
        let left = if is_led && matches!(self.atoms.word(start), "now" | "today") {
            Phrase::fixed(start + 1, DaySpan::day(self.ctx.today))
        } else {
            match self.single(start, is_led) {
                Some(left) => left,
                // "March to May", "Easter to Pentecost": the second day says that the
                // first word is one, too.
                None if self.atoms.get(start)?.is_capital || self.atoms.word(start + 1) == "." => {
                    return self.joined(&self.point(start, true)?, is_between);
                }
                None => return None,
            }
        };
        match self.joined(&left, is_between) {
            Some(phrase) => Some(phrase),
            // Without a second day "from" says what the first one is, and is read with it.
            None => (!is_led).then_some(left),
        }
    }

    /// The days from these to those that follow.
    fn joined(self, left: &Phrase, is_between: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let at = left.end + usize::from(atoms.word(left.end) == "," && is_conjunction(atoms.word(left.end + 1)));
        let word = atoms.word(at);
        let is_and = matches!(word, "and" | "or" | "/" | "&");
        if !is_conjunction(word) && !is_and {
            return None;
        }
        let behind = at + 1 + usize::from(matches!(atoms.word(at + 1), "to" | "and") && matches!(word, "up" | "to"));
        // "Up to and including", "->"
        let is_arrow = word == "-" && atoms.word(behind) == ">" && atoms.is_joined(at);
        let is_inclusive =
            matches!(word, "up" | "to" | "until" | "till") && atoms.starts_with(behind, &["and", "including"]);
        let behind = behind + usize::from(is_arrow) + 2 * usize::from(is_inclusive);
        if is_and && !is_between && !self.is_month_pair(left, behind) && !self.is_whole_date(left, at) {
            // "March 8 and 9" are one stretch, "March 8 and 15" are two days.
            return self.second_day(left, behind).filter(|phrase| {
                phrase.days.resolve(self.ctx.today, Occurrence::Next).is_some_and(|days| n_days(days) == 2)
            });
        }
        // "From the 1st of May until the 14th": an article before the day.
        let is_article = atoms.word(behind) == "the" && self.second_day(left, behind + 1).is_some();
        let behind = behind + usize::from(is_article);
        // A figure alone would be a day of the month that was just named.
        if let Some(phrase) = self.second_day(left, behind) {
            return Some(phrase);
        }
        let right = self.single(behind, true).filter(|right| right.end > behind)?;
        if is_between && !is_and || matches!(word, "to" | "-") && self.is_past_length(left) {
            return None;
        }
        let (left, right) = self.in_one_order(left, right, behind);
        self.combined(&left, &right, is_between)
    }

    /// "2027-02-20/2027-02-28": a slash between dates that are written in figures with
    /// their years leads from one to the other.
    fn is_whole_date(self, left: &Phrase, slash: usize) -> bool {
        let is_year = |at: usize| digits(self.atoms, at, 4..=4).is_some();
        let is_dated = left.end >= 5 && (is_year(left.end - 5) || is_year(left.end - 1));
        let right = self.numeric(slash + 1, true);
        let is_date = right.is_some_and(|right| is_year(right.end - 1) || is_year(slash + 1));
        self.atoms.word(slash) == "/" && is_dated && is_date
    }

    /// "Early February, say the 5th", "before summer, so by about 20 May", "in spring,
    /// i.e. 3 to 9 May": what follows says which of the days are meant. "The wedding is
    /// on 12 June, so by 1 June" leaves the wedding on its day.
    fn made_precise(self, idx: usize, vague: &Phrase) -> Option<Phrase> {
        let today = self.ctx.today;
        let days = vague.days.resolve(today, Occurrence::Next);
        let is_open = days.is_none_or(|days| n_days(days) > 1) || matches!(lead_word(self.atoms, idx), "by" | "before");
        let at = self.behind_rewording(vague.end, is_open)?;
        let close = |end: usize| end + usize::from(self.atoms.word(vague.end) == "(" && self.atoms.word(end) == ")");
        if let Some(better) = self.stretch(at).filter(|better| better.question.is_none()) {
            let meant = match (&better.days, days) {
                (Days::Yearly(yearly), Some(days)) => yearly.up_to(days.last)?,
                (better, _) => better.resolve(today, Occurrence::Next)?,
            };
            return (meant.last >= today).then(|| Phrase::fixed(close(better.end), meant));
        }
        let (day, end) = self.day_number(at).filter(|&(_, end)| end > at + 1 && goes_on(self.atoms, end))?;
        let days = days.filter(|days| days.first.first_of_month() == days.last.first_of_month())?;
        let meant = days.last.with().day(day).build().ok().filter(|&meant| meant >= today)?;
        Some(Phrase::fixed(close(end), DaySpan::day(meant)))
    }

    /// The atom behind words with which one says the same more exactly.
    fn behind_rewording(self, idx: usize, is_open: bool) -> Option<usize> {
        let atoms = self.atoms;
        let at = idx + usize::from(matches!(atoms.word(idx), "," | "(" | "-" | "\u{2013}"));
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let behind = match (atoms.word(at), atoms.word(at + 1)) {
            ("say" | "meaning" | "ie" | "namely" | "specifically", _) => at + 1,
            ("i", ".") if atoms.word(at + 2) == "e" => at + 3 + usize::from(atoms.word(at + 3) == "."),
            ("that", "is") => at + 2,
            ("so", "by") if is_open => at + 2,
            // Of days off, what is only likely is asked about.
            ("probably" | "likely" | "maybe" | "perhaps", _) if is_goal => at + 1,
            _ => return None,
        };
        let is_small = |at: usize| matches!(atoms.word(at), "," | "by" | "on" | "about" | "around" | "roughly" | "the");
        (behind..behind + 4).find(|&at| !is_small(at))
    }

    /// "Christmas from 24 to 6", "xmas (24th to 2nd)": days around a feast whose month
    /// nobody has to be told.
    fn around_feast(self, feast: &Phrase) -> Option<Phrase> {
        const DAYS_AROUND: i32 = 14;
        let Days::Yearly(Yearly::Named(_)) = feast.days else { return None };
        let day = feast.days.resolve(self.ctx.today, Occurrence::Next).filter(|days| n_days(*days) == 1)?.first;
        let is_small = |at: usize| matches!(self.atoms.word(at), "," | "(" | "from" | "the" | ":");
        let start = (feast.end..feast.end + 3).find(|&at| !is_small(at)).filter(|&start| start > feast.end)?;
        let (from, at) = self.day_number(start)?;
        let behind = at + 1 + usize::from(self.atoms.word(at + 1) == "the");
        let (until, end) = self.day_number(behind).filter(|_| is_conjunction(self.atoms.word(at)))?;
        let first = day.with().day(from).build().ok()?;
        let month = if until > from { first } else { plus_days(first.last_of_month(), 1) };
        let last = month.with().day(until).build().ok()?;
        let is_near = (first - day).get_days().abs() <= DAYS_AROUND && (last - day).get_days().abs() <= DAYS_AROUND;
        let close = usize::from(self.atoms.word(end) == ")");
        (is_near && goes_on(self.atoms, end)).then(|| Phrase::fixed(end + close, DaySpan { first, last }))
    }

    /// "07/05/2027 - 07/18/2027": the end that has only one reading says how the
    /// other one is written.
    fn in_one_order(self, left: &Phrase, right: Phrase, behind: usize) -> (Phrase, Phrase) {
        let figures = |at: usize| Some((digits(self.atoms, at, 1..=2)?, digits(self.atoms, at + 2, 1..=2)?));
        let is_day_first = |(one, two): (i16, i16)| (one > 12 || two > 12).then_some(one > 12);
        let settled = |phrase: &Phrase, is_day_first: Option<bool>| match (phrase.question, is_day_first) {
            (Some(Doubt::Order { day_first, month_first }), Some(is_day_first)) => {
                Phrase::fixed(phrase.end, DaySpan::day(if is_day_first { day_first } else { month_first }))
            }
            _ => phrase.clone(),
        };
        let of_left = left.end.checked_sub(5).and_then(figures).and_then(is_day_first);
        let of_right = figures(behind).and_then(is_day_first);
        (settled(left, of_right), settled(&right, of_left))
    }

    fn is_past_length(self, left: &Phrase) -> bool {
        matches!(self.atoms.word(left.end - 1), "ago")
    }

    /// "Q1 or Q2", "March and April", "Feb/March", "next spring or summer":
    /// anything else stands alone.
    fn is_month_pair(self, left: &Phrase, behind: usize) -> bool {
        let today = self.ctx.today;
        let resolved = |phrase: &Phrase| phrase.days.resolve(today, Occurrence::Next);
        let is_whole = |span: DaySpan| span.first.day() == 1 && span.last == span.last.last_of_month();
        let Some(first) = resolved(left).filter(|&span| is_whole(span)) else { return false };
        let Some(second) = self.single(behind, true) else { return false };
        let next = plus_days(first.last, 1);
        resolved(&second).is_some_and(|span| is_whole(span) && span.first.month() == next.month())
            && n_days(first) < 200
    }

    /// "March 3 to 9", "June 5-9, 2027".
    fn second_day(self, left: &Phrase, behind: usize) -> Option<Phrase> {
        let (day, end) = self.day_number(behind)?;
        let is_of_other = self.day_of_month(behind, true).is_some()
            || self.atoms.word(end) == "of"
            || self.atoms.is_joined(behind)
                && matches!(self.atoms.word(behind + 1), "/" | "-" | ".")
                && digits(self.atoms, behind + 2, 1..=4).is_some();
        if is_of_other || counts(self.atoms, end) && !self.is_clock(end) {
            return None;
        }
        let (first, last, end) = match &left.days {
            Days::Yearly(Yearly::Day { month, day: first }) => {
                let last = Yearly::Day { month: *month, day };
                match self.year_behind(end, false) {
                    Some((year, end)) => (Date::new(year, *month, *first).ok()?, last.in_year(year)?.last, end),
                    None => {
                        let last = last.occurrence(self.ctx.today, Occurrence::Next)?.last;
                        (last.with().day(*first).build().ok()?, last, end)
                    }
                }
            }
            Days::Fixed(span) if span.first == span.last && self.ends_in_figure(left) => {
                (span.first, span.first.with().day(day).build().ok()?, end)
            }
            _ => return None,
        };
        (first < last).then(|| Phrase::fixed(end, DaySpan { first, last }))
    }

    fn ends_in_figure(self, left: &Phrase) -> bool {
        digits(self.atoms, left.end - 1, 1..=2).is_some()
    }

    /// "3-9 March", "10 to 24 July 2027", "3 and 4 May", "10.-24.7.".
    pub(super) fn days_of_a_month(self, idx: usize, is_between: bool) -> Option<Phrase> {
        let atoms = self.atoms;
        let behind_weekday = |at: usize| {
            let at = at + usize::from(atoms.word(at) == "the");
            at + usize::from(weekday(atoms.word(at)).is_some())
        };
        let (first, mut at) = self.day_number(behind_weekday(idx))?;
        at += usize::from(atoms.word(at) == "." && atoms.is_joined(at - 1));
        // "6, 7 and 8 April": each one day behind the other.
        let mut last_listed = first;
        while atoms.word(at) == "," || matches!(atoms.word(at), "and" | "&") && last_listed > first {
            let Some((day, end)) = self.day_number(behind_weekday(at + 1)).filter(|&(day, _)| day == last_listed + 1)
            else {
                break;
            };
            if !is_list_sign(atoms.word(end)) {
                break;
            }
            (last_listed, at) = (day, end);
        }
        let is_and = matches!(atoms.word(at), "and" | "or" | "&" | "+" | "/" | ",");
        if !is_and && (!is_conjunction(atoms.word(at)) || last_listed > first) {
            return None;
        }
        let behind = behind_weekday(at + 1);
        self.day_number(behind)?;
        let right = self.day_of_month(behind, true).or_else(|| self.numeric(behind, true))?;
        let last = right.days.resolve(self.ctx.today, Occurrence::Next)?.last;
        let first = last.with().day(first).build().ok().filter(|first| *first < last)?;
        // "3 and 20 May" are two days, not what lies between.
        let from = first.with().day(last_listed).build().ok()?;
        (!is_and || is_between || plus_days(from, 1) == last).then(|| Phrase::fixed(right.end, DaySpan { first, last }))
    }

    /// "5/10-5/20": the order that one of both makes clear counts for the other.
    fn slashes(self, idx: usize) -> Option<Phrase> {
        let atoms = self.atoms;
        let figure = |at: usize| digits(atoms, at, 1..=2).and_then(|figure| i8::try_from(figure).ok());
        let (a, b, c, d) = (figure(idx)?, figure(idx + 2)?, figure(idx + 4)?, figure(idx + 6)?);
        if atoms.word(idx + 1) != "/" || atoms.word(idx + 5) != "/" || !is_conjunction(atoms.word(idx + 3)) {
            return None;
        }
        let span = |left: (i8, i8), right: (i8, i8)| {
            let day = |(month, day)| Days::Yearly(Yearly::Day { month, day });
            Date::new(2028, left.0, left.1).ok()?;
            Date::new(2028, right.0, right.1).ok()?;
            let phrase = |days| Phrase { end: idx + 7, days, question: None };
            let right = self.with_year(phrase(day(right)));
            self.combined(&phrase(day(left)), &right, false)
        };
        let (month_first, day_first) = (span((a, b), (c, d)), span((b, a), (d, c)));
        match (month_first, day_first) {
            (Some(one), Some(other)) => match self.ctx.conventions.country {
                Some(country) => Some(if country.as_str() == "US" { one } else { other }),
                None => Some(Phrase::asked(idx + 7, Doubt::Unknown)),
            },
            (one, other) => one.or(other),
        }
    }

    /// From the first day of one to the last day of the other; the years that are
    /// not named follow from each other.
    fn combined(self, left: &Phrase, right: &Phrase, is_between: bool) -> Option<Phrase> {
        let end = right.end;
        let question = right.question.or(left.question);
        if matches!(left.days, Days::Unknown) || matches!(right.days, Days::Unknown) {
            return Some(Phrase { end, days: Days::Unknown, question });
        }
        let (first, last) = self.matching(&left.days, &right.days)?;
        let span = if is_between && first.first == first.last && last.first == last.last && !self.has_figures(left) {
            // "Between Christmas and New Year" are the days that lie between; whoever
            // says "Christmas Eve" or "New Year's Day" means that day, too.
            let is_day = |phrase: &Phrase| matches!(self.atoms.word(phrase.end - 1), "eve" | "day");
            let first = plus_days(first.last, i32::from(!is_day(left)));
            DaySpan { first, last: plus_days(last.first, -i32::from(!is_day(right))) }
        } else {
            DaySpan { first: first.first, last: last.last }
        };
        (span.first <= span.last).then_some(Phrase { end, days: Days::Fixed(span), question })
    }

    fn has_figures(self, phrase: &Phrase) -> bool {
        matches!(phrase.days, Days::Yearly(Yearly::Day { .. }) | Days::Fixed(_))
    }

    fn matching(self, left: &Days, right: &Days) -> Option<(DaySpan, DaySpan)> {
        let today = self.ctx.today;
        match (left, right) {
            (Days::Fixed(first), Days::Yearly(yearly)) => {
                let last = yearly.occurrence(plus_days(first.first, -1), Occurrence::NotBegun)?;
                let current = yearly.occurrence(first.first, Occurrence::Next)?;
                Some((*first, if current.last > first.last { current } else { last }))
            }
            (Days::Yearly(yearly), _) => {
                let last = right.resolve(today, Occurrence::Next)?;
                let first = yearly.up_to(last.last)?;
                let (over, ahead) = ((today - first.first).get_days(), (last.last - today).get_days());
                // Of two readings, the one that is not mostly over.
                if let (Days::Yearly(later), true) = (right, over > ahead) {
                    let last = later.occurrence(last.last, Occurrence::NotBegun)?;
                    return Some((yearly.up_to(last.last)?, last));
                }
                Some((first, last))
            }
            _ => Some((left.resolve(today, Occurrence::Next)?, right.resolve(today, Occurrence::Next)?)),
        }
    }
}

fn is_list_sign(word: &str) -> bool {
    matches!(word, "," | "and" | "&" | "+" | "/")
}

/// Words that lead from the first to the last day.
pub(super) fn is_conjunction(word: &str) -> bool {
    matches!(
        word,
        "to" | "until"
            | "till"
            | "til"
            | "through"
            | "thru"
            | "-"
            | "\u{2013}"
            | "\u{2014}"
            | "\u{2212}"
            | "bis"
            | "up"
            | "\u{2192}"
    )
}
