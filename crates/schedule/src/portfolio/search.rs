use backcast_core::problem::{Problem, Schedule};
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::layout::Layout;
use super::rules;
use super::sequences::{Cost, Sequences};
use super::serial::{self, Key, Stuck};
use super::value::Value;

/// How long is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Schedules that are tried at most; at least one.
    pub n_schedules: u64,
    /// Seed of everything random.
    pub seed: u64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where each task lies.
    pub schedule: Schedule,
    /// How good that is.
    pub value: Value,
    /// Schedules that were tried.
    pub n_schedules: u64,
}

/// Looks for a good schedule: first by priority rules, then by improving the
/// best of them within the budget.
///
/// `time_used` says which part of the time is used up, from 0 on; at 1 the
/// search ends. Where it is always 0 the same problem and budget give the same
/// schedule.
///
/// # Errors
///
/// Returns a task that fits nowhere before the horizon, where no rule finds a
/// place for everything.
pub fn search(problem: &Problem, budget: Budget, mut time_used: impl FnMut() -> f64) -> Result<Found, Stuck> {
    let successors = serial::successors(problem);
    let mut found: Option<(Found, Vec<Key>)> = None;
    let mut stuck = None;
    let mut n_schedules = 0;
    for keys in rules::keys(problem) {
        if n_schedules >= budget.n_schedules.max(1) || (n_schedules > 0 && time_used() >= 0.3) {
            break;
        }
        n_schedules += 1;
        match serial::place(problem, &successors, &keys) {
            Ok(schedule) => {
                let value = Value::of(problem, &schedule);
                if found.as_ref().is_none_or(|(best, _)| value < best.value) {
                    found = Some((Found { schedule, value, n_schedules }, keys));
                }
            }
            Err(why) => stuck = stuck.or(Some(why)),
        }
    }
    let Some((mut best, keys)) = found else { return Err(stuck.expect("at least one rule was tried")) };
    let mut course = Course { budget, n_schedules, time_used: &mut time_used };
    match Layout::new(problem) {
        Some(layout) => anneal(&layout, &mut best, &mut course),
        None => sample(problem, &successors, &keys, &mut best, &mut course),
    }
    best.n_schedules = course.n_schedules;
    Ok(best)
}

/// How far a search is.
struct Course<'t> {
    budget: Budget,
    n_schedules: u64,
    time_used: &'t mut dyn FnMut() -> f64,
}

impl Course<'_> {
    /// The part of budget or time that is used, whichever is more.
    fn progress(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 schedules in any lifetime")]
        let of_budget = self.n_schedules as f64 / self.budget.n_schedules.max(1) as f64;
        of_budget.max((self.time_used)())
    }
}

/// Improves a schedule by simulated annealing over each person's order of
/// tasks: changes are made where a chain of waiting ends in a late goal, and
/// kept if they help, or by chance if they do little harm.
///
/// Source: Van Laarhoven, Aarts and Lenstra, "Job shop scheduling by simulated
/// annealing" (1992); changes on the critical chain for total weighted
/// tardiness: Kreipl, "A large step random walk for minimizing total weighted
/// tardiness in a job shop" (2000). We depart from them in timing again only
/// what a change reaches, in the order of a topological sort that is kept up
/// to date (Pearce and Kelly 2006).
fn anneal(layout: &Layout<'_>, best: &mut Found, course: &mut Course<'_>) {
    let mut order: Vec<u32> = (0..best.schedule.0.len() as u32).collect();
    let topological = layout.problem.order();
    let mut rank = vec![0; topological.len()];
    for (place, &number) in topological.iter().enumerate() {
        rank[number] = place;
    }
    order.sort_by_key(|&job| {
        let placed = &best.schedule.0[job as usize];
        (placed.start(), placed.finish(), rank[job as usize])
    });
    let mut sequences = Sequences::new(layout, order);
    let mut rng = ChaCha8Rng::seed_from_u64(course.budget.seed);
    let mut chain = Vec::new();
    let mut best_cost = sequences.cost();
    let mut best_order = sequences.order().to_vec();
    let first = par("T0", 480.0);
    let last = par("T1", 10.0);
    let fin_weight = par("FW", 0.0005);
    let energy = |cost: Cost| cost.late + cost.finishes as f64 * fin_weight;
    let mut temperature = first;
    let mut at = sequences.cost();
    loop {
        if course.n_schedules % 64 == 0 {
            let progress = course.progress();
            if progress >= 1.0 {
                break;
            }
            temperature = first * (last / first).powf(progress);
        }
        course.n_schedules += 1;
        let Some(change) = sequences.propose(&mut rng, &mut chain) else { continue };
        if !sequences.make(change) {
            continue;
        }
        let cost = sequences.cost();
        let worse = energy(cost) - energy(at);
        if worse <= 0.0 || rng.random::<f64>() < (-worse / temperature).exp() {
            at = cost;
            if cost < best_cost {
                best_cost = cost;
                best_order.clear();
                best_order.extend_from_slice(sequences.order());
            }
        } else {
            sequences.take_back();
        }
    }
    sequences.reset(best_order);
    if let Ok(schedule) = layout.schedule(sequences.times()) {
        let value = Value::of(layout.problem, &schedule);
        if value < best.value {
            best.schedule = schedule;
            best.value = value;
        }
    }
}

fn par(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn sample(problem: &Problem, successors: &[Vec<usize>], keys: &[Key], best: &mut Found, course: &mut Course<'_>) {
    let mut rng = ChaCha8Rng::seed_from_u64(course.budget.seed);
    let mut at = keys.to_vec();
    let mut at_value = best.value;
    let spread = i64::from(problem.common().map_or(1, |c| c.total()).max(1));
    while course.progress() < 1.0 {
        course.n_schedules += 1;
        let mut next = at.clone();
        let k = rng.random_range(0..next.len());
        next[k] += rng.random_range(-spread..=spread) / 4;
        let Ok(schedule) = serial::place(problem, successors, &next) else { continue };
        let value = Value::of(problem, &schedule);
        if value <= at_value {
            at = next;
            at_value = value;
            if value < best.value {
                best.schedule = schedule;
                best.value = value;
            }
        }
    }
}
