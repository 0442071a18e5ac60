//! The figures of the destination, where the path of the library has no place for
//! them: whoever wrote "60 recipes" finds them in what counts as done.

use backcast_core::{AnchoredGoal, Draft, DraftMilestone, Fact, FactId, Meaning, MoneyRole, Passage, Phrase, TextId};
use backcast_playbook::clauses;

/// A longer clause, in bytes, is a list: then the figure stands alone.
const CLAUSE_BYTES_MAX: usize = 140;
/// So many clauses at most; more would be a list and no check.
const CLAUSES_MAX: usize = 3;

/// Adds what the destination counts and no milestone names to the criteria of the
/// last milestone that speaks of it, else of the last one.
pub(crate) fn keep_figures(goal: &AnchoredGoal, draft: &mut Draft) {
    let mut added: Vec<String> = Vec::new();
    for (fact, read) in figures(goal) {
        if draft.milestones.iter().any(|milestone| milestone.facts.contains(&fact)) {
            continue;
        }
        let Some(at) = place_of(read, &draft.milestones) else { return };
        let clause = clause_of(goal, read);
        let is_new = !added.contains(&clause);
        if is_new && added.len() >= CLAUSES_MAX {
            continue;
        }
        let milestone = &mut draft.milestones[at];
        milestone.facts.push(fact);
        milestone.facts.sort();
        if is_new {
            milestone.criteria.push(format!("As the goal says: {clause}"));
            added.push(clause);
        }
    }
}

/// What the wish counts, with its fact.
fn figures(goal: &AnchoredGoal) -> impl Iterator<Item = (FactId, &Fact)> {
    let facts = goal.reading.facts.iter().enumerate().map(|(idx, fact)| (FactId::at(idx), fact));
    facts.filter(|(_, fact)| {
        let is_wished = match &fact.meaning {
            Meaning::Quantity(_) => !is_working_time(goal, fact),
            // What is there, and what things cost, is no result.
            Meaning::Money(money) => matches!(money.role, MoneyRole::Target | MoneyRole::Limit),
            _ => false,
        };
        matches!(fact.quote.text, TextId::Title | TextId::Destination) && fact.question.is_none() && is_wished
    })
}

/// Hours of a week or a day that nobody plans with, those of a job among them: "I work
/// 30 hrs a week, so 8 for this".
fn is_working_time(goal: &AnchoredGoal, fact: &Fact) -> bool {
    let Meaning::Quantity(quantity) = &fact.meaning else { return false };
    let is_hours = matches!(quantity.unit.trim_end_matches('s'), "h" | "hr" | "hour");
    let clause = clause_of(goal, fact).to_lowercase();
    let mut words = clause.split(|c: char| !c.is_alphanumeric());
    is_hours && words.any(|word| matches!(word, "week" | "wk" | "weekly" | "day" | "daily" | "month"))
}

/// The last milestone that speaks of what is counted, else the last of all.
fn place_of(fact: &Fact, milestones: &[DraftMilestone]) -> Option<usize> {
    let last = milestones.len().checked_sub(1)?;
    let Meaning::Quantity(quantity) = &fact.meaning else { return Some(last) };
    let unit = Phrase::new(&quantity.unit);
    let speaks = |milestone: &DraftMilestone| {
        let texts = [&milestone.name, &milestone.statement].into_iter().chain(&milestone.criteria);
        texts.into_iter().any(|text| Passage::new(text).contains(&unit))
    };
    Some(milestones.iter().rposition(speaks).filter(|_| !quantity.unit.is_empty()).unwrap_or(last))
}

/// The clause of the wish in which the words stand.
fn clause_of(goal: &AnchoredGoal, fact: &Fact) -> String {
    let text = match fact.quote.text {
        TextId::Title => goal.goal.title.as_str(),
        _ => goal.goal.destination.as_deref().unwrap_or_default(),
    };
    let all = clauses(text);
    let Some(at) = all.iter().position(|clause| clause.contains(&fact.quote.words)) else {
        return fact.quote.words.clone();
    };
    // "… and 5 who pay 3 a month" says what is counted before it.
    let begins = all[at].starts_with(&fact.quote.words);
    let joined = at.checked_sub(1).filter(|_| begins).and_then(|before| {
        let (start, end) = (text.find(&all[before])?, text.find(&all[at])? + all[at].len());
        text.get(start..end)
    });
    let clause = joined.map_or_else(|| all[at].clone(), str::to_owned);
    if clause.len() > CLAUSE_BYTES_MAX { fact.quote.words.clone() } else { clause }
}
