//! The smallest changes that bring the deadline back, each solved for by
//! simulating again with the same random numbers (`trial`), and two of them at once
//! (`pairs`).

use backcast_core::{Lever, LeverKind, LeverPair, PulledLever, days_between, plural};

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
    let mut levers = Vec::new();
    for wanted in [EVEN, SAFE] {
        if simulation.chance < wanted {
            levers.extend(trial.hours(&as_is, wanted, simulation));
        }
    }
    let mut notes = Vec::new();
    if simulation.is_endless {
        notes.push("at this pace the work takes more than forty years; the dates are those of forty years on".into());
        return Pulled { levers, notes, ..Pulled::default() };
    }
    let is_past = simulation.deadline().is_some_and(|deadline| deadline < left.project.today);
    if is_past {
        notes.push("the deadline is past: only another date, or another goal, is left".into());
    } else if simulation.chance < EVEN && levers.is_empty() {
        notes.push("no number of hours a week brings the date back: waiting that work cannot shorten decides".into());
    }
    let scope = trial.scope(&as_is, SAFE).or_else(|| trial.scope(&as_is, EVEN));
    levers.extend(scope);
    levers.extend(dates(simulation));
    levers.extend(trial.help(&as_is, SAFE).or_else(|| trial.help(&as_is, EVEN)));
    levers.extend(trial.free_days(&as_is, simulation.chance, changed));
    let pairs = pairs::find(&trial, &as_is, &levers, simulation);
    Pulled { levers, pairs, notes }
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
