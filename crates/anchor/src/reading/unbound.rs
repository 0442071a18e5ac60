//! Constraints, and clauses of them, in which nothing binds: they bound the work, whether
//! we know how or not.

use std::ops::Range;

use backcast_core::{Bound, DateRole, Field, Meaning, Unread};

use super::atoms::{AtomKind, Atoms};
use super::states::clauses;
use super::wordlist::is_in;
use super::{Asked, Found};

/// Questions about a constraint, or the clauses of it, in which nothing binds: no day
/// off, no hours, no date, no money, nobody. "On call every third week, nothing
/// possible then" is asked about; so is the second half of "6 hours a week, but my knee
/// is bad".
pub(super) fn unbound(atoms: &Atoms<'_>, found: &[Found], asked: &[Asked], unread: &[Unread]) -> Vec<Asked> {
    let ask = |place: Range<usize>| {
        let question = question(atoms.quote(&place).trim());
        Asked::about(Field::Constraints, place, question)
    };
    let constraint = Constraint { atoms, found, asked, unread };
    if constraint.is_unbound() {
        return vec![ask(0..atoms.len())];
    }
    constraint.unbound_clauses().into_iter().map(ask).collect()
}

/// A constraint with what was made of it.
struct Constraint<'a, 't> {
    atoms: &'a Atoms<'t>,
    found: &'a [Found],
    asked: &'a [Asked],
    unread: &'a [Unread],
}

impl Constraint<'_, '_> {
    /// Whether nothing of it binds, and nothing is asked about it yet.
    fn is_unbound(&self) -> bool {
        let is_word = |at: usize| self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word);
        // What lapses where the hours are known may be asked in vain.
        let is_asked = !self.unread.is_empty() || self.asked.iter().any(|one| !one.lapses_with_hours);
        let may_be_asked = self.asked.is_empty() || self.found.iter().any(is_date);
        !is_asked && may_be_asked && (0..self.atoms.len()).any(is_word) && !self.found.iter().any(binds)
    }

    fn unbound_clauses(&self) -> Vec<Range<usize>> {
        let whole = clauses(self.atoms, &[]).into_iter();
        let all: Vec<Range<usize>> = whole.flat_map(|clause| cut_at_conclusions(self.atoms, clause)).collect();
        let is_open = |&number: &usize| {
            let clause = &all[number];
            let before = number.checked_sub(1).and_then(|before| all.get(before));
            let mut neighbours = before.into_iter().chain(all.get(number + 1));
            says_something(self.atoms, clause)
                && !self.is_bound(clause)
                && !neighbours.any(|other| self.speaks_of(other, clause) || self.explains_days_off(clause, other))
        };
        (0..all.len()).filter(is_open).map(|number| all[number].clone()).collect()
    }

    /// Whether something in a clause binds, or is asked about.
    fn is_bound(&self, clause: &Range<usize>) -> bool {
        let touches = |other: &Range<usize>| other.start < clause.end && clause.start < other.end;
        let place = self.atoms.place(clause);
        let is_unread = |one: &Unread| one.quote.place.start < place.end && place.start < one.quote.place.end;
        self.found.iter().any(|one| touches(&one.atoms) && binds(one))
            || self.asked.iter().any(|one| touches(&one.atoms))
            || self.unread.iter().any(is_unread)
    }

    /// "Visiting my sister, 28 May to 11 June": a clause of nothing but days speaks of
    /// its neighbours in the sentence.
    fn speaks_of(&self, days: &Range<usize>, other: &Range<usize>) -> bool {
        let is_day = |at: usize| {
            let is_days = |one: &&Found| matches!(one.meaning, Meaning::Away(_) | Meaning::WorldDate(_));
            self.found.iter().filter(is_days).any(|one| one.atoms.contains(&at))
        };
        let mut between = days.start.min(other.start)..days.end.max(other.end);
        days.clone().any(is_day)
            && days.clone().all(|at| !is_content(self.atoms, at) || is_day(at))
            && !between.any(|at| is_sentence_end(self.atoms, at))
    }

    /// "Army exercise 5 to 16 April, no phones": what is lacking on days off explains
    /// them.
    fn explains_days_off(&self, clause: &Range<usize>, other: &Range<usize>) -> bool {
        let is_off = |one: &Found| matches!(one.meaning, Meaning::Away(_)) && other.contains(&one.atoms.start);
        other.end <= clause.start
            && is_in("no nothing without", self.atoms.word(clause.start))
            && self.found.iter().any(is_off)
    }
}

