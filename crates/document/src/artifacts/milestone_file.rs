use std::ops::Range;

use backcast_core::{Effort, EffortRange, MilestoneId, Risk};

use super::markdown_document::{Edits, MarkdownDocument};
use crate::Mistakes;
use crate::text::{from_markdown, from_path, joined, to_markdown, to_path};

/// A file `milestones/M1-….md`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MilestoneFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// pending, planning, executing, validating, completed, failed or skipped.
    pub status: String,
    /// What has to be completed before, with days of waiting after it.
    pub depends_on: Vec<(MilestoneId, u32)>,
    /// How likely it is to go wrong.
    pub risk: Risk,
    /// Its work, where hours are given; else what its size means.
    pub effort: Option<EffortRange>,
    /// One sentence.
    pub goal: String,
    /// What shows that it is complete, and whether it does.
    pub criteria: Vec<(String, bool)>,
    /// Files that it creates.
    pub creates: Vec<String>,
    /// Files that it modifies.
    pub modifies: Vec<String>,
    /// What somebody sees once it is complete.
    pub value: String,
    /// What one has if one stops there; `None` if one cannot.
    pub abort_point: Option<String>,
    /// Days from its start that no work shortens.
    pub waiting_days: u32,
    /// Why it is likely to take longer.
    pub slow_reason: Option<String>,
}

/// Statuses that a milestone may have.
pub(super) const STATUSES: [&str; 7] =
    ["pending", "planning", "executing", "validating", "completed", "failed", "skipped"];

/// Hours of a task, by which sizes become hours.
const TASK_HOURS: f64 = 8.0;
/// Sizes with the tasks that they stand for: low, likely, high.
const SIZES: [(&str, [f64; 3]); 3] =
    [("Small", [1.0, 2.0, 3.0]), ("Medium", [4.0, 6.0, 8.0]), ("Large", [9.0, 12.0, 20.0])];

/// The size that hours amount to.
#[must_use]
pub fn size_of(effort: EffortRange) -> &'static str {
    let tasks = effort.likely().hours() / TASK_HOURS;
    match tasks {
        ..4.0 => "Small",
        4.0..9.0 => "Medium",
        _ => "Large",
    }
}

fn effort_of(size: &str) -> Option<EffortRange> {
    let word = size.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let (_, tasks) = SIZES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    let [low, likely, high] = tasks.map(|tasks| Effort::from_hours(tasks * TASK_HOURS));
    EffortRange::new(low, likely, high).ok()
}

/// The places of what is known of a file.
struct Places<'t> {
    markdown: MarkdownDocument<'t>,
    notes: Vec<(String, Range<usize>)>,
}

const TITLE: &str = "Milestone:";
const HOURS: &str = "Hours";
const WAITING: &str = "Waiting";
const LAGS: &str = "Lags";
const SLOW: &str = "Likely to take longer";

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        let markdown = MarkdownDocument::new(text);
        let mut notes = Vec::new();
        if let Some(section) = markdown.section("Notes") {
            for item in markdown.items(&section.body) {
                let text = markdown.get(&item.text);
                if let Some((label, value)) = text.split_once(':') {
                    let value = value.trim();
                    notes.push((label.trim().to_lowercase(), item.text.end - value.len()..item.text.end));
                }
            }
        }
        Places { markdown, notes }
    }

    fn field(&self, label: &str) -> Option<&'t str> {
        Some(self.markdown.get(&self.markdown.field(label)?))
    }

    fn note(&self, label: &str) -> Option<Range<usize>> {
        self.notes.iter().find(|(known, _)| known.eq_ignore_ascii_case(label)).map(|(_, place)| place.clone())
    }

    /// The paragraph below a heading.
    fn paragraph(&self, section: &str) -> Option<Range<usize>> {
        let body = self.markdown.section(section)?.body;
        let text = self.markdown.get(&body);
        let start = body.start + (text.len() - text.trim_start().len());
        let length = text.trim().split("\n\n").next().map_or(0, |part| part.trim_end().len());
        Some(start..start + length)
    }

    /// The places of `- Create:` and `- Modify:`.
    fn files(&self, label: &str) -> Option<Range<usize>> {
        let body = self.markdown.section("Files Affected")?.body;
        self.markdown.items(&body).into_iter().find_map(|item| {
            let (name, value) = self.markdown.get(&item.text).split_once(':')?;
            let value = value.trim();
            name.replace('*', "").trim().eq_ignore_ascii_case(label).then(|| item.text.end - value.len()..item.text.end)
        })
    }
}

