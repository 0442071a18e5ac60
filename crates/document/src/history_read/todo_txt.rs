//! todo.txt: `x 2025-01-04 2025-01-01 Draft +book @desk est:2h act:3h`.

use jiff::civil::Date;

use super::{HistoryRead, NOT_FINISHED, Piece, hours};

const ESTIMATE: [&str; 3] = ["est", "estimate", "e"];
const ACTUAL: [&str; 5] = ["act", "actual", "spent", "time", "took"];

pub(super) fn read(text: &str, history: &mut HistoryRead) {
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some(rest) = line.strip_prefix("x ") else {
            history.leave_out(NOT_FINISHED, line);
            continue;
        };
        history.take(piece(rest));
    }
}

fn piece(line: &str) -> Piece {
    let mut piece = Piece::default();
    let mut days: Vec<Date> = Vec::new();
    let mut title: Vec<&str> = Vec::new();
    for word in line.split_whitespace() {
        if let Some(day) = word.parse::<Date>().ok().filter(|_| title.is_empty()) {
            days.push(day);
        } else if let Some(project) = word.strip_prefix('+') {
            project.clone_into(&mut piece.project);
        } else if let Some(context) = word.strip_prefix('@') {
            context.clone_into(&mut piece.category);
        } else if let Some((key, value)) = word.split_once(':').filter(|(key, _)| is_key(key)) {
            let value = hours(value);
            if ESTIMATE.contains(&key) {
                piece.estimate = value;
            } else {
                piece.actual = value;
            }
        } else if !(title.is_empty() && word.len() == 3 && word.starts_with('(')) {
            title.push(word);
        }
    }
    // The day of completion stands before that of creation.
    piece.done_on = days.first().copied();
    piece.started_on = days.get(1).copied();
    piece.title = title.join(" ");
    piece
}

fn is_key(key: &str) -> bool {
    ESTIMATE.contains(&key) || ACTUAL.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::super::{HistoryFormat, read_history};

    #[test]
    fn done_lines_are_read() {
        let text = "x 2025-01-04 2025-01-01 Draft chapter +book @desk est:2h act:3h\n(A) Mail est:1h\nx 2025-01-05 Edit est:1h\n";
        let read = read_history("todo.txt", text, HistoryFormat::TodoTxt).expect("always");
        assert_eq!(read.work.len(), 1);
        let work = &read.work[0];
        assert_eq!((work.estimate, work.actual, work.project.as_str()), (2.0, 3.0, "book"));
        assert_eq!(work.started_on.map(|day| day.to_string()).as_deref(), Some("2025-01-01"));
        assert_eq!(read.left_out.len(), 2);
    }
}
