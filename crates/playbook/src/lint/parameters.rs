//! Numbers that are read from goals and then used for nothing, or under a name
//! that is taken.

use backcast_core::Severity;

use super::Report;
use crate::Playbook;
use crate::format::{Criterion, Step, Term};
use crate::terms::FUNCTIONS;

/// Parameters that no expression uses are read for nothing; one with the name
/// of a function or of another parameter would take its place in every
/// expression.
pub(super) fn of_playbook(playbook: &Playbook, report: &mut Report<'_>) {
    let texts = expressions(playbook);
    for (index, parameter) in playbook.parameters.iter().enumerate() {
        if playbook.parameters[..index].iter().any(|earlier| earlier.name == parameter.name) {
            report.add(Severity::Error, format!("two parameters have the name `{}`", parameter.name));
        }
        if FUNCTIONS.contains(&parameter.name.as_str()) {
            let message = format!("the parameter `{0}` hides the function `{0}`", parameter.name);
            report.add(Severity::Error, message);
        }
        let is_name = |word: &str| word == parameter.name;
        let used = texts.iter().any(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_name));
        if !used {
            report.add(Severity::Warning, format!("the parameter `{}` is read and never used", parameter.name));
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
