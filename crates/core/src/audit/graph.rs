//! Dependencies: loops, unknown ones, orphans, roots, shared files, the gate at the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Code, Dossier, Entry, Report, listed};
use crate::{GoalId, Graph, MilestoneId};

pub(super) fn check(dossier: &Dossier, report: &mut Report) -> Graph {
    if dossier.entries.is_empty() {
        report.add(Code::NoMilestones, Vec::new(), "the plan has no milestones".into(), "add the milestones");
    }
    let graph = read_graph(dossier, report);
    cycles(dossier, &graph, report);
    orphans_and_roots(dossier, &graph, report);
    shared_files(dossier, &graph, report);
    if dossier.engineering {
        verification(dossier, &graph, report);
    }
    graph
}

/// The dependencies that point at known milestones; the others are reported.
fn read_graph(dossier: &Dossier, report: &mut Report) -> Graph {
    let mut index: HashMap<&MilestoneId, usize> = HashMap::with_capacity(dossier.entries.len());
    for (idx, entry) in dossier.entries.iter().enumerate() {
        if index.insert(&entry.id, idx).is_some() {
            report.add(
                Code::IdDuplicate,
                vec![entry.id.clone()],
                format!("the id `{}` is used twice", entry.id),
                "give each milestone an id of its own",
            );
        }
    }
    let mut graph = Graph::new(dossier.entries.len());
    for (idx, entry) in dossier.entries.iter().enumerate() {
        for dependency in &entry.depends_on {
            match index.get(&dependency.on) {
                Some(&before) => graph.add(before, idx),
                None => report.add(
                    Code::DependencyUnknown,
                    vec![entry.id.clone()],
                    format!("`{}` depends on `{}`, which is not in the plan", entry.id, dependency.on),
                    format!("add `{}`, or take the dependency out", dependency.on),
                ),
            }
        }
    }
    graph
}

fn cycles(dossier: &Dossier, graph: &Graph, report: &mut Report) {
    for found in graph.cycles() {
        let ids: Vec<MilestoneId> = found.0.iter().map(|&idx| dossier.entries[idx].id.clone()).collect();
        let mut path: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        path.push(path[0].clone());
        report.add(
            Code::DependencyCycle,
            ids,
            format!("milestones wait for each other: {}", path.join(" → ")),
            "take out the dependency that is not real",
        );
    }
}

fn orphans_and_roots(dossier: &Dossier, graph: &Graph, report: &mut Report) {
    if dossier.entries.len() < 2 {
        return;
    }
    // Roots are counted for each goal: competing goals each start from nothing.
    let mut roots: BTreeMap<Option<&str>, Vec<&MilestoneId>> = BTreeMap::new();
    for (idx, entry) in dossier.entries.iter().enumerate() {
        let starts_from_nothing = entry.depends_on.is_empty();
        if starts_from_nothing && graph.successors(idx).is_empty() && !entry.parallel {
            report.add(
                Code::MilestoneOrphan,
                vec![entry.id.clone()],
                format!("nothing leads to `{}` and it leads nowhere", entry.id),
                "name what it depends on or what needs it, or mark it `parallel` with a reason",
            );
        } else if starts_from_nothing && !entry.parallel {
            roots.entry(entry.goal.as_ref().map(crate::GoalId::as_str)).or_default().push(&entry.id);
        }
    }
    for ids in roots.into_values().filter(|ids| ids.len() > 1) {
        report.add(
            Code::RootsMany,
            ids.iter().map(|&id| id.clone()).collect(),
            format!("{} milestones start from nothing: {}", ids.len(), listed(&ids)),
            "name what they depend on, or mark those that may run beside others `parallel`",
        );
    }
}

