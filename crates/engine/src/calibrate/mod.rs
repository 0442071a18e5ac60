//! Phase 4: where things end if nothing is changed, what would change that, and
//! the path from here on.
//!
//! A [`Situation`] comes from a progress file or from the log of kept goals.
//! [`calibrate`] reads what changed around it (`news`), works out what is left
//! (`remainder`) and how uncertain that is (`learned`), simulates it through
//! the hours that really exist (`simulated`), solves for levers by simulating
//! again (`levers`, two at a time in `pairs`, each by a `trial`), says what was found
//! (`describe`), and dates the open milestones anew (`path`).

pub mod adherence;
pub mod pictures;

mod describe;
mod foresee;
mod learned;
mod levers;
mod news;
mod pairs;
mod path;
mod remainder;
mod simulated;
mod situation;
mod trial;

use backcast_core::{
    Because, Calibration, DateForecast, MilestoneDiffKind, MilestoneId, OptionId, Outlook, Plan, PlanDiff, WayOut,
    compare, plus_days, preparedness,
};
use backcast_schedule::Course;
use jiff::civil::Date;

use crate::experience::Experience;
use crate::ways_out::{self, Bench};
use crate::what_if::{Override, WhatIfError};

pub use backcast_core::SAFE;
pub(crate) use foresee::{Measured, foresee, measure};
pub(crate) use news::{Changed, read as read_news};
pub(crate) use remainder::share as share_done;
pub use situation::{Fact, Situation};

use levers::Pulled;
use remainder::remainder;
use simulated::{Simulation, kept_and_lost};

/// Options of the calibration itself.
#[derive(Clone, Debug, Default)]
pub struct CalibrateOptions {
    /// Seed of all draws.
    pub seed: u64,
    /// Runs of the main simulation; zero stands for ten thousand, fewer where there are
    /// more than fifty milestones.
    pub n_runs: u32,
    /// Whether only the dates are wanted.
    pub without_levers: bool,
    /// What is changed: the path is drawn with it, and so are the dates.
    pub with: Vec<Override>,
    /// Ways out that are taken.
    pub take: Vec<OptionId>,
}

/// Runs of the main simulation of an ordinary plan.
const N_RUNS: u32 = 10_000;
/// Milestones that are gone through in all runs together: the more milestones, the fewer
/// runs.
const N_STEPS: usize = 500_000;
/// Fewer runs tell no chance: so many tell it to three points in a hundred.
const N_RUNS_MIN: u32 = 300;

/// Runs of the main simulation of so many milestones.
fn n_runs_of(n_milestones: usize) -> u32 {
    u32::try_from(N_STEPS / n_milestones.max(1)).unwrap_or(N_RUNS).clamp(N_RUNS_MIN, N_RUNS)
}

/// A look with the path that follows from it.
#[derive(Clone, Debug)]
pub struct Calibrated {
    /// The situation, with the changes that were asked for.
    pub situation: Situation,
    /// What the path changes of the plan that was looked at.
    pub diff: PlanDiff,
    /// What was found.
    pub calibration: Calibration,
    /// The plan with open milestones dated anew; done ones as they were.
    pub plan: Plan,
}

/// A chance of the deadline that is more likely than not.
pub const EVEN: f64 = 0.5;

/// Looks at a plan: the same situation, experience and seed give the same
/// answer, byte by byte.
///
/// # Errors
///
/// Returns an error if a change cannot be made: a deadline in the past, or a
/// milestone that is not there.
pub fn calibrate(
    situation: &Situation,
    experience: &Experience,
    options: &CalibrateOptions,
) -> Result<Calibrated, WhatIfError> {
    let mut changed = news::read(situation);
    let mut situation = situation.clone();
    let before = situation.plan.clone();
    let cut = apply(&options.with, &mut situation, &mut changed)?;
    let taken = take(&options.take, &mut situation, &mut changed, experience, options.seed)?;
    let left = remainder(&situation, &changed, experience);
    let n_runs = if options.n_runs == 0 { n_runs_of(left.items.len()) } else { options.n_runs };
    let simulation = Simulation::of(&left, n_runs, options.seed);
    let pulled = if options.without_levers {
        Pulled::default()
    } else {
        levers::find(&left, &simulation, &changed, options.seed)
    };
    let bench = Bench { situation: &situation, changed: &changed, experience, seed: options.seed };
    let is_safe = simulation.chance >= SAFE || simulation.deadline().is_none();
    let ways_out = if options.without_levers || is_safe || left.items.is_empty() {
        Vec::new()
    } else {
        let again = |one: &WayOut| options.take.contains(&one.id);
        ways_out::find(&bench).into_iter().filter(|one| !again(one)).collect()
    };
    let mut calibration = describe::describe(&situation, changed, &left, &simulation, pulled, cut);
    if calibration.verdict == Outlook::Unreachable && ways_out.iter().any(ways_out::brings_the_day_back) {
        calibration.verdict = Outlook::Recoverable;
    }
    calibration.options = ways_out;
    calibration.notes.splice(0..0, taken);
    let mut plan = path::draw(&situation, &left, &simulation, &calibration);
    let has_ended = |id: &MilestoneId| situation.fact(id).has_ended;
    calibration.preparedness = preparedness(&plan.milestones, has_ended);
    if !calibration.preparedness.is_empty() && calibration.levers.is_empty() && calibration.pairs.is_empty() {
        calibration
            .notes
            .push("what is left is to go there with what is done by then, or to take another occasion".into());
    }
    plan.feasibility.reasons.extend(calibration.preparedness.iter().map(ToString::to_string));
    let diff = with_what_is_left(compare(&before, &plan), &calibration);
    Ok(Calibrated { situation, diff, calibration, plan })
}

