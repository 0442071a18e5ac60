//! Facts of several texts together, and laws that hold for any text.

use backcast_core::{Fact, Meaning, Part, Quote, Reader, TextId};
use proptest::prelude::*;

use super::super::corpus::{read, show};
use super::*;

fn facts(texts: &[(TextId, &str)]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for &(text, words) in texts {
        let atoms = crate::reading::atoms::Atoms::new(words);
        for found in read(text, words) {
            let quote = Quote { text, place: atoms.place(&found.atoms), words: atoms.quote(&found.atoms).to_owned() };
            facts.push(Fact { quote, meaning: found.meaning, reader: Reader::Engine, question: found.question });
        }
    }
    facts
}

fn joined(wish: &str, origin: &str) -> Vec<String> {
    let mut facts = facts(&[(TextId::Destination, wish), (TextId::Origin, origin)]);
    join(&mut facts);
    let is_wish = |fact: &&Fact| matches!(fact.meaning, Meaning::Quantity(_));
    let short = |fact: &Fact| {
        let found = crate::reading::Found { atoms: 0..0, meaning: fact.meaning.clone(), question: None };
        show(&found)
    };
    facts.iter().filter(is_wish).map(short).collect()
}

#[test]
fn quantities_start_where_one_stands() {
    for (wish, origin, expected) in [
        ("Get down to 78 kg", "95 kg now", "q 95>78 kg"),
        ("Lose 10 kg", "I weigh 95 kg", "q 95>85 kg"),
        ("lose 20 pounds", "13 stone", "q 182>162 lb"),
        ("Run 42 km", "longest run 10 miles", "q 16.093>42 km"),
        ("Write 80,000 words", "22,000 words written", "q 22000>80000 word"),
        ("12 podcast episodes", "3 episodes recorded", "q 3>12 podcast episode"),
        ("NPS of 40", "NPS is 20", "q 20>40 nps"),
        // What would be a guess stays open.
        ("Get down to 78 kg", "used to weigh 95 kg", "q 78 kg"),
        ("Get down to 78 kg", "183 cm tall", "q 78 kg"),
        ("Run 42 km", "15 miles a week", "q 42 km"),
        ("Run 42 km", "no running since school", "q 42 km"),
    ] {
        assert_eq!(joined(wish, origin), [expected], "{wish} / {origin}");
    }
}

#[test]
fn several_of_one_unit_are_told_apart_by_what_is_measured() {
    let lifts = joined("squat 180 kg and bench 120 kg", "squat 150 kg, bench 100 kg");
    assert_eq!(lifts, ["q 150>180 kg", "q 100>120 kg"]);
    let unclear = joined("squat 180 kg and bench 120 kg", "body weight 90 kg");
    assert_eq!(unclear, ["q 180 kg", "q 120 kg"]);
}

#[test]
fn more_done_than_wanted_is_asked() {
    let facts = facts(&[(TextId::Destination, "Write 20,000 words"), (TextId::Origin, "22,000 words written")]);
    let asked = contradictions(&facts);
    assert_eq!(asked.len(), 1);
    assert!(asked[0].1.contains("22,000 words written"), "{asked:?}");
}

#[test]
fn amounts_have_the_words_behind_the_number() {
    let facts = facts(&[
        (TextId::Destination, "Publish 12 podcast episodes"),
        (TextId::Title, "from 95 to 78 kg"),
        (TextId::Origin, "I write about 400 words an hour"),
        (TextId::Budget, "400 EUR"),
    ]);
    let amounts: Vec<(f64, String, Part)> = amounts(&facts).into_iter().map(|a| (a.value, a.unit, a.part)).collect();
    assert_eq!(
        amounts,
        [
            (12.0, "podcast episodes".to_owned(), Part::Wish),
            (78.0, "kg".to_owned(), Part::Wish),
            (95.0, "kg".to_owned(), Part::Origin),
            (400.0, "words an hour".to_owned(), Part::Origin),
            (400.0, "eur money".to_owned(), Part::Around),
        ]
    );
}

/// Texts with the parts of which numbers are made, in any order.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "from",
        "to",
        "95",
        "10k",
        "1/2",
        "3:15",
        "1.000",
        "€",
        "$",
        "kg",
        "st",
        "%",
        "of",
        "-",
        "–",
        "→",
        ",",
        ".",
        "+",
        "today",
        "half",
        "a",
        "dozen",
        "pounds",
        "'",
        "\"",
        "“",
        "words",
        "save",
        "(",
        ")",
        ":",
        "per",
        "month",
        "two",
        "and",
        "x",
        "now",
        "currently",
        "double",
        "\n",
        "B1",
        "m²",
        "grand",
        "done",
        "no",
        "½",
        "é",
        "/",
        "between",
    ]);
    prop::collection::vec((part, prop::bool::ANY), 0..24).prop_map(|parts| {
        parts.into_iter().map(|(part, space)| if space { format!("{part} ") } else { part.into() }).collect()
    })
}

const TEXTS: [TextId; 6] =
    [TextId::Title, TextId::Origin, TextId::Budget, TextId::Team, TextId::Constraint(0), TextId::BlockedBefore(0)];

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in any::<String>(), parts in texts()) {
        for id in TEXTS {
            for text in [&text, &parts] {
                let plain = text.replace(['{', '}'], "");
                for found in read(id, &plain) {
                    let atoms = crate::reading::atoms::Atoms::new(&plain);
                    prop_assert!(found.atoms.start < found.atoms.end && found.atoms.end <= atoms.len());
                }
                let mut facts = facts(&[(id, &plain)]);
                join(&mut facts);
                contradictions(&facts);
                for amount in amounts(&facts) {
                    prop_assert!(amount.value.is_finite());
                }
            }
        }
    }

    #[test]
    fn spellings_of_a_number_are_one(thousands in 1u32..999, rest in 0u32..999) {
        let value = f64::from(thousands * 1000 + rest);
        for mark in [",", ".", "'", "\u{2019}", " "] {
            let text = format!("Save {thousands}{mark}{rest:03} EUR");
            match read(TextId::Title, &text).as_slice() {
                [found] => match &found.meaning {
                    Meaning::Money(money) => prop_assert!((money.to - value).abs() < 1e-6, "{text}"),
                    other => prop_assert!(false, "{text}: {other:?}"),
                },
                other => prop_assert!(false, "{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn ways_come_back(from in 2u32..900, to in 2u32..900) {
        prop_assume!(from != to);
        for text in [
            format!("from {from} to {to} kg"),
            format!("{from} kg → {to} kg"),
            format!("{to} kg, currently {from} kg"),
            format!("to {to} kg from {from} kg"),
            format!("Now {from} kg. Goal: {to} kg"),
        ] {
            let ends: Vec<(Option<f64>, f64)> = read(TextId::Title, &text)
                .iter()
                .filter_map(|found| match &found.meaning {
                    Meaning::Quantity(quantity) => Some((quantity.from, quantity.to)),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(ends, vec![(Some(f64::from(from)), f64::from(to))], "{}", text);
        }
    }
}

#[test]
fn what_is_there_stands_before_what_is_wanted() {
    for (wish, expected) in [
        ("Finish the memoir, got 18k words and it needs to be about 60,000", "q 18000>60000 word"),
        ("The choir has 14 singers and should have 30", "q 14>30 singer"),
        ("I have 12 episodes, the target is 40", "q 12>40 episode"),
    ] {
        assert_eq!(joined(wish, ""), [expected], "{wish}");
    }
}
