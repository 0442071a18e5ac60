//! Arguments of `agent`.

use clap::{Args, Subcommand, ValueEnum};

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
