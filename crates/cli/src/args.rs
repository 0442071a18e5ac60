//! What can be said on the command line.

use std::path::PathBuf;

use backcast_app::what_if::Change;
use backcast_core::{BusyChoice, MilestoneId};
use backcast_host::Environment;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use jiff::civil::Date;

use crate::complete;
use crate::picture::{Picture, Theme};

mod agent;
mod calendar;
mod calibrate;
mod forecast;
mod review;

pub(crate) use agent::{Agent, AgentAction, AgentInstall, AgentName};
pub(crate) use calendar::{
    AccessArguments, Calendar, CalendarAction, CalendarAdd, CalendarExpand, CalendarFree, CalendarList,
    CalendarPublish, CalendarSync, FreeOrBusy,
};
pub(crate) use calibrate::{Calibrate, LookPicture};
pub(crate) use forecast::{
    EvalMode, Forecast, ForecastAction, ForecastEffort, ForecastEval, ForecastForget, ForecastImport, ForecastPrior,
    ForecastTrackRecord,
};
pub(crate) use review::{
    By, Confined, Model, ModelAction, Review, ReviewAction, ReviewNamed, ReviewPacket, ReviewPrompts, ReviewRun,
    ReviewShow, ReviewStart, ReviewStop, ReviewSubmit, ReviewWeek, Thinking,
};

/// The commands by what they are for, as `--help` shows them.
const COMMANDS: &str = "\
Start:
  init         Write a commented goal file, or make a project folder
  anchor       Read a goal critically: what is missing, vague or contradictory
  plan         Turn a goal file, or a goal that was added, into a dated plan
  audit        Judge any plan, whoever made it

Keep and decide:
  add          Keep the goals of a file
  goals        List the goals that are kept
  show         Show the plan of a goal
  edit         Change a plan in your editor; it becomes a new proposal
  approve      Let a proposed plan hold
  reject       Turn a proposed plan down
  diff         Say what is different between two plans
  drift        Compare the approved plan with what is there now
  drop         Give a goal up

Work:
  next         What to do now
  today        What today asks for
  week         Look back on the week and at what comes
  conflicts    Where goals want the same hours, weeks ahead
  schedule     Where milestones lie and why, and what would be if
  status       How far everything is, or one goal
  start        Begin a milestone
  log          Record work on a milestone
  percent      Say how much of a milestone is done
  tick         Tick criteria of a milestone, or list them
  untick       Take a tick back
  done         Reach a milestone
  reopen       Open a milestone again
  block        Say that nothing can be done on a milestone
  unblock      Say that work on it is possible again
  miss         Note that a date passed without its milestone
  skip         Leave a milestone out
  release      Let others go ahead without a milestone
  note         Keep a remark about a milestone
  undo         Take the last change back
  history      Show what happened

Live in a calendar:
  calendar     Read your calendars, publish plans, keep both in step

Be honest about time:
  review       Five reviewers and a synthesis plan a goal; or the weekly review
  model        Check the language model of the configuration
  agent        Give coding agents the skills to work with backcast
  mcp          Serve a coding agent (Model Context Protocol)
  calibrate    Where things end if nothing changes, and what would change that
  forecast     How often forecasts held, and the history that they rest on

Around it:
  playbook     Look into the library that plans are made from, and add to it
  config       Show the configuration and where each value comes from
  doctor       Look for what is wrong, and mend what can be mended
  export       Write everything that is kept into one file
  import       Take over what an export holds
  completions  Print the completion script of a shell
  man          Write manual pages
  help         Print this, or the help of a command";

