use std::collections::BTreeSet;

use backcast_core::audit::{Dossier, Entry};
use backcast_core::{DayCaps, Dependency, Effort, GoalId, MilestoneId, Placing, STATED};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::text::without_controls;
use crate::{Mistake, Mistakes, PLAN_BYTES_MAX};

/// Reads a plan JSON of any origin for the audit, given its name (for
/// messages) and text. Whatever is missing is left open; the audit judges it.
///
/// Waiting is read from `lags` and `waiting_days`, the window from `today`,
/// `deadline` and `forecast.likely`. Also returns what is odd about the file.
///
/// # Errors
///
/// Returns every mistake at once: broken JSON with line and column, values of
/// the wrong type and impossible dates with their key paths.
pub fn read_dossier(name: &str, text: &str) -> Result<(Dossier, Vec<Mistake>), Mistakes> {
    let (mut reader, value) = Reader::open(name, text)?;
    let dossier = reader.dossier(&value);
    if reader.mistakes.has_errors() {
        return Err(reader.mistakes);
    }
    Ok((dossier, reader.mistakes.into_list()))
}

/// The words of facts that shape nothing, where the plan says of its facts what
/// they shape.
fn unused_facts(plan: &Map<String, Value>) -> Vec<String> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let understood = list(plan.get("anchor")).into_iter().flat_map(|goal| list(goal.get("understood")));
    let unused = understood.filter(|one| one.get("fact").is_some() && list(one.get("shapes")).is_empty());
    unused.filter_map(|one| one.get("quote").and_then(Value::as_str).map(without_controls)).collect()
}

/// The `schema`s of plans that this version reads.
const PLAN_SCHEMAS_READ: [&str; 2] = ["backcast.plan/2", "backcast.plan/1"];

/// Reads the values of a plan JSON leniently, and notes what is wrong with them.
pub(crate) struct Reader {
    pub(crate) mistakes: Mistakes,
}

