//! Phase 4: where things end if nothing is changed, what would change that, and
//! the path from here on.
//!
//! A [`Situation`] comes from a progress file or from the log of kept goals.
//! [`calibrate`] reads what changed around it (`news`), works out what is left
//! and how uncertain that is (`remainder`), simulates it through the hours that
//! really exist (`simulated`), solves for levers by simulating again
//! (`levers`), and dates the open milestones anew (`path`).

pub mod due;
pub mod keeping;
pub mod kept;
pub mod pictures;

mod levers;
mod news;
mod path;
mod remainder;
mod simulated;
mod situation;

use backcast_core::{
    Because, Calibration, DateForecast, GoalOutlook, Lever, LeverKind, LuckOutlook, MilestoneDiffKind, MilestoneId,
    MilestoneOutlook, Outlook, Plan, PlanDiff, PulledLever, WorkBalance, compare, days_between, plus_days,
};
use backcast_forecast::{History, Labels};
use jiff::civil::Date;

use crate::what_if::Change;

pub use situation::{Fact, Situation};

use levers::Pulled;
use news::Changed;
use remainder::{Remainder, remainder};
use simulated::Simulation;

/// What a person's earlier work tells.
#[derive(Clone, Debug)]
pub struct Experience {
    /// Their finished milestones, of other plans.
    pub milestones: History,
    /// The names in it.
    pub labels: Labels,
    /// How much their work shares its luck, where there is enough to tell.
    pub luck_spread: Option<f64>,
    /// How often the P80 of forecasts of their work held, and of how many.
    pub held: Option<(f64, usize)>,
}

impl Default for Experience {
    fn default() -> Self {
        Experience { milestones: History::milestones(), labels: Labels::default(), luck_spread: None, held: None }
    }
}

/// How to look.
#[derive(Clone, Debug, Default)]
pub struct CalibrateOptions {
    /// Seed of all draws.
    pub seed: u64,
    /// Runs of the main simulation; zero stands for ten thousand.
    pub n_runs: u32,
    /// Whether only the dates are wanted.
    pub without_levers: bool,
    /// What is changed: the path is drawn with it, and so are the dates.
    pub with: Vec<Change>,
}

/// Runs of the main simulation.
const N_RUNS: u32 = 10_000;

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
pub(crate) const EVEN: f64 = 0.5;
/// A chance of the deadline that one can promise on.
pub(crate) const SAFE: f64 = 0.8;
/// Nobody takes on more than this many times the hours a week.
const BEARABLE_HOURS: f64 = 1.5;
/// Nobody cuts more than this share of what is left and still has the goal.
const BEARABLE_CUT: f64 = 0.25;

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
) -> Result<Calibrated, crate::what_if::WhatIfError> {
    let mut changed = news::read(situation);
    let mut situation = situation.clone();
    let cut = apply(&options.with, &mut situation, &mut changed)?;
    let left = remainder(&situation, &changed, experience);
    let n_runs = if options.n_runs == 0 { N_RUNS } else { options.n_runs };
    let simulation = Simulation::of(&left, n_runs, options.seed);
    let pulled = if options.without_levers {
        Pulled::default()
    } else {
        levers::find(&left, &simulation, &changed, options.seed)
    };
    let calibration = describe(&situation, changed, &left, &simulation, pulled, cut);
    let plan = path::draw(&situation, &left, &simulation, &calibration);
    let diff = with_what_is_left(compare(&situation.plan, &plan), &calibration);
    Ok(Calibrated { situation, diff, calibration, plan })
}

/// A later day is no reason for a move: the work that is left is.
fn with_what_is_left(mut diff: PlanDiff, calibration: &Calibration) -> PlanDiff {
    for one in &mut diff.milestones {
        let left = calibration.milestones.iter().find(|outlook| outlook.id == one.id).map(|outlook| outlook.left.0);
        if let (MilestoneDiffKind::Changed { because, .. }, Some(left)) = (&mut one.kind, left) {
            for reason in because.iter_mut().filter(|reason| matches!(reason, Because::Today(_))) {
                *reason = Because::Left(left);
            }
        }
    }
    diff
}

/// Makes the changes that were asked for, and says what was cut by them.
fn apply(
    with: &[Change],
    situation: &mut Situation,
    changed: &mut Changed,
) -> Result<Vec<String>, crate::what_if::WhatIfError> {
    let mut cut = Vec::new();
    for change in with {
        match change {
            Change::Hours(pace) => changed.pace = Some(*pace),
            Change::Deadline(day) if *day <= situation.as_of => {
                return Err(crate::what_if::WhatIfError::DeadlinePast { deadline: *day, today: situation.as_of });
            }
            Change::Deadline(day) => changed.deadline = Some(*day),
            Change::Without(id) => cut.push(leave_out(situation, id)?),
        }
    }
    Ok(cut)
}

