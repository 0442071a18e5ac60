//! Arguments of `review` and `model`.

use std::path::PathBuf;

use backcast_app::review::Part;
use clap::{Args, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use crate::complete;

#[derive(Debug, Args)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) action: ReviewAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewAction {
    /// Have a goal planned by five reviewers and a synthesis; the result is a
    /// proposal to approve.
    ///
    /// Rules do the thinking unless --by (or `planner` of the configuration)
    /// names a model, an agent or whoever calls. Every step is kept: a review
    /// that was interrupted goes on with `backcast review run`.
    Start(ReviewStart),
    /// Go on with a review that was interrupted or ran into a limit.
    Run(ReviewRun),
    /// Print the packet of a part, to be thought about elsewhere.
    Packet(ReviewPacket),
    /// Hand in the answer to a part.
    Submit(ReviewSubmit),
    /// Where a review stands, part by part.
    Status(ReviewNamed),
    /// What came of a review, or one of its texts as it was.
    Show(ReviewShow),
    /// The reviews that are kept.
    List,
    /// End a review without a plan.
    Stop(ReviewStop),
    /// The prompts: list them, print one, or copy them to change them.
    Prompts(ReviewPrompts),
    /// Walk through the week in which a day lies (default: today).
    Week(ReviewWeek),
}

/// Who thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Rules of the library; needs nothing.
    Playbook,
    /// A language model, as the table `model` of the configuration has it.
    Model,
    /// A command that reads a prompt and prints the answer.
    Agent,
    /// Whoever calls: packets out, answers in.
    Host,
}

#[derive(Debug, Args)]
pub(crate) struct Thinking {
    /// Who thinks.
    #[arg(long, value_name = "WHO")]
    pub(crate) by: Option<By>,
    /// The language model, in the place of the configured one.
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// The command, in the place of the configured one.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) agent: Option<String>,
    /// Dollars that the whole review may cost; it stops before it costs more.
    #[arg(long, value_name = "DOLLARS")]
    pub(crate) budget: Option<f64>,
    /// With --json: print every step as a line of JSON as it happens.
    #[arg(long)]
    pub(crate) follow: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewStart {
    /// A goal file, a brief (Markdown), or a goal that is kept.
    #[arg(value_name = "GOAL", add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) target: PathBuf,
    /// The repository that is changed; only tracked files are looked at.
    #[arg(long, value_name = "DIR")]
    pub(crate) repo: Option<PathBuf>,
    /// Something that has to hold beside what the goal says (repeatable).
    #[arg(long, value_name = "TEXT")]
    pub(crate) constraint: Vec<String>,
    /// Review an unclear goal with stated assumptions instead of asking first.
    #[arg(long)]
    pub(crate) assume: bool,
    /// Review work that is too small for milestones all the same.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) thinking: Thinking,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewRun {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
    #[command(flatten)]
    pub(crate) thinking: Thinking,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewPacket {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis;
    /// the first that waits where absent.
    #[arg(value_name = "PART")]
    pub(crate) part: Option<Part>,
    /// Write it to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewSubmit {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis.
    #[arg(value_name = "PART")]
    pub(crate) part: Part,
    /// The file with the answer; `-` reads standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "failed")]
    pub(crate) file: Option<PathBuf>,
    /// Hash of the packet that was answered: another one is refused.
    #[arg(long, value_name = "HASH")]
    pub(crate) packet: Option<String>,
    /// Say that there will be no answer this time, and why.
    #[arg(long, value_name = "WHY", conflicts_with_all = ["file", "packet"])]
    pub(crate) failed: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewNamed {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewShow {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: Option<String>,
    /// Print the answer of a part as it came.
    #[arg(long, value_name = "PART", conflicts_with = "brief")]
    pub(crate) part: Option<Part>,
    /// Print the packet of the part instead of its answer.
    #[arg(long, requires = "part")]
    pub(crate) packet: bool,
    /// The so-many-th attempt of the part (default: the last one).
    #[arg(long, value_name = "N", requires = "part")]
    pub(crate) attempt: Option<u32>,
    /// Print the brief.
    #[arg(long)]
    pub(crate) brief: bool,
    /// Print what happened, step by step.
    #[arg(long, conflicts_with_all = ["part", "brief"])]
    pub(crate) log: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewStop {
    /// The review, or a goal, of which the newest counts.
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) run: String,
    /// The reason.
    #[arg(long, value_name = "REASON")]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewPrompts {
    /// Print this one.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Copy those that are not there yet into the folder of your own.
    #[arg(long, conflicts_with = "name")]
    pub(crate) init: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewWeek {
    /// A day of the week: `yesterday`, `last sunday`, 2026-03-02.
    pub(crate) day: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Model {
    #[command(subcommand)]
    pub(crate) action: ModelAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelAction {
    /// Say what is wrong with the configuration of the language model: name,
    /// key, endpoint, model, schema. Sends two small requests.
    Check(ModelCheck),
}

#[derive(Debug, Args)]
pub(crate) struct ModelCheck {
    /// The language model, in the place of the configured one.
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
}

/// Lets a command write everywhere but below a folder.
#[derive(Debug, Args)]
pub(crate) struct Confined {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The command with its arguments.
    #[arg(last = true, required = true)]
    pub(crate) command: Vec<std::ffi::OsString>,
}
