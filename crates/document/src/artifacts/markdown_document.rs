//! Markdown by its places: labels, headings, lists and tables are found where
//! they stand, so that a change touches nothing else.

use std::ops::Range;

/// A text with the places of its lines.
pub(super) struct MarkdownDocument<'t> {
    pub(super) text: &'t str,
    lines: Vec<Line>,
}

struct Line {
    /// Without its end.
    place: Range<usize>,
    /// With its end.
    whole: Range<usize>,
    /// Whether it is within a fenced block.
    is_code: bool,
}

/// A heading with what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The text of the heading.
    pub(super) title: Range<usize>,
    /// From the line below the heading to the next heading as high.
    pub(super) body: Range<usize>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its lines with their ends.
    pub(super) whole: Range<usize>,
    /// Its text, without sign and box.
    pub(super) text: Range<usize>,
    /// The character in its box.
    pub(super) tick: Option<Range<usize>>,
}

/// A table: where its cells stand, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) header: Vec<Range<usize>>,
    pub(super) rows: Vec<Row>,
    /// Behind its last line.
    pub(super) end: usize,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cells: Vec<Range<usize>>,
    /// Its line with its end.
    pub(super) whole: Range<usize>,
}

impl<'t> MarkdownDocument<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lines = Vec::new();
        let (mut at, mut is_code) = (0, false);
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end_matches(['\n', '\r']);
            let is_fence = line.trim_start().starts_with("```");
            lines.push(Line { place: at..at + line.len(), whole: at..at + whole.len(), is_code: is_code || is_fence });
            is_code ^= is_fence;
            at += whole.len();
        }
        MarkdownDocument { text, lines }
    }

    /// The line end that the text uses.
    pub(super) fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    pub(super) fn get(&self, place: &Range<usize>) -> &'t str {
        &self.text[place.clone()]
    }

    fn plain(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.is_code)
    }

    /// The level and the text of a heading.
    fn heading(&self, line: &Line) -> Option<(usize, Range<usize>)> {
        let text = self.get(&line.place);
        let level = text.bytes().take_while(|&byte| byte == b'#').count();
        if level == 0 || level > 6 || line.is_code || !text[level..].starts_with([' ', '\t']) {
            return None;
        }
        Some((level, self.trimmed(line.place.start + level..line.place.end)))
    }

    fn trimmed(&self, place: Range<usize>) -> Range<usize> {
        let text = self.get(&place);
        let start = place.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// The text of the first heading of the first level.
    pub(super) fn title(&self) -> Option<Range<usize>> {
        self.lines.iter().find_map(|line| self.heading(line).filter(|(level, _)| *level == 1)).map(|(_, place)| place)
    }

    /// The section of this name, in any case.
    pub(super) fn section(&self, name: &str) -> Option<Section> {
        let (at, level, title) = self.lines.iter().enumerate().find_map(|(at, line)| {
            let (level, title) = self.heading(line)?;
            (level > 1 && self.get(&title).eq_ignore_ascii_case(name)).then_some((at, level, title))
        })?;
        let end = self.lines[at + 1..]
            .iter()
            .find(|line| self.heading(line).is_some_and(|(other, _)| other <= level))
            .map_or(self.text.len(), |line| line.whole.start);
        Some(Section { title, body: self.lines[at].whole.end..end })
    }

    /// What stands after a bold label: `**Status:** pending`.
    pub(super) fn field(&self, label: &str) -> Option<Range<usize>> {
        self.plain().find_map(|line| {
            let text = self.get(&line.place);
            let start = text.len() - text.trim_start_matches(['-', '*', ' ', '\t']).len();
            // The stars of the label were taken off with the sign of a list.
            let rest = &text[start..];
            let (name, value) = rest.split_once("**")?;
            let stars = text[..start].trim_end().ends_with("**");
            let name = name.trim_end().trim_end_matches(':');
            if !stars || !name.eq_ignore_ascii_case(label) {
                return None;
            }
            let value = value.strip_prefix(':').unwrap_or(value);
            Some(self.trimmed(line.place.end - value.len()..line.place.end))
        })
    }

    /// The items of the lists in a place; lines that go on with one belong to
    /// it.
    pub(super) fn items(&self, within: &Range<usize>) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for line in self.plain().filter(|line| within.contains(&line.place.start) && line.whole.end <= within.end) {
            let text = self.get(&line.place);
            let indent = text.len() - text.trim_start().len();
            let bare = &text[indent..];
            if !(bare.starts_with("- ") || bare.starts_with("* ")) {
                if let Some(last) =
                    items.last_mut().filter(|last| indent > 0 && !bare.is_empty() && last.whole.end == line.whole.start)
                {
                    last.whole.end = line.whole.end;
                    last.text.end = line.place.start + text.trim_end().len();
                }
                continue;
            }
            let mut start = line.place.start + indent + 2;
            let mut tick = None;
            let box_text = &self.text[start..line.place.end];
            if box_text.starts_with('[') && box_text.get(2..3) == Some("]") {
                tick = Some(start + 1..start + 2);
                start += 3;
            }
            items.push(Item { whole: line.whole.clone(), text: self.trimmed(start..line.place.end), tick });
        }
        items
    }

    /// The first table in a place.
    pub(super) fn table(&self, within: &Range<usize>) -> Option<Table> {
        let mut table: Option<Table> = None;
        let mut is_after_header = false;
        for line in self.plain().filter(|line| within.contains(&line.place.start)) {
            let text = self.get(&line.place).trim();
            if !text.starts_with('|') {
                if table.is_some() {
                    break;
                }
                continue;
            }
            let cells = self.cells(line);
            match &mut table {
                None => {
                    table = Some(Table { header: cells, rows: Vec::new(), end: line.whole.end });
                    is_after_header = true;
                }
                Some(table) => {
                    let is_rule = cells.iter().all(|cell| {
                        let cell = self.get(cell);
                        cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':' | ' '))
                    });
                    table.end = line.whole.end;
                    if !(is_rule && is_after_header) {
                        table.rows.push(Row { cells, whole: line.whole.clone() });
                    }
                    is_after_header = false;
                }
            }
        }
        table
    }

    /// The cells of a line; a bar behind a backslash is text.
    fn cells(&self, line: &Line) -> Vec<Range<usize>> {
        let place = self.trimmed(line.place.clone());
        let mut cells = Vec::new();
        let mut start = place.start + 1;
        let bytes = self.text.as_bytes();
        for at in place.start + 1..place.end {
            if bytes[at] == b'|' && bytes[at - 1] != b'\\' {
                cells.push(self.trimmed(start..at));
                start = at + 1;
            }
        }
        if start < place.end {
            cells.push(self.trimmed(start..place.end));
        }
        cells
    }
}

