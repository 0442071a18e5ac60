//! Laws that hold for any text.

use backcast_core::{Conventions, Meaning, TextId};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::reading::people::people;

fn context(text: TextId) -> Context {
    Context { today: date(2026, 11, 29), conventions: Conventions::default(), text }
}

fn hours_of(text: &str) -> Option<(f64, f64)> {
    let atoms = Atoms::new(text);
    let hours = capacity(&atoms, &context(TextId::Constraint(0)), &[], &mut Taken::new(&atoms));
    match hours.found.as_slice() {
        [Found { meaning: Meaning::Capacity(capacity), .. }] => Some((capacity.weekly.low, capacity.weekly.high)),
        _ => None,
    }
}

/// Texts of the words that the grammar knows, in any order.
fn scrambled() -> impl Strategy<Value = String> {
    let words = "an hour hours h minutes 2 6-8 1h30 90 1:30 half a week /week per day every other second weekend Mondays \
        Mon-Fri Tue/Thu Sat weekday evenings mornings two three 3x twice once times except not no only never from until \
        to 6 am pm 9-13 8pm and , . ; ( ) : - + & or plus then before after work lunch break kids asleep full time 80 % \
        at most max each way my sister a coach helps with I we job sleep commute holidays in the \u{bd} \u{2013} \u{20ac} \
        60 0 1000000 99999999999999999999 a.m. Sunday's few some whenever here there day days session sessions of";
    let words: Vec<&'static str> = words.split_whitespace().collect();
    prop::collection::vec(prop::sample::select(words), 0..24).prop_map(|words| words.join(" "))
}

fn any_text() -> impl Strategy<Value = TextId> {
    prop::sample::select(vec![TextId::Title, TextId::Destination, TextId::Origin, TextId::Team, TextId::Constraint(0)])
}

/// What holds for whatever a text says.
fn holds(text: &str, id: TextId) {
    let atoms = Atoms::new(text);
    let mut taken = Taken::new(&atoms);
    let hours = capacity(&atoms, &context(id), &[], &mut taken);
    let people = people(&atoms, &context(id), &mut taken);
    let places =
        hours.found.iter().chain(&people).map(|found| &found.atoms).chain(hours.asked.iter().map(|one| &one.atoms));
    for place in places {
        assert!(place.start < place.end && place.end <= atoms.len(), "{text:?}: {place:?}");
        assert!(taken.any(place), "{text:?}: {place:?} is taken");
    }
    for found in &hours.found {
        if let Meaning::Capacity(capacity) = &found.meaning {
            let (low, high) = (capacity.weekly.low, capacity.weekly.high);
            assert!(low >= 0.0 && low <= high && high.is_finite(), "{text:?}: {capacity:?}");
            assert!(!capacity.weekdays.is_empty(), "{text:?}: {capacity:?}");
            assert!(
                capacity.clock.is_none_or(|clock| clock.from < clock.to && clock.to <= 1440),
                "{text:?}: {capacity:?}"
            );
            assert!(capacity.during.is_none_or(|during| during.first <= during.last), "{text:?}: {capacity:?}");
        }
    }
    for asked in &hours.asked {
        assert!(asked.question.contains(atoms.quote(&asked.atoms)), "{text:?}: {asked:?}");
    }
}

proptest! {
    #[test]
    fn any_characters_are_read_without_panic(text in "\\PC{0,80}", id in any_text()) {
        holds(&text, id);
    }

    #[test]
    fn known_words_in_any_order_are_read_without_panic(text in scrambled(), id in any_text()) {
        holds(&text, id);
    }

    #[test]
    fn amounts_by_rhythms_come_to_their_product(
        minutes in 1_u32..180,
        rhythm in prop::sample::select(vec![
            ("a day", 7.0), ("three times a week", 3.0), ("on Mondays and Thursdays", 2.0), ("every weekday evening", 5.0),
            ("twice a week", 2.0), ("on 4 mornings", 4.0), ("every other Saturday", 0.5), ("before work", 5.0),
            ("Mon-Wed", 3.0), ("a week", 1.0), ("every two weeks", 0.5), ("on weekdays", 5.0), ("daily", 7.0),
        ]),
        exception in prop::sample::select(vec![("", 0.0), (", except Mondays", 1.0), (", but not on Mondays", 1.0)]),
        is_first in any::<bool>(),
    ) {
        let (words, times) = rhythm;
        let (except, n_days) = exception;
        let names_mondays = ["a day", "daily", "every weekday evening", "before work", "on weekdays", "Mon-Wed", "on Mondays and Thursdays"];
        let times = if names_mondays.contains(&words) { times - n_days } else { times };
        let text = if is_first { format!("{minutes} minutes {words}{except}") } else { format!("{words}, {minutes} min{except}") };
        let expected = f64::from(minutes) / 60.0 * times;
        // "A week, 90 minutes" is said by nobody.
        if is_first || !words.starts_with('a') {
            let (low, high) = hours_of(&text).unwrap_or_else(|| panic!("{text} has hours"));
            prop_assert!((low - expected).abs() < 1e-6 && (high - expected).abs() < 1e-6, "{}: {}, not {}", text, low, expected);
        }
    }
}
