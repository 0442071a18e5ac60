//! What coding agents need to know of backcast: skills in their places, and a
//! marked section in `AGENTS.md`. What the user wrote stays byte for byte.

use std::path::{Path, PathBuf};

/// A coding agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentKind {
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// Gemini CLI.
    Gemini,
    /// OpenCode.
    OpenCode,
}

impl AgentKind {
    /// All of them.
    pub const ALL: [AgentKind; 5] =
        [AgentKind::Claude, AgentKind::Codex, AgentKind::Cursor, AgentKind::Gemini, AgentKind::OpenCode];

    /// The name used on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            AgentKind::Claude => "claude",
            AgentKind::Codex => "codex",
            AgentKind::Cursor => "cursor",
            AgentKind::Gemini => "gemini",
            AgentKind::OpenCode => "opencode",
        }
    }

    /// Its own folder of skills within a project.
    fn folder(self) -> &'static str {
        match self {
            AgentKind::Claude => ".claude/skills",
            AgentKind::Codex => ".codex/skills",
            AgentKind::Cursor => ".cursor/skills",
            AgentKind::Gemini => ".gemini/skills",
            AgentKind::OpenCode => ".opencode/skill",
        }
    }

    /// How the user gives it the tools of the server, too.
    #[must_use]
    pub fn server_hint(self) -> &'static str {
        match self {
            AgentKind::Claude => "claude mcp add backcast -- backcast mcp",
            AgentKind::Codex => "codex mcp add backcast -- backcast mcp",
            AgentKind::Cursor => {
                "add to .cursor/mcp.json: {\"mcpServers\": {\"backcast\": {\"command\": \"backcast\", \"args\": [\"mcp\"]}}}"
            }
            AgentKind::Gemini => "gemini mcp add backcast backcast mcp",
            AgentKind::OpenCode => {
                "add to opencode.json: {\"mcp\": {\"backcast\": {\"type\": \"local\", \"command\": [\"backcast\", \"mcp\"]}}}"
            }
        }
    }
}

/// The folder that agents share.
const SHARED: &str = ".agents/skills";
/// The skills, by their names.
const SKILLS: [(&str, &str); 2] =
    [("backcast-plan", include_str!("plan.md")), ("backcast-track", include_str!("track.md"))];
const SECTION: &str = include_str!("section.md");
/// The file that agents read first.
pub const AGENTS_FILE: &str = "AGENTS.md";
const BEGIN: &str = "<!-- backcast:begin";
const END: &str = "<!-- backcast:end -->";

/// A skill file in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillFile {
    /// Its path within the project.
    pub path: PathBuf,
    /// Its text.
    pub text: &'static str,
}

/// The skill files in an agent's own place.
#[must_use]
pub fn own_skill_files(agent: AgentKind) -> Vec<SkillFile> {
    let path = |name: &str| Path::new(agent.folder()).join(name).join("SKILL.md");
    SKILLS.map(|(name, text)| SkillFile { path: path(name), text }).to_vec()
}

/// The skill files for these agents: those that all share, then their own.
#[must_use]
pub fn skill_files(agents: &[AgentKind]) -> Vec<SkillFile> {
    let shared = SKILLS.map(|(name, text)| SkillFile { path: Path::new(SHARED).join(name).join("SKILL.md"), text });
    shared.into_iter().chain(agents.iter().flat_map(|agent| own_skill_files(*agent))).collect()
}

/// Where a file stands that is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not there.
    Missing,
    /// It is as this version has it.
    Current,
    /// Somebody changed it, or another version wrote it.
    Different,
}

impl Standing {
    /// The standing of a text that should be this one.
    #[must_use]
    pub fn of(found: Option<&str>, wanted: &str) -> Self {
        match found {
            None => Standing::Missing,
            Some(text) if text == wanted => Standing::Current,
            Some(_) => Standing::Different,
        }
    }

    /// The name used in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Missing => "missing",
            Standing::Current => "current",
            Standing::Different => "different",
        }
    }
}

/// The text of `AGENTS.md` with our section: in the place of the one that is
/// there, else at the end.
#[must_use]
pub fn with_section(text: &str) -> String {
    if let Some(place) = section_place(text) {
        let begin = &text[place.start..];
        let first_line = begin.find('\n').map_or(begin.len(), |end| end + 1);
        return format!("{}{}{SECTION}{END}{}", &text[..place.start], &begin[..first_line], &text[place.end..]);
    }
    // How many line breaks were put before it, so that they can be taken away.
    let n_breaks = match text {
        "" => 0,
        _ if text.ends_with("\n\n") => 0,
        _ if text.ends_with('\n') => 1,
        _ => 2,
    };
    format!("{text}{}{BEGIN} breaks={n_breaks} -->\n{SECTION}{END}\n", "\n".repeat(n_breaks))
}

/// The text of `AGENTS.md` as it was before our section; `None` if there
/// is none.
#[must_use]
pub fn without_section(text: &str) -> Option<String> {
    let place = section_place(text)?;
    let marker = &text[place.start..];
    let stated = marker.strip_prefix(BEGIN)?.split("-->").next()?.trim().strip_prefix("breaks=")?.parse::<usize>();
    let n_breaks = stated.unwrap_or(0);
    let mut before = &text[..place.start];
    for _ in 0..n_breaks {
        before = before.strip_suffix('\n').unwrap_or(before);
    }
    let after = text[place.end..].strip_prefix('\n').unwrap_or(&text[place.end..]);
    Some(format!("{before}{after}"))
}

/// Whether the section is there, and as this version has it.
#[must_use]
pub fn section_standing(text: Option<&str>) -> Standing {
    let Some(text) = text else { return Standing::Missing };
    match section_place(text) {
        None => Standing::Missing,
        Some(_) if with_section(text) == text => Standing::Current,
        Some(_) => Standing::Different,
    }
}

/// From the mark of its beginning to that of its end.
fn section_place(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find(BEGIN)?;
    let end = start + text[start..].find(END)? + END.len();
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_comes_back_byte_for_byte() {
        for text in ["", "# Ours", "# Ours\n", "# Ours\n\n", "a\r\nb", "# Ours\n\nText.\n\n\n"] {
            let with = with_section(text);
            assert!(with.contains("backcast-plan"));
            assert_eq!(section_standing(Some(&with)), Standing::Current);
            assert_eq!(with_section(&with), with, "again changes nothing");
            assert_eq!(without_section(&with).as_deref(), Some(text), "{text:?}");
            // What the user adds behind it stays, too.
            let more = format!("{with}\n## Mine\n");
            assert_eq!(without_section(&more).expect("there"), format!("{text}\n## Mine\n"));
        }
        assert_eq!(without_section("# Ours\n"), None);
    }

    #[test]
    fn an_older_section_is_brought_up_to_date_where_it_is() {
        let text = format!("# A\n\n{BEGIN} breaks=1 -->\nold\n{END}\n\n# B\n");
        assert_eq!(section_standing(Some(&text)), Standing::Different);
        let with = with_section(&text);
        assert!(
            with.starts_with("# A\n\n<!-- backcast:begin breaks=1 -->\n## Planning") && with.ends_with("\n\n# B\n")
        );
    }

    #[test]
    fn skills_have_the_head_that_agents_look_for() {
        for (name, text) in SKILLS {
            assert!(text.starts_with(&format!("---\nname: {name}\ndescription: ")), "{name}");
        }
        let all = skill_files(&AgentKind::ALL);
        assert_eq!(all.len(), 12, "two skills in six places");
    }
}
