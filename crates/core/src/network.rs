use std::fmt;

/// Activities that share renewable resources: the resource-constrained project
/// scheduling problem in its classic form.
///
/// Time is counted in periods of one length from 0 on. An activity occupies
/// its demands in every period from its start to its finish, `[start, finish)`,
/// and is not interrupted; a successor starts at the finish or later.
///
/// Source: Pritsker, Watters and Wolfe, "Multiproject Scheduling with Limited
/// Resources" (1969); Brucker et al., "Resource-constrained project
/// scheduling" (1999), problem PS | prec | Cmax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    durations: Vec<u32>,
    /// `demands[activity * n_resources + resource]`, at most the capacity.
    demands: Vec<u32>,
    capacities: Vec<u32>,
    /// Invariant: without loops, each once, in rising order.
    successors: Vec<Vec<usize>>,
    predecessors: Vec<Vec<usize>>,
    /// Every activity after its predecessors; ties by number.
    order: Vec<usize>,
}

/// An activity as it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Periods that it takes; zero for a milestone.
    pub duration: u32,
    /// What it takes of each resource; missing ones are zero.
    pub demands: Vec<u32>,
    /// Numbers of the activities that may start once it is finished.
    pub successors: Vec<usize>,
}

/// Why activities and resources make no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is no activity.
    #[error("there is no activity")]
    Empty,
    /// A successor has no such number.
    #[error("activity {activity} names the successor {successor}, which is not there")]
    SuccessorUnknown {
        /// Which activity, counted from 0.
        activity: usize,
        /// What it names.
        successor: usize,
    },
    /// Activities wait for each other.
    #[error("{} activities wait for each other in a circle: {}", .0.len(), listed(.0))]
    Cycle(Vec<usize>),
    /// An activity can never be done.
    #[error("activity {activity} takes {demand} of resource {resource}, which has {capacity}")]
    DemandTooHigh {
        /// Which activity, counted from 0.
        activity: usize,
        /// Which resource, counted from 0.
        resource: usize,
        /// What it takes.
        demand: u32,
        /// What there is.
        capacity: u32,
    },
    /// All durations together are more than can be counted.
    #[error("the durations add up to more than {} periods", Network::PERIODS_MAX)]
    TooLong,
}

fn listed(activities: &[usize]) -> String {
    let shown: Vec<String> = activities.iter().take(8).map(ToString::to_string).collect();
    let more = if activities.len() > 8 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// How start times break the rules of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// There are more or fewer start times than activities.
    Count,
    /// A successor starts before its predecessor is finished.
    Precedence {
        /// The predecessor.
        before: usize,
        /// The successor.
        after: usize,
    },
    /// More of a resource is taken than there is.
    Capacity {
        /// Which resource.
        resource: usize,
        /// From which period on.
        period: u32,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::Count => f.write_str("there is not one start time for each activity"),
            Violation::Precedence { before, after } => {
                write!(f, "activity {after} starts before activity {before} is finished")
            }
            Violation::Capacity { resource, period } => {
                write!(f, "more of resource {resource} is taken than there is, from period {period} on")
            }
        }
    }
}

impl Network {
    /// Longer projects are refused: times are counted in 32 bits.
    pub const PERIODS_MAX: u32 = u32::MAX / 4;

    /// The network of these activities and of resources with these capacities.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no activity, if activities wait for each
    /// other, if one takes more than there is, or if they take too long.
    pub fn new(activities: &[Activity], capacities: &[u32]) -> Result<Self, NetworkError> {
        if activities.is_empty() {
            return Err(NetworkError::Empty);
        }
        let total: u64 = activities.iter().map(|activity| u64::from(activity.duration)).sum();
        if total > u64::from(Self::PERIODS_MAX) {
            return Err(NetworkError::TooLong);
        }
        let mut demands = Vec::with_capacity(activities.len() * capacities.len());
        for (number, activity) in activities.iter().enumerate() {
            for (resource, &capacity) in capacities.iter().enumerate() {
                let demand = activity.demands.get(resource).copied().unwrap_or(0);
                if demand > capacity {
                    return Err(NetworkError::DemandTooHigh { activity: number, resource, demand, capacity });
                }
                demands.push(demand);
            }
        }
        let mut successors: Vec<Vec<usize>> = Vec::with_capacity(activities.len());
        let mut predecessors = vec![Vec::new(); activities.len()];
        for (number, activity) in activities.iter().enumerate() {
            let mut after = activity.successors.clone();
            after.sort_unstable();
            after.dedup();
            if let Some(&successor) = after.iter().find(|&&successor| successor >= activities.len()) {
                return Err(NetworkError::SuccessorUnknown { activity: number, successor });
            }
            for &successor in &after {
                predecessors[successor].push(number);
            }
            successors.push(after);
        }
        let order = topological(&successors, &predecessors)?;
        let durations = activities.iter().map(|activity| activity.duration).collect();
        Ok(Network { durations, demands, capacities: capacities.to_vec(), successors, predecessors, order })
    }

    /// How many activities there are.
    #[must_use]
    pub fn n_activities(&self) -> usize {
        self.durations.len()
    }

    /// The periods that an activity takes.
    #[must_use]
    pub fn duration(&self, activity: usize) -> u32 {
        self.durations[activity]
    }

    /// What an activity takes of each resource.
    #[must_use]
    pub fn demands(&self, activity: usize) -> &[u32] {
        let n = self.capacities.len();
        &self.demands[activity * n..(activity + 1) * n]
    }

    /// What there is of each resource.
    #[must_use]
    pub fn capacities(&self) -> &[u32] {
        &self.capacities
    }

