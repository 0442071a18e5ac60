//! Folds small milestones into their neighbors until there are not too many.

use backcast_core::{Graph, Placing};

use crate::fit::{Joining, Link};

/// A milestone takes in criteria of folded ones up to this many in total.
const CRITERIA_MAX: usize = 6;
/// And so many of each folded one.
const CRITERIA_TAKEN: usize = 2;

/// More milestones than this need consent, so no path has more by itself.
const N_WITHOUT_CONSENT: usize = 10;

/// Folds the least important foldable milestones first, the smaller ones of
/// equal weight before, until at most `n_max` remain. Where the playbook names
/// no more folds and there are still more than ten, neighbors are folded.
pub(crate) fn fold(milestones: &mut Vec<Joining>, n_max: usize) {
    while milestones.len() > n_max {
        let Some((idx, into)) = next_fold(milestones) else { break };
        merge(milestones, idx, into);
    }
    while milestones.len() > n_max.max(N_WITHOUT_CONSENT) {
        let Some((idx, into)) = next_neighbors(milestones) else { break };
        merge(milestones, idx, into);
    }
}

/// The least important milestone without a date of its own, and the one that
/// follows it or that it follows.
fn next_neighbors(milestones: &[Joining]) -> Option<(usize, usize)> {
    let graph = graph_of(milestones);
    let mut candidates: Vec<(u8, u32, usize, usize)> = Vec::new();
    for (idx, joining) in milestones.iter().enumerate() {
        let own = &joining.milestone;
        let neighbors = graph.successors(idx).iter().chain(graph.predecessors(idx));
        let into = neighbors.copied().find(|&into| {
            milestones[into].milestone.placing == Placing::Early && !would_close_cycle(&graph, idx, into)
        });
        if let Some(into) = into.filter(|_| own.placing == Placing::Early) {
            candidates.push((own.weight, own.effort.likely().minutes(), idx, into));
        }
    }
    candidates.sort_unstable();
    candidates.first().map(|&(_, _, idx, into)| (idx, into))
}

/// The milestone to fold next and the one that takes it in.
fn next_fold(milestones: &[Joining]) -> Option<(usize, usize)> {
    let graph = graph_of(milestones);
    let mut candidates: Vec<(u8, u32, usize, usize)> = milestones
        .iter()
        .enumerate()
        .filter_map(|(idx, joining)| {
            let target = joining.fold_into.as_deref()?;
            let into = milestones.iter().position(|other| other.key != joining.key && other.is_meant_by(target))?;
            (!would_close_cycle(&graph, idx, into))
                .then(|| (joining.milestone.weight, joining.milestone.effort.likely().minutes(), idx, into))
        })
        .collect();
    candidates.sort_unstable();
    candidates.first().map(|&(_, _, idx, into)| (idx, into))
}

/// Joining two milestones into one closes a loop if a path leads from one to
/// the other through a third.
fn would_close_cycle(graph: &Graph, a: usize, b: usize) -> bool {
    let through_third =
        |from: usize, to: usize| graph.successors(from).iter().any(|&next| next != to && graph.reaches(next, to));
    through_third(a, b) || through_third(b, a)
}

fn merge(milestones: &mut Vec<Joining>, idx: usize, into: usize) {
    let folded = milestones.remove(idx);
    let into = if idx < into { into - 1 } else { into };
    let target_key = milestones[into].key.clone();
    for joining in milestones.iter_mut() {
        if joining.key != target_key {
            redirect(joining, &folded.key, &target_key);
        }
    }
    let target = &mut milestones[into];
    // A lag between the two becomes waiting inside the one.
    let lag = folded
        .after
        .iter()
        .filter(|link| link.to == target_key)
        .chain(target.after.iter().filter(|link| link.to == folded.key));
    let lag = lag.map(|link| link.lag_days).max().unwrap_or(0);
    target.after.retain(|link| link.to != folded.key);
    for link in folded.after.into_iter().filter(|link| link.to != target_key) {
        add_link(&mut target.after, link);
    }
    let own = &mut target.milestone;
    own.waiting_days = own.waiting_days.max(folded.milestone.waiting_days).saturating_add(lag);
    own.effort = own.effort + folded.milestone.effort;
    own.risk = own.risk.max(folded.milestone.risk);
    let room = CRITERIA_MAX.saturating_sub(own.criteria.len()).min(CRITERIA_TAKEN);
    let taken = folded.milestone.criteria.into_iter().take(room.max(1));
    own.criteria.extend(taken);
    own.claim.includes.push(folded.milestone.name);
    own.claim.includes.extend(folded.milestone.claim.includes);
    if own.claim.often_missed.is_none() {
        own.claim.often_missed = folded.milestone.claim.often_missed;
    }
    own.files.extend(folded.milestone.files);
    own.files.sort();
    own.files.dedup();
    target.tags.extend(folded.tags);
    target.answers.extend(folded.answers);
    if target.slow.is_none() {
        target.slow = folded.slow;
        target.slow_weight = folded.slow_weight;
    }
}

/// What pointed to the folded milestone points to the one that took it in.
fn redirect(joining: &mut Joining, from: &str, to: &str) {
    let links = std::mem::take(&mut joining.after);
    for mut link in links {
        if link.to == from {
            to.clone_into(&mut link.to);
        }
        add_link(&mut joining.after, link);
    }
    if joining.fold_into.as_deref() == Some(from) {
        joining.fold_into = Some(to.to_owned());
    }
}

fn add_link(links: &mut Vec<Link>, link: Link) {
    match links.iter_mut().find(|other| other.to == link.to) {
        Some(same) => same.lag_days = same.lag_days.max(link.lag_days),
        None => links.push(link),
    }
}

fn graph_of(milestones: &[Joining]) -> Graph {
    let mut graph = Graph::new(milestones.len());
    for (idx, joining) in milestones.iter().enumerate() {
        for link in &joining.after {
            if let Some(before) = milestones.iter().position(|other| other.key == link.to) {
                graph.add(before, idx);
            }
        }
    }
    graph
}
