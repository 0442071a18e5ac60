use fixedbitset::FixedBitSet;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Dependencies between numbered milestones: an arrow from each predecessor
/// to its successor.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    predecessors: Vec<Vec<usize>>,
    successors: Vec<Vec<usize>>,
}

/// Milestones each of which waits for the next, and the last for the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyCycle(pub Vec<usize>);

impl Graph {
    /// A graph of `n` milestones without arrows.
    #[must_use]
    pub fn new(n: usize) -> Self {
        Graph { predecessors: vec![Vec::new(); n], successors: vec![Vec::new(); n] }
    }

    /// Adds an arrow. Adding it twice is the same as once for every answer.
    ///
    /// # Panics
    ///
    /// Panics if a number is not below the count that the graph was made with.
    pub fn add(&mut self, predecessor: usize, successor: usize) {
        self.predecessors[successor].push(predecessor);
        self.successors[predecessor].push(successor);
    }

    /// How many milestones there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.predecessors.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has to come before this one directly.
    #[must_use]
    pub fn predecessors(&self, idx: usize) -> &[usize] {
        &self.predecessors[idx]
    }

    /// What directly waits for this one.
    #[must_use]
    pub fn successors(&self, idx: usize) -> &[usize] {
        &self.successors[idx]
    }

    /// An order in which every predecessor comes before its successors;
    /// otherwise by number. Nothing if there is a loop.
    ///
    /// Source: Kahn, "Topological sorting of large networks" (1962).
    #[must_use]
    pub fn topological_order(&self) -> Option<Vec<usize>> {
        let mut waiting_for: Vec<usize> = self.predecessors.iter().map(Vec::len).collect();
        let mut free: std::collections::BinaryHeap<std::cmp::Reverse<usize>> =
            (0..self.len()).filter(|&idx| waiting_for[idx] == 0).map(std::cmp::Reverse).collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(std::cmp::Reverse(idx)) = free.pop() {
            order.push(idx);
            for &next in &self.successors[idx] {
                waiting_for[next] -= 1;
                if waiting_for[next] == 0 {
                    free.push(std::cmp::Reverse(next));
                }
            }
        }
        (order.len() == self.len()).then_some(order)
    }

    /// One loop out of every set of milestones that wait for each other, the
    /// shortest through its lowest number, in the order of those numbers.
    ///
    /// Source of the sets: Kosaraju and Sharir, in Aho, Hopcroft and Ullman,
    /// "Data Structures and Algorithms" (1983), as implemented by petgraph, which
    /// takes no stack however long the loop is.
    #[must_use]
    pub fn cycles(&self) -> Vec<DependencyCycle> {
        let mut graph = DiGraph::<(), ()>::with_capacity(self.len(), 0);
        for _ in 0..self.len() {
            graph.add_node(());
        }
        for (from, successors) in self.successors.iter().enumerate() {
            for &to in successors {
                graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
            }
        }
        let mut cycles: Vec<DependencyCycle> = kosaraju_scc(&graph)
            .into_iter()
            .map(|set| set.into_iter().map(NodeIndex::index).collect::<Vec<_>>())
            .filter(|set| set.len() > 1 || self.successors[set[0]].contains(&set[0]))
            .map(|set| self.shortest_cycle(&set))
            .collect();
        cycles.sort_by_key(|found| found.0[0]);
        cycles
    }

    /// The shortest loop through the lowest number of a set of milestones
    /// that all reach each other.
    fn shortest_cycle(&self, set: &[usize]) -> DependencyCycle {
        let start = set.iter().copied().min().expect("a set of waiting milestones is never empty");
        let mut came_from: Vec<Option<usize>> = vec![None; self.len()];
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(idx) = queue.pop_front() {
            for &next in &self.successors[idx] {
                if next == start {
                    let mut path = vec![idx];
                    while let Some(previous) = came_from[path[path.len() - 1]] {
                        path.push(previous);
                    }
                    path.reverse();
                    return DependencyCycle(path);
                }
                if came_from[next].is_none() {
                    came_from[next] = Some(idx);
                    queue.push_back(next);
                }
            }
        }
        unreachable!("every member of the set reaches its lowest number")
    }

    /// For each milestone the set of all that come before it, directly or not.
    /// Nothing if there is a loop. Takes a bit for every pair.
    #[must_use]
    pub fn ancestors(&self) -> Option<Vec<FixedBitSet>> {
        let mut ancestors = vec![FixedBitSet::new(); self.len()];
        for idx in self.topological_order()? {
            let mut set = FixedBitSet::with_capacity(self.len());
            for &before in &self.predecessors[idx] {
                set.insert(before);
                set.union_with(&ancestors[before]);
            }
            ancestors[idx] = set;
        }
        Some(ancestors)
    }

    /// Whether a path of arrows leads from one to the other.
    #[must_use]
    pub fn reaches(&self, from: usize, to: usize) -> bool {
        let mut seen = FixedBitSet::with_capacity(self.len());
        let mut stack = vec![from];
        while let Some(idx) = stack.pop() {
            for &next in &self.successors[idx] {
                if next == to {
                    return true;
                }
                if !seen.put(next) {
                    stack.push(next);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(n: usize, arrows: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::new(n);
        for &(from, to) in arrows {
            graph.add(from, to);
        }
        graph
    }

    #[test]
    fn order_prefers_low_numbers() {
        assert_eq!(graph(4, &[(3, 0), (0, 2)]).topological_order(), Some(vec![1, 3, 0, 2]));
    }

    #[test]
    fn whole_loop_is_named() {
        let cyclic = graph(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]);
        assert_eq!(cyclic.topological_order(), None);
        assert_eq!(cyclic.cycles(), vec![DependencyCycle(vec![1, 2, 3])]);
    }

    #[test]
    fn a_milestone_waiting_for_itself_is_a_loop() {
        assert_eq!(graph(2, &[(1, 1)]).cycles(), vec![DependencyCycle(vec![1])]);
    }

    #[test]
    fn separate_loops_are_all_reported() {
        assert_eq!(graph(4, &[(0, 1), (1, 0), (2, 3), (3, 2)]).cycles().len(), 2);
    }

    #[test]
    fn ancestors_are_transitive() {
        let ancestors = graph(3, &[(0, 1), (1, 2)]).ancestors().expect("no loop");
        assert!(ancestors[2].contains(0) && ancestors[2].contains(1) && !ancestors[0].contains(2));
    }
}
