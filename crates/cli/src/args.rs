//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Turns a goal into a plan that survives contact with a calendar.
#[derive(Debug, Parser)]
#[command(
    name = "backcast",
    version,
    max_term_width = 100,
    after_help = "Start with `backcast init` and `backcast plan goal.toml`.\n\
        Exit codes: 0 done · 1 the answer is no · 2 usage · 3 invalid input · 70 our bug."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
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
    /// Plan from this day where the goal file names none (default: today).
    #[arg(long, value_name = "DATE", env = "BACKCAST_NOW", global = true)]
    pub(crate) now: Option<Date>,
    /// Never ask; fail where an answer is needed.
    #[arg(long, global = true)]
    pub(crate) non_interactive: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented goal file to start from.
    Init(Init),
    /// Read a goal critically: what is missing, vague or contradictory.
    ///
    /// Without a file, on a terminal, asks for the parts of a goal one by one
    /// and writes the file.
    Anchor(Anchor),
    /// Turn a goal file into a proved, dated plan.
    Plan(Plan),
    /// Judge a plan, whoever made it, or the plan that a goal file gives.
    Audit(Audit),
    /// Look into the library that plans are made from, and add to it.
    Playbook(Playbook),
    /// Print the completion script of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it.
    #[arg(default_value = "goal.toml")]
    pub(crate) file: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Anchor {
    /// The goal file; `-` reads standard input.
    pub(crate) file: Option<PathBuf>,
    /// Where the questions put a new goal.
    #[arg(long, value_name = "FILE", default_value = "goal.toml", conflicts_with = "file")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The goal file; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Plan an unclear goal with stated assumptions instead of asking first.
    #[arg(long)]
    pub(crate) assume: bool,
    /// Plan work that is too small for milestones all the same.
    #[arg(long)]
    pub(crate) force: bool,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
    /// Plan as if the library did not have this playbook (repeatable).
    #[arg(long, value_name = "PLAYBOOK")]
    pub(crate) without: Vec<String>,
    /// Show the success criteria of each milestone.
    #[arg(long)]
    pub(crate) criteria: bool,
    /// Explain one milestone: why it is there and why then.
    #[arg(long, value_name = "ID")]
    pub(crate) why: Option<String>,
    /// Print the plan as Markdown.
    #[arg(long, group = "form")]
    pub(crate) markdown: bool,
    /// Print the plan as a picture (SVG).
    #[arg(long, group = "form", value_name = "WHICH", num_args = 0..=1, default_missing_value = "both", require_equals = true)]
    pub(crate) svg: Option<Picture>,
    /// Colors of the picture.
    #[arg(long, default_value = "auto")]
    pub(crate) theme: Theme,
    /// Write to a file; .json, .md and .svg decide the form.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// Bars over days.
    Gantt,
    /// What rests on what.
    Graph,
    /// The one above the other.
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// As the viewer prefers.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// A plan (JSON) or a goal file (TOML); `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Goal file with the hours, busy days and verification of the plan.
    #[arg(long, value_name = "GOAL")]
    pub(crate) goal: Option<PathBuf>,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Playbook {
    #[command(subcommand)]
    pub(crate) command: PlaybookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlaybookCommand {
    /// List playbooks and aspects.
    List,
    /// Show one playbook or aspect.
    Show {
        /// Its id.
        id: String,
        /// Print the file as it is.
        #[arg(long)]
        raw: bool,
    },
    /// Check a playbook file, or all of a folder.
    Lint {
        /// The file or the folder.
        path: PathBuf,
    },
    /// Turn a finished or edited plan into a playbook of your own.
    ///
    /// Finished milestones bring the hours that they took: `hours_spent` in the
    /// plan, or in a progress file. What it says wins over what comes with
    /// backcast.
    FromPlan {
        /// The plan (JSON); `-` reads standard input.
        plan: PathBuf,
        /// Its id, in lower case with hyphens; made from the title where not given.
        #[arg(long)]
        id: Option<String>,
        /// Progress file (TOML) with the hours of finished milestones.
        #[arg(long, value_name = "FILE")]
        progress: Option<PathBuf>,
        /// Replace a playbook of yours with this id.
        #[arg(long)]
        force: bool,
    },
    /// Print the texts of a playbook or aspect, to reword or translate them.
    Texts {
        /// Its id.
        id: String,
    },
    /// Write a commented playbook into your folder.
    New {
        /// Its id, in lower case with hyphens.
        id: String,
    },
}