/// Changes to a text, each at its place.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn replace(&mut self, place: Range<usize>, with: impl Into<String>) {
        self.0.push((place, with.into()));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    /// The text with all changes; nothing else moves.
    pub(super) fn apply(mut self, text: &str) -> String {
        // The sort is stable: what is inserted at one place stays in its order.
        self.0.sort_by_key(|(place, _)| (place.start, place.end));
        let mut changed = String::with_capacity(text.len());
        let mut at = 0;
        for (place, with) in self.0 {
            if place.start < at {
                continue; // Two changes of one place: the first one counts.
            }
            changed.push_str(&text[at..place.start]);
            changed.push_str(&with);
            at = place.end;
        }
        changed.push_str(&text[at..]);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Milestone: One\n\n**ID:** M1\n- **Risk:** High\n```\n**ID:** M9\n## Goal\n```\n## Goal\nText\n\
                        ### Deeper\n- [ ] a\n- [x] b\n  goes on\n* c\n\n## Next\n| A | B \\| C |\n|---|:-:|\n| 1 | 2 |\n";

    #[test]
    fn places_are_found() {
        let markdown = MarkdownDocument::new(TEXT);
        assert_eq!(markdown.get(&markdown.title().expect("a title")), "Milestone: One");
        assert_eq!(markdown.get(&markdown.field("id").expect("a field")), "M1");
        assert_eq!(markdown.get(&markdown.field("Risk").expect("a field")), "High");
        let goal = markdown.section("goal").expect("a section");
        assert!(markdown.get(&goal.body).starts_with("Text\n### Deeper"));
        let items = markdown.items(&goal.body);
        let texts: Vec<&str> = items.iter().map(|item| markdown.get(&item.text)).collect();
        assert_eq!(texts, ["a", "b\n  goes on", "c"]);
        assert_eq!(items[1].tick.as_ref().map(|tick| markdown.get(tick)), Some("x"));
        let table = markdown.table(&markdown.section("Next").expect("a section").body).expect("a table");
        assert_eq!(markdown.get(&table.header[1]), "B \\| C");
        assert_eq!(table.rows.len(), 1);
        assert_eq!((markdown.get(&table.rows[0].cells[1]), table.end), ("2", TEXT.len()));
    }

    #[test]
    fn only_the_line_below_the_header_is_its_rule() {
        let text = "| A | B |\n|---|---|\n| - | -- |\n| 1 | 2 |\n";
        let table = MarkdownDocument::new(text).table(&(0..text.len())).expect("a table");
        assert_eq!(table.rows.len(), 2);
    }

    #[test]
    fn changes_touch_their_places_only() {
        let markdown = MarkdownDocument::new(TEXT);
        let mut edits = Edits::default();
        edits.replace(markdown.field("Risk").expect("a field"), "Low");
        edits.insert(TEXT.len(), "end");
        edits.insert(TEXT.len(), "!");
        assert_eq!(edits.apply(TEXT), TEXT.replace("High", "Low") + "end!");
    }
}
