//! Who takes part beside the person: "two developers and a designer", "my
//! sister helps with the photos".
//!
//! A role alone is nobody: "find a tutor", "become an electrician" and "date
//! with a nurse" name roles too. In the text about the team all that are named
//! take part, unless they are denied; elsewhere a verb of helping, or "with",
//! has to say so. Readers, customers, guests and pupils are no roles at all:
//! whoever counts them reads a quantity.

use std::ops::Range;

use backcast_core::{HoursRange, Meaning, Person, TextId};

use super::atoms::{AtomKind, Atoms};
use super::capacity::capacity;
use super::figure::figure_at;
use super::people_words::{Named, Opener, is_helping, is_other, is_role, named_at};
use super::wordlist::is_in;
use super::{Context, Found, Taken};

/// Reads the people whom a text names as taking part, and takes their words.
pub(crate) fn people(atoms: &Atoms<'_>, ctx: &Context, taken: &mut Taken) -> Vec<Found> {
    let helpers = helpers(atoms, ctx);
    let mut found = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        let Some((place, person, question)) = person_at(atoms, ctx.text, idx).filter(|(place, ..)| !taken.any(place))
        else {
            idx += 1;
            continue;
        };
        let weekly = helpers.iter().find(|(role, _)| *role == person.role).map(|(_, weekly)| *weekly);
        taken.take(&place);
        idx = place.end.max(idx + 1);
        found.push(Found { atoms: place, meaning: Meaning::Person(Person { weekly, ..person }), question });
    }
    found
}

/// How many work on it, the person included, by the text about the team.
///
/// "Me and my wife" are two, "two developers" are two: who writes about them is
/// one of them, unless named apart.
pub(crate) fn team_size(atoms: &Atoms<'_>, people: &[Found]) -> u32 {
    let mut size = 0_u32;
    for found in people {
        match &found.meaning {
            Meaning::Person(person) if matches!(person.role.as_str(), "us" | "team") => return person.count.max(1),
            Meaning::Person(person) => size = size.saturating_add(person.count),
            _ => {}
        }
    }
    let names_self = (0..atoms.len()).any(|idx| matches!(atoms.word(idx), "me" | "i" | "myself"));
    size.saturating_add(u32::from(names_self)).max(1)
}

/// The hours of others that the text names.
fn helpers(atoms: &Atoms<'_>, ctx: &Context) -> Vec<(String, HoursRange)> {
    let hours = capacity(atoms, ctx, &[], &mut Taken::new(atoms));
    hours
        .found
        .into_iter()
        .filter_map(|found| match found.meaning {
            Meaning::Capacity(capacity) => Some((capacity.whose?, capacity.weekly)),
            _ => None,
        })
        .collect()
}

type Placed = (Range<usize>, Person, Option<String>);

/// The person or people that begin at an atom.
fn person_at(atoms: &Atoms<'_>, text: TextId, idx: usize) -> Option<Placed> {
    if text == TextId::Team {
        if let Some(group) = group_at(atoms, idx) {
            return Some(group);
        }
        if let Some(name) = name_at(atoms, idx) {
            return Some(name);
        }
    }
    let named = named_at(atoms, idx)?;
    let noun = atoms.word(named.atoms.end - 1);
    // A working student is one of the team, the students of a teacher are not.
    let is_other = is_other(noun) && !(text == TextId::Team && noun.starts_with("student"));
    let is_meant = !is_other && !is_denied(atoms, &named) && takes_part(atoms, text, &named);
    is_meant.then(|| {
        let question = named.count.is_none().then(|| format!("How many are \"{}\"?", atoms.quote(&named.atoms)));
        let count = named.count.unwrap_or(2);
        (named.atoms, Person { role: named.role, count, weekly: None }, question)
    })
}

/// Whether the words around say that they take part.
fn takes_part(atoms: &Atoms<'_>, text: TextId, named: &Named) -> bool {
    let is_boss = is_in("boss family doctor person people", atoms.word(named.atoms.end - 1));
    match text {
        TextId::Team => is_team_member(atoms, named),
        TextId::Constraint(_) => {
            helps(atoms, named) || !is_boss && (comes_with(atoms, named) || stands_alone(atoms, named))
        }
        TextId::Title | TextId::Destination | TextId::Origin => {
            helps(atoms, named) || !is_boss && comes_with(atoms, named)
        }
        TextId::Budget | TextId::Skill(_) | TextId::BlockedBefore(_) => false,
    }
}

