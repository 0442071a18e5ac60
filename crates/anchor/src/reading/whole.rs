//! What is asked of a text as a whole, where no part of it says what it bounds.

use std::ops::Range;

use backcast_core::{Bound, DateRole, Field, Meaning, Unread};

use super::atoms::{AtomKind, Atoms};
use super::figure::figure_at;
use super::states::clauses;
use super::wordlist::is_in;
use super::{Asked, Found};

/// Questions about a constraint, or the clauses of it, in which nothing binds: no day
/// off, no hours, no date, no money, nobody. "On call every third week, nothing
/// possible then" bounds the work, whether we know how or not; so does the second
/// half of "6 hours a week, but my knee is bad".
pub(super) fn unbound(atoms: &Atoms<'_>, found: &[Found], asked: &[Asked], unread: &[Unread]) -> Vec<Asked> {
    let ask = |place: Range<usize>| {
        let question = question(atoms.quote(&place).trim());
        Asked::about(Field::Constraints, place, question)
    };
    // What lapses where the hours are known may be asked in vain.
    let is_asked = !unread.is_empty() || asked.iter().any(|one| !one.lapses_with_hours);
    let has_words = (0..atoms.len()).any(|at| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word));
    if !is_asked && has_words && !found.iter().any(binds) && (asked.is_empty() || found.iter().any(is_date)) {
        return vec![ask(0..atoms.len())];
    }
    // "No time at weekends, 1 hour on the other days": of the hour nothing was made.
    let is_bound = |clause: &Range<usize>| {
        let touches = |other: &Range<usize>| other.start < clause.end && clause.start < other.end;
        found.iter().any(|one| touches(&one.atoms) && binds(one))
            || asked.iter().any(|one| touches(&one.atoms))
            || unread.iter().any(|one| {
                let place = atoms.place(clause);
                one.quote.place.start < place.end && place.start < one.quote.place.end
            })
    };
    // "Visiting my sister, 28 May to 11 June": a clause of nothing but days speaks of its
    // neighbours.
    let names_days = |at: usize| {
        let is_days = |one: &&Found| matches!(one.meaning, Meaning::Away(_) | Meaning::WorldDate(_));
        found.iter().filter(is_days).any(|one| one.atoms.contains(&at))
    };
    let is_bare = |clause: &Range<usize>| {
        clause.clone().any(names_days) && clause.clone().all(|at| !is_content(atoms, at) || names_days(at))
    };
    let clauses: Vec<Range<usize>> =
        clauses(atoms, &[]).into_iter().flat_map(|clause| cut_at_conclusions(atoms, clause)).collect();
    let belongs = |one: &Range<usize>, other: &Range<usize>| {
        is_bare(other) && !(one.start.min(other.start)..one.end.max(other.end)).any(|at| is_sentence_end(atoms, at))
    };
    // "Army exercise 5 to 16 April, no phones": what is lacking on days off explains them.
    let explains_days_off = |one: &Range<usize>, other: &Range<usize>| {
        let is_off = |one: &Found| matches!(one.meaning, Meaning::Away(_)) && other.contains(&one.atoms.start);
        let is_behind = other.end <= one.start;
        is_behind && is_in("no nothing without", atoms.word(one.start)) && found.iter().any(is_off)
    };
    let is_open = |number: usize| {
        let clause = &clauses[number];
        let before = number.checked_sub(1).and_then(|before| clauses.get(before));
        let mut neighbours = before.into_iter().chain(clauses.get(number + 1));
        let is_explained = neighbours.any(|other| belongs(clause, other) || explains_days_off(clause, other));
        says_something(atoms, clause) && !is_bound(clause) && !is_explained
    };
    (0..clauses.len()).filter(|&number| is_open(number)).map(|number| ask(clauses[number].clone())).collect()
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

