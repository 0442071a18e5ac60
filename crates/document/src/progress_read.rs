//! What has happened to a plan by a day (TOML).

use std::ops::Range;

use backcast_core::{BegunMilestone, BusyRange, Effort, FinishedMilestone, MilestoneId, ProgressReport, WeeklyHours};
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Mistake, Mistakes};

/// Progress files larger than this are refused: no person wrote them.
const PROGRESS_BYTES_MAX: usize = 1024 * 1024;

/// Reads a progress file, given its name (for messages) and text:
///
/// ```toml
/// as_of = 2025-08-04
/// circumstances = ["The outline has a chapter that few readers need"]
///
/// [[done]]
/// id = "M1"
/// on = 2025-06-24
/// hours_spent = 21
///
/// [[behind]]
/// id = "M2"
/// percent = 75
/// hours_spent = 50
/// reason = "the chapters on tax turn out longer"
///
/// [changes]
/// hours_per_week = 12
/// ```
///
/// Also returns what is odd about the file, such as unknown keys.
///
/// # Errors
///
/// Returns every mistake at once, each with its place: broken TOML, impossible
/// days, negative numbers, tables without an id.
pub fn read_progress(name: &str, text: &str) -> Result<(ProgressReport, Vec<Mistake>), Mistakes> {
    let too_large = text.len() > PROGRESS_BYTES_MAX;
    let mut reader = ProgressReader { mistakes: Mistakes::new(name, if too_large { "" } else { text }) };
    if too_large {
        reader.mistakes.error("file_too_large", "", 0..0, "the file is too large", "is this the right file?");
        return Err(reader.mistakes);
    }
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let place = error.span().unwrap_or(0..0);
            reader.mistakes.error(
                "progress_form",
                "",
                place,
                error.message().to_owned(),
                "mend the TOML at this place",
            );
            return Err(reader.mistakes);
        }
    };
    let report = reader.report(table.get_ref());
    if reader.mistakes.has_errors() { Err(reader.mistakes) } else { Ok((report, reader.mistakes.into_list())) }
}

struct ProgressReader {
    mistakes: Mistakes,
}

type Value<'v> = Spanned<DeValue<'v>>;

impl ProgressReader {
    fn report(&mut self, table: &DeTable<'_>) -> ProgressReport {
        self.unknown_keys(table, "", &["as_of", "circumstances", "done", "behind", "changes", "schema"]);
        let mut report = ProgressReport {
            as_of: self.day(table, "", "as_of"),
            circumstances: self.texts(table, "circumstances"),
            ..ProgressReport::default()
        };
        for (path, done) in self.tables(table, "", "done") {
            self.unknown_keys(done, &path, &["id", "on", "hours_spent"]);
            let Some(id) = self.id(done, &path) else { continue };
            let on = self.day(done, &path, "on");
            report.done.push(FinishedMilestone { id, on, spent: self.hours(done, &path, "hours_spent") });
        }
        for (path, behind) in self.tables(table, "", "behind") {
            self.unknown_keys(behind, &path, &["id", "percent", "hours_spent", "reason"]);
            let Some(id) = self.id(behind, &path) else { continue };
            report.behind.push(BegunMilestone {
                id,
                percent: self.percent(behind, &path),
                spent: self.hours(behind, &path, "hours_spent"),
                reason: self.text(behind, &path, "reason"),
            });
        }
        if let Some((DeValue::Table(changes), _)) = table.get("changes").map(|value| (value.get_ref(), value.span())) {
            self.unknown_keys(changes, "changes", &["hours_per_week", "busy"]);
            report.pace = self.number(changes, "changes", "hours_per_week").map(WeeklyHours::from_hours_per_week);
            for (path, busy) in self.tables(changes, "changes", "busy") {
                report.busy.extend(self.busy(busy, &path));
            }
        }
        report
    }

    fn busy(&mut self, table: &DeTable<'_>, path: &str) -> Option<BusyRange> {
        self.unknown_keys(table, path, &["from", "to", "reason", "hours_per_week"]);
        let (from, to) = (self.day(table, path, "from"), self.day(table, path, "to"));
        let reason = self.text(table, path, "reason");
        let left = WeeklyHours::from_hours_per_week(self.number(table, path, "hours_per_week").unwrap_or(0.0));
        match (from, to) {
            (Some(from), Some(to)) if from <= to => Some(BusyRange { from, to, reason, left }),
            (Some(from), Some(to)) => {
                let place = table.get("to").map_or(0..0, Spanned::span);
                let message = format!("the busy days end on {to}, before they begin on {from}");
                self.mistakes.error("busy_backward", path, place, message, "exchange `from` and `to`");
                None
            }
            _ => {
                self.missing(table, path, if from.is_none() { "from" } else { "to" });
                None
            }
        }
    }

    fn id(&mut self, table: &DeTable<'_>, path: &str) -> Option<MilestoneId> {
        let id = self.text(table, path, "id").filter(|id| !id.trim().is_empty());
        if id.is_none() {
            self.missing(table, path, "id");
        }
        id.map(|id| MilestoneId::new(id.trim()))
    }

    fn missing(&mut self, table: &DeTable<'_>, path: &str, key: &str) {
        if !table.contains_key(key) {
            let place = table.values().next().map_or(0..0, Spanned::span);
            self.mistakes.error("key_missing", path, place, format!("`{path}` has no `{key}`"), format!("add `{key}`"));
        }
    }

