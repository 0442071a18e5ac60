//! Tables with a header line, whatever their columns are called.

use std::collections::HashMap;

use super::{HistoryRead, Piece, day, hours};

/// Names of columns, without signs and in lower case, the surest first.
const ESTIMATE: [&str; 8] =
    ["estimate", "estimatehours", "estimated", "est", "planned", "plannedhours", "originalestimate", "points"];
const ACTUAL: [&str; 9] =
    ["actual", "actualhours", "spent", "hoursspent", "timespent", "duration", "hours", "took", "actualpoints"];
const START: [&str; 6] = ["start", "startat", "started", "startedon", "begin", "created"];
const DONE: [&str; 9] = ["done", "doneat", "doneon", "end", "finished", "completed", "closed", "resolved", "enddate"];
const TITLE: [&str; 5] = ["title", "description", "task", "name", "summary"];
const CATEGORY: [&str; 6] = ["category", "type", "tag", "tags", "label", "labels"];
const PROJECT: [&str; 3] = ["project", "projectid", "list"];
const ID: [&str; 4] = ["id", "itemid", "key", "taskid"];
const UNIT: [&str; 1] = ["unit"];

/// Whether a line is the header of such a table.
pub(super) fn is_header(line: &str) -> bool {
    let columns = names(line.split(','));
    find(&columns, &ESTIMATE).is_some() && find(&columns, &ACTUAL).is_some()
}

pub(super) fn read(text: &str, history: &mut HistoryRead) -> Result<(), String> {
    let separator = separator(text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = names(reader.headers().map_err(|error| error.to_string())?.iter());
    let (Some(estimate), Some(actual)) = (find(&columns, &ESTIMATE), find(&columns, &ACTUAL)) else {
        return Err("the header names no estimate or no actual (columns such as `estimate`, `actual`, `done`)".into());
    };
    let in_minutes = |wanted: &[&str]| columns.keys().any(|name| wanted.iter().any(|w| *name == format!("{w}minutes")));
    let minutes = if in_minutes(&["estimate", "actual"]) { 60.0 } else { 1.0 };
    let by_header = columns.keys().any(|name| name.contains("points")).then(|| "points".to_owned());
    let columns = Columns { columns: &columns };
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let text = |wanted: &[&str]| columns.text(&row, wanted).unwrap_or_default().to_owned();
        history.take(Piece {
            id: columns.text(&row, &ID).map(str::to_owned),
            title: text(&TITLE),
            category: text(&CATEGORY),
            project: text(&PROJECT),
            estimate: row.get(estimate).and_then(hours).map(|value| value / minutes),
            actual: row.get(actual).and_then(hours).map(|value| value / minutes),
            unit: columns.text(&row, &UNIT).map(str::to_owned).or_else(|| by_header.clone()),
            started_on: columns.text(&row, &START).and_then(day),
            done_on: columns.text(&row, &DONE).and_then(day),
        });
    }
    Ok(())
}

/// The sign between columns: the most frequent of the header.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|sign| header.bytes().filter(|byte| byte == sign).count())
        .unwrap_or(b',')
}

struct Columns<'c> {
    columns: &'c HashMap<String, usize>,
}

impl Columns<'_> {
    fn text<'r>(&self, row: &'r csv::StringRecord, wanted: &[&str]) -> Option<&'r str> {
        row.get(find(self.columns, wanted)?).filter(|text| !text.is_empty())
    }
}

fn names<'h>(header: impl Iterator<Item = &'h str>) -> HashMap<String, usize> {
    let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // The first of two columns with one name counts.
    let mut names = HashMap::new();
    for (at, name) in header.enumerate() {
        names.entry(plain(name)).or_insert(at);
    }
    names
}

fn find(columns: &HashMap<String, usize>, wanted: &[&str]) -> Option<usize> {
    let minutes = |name: &&str| columns.get(&format!("{name}minutes")).copied();
    wanted.iter().find_map(|name| columns.get(*name).copied().or_else(|| minutes(name)))
}

#[cfg(test)]
mod tests {
    use super::super::{HistoryFormat, read_history};

    #[test]
    fn columns_have_many_names() {
        let text =
            "Task;Type;Estimated;Time spent;Completed\nWrite;prose;2h;2:30;2025-01-03\nEdit;prose;;1h;2025-01-04\n";
        let read = read_history("t.csv", text, HistoryFormat::Csv).expect("sound");
        assert_eq!(read.work.len(), 1);
        assert_eq!((read.work[0].estimate, read.work[0].actual), (2.0, 2.5));
        assert_eq!(read.left_out[0].n, 1);
    }

    #[test]
    fn minutes_and_points_have_their_unit() {
        let minutes = "id,estimate_minutes,actual_minutes,done\na,60,90,2025-01-03\n";
        let read = read_history("t.csv", minutes, HistoryFormat::Csv).expect("sound");
        assert_eq!((read.work[0].estimate, read.work[0].actual), (1.0, 1.5));
        let points = "id,points,actual_points,done\na,3,5,2025-01-03\n";
        let read = read_history("t.csv", points, HistoryFormat::Csv).expect("sound");
        assert_eq!(read.work[0].unit, "points");
    }

    #[test]
    fn a_table_without_the_columns_is_refused() {
        assert!(read_history("t.csv", "a,b\n1,2\n", HistoryFormat::Csv).is_err());
    }
}
