//! Two levers at once, each pulled less far than it would have to be alone.

use backcast_core::{Lever, LeverKind, LeverPair, PulledLever, WeeklyHours, days_between, plural, plus_days};
use jiff::civil::Date;

use super::simulated::Simulation;
use super::trial::{Trial, Variant, search_first};
use super::{SAFE, behind, shown};

/// So many pairs are shown.
const SHOWN: usize = 3;
/// Nobody works more than this many times the hours for long.
const HOURS_TIMES_MAX: u32 = 2;
/// What is left of a goal after a larger cut is another goal.
const CUT_MAX: f64 = 1.0 / 3.0;

/// Half of the hours that would be needed alone, and half of the days, each
/// with the least of another lever that makes up for the rest. What nobody
/// would do is left out.
pub(super) fn find(
    trial: &Trial<'_>,
    as_is: &Variant,
    levers: &[PulledLever],
    simulation: &Simulation,
) -> Vec<LeverPair> {
    let mut pairs = Vec::new();
    if let Some(hours) = halfway_hours(levers, simulation) {
        let kept = trial.left.balance.kept.unwrap_or(1.0);
        let pace = WeeklyHours::from_hours_per_week(hours.hours_per_week() * kept);
        let busier = as_is.at(pace);
        let lever = Lever { kind: LeverKind::Hours(hours), text: format!("{hours} hours a week") };
        pairs.extend(small_cut(trial, &busier).map(|scope| pair(lever.clone(), &scope)));
        pairs.extend(later_day(trial, &busier, simulation).map(|date| pair(lever, &date)));
    }
    if let Some((deadline, days)) = halfway_days(simulation) {
        let day = plus_days(deadline, days);
        let lever = Lever { kind: LeverKind::Date(day), text: shown(day) };
        pairs.extend(small_cut(trial, &later(as_is, days)).map(|scope| pair(lever, &scope)));
    }
    pairs.truncate(SHOWN);
    pairs
}

/// Halfway from the hours of now to those that would be enough alone, within
/// what can be borne.
fn halfway_hours(levers: &[PulledLever], simulation: &Simulation) -> Option<WeeklyHours> {
    let enough = levers.iter().rev().find_map(|pulled| match pulled.lever.kind {
        LeverKind::Hours(pace) => Some(pace),
        _ => None,
    })?;
    let now = simulation.declared_pace;
    let minutes = now.minutes_per_week().midpoint(enough.minutes_per_week()) / 30 * 30;
    let halfway = WeeklyHours::from_minutes_per_week(minutes.min(HOURS_TIMES_MAX * now.minutes_per_week()));
    (halfway > now).then_some(halfway)
}

/// The deadline, and half of the days from there to the safe day.
fn halfway_days(simulation: &Simulation) -> Option<(Date, i32)> {
    let deadline = simulation.deadline()?;
    let days = days_between(deadline, simulation.day_of(SAFE)) / 2;
    (days >= 1).then_some((deadline, days))
}

/// Less work that leaves the goal what it is.
fn small_cut(trial: &Trial<'_>, variant: &Variant) -> Option<PulledLever> {
    let work: f64 = variant.project.tasks.iter().map(|task| task.effort.likely().hours()).sum();
    let is_small = |pulled: &PulledLever| match &pulled.lever.kind {
        LeverKind::Scope { saved, .. } => saved.hours() <= CUT_MAX * work,
        _ => false,
    };
    trial.scope(variant, SAFE).filter(is_small)
}

/// The day that is safe for a variant.
fn later_day(trial: &Trial<'_>, variant: &Variant, simulation: &Simulation) -> Option<PulledLever> {
    let (now, safe) = (simulation.deadline()?, simulation.day_of(SAFE));
    let n_days = usize::try_from(days_between(now, safe)).ok()?;
    let days = |number: usize| i32::try_from(number + 1).unwrap_or(i32::MAX);
    let (number, chance) = search_first(n_days, |number| trial.chance(&later(variant, days(number))), SAFE)?;
    let day = behind(now, number + 1);
    let text = format!("{}, {} later", shown(day), plural(number + 1, "day"));
    Some(PulledLever { lever: Lever { kind: LeverKind::Date(day), text }, chance })
}

/// A variant whose deadlines are so many days later.
fn later(variant: &Variant, days: i32) -> Variant {
    let mut later = variant.clone();
    for constraint in &mut later.project.goal_constraints {
        constraint.deadline = plus_days(constraint.deadline, days);
    }
    later
}

fn pair(first: Lever, second: &PulledLever) -> LeverPair {
    LeverPair { levers: [first, second.lever.clone()], chance: second.chance }
}
