use std::cmp::Reverse;
use std::collections::BinaryHeap;

use backcast_core::Network;

use super::bounds::heads;

/// The serial schedule-generation scheme: activities are taken one by one, in
/// the order of their keys as far as precedence lets them, and each starts as
/// early as its predecessors and the resources allow.
///
/// What is free is kept as one word for each period and group of resources,
/// each in a lane of its own with a guard bit above it: one subtraction tells
/// whether all demands of a group fit.
///
/// Source: Kelley, "The critical-path method: resources planning and
/// scheduling" (1963); Kolisch, "Serial and parallel resource-constrained
/// project scheduling methods revisited" (1996).
pub(super) struct Decoder<'n> {
    network: &'n Network,
    /// Guard bits of all lanes.
    guard: u64,
    n_words: usize,
    /// Longest path after each activity.
    tails: Vec<u32>,
    /// Packed demands of each activity.
    demands: Vec<u64>,
    /// Packed capacities with guard bits set.
    whole: Vec<u64>,
    /// What is free in each period, guard bits set.
    free: Vec<u64>,
    n_open: Vec<usize>,
    eligible: BinaryHeap<Reverse<(Key, usize)>>,
}

/// Priority of an activity: the smallest goes first.
pub(super) type Key = i64;

impl<'n> Decoder<'n> {
    pub(super) fn new(network: &'n Network) -> Self {
        let capacities = network.capacities();
        // Capacities below 2^15 fit four to a word; others, two.
        let lane = if capacities.iter().all(|&capacity| capacity < 1 << 15) { 16 } else { 32 };
        let lanes = (64 / lane) as usize;
        let n_words = capacities.len().div_ceil(lanes).max(1);
        let pack = |values: &[u32]| -> Vec<u64> {
            let mut words = vec![0u64; n_words];
            for (idx, &value) in values.iter().enumerate() {
                // Larger capacities count as the largest that a lane holds.
                let value = u64::from(value).min((1 << (lane - 1)) - 1);
                words[idx / lanes] |= value << (lane * (idx % lanes) as u32);
            }
            words
        };
        let guard = (0..64 / lane).fold(0u64, |guard, at| guard | 1 << (lane * at + lane - 1));
        let demands = (0..network.n_activities()).flat_map(|activity| pack(network.demands(activity))).collect();
        let whole = pack(capacities).into_iter().map(|word| word | guard).collect();
        Decoder {
            network,
            guard,
            n_words,
            tails: heads(&network.mirrored()),
            demands,
            whole,
            free: Vec::new(),
            n_open: Vec::new(),
            eligible: BinaryHeap::new(),
        }
    }

    /// The start times that these keys lead to; nothing as soon as it is clear
    /// that they take longer than `most` periods.
    pub(super) fn decode(&mut self, keys: &[Key], most: u32) -> Option<Vec<u32>> {
        self.eligible.clear();
        let n = self.network.n_activities();
        let mut starts = vec![0u32; n];
        let mut earliest = vec![0u32; n];
        self.free.clear();
        self.n_open.clear();
        self.n_open.extend((0..n).map(|activity| self.network.predecessors(activity).len()));
        for (activity, &key) in keys.iter().enumerate() {
            if self.n_open[activity] == 0 {
                self.eligible.push(Reverse((key, activity)));
            }
        }
        while let Some(Reverse((_, activity))) = self.eligible.pop() {
            let start = self.place(activity, earliest[activity]);
            starts[activity] = start;
            let finish = start + self.network.duration(activity);
            if finish + self.tails[activity] > most {
                return None;
            }
            for &after in self.network.successors(activity) {
                earliest[after] = earliest[after].max(finish);
                self.n_open[after] -= 1;
                if self.n_open[after] == 0 {
                    self.eligible.push(Reverse((keys[after], after)));
                }
            }
        }
        Some(starts)
    }

    /// The start times that these keys lead to in the parallel scheme: time
    /// goes forward, and at each moment whatever fits starts, in the order of
    /// the keys. It packs tightly and may miss every shortest schedule.
    ///
    /// Source: Brooks's algorithm in Bedworth and Bailey, "Integrated
    /// production control systems" (1982); Kolisch (1996), as above.
    pub(super) fn decode_parallel(&mut self, keys: &[Key]) -> Vec<u32> {
        let n = self.network.n_activities();
        let mut starts = vec![0u32; n];
        let mut free = self.whole.clone();
        self.n_open.clear();
        self.n_open.extend((0..n).map(|activity| self.network.predecessors(activity).len()));
        let mut waiting: Vec<(Key, usize)> = Vec::new();
        waiting
            .extend((0..n).filter(|&activity| self.n_open[activity] == 0).map(|activity| (keys[activity], activity)));
        let mut running: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
        let mut now = 0;
        while !waiting.is_empty() || !running.is_empty() {
            waiting.sort_unstable();
            waiting.retain(|&(_, activity)| {
                let demand = &self.demands[activity * self.n_words..(activity + 1) * self.n_words];
                let fits = free.iter().zip(demand).all(|(free, demand)| (free - demand) & self.guard == self.guard);
                if fits {
                    free.iter_mut().zip(demand).for_each(|(free, demand)| *free -= demand);
                    starts[activity] = now;
                    running.push(Reverse((now + self.network.duration(activity), activity)));
                }
                !fits
            });
            let Some(&Reverse((next, _))) = running.peek() else { break };
            now = next;
            while let Some(&Reverse((finish, activity))) = running.peek()
                && finish == now
            {
                running.pop();
                let demand = &self.demands[activity * self.n_words..(activity + 1) * self.n_words];
                free.iter_mut().zip(demand).for_each(|(free, demand)| *free += demand);
                for &after in self.network.successors(activity) {
                    self.n_open[after] -= 1;
                    if self.n_open[after] == 0 {
                        waiting.push((keys[after], after));
                    }
                }
            }
        }
        starts
    }

