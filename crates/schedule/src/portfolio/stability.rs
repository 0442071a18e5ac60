//! Planning again with as few moves as possible.

use backcast_core::problem::{Minute, Parts, Placed, Problem, Schedule};

use super::bounds::tardiness_bound;
use super::search::{Found, SearchLimit, search};
use super::serial::{self, Key, Unplaceable};
use super::value::Value;

/// What a previous schedule is worth keeping for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stability {
    /// What starts before this minute stays where it is, as long as that is
    /// possible.
    pub frozen_until: Minute,
    /// What a moved task costs, in weighted minutes of tardiness.
    pub per_task: u64,
    /// What each day of a move costs, in the same.
    pub per_day: u64,
}

/// A schedule made from a previous one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replanned {
    /// What was found; `n_schedules` counts all that were tried.
    pub found: Found,
    /// The tasks that start elsewhere or are done by somebody else.
    pub moved: Vec<usize>,
}

/// Plans again, near a previous schedule: tasks that have no place in it, by
/// number, are new.
///
/// The previous schedule is kept as it is where it still holds. Otherwise
/// three are compared by tardiness and the cost of all moves: one in which
/// tasks only move later, and only as far as they have to; one in the old
/// order without gaps; and one that is searched freely.
///
/// # Errors
///
/// Returns a task that fits nowhere before the horizon.
pub fn replan(
    problem: &Problem,
    previous: &[Option<Placed>],
    stability: Stability,
    limit: SearchLimit,
    mut time_used: impl FnMut() -> f64,
) -> Result<Replanned, Unplaceable> {
    let tardiness_bound = tardiness_bound(problem);
    if let Some(schedule) = whole(previous, problem).filter(|schedule| problem.check(schedule).is_ok()) {
        let value = Value::of(problem, &schedule);
        return Ok(Replanned { found: Found { schedule, value, tardiness_bound, n_schedules: 0 }, moved: Vec::new() });
    }
    let successors = serial::successors(problem);
    let latest = Key::from(Problem::HORIZON_MAX);
    let old = |number: usize| previous.get(number).and_then(Option::as_ref);
    let keys: Vec<Key> =
        (0..problem.tasks().len()).map(|n| old(n).map_or(latest, |placed| Key::from(placed.start()))).collect();
    let mut candidates: Vec<Schedule> = Vec::new();
    let held = held_back(problem, previous, stability.frozen_until, true);
    let packed = held_back(problem, previous, stability.frozen_until, false);
    for variant in [&held, &packed] {
        if let Some(schedule) = variant.as_ref().and_then(|variant| serial::place(variant, &successors, &keys).ok()) {
            candidates.push(schedule);
        }
    }
    let free = search(packed.as_ref().unwrap_or(problem), limit, &mut time_used);
    let n_schedules = free.as_ref().map_or(0, |found| found.n_schedules) + candidates.len() as u64;
    let unplaceable = match free {
        Ok(found) => {
            candidates.push(found.schedule);
            None
        }
        Err(unplaceable) => Some(unplaceable),
    };
    let price = |schedule: &Schedule| {
        let value = Value::of(problem, schedule);
        (value.overdue, value.weighted_tardiness.saturating_add(moves(previous, schedule, stability)), value.finishes)
    };
    let best = candidates.into_iter().filter(|schedule| problem.check_rules(schedule).is_ok()).min_by_key(price);
    let Some(schedule) = best else {
        // The frozen part may be in the way of everything else.
        let found = search(problem, limit, &mut time_used).map_err(|own| unplaceable.unwrap_or(own))?;
        let moved = moved(previous, &found.schedule);
        return Ok(Replanned { found, moved });
    };
    let value = Value::of(problem, &schedule);
    let moved = moved(previous, &schedule);
    Ok(Replanned { found: Found { schedule, value, tardiness_bound, n_schedules }, moved })
}

/// The previous schedule where it has a place for every task.
fn whole(previous: &[Option<Placed>], problem: &Problem) -> Option<Schedule> {
    let all: Vec<Placed> = previous.iter().cloned().collect::<Option<_>>()?;
    (all.len() == problem.tasks().len()).then_some(Schedule(all))
}

/// The problem with what is frozen pinned, and if asked for the rest held back
/// until its previous start. Nothing if that makes no sense.
fn held_back(problem: &Problem, previous: &[Option<Placed>], frozen_until: Minute, hold: bool) -> Option<Problem> {
    let mut parts: Parts = problem.parts().clone();
    for (task, placed) in parts.tasks.iter_mut().zip(previous) {
        let Some(placed) = placed else { continue };
        let fits = placed.start() >= task.release;
        if placed.start() < frozen_until && fits && task.pin.is_none() {
            task.pin = Some(placed.start());
        } else if hold {
            task.release = task.release.max(placed.start());
        }
    }
    Problem::new(parts).ok()
}

/// What all moves cost.
fn moves(previous: &[Option<Placed>], schedule: &Schedule, stability: Stability) -> u64 {
    let cost = |number: &usize| {
        let days = previous[*number]
            .as_ref()
            .map_or(0, |placed| u64::from(placed.start().abs_diff(schedule.0[*number].start()) / 1440));
        stability.per_task.saturating_add(stability.per_day.saturating_mul(days))
    };
    moved(previous, schedule).iter().map(cost).fold(0, u64::saturating_add)
}

/// The tasks that had another place before.
fn moved(previous: &[Option<Placed>], schedule: &Schedule) -> Vec<usize> {
    let has_moved = |number: &usize| {
        let old = previous.get(*number).and_then(Option::as_ref);
        let new = &schedule.0[*number];
        old.is_some_and(|old| old.start() != new.start() || old.person != new.person)
    };
    (0..schedule.0.len()).filter(has_moved).collect()
}