/// Counts a milestone as ended without being done; what rests on it need not
/// wait for it.
fn leave_out(situation: &mut Situation, id: &MilestoneId) -> Result<String, crate::what_if::WhatIfError> {
    let unknown = || crate::what_if::WhatIfError::MilestoneUnknown(id.clone());
    let name =
        situation.open().find(|planned| planned.milestone.id == *id).map(|planned| planned.milestone.name.clone());
    let name = name.ok_or_else(unknown)?;
    situation.facts.entry(id.clone()).or_default().has_ended = true;
    Ok(format!("{id} {name}"))
}

fn describe(
    situation: &Situation,
    changed: Changed,
    left: &Remainder,
    simulation: &Simulation,
    pulled: Pulled,
    cut: Vec<String>,
) -> Calibration {
    let end = simulation.last_end();
    let deadline = changed.deadline.or(situation.plan.deadline).or_else(|| last_deadline(situation));
    let verdict = verdict(situation, left, simulation, &pulled, deadline);
    let level_days = if left.items.is_empty() { 0 } else { days_between(simulation.as_estimated, end.p50) };
    let mut calibration = Calibration {
        as_of: situation.as_of,
        trigger: situation.trigger.clone(),
        verdict,
        deadline,
        end,
        mean_end: simulation.mean_end(),
        chance: deadline.map(|_| simulation.chance),
        goals: goals(situation, left, simulation),
        milestones: milestones(situation, left, simulation),
        work: WorkBalance {
            left_likely: backcast_core::Effort::from_hours(simulation.minutes_likely / 60.0),
            ..left.balance
        },
        level_days,
        spread_days: days_between(end.p50, end.p80),
        luck: LuckOutlook {
            risk_share: simulation.simulated.luck_share,
            swing: (
                simulation.near(simulation.simulated.luck_swing.0),
                simulation.near(simulation.simulated.luck_swing.1),
            ),
        },
        levers: pulled.levers,
        pairs: pulled.pairs,
        cut,
        keeping: Vec::new(),
        understood: changed.understood,
        questions: changed.questions,
        notes: Vec::new(),
        remarks: situation.remarks.clone(),
        basis: left.basis.clone(),
        runs: (simulation.n_runs, simulation.seed),
    };
    add_offers(&mut calibration, simulation, &changed.offers);
    add_hints(&mut calibration, &changed.less);
    calibration.notes = notes(situation, left, &calibration);
    calibration.notes.extend(pulled.notes);
    calibration
}

fn last_deadline(situation: &Situation) -> Option<Date> {
    situation.plan.goals.iter().filter_map(|goal| goal.deadline).max()
}

/// On track where the deadline is more likely kept than not; recoverable where
/// one bearable lever makes it so.
fn verdict(
    situation: &Situation,
    left: &Remainder,
    simulation: &Simulation,
    pulled: &Pulled,
    deadline: Option<Date>,
) -> Outlook {
    if left.items.is_empty() {
        let is_late = deadline.zip(situation.last_done()).is_some_and(|(deadline, done)| done > deadline);
        return if is_late { Outlook::Unreachable } else { Outlook::OnTrack };
    }
    if deadline.is_none() || simulation.chance >= EVEN {
        return Outlook::OnTrack;
    }
    let work: f64 = left.project.tasks.iter().map(|task| task.effort.likely().hours()).sum();
    let bearable = |pulled: &PulledLever| {
        let is_bearable = match &pulled.lever.kind {
            LeverKind::Hours(pace) => {
                pace.hours_per_week() <= BEARABLE_HOURS * simulation.declared_pace.hours_per_week()
            }
            LeverKind::Scope { saved, .. } => saved.hours() <= BEARABLE_CUT * work,
            LeverKind::Help(taken) => taken.hours() <= BEARABLE_CUT * work,
            LeverKind::Date(_) | LeverKind::FreeDays { .. } => false,
        };
        is_bearable && pulled.chance >= EVEN
    };
    if pulled.levers.iter().any(bearable) { Outlook::Recoverable } else { Outlook::Unreachable }
}

