use backcast_core::problem::{Problem, Schedule};
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::bounds::tardiness_bound;
use super::layout::Layout;
use super::preemptive::{is_preemptive, place_preemptive};
use super::rules;
use super::sequences::{Cost, Sequences};
use super::serial::{self, Key, Unplaceable};
use super::value::Value;

/// How long is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchLimit {
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
    /// No schedule has less weighted tardiness.
    pub tardiness_bound: u64,
    /// Schedules that were tried.
    pub n_schedules: u64,
}

impl Found {
    /// Whether every deadline is kept, and no schedule has less tardiness.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.value.overdue == 0 && self.value.weighted_tardiness == self.tardiness_bound
    }
}

/// Looks for a good schedule: first by priority rules, then by improving the
/// best of them within the budget. One person whose work may be interrupted
/// gets the exact schedule of [`place_preemptive`] where that makes nothing
/// late.
///
/// `time_used` says which part of the time is used up, from 0 on; at 1 the
/// search ends. Where it is always 0 the same problem and budget give the same
/// schedule.
///
/// # Errors
///
/// Returns a task that fits nowhere before the horizon, where no rule finds a
/// place for everything.
pub fn search(problem: &Problem, limit: SearchLimit, mut time_used: impl FnMut() -> f64) -> Result<Found, Unplaceable> {
    let mut course = Course { limit, n_schedules: 0, time_used: &mut time_used };
    let successors = serial::successors(problem);
    let (schedule, keys) = first(problem, &successors, &mut course)?;
    let value = Value::of(problem, &schedule);
    let mut best = Found { schedule, value, tardiness_bound: tardiness_bound(problem), n_schedules: 0 };
    if !is_preemptive(problem) || !best.is_proved() {
        match Layout::new(problem) {
            Some(layout) => anneal_orders(&layout, &mut best, &mut course),
            None => anneal_keys(problem, &successors, keys, &mut best, &mut course),
        }
    }
    best.n_schedules = course.n_schedules;
    Ok(best)
}

/// How far a search is.
struct Course<'t> {
    limit: SearchLimit,
    n_schedules: u64,
    time_used: &'t mut dyn FnMut() -> f64,
}

impl Course<'_> {
    /// The part of budget or time that is used, whichever is more.
    fn progress(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 schedules in any lifetime")]
        let of_limit = self.n_schedules as f64 / self.limit.n_schedules.max(1) as f64;
        of_limit.max((self.time_used)())
    }
}

/// Later rules are not tried once so much of the time is used.
const TIME_FOR_RULES: f64 = 0.3;

/// The best schedule of the priority rules, with its keys.
fn first(
    problem: &Problem,
    successors: &[Vec<usize>],
    course: &mut Course<'_>,
) -> Result<(Schedule, Vec<Key>), Unplaceable> {
    let mut best: Option<(Value, Schedule, Vec<Key>)> = None;
    let mut unplaceable = None;
    if is_preemptive(problem) {
        course.n_schedules += 1;
        match place_preemptive(problem) {
            Ok(placed) => {
                let value = Value::of(problem, &placed.schedule);
                // In this order the serial scheme comes close.
                let keys = placed.schedule.0.iter().map(|placed| Key::from(placed.finish())).collect();
                best = Some((value, placed.schedule, keys));
            }
            Err(why) => unplaceable = Some(why),
        }
    }
    for keys in rules::keys(problem) {
        if course.n_schedules > 0 && course.progress() >= TIME_FOR_RULES.max(small_share(course.limit)) {
            break;
        }
        course.n_schedules += 1;
        match serial::place(problem, successors, &keys) {
            Ok(schedule) => {
                let value = Value::of(problem, &schedule);
                if best.as_ref().is_none_or(|(least, ..)| value < *least) {
                    best = Some((value, schedule, keys));
                }
            }
            Err(why) => unplaceable = unplaceable.or(Some(why)),
        }
    }
    match best {
        Some((_, schedule, keys)) => Ok((schedule, keys)),
        None => Err(unplaceable.expect("at least one rule was tried")),
    }
}

/// A budget of a few schedules goes to the rules wholly.
fn small_share(limit: SearchLimit) -> f64 {
    if limit.n_schedules <= 16 { 1.0 } else { 0.0 }
}

/// A minute that any task is finished later counts like so many weighted
/// minutes of tardiness: it settles what is equal, and hardly anything else.
const FINISH: f64 = 0.0005;
/// The first temperature, in tardiness of a task's usual length and a goal's
/// usual weight.
const HOT: f64 = 2.0;
/// The last temperature, as a part of the first.
const COLD: f64 = 0.001;

fn energy(cost: Cost) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "only what is equal is settled by it")]
    let finishes = cost.finishes as f64;
    cost.late + finishes * FINISH
}

/// The first temperature of a problem.
fn heat(problem: &Problem) -> f64 {
    let efforts: Vec<f64> =
        (0..problem.tasks().len()).map(|task| f64::from(problem.effort(task))).filter(|&effort| effort > 0.0).collect();
    let weights: Vec<f64> =
        problem.goals().iter().filter(|goal| goal.target.is_some()).map(|goal| f64::from(goal.weight)).collect();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 tasks")]
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    HOT * mean(&efforts).max(1.0) * mean(&weights).max(1.0)
}

/// Whether a change is kept: always if it helps, else by chance, the less
/// likely the more it harms (Metropolis et al. 1953).
fn is_kept(worse: f64, temperature: f64, rng: &mut ChaCha8Rng) -> bool {
    worse <= 0.0 || rng.random::<f64>() < (-worse / temperature).exp()
}