    fn tables<'t>(&mut self, table: &'t DeTable<'t>, path: &str, key: &str) -> Vec<(String, &'t DeTable<'t>)> {
        let target = joined(path, key);
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => Vec::new(),
            Some((DeValue::Array(list), _)) => {
                let mut tables = Vec::new();
                for (number, value) in list.iter().enumerate() {
                    match value.get_ref() {
                        DeValue::Table(table) => tables.push((format!("{target}[{number}]"), table)),
                        _ => self.wrong(&target, value.span(), "a list of tables", &format!("write [[{target}]]")),
                    }
                }
                tables
            }
            Some((_, place)) => {
                self.wrong(&target, place, "a list of tables", &format!("write [[{target}]]"));
                Vec::new()
            }
        }
    }

    fn text(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<String> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(crate::text::without_controls(text)),
            _ => {
                self.wrong(&joined(path, key), value.span(), "a text", "put it into quotes");
                None
            }
        }
    }

    fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        let Some(value) = table.get(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::String(text) => vec![crate::text::without_controls(text)],
            DeValue::Array(list) => list
                .iter()
                .filter_map(|one| match one.get_ref() {
                    DeValue::String(text) => Some(crate::text::without_controls(text)),
                    _ => {
                        self.wrong(key, one.span(), "a list of texts", "put each into quotes");
                        None
                    }
                })
                .collect(),
            _ => {
                self.wrong(key, value.span(), "a list of texts", "write [\"…\", \"…\"]");
                Vec::new()
            }
        }
    }

    /// A day as a date or in quotes.
    fn day(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<Date> {
        let value = table.get(key)?;
        let text = plain(value);
        let day = text.get(..10).and_then(|text| text.parse().ok());
        if day.is_none() {
            let message = format!("\"{text}\" is not a day of the calendar");
            self.mistakes.error("date_impossible", &joined(path, key), value.span(), message, "write YYYY-MM-DD");
        }
        day
    }

    fn hours(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<Effort> {
        self.number(table, path, key).map(Effort::from_hours)
    }

    fn percent(&mut self, table: &DeTable<'_>, path: &str) -> Option<f64> {
        let percent = self.number(table, path, "percent")?;
        if percent > 100.0 {
            let place = table.get("percent").map_or(0..0, Spanned::span);
            let message = format!("{percent} percent is more than all");
            self.mistakes.error("percent_range", &joined(path, "percent"), place, message, "from 0 to 100");
            return None;
        }
        Some(percent)
    }

    /// A number from 0 on.
    fn number(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<f64> {
        let value = table.get(key)?;
        let number = plain(value).replace('_', "").parse::<f64>().ok();
        match number.filter(|number| number.is_finite()) {
            Some(number) if number >= 0.0 => Some(number),
            Some(_) => {
                let (target, fix) = (joined(path, key), "a number from 0 on");
                self.mistakes.error("number_out_of_range", &target, value.span(), "it cannot be negative", fix);
                None
            }
            None => {
                self.wrong(&joined(path, key), value.span(), "a number", "write it without quotes and units");
                None
            }
        }
    }

    fn wrong(&mut self, target: &str, place: Range<usize>, wanted: &str, fix: &str) {
        self.mistakes.error("wrong_type", target, place, format!("`{target}` is not {wanted}"), fix);
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, path: &str, known: &[&str]) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let target = joined(path, key.get_ref());
            let message = format!("`{target}` is not known here and is left alone");
            let fix = format!("known are {}", known.join(", "));
            self.mistakes.warn("key_unknown", &target, key.span(), message, fix);
        }
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A date, number or text as it was written.
fn plain(value: &Value<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => text.trim().to_owned(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Datetime(at) => at.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_report_is_read_whole() {
        let text = "as_of = 2025-08-04\ncircumstances = ['a', 'b']\n[[done]]\nid = 'M1'\non = '2025-06-24'\nhours_spent = 21\n\
            [[behind]]\nid = 'M2'\npercent = 75\nhours_spent = 50.5\nreason = 'tax'\n[changes]\nhours_per_week = 10\n\
            [[changes.busy]]\nfrom = 2025-09-01\nto = 2025-09-07\n";
        let (report, odd) = read_progress("p.toml", text).expect("sound");
        assert!(odd.is_empty(), "{odd:?}");
        assert_eq!(report.as_of, Some(date(2025, 8, 4)));
        assert_eq!(report.done[0].on, Some(date(2025, 6, 24)));
        assert_eq!(report.behind[0].percent, Some(75.0));
        assert_eq!(report.behind[0].spent, Some(Effort::from_hours(50.5)));
        assert_eq!(report.pace, Some(WeeklyHours::from_hours_per_week(10.0)));
        assert!(report.busy[0].blocks());
    }

    #[test]
    fn every_mistake_is_told() {
        let text = "as_of = 'soon'\nmood = 'good'\n[[done]]\non = 2025-06-24\n[[behind]]\nid = 'M2'\npercent = 120\n\
            hours_spent = -1\n[[changes.busy]]\nfrom = 2025-09-07\nto = 2025-09-01\n";
        let mistakes = read_progress("p.toml", text).expect_err("wrong");
        let codes: Vec<&str> = mistakes.iter().map(|mistake| mistake.code).collect();
        for code in
            ["date_impossible", "key_unknown", "key_missing", "percent_range", "number_out_of_range", "busy_backward"]
        {
            assert!(codes.contains(&code), "{code} is not in {codes:?}");
        }
        assert!(read_progress("p.toml", "[[done").is_err());
    }

    #[test]
    fn nothing_is_a_report_without_news() {
        assert_eq!(read_progress("p.toml", "").expect("sound").0, ProgressReport::default());
        assert!(read_progress("p.toml", "done = 3").is_err());
    }
}
