//! One module for each command, or for a few that share their way: its
//! arguments, then what it does.

mod add;
mod agenda;
mod agent;
mod anchor;
mod audit;
mod calendar;
mod calibrate;
mod completions;
mod config;
mod confined;
mod conflicts;
mod decide;
mod diff;
mod doctor;
mod drift;
mod edit;
mod forecast;
mod goals;
mod history;
mod init;
mod man;
#[cfg(feature = "mcp")]
mod mcp;
mod model;
mod plan;
mod playbook;
mod report;
mod review;
mod schedule;
mod show;
mod status;
mod track;
mod transfer;
mod trust;

use clap::{CommandFactory, Parser, Subcommand};

use crate::built;
use crate::exit::Exit;
use crate::global::Global;
use crate::help::{self, Heading, Summary};
use crate::output::Output;
use crate::problem::Problem;

/// Turns a goal into a plan that survives contact with a calendar.
#[derive(Debug, Parser)]
#[command(
    name = "backcast",
    version,
    long_version = built::version(),
    max_term_width = 100,
    help_template = help::template::<Command>(),
    after_help = "Start with `backcast init` and `backcast plan goal.toml`; keep a goal with `backcast add goal.toml`.\n\
        Exit codes: 0 done · 1 the answer is no · 2 usage · 3 invalid input · 4 conflict · 5 outside ·\n\
        6 waiting for a person · 70 our bug."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

