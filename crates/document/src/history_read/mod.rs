//! Finished work with its estimates, as other programs write it.

mod csv_table;
mod org;
mod taskwarrior;
mod todo_txt;
mod toggl;

use backcast_core::{Effort, FinishedWork, HOURS};
use jiff::civil::Date;

use crate::{Mistakes, content_hash, read_effort};

/// The forms in which finished work is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryFormat {
    /// A table with a header line.
    Csv,
    /// Toggl's detailed report.
    Toggl,
    /// `task export` of Taskwarrior.
    Taskwarrior,
    /// A list of todo.txt, with `est:2h act:3h`.
    TodoTxt,
    /// An org-mode file with efforts and clocks, or a clock table.
    Org,
}

impl HistoryFormat {
    /// All forms.
    pub const ALL: [HistoryFormat; 5] = [
        HistoryFormat::Csv,
        HistoryFormat::Toggl,
        HistoryFormat::Taskwarrior,
        HistoryFormat::TodoTxt,
        HistoryFormat::Org,
    ];

    /// The name used in options.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            HistoryFormat::Csv => "csv",
            HistoryFormat::Toggl => "toggl",
            HistoryFormat::Taskwarrior => "taskwarrior",
            HistoryFormat::TodoTxt => "todo.txt",
            HistoryFormat::Org => "org",
        }
    }

    /// The form of a text, by the name of its file and by what it holds.
    #[must_use]
    pub fn recognize(name: &str, text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let first = text.lines().next().unwrap_or_default();
        let ends = |with: &str| name.to_lowercase().ends_with(with);
        if text.starts_with('[') && text[1..].trim_start().starts_with(['{', ']']) || text.starts_with('{') {
            return Some(HistoryFormat::Taskwarrior);
        }
        if ends(".org") || text.starts_with("* ") || text.starts_with("#+") {
            return Some(HistoryFormat::Org);
        }
        if toggl::is_header(first) {
            return Some(HistoryFormat::Toggl);
        }
        if ends(".csv") || csv_table::is_header(first) {
            return Some(HistoryFormat::Csv);
        }
        (ends(".txt") || first.starts_with("x ")).then_some(HistoryFormat::TodoTxt)
    }
}

/// What was read, and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryRead {
    /// Finished work; person and source are for the caller to name.
    pub work: Vec<FinishedWork>,
    /// Why pieces were left out, how many, and the first of them.
    pub left_out: Vec<LeftOut>,
}

/// Pieces that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The reason.
    pub why: &'static str,
    /// Number of rows that were left out for it.
    pub n: usize,
    /// The first of them.
    pub example: String,
}

/// Why pieces are left out.
pub(crate) const NOT_FINISHED: &str = "not finished";
pub(crate) const NO_ESTIMATE: &str = "without an estimate";
pub(crate) const NO_ACTUAL: &str = "without the time that it took";
pub(crate) const NO_DAY: &str = "without the day on which it was finished";

/// Reads finished work with its estimates, given the text's name (for
/// messages) and form. What lacks an estimate, the time that it took, or its
/// end is left out and counted.
///
/// # Errors
///
/// Returns an error if the text is not of that form at all.
pub fn read_history(name: &str, text: &str, format: HistoryFormat) -> Result<HistoryRead, Mistakes> {
    let text = text.trim_start_matches('\u{feff}');
    let mut history = HistoryRead::default();
    let read = match format {
        HistoryFormat::Csv => csv_table::read(text, &mut history),
        HistoryFormat::Toggl => toggl::read(text, &mut history),
        HistoryFormat::Taskwarrior => taskwarrior::read(text, &mut history),
        HistoryFormat::TodoTxt => {
            todo_txt::read(text, &mut history);
            Ok(())
        }
        HistoryFormat::Org => {
            org::read(text, &mut history);
            Ok(())
        }
    };
    match read {
        Ok(()) => Ok(history),
        Err(message) => {
            let mut mistakes = Mistakes::new(name, "");
            let fix = "name its form with --format csv, toggl, taskwarrior, todo.txt or org";
            mistakes.error("history_form", "", 0..0, format!("{name}: {message}"), fix);
            Err(mistakes)
        }
    }
}

/// A piece as a program tells it, before it is known to be usable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Piece {
    pub(crate) id: Option<String>,
    pub(crate) title: String,
    pub(crate) category: String,
    pub(crate) project: String,
    pub(crate) estimate: Option<f64>,
    pub(crate) actual: Option<f64>,
    pub(crate) unit: Option<String>,
    pub(crate) started_on: Option<Date>,
    pub(crate) done_on: Option<Date>,
}

