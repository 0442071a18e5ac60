//! Aspects join a playbook's path, and names become dependencies.

use std::collections::{BTreeMap, BTreeSet};

use backcast_core::{Basis, Graph, Source};

use crate::fit::{Joined, Joining, Link, Origin, ask_all, join};
use crate::format::{Aspect, Step};
use crate::matching::Route;
use crate::terms::Terms;
use crate::{Library, Playbook, SpecError, merge};

/// Aspects add no criteria to a milestone that has so many: a longer list is
/// not read.
const CRITERIA_MAX: usize = 5;

/// Lets the aspects join that a playbook of the route names, that the goal's
/// words ask for, or that neighboring subjects have in common; then resolves
/// every reference.
pub(crate) fn aspects(
    library: &Library,
    route: &Route<'_>,
    terms: &Terms,
    joined: &mut Joined,
) -> Result<(), SpecError> {
    let leading = route.lead.playbook;
    name_ends(joined);
    for (aspect, _) in library.aspects() {
        if leading.without.contains(&aspect.id) || covered(aspect, joined) {
            continue;
        }
        let named = leading.aspects.contains(&aspect.id);
        if named || terms.holds(Some(&aspect.joins_when), &aspect.id)? || shared_by_neighbors(aspect, route) {
            add(aspect, terms, joined)?;
        }
    }
    resolve(joined);
    Ok(())
}

/// Tags the first milestone of the path `start`, its last one `end` and the
/// largest between them `main-work` where none is, so that aspects can refer to
/// them whatever the subject is.
fn name_ends(joined: &mut Joined) {
    let has_main = joined.milestones.iter().any(|joining| joining.tags.iter().any(|tag| tag == "main-work"));
    let n = joined.milestones.len();
    if let Some(between) = joined.milestones.get_mut(1..n.saturating_sub(1)).filter(|_| !has_main)
        && let Some(largest) = between.iter_mut().max_by_key(|joining| joining.milestone.effort.likely())
    {
        largest.tags.push("main-work".to_owned());
    }
    if let Some(first) = joined.milestones.first_mut() {
        first.tags.push("start".to_owned());
    }
    if let Some(last) = joined.milestones.last_mut() {
        last.tags.push("end".to_owned());
    }
}

/// Whether at least two playbooks beside a generic path need the aspect: what
/// neighbors of a subject share, the subject is likely to need.
fn shared_by_neighbors(aspect: &Aspect, route: &Route<'_>) -> bool {
    let needs = |playbook: &Playbook| {
        let covers = |step: &Step| step.tags.iter().any(|tag| aspect.covered_by.contains(tag));
        playbook.aspects.contains(&aspect.id) || playbook.milestones.iter().any(covers)
    };
    !route.is_sure() && route.beside.iter().filter(|near| needs(near.playbook)).count() >= 2
}

/// Whether the path has a milestone that makes the aspect superfluous.
fn covered(aspect: &Aspect, joined: &Joined) -> bool {
    aspect.covered_by.iter().any(|tag| joined.milestones.iter().any(|joining| joining.tags.contains(tag)))
}

fn add(aspect: &Aspect, terms: &Terms, joined: &mut Joined) -> Result<(), SpecError> {
    let before = joined.milestones.len();
    let origin = Origin { source: &aspect.id, why: &aspect.why, basis: &aspect.basis };
    for step in &aspect.milestones {
        join(step, &origin, terms, joined)?;
        leave_out_duplicate(before, joined);
    }
    let mut touched = joined.milestones.len() > before;
    for added in &aspect.criteria {
        if !terms.holds(added.when.as_deref(), &aspect.id)? {
            continue;
        }
        let meant =
            |joining: &&mut Joining| joining.is_meant_by(&added.to) && joining.milestone.criteria.len() < CRITERIA_MAX;
        let Some(joining) = joined.milestones.iter_mut().find(meant) else {
            continue;
        };
        joining.milestone.criteria.push(terms.text(&added.text, &aspect.id)?);
        touched = true;
    }
    if touched {
        ask_all(&aspect.questions, terms, joined)?;
        joined.sources.push(Source {
            id: aspect.id.clone(),
            title: aspect.title.clone(),
            why: aspect.why.clone(),
            basis: Basis::Aspect,
        });
    }
    Ok(())
}