/// Turns a goal into a plan that survives contact with a calendar.
#[derive(Debug, Parser)]
#[command(
    name = "backcast",
    version,
    max_term_width = 100,
    help_template = format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{COMMANDS}\n\nOptions:\n{{options}}{{after-help}}"),
    after_help = "Start with `backcast init` and `backcast plan goal.toml`; keep a goal with `backcast add goal.toml`.\n\
        Exit codes: 0 done · 1 the answer is no · 2 usage · 3 invalid input · 4 conflict · 5 outside · 70 our bug."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
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
    /// What the process finds where it runs; not an argument.
    #[arg(skip)]
    pub(crate) environment: Environment,
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
    /// Turn a goal file, or a goal that was added, into a proved, dated plan.
    ///
    /// A file is planned and shown, nothing else. For a goal that was added
    /// the plan is kept as a proposal: `backcast approve` lets it hold.
    /// Planned again, milestones keep their ids and done work stays done.
    Plan(Plan),
    /// Judge a plan, whoever made it, or the plan that a goal file gives.
    Audit(Audit),
    /// Keep the goals of a file, and print their ids.
    ///
    /// Added again after a change, the goals get a new version; `backcast plan
    /// GOAL` then proposes a plan for it.
    Add(Add),
    /// List the goals that are kept.
    Goals(Goals),
    /// Show the plan of a goal: the proposed one, else the one that holds.
    Show(Show),
    /// Change a plan in your editor; what you make of it becomes a proposal.
    ///
    /// The plan opens as commented text in $VISUAL or $EDITOR. What you save is
    /// audited before it is kept; with mistakes in it you can go on editing.
    Edit(Edit),
    /// Let a proposed plan hold: it is locked by its hash, and the first one
    /// that is approved stays the baseline.
    Approve(Approve),
    /// Turn a proposed plan down.
    Reject(Reject),
    /// Say what moved, came and went from one plan to another.
    ///
    /// Plans are files (JSON) or goals: `book`, or `book@2` for its second
    /// plan. With one goal only: from the plan that holds to the proposed one,
    /// else from the baseline to the plan that holds.
    Diff(Diff),
    /// Compare the plan that holds with the goal file, the files it was
    /// written to, and the hours there are; exit code 1 where they differ.
    Drift(OptionalGoal),
    /// Give a goal up; its history stays, and `backcast undo` brings it back.
    Drop(Why),
    /// What to do now: milestones that can be worked on, most urgent first.
    Next(Next),
    /// What today asks for.
    Today(Today),
    /// The weekly review: planned against actual, what is late, what comes,
    /// what collides.
    Week(Week),
    /// How far everything is, or one goal in detail.
    Status(Status),
    /// Begin a milestone.
    Start(OnMilestone),
    /// Record work on a milestone: `backcast log M3 2h30 --on yesterday`.
    Log(Log),
    /// Say how much of a milestone is done: `backcast percent M3 60`.
    Percent(Percent),
    /// Tick criteria of a milestone by their numbers; without numbers, list them.
    Tick(Tick),
    /// Take ticks back.
    Untick(Tick),
    /// Reach a milestone. Criteria that nobody ticked are asked for.
    Done(Done),
    /// Open a milestone that is done or skipped again.
    Reopen(WhyMilestone),
    /// Say that nothing can be done on a milestone for now.
    Block(WhyMilestone),
    /// Say that work on it is possible again.
    Unblock(OnMilestone),
    /// Note that the date of a milestone passed without it.
    Miss(Miss),
    /// Leave a milestone out; what depends on it waits until it is released.
    Skip(Skip),
    /// Let what depends on a milestone go ahead without it.
    Release(WhyMilestone),
    /// Keep a remark about a milestone.
    Note(Note),
    /// Take the last change back: yours, or the last one of a goal.
    Undo(Undo),
    /// Show what happened, the latest last.
    History(History),
    /// Look into the library that plans are made from, and add to it.
    Playbook(Playbook),
    /// Say where the goals that are kept want more hours than there are, before
    /// it bites. Exit code 1 where they do.
    Conflicts,
    /// Say where milestones lie and why, and what would be if; or solve a
    /// scheduling problem of another origin.
    ///
    /// For a goal: room and reasons of every milestone, one placement with
    /// --why, other circumstances with --what-if. With --problem: budgets are
    /// counted in schedules; the same budget and seed give the same schedule. A
    /// time limit is only a cap, and is reported when it bites.
    Schedule(Schedule),
    /// Read your calendars, publish plans to them, and keep both in step.
    Calendar(Calendar),
    /// Look at a plan again: where things end if nothing is changed, what would
    /// change that, and the path from here on.
    ///
    /// For a goal that is kept, or without a store for files: --goal goal.toml
    /// --plan plan.json --progress progress.toml. Exit code 1 where the deadline
    /// cannot be reached any more.
    Calibrate(Calibrate),
    /// Have a goal planned by five isolated reviewers and a synthesis; or walk
    /// through the week (`review week`).
    ///
    /// Whoever thinks (rules, a model, an agent, or whoever calls), the engine
    /// checks every answer and proves the plan before it is proposed.
    Review(Review),
    /// The language model of the configuration.
    Model(Model),
    /// Give coding agents the skills to work with backcast.
    Agent(Agent),
    /// Serve a coding agent over standard input and output (Model Context
    /// Protocol).
    ///
    /// The agent does the thinking with its own model. The variable
    /// BACKCAST_MCP_TOOLS says how many tools it gets: core, standard or all.
    Mcp,
    /// Let a command write everywhere but below a folder (Landlock).
    #[command(hide = true)]
    Confined(Confined),
    /// How often forecasts held, the history that they rest on, and how far they
    /// hold on other people's work.
    Forecast(Forecast),
    /// Show the configuration and where each value comes from.
    Config(Config),
    /// Look for what is wrong with what is kept, and mend what can be mended.
    Doctor(Doctor),
    /// Write everything that is kept into one file, for another machine or
    /// another database.
    Export(Export),
    /// Take over what an export holds. What is here already is carried on;
    /// nothing is overwritten.
    Import(Import),
    /// Print the completion script of a shell; it knows goals and milestones.
    Completions {
        /// bash, elvish, fish, powershell or zsh.
        shell: Shell,
    },
    /// Write manual pages.
    Man {
        /// The folder for them.
        folder: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Zsh.
    Zsh,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it.
    #[arg(default_value = "goal.toml")]
    pub(crate) file: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Make this folder a project instead: its goals are kept in `.backcast/`.
    #[arg(long, conflicts_with_all = ["file", "force"])]
    pub(crate) project: bool,
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
    /// A goal file (`-` reads standard input), or the id of a goal.
    #[arg(value_name = "FILE|GOAL", add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) target: PathBuf,
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
    /// Decide about a milestone that meets busy days: M4=before, M4=after or
    /// M4=reduce.
    #[arg(long, value_name = "ID=CHOICE", value_parser = choice)]
    pub(crate) decide: Vec<(MilestoneId, BusyChoice)>,
    /// Why it is decided so.
    #[arg(long, value_name = "TEXT", requires = "decide")]
    pub(crate) because: Option<String>,
    #[command(flatten)]
    pub(crate) look: Look,
}

