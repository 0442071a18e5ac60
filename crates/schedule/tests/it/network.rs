//! Activities that share resources: a brute force over all orders agrees, and
//! nothing that is handed out breaks a rule.

use backcast_core::{Activity, Network};
use backcast_schedule::network::{SearchLimit, lower_bound, search};
use proptest::prelude::*;

fn network(n_max: usize) -> impl Strategy<Value = Network> {
    let activity = (0..5u32, prop::collection::vec(0..4u32, 2), prop::collection::vec(any::<bool>(), n_max));
    prop::collection::vec(activity, 1..=n_max).prop_map(|list| {
        let n = list.len();
        let activities: Vec<Activity> = list
            .into_iter()
            .enumerate()
            .map(|(number, (duration, demands, after))| {
                // Every third possible arrow or so, always to a later one.
                let successors = (number + 1..n).filter(|&to| after[to] && (number + to) % 3 == 0).collect();
                Activity { duration, demands, successors }
            })
            .collect();
        Network::new(&activities, &[3, 4]).expect("demands are below capacities")
    })
}

/// The shortest makespan over all orders: each activity as early as it can in
/// an order, period by period. Some order gives a shortest schedule (Sprecher,
/// Kolisch and Drexl 1995: active schedules).
fn shortest(network: &Network) -> u32 {
    let mut best = u32::MAX;
    let mut order = Vec::new();
    extend(network, &mut order, &mut vec![None; network.n_activities()], &mut best);
    best
}

fn extend(network: &Network, order: &mut Vec<usize>, starts: &mut Vec<Option<u32>>, best: &mut u32) {
    let n = network.n_activities();
    if order.len() == n {
        let starts: Vec<u32> = starts.iter().map(|start| start.expect("all are placed")).collect();
        *best = (*best).min(network.makespan(&starts));
        return;
    }
    for activity in 0..n {
        let is_free = network.predecessors(activity).iter().all(|&before| starts[before].is_some());
        if starts[activity].is_some() || !is_free {
            continue;
        }
        let finish = |before: usize| starts[before].map_or(0, |start| start + network.duration(before));
        let earliest = network.predecessors(activity).iter().map(|&before| finish(before)).max().unwrap_or(0);
        let start = (earliest..).find(|&start| fits(network, starts, activity, start)).expect("time does not end");
        starts[activity] = Some(start);
        order.push(activity);
        extend(network, order, starts, best);
        order.pop();
        starts[activity] = None;
    }
}

fn fits(network: &Network, starts: &[Option<u32>], activity: usize, start: u32) -> bool {
    (start..start + network.duration(activity)).all(|period| {
        (0..network.capacities().len()).all(|resource| {
            let taken: u32 = (0..starts.len())
                .filter(|&other| {
                    starts[other].is_some_and(|from| from <= period && period < from + network.duration(other))
                })
                .map(|other| network.demands(other)[resource])
                .sum();
            taken + network.demands(activity)[resource] <= network.capacities()[resource]
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn small_networks_are_solved_like_the_brute_force(network in network(7)) {
        let best = shortest(&network);
        let found = search(&network, SearchLimit { n_schedules: 400, seed: 3 }, || 0.0);
        prop_assert_eq!(network.check(&found.starts), Ok(()));
        prop_assert_eq!(found.makespan, best);
        prop_assert!(lower_bound(&network) <= best);
    }

    #[cfg(feature = "exact")]
    #[test]
    fn proofs_agree_with_the_brute_force(network in network(7)) {
        let first = search(&network, SearchLimit { n_schedules: 1, seed: 3 }, || 0.0);
        let proved = backcast_schedule::network::prove(&network, first, 10_000, || false);
        prop_assert_eq!(network.check(&proved.starts), Ok(()));
        prop_assert!(proved.is_proved());
        prop_assert_eq!(proved.makespan, shortest(&network));
    }

    #[cfg(feature = "exact")]
    #[test]
    fn proofs_of_larger_networks_never_contradict_the_search(network in network(16)) {
        let first = search(&network, SearchLimit { n_schedules: 1, seed: 3 }, || 0.0);
        let proved = backcast_schedule::network::prove(&network, first, 2000, || false);
        let found = search(&network, SearchLimit { n_schedules: 500, seed: 4 }, || 0.0);
        prop_assert_eq!(network.check(&proved.starts), Ok(()));
        prop_assert!(!proved.is_proved() || proved.makespan <= found.makespan);
        prop_assert!(proved.lower_bound <= found.makespan);
    }

    #[test]
    fn mirrored_networks_take_as_long(network in network(6)) {
        prop_assert_eq!(shortest(&network), shortest(&network.mirrored()));
        prop_assert_eq!(lower_bound(&network), lower_bound(&network.mirrored()));
        prop_assert_eq!(network.mirrored().mirrored(), network);
    }

    #[test]
    fn large_networks_keep_every_rule(network in network(40), n_schedules in 1..60u32, seed: u64) {
        let found = search(&network, SearchLimit { n_schedules, seed }, || 0.0);
        prop_assert_eq!(network.check(&found.starts), Ok(()));
        prop_assert_eq!(network.makespan(&found.starts), found.makespan);
        prop_assert!(found.lower_bound <= found.makespan);
    }
}
