//! The smallest changes that bring the deadline back, each solved for by
//! simulating again with the same random numbers (`trial`), and two of them at once
//! (`pairs`).

use backcast_core::{Lever, LeverKind, LeverPair, PulledLever, WeeklyHours, days_between, plural};
use backcast_schedule::{bearable_pace, unbearable_pace};

use super::news::Changed;
use super::pairs;
use super::remainder::Remainder;
use super::simulated::Simulation;
use super::trial::{Trial, Variant, percent};
use super::{EVEN, SAFE, shown};

/// Levers with their effects.
#[derive(Clone, Debug, Default)]
pub(super) struct Pulled {
    pub(super) levers: Vec<PulledLever>,
    pub(super) pairs: Vec<LeverPair>,
    /// What no lever can do.
    pub(super) notes: Vec<String>,
}

/// Finds the levers of a remainder; none where the deadline is safe already.
pub(super) fn find(left: &Remainder, simulation: &Simulation, changed: &Changed, seed: u64) -> Pulled {
    if left.items.is_empty() || simulation.deadline().is_none() || simulation.chance >= SAFE {
        return Pulled::default();
    }
    let trial = Trial { left, seed };
    let as_is = Variant::of(left);
    let (mut levers, mut notes) = (Vec::new(), Vec::new());
    let wanted = [EVEN, SAFE].into_iter().filter(|&wanted| simulation.chance < wanted);
    let hours: Vec<(WeeklyHours, f64)> = wanted.filter_map(|wanted| trial.hours(&as_is, wanted)).collect();
    let most = bearable_pace(simulation.declared_pace);
    for &(pace, chance) in &hours {
        if pace <= most {
            levers.push(more_hours(pace, chance, simulation));
        }
    }
    // What is enough half of the time says it for both.
    if let Some(&(pace, _)) = hours.first().filter(|(pace, _)| *pace > most) {
        notes.push(unbearable_pace(simulation.declared_pace, pace));
    }
    if simulation.is_endless {
        notes.push("at this pace the work takes more than forty years; the dates are those of forty years on".into());
        return Pulled { levers, notes, ..Pulled::default() };
    }
    let is_past = simulation.deadline().is_some_and(|deadline| deadline < left.project.today);
    if is_past {
        notes.push(if may_be_later(left, simulation) {
            "the deadline is past: only another date, or another goal, is left".into()
        } else {
            "the day is past: what is left is another occasion, or another goal".into()
        });
    } else if simulation.chance < EVEN && hours.is_empty() {
        notes.push("no number of hours a week brings the date back: waiting that work cannot shorten decides".into());
    }
    let scope = trial.scope(&as_is, SAFE).or_else(|| trial.scope(&as_is, EVEN));
    levers.extend(scope);
    if may_be_later(left, simulation) {
        levers.extend(dates(simulation));
    }
    levers.extend(trial.help(&as_is, SAFE).or_else(|| trial.help(&as_is, EVEN)));
    levers.extend(trial.free_days(&as_is, simulation.chance, changed));
    let enough = hours.last().map(|&(pace, _)| pace);
    let pairs = pairs::find(&trial, &as_is, enough, simulation);
    Pulled { levers, pairs, notes }
}

/// Whether another date can be offered: not for a goal that ends in an event, unless that
/// one is safe and others are not.
pub(super) fn may_be_later(left: &Remainder, simulation: &Simulation) -> bool {
    let stands = |&goal: &usize| left.project.ends_in_event(goal);
    let goals = 0..left.project.goal_constraints.len();
    !goals.clone().all(|goal| stands(&goal)) && goals.filter(stands).all(|goal| simulation.goal_chance(goal) >= SAFE)
}

fn more_hours(pace: WeeklyHours, chance: f64, simulation: &Simulation) -> PulledLever {
    let more = pace.hours_per_week() - simulation.declared_pace.hours_per_week();
    let more = WeeklyHours::from_hours_per_week(more);
    let text = format!("{pace} hours a week from now on, {more} more than now, give a chance of {}", percent(chance));
    PulledLever { lever: Lever { kind: LeverKind::Hours(pace), text }, chance }
}

/// The realistic and the safe day.
fn dates(simulation: &Simulation) -> Vec<PulledLever> {
    let Some(deadline) = simulation.deadline() else { return Vec::new() };
    let mut levers: Vec<PulledLever> = Vec::new();
    for wanted in [EVEN, SAFE] {
        let day = simulation.day_of(wanted);
        if day <= deadline || levers.iter().any(|pulled| pulled.lever.kind == LeverKind::Date(day)) {
            continue;
        }
        let chance = simulation.chance_by(day);
        let later = days_between(deadline, day);
        let later = plural(usize::try_from(later).unwrap_or(0), "day");
        let text = format!("{}, {later} later, has a chance of {}", shown(day), percent(chance));
        levers.push(PulledLever { lever: Lever { kind: LeverKind::Date(day), text }, chance });
    }
    levers
}
