//! A goal as it was read, and what is missing.

use std::fmt::Write as _;

use backcast_core::{Gap, Sizing};
use backcast_document::AnswerPlace;
use backcast_engine::anchor::Anchored;

use super::style::{LABEL, bold, command, dim, labeled, shown};

/// Where the answers can be put.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// Into this goal file.
    InFile(String),
    /// Into the goal file that this text makes.
    Write(String),
}

pub(crate) fn text(goals: &[Anchored<'_>], questions: &[Gap], next: &Next, width: usize) -> String {
    let mut text = String::new();
    for anchored in goals {
        one(anchored, width, &mut text);
        text.push('\n');
    }
    let today = goals.first().map(|anchored| anchored.goal.today).unwrap_or_default();
    let mut list = ListSoFar::default();
    for (idx, gap) in questions.iter().enumerate() {
        text.push_str(&labeled(&format!("Question {}", idx + 1), &gap.question, width));
        let why = Some(&gap.why).filter(|why| !why.is_empty());
        for line in why.iter().flat_map(|why| textwrap::wrap(why, width - LABEL)) {
            let _ = writeln!(text, "{}{}", " ".repeat(LABEL), dim(&line));
        }
        if let Some(example) = &gap.example {
            text.push_str(&labeled("", &format!("For example: {example}"), width));
        }
        let place = AnswerPlace::of(gap, today, goals.iter().map(|anchored| &anchored.goal));
        text.push_str(&line_to_copy(&place, &mut list, width));
    }
    if questions.is_empty() {
        text.push_str("Nothing is missing.\n");
    }
    text.push('\n');
    let line = match next {
        Next::InFile(file) => format!("Put the answers into {file}, then: backcast plan {file}"),
        Next::Write(words) => {
            format!("Write it down, and the answers with it: backcast anchor {words} --out goal.toml")
        }
    };
    text.push_str(&command(&line, width));
    text
}

/// What the lines above have said of the list of constraints.
#[derive(Debug, Default)]
pub(crate) struct ListSoFar {
    /// One of them begins it.
    is_begun: bool,
    /// One of them says how an entry is added.
    is_explained: bool,
}

/// The line of a goal file that answers a question, to be copied: it is not
/// broken, and an example that is too long for it is left out. Of a list that is
/// there, or that a line above begins, it is one more entry; without an example
/// that is said once.
pub(crate) fn line_to_copy(place: &AnswerPlace, list: &mut ListSoFar, width: usize) -> String {
    let is_entry = place.is_of_list() && std::mem::replace(&mut list.is_begun, true) || place.is_list_there;
    let (said, line) =
        if is_entry { ("one more of `constraints`: ", format!("{},", place.entry)) } else { ("", place.line.clone()) };
    let goal = place.goal.map(|goal| format!("in [[goals]] number {}: ", goal + 1)).unwrap_or_default();
    let room = width.saturating_sub(LABEL);
    let mut line = format!("{goal}{said}{line}");
    if line.chars().count() > room
        && let (Some(from), Some(to)) = (line.find('"'), line.rfind('"'))
    {
        line.replace_range(from..=to, "\"…\"");
    }
    if is_entry && line.ends_with("\"…\",") && std::mem::replace(&mut list.is_explained, true) {
        return String::new();
    }
    format!("{}{}\n", " ".repeat(LABEL), dim(&shown(&line)))
}

fn one(anchored: &Anchored<'_>, width: usize, text: &mut String) {
    let goal = &anchored.goal;
    let _ = writeln!(text, "{}\n", bold(&goal.goal.title));
    let mut line = |label: &str, content: &str| text.push_str(&labeled(label, content, width));
    line("Goal", &goal.statement);
    line("Kind", &format!("{}: {}", goal.kind, goal.kind_from));
    let lead = &anchored.route.lead;
    line("Playbook", &format!("{} ({}): {}", lead.playbook.title, lead.playbook.id, lead.why));
    for near in &anchored.route.beside {
        line("", &format!("{} ({}): {}", near.playbook.title, near.playbook.id, near.why));
    }
    line("Size", &size(&goal.critique.sizing));
    for (idx, fact) in goal.facts.understood.iter().enumerate() {
        line(if idx == 0 { "Understood" } else { "" }, &format!("\"{}\" → {}", fact.quote, fact.meaning));
    }
}

fn size(sizing: &Sizing) -> String {
    match sizing {
        Sizing::Plannable => "worth milestones".into(),
        Sizing::TooSmall(reasons) => format!("too small for milestones, just do it: {}", reasons.join("; ")),
        Sizing::Unclear(missing) => format!("unclear, answer the questions first; missing: {}", missing.join(", ")),
    }
}