// In the order in which `--help` lists them. A doc comment here would become
// the help of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented goal file to start from.
    #[command(add = Heading("Start"), add = Summary("Write a commented goal file, or make a project folder"))]
    Init(init::Init),
    /// Read a goal critically: what is missing, vague or contradictory.
    ///
    /// Without a file, on a terminal, asks for the parts of a goal one by one
    /// and writes the file.
    Anchor(anchor::Anchor),
    /// Turn a goal file, or a goal that was added, into a proved, dated plan.
    ///
    /// A file is planned and shown, nothing else. For a goal that was added
    /// the plan is kept as a proposal: `backcast approve` lets it hold.
    /// Planned again, milestones keep their ids and done work stays done.
    #[command(add = Summary("Turn a goal file, or a goal that was added, into a dated plan"))]
    Plan(plan::Plan),
    /// Judge a plan, whoever made it, or the plan that a goal file gives.
    #[command(add = Summary("Judge any plan, whoever made it"))]
    Audit(audit::Audit),
    /// Keep the goals of a file, and print their ids.
    ///
    /// Added again after a change, the goals get a new version; `backcast plan
    /// GOAL` then proposes a plan for it.
    #[command(add = Heading("Keep and decide"), add = Summary("Keep the goals of a file"))]
    Add(add::Add),
    /// List the goals that are kept.
    Goals(goals::Goals),
    /// Show the plan of a goal: the proposed one, else the one that holds.
    #[command(add = Summary("Show the plan of a goal"))]
    Show(show::Show),
    /// Change a plan in your editor; what you make of it becomes a proposal.
    ///
    /// The plan opens as commented text in $VISUAL or $EDITOR. What you save is
    /// audited before it is kept; with mistakes in it you can go on editing.
    #[command(add = Summary("Change a plan in your editor; it becomes a new proposal"))]
    Edit(edit::Edit),
    /// Let a proposed plan hold: it is locked by its hash, and the first one
    /// that is approved stays the baseline.
    ///
    /// You are shown what is decided and asked at your terminal; without one it
    /// ends with 6. For scripts, --token makes a token there.
    #[command(add = Summary("Let a proposed plan hold"))]
    Approve(decide::Approve),
    /// Turn a proposed plan down.
    Reject(decide::Reject),
    /// Say what moved, came and went from one plan to another.
    ///
    /// Plans are files (JSON) or goals: `book`, or `book@2` for its second
    /// plan. With one goal only: from the plan that holds to the proposed one,
    /// else from the baseline to the plan that holds.
    #[command(add = Summary("Say what is different between two plans"))]
    Diff(diff::Diff),
    /// Compare the plan that holds with the goal file, the files it was
    /// written to, and the hours there are; exit code 1 where they differ.
    #[command(add = Summary("Compare the approved plan with what is there now"))]
    Drift(drift::OptionalGoal),
    /// Give a goal up; its history stays, and `backcast undo` brings it back. You
    /// are asked at your terminal.
    #[command(add = Summary("Give a goal up"))]
    Drop(decide::Drop),
    /// What to do now: milestones that can be worked on, most urgent first.
    #[command(add = Heading("Work"), add = Summary("What to do now"))]
    Next(agenda::Next),
    /// What today asks for.
    Today(agenda::Today),
    /// The weekly review: planned against actual, what is late, what comes,
    /// what collides.
    #[command(add = Summary("Look back on the week and at what comes"))]
    Week(agenda::Week),
    /// Say where the goals that are kept want more hours than there are, before
    /// it bites. Exit code 1 where they do.
    #[command(add = Summary("Where goals want the same hours, weeks ahead"))]
    Conflicts,
    /// Say where milestones lie and why, and what would be if; or solve a
    /// scheduling problem of another origin.
    ///
    /// For a goal: room and reasons of every milestone, one placement with
    /// --why, other circumstances with --what-if. With --problem: budgets are
    /// counted in schedules; the same budget and seed give the same schedule. A
    /// time limit is only a cap, and is reported when it bites.
    #[command(add = Summary("Where milestones lie and why, and what would be if"))]
    Schedule(schedule::Schedule),
    /// How far everything is, or one goal in detail.
    #[command(add = Summary("How far everything is, or one goal"))]
    Status(status::Status),
    #[command(flatten)]
    Track(track::Track),
    /// Take the last change back: yours, or the last one of a goal.
    #[command(add = Summary("Take the last change back"))]
    Undo(decide::Undo),
    /// Show what happened, the latest last.
    #[command(add = Summary("Show what happened"))]
    History(history::History),
    /// Read your calendars, publish plans to them, and keep both in step.
    #[command(add = Heading("Live in a calendar"), add = Summary("Read your calendars, publish plans, keep both in step"))]
    Calendar(calendar::Calendar),
    /// Have a goal planned by five isolated reviewers and a synthesis; or walk
    /// through the week (`review week`).
    ///
    /// Whoever thinks (rules, a model, an agent, or whoever calls), the engine
    /// checks every answer and proves the plan before it is proposed.
    #[command(add = Heading("Forecast and calibrate"), add = Summary("Five reviewers and a synthesis plan a goal; or the weekly review"))]
    Review(review::Review),
    /// The language model of the configuration.
    #[command(add = Summary("Check the language model of the configuration"))]
    Model(model::Model),
    /// Give coding agents the skills to work with backcast.
    Agent(agent::Agent),
    /// Serve a coding agent over standard input and output (Model Context
    /// Protocol).
    ///
    /// The agent does the thinking with its own model. The variable
    /// BACKCAST_MCP_TOOLS says how many tools it gets: core, standard or all.
    #[command(add = Summary("Serve a coding agent (Model Context Protocol)"))]
    Mcp,
    /// Look at a plan again: where things end if nothing is changed, what would
    /// change that, and the path from here on.
    ///
    /// For a goal that is kept, or without a store for files: --goal goal.toml
    /// --plan plan.json --progress progress.toml. Exit code 1 where the deadline
    /// cannot be reached any more.
    #[command(add = Summary("Where things end if nothing changes, and what would change that"))]
    Calibrate(calibrate::Calibrate),
    /// How often forecasts held, the history that they rest on, and how far they
    /// hold on other people's work.
    #[command(add = Summary("How often forecasts held, and the history that they rest on"))]
    Forecast(forecast::Forecast),
    /// Look into the library that plans are made from, and add to it.
    #[command(add = Heading("Settings and data"))]
    Playbook(playbook::Playbook),
    /// Show the configuration and where each value comes from.
    Config(config::Config),
    /// Let the configuration file of a project count in full, after you read it.
    ///
    /// Without that it may set hours, week, zone, and a database inside the
    /// project. Whatever starts a command, says where texts are sent, or names a
    /// secret counts once you trust the file: at its place and as it is, until
    /// it changes. You are asked at the terminal; without one, exit code 6.
    #[command(add = Summary("Let a project's configuration count in full"))]
    Trust(trust::Trust),
    /// Look for what is wrong with what is kept, and mend what can be mended.
    #[command(add = Summary("Look for what is wrong, and mend what can be mended"))]
    Doctor(doctor::Doctor),
    /// Write everything that is kept into one file, for another machine or
    /// another database.
    #[command(add = Summary("Write everything that is kept into one file"))]
    Export(transfer::Export),
    /// Take over what an export holds. What is here already is carried on;
    /// nothing is overwritten.
    #[command(add = Summary("Take over what an export holds"))]
    Import(transfer::Import),
    /// Print the completion script of a shell; it knows goals and milestones.
    #[command(add = Summary("Print the completion script of a shell"))]
    Completions(completions::Completions),
    /// Write manual pages.
    Man(man::Man),
    /// Let a command write everywhere but below a folder (Landlock).
    #[command(hide = true)]
    Confined(confined::Confined),
}