/// "We have one toilet | so the water cannot be off", "no dips | and the gym is closed",
/// "online only | because I live far away": each of them says something of its own.
fn cut_at_conclusions(atoms: &Atoms<'_>, clause: Range<usize>) -> Vec<Range<usize>> {
    const VERBS: &str = "is are was were has have can cant cannot must wont will needs goes closes shuts";
    let is_cut = |at: usize| match atoms.word(at) {
        "so" => !matches!(atoms.word(at + 1), "far" | "much" | "many" | "long" | "that" | "as"),
        "and" | "&" => {
            atoms.word(at + 1) == "so" || (at + 2..(at + 5).min(clause.end)).any(|verb| is_in(VERBS, atoms.word(verb)))
        }
        "because" | "cause" | "cos" | "coz" | "cuz" | "bc" => true,
        _ => false,
    };
    let cuts = (clause.start + 1..clause.end).filter(|&at| is_cut(at) && !matches!(atoms.word(at - 1), "or" | "and"));
    let edges: Vec<usize> = std::iter::once(clause.start).chain(cuts).chain([clause.end]).collect();
    edges.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

fn is_content(atoms: &Atoms<'_>, at: usize) -> bool {
    atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word && atom.text.len() > 2)
        && !is_in("from till until the and for about around approx every each only just through", atoms.word(at))
}

fn is_sentence_end(atoms: &Atoms<'_>, at: usize) -> bool {
    atoms.ends_clause(at, false) && !matches!(atoms.word(at), "(" | ")" | ":")
}

/// Whether a clause may bound the work by itself: not "because the kids are at
/// school", which tells the reason of another one, nor "with my sister".
fn says_something(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    const WORDS_MIN: usize = 3;
    const GOES_ON: &str = "because since as cause cos coz bc cuz which who that where when while with for to in at on by of \
        from than like via per thanks due ok okay sorry thats its thx ideally maybe preferably e i";
    let is_word = |at: &usize| atoms.get(*at).is_some_and(|atom| atom.kind == AtomKind::Word);
    let mut words = clause
        .clone()
        .filter(is_word)
        .skip_while(|&at| matches!(atoms.word(at), "and" | "but" | "or" | "so" | "also" | "please"));
    let Some(first) = words.next() else { return false };
    let is_own = atoms.word(first) == "i" && !atoms.ends_clause(first + 1, true);
    // "Nothing fancy", "no dips", "im asthmatic" are whole.
    let is_short = is_own
        || is_in("im ive we were no not nothing never only cant cannot", atoms.word(first))
        || atoms.word(clause.end - 1) == "only";
    words.count() + 1 >= WORDS_MIN - usize::from(is_short) && (is_own || !is_in(GOES_ON, atoms.word(first)))
}

pub(super) fn is_date(found: &Found) -> bool {
    matches!(found.meaning, Meaning::WorldDate(_))
}

/// What is asked of a constraint of which nothing was made.
pub(super) fn question(words: &str) -> String {
    format!("You wrote \"{words}\": does it rule out days or hours, or change a step?")
}

/// Whether what was understood is more than a number or a clock time said back, or
/// is asked about already.
fn binds(found: &Found) -> bool {
    match &found.meaning {
        _ if found.question.is_some() => true,
        // A limit binds, "2 ovens" may mean anything.
        Meaning::Quantity(quantity) => quantity.bound != Bound::Exactly && !is_time(&found.meaning),
        Meaning::WorldDate(date) => date.role != DateRole::Mention,
        Meaning::ClockTime(_) | Meaning::Recurring(_) | Meaning::Name => false,
        _ => true,
    }
}

/// Whether it is a number of hours or days that nobody made anything of.
fn is_time(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Quantity(quantity) if TIMES.contains(&quantity.unit.trim_end_matches('s')))
}

/// Units of time: as numbers they bind nothing.
const TIMES: [&str; 14] = [
    "minute", "min", "hour", "hr", "h", "std", "day", "night", "week", "weekend", "month", "year", "evening", "morning",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked of a constraint as a whole.
    fn asked_of(constraint: &str) -> Vec<String> {
        use backcast_core::{Circumstances, Conventions};
        let goal = crate::test_goal::goal("A goal");
        let around = Circumstances { constraints: vec![constraint.to_owned()], ..Circumstances::default() };
        let reading = crate::read(&goal, &around, jiff::civil::date(2026, 11, 29), Conventions::default());
        let of_whole = |question: &str| question.contains("does it rule out");
        reading.unread.into_iter().filter(|one| of_whole(&one.question)).map(|one| one.quote.words).collect()
    }

    #[test]
    fn a_clause_that_binds_nothing_is_asked_about() {
        for (text, clauses) in [
            ("6 hours a week, the kiln is shared", vec!["the kiln is shared"]),
            ("4 hours a week, no dust in the house", vec!["no dust in the house"]),
            ("budget 300 EUR so nothing fancy", vec!["so nothing fancy"]),
            ("6 hours a week as I tire quickly", vec![]),
            ("away 3 to 9 May, with my sister", vec![]),
            ("visiting my aunt, 3 to 9 May", vec![]),
        ] {
            assert_eq!(asked_of(text), clauses, "{text}");
        }
    }

    #[test]
    fn a_constraint_that_binds_nothing_is_asked_about() {
        let asked = |text: &str| unbound(&Atoms::new(text), &[], &[], &[]).pop().map(|one| one.question);
        let question = asked("on call every third week").expect("nothing binds");
        assert!(question.contains("\"on call every third week\""), "{question}");
        assert_eq!(asked("--"), None);
    }
}
