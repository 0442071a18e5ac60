//! Names and criteria: can a stranger tell whether a milestone is complete?

use std::collections::HashMap;

use super::{Code, Dossier, Report};
use crate::{CriterionFault, judge_criterion};

pub(super) fn check(dossier: &Dossier, report: &mut Report) {
    duplicate_names(dossier, report);
    for entry in &dossier.entries {
        let mut measurable = 0;
        for criterion in &entry.criteria {
            let complaint = match judge_criterion(criterion) {
                Ok(()) => {
                    measurable += 1;
                    continue;
                }
                Err(CriterionFault::Empty) => "is empty".to_owned(),
                Err(CriterionFault::Vague(word)) => format!("rests on `{word}`"),
                Err(CriterionFault::NothingToCheck) => "names nothing to check".to_owned(),
            };
            report.add(
                Code::CriterionVague,
                vec![entry.id.clone()],
                format!("`{}`: the criterion \"{}\" {complaint}", entry.id, shortened(criterion)),
                "name a figure, a date, an artifact or a command that anybody can check",
            );
        }
        if measurable < 2 && !entry.is_stated {
            report.add(
                Code::CriteriaTooFew,
                vec![entry.id.clone()],
                format!(
                    "`{}` has {measurable} measurable criteria of {}; two are needed",
                    entry.id,
                    entry.criteria.len()
                ),
                "add criteria with a figure, a date, an artifact or a command",
            );
        }
    }
}

fn duplicate_names(dossier: &Dossier, report: &mut Report) {
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(dossier.entries.len());
    for (idx, entry) in dossier.entries.iter().enumerate() {
        let name = entry.name.trim().to_lowercase();
        if let Some(&first) = seen.get(&name) {
            report.add(
                Code::NameDuplicate,
                vec![dossier.entries[first].id.clone(), entry.id.clone()],
                format!(
                    "`{}` and `{}` are both called \"{}\"",
                    dossier.entries[first].id,
                    entry.id,
                    shortened(&entry.name)
                ),
                "say in the name what is different",
            );
        } else {
            seen.insert(name, idx);
        }
    }
}

/// At most 60 characters of a text, for use inside a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
