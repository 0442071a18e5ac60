//! Checks playbook and aspect files before anybody relies on them.

use backcast_core::audit::{Code, Dossier, Entry, audit};
use backcast_core::{
    AnchoredGoal, Circumstances, Confidence, Critique, Dependency, Facts, Goal, GoalId, GoalKind, Pace, Phrase, Repo, Severity,
};
use jiff::civil::date;

use crate::format::{Criterion, Step, Term};
use crate::library::FileKind;
use crate::{Aspect, Library, Match, Playbook, Route, Shape, work_backward};

/// Something that a playbook or aspect should do otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintRemark {
    /// Errors keep the file from being used.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// Checks files of a folder, given their names (without `.toml`) and texts:
/// their form, every expression in them, their references, their criteria by
/// the audit's own rules, and that a goal without any details can be planned.
#[must_use]
pub fn lint(files: &[(String, String)]) -> Vec<LintRemark> {
    let mut library = Library::embedded();
    let mut remarks = Vec::new();
    for (name, text) in files {
        if let Err(error) = library.add_own(name, text) {
            remarks.push(LintRemark { severity: Severity::Error, file: name.clone(), message: error.to_string() });
        }
    }
    for (name, text) in files {
        let mut report = |severity: Severity, message: String| {
            remarks.push(LintRemark { severity, file: name.clone(), message });
        };
        match FileKind::of(text) {
            FileKind::Aspect => {
                if let Ok(aspect) = Aspect::parse(name, text) {
                    lint_aspect(&library, name, &aspect, &mut report);
                }
            }
            FileKind::Playbook => {
                if let Ok(playbook) = Playbook::parse(name, text) {
                    lint_playbook(&library, name, &playbook, &mut report);
                }
            }
            FileKind::Texts => {} // That they fit was seen when they were added.
        }
    }
    remarks
}

fn lint_aspect(library: &Library, name: &str, aspect: &Aspect, report: &mut impl FnMut(Severity, String)) {
    if aspect.id != name {
        report(Severity::Error, format!("the id `{}` is not the file's name", aspect.id));
    }
    if aspect.milestones.is_empty() && aspect.criteria.is_empty() {
        report(Severity::Error, "the aspect brings neither milestones nor criteria".into());
    }
    // An aspect shows its expressions on a path that it is made to join.
    let mut generic = library.generic(GoalKind::Project, false).playbook.clone();
    generic.aspects.push(aspect.id.clone());
    try_to_plan(library, &generic, report);
}

fn lint_playbook(library: &Library, name: &str, playbook: &Playbook, report: &mut impl FnMut(Severity, String)) {
    if playbook.id != name {
        report(Severity::Error, format!("the id `{}` is not the file's name", playbook.id));
    }
    if playbook.kind.parse::<GoalKind>().is_err() {
        report(Severity::Error, format!("there is no kind `{}`", playbook.kind));
    }
    if !playbook.generic && playbook.fits.phrases.values().all(|&weight| weight < 4.0) {
        report(Severity::Warning, "no phrase names the subject (weight 4 or more): it will seldom be chosen".into());
    }
    for aspect in playbook.aspects.iter().chain(&playbook.without) {
        if library.aspect(aspect).is_none() {
            report(Severity::Error, format!("there is no aspect `{aspect}`"));
        }
    }
    references(playbook, report);
    unused_parameters(playbook, report);
    let n_slow = playbook.milestones.iter().filter(|step| step.slow.is_some()).count();
    if n_slow < 3 {
        report(Severity::Warning, format!("{n_slow} milestones say why they are slow; three are named in a plan"));
    }
    try_to_plan(library, playbook, report);
}

fn references(playbook: &Playbook, report: &mut impl FnMut(Severity, String)) {
    let known = |reference: &str, steps: &[Step]| match reference.strip_prefix('#') {
        Some(_) => true, // A tag may belong to an aspect.
        None => steps.iter().any(|step| step.id == reference),
    };
    for step in &playbook.milestones {
        let after = step.after.iter().map(|text| text.split_once(" + ").map_or(text.as_str(), |(id, _)| id));
        for reference in after.chain(step.fold_into.as_deref()) {
            if !known(reference.trim(), &playbook.milestones) {
                report(Severity::Error, format!("`{}` refers to `{reference}`, which is not there", step.id));
            }
        }
        for phrase in &step.answers {
            if Phrase::new(phrase).n_words() == 0 {
                report(Severity::Warning, format!("`{}` has an empty phrase in `answers`", step.id));
            }
        }
    }
}

/// Parameters that no expression uses are read for nothing.
fn unused_parameters(playbook: &Playbook, report: &mut impl FnMut(Severity, String)) {
    let texts = expressions(playbook);
    for parameter in &playbook.parameters {
        let is_name = |word: &str| word == parameter.name;
        let used = texts.iter().any(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_name));
        if !used {
            report(Severity::Warning, format!("the parameter `{}` is read and never used", parameter.name));
        }
    }
}

