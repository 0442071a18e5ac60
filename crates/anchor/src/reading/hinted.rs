//! Words of a wish that may say when it has to be done, where no day could be read.

use std::ops::Range;

use backcast_core::{DateRole, Field, Meaning};

use super::atoms::{AtomKind, Atoms};
use super::figure::figure_at;
use super::unbound::is_date;
use super::wordlist::is_in;
use super::{Asked, Found};

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
}
