//! Days of which a constraint says nothing that anybody understood: "Visiting my
//! sister, 28 May to 11 June".

use std::ops::Range;

use backcast_core::{Away, DateRole, DaySpan, Field, Meaning, TextId, WorldDate};

use super::atoms::{AtomKind, Atoms};
use super::roles::clause_around;
use super::{Asked, Context, Found};

/// Days that a single absence does not exceed without being told so.
const DAYS_OFF_MAX: i32 = 62;
/// An event of so many days is no single day.
const LONG_EVENT_DAYS: i32 = 5;
/// From so many days on the name of a month may be meant, of which only a part is
/// taken.
const MONTH_DAYS: i32 = 27;

/// What becomes of days that nobody explained.
pub(super) enum Unexplained {
    /// This fact, by its place among what was found, means days off until the person
    /// says otherwise.
    Off(usize, Found),
    /// They are asked about.
    Asked(Asked),
}

/// Dates of a constraint of which nothing is said: a first and a last day in a
/// sentence that is about the person, or about nobody, are days off until the
/// person says otherwise; whole months are asked about.
///
/// Of two mistakes the one is made that costs less: a plan with hours to spare in
/// those days rather than one that needs them.
pub(super) fn days_off(atoms: &Atoms<'_>, ctx: &Context, found: &[Found], asked: &[Asked]) -> Vec<Unexplained> {
    debug_assert!(matches!(ctx.text, TextId::Constraint(_)), "only constraints take days away");
    let unexplained = found.iter().enumerate().filter_map(|(number, one)| {
        let Meaning::WorldDate(WorldDate { role, days, .. }) = one.meaning else { return None };
        let clause = clause_around(atoms, &one.atoms);
        let is_unexplained = match role {
            DateRole::Mention => one.question.is_none(),
            // "I am at a trade fair 7 to 11 December": an event that is not the goal.
            DateRole::Event => goes_there(atoms, &clause) || is_long_event(atoms, &clause, days),
            _ => false,
        };
        let length = (days.last - days.first).get_days();
        let is_open = days.last >= ctx.today && (0..DAYS_OFF_MAX).contains(&length);
        // "22 and 29 Dec": single days of which not one word is said.
        let is_alone = is_bare(atoms, found, &clause);
        let is_meant = is_open
            && is_unexplained
            && (is_alone || length > 0 && !is_explained(found, asked, &clause, &one.atoms, days))
            && may_be_off(atoms, &clause);
        is_meant.then(|| {
            let quote = atoms.quote(&clause).trim();
            let is_named_whole =
                length < MONTH_DAYS || says_whole(atoms, &clause) || names_both_ends(atoms, &one.atoms);
            // "Two releases in week 5" may be work, and may be all the time there is.
            let is_named_whole = is_named_whole && !counts_something(found, &clause);
            let question = format!("`{quote}`: can nothing be done on the goal then?");
            if is_named_whole {
                let off = Found { atoms: one.atoms.clone(), meaning: off(days, quote), question: Some(question) };
                Unexplained::Off(number, off)
            } else {
                Unexplained::Asked(Asked::about(Field::Constraints, clause, question))
            }
        })
    });
    unexplained.collect()
}

fn off(days: DaySpan, quote: &str) -> Meaning {
    Meaning::Away(Away { days, hours_left: 0.0, share_left: None, reason: Some(quote.to_owned()) })
}

fn is_number(one: &Found) -> bool {
    matches!(one.meaning, Meaning::Quantity(_) | Meaning::Name | Meaning::Money(_))
}

fn counts_something(found: &[Found], clause: &Range<usize>) -> bool {
    found.iter().any(|one| is_number(one) && clause.contains(&one.atoms.start))
}

/// Whether a clause has nothing but dates that nobody explained.
fn is_bare(atoms: &Atoms<'_>, found: &[Found], clause: &Range<usize>) -> bool {
    let is_mention = |one: &Found| matches!(&one.meaning, Meaning::WorldDate(date) if date.role == DateRole::Mention && one.question.is_none());
    let is_said = |at: usize| {
        let is_small = matches!(atoms.word(at), "and" | "or" | "also" | "on" | "the" | "&" | "+" | ",");
        is_small || found.iter().any(|one| is_mention(one) && one.atoms.contains(&at))
    };
    clause.clone().all(is_said)
}

/// Whether something in the clause says what the days are for; numbers, and dates
/// that stand beside them, do not.
fn is_explained(found: &[Found], asked: &[Asked], clause: &Range<usize>, own: &Range<usize>, days: DaySpan) -> bool {
    let is_other = |place: &Range<usize>| place != own && clause.contains(&place.start);
    let is_beside = |one: &Found| {
        let is_date = matches!(&one.meaning, Meaning::WorldDate(date) if date.role == DateRole::Mention
            && (days.first <= date.days.first && date.days.last <= days.last || date.days.first != date.days.last));
        is_date || is_number(one)
    };
    asked.iter().any(|one| is_other(&one.atoms) && !one.lapses_with_hours)
        || found.iter().any(|one| is_other(&one.atoms) && !is_beside(one))
}

/// "15 March to 20 April".
fn names_both_ends(atoms: &Atoms<'_>, place: &Range<usize>) -> bool {
    let is_day = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits && atom.text.len() <= 2);
    place.clone().filter(|&at| is_day(at)).count() >= 2
}

/// Whether the person says that they are at something: "I am at a fair", "playing
/// a tournament".
fn goes_there(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    const AT: [&str; 8] = ["at", "to", "attend", "attending", "playing", "play", "in", "visiting"];
    let has = |any: &[&str]| clause.clone().any(|at| any.contains(&atoms.word(at)));
    let is_own = has(&["i", "im", "we", "were", "ill"]) || atoms.word(clause.start).ends_with("ing");
    is_own && has(&AT) && !is_of_goal(atoms, clause)
}

