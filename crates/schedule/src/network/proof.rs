//! The proof stage: shortens what the search found, or proves that nothing is
//! shorter.

use std::cell::Cell;
use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use backcast_core::Network;
use fixedbitset::FixedBitSet;
use pumpkin_conflict_resolvers::resolvers::ResolutionResolver;
use pumpkin_constraints::{binary_less_than_or_equals, cumulative_with_options, disjunctive_strict};
use pumpkin_core::Solver;
use pumpkin_core::branching::branchers::autonomous_search::AutonomousSearch;
use pumpkin_core::branching::branchers::independent_variable_value_brancher::IndependentVariableValueBrancher;
use pumpkin_core::branching::value_selection::InDomainMin;
use pumpkin_core::branching::variable_selection::Smallest;
use pumpkin_core::conflict_resolving::{ConflictAnalysisContext, ConflictResolver};
use pumpkin_core::results::{ProblemSolution, SatisfactionResult};
use pumpkin_core::termination::TerminationCondition;
use pumpkin_core::variables::{DomainId, TransformableVariable};
use pumpkin_propagators::cumulative::options::{CumulativeOptions, CumulativePropagationMethod};
use pumpkin_propagators::cumulative::time_table::CumulativeExplanationType;
use pumpkin_propagators::disjunctive::ArgDisjunctiveTask;

use super::Found;
use super::bounds::heads;

/// More activities are not worth the try.
pub const ACTIVITIES_MAX: usize = 102;

/// Larger capacities are not counted by the solver.
const CAPACITY_MAX: u32 = 1 << 24;

/// Asks again and again for a schedule that is a period shorter than the best
/// known, until there is none, or until `n_conflicts` dead ends were met or
/// `is_over` says so. Raises the lower bound to the makespan where the proof
/// is complete; otherwise the schedule may be shorter than before, and nothing
/// more is known about the bound.
///
/// The same network, schedule and number of conflicts give the same answer.
/// Networks with more than [`ACTIVITIES_MAX`] activities, and those that the
/// solver fails on, come back as they were.
///
/// Source: lazy clause generation for this problem, Schutt, Feydy, Stuckey and
/// Wallace, "Explaining the cumulative propagator" (2011), by the solver
/// Pumpkin. Beside the time table of each resource, activities that exclude
/// each other get a boolean for their order, and sets of them edge finding
/// (Vilím 2008); both are implied, and halve what stays open on J30.
#[must_use]
pub fn prove(network: &Network, mut found: Found, n_conflicts: u64, mut is_over: impl FnMut() -> bool) -> Found {
    let is_large = network.n_activities() > ACTIVITIES_MAX;
    if is_large || network.capacities().iter().any(|&capacity| capacity > CAPACITY_MAX) {
        return found;
    }
    let n_left = Rc::new(Cell::new(n_conflicts));
    let rivals = Rivals::new(network);
    while !found.is_proved() && n_left.get() > 0 && !is_over() {
        let limit = Limit { n_left: Rc::clone(&n_left), n_asked: 0, is_over: &mut is_over };
        // The solver asserts what it takes for granted, now and then wrongly.
        // A proof that ends like that is none, and nothing else is lost.
        let answer = catch_unwind(AssertUnwindSafe(|| shorter(network, &rivals, found.makespan - 1, limit)));
        match answer {
            Ok(Answer::None) => found.lower_bound = found.makespan,
            Ok(Answer::Shorter(starts)) if network.check(&starts) == Ok(()) => {
                found.makespan = network.makespan(&starts);
                found.starts = starts;
            }
            Ok(Answer::Shorter(_) | Answer::Unknown) | Err(_) => break,
        }
    }
    found
}

enum Answer {
    Shorter(Vec<u32>),
    None,
    Unknown,
}

/// Looks for a schedule of up to the given number of periods.
fn shorter(network: &Network, rivals: &Rivals, most: u32, mut limit: Limit<'_>) -> Answer {
    let mut solver = Solver::default();
    let Some(starts) = variables(network, most, &mut solver) else { return Answer::None };
    add_precedence(network, &starts, &mut solver);
    add_resources(network, &starts, &mut solver);
    rivals.add_orders(network, &starts, &mut solver);
    rivals.add_cliques(network, &starts, &mut solver);
    let mut brancher =
        AutonomousSearch::new(IndependentVariableValueBrancher::new(Smallest::new(&starts), InDomainMin));
    let mut resolver = Counting { resolver: ResolutionResolver::default(), n_left: Rc::clone(&limit.n_left) };
    match solver.satisfy(&mut brancher, &mut limit, &mut resolver) {
        SatisfactionResult::Satisfiable(satisfiable) => {
            let solution = satisfiable.solution();
            let start = |&start: &DomainId| u32::try_from(solution.get_integer_value(start)).unwrap_or(0);
            Answer::Shorter(starts.iter().map(start).collect())
        }
        SatisfactionResult::Unsatisfiable(..) => Answer::None,
        SatisfactionResult::Unknown(..) => Answer::Unknown,
    }
}

