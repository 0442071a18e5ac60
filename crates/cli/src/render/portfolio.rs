//! Schedules of several goals and people, with what they rest on.

use std::fmt::Write as _;

use backcast_core::plural;
use backcast_document::ProblemDocument;
use backcast_schedule::portfolio::{Certificate, rooms};
use backcast_view::schedule::{Answer, GoalEnd};
use backcast_view::words;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::style::{bold, item, labeled};

/// Late goals, and tasks of a chain, that are shown before the rest is only
/// counted.
const SHOWN: usize = 20;
const CHAIN_SHOWN: usize = 8;

pub(crate) fn text(answer: &Answer<'_>, width: usize) -> String {
    let document = answer.document;
    let ends = answer.goal_ends();
    let mut text = format!(
        "{}, {}, {}\n\n",
        plural(document.tasks.len(), "task"),
        plural(document.goals.len(), "goal"),
        plural(document.people.len(), "person")
    );
    text.push_str(&labeled(verdict(answer), &verdict_text(answer, &ends), width));
    text.push('\n');
    if let Some(certificate) = &answer.certificate {
        text.push_str(&labeled("Because", &words::because(document, certificate), width));
    }
    if let Some((minutes, is_proved)) = answer.least_lateness.filter(|&(minutes, _)| minutes > 0) {
        let proof = if is_proved { "proved: nothing is less late at worst" } else { "the least that was found" };
        let line =
            format!("{} behind its due date, for the latest task; {proof}.", words::minutes(minutes.unsigned_abs()));
        text.push_str(&labeled("Least lateness", &line, width));
    }
    let mut late: Vec<&GoalEnd> = ends.iter().filter(|end| end.late > 0).collect();
    late.sort_by_key(|end| (std::cmp::Reverse(end.late), end.goal));
    let on_time = ends.len() - late.len();
    let shown: Vec<&GoalEnd> = if late.is_empty() { ends.iter().collect() } else { late };
    text.push_str(&table(answer, &shown));
    if shown.len() > SHOWN {
        let _ = writeln!(text, " … and {} more (all of them: --json)", shown.len() - SHOWN);
    }
    if on_time > 0 && on_time < ends.len() {
        let _ = writeln!(text, "\n{} in time.", plural(on_time, "goal"));
    }
    add_chains(answer, &shown, width, &mut text);
    if let Some(moved) = answer.moved {
        text.push_str(&labeled("Moved", &listed(answer, moved, SHOWN), width));
    }
    let cut = if answer.is_cut { ", ended by the time limit" } else { "" };
    let _ = writeln!(
        text,
        "\n{} in {:.2} s{cut}.\nWhy there: --why {}    For tools: --json, --format grid",
        plural(usize::try_from(answer.found.n_schedules).unwrap_or(usize::MAX), "schedule"),
        answer.seconds,
        shown.first().map_or("TASK", |end| document.tasks[end.last].as_str()),
    );
    text
}

