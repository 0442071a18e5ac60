//! Forecasts of single pieces of work and of sums of them.

use crate::RandomStream;
use crate::common_factor::{CommonFactorDraws, SumForecasts};
use crate::history::{History, Target};
use crate::mixture::{Mixture, Team};
use crate::quantiles::{LEVELS, MEDIAN, N_LEVELS};
use crate::reference::Reference;

/// Draws for a sum.
const N_DRAWS: usize = 400;
/// A piece is drawn from so many equally likely values.
const N_EQUALLY_LIKELY: u32 = 199;

/// What a forecast knows besides its target.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The person's own finished work.
    pub own: &'a History,
    /// The team's, where it counts.
    pub team: Option<Team<'a>>,
    /// How such work ended elsewhere.
    pub reference: &'a Reference,
}

/// What a forecast rests on, to be said with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Basis {
    /// The person's finished pieces.
    pub n_own: usize,
    /// Those of the same sort and about the same size.
    pub n_similar: usize,
    /// How much of the forecast rests on own work, 0 to 1.
    pub own_share: f64,
}

/// Forecasts pieces of work; keeps its workspace from one to the next.
#[derive(Clone, Debug)]
pub struct Forecaster {
    mixture: Mixture,
    values: Vec<f64>,
    equally_likely: Vec<f64>,
    /// Made for the first sum: most who forecast pieces want none.
    common_factor: Option<CommonFactorDraws>,
    sums: Vec<f64>,
}

impl Default for Forecaster {
    fn default() -> Self {
        let n = f64::from(N_EQUALLY_LIKELY);
        Forecaster {
            mixture: Mixture::default(),
            values: Vec::new(),
            equally_likely: (0..N_EQUALLY_LIKELY).map(|k| (f64::from(k) + 0.5) / n).collect(),
            common_factor: None,
            sums: Vec::new(),
        }
    }
}

impl Forecaster {
    /// The logarithms of what a piece will take over its estimate, at
    /// [`LEVELS`].
    ///
    /// A mixture of the person's finished work, weighted by recency, size,
    /// category and project, and of the reference class with the weight of
    /// eight pieces; the larger the estimate, the lower the ratio (regression
    /// to the mean). Cost: n log n for the n pieces that are remembered.
    pub fn ln_ratios(&mut self, known: Known<'_>, target: &Target) -> [f64; N_LEVELS] {
        self.mixture.fill(known.own, known.team, known.reference, target);
        self.mixture.quantiles(&LEVELS, MEDIAN, &mut self.values);
        std::array::from_fn(|level| self.values[level])
    }

    /// Equally likely logarithms of what a piece will take over its estimate,
    /// rising.
    pub fn equally_likely(&mut self, known: Known<'_>, target: &Target) -> &[f64] {
        self.mixture.fill(known.own, known.team, known.reference, target);
        self.mixture.quantiles(&self.equally_likely, self.equally_likely.len() / 2, &mut self.values);
        &self.values
    }

    /// What the last forecast rested on.
    #[must_use]
    pub fn basis(&self, known: Known<'_>, target: &Target) -> Basis {
        Basis {
            n_own: known.own.n_finished(),
            n_similar: known.own.n_similar(target),
            own_share: self.mixture.own_share(),
        }
    }

    /// The sum of several pieces, for each spread of the common factor.
    pub fn sum(&mut self, known: Known<'_>, targets: &[Target], mut stream: RandomStream) -> SumForecasts {
        let mut sums = std::mem::take(&mut self.sums);
        sums.clear();
        sums.resize(N_DRAWS, 0.0);
        for target in targets {
            self.equally_likely(known, target);
            for value in &mut self.values {
                *value = target.estimate * value.exp();
            }
            for sum in &mut sums {
                *sum += self.values[stream.below(N_EQUALLY_LIKELY)];
            }
        }
        let common_factor = self.common_factor.get_or_insert_with(|| CommonFactorDraws::new(N_DRAWS));
        let forecasts = common_factor.forecasts(&sums);
        self.sums = sums;
        forecasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finished, Labels, ReferenceClass};

    fn target(estimate: f64) -> Target {
        Target { estimate, category: Labels::default().category("a"), project: 0 }
    }

    #[test]
    fn without_history_the_reference_class_speaks() {
        let (own, reference) = (History::own(), Reference::of(ReferenceClass::Milestone));
        let known = Known { own: &own, team: None, reference: &reference };
        let ratios = Forecaster::default().ln_ratios(known, &target(20.0));
        assert!(ratios[MEDIAN].abs() < 0.02, "the median piece takes its estimate");
        assert!(ratios[5].exp() > 1.4, "and a fifth takes 1.4 times it and more");
    }

    #[test]
    fn own_work_takes_over_as_there_is_more_of_it() {
        let reference = Reference::of(ReferenceClass::Task);
        let mut own = History::own();
        let mut medians = Vec::new();
        for _ in 0..60 {
            let known = Known { own: &own, team: None, reference: &reference };
            medians.push(Forecaster::default().ln_ratios(known, &target(2.0))[MEDIAN]);
            own.push(Finished::new(&target(2.0), 4.0, 0).expect("sound"));
        }
        assert!(medians.is_sorted());
        assert!((medians[59] - 2f64.ln()).abs() < 0.02);
    }

    #[test]
    fn the_likely_sum_is_more_than_the_sum_of_likely_pieces() {
        let (own, reference) = (History::own(), Reference::of(ReferenceClass::Task));
        let known = Known { own: &own, team: None, reference: &reference };
        let mut forecaster = Forecaster::default();
        let pieces = vec![target(1.0); 20];
        let sums = forecaster.sum(known, &pieces, RandomStream::new(0, "batch"));
        let median_piece = forecaster.ln_ratios(known, &target(1.0))[MEDIAN].exp();
        assert!(crate::CommonFactor::default().forecast(&sums).p50() > 1.1 * 20.0 * median_piece);
    }
}