/// The start of each activity between its head and tail; `None` if one
/// has no room.
fn variables(network: &Network, most: u32, solver: &mut Solver) -> Option<Vec<DomainId>> {
    let heads = heads(network);
    let tails = self::heads(&network.mirrored());
    let variable = |activity: usize| {
        let last = most.checked_sub(tails[activity] + network.duration(activity))?;
        (heads[activity] <= last).then(|| solver.new_bounded_integer(signed(heads[activity]), signed(last)))
    };
    (0..network.n_activities()).map(variable).collect()
}

fn add_precedence(network: &Network, starts: &[DomainId], solver: &mut Solver) {
    for before in 0..network.n_activities() {
        for &after in network.successors(before) {
            let tag = solver.new_constraint_tag();
            let finish = starts[before].offset(signed(network.duration(before)));
            solver.add_constraint(binary_less_than_or_equals(finish, starts[after].offset(0), tag)).post();
        }
    }
}

fn add_resources(network: &Network, starts: &[DomainId], solver: &mut Solver) {
    for (resource, &capacity) in network.capacities().iter().enumerate() {
        let demand = |activity: usize| network.demands(activity)[resource];
        let users: Vec<usize> =
            (0..starts.len()).filter(|&activity| demand(activity) > 0 && network.duration(activity) > 0).collect();
        if users.iter().map(|&user| u64::from(demand(user))).sum::<u64>() <= u64::from(capacity) {
            continue;
        }
        let tag = solver.new_constraint_tag();
        // The variants over intervals explain wrongly in version 0.5.
        let options = CumulativeOptions::new(
            false,
            CumulativeExplanationType::Pointwise,
            false,
            CumulativePropagationMethod::TimeTablePerPointIncrementalSynchronised,
            false,
        );
        let of_users = |value: &dyn Fn(usize) -> u32| users.iter().map(|&user| signed(value(user))).collect::<Vec<_>>();
        let of_starts: Vec<DomainId> = users.iter().map(|&user| starts[user]).collect();
        let durations = of_users(&|user| network.duration(user));
        let demands = of_users(&demand);
        let constraint = cumulative_with_options(of_starts, durations, demands, signed(capacity), options, tag);
        solver.add_constraint(constraint).post();
    }
}

/// Which activities can never run side by side.
struct Rivals {
    /// By resources; symmetric.
    by_resources: Vec<FixedBitSet>,
    /// By resources or because one follows the other; symmetric.
    by_anything: Vec<FixedBitSet>,
}

impl Rivals {
    fn new(network: &Network) -> Self {
        let n = network.n_activities();
        let mut by_anything = vec![FixedBitSet::with_capacity(n); n];
        for &before in network.order().iter().rev() {
            for &after in network.successors(before) {
                let behind = by_anything[after].clone();
                by_anything[before].union_with(&behind);
                by_anything[before].insert(after);
            }
        }
        let mut by_resources = vec![FixedBitSet::with_capacity(n); n];
        for one in 0..n {
            for two in one + 1..n {
                let demands = network.demands(one).iter().zip(network.demands(two)).zip(network.capacities());
                let is_work = network.duration(one) > 0 && network.duration(two) > 0;
                let too_much = |((&a, &b), &most): ((&u32, &u32), &u32)| u64::from(a) + u64::from(b) > u64::from(most);
                if is_work && demands.into_iter().any(too_much) {
                    by_resources[one].insert(two);
                    by_resources[two].insert(one);
                }
                let follows = by_anything[one].contains(two) || by_anything[two].contains(one);
                if follows || by_resources[one].contains(two) {
                    by_anything[one].insert(two);
                    by_anything[two].insert(one);
                }
                if follows {
                    by_resources[one].remove(two);
                    by_resources[two].remove(one);
                }
            }
        }
        Rivals { by_resources, by_anything }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let pairs = |one: usize| self.by_resources[one].ones().filter(move |&two| one < two).map(move |two| (one, two));
        (0..self.by_resources.len()).flat_map(pairs)
    }

    /// One before the other, or the other way round.
    fn add_orders(&self, network: &Network, starts: &[DomainId], solver: &mut Solver) {
        for (one, two) in self.pairs() {
            let is_before = solver.new_literal();
            for (first, second, when) in [(one, two, is_before), (two, one, !is_before)] {
                let tag = solver.new_constraint_tag();
                let finish = starts[first].offset(signed(network.duration(first)));
                let order = binary_less_than_or_equals(finish, starts[second].offset(0), tag);
                solver.add_constraint(order).implied_by(when);
            }
        }
    }

