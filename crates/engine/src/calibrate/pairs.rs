//! Two levers at once, each pulled less far than it would have to be alone.

use backcast_core::{Lever, LeverKind, LeverPair, PulledLever, WeeklyHours, days_between, plural, plus_days};
use backcast_schedule::{bearable_pace, is_bearable_cut};
use jiff::civil::Date;

use super::levers::may_be_later;
use super::simulated::Simulation;
use super::trial::{Trial, Variant, search_first};
use super::{SAFE, behind, shown};

/// So many pairs are shown.
const SHOWN: usize = 3;

/// Half of the hours that would be needed alone, and half of the days, each
/// with the least of another lever that makes up for the rest. What nobody
/// would do is left out.
pub(super) fn find(
    trial: &Trial<'_>,
    as_is: &Variant,
    enough: Option<WeeklyHours>,
    simulation: &Simulation,
) -> Vec<LeverPair> {
    let mut pairs = Vec::new();
    if let Some(hours) = halfway_hours(enough, simulation) {
        let kept = trial.left.balance.kept.unwrap_or(1.0);
        let pace = WeeklyHours::from_hours_per_week(hours.hours_per_week() * kept);
        let busier = as_is.at(pace);
        let lever = Lever { kind: LeverKind::Hours(hours), text: format!("{hours} hours a week") };
        pairs.extend(small_cut(trial, &busier).map(|scope| pair(lever.clone(), &scope)));
        pairs.extend(later_day(trial, &busier, simulation).map(|date| pair(lever, &date)));
    }
    let halfway = halfway_days(simulation).filter(|_| may_be_later(trial.left, simulation));
    if let Some((deadline, days)) = halfway {
        let day = plus_days(deadline, days);
        let lever = Lever { kind: LeverKind::Date(day), text: shown(day) };
        pairs.extend(small_cut(trial, &later(as_is, days)).map(|scope| pair(lever, &scope)));
    }
    pairs.truncate(SHOWN);
    pairs
}

/// Halfway from the hours of now to those that would be enough alone, within
/// what can be borne.
fn halfway_hours(enough: Option<WeeklyHours>, simulation: &Simulation) -> Option<WeeklyHours> {
    let enough = enough?;
    let now = simulation.declared_pace;
    let minutes = now.minutes_per_week().midpoint(enough.minutes_per_week()) / 30 * 30;
    let halfway = WeeklyHours::from_minutes_per_week(minutes).min(bearable_pace(now));
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
    let is_small = |pulled: &PulledLever| match &pulled.lever.kind {
        LeverKind::Scope { saved, .. } => is_bearable_cut(*saved, variant.project.needed()),
        _ => false,
    };
    trial.scope(variant, SAFE).filter(is_small)
}

/// The day that is safe for a variant.
fn later_day(trial: &Trial<'_>, variant: &Variant, simulation: &Simulation) -> Option<PulledLever> {
    if !may_be_later(trial.left, simulation) {
        return None;
    }
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