impl MilestoneFile {
    /// Reads a file, as tolerant as people and agents write; `name` is for
    /// messages.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with its place: no id, no name, an unknown status
    /// or risk, hours out of order.
    pub fn read(name: &str, text: &str) -> Result<(Self, Vec<crate::Mistake>), Mistakes> {
        let mut mistakes = Mistakes::new(name, text);
        let places = Places::of(text);
        let file = places.read(&mut mistakes);
        if mistakes.has_errors() { Err(mistakes) } else { Ok((file, mistakes.into_list())) }
    }

    /// The text of a new file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let frame = format!(
            "# {TITLE}\n\n**ID:**\n**Status:**\n**Dependencies:**\n**Risk:**\n**Effort:**\n\n## Goal\n\n## Success \
             Criteria\n\n## Files Affected\n- Create:\n- Modify:\n\n## User Value\n\n## Abort Point\n\n## Notes\n"
        );
        self.written_into(&frame)
    }

    /// A text with what has changed put at its places; everything else in it
    /// stays byte for byte.
    #[must_use]
    pub fn written_into(&self, text: &str) -> String {
        let places = Places::of(text);
        let was = places.read(&mut Mistakes::new("", text));
        let mut edits = Edits::default();
        self.write_head(&was, &places, &mut edits);
        self.write_body(&was, &places, &mut edits);
        self.write_notes(&was, &places, &mut edits);
        edits.apply(text)
    }

    fn write_head(&self, was: &MilestoneFile, places: &Places<'_>, edits: &mut Edits) {
        let end = places.markdown.line_end();
        if self.name != was.name {
            match places.markdown.title() {
                Some(place) => edits.replace(place, format!("{TITLE} {}", to_markdown(&self.name))),
                None => edits.insert(0, format!("# {TITLE} {}{end}{end}", to_markdown(&self.name))),
            }
        }
        let is_sized = places.field("Effort").is_some_and(|size| !size.trim().is_empty());
        let size = self.effort.map(size_of).unwrap_or_default();
        let same_size = is_sized && was.effort.map(size_of) == self.effort.map(size_of);
        let values = [
            ("ID", to_markdown(&self.id), self.id == was.id),
            (
                "Status",
                self.status.clone(),
                self.status == was.status && places.field("Status").is_some_and(|s| !s.is_empty()),
            ),
            (
                "Dependencies",
                self.dependencies(),
                ids(&self.depends_on) == ids(&was.depends_on)
                    && places.field("Dependencies").is_some_and(|s| !s.is_empty()),
            ),
            (
                "Risk",
                risk_name(self.risk).to_owned(),
                self.risk == was.risk && places.field("Risk").is_some_and(|s| !s.is_empty()),
            ),
            ("Effort", size.to_owned(), same_size || self.effort.is_none()),
        ];
        let mut below = places.markdown.title().map_or(0, |title| line_end_after(places.markdown.text, title.end));
        for (label, value, is_same) in values {
            let place = places.markdown.field(label);
            if let Some(place) = &place {
                below = line_end_after(places.markdown.text, place.end);
            }
            if is_same {
                continue;
            }
            match place {
                Some(place) => edits.replace(at_least_blank(places.markdown.text, place), format!(" {value}")),
                None => edits.insert(below, format!("**{label}:** {value}{end}")),
            }
        }
    }

    fn dependencies(&self) -> String {
        let ids: Vec<String> = ids(&self.depends_on).iter().map(|id| to_markdown(id)).collect();
        if ids.is_empty() { "None".into() } else { ids.join(", ") }
    }

    fn write_body(&self, was: &MilestoneFile, places: &Places<'_>, edits: &mut Edits) {
        let end = places.markdown.line_end();
        write_paragraph(places, edits, "Goal", &self.goal, &was.goal);
        self.write_criteria(was, places, edits);
        for (label, new, old) in [("Create", &self.creates, &was.creates), ("Modify", &self.modifies, &was.modifies)] {
            let text = paths(new);
            let place = places.files(label);
            let is_said = place.as_ref().is_some_and(|place| !place.is_empty());
            if new == old && (is_said || places.markdown.section("Files Affected").is_some() && place.is_none()) {
                continue;
            }
            match (place, places.markdown.section("Files Affected")) {
                (Some(place), _) => edits.replace(at_least_blank(places.markdown.text, place), format!(" {text}")),
                (None, Some(section)) => {
                    edits.insert(behind_text(places, &section.body), format!("- {label}: {text}{end}"));
                }
                (None, None) if label == "Create" => {
                    let modify = paths(&self.modifies);
                    let section = format!("{end}## Files Affected{end}- Create: {text}{end}- Modify: {modify}{end}");
                    edits.insert(places.markdown.text.len(), section);
                }
                (None, None) => {}
            }
        }
        write_paragraph(places, edits, "User Value", &self.value, &was.value);
        let stop = |point: &Option<String>| match point.as_deref() {
            None => "No".to_owned(),
            Some("") => "Yes".to_owned(),
            Some(with) => format!("Yes: {}", to_markdown(with)),
        };
        let is_said = places.paragraph("Abort Point").is_some_and(|place| !place.is_empty());
        let old = if is_said { stop(&was.abort_point) } else { String::new() };
        put_paragraph(places, edits, "Abort Point", &stop(&self.abort_point), &old);
    }

    fn write_criteria(&self, was: &MilestoneFile, places: &Places<'_>, edits: &mut Edits) {
        let end = places.markdown.line_end();
        let line = |(text, is_met): &(String, bool)| {
            format!("- [{}] {}{end}", if *is_met { 'x' } else { ' ' }, to_markdown(text))
        };
        let Some(section) = places.markdown.section("Success Criteria") else {
            if !self.criteria.is_empty() {
                let lines: String = self.criteria.iter().map(line).collect();
                edits.insert(places.markdown.text.len(), format!("{end}## Success Criteria{end}{lines}"));
            }
            return;
        };
        let items = places.markdown.items(&section.body);
        for (number, item) in items.iter().enumerate() {
            match (self.criteria.get(number), was.criteria.get(number)) {
                (Some(new), Some(old)) if new.0 != old.0 => edits.replace(item.whole.clone(), line(new)),
                (Some(new), Some(old)) if new.1 != old.1 => match &item.tick {
                    Some(tick) => edits.replace(tick.clone(), if new.1 { "x" } else { " " }),
                    None => edits.replace(item.whole.clone(), line(new)),
                },
                (None, _) => edits.replace(item.whole.clone(), ""),
                _ => {}
            }
        }
        let more: String = self.criteria.iter().skip(items.len()).map(line).collect();
        if !more.is_empty() {
            let at = items.last().map_or(section.body.start, |last| last.whole.end);
            edits.insert(at, more);
        }
    }

    fn write_notes(&self, was: &MilestoneFile, places: &Places<'_>, edits: &mut Edits) {
        let end = places.markdown.line_end();
        // What a size alone says is not written down as hours.
        let is_sized = places.note(HOURS).is_none() && self.effort == was.effort && was.effort.is_some();
        let hours = |effort: EffortRange| {
            format!("{} if all goes well, {} likely, {} if it goes badly", effort.low(), effort.likely(), effort.high())
        };
        let lags = |of: &[(MilestoneId, u32)]| {
            let waits: Vec<String> = of
                .iter()
                .filter(|(_, days)| *days > 0)
                .map(|(id, days)| format!("{} + {days} days", to_markdown(id.as_str())))
                .collect();
            waits.join(", ")
        };
        let days = |days: u32| if days == 0 { String::new() } else { format!("{days} days") };
        let said = |effort: Option<EffortRange>| effort.map(hours).unwrap_or_default();
        let old_hours = if is_sized {
            said(self.effort)
        } else {
            places.note(HOURS).map_or_else(String::new, |_| said(was.effort))
        };
        let slow = |reason: &Option<String>| reason.as_deref().map(to_markdown).unwrap_or_default();
        let notes = [
            (HOURS, said(self.effort), old_hours),
            (WAITING, days(self.waiting_days), days(was.waiting_days)),
            (LAGS, lags(&self.depends_on), lags(&was.depends_on)),
            (SLOW, slow(&self.slow_reason), slow(&was.slow_reason)),
        ];
        let mut more = String::new();
        for (label, new, old) in notes {
            // An effort that is not known leaves what stands there.
            if new == old || (label == HOURS && new.is_empty()) {
                continue;
            }
            match places.note(label) {
                Some(place) => edits.replace(place, if new.is_empty() { "None".to_owned() } else { new }),
                None if new.is_empty() => {}
                None => more.push_str(&format!("- {label}: {new}{end}")),
            }
        }
        if more.is_empty() {
            return;
        }
        match places.markdown.section("Notes") {
            Some(section) => edits.insert(behind_text(places, &section.body), more),
            None => {
                let text = places.markdown.text;
                let break_first = if text.is_empty() || text.ends_with('\n') { "" } else { end };
                edits.insert(text.len(), format!("{break_first}{end}## Notes{end}{more}"));
            }
        }
    }
}

