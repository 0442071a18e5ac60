//! References between steps, aspects and tags, and loops among them.

use backcast_core::{Graph, Phrase, Severity};

use super::Report;
use crate::format::Step;
use crate::{Aspect, Library, Playbook};

pub(super) fn of_playbook(library: &Library, playbook: &Playbook, report: &mut Report<'_>) {
    for aspect in playbook.aspects.iter().chain(&playbook.without) {
        if library.aspect(aspect).is_none() {
            report.add(Severity::Error, format!("there is no aspect `{aspect}`"));
        }
    }
    let steps = &playbook.milestones;
    for step in steps {
        let before = step.before.iter().map(String::as_str);
        for reference in after(step).chain(before).chain(step.fold_into.as_deref()) {
            let is_known = match reference.strip_prefix('#') {
                Some(tag) => is_tag(library, tag),
                None => steps.iter().any(|other| other.id == reference),
            };
            if !is_known {
                report.add(Severity::Error, format!("`{}` refers to `{reference}`, which is not there", step.id));
            }
        }
        if steps.iter().filter(|other| other.id == step.id).count() > 1 {
            report.add(Severity::Error, format!("there are several milestones `{}`", step.id));
        }
        if step.answers.iter().any(|phrase| Phrase::new(phrase).n_words() == 0) {
            report.add(Severity::Warning, format!("`{}` has an empty phrase in `answers`", step.id));
        }
    }
    cycles(steps, report);
}

/// Aspects refer to steps of playbooks that they do not know by their tags.
pub(super) fn of_aspect(library: &Library, aspect: &Aspect, report: &mut Report<'_>) {
    let of_steps = aspect.milestones.iter().flat_map(|step| after(step).chain(step.before.iter().map(String::as_str)));
    let of_criteria = aspect.criteria.iter().map(|added| added.to.as_str());
    for reference in of_steps.chain(of_criteria) {
        let reference = reference.split(" + ").next().unwrap_or(reference);
        let is_known = match reference.strip_prefix('#') {
            Some(tag) => is_tag(library, tag),
            None => all_steps(library).any(|step| step.id == reference),
        };
        if !is_known {
            report.add(Severity::Error, format!("it refers to `{reference}`, which no playbook or aspect has"));
        }
    }
}

/// `start` and `end` are given to every path.
fn is_tag(library: &Library, tag: &str) -> bool {
    tag == "start" || tag == "end" || all_steps(library).any(|step| step.tags.iter().any(|own| own == tag))
}

fn all_steps(library: &Library) -> impl Iterator<Item = &Step> {
    let of_playbooks = library.playbooks().flat_map(|(playbook, _)| &playbook.milestones);
    of_playbooks.chain(library.aspects().flat_map(|(aspect, _)| &aspect.milestones))
}

/// The ids and tags after which a step comes, without their lags.
fn after(step: &Step) -> impl Iterator<Item = &str> {
    step.after.iter().map(|text| text.split_once(" + ").map_or(text.as_str(), |(to, _)| to).trim())
}

fn cycles(steps: &[Step], report: &mut Report<'_>) {
    let mut graph = Graph::new(steps.len());
    for (idx, step) in steps.iter().enumerate() {
        for reference in after(step) {
            let Some(to) = steps.iter().position(|other| other.id == reference) else { continue };
            if to == idx || graph.reaches(idx, to) {
                let message = format!("`{}` comes after `{reference}`, which comes after it: a loop", step.id);
                report.add(Severity::Error, message);
            } else {
                graph.add(to, idx);
            }
        }
    }
}
