//! Turns a plan that was walked or edited into a playbook of the user's.
//!
//! Numbers of the goal become parameters, so that the next goal of this sort
//! may be larger or smaller; finished milestones bring the hours that they
//! took, open ones those that were planned.

use std::fmt::Write as _;

use backcast_core::{Effort, Graph, Passage, PastMilestone, PastPlan, Placing, judge_criterion};

use crate::meaning::is_common;
use crate::targets::{is_time, noun};
use crate::terms::FUNCTIONS;

/// Hours that are known as one figure may fall to this share the next time …
const SPENT_LOW: f64 = 0.75;
/// … or rise to this one: one run is little evidence (judgement).
const SPENT_HIGH: f64 = 1.5;

/// The text of a playbook with this id, made from a plan.
///
/// It is a start to be read and changed: its phrases come from the title, and
/// dates of that plan other than its own numbers are left as they were.
#[must_use]
pub fn learn(past: &PastPlan, id: &str) -> String {
    let numbers = numbers(past);
    let n_known = past.milestones.iter().filter(|milestone| milestone.spent.is_some()).count();
    let mut text = head(past, id, n_known);
    phrases(past, &mut text);
    for number in &numbers {
        let _ = write!(
            text,
            "\n[[parameter]]\nname = {}\nunits = [{}]\ndefault = {}\n",
            quoted(&number.name),
            quoted(&number.unit),
            number.value
        );
    }
    let keys = keys(past);
    let after = dependencies(past, &keys);
    for ((milestone, key), after) in past.milestones.iter().zip(&keys).zip(&after) {
        step(milestone, key, after, &numbers, &mut text);
    }
    text
}

/// The ids of the steps, each only once: `M1` as `m1`, everything else with
/// hyphens.
fn keys(past: &PastPlan) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for milestone in &past.milestones {
        let plain: String = milestone.id.as_str().to_lowercase();
        let plain: String = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let mut key = if plain.is_empty() { "step".to_owned() } else { plain };
        while keys.contains(&key) {
            key.push_str("-2");
        }
        keys.push(key);
    }
    keys
}

/// What each step comes after, as a playbook writes it. Milestones that the
/// plan does not have, and whatever would close a loop, are left out.
fn dependencies(past: &PastPlan, keys: &[String]) -> Vec<Vec<String>> {
    let mut graph = Graph::new(past.milestones.len());
    let mut after = vec![Vec::new(); past.milestones.len()];
    for (idx, milestone) in past.milestones.iter().enumerate() {
        for dependency in &milestone.depends_on {
            let Some(on) = past.milestones.iter().position(|other| other.id == dependency.on) else { continue };
            if on == idx || graph.reaches(idx, on) {
                continue;
            }
            graph.add(on, idx);
            after[idx].push(match dependency.lag_days {
                0 => quoted(&keys[on]),
                days => quoted(&format!("{} + {days}", keys[on])),
            });
        }
    }
    after
}

fn head(past: &PastPlan, id: &str, n_known: usize) -> String {
    let engineering = past.milestones.iter().any(|milestone| !milestone.files.is_empty());
    let basis = format!(
        "Own experience: {n_known} of {} milestones with the hours that they took, the others as planned.",
        past.milestones.len()
    );
    let mut text = format!(
        "# Learned from a plan. Read it, change what was particular to that time, then:\n\
         # backcast playbook lint PATH\n\
         schema = \"backcast.playbook/1\"\nid = {}\ntitle = {}\nkind = {}\nsummary = {}\nbasis = {}\n",
        quoted(id),
        quoted(&safe(&past.title)),
        quoted(past.kind.map_or("project", backcast_core::GoalKind::as_str)),
        quoted(&safe(if past.goal.is_empty() { &past.title } else { &past.goal })),
        quoted(&basis)
    );
    if engineering {
        text.push_str("engineering = true\n");
    }
    text
}

/// The words of the title; the first one names the subject, as far as can be
/// told.
fn phrases(past: &PastPlan, text: &mut String) {
    text.push_str("\n[fits.phrases]                     # 6 names the subject, 1 is a hint\n");
    let passage = Passage::new(&past.title);
    let mut seen: Vec<&str> = Vec::new();
    for word in passage.words() {
        let says_something =
            word.len() > 3 && !word.starts_with(|c: char| c.is_ascii_digit()) && !is_common(word) && !is_time(word);
        if says_something && !seen.contains(&word) {
            let weight = if seen.is_empty() { 6 } else { 2 };
            let _ = writeln!(text, "{} = {weight}", quoted(word));
            seen.push(word);
        }
    }
}

