//! A goal as it was read, and what is missing.

use std::fmt::Write as _;

use backcast_core::{Gap, Sizing};
use backcast_engine::anchor::Anchored;

use super::style::{LABEL, bold, dim, indented, labeled};

pub(crate) fn text(goals: &[Anchored<'_>], questions: &[Gap], file: &str, width: usize) -> String {
    let mut text = String::new();
    for anchored in goals {
        one(anchored, width, &mut text);
        text.push('\n');
    }
    for (idx, gap) in questions.iter().enumerate() {
        text.push_str(&labeled(&format!("Question {}", idx + 1), &gap.question, width));
        for line in textwrap::wrap(&gap.why, width - LABEL) {
            let _ = writeln!(text, "{}{}", " ".repeat(LABEL), dim(&line));
        }
        if let Some(example) = &gap.example {
            text.push_str(&labeled("", &format!("For example: {example}"), width));
        }
    }
    if questions.is_empty() {
        text.push_str("Nothing is missing.\n");
    }
    text.push('\n');
    text.push_str(&indented(&format!("Put the answers into {file}, then: backcast plan {file}"), 0, width));
    text
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