/// Between two looks at the clock.
const LOOK_EVERY: u64 = 64;

/// Improves a schedule by simulated annealing over each person's order of
/// tasks: changes are made where a chain of waiting ends in a late goal.
///
/// Source: Van Laarhoven, Aarts and Lenstra, "Job shop scheduling by simulated
/// annealing" (1992); changes on the critical chain for total weighted
/// tardiness: Kreipl, "A large step random walk for minimizing total weighted
/// tardiness in a job shop" (2000). We depart from them in timing again only
/// what a change reaches, in a topological order that is kept up to date
/// (Pearce and Kelly, "A dynamic topological sort algorithm", 2006).
fn anneal_orders(layout: &Layout<'_>, best: &mut Found, course: &mut Course<'_>) {
    let mut sequences = Sequences::new(layout, order_of(layout.problem, &best.schedule));
    let mut rng = ChaCha8Rng::seed_from_u64(course.limit.seed);
    let mut chain = Vec::new();
    let mut at = sequences.cost();
    let mut best_cost = at;
    let mut best_order = sequences.order().to_vec();
    let hot = heat(layout.problem);
    let mut temperature = hot;
    loop {
        if course.n_schedules >= course.limit.n_schedules {
            break;
        }
        if course.n_schedules.is_multiple_of(LOOK_EVERY) {
            let progress = course.progress();
            if progress >= 1.0 {
                break;
            }
            temperature = hot * COLD.powf(progress);
        }
        course.n_schedules += 1;
        let Some(change) = sequences.propose(&mut rng, &mut chain) else { continue };
        if !sequences.make(change) {
            continue;
        }
        let cost = sequences.cost();
        if !is_kept(energy(cost) - energy(at), temperature, &mut rng) {
            sequences.take_back();
            continue;
        }
        at = cost;
        if cost < best_cost {
            best_cost = cost;
            best_order.clear();
            best_order.extend_from_slice(sequences.order());
        }
    }
    sequences.reset(best_order);
    if let Ok(schedule) = layout.schedule(sequences.times()) {
        best.replace_by(layout.problem, schedule);
    }
}

/// All tasks by their starts, each after whatever it waits for.
fn order_of(problem: &Problem, schedule: &Schedule) -> Vec<u32> {
    let mut rank = vec![0; schedule.0.len()];
    for (place, &number) in problem.order().iter().enumerate() {
        rank[number] = place;
    }
    let mut order: Vec<usize> = (0..schedule.0.len()).collect();
    order.sort_by_key(|&number| (schedule.0[number].start(), schedule.0[number].finish(), rank[number]));
    order.into_iter().map(|number| u32::try_from(number).expect("a layout has fewer tasks")).collect()
}

/// Improves a schedule by simulated annealing over the keys of the serial
/// scheme, for problems in which the people's orders are not all there is to
/// decide: a task of a late goal goes before another one.
fn anneal_keys(
    problem: &Problem,
    successors: &[Vec<usize>],
    mut keys: Vec<Key>,
    best: &mut Found,
    course: &mut Course<'_>,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(course.limit.seed);
    let mut at = cost_of(&best.value);
    let mut schedule = best.schedule.clone();
    let hot = heat(problem);
    while course.n_schedules < course.limit.n_schedules {
        let progress = course.progress();
        if progress >= 1.0 {
            break;
        }
        course.n_schedules += 1;
        let task = task_of_late_goal(problem, &schedule, &mut rng);
        let other = rng.random_range(0..keys.len());
        let old = keys[task];
        keys[task] = keys[other] - 1;
        let next = serial::place(problem, successors, &keys).ok().map(|next| (Value::of(problem, &next), next));
        match next {
            Some((value, next))
                if is_kept(energy(cost_of(&value)) - energy(at), hot * COLD.powf(progress), &mut rng) =>
            {
                at = cost_of(&value);
                best.replace_by(problem, next.clone());
                schedule = next;
            }
            _ => keys[task] = old,
        }
    }
}

/// A minute after a deadline counts like so many after targets.
const OVERDUE: f64 = 1e4;

fn cost_of(value: &Value) -> Cost {
    #[expect(clippy::cast_precision_loss, reason = "only compared")]
    let late = value.overdue as f64 * OVERDUE + value.weighted_tardiness as f64;
    Cost { late, finishes: i64::try_from(value.finishes).unwrap_or(i64::MAX) }
}

/// One of the tasks of a goal that is late, if any is.
fn task_of_late_goal(problem: &Problem, schedule: &Schedule, rng: &mut ChaCha8Rng) -> usize {
    let is_late = |number: usize| {
        let terms = &problem.goals()[problem.tasks()[number].goal];
        let due = [terms.target, terms.deadline, problem.tasks()[number].deadline].into_iter().flatten().min();
        due.is_some_and(|due| schedule.0[number].finish() > due)
    };
    let first = rng.random_range(0..schedule.0.len());
    // A late task stands for its goal.
    let goal = (0..schedule.0.len())
        .map(|step| (first + step) % schedule.0.len())
        .find(|&number| is_late(number))
        .map(|number| problem.tasks()[number].goal);
    let Some(goal) = goal else { return first };
    let of_goal: Vec<usize> = (0..schedule.0.len()).filter(|&number| problem.tasks()[number].goal == goal).collect();
    of_goal[rng.random_range(0..of_goal.len())]
}

impl Found {
    /// Takes a schedule if it is better.
    fn replace_by(&mut self, problem: &Problem, schedule: Schedule) {
        let value = Value::of(problem, &schedule);
        if value < self.value {
            self.schedule = schedule;
            self.value = value;
        }
    }
}
