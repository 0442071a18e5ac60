//! Every criterion has to be measurable, also those that join under a
//! condition only.

use std::collections::BTreeSet;

use backcast_core::{CriterionFault, GoalKind, Severity, judge_criterion};

use super::{Report, bare_goal};
use crate::format::{Criterion, Step};
use crate::terms::Terms;
use crate::{Aspect, Library, Playbook};

pub(super) fn of_playbook(playbook: &Playbook, report: &mut Report<'_>) {
    let conditional = playbook.milestones.iter().flat_map(conditional);
    judge(playbook, conditional, report);
    for step in &playbook.milestones {
        if step.criteria.len() < 2 {
            let message = format!("`{}` has {} criteria; two are needed", step.id, step.criteria.len());
            report.add(Severity::Error, message);
        }
    }
}

pub(super) fn of_aspect(library: &Library, aspect: &Aspect, report: &mut Report<'_>) {
    let conditional = aspect.milestones.iter().flat_map(conditional);
    let added = aspect.criteria.iter().map(|added| added.text.as_str());
    judge(library.generic(GoalKind::Project, false).playbook, conditional.chain(added), report);
}

/// Criteria without a condition were judged in the trial plan already.
fn conditional(step: &Step) -> impl Iterator<Item = &str> {
    let is_optional = step.when.is_some();
    step.criteria.iter().filter_map(move |criterion| match criterion {
        Criterion::Conditional { text, .. } => Some(text.as_str()),
        Criterion::Text(text) => is_optional.then_some(text.as_str()),
    })
}

fn judge<'t>(playbook: &Playbook, texts: impl Iterator<Item = &'t str>, report: &mut Report<'_>) {
    let Ok(terms) = Terms::new(&bare_goal(playbook), playbook) else { return }; // The trial plan has said so.
    for text in texts.collect::<BTreeSet<_>>() {
        match terms.text(text, "criterion") {
            Err(error) => report.add(Severity::Error, error.to_string()),
            // What is empty for a bare goal is filled by the condition's words.
            Ok(rendered) => match judge_criterion(&rendered) {
                Ok(()) | Err(CriterionFault::Empty) => {}
                Err(CriterionFault::Vague(word)) => {
                    report.add(Severity::Warning, format!("the criterion \"{text}\" rests on `{word}`"));
                }
                Err(CriterionFault::NothingToCheck) => {
                    report.add(Severity::Warning, format!("the criterion \"{text}\" names nothing to check"));
                }
            },
        }
    }
}
