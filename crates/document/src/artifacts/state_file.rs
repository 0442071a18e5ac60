use backcast_core::text::{spelled_back, spelled_line};
use backcast_core::{Verification, VerificationLevel};

use super::markdown_document::{Edits, MarkdownDocument, Table};
use super::milestone_file::STATUSES;
use crate::text::{from_markdown, joined, to_cell, to_markdown, without_controls};
use crate::{Mistake, Mistakes};

/// The file `state.md`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateFile {
    /// What it is about.
    pub name: String,
    /// When it was made, as it is written there: `2026-03-02 09:30`.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// milestone-planning-complete, executing, paused, completing, completed
    /// or failed.
    pub status: String,
    /// How the whole is verified.
    pub verification: Option<Verification>,
    /// The milestones in their order.
    pub rows: Vec<StateRow>,
    /// What has happened: when, what, details.
    pub log: Vec<[String; 3]>,
}

/// A milestone in the table of `state.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: String,
    /// How often it was attempted.
    pub attempts: u32,
    /// What it depends on.
    pub depends_on: Vec<String>,
}

const TITLE: &str = "Long Run State:";
/// Statuses that the whole may have.
const STATES: [&str; 6] = ["milestone-planning-complete", "executing", "paused", "completing", "completed", "failed"];
const HEADER: &str = "| ID | Name | Status | Attempts | Dependencies | Plan File | Review File |";
const LOG_HEADER: &str = "| Timestamp | Event | Details |";

impl StateFile {
    /// Reads a file, as tolerant as people and agents write.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with its place: no title, no table of
    /// milestones, unknown statuses.
    pub fn read(name: &str, text: &str) -> Result<(Self, Vec<Mistake>), Mistakes> {
        let mut mistakes = Mistakes::new(name, text);
        let file = read(&MarkdownDocument::new(text), &mut mistakes);
        if mistakes.has_errors() { Err(mistakes) } else { Ok((file, mistakes.into_list())) }
    }