/// In the text about the team, a bare role is somebody only where it begins a
/// part of the list: "me (developer)" is still the person.
fn is_team_member(atoms: &Atoms<'_>, named: &Named) -> bool {
    if named.opener != Opener::None {
        return true;
    }
    let before = named.atoms.start.checked_sub(1).map_or(",", |before| atoms.word(before));
    let is_behind_self = named.atoms.start >= 2 && matches!(atoms.word(named.atoms.start - 2), "me" | "i");
    matches!(before, "," | "and" | "+" | "&" | ";" | "." | ":" | "-" | "plus") && !is_behind_self
}

/// Whether a verb of helping follows: "my sister helps", "a friend can help",
/// "two friends who play the fiddle".
fn helps(atoms: &Atoms<'_>, named: &Named) -> bool {
    if named.opener == Opener::None && named.count.is_none() {
        return false;
    }
    let from = named.atoms.end;
    for at in from..from + 6 {
        let word = atoms.word(at);
        if is_helping(word) && (at == from || !is_in("to i you we", atoms.word(at - 1))) {
            // "my boss works nights", "my wife works full time"
            let is_own_work = matches!(word, "works" | "runs" | "comes" | "does" | "takes" | "makes" | "plans")
                && !is_in("on with for the it our", atoms.word(at + 1))
                && figure_at(atoms, at + 1).is_none();
            return !is_own_work;
        }
        if matches!(word, "volunteered" | "pledged" | "committed") {
            return true;
        }
        let goes_on =
            is_in("can will could would also who said they theyd has have offered is are ll promised to may d", word);
        if !goes_on {
            return false;
        }
    }
    false
}

/// "with my co-founder", "help from my sister", "together with two friends".
fn comes_with(atoms: &Atoms<'_>, named: &Named) -> bool {
    let before = |ahead: usize| named.atoms.start.checked_sub(ahead).map_or("", |at| atoms.word(at));
    let is_help = matches!((before(2), before(1)), ("help" | "support", "from" | "of" | "by"));
    let is_meeting = is_in(
        "interview interviews date meeting meetings call appointment lunch dinner talk argument conversation trouble \
            problems contract coffee relationship reconcile live lives living up break speak session sessions \
            fight stay staying along compete patience",
        before(2),
    );
    let is_with = before(1) == "with" && !is_meeting;
    let is_sure = matches!(named.opener, Opener::Own | Opener::Count | Opener::One);
    is_help || is_with && is_sure && named.opener != Opener::None
}

/// "A biologist, 4 hours a week": nothing else stands in the statement.
fn stands_alone(atoms: &Atoms<'_>, named: &Named) -> bool {
    let is_edge = |at: usize| {
        at >= atoms.len() || atoms.ends_clause(at, true) || matches!(atoms.word(at), "and" | "+" | "&" | "for")
    };
    let starts = named.atoms.start == 0
        || is_in(", . ; : ( + & and", atoms.word(named.atoms.start - 1)) && named.opener != Opener::The;
    let is_first = named.atoms.start == 0 || {
        let first = (0..named.atoms.start).rev().find(|&at| atoms.ends_clause(at, false)).map_or(0, |at| at + 1);
        // Every part of the list up to here has to be somebody.
        named_at(atoms, first).is_some_and(|first| is_edge(first.atoms.end))
    };
    starts && is_first && is_edge(named.atoms.end) && matches!(named.opener, Opener::One | Opener::Own | Opener::Count)
}

/// "no designer", "without a coach", "need an editor", "find a tutor".
fn is_denied(atoms: &Atoms<'_>, named: &Named) -> bool {
    (1..=4).map_while(|ahead| named.atoms.start.checked_sub(ahead)).take_while(|&at| !atoms.ends_clause(at, true)).any(
        |at| {
            is_in(
                "no not without need needs find finding hire hiring search seeking looking lack lacks missing instead \
                nobody never become becoming if unless lost left former wanted want",
                atoms.word(at),
            )
        },
    )
}

