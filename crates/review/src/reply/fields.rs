//! Typed reading of a JSON value: what is wrong is reported with its place, and
//! what converts without doubt is converted and said.

use serde_json::{Map, Value};

use super::Repair;

/// Collects what is wrong and what was converted.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) faults: Vec<String>,
    pub(super) repairs: Vec<Repair>,
}

/// An object with its place.
#[derive(Clone, Debug)]
pub(super) struct Object<'v> {
    pub(super) map: &'v Map<String, Value>,
    pub(super) place: String,
}

impl<'v> Object<'v> {
    pub(super) fn root(map: &'v Map<String, Value>) -> Self {
        Object { map, place: String::new() }
    }

    pub(super) fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    /// The value under the first of these keys; null counts as absent.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&'v Value> {
        keys.iter().find_map(|key| self.map.get(*key)).filter(|value| !value.is_null())
    }
}

impl Fields {
    pub(super) fn fault(&mut self, place: &str, what: &str) {
        self.faults.push(format!("{place}: {what}"));
    }

    /// A text; numbers and truth values are taken as they are written.
    pub(super) fn text(&mut self, object: &Object<'_>, keys: &[&str]) -> String {
        let place = object.at(keys[0]);
        match object.get(keys) {
            None => String::new(),
            Some(value) => self.text_of(value, &place).unwrap_or_default(),
        }
    }

    fn text_of(&mut self, value: &Value, place: &str) -> Option<String> {
        match value {
            Value::String(text) => Some(tidy(text)),
            Value::Number(number) => {
                self.repairs.push(Repair::new(place, "took a number as text"));
                Some(number.to_string())
            }
            Value::Bool(truth) => {
                self.repairs.push(Repair::new(place, "took a truth value as text"));
                Some(if *truth { "yes".into() } else { String::new() })
            }
            Value::Array(parts) if parts.iter().all(Value::is_string) => {
                self.repairs.push(Repair::new(place, "joined a list to a text"));
                let parts: Vec<String> = parts.iter().filter_map(Value::as_str).map(tidy).collect();
                Some(parts.join("; "))
            }
            _ => {
                self.fault(place, "a text was expected");
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, object: &Object<'_>, keys: &[&str]) -> Vec<String> {
        let place = object.at(keys[0]);
        match object.get(keys) {
            None => Vec::new(),
            Some(Value::Array(parts)) => parts
                .iter()
                .enumerate()
                .filter_map(|(idx, part)| self.text_of(part, &format!("{place}[{idx}]")))
                .filter(|text| !text.is_empty())
                .collect(),
            Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
            Some(value) => {
                self.repairs.push(Repair::new(&place, "took a single value as a list of one"));
                self.text_of(value, &place).into_iter().collect()
            }
        }
    }

    /// A list of objects.
    pub(super) fn objects<'v>(&mut self, object: &Object<'v>, keys: &[&str]) -> Vec<Object<'v>> {
        let place = object.at(keys[0]);
        match object.get(keys) {
            None => Vec::new(),
            Some(Value::Array(parts)) => {
                let mut objects = Vec::new();
                for (idx, part) in parts.iter().enumerate() {
                    let place = format!("{place}[{idx}]");
                    match part.as_object() {
                        Some(map) => objects.push(Object { map, place }),
                        None => self.fault(&place, "an object was expected"),
                    }
                }
                objects
            }
            Some(Value::Object(map)) => {
                self.repairs.push(Repair::new(&place, "took a single value as a list of one"));
                vec![Object { map, place }]
            }
            Some(_) => {
                self.fault(&place, "a list of objects was expected");
                Vec::new()
            }
        }
    }

    /// A number that is not negative; "12", "12 h" and "12 hours" are 12.
    pub(super) fn number(&mut self, value: &Value, place: &str) -> Option<f64> {
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => {
                let bare = text.trim().trim_start_matches('~');
                let digits = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
                let unit = bare[digits..].trim().to_lowercase();
                let known = ["", "h", "hour", "hours", "hrs", "d", "day", "days"].contains(&unit.as_str());
                let number = bare[..digits].parse().ok().filter(|_| known);
                if number.is_some() {
                    self.repairs.push(Repair::new(place, format!("read {text:?} as a number")));
                }
                number
            }
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            self.fault(place, "a number from 0 on was expected");
        }
        number
    }

    /// A whole number of days.
    pub(super) fn days(&mut self, object: &Object<'_>, keys: &[&str]) -> u32 {
        let Some(value) = object.get(keys) else { return 0 };
        let days = self.number(value, &object.at(keys[0])).unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within the range")]
        let days = days.ceil().min(3650.0) as u32;
        days
    }
}

/// A text in one line, without characters that terminals would obey.
pub(super) fn tidy(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