/// Runs a command.
pub(crate) fn run(command: &Command, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match command {
        Command::Init(init) => init::run(init, global, output),
        Command::Anchor(anchor) => anchor::run(anchor, global, output),
        Command::Plan(plan) => plan::run(plan, global, output),
        Command::Audit(audit) => audit::run(audit, global, output),
        Command::Add(add) => add::run(add, global, output),
        Command::Goals(goals) => goals::run(goals, global, output),
        Command::Show(show) => show::run(show, global, output),
        Command::Edit(edit) => edit::run(edit, global, output),
        Command::Approve(approve) => decide::approve(approve, global, output),
        Command::Reject(reject) => decide::reject(reject, global, output),
        Command::Diff(diff) => diff::run(diff, global, output),
        Command::Drift(drift) => drift::run(drift, global, output),
        Command::Drop(drop) => decide::drop(drop, global, output),
        Command::Next(next) => agenda::next(next, global, output),
        Command::Today(today) => agenda::today(today, global, output),
        Command::Week(week) => agenda::week(week, global, output),
        Command::Conflicts => conflicts::run(global, output),
        Command::Schedule(schedule) => schedule::run(schedule, global, output),
        Command::Status(status) => status::run(status, global, output),
        Command::Track(track) => track::run(track, global, output),
        Command::Undo(undo) => decide::undo(undo, global, output),
        Command::History(history) => history::run(history, global, output),
        Command::Calendar(calendar) => calendar::run(calendar, global, output),
        Command::Review(review) => review::run(review, global, output),
        Command::Model(model) => model::run(model, global, output),
        Command::Agent(agent) => agent::run(agent, global, output),
        #[cfg(feature = "mcp")]
        Command::Mcp => mcp::run(global, output),
        #[cfg(not(feature = "mcp"))]
        Command::Mcp => Err(Problem::not_built_in("the server for coding agents")),
        Command::Calibrate(calibrate) => calibrate::run(calibrate, global, output),
        Command::Forecast(forecast) => forecast::run(forecast, global, output),
        Command::Playbook(playbook) => playbook::run(playbook, global, output),
        Command::Config(config) => config::run(config, global, output),
        Command::Trust(trust) => trust::run(trust, global, output),
        Command::Doctor(doctor) => doctor::run(doctor, global, output),
        Command::Export(export) => transfer::export(export, global, output),
        Command::Import(import) => transfer::import(import, global, output),
        Command::Completions(completions) => completions::run(completions.shell, output),
        Command::Man(man) => man::run(man, Arguments::command(), output),
        Command::Confined(confined) => confined::run(confined),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_lists_every_visible_command_once_and_no_hidden_one() {
        let program = Arguments::command();
        let help = program.clone().render_help().to_string();
        for command in program.get_subcommands() {
            let line = format!("\n  {:<13}", command.get_name());
            let n_expected = usize::from(!command.is_hide_set());
            assert_eq!(help.matches(&line).count(), n_expected, "{} in {help}", command.get_name());
        }
    }
}
