//! Finished work, newest first, weighted by how much it tells of a new piece.

use crate::Category;
use crate::reference::SLOPE;

/// Something that is to be forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The estimate in any unit, more than zero.
    pub estimate: f64,
    /// What sort of work it is.
    pub category: Category,
    /// Number of the project that it belongs to.
    pub project: u32,
}

/// A piece of finished work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    ln_estimate: f64,
    ln_ratio: f64,
    category: Category,
    project: u32,
    person: u32,
}

/// Nothing takes less than a hundredth of its estimate, nor more than a
/// thousand times it: such figures are slips of the pen.
const LN_RATIO: std::ops::RangeInclusive<f64> = -4.61..=6.91;

impl Finished {
    /// What a piece took. Work that took no time counts as a hundredth of its
    /// estimate. Nothing if the estimate or what it took is no usable number.
    #[must_use]
    pub fn new(target: &Target, actual: f64, person: u32) -> Option<Self> {
        let usable = target.estimate.is_finite() && target.estimate > 0.0 && actual.is_finite() && actual >= 0.0;
        usable.then(|| Finished {
            ln_estimate: target.estimate.ln(),
            ln_ratio: (actual / target.estimate).ln().clamp(*LN_RATIO.start(), *LN_RATIO.end()),
            category: target.category,
            project: target.project,
            person,
        })
    }

    /// The logarithm of what it took over its estimate.
    #[must_use]
    pub fn ln_ratio(&self) -> f64 {
        self.ln_ratio
    }
}

/// How much a finished piece tells of a new one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Relevance {
    /// So many pieces are kept.
    pub(crate) kept: u32,
    /// Number of newer pieces after which one counts a third.
    pub(crate) memory: f64,
    /// The newest pieces count up to twice; this fades after so many. Zero:
    /// they do not.
    pub(crate) freshness: f64,
    /// Weight of a piece of the same category; 1 is that of any other.
    pub(crate) category: f64,
    /// Weight of a piece of a related category.
    pub(crate) family: f64,
    /// Weight of a piece of the same project.
    pub(crate) project: f64,
}

impl Relevance {
    /// For a person's own work.
    pub(crate) const OWN: Relevance =
        Relevance { kept: 500, memory: 200.0, freshness: 15.0, category: 5.0, family: 2.0, project: 2.0 };
    /// For a person's own milestones: few, each of a sort of its own.
    pub(crate) const MILESTONES: Relevance =
        Relevance { kept: 200, memory: 30.0, freshness: 0.0, category: 2.0, family: 1.5, project: 1.5 };
    /// For the work of others in the same team.
    pub(crate) const TEAM: Relevance =
        Relevance { kept: 800, memory: 1000.0, freshness: 15.0, category: 8.0, family: 2.0, project: 2.0 };
}

/// Estimates that differ by this factor of e count six tenths.
const SIZE_WIDTH: f64 = 0.4;
/// Farther apart than this they tell nothing of each other.
const SIZE_FAR: f64 = 1.6;

/// Finished work of a person or a team, the last pieces of it.
#[derive(Clone, Debug)]
pub struct History {
    /// By `key`, so that forecasts need not sort.
    entries: Vec<Entry>,
    n_pushed: u32,
    relevance: Relevance,
    /// Weight of a piece by the number of newer ones.
    fading: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// `ln ratio + SLOPE * ln estimate`.
    key: f64,
    number: u32,
    finished: Finished,
}

impl Default for History {
    fn default() -> Self {
        History::own()
    }
}

impl History {
    /// A person's own history.
    #[must_use]
    pub fn own() -> Self {
        History::with(Relevance::OWN)
    }

    /// A person's own milestones, or other pieces of days to weeks.
    #[must_use]
    pub fn milestones() -> Self {
        History::with(Relevance::MILESTONES)
    }

    /// The history of a whole team.
    #[must_use]
    pub fn team() -> Self {
        History::with(Relevance::TEAM)
    }

    fn with(relevance: Relevance) -> Self {
        let fading = (0..relevance.kept)
            .map(|rank| {
                let rank = f64::from(rank);
                let fresh = if relevance.freshness > 1.0 { (-rank / relevance.freshness).exp() } else { 0.0 };
                (-rank / relevance.memory).exp() + fresh
            })
            .collect();
        History { entries: Vec::new(), n_pushed: 0, relevance, fading }
    }

