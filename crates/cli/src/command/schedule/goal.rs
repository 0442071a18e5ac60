//! Where the milestones of a goal lie, why, and what would be if.

use std::path::Path;

use backcast_core::{Plan, Verdict};
use backcast_document::is_json_problem;
use backcast_engine::placing::named;
use backcast_engine::what_if::Scenario;
use backcast_engine::{Options, propose};
use backcast_view::placing as view;
use backcast_view::why::Why;

use super::Schedule;
use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::input::is_file;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::placing;
use crate::session::{with_store, workspace};
use crate::{input, settings};

pub(super) fn run(command: &Schedule, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.target {
        Some(path) if is_file(path, global) => of_file(command, path, global, output),
        target => {
            let goal = target.as_ref().map(|target| target.to_string_lossy().into_owned());
            of_stored(command, goal.as_deref(), global, output)
        }
    }
}

fn of_file(command: &Schedule, path: &Path, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let clock = configured.clock(global.now);
    let source = backcast_host::read(&global.environment, path)?;
    if is_json_problem(&source.text) {
        let message = format!("{} is no goal file; it looks like a scheduling problem", source.name);
        let fix = format!("backcast schedule --problem {}", source.name);
        return Err(Problem::new(Exit::Input, "not_a_goal", message, fix));
    }
    let document = input::parse_goal(&source, &clock, output)?;
    let first = document.goal_file.today.unwrap_or_else(|| clock.today());
    let defaults = calendars::planning_defaults(&workspace(&configured, global), first, output)?;
    let options = Options { defaults, ..Options::default() };
    let plan = propose(document.goal_file, clock.today(), &backcast_host::library(&global.environment)?, &options)?;
    answer(command, &plan, &Scenario::of(&plan), global, output)
}

fn of_stored(command: &Schedule, goal: Option<&str>, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(goal).await?;
        let (stored, revision) = session.plan_named(&named).await?;
        let plan = session.workspace.plan_of(&stored, &revision).await?;
        let scenario = session.workspace.scenario_of_stored(&stored, &plan).await?;
        answer(command, &plan, &scenario, global, output)
    })
}

fn answer(
    command: &Schedule,
    plan: &Plan,
    scenario: &Scenario,
    global: &Global,
    output: &Output,
) -> Result<Exit, Problem> {
    if plan.milestones.is_empty() {
        let fix = "`backcast plan` says what is missing";
        return Err(Problem::new(Exit::No, "no_milestones", "there is no plan to look into", fix));
    }
    if !command.what_if.is_empty() {
        return compare(command, scenario, global, output);
    }
    match &command.why {
        Some(id) => {
            let place = named(plan, id).ok_or_else(|| unknown(plan, id))?;
            if global.json {
                output.document(&Why::of_milestone(plan, place))?;
            } else {
                output.data(&placing::why_text(plan, place, output.width()))?;
            }
        }
        None if global.json => output.document(&view::Placing::from(plan))?,
        None => output.data(&placing::text(plan, output.width()))?,
    }
    Ok(Exit::Done)
}

fn unknown(plan: &Plan, id: &str) -> Problem {
    let all: Vec<&str> = plan.milestones.iter().map(|planned| planned.milestone.id.as_str()).collect();
    let message = format!("there is no milestone `{}`", id.to_uppercase());
    Problem::new(Exit::Input, "milestone_unknown", message, format!("there are {}", all.join(", ")))
}

/// Places what is left as things are, and as they would be.
fn compare(command: &Schedule, scenario: &Scenario, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let mut other = scenario.clone();
    for change in &command.what_if {
        other = other.with(change)?;
    }
    let (Some(now), Some(then)) = (scenario.placed(), other.placed()) else {
        let fix = "everything has ended; `backcast history` shows it";
        return Err(Problem::new(Exit::No, "nothing_left", "nothing is left to place", fix));
    };
    if global.json {
        output.document(&view::WhatIf::of(&command.what_if, &now, &then))?;
    } else {
        let comparison = placing::Comparison { changes: &command.what_if, now: &now, then: &then };
        output.data(&comparison.text(output.width()))?;
    }
    Ok(if then.solution.verdict == Verdict::Infeasible { Exit::No } else { Exit::Done })
}
