//! What each fact of a goal shapes.
//!
//! A draft is made once more without the fact, and what differs follows from it.
//! So nothing is claimed of a fact that the plan would have without it, whatever
//! way the fact took: a number of the path, a phrase that a playbook looks for, a
//! day on which something takes place, a question that is answered.
//!
//! A draft of others cannot be made again: there a fact shapes the milestones that
//! name it.

use backcast_anchor::{figures, without};
use backcast_core::{
    AnchoredGoal, Capacity, Draft, DraftMilestone, FactId, Meaning, Passage, Phrase, Shaped, Sizing, State, StateKind,
    WeeklyHours,
};
use backcast_playbook::Worked;

use crate::EngineError;
use crate::anchor::Anchored;
use crate::backcast::Backcast;

/// What facts shape beside milestones.
pub(crate) type Shapes = Vec<(FactId, Shaped)>;

/// Notes on each milestone of a draft of the library which facts shape it, and
/// returns what else they shape; `again` makes the draft of a changed goal.
///
/// Makes as many drafts as the goal has facts whose work is not plain.
///
/// # Errors
///
/// Returns an error if a draft cannot be made.
pub(crate) fn trace(
    goal: &AnchoredGoal,
    worked: &mut Worked,
    again: impl Fn(&AnchoredGoal) -> Result<Worked, EngineError>,
) -> Result<Shapes, EngineError> {
    let mut shapes = plain(goal);
    for fact in counted(goal) {
        if !is_traced(goal, fact) {
            continue;
        }
        let left = again(&without(goal, fact))?;
        for milestone in &mut worked.draft.milestones {
            if !left.draft.milestones.iter().any(|other| is_same(goal, milestone, other)) {
                milestone.facts.push(fact);
            }
        }
        shapes.extend(differences(worked, &left).map(|shaped| (fact, shaped)));
    }
    Ok(shapes)
}

/// The facts that count in a plan.
fn counted(goal: &AnchoredGoal) -> impl Iterator<Item = FactId> {
    goal.facts.understood.iter().filter_map(|one| one.fact)
}

/// What follows from the sort of a fact alone.
fn plain(goal: &AnchoredGoal) -> Shapes {
    let mut shapes = Shapes::new();
    for fact in counted(goal) {
        let Some(read) = goal.reading.facts.get(fact.idx()) else { continue };
        let is_deadline = goal.reading.deadline_idx == Some(fact.idx());
        let shaped = match &read.meaning {
            // Also where the key says the same: the plan is held to it.
            Meaning::WorldDate(date) if is_deadline || goal.deadline == Some(date.due()) => Some(Shaped::Deadline),
            Meaning::Capacity(capacity) if is_pace(goal, capacity) => Some(Shaped::Hours),
            Meaning::Capacity(capacity) if capacity.weekdays.len() < 7 => Some(Shaped::WorkingDays),
            Meaning::WorkingDays(_) => Some(Shaped::WorkingDays),
            // What is not there is still to be done.
            Meaning::State(state) if state.kind == StateKind::Lacks => Some(Shaped::StartingState),
            Meaning::State(state) if starts_a_way(goal, state) => Some(Shaped::StartingState),
            Meaning::Away(_) => Some(Shaped::DaysOff),
            Meaning::Person(_) if goal.facts.team_size > 1 => Some(Shaped::Team),
            _ => None,
        };
        shapes.extend(shaped.map(|shaped| (fact, shaped)));
        if read.question.is_some() || goal.reading.contradictions.iter().any(|one| one.quotes.contains(&read.quote)) {
            shapes.push((fact, Shaped::Questions));
        }
    }
    shapes
}

/// Whether hours of a text are those that are planned with: the key names none, or
/// says the same.
fn is_pace(goal: &AnchoredGoal, capacity: &Capacity) -> bool {
    let hours = &capacity.weekly;
    let stated = goal.circumstances.pace.map(WeeklyHours::hours_per_week);
    capacity.whose.is_none() && stated.is_none_or(|stated| (hours.low..=hours.high).contains(&stated))
}

/// Whether something that is there is where a way of the wish begins: "15 recipes
/// written" of "60 recipes".
fn starts_a_way(goal: &AnchoredGoal, state: &State) -> bool {
    let starts = goal.reading.facts.iter().filter_map(|fact| match &fact.meaning {
        Meaning::Quantity(quantity) => quantity.from,
        Meaning::Money(money) => money.from,
        _ => None,
    });
    state.value.is_some_and(|value| starts.into_iter().any(|from| from == value))
}