/// Whether the chance of the deadlines, as [`calibrate`] finds it, is `level` at
/// least, without all the rest; `None` where there is no deadline. Where a tenth
/// of the runs leaves no doubt, no more are made, and none that could not change
/// the answer.
#[must_use]
pub fn is_likely(situation: &Situation, experience: &Experience, n_runs: u32, level: f64) -> Option<bool> {
    /// Standard errors of a chance that leave no doubt.
    const NO_DOUBT: f64 = 4.0;
    let changed = news::read(situation);
    describe::deadline(situation, &changed)?;
    let left = remainder(situation, &changed, experience);
    let few = (n_runs / 10).max(1);
    let doubt = NO_DOUBT * (level * (1.0 - level) / f64::from(few)).sqrt();
    let mut course = Course::new(&left.project, left.project.weekly.pace);
    // Whatever the rest of so many runs bring.
    let is_above = |n: u32, kept: u32, by: f64| f64::from(kept) / f64::from(n) - level > by;
    let is_below = |n: u32, lost: u32, by: f64| level - f64::from(n - lost) / f64::from(n) > by;
    let clear = |kept: u32, lost: u32| is_above(few, kept, doubt) || is_below(few, lost, doubt);
    let (kept, lost) = kept_and_lost(&left, course.as_mut(), few, clear);
    if clear(kept, lost) {
        return Some(is_above(few, kept, doubt));
    }
    let n_runs = n_runs.max(1);
    let is_reached = |kept: u32| f64::from(kept) / f64::from(n_runs) >= level;
    let clear = |kept: u32, lost: u32| is_reached(kept) || !is_reached(n_runs - lost);
    Some(is_reached(kept_and_lost(&left, course.as_mut(), n_runs, clear).0))
}

/// The day of the calibration and another deadline are no reasons for a move, as the
/// path is dated by likely ends: the work that is left is.
fn with_what_is_left(mut diff: PlanDiff, calibration: &Calibration) -> PlanDiff {
    for one in &mut diff.milestones {
        let left = calibration.milestones.iter().find(|outlook| outlook.id == one.id).map(|outlook| outlook.left.0);
        if let (MilestoneDiffKind::Changed { because, .. }, Some(left)) = (&mut one.kind, left) {
            for reason in because.iter_mut() {
                if matches!(reason, Because::Today(_) | Because::Deadline(_)) {
                    *reason = Because::Left(left);
                }
            }
            because.dedup();
        }
    }
    diff
}

/// Makes the changes that were asked for, and says what was cut by them.
fn apply(with: &[Override], situation: &mut Situation, changed: &mut Changed) -> Result<Vec<String>, WhatIfError> {
    let mut cut = Vec::new();
    for change in with {
        match change {
            Override::Hours(pace) => changed.pace = Some(*pace),
            Override::Deadline(day) if *day <= situation.as_of => {
                return Err(WhatIfError::DeadlinePast { deadline: *day, today: situation.as_of });
            }
            Override::Deadline(day) => changed.deadline = Some(*day),
            Override::Without(id) => cut.push(leave_out(situation, id)?),
        }
    }
    Ok(cut)
}

/// Takes the ways out that were asked for, and says which.
fn take(
    ids: &[OptionId],
    situation: &mut Situation,
    changed: &mut Changed,
    experience: &Experience,
    seed: u64,
) -> Result<Vec<String>, WhatIfError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let bench = Bench { situation, changed, experience, seed };
    let options = ways_out::find(&bench);
    let mut taken = Vec::new();
    for id in ids {
        let way_out = ways_out::named(&options, id)?;
        ways_out::take_in_situation(way_out, situation, changed);
        ways_out::settle(way_out, &mut situation.plan.ways_out);
        let said = ways_out::taken(way_out);
        situation.plan.assumptions.push(said.clone());
        taken.push(said);
    }
    Ok(taken)
}

/// Counts a milestone as ended without being done; what rests on it need not
/// wait for it.
fn leave_out(situation: &mut Situation, id: &MilestoneId) -> Result<String, WhatIfError> {
    let unknown = || WhatIfError::MilestoneUnknown(id.clone());
    let name =
        situation.open().find(|planned| planned.milestone.id == *id).map(|planned| planned.milestone.name.clone());
    let name = name.ok_or_else(unknown)?;
    situation.facts.entry(id.clone()).or_default().has_ended = true;
    Ok(format!("{id} {name}"))
}

fn shown(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// The same day for every level, where nothing is uncertain any more.
fn certain(day: Date) -> DateForecast {
    DateForecast { p10: day, p50: day, p80: day, p90: day }
}

/// The day so many days after another.
fn behind(first: Date, days: usize) -> Date {
    plus_days(first, i32::try_from(days).unwrap_or(i32::MAX))
}
