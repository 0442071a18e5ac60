//! A look at a plan that lies in files.

use std::path::Path;

use backcast_app::repository::with_goals;
use backcast_core::{Outlook, Plan, ProgressReport};
use backcast_document::{PlanRecord, read_plan, read_progress};
use backcast_engine::calibrate::{Situation, calibrate};
use backcast_engine::experience::Experience;

use super::{Calibrate, picture};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::calibration::{self, From};
use crate::{input, settings};

pub(super) fn run(command: &Calibrate, plan: &Path, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let clock = configured.clock(global.now);
    let plan = read(command, plan, &clock, global, output)?;
    let mut report = match &command.progress {
        Some(path) => report(path, global, output)?,
        None => ProgressReport::default(),
    };
    report.circumstances.extend(command.circumstance.iter().cloned());
    let situation = Situation::of_report(plan, &report, clock.today());
    let calibrated = calibrate(&situation, &Experience::default(), &command.options())?;
    if picture::shown(command, &calibrated, &[], output)? {
        return Ok(exit(calibrated.calibration.verdict));
    }
    let text = if global.json {
        let status = |id: &_| calibrated.situation.status(id);
        PlanRecord::from_calibrated(&calibrated.plan, &calibrated.calibration, status).to_json()
    } else {
        calibration::text(&calibrated, &[], From::Files, output.width())
    };
    output.data(&text)?;
    Ok(exit(calibrated.calibration.verdict))
}

/// The answer is no where the deadline is gone.
pub(super) fn exit(verdict: Outlook) -> Exit {
    if verdict == Outlook::Unreachable { Exit::No } else { Exit::Done }
}

fn read(
    command: &Calibrate,
    path: &Path,
    clock: &backcast_app::Clock,
    global: &Global,
    output: &Output,
) -> Result<Plan, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    let plan = read_plan(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    if plan.milestones.is_empty() {
        let message = format!("{} has no milestones", source.name);
        let fix = "a plan with milestones is needed: `backcast plan GOAL.toml --json`";
        return Err(Problem::new(Exit::Input, "milestones_missing", message, fix));
    }
    let Some(goal) = &command.goal_file else { return Ok(plan) };
    let document = input::parse_goal(&backcast_host::read(&global.environment, goal)?, clock, output)?;
    Ok(with_goals(plan, document.goal_file))
}

fn report(path: &Path, global: &Global, output: &Output) -> Result<ProgressReport, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    let (report, odd) = read_progress(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for mistake in &odd {
        output.warn(mistake);
    }
    Ok(report)
}
