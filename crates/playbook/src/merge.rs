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
    let mut room = N_FROM_NEIGHBORS_MAX;
    for matched in &route.beside {
        let terms = Terms::new(goal, matched.playbook)?;
        let mut brought = fit::playbook(matched, &terms)?;
        let mut wanted = if route.is_sure() {
            wanted_of_named(matched.playbook)
        } else {
            wanted_of_neighbor(matched.playbook, route, goal, &terms)
        };
        if !route.is_sure() {
            wanted.truncate(room);
        }
        rename(&mut brought, &matched.playbook.id);
        let wanted: Vec<String> = wanted.into_iter().map(|id| renamed(&matched.playbook.id, id)).collect();
        let before = joined.milestones.len();
        if route.is_sure() {
            give_own_end(&mut brought, goal);
            absorb(joined, brought, None, &wanted);
        } else {
            absorb(joined, brought, Some(&end), &wanted);
        }
        let n_joined = joined.milestones.len() - before;
        room = room.saturating_sub(n_joined);
        if n_joined > 0 {
            joined.sources.push(source(matched, route));
        }
        if n_joined > 0 && route.is_sure() {
            joined.assumptions.extend(terms.assumptions.iter().cloned());
            fit::ask_all(&matched.playbook.questions, &terms, joined)?;
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
    route: &Route<'_>,
    goal: &AnchoredGoal,
    terms: &Terms,
) -> Vec<&'p str> {
    let wish = format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default());
    let others = route.beside.iter().map(|near| near.playbook).filter(|other| other.id != playbook.id);
    let other_steps: Vec<&Step> = others.flat_map(|other| &other.milestones).collect();
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
    let rename_link = |link: &mut Link| link.to = renamed(id, &link.to);
    for joining in &mut brought.milestones {
        joining.key = renamed(id, &joining.key);
        joining.after.iter_mut().chain(&mut joining.before).for_each(rename_link);
        if let Some(into) = &mut joining.fold_into {
            *into = renamed(id, into);
        }
    }
    let skipped = std::mem::take(&mut brought.skipped);
    brought.skipped = skipped
        .into_iter()
        .map(|(key, mut links)| {
            links.iter_mut().for_each(rename_link);
            (renamed(id, &key), links)
        })
        .collect();
}

