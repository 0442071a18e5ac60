//! Effort and waiting as distributions that can be drawn from.

use std::sync::LazyLock;

use crate::common_factor::normal_scores;
use crate::quantiles::{LEVELS, Quantiles, quantile_of_sorted};
use crate::task::{Forecaster, Known};
use crate::{RandomStream, Target};

/// How large something may turn out: equally likely values, rising, none
/// below zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    values: Vec<f64>,
}

/// Whose range a low, likely and high value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeFrom {
    /// A person's guess. What people call the worst case holds about half of
    /// the time (Buehler, Griffin and Ross 1994: 45 % of theses; Jørgensen,
    /// Teigen and Moløkken 2004: ranges much too narrow).
    Person,
    /// A library's or a model's, meant as one in ten below and one in ten
    /// above.
    Library,
}

impl RangeFrom {
    /// The levels that low, likely and high stand for.
    fn levels(self) -> [f64; 3] {
        match self {
            RangeFrom::Person => [0.1, 0.4, 0.6],
            RangeFrom::Library => [0.1, 0.5, 0.9],
        }
    }
}

/// A distribution has so many equally likely values.
const N_VALUES: u32 = 199;
/// The value of the standard normal distribution that is exceeded one time in
/// five.
const Z80: f64 = 0.841_621;
/// The standard normal distribution as so many equally likely values.
static SCORES: LazyLock<Vec<f64>> = LazyLock::new(|| normal_scores(N_VALUES as usize));

impl Distribution {
    /// One value, for certain.
    #[must_use]
    pub fn exactly(value: f64) -> Self {
        Distribution { values: vec![sound(value)] }
    }

    /// Equally likely values in any order; without any, zero.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().map(sound).collect();
        values.sort_by(f64::total_cmp);
        if values.is_empty() {
            values.push(0.0);
        }
        Distribution { values }
    }

    /// What an estimate will come to, by own work and reference class.
    #[must_use]
    pub fn of_estimate(forecaster: &mut Forecaster, known: Known<'_>, target: &Target) -> Self {
        let ln_ratios = forecaster.equally_likely(known, target);
        Distribution::of(ln_ratios.iter().map(|ln_ratio| target.estimate * ln_ratio.exp()))
    }

    /// A range of three values, `low <= likely <= high`, widened to what such
    /// ranges are worth: in the logarithm a normal distribution on each side of
    /// the likely value (a split normal; Wallis, "The two-piece normal", 2014).
    #[must_use]
    pub fn of_range(low: f64, likely: f64, high: f64, from: RangeFrom) -> Self {
        let (low, likely, high) = (sound(low), sound(likely), sound(high));
        if likely <= 0.0 {
            return Distribution::of([low, likely, high]);
        }
        let [low_level, likely_level, high_level] = from.levels();
        let score = |level: f64| quantile_of_sorted(&SCORES, level);
        let down = (likely / low.clamp(likely / 20.0, likely)).ln() / (score(likely_level) - score(low_level));
        let up = (high.clamp(likely, likely * 20.0) / likely).ln() / (score(high_level) - score(likely_level));
        let middle = score(likely_level);
        Distribution::of(SCORES.iter().map(|z| likely * ((z - middle) * if *z < middle { down } else { up }).exp()))
    }

    /// The same with its spread at least as wide as that of another: for each
    /// level the farther of the two from the median.
    #[must_use]
    pub fn widened_to(&self, other: &Distribution) -> Self {
        let (own, foreign) = (self.quantile(0.5), other.quantile(0.5));
        if own <= 0.0 || foreign <= 0.0 {
            return self.clone();
        }
        let level = |k: u32| (f64::from(k) + 0.5) / f64::from(N_VALUES);
        Distribution::of((0..N_VALUES).map(|k| {
            let (a, b) = (self.quantile(level(k)) / own, other.quantile(level(k)) / foreign);
            own * if level(k) < 0.5 { a.min(b) } else { a.max(b) }
        }))
    }

    /// Halfway between two opinions: the geometric mean of both at each level
    /// (averaging quantiles; Vincent 1912, Lichtendahl, Grushka-Cockayne and
    /// Winkler 2013).
    #[must_use]
    pub fn averaged_with(&self, other: &Distribution) -> Self {
        let level = |k: u32| (f64::from(k) + 0.5) / f64::from(N_VALUES);
        Distribution::of((0..N_VALUES).map(|k| (self.quantile(level(k)) * other.quantile(level(k))).sqrt()))
    }

    /// Every value times a factor of zero or more.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Distribution::of(self.values.iter().map(|value| value * factor))
    }

    /// The value at a level.
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        quantile_of_sorted(&self.values, level)
    }

    /// The values at [`LEVELS`].
    #[must_use]
    pub fn quantiles(&self) -> Quantiles {
        Quantiles::new(LEVELS.map(|level| self.quantile(level)))
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / f64::from(u32::try_from(self.values.len()).unwrap_or(u32::MAX))
    }

    /// How far apart its values are: the standard deviation of the logarithm
    /// that a normal distribution with the same upper fifth has.
    #[must_use]
    pub fn ln_spread(&self) -> f64 {
        let (middle, high) = (self.quantile(0.5), self.quantile(0.8));
        if middle > 0.0 { (high / middle).ln() / Z80 } else { 0.0 }
    }

    /// The value of the draw `unit`, from 0 on below 1.
    pub(crate) fn draw(&self, unit: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "held"
        )]
        let place = (unit * self.values.len() as f64) as usize;
        self.values[place.min(self.values.len() - 1)]
    }

    /// One value drawn.
    pub fn drawn(&self, stream: &mut RandomStream) -> f64 {
        self.draw(stream.unit())
    }
}

fn sound(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_worst_case_is_often_exceeded() {
        let stated = Distribution::of_range(4.0, 8.0, 12.0, RangeFrom::Person);
        assert!((stated.quantile(0.6) - 12.0).abs() < 0.2);
        assert!(stated.quantile(0.8) > 18.0);
        let library = Distribution::of_range(4.0, 8.0, 12.0, RangeFrom::Library);
        assert!((library.quantile(0.9) - 12.0).abs() < 0.2);
        assert!((library.quantile(0.5) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn odd_ranges_give_numbers() {
        for (low, likely, high) in [(0.0, 0.0, 0.0), (0.0, 5.0, 5.0), (9.0, 5.0, 1.0), (f64::NAN, 3.0, f64::INFINITY)] {
            let range = Distribution::of_range(low, likely, high, RangeFrom::Person);
            assert!(range.quantiles().values().iter().all(|value| value.is_finite() && *value >= 0.0));
        }
        assert_eq!(Distribution::of([]).mean(), 0.0);
    }

    #[test]
    fn the_average_lies_between() {
        let (low, high) = (Distribution::exactly(4.0), Distribution::exactly(9.0));
        assert!((low.averaged_with(&high).quantile(0.8) - 6.0).abs() < 1e-9);
    }

    #[test]
    fn widening_keeps_the_median() {
        let narrow = Distribution::of((0..99).map(|k| 10.0 + f64::from(k) / 100.0));
        let wide = Distribution::of((0..99).map(f64::from));
        let widened = narrow.widened_to(&wide);
        assert!((widened.quantile(0.5) - narrow.quantile(0.5)).abs() < 0.01);
        assert!(widened.ln_spread() >= wide.ln_spread() * 0.95);
    }
}
