//! Telling subjects apart.

use std::fmt;

use crate::features::{N_MEANING, Terms};
use crate::table::{Floats, Reader, Words};

/// How likely a subject is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely<'b> {
    /// The subject.
    pub label: &'b str,
    /// Its logit: differences of logits are log odds.
    pub logit: f32,
}

/// Knows subjects by examples that it was trained on.
#[derive(Clone, Copy, Debug)]
pub struct Classifier<'b> {
    fingerprint: u64,
    labels: Words<'b>,
    terms: Terms<'b>,
    /// For each label: its bias, and the steps of its two rows.
    scales: Floats<'b>,
    /// For each label its weights, those of the meaning first.
    weights: &'b [u8],
}

/// Numbers for each label in `scales`.
pub(crate) const N_SCALES: usize = 3;

/// Bytes are no table of a classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTable;

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes are no table of subjects")
    }
}

impl std::error::Error for BadTable {}

impl<'b> Classifier<'b> {
    /// Reads what [`crate::train`] made, in place.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes are something else.
    pub fn from_bytes(bytes: &'b [u8]) -> Result<Self, BadTable> {
        Self::read(bytes).ok_or(BadTable)
    }

    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let fingerprint = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
        let labels = reader.words()?;
        let words = reader.words()?;
        let rarity = reader.floats(words.len())?;
        let scales = reader.floats(labels.len().checked_mul(N_SCALES)?)?;
        let weights = reader.take(labels.len().checked_mul(N_MEANING + words.len())?)?;
        let terms = Terms { words, rarity };
        reader.is_at_end().then_some(Classifier { fingerprint, labels, terms, scales, weights })
    }

    /// Stands for the examples that it was trained on: [`crate::Example::fingerprint`] of them.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The subjects that it knows, in alphabetical order.
    pub fn labels(&self) -> impl Iterator<Item = &'b str> {
        let labels = self.labels;
        (0..labels.len()).filter_map(move |idx| labels.get(idx))
    }

    /// How likely each subject is, in the order of the labels.
    #[must_use]
    pub fn judge(&self, title: &str, destination: &str) -> Vec<Likely<'b>> {
        let features = self.terms.features(title, destination);
        let n_weights = N_MEANING + self.terms.words.len();
        let of = |(idx, label)| {
            let row = &self.weights[idx * n_weights..(idx + 1) * n_weights];
            let [bias, meaning_step, term_step] = [0, 1, 2].map(|at| self.scales.get(idx * N_SCALES + at));
            let weight = |at: usize| f32::from(row[at].cast_signed());
            let meaning: f32 = features.meaning.iter().enumerate().map(|(at, number)| number * weight(at)).sum();
            let terms: f32 = features.terms.iter().map(|(term, number)| number * weight(N_MEANING + term)).sum();
            Likely { label, logit: bias + meaning_step * meaning + term_step * terms }
        };
        self.labels().enumerate().map(of).collect()
    }
}