/// Whether a draft without the fact has to tell what it shapes.
fn is_traced(goal: &AnchoredGoal, fact: FactId) -> bool {
    let Some(read) = goal.reading.facts.get(fact.idx()) else { return false };
    match &read.meaning {
        Meaning::WorkingDays(_) | Meaning::Away(_) => false,
        Meaning::WorldDate(_) => goal.reading.deadline_idx != Some(fact.idx()),
        _ => true,
    }
}

/// Whether two milestones are the same but for the ids, and for the destination
/// where a statement only says it again: the work does not change with it.
fn is_same(goal: &AnchoredGoal, one: &DraftMilestone, other: &DraftMilestone) -> bool {
    let told = |milestone: &DraftMilestone| {
        (milestone.effort, milestone.waiting_days, milestone.risk, milestone.placing, milestone.weight)
    };
    one.name == other.name
        && (one.statement == other.statement || quotes_destination(goal, &one.statement))
        && one.criteria == other.criteria
        && told(one) == told(other)
        && one.value == other.value
        && one.slow_reason == other.slow_reason
        && one.files == other.files
}

fn quotes_destination(goal: &AnchoredGoal, statement: &str) -> bool {
    let destination = goal.goal.destination.as_deref().unwrap_or(&goal.goal.title).trim_end_matches('.');
    statement.contains(destination)
}

/// What differs beside milestones between a draft and one without a fact.
fn differences<'d>(with: &'d Worked, without: &'d Worked) -> impl Iterator<Item = Shaped> + 'd {
    let falls_away = with.draft.milestones.len() < without.draft.milestones.len();
    let of_start = falls_away || with.draft.starting_state != without.draft.starting_state;
    [
        (of_start, Shaped::StartingState),
        (with.draft.assumptions != without.draft.assumptions, Shaped::Assumptions),
        (with.questions != without.questions, Shaped::Questions),
    ]
    .into_iter()
    .filter(|(differs, _)| *differs)
    .map(|(_, shaped)| shaped)
}

/// Notes on each milestone of a draft of others which facts it names: in the words
/// of the person, or by their number. Returns what else the facts shape.
pub(crate) fn named(goal: &AnchoredGoal, draft: &mut Draft) -> Shapes {
    for milestone in &mut draft.milestones {
        let text = [milestone.name.as_str(), milestone.statement.as_str()]
            .into_iter()
            .chain(milestone.criteria.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(". ");
        let (passage, numbers) = (Passage::new(&text), figures(&text));
        let names = |fact: &FactId| {
            let read = goal.reading.facts.get(fact.idx());
            read.is_some_and(|read| {
                passage.contains(&Phrase::new(&read.quote.words))
                    || number_of(&read.meaning).is_some_and(|number| numbers.contains(&number))
            })
        };
        milestone.facts = counted(goal).filter(names).collect();
    }
    plain(goal)
}

/// The number that a fact is about.
fn number_of(meaning: &Meaning) -> Option<f64> {
    match meaning {
        Meaning::Quantity(quantity) => Some(quantity.to),
        Meaning::Money(money) => Some(money.to),
        Meaning::State(state) => state.value,
        _ => None,
    }
}

/// Tells what was understood of each goal what it shapes: milestones by their final
/// ids, in plan order, behind all else. Of work that is too small no milestone is
/// planned.
pub(crate) fn tell_all(goals: &mut [Anchored<'_>], backcast: &Backcast) {
    let several = goals.len() > 1;
    for (anchored, shapes) in goals.iter_mut().zip(&backcast.shapes) {
        if matches!(anchored.goal.critique.sizing, Sizing::TooSmall(_)) {
            continue;
        }
        let id = several.then(|| anchored.goal.goal.id.clone());
        let own = backcast.draft.milestones.iter().filter(|milestone| milestone.goal == id);
        let own: Vec<&DraftMilestone> = own.collect();
        for one in &mut anchored.goal.facts.understood {
            one.shapes = one.fact.map(|fact| shaped_by(fact, shapes, &own)).unwrap_or_default();
        }
    }
}

fn shaped_by(fact: FactId, shapes: &Shapes, milestones: &[&DraftMilestone]) -> Vec<Shaped> {
    let mut shaped: Vec<Shaped> =
        shapes.iter().filter(|(of, _)| *of == fact).map(|(_, shaped)| shaped.clone()).collect();
    shaped.sort();
    shaped.dedup();
    let names_it = milestones.iter().filter(|milestone| milestone.facts.contains(&fact));
    shaped.extend(names_it.map(|milestone| Shaped::Milestone(milestone.id.clone())));
    shaped
}
