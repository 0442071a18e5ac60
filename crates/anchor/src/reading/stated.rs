//! What somebody says that words of the goal mean, in place of our own reading.

use backcast_core::{Circumstances, Fact, Goal, Quote, StatedFact};

use super::join::Notes;
use super::texts;

/// Takes what is said for what the words mean: what was read of them, or asked
/// about them, goes. Words that a goal does not have may be those of another one.
pub(super) fn apply(goal: &Goal, circumstances: &Circumstances, notes: &mut Notes) {
    for stated in &circumstances.stated_facts {
        for (text, words) in texts(goal, circumstances) {
            for place in stated.places_in(words) {
                let quote = Quote { text, words: words[place.clone()].to_owned(), place };
                notes.replace(&quote, fact_of(stated, quote.clone()));
            }
        }
    }
}

fn fact_of(stated: &StatedFact, quote: Quote) -> Option<Fact> {
    Some(Fact { quote, meaning: stated.meaning.clone()?, reader: stated.reader, question: None })
}

#[cfg(test)]
mod tests {
    use backcast_core::{Conventions, DateRole, DaySpan, Meaning, Quantity, Reader, Reading, WorldDate};
    use jiff::civil::date;

    use super::*;
    use crate::read;

    fn reading(destination: &str, constraint: &str, facts: Vec<StatedFact>) -> Reading {
        let goal = Goal { destination: Some(destination.to_owned()), ..crate::test_goal::goal("A goal") };
        let around =
            Circumstances { constraints: vec![constraint.to_owned()], stated_facts: facts, ..Circumstances::default() };
        read(&goal, &around, date(2026, 11, 29), Conventions::default())
    }

    fn stated(words: &str, meaning: Option<Meaning>) -> StatedFact {
        StatedFact { words: words.to_owned(), meaning, reader: Reader::Thinker }
    }

    #[test]
    fn what_is_said_takes_the_place_of_what_was_asked() {
        let day = date(2027, 3, 20);
        let deadline = WorldDate { role: DateRole::Deadline, days: DaySpan::day(day), what: None, movable: None };
        let said = stated("once Ramadan is over", Some(Meaning::WorldDate(deadline)));
        let before = reading("Pass the B1 exam once Ramadan is over.", "", Vec::new());
        assert!(before.deadline().is_none() && before.deadline_unread().is_some());
        let after = reading("Pass the B1 exam once Ramadan is over.", "", vec![said]);
        let (fact, date) = after.deadline().expect("it is said");
        assert_eq!((date.due(), fact.reader), (day, Reader::Thinker));
        assert!(after.unread.is_empty(), "{:?}", after.unread);
    }

    #[test]
    fn a_reading_is_corrected() {
        let said = stated("12 parts", Some(Meaning::Quantity(Quantity::of(7.0, "chapter"))));
        let after = reading("A novel of 12 Parts by June 2027.", "", vec![said]);
        let told: Vec<String> = after.facts.iter().map(|fact| fact.meaning.to_string()).collect();
        assert_eq!(told, ["7 chapters", "done by Wed 30 Jun 2027"]);
    }

    #[test]
    fn words_that_mean_nothing_are_not_asked_about() {
        let before = reading("Pass the B1 exam.", "on call every third week", Vec::new());
        assert_eq!(before.unread.len(), 1);
        let after = reading("Pass the B1 exam.", "on call every third week", vec![stated("every third week", None)]);
        assert!(after.unread.is_empty(), "{:?}", after.unread);
    }
}
