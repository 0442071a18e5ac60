use backcast_core::{Verification, VerificationLevel};

/// Everything that a reviewer has to know, self-contained.
///
/// Its text form is Markdown with the headings of [`Brief::to_markdown`];
/// [`read_brief`](crate::read_brief) reads it back, also written by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brief {
    /// What is to be achieved.
    pub goal: String,
    /// What belongs to it.
    pub scope_in: Vec<String>,
    /// What does not.
    pub scope_out: Vec<String>,
    /// Where one stands, what is there, what it rests on.
    pub context: Vec<Material>,
    /// Time, money, people, compatibility, what was rejected before.
    pub constraints: Vec<String>,
    /// What shows that it is achieved.
    pub success_criteria: Vec<String>,
    /// How the whole is verified, where that is known.
    pub verification: Option<Verification>,
}

/// A part of the context under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// What it is.
    pub name: String,
    /// Its text, in lines.
    pub text: String,
}

impl Material {
    /// A material.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Material { name: name.into(), text: text.into() }
    }
}

/// Said where the brief knows nothing.
const NOTHING: &str = "(nothing stated)";

impl Brief {
    /// The brief as Markdown; what is not known is stated not to be known.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = String::from("## Problem Brief\n\n");
        text.push_str(&format!("**Goal:** {}\n\n", one_line(&self.goal)));
        text.push_str("**Scope:**\n");
        text.push_str(&format!("- In: {}\n", joined(&self.scope_in)));
        text.push_str(&format!("- Out: {}\n\n", joined(&self.scope_out)));
        text.push_str("**Technical Context:**\n");
        for material in &self.context {
            text.push_str(&format!("\n### {}\n\n{}\n", one_line(&material.name), material.text.trim_end()));
        }
        if self.context.is_empty() {
            text.push_str(&format!("{NOTHING}\n"));
        }
        text.push_str(&format!("\n**Constraints:**\n{}\n", list(&self.constraints)));
        text.push_str(&format!("**Success Criteria:**\n{}\n", list(&self.success_criteria)));
        text.push_str("**Verification Strategy:**\n");
        match &self.verification {
            Some(verification) => {
                text.push_str(&format!("- **Level:** {}\n", level_name(verification.level)));
                text.push_str(&format!("- **Command:** `{}`\n", one_line(&verification.command)));
                let proves = verification.validates.as_deref().unwrap_or(NOTHING);
                text.push_str(&format!("- **What it validates:** {}\n", one_line(proves)));
            }
            None => text.push_str(&format!("{NOTHING}\n")),
        }
        text
    }
}

/// The name of a level in briefs and artifacts, which call a skill
/// `skill/agent`.
#[must_use]
pub fn level_name(level: VerificationLevel) -> &'static str {
    match level {
        VerificationLevel::Skill => "skill/agent",
        other => other.as_str(),
    }
}

/// The level that a name means.
#[must_use]
pub fn level_named(name: &str) -> Option<VerificationLevel> {
    let name = name.trim().to_lowercase();
    VerificationLevel::ALL.into_iter().find(|level| level_name(*level) == name || level.as_str() == name)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn joined(parts: &[String]) -> String {
    if parts.is_empty() {
        return NOTHING.into();
    }
    parts.iter().map(|part| one_line(part)).collect::<Vec<_>>().join("; ")
}

fn list(parts: &[String]) -> String {
    if parts.is_empty() {
        return format!("{NOTHING}\n");
    }
    parts.iter().map(|part| format!("- {}\n", one_line(part))).collect()
}

/// What a line says that names the deadline: "Deadline: 2027-03-31".
#[must_use]
pub fn deadline_named(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once(':')?;
    let label = label.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    DEADLINE_LABELS.contains(&label.as_str()).then(|| rest.trim_matches(['*', ' ']))
}

/// What a constraint says that sets a deadline in a sentence: "Must be live by
/// 15 February".
#[must_use]
pub fn deadline_said(line: &str) -> Option<&str> {
    const AROUND: [&str; 29] = [
        "must",
        "has",
        "have",
        "needs",
        "to",
        "be",
        "is",
        "it",
        "all",
        "everything",
        "finish",
        "finished",
        "done",
        "complete",
        "completed",
        "ready",
        "live",
        "ship",
        "shipped",
        "launch",
        "launched",
        "deliver",
        "delivered",
        "due",
        "release",
        "released",
        "publish",
        "published",
        "submitted",
    ];
    const SIGNS: [&str; 4] = ["by ", "before ", "until ", "no later than "];
    let mut rest = line.trim();
    loop {
        let lower = rest.to_ascii_lowercase();
        if let Some(sign) = SIGNS.iter().find(|sign| lower.starts_with(*sign)) {
            return Some(rest[sign.len()..].trim());
        }
        let (word, after) = rest.split_once(' ')?;
        if !AROUND.contains(&word.to_ascii_lowercase().as_str()) {
            return None;
        }
        rest = after.trim_start();
    }
}

/// What a deadline is called.
const DEADLINE_LABELS: [&str; 7] =
    ["deadline", "due", "due date", "due by", "target date", "end date", "completion date"];

/// Whether a text is a brief in Markdown, and no goal file: it begins with a
/// heading or a bold label.
#[must_use]
pub fn is_brief(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['#', '*'])
}

