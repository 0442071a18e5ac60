//! Own work, the team's and the reference class as one distribution.

use crate::history::{History, Target};
use crate::reference::Reference;

/// Weight of the reference class beside a person's own work, in pieces.
pub(crate) const REFERENCE_WEIGHT: f64 = 8.0;
/// The team counts no more than this, in pieces.
const TEAM_WEIGHT_MAX: f64 = 8.0;
/// What the team lacks of that adds this share to the reference class.
const TEAM_MISSING_SHARE: f64 = 0.3;
/// With little own work a forecast is widened by `WIDEN / (n + WIDEN_FROM)`.
const WIDEN: f64 = 3.0;
const WIDEN_FROM: f64 = 8.0;

/// The work of a team without that of one person.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a> {
    /// The work of all.
    pub history: &'a History,
    /// The person whose own work is counted elsewhere.
    pub person: u32,
}

/// Logarithms of actual over estimate with their weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mixture {
    /// By value.
    points: Vec<(f64, f64)>,
    foreign: Vec<(f64, f64)>,
    total: f64,
    /// Weight that is the person's own.
    pub(crate) own_weight: f64,
    /// What the size of the estimate adds to each value.
    shift: f64,
    widening: f64,
}

impl Mixture {
    /// Fills it for a target; what it held before is gone.
    pub(crate) fn fill(&mut self, own: &History, team: Option<Team<'_>>, reference: &Reference, target: &Target) {
        self.points.clear();
        own.weigh(target, None, &mut self.points);
        self.own_weight = self.points.iter().map(|point| point.1).sum();
        let mut reference_weight = REFERENCE_WEIGHT;
        if let Some(team) = team {
            reference_weight += TEAM_MISSING_SHARE * (TEAM_WEIGHT_MAX - self.add_team(team, target));
        }
        // Own work is kept with the slope of tasks; a class without one is
        // brought to the same scale.
        let ln_estimate = target.estimate.ln();
        self.shift = -crate::reference::SLOPE * ln_estimate;
        let level = (crate::reference::SLOPE - reference.slope()) * ln_estimate;
        let values = reference.values();
        let each = reference_weight / f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX));
        self.points.extend(values.iter().map(|&value| (value + level, each)));
        // Both parts are sorted: the stable sort merges runs.
        self.points.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.total = self.points.iter().map(|point| point.1).sum();
        let n_own = f64::from(u32::try_from(own.n_finished()).unwrap_or(u32::MAX));
        self.widening = 1.0 + WIDEN / (n_own + WIDEN_FROM);
    }

    /// Adds the team's work, and returns the weight that it got.
    fn add_team(&mut self, team: Team<'_>, target: &Target) -> f64 {
        self.foreign.clear();
        team.history.weigh(target, Some(team.person), &mut self.foreign);
        let sum: f64 = self.foreign.iter().map(|point| point.1).sum();
        if sum <= 0.0 {
            return 0.0;
        }
        let scale = (TEAM_WEIGHT_MAX / sum).min(1.0);
        self.points.extend(self.foreign.iter().map(|&(value, weight)| (value, weight * scale)));
        sum * scale
    }

    /// The logarithms of actual over estimate at rising levels, by the midpoint
    /// rule and on the straight line between two values, widened about the
    /// median. `levels` must hold 0.5 at `median`.
    pub(crate) fn quantiles(&self, levels: &[f64], median: usize, out: &mut Vec<f64>) {
        out.clear();
        let mut before = 0.0; // Weight of the points passed.
        let mut last_middle = 0.0;
        let mut last_value = self.points[0].0;
        let mut points = self.points.iter();
        let mut next = points.next();
        for level in levels {
            let wanted = level * self.total;
            let value = loop {
                let Some(&(value, weight)) = next else { break last_value };
                let middle = before + weight / 2.0;
                if middle >= wanted {
                    let gap = middle - last_middle;
                    let share = if gap > 0.0 { ((wanted - last_middle) / gap).clamp(0.0, 1.0) } else { 1.0 };
                    break last_value + (value - last_value) * share;
                }
                before += weight;
                (last_middle, last_value) = (middle, value);
                next = points.next();
            };
            out.push(value + self.shift);
        }
        let middle = out[median];
        for value in out.iter_mut() {
            *value = middle + (*value - middle) * self.widening;
        }
    }

    /// How much of the forecast rests on own work, 0 to 1.
    pub(crate) fn own_share(&self) -> f64 {
        if self.total > 0.0 { self.own_weight / self.total } else { 0.0 }
    }
}
