//! What somebody says of milestones in a goal file, carried over to the draft: windows
//! and days of milestones that it has, and milestones of their own.

use std::collections::BTreeSet;

use backcast_core::{
    AnchoredGoal, Claim, Dependency, Draft, DraftMilestone, EffortRange, Graph, MilestoneId, MilestoneKind, Placing,
    STATED, StatedMilestone,
};

use crate::what_if::in_order;

/// Carries over what is said of milestones by their names, and adds those that nobody
/// else proposed. What cannot be carried over is said among the assumptions.
pub(crate) fn add(draft: &mut Draft, goals: &[AnchoredGoal]) {
    let Some(stated) = goals.first().map(|goal| &goal.circumstances.stated_milestones) else { return };
    for one in stated {
        if place(draft, one).is_none() && !is_id(&one.name) {
            let id = next_id(draft);
            draft.milestones.push(own(one, id, goals));
        }
    }
    for one in stated.iter().filter(|one| !is_id(&one.name)) {
        carry_over(draft, one);
    }
    draft.milestones = in_order(std::mem::take(&mut draft.milestones));
}

/// The same for those that are known by their ids, once the draft has the ids of the
/// plan before.
pub(crate) fn add_by_id(draft: &mut Draft, goals: &[AnchoredGoal]) {
    let Some(stated) = goals.first().map(|goal| &goal.circumstances.stated_milestones) else { return };
    for one in stated.iter().filter(|one| is_id(&one.name)) {
        carry_over(draft, one);
    }
    draft.milestones = in_order(std::mem::take(&mut draft.milestones));
}

/// Whether a name is an id: M3.
fn is_id(name: &str) -> bool {
    let number = name.trim().strip_prefix(['M', 'm']);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The milestone that is meant: by its id, else the one whose name has all the words, of
/// several the one with the fewest others.
fn place(draft: &Draft, one: &StatedMilestone) -> Option<usize> {
    named(draft, &one.name).filter(|&at| {
        let goal = draft.milestones[at].goal.as_ref();
        one.goal.as_ref().is_none_or(|stated| goal.is_none_or(|goal| goal == stated))
    })
}

fn named(draft: &Draft, name: &str) -> Option<usize> {
    let all = || draft.milestones.iter().enumerate();
    if is_id(name) {
        return all().find(|(_, one)| one.id.as_str().eq_ignore_ascii_case(name.trim())).map(|(at, _)| at);
    }
    let wanted = words(name);
    let fits = |(at, one): (usize, &DraftMilestone)| {
        let own = words(&one.name);
        (!wanted.is_empty() && wanted.is_subset(&own)).then_some((own.len(), at))
    };
    all().filter_map(fits).min().map(|(_, at)| at)
}

/// The words of a name; little ones tell nothing apart.
fn words(name: &str) -> BTreeSet<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

fn next_id(draft: &Draft) -> MilestoneId {
    let numbers = draft.milestones.iter().filter_map(|one| one.id.as_str().strip_prefix('M')?.parse::<usize>().ok());
    MilestoneId::numbered(numbers.max().unwrap_or(0) + 1)
}

/// A milestone of somebody's own.
fn own(one: &StatedMilestone, id: MilestoneId, goals: &[AnchoredGoal]) -> DraftMilestone {
    let several = goals.len() > 1;
    let first = several.then(|| goals[0].goal.id.clone());
    DraftMilestone {
        id,
        goal: one.goal.clone().filter(|_| several).or(first),
        name: one.name.clone(),
        statement: one.window.why.clone().unwrap_or_else(|| one.name.clone()),
        claim: Claim { source: STATED.into(), why: "you named it".into(), ..Claim::default() },
        ..DraftMilestone::default()
    }
}

/// Makes a milestone what is said of it.
fn carry_over(draft: &mut Draft, one: &StatedMilestone) {
    let Some(at) = place(draft, one) else {
        draft.assumptions.push(format!("What is said of \"{}\" is left out, as no milestone is called so", one.name));
        return;
    };
    let milestone = &mut draft.milestones[at];
    milestone.window.not_before = one.window.not_before.max(milestone.window.not_before);
    milestone.window.not_after = [one.window.not_after, milestone.window.not_after].into_iter().flatten().min();
    if one.window.why.is_some() {
        milestone.window.why.clone_from(&one.window.why);
    }
    if let Some(effort) = one.effort {
        milestone.effort = EffortRange::exactly(effort);
    }
    if let Some(days) = one.waiting_days {
        milestone.waiting_days = days;
        milestone.waiting.days = None;
    }
    if let Some(day) = one.on {
        (milestone.placing, milestone.kind) = (Placing::On(day), MilestoneKind::Event);
    }
    let is_new = |text: &&String| !milestone.criteria.contains(text);
    let criteria: Vec<String> = one.criteria.iter().filter(is_new).cloned().collect();
    milestone.criteria.extend(criteria);
    let id = milestone.id.clone();
    for name in &one.after {
        wait(draft, name, |other| (other, id.clone()), &one.name);
    }
    for name in &one.before {
        wait(draft, name, |other| (id.clone(), other), &one.name);
    }
}

/// Lets the second of two milestones wait for the first, unless the first waits for it.
fn wait(draft: &mut Draft, name: &str, pair: impl Fn(MilestoneId) -> (MilestoneId, MilestoneId), of: &str) {
    let Some(other) = named(draft, name).map(|at| draft.milestones[at].id.clone()) else {
        draft.assumptions.push(format!("\"{of}\" is not tied to \"{name}\", as no milestone is called so"));
        return;
    };
    let (first, second) = pair(other);
    if first == second {
        return;
    }
    if waits_for(draft, &first, &second) {
        draft
            .assumptions
            .push(format!("{second} does not wait for {first}, as said of \"{of}\": {first} waits for it"));
        return;
    }
    let Some(milestone) = draft.milestones.iter_mut().find(|one| one.id == second) else { return };
    if milestone.depends_on.iter().all(|dependency| dependency.on != first) {
        milestone.depends_on.push(Dependency { on: first, lag_days: 0 });
    }
}

/// Whether a milestone rests on another, near or far.
fn waits_for(draft: &Draft, one: &MilestoneId, other: &MilestoneId) -> bool {
    let place = |id: &MilestoneId| draft.milestones.iter().position(|milestone| milestone.id == *id);
    let mut graph = Graph::new(draft.milestones.len());
    for (at, milestone) in draft.milestones.iter().enumerate() {
        for before in milestone.depends_on.iter().filter_map(|dependency| place(&dependency.on)) {
            graph.add(before, at);
        }
    }
    let (Some(first), Some(second)) = (place(one), place(other)) else { return false };
    graph.add(first, second);
    graph.topological_order().is_none()
}
