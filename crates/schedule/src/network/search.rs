use backcast_core::Network;
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::bounds::{heads, lower_bound};
use super::decode::{Decoder, Key};

/// How long is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchLimit {
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
/// `time_used` says which part of the time is used up, from 0 on; at 1 the
/// search ends. Where it is always 0 the same network and budget give the same
/// schedule. It is asked once for each schedule after the first.
///
/// Source: Debels and Vanhoucke, "A bi-population based genetic algorithm for
/// the resource-constrained project scheduling problem" (2005); justification:
/// Valls, Ballestín and Quintanilla, "Justification and RCPSP" (2005); the
/// stretch that a father hands on: the same, "A hybrid genetic algorithm"
/// (2008); both generation schemes in one population: Hartmann, "A
/// self-adapting genetic algorithm" (2002). We depart from them in the first
/// population, which is shaken far beyond its rule, in using the parallel
/// scheme less and less, and in a selection that grows sharper.
#[must_use]
pub fn search(network: &Network, limit: SearchLimit, mut time_used: impl FnMut() -> f64) -> Found {
    let mirrored = network.mirrored();
    let manner = Manner::for_size(network.n_activities());
    let mut breeder = Breeder {
        sides: [Side::new(network), Side::new(&mirrored)],
        rng: ChaCha8Rng::seed_from_u64(limit.seed),
        n_schedules: limit.n_schedules.max(1),
        n_left: limit.n_schedules.max(1),
        time_used: &mut time_used,
        used: 0.0,
        lower_bound: lower_bound(network),
        best: None,
        manner,
    };
    breeder.run(manner.population_size(limit.n_schedules));
    let (starts, makespan) = breeder.best.expect("at least one schedule is generated");
    debug_assert_eq!(network.check(&starts), Ok(()));
    let n_schedules = breeder.n_schedules - breeder.n_left;
    Found { starts, makespan, lower_bound: breeder.lower_bound, n_schedules }
}

/// How schedules are bred. What holds large networks back is too little
/// time, small ones too little variety.
#[derive(Clone, Copy, Debug)]
struct Manner {
    /// Size of the populations, as a part of the root of the schedules.
    population_of_root: f64,
    /// The part of the first population that the parallel scheme makes.
    parallel_first: f64,
    /// The part of children that it makes, at first; none at the end.
    parallel: f64,
    /// A father hands on between these parts of his length.
    stretch: (f64, f64),
    /// Parents that start so many of their activities alike are near relatives,
    relatives: f64,
    /// and so many keys of their children are moved,
    moved: f64,
    /// by up to this part of the schedule.
    moved_by: f64,
    /// How many are compared to find a parent, at first and in the end.
    tournament: (f64, f64),
    /// How often a father is found like that too, instead of each in turn.
    chosen_fathers: f64,
    /// How often a child has to be as good as whom it replaces, at first and
    /// in the end.
    kept: (f64, f64),
}

// What follows was measured on J30 and J120; each matters little by itself, but
// for the shaking of the first population and the parallel scheme.

const SMALL: Manner = Manner {
    population_of_root: 0.8,
    parallel_first: 0.5,
    parallel: 0.2,
    stretch: (0.1, 0.6),
    relatives: 0.3,
    moved: 0.2,
    moved_by: 0.4,
    tournament: (2.0, 2.0),
    chosen_fathers: 0.0,
    kept: (0.8, 0.8),
};

const LARGE: Manner = Manner {
    population_of_root: 0.62,
    parallel_first: 0.8,
    parallel: 0.4,
    stretch: (0.05, 0.3),
    relatives: 0.45,
    moved: 0.05,
    moved_by: 0.3,
    tournament: (1.5, 4.5),
    chosen_fathers: 0.3,
    kept: (0.4, 0.9),
};

/// Networks of these sizes, and all beyond, are small and large.
const SIZES: (f64, f64) = (32.0, 122.0);

/// How far the last schedule of the first population is shaken, in longest
/// paths; the first one is not shaken at all.
const SHAKEN: i64 = 10;
/// How often the stretch that is handed on is the busiest of its length, not
/// just any.
const BUSIEST: f64 = 0.6;

