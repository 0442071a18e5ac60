//! `backcast agent install`: skills for coding agents, and taking them back.

use std::path::{Path, PathBuf};

use backcast_app::agent_kit::{
    AGENTS_FILE, AgentKind, Standing, own_skill_files, section_standing, skill_files, with_section, without_section,
};
use backcast_app::{AppError, EnclosedFolder, EnclosedPath};
use backcast_view::config as view;
use clap::{Args, Subcommand, ValueEnum};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Agent {
    #[command(subcommand)]
    pub(crate) action: AgentAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AgentAction {
    /// Give a coding agent in this folder the skills to plan and work with
    /// backcast; everything can be taken back.
    ///
    /// Writes skills below .agents/skills and in the agent's own place, and a
    /// marked section into AGENTS.md. What you wrote stays.
    Install(AgentInstall),
}

#[derive(Debug, Args)]
pub(crate) struct AgentInstall {
    /// Which agent.
    #[arg(value_name = "AGENT")]
    pub(crate) agent: AgentName,
    /// Only say what is there; exit code 1 where anything is missing or old.
    #[arg(long, group = "what")]
    pub(crate) check: bool,
    /// Take everything back.
    #[arg(long, group = "what")]
    pub(crate) remove: bool,
    /// Print what would be written.
    #[arg(long, group = "what")]
    pub(crate) print: bool,
    /// Replace or take away files that were changed, too.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AgentName {
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// Gemini CLI.
    Gemini,
    /// OpenCode.
    Opencode,
    /// All of them.
    All,
}

pub(crate) fn run(command: &Agent, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let AgentAction::Install(install) = &command.action;
    let agents: Vec<AgentKind> = match install.agent {
        AgentName::All => AgentKind::ALL.to_vec(),
        AgentName::Claude => vec![AgentKind::Claude],
        AgentName::Codex => vec![AgentKind::Codex],
        AgentName::Cursor => vec![AgentKind::Cursor],
        AgentName::Gemini => vec![AgentKind::Gemini],
        AgentName::Opencode => vec![AgentKind::OpenCode],
    };
    if install.print {
        return print(&agents, output);
    }
    if install.check {
        return check(&agents, global, output);
    }
    if install.remove { remove(&agents, install, global, output) } else { write(&agents, install, global, output) }
}

/// Files that agents read are smaller.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

fn read(path: &Path, global: &Global) -> Result<Option<String>, Problem> {
    let folder = EnclosedFolder::new(global.environment.resolve(Path::new("")));
    Ok(folder.read(&enclosed(path)?, FILE_BYTES_MAX).map_err(AppError::from)?)
}

/// The path of a file of ours: no link on its way is followed.
fn enclosed(path: &Path) -> Result<EnclosedPath, Problem> {
    Ok(EnclosedPath::new(&path.to_string_lossy()).map_err(AppError::from)?)
}

fn print(agents: &[AgentKind], output: &Output) -> Result<Exit, Problem> {
    for file in skill_files(agents) {
        output.data(&format!("==> {} <==\n{}\n", file.path.display(), file.text))?;
    }
    output.data(&format!("==> {AGENTS_FILE} (section) <==\n{}", with_section("")))?;
    Ok(Exit::Done)
}

fn check(agents: &[AgentKind], global: &Global, output: &Output) -> Result<Exit, Problem> {
    let mut found: Vec<(PathBuf, Standing)> = Vec::new();
    for file in skill_files(agents) {
        let text = read(&file.path, global)?;
        found.push((file.path, Standing::of(text.as_deref(), file.text)));
    }
    found.push((AGENTS_FILE.into(), section_standing(read(Path::new(AGENTS_FILE), global)?.as_deref())));
    if global.json {
        output.document(&view::Agent::of(&found))?;
    } else {
        for (path, standing) in &found {
            output.data(&format!("{:<9} {}\n", standing.as_str(), path.display()))?;
        }
    }
    Ok(if found.iter().all(|(_, standing)| *standing == Standing::Current) { Exit::Done } else { Exit::No })
}

fn write(agents: &[AgentKind], install: &AgentInstall, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let mut n_kept = 0;
    for file in skill_files(agents) {
        match Standing::of(read(&file.path, global)?.as_deref(), file.text) {
            Standing::Current => {}
            Standing::Different if !install.force => {
                output.note(&format!("{} is different and stays; --force replaces it", file.path.display()));
                n_kept += 1;
            }
            Standing::Missing | Standing::Different => {
                output.file_of_project(&enclosed(&file.path)?, file.text)?;
            }
        }
    }
    let path = Path::new(AGENTS_FILE);
    let before = read(path, global)?.unwrap_or_default();
    let after = with_section(&before);
    if after != before {
        output.file_of_project(&enclosed(path)?, &after)?;
    }
    for agent in agents {
        output.note(&format!("{}, for its tools as well: {}", agent.as_str(), agent.server_hint()));
    }
    Ok(if n_kept == 0 { Exit::Done } else { Exit::No })
}

fn remove(agents: &[AgentKind], install: &AgentInstall, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let mut n_kept = 0;
    // What agents share stays as long as another one is there.
    let others: Vec<AgentKind> = AgentKind::ALL.into_iter().filter(|agent| !agents.contains(agent)).collect();
    let is_other = |agent: &&AgentKind| {
        own_skill_files(**agent).iter().any(|file| global.environment.resolve(&file.path).exists())
    };
    let is_shared = others.iter().find(is_other);
    let files = match is_shared {
        Some(other) => {
            output.note(&format!("{AGENTS_FILE} and .agents stay for {}", other.as_str()));
            agents.iter().flat_map(|agent| own_skill_files(*agent)).collect()
        }
        None => skill_files(agents),
    };
    for file in files {
        match Standing::of(read(&file.path, global)?.as_deref(), file.text) {
            Standing::Missing => {}
            Standing::Different if !install.force => {
                output.note(&format!("{} was changed and stays; --force takes it away", file.path.display()));
                n_kept += 1;
            }
            Standing::Current | Standing::Different => output.remove_of_project(&enclosed(&file.path)?)?,
        }
    }
    let path = Path::new(AGENTS_FILE);
    if is_shared.is_some() {
        return Ok(if n_kept == 0 { Exit::Done } else { Exit::No });
    }
    if let Some(before) = read(path, global)?.as_deref().and_then(without_section) {
        // A file that we made ourselves goes with its only section.
        let path = enclosed(path)?;
        if before.is_empty() { output.remove_of_project(&path)? } else { output.file_of_project(&path, &before)? }
    }
    Ok(if n_kept == 0 { Exit::Done } else { Exit::No })
}
