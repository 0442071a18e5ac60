//! What people say about their hours, and what it means.
//!
//! Written down from how people talk and write, before the grammar was tried on
//! any of it. A quarter are traps: hours that are no hours for the goal.

mod asked;
mod loose;
mod mixed;
mod rhythms;

use backcast_core::{Capacity, Conventions, DaySpan, Effort, Fact, HoursRange, Meaning, Quote, TextId};
use jiff::civil::{Date, date};

use super::*;
use crate::reading::Taken;

/// What a text comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Means {
    /// Hours of an average week, low to high.
    Hours(f64, f64),
    /// It has to be asked.
    Ask,
    /// It is about something else.
    Nothing,
    /// The hours of somebody else.
    Of(&'static str, f64),
    /// So many days of the week are possible; hours are not known.
    Days(u32),
}

use Means::{Ask, Days, Nothing, Of};

fn h(hours: f64) -> Means {
    Means::Hours(hours, hours)
}

fn r(low: f64, high: f64) -> Means {
    Means::Hours(low, high)
}

const TODAY: Date = date(2026, 11, 29);

fn context(text: TextId) -> Context {
    Context { today: TODAY, conventions: Conventions::default(), text }
}

fn read_with(text: &str, id: TextId, calendar: &[(&str, DaySpan)]) -> (Hours, AvailableHours) {
    let atoms = Atoms::new(text);
    let words: Vec<CalendarWords> = calendar
        .iter()
        .filter_map(|(words, days)| {
            let start = text.find(words)?;
            let end = start + words.len();
            let within = (0..atoms.len())
                .filter(|&idx| atoms.get(idx).is_some_and(|atom| atom.place.start >= start && atom.place.end <= end));
            let within: Vec<usize> = within.collect();
            Some(CalendarWords { atoms: *within.first()?..within.last()? + 1, days: Some(*days), question: None })
        })
        .collect();
    let hours = capacity(&atoms, &context(id), &words, &mut Taken::new(&atoms));
    let facts: Vec<Fact> = hours
        .found
        .iter()
        .map(|found| Fact {
            quote: Quote { text: id, place: atoms.place(&found.atoms), words: atoms.quote(&found.atoms).to_owned() },
            meaning: found.meaning.clone(),
            reader: backcast_core::Reader::Engine,
            question: found.question.clone(),
        })
        .collect();
    let total = available_hours(&facts);
    (hours, total)
}

fn means(text: &str, id: TextId) -> Means {
    let (hours, total) = read_with(text, id, &[]);
    let round = |value: f64| (value * 100.0).round() / 100.0;
    if let Some(weekly) = total.weekly {
        return Means::Hours(round(weekly.low), round(weekly.high));
    }
    if let Some((role, weekly)) = total.helpers.first() {
        return Of(Box::leak(role.clone().into_boxed_str()), round(weekly.middle()));
    }
    if !hours.asked.is_empty() {
        return Ask;
    }
    if hours.found.iter().any(|found| matches!(found.meaning, Meaning::WorkingDays(_))) {
        return Days(total.weekdays.len());
    }
    Nothing
}