impl Manner {
    fn for_size(n_activities: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 activities")]
        let size = n_activities as f64;
        let part = ((size - SIZES.0) / (SIZES.1 - SIZES.0)).clamp(0.0, 1.0);
        let mix = |small: f64, large: f64| small + part * (large - small);
        let mix_both = |small: (f64, f64), large: (f64, f64)| (mix(small.0, large.0), mix(small.1, large.1));
        Manner {
            population_of_root: mix(SMALL.population_of_root, LARGE.population_of_root),
            parallel_first: mix(SMALL.parallel_first, LARGE.parallel_first),
            parallel: mix(SMALL.parallel, LARGE.parallel),
            stretch: mix_both(SMALL.stretch, LARGE.stretch),
            relatives: mix(SMALL.relatives, LARGE.relatives),
            moved: mix(SMALL.moved, LARGE.moved),
            moved_by: mix(SMALL.moved_by, LARGE.moved_by),
            tournament: mix_both(SMALL.tournament, LARGE.tournament),
            chosen_fathers: mix(SMALL.chosen_fathers, LARGE.chosen_fathers),
            kept: mix_both(SMALL.kept, LARGE.kept),
        }
    }

    /// More schedules feed a larger population, up to what keeps its diversity.
    fn population_size(&self, n_schedules: u32) -> usize {
        let size = f64::from(n_schedules).sqrt() * self.population_of_root;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 4 to 250")]
        let size = size.clamp(4.0, 250.0) as usize;
        size
    }
}

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

/// How a schedule is generated from keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Serial,
    Parallel,
}

struct Breeder<'n, 'o> {
    /// Forward in time, and backward.
    sides: [Side<'n>; 2],
    rng: ChaCha8Rng,
    n_schedules: u32,
    n_left: u32,
    time_used: &'o mut dyn FnMut() -> f64,
    /// The part of schedules or time that is used up, whichever is more.
    used: f64,
    lower_bound: u32,
    /// The shortest schedule so far, forward in time.
    best: Option<(Vec<u32>, u32)>,
    manner: Manner,
}

impl Breeder<'_, '_> {
    fn run(&mut self, size: usize) {
        let mut parents = self.first(size);
        let mut grandparents: Vec<Individual> = Vec::new();
        let mut side = 1;
        while self.goes_on() {
            let mut children = Vec::with_capacity(parents.len());
            for number in 0..parents.len() {
                if !self.goes_on() {
                    return;
                }
                let father = if self.rng.random_bool(self.manner.chosen_fathers) {
                    self.chosen(&parents, usize::MAX)
                } else {
                    number
                };
                let keys = self.child(side, &parents, father);
                let scheme = self.scheme(self.manner.parallel * (1.0 - self.used));
                let is_kept = self.rng.random_bool(self.now_between(self.manner.kept));
                let old = grandparents.get(number).filter(|_| is_kept);
                let child = self.generate(side, scheme, &keys, old.map(|old| old.makespan));
                children.extend(child.or_else(|| old.cloned()));
            }
            grandparents = std::mem::replace(&mut parents, children);
            side = 1 - side;
        }
    }

    fn goes_on(&mut self) -> bool {
        let of_limit = f64::from(self.n_schedules - self.n_left) / f64::from(self.n_schedules);
        match &self.best {
            None => true,
            Some((_, makespan)) if self.n_left == 0 || *makespan <= self.lower_bound => false,
            Some(_) => {
                self.used = of_limit.max((self.time_used)());
                self.used < 1.0
            }
        }
    }

    /// Between a value for the beginning and one for the end.
    fn now_between(&self, (first, last): (f64, f64)) -> f64 {
        first + (last - first) * self.used.clamp(0.0, 1.0)
    }

    fn scheme(&mut self, parallel: f64) -> Scheme {
        if self.rng.random_bool(parallel.clamp(0.0, 1.0)) { Scheme::Parallel } else { Scheme::Serial }
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
            let scheme = self.scheme(self.manner.parallel_first);
            population.extend(self.generate(0, scheme, &keys, None));
        }
        population
    }