/// A number of the goal that becomes a parameter.
struct Number {
    name: String,
    unit: String,
    value: f64,
    /// As it was written: `60,000`.
    written: String,
}

/// Numbers of title and goal with a noun after them.
fn numbers(past: &PastPlan) -> Vec<Number> {
    let source = format!("{}. {}", past.title, past.goal);
    let passage = Passage::new(&source);
    let words: Vec<&str> = passage.words().collect();
    let mut found: Vec<Number> = Vec::new();
    for (idx, word) in words.iter().enumerate() {
        let Ok(value) = word.parse::<f64>() else { continue };
        let behind: Vec<&str> = (idx + 1..words.len().min(idx + 3))
            .take_while(|&at| passage.same_clause(idx, at) && !words[at].starts_with(|c: char| c.is_ascii_digit()))
            .map(|at| words[at])
            .collect();
        let Some(unit) = noun(&behind.join(" ")) else { continue };
        let last = unit.rsplit(' ').next().unwrap_or(&unit);
        let plain: String = last.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let name = if FUNCTIONS.contains(&plain.as_str()) { format!("n_{plain}") } else { plain };
        let is_new = !found.iter().any(|other| other.name == name);
        if value >= 2.0 && is_new && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let unit = last.strip_suffix('s').unwrap_or(last).to_owned();
            found.push(Number { name, unit, value, written: source[passage.place(idx)].to_owned() });
        }
    }
    found
}