/// Every text of a playbook that may hold an expression.
fn expressions(playbook: &Playbook) -> Vec<&str> {
    let parameters = playbook.parameters.iter().filter_map(|parameter| text_of(&parameter.default));
    let questions = playbook.questions.iter().flat_map(|question| {
        [Some(&question.ask), Some(&question.why), question.unless.as_ref(), question.when.as_ref()]
    });
    let steps = playbook.milestones.iter().flat_map(step_expressions);
    parameters.chain(questions.flatten().map(String::as_str)).chain(steps).collect()
}

fn step_expressions(step: &Step) -> Vec<&str> {
    let terms = step.hours.iter().chain(&step.waiting_days).chain(&step.before_deadline).filter_map(text_of);
    let criteria = step.criteria.iter().flat_map(|criterion| match criterion {
        Criterion::Text(text) => vec![text.as_str()],
        Criterion::Conditional { text, when } => vec![text.as_str(), when.as_str()],
    });
    let templates = [Some(&step.name), Some(&step.goal), step.slow.as_ref(), step.often_missed.as_ref()];
    let conditions = [step.when.as_ref(), step.done_when.as_ref(), step.on_day.as_ref()];
    let texts = templates.into_iter().chain(conditions).flatten().chain(&step.after).map(String::as_str);
    terms.chain(criteria).chain(texts).collect()
}

fn text_of(term: &Term) -> Option<&str> {
    match term {
        Term::Text(text) => Some(text),
        Term::Number(_) => None,
    }
}

/// Plans a goal of which next to nothing is known, and judges the draft.
fn try_to_plan(library: &Library, playbook: &Playbook, report: &mut impl FnMut(Severity, String)) {
    let goal = bare_goal(playbook);
    let route = Route::of(Match { playbook, why: "lint".into() });
    let worked = match work_backward(library, &route, &goal, Shape { n_milestones_max: usize::MAX, n_slow: 3 }) {
        Ok(worked) => worked,
        Err(error) => {
            report(Severity::Error, error.to_string());
            return;
        }
    };
    let entries = worked.draft.milestones.iter().map(|milestone| Entry {
        criteria: milestone.criteria.clone(),
        depends_on: milestone
            .depends_on
            .iter()
            .map(|d| Dependency { on: d.on.clone(), lag_days: d.lag_days })
            .collect(),
        effort: Some(milestone.effort.likely()),
        parallel: true,
        ..Entry::new(milestone.id.as_str(), milestone.name.as_str())
    });
    let dossier = Dossier { entries: entries.collect(), allow_many: true, ..Dossier::default() };
    for finding in audit(&dossier).into_iter().filter(|finding| finding.code != Code::MilestoneTooLarge) {
        report(finding.severity, finding.message);
    }
}

pub(crate) fn bare_goal(playbook: &Playbook) -> AnchoredGoal {
    let repo = playbook.engineering.then(Repo::default);
    AnchoredGoal {
        goal: Goal {
            id: GoalId::new("goal"),
            title: playbook.title.clone(),
            kind: None,
            destination: None,
            origin: None,
            deadline: None,
            priority: 1,
        },
        circumstances: Circumstances { repo, ..Circumstances::default() },
        today: date(2025, 1, 6),
        kind: playbook.kind.parse().unwrap_or(GoalKind::Project),
        kind_from: String::new(),
        confidence: Confidence::High,
        deadline: Some(date(2025, 12, 1)),
        pace: Some(Pace::from_hours_per_week(8.0)),
        facts: Facts { team_size: 1, ..Facts::default() },
        critique: Critique::default(),
        statement: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_have_no_errors() {
        let library = Library::embedded();
        let ids = library.playbooks().map(|(p, _)| p.id.clone()).chain(library.aspects().map(|(a, _)| a.id.clone()));
        let files: Vec<(String, String)> =
            ids.map(|id| (id.clone(), Library::embedded_text(&id).expect("file name equals id").to_owned())).collect();
        let remarks = lint(&files);
        assert!(remarks.is_empty(), "{remarks:#?}");
    }

    #[test]
    fn broken_references_and_expressions_are_found() {
        let text = r##"
schema = "backcast.playbook/1"
id = "other"
title = "Test"
summary = "Test"
kind = "wish"
basis = "judgement"
[[parameter]]
name = "spare"
default = 3
[[milestone]]
id = "a"
name = "A"
goal = "A"
criteria = ["It works well", "2 pages"]
after = ["nowhere"]
hours = [1, "2 *", 3]
"##;
        let messages: Vec<String> = lint(&[("test".into(), text.into())]).into_iter().map(|r| r.message).collect();
        for part in ["`spare` is read and never used", "not the file's name", "no kind `wish`", "`nowhere`", "`2 *`"] {
            assert!(messages.iter().any(|message| message.contains(part)), "{part}: {messages:#?}");
        }
    }
}