    /// How many pieces were ever added.
    #[must_use]
    pub fn n_finished(&self) -> usize {
        usize::try_from(self.n_pushed).unwrap_or(usize::MAX)
    }

    /// Adds a piece, newer than all before; the oldest is forgotten where there
    /// are too many.
    pub fn push(&mut self, finished: Finished) {
        let key = finished.ln_ratio + SLOPE * finished.ln_estimate;
        if let Some(oldest) = self.n_pushed.checked_sub(self.relevance.kept) {
            self.entries.retain(|entry| entry.number != oldest);
        }
        let at = self.entries.partition_point(|entry| entry.key <= key);
        self.entries.insert(at, Entry { key, number: self.n_pushed, finished });
        self.n_pushed += 1;
    }

    /// Adds a piece where there is one.
    pub fn extend(&mut self, finished: Option<Finished>) {
        if let Some(finished) = finished {
            self.push(finished);
        }
    }

    /// Adds each piece's key and weight for a target, by key. `except` leaves
    /// out one person's pieces.
    pub(crate) fn weigh(&self, target: &Target, except: Option<u32>, out: &mut Vec<(f64, f64)>) {
        let relevance = &self.relevance;
        let ln_estimate = target.estimate.ln();
        for entry in &self.entries {
            let finished = &entry.finished;
            let distance = finished.ln_estimate - ln_estimate;
            if distance.abs() > SIZE_FAR || except == Some(finished.person) {
                continue;
            }
            let rank = (self.n_pushed - 1 - entry.number) as usize;
            let mut weight = self.fading[rank] * (-0.5 * (distance / SIZE_WIDTH).powi(2)).exp();
            if finished.category.is(target.category) {
                weight *= relevance.category;
            } else if finished.category.is_kin_of(target.category) {
                weight *= relevance.family;
            }
            if finished.project == target.project {
                weight *= relevance.project;
            }
            out.push((entry.key, weight));
        }
    }

    /// How many pieces are so alike that they speak for a target: same
    /// category, and an estimate within a factor of two.
    #[must_use]
    pub fn n_similar(&self, target: &Target) -> usize {
        let ln_estimate = target.estimate.ln();
        let is_similar = |entry: &&Entry| {
            entry.finished.category.is(target.category)
                && (entry.finished.ln_estimate - ln_estimate).abs() <= std::f64::consts::LN_2
        };
        self.entries.iter().filter(is_similar).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Labels;

    fn target(labels: &mut Labels, estimate: f64, category: &str) -> Target {
        Target { estimate, category: labels.category(category), project: 0 }
    }

    #[test]
    fn nearer_and_newer_work_weighs_more() {
        let mut labels = Labels::default();
        let mut history = History::own();
        let write = target(&mut labels, 2.0, "write");
        let far = target(&mut labels, 6.0, "write");
        for piece in [far, write, write] {
            history.push(Finished::new(&piece, piece.estimate * 1.5, 0).expect("sound"));
        }
        let mut weighed = Vec::new();
        history.weigh(&write, None, &mut weighed);
        assert!(weighed.is_sorted_by(|a, b| a.0 <= b.0));
        let weights: Vec<f64> = weighed.iter().map(|pair| pair.1).collect();
        assert!(weights[1] > weights[0] && weights[0] > weights[2]);
        assert_eq!(history.n_similar(&write), 2);
    }

    #[test]
    fn only_the_last_pieces_are_kept() {
        let mut labels = Labels::default();
        let mut history = History::own();
        let piece = target(&mut labels, 1.0, "a");
        for n in 0..600 {
            history.push(Finished::new(&piece, f64::from(n + 1), 0).expect("sound"));
        }
        assert_eq!((history.entries.len(), history.n_finished()), (500, 600));
        assert_eq!(history.entries.iter().map(|entry| entry.number).min(), Some(100));
    }

    #[test]
    fn unusable_figures_are_no_history() {
        let mut labels = Labels::default();
        assert_eq!(Finished::new(&target(&mut labels, 0.0, "a"), 1.0, 0), None);
        assert_eq!(Finished::new(&target(&mut labels, 1.0, "a"), f64::NAN, 0), None);
        let free = Finished::new(&target(&mut labels, 1.0, "a"), 0.0, 0).expect("took no time");
        assert!(free.ln_ratio().is_finite());
    }
}
