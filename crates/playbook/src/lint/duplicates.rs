//! What several files say in nearly the same words belongs into one aspect.

use backcast_core::Severity;

use super::LintRemark;
use crate::Library;
use crate::format::Step;
use crate::meaning::{meanings, step_text};

/// Milestones of two files more alike than this are one text written twice.
const NEAR_FROM: f64 = 0.8;

/// Compares the milestones of the named files with those of the whole library.
pub(super) fn find(library: &Library, names: &[&str], remarks: &mut Vec<LintRemark>) {
    let of_playbooks = library.playbooks().map(|(playbook, _)| (playbook.id.as_str(), &playbook.milestones));
    let of_aspects = library.aspects().map(|(aspect, _)| (aspect.id.as_str(), &aspect.milestones));
    let steps: Vec<(&str, &Step)> = of_playbooks
        .chain(of_aspects)
        .flat_map(|(id, steps)| steps.iter().map(move |step| (id, step)))
        .filter(|(_, step)| step.like.is_none())
        .collect();
    let texts: Vec<String> = steps.iter().map(|(_, step)| step_text(step)).collect();
    let meanings = meanings(&texts);
    for (idx, (file, step)) in steps.iter().enumerate().filter(|(_, (file, _))| names.contains(file)) {
        for (other_idx, (other_file, other)) in steps.iter().enumerate() {
            // A pair within the checked files is reported once.
            let is_seen = other_idx <= idx && names.contains(other_file);
            if file == other_file || is_seen || meanings[idx].likeness(&meanings[other_idx]) < NEAR_FROM {
                continue;
            }
            let message = format!(
                "`{}` says nearly the same as `{}` of `{other_file}`; what several share belongs into an aspect",
                step.id, other.id
            );
            // Whoever starts from an embedded playbook repeats it on purpose.
            let severity = if names.contains(other_file) { Severity::Warning } else { Severity::Note };
            remarks.push(LintRemark { severity, file: (*file).to_owned(), message });
        }
    }
}
