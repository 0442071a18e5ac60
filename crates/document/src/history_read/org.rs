//! org-mode: headings with `:Effort:` and clocks, and clock tables.

use jiff::civil::Date;

use super::{HistoryRead, NOT_FINISHED, Piece, day, hours};

pub(super) fn read(text: &str, history: &mut HistoryRead) {
    let mut heading: Option<Heading> = None;
    let mut projects: Vec<String> = Vec::new();
    let mut table = ClockTable::default();
    for line in text.lines() {
        if let Some((level, title)) = heading_of(line) {
            close(heading.take(), history);
            projects.truncate(level - 1);
            let project = projects.first().cloned().unwrap_or_default();
            heading = Some(Heading::new(title, project));
            projects.resize(level - 1, String::new());
            projects.push(bare(title));
            continue;
        }
        let line = line.trim();
        if table.takes(line, history) {
            continue;
        }
        if let Some(heading) = &mut heading {
            heading.add(line);
        }
    }
    close(heading, history);
}

fn close(heading: Option<Heading>, history: &mut HistoryRead) {
    let Some(heading) = heading else { return };
    // A heading without effort and clock is structure, no work.
    if heading.piece.estimate.is_none() && heading.piece.actual.is_none() {
        return;
    }
    if heading.is_done || heading.piece.done_on.is_some() {
        let piece = Piece { done_on: heading.piece.done_on.or(heading.last_clock), ..heading.piece };
        history.take(piece);
    } else {
        history.leave_out(NOT_FINISHED, &heading.piece.title);
    }
}

/// Level and text of a heading.
fn heading_of(line: &str) -> Option<(usize, &str)> {
    let stars = line.bytes().take_while(|byte| *byte == b'*').count();
    (stars > 0 && line.as_bytes().get(stars) == Some(&b' ')).then(|| (stars, line[stars..].trim()))
}

const OPEN: [&str; 5] = ["TODO", "NEXT", "WAITING", "STARTED", "HOLD"];

struct Heading {
    piece: Piece,
    is_done: bool,
    last_clock: Option<Date>,
}

impl Heading {
    fn new(title: &str, project: String) -> Self {
        let category = tags(title).unwrap_or_default();
        let piece = Piece { title: bare(title), category, project, ..Piece::default() };
        Heading { piece, is_done: title.starts_with("DONE"), last_clock: None }
    }

    fn add(&mut self, line: &str) {
        if let Some(effort) = property(line, "effort") {
            self.piece.estimate = hours(effort);
        } else if let Some(category) = property(line, "category") {
            category.clone_into(&mut self.piece.category);
        } else if let Some(clock) = line.strip_prefix("CLOCK:") {
            self.add_clock(clock);
        }
        if let Some((_, closed)) = line.split_once("CLOSED:") {
            self.piece.done_on = stamp(closed);
        }
    }

    /// `[2025-01-03 Fri 10:00]--[2025-01-03 Fri 11:30] =>  1:30`
    fn add_clock(&mut self, clock: &str) {
        let Some((span, spent)) = clock.split_once("=>") else { return };
        let spent = hours(spent).unwrap_or(0.0);
        self.piece.actual = Some(self.piece.actual.unwrap_or(0.0) + spent);
        let mut days = span.split("--").filter_map(stamp);
        let first = days.next();
        self.piece.started_on = match (self.piece.started_on, first) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
        self.last_clock = self.last_clock.max(days.next().or(first));
    }
}

/// The value of `:NAME: value`, whatever the case of the name.
fn property<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (key, value) = line.strip_prefix(':')?.split_once(':')?;
    key.eq_ignore_ascii_case(name).then(|| value.trim())
}

/// The day in `[2025-01-03 Fri 10:00]` or `<2025-01-03>`.
fn stamp(text: &str) -> Option<Date> {
    day(text.trim_start().trim_start_matches(['[', '<']))
}

/// The text of a heading without keyword, priority and tags.
fn bare(title: &str) -> String {
    let mut title = title;
    for word in OPEN.iter().chain(&["DONE", "CANCELLED"]) {
        title = title.strip_prefix(word).map_or(title, str::trim_start);
    }
    let without_tags = match title.rsplit_once(char::is_whitespace) {
        Some((text, tags)) if tags.starts_with(':') && tags.ends_with(':') => text.trim_end(),
        _ => title,
    };
    without_tags.to_owned()
}

