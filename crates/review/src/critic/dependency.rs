//! What collides, and the chains that carry the date.

use std::collections::BTreeMap;

use super::{Findings, Map, Remedy, Subject, named, percent, share};
use crate::Gravity;

/// A chain with so much of the work leaves nothing to do beside it.
const ALL_IN_A_ROW: f64 = 0.95;

pub(super) fn inspect(_subject: &Subject<'_>, map: &Map<'_>, findings: &mut Findings) {
    for found in map.graph.cycles() {
        let mut path: Vec<&str> = found.0.iter().map(|&idx| map.milestones[idx].id.as_str()).collect();
        path.push(path[0]);
        findings.add(
            Gravity::Critical,
            format!("Milestones wait for each other: {}", path.join(" → ")),
            "Take out the dependency that is not real",
            Remedy::Leave("which dependency is not real cannot be told from outside".into()),
        );
    }
    unknown(map, findings);
    files(map, findings);
    roots(map, findings);
    let chain = map.longest_chain();
    let on_chain = chain.iter().map(|&idx| map.milestones[idx].effort.likely()).sum();
    if map.milestones.len() > 2 && share(on_chain, map.total) > ALL_IN_A_ROW {
        let ids: Vec<&str> = chain.iter().map(|&idx| map.milestones[idx].id.as_str()).collect();
        findings.add(
            Gravity::Medium,
            format!(
                "The chain {} holds {} of the work: whatever slips moves the end",
                ids.join(" → "),
                percent(share(on_chain, map.total))
            ),
            "Look for work that can go on while something is waited for",
            Remedy::Arithmetic,
        );
    }
}

fn unknown(map: &Map<'_>, findings: &mut Findings) {
    for milestone in map.milestones {
        for dependency in &milestone.depends_on {
            if !map.milestones.iter().any(|other| other.id == dependency.on) {
                findings.add(
                    Gravity::High,
                    format!("{} depends on {}, which is not there", named(milestone), dependency.on),
                    "Add it, or take the dependency out",
                    Remedy::Leave("what is meant by it is not known".into()),
                );
            }
        }
    }
}

/// Milestones that change the same file without an order between them.
fn files(map: &Map<'_>, findings: &mut Findings) {
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &idx in &map.order {
        for file in &map.milestones[idx].files {
            let list = users.entry(file.as_str()).or_default();
            if list.last() != Some(&idx) {
                list.push(idx);
            }
        }
    }
    let Some(ancestors) = map.graph.ancestors() else { return };
    let mut pairs: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (file, list) in users {
        for pair in list.windows(2).filter(|pair| !ancestors[pair[1]].contains(pair[0])) {
            pairs.entry((pair[0], pair[1])).or_default().push(file);
        }
    }
    for ((first, second), files) in pairs {
        let (first, second) = (&map.milestones[first], &map.milestones[second]);
        findings.add(
            Gravity::High,
            format!("{} and {} may run side by side and both change {}", named(first), named(second), files.join(", ")),
            format!("Let {} depend on {}", second.id, first.id),
            Remedy::Depend { milestone: second.id.clone(), on: first.id.clone() },
        );
    }
}

/// Milestones that start from nothing beside the first one.
fn roots(map: &Map<'_>, findings: &mut Findings) {
    for &idx in map.order.iter().skip(1) {
        let milestone = &map.milestones[idx];
        if milestone.depends_on.is_empty() {
            findings.add(
                Gravity::Low,
                format!("{} starts from nothing beside the first milestone", named(milestone)),
                "Say what it rests on, or that it may run beside the others",
                Remedy::Parallel {
                    milestone: milestone.id.clone(),
                    why: "it needs nothing that another milestone makes".into(),
                },
            );
        }
    }
}
