//! When a server that failed is asked again: one rule for all that goes over
//! HTTP, language models and calendars alike.
//!
//! A [`Retry`] counts the tries of one request and says after each failure how
//! long to wait before the next, or that there is none. [`retry_after`] reads
//! what the server itself asked for. Nothing here sleeps, looks at a clock or
//! draws from a hidden generator: the caller waits, and hands in the time that
//! passed and the randomness, so that a test waits for nothing. Each failure is
//! said to `tracing`, with its number and the pause.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use backcast_retry::{Retry, RetryPolicy, retry_after};
//! use rand::SeedableRng as _;
//! use rand_chacha::ChaCha8Rng;
//!
//! let mut rng = ChaCha8Rng::seed_from_u64(1);
//! let mut retry = Retry::new(RetryPolicy::default());
//! let asked = retry_after("7", SystemTime::UNIX_EPOCH);
//! assert_eq!(retry.pause(asked, Duration::ZERO, &mut rng), Some(Duration::from_secs(7)));
//! ```
//!
//! Deliberately absent: which failures are worth another try. A status of 503
//! is for one caller the end and for another a reason to wait, and a request
//! that changes something may have arrived although its answer did not.

mod after;

use std::time::Duration;

use rand::{Rng, RngExt as _};
use tracing::info;

pub use after::retry_after;

/// How often and how long one request is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries in total, the first one included; 0 counts as 1.
    pub tries_max: u32,
    /// The longest pause before the second try; doubles with every further one.
    pub pause_first: Duration,
    /// No pause is longer. A server that asks for more is not asked again.
    pub pause_max: Duration,
    /// No try begins later than this after the first one began.
    pub total_max: Duration,
}

impl Default for RetryPolicy {
    /// Four tries within two minutes, pauses of at most 1, 2 and 4 seconds
    /// unless the server asks for up to a minute.
    fn default() -> Self {
        RetryPolicy {
            tries_max: 4,
            pause_first: Duration::from_secs(1),
            pause_max: Duration::from_secs(60),
            total_max: Duration::from_secs(120),
        }
    }
}

/// The tries of one request so far.
#[derive(Clone, Debug)]
pub struct Retry {
    policy: RetryPolicy,
    n_failed: u32,
}

impl Retry {
    /// A request that was not tried yet.
    #[must_use]
    pub fn new(policy: RetryPolicy) -> Self {
        Retry { policy, n_failed: 0 }
    }

    /// Counts a failed try and returns the pause before the next one, or
    /// `None` if the request is given up.
    ///
    /// `asked` is what the server asked for (see [`retry_after`]), `elapsed`
    /// the time since the first try began. The pause is never shorter than
    /// `asked`, also where that is zero: a server that says "now" each time is
    /// not asked in a tight loop. Without `asked` it is uniform between zero
    /// and a bound that doubles from `pause_first` up to `pause_max`, so that
    /// clients that failed together do not come back together.
    ///
    /// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
    /// Blog (2015), "Full Jitter".
    pub fn pause(&mut self, asked: Option<Duration>, elapsed: Duration, rng: &mut impl Rng) -> Option<Duration> {
        self.n_failed = self.n_failed.saturating_add(1);
        let RetryPolicy { tries_max, pause_max, total_max, .. } = self.policy;
        let asked = asked.unwrap_or(Duration::ZERO);
        // Drawn in any case, so that one failure takes one number.
        let pause = self.bound().mul_f64(rng.random::<f64>()).max(asked);
        let is_in_time = elapsed.checked_add(pause).is_some_and(|next| next <= total_max);
        let pause = (self.n_failed < tries_max && asked <= pause_max && is_in_time).then_some(pause);
        match pause {
            Some(pause) => info!(attempt = self.n_failed, ?pause, "failed; tried again after a pause"),
            None => info!(attempt = self.n_failed, "failed; given up"),
        }
        pause
    }

    /// The longest pause after this many failures.
    fn bound(&self) -> Duration {
        let factor = 1_u32.checked_shl(self.n_failed.saturating_sub(1)).unwrap_or(u32::MAX);
        self.policy.pause_first.saturating_mul(factor).min(self.policy.pause_max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// All pauses of a request that fails each time, `asked` for each.
    fn pauses(policy: RetryPolicy, asked: Option<Duration>, seed: u64) -> Vec<Duration> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut retry = Retry::new(policy);
        let mut elapsed = Duration::ZERO;
        let mut all = Vec::new();
        while let Some(pause) = retry.pause(asked, elapsed, &mut rng) {
            elapsed += pause;
            all.push(pause);
        }
        all
    }

    #[test]
    fn pauses_fill_a_bound_that_doubles() {
        let policy = RetryPolicy { tries_max: 6, pause_max: 5 * SECOND, ..RetryPolicy::default() };
        let all: Vec<Vec<Duration>> = (0..2_000).map(|seed| pauses(policy, None, seed)).collect();
        for (at, bound) in [1, 2, 4, 5, 5].into_iter().enumerate() {
            let longest = all.iter().map(|pauses| pauses[at]).max().expect("there are some");
            let shortest = all.iter().map(|pauses| pauses[at]).min().expect("there are some");
            assert!(longest <= bound * SECOND && longest > bound * SECOND * 9 / 10, "{at}: {longest:?}");
            assert!(shortest < bound * SECOND / 10, "{at}: {shortest:?}");
        }
    }

    #[test]
    fn what_a_server_asks_for_is_kept_to_unless_it_is_too_long() {
        let policy = RetryPolicy::default();
        assert_eq!(pauses(policy, Some(30 * SECOND), 1), [30 * SECOND; 3]);
        assert_eq!(pauses(policy, Some(61 * SECOND), 1), []);
        assert_eq!(pauses(policy, Some(Duration::MAX), 1), []);
        // "Now" each time is no invitation to hammer.
        assert_eq!(pauses(policy, Some(Duration::ZERO), 1), pauses(policy, None, 1));
    }

    #[test]
    fn nothing_begins_after_the_deadline() {
        let policy = RetryPolicy { total_max: 70 * SECOND, ..RetryPolicy::default() };
        assert_eq!(pauses(policy, Some(30 * SECOND), 1), [30 * SECOND; 2]);
        let mut retry = Retry::new(policy);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        assert_eq!(retry.pause(None, 71 * SECOND, &mut rng), None);
    }

    #[test]
    fn one_try_is_one_try() {
        for tries_max in [0, 1] {
            assert_eq!(pauses(RetryPolicy { tries_max, ..RetryPolicy::default() }, None, 1), []);
        }
    }

    proptest! {
        #[test]
        fn limits_hold_whatever_they_are(
            tries_max in 0_u32..80,
            first in 0_u64..100_000,
            most in 0_u64..100_000,
            total in 0_u64..1_000_000,
            asked in proptest::option::of(0_u64..200_000),
            seed in any::<u64>(),
        ) {
            let millis = Duration::from_millis;
            let policy = RetryPolicy {
                tries_max,
                pause_first: millis(first),
                pause_max: millis(most),
                total_max: millis(total),
            };
            let asked = asked.map(millis);
            let all = pauses(policy, asked, seed);
            prop_assert!(all.len() < tries_max.max(1) as usize);
            prop_assert!(all.iter().sum::<Duration>() <= policy.total_max);
            prop_assert!(all.iter().all(|&pause| pause <= policy.pause_max && asked.is_none_or(|asked| pause >= asked)));
            prop_assert_eq!(&all, &pauses(policy, asked, seed));
        }
    }
}