fn is_date(found: &Found) -> bool {
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

/// Words behind which a wish says when: "once the kids are back at school". A
/// chain of them is one, the longest first.
const LEADS: [&[&str]; 38] = [
    &["not", "sure"],
    &["no", "idea"],
    &["dont", "know"],
    &["unsure"],
    &["depends"],
    &["depending"],
    &["in", "good", "time"],
    &["some", "day"],
    &["sooner", "rather", "than"],
    &["sooner", "or", "later"],
    &["no", "rush"],
    &["no", "hurry"],
    &["in", "no", "rush"],
    &["whenever"],
    &["as", "soon", "as"],
    &["no", "later", "than"],
    &["not", "later", "than"],
    &["at", "the", "latest"],
    &["at", "the", "next"],
    &["at", "the", "end"],
    &["by", "the", "time"],
    &["in", "time", "for"],
    &["at", "some", "point"],
    &["before"],
    &["after"],
    &["until"],
    &["till"],
    &["once"],
    &["when"],
    &["by"],
    &["within"],
    &["during"],
    &["asap"],
    &["soon"],
    &["eventually"],
    &["someday"],
    &["sometime"],
    &["one", "day"],
];
/// Words that stand behind "by" where it names who or how: "by myself", "by heart".
const NO_TIMES: [&str; 16] = [
    "myself",
    "ourselves",
    "heart",
    "hand",
    "ear",
    "me",
    "us",
    "foot",
    "bike",
    "car",
    "train",
    "mail",
    "doing",
    "using",
    "working",
    "itself",
];

/// A question about the words of a wish that hint at a time, where it names no date
/// and none is asked about.
pub(super) fn hinted_deadline(atoms: &Atoms<'_>, found: &[Found], asked: &[Asked]) -> Option<Asked> {
    // "After Easter" is a date, and says nothing of the last day.
    let is_dated = |one: &Found| matches!(&one.meaning, Meaning::WorldDate(date) if matches!(date.role, DateRole::Deadline | DateRole::Event));
    let is_asked = |one: &Found| is_date(one) && one.question.is_some();
    if found.iter().any(|one| is_dated(one) || is_asked(one)) || asked.iter().any(|one| one.field == Field::Deadline) {
        return None;
    }
    let mut last: Option<Range<usize>> = None;
    for idx in 0..atoms.len() {
        // "As soon as" has "soon" in it.
        if last.as_ref().is_none_or(|last| idx >= last.start + 2) {
            last = hint_at(atoms, idx).or(last);
        }
    }
    // "From 1 March": whatever else it is, it may be the day that is meant.
    let named = found.iter().rev().find(|one| is_date(one) && one.question.is_none()).map(|one| one.atoms.clone());
    let place = last.or(named).or_else(|| noun_of_time(atoms))?;
    let question = format!("You wrote \"{}\": by which day must it be done?", atoms.quote(&place).trim());
    Some(Asked::about(Field::Deadline, place, question))
}

/// The end of a wish from its last preposition on, of which no day could be read: "in
/// the near future" may be a time, "on the piano" is none, and nobody can list all that
/// people say. What stands in it as a name is no time.
pub(super) fn unread_end(atoms: &Atoms<'_>, found: &[Found], asked: &[Asked]) -> Option<Asked> {
    const PREPOSITIONS: &str = "in on at by before after until till within during over for from around when once as while \
        since next towards";
    const WORDS_MAX: usize = 8;
    let has_day = found.iter().any(is_date) || asked.iter().any(|one| one.field == Field::Deadline);
    if has_day {
        return None;
    }
    let end = (0..atoms.len()).rev().find(|&at| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word))? + 1;
    let start = (1..end).rev().take(WORDS_MAX).take_while(|&at| !atoms.ends_clause(at, true));
    let lead = start.filter(|&at| is_in(PREPOSITIONS, atoms.word(at))).last()?;
    let is_plain = |at: usize| {
        atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word && !atom.is_capital)
            && !found.iter().any(|one| one.atoms.contains(&at))
    };
    let place = lead..end;
    let is_told = place.len() > 1 && place.clone().all(is_plain) && !is_in("which who that what", atoms.word(lead - 1));
    let question = format!("By which day must it be done? Of \"{}\" no day could be read.", atoms.quote(&place));
    is_told.then(|| Asked::about(Field::Deadline, place, question))
}

/// The last clause that names a day or a stretch of time without one of those words:
/// "five weeks from this Wednesday", "on whichever date they announce".
fn noun_of_time(atoms: &Atoms<'_>) -> Option<Range<usize>> {
    const NOUNS: &str = "date dates deadline day week weeks month months term semester trimester season session quarter \
        birthday anniversary wedding holidays vacation period round intake occasion opportunity appointment edition cycle future moment christmas easter retirement retake sitting monday tuesday \
        wednesday thursday friday saturday sunday tomorrow tonight weekend later latest sooner";
    // "For my mum's 80th": a birthday without the word.
    let is_jubilee = |at: usize| {
        figure_at(atoms, at).is_some_and(|figure| {
            figure.is_ordinal
                && figure.value >= 10.0
                && atoms.get(figure.atoms.end).is_none_or(|next| next.kind == AtomKind::Sign)
        })
    };
    let names_time = |at: &usize| is_in(NOUNS, atoms.word(*at)) && !is_rate(atoms, *at) || is_jubilee(*at);
    let at = (1..atoms.len()).rev().find(names_time)?;
    let starts = |at: &usize| atoms.ends_clause(*at, true);
    let start = (0..at).rev().find(starts).map_or(0, |stop| stop + 1);
    let end = (at..atoms.len()).find(starts).unwrap_or(atoms.len());
    // "Run a marathon on whichever date": the hint begins with its preposition.
    let lead = (start..at)
        .find(|&at| is_in("on in at for over during by around next this that five four three two six", atoms.word(at)));
    Some(lead.unwrap_or(start)..end)
}

