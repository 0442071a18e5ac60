//! Points that a sprint will have delivered at its end.

use crate::quantiles::{LEVELS, Quantiles};
use crate::tables;

/// A sprint looked at while it runs, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SprintView {
    /// Share of its planned time that has passed, 0 to 1.
    pub time_share: f64,
    /// Points in it at that moment.
    pub committed: f64,
    /// Points that are done.
    pub done: f64,
    /// Points that were in it at its beginning; zero where that is not known.
    pub first_committed: f64,
}

/// Earlier sprints of one board, looked at when the same share of their time
/// had passed, each with what it delivered; the oldest first.
pub type Board = [(SprintView, f64)];

/// So many sprints back a sprint counts a third.
const MEMORY: f64 = 15.0;
/// No more sprints than these are looked at.
const KEPT: usize = 100;
/// Weight of the reference class, in sprints.
const REFERENCE_WEIGHT: f64 = 2.0;
/// Sprints whose open share differs by this much count six tenths.
const OPEN_WIDTH: f64 = 0.25;
/// Sprints whose points differ by this factor of e count six tenths.
const SIZE_WIDTH: f64 = 0.8;
/// Sprints that grew by more than this logarithm are ones that grew: what is
/// added late is rarely delivered.
const GROWN: f64 = 0.1;
/// Sprints of so many points and more are large ones.
const LARGE: f64 = 12.0;
/// How much the bare points of an earlier sprint count beside its ratio, at
/// the beginning; less as time passes.
const BARE_POINTS: f64 = 0.3;

impl SprintView {
    fn open(&self) -> f64 {
        (self.committed - self.done).max(1.0)
    }

    fn open_share(&self) -> f64 {
        (self.committed - self.done) / self.committed.max(1.0)
    }

    /// The logarithm of how often its points hold those of its beginning.
    fn growth(&self) -> f64 {
        self.committed.max(0.0).ln_1p() - self.first_committed.max(0.0).ln_1p()
    }
}

/// What a sprint will have delivered: what is done, and the share of the open
/// points that earlier sprints of the board still delivered from such a
/// state, with the reference class where there are few.
#[must_use]
pub fn delivered_points(view: &SprintView, board: &Board) -> Quantiles {
    let ratios = reference(view);
    let each = REFERENCE_WEIGHT / f64::from(u32::try_from(ratios.len()).unwrap_or(1));
    let mut points: Vec<(f64, f64)> = ratios.iter().map(|ratio| (view.done + ratio * view.open(), each)).collect();
    let bare = BARE_POINTS * (1.0 - view.time_share.clamp(0.0, 1.0)).powf(1.5);
    for (rank, (past, delivered)) in (0u32..).zip(board.iter().rev().take(KEPT)) {
        let recency = (-f64::from(rank) / MEMORY).exp();
        let open = (past.open_share() - view.open_share()) / OPEN_WIDTH;
        let size = (past.committed.max(0.0).ln_1p() - view.committed.max(0.0).ln_1p()) / SIZE_WIDTH;
        let alike = (-0.5 * (open * open + size * size)).exp();
        let still = delivered - past.done;
        points.push((view.done + still / past.open() * view.open(), recency * alike));
        points.push((view.done + still, recency * bare));
    }
    points.retain(|(value, weight)| value.is_finite() && *weight > 0.0);
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Quantiles::new(LEVELS.map(|level| weighted_quantile(&points, level).max(0.0)))
}

/// How other sprints went on from such a state.
fn reference(view: &SprintView) -> &'static [f64; 19] {
    let distance = |share: f64| (share - view.time_share).abs();
    let nearest = tables::SPRINT.iter().min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)));
    let (_, by_open) = nearest.expect("the table has rows");
    let by_growth = match view.open_share() {
        open if open < 0.5 => &by_open[0],
        open if open < 0.8 => &by_open[1],
        _ => &by_open[2],
    };
    &by_growth[usize::from(view.growth() >= GROWN)][usize::from(view.committed >= LARGE)]
}

/// The value at a level by the midpoint rule; points by value, one at least.
fn weighted_quantile(points: &[(f64, f64)], level: f64) -> f64 {
    let total: f64 = points.iter().map(|point| point.1).sum();
    let mut before = 0.0;
    let mut last: Option<(f64, f64)> = None;
    for &(value, weight) in points {
        let middle = before + weight / 2.0;
        if middle >= level * total {
            let Some((last_middle, last_value)) = last else { return value };
            return last_value + (value - last_value) * (level * total - last_middle) / (middle - last_middle);
        }
        before += weight;
        last = Some((middle, value));
    }
    last.map_or(0.0, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_that_delivers_half_is_believed() {
        let view = |done: f64| SprintView { time_share: 0.0, committed: 40.0, done, first_committed: 40.0 };
        let board = [(view(0.0), 20.0); 40];
        assert!((delivered_points(&view(0.0), &board).p50() - 20.0).abs() < 0.5);
    }

    #[test]
    fn nothing_is_below_zero_and_all_is_finite() {
        for view in [
            SprintView { time_share: 0.8, committed: 0.0, done: 0.0, first_committed: 9.0 },
            SprintView { time_share: f64::NAN, committed: 5.0, done: 90.0, first_committed: f64::NAN },
        ] {
            let points = delivered_points(&view, &[(view, 0.0)]);
            assert!(points.values().iter().all(|value| value.is_finite() && *value >= 0.0), "{points:?}");
        }
    }
}
