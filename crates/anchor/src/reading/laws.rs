//! What holds for every goal, whatever it says.

use backcast_core::{Circumstances, Conventions, Goal, Reading};
use jiff::civil::date;
use proptest::prelude::*;

use super::atoms::{AtomKind, Atoms};
use super::read;

/// The reading of a goal with this destination and these constraints.
fn reading(destination: &str, constraints: &[&str]) -> Reading {
    let goal = Goal { destination: Some(destination.to_owned()), ..crate::test_goal::goal("A goal") };
    let constraints = constraints.iter().map(ToString::to_string).collect();
    let circumstances = Circumstances { constraints, ..Circumstances::default() };
    read(&goal, &circumstances, date(2026, 11, 30), Conventions::default())
}

/// Words of goals, dates, hours and money in any order, beside words of any kind.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "by", "in", "before", "until", "from", "to", "on", "31", "March", "2027", "31.03.2027", "03/04/2027", "3", "10k",
            "10.000", "\u{20ac}", "EUR", "$5", "hours", "a", "week", "day", "Mondays", "weekends", "no", "not", "away",
            "Easter", "Christmas", "Q3", "the", "end", "of", "semester", "kg", "95", "78", "7:30", "-", "6-8", "h", "every",
            "evening", "my", "sister", "helps", "two", "half", "run", "save", "words", "%", ",", ".", ";", "(", ")", "now",
            "today", "already", "B1", "1.0", "first", "weekend", "June", "next", "year", "twice",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

/// Whether these bytes lie in a quote of a fact or of something unread.
fn is_accounted_for(reading: &Reading, place: &std::ops::Range<usize>) -> bool {
    let facts = reading.facts.iter().map(|fact| &fact.quote);
    facts.chain(reading.unread.iter().map(|unread| &unread.quote)).any(|quote| {
        quote.text == backcast_core::TextId::Destination
            && quote.place.start <= place.start
            && place.end <= quote.place.end
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Every digit is understood or asked about, and every quote is a part of its
    /// text.
    #[test]
    fn no_figure_is_passed_over(text in text()) {
        let found = reading(&text, &[]);
        let atoms = Atoms::new(&text);
        for idx in 0..atoms.len() {
            let atom = atoms.get(idx).expect("it is there");
            if atom.kind == AtomKind::Digits {
                prop_assert!(is_accounted_for(&found, &atom.place), "{:?} of {:?}", atom.text, text);
            }
        }
        let quotes = found.facts.iter().map(|fact| &fact.quote).chain(found.unread.iter().map(|unread| &unread.quote));
        for quote in quotes.filter(|quote| quote.text == backcast_core::TextId::Destination) {
            prop_assert_eq!(text.get(quote.place.clone()), Some(quote.words.as_str()));
        }
    }

    /// The order of the constraints changes neither hours nor days off.
    #[test]
    fn order_of_sentences_changes_nothing(mut said in prop::sample::subsequence(vec![
        "two evenings a week, 2 hours each", "nothing in December", "not on Sundays", "away 3-9 March",
        "4 hours on Saturdays", "my sister helps 3 hours a week",
    ], 0..6)) {
        let away = |reading: &Reading| {
            let mut days: Vec<_> = reading.away().map(|(_, away)| away.days).collect();
            days.sort();
            days
        };
        let one = reading("Pass the exam", &said);
        said.reverse();
        let other = reading("Pass the exam", &said);
        prop_assert_eq!(away(&one), away(&other));
        prop_assert_eq!(one.hours, other.hours);
    }
}
