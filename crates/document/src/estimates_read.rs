//! Tables of estimates and what came of them (CSV), to measure forecasts with.

use std::collections::HashMap;

use backcast_core::{BatchLine, ProgressLine, ProjectLine, SprintLine, TaskLine};
use jiff::civil::{Date, DateTime};

use crate::{Mistake, Mistakes};

/// More mistakes than these are not listed.
const MISTAKES_MAX: usize = 20;

/// Reads a table of finished tasks: `item_id, person_id, project_id, category,
/// seq, start_at, done_at, estimate_hours, actual_hours`. Columns may come in
/// any order; all but id, times and the two figures may be missing.
///
/// Also returns what is odd: tasks without an estimate are left out, and ends
/// before their beginning count as the beginning.
///
/// # Errors
///
/// Returns every mistake (the first twenty) if the table is broken.
pub fn read_task_lines(name: &str, text: &str) -> Result<(Vec<TaskLine>, Vec<Mistake>), Mistakes> {
    let needed = ["item_id", "start_at", "done_at", "estimate_hours", "actual_hours"];
    let mut table = Table::open(name, text, &needed)?;
    let mut lines = Vec::new();
    while let Some(row) = table.next_row() {
        let (Some(id), Some(start), Some(done), Some(estimate), Some(actual)) = (
            table.name(&row),
            table.time(&row, "start_at"),
            table.time(&row, "done_at"),
            table.number(&row, "estimate_hours"),
            table.number(&row, "actual_hours"),
        ) else {
            continue;
        };
        if estimate <= 0.0 {
            table.odd(&row, "estimate_zero", format!("{id} has no estimate and is left out"));
            continue;
        }
        if done < start {
            table.odd(
                &row,
                "ends_before_start",
                format!("{id} ends before it begins; its beginning counts as its end"),
            );
        }
        let seq = table.text(&row, "seq").and_then(|seq| seq.parse().ok()).unwrap_or(lines.len() as u64);
        let text = |column: &str| table.text(&row, column).unwrap_or_default().to_owned();
        lines.push(TaskLine {
            id,
            person: text("person_id"),
            project: text("project_id"),
            category: text("category"),
            seq,
            start,
            done: done.max(start),
            estimate,
            actual,
        });
    }
    table.close(lines)
}

/// Reads a table of batches: `item_id, size`, where the id is `<first
/// task>+<size>`.
///
/// # Errors
///
/// Returns every mistake (the first twenty) if the table is broken.
pub fn read_batch_lines(name: &str, text: &str) -> Result<Vec<BatchLine>, Mistakes> {
    let mut table = Table::open(name, text, &["item_id"])?;
    let mut lines = Vec::new();
    while let Some(row) = table.next_row() {
        let Some(id) = table.name(&row) else { continue };
        let parts = id.rsplit_once('+').and_then(|(first, size)| Some((first.to_owned(), size.parse().ok()?)));
        match parts {
            Some((first, size)) if (1..=10_000).contains(&size) => lines.push(BatchLine { id, first, size }),
            _ => table.wrong(&row, "batch_form", format!("\"{id}\" is no batch"), "write FIRST_TASK+SIZE, as in t17+5"),
        }
    }
    Ok(table.close(lines)?.0)
}

/// Reads a table of projects: `item_id, dataset, group, category, start_at,
/// done_at, estimate_days, actual_days`. Dates may be empty.
///
/// # Errors
///
/// Returns every mistake (the first twenty) if the table is broken.
pub fn read_project_lines(name: &str, text: &str) -> Result<Vec<ProjectLine>, Mistakes> {
    let mut table = Table::open(name, text, &["item_id", "estimate_days", "actual_days"])?;
    let mut lines = Vec::new();
    while let Some(row) = table.next_row() {
        let (Some(id), Some(estimate), Some(actual)) =
            (table.name(&row), table.number(&row, "estimate_days"), table.number(&row, "actual_days"))
        else {
            continue;
        };
        let has_dates = ["start_at", "done_at"].iter().all(|column| table.text(&row, column).is_some());
        let dates = has_dates.then(|| Some((table.time(&row, "start_at")?, table.time(&row, "done_at")?))).flatten();
        if estimate <= 0.0 {
            table.wrong(&row, "estimate_zero", format!("{id} has no estimate"), "leave the project out");
            continue;
        }
        let text = |column: &str| table.text(&row, column).unwrap_or_default().to_owned();
        let (dataset, group, category) = (text("dataset"), text("group"), text("category"));
        lines.push(ProjectLine { id, dataset, group, category, dates, estimate, actual });
    }
    Ok(table.close(lines)?.0)
}

