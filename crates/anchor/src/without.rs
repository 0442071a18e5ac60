//! A goal as it would be had the person not written one of its facts.

use backcast_core::{AnchoredGoal, Circumstances, Fact, FactId, Goal, Meaning, Quote, Reading, TextId};

use crate::planned_with::facts_of;
use crate::reading::essence;

/// The goal without a fact: its words are blanks, and nothing is planned with it.
/// The same said in other texts goes with it. Deadline, hours and days off stay as
/// they are.
#[must_use]
pub fn without(goal: &AnchoredGoal, fact: FactId) -> AnchoredGoal {
    let mut left = goal.clone();
    let Some(meaning) = goal.reading.facts.get(fact.idx()).map(|fact| essence(&fact.meaning)) else { return left };
    let (gone, kept) = goal.reading.facts.iter().cloned().partition(|one| essence(&one.meaning) == meaning);
    let gone: Vec<Fact> = gone;
    let limits_sessions = |fact: &Fact| matches!(fact.meaning, Meaning::Capacity(_));
    let session_max = goal.reading.session_max.filter(|_| !gone.iter().any(limits_sessions));
    left.reading = Reading { facts: kept, deadline_idx: None, session_max, ..goal.reading.clone() };
    for fact in &gone {
        blank(&mut left.goal, &mut left.circumstances, &fact.quote);
    }
    left.facts = facts_of(&left.reading, &left.goal, &left.circumstances);
    left
}

/// Writes blanks over words, and over the same words in the title.
fn blank(goal: &mut Goal, around: &mut Circumstances, quote: &Quote) {
    if let Some(text) = text_mut(goal, around, quote.text) {
        blank_place(text, quote.place.start, &quote.words);
    }
    let in_title = goal.title.to_ascii_lowercase().find(&quote.words.to_ascii_lowercase());
    if let Some(start) = in_title.filter(|_| !quote.words.is_empty()) {
        let words = goal.title[start..start + quote.words.len()].to_owned();
        blank_place(&mut goal.title, start, &words);
    }
}

fn blank_place(text: &mut String, start: usize, words: &str) {
    let place = start..start + words.len();
    if text.get(place.clone()) == Some(words) {
        text.replace_range(place.clone(), &" ".repeat(place.len()));
    }
}

fn text_mut<'g>(goal: &'g mut Goal, around: &'g mut Circumstances, id: TextId) -> Option<&'g mut String> {
    match id {
        TextId::Title => Some(&mut goal.title),
        TextId::Destination => goal.destination.as_mut(),
        TextId::Origin => goal.origin.as_mut(),
        TextId::Budget => around.budget.as_mut(),
        TextId::Team => around.team.as_mut(),
        TextId::Constraint(idx) => around.constraints.get_mut(idx),
        TextId::Skill(idx) => around.skills.get_mut(idx),
        TextId::BlockedBefore(idx) => around.blocked_before.get_mut(idx),
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::{Conventions, GoalId};
    use jiff::civil::date;

    use super::*;
    use crate::{Clue, anchor, read};

    #[test]
    fn a_fact_goes_with_all_places_that_say_it() {
        let goal = Goal {
            id: GoalId::new("goal"),
            title: "A novel of 60,000 words".into(),
            kind: None,
            playbook: None,
            destination: Some("A novel of 60,000 words is printed.".into()),
            origin: Some("22,000 words are written.".into()),
            deadline: None,
            priority: 1,
        };
        let around =
            Circumstances { constraints: vec!["It must have 60,000 words".into()], ..Circumstances::default() };
        let today = date(2026, 11, 29);
        let reading = read(&goal, &around, today, Conventions::default());
        let idx = reading.facts.iter().position(|fact| fact.quote.text == TextId::Destination).expect("a length");
        let goal = anchor(goal, around, today, reading, &Clue::default());
        let left = without(&goal, FactId::at(idx));
        assert_eq!(left.goal.title.trim_end(), "A novel of");
        assert!(!left.goal.full_text().contains("60,000"), "{}", left.goal.full_text());
        assert!(!left.circumstances.constraints[0].contains("60,000"));
        let origin = left.goal.origin.as_deref().unwrap_or_default();
        assert!(origin.contains("22,000"), "{origin}");
        assert!(left.facts.amounts.iter().all(|amount| amount.value < 60_000.0), "{:?}", left.facts.amounts);
    }
}
