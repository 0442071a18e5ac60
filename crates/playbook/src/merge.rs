//! Milestones of other playbooks join a path: what it has already is
//! recognized by its meaning, what it lacks takes its place between what it
//! follows and what follows it.

use std::collections::BTreeMap;

use backcast_core::{AnchoredGoal, Basis, Passage, Phrase, Source};

use crate::SpecError;
use crate::fit::{self, Joined, Joining, Link};
use crate::format::{Playbook, Step};
use crate::matching::{Match, Route};
use crate::meaning::{Meaning, meanings, step_text};
use crate::terms::Terms;

/// Milestones at least this much alike are one and the same.
const SAME_FROM: f64 = 0.5;
/// A neighbor's milestone at least this much like the goal's own words is
/// about the same thing.
const RELEVANT_FROM: f64 = 0.4;
/// Milestones below this weight are not taken over from another playbook.
const WEIGHT_MIN: u8 = 2;
/// So many milestones of all neighbors join at most; the generic path remains
/// recognizable.
const N_FROM_NEIGHBORS_MAX: usize = 5;

/// Lets the milestones join that the playbooks beside the leading one bring.
pub(crate) fn beside(route: &Route<'_>, goal: &AnchoredGoal, joined: &mut Joined) -> Result<(), SpecError> {
    let Some(end) = joined.milestones.last().map(|joining| joining.key.clone()) else { return Ok(()) };
    let mut room = if !route.is_sure() { N_FROM_NEIGHBORS_MAX } else { usize::MAX };
    for (idx, matched) in route.beside.iter().enumerate() {
        let others: Vec<&Playbook> =
            route.beside.iter().enumerate().filter(|&(other, _)| other != idx).map(|(_, m)| m.playbook).collect();
        let terms = Terms::new(goal, matched.playbook)?;
        let mut brought = fit::playbook(matched, &terms)?;
        rename(&mut brought, &matched.playbook.id);
        let wanted = if route.is_sure() {
            wanted_of_named(matched.playbook)
        } else {
            wanted_of_neighbor(matched.playbook, &others, goal, &terms)
        };
        let before = joined.milestones.len();
        absorb(joined, brought, &end, |key| {
            let takes = room > 0 && wanted.iter().any(|id| key == format!("{}/{id}", matched.playbook.id));
            room -= usize::from(takes);
            takes
        });
        if joined.milestones.len() > before {
            joined.sources.push(source(matched, route));
            if route.is_sure() {
                joined.assumptions.extend(terms.assumptions.iter().cloned());
                fit::ask_all(&matched.playbook.questions, &terms, joined)?;
            }
        }
    }
    Ok(())
}

fn source(matched: &Match<'_>, route: &Route<'_>) -> Source {
    Source {
        id: matched.playbook.id.clone(),
        title: matched.playbook.title.clone(),
        why: matched.why.clone(),
        basis: if route.is_sure() { Basis::Subject } else { Basis::Near },
    }
}

/// The destination asks for the result of this playbook as well: all of its
/// milestones that matter.
fn wanted_of_named(playbook: &Playbook) -> Vec<&str> {
    let steps = playbook.milestones.iter().filter(|step| step.weight >= WEIGHT_MIN);
    steps.map(|step| step.id.as_str()).collect()
}

