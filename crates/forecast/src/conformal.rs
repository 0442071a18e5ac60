//! Learning from one's own misses, level by level.

use crate::quantiles::{LEVELS, N_LEVELS, Quantiles};

/// How far one miss moves a level, in the logarithm.
const STEP: f64 = 0.01;
/// No level moves farther than this: where many pieces begin before any of them
/// ends, all of them miss for the same reason.
const OFFSET_MAX: f64 = 0.3;
/// What lies nearer than this is a hit: people round.
const TIE: f64 = 1e-3;

/// An offset for each level that follows how often the level held: too few
/// outcomes below it push it up, too many pull it down.
///
/// Source: Gibbs and Candès, "Adaptive Conformal Inference Under Distribution
/// Shift" (NeurIPS, 2021), on quantiles instead of intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conformal {
    offsets: [f64; N_LEVELS],
}

impl Conformal {
    /// The forecast, in logarithms, with what was learned.
    #[must_use]
    pub fn correct(&self, ln_forecast: &[f64; N_LEVELS]) -> Quantiles {
        let mut values = *ln_forecast;
        for (value, offset) in values.iter_mut().zip(self.offsets) {
            *value += offset;
        }
        Quantiles::new(values)
    }

    /// Learns from what came of a corrected forecast, both in logarithms. An
    /// outcome that equals a level says nothing against it.
    pub fn learn(&mut self, forecast: &Quantiles, outcome: f64) {
        for ((offset, level), value) in self.offsets.iter_mut().zip(LEVELS).zip(forecast.values()) {
            if (outcome - value).abs() <= TIE {
                continue;
            }
            let is_below = if outcome < *value { 1.0 } else { 0.0 };
            *offset = (*offset + STEP * (level - is_below)).clamp(-OFFSET_MAX, OFFSET_MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_move_until_they_hold_as_often_as_they_say() {
        // Outcomes spread evenly over a fifth, a forecast that is too low.
        let mut conformal = Conformal::default();
        let mut held = [0u32; N_LEVELS];
        let (n, burn) = (20_000u32, 5_000u32);
        for i in 0..n {
            let outcome = f64::from(i * 7919 % 1009) / 5045.0;
            let forecast = conformal.correct(&[-0.05; N_LEVELS]);
            if i >= burn {
                for (held, value) in held.iter_mut().zip(forecast.values()) {
                    *held += u32::from(outcome <= *value);
                }
            }
            conformal.learn(&forecast, outcome);
        }
        for (held, level) in held.iter().zip(LEVELS) {
            let share = f64::from(*held) / f64::from(n - burn);
            assert!((share - level).abs() < 0.03, "P{:.0} held {share}", level * 100.0);
        }
    }

    #[test]
    fn many_misses_at_once_do_not_run_away() {
        let mut conformal = Conformal::default();
        let forecast = conformal.correct(&[0.0; N_LEVELS]);
        for _ in 0..10_000 {
            conformal.learn(&forecast, 5.0);
        }
        assert!(conformal.correct(&[0.0; N_LEVELS]).values().iter().all(|value| *value <= OFFSET_MAX));
    }
}
