//! A plan against the version before it: what it asks for less, so that a better verdict
//! is not bought unseen.

use std::collections::BTreeSet;

use super::figures::hours;
use super::findings::{finding, measured};
use crate::audit::{Code, Finding};
use crate::{CriterionId, Effort, MilestoneId, Plan, PlannedMilestone, plural};

/// What a plan asks for less than the one before; nothing where it asks for the same or more.
pub(super) fn smaller(plan: &Plan, before: &Plan) -> Vec<Finding> {
    let pairs: Vec<(&PlannedMilestone, &PlannedMilestone)> = before
        .milestones
        .iter()
        .filter_map(|old| Some((old, plan.milestones.iter().find(|new| new.milestone.id == old.milestone.id)?)))
        .collect();
    let mut found = Vec::new();
    let gone: Vec<&PlannedMilestone> = before
        .milestones
        .iter()
        .filter(|old| !pairs.iter().any(|(known, _)| known.milestone.id == old.milestone.id))
        .collect();
    if !gone.is_empty() {
        let saved: Effort = gone.iter().map(|old| old.milestone.effort.likely()).sum();
        let names: Vec<String> = gone.iter().map(|old| format!("\"{}\"", old.milestone.name)).collect();
        let text = format!(
            "{} of the version before {}: {}",
            plural(gone.len(), "milestone"),
            are_gone(gone.len()),
            names.join(", ")
        );
        found.push(smaller_by(text, Vec::new(), saved.hours(), 0.0, "hours"));
    }
    efforts(&pairs, &mut found);
    hours_moved_out(&pairs, &mut found);
    dependencies(plan, &pairs, &mut found);
    criteria(&pairs, &mut found);
    let claimed = |plan: &Plan| -> Effort { plan.extra_hours().iter().map(|claim| claim.hours).sum() };
    let (now, then) = (claimed(plan), claimed(before));
    if now > then {
        let text = format!("it counts on {} h on top of the usual ones, before on {}", hours(now), hours(then));
        found.push(smaller_by(text, Vec::new(), now.hours(), then.hours(), "hours"));
    }
    found
}

fn are_gone(n: usize) -> &'static str {
    if n == 1 { "is gone" } else { "are gone" }
}

fn smaller_by(text: String, milestones: Vec<MilestoneId>, amount: f64, bound: f64, unit: &str) -> Finding {
    let fix = "say why less is enough, or put it back";
    measured(finding(Code::SmallerThanBefore, milestones, text, fix), amount, bound, unit)
}

type Pair<'p> = (&'p PlannedMilestone, &'p PlannedMilestone);

fn efforts(pairs: &[Pair<'_>], found: &mut Vec<Finding>) {
    let likely = |planned: &PlannedMilestone| planned.milestone.effort.likely();
    // A twentieth is the precision of an estimate.
    let is_cut = |(old, new): &&Pair<'_>| {
        likely(new).hours() < likely(old).hours() * 0.95 - 0.25 && old.milestone.who == new.milestone.who
    };
    let cut: Vec<&Pair<'_>> = pairs.iter().filter(is_cut).collect();
    if cut.is_empty() {
        return;
    }
    let then: Effort = cut.iter().map(|(old, _)| likely(old)).sum();
    let now: Effort = cut.iter().map(|(_, new)| likely(new)).sum();
    let ids: Vec<MilestoneId> = cut.iter().map(|(_, new)| new.milestone.id.clone()).collect();
    let text = format!("{} h for {}, {} before", hours(now), listed(&ids), hours(then));
    found.push(smaller_by(text, ids, now.hours(), then.hours(), "hours"));
}