/// Reads a brief from Markdown, as tolerant as people write: headings may be
/// bold labels or `#` headings, in any order, with the text after them or
/// below. What stands under no known heading is context.
///
/// A text without any heading is a goal, if it is one paragraph.
#[must_use]
pub fn read_brief(text: &str) -> Brief {
    let mut brief = Brief::default();
    let mut part = Part::Lead;
    let mut strategy = Strategy::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        if let Some((found, rest)) = heading(line, part) {
            if found == Part::Deadline && !rest.is_empty() {
                brief.take(found, rest, &mut strategy);
                continue;
            }
            part = found;
            if !rest.is_empty() {
                brief.take(part, rest, &mut strategy);
            }
        } else if let (Part::Context | Part::Lead, Some(name)) = (part, line.strip_prefix("### ")) {
            part = Part::Context;
            brief.context.push(Material::new(name.trim(), ""));
        } else {
            brief.take(part, line, &mut strategy);
        }
    }
    for material in &mut brief.context {
        material.text = material.text.trim().to_owned();
    }
    brief.context.retain(|material| !material.text.is_empty());
    brief.verification = strategy.verification();
    if brief.goal.is_empty() && brief.context.len() == 1 && !brief.context[0].text.contains("\n\n") {
        brief.goal = one_line(&brief.context.remove(0).text);
    }
    brief
}

/// The part of a brief that a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Before any heading.
    Lead,
    Goal,
    /// Under "Scope", before "In" or "Out" is said.
    Scope,
    In,
    Out,
    Context,
    Constraints,
    /// A constraint with a heading of its own.
    Deadline,
    Success,
    Verification,
    /// A title that carries nothing itself.
    Title,
}

/// Whether a line begins another part, and what it says after its label.
fn heading(line: &str, within: Part) -> Option<(Part, &str)> {
    let trimmed = line.trim();
    if let Some(title) = trimmed.strip_prefix('#') {
        let title = title.trim_start_matches('#').trim();
        return part_named(title.trim_end_matches(':')).map(|part| (part, ""));
    }
    let bare = trimmed.trim_start_matches(['-', ' ']);
    if let Some(label) = bare.strip_prefix("**") {
        let (label, rest) = label.split_once("**")?;
        let rest = rest.trim_start_matches(':').trim();
        return part_named(label.trim_end_matches(':')).map(|part| (part, rest));
    }
    let is_scope = matches!(within, Part::Scope | Part::In | Part::Out);
    let (label, rest) = bare.split_once(':').filter(|_| is_scope)?;
    match label.trim().to_lowercase().as_str() {
        "in" => Some((Part::In, rest.trim())),
        "out" => Some((Part::Out, rest.trim())),
        _ => None,
    }
}

fn part_named(label: &str) -> Option<Part> {
    let label = label.trim().to_lowercase();
    let is_title = ["problem brief", "context brief"].iter().any(|title| label.starts_with(title));
    Some(match label.as_str() {
        "brief" => Part::Title,
        _ if is_title => Part::Title,
        "goal" | "objective" => Part::Goal,
        "scope" => Part::Scope,
        "in" | "in scope" | "scope in" => Part::In,
        "out" | "out of scope" | "scope out" | "non-goals" => Part::Out,
        "technical context" | "context" | "background" => Part::Context,
        "constraints" => Part::Constraints,
        "success criteria" | "acceptance criteria" => Part::Success,
        "verification strategy" | "verification" => Part::Verification,
        label if DEADLINE_LABELS.contains(&label) => Part::Deadline,
        _ => return None,
    })
}

impl Brief {
    fn take(&mut self, part: Part, line: &str, strategy: &mut Strategy) {
        let content = without_bullet(line);
        if content == NOTHING {
            return;
        }
        match part {
            Part::Lead | Part::Context => self.take_context(line),
            Part::Title => {}
            _ if content.is_empty() => {}
            Part::Goal if self.goal.is_empty() => self.goal = content.to_owned(),
            Part::Goal => self.goal = format!("{} {content}", self.goal),
            Part::Scope | Part::In => self.scope_in.extend(parts_of(content)),
            Part::Out => self.scope_out.extend(parts_of(content)),
            Part::Constraints => self.constraints.push(content.to_owned()),
            Part::Deadline => self.constraints.push(format!("Deadline: {content}")),
            Part::Success => self.success_criteria.push(content.to_owned()),
            Part::Verification => strategy.take(content),
        }
    }

    fn take_context(&mut self, line: &str) {
        if self.context.is_empty() && !line.trim().is_empty() {
            self.context.push(Material::new("Context", ""));
        }
        if let Some(last) = self.context.last_mut() {
            last.text.push_str(line);
            last.text.push('\n');
        }
    }
}

