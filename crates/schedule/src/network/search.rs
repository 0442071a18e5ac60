use backcast_core::Network;
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::bounds::{heads, lower_bound};
use super::decode::{Decoder, Key};

/// How long is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Schedules that are generated at most; at least one.
    pub n_schedules: u32,
    /// Seed of everything random.
    pub seed: u64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Start of each activity.
    pub starts: Vec<u32>,
    /// Finish of the last one.
    pub makespan: u32,
    /// No schedule is shorter than this.
    pub lower_bound: u32,
    /// Schedules that were generated.
    pub n_schedules: u32,
}

impl Found {
    /// Whether no schedule is shorter.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.makespan == self.lower_bound
    }
}

/// A schedule in one of the two directions of time.
#[derive(Clone, Debug)]
struct Individual {
    starts: Vec<u32>,
    makespan: u32,
}

/// Looks for a short schedule within a budget: two populations are bred from
/// each other, one of schedules that start as early as possible and one that
/// end as late as possible, so that every child is justified to the other side.
///
/// The same network and budget give the same schedule. `is_over` may end the
/// search early; it is asked once for each schedule behind the first.
///
/// Source: Debels and Vanhoucke, "A bi-population based genetic algorithm for
/// the resource-constrained project scheduling problem" (2005); justification:
/// Valls, Ballestín and Quintanilla, "Justification and RCPSP" (2005); the
/// stretch that a father hands on: the same, "A hybrid genetic algorithm"
/// (2008). We depart from them in the first population, which is shaken far
/// beyond its rule, and in giving up a place only to a child that is no worse.
#[must_use]
pub fn search(network: &Network, budget: Budget, mut is_over: impl FnMut() -> bool) -> Found {
    let mirrored = network.mirrored();
    let mut breeder = Breeder {
        sides: [Side::new(network), Side::new(&mirrored)],
        rng: ChaCha8Rng::seed_from_u64(budget.seed),
        n_left: budget.n_schedules.max(1),
        is_over: &mut is_over,
        lower_bound: lower_bound(network),
        best: None,
    };
    breeder.run(population_size(budget.n_schedules));
    let (starts, makespan) = breeder.best.expect("at least one schedule is generated");
    debug_assert_eq!(network.check(&starts), Ok(()));
    let n_schedules = budget.n_schedules.max(1) - breeder.n_left;
    Found { starts, makespan, lower_bound: breeder.lower_bound, n_schedules }
}

/// More schedules feed a larger population, up to what keeps its diversity.
fn population_size(n_schedules: u32) -> usize {
    let size = f64::from(n_schedules).sqrt() * POPULATION_OF_ROOT;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 4 to 250")]
    let size = size.clamp(4.0, 250.0) as usize;
    size
}

// What follows was measured on J30 and J120 together; each matters little by
// itself, but for the shaking of the first population.

/// Size of the populations, as a part of the root of the schedules.
const POPULATION_OF_ROOT: f64 = 0.7;
/// How far the last schedule of the first population is shaken, in longest
/// paths; the first one is not shaken at all.
const SHAKEN: i64 = 10;
/// A father hands on between these parts of his length.
const STRETCH: (f64, f64) = (0.1, 0.6);
/// How often that stretch is the busiest of its length, not just any.
const BUSIEST: f64 = 0.6;
/// Parents that start so many of their activities alike are near relatives,
const RELATIVES: f64 = 0.4;
/// and so many keys of their children are moved,
const MOVED: f64 = 0.1;
/// by up to this part of the schedule.
const MOVED_BY: f64 = 0.4;

/// One direction of time.
struct Side<'n> {
    network: &'n Network,
    decoder: Decoder<'n>,
}

impl<'n> Side<'n> {
    fn new(network: &'n Network) -> Self {
        Side { network, decoder: Decoder::new(network) }
    }
}