/// Reads weekly looks at releases: `item_id, as_of, start_at, first_target,
/// estimate_remaining_days`.
///
/// # Errors
///
/// Returns every mistake (the first twenty) if the table is broken.
pub fn read_progress_lines(name: &str, text: &str) -> Result<Vec<ProgressLine>, Mistakes> {
    let needed = ["item_id", "as_of", "start_at", "first_target", "estimate_remaining_days"];
    let mut table = Table::open(name, text, &needed)?;
    let mut lines = Vec::new();
    while let Some(row) = table.next_row() {
        let (Some(id), Some(as_of), Some(start), Some(first_target), Some(remaining)) = (
            table.name(&row),
            table.time(&row, "as_of"),
            table.time(&row, "start_at"),
            table.time(&row, "first_target"),
            table.number(&row, "estimate_remaining_days"),
        ) else {
            continue;
        };
        let (as_of, start, first_target) = (as_of.date(), start.date(), first_target.date());
        lines.push(ProgressLine { id, as_of, start, first_target, remaining });
    }
    Ok(table.close(lines)?.0)
}

/// Reads looks at sprints: `item_id, board_id, sprint_id, at_pct,
/// points_committed, points_done, points_delivered`.
///
/// # Errors
///
/// Returns every mistake (the first twenty) if the table is broken.
pub fn read_sprint_lines(name: &str, text: &str) -> Result<Vec<SprintLine>, Mistakes> {
    let needed = ["item_id", "board_id", "sprint_id", "at_pct", "points_committed", "points_done", "points_delivered"];
    let mut table = Table::open(name, text, &needed)?;
    let mut lines = Vec::new();
    while let Some(row) = table.next_row() {
        let (Some(id), Some(sprint), Some(at_percent), Some(committed), Some(done), Some(delivered)) = (
            table.name(&row),
            table.number(&row, "sprint_id"),
            table.number(&row, "at_pct"),
            table.number(&row, "points_committed"),
            table.number(&row, "points_done"),
            table.number(&row, "points_delivered"),
        ) else {
            continue;
        };
        let board = table.text(&row, "board_id").unwrap_or_default().to_owned();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let sprint = sprint as u64;
        lines.push(SprintLine { id, board, sprint, at_percent, committed, done, delivered });
    }
    Ok(table.close(lines)?.0)
}

/// A table while it is read.
struct Table<'t> {
    reader: csv::Reader<&'t [u8]>,
    columns: HashMap<String, usize>,
    names: HashMap<String, u64>,
    mistakes: Mistakes,
    n_mistakes: usize,
}

impl<'t> Table<'t> {
    fn open(name: &str, text: &'t str, needed: &[&str]) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::new(name, text);
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns: HashMap<String, usize> = match reader.headers() {
            Ok(header) => header.iter().enumerate().map(|(at, column)| (column.to_owned(), at)).collect(),
            Err(error) => {
                mistakes.error("table_form", "", 0..0, error.to_string(), "a header line, then a line for each row");
                return Err(mistakes);
            }
        };
        let missing: Vec<&str> = needed.iter().copied().filter(|column| !columns.contains_key(*column)).collect();
        if !missing.is_empty() {
            let message = format!("the header lacks {}", missing.join(", "));
            mistakes.error("columns_missing", "", 0..0, message, format!("needed are {}", needed.join(", ")));
            return Err(mistakes);
        }
        Ok(Table { reader, columns, names: HashMap::new(), mistakes, n_mistakes: 0 })
    }

    /// The next row that is one; nothing at the end, or after too many mistakes.
    fn next_row(&mut self) -> Option<csv::StringRecord> {
        while self.n_mistakes < MISTAKES_MAX {
            let mut row = csv::StringRecord::new();
            match self.reader.read_record(&mut row) {
                Ok(true) if row.iter().all(str::is_empty) => {}
                Ok(true) => return Some(row),
                Ok(false) => return None,
                Err(error) => {
                    self.n_mistakes += 1;
                    self.mistakes.error("table_form", "", 0..0, error.to_string(), "save the table as UTF-8 CSV");
                }
            }
        }
        None
    }