/// "team of 5", "three of us", "we are four", "both of us".
fn group_at(atoms: &Atoms<'_>, idx: usize) -> Option<Placed> {
    let group = |role: &str, value: f64, end: usize| {
        let is_count = value.fract() == 0.0 && (1.0..=500.0).contains(&value);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 1..=500")]
        is_count.then(|| (idx..end, Person { role: role.to_owned(), count: value as u32, weekly: None }, None))
    };
    if atoms.word(idx) == "team" && atoms.word(idx + 1) == "of" {
        let figure = figure_at(atoms, idx + 2)?;
        return group("team", figure.value, figure.atoms.end);
    }
    if atoms.starts_with(idx, &["we", "are"]) || atoms.starts_with(idx, &["were"]) {
        let at = idx + if atoms.word(idx) == "we" { 2 } else { 1 };
        let figure = figure_at(atoms, at).filter(|figure| !is_role(atoms.word(figure.atoms.end)))?;
        let is_end = atoms
            .get(figure.atoms.end)
            .is_none_or(|next| next.kind == AtomKind::Sign || is_in("people in all now", &next.text));
        return if is_end { group("us", figure.value, figure.atoms.end) } else { None };
    }
    let article = usize::from(matches!(atoms.word(idx), "a" | "the"));
    let figure = figure_at(atoms, idx + article)?;
    let end = figure.atoms.end;
    if atoms.starts_with(end, &["of", "us"]) {
        return group("us", figure.value, end + 2);
    }
    let is_team = atoms.word(end) == "-"
        && matches!((atoms.word(end + 1), atoms.word(end + 2)), ("person" | "people" | "man", "team"));
    if is_team { group("team", figure.value, end + 3) } else { None }
}

/// "Anna (design)", "Ben and me": a capital name in the text about the team.
fn name_at(atoms: &Atoms<'_>, idx: usize) -> Option<Placed> {
    let atom = atoms.get(idx).filter(|atom| atom.kind == AtomKind::Word && atom.is_capital && atom.text.len() > 2)?;
    let is_known = is_role(&atom.text)
        || is_in(
            "the our just only both two three four five six seven eight nine ten nobody everyone everybody team all \
                myself alone solo currently total together weekly hours none various several some monday tuesday \
                wednesday thursday friday saturday sunday january february march april may june july august september \
                october november december capacity you they and with plus operations devops support sales marketing",
            &atom.text,
        );
    let before = idx.checked_sub(1).map_or(",", |before| atoms.word(before));
    let behind = atoms.word(idx + 1);
    let is_listed = is_in(", and ( + & ; . :", before)
        && (is_in(", and ( + & ; . - who will can", behind) || behind.is_empty() || is_helping(behind));
    // "Anna" alone may be anything; in a list, or with what she does, she is somebody.
    let is_alone = idx == 0 && behind.is_empty();
    (!is_known && is_listed && !is_alone)
        .then(|| (idx..idx + 1, Person { role: atoms.quote(&(idx..idx + 1)).to_owned(), count: 1, weekly: None }, None))
}

#[cfg(test)]
mod tests {
    use backcast_core::Conventions;
    use jiff::civil::date;

    use super::*;

    fn read(text: &str, id: TextId) -> (Vec<(String, u32, Option<f64>)>, u32) {
        let atoms = Atoms::new(text);
        let ctx = Context { today: date(2026, 11, 29), conventions: Conventions::default(), text: id };
        let found = people(&atoms, &ctx, &mut Taken::new(&atoms));
        let size = team_size(&atoms, &found);
        let people = found.into_iter().filter_map(|found| match found.meaning {
            Meaning::Person(person) => Some((person.role, person.count, person.weekly.map(HoursRange::middle))),
            _ => None,
        });
        (people.collect(), size)
    }

