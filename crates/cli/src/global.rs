//! What can be said with every command.

use std::path::PathBuf;

use backcast_host::Environment;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing beside the result.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Print without colors (as with the variable NO_COLOR).
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Work as if started in this folder.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Say what would be written, and write nothing.
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// Take this day for today (default: the clock's).
    #[arg(long, value_name = "DATE", env = "BACKCAST_NOW", global = true)]
    pub(crate) now: Option<Date>,
    /// Never ask; fail where an answer is needed.
    #[arg(long, global = true)]
    pub(crate) non_interactive: bool,
    /// Where goals are kept: a file or postgres://… (default: see `config --origin`).
    #[arg(long, value_name = "WHERE", global = true)]
    pub(crate) database: Option<String>,
    /// Write only where the goal is still at this version (see `show --json`).
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    pub(crate) if_version: Option<u64>,
    /// Say on stderr what is done: error, warn, info, debug, trace, or by part: store=debug
    /// (as with the variable BACKCAST_LOG).
    #[arg(long = "log", alias = "log-level", value_name = "LEVEL", global = true)]
    pub(crate) log_level: Option<String>,
    /// What the process finds where it runs; not an argument.
    #[arg(skip)]
    pub(crate) environment: Environment,
}

/// For commands whose own `--log` means something else. An argument of the same
/// id keeps the global one away, and its value reaches [`Global`] all the same.
#[derive(Debug, Args)]
pub(crate) struct LogLevel {
    /// Say on stderr what is done, as `--log` does for other commands.
    #[arg(id = "log_level", long = "log-level", value_name = "LEVEL", help_heading = "Everywhere")]
    _of_global: Option<String>,
}