fn verdict(answer: &Answer<'_>) -> &'static str {
    match answer.status() {
        "infeasible" => "INFEASIBLE",
        "overdue" => "OVERDUE",
        _ if answer.found.value.weighted_tardiness == 0 => "IN TIME",
        _ => "LATE",
    }
}

fn verdict_text(answer: &Answer<'_>, ends: &[GoalEnd]) -> String {
    let value = answer.found.value;
    let n_late = ends.iter().filter(|end| end.late > 0).count();
    if value.overdue > 0 {
        let proof = if answer.certificate.is_some() {
            "no schedule keeps every deadline"
        } else {
            "no schedule was found that keeps every deadline, which proves nothing"
        };
        return format!("{proof}; this one is {} behind deadlines in all.", words::minutes(value.overdue));
    }
    if value.weighted_tardiness == 0 {
        return "every goal ends by its date.".into();
    }
    let bound = answer.found.tardiness_bound;
    let proof = if answer.found.is_proved() {
        "proved: no schedule has less".to_owned()
    } else {
        format!("at least {} of it cannot be avoided", words::minutes(bound))
    };
    format!(
        "{} of {}: {} of weighted tardiness, {proof}.",
        n_late,
        plural(ends.len(), "goal"),
        words::minutes(value.weighted_tardiness)
    )
}

fn table(answer: &Answer<'_>, ends: &[&GoalEnd]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["goal", "weight", "due", "ends", "late"]);
    for end in ends.iter().take(SHOWN) {
        let weight = answer.document.problem.goals()[end.goal].weight;
        table.add_row([
            answer.document.goals[end.goal].clone(),
            weight.to_string(),
            end.due.map_or_else(String::new, |due| words::time(answer.document, due, true)),
            words::time(answer.document, end.finish, true),
            if end.late > 0 { words::minutes(end.late) } else { String::new() },
        ]);
    }
    for column in [1, 4] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n", lines.join("\n"))
}

/// What makes the latest goals late.
fn add_chains(answer: &Answer<'_>, ends: &[&GoalEnd], width: usize, text: &mut String) {
    let late: Vec<&&GoalEnd> = ends.iter().filter(|end| end.late > 0).take(3).collect();
    for (idx, end) in late.iter().enumerate() {
        if idx == 0 {
            text.push('\n');
        }
        let label = if idx == 0 { "Late because" } else { "" };
        let chain = answer.explainer.chain(end.last);
        let from = chain.len().saturating_sub(CHAIN_SHOWN);
        let names: Vec<&str> = chain[from..].iter().map(|&task| answer.document.tasks[task].as_str()).collect();
        let more = if from > 0 { "… → " } else { "" };
        let line = format!("{} waits for {more}{}", answer.document.goals[end.goal], names.join(" → "));
        text.push_str(&labeled(label, &line, width));
    }
}

fn listed(answer: &Answer<'_>, tasks: &[usize], most: usize) -> String {
    if tasks.is_empty() {
        return "nothing: the earlier schedule stands".into();
    }
    let names: Vec<&str> = tasks.iter().take(most).map(|&task| answer.document.tasks[task].as_str()).collect();
    let more = if tasks.len() > most { format!(" and {} more", tasks.len() - most) } else { String::new() };
    format!("{}: {}{more}", plural(tasks.len(), "task"), names.join(", "))
}

pub(crate) fn why_text(answer: &Answer<'_>, task: usize, width: usize) -> String {
    let document = answer.document;
    let placed = &answer.found.schedule.0[task];
    let room = rooms(&document.problem, &answer.found.schedule)[task];
    let mut text = format!("{}\n\n", bold(&document.tasks[task]));
    let who = placed.person.map_or_else(String::new, |person| format!(", by {}", document.people[person]));
    let from_to = format!(
        "{} to {}{who}, for {}",
        words::time(document, placed.start(), false),
        words::time(document, placed.finish(), true),
        document.goals[document.problem.tasks()[task].goal]
    );
    text.push_str(&labeled("Lies", &from_to, width));
    text.push_str(&labeled("Why not earlier", "", width));
    for why in answer.explainer.why(task) {
        text.push_str(&item("·", &words::why(document, why), 2, width));
    }
    let chain = answer.explainer.chain(task);
    if chain.len() > 1 {
        let names: Vec<&str> = chain.iter().map(|&task| document.tasks[task].as_str()).collect();
        text.push_str(&labeled("Chain", &names.join(" → "), width));
    }
    let slack = format!(
        "{} before anything that is due is late, {} before another task moves; with everybody free it could start {}",
        words::minutes(u64::from(room.total_slack)),
        words::minutes(u64::from(room.free_slack)),
        words::time(document, room.start_earliest, false)
    );
    text.push_str(&labeled("Slack (float)", &slack, width));
    text
}

pub(crate) fn impossible_text(
    document: &ProblemDocument,
    why: &str,
    fix: &str,
    certificate: Option<&Certificate>,
    width: usize,
) -> String {
    let mut text = labeled("INFEASIBLE", &format!("{why}."), width);
    if let Some(certificate) = certificate {
        text.push_str(&labeled("Because", &words::because(document, certificate), width));
    }
    text.push_str(&labeled("Way out", &format!("{fix}."), width));
    text
}