fn shared_files(dossier: &Dossier, graph: &Graph, report: &mut Report) {
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, entry) in dossier.entries.iter().enumerate() {
        for file in &entry.files {
            let list = users.entry(file.as_str()).or_default();
            if list.last() != Some(&idx) {
                list.push(idx);
            }
        }
    }
    users.retain(|_, list| list.len() > 1);
    if users.is_empty() {
        return;
    }
    let (Some(order), Some(ancestors)) = (graph.topological_order(), graph.ancestors()) else {
        return; // The loop is reported; who comes first cannot be told.
    };
    let mut rank = vec![0; order.len()];
    for (position, &idx) in order.iter().enumerate() {
        rank[idx] = position;
    }
    for (file, mut list) in users {
        list.sort_by_key(|&idx| rank[idx]);
        // If each follows from the one before it in topological order, all are
        // ordered; so neighbors are enough.
        for pair in list.windows(2) {
            let (first, second) = (&dossier.entries[pair[0]], &dossier.entries[pair[1]]);
            if !ancestors[pair[1]].contains(pair[0]) && may_overlap(first, second) {
                report.add(
                    Code::FileShared,
                    vec![first.id.clone(), second.id.clone()],
                    format!("`{}` and `{}` may run side by side and both change {file}", first.id, second.id),
                    format!("let `{}` depend on `{}`, or move the file into one of them", second.id, first.id),
                );
            }
        }
    }
}

/// Whether two milestones may run on the same days; without dates, yes.
fn may_overlap(a: &Entry, b: &Entry) -> bool {
    match (a.start, a.due, b.start, b.due) {
        (Some(a_start), Some(a_due), Some(b_start), Some(b_due)) => a_start <= b_due && b_start <= a_due,
        _ => true,
    }
}

/// Each goal ends in a verification of all that serves it: competing goals are
/// done with at different times.
fn verification(dossier: &Dossier, graph: &Graph, report: &mut Report) {
    let Some(order) = graph.topological_order() else { return };
    let goals: BTreeSet<Option<&GoalId>> = dossier.entries.iter().map(|entry| entry.goal.as_ref()).collect();
    for goal in goals.into_iter().filter(|goal| !dossier.verified.contains(&goal.cloned())) {
        verification_of(dossier, graph, &order, goal, report);
    }
}

fn verification_of(dossier: &Dossier, graph: &Graph, order: &[usize], goal: Option<&GoalId>, report: &mut Report) {
    let command = dossier.verification_command.as_deref();
    let is_of_goal = |idx: usize| dossier.entries[idx].goal.as_ref() == goal;
    let gates = || {
        let last_first = order.iter().copied().rev();
        last_first.filter(|&idx| graph.successors(idx).is_empty() && runs_check(&dossier.entries[idx], command))
    };
    // One verification may stand for several goals.
    let Some(gate) = gates().find(|&idx| is_of_goal(idx)).or_else(|| gates().next()) else {
        report.add(
            Code::VerificationMissing,
            Vec::new(),
            match command {
                Some(command) => format!("no last milestone runs `{command}`"),
                None => "no last milestone verifies the whole".into(),
            },
            "end with a milestone that depends on all others and runs the verification",
        );
        return;
    };
    let reached = reached_backward(graph, gate);
    let outside: Vec<&MilestoneId> =
        (0..graph.len()).filter(|&idx| is_of_goal(idx) && !reached[idx]).map(|idx| &dossier.entries[idx].id).collect();
    if !outside.is_empty() {
        report.add(
            Code::VerificationMissing,
            outside.iter().map(|&id| id.clone()).collect(),
            format!("the verification `{}` does not rest on {}", dossier.entries[gate].id, listed(&outside)),
            format!("let `{}` depend on all others", dossier.entries[gate].id),
        );
    }
}

/// Whether one of its criteria is the verification of the whole.
pub(super) fn runs_check(entry: &Entry, command: Option<&str>) -> bool {
    entry.criteria.iter().any(|criterion| match command {
        Some(command) => criterion.contains(command),
        None => criterion.contains('`') || criterion.to_lowercase().contains("verif"),
    })
}

fn reached_backward(graph: &Graph, from: usize) -> Vec<bool> {
    let mut seen = vec![false; graph.len()];
    seen[from] = true;
    let mut stack = vec![from];
    while let Some(idx) = stack.pop() {
        for &before in graph.predecessors(idx) {
            if !std::mem::replace(&mut seen[before], true) {
                stack.push(before);
            }
        }
    }
    seen
}
