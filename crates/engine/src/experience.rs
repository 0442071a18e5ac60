//! What a person finished before, and what it tells of what they begin.

use backcast_core::FinishedWork;
use backcast_forecast::{
    BatchRow, CommonFactor, Finished, History, Labels, Reference, ReferenceClass, Target, WalkOptions, walk,
};

use crate::track_record::{of_work, rows};

/// Sums of so many pieces tell how far they share a common factor.
const BATCH: usize = 5;
/// Fewer sums tell nothing.
const BATCHES_MIN: usize = 6;

/// What a person's earlier work tells.
#[derive(Clone, Debug)]
pub struct Experience {
    /// Their finished milestones, of other plans.
    pub milestones: History,
    /// The names in it.
    pub labels: Labels,
    /// How much their work shares a common factor, where there is enough to tell.
    pub common_factor_spread: Option<f64>,
    /// How often the P80 of forecasts of their work held, and of how many.
    pub held: Option<(f64, usize)>,
}

impl Default for Experience {
    fn default() -> Self {
        Experience {
            milestones: History::milestones(),
            labels: Labels::default(),
            common_factor_spread: None,
            held: None,
        }
    }
}

/// The experience in finished work, the oldest first.
#[must_use]
pub fn experience(work: &[FinishedWork]) -> Experience {
    let mut experience = Experience::default();
    for piece in work {
        let target = Target {
            estimate: piece.estimate,
            category: experience.labels.category(&piece.category),
            project: experience.labels.number(&piece.project),
        };
        if let Some(finished) = Finished::new(&target, piece.actual, 0) {
            experience.milestones.push(finished);
        }
    }
    let p80 = of_work(work).efforts.into_iter().find(|level| (level.stated - 0.8).abs() < 1e-9);
    experience.held = p80.map(|level| (level.held_middle(), level.n));
    experience.common_factor_spread = common_factor(work)
        .filter(|common_factor| common_factor.n_sums() >= BATCHES_MIN)
        .map(|common_factor| common_factor.spread());
    experience
}

/// How far sums of consecutive pieces share a common factor.
fn common_factor(work: &[FinishedWork]) -> Option<CommonFactor> {
    let rows = rows(work);
    let batches: Vec<BatchRow> = (0..rows.len() / BATCH)
        .map(|number| BatchRow { id: number.to_string(), members: (number * BATCH..(number + 1) * BATCH).collect() })
        .collect();
    let options = WalkOptions { with_team: false, reference: Reference::of(ReferenceClass::Task), seed: 0 };
    walk(&rows, &batches, &options).common_factor.into_iter().next()
}