    /// The text in a column, where there is any.
    fn text<'r>(&self, row: &'r csv::StringRecord, column: &str) -> Option<&'r str> {
        row.get(*self.columns.get(column)?).filter(|text| !text.is_empty())
    }

    /// The row's name, which no other row has.
    fn name(&mut self, row: &csv::StringRecord) -> Option<String> {
        let Some(id) = self.text(row, "item_id").map(str::to_owned) else {
            self.wrong(row, "id_missing", "a row has no item_id".into(), "give it a unique one");
            return None;
        };
        let line = row.position().map_or(0, csv::Position::line);
        if let Some(first) = self.names.insert(id.clone(), line) {
            self.wrong(row, "id_twice", format!("{id} is in line {first} already"), "each row needs an id of its own");
            return None;
        }
        Some(id)
    }

    /// A figure of zero and more.
    fn number(&mut self, row: &csv::StringRecord, column: &str) -> Option<f64> {
        let text = self.text(row, column).unwrap_or_default();
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            let message = format!("{column} is \"{text}\"");
            self.wrong(row, "number_wrong", message, "a number from 0 on, with a point for decimals");
        }
        number
    }

    /// A time, or the beginning of a day.
    fn time(&mut self, row: &csv::StringRecord, column: &str) -> Option<DateTime> {
        let text = self.text(row, column).unwrap_or_default();
        let day = || text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0));
        let time = text.parse::<DateTime>().ok().or_else(day);
        if time.is_none() {
            let message = format!("{column} is \"{text}\"");
            self.wrong(row, "time_wrong", message, "write YYYY-MM-DD or YYYY-MM-DDTHH:MM");
        }
        time
    }

    fn wrong(&mut self, row: &csv::StringRecord, code: &'static str, message: String, fix: &str) {
        self.n_mistakes += 1;
        self.mistakes.error(code, &target(row), 0..0, format!("{}: {message}", target(row)), fix);
    }

    fn odd(&mut self, row: &csv::StringRecord, code: &'static str, message: String) {
        self.mistakes.warn(code, &target(row), 0..0, format!("{}: {message}", target(row)), "mend the row");
    }

    fn close<T>(self, lines: Vec<T>) -> Result<(Vec<T>, Vec<Mistake>), Mistakes> {
        if self.mistakes.has_errors() {
            return Err(self.mistakes);
        }
        Ok((lines, self.mistakes.into_list()))
    }
}

fn target(row: &csv::StringRecord) -> String {
    format!("line {}", row.position().map_or(0, csv::Position::line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "item_id,person_id,category,seq,start_at,done_at,estimate_hours,actual_hours\n";

    #[test]
    fn rows_without_an_estimate_are_left_out_and_said() {
        let text = format!(
            "{HEADER}a,ada,code,1,2025-01-01T08:00,2025-01-01T10:00,2,2.5\nb,ada,code,2,2025-01-02,2025-01-01,0,1\n"
        );
        let (lines, odd) = read_task_lines("t.csv", &text).expect("sound");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].actual, 2.5);
        assert_eq!(odd[0].code, "estimate_zero");
    }

    #[test]
    fn all_mistakes_are_told_with_their_lines() {
        let text = format!("{HEADER}a,ada,c,1,yesterday,2025-01-01,x,2\na,ada,c,1,2025-01-01,2025-01-01,1,2\n");
        let mistakes = read_task_lines("t.csv", &text).expect_err("broken");
        let codes: Vec<&str> = mistakes.iter().map(|mistake| mistake.code).collect();
        assert_eq!(codes, ["time_wrong", "number_wrong", "id_twice"]);
        assert!(mistakes.iter().next().is_some_and(|mistake| mistake.message.starts_with("line 2")));
        assert_eq!(read_sprint_lines("s.csv", "item_id\n").expect_err("short").iter().count(), 1);
    }

    #[test]
    fn batches_name_their_first_task() {
        let lines = read_batch_lines("b.csv", "item_id,size\nt-1+5,5\n").expect("sound");
        assert_eq!((lines[0].first.as_str(), lines[0].size), ("t-1", 5));
        assert!(read_batch_lines("b.csv", "item_id\nt1\n").is_err());
    }
}