    /// The text of a new file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let frame = format!(
            "# {TITLE}\n\n**Created:**\n**Last Updated:**\n**Status:**\n**Verification Strategy:**\n- **Level:**\n\
             - **Command:**\n- **What it validates:**\n\n## Milestones\n\n{HEADER}\n|----|------|--------|----------|-------------|-----------|-------------|\n\
             \n## Execution Log\n\n{LOG_HEADER}\n|-----------|-------|---------|\n"
        );
        self.written_into(&frame)
    }

    /// A text with what has changed put at its places; everything else in it
    /// stays byte for byte. Of the log, what is new is added at the end.
    #[must_use]
    pub fn written_into(&self, text: &str) -> String {
        let markdown = MarkdownDocument::new(text);
        let was = read(&markdown, &mut Mistakes::new("", text));
        let mut edits = Edits::default();
        if self.name != was.name {
            match markdown.title() {
                Some(place) => edits.replace(place, format!("{TITLE} {}", to_markdown(&self.name))),
                None => edits.insert(0, format!("# {TITLE} {}{}", to_markdown(&self.name), markdown.line_end())),
            }
        }
        self.write_fields(&was, &markdown, &mut edits);
        self.write_rows(&was, &markdown, &mut edits);
        self.write_log(&was, &markdown, &mut edits);
        edits.apply(text)
    }

    fn write_fields(&self, was: &StateFile, markdown: &MarkdownDocument<'_>, edits: &mut Edits) {
        let level =
            |of: &Option<Verification>| of.as_ref().map(|one| level_text(one.level)).unwrap_or("None").to_owned();
        let command = |of: &Option<Verification>| {
            of.as_ref().map_or("None".to_owned(), |one| format!("`{}`", spelled_line(&without_controls(&one.command))))
        };
        let validates = |of: &Option<Verification>| {
            let validates = of.as_ref().and_then(|one| one.validates.as_deref());
            validates.map_or_else(|| "None".into(), to_markdown)
        };
        let same = |label: &str, is_same: bool| is_same && markdown.field(label).is_none_or(|place| !place.is_empty());
        let values = [
            ("Created", self.created.clone(), same("Created", self.created == was.created)),
            ("Last Updated", self.updated.clone(), same("Last Updated", self.updated == was.updated)),
            ("Status", self.status.clone(), same("Status", self.status == was.status)),
            ("Level", level(&self.verification), same("Level", level(&self.verification) == level(&was.verification))),
            (
                "Command",
                command(&self.verification),
                same("Command", command(&self.verification) == command(&was.verification)),
            ),
            (
                "What it validates",
                validates(&self.verification),
                same("What it validates", validates(&self.verification) == validates(&was.verification)),
            ),
        ];
        for (label, value, is_same) in values {
            if is_same {
                continue;
            }
            match markdown.field(label) {
                Some(place) if place.is_empty() => edits.insert(
                    place.start,
                    if markdown.text[..place.start].ends_with(' ') { value } else { format!(" {value}") },
                ),
                Some(place) => edits.replace(place, value),
                None => {
                    let at = markdown.title().map_or(0, |title| {
                        markdown.text[title.end..].find('\n').map_or(markdown.text.len(), |end| title.end + end + 1)
                    });
                    edits.insert(at, format!("**{label}:** {value}{}", markdown.line_end()));
                }
            }
        }
    }

    fn write_rows(&self, was: &StateFile, markdown: &MarkdownDocument<'_>, edits: &mut Edits) {
        let end = markdown.line_end();
        let line = |row: &StateRow| {
            let (id, name, after) = (to_cell(&row.id), to_cell(&row.name), dependencies(row));
            format!("| {id} | {name} | {} | {} | {after} | — | — |{end}", row.status, row.attempts)
        };
        let Some(table) = milestones(markdown) else {
            let rows: String = self.rows.iter().map(line).collect();
            let rule = "|----|------|--------|----------|-------------|-----------|-------------|";
            edits.insert(markdown.text.len(), format!("{end}## Milestones{end}{end}{HEADER}{end}{rule}{end}{rows}"));
            return;
        };
        let column = |name: &str| column(markdown, &table, name);
        for (row, old) in table.rows.iter().zip(&was.rows) {
            let Some(new) = self.rows.iter().find(|new| new.id == old.id) else {
                edits.replace(row.whole.clone(), "");
                continue;
            };
            let cells = [
                ("Name", to_cell(&new.name), new.name == old.name),
                ("Status", new.status.clone(), new.status == old.status),
                ("Attempts", new.attempts.to_string(), new.attempts == old.attempts),
                ("Dependencies", dependencies(new), new.depends_on == old.depends_on),
            ];
            for (name, value, is_same) in cells {
                if let Some(cell) = column(name).and_then(|at| row.cells.get(at)).filter(|_| !is_same) {
                    edits.replace(cell.clone(), value);
                }
            }
        }
        let is_new = |row: &&StateRow| !was.rows.iter().any(|old| old.id == row.id);
        let more: String = self.rows.iter().filter(is_new).map(line).collect();
        if !more.is_empty() {
            edits.insert(table.end, more);
        }
    }

    fn write_log(&self, was: &StateFile, markdown: &MarkdownDocument<'_>, edits: &mut Edits) {
        let end = markdown.line_end();
        let line = |[at, event, details]: &[String; 3]| {
            format!("| {} | {} | {} |{end}", to_cell(at), to_cell(event), to_cell(details))
        };
        let more: String = self.log.iter().filter(|entry| !was.log.contains(entry)).map(line).collect();
        if more.is_empty() {
            return;
        }
        let table = markdown.section("Execution Log").and_then(|section| markdown.table(&section.body));
        match table {
            Some(table) => edits.insert(table.end, more),
            None => {
                let rule = "|-----------|-------|---------|";
                let text = format!("{end}## Execution Log{end}{end}{LOG_HEADER}{end}{rule}{end}{more}");
                edits.insert(markdown.text.len(), text);
            }
        }
    }
}

fn milestones(markdown: &MarkdownDocument<'_>) -> Option<Table> {
    markdown.table(&markdown.section("Milestones")?.body)
}