fn choice(text: &str) -> Result<(MilestoneId, BusyChoice), String> {
    let (id, choice) = text.split_once('=').ok_or("write M4=before, M4=after or M4=reduce")?;
    let known = BusyChoice::ALL.into_iter().find(|known| known.as_str() == choice.trim());
    let choice = known.ok_or("there are before, after and reduce")?;
    Ok((MilestoneId::new(id.trim().to_uppercase()), choice))
}

/// The form in which a plan is shown.
#[derive(Debug, Args)]
pub(crate) struct Look {
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
    /// Have it criticized from five sides, too: feasibility, architecture,
    /// risk, dependency and user value.
    #[arg(long)]
    pub(crate) review: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The goal file; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Keep it as a new goal, whatever came from this file before.
    #[arg(long)]
    pub(crate) new: bool,
    /// Keep it as a new version of this goal.
    #[arg(long, value_name = "GOAL", conflicts_with = "new", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) update: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Goals {
    /// Reached and dropped ones, too.
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OptionalGoal {
    /// The goal: its id or the beginning of it; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Take the edited text from this file instead of an editor; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Print the text and do nothing else.
    #[arg(long, conflicts_with = "from")]
    pub(crate) print: bool,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
    /// Write the plan as files beside the work, for agents and people that
    /// carry it out; below docs/engineering-discipline/harness where no folder
    /// is named.
    #[arg(long, value_name = "DIR")]
    pub(crate) artifacts: Option<Option<PathBuf>>,
}

#[derive(Debug, Args)]
pub(crate) struct Reject {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The goal: its id or the beginning of it.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: String,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The earlier plan: a file or `GOAL@1`; or a goal alone.
    #[arg(add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) old: String,
    /// The later plan: a file or `GOAL@2`.
    #[arg(add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) new: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Next {
    /// How many to show.
    #[arg(short, long, default_value_t = 5)]
    pub(crate) number: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Today {
    /// How many of each sort to show.
    #[arg(short, long, default_value_t = 20)]
    pub(crate) number: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Week {
    /// A day of the week: `2026-03-02`, `last week`, `friday` (default: today).
    #[arg(value_name = "DAY", num_args = 0..)]
    pub(crate) day: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// One goal in detail.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// All goals, however many.
    #[arg(long)]
    pub(crate) all: bool,
}

/// A milestone and the day on which something happened to it.
#[derive(Debug, Args)]
pub(crate) struct OnMilestone {
    /// The milestone: `M3`, `book/M3`, or words of its name.
    #[arg(add = ArgValueCompleter::new(complete::milestone))]
    pub(crate) milestone: String,
    /// Its goal, where several goals have one of this name.
    #[arg(short, long, env = "BACKCAST_GOAL", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// The day: `2026-03-02`, `yesterday`, `friday`, `3 days ago` (default: today).
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WhyMilestone {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// How long: `2h`, `2h30`, `90m`, `1.5h`, `1:30`.
    #[arg(allow_hyphen_values = true)]
    pub(crate) duration: String,
    /// What for.
    #[arg(long)]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Percent {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// 0 to 100.
    #[arg(value_parser = percent, allow_hyphen_values = true)]
    pub(crate) percent: u8,
}

/// A percentage, with or without its sign.
fn percent(text: &str) -> Result<u8, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<u8>().ok();
    number.filter(|number| *number <= 100).ok_or_else(|| "write a whole number from 0 to 100".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Tick {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// Numbers of the criteria.
    pub(crate) numbers: Vec<usize>,
    /// All criteria.
    #[arg(long, conflicts_with = "numbers")]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Done {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// Log the last work on it, too.
    #[arg(long, value_name = "DURATION")]
    pub(crate) log: Option<String>,
    /// Even with criteria open or others before it open; that is recorded.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Miss {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason, where it is known.
    #[arg(long)]
    pub(crate) why: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Skip {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
    /// Let what depends on it go ahead.
    #[arg(long)]
    pub(crate) release: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Note {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The remark.
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The goal; without one, the goal that you changed last.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Even where the last change is another person's.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// The goal; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// How many changes to show.
    #[arg(short, long, default_value_t = 30)]
    pub(crate) number: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Schedule {
    /// A goal file, or a goal that is kept; not needed where one is kept.
    #[arg(add = ArgValueCompleter::new(complete::goal), conflicts_with = "problem")]
    pub(crate) target: Option<PathBuf>,
    /// Explain one placement: why here, and why not earlier.
    #[arg(long, value_name = "M4")]
    pub(crate) why: Option<String>,
    /// Compare with other circumstances: hours=12, deadline=2027-03-01, or
    /// without=M3. May be given several times; all together are compared.
    #[arg(long, value_name = "CHANGE", value_parser = what_if, conflicts_with = "problem")]
    pub(crate) what_if: Vec<Change>,
    /// Solve a problem of another origin instead: PSPLIB (.sm), or JSON of the
    /// form bench-project/1 or backcast.problem/1 (docs/formats/problem.md);
    /// `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) problem: Option<PathBuf>,
    /// Schedules to try at most (default: 5000, for JSON 20000, or as many as fit into --seconds).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "problem")]
    pub(crate) schedules: Option<u32>,
    /// Dead ends that the proof stage may meet at most; 0 leaves it out
    /// (default: as many as fit into --seconds, else none with --schedules, else 20000).
    #[arg(long, value_name = "N", requires = "problem")]
    pub(crate) conflicts: Option<u64>,
    /// Processor time to spend at most, reading included.
    #[arg(long, value_name = "S", value_parser = seconds, requires = "problem")]
    pub(crate) seconds: Option<f64>,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Plan near this earlier schedule (written by --format grid): only what
    /// has to move, moves.
    #[arg(long, value_name = "FILE", requires = "problem")]
    pub(crate) previous: Option<PathBuf>,
    /// With --previous: what starts before this time (in the unit of the
    /// problem file) stays where it is.
    #[arg(long, value_name = "TIME", default_value_t = 0, requires = "previous")]
    pub(crate) frozen_until: u32,
    /// As late as everything that is due allows, instead of as early as possible.
    #[arg(long, requires = "problem", conflicts_with = "previous")]
    pub(crate) backward: bool,
    /// For tools: only the times, in one of these forms.
    #[arg(long, requires = "problem")]
    pub(crate) format: Option<ScheduleFormat>,
}

/// A circumstance to compare with.
fn what_if(text: &str) -> Result<Change, String> {
    let forms = "write hours=12, deadline=2027-03-01 or without=M3";
    let (what, value) = text.split_once('=').ok_or(forms)?;
    match what.trim() {
        "hours" => {
            let hours = value.trim().parse::<f64>().ok().filter(|hours| (0.0..=168.0).contains(hours));
            hours
                .map(|hours| Change::Hours(backcast_core::Pace::from_hours_per_week(hours)))
                .ok_or_else(|| "a week has 0 to 168 hours".to_owned())
        }
        "deadline" => value.trim().parse().map(Change::Deadline).map_err(|_| "write the date as 2027-03-01".to_owned()),
        "without" => Ok(Change::Without(backcast_core::MilestoneId::new(value.trim().to_uppercase()))),
        _ => Err(forms.to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleFormat {
    /// `makespan,status,cpu_seconds`, then the start times of all jobs.
    Starts,
    /// `{"t0": [start, end], …}` in the unit of the problem file.
    Grid,
}

/// A time limit in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number.filter(|seconds| (0.001..=1e6).contains(seconds)).ok_or_else(|| "write seconds, from 0.001 on".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Config {
    /// Show where each value comes from.
    #[arg(long)]
    pub(crate) origin: bool,
    /// Write the commented file with every default, to change it.
    #[arg(long)]
    pub(crate) init: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Make lists and sums anew from what was recorded.
    #[arg(long)]
    pub(crate) rebuild: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Everything: all goals with plans and history.
    #[arg(long, required_unless_present = "artifacts", conflicts_with = "artifacts")]
    pub(crate) all: bool,
    /// Write to a file.
    #[arg(short, long, value_name = "FILE", conflicts_with = "artifacts")]
    pub(crate) out: Option<PathBuf>,
    /// Write the plan of a goal as files beside the work instead: state.md,
    /// milestones and reviews. What others wrote into them stays.
    #[arg(long, value_name = "DIR")]
    pub(crate) artifacts: Option<PathBuf>,
    /// The goal whose plan is written, or `GOAL@2` for its second plan.
    #[arg(requires = "artifacts", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The export (`-` reads standard input), or a folder with state.md and
    /// milestones, whoever wrote it.
    pub(crate) file: PathBuf,
    /// The goal that the folder belongs to; else one is made of it.
    #[arg(long, value_name = "GOAL", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Approve the plan of the folder, and record what it says of progress.
    #[arg(long)]
    pub(crate) approve: bool,
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_lists_every_command_once() {
        for command in Arguments::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let line = format!("\n  {:<13}", command.get_name());
            assert_eq!(COMMANDS.matches(&line).count(), 1, "{}", command.get_name());
        }
    }
}
