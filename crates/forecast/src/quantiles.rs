//! Levels and the values that a forecast gives for them.

/// The levels that every forecast gives, as probabilities.
pub const LEVELS: [f64; N_LEVELS] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95];
/// How many levels a forecast has.
pub const N_LEVELS: usize = 8;
/// Place of the median in [`LEVELS`].
pub(crate) const MEDIAN: usize = 3;

/// What a forecast says at each of [`LEVELS`], in the unit of the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles([f64; N_LEVELS]);

impl Quantiles {
    /// Values at [`LEVELS`]; where one lies below its predecessor, it is raised
    /// to it, so that quantiles never decrease. Values that are no numbers
    /// count as zero.
    #[must_use]
    pub fn new(mut values: [f64; N_LEVELS]) -> Self {
        let mut least = f64::MIN;
        for value in &mut values {
            least = least.max(if value.is_nan() { 0.0 } else { *value });
            *value = least;
        }
        Quantiles(values)
    }

    /// The values at [`LEVELS`], never decreasing.
    #[must_use]
    pub fn values(&self) -> &[f64; N_LEVELS] {
        &self.0
    }

    /// The value that is exceeded half of the time.
    #[must_use]
    pub fn p50(&self) -> f64 {
        self.0[MEDIAN]
    }

    /// The value at one of [`LEVELS`]; between two of them on the straight
    /// line, beyond the outer ones the outer value.
    #[must_use]
    pub fn at(&self, level: f64) -> f64 {
        let after = LEVELS.partition_point(|&known| known < level);
        match after {
            0 => self.0[0],
            N_LEVELS => self.0[N_LEVELS - 1],
            _ => {
                let share = (level - LEVELS[after - 1]) / (LEVELS[after] - LEVELS[after - 1]);
                self.0[after - 1] + share * (self.0[after] - self.0[after - 1])
            }
        }
    }

    /// Every value with the same function applied, which must not decrease.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Quantiles::new(self.0.map(change))
    }
}

/// The loss of a quantile: what lies above costs `level`, what lies below the
/// rest, each times its distance.
///
/// Source: Koenker and Bassett, "Regression Quantiles" (Econometrica, 1978).
#[must_use]
pub fn pinball(actual: f64, quantile: f64, level: f64) -> f64 {
    let above = actual - quantile;
    (level * above).max((level - 1.0) * above)
}

/// The value at a level of sorted numbers, on the straight line between two
/// of them (Hyndman and Fan 1996, type 7).
///
/// # Panics
///
/// Panics if there are none.
#[must_use]
pub fn quantile_of_sorted(sorted: &[f64], level: f64) -> f64 {
    let last = sorted.len().checked_sub(1).expect("a quantile needs a value");
    #[expect(clippy::cast_precision_loss, reason = "fewer values than 2^52")]
    let place = level.clamp(0.0, 1.0) * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between zero and the last index")]
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_values_are_raised_and_no_number_is_zero() {
        let quantiles = Quantiles::new([1.0, 0.5, 2.0, f64::NAN, 3.0, 3.0, 2.9, 4.0]);
        assert_eq!(quantiles.values(), &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0]);
    }

    #[test]
    fn levels_between_lie_on_the_line() {
        let quantiles = Quantiles::new(LEVELS);
        assert!((quantiles.at(0.6) - 0.6).abs() < 1e-12);
        assert_eq!((quantiles.at(0.0), quantiles.at(1.0)), (0.05, 0.95));
    }

    #[test]
    fn missing_above_costs_the_level() {
        assert!((pinball(3.0, 1.0, 0.8) - 1.6).abs() < 1e-12);
        assert!((pinball(1.0, 3.0, 0.8) - 0.4).abs() < 1e-12);
    }
}