/// The first of the tags at the end of a heading.
fn tags(title: &str) -> Option<String> {
    let (_, tags) = title.rsplit_once(char::is_whitespace)?;
    let tags = tags.strip_prefix(':')?.strip_suffix(':')?;
    tags.split(':').next().map(str::to_owned)
}

/// A clock table: columns `Headline`, `Time` and, with `:properties
/// ("Effort")`, `Effort`.
#[derive(Default)]
struct ClockTable {
    columns: Vec<String>,
    /// The day of the summary, which is all that it tells of the ends.
    day: Option<Date>,
}

impl ClockTable {
    /// Whether a line belongs to a clock table; takes what it tells.
    fn takes(&mut self, line: &str, history: &mut HistoryRead) -> bool {
        if let Some((_, at)) = line.split_once("Clock summary at") {
            self.day = stamp(at);
            return true;
        }
        let Some(inside) = line.strip_prefix('|') else {
            self.columns.clear();
            return false;
        };
        if inside.starts_with('-') {
            return true;
        }
        let cells: Vec<&str> = inside.trim_end_matches('|').split('|').map(str::trim).collect();
        if cells.contains(&"Headline") {
            self.columns = cells.iter().map(ToString::to_string).collect();
            return true;
        }
        if self.columns.is_empty() {
            return false;
        }
        self.take(&cells, history);
        true
    }

    fn take(&self, cells: &[&str], history: &mut HistoryRead) {
        let place = |name: &str| self.columns.iter().position(|column| column == name);
        let cell =
            |name: &str| place(name).and_then(|at| cells.get(at)).map(|cell| cell.trim_matches(['*', '\\', ' ']));
        let title = cell("Headline").unwrap_or_default().trim_start_matches("_").trim();
        if title.is_empty() || title == "Total time" {
            return;
        }
        // Deeper levels have their times in the columns behind.
        let times = place("Time").map_or(&[][..], |at| &cells[at.min(cells.len())..]);
        let spent = times.iter().find_map(|cell| hours(cell.trim_matches('*')));
        history.take(Piece {
            title: title.to_owned(),
            estimate: cell("Effort").and_then(hours),
            actual: spent,
            done_on: self.day,
            ..Piece::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HistoryFormat, read_history};

    #[test]
    fn headings_with_effort_and_clocks() {
        let text = "* Book\n** DONE Draft :prose:\n   CLOSED: [2025-01-04 Sat 12:00]\n   :PROPERTIES:\n   :Effort:   2:00\n   :END:\n   \
            :LOGBOOK:\n   CLOCK: [2025-01-03 Fri 10:00]--[2025-01-03 Fri 11:30] =>  1:30\n   \
            CLOCK: [2025-01-04 Sat 10:00]--[2025-01-04 Sat 11:30] =>  1:30\n   :END:\n** TODO Edit\n   :PROPERTIES:\n   :Effort: 1:00\n   :END:\n";
        let read = read_history("t.org", text, HistoryFormat::Org).expect("always");
        assert_eq!(read.work.len(), 1);
        let work = &read.work[0];
        assert_eq!((work.estimate, work.actual), (2.0, 3.0));
        assert_eq!((work.category.as_str(), work.project.as_str()), ("prose", "Book"));
        assert_eq!(work.done_on.to_string(), "2025-01-04");
        assert_eq!(read.left_out.len(), 1);
    }

    #[test]
    fn clock_tables_with_efforts() {
        let text = "#+BEGIN: clocktable :properties (\"Effort\")\n#+CAPTION: Clock summary at [2025-01-05 Sun 10:00]\n\
            | Effort | Headline     | Time    |\n|--------+--------------+---------|\n\
            |        | *Total time* | *5:00*  |\n| 2:00   | Draft        | 3:00    |\n|        | Mail         | 2:00    |\n#+END:\n";
        let read = read_history("t.org", text, HistoryFormat::Org).expect("always");
        assert_eq!(read.work.len(), 1);
        assert_eq!((read.work[0].estimate, read.work[0].actual), (2.0, 3.0));
        assert_eq!(read.left_out.len(), 1);
    }
}