/// "On tour with the band April 23 to May 9": what takes so long is lived in, and no day
/// to prepare for; an exam keeps its days.
fn is_long_event(atoms: &Atoms<'_>, clause: &Range<usize>, days: DaySpan) -> bool {
    (days.last - days.first).get_days() >= LONG_EVENT_DAYS && !is_of_goal(atoms, clause)
}

fn is_of_goal(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    let is_said = |at: usize| {
        matches!(
            atoms.word(at),
            "exam"
                | "exams"
                | "test"
                | "deadline"
                | "interview"
                | "hearing"
                | "defense"
                | "defence"
                | "show"
                | "exhibition"
        )
    };
    clause.clone().any(is_said)
}

/// "The whole month of February", "all of October".
fn says_whole(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    clause.clone().any(|at| matches!(atoms.word(at), "whole" | "entire" | "all" | "throughout"))
}

/// Whether a clause is about the person, or about nobody, and not about work: only
/// then its days may be days off.
fn may_be_off(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    let has = |any: &[&str]| clause.clone().any(|at| any.contains(&atoms.word(at)));
    let lacks_means = clause.clone().any(|at| atoms.word(at) == "no" && MEANS.contains(&atoms.word(at + 1)));
    let is_own = has(&["i", "im", "we", "were", "ill", "ive", "my", "our", "me", "us"]);
    (is_own || !has(&TOLD)) && !has(&WORK) && (lacks_means || !has(&["no"]))
}

/// Without these most things cannot be done.
const MEANS: [&str; 15] = [
    "internet",
    "wifi",
    "laptop",
    "computer",
    "electricity",
    "power",
    "signal",
    "childcare",
    "babysitter",
    "connection",
    "phone",
    "phones",
    "reception",
    "network",
    "desk",
];
/// A clause with one of these tells of something else than the person, unless it
/// says "I".
const TOLD: [&str; 19] = [
    "is", "are", "was", "has", "have", "can", "will", "must", "should", "takes", "opens", "runs", "offers", "starts",
    "ends", "needs", "costs", "gives", "stays",
];
/// Days with one of these are days of work, or good ones.
const WORK: [&str; 22] = [
    "appointment",
    "appointments",
    "meeting",
    "work",
    "working",
    "office",
    "shift",
    "shifts",
    "project",
    "rent",
    "price",
    "budget",
    "free",
    "fine",
    "ok",
    "possible",
    "best",
    "only",
    "ideal",
    "available",
    "deadline",
    "season",
];

#[cfg(test)]
mod tests {
    use backcast_core::{Circumstances, Conventions};
    use jiff::civil::date;

    use crate::read;

    /// Days off with their question, what is asked of dates, and what is unread.
    fn told(constraint: &str) -> (Vec<String>, usize) {
        let goal = crate::test_goal::goal("A goal");
        let around = Circumstances { constraints: vec![constraint.to_owned()], ..Circumstances::default() };
        let reading = read(&goal, &around, date(2026, 11, 29), Conventions::default());
        let off = reading.away().filter(|(fact, _)| fact.question.is_some()).map(|(_, away)| away.days.to_string());
        let asked = reading.facts.iter().filter(|fact| fact.question.is_some()).count() + reading.unread.len();
        (off.collect(), asked)
    }

    #[test]
    fn days_that_nobody_explains_are_off_until_the_person_says_otherwise() {
        for (text, days) in [
            ("Visiting my sister in Canada, 28 May to 11 June", "2027-05-28 to 2027-06-11"),
            ("we go to my parents Dec 23 - 27", "2026-12-23 to 2026-12-27"),
            ("I'm at my parents' over Christmas, 24 to 27 December", "2026-12-24 to 2026-12-27"),
            ("I am in rehab the whole month of February", "2027-02-01 to 2027-02-28"),
            ("no internet 19–30 Apr", "2027-04-19 to 2027-04-30"),
            ("I am at a trade fair 7 to 11 December", "2026-12-07 to 2026-12-11"),
            ("playing a tournament 26/3 - 29/3", "2027-03-26 to 2027-03-29"),
            ("army exercise 5 - 16 April, no phones", "2027-04-05 to 2027-04-16"),
            ("from 3 to 8 of june i see my cousins", "2027-06-03 to 2027-06-08"),
            ("over christmas from 24 to 2 we are at the cabin without wifi", "2026-12-24 to 2027-01-02"),
            ("the last two weeks of August I'm on the road", "2027-08-18 to 2027-08-31"),
        ] {
            assert_eq!(told(text), (vec![days.to_owned()], 1), "{text}");
        }
    }

    #[test]
    fn single_days_alone_are_off_until_the_person_says_otherwise() {
        let days = |days: &[&str]| days.iter().map(|day| (*day).to_owned()).collect::<Vec<_>>();
        assert_eq!(told("8 and 15 May"), (days(&["2027-05-08", "2027-05-15"]), 2));
        assert_eq!(told("8 May at the bakery").0, days(&[]));
    }

    #[test]
    fn what_may_be_something_else_is_asked_about() {
        for text in [
            "a week in June at my mum's, not sure which one",
            "pollen season in May",
            "final exams at university, dates come out in January",
            "no sugar 1-31 January",
            "the ferry runs 1 May to 20 June",
            "working from home 3-9 May",
        ] {
            assert_eq!(told(text), (Vec::new(), 1), "{text}");
        }
        // Of the mornings is asked, too.
        assert_eq!(told("planting season May 3 through May 28, early mornings only"), (Vec::new(), 2));
        assert_eq!(told("The office is open 3-9 May"), (Vec::new(), 0));
    }
}