/// Takes the last milestone out again if the path had one of the same meaning
/// before the aspect came; that one stands for it from now on.
fn leave_out_duplicate(n_before: usize, joined: &mut Joined) {
    if joined.milestones.len() <= n_before {
        return;
    }
    let Some(last) = joined.milestones.pop() else { return };
    match merge::same_as(&joined.milestones[..n_before], &last) {
        Some(key) => drop(joined.skipped.insert(last.key, vec![Link { to: key, lag_days: 0 }])),
        None => joined.milestones.push(last),
    }
}

/// Turns references by id and `#tag` into references by key: skipped steps
/// hand over what they would have come after, `before` becomes the other
/// step's `after`, and whatever would close a loop is left out.
fn resolve(joined: &mut Joined) {
    let keys: Vec<String> = joined.milestones.iter().map(|joining| joining.key.clone()).collect();
    let mut resolved: Vec<Vec<Link>> = joined
        .milestones
        .iter()
        .map(|joining| {
            let mut links = Vec::new();
            for link in &joining.after {
                follow(link, joined, &joining.key, &mut BTreeSet::new(), &mut links);
            }
            links
        })
        .collect();
    for (idx, joining) in joined.milestones.iter().enumerate() {
        for link in &joining.before {
            for (other, target) in joined.milestones.iter().enumerate() {
                if other != idx && target.is_meant_by(&link.to) {
                    resolved[other].push(Link { to: keys[idx].clone(), lag_days: link.lag_days });
                }
            }
        }
    }
    let index: BTreeMap<&str, usize> = keys.iter().enumerate().map(|(idx, key)| (key.as_str(), idx)).collect();
    let mut graph = Graph::new(keys.len());
    for (idx, links) in resolved.into_iter().enumerate() {
        let mut kept: Vec<Link> = Vec::new();
        for link in links {
            let to = index[link.to.as_str()];
            if let Some(same) = kept.iter_mut().find(|other| other.to == link.to) {
                same.lag_days = same.lag_days.max(link.lag_days);
            } else if to != idx && !graph.reaches(idx, to) {
                graph.add(to, idx);
                kept.push(link);
            }
        }
        joined.milestones[idx].after = kept;
    }
}

/// Adds what a reference stands for; a skipped step stands for its own
/// predecessors, with the lags added up.
fn follow(link: &Link, joined: &Joined, own: &str, seen: &mut BTreeSet<String>, links: &mut Vec<Link>) {
    let mut found = false;
    for joining in joined.milestones.iter().filter(|joining| joining.is_meant_by(&link.to) && joining.key != own) {
        links.push(Link { to: joining.key.clone(), lag_days: link.lag_days });
        found = true;
    }
    if found || !seen.insert(link.to.clone()) {
        return;
    }
    for further in joined.skipped.get(&link.to).into_iter().flatten() {
        follow(further, joined, own, seen, links);
    }
}

/// Milestones that change the same file follow each other in path order:
/// side by side they would get into each other's way.
pub(crate) fn order_by_files(milestones: &mut [Joining]) {
    let index: BTreeMap<String, usize> =
        milestones.iter().enumerate().map(|(idx, joining)| (joining.key.clone(), idx)).collect();
    let mut graph = Graph::new(milestones.len());
    for (idx, joining) in milestones.iter().enumerate() {
        for link in &joining.after {
            graph.add(index[&link.to], idx);
        }
    }
    let Some(order) = graph.topological_order() else { return };
    let mut last_user: BTreeMap<String, usize> = BTreeMap::new();
    for idx in order {
        for file in milestones[idx].milestone.files.clone() {
            // A milestone that names a file twice does not follow itself.
            if let Some(before) = last_user.insert(file, idx)
                && before != idx
                && !graph.reaches(before, idx)
            {
                graph.add(before, idx);
                let link = Link { to: milestones[before].key.clone(), lag_days: 0 };
                milestones[idx].after.push(link);
            }
        }
    }
}