/// What of a neighbor carries over: milestones that another neighbor has too,
/// or that are like the goal's own words. What names the neighbor's own
/// subject or a number that the goal does not give stays away.
fn wanted_of_neighbor<'p>(
    playbook: &'p Playbook,
    others: &[&Playbook],
    goal: &AnchoredGoal,
    terms: &Terms,
) -> Vec<&'p str> {
    let wish = format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default());
    let other_steps: Vec<&Step> = others.iter().flat_map(|other| &other.milestones).collect();
    let texts: Vec<String> = std::iter::once(wish)
        .chain(playbook.milestones.iter().chain(other_steps.iter().copied()).map(step_text))
        .collect();
    let meanings = meanings(&texts);
    let (wish, own, other) =
        (&meanings[0], &meanings[1..=playbook.milestones.len()], &meanings[1 + playbook.milestones.len()..]);
    playbook
        .milestones
        .iter()
        .zip(own)
        .filter(|(step, meaning)| {
            let recurs = other_steps
                .iter()
                .zip(other)
                .any(|(other, theirs)| shares_tag(&step.tags, &other.tags) || theirs.likeness(meaning) >= SAME_FROM);
            let relevant = wish.likeness(meaning) >= RELEVANT_FROM;
            step.weight >= WEIGHT_MIN && (recurs || relevant) && carries_over(step, playbook, goal, terms)
        })
        .map(|(step, _)| step.id.as_str())
        .collect()
}

/// Whether a milestone speaks neither of its playbook's own subject nor of
/// numbers that were only assumed.
fn carries_over(step: &Step, playbook: &Playbook, goal: &AnchoredGoal, terms: &Terms) -> bool {
    let text = step_text(step);
    let passage = Passage::new(&text);
    let wish = Passage::new(&goal.goal.full_text());
    let names_subject = playbook
        .fits
        .phrases
        .iter()
        .filter(|&(_, &weight)| weight >= 3.0)
        .map(|(text, _)| Phrase::new(text))
        .any(|phrase| passage.contains(&phrase) && !wish.contains(&phrase));
    let uses_assumed = terms.assumed.iter().any(|name| uses(&text, name));
    !names_subject && !uses_assumed
}

/// Whether a template uses a variable.
fn uses(template: &str, variable: &str) -> bool {
    template
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .any(|inside| inside.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == variable))
}

/// Gives the steps of a playbook keys that no other playbook has.
fn rename(brought: &mut Joined, id: &str) {
    let renamed = |link: &mut Link| {
        if !link.to.starts_with('#') {
            link.to = format!("{id}/{}", link.to);
        }
    };
    for joining in &mut brought.milestones {
        joining.key = format!("{id}/{}", joining.key);
        joining.after.iter_mut().chain(&mut joining.before).for_each(renamed);
        if let Some(into) = joining.fold_into.as_mut().filter(|into| !into.starts_with('#')) {
            *into = format!("{id}/{into}");
        }
    }
    let skipped = std::mem::take(&mut brought.skipped);
    brought.skipped = skipped
        .into_iter()
        .map(|(key, mut links)| {
            links.iter_mut().for_each(renamed);
            (format!("{id}/{key}"), links)
        })
        .collect();
}

/// What becomes of a step that another playbook brings.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// It joins the path.
    Taken,
    /// The path has it already, under this key.
    Known(String),
    /// It stays away.
    Left,
}

/// Joins what is taken and known to the path. Whatever is taken lies before
/// the path's end.
fn absorb(joined: &mut Joined, brought: Joined, end: &str, mut takes: impl FnMut(&str) -> bool) {
    let counterparts = counterparts(joined, &brought, end);
    let fates: BTreeMap<String, Fate> = brought
        .milestones
        .iter()
        .zip(counterparts)
        .map(|(joining, counterpart)| {
            let fate = match counterpart {
                Some(key) => Fate::Known(key),
                None if takes(&joining.key) => Fate::Taken,
                None => Fate::Left,
            };
            (joining.key.clone(), fate)
        })
        .collect();
    let mut followed: Vec<String> = Vec::new();
    for joining in &brought.milestones {
        let taken = taken_before(joining, &brought, &fates);
        match &fates[&joining.key] {
            Fate::Taken => followed.extend(taken.into_iter().map(|link| link.to)),
            Fate::Left => {}
            Fate::Known(key) => {
                let known = joined.milestones.iter_mut().find(|own| own.key == *key);
                let known = known.expect("a counterpart was found among them");
                followed.extend(taken.iter().map(|link| link.to.clone()));
                known.after.extend(taken);
                known.answers.extend(joining.answers.iter().cloned());
                known
                    .milestone
                    .claim
                    .why
                    .push_str(&format!(", and of goals known as {}", joining.milestone.claim.source));
            }
        }
    }
    joined.skipped.extend(brought.skipped);
    for mut joining in brought.milestones {
        match &fates[&joining.key] {
            Fate::Taken => {
                if !followed.contains(&joining.key) {
                    joining.before.push(Link { to: end.to_owned(), lag_days: 0 });
                }
                let at = joined.milestones.len() - 1; // The end stays last.
                joined.milestones.insert(at, joining);
            }
            Fate::Known(key) => {
                joined.skipped.insert(joining.key, vec![Link { to: key.clone(), lag_days: 0 }]);
            }
            Fate::Left => {
                joined.skipped.insert(joining.key, joining.after);
            }
        }
    }
}

