//! `task export`: estimates and times are attributes that the user defines.

use serde_json::{Map, Value};

use super::{HistoryRead, NOT_FINISHED, Piece, day, hours};

const ESTIMATE: [&str; 5] = ["estimate", "est", "estimated", "effort", "duration"];
const ACTUAL: [&str; 6] = ["actual", "spent", "timespent", "totalactivetime", "worked", "tracked"];

pub(super) fn read(text: &str, history: &mut HistoryRead) -> Result<(), String> {
    for task in tasks(text)? {
        let Value::Object(task) = task else { return Err("a task is not an object".into()) };
        let title = text_of(&task, &["description"]).unwrap_or_default();
        match task.get("status").and_then(Value::as_str) {
            Some("completed") => {}
            _ => {
                history.leave_out(NOT_FINISHED, &title);
                continue;
            }
        }
        let tag = task.get("tags").and_then(Value::as_array).and_then(|tags| tags.first()?.as_str().map(str::to_owned));
        history.take(Piece {
            id: text_of(&task, &["uuid"]),
            title,
            category: tag.unwrap_or_default(),
            // Sub-projects are written with dots.
            project: text_of(&task, &["project"]).unwrap_or_default().replace('.', "/"),
            estimate: text_of(&task, &ESTIMATE).and_then(|text| hours(&text)),
            actual: text_of(&task, &ACTUAL).and_then(|text| hours(&text)),
            unit: None,
            started_on: text_of(&task, &["start", "entry"]).and_then(|text| day(&text)),
            done_on: text_of(&task, &["end"]).and_then(|text| day(&text)),
        });
    }
    Ok(())
}

/// A list, or a task on each line.
fn tasks(text: &str) -> Result<Vec<Value>, String> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let lines = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).map_err(|error| error.to_string())).collect()
}

/// The first of these attributes, a text or a number.
fn text_of(task: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match task.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{HistoryFormat, read_history};

    #[test]
    fn completed_tasks_with_both_figures_are_read() {
        let text = r#"[
            {"uuid": "a", "status": "completed", "description": "Draft", "project": "book.one", "tags": ["prose"],
             "estimate": "PT2H", "actual": 3.5, "entry": "20250101T100000Z", "end": "20250103T101500Z"},
            {"uuid": "b", "status": "pending", "description": "Edit", "estimate": "PT2H"},
            {"uuid": "c", "status": "completed", "description": "Mail", "end": "20250103T101500Z"}]"#;
        let read = read_history("t.json", text, HistoryFormat::Taskwarrior).expect("sound");
        assert_eq!(read.work.len(), 1);
        assert_eq!((read.work[0].estimate, read.work[0].actual), (2.0, 3.5));
        assert_eq!(read.work[0].project, "book/one");
        assert_eq!(read.left_out.iter().map(|left| left.n).sum::<usize>(), 2);
    }

    #[test]
    fn broken_exports_are_refused() {
        assert!(read_history("t.json", "[{]", HistoryFormat::Taskwarrior).is_err());
        assert!(read_history("t.json", "[3]", HistoryFormat::Taskwarrior).is_err());
        assert_eq!(read_history("t.json", "[]", HistoryFormat::Taskwarrior).expect("empty").work, []);
    }
}