struct Breeder<'n, 'o> {
    /// Forward in time, and backward.
    sides: [Side<'n>; 2],
    rng: ChaCha8Rng,
    n_left: u32,
    is_over: &'o mut dyn FnMut() -> bool,
    lower_bound: u32,
    /// The shortest schedule so far, forward in time.
    best: Option<(Vec<u32>, u32)>,
}

impl Breeder<'_, '_> {
    fn run(&mut self, size: usize) {
        let mut parents = self.first(size);
        let mut grandparents: Vec<Individual> = Vec::new();
        let mut side = 1;
        while self.goes_on() {
            let mut children = Vec::with_capacity(parents.len());
            for father in 0..parents.len() {
                if !self.goes_on() {
                    return;
                }
                let keys = self.child(side, &parents, father);
                let child = self.generate(side, &keys);
                let old = grandparents.get(father).filter(|old| old.makespan < child.makespan);
                children.push(old.cloned().unwrap_or(child));
            }
            grandparents = std::mem::replace(&mut parents, children);
            side = 1 - side;
        }
    }

    fn goes_on(&mut self) -> bool {
        match &self.best {
            None => true,
            Some((_, makespan)) => self.n_left > 0 && *makespan > self.lower_bound && !(self.is_over)(),
        }
    }

    /// Schedules whose activities go in the order of their latest finishes,
    /// shaken more and more.
    fn first(&mut self, size: usize) -> Vec<Individual> {
        let tails = heads(self.sides[1].network);
        let longest = tails.iter().copied().max().unwrap_or(0);
        let mut population = Vec::with_capacity(size);
        for number in 0..size {
            if !self.goes_on() {
                break;
            }
            let part = i64::try_from(number).unwrap_or(0) * SHAKEN / i64::try_from(size).unwrap_or(1).max(1);
            let shaken = i64::from(longest) * part;
            let keys: Vec<Key> =
                tails.iter().map(|&tail| 2 * i64::from(longest - tail) + self.rng.random_range(0..=shaken)).collect();
            population.push(self.generate(0, &keys));
        }
        population
    }

    fn generate(&mut self, side: usize, keys: &[Key]) -> Individual {
        self.n_left = self.n_left.saturating_sub(1);
        let Side { network, decoder } = &mut self.sides[side];
        let starts = decoder.decode(keys);
        let makespan = network.makespan(&starts);
        if self.best.as_ref().is_none_or(|(_, best)| makespan < *best) {
            let forward = match side {
                0 => starts.clone(),
                _ => (0..starts.len()).map(|a| makespan - starts[a] - network.duration(a)).collect(),
            };
            self.best = Some((forward, makespan));
        }
        Individual { starts, makespan }
    }

    /// Keys for a child in the given direction, of parents in the other one:
    /// the order of the mother around a stretch of the father.
    fn child(&mut self, side: usize, parents: &[Individual], father: usize) -> Vec<Key> {
        let mother = &parents[self.mother(parents, father)];
        let father = &parents[father];
        let network = self.sides[side].network;
        let of_father = father.seen_from_behind(network);
        let of_mother = mother.seen_from_behind(network);
        let whole = i64::from(father.makespan.max(1));
        let (from, to) = self.stretch(side, &of_father, whole);
        let far = 4 * whole.max(i64::from(mother.makespan));
        let n_alike = father.starts.iter().zip(&mother.starts).filter(|(a, b)| a == b).count();
        let moved = if part_of(RELATIVES, father.starts.len()) <= n_alike { MOVED } else { 0.0 };
        let reach = scaled(whole, MOVED_BY);
        let keys = of_father.into_iter().zip(of_mother).map(|(place, other)| {
            let mut key = match place {
                _ if place < from => other - far,
                _ if place <= to => place,
                _ => other + far,
            };
            if self.rng.random_bool(moved) {
                key += self.rng.random_range(-reach..=reach);
            }
            // Equal keys are settled by chance.
            key * 8 + self.rng.random_range(0..8)
        });
        keys.collect()
    }

    /// The better of two others.
    fn mother(&mut self, parents: &[Individual], father: usize) -> usize {
        let one = self.rng.random_range(0..parents.len());
        let two = self.rng.random_range(0..parents.len());
        let takes_two = two != father && (one == father || parents[two].makespan < parents[one].makespan);
        if takes_two { two } else { one }
    }