/// A reference to a step of a playbook, as others see it; tags are common to
/// all.
fn renamed(id: &str, reference: &str) -> String {
    if reference.starts_with('#') { reference.to_owned() } else { format!("{id}/{reference}") }
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

/// The destination has two results: what is brought says its own, as the whole
/// destination is said by the leading one.
fn give_own_end(brought: &mut Joined, goal: &AnchoredGoal) {
    let bare = |text: &str| text.trim().trim_end_matches('.').to_owned();
    let destination = goal.goal.destination.as_deref().map(bare);
    let last = brought.milestones.len().saturating_sub(1);
    for (at, joining) in brought.milestones.iter_mut().enumerate() {
        let milestone = &mut joining.milestone;
        if at == last || destination == Some(bare(&milestone.statement)) {
            milestone.statement = format!("{}.", milestone.name);
        }
    }
}

/// Joins what is wanted to the path, unless the path knows it already. Where
/// an end is given, everything that is taken lies before it, and the brought
/// end is the same.
fn absorb(joined: &mut Joined, brought: Joined, end: Option<&str>, wanted: &[String]) {
    let fates = fates(joined, &brought, end, wanted);
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
                known.milestone.claim.why.push_str(&format!("; `{}` has it too", joining.milestone.claim.source));
            }
        }
    }
    joined.skipped.extend(brought.skipped);
    for mut joining in brought.milestones {
        match &fates[&joining.key] {
            Fate::Taken => {
                if let Some(end) = end.filter(|_| !followed.contains(&joining.key)) {
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

/// What becomes of each step that is brought, by its key.
fn fates(joined: &Joined, brought: &Joined, end: Option<&str>, wanted: &[String]) -> BTreeMap<String, Fate> {
    let counterparts = counterparts(joined, brought, end);
    brought
        .milestones
        .iter()
        .zip(counterparts)
        .map(|(joining, counterpart)| {
            let fate = match counterpart {
                Some(key) => Fate::Known(key),
                None if wanted.contains(&joining.key) => Fate::Taken,
                None => Fate::Left,
            };
            (joining.key.clone(), fate)
        })
        .collect()
}

/// For each step that is brought, the key of the milestone of the path that is
/// the same.
fn counterparts(joined: &Joined, brought: &Joined, end: Option<&str>) -> Vec<Option<String>> {
    let meanings = meanings_of(joined.milestones.iter().chain(&brought.milestones));
    let (own, theirs) = meanings.split_at(joined.milestones.len());
    let last = brought.milestones.len().saturating_sub(1);
    brought
        .milestones
        .iter()
        .zip(theirs)
        .enumerate()
        .map(|(idx, (joining, meaning))| {
            if let Some(end) = end.filter(|_| idx == last) {
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

/// Tags that name a place in a path rather than what is achieved there.
const PLACES: [&str; 5] = ["start", "main-work", "end", "launch", "pilot"];

/// Other tags name what a milestone achieves; whoever shares one achieves the
/// same.
fn shares_tag(a: &[String], b: &[String]) -> bool {
    a.iter().any(|tag| !PLACES.contains(&tag.as_str()) && b.contains(tag))
}

#[cfg(test)]
mod tests {
    use backcast_core::{Circumstances, Draft, Goal, GoalId};

    use crate::lint::bare_goal;
    use crate::{Library, Shape, work_backward};

    fn draft(library: &Library, title: &str, destination: &str) -> Draft {
        let wish = Goal {
            id: GoalId::new("goal"),
            title: title.to_owned(),
            kind: None,
            playbook: None,
            destination: Some(destination.to_owned()),
            origin: None,
            deadline: None,
            priority: 1,
        };
        let route = library.recognize(&wish, &Circumstances::default()).route(backcast_core::GoalKind::Project, false);
        let mut goal = bare_goal(route.lead.playbook);
        goal.goal = wish;
        let shape = Shape { n_milestones_max: usize::MAX, n_slow: 3 };
        work_backward(library, &route, &goal, shape).expect("it can be planned").draft
    }

    #[test]
    fn second_result_joins_and_shared_milestones_stand_once() {
        let destination = "My comic of 40 pages is printed, the Kickstarter campaign has reached 8,000 EUR.";
        let draft = draft(&Library::embedded(), "A comic", destination);
        let sources: Vec<&str> = draft.sources.iter().map(|source| source.id.as_str()).collect();
        assert_eq!(sources[..2], ["comic", "crowdfunding"], "{sources:?}");
        let ends: Vec<&str> = draft
            .milestones
            .iter()
            .filter(|milestone| milestone.statement == destination)
            .map(|milestone| milestone.name.as_str())
            .collect();
        assert_eq!(ends.len(), 1, "{ends:?}");
        let is_followed = |id| draft.milestones.iter().any(|m| m.depends_on.iter().any(|d| d.on == id));
        let results: Vec<&str> =
            draft.milestones.iter().filter(|m| !is_followed(m.id.clone())).map(|m| m.name.as_str()).collect();
        assert_eq!(results.len(), 2, "each of the two results is an end: {results:?}");
    }

    #[test]
    fn what_a_subject_is_about_brings_nothing() {
        let draft = draft(&Library::embedded(), "Podcast", "12 podcast episodes about the marathon are published.");
        assert!(draft.sources.iter().all(|source| source.id != "marathon"), "{:?}", draft.sources);
    }

    fn kites(id: &str, subject: &str) -> String {
        format!(
            r##"schema = "backcast.playbook/1"
id = "{id}"
title = "Fly {subject} over the old airfield"
summary = "Fly {subject} over the old airfield on a windy day"
kind = "project"
basis = "judgement"
[fits.phrases]
"{subject}" = 6
[[milestone]]
id = "build"
name = "{subject} built"
goal = "It is there."
criteria = ["1 {subject} built", "Weight of 2 pounds noted"]
hours = [5, 8, 12]
[[milestone]]
id = "airspace"
name = "Permission of the air control filed"
goal = "Nobody objects."
criteria = ["Permission of the air control filed", "Map with 2 borders printed"]
after = ["build"]
hours = [1, 2, 3]
waiting_days = 14
tags = ["airspace"]
[[milestone]]
id = "fly"
name = "Flown"
goal = "{{{{ destination }}}}"
criteria = ["Flown for 10 minutes", "3 pictures taken"]
after = ["airspace"]
hours = [1, 2, 3]
"##
        )
    }

    #[test]
    fn neighbors_bring_what_they_share_and_nothing_of_their_own() {
        let mut library = Library::embedded();
        for (id, subject) in [("kite", "kites"), ("zeppelin", "zeppelins")] {
            library.add_own(id, &kites(id, subject)).expect("it is sound");
        }
        let draft =
            draft(&library, "Lanterns over the old airfield", "Sky lanterns fly over the old airfield on a windy day.");
        let names: Vec<&str> = draft.milestones.iter().map(|milestone| milestone.name.as_str()).collect();
        assert_eq!(names.iter().filter(|name| name.contains("air control")).count(), 1, "{names:?}");
        assert!(names.iter().all(|name| !name.contains("built")), "{names:?}");
        let permission = draft.milestones.iter().find(|milestone| milestone.name.contains("air control"));
        let claim = &permission.expect("it joined").claim;
        assert_eq!((claim.source.as_str(), claim.why.contains("`kite`")), ("zeppelin", true), "{claim:?}");
    }
}