    /// Sets of three and more activities of which no two run side by side;
    /// every pair is in one, grown to where no further activity joins.
    fn add_cliques(&self, network: &Network, starts: &[DomainId], solver: &mut Solver) {
        let n = starts.len();
        let mut covered = vec![FixedBitSet::with_capacity(n); n];
        for (one, two) in self.pairs() {
            if covered[one].contains(two) {
                continue;
            }
            let mut clique = vec![one, two];
            let mut candidates = self.by_anything[one].clone();
            candidates.intersect_with(&self.by_anything[two]);
            let gain = |candidate: usize, clique: &[usize]| {
                let is_new = |&&member: &&usize| {
                    self.by_resources[candidate].contains(member) && !covered[candidate].contains(member)
                };
                (clique.iter().filter(is_new).count(), network.duration(candidate), Reverse(candidate))
            };
            while let Some(next) = candidates
                .ones()
                .filter(|&candidate| network.duration(candidate) > 0)
                .max_by_key(|&candidate| gain(candidate, &clique))
            {
                clique.push(next);
                candidates.intersect_with(&self.by_anything[next]);
            }
            for &member in &clique {
                for &other in clique.iter().filter(|&&other| other != member) {
                    covered[member].insert(other);
                }
            }
            if clique.len() > 2 {
                let tag = solver.new_constraint_tag();
                let members: Vec<_> = clique
                    .iter()
                    .map(|&member| ArgDisjunctiveTask {
                        start_time: starts[member],
                        processing_time: signed(network.duration(member)),
                    })
                    .collect();
                solver.add_constraint(disjunctive_strict(members, tag)).post();
            }
        }
    }
}

fn signed(value: u32) -> i32 {
    i32::try_from(value).expect("a network's periods and what counts of its capacities fit")
}

/// How often the solver is asked between two looks at the clock.
const ASKED_BETWEEN: u32 = 16;

struct Limit<'o> {
    n_left: Rc<Cell<u64>>,
    n_asked: u32,
    is_over: &'o mut dyn FnMut() -> bool,
}

impl TerminationCondition for Limit<'_> {
    fn should_stop(&mut self) -> bool {
        self.n_asked += 1;
        self.n_left.get() == 0 || (self.n_asked.is_multiple_of(ASKED_BETWEEN) && (self.is_over)())
    }
}

/// Counts conflicts, and leaves them to the solver's own resolver.
#[derive(Clone, Debug)]
struct Counting {
    resolver: ResolutionResolver,
    n_left: Rc<Cell<u64>>,
}

impl ConflictResolver for Counting {
    fn resolve_conflict(&mut self, context: &mut ConflictAnalysisContext) {
        self.n_left.set(self.n_left.get().saturating_sub(1));
        self.resolver.resolve_conflict(context);
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::Activity;

    use super::*;
    use crate::network::{SearchLimit, lower_bound, search};

    /// Only two ever fit side by side, so two rows of 20 periods together have
    /// to be filled, and no way gives 10 and 10.
    fn network() -> Network {
        let activity = |duration, demand| Activity { duration, demands: vec![demand], successors: Vec::new() };
        Network::new(&[activity(4, 2), activity(4, 2), activity(4, 2), activity(3, 2), activity(5, 2)], &[5])
            .expect("sound")
    }

    #[test]
    fn what_bounds_leave_open_is_proved() {
        let network = network();
        let found = search(&network, SearchLimit { n_schedules: 50, seed: 1 }, || 0.0);
        let best = (0..u64::MAX).step_by(50).find_map(|n| {
            let proved = prove(&network, found.clone(), n, || false);
            proved.is_proved().then_some(proved.makespan)
        });
        assert_eq!(best, Some(11));
        assert!(lower_bound(&network) <= 11);
    }

    #[test]
    fn a_long_schedule_is_shortened() {
        let network = network();
        let one_by_one = Found { starts: vec![0, 4, 8, 12, 15], makespan: 20, lower_bound: 8, n_schedules: 1 };
        let proved = prove(&network, one_by_one, 10_000, || false);
        assert_eq!((proved.makespan, proved.is_proved()), (11, true));
        assert_eq!(network.check(&proved.starts), Ok(()));
    }

    #[test]
    fn without_conflicts_or_time_nothing_changes() {
        let found = Found { starts: vec![0, 4, 8, 12, 15], makespan: 20, lower_bound: 8, n_schedules: 1 };
        assert_eq!(prove(&network(), found.clone(), 0, || false), found);
        assert_eq!(prove(&network(), found.clone(), 10_000, || true), found);
    }
}