impl HistoryRead {
    /// Takes a piece over, or counts why not.
    pub(crate) fn take(&mut self, piece: Piece) {
        let (estimate, actual, done_on) = match (piece.estimate, piece.actual, piece.done_on) {
            (None, ..) => return self.leave_out(NO_ESTIMATE, &piece.title),
            (Some(estimate), ..) if estimate <= 0.0 => return self.leave_out(NO_ESTIMATE, &piece.title),
            (_, None, _) => return self.leave_out(NO_ACTUAL, &piece.title),
            (.., None) => return self.leave_out(NO_DAY, &piece.title),
            (Some(estimate), Some(actual), Some(done_on)) => (estimate, actual, done_on),
        };
        // The same piece has the same name when it is read again.
        let named = |id: String| if id.is_empty() { None } else { Some(id) };
        let id = piece.id.and_then(named).unwrap_or_else(|| {
            content_hash(&format!("{}\n{}\n{done_on}", piece.project, piece.title)).as_str()[..16].to_owned()
        });
        self.work.push(FinishedWork {
            person: String::new(),
            source: String::new(),
            id: crate::text::without_controls(&id),
            category: crate::text::without_controls(&piece.category),
            project: crate::text::without_controls(&piece.project),
            estimate,
            actual,
            unit: piece.unit.unwrap_or_else(|| HOURS.to_owned()),
            started_on: piece.started_on.filter(|start| *start <= done_on),
            done_on,
        });
    }

    pub(crate) fn leave_out(&mut self, why: &'static str, example: &str) {
        match self.left_out.iter_mut().find(|known| known.why == why) {
            Some(known) => known.n += 1,
            None => {
                let example = crate::text::without_controls(example);
                self.left_out.push(LeftOut { why, n: 1, example });
            }
        }
    }
}

/// Hours of `2h30`, `1:30`, `01:30:00`, `PT2H30M`, `90m`, or of a bare number.
pub(crate) fn hours(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.replace(',', ".").parse::<f64>() {
        return Some(number).filter(|number| number.is_finite() && *number >= 0.0);
    }
    if let [hours, minutes, seconds] = text.split(':').collect::<Vec<_>>()[..] {
        let part = |text: &str| text.parse::<u32>().ok().map(f64::from);
        return Some(part(hours)? + part(minutes)? / 60.0 + part(seconds)? / 3600.0);
    }
    if let Ok(span) = text.parse::<jiff::Span>() {
        let days = jiff::SpanTotal::from(jiff::Unit::Hour).days_are_24_hours();
        return span.total(days).ok().filter(|hours| hours.is_finite() && *hours >= 0.0);
    }
    read_effort(text).ok().map(Effort::hours)
}

/// The day of `2025-01-03`, `2025-01-03T10:00`, `20250103T101500Z`, `01/31/2025`
/// where it can only be one.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
        return Some(day);
    }
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| {
        let part = |range: std::ops::Range<usize>| digits[range].parse::<i16>().ok();
        Date::new(part(0..4)?, i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?).ok()
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn hours_in_many_forms() {
        for (text, expected) in
            [("2h30", 2.5), ("1:30", 1.5), ("01:30:00", 1.5), ("PT2H30M", 2.5), ("90m", 1.5), ("2,5", 2.5), ("0", 0.0)]
        {
            assert_eq!(hours(text), Some(expected), "{text}");
        }
        assert_eq!(hours("soon"), None);
        assert_eq!(hours("-2"), None);
    }

    #[test]
    fn days_in_many_forms() {
        let third = Some(date(2025, 1, 3));
        assert_eq!((day("2025-01-03"), day("20250103T101500Z"), day("2025-01-03 10:00")), (third, third, third));
        assert_eq!((day("tomorrow"), day("20251399T"), day("")), (None, None, None));
    }

    #[test]
    fn forms_are_recognized() {
        use HistoryFormat::{Csv, Org, Taskwarrior, TodoTxt, Toggl};
        for (name, text, format) in [
            ("a.json", "[{\"description\": \"x\"}]", Taskwarrior),
            ("a.org", "* TODO x", Org),
            (
                "t.csv",
                "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration",
                Toggl,
            ),
            ("t.csv", "title,estimate,actual,done", Csv),
            ("todo.txt", "x 2025-01-04 write est:2h act:3h", TodoTxt),
        ] {
            assert_eq!(HistoryFormat::recognize(name, text), Some(format), "{name}");
        }
        assert_eq!(HistoryFormat::recognize("a.bin", "\u{0}\u{1}"), None);
    }
}