fn column(markdown: &MarkdownDocument<'_>, table: &Table, name: &str) -> Option<usize> {
    table.header.iter().position(|cell| markdown.get(cell).eq_ignore_ascii_case(name))
}

fn read(markdown: &MarkdownDocument<'_>, mistakes: &mut Mistakes) -> StateFile {
    let field = |label: &str| markdown.field(label).map(|place| joined(markdown.get(&place))).unwrap_or_default();
    let title = markdown.title().map(|place| joined(markdown.get(&place))).unwrap_or_default();
    let status = field("Status");
    if !status.is_empty() && !STATES.contains(&status.as_str()) {
        let fix = format!("write one of {}", STATES.join(", "));
        let place = markdown.field("Status").unwrap_or(0..0);
        mistakes.warn("artifact_state", "status", place, format!("`{status}` is no state of a run"), fix);
    }
    StateFile {
        name: from_markdown(title.strip_prefix(TITLE).unwrap_or(&title).trim()),
        created: field("Created"),
        updated: field("Last Updated"),
        status,
        verification: verification(&field("Level"), &field("Command"), &field("What it validates")),
        rows: rows(markdown, mistakes),
        log: log(markdown),
    }
}

fn dependencies(row: &StateRow) -> String {
    let ids: Vec<String> = row.depends_on.iter().map(|id| to_cell(id)).collect();
    if ids.is_empty() { "—".to_owned() } else { ids.join(", ") }
}

fn verification(level: &str, command: &str, validates: &str) -> Option<Verification> {
    let command = command.trim_matches('`').trim();
    if is_nothing(command) {
        return None;
    }
    let known = VerificationLevel::ALL.into_iter().find(|one| level_text(*one) == level || one.as_str() == level);
    Some(Verification {
        level: known.unwrap_or(VerificationLevel::TestSuite),
        command: without_controls(&spelled_back(command)),
        validates: Some(validates).filter(|text| !is_nothing(text)).map(from_markdown),
    })
}

/// The name of a level in these files.
fn level_text(level: VerificationLevel) -> &'static str {
    match level {
        VerificationLevel::Skill => "skill/agent",
        other => other.as_str(),
    }
}

fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "None" | "none" | "—" | "-")
}

fn rows(markdown: &MarkdownDocument<'_>, mistakes: &mut Mistakes) -> Vec<StateRow> {
    let Some(table) = milestones(markdown) else {
        let fix = format!("add a section ## Milestones with the table {HEADER}");
        mistakes.error("artifact_table", "milestones", 0..0, "it has no table of milestones", fix);
        return Vec::new();
    };
    let mut found = Vec::new();
    for row in &table.rows {
        let cell = |name: &str| {
            let place = row.cells.get(column(markdown, &table, name)?)?;
            Some((from_markdown(markdown.get(place)), place.clone()))
        };
        let text = |name: &str| cell(name).map(|(text, _)| text).unwrap_or_default();
        let status = text("Status").to_lowercase();
        if !status.is_empty() && !STATUSES.contains(&status.as_str()) {
            let place = cell("Status").map_or(0..0, |(_, place)| place);
            let fix = format!("write one of {}", STATUSES.join(", "));
            mistakes.error("artifact_status", "status", place, format!("`{status}` is no status"), fix);
        }
        let after = text("Dependencies");
        found.push(StateRow {
            id: text("ID"),
            name: text("Name"),
            status,
            attempts: text("Attempts").parse().unwrap_or(0),
            depends_on: if is_nothing(&after) {
                Vec::new()
            } else {
                after.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect()
            },
        });
    }
    found
}

fn log(markdown: &MarkdownDocument<'_>) -> Vec<[String; 3]> {
    let table = markdown.section("Execution Log").and_then(|section| markdown.table(&section.body));
    let text = |place: Option<&std::ops::Range<usize>>| {
        place.map(|place| from_markdown(markdown.get(place))).unwrap_or_default()
    };
    let entry =
        |row: &super::markdown_document::Row| [text(row.cells.first()), text(row.cells.get(1)), text(row.cells.get(2))];
    table.into_iter().flat_map(|table| table.rows).map(|row| entry(&row)).collect()
}