fn step(milestone: &PastMilestone, key: &str, after: &[String], numbers: &[Number], text: &mut String) {
    let template = |plain: &str| quoted(&with_parameters(plain, numbers));
    let name = if milestone.name.is_empty() { milestone.id.as_str() } else { &milestone.name };
    let statement = if milestone.statement.is_empty() { name } else { &milestone.statement };
    let criteria: Vec<String> = criteria(milestone).iter().map(|criterion| template(criterion)).collect();
    let _ = write!(
        text,
        "\n[[milestone]]\nid = {}\nname = {}\ngoal = {}\ncriteria = [{}]\nhours = {}{}\n",
        quoted(key),
        template(name),
        template(statement),
        criteria.join(", "),
        hours(milestone, numbers),
        if milestone.spent.is_some() { "   # what it took, with room around it" } else { "" }
    );
    if !after.is_empty() {
        let _ = writeln!(text, "after = [{}]", after.join(", "));
    }
    if milestone.waiting_days > 0 {
        let _ = writeln!(text, "waiting_days = {}", milestone.waiting_days);
    }
    match milestone.placing {
        Placing::Late => text.push_str("placing = \"late\"\n"),
        Placing::BeforeDeadline(days) => {
            let _ = writeln!(text, "before_deadline = {days}");
        }
        Placing::Early | Placing::On(_) => {}
    }
    let risk = milestone.risk.as_deref().filter(|risk| ["low", "medium", "high"].contains(risk));
    let optional = [
        ("risk", risk.map(quoted)),
        ("slow", milestone.slow_reason.as_deref().map(template)),
        ("value", milestone.value.as_deref().map(template)),
        ("abort", milestone.abort_point.as_deref().map(template)),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    let files: Vec<String> = milestone.files.iter().map(|file| quoted(&file.to_lowercase())).collect();
    if !files.is_empty() {
        let _ = writeln!(text, "files = [{}]", files.join(", "));
    }
}

/// The criteria, and what makes them two that can be measured.
fn criteria(milestone: &PastMilestone) -> Vec<String> {
    const ALWAYS: [&str; 2] =
        ["1 other person has seen that it is reached", "Day on which it was reached noted in the log"];
    let mut criteria = milestone.criteria.clone();
    let n_measurable = criteria.iter().filter(|criterion| judge_criterion(criterion).is_ok()).count();
    criteria.extend(ALWAYS.iter().skip(n_measurable).map(|text| (*text).to_owned()));
    criteria
}

/// The three efforts; they grow with the first number that the milestone
/// speaks of.
fn hours(milestone: &PastMilestone, numbers: &[Number]) -> String {
    let around = |hours: f64| [hours * SPENT_LOW, hours, hours * SPENT_HIGH];
    let three = match (milestone.spent, milestone.planned) {
        (Some(spent), _) => around(spent.hours()),
        (None, Some(planned)) if planned.spread() == Effort::ZERO => around(planned.likely().hours()),
        (None, Some(planned)) => [planned.low(), planned.likely(), planned.high()].map(Effort::hours),
        (None, None) => [1.0, 2.0, 4.0],
    };
    let rounded = three.map(|hours| (hours * 4.0).round() / 4.0);
    let texts = std::iter::once(&milestone.name).chain(&milestone.criteria);
    let scale = numbers
        .iter()
        .find(|number| texts.clone().any(|text| with_parameters(text, std::slice::from_ref(number)) != safe(text)));
    let terms = rounded.map(|hours| match scale {
        Some(number) => format!("\"{hours}*{}/{}\"", number.name, number.value),
        None => hours.to_string(),
    });
    format!("[{}]", terms.join(", "))
}

/// A text of the plan as a template: "12 episodes" becomes
/// `{{ episodes|num }} episodes`, and what looks like an expression is kept
/// from being one.
fn with_parameters(plain: &str, numbers: &[Number]) -> String {
    let mut text = safe(plain);
    for number in numbers {
        let mut from = 0;
        while let Some(at) = text[from..].find(&number.written).map(|at| from + at) {
            let end = at + number.written.len();
            let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
            let next = text[end..].trim_start_matches([' ', '-']).to_lowercase();
            if is_whole && next.split_whitespace().take(2).any(|word| word.starts_with(&number.unit)) {
                let term = format!("{{{{ {}|num }}}}", number.name);
                text.replace_range(at..end, &term);
                from = at + term.len();
            } else {
                from = end;
            }
        }
    }
    text
}

/// The text without anything that a template would evaluate.
fn safe(plain: &str) -> String {
    plain.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use backcast_core::{Dependency, EffortRange, GoalKind, MilestoneId, Severity};

    use super::*;
    use crate::{Playbook, lint};

    fn milestone(id: &str, name: &str, planned: f64, spent: Option<f64>) -> PastMilestone {
        PastMilestone {
            id: MilestoneId::new(id),
            name: name.into(),
            statement: String::new(),
            criteria: vec!["12 episodes in the feed".into(), "List of {{ evil }} things, 3 pages".into()],
            depends_on: Vec::new(),
            planned: Some(EffortRange::exactly(Effort::from_hours(planned))),
            spent: spent.map(Effort::from_hours),
            waiting_days: 0,
            placing: Placing::Early,
            risk: Some("medium".into()),
            slow_reason: None,
            value: None,
            abort_point: None,
            files: Vec::new(),
        }
    }

    fn past() -> PastPlan {
        let mut second = milestone("M2", "All 12 episodes published", 40.0, None);
        second.depends_on = vec![Dependency { on: MilestoneId::new("M1"), lag_days: 14 }];
        PastPlan {
            title: "Podcast: 12 episodes about bees".into(),
            goal: "12 episodes and 60,000 listeners.".into(),
            kind: Some(GoalKind::Project),
            milestones: vec![milestone("M1", "Concept", 4.0, Some(6.0)), second],
        }
    }

    #[test]
    fn actual_hours_and_numbers_carry_over() {
        let text = learn(&past(), "bees");
        let playbook = Playbook::parse("bees", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(playbook.parameters.len(), 2);
        assert_eq!(playbook.milestones[1].name, "All {{ episodes|num }} episodes published");
        assert_eq!(playbook.milestones[1].after, ["m1 + 14"]);
        assert!(text.contains("\"6*episodes/12\""), "{text}");
        assert!(text.contains("1 of 2 milestones"), "{text}");
    }

    #[test]
    fn text_of_the_plan_is_never_evaluated() {
        let remarks = lint(&[("bees".into(), learn(&past(), "bees"))]);
        let errors: Vec<_> = remarks.iter().filter(|remark| remark.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    /// Whatever a plan holds, what is learned from it can be used.
    #[test]
    fn odd_plans_make_sound_playbooks() {
        let mut odd = past();
        odd.title = "日本語 {% for %} \"quoted\" \\ \n 5 books 7 8, 50 mentions".into();
        odd.goal = "{{ 7*7 }}".into();
        for (idx, id) in ["#", "?", "?", ""].into_iter().enumerate() {
            let mut milestone = milestone(id, "", 1e300, Some(0.0));
            milestone.criteria.truncate(idx % 2);
            milestone.depends_on =
                ["?", "#", "M1", "nowhere"].map(|on| Dependency { on: MilestoneId::new(on), lag_days: 9 }).into();
            odd.milestones.push(milestone);
        }
        let text = learn(&odd, "odd");
        let remarks = lint(&[("odd".into(), text.clone())]);
        let errors: Vec<_> = remarks.iter().filter(|remark| remark.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{text}");
    }
}
