//! Conditions that hold for no goal, or for every goal.
//!
//! Each condition is evaluated under every combination of what its function
//! calls may answer and of values around the numbers that it compares with; a
//! condition that is never true keeps its text out of every plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use backcast_core::{GoalKind, Passage, Phrase, Severity};
use minijinja::value::Rest;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::Report;
use crate::format::{Criterion, Question, Step};
use crate::terms::FUNCTIONS;
use crate::{Aspect, Playbook};

/// More combinations than this are not tried, and nothing is said.
const N_COMBINATIONS_MAX: usize = 20_000;
/// Nor are conditions with more different calls, whose answers are the bits of
/// a number.
const N_CALLS_MAX: usize = 14;

pub(super) fn of_playbook(playbook: &Playbook, report: &mut Report<'_>) {
    let never: Vec<Phrase> = playbook.fits.never.iter().map(|text| Phrase::new(text)).collect();
    let mut known = World { never, ..World::default() };
    known.values.insert("kind".into(), vec![Value::from(playbook.kind.as_str())]);
    known.values.insert("engineering".into(), vec![Value::from(playbook.engineering)]);
    for parameter in &playbook.parameters {
        let ends = [parameter.min.unwrap_or(0.0), parameter.max.unwrap_or(1e6)];
        let values = ends.into_iter().chain(parameter.named.values().copied()).chain([1.0, 2.0, 10.0]);
        known.values.insert(parameter.name.clone(), values.map(Value::from).collect());
    }
    for step in &playbook.milestones {
        of_step(step, &known, report);
    }
    for (idx, question) in playbook.questions.iter().enumerate() {
        of_question(question, idx + 1, &known, report);
    }
}

pub(super) fn of_aspect(aspect: &Aspect, report: &mut Report<'_>) {
    let known = World::default();
    judge(&aspect.joins_when, "joins_when", &known, report);
    for step in &aspect.milestones {
        of_step(step, &known, report);
    }
    for (idx, added) in aspect.criteria.iter().enumerate() {
        if let Some(when) = &added.when {
            judge(when, &format!("criterion {}", idx + 1), &known, report);
        }
    }
    for (idx, question) in aspect.questions.iter().enumerate() {
        of_question(question, idx + 1, &known, report);
    }
}

fn of_step(step: &Step, known: &World, report: &mut Report<'_>) {
    let of_criteria = step.criteria.iter().filter_map(|criterion| match criterion {
        Criterion::Conditional { when, .. } => Some(when),
        Criterion::Text(_) => None,
    });
    for when in step.when.iter().chain(&step.done_when).chain(of_criteria) {
        judge(when, &format!("`{}`", step.id), known, report);
    }
}

fn of_question(question: &Question, number: usize, known: &World, report: &mut Report<'_>) {
    let place = format!("question {number}");
    for when in question.when.iter().chain(&question.unless) {
        judge(when, &place, known, report);
    }
}

fn judge(condition: &str, place: &str, known: &World, report: &mut Report<'_>) {
    match outcomes(condition, known) {
        Some(Outcomes { ever: false, .. }) => {
            report.add(Severity::Warning, format!("{place}: the condition `{condition}` holds for no goal"));
        }
        Some(Outcomes { always: true, .. }) => {
            report.add(Severity::Warning, format!("{place}: the condition `{condition}` holds for every goal"));
        }
        _ => {}
    }
}

/// What is known about the goals that get here.
#[derive(Default)]
struct World {
    /// Values that a variable may have.
    values: BTreeMap<String, Vec<Value>>,
    /// Phrases that no goal here has in its wish.
    never: Vec<Phrase>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcomes {
    ever: bool,
    always: bool,
}

/// Every outcome of a condition; `None` if it cannot be evaluated, which
/// the trial plan reports, or where there are too many combinations.
fn outcomes(condition: &str, known: &World) -> Option<Outcomes> {
    let oracle = Arc::new(Mutex::new(Oracle::default()));
    let environment = environment(&oracle);
    let expression = environment.compile_expression(condition).ok()?;
    let variables: Vec<(String, Vec<Value>)> = expression
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !FUNCTIONS.contains(&name.as_str()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|name| {
            let values = values_of(&name, condition, known);
            (name, values)
        })
        .collect();
    let n_values: usize = variables.iter().map(|(_, values)| values.len()).product();
    let mut seen = Outcomes { ever: false, always: true };
    let mut answers = 0_usize;
    // Calls that stand behind an `or` show themselves only on the way.
    loop {
        let n_calls = oracle.lock().ok()?.calls.len();
        if n_calls > N_CALLS_MAX || n_values.saturating_mul(1 << n_calls) > N_COMBINATIONS_MAX {
            return None;
        }
        for combination in 0..n_values {
            oracle.lock().ok()?.answers = answers;
            let chosen = choose(&variables, combination);
            let holds = expression.eval(Value::from(chosen)).ok()?.is_true();
            if oracle.lock().ok()?.is_possible(&known.never) {
                seen.ever |= holds;
                seen.always &= holds;
            }
        }
        answers += 1;
        let n_calls = oracle.lock().ok()?.calls.len();
        if n_calls <= N_CALLS_MAX && answers >= 1 << n_calls {
            return Some(seen);
        }
    }
}

/// The values of one combination, counted as digits of a number.
fn choose(variables: &[(String, Vec<Value>)], mut combination: usize) -> BTreeMap<String, Value> {
    variables
        .iter()
        .map(|(name, values)| {
            let value = values[combination % values.len()].clone();
            combination /= values.len();
            (name.clone(), value)
        })
        .collect()
}

/// Values of a variable: those that are known, and those around the numbers
/// that the condition names.
fn values_of(name: &str, condition: &str, known: &World) -> Vec<Value> {
    let flags = ["hours_stated", "tried_before", "has_budget", "has_busy", "has_targets", "engineering"];
    if let Some(values) = known.values.get(name) {
        if values.iter().any(|value| !value.is_number()) {
            return values.clone();
        }
        return values.iter().cloned().chain(around_numbers(condition)).collect();
    }
    if flags.contains(&name) {
        return vec![Value::from(false), Value::from(true)];
    }
    match name {
        "clauses" => [vec![], vec!["one"], vec!["one", "two"]].map(Value::from).into(),
        "kind" => GoalKind::ALL.iter().map(|kind| Value::from(kind.as_str())).collect(),
        "command" => vec![Value::from(()), Value::from("make test")],
        "title" | "destination" | "today" | "deadline" | "budget" => vec![Value::from("text")],
        _ => [0.0, 1.0, 2.0, 50.0, 1000.0].map(Value::from).into_iter().chain(around_numbers(condition)).collect(),
    }
}

/// Each number in a text, and one less and one more.
fn around_numbers(text: &str) -> impl Iterator<Item = Value> {
    let numbers: Vec<f64> =
        text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|part| part.parse::<f64>().ok()).collect();
    numbers.into_iter().flat_map(|number| [number - 1.0, number, number + 1.0]).map(Value::from)
}