/// Puts a text below its heading, where it says something else.
fn write_paragraph(places: &Places<'_>, edits: &mut Edits, section: &str, new: &str, old: &str) {
    put_paragraph(places, edits, section, &to_markdown(new), &to_markdown(old));
}

/// Puts Markdown below its heading, where it says something else.
fn put_paragraph(places: &Places<'_>, edits: &mut Edits, section: &str, new: &str, old: &str) {
    if new == old {
        return;
    }
    let end = places.markdown.line_end();
    match places.markdown.section(section) {
        Some(found) => match places.paragraph(section).filter(|place| !place.is_empty()) {
            Some(place) => edits.replace(place, new),
            None => edits.insert(found.body.start, format!("{new}{end}")),
        },
        None => edits.insert(places.markdown.text.len(), format!("{end}## {section}{end}{new}{end}")),
    }
}

/// Behind the last line with text of a section.
fn behind_text(places: &Places<'_>, body: &Range<usize>) -> usize {
    let text = places.markdown.get(body);
    let end = body.start + text.trim_end().len();
    if text.trim().is_empty() { body.start } else { line_end_after(places.markdown.text, end) }
}

fn line_end_after(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// A place with the blank before it, where there is one.
fn at_least_blank(text: &str, place: Range<usize>) -> Range<usize> {
    let has_blank = text[..place.start].ends_with(' ');
    place.start - usize::from(has_blank)..place.end
}

fn paths(names: &[String]) -> String {
    let paths: Vec<String> = names.iter().map(|name| to_path(name)).collect();
    if paths.is_empty() { "None".to_owned() } else { paths.join(", ") }
}

fn ids(depends_on: &[(MilestoneId, u32)]) -> Vec<String> {
    depends_on.iter().map(|(id, _)| id.to_string()).collect()
}

fn risk_name(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "Low",
        Risk::Medium => "Medium",
        Risk::High => "High",
    }
}

