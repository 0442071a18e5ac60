use backcast_core::Network;

/// The least makespan that any schedule can have, as far as two relaxations
/// tell: the longest path without resources, and for each resource its work
/// between the heads and tails of the activities that need it.
///
/// Demands are also counted by dual-feasible functions: what takes more than
/// all but a little counts as all, and that little as nothing, so that
/// activities which cannot run side by side are seen to follow each other.
///
/// Source: critical path, Kelley and Walker (1959). Energy between heads and
/// tails: for every head `h` and tail `t` that occur, the activities with at
/// least these need their work done between them, so `h + work / capacity + t`
/// bounds the makespan (the one-machine bound of Carlier 1982, for resources
/// of any capacity). Dual-feasible functions: Fekete and Schepers, "New classes
/// of fast lower bounds for bin packing problems" (2001); on resources, Carlier
/// and Néron (2007). Cost: for each resource, its distinct demands times
/// activities times their distinct heads.
#[must_use]
pub fn lower_bound(network: &Network) -> u32 {
    let heads = heads(network);
    let tails = self::heads(&network.mirrored());
    let longest = (0..network.n_activities())
        .map(|activity| heads[activity] + network.duration(activity) + tails[activity])
        .max()
        .unwrap_or(0);
    (0..network.capacities().len())
        .map(|resource| resource_bound(network, resource, &heads, &tails))
        .fold(longest, u32::max)
}

/// The best bound of one resource over all ways of counting demands.
fn resource_bound(network: &Network, resource: usize, heads: &[u32], tails: &[u32]) -> u32 {
    let capacity = network.capacities()[resource];
    let demand = |activity: usize| network.demands(activity)[resource];
    let mut little: Vec<u32> =
        (0..heads.len()).map(demand).filter(|&demand| 2 * u64::from(demand) <= u64::from(capacity)).collect();
    little.push(0);
    // One more than half a capacity counts whole, whatever counts as nothing.
    little.push(capacity / 2);
    little.sort_unstable();
    little.dedup();
    let bound = |least: u32| {
        let counted = |activity: usize| match demand(activity) {
            demand if demand > capacity - least => capacity,
            demand if demand < least => 0,
            demand => demand,
        };
        energy(network, capacity, counted, heads, tails)
    };
    little.into_iter().map(bound).max().unwrap_or(0)
}

/// The earliest start of each activity without resources.
pub(super) fn heads(network: &Network) -> Vec<u32> {
    let mut heads = vec![0u32; network.n_activities()];
    for &activity in network.order() {
        let finish = heads[activity] + network.duration(activity);
        for &after in network.successors(activity) {
            heads[after] = heads[after].max(finish);
        }
    }
    heads
}

/// The bound by the work of a resource, whose demands are counted like this.
fn energy(network: &Network, capacity: u32, counted: impl Fn(usize) -> u32, heads: &[u32], tails: &[u32]) -> u32 {
    let work = |activity: usize| u64::from(counted(activity)) * u64::from(network.duration(activity));
    let mut by_tail: Vec<usize> = (0..heads.len()).filter(|&activity| work(activity) > 0).collect();
    by_tail.sort_by_key(|&activity| std::cmp::Reverse(tails[activity]));
    let mut firsts: Vec<u32> = by_tail.iter().map(|&activity| heads[activity]).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let mut bound = 0;
    for head in firsts {
        let mut sum = 0u64;
        for &activity in by_tail.iter().filter(|&&activity| heads[activity] >= head) {
            sum += work(activity);
            let periods = u32::try_from(sum.div_ceil(u64::from(capacity))).unwrap_or(u32::MAX);
            bound = bound.max(head.saturating_add(periods).saturating_add(tails[activity]));
        }
    }
    bound
}

#[cfg(test)]
mod tests {
    use backcast_core::Activity;

    use super::*;

    #[test]
    fn work_counts_where_the_path_is_short() {
        let activity = |duration, demand, successors: &[usize]| Activity {
            duration,
            demands: vec![demand],
            successors: successors.to_vec(),
        };
        // Two periods before and one behind three activities that share one unit.
        let network = Network::new(
            &[
                activity(2, 0, &[1, 2, 3]),
                activity(3, 1, &[4]),
                activity(3, 1, &[4]),
                activity(3, 1, &[4]),
                activity(1, 0, &[]),
            ],
            &[1],
        )
        .expect("sound");
        assert_eq!(lower_bound(&network), 12);
    }

    #[test]
    fn what_cannot_run_side_by_side_follows_each_other() {
        let activity = |duration, demand| Activity { duration, demands: vec![demand], successors: Vec::new() };
        let network = Network::new(&[activity(5, 3), activity(4, 3)], &[4]).expect("sound");
        assert_eq!(lower_bound(&network), 9);
    }
}
