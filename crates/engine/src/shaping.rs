//! What each fact of a goal shapes.
//!
//! A draft is made once more without the fact, and what differs follows from it.
//! So nothing is claimed of a fact that the plan would have without it, whatever
//! way the fact took: a number of the path, a phrase that a playbook looks for, a
//! day on which something takes place, a question that is answered.
//!
//! A draft of others cannot be made again: there a fact shapes the milestones that
//! name it.

use std::collections::BTreeSet;

use backcast_anchor::{figures, rounding_days, without};
use backcast_core::{
    AnchoredGoal, Capacity, DateRole, Draft, DraftMilestone, FactId, Field, Meaning, Passage, Phrase, Shaped, Sizing,
    State, StateKind, WeeklyHours, WorldDate, days_between,
};
use backcast_playbook::Worked;

use crate::EngineError;
use crate::anchor::Anchored;
use crate::backcast::Backcast;

/// What the facts of a goal shape beside milestones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes {
    shaped: Vec<(FactId, Shaped)>,
    /// Facts of which nobody found out what they shape, and those from which nothing
    /// has to follow: somebody who is only spoken of.
    open: BTreeSet<FactId>,
}

impl Shapes {
    /// What is known of the facts of a goal before any draft is made again.
    fn plain(goal: &AnchoredGoal) -> Self {
        let is_spoken_of = |fact: &FactId| {
            let read = goal.reading.facts.get(fact.idx()).map(|read| &read.meaning);
            matches!(read, Some(Meaning::Person(person)) if person.weekly.is_none() && person.count <= 1)
        };
        Shapes { shaped: plain(goal), open: counted(goal).filter(is_spoken_of).collect() }
    }
}

/// More facts of one goal are not left out one by one: who writes more is not told of
/// each, and the time that a plan takes stays bounded.
const TRACED_MAX: usize = 24;
/// Hardly anybody says more of a goal.
const FACTS_USUAL: usize = 80;
/// As many of all goals of a file together.
const TRACED_IN_ALL_MAX: usize = 1_200;

/// Notes on each milestone of a draft of the library which facts shape it, and
/// returns what else they shape; `again` makes the draft of a changed goal, of which
/// there are `n_goals` in the file.
///
/// Makes as many drafts as the goal has facts whose work is not plain, up to a bound;
/// facts beyond it shape the milestones that name them.
///
/// # Errors
///
/// Returns an error if a draft cannot be made.
pub(crate) fn trace(
    goal: &AnchoredGoal,
    n_goals: usize,
    worked: &mut Worked,
    again: impl Fn(&AnchoredGoal) -> Result<Worked, EngineError>,
) -> Result<Shapes, EngineError> {
    let mut shapes = Shapes::plain(goal);
    let of_file = (TRACED_IN_ALL_MAX / n_goals.max(1)).clamp(2, TRACED_MAX);
    // A draft takes the longer the more a goal says.
    let most = of_file * FACTS_USUAL / counted(goal).count().max(FACTS_USUAL);
    let traced: Vec<FactId> = counted(goal).filter(|&fact| is_traced(goal, fact)).collect();
    let (traced, others) = traced.split_at(traced.len().min(most));
    for &fact in traced {
        let left = again(&without(goal, fact))?;
        for milestone in &mut worked.draft.milestones {
            if !left.draft.milestones.iter().any(|other| is_same(goal, milestone, other)) {
                milestone.facts.push(fact);
            }
        }
        shapes.shaped.extend(differences(worked, &left).map(|shaped| (fact, shaped)));
    }
    for milestone in &mut worked.draft.milestones {
        let named = named_in(goal, milestone, others.iter().copied());
        milestone.facts.extend(named);
    }
    shapes.open.extend(others);
    Ok(shapes)
}

/// The facts that count in a plan.
fn counted(goal: &AnchoredGoal) -> impl Iterator<Item = FactId> {
    goal.facts.understood.iter().filter_map(|one| one.fact)
}