    /// The stretch of time that a father hands on.
    fn stretch(&mut self, side: usize, places: &[Key], whole: i64) -> (Key, Key) {
        let length = self.rng.random_range(scaled(whole, STRETCH.0)..=scaled(whole, STRETCH.1).max(1)).min(whole);
        let from = if self.rng.random_bool(BUSIEST) {
            busiest(self.sides[side].network, places, whole, length)
        } else {
            self.rng.random_range(0..=whole - length)
        };
        (from, from + length)
    }
}

impl Individual {
    /// The starts as they are where time runs the other way.
    fn seen_from_behind(&self, network: &Network) -> Vec<Key> {
        let finish = |activity: usize| i64::from(self.starts[activity]) + i64::from(network.duration(activity));
        (0..self.starts.len()).map(|activity| i64::from(self.makespan) - finish(activity)).collect()
    }
}

/// Start of the stretch in which the largest share of all resources is used.
fn busiest(network: &Network, places: &[Key], whole: i64, length: i64) -> Key {
    // The use changes by this in each period.
    let mut change = vec![0.0f64; usize::try_from(whole).unwrap_or(0) + 2];
    for (activity, &place) in places.iter().enumerate() {
        let shares = network.demands(activity).iter().zip(network.capacities());
        let share: f64 = shares.map(|(&demand, &capacity)| f64::from(demand) / f64::from(capacity.max(1))).sum();
        let start = usize::try_from(place.clamp(0, whole)).unwrap_or(0);
        let finish = (start + network.duration(activity) as usize).min(change.len() - 1);
        change[start] += share;
        change[finish] -= share;
    }
    // `before[t]` is the use of all periods before `t`.
    let mut before = Vec::with_capacity(change.len());
    let (mut sum, mut level) = (0.0, 0.0);
    for step in change {
        before.push(sum);
        level += step;
        sum += level;
    }
    let within = |from: i64| {
        let at = |t: i64| usize::try_from(t).unwrap_or(0).min(before.len() - 1);
        before[at(from + length)] - before[at(from)]
    };
    (0..=whole - length).max_by(|&a, &b| within(a).total_cmp(&within(b)).then(b.cmp(&a))).unwrap_or(0)
}

fn scaled(whole: i64, part: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "far below 2^52 periods")]
    let scaled = (whole as f64 * part) as i64;
    scaled
}

fn part_of(part: f64, n: usize) -> usize {
    usize::try_from(scaled(i64::try_from(n).unwrap_or(i64::MAX), part)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use backcast_core::Activity;

    use super::*;

    /// Six activities for two units; three at a time would fit by length only.
    fn network() -> Network {
        let activity = |duration, demand, successors: &[usize]| Activity {
            duration,
            demands: vec![demand],
            successors: successors.to_vec(),
        };
        let activities = [
            activity(3, 1, &[3]),
            activity(4, 1, &[4]),
            activity(2, 2, &[]),
            activity(2, 1, &[]),
            activity(1, 1, &[]),
            activity(5, 1, &[]),
        ];
        Network::new(&activities, &[2]).expect("sound")
    }

    #[test]
    fn the_same_budget_gives_the_same_schedule() {
        let budget = Budget { n_schedules: 50, seed: 7 };
        assert_eq!(search(&network(), budget, || false), search(&network(), budget, || false));
    }

    #[test]
    fn budgets_are_kept_and_bounds_end_the_search() {
        for n_schedules in [0, 1, 2, 9] {
            let found = search(&network(), Budget { n_schedules, seed: 1 }, || false);
            assert!(found.n_schedules <= n_schedules.max(1));
            assert_eq!(network().check(&found.starts), Ok(()));
        }
        let found = search(&network(), Budget { n_schedules: 500, seed: 1 }, || false);
        assert!(found.is_proved(), "{found:?}");
        assert!(found.n_schedules < 500);
        let stopped = search(&network(), Budget { n_schedules: 500, seed: 1 }, || true);
        assert_eq!(stopped.n_schedules, 1);
    }

    #[test]
    fn nothing_to_do_takes_no_time() {
        let idle = Network::new(&[Activity::default()], &[]).expect("sound");
        let found = search(&idle, Budget { n_schedules: 10, seed: 1 }, || false);
        assert_eq!((found.makespan, found.is_proved()), (0, true));
    }
}