/// "A day", "every week", "6 nights a week": how often, and not when.
fn is_rate(atoms: &Atoms<'_>, at: usize) -> bool {
    matches!(atoms.word(at - 1), "a" | "an" | "per" | "each" | "every" | "/" | "daily")
}

/// The words of a hint that begins at an atom, to the end of its clause.
fn hint_at(atoms: &Atoms<'_>, idx: usize) -> Option<Range<usize>> {
    // What begins a sentence with "When" or "By" tells how, more often than when.
    if idx == 0 {
        return None;
    }
    let lead = LEADS.iter().find(|lead| atoms.starts_with(idx, lead))?;
    let behind = idx + lead.len();
    let names_how = lead[0] == "by"
        && lead.len() == 1
        && (NO_TIMES.contains(&atoms.word(behind))
            || atoms.word(behind).ends_with("ing")
            // "Written by Anna", "cut by half", "by 30 %".
            || atoms.get(behind).is_some_and(|atom| atom.is_capital || atom.kind == AtomKind::Digits)
            || matches!(atoms.word(behind), "half" | "a" | "an" | "two" | "three" | "hiring" | "one"));
    let end = (behind..atoms.len()).find(|&at| atoms.ends_clause(at, true)).unwrap_or(atoms.len());
    let is_whole = lead.len() > 1
        || end > behind
        || lead[0] == "unsure"
        || matches!(lead[0], "asap" | "soon" | "eventually" | "someday" | "whenever");
    (!names_how && is_whole).then_some(idx..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(text: &str) -> Option<String> {
        let atoms = Atoms::new(text);
        hinted_deadline(&atoms, &[], &[]).map(|asked| atoms.quote(&asked.atoms).to_owned())
    }

    #[test]
    fn words_that_hint_at_a_time_are_asked_about() {
        for (text, quote) in [
            ("Pass the B1 exam once the kids are back at school", "once the kids are back at school"),
            ("Pass the exam as soon as possible", "as soon as possible"),
            ("Finish the shed eventually, please", "eventually"),
            ("Pass the exam whenever I am ready", "whenever I am ready"),
            ("Pass the exam some day", "some day"),
            ("Pass the exam sooner rather than later", "sooner rather than later"),
            ("Pass at the next retake", "at the next retake"),
            ("Hand it in by the end of our financial year.", "by the end of our financial year"),
            ("Write a book before she is born", "before she is born"),
            ("Pass the exam six weeks from the first class", "six weeks from the first class"),
            ("Scan all photos for my aunt's 70th", "for my aunt's 70th"),
            ("Pass the exam on whichever date they announce", "on whichever date they announce"),
        ] {
            assert_eq!(hint(text).as_deref(), Some(quote), "{text}");
        }
        for text in [
            "Learn the sonata by heart",
            "Build a boat by hand",
            "By hiring two people, grow the team",
            "A book written by Anna",
            "Cut the costs by half",
            "Write a novel",
        ] {
            assert_eq!(hint(text), None, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_wish_may_be_a_time() {
        let end = |text: &str| {
            let atoms = Atoms::new(text);
            unread_end(&atoms, &[], &[]).map(|asked| atoms.quote(&asked.atoms).to_owned())
        };
        assert_eq!(end("Deliver it at the committee's pleasure").as_deref(), Some("at the committee's pleasure"));
        assert_eq!(end("Play the sonata on the piano").as_deref(), Some("on the piano"));
        for text in ["Open a bakery in Leeds", "Write a novel", "Run 10 km in 50 minutes, alone"] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn a_further_end_is_asked_about() {
        use backcast_core::{Circumstances, Conventions, Goal};
        let asked = |destination: &str| {
            let goal = Goal { destination: Some(destination.to_owned()), ..crate::test_goal::goal("A novel") };
            let today = jiff::civil::date(2026, 11, 29);
            let reading = crate::read(&goal, &Circumstances::default(), today, Conventions::default());
            reading.unread.iter().map(|unread| unread.quote.words.clone()).collect::<Vec<_>>()
        };
        let fair = "First draft by the end of spring, and out with an agent before the Frankfurt book fair.";
        assert_eq!(asked(fair), ["and out with an agent before the Frankfurt book fair"]);
        assert_eq!(asked("A draft by June 2027, and printed before she is born."), ["and printed before she is born"]);
        assert_eq!(asked("A draft by June 2027, printed by December 2027."), Vec::<String>::new());
        assert_eq!(asked("A draft by June 2027, written by myself."), Vec::<String>::new());
    }

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