fn goals(situation: &Situation, left: &Remainder, simulation: &Simulation) -> Vec<GoalOutlook> {
    let outlook = |(number, goal): (usize, &backcast_core::AnchoredGoal)| {
        let deadline = left.project.stakes.get(number).map(|stake| stake.deadline).filter(|_| goal.deadline.is_some());
        GoalOutlook {
            goal: goal.goal.id.clone(),
            title: goal.goal.title.clone(),
            deadline,
            end: simulation.goal_end(number),
            chance: deadline.map(|day| simulation.goal_chance(number, day)),
        }
    };
    situation.plan.goals.iter().enumerate().map(outlook).collect()
}

fn milestones(situation: &Situation, left: &Remainder, simulation: &Simulation) -> Vec<MilestoneOutlook> {
    situation
        .open()
        .filter_map(|planned| {
            let number = remainder::place_of(&left.draft, &planned.milestone.id)?;
            let outcome = simulation.simulated.items.get(number)?;
            let hours = |level: f64| {
                backcast_core::Effort::from_hours(
                    left.items[number].minutes.quantile(level) * left.luck.mean.exp() / 60.0,
                )
            };
            Some(MilestoneOutlook {
                id: planned.milestone.id.clone(),
                planned: planned.due,
                end: simulation.item_end(number),
                left: (hours(0.5), hours(0.8)),
                criticality: outcome.criticality,
                risk_share: outcome.risk_share,
                swing: (simulation.near(outcome.swing.0), simulation.near(outcome.swing.1)),
            })
        })
        .collect()
}

/// Days that somebody offers instead of the deadline become levers of their own.
fn add_offers(calibration: &mut Calibration, simulation: &Simulation, offers: &[(Date, String)]) {
    for (day, text) in offers {
        let chance = simulation.chance_by(*day);
        let text = format!("{}: \"{text}\"", shown(*day));
        calibration.levers.push(PulledLever { lever: Lever { kind: LeverKind::Date(*day), text }, chance });
    }
}

/// What could be left out belongs to the lever that asks for less.
fn add_hints(calibration: &mut Calibration, less: &[String]) {
    let is_scope = |pulled: &&mut PulledLever| matches!(pulled.lever.kind, LeverKind::Scope { .. });
    if let Some(pulled) = calibration.levers.iter_mut().find(is_scope) {
        for text in less {
            pulled.lever.text = format!("{}; where to cut: \"{text}\"", pulled.lever.text);
        }
    }
}

fn notes(situation: &Situation, left: &Remainder, calibration: &Calibration) -> Vec<String> {
    let mut notes = Vec::new();
    for planned in situation.open() {
        let fact = situation.fact(&planned.milestone.id);
        if let Some(reason) = &fact.reason {
            let percent = fact.share.map_or(String::new(), |share| format!(" is at {:.0} %", share * 100.0));
            notes.push(format!("{} {}{percent}: {reason}", planned.milestone.id, planned.milestone.name));
        }
    }
    if let Some(pace) = situation.pace {
        let before = situation.plan.goals.first().and_then(|goal| goal.pace);
        notes.push(match before.filter(|before| *before != pace) {
            Some(before) if pace < before => {
                format!(
                    "the hours have fallen from {before} to {pace} hours a week; everything rests on {pace} hours now"
                )
            }
            Some(before) => format!("the hours have risen from {before} to {pace} hours a week"),
            None => format!("{pace} hours a week"),
        });
    }
    for range in &situation.busy {
        let reason = range.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
        notes.push(format!("{} to {} {}{reason}", shown(range.from), shown(range.to), left_in(range)));
    }
    if left.items.is_empty() {
        notes.push(match situation.last_done() {
            Some(day) => format!("everything is done, the last of it on {}", shown(day)),
            None => "nothing is left to forecast".into(),
        });
    }
    if let Some(over) = overrun(&calibration.work) {
        notes.push(over);
    }
    notes
}

fn left_in(range: &backcast_core::BusyRange) -> String {
    if range.blocks() { "cannot be worked on".into() } else { format!("has {} hours a week", range.left) }
}

/// "what is done took 71 hours instead of 50".
fn overrun(work: &WorkBalance) -> Option<String> {
    const WORTH_SAYING: f64 = 0.15;
    let (earned, spent) = (work.earned.hours(), work.spent.hours());
    let is_off = earned > 0.0 && spent > 0.0 && (spent / earned - 1.0).abs() > WORTH_SAYING;
    is_off.then(|| format!("what is done so far took {} hours; {} were planned for it", work.spent, work.earned))
}

fn shown(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// The same day for every level, where nothing is uncertain any more.
fn certain(day: Date) -> DateForecast {
    DateForecast { p10: day, p50: day, p80: day, p90: day }
}

/// The day so many days behind another.
fn behind(first: Date, days: usize) -> Date {
    plus_days(first, i32::try_from(days).unwrap_or(i32::MAX))
}