impl Places<'_> {
    fn read(&self, mistakes: &mut Mistakes) -> MilestoneFile {
        let said = |text: &str| from_markdown(&joined(text));
        let field = |label: &str| self.field(label).map(said).unwrap_or_default();
        let markdown =
            |name: &str| self.paragraph(name).map(|place| joined(self.markdown.get(&place))).unwrap_or_default();
        let paragraph = |name: &str| from_markdown(&markdown(name));
        let title = self.markdown.title().map(|place| joined(self.markdown.get(&place))).unwrap_or_default();
        let lags = self.lags();
        let depends_on = self.dependencies(mistakes);
        let depends_on = depends_on.into_iter().map(|id| {
            let days = lags.iter().find(|(on, _)| *on == id).map_or(0, |(_, days)| *days);
            (id, days)
        });
        let criteria = self.markdown.section("Success Criteria").map(|section| self.markdown.items(&section.body));
        let criteria = criteria.unwrap_or_default().into_iter().map(|item| {
            let is_met = item.tick.is_some_and(|tick| self.markdown.get(&tick).eq_ignore_ascii_case("x"));
            (said(self.markdown.get(&item.text)), is_met)
        });
        let file = MilestoneFile {
            id: field("ID"),
            name: from_markdown(title.strip_prefix(TITLE).unwrap_or(&title).trim()),
            status: self.status(mistakes),
            depends_on: depends_on.collect(),
            risk: self.risk(mistakes),
            effort: self.effort(mistakes),
            goal: paragraph("Goal"),
            criteria: criteria.filter(|(text, _)| !text.is_empty()).collect(),
            creates: self.file_names("Create"),
            modifies: self.file_names("Modify"),
            value: paragraph("User Value"),
            abort_point: abort_point(&markdown("Abort Point")).map(|with| from_markdown(&with)),
            waiting_days: self.note(WAITING).and_then(|place| first_number(self.markdown.get(&place))).unwrap_or(0),
            slow_reason: self
                .note(SLOW)
                .map(|place| joined(self.markdown.get(&place)))
                .filter(|text| !is_none(text))
                .map(|text| from_markdown(&text)),
        };
        if file.id.is_empty() {
            mistakes.error("artifact_id", "id", 0..0, "it has no id", "add a line: **ID:** M1");
        }
        if file.name.is_empty() {
            mistakes.error("artifact_name", "name", 0..0, "it has no name", "begin it with: # Milestone: NAME");
        }
        file
    }

    fn status(&self, mistakes: &mut Mistakes) -> String {
        let Some(place) = self.markdown.field("Status") else { return STATUSES[0].into() };
        let text = self.markdown.get(&place).trim().to_lowercase();
        if text.is_empty() {
            return STATUSES[0].into();
        }
        if !STATUSES.contains(&text.as_str()) {
            let fix = format!("write one of {}", STATUSES.join(", "));
            mistakes.error("artifact_status", "status", place, format!("`{text}` is no status"), fix);
        }
        text
    }

    fn risk(&self, mistakes: &mut Mistakes) -> Risk {
        let Some(place) = self.markdown.field("Risk") else { return Risk::default() };
        let text = self.markdown.get(&place);
        let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if word.is_empty() {
            return Risk::default();
        }
        Risk::ALL.into_iter().find(|risk| risk.as_str().eq_ignore_ascii_case(word)).unwrap_or_else(|| {
            mistakes.error("artifact_risk", "risk", place, format!("`{text}` is no risk"), "write Low, Medium or High");
            Risk::default()
        })
    }

    fn effort(&self, mistakes: &mut Mistakes) -> Option<EffortRange> {
        if let Some(place) = self.note(HOURS) {
            let numbers = numbers(self.markdown.get(&place));
            let range = match numbers.as_slice() {
                [likely] => Some([*likely; 3]),
                [low, likely, high, ..] => Some([*low, *likely, *high]),
                _ => None,
            };
            let range = range.map(|range| range.map(Effort::from_hours));
            if let Some(effort) = range.and_then(|[low, likely, high]| EffortRange::new(low, likely, high).ok()) {
                return Some(effort);
            }
            let fix = "write three numbers: if all goes well, likely, if it goes badly";
            mistakes.error("artifact_hours", "hours", place, "these are no hours in order", fix);
            return None;
        }
        let place = self.markdown.field("Effort").filter(|place| !place.is_empty())?;
        let size = self.markdown.get(&place);
        let effort = effort_of(size);
        if effort.is_none() {
            let fix = "write Small, Medium or Large, or a line with hours under Notes";
            mistakes.warn("artifact_effort", "effort", place, format!("`{size}` says no effort"), fix);
        }
        effort
    }

    fn dependencies(&self, mistakes: &mut Mistakes) -> Vec<MilestoneId> {
        let Some(place) = self.markdown.field("Dependencies") else { return Vec::new() };
        let text = self.markdown.get(&place);
        if is_none(text) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for part in text.split(',') {
            let id = from_markdown(part.trim().trim_matches(['[', ']', '`']));
            if id.is_empty() || id.contains(char::is_whitespace) {
                let message = format!("`{}` is no id", part.trim());
                mistakes.error("artifact_dependency", "dependencies", place.clone(), message, "write None, or M1, M2");
            } else {
                found.push(MilestoneId::new(id));
            }
        }
        found
    }

    fn lags(&self) -> Vec<(MilestoneId, u32)> {
        let Some(place) = self.note(LAGS) else { return Vec::new() };
        let parts = self.markdown.get(&place).split(',');
        parts
            .filter_map(|part| {
                let (id, days) = part.split_once('+')?;
                Some((MilestoneId::new(from_markdown(id.trim())), first_number(days)?))
            })
            .collect()
    }

    fn file_names(&self, label: &str) -> Vec<String> {
        let Some(place) = self.files(label) else { return Vec::new() };
        let text = self.markdown.get(&place);
        if is_none(text) {
            return Vec::new();
        }
        let names = text.split(',').map(|name| from_path(name.trim()));
        names.filter(|name| !is_none(name)).collect()
    }
}

fn is_none(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "" | "none" | "—" | "-" | "n/a")
}

fn abort_point(text: &str) -> Option<String> {
    let rest = text.get(..3).filter(|start| start.eq_ignore_ascii_case("yes")).map(|_| &text[3..])?;
    let rest = rest.trim_start();
    Some(rest.strip_prefix([':', ',', '—', '-', '.']).unwrap_or(rest).trim_start().to_owned())
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|part| part.trim_matches('.').parse().ok())
        .collect()
}

fn first_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?.parse().ok()
}
