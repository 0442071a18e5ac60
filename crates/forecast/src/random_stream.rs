//! Random numbers that depend on a seed and the name of what is drawn for,
//! and on nothing else.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The draws for one item: the same seed and name give the same numbers,
/// whatever else is drawn in between. So a plan with one milestone more has
/// the same random numbers in all others (common random numbers).
#[derive(Clone, Debug)]
pub struct RandomStream(ChaCha8Rng);

impl RandomStream {
    /// The draws for the item with this name.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(fnv1a(name.as_bytes()));
        RandomStream(rng)
    }

    /// A number from 0 on below 1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// A whole number below `n`, which must be more than zero.
    pub fn below(&mut self, n: u32) -> usize {
        // Lemire's multiplication: the bias is below n / 2^32.
        let product = u64::from(self.0.next_u32()) * u64::from(n);
        usize::try_from(product >> 32).unwrap_or(usize::MAX)
    }
}

/// A stable number for a name (Fowler, Noll and Vo, FNV-1a, 64 bits).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_name_same_numbers_and_other_names_others() {
        let first = |seed, name| {
            let mut stream = RandomStream::new(seed, name);
            (0..4).map(|_| stream.unit()).collect::<Vec<_>>()
        };
        assert_eq!(first(1, "M1"), first(1, "M1"));
        assert_ne!(first(1, "M1"), first(1, "M2"));
        assert_ne!(first(1, "M1"), first(2, "M1"));
        assert!(first(1, "M1").iter().all(|u| (0.0..1.0).contains(u)));
    }
}