    /// The activities that may start once this one is finished.
    #[must_use]
    pub fn successors(&self, activity: usize) -> &[usize] {
        &self.successors[activity]
    }

    /// The activities that have to be finished before this one starts.
    #[must_use]
    pub fn predecessors(&self, activity: usize) -> &[usize] {
        &self.predecessors[activity]
    }

    /// Every activity after its predecessors.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The same network with time running backward: who came first comes last.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Network {
            successors: self.predecessors.clone(),
            predecessors: self.successors.clone(),
            order: self.order.iter().rev().copied().collect(),
            ..self.clone()
        }
    }

    /// The finish of the last activity; zero for no start times at all.
    #[must_use]
    pub fn makespan(&self, starts: &[u32]) -> u32 {
        starts.iter().zip(&self.durations).map(|(start, duration)| start + duration).max().unwrap_or(0)
    }

    /// Whether these start times keep every rule: each activity after its
    /// predecessors, and never more taken than there is.
    ///
    /// Sweeps once over starts and finishes; shares nothing with any algorithm
    /// that makes schedules.
    ///
    /// # Errors
    ///
    /// Returns the first rule that is broken.
    pub fn check(&self, starts: &[u32]) -> Result<(), Violation> {
        if starts.len() != self.n_activities() {
            return Err(Violation::Count);
        }
        for (before, successors) in self.successors.iter().enumerate() {
            let finish = starts[before].saturating_add(self.durations[before]);
            if let Some(&after) = successors.iter().find(|&&after| starts[after] < finish) {
                return Err(Violation::Precedence { before, after });
            }
        }
        // At one moment finishes come before starts: intervals are half-open.
        let mut moments: Vec<(u32, bool, usize)> = Vec::with_capacity(2 * starts.len());
        for (activity, &start) in starts.iter().enumerate().filter(|&(activity, _)| self.durations[activity] > 0) {
            moments.push((start, true, activity));
            moments.push((start.saturating_add(self.durations[activity]), false, activity));
        }
        moments.sort_unstable();
        let mut taken = vec![0u64; self.capacities.len()];
        for (period, starts_here, activity) in moments {
            for (resource, &demand) in self.demands(activity).iter().enumerate() {
                if starts_here {
                    taken[resource] += u64::from(demand);
                    if taken[resource] > u64::from(self.capacities[resource]) {
                        return Err(Violation::Capacity { resource, period });
                    }
                } else {
                    taken[resource] -= u64::from(demand);
                }
            }
        }
        Ok(())
    }
}

/// Every activity after its predecessors, the smallest number first (Kahn
/// 1962).
fn topological(successors: &[Vec<usize>], predecessors: &[Vec<usize>]) -> Result<Vec<usize>, NetworkError> {
    let mut n_open: Vec<usize> = predecessors.iter().map(Vec::len).collect();
    let mut free: std::collections::BTreeSet<usize> = (0..n_open.len()).filter(|&a| n_open[a] == 0).collect();
    let mut order = Vec::with_capacity(n_open.len());
    while let Some(activity) = free.pop_first() {
        order.push(activity);
        for &after in &successors[activity] {
            n_open[after] -= 1;
            if n_open[after] == 0 {
                free.insert(after);
            }
        }
    }
    if order.len() == n_open.len() {
        return Ok(order);
    }
    Err(NetworkError::Cycle((0..n_open.len()).filter(|&activity| n_open[activity] > 0).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(duration: u32, demand: u32, successors: &[usize]) -> Activity {
        Activity { duration, demands: vec![demand], successors: successors.to_vec() }
    }

    #[test]
    fn rules_are_checked_one_by_one() {
        let network =
            Network::new(&[activity(2, 1, &[2]), activity(3, 2, &[]), activity(1, 2, &[])], &[2]).expect("sound");
        assert_eq!(network.check(&[3, 0, 5]), Ok(()));
        assert_eq!(network.check(&[3, 0]), Err(Violation::Count));
        assert_eq!(network.check(&[3, 0, 4]), Err(Violation::Precedence { before: 0, after: 2 }));
        assert_eq!(network.check(&[2, 0, 5]), Err(Violation::Capacity { resource: 0, period: 2 }));
        assert_eq!(network.makespan(&[3, 0, 5]), 6);
    }

    #[test]
    fn impossible_networks_are_refused() {
        assert_eq!(Network::new(&[], &[]), Err(NetworkError::Empty));
        let cycle = [activity(1, 0, &[1]), activity(1, 0, &[0]), activity(1, 0, &[])];
        assert_eq!(Network::new(&cycle, &[1]), Err(NetworkError::Cycle(vec![0, 1])));
        let greedy = NetworkError::DemandTooHigh { activity: 0, resource: 0, demand: 3, capacity: 2 };
        assert_eq!(Network::new(&[activity(1, 3, &[])], &[2]), Err(greedy));
        let lost = NetworkError::SuccessorUnknown { activity: 0, successor: 7 };
        assert_eq!(Network::new(&[activity(1, 0, &[7])], &[2]), Err(lost));
        let huge = [activity(u32::MAX, 0, &[]), activity(u32::MAX, 0, &[])];
        assert_eq!(Network::new(&huge, &[1]), Err(NetworkError::TooLong));
    }

    #[test]
    fn milestones_take_no_time_and_nothing_else() {
        let network = Network::new(&[activity(0, 2, &[]), activity(1, 2, &[])], &[2]).expect("sound");
        assert_eq!(network.check(&[0, 0]), Ok(()));
    }
}
