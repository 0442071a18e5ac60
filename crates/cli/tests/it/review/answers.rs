//! Answers as a good model would give them, to whatever is asked.

use serde_json::{Value, json};

use super::server::{Reply, Seen};

/// Which part a prompt is about, by its first line.
pub(super) fn part_of(prompt: &str) -> &'static str {
    let line = prompt.lines().next().unwrap_or_default();
    let roles = [
        ("feasibility analyst", "feasibility"),
        ("architecture analyst", "architecture"),
        ("risk analyst", "risk"),
        ("dependency analyst", "dependency"),
        ("user value analyst", "user-value"),
        ("You put together", "synthesis"),
    ];
    roles.into_iter().find(|(sign, _)| line.contains(sign)).map_or("nothing", |(_, part)| part)
}

/// The answer of a good model.
pub(super) fn good(seen: &Seen) -> Reply {
    Reply::Text(text(&seen.prompt()))
}

pub(super) fn text(prompt: &str) -> String {
    match part_of(prompt) {
        "synthesis" => synthesis(prompt).to_string(),
        part => review(part),
    }
}

/// A review with one finding, with bytes that are easily changed on the way.
/// It ends in no blanks: the library that speaks to providers takes those off.
pub(super) fn review(part: &str) -> String {
    let letter = match part {
        "feasibility" => "F",
        "architecture" => "A",
        "risk" => "R",
        "dependency" => "D",
        _ => "V",
    };
    format!(
        "# Analysis of {part}\r\n\n  The search of the shop needs an index before anything else.\t\n\
         Two million products do not fit a linear scan; {{{{ braces }}}} and <b>tags</b> stay.\n\
         The answer within 100 ms has to be measured with `make bench`. Ünïcode “quotes” é😀 too.\n\n\n\
         ```json\n{{\"findings\": [{{\"id\": \"{letter}1\", \"severity\": \"high\", \
         \"finding\": \"The index of {part} comes late\", \"suggestion\": \"Begin with it\"}}]}}\n```"
    )
}

/// A synthesis that answers every finding of the prompt.
pub(super) fn synthesis(prompt: &str) -> Value {
    let listed = prompt.split("## The findings that you have to answer").nth(1).unwrap_or_default();
    let listed = listed.split("## What you are asked").next().unwrap_or_default();
    let ids = listed.lines().filter_map(|line| line.strip_prefix("- ")?.split(' ').next());
    let responses: Vec<Value> = ids
        .map(|id| json!({ "finding": id, "response": "accepted", "reason": "M1 is the index", "milestone": "" }))
        .collect();
    json!({
        "responses": responses,
        "conflicts": [{ "conflict": "Index first or page first", "resolution": "Index first", "rationale": "The page needs it" }],
        "milestones": [
            milestone("M1", "Index of all products is built", &[], "src/index.rs"),
            milestone("M2", "Search answers from the index", &["M1"], "src/search.rs"),
            milestone("M3", "Load test holds for an hour", &["M2"], "bench/load.rs"),
        ],
        "execution_order": [["M1"], ["M2"], ["M3"]],
        "rejected_proposals": [{ "proposal": "A new database", "source": "architecture", "reason": "It stays on SQLite" }],
    })
}

pub(super) fn milestone(id: &str, name: &str, after: &[&str], file: &str) -> Value {
    let depends_on: Vec<Value> = after.iter().map(|on| json!({ "on": on, "lag_days": 0 })).collect();
    json!({
        "id": id, "name": name, "goal": format!("{name}."),
        "success_criteria": ["`make bench` shows p95 below 100 ms", "2 million products are in it"],
        "depends_on": depends_on, "parallel": "",
        "effort_hours": { "low": 8, "likely": 14, "high": 30 }, "waiting_days": 0,
        "risk": "medium", "slow_reason": "", "value": "Something to try", "abort_point": "",
        "files": { "create": [], "modify": [file] },
    })
}