/// What follows from the sort of a fact alone.
fn plain(goal: &AnchoredGoal) -> Vec<(FactId, Shaped)> {
    let mut shapes = Vec::new();
    for fact in counted(goal) {
        let Some(read) = goal.reading.facts.get(fact.idx()) else { continue };
        let shaped = match &read.meaning {
            // Also where the key says the same: the plan is held to it.
            Meaning::WorldDate(date) if is_deadline(goal, date, &read.quote.words) => Some(Shaped::Deadline),
            Meaning::Capacity(capacity) if is_pace(goal, capacity) => Some(Shaped::Hours),
            // The key says other hours: which ones hold is asked.
            Meaning::Capacity(capacity) if capacity.whose.is_none() && asks_for_hours(goal) => Some(Shaped::Questions),
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

/// Whether a date is the day that the plan is held to, as people round: "in six weeks".
fn is_deadline(goal: &AnchoredGoal, date: &WorldDate, words: &str) -> bool {
    let rounded = if date.role == DateRole::Deadline { rounding_days(words) } else { 0 };
    goal.deadline.is_some_and(|deadline| days_between(deadline, date.due()).abs() <= rounded)
}

/// Whether hours of a text are those that are planned with: the key names none, or
/// says the same.
fn is_pace(goal: &AnchoredGoal, capacity: &Capacity) -> bool {
    let hours = &capacity.weekly;
    let stated = goal.circumstances.pace.map(WeeklyHours::hours_per_week);
    capacity.whose.is_none() && stated.is_none_or(|stated| (hours.low..=hours.high).contains(&stated))
}

fn asks_for_hours(goal: &AnchoredGoal) -> bool {
    goal.critique.gaps.iter().any(|gap| gap.field == Field::Hours)
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

/// Notes on each milestone of a draft of others which facts it names. Returns what
/// else the facts shape.
pub(crate) fn named(goal: &AnchoredGoal, draft: &mut Draft) -> Shapes {
    for milestone in &mut draft.milestones {
        milestone.facts = named_in(goal, milestone, counted(goal));
    }
    Shapes::plain(goal)
}

/// Which facts a milestone names: in the words of the person, or by their number.
fn named_in(goal: &AnchoredGoal, milestone: &DraftMilestone, facts: impl Iterator<Item = FactId>) -> Vec<FactId> {
    let mut facts = facts.peekable();
    if facts.peek().is_none() {
        return Vec::new();
    }
    let statement = Some(milestone.statement.as_str()).filter(|statement| !quotes_destination(goal, statement));
    let criteria = milestone.criteria.iter().map(String::as_str);
    let texts: Vec<&str> = [milestone.name.as_str()].into_iter().chain(statement).chain(criteria).collect();
    let text = texts.join(". ");
    let (passage, numbers) = (Passage::new(&text), figures(&text));
    let names = |fact: &FactId| {
        goal.reading.facts.get(fact.idx()).is_some_and(|read| {
            passage.contains(&Phrase::new(&read.quote.words))
                || number_of(&read.meaning).is_some_and(|number| numbers.contains(&number))
        })
    };
    facts.filter(names).collect()
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
            let Some(fact) = one.fact else { continue };
            one.shapes = shaped_by(fact, shapes, &own);
            // Nothing is claimed of what nobody looked at.
            one.fact = Some(fact).filter(|_| !one.shapes.is_empty() || !shapes.open.contains(&fact));
        }
    }
}

/// Takes milestones out of what facts shape, where none came of the draft.
pub(crate) fn forget_milestones(goals: &mut [AnchoredGoal]) {
    for one in goals.iter_mut().flat_map(|goal| &mut goal.facts.understood) {
        let had_any = !one.shapes.is_empty();
        one.shapes.retain(|shaped| !matches!(shaped, Shaped::Milestone(_)));
        one.fact = one.fact.filter(|_| !had_any || !one.shapes.is_empty());
    }
}

fn shaped_by(fact: FactId, shapes: &Shapes, milestones: &[&DraftMilestone]) -> Vec<Shaped> {
    let own = shapes.shaped.iter().filter(|(of, _)| *of == fact);
    let mut shaped: Vec<Shaped> = own.map(|(_, shaped)| shaped.clone()).collect();
    shaped.sort();
    shaped.dedup();
    let names_it = milestones.iter().filter(|milestone| milestone.facts.contains(&fact));
    shaped.extend(names_it.map(|milestone| Shaped::Milestone(milestone.id.clone())));
    shaped
}