    fn check(id: TextId, cases: &[(&str, &[(&str, u32)])]) {
        let wrong: Vec<String> = cases
            .iter()
            .filter_map(|(text, expected)| {
                let (found, _) = read(text, id);
                let found: Vec<(&str, u32)> = found.iter().map(|(role, count, _)| (role.as_str(), *count)).collect();
                (found != *expected).then(|| format!("{text:?}: {found:?}, not {expected:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    }

    #[test]
    fn a_team_is_counted() {
        check(
            TextId::Team,
            &[
                ("two developers and a designer", &[("developers", 2), ("a designer", 1)]),
                ("2 backend developers, 1 tester", &[("backend developers", 2), ("tester", 1)]),
                ("me and my wife", &[("my wife", 1)]),
                ("me (developer) and a friend who does design", &[("a friend", 1)]),
                ("just me", &[]),
                ("Only me.", &[]),
                ("nobody else", &[]),
                ("no developers yet", &[]),
                ("alone, without a co-founder", &[]),
                ("team of 5", &[("team", 5)]),
                ("a five-person team", &[("team", 5)]),
                ("three of us", &[("us", 3)]),
                ("both of us, maid of honour helps in the last two months", &[("us", 2), ("maid of honour", 1)]),
                ("we are four", &[("us", 4)]),
                ("my co-founder", &[("my co-founder", 1)]),
                ("my two sisters", &[("my sisters", 2)]),
                ("a physio", &[("a physio", 1)]),
                ("5 volunteers", &[("volunteers", 5)]),
                ("Anna (design), Ben and me", &[("Anna", 1), ("Ben", 1)]),
                ("two musician friends, free on most Sundays", &[("musician friends", 2)]),
                ("a part-time bookkeeper and an intern", &[("a part-time bookkeeper", 1), ("an intern", 1)]),
                ("me (director, part time) and one assistant", &[("assistant", 1)]),
                ("two founders; the other one keeps the product going", &[("founders", 2)]),
                ("developers", &[("developers", 2)]),
            ],
        );
        for (text, size) in [
            ("two developers at 25 hours each", 2),
            ("me and my wife", 2),
            ("just me", 1),
            ("both of us", 2),
            ("three founders, 8 hours a week each", 3),
            ("team of 5", 5),
            ("", 1),
        ] {
            assert_eq!(read(text, TextId::Team).1, size, "{text}");
        }
    }

    #[test]
    fn elsewhere_the_words_have_to_say_so() {
        check(
            TextId::Constraint(0),
            &[
                ("My sister helps with the photos", &[("My sister", 1)]),
                ("a biologist, 4 hours a week", &[("a biologist", 1)]),
                ("a friend can help on Saturdays", &[("a friend", 1)]),
                ("my coach gives me one hour a week", &[("my coach", 1)]),
                ("5 people said they'd help", &[("people", 5)]),
                ("with the help of a physio", &[("a physio", 1)]),
                ("I train with a coach", &[("a coach", 1)]),
                ("I need a tutor", &[]),
                ("my wife works nights", &[]),
                ("my boss must agree", &[]),
                ("my wife should not be in dust or paint fumes", &[]),
                ("electrics need a certified electrician", &[]),
                ("no budget for a designer", &[]),
                ("guests from three countries", &[]),
                ("The landlord reads every plan", &[]),
                ("Two small children, evenings only", &[]),
                ("12 students want lessons", &[]),
                ("100 customers by May", &[]),
                ("Partner goes to bed late", &[]),
            ],
        );
        for id in [TextId::Title, TextId::Destination] {
            check(
                id,
                &[
                    ("Open a café with my sister", &[("my sister", 1)]),
                    ("Record an album with two friends", &[("friends", 2)]),
                    ("Become a data engineer", &[]),
                    ("Open a food trailer with my family's recipes", &[]),
                    ("Find a tutor", &[]),
                    ("Hire two developers", &[]),
                    ("Pass the interview with a manager", &[]),
                    ("Dinner with my parents", &[]),
                    ("Photograph a wedding of friends", &[]),
                    ("Lead a team of 5", &[]),
                    ("Teach 20 students", &[]),
                    ("Get 50 readers", &[]),
                    ("Best man speech", &[]),
                    ("Write a play for six actors", &[]),
                    ("Promotion to senior engineer", &[]),
                ],
            );
        }
        check(
            TextId::Origin,
            &[
                ("Worked eight years as a barista and shift lead", &[]),
                ("I found the idea with my co-founder", &[("my co-founder", 1)]),
                ("2 years as EM, team of 6", &[]),
                ("Parents pay 5,000", &[]),
                ("I know four investors and two people in climate tech", &[]),
            ],
        );
        check(TextId::Budget, &[("a designer for 500 EUR helps", &[])]);
    }

    #[test]
    fn hours_of_helpers_stand_with_them() {
        let (people, _) = read("my sister helps on Saturdays, 3 hours", TextId::Constraint(0));
        assert_eq!(people, [("my sister".to_owned(), 1, Some(3.0))]);
        let (people, _) = read("a working student, 15h/week", TextId::Team);
        assert_eq!(people, [("a working student".to_owned(), 1, Some(15.0))]);
    }
}