fn hours_moved_out(pairs: &[Pair<'_>], found: &mut Vec<Finding>) {
    let out: Vec<&Pair<'_>> =
        pairs.iter().filter(|(old, new)| old.milestone.who.is_none() && new.milestone.who.is_some()).collect();
    if out.is_empty() {
        return;
    }
    let moved: Effort = out.iter().map(|(old, _)| old.milestone.effort.likely()).sum();
    let ids: Vec<MilestoneId> = out.iter().map(|(_, new)| new.milestone.id.clone()).collect();
    let text = format!("{} h are to be done by somebody else now: {}", hours(moved), listed(&ids));
    found.push(smaller_by(text, ids, moved.hours(), 0.0, "hours"));
}

fn dependencies(plan: &Plan, pairs: &[Pair<'_>], found: &mut Vec<Finding>) {
    let there: BTreeSet<&MilestoneId> = plan.milestones.iter().map(|planned| &planned.milestone.id).collect();
    let mut dropped = Vec::new();
    for (old, new) in pairs {
        let now: BTreeSet<&MilestoneId> = new.milestone.depends_on.iter().map(|dependency| &dependency.on).collect();
        let gone = old.milestone.depends_on.iter().map(|dependency| &dependency.on);
        // What still comes before by way of others is no loss.
        let gone =
            gone.filter(|on| there.contains(on) && !now.contains(on) && !comes_before(plan, on, &new.milestone.id));
        dropped.extend(gone.map(|on| (on.clone(), new.milestone.id.clone())));
    }
    if dropped.is_empty() {
        return;
    }
    let texts: Vec<String> = dropped.iter().map(|(on, id)| format!("`{id}` no longer waits for `{on}`")).collect();
    let ids = dropped.iter().map(|(_, id)| id.clone()).collect();
    let n = f64::from(u32::try_from(dropped.len()).unwrap_or(u32::MAX));
    found.push(smaller_by(texts.join(", "), ids, n, 0.0, "dependencies"));
}

/// Whether one comes before another, near or far.
fn comes_before(plan: &Plan, on: &MilestoneId, id: &MilestoneId) -> bool {
    let mut seen: BTreeSet<&MilestoneId> = BTreeSet::new();
    let mut next = vec![id];
    while let Some(here) = next.pop() {
        let Some(planned) = plan.milestones.iter().find(|planned| planned.milestone.id == *here) else { continue };
        for dependency in &planned.milestone.depends_on {
            if dependency.on == *on {
                return true;
            }
            if seen.insert(&dependency.on) {
                next.push(&dependency.on);
            }
        }
    }
    false
}

fn criteria(pairs: &[Pair<'_>], found: &mut Vec<Finding>) {
    for (old, new) in pairs {
        let ids: BTreeSet<CriterionId> = new.milestone.identified_criteria().map(|(id, _)| id).collect();
        let texts: BTreeSet<&str> = new.milestone.criteria.iter().map(String::as_str).collect();
        let gone: Vec<&str> = old
            .milestone
            .identified_criteria()
            .filter(|(id, text)| !ids.contains(id) && !texts.contains(text))
            .map(|(_, text)| text)
            .collect();
        let softer: Vec<String> = old
            .milestone
            .identified_criteria()
            .filter_map(|(id, text)| {
                let (_, now) = new.milestone.identified_criteria().find(|(other, _)| *other == id)?;
                is_softer(text, now).then(|| format!("\"{now}\", before \"{text}\""))
            })
            .collect();
        let id = &new.milestone.id;
        let one = |text: String, n: usize| {
            let n = f64::from(u32::try_from(n).unwrap_or(u32::MAX));
            smaller_by(text, vec![id.clone()], n, 0.0, "criteria")
        };
        if !gone.is_empty() {
            let quoted: Vec<String> = gone.iter().map(|text| format!("\"{text}\"")).collect();
            found.push(one(format!("`{id}` asks no more for {}", quoted.join(", ")), gone.len()));
        }
        if !softer.is_empty() {
            found.push(one(format!("`{id}` asks for less: {}", softer.join("; ")), softer.len()));
        }
    }
}

/// Whether a text is another one with a smaller number and the same words.
fn is_softer(before: &str, now: &str) -> bool {
    let parts = |text: &str| -> (Vec<String>, Vec<f64>) {
        let (mut words, mut numbers) = (Vec::new(), Vec::new());
        for word in text.split_whitespace() {
            let plain = word.trim_matches(|c: char| ",.;:()".contains(c)).replace(',', "");
            match plain.parse::<f64>() {
                Ok(number) => numbers.push(number),
                Err(_) => words.push(plain.to_lowercase()),
            }
        }
        (words, numbers)
    };
    let ((old_words, old), (words, new)) = (parts(before), parts(now));
    // A smaller number of what is to be small asks for more.
    let is_most =
        old_words.iter().any(|word| ["most", "under", "below", "than", "within", "fewer"].contains(&word.as_str()));
    old_words == words
        && old.len() == new.len()
        && old.iter().zip(&new).any(|(old, new)| if is_most { new > old } else { new < old })
}

fn listed(ids: &[MilestoneId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::proof::tests::{plan_of, planned};
    use crate::{Dependency, EffortRange};

    fn before() -> Plan {
        let mut first = planned("M1", (0, 10), 8.0, &[]);
        first.milestone.criteria = vec!["20 pages written".into(), "sent to 3 readers".into()];
        let mut second = planned("M2", (10, 20), 6.0, &["M1"]);
        second.milestone.criteria = vec!["p95 under 200 ms".into(), "log kept".into()];
        plan_of(vec![first, second, planned("M3", (20, 30), 4.0, &["M2"])])
    }

    fn said(change: impl Fn(&mut Plan)) -> Vec<String> {
        let before = before();
        let mut plan = before.clone();
        change(&mut plan);
        smaller(&plan, &before).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_same_and_more_are_no_findings() {
        assert_eq!(said(|_| {}), [] as [&str; 0]);
        assert_eq!(
            said(|plan| {
                plan.milestones[0].milestone.effort = EffortRange::exactly(Effort::from_hours(9.0));
                plan.milestones[0].milestone.criteria.push("printed twice".into());
                // By way of M2 it still waits for M1.
                plan.milestones[2].milestone.depends_on.push(Dependency { on: MilestoneId::new("M1"), lag_days: 0 });
                plan.milestones[0].due = date(2026, 2, 1);
            }),
            [] as [&str; 0]
        );
    }

    #[test]
    fn whatever_is_less_is_named() {
        let hours = |at: usize, hours: f64| {
            move |plan: &mut Plan| {
                plan.milestones[at].milestone.effort = EffortRange::exactly(Effort::from_hours(hours));
            }
        };
        assert_eq!(said(hours(0, 5.0)), ["5 h for `M1`, 8 before"]);
        assert_eq!(
            said(|plan| drop(plan.milestones.pop())),
            ["1 milestone of the version before is gone: \"State M3\""]
        );
        assert_eq!(said(|plan| plan.milestones[2].milestone.depends_on.clear()), ["`M3` no longer waits for `M2`"]);
        assert_eq!(
            said(|plan| plan.milestones[1].milestone.who = Some("a friend".into())),
            ["6 h are to be done by somebody else now: `M2`"]
        );
        assert_eq!(
            said(|plan| drop(plan.milestones[0].milestone.criteria.pop())),
            ["`M1` asks no more for \"sent to 3 readers\""]
        );
        assert_eq!(
            said(|plan| plan.milestones[0].milestone.criteria[0] = "15 pages written".into()),
            ["`M1` asks for less: \"15 pages written\", before \"20 pages written\""]
        );
        assert_eq!(said(|plan| plan.milestones[1].milestone.criteria[0] = "p95 under 150 ms".into()), [] as [&str; 0]);
        assert_eq!(said(|plan| plan.milestones[1].milestone.criteria[0] = "p95 under 300 ms".into()).len(), 1);
    }
}