impl Reader {
    /// A reader for a text, and the JSON in it.
    pub(crate) fn open(name: &str, text: &str) -> Result<(Self, Value), Mistakes> {
        let mut mistakes = Mistakes::new(name, if text.len() > 1024 * 1024 { "" } else { text });
        if text.len() > PLAN_BYTES_MAX {
            mistakes.error(
                "plan_too_large",
                "",
                0..0,
                format!("the file has {} MB", text.len() / 1_000_000),
                format!("plans of up to {} MB are read", PLAN_BYTES_MAX / 1_000_000),
            );
            return Err(mistakes);
        }
        let value: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(value) => value,
            Err(error) => {
                let at = offset_of(text, error.line(), error.column());
                mistakes.error(
                    "plan_syntax",
                    "",
                    at..at + usize::from(at < text.len()),
                    error.to_string(),
                    "this is not JSON; `backcast plan GOAL.toml --json` writes a plan",
                );
                return Err(mistakes);
            }
        };
        Ok((Reader { mistakes }, value))
    }

    /// The milestones of a plan, whatever they hold.
    pub(crate) fn milestones<'v>(&mut self, plan: &'v Map<String, Value>) -> &'v [Value] {
        match plan.get("milestones") {
            None | Some(Value::Null) => &[],
            Some(Value::Array(list)) => list.as_slice(),
            Some(other) => {
                self.wrong_type("milestones", "a list", other);
                &[]
            }
        }
    }

    /// Ids of predecessors with the lag after each.
    pub(crate) fn dependencies(&mut self, map: &Map<String, Value>, path: &str) -> Vec<Dependency> {
        let lags = self.lags(map, path);
        self.texts(map, path, "depends_on")
            .into_iter()
            .map(|on| {
                let lag_days = lags.iter().find(|(to, _)| *to == on).map_or(0, |&(_, days)| days);
                Dependency { on: MilestoneId::new(on), lag_days }
            })
            .collect()
    }

    fn dossier(&mut self, value: &Value) -> Dossier {
        let Some(plan) = value.as_object() else {
            self.wrong_type("", "an object", value);
            return Dossier::default();
        };
        if let Some(schema) = plan.get("schema").and_then(Value::as_str)
            && !PLAN_SCHEMAS_READ.contains(&schema)
        {
            self.mistakes.error(
                "schema_unknown",
                "schema",
                0..0,
                format!("this version reads `backcast.plan/2` and `backcast.plan/1`, not `{schema}`"),
                "use a newer backcast",
            );
        }
        let deadline = self.date(plan, "", "deadline");
        let honest = plan
            .get("forecast")
            .and_then(Value::as_object)
            .and_then(|forecast| self.date(forecast, "forecast", "likely"));
        let verdict = plan.get("feasibility").and_then(|f| f.get("verdict")).and_then(Value::as_str);
        let milestones = self.milestones(plan);
        let entries: Vec<Entry> =
            milestones.iter().enumerate().filter_map(|(number, value)| self.entry(number, value)).collect();
        // The plan of an engineering goal says so by the files that it changes.
        let engineering = entries.iter().any(|entry| !entry.files.is_empty());
        Dossier {
            today: self.date(plan, "", "today"),
            last_day: if matches!(verdict, Some("infeasible" | "tight")) { deadline.max(honest) } else { deadline },
            is_late: verdict.is_some_and(|verdict| !matches!(verdict, "feasible" | "tight")),
            weekly: None,
            busy: Vec::new(),
            caps: DayCaps::default(),
            engineering,
            verification_command: None,
            verified: BTreeSet::new(),
            allow_many: false,
            unused_facts: unused_facts(plan),
            entries,
        }
    }

    fn entry(&mut self, number: usize, value: &Value) -> Option<Entry> {
        let path = format!("milestones[{number}]");
        let Some(map) = value.as_object() else {
            self.wrong_type(&path, "an object", value);
            return None;
        };
        let id = self.text(map, &path, "id").unwrap_or_else(|| format!("#{}", number + 1));
        let depends_on = self.dependencies(map, &path);
        let due = self.date(map, &path, "due");
        let effort = self.number(map, &path, "effort_hours").map(Effort::from_hours);
        let is_fixed = map.contains_key("on") || map.get("placed").and_then(Value::as_str) == Some("fixed_date");
        let event = due.filter(|_| is_fixed).map(Placing::On);
        Some(Entry {
            id: MilestoneId::new(id),
            goal: self.text(map, &path, "goal_id").map(GoalId::new),
            name: self.text(map, &path, "name").unwrap_or_default(),
            criteria: self.texts(map, &path, "success_criteria"),
            depends_on,
            effort,
            waiting_days: self.days(map, &path, "waiting_days"),
            start: self.date(map, &path, "start"),
            due,
            files: self.texts(map, &path, "files"),
            parallel: map.get("parallel").and_then(Value::as_bool).unwrap_or(false),
            takes_its_day: event.zip(effort).is_some_and(|(event, effort)| event.takes_its_day(effort)),
            is_stated: map.get("claim").and_then(|claim| claim.get("source")).and_then(Value::as_str) == Some(STATED),
        })
    }

    fn lags(&mut self, map: &Map<String, Value>, path: &str) -> Vec<(String, u32)> {
        let Some(list) = map.get("lags").and_then(Value::as_array) else { return Vec::new() };
        let mut lags = Vec::new();
        for (number, value) in list.iter().enumerate() {
            let here = format!("{path}.lags[{number}]");
            match value.as_object() {
                Some(lag) => {
                    if let Some(on) = self.text(lag, &here, "on") {
                        lags.push((on, self.days(lag, &here, "days")));
                    }
                }
                None => self.wrong_type(&here, "an object", value),
            }
        }
        lags
    }

    pub(crate) fn text(&mut self, map: &Map<String, Value>, path: &str, key: &str) -> Option<String> {
        match map.get(key)? {
            Value::Null => None,
            Value::String(text) => Some(without_controls(text)),
            Value::Number(number) => Some(number.to_string()),
            other => {
                self.wrong_type(&join(path, key), "a text", other);
                None
            }
        }
    }

    pub(crate) fn texts(&mut self, map: &Map<String, Value>, path: &str, key: &str) -> Vec<String> {
        match map.get(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(text)) => vec![without_controls(text)],
            Some(Value::Array(list)) => {
                let mut texts = Vec::with_capacity(list.len());
                for (number, value) in list.iter().enumerate() {
                    match value.as_str() {
                        Some(text) => texts.push(without_controls(text)),
                        None => self.wrong_type(&format!("{}[{number}]", join(path, key)), "a text", value),
                    }
                }
                texts
            }
            Some(other) => {
                self.wrong_type(&join(path, key), "a list of texts", other);
                Vec::new()
            }
        }
    }

    pub(crate) fn number(&mut self, map: &Map<String, Value>, path: &str, key: &str) -> Option<f64> {
        let value = map.get(key).filter(|value| !value.is_null())?;
        let Some(number) = value.as_f64() else {
            self.wrong_type(&join(path, key), "a number", value);
            return None;
        };
        if number < 0.0 {
            self.mistakes.error(
                "number_out_of_range",
                &join(path, key),
                0..0,
                format!("`{}` is {number}; it cannot be negative", join(path, key)),
                "write a number from 0 on",
            );
            return None;
        }
        Some(number)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; the cast saturates")]
    pub(crate) fn days(&mut self, map: &Map<String, Value>, path: &str, key: &str) -> u32 {
        self.number(map, path, key).map_or(0, |days| days.ceil() as u32)
    }

    pub(crate) fn date(&mut self, map: &Map<String, Value>, path: &str, key: &str) -> Option<Date> {
        let text = self.text(map, path, key)?;
        let day = text.get(..10).and_then(|day| day.parse().ok());
        if day.is_none() {
            self.mistakes.error(
                "date_impossible",
                &join(path, key),
                0..0,
                format!("`{}`: \"{text}\" is not a day of the calendar", join(path, key)),
                "write YYYY-MM-DD",
            );
        }
        day
    }

    pub(crate) fn wrong_type(&mut self, target: &str, wanted: &str, found: &Value) {
        let kind = match found {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        let subject = if target.is_empty() { "the document".to_owned() } else { format!("`{target}`") };
        self.mistakes.error(
            "type_wrong",
            target,
            0..0,
            format!("{subject} has to be {wanted}, not {kind}"),
            "`backcast plan GOAL.toml --json` shows the format",
        );
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The byte at a line and column that serde_json reports, both from 1.
pub(crate) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        let mistakes = read_dossier("plan.json", text).expect_err("the text has mistakes");
        mistakes.iter().map(|mistake| mistake.target.clone()).collect()
    }

    #[test]
    fn every_wrong_value_is_reported_with_its_path() {
        let text =
            r#"{"today": "2025-02-31", "milestones": [{"id": "M1", "effort_hours": -1}, 7, {"depends_on": [3]}]}"#;
        assert_eq!(
            targets(text),
            ["milestones[0].effort_hours", "milestones[1]", "milestones[2].depends_on[0]", "today"]
        );
    }

    #[test]
    fn broken_json_has_line_and_column() {
        let mistakes = read_dossier("plan.json", "{\n  \"milestones\": [,]\n}").expect_err("broken");
        assert_eq!(mistakes.iter().next().and_then(Mistake::line_and_column), Some((2, 18)));
    }

    #[test]
    fn lags_belong_to_their_dependency() {
        let text =
            r#"{"milestones": [{"id": "A"}, {"id": "B", "depends_on": ["A"], "lags": [{"on": "A", "days": 14}]}]}"#;
        let (dossier, _) = read_dossier("plan.json", text).expect("sound");
        assert_eq!(dossier.entries[1].depends_on[0].lag_days, 14);
    }
}