/// Answers calls by the bits of a number, one bit for each different call.
#[derive(Default)]
struct Oracle {
    calls: Vec<(&'static str, Vec<String>)>,
    answers: usize,
}

impl Oracle {
    fn answer(&mut self, function: &'static str, phrases: &[String]) -> bool {
        let at = self.calls.iter().position(|(name, own)| *name == function && own == phrases).unwrap_or_else(|| {
            self.calls.push((function, phrases.to_vec()));
            self.calls.len() - 1
        });
        self.says(at)
    }

    fn says(&self, at: usize) -> bool {
        at < N_CALLS_MAX && self.answers >> at & 1 == 1
    }

    /// Whether the answers can be those about one goal: what the wish, origin
    /// or obstacles say is mentioned, and nobody wishes what rules the
    /// playbook out.
    fn is_possible(&self, never: &[Phrase]) -> bool {
        self.calls.iter().enumerate().all(|(at, (function, phrases))| {
            let ruled_out = |phrase: &String| {
                let passage = Passage::new(phrase);
                never.iter().any(|never| passage.contains(never))
            };
            let is_ruled_out = *function == "wants" && phrases.iter().all(ruled_out);
            let contradicts = |(other, (name, theirs)): (usize, &(&str, Vec<String>))| {
                *name == "mentions"
                    && matches!(*function, "wants" | "have" | "lack" | "blocked")
                    && phrases.iter().all(|phrase| theirs.contains(phrase))
                    && !self.says(other)
            };
            !self.says(at) || !is_ruled_out && !self.calls.iter().enumerate().any(contradicts)
        })
    }
}

fn environment(oracle: &Arc<Mutex<Oracle>>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for function in ["wants", "mentions", "have", "lack", "blocked"] {
        let oracle = Arc::clone(oracle);
        environment.add_function(function, move |phrases: Rest<String>| {
            oracle.lock().is_ok_and(|mut oracle| oracle.answer(function, &phrases))
        });
    }
    for function in ["date_of", "last_date_of"] {
        let oracle = Arc::clone(oracle);
        environment.add_function(function, move |phrases: Rest<String>| {
            let is_there = oracle.lock().is_ok_and(|mut oracle| oracle.answer(function, &phrases));
            if is_there { Value::from(30) } else { Value::from(()) }
        });
    }
    for function in ["quote", "day", "before_deadline", "target"] {
        environment.add_function(function, |_: Rest<Value>| "text");
    }
    environment.add_function("crowd", |people: f64, _: f64| people);
    environment.add_function("min", |a: f64, b: f64| a.min(b));
    environment.add_function("max", |a: f64, b: f64| a.max(b));
    environment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(condition: &str, expected: (bool, bool)) {
        let known = World { never: vec![Phrase::new("half marathon")], ..World::default() };
        let seen = outcomes(condition, &known).expect("it can be evaluated");
        assert_eq!((seen.ever, seen.always), expected, "{condition}");
    }

    #[test]
    fn what_can_be_and_what_cannot() {
        check("wants('a') and not have('b')", (true, false));
        check("wants('a') and not wants('a')", (false, false));
        check("wants('half marathon')", (false, false));
        check("wants('half marathon', 'race')", (true, false));
        check("wants('a') and not mentions('a', 'b')", (false, false));
        check("mentions('a') or not wants('a')", (true, true));
        check("team_size > 3 and team_size < 5", (true, false));
        check("weeks > 10 and weeks < 4", (false, false));
        check("has_budget or not has_budget", (true, true));
    }

    #[test]
    fn too_many_calls_are_not_judged() {
        let calls: Vec<String> = (0..80).map(|n| format!("wants('{n}')")).collect();
        assert_eq!(outcomes(&calls.join(" or "), &World::default()), None);
    }
}
