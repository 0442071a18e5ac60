//! Sums: what is done together shares a common factor.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::quantiles::{LEVELS, N_LEVELS, Quantiles, pinball, quantile_of_sorted};

/// Spreads of the shared factor that are tried: standard deviations of its
/// logarithm.
pub(crate) const SPREADS: [f64; N_SPREADS] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
const N_SPREADS: usize = 8;
/// The spread where nothing is known of a person: what fits the sums of three
/// sources best on the whole.
pub const SPREAD_USUAL: f64 = 0.2;
/// So many sums does the usual spread count for.
const PRIOR_SUMS: f64 = 4.0;
/// Loss of a sum at the best spread, and how fast it grows with the square of
/// the distance: fitted to the same sources.
const LOSS_BEST: f64 = 0.1;
const LOSS_CURVE: f64 = 6.0;

/// How far a common factor makes all pieces of a sum longer or shorter, learned from
/// finished sums.
#[derive(Clone, Debug)]
pub struct CommonFactor {
    losses: [f64; N_SPREADS],
    n_sums: usize,
}

impl Default for CommonFactor {
    fn default() -> Self {
        let losses = SPREADS.map(|spread| {
            PRIOR_SUMS * LOSS_BEST * (1.0 + LOSS_CURVE * (spread - SPREAD_USUAL) * (spread - SPREAD_USUAL))
        });
        CommonFactor { losses, n_sums: 0 }
    }
}

impl CommonFactor {
    /// The spread with the least loss so far: standard deviation of the
    /// logarithm of the shared factor.
    #[must_use]
    pub fn spread(&self) -> f64 {
        SPREADS[self.best()]
    }

    /// How many finished sums it rests on.
    #[must_use]
    pub fn n_sums(&self) -> usize {
        self.n_sums
    }

    /// What a sum is forecast to be.
    #[must_use]
    pub fn forecast(&self, sums: &SumForecasts) -> Quantiles {
        sums.0[self.best()]
    }

    /// Learns from what came of a sum; a sum of nothing teaches nothing.
    pub fn learn(&mut self, sums: &SumForecasts, outcome: f64) {
        if outcome.is_nan() || outcome <= 0.0 {
            return;
        }
        for (loss, forecast) in self.losses.iter_mut().zip(&sums.0) {
            *loss += ln_loss(forecast, outcome);
        }
        self.n_sums += 1;
    }

    fn best(&self) -> usize {
        let by_loss = |&a: &usize, &b: &usize| self.losses[a].total_cmp(&self.losses[b]);
        (0..N_SPREADS).min_by(by_loss).unwrap_or(0)
    }
}

/// The levels by which spreads are compared.
const JUDGED: [f64; 4] = [0.1, 0.5, 0.8, 0.9];

fn ln_loss(forecast: &Quantiles, outcome: f64) -> f64 {
    let loss = |level: &f64| pinball(outcome.ln(), forecast.at(*level).max(f64::MIN_POSITIVE).ln(), *level);
    JUDGED.iter().map(loss).sum::<f64>() / 4.0
}

/// A sum's forecast for each spread that is tried.
#[derive(Clone, Debug)]
pub struct SumForecasts([Quantiles; N_SPREADS]);

/// Multiplies sums that were drawn without a common factor by one.
#[derive(Clone, Debug)]
pub(crate) struct CommonFactorDraws {
    /// For each spread, a factor for each draw.
    factors: [Vec<f64>; N_SPREADS],
    sorted: Vec<f64>,
}

impl CommonFactorDraws {
    /// For `n_draws` draws; the common factor is spread evenly over them.
    pub(crate) fn new(n_draws: usize) -> Self {
        let scores = normal_scores(n_draws);
        CommonFactorDraws {
            factors: SPREADS.map(|spread| scores.iter().map(|score| (spread * score).exp()).collect()),
            sorted: Vec::new(),
        }
    }

    pub(crate) fn forecasts(&mut self, sums: &[f64]) -> SumForecasts {
        let mut forecasts = [Quantiles::new([0.0; N_LEVELS]); N_SPREADS];
        for (forecast, factors) in forecasts.iter_mut().zip(&self.factors) {
            self.sorted.clear();
            self.sorted.extend(sums.iter().zip(factors).map(|(sum, factor)| sum * factor));
            self.sorted.sort_unstable_by(f64::total_cmp);
            *forecast = Quantiles::new(LEVELS.map(|level| quantile_of_sorted(&self.sorted, level)));
        }
        SumForecasts(forecasts)
    }
}

/// Values of the standard normal distribution at `(k + 0.5) / n`.
#[must_use]
pub(crate) fn normal_scores(n: usize) -> Vec<f64> {
    let normal = Normal::standard();
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    (0..n).map(|k| normal.inverse_cdf((f64::from(k) + 0.5) / f64::from(n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_sums_lower_the_spread_and_wild_ones_raise_it() {
        let mut factors = CommonFactorDraws::new(200);
        let sums = factors.forecasts(&[10.0; 200]);
        let (mut steady, mut wild) = (CommonFactor::default(), CommonFactor::default());
        assert!((steady.spread() - SPREAD_USUAL).abs() < 1e-12);
        for n in 0..60 {
            steady.learn(&sums, 10.0);
            wild.learn(&sums, if n % 2 == 0 { 5.0 } else { 20.0 });
        }
        assert_eq!((steady.spread(), wild.spread()), (0.0, 0.4));
        steady.learn(&sums, 0.0);
        assert_eq!(steady.n_sums(), 60);
    }

    #[test]
    fn scores_are_even_about_zero() {
        let scores = normal_scores(400);
        assert!(scores.iter().sum::<f64>().abs() < 1e-9);
        assert!(scores.is_sorted());
    }
}