    /// The schedule of these keys, unless it takes longer than what is asked.
    fn generate(&mut self, side: usize, scheme: Scheme, keys: &[Key], most: Option<u32>) -> Option<Individual> {
        self.n_left = self.n_left.saturating_sub(1);
        let Side { network, decoder } = &mut self.sides[side];
        let starts = match scheme {
            Scheme::Serial => decoder.decode(keys, most.unwrap_or(u32::MAX))?,
            Scheme::Parallel => decoder.decode_parallel(keys),
        };
        let makespan = network.makespan(&starts);
        if most.is_some_and(|most| makespan > most) {
            return None;
        }
        if self.best.as_ref().is_none_or(|(_, best)| makespan < *best) {
            let forward = match side {
                0 => starts.clone(),
                _ => (0..starts.len()).map(|a| makespan - starts[a] - network.duration(a)).collect(),
            };
            self.best = Some((forward, makespan));
        }
        Some(Individual { starts, makespan })
    }

    /// Keys for a child in the given direction, of parents in the other one:
    /// the order of the mother around a stretch of the father.
    fn child(&mut self, side: usize, parents: &[Individual], father: usize) -> Vec<Key> {
        let mother = &parents[self.chosen(parents, father)];
        let father = &parents[father];
        let network = self.sides[side].network;
        let of_father = father.seen_from_behind(network);
        let of_mother = mother.seen_from_behind(network);
        let whole = i64::from(father.makespan.max(1));
        let (from, to) = self.stretch(side, &of_father, whole);
        let far = 4 * whole.max(i64::from(mother.makespan));
        let n_alike = father.starts.iter().zip(&mother.starts).filter(|(a, b)| a == b).count();
        let are_relatives = part_of(self.manner.relatives, father.starts.len()) <= n_alike;
        let moved = if are_relatives { self.manner.moved } else { 0.0 };
        let reach = scaled(whole, self.manner.moved_by);
        let (mut bits, mut n_bits) = (0u64, 0u32);
        let keys = of_father.into_iter().zip(of_mother).map(|(place, other)| {
            let mut key = match place {
                _ if place < from => other - far,
                _ if place <= to => place,
                _ => other + far,
            };
            if moved > 0.0 && self.rng.random_bool(moved) {
                key += self.rng.random_range(-reach..=reach);
            }
            // Equal keys are settled by chance, with three bits for each.
            if n_bits == 0 {
                (bits, n_bits) = (self.rng.random(), 60);
            }
            n_bits -= 3;
            key * 8 + Key::from((bits >> n_bits) as u8 & 7)
        });
        keys.collect()
    }

    /// The best of some that are drawn, other than this one.
    fn chosen(&mut self, parents: &[Individual], not: usize) -> usize {
        let size = self.now_between(self.manner.tournament) + self.rng.random::<f64>();
        let mut best: Option<usize> = None;
        let mut drawn = 1.0;
        while drawn <= size {
            let one = self.rng.random_range(0..parents.len());
            if one != not && best.is_none_or(|best| parents[one].makespan < parents[best].makespan) {
                best = Some(one);
            }
            drawn += 1.0;
        }
        best.unwrap_or_else(|| not.wrapping_add(1) % parents.len())
    }

    /// The stretch of time that a father hands on.
    fn stretch(&mut self, side: usize, places: &[Key], whole: i64) -> (Key, Key) {
        let (least, most) = self.manner.stretch;
        let length = self.rng.random_range(scaled(whole, least)..=scaled(whole, most).max(1)).min(whole);
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
        let limit = SearchLimit { n_schedules: 50, seed: 7 };
        assert_eq!(search(&network(), limit, || 0.0), search(&network(), limit, || 0.0));
    }

    #[test]
    fn budgets_are_kept_and_bounds_end_the_search() {
        for n_schedules in [0, 1, 2, 9] {
            let found = search(&network(), SearchLimit { n_schedules, seed: 1 }, || 0.0);
            assert!(found.n_schedules <= n_schedules.max(1));
            assert_eq!(network().check(&found.starts), Ok(()));
        }
        let found = search(&network(), SearchLimit { n_schedules: 500, seed: 1 }, || 0.0);
        assert!(found.is_proved(), "{found:?}");
        assert!(found.n_schedules < 500);
        let stopped = search(&network(), SearchLimit { n_schedules: 500, seed: 1 }, || 1.0);
        assert_eq!(stopped.n_schedules, 1);
    }

    #[test]
    fn nothing_to_do_takes_no_time() {
        let idle = Network::new(&[Activity::default()], &[]).expect("sound");
        let found = search(&idle, SearchLimit { n_schedules: 10, seed: 1 }, || 0.0);
        assert_eq!((found.makespan, found.is_proved()), (0, true));
    }
}
