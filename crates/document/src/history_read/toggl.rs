//! Toggl's detailed report: a line for each stretch of time. Toggl knows no
//! estimates; they are read from descriptions such as `Draft [2h]`.

use std::collections::BTreeMap;

use super::{HistoryRead, Piece, day, hours};

const DESCRIPTION: &str = "Description";
const START: &str = "Start date";
const DURATION: &str = "Duration";

pub(super) fn is_header(line: &str) -> bool {
    [DESCRIPTION, START, DURATION].iter().all(|column| line.contains(column))
}

pub(super) fn read(text: &str, history: &mut HistoryRead) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let (Some(description), Some(start), Some(duration)) = (column(DESCRIPTION), column(START), column(DURATION))
    else {
        return Err(format!("the header lacks {DESCRIPTION}, {START} or {DURATION}"));
    };
    // Stretches of one task belong together.
    let mut tasks: BTreeMap<(String, String), Piece> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let text = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        let key = (text(column("Project")), text(Some(description)));
        let (title, estimate) = estimate_in(&key.1);
        let piece = tasks.entry(key.clone()).or_insert_with(|| Piece {
            title,
            estimate,
            project: key.0.clone(),
            category: text(column("Tags")).split(',').next().unwrap_or_default().trim().to_owned(),
            ..Piece::default()
        });
        let spent = row.get(duration).and_then(hours).unwrap_or(0.0);
        piece.actual = Some(piece.actual.unwrap_or(0.0) + spent);
        let from = row.get(start).and_then(day);
        let to = row.get(column("End date").unwrap_or(start)).and_then(day).or(from);
        piece.started_on = match (piece.started_on, from) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
        piece.done_on = piece.done_on.max(to);
    }
    for piece in tasks.into_values() {
        history.take(piece);
    }
    Ok(())
}

/// The description without its estimate in brackets, and the estimate.
fn estimate_in(description: &str) -> (String, Option<f64>) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        let Some((before, rest)) = description.rsplit_once(open) else { continue };
        let Some((inside, after)) = rest.split_once(close) else { continue };
        let plain = inside.trim().trim_start_matches("est").trim_start_matches([':', ' ']);
        if plain.chars().any(char::is_alphabetic)
            && let Some(estimate) = hours(plain)
        {
            return (format!("{}{}", before.trim_end(), after.trim_end()), Some(estimate));
        }
    }
    (description.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::super::{HistoryFormat, read_history};

    #[test]
    fn stretches_are_added_up() {
        let text = "User,Project,Description,Start date,Start time,End date,End time,Duration,Tags\n\
            ada,Book,Draft [2h],2025-01-03,08:00:00,2025-01-03,09:00:00,01:00:00,prose\n\
            ada,Book,Draft [2h],2025-01-04,08:00:00,2025-01-04,10:00:00,02:00:00,prose\n\
            ada,Book,Mail,2025-01-04,08:00:00,2025-01-04,10:00:00,02:00:00,\n";
        let read = read_history("t.csv", text, HistoryFormat::Toggl).expect("sound");
        assert_eq!(read.work.len(), 1);
        let work = &read.work[0];
        assert_eq!((work.estimate, work.actual, work.category.as_str()), (2.0, 3.0, "prose"));
        assert_eq!(work.done_on.to_string(), "2025-01-04");
        assert_eq!((read.left_out[0].n, read.left_out[0].example.as_str()), (1, "Mail"));
    }
}
