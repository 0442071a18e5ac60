use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::goal_read::is_goal_key;

/// A record without what people wrote: each text gives way to the length that it
/// has at most, as a power of two (`text-16`). What is left shows where a plan
/// goes wrong, and says nothing of anybody.
///
/// Figures, days, ids of milestones and criteria, and words of our own (kinds,
/// codes, verdicts) stay. Ids of goals are made of titles: `names` has what
/// stands in their places.
#[must_use]
pub fn without_texts(value: Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(in_place_of(&text, names)),
        Value::Array(list) => list.into_iter().map(|one| without_texts(one, names)).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| field(key, value, names)).collect()),
        other => other,
    }
}

/// A goal file without what people wrote; `null` if it is no TOML.
#[must_use]
pub fn goal_without_texts(text: &str, names: &BTreeMap<String, String>) -> Value {
    toml::from_str::<toml::Table>(text).map_or(Value::Null, |table| of_toml(toml::Value::Table(table), names))
}

fn of_toml(value: toml::Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::String(text) => Value::String(in_place_of(&text, names)),
        toml::Value::Array(list) => list.into_iter().map(|one| of_toml(one, names)).collect(),
        toml::Value::Table(table) => {
            // Keys that we do not know are people's own words.
            let field = |(key, value): (String, toml::Value)| {
                let key = if is_goal_key(&key) { key } else { in_place_of(&key, names) };
                (key, of_toml(value, names))
            };
            Value::Object(table.into_iter().map(field).collect())
        }
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
    }
}

/// Fields that hold words of ours in every record.
const FIELDS_OF_OURS: [&str; 6] = ["kind", "verdict", "code", "severity", "risk", "placing"];

fn field(key: String, value: Value, names: &BTreeMap<String, String>) -> (String, Value) {
    let value = match value {
        Value::String(word) if FIELDS_OF_OURS.contains(&key.as_str()) && is_word(&word) => Value::String(word),
        Value::String(schema) if key == "schema" && schema.starts_with("backcast.") => Value::String(schema),
        other => without_texts(other, names),
    };
    // Records have words for keys; those of maps are ids.
    let key = if is_word(&key) && !names.contains_key(&key) { key } else { in_place_of(&key, names) };
    (key, value)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_')
}

fn in_place_of(text: &str, names: &BTreeMap<String, String>) -> String {
    if let Some(name) = names.get(text) {
        return name.clone();
    }
    let is_day = text.parse::<Date>().is_ok() || text.parse::<Timestamp>().is_ok();
    let length = text.chars().count();
    if is_day || is_milestone(text) || text.is_empty() {
        text.to_owned()
    } else {
        format!("text-{}", length.next_power_of_two())
    }
}

/// `M3`, `M3.c2` or `c2`.
fn is_milestone(text: &str) -> bool {
    let numbered = |part: &str, letter: char| {
        part.strip_prefix(letter).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|sign| sign.is_ascii_digit()))
    };
    match text.split_once('.') {
        Some((milestone, criterion)) => numbered(milestone, 'M') && numbered(criterion, 'c'),
        None => numbered(text, 'M') || numbered(text, 'c'),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> BTreeMap<String, String> {
        [("leave-anna-k7qd".to_owned(), "goal-1".to_owned())].into()
    }

    #[test]
    fn structure_stays_and_words_go() {
        let plan = json!({
            "schema": "backcast.plan/1", "title": "Leave Anna", "kind": "project", "today": "2026-02-02", "seed": 0,
            "milestones": [{"id": "M1", "goal": "leave-anna-k7qd", "depends_on": ["M2"], "criteria": ["She knows"], "effort": 3.5}],
            "leave-anna-k7qd": {"kind": "Anna"}, "path": "/home/ann/goal.toml",
        });
        assert_eq!(
            without_texts(plan, &names()),
            json!({
                "schema": "backcast.plan/1", "title": "text-16", "kind": "project", "today": "2026-02-02", "seed": 0,
                "milestones": [{"id": "M1", "goal": "goal-1", "depends_on": ["M2"], "criteria": ["text-16"], "effort": 3.5}],
                "goal-1": {"kind": "text-4"}, "path": "text-32",
            })
        );
    }

    #[test]
    fn a_goal_file_keeps_its_days_and_hours() {
        let text = "title = 'Leave Anna'\ndeadline = 2026-12-31\nhours_per_week = 7\nanna = 'secret'\n[[busy]]\nfrom = '2026-03-01'\nreason = 'Trial'\n";
        assert_eq!(
            goal_without_texts(text, &names()),
            json!({
                "title": "text-16", "deadline": "2026-12-31", "hours_per_week": 7, "text-4": "text-8",
                "busy": [{"from": "2026-03-01", "reason": "text-8"}],
            })
        );
        assert_eq!(goal_without_texts("= broken", &names()), Value::Null);
    }
}