    /// Takes the demands of an activity from the first window from `earliest`
    /// on that holds them, and returns its start.
    fn place(&mut self, activity: usize, earliest: u32) -> u32 {
        let duration = self.network.duration(activity) as usize;
        let n_words = self.n_words;
        let demand = &self.demands[activity * n_words..(activity + 1) * n_words];
        if duration == 0 || demand.iter().all(|&word| word == 0) {
            return earliest;
        }
        // Nearly all problems need one word; that loop is the hottest of all.
        let start = match *demand {
            [demand] => {
                let guard = self.guard;
                let fits = |free: u64| (free - demand) & guard == guard;
                let start = first_window(self.free.len(), earliest as usize, duration, |at| fits(self.free[at]));
                self.extend_to(start + duration);
                self.free[start..start + duration].iter_mut().for_each(|free| *free -= demand);
                start
            }
            _ => {
                let words = |at: usize| &self.free[at * n_words..(at + 1) * n_words];
                let fits = |free: &[u64]| {
                    free.iter().zip(demand).all(|(free, demand)| (free - demand) & self.guard == self.guard)
                };
                let n_periods = self.free.len() / n_words;
                let start = first_window(n_periods, earliest as usize, duration, |at| fits(words(at)));
                let demand = demand.to_vec();
                self.extend_to(start + duration);
                for words in self.free[start * n_words..(start + duration) * n_words].chunks_exact_mut(n_words) {
                    words.iter_mut().zip(&demand).for_each(|(free, demand)| *free -= demand);
                }
                start
            }
        };
        u32::try_from(start).expect("a network's durations add up to fewer periods")
    }

    /// Makes sure that there are so many periods.
    fn extend_to(&mut self, n_periods: usize) {
        while self.free.len() < n_periods * self.n_words {
            self.free.extend_from_slice(&self.whole);
        }
    }
}

/// The start of the first window of so many periods, from a period on, all of
/// which fit; after the last one that there is, everything fits.
fn first_window(n_periods: usize, earliest: usize, duration: usize, fits: impl Fn(usize) -> bool) -> usize {
    let mut start = earliest;
    'window: while start < n_periods {
        // From the end, so that a conflict moves the window furthest.
        for period in (start..(start + duration).min(n_periods)).rev() {
            if !fits(period) {
                start = period + 1;
                continue 'window;
            }
        }
        break;
    }
    start
}

#[cfg(test)]
mod tests {
    use backcast_core::Activity;

    use super::*;

    fn network(activities: &[(u32, u32, &[usize])], capacity: u32) -> Network {
        let activities: Vec<Activity> = activities
            .iter()
            .map(|&(duration, demand, after)| Activity { duration, demands: vec![demand], successors: after.to_vec() })
            .collect();
        Network::new(&activities, &[capacity]).expect("sound")
    }

    #[test]
    fn later_activities_fill_gaps_that_earlier_ones_left() {
        let network = network(&[(4, 1, &[1]), (3, 2, &[]), (4, 1, &[])], 2);
        let mut decoder = Decoder::new(&network);
        assert_eq!(decoder.decode(&[0, 1, 2], 7), Some(vec![0, 4, 0]));
        assert_eq!(decoder.decode(&[0, 1, 2], 6), None);
        assert_eq!(decoder.decode(&[0, 1, 2], 7), Some(vec![0, 4, 0]), "nothing is left from the time before");
    }

    #[test]
    fn the_parallel_scheme_starts_what_fits() {
        let network = network(&[(4, 1, &[1]), (3, 2, &[]), (2, 1, &[]), (4, 1, &[])], 2);
        let mut decoder = Decoder::new(&network);
        assert_eq!(decoder.decode_parallel(&[0, 1, 2, 3]), [0, 6, 0, 2]);
        assert_eq!(decoder.decode(&[0, 1, 2, 3], 99), Some(vec![0, 4, 0, 7]));
    }

    #[test]
    fn keys_never_break_precedence() {
        let network = network(&[(2, 1, &[1]), (2, 1, &[2]), (1, 1, &[])], 1);
        assert_eq!(Decoder::new(&network).decode(&[3, 2, 1], 99), Some(vec![0, 2, 4]));
    }

    #[test]
    fn large_capacities_are_counted_like_small_ones() {
        for scale in [1, 40_000] {
            let network = network(&[(2, scale, &[]), (2, 2 * scale, &[]), (2, scale, &[])], 2 * scale);
            let starts = Decoder::new(&network).decode(&[0, 1, 2], 99).expect("short enough");
            assert_eq!(starts, [0, 2, 0]);
            assert_eq!(network.check(&starts), Ok(()));
        }
    }
}
