//! How long something is to hold: "for 12 weeks" says by when only where nothing else does.

use backcast_core::{DateRole, Fact, Meaning, Quantity, TextId};

use super::figures;

/// Takes lengths of time in the wish as what they are, where the goal sets its last day
/// by a key of its own.
pub(super) fn settle(facts: &mut [Fact]) {
    for fact in facts.iter_mut().filter(|fact| matches!(fact.quote.text, TextId::Title | TextId::Destination)) {
        let Meaning::WorldDate(date) = &mut fact.meaning else { continue };
        if date.role != DateRole::Deadline {
            continue;
        }
        match length(&fact.quote.words) {
            Some((number, unit)) => fact.meaning = Meaning::Quantity(Quantity::of(number, unit)),
            None if is_length(&fact.quote.words) => date.role = DateRole::Mention,
            None => {}
        }
    }
}

/// "for 12 weeks"
fn length(words: &str) -> Option<(f64, &str)> {
    let [number] = figures(words)[..] else { return None };
    let unit = words.rsplit(' ').next().filter(|unit| days_of(unit).is_some())?;
    is_length(words).then_some((number, unit))
}

/// Whether words say how long, without a figure too: "for a month".
fn is_length(words: &str) -> bool {
    let starts = words.get(..4).is_some_and(|first| first.eq_ignore_ascii_case("for "));
    starts && words.rsplit(' ').next().is_some_and(|unit| days_of(unit).is_some())
}

/// How many days "in six weeks" may be away from the day that is meant: people round, and
/// count the first day or not. Nothing for words of another sort.
#[must_use]
pub fn rounding_days(words: &str) -> i32 {
    let lower = words.to_lowercase();
    let is_relative = ["in ", "within "].iter().any(|first| lower.starts_with(first));
    if !is_relative || figures(&lower).len() != 1 {
        return 0;
    }
    lower.rsplit(' ').next().and_then(days_of).map_or(0, |days| (days / 2).max(1))
}

/// Days of a unit of time.
fn days_of(unit: &str) -> Option<i32> {
    match unit.to_lowercase().trim_end_matches('s') {
        "day" | "night" | "evening" => Some(1),
        "week" => Some(7),
        "month" => Some(30),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::{Circumstances, Conventions};
    use jiff::civil::date;

    use super::*;
    use crate::reading::read;
    use crate::test_goal::goal;

    #[test]
    fn how_long_is_no_second_deadline() {
        for (wish, number, unit) in [
            ("Water the herbs on 4 days a week for 9 weeks", 9.0, "weeks"),
            ("Stretch before breakfast for 40 days", 40.0, "days"),
            ("Phone in the hall at night for ten weeks", 10.0, "weeks"),
        ] {
            let mut goal = goal("A habit");
            goal.destination = Some(wish.to_owned());
            let read_it = |goal: &_| read(goal, &Circumstances::default(), date(2026, 2, 2), Conventions::default());
            let is_length = |fact: &Fact| match &fact.meaning {
                Meaning::Quantity(quantity) => quantity.to == number && quantity.unit == unit,
                _ => false,
            };
            let alone = read_it(&goal);
            assert!(alone.deadline_idx.is_some(), "{wish}");
            goal.deadline = Some(date(2026, 6, 30));
            let reading = read_it(&goal);
            assert!(reading.facts.iter().any(is_length), "{wish}: {:?}", reading.facts);
            assert_eq!(reading.contradictions, [], "{wish}");
        }
    }
}