fn check(id: TextId, cases: &[(&str, Means)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let found = means(text, id);
            (found != *expected).then(|| format!("{text:?}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

const CONSTRAINT: TextId = TextId::Constraint(0);

#[test]
fn periods_follow_the_calendar() {
    let july = DaySpan { first: date(2027, 7, 1), last: date(2027, 7, 31) };
    let march = DaySpan { first: date(2027, 3, 1), last: date(2027, 3, 31) };
    let (_, total) = read_with("until July 6 hours a week, then 10", CONSTRAINT, &[("July", july)]);
    assert_eq!(
        total.periods,
        [
            (DaySpan { first: TODAY, last: date(2027, 6, 30) }, HoursRange::exactly(6.0)),
            (DaySpan { first: date(2027, 7, 1), last: Date::MAX }, HoursRange::exactly(10.0)),
        ]
    );
    let (_, total) = read_with("6 hours a week, 10 hours a week from March on", CONSTRAINT, &[("March", march)]);
    assert_eq!(total.weekly, Some(HoursRange::exactly(6.0)));
    assert_eq!(total.periods, [(DaySpan { first: date(2027, 3, 1), last: Date::MAX }, HoursRange::exactly(10.0))]);
    let (_, total) = read_with("In July 20 hours a week, otherwise 5 hours a week", CONSTRAINT, &[("July", july)]);
    assert_eq!(
        (total.weekly, total.periods),
        (Some(HoursRange::exactly(5.0)), vec![(july, HoursRange::exactly(20.0))])
    );
    for text in
        ["9 hours a week until my shifts end in July then 14", "9 hours a week till July when exams are over, then 14"]
    {
        let (_, total) = read_with(text, CONSTRAINT, &[("July", july)]);
        assert_eq!(
            total.periods,
            [
                (DaySpan { first: TODAY, last: date(2027, 6, 30) }, HoursRange::exactly(9.0)),
                (DaySpan { first: date(2027, 7, 1), last: Date::MAX }, HoursRange::exactly(14.0)),
            ],
            "{text}"
        );
    }
    let (hours, total) = read_with("5 hours a week, in the holidays 20", CONSTRAINT, &[]);
    assert_eq!(total.weekly, Some(HoursRange::exactly(5.0)));
    assert_eq!(hours.asked.len(), 1, "{hours:?}");
}

fn total_of(constraints: &[&str]) -> AvailableHours {
    let mut facts = Vec::new();
    for text in constraints {
        let atoms = Atoms::new(text);
        let hours = capacity(&atoms, &context(CONSTRAINT), &[], &mut Taken::new(&atoms));
        facts.extend(hours.found.into_iter().map(|found| Fact {
            quote: Quote { text: CONSTRAINT, place: 0..0, words: String::new() },
            meaning: found.meaning,
            reader: backcast_core::Reader::Engine,
            question: None,
        }));
    }
    available_hours(&facts)
}

#[test]
fn texts_are_summed_and_compared() {
    let hours = |constraints: &[&str]| total_of(constraints).weekly.map(HoursRange::middle);
    assert_eq!(hours(&["an hour on Mondays", "2 hours on Saturdays"]), Some(3.0));
    assert_eq!(hours(&["an hour a day", "not on Sundays"]), Some(6.0));
    assert_eq!(hours(&["6 hours a week", "6 hours a week"]), Some(6.0));
    assert_eq!(hours(&["2 hours a day", "at most 10 hours a week"]), Some(10.0));
    assert_eq!(hours(&["no weekends"]), None);
    let total = total_of(&["6 hours a week", "10 hours a week"]);
    assert!(matches!(total.contradictions.as_slice(), [Contradiction::Sums { facts: (0, 1), .. }]), "{total:?}");
    let total = total_of(&["6 hours a week", "2 hours every day"]);
    assert!(matches!(total.contradictions.as_slice(), [Contradiction::SessionsAboveSum { fact: 0, .. }]), "{total:?}");
    let total = total_of(&["4 hours on Sundays", "never on Sundays"]);
    assert!(matches!(total.contradictions.as_slice(), [Contradiction::ExcludedDays { fact: 0 }]), "{total:?}");
    let total = total_of(&["1h30 on Mondays and Wednesdays"]);
    assert_eq!((total.weekdays.len(), total.session), (2, Some(Effort::from_minutes(90))));
}

#[test]
fn questions_quote_the_words() {
    let (hours, _) = read_with("Every Saturday morning", CONSTRAINT, &[]);
    assert_eq!(hours.asked[0].question, "How many hours is \"Every Saturday morning\" each time?");
    let (hours, _) = read_with("full time", CONSTRAINT, &[]);
    assert_eq!(hours.found[0].question.as_deref(), Some("\"full time\" is taken as 40 hours a week. Is that right?"));
}

#[test]
fn what_was_taken_is_not_read_again() {
    let atoms = Atoms::new("6 hours a week");
    let mut taken = Taken::new(&atoms);
    taken.take(&(0..2));
    let hours = capacity(&atoms, &context(CONSTRAINT), &[], &mut taken);
    assert_eq!(hours, Hours::default());
    let mut taken = Taken::new(&atoms);
    let hours = capacity(&atoms, &context(CONSTRAINT), &[], &mut taken);
    assert!(matches!(hours.found.as_slice(), [Found { meaning: Meaning::Capacity(Capacity { .. }), .. }]));
    assert!((0..4).all(|idx| taken.any(&(idx..idx + 1))));
}