fn parts_of(content: &str) -> impl Iterator<Item = String> {
    content.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// A line without the sign of a list or of a box to tick.
fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
    let line = without_number(line).unwrap_or(line);
    line.strip_prefix("[ ] ").or_else(|| line.strip_prefix("[x] ")).unwrap_or(line).trim()
}

/// A line of a numbered list: "2. ", "2) ".
fn without_number(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(['.', ')'])?;
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| rest.strip_prefix(' ')).flatten()
}

#[derive(Default)]
struct Strategy {
    level: Option<VerificationLevel>,
    command: Option<String>,
    validates: Option<String>,
}

impl Strategy {
    fn take(&mut self, content: &str) {
        if let Some(command) = content.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            self.command.get_or_insert_with(|| command.to_owned());
            return;
        }
        let Some((label, rest)) = content.split_once(':') else { return };
        let label = label.replace('*', "");
        let value = rest.trim().trim_start_matches("**").trim().trim_matches('`').trim();
        if value.is_empty() || value == NOTHING {
            return;
        }
        match label.trim().to_lowercase().as_str() {
            "level" => self.level = level_named(value),
            "command" => self.command = Some(value.to_owned()),
            "what it validates" | "validates" => self.validates = Some(value.to_owned()),
            _ => {}
        }
    }

    fn verification(self) -> Option<Verification> {
        let command = self.command?;
        Some(Verification {
            level: self.level.unwrap_or(VerificationLevel::TestSuite),
            command,
            validates: self.validates,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Brief {
        Brief {
            goal: "Search answers within 100 ms".into(),
            scope_in: vec!["the index".into(), "the API".into()],
            scope_out: vec!["the mobile app".into()],
            context: vec![
                Material::new("Where it starts", "A linear scan.\n\nIt holds 2 million rows."),
                Material::new("Files", "- src/search.rs\n- src/api.rs"),
            ],
            constraints: vec!["6 hours a week".into()],
            success_criteria: vec!["p95 below 100 ms in `make bench`".into()],
            verification: Some(Verification {
                level: VerificationLevel::Skill,
                command: "make e2e".into(),
                validates: Some("a search through the API".into()),
            }),
        }
    }

    #[test]
    fn a_brief_begins_with_a_heading_or_a_label() {
        assert!(is_brief("\u{feff}\n# Goal\nMove"));
        assert!(is_brief("**Goal:** Move"));
        assert!(!is_brief("title = 'Move'"));
        assert!(!is_brief(""));
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(read_brief(&full().to_markdown()), full());
        let bare = Brief { goal: "Move house".into(), ..Brief::default() };
        assert_eq!(read_brief(&bare.to_markdown()), bare);
    }

    #[test]
    fn briefs_are_read_as_people_write_them() {
        let text = "# Problem Brief: storage\n\n# Goal\nMove to Postgres\nwithout downtime\n\n## Out of scope\n* reporting\n\n## Background\n\
                    SQLite today.\n\n## Acceptance criteria\n- [ ] all rows are there\n\n## Verification\n`make e2e`\n";
        let brief = read_brief(text);
        assert_eq!(brief.goal, "Move to Postgres without downtime");
        assert_eq!(brief.scope_out, ["reporting"]);
        assert_eq!(brief.context, [Material::new("Context", "SQLite today.")]);
        assert_eq!(brief.success_criteria, ["all rows are there"]);
        assert_eq!(brief.verification.expect("named").command, "make e2e");
    }

    #[test]
    fn deadlines_are_found_wherever_they_stand() {
        for text in [
            "**Goal:** Move\n**Constraints:**\n- Deadline: 1 May\n- 8 hours a week\n",
            "**Goal:** Move\n**Constraints:**\n1. **Deadline:** 1 May\n2. 8 hours a week\n",
            "**Goal:** Move\n**Deadline:** 1 May\n\n**Constraints:**\n- 8 hours a week\n",
            "# Goal\nMove\n## Deadline\n1 May\n## Constraints\n- 8 hours a week\n",
        ] {
            let brief = read_brief(text);
            assert_eq!((brief.goal.as_str(), brief.constraints.len()), ("Move", 2), "{text}");
            assert_eq!(brief.constraints.iter().find_map(|line| deadline_named(line)), Some("1 May"), "{text}");
            assert!(brief.constraints.contains(&"8 hours a week".to_owned()), "{text}");
        }
        assert_eq!(deadline_named("The deadline for papers: 1 May"), None);
        for text in ["Finish by 1 May", "by 1 May", "Must be live before 1 May", "Everything has to be done by  1 May"]
        {
            assert_eq!(deadline_said(text), Some("1 May"), "{text}");
        }
        for text in ["Review by legal", "Approved by 1 May at the latest by the board", "8 hours a week", "by"] {
            let said = deadline_said(text);
            assert!(said.is_none(), "{text}: {said:?}");
        }
    }

    #[test]
    fn a_paragraph_is_a_goal() {
        assert_eq!(read_brief("Write a book\nby May.\n").goal, "Write a book by May.");
        assert_eq!(read_brief("").goal, "");
    }
}