/// For each step that is brought, the key of the milestone of the path that is
/// the same. A brought end, which states the destination, is the path's end.
fn counterparts(joined: &Joined, brought: &Joined, end: &str) -> Vec<Option<String>> {
    let meanings = meanings_of(joined.milestones.iter().chain(&brought.milestones));
    let (own, theirs) = meanings.split_at(joined.milestones.len());
    let last = brought.milestones.len().saturating_sub(1);
    brought
        .milestones
        .iter()
        .zip(theirs)
        .enumerate()
        .map(|(idx, (joining, meaning))| {
            if idx == last {
                return Some(end.to_owned());
            }
            let same = joined.milestones.iter().find(|other| shares_tag(&joining.tags, &other.tags));
            same.map(|other| other.key.clone()).or_else(|| likest(&joined.milestones, own, meaning))
        })
        .collect()
}

/// The key of the milestone that means the same as this one, if there is one.
pub(crate) fn same_as(milestones: &[Joining], joining: &Joining) -> Option<String> {
    let meanings = meanings_of(milestones.iter().chain([joining]));
    let (own, it) = meanings.split_at(milestones.len());
    likest(milestones, own, &it[0])
}

/// The key of the milestone that is most like a meaning, if it is the same.
fn likest(milestones: &[Joining], own: &[Meaning], meaning: &Meaning) -> Option<String> {
    let ranked = milestones.iter().zip(own).map(|(other, theirs)| (theirs.likeness(meaning), other));
    let best = ranked.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness >= SAME_FROM);
    best.map(|(_, other)| other.key.clone())
}

fn meanings_of<'j>(milestones: impl Iterator<Item = &'j Joining>) -> Vec<Meaning> {
    let texts: Vec<String> = milestones
        .map(|joining| {
            let own = &joining.milestone;
            format!("{0}. {0}. {1}. {2}", own.name, own.statement, own.criteria.join(". "))
        })
        .collect();
    meanings(&texts)
}

/// Links to the taken steps that come before a step, through those that stay
/// away.
fn taken_before(joining: &Joining, brought: &Joined, fates: &BTreeMap<String, Fate>) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let mut open: Vec<&Link> = joining.after.iter().collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(link) = open.pop() {
        if seen.contains(&link.to.as_str()) {
            continue;
        }
        seen.push(&link.to);
        match fates.get(&link.to) {
            Some(Fate::Taken) => found.push(link.clone()),
            Some(Fate::Known(_)) => {}
            Some(Fate::Left) => {
                open.extend(
                    brought.milestones.iter().filter(|other| other.key == link.to).flat_map(|other| &other.after),
                );
            }
            None => open.extend(brought.skipped.get(&link.to).into_iter().flatten()),
        }
    }
    found
}

/// Tags name what a milestone achieves; whoever shares one achieves the same.
fn shares_tag(a: &[String], b: &[String]) -> bool {
    a.iter().any(|tag| b.contains(tag))
}
