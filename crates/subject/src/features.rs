//! A goal as numbers.

use std::collections::BTreeMap;

use crate::table::{Floats, Words};
use crate::tokens::{is_content, tokens};
use crate::words::{DIMENSIONS, Vector, WordVectors};

/// Numbers of what a goal means: of its title, then of its destination.
pub(crate) const N_MEANING: usize = 2 * DIMENSIONS;
/// A word in such a share of all examples weighs half of a rare one.
const SHARE_OF_HALF: f32 = 0.03;

/// A title and a destination as numbers.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// What they mean, each of length one; zero where no word is known.
    pub(crate) meaning: [f32; N_MEANING],
    /// Terms of the table with their weights, of length one together.
    pub(crate) terms: Vec<(usize, f32)>,
}

/// Words that are counted as such, and how rare they are among the examples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'b> {
    pub(crate) words: Words<'b>,
    /// 1 + ln((1 + examples) / (1 + examples with it)) of each.
    pub(crate) rarity: Floats<'b>,
}

impl Terms<'_> {
    pub(crate) fn features(&self, title: &str, destination: &str) -> Features {
        let (title, destination) = (tokens(title), tokens(destination));
        let mut meaning = [0.0; N_MEANING];
        for (half, tokens) in meaning.chunks_exact_mut(DIMENSIONS).zip([&title, &destination]) {
            half.copy_from_slice(&self.meaning(tokens));
        }
        Features { meaning, terms: self.counted(title.iter().chain(&destination)) }
    }

    fn meaning(&self, tokens: &[String]) -> Vector {
        let vectors = WordVectors::embedded();
        let mut sum = [0.0; DIMENSIONS];
        for token in tokens.iter().filter(|token| is_content(token)) {
            let Some(place) = vectors.find(token) else { continue };
            let share = self.words.find(&term_of(token)).map_or(0.0, |term| (1.0 - self.rarity.get(term)).exp());
            vectors.add(place, SHARE_OF_HALF / (SHARE_OF_HALF + share), &mut sum);
        }
        let length = length(sum.iter().copied());
        if length > 0.0 { sum.map(|number| number / length) } else { sum }
    }

    fn counted<'t>(&self, tokens: impl Iterator<Item = &'t String>) -> Vec<(usize, f32)> {
        let mut counts: BTreeMap<usize, f32> = BTreeMap::new();
        for term in tokens.filter_map(|token| self.words.find(&term_of(token))) {
            *counts.entry(term).or_default() += 1.0;
        }
        let weight = |(term, count): (usize, f32)| (term, (1.0 + count.ln()) * self.rarity.get(term));
        let terms: Vec<(usize, f32)> = counts.into_iter().map(weight).collect();
        let length = length(terms.iter().map(|(_, weight)| *weight));
        terms.into_iter().map(|(term, weight)| (term, weight / length)).collect()
    }
}

/// The term that a word counts as: the form that has a vector, else itself.
pub(crate) fn term_of(token: &str) -> String {
    let vectors = WordVectors::embedded();
    vectors.find(token).and_then(|place| vectors.word(place)).unwrap_or(token).to_owned()
}

fn length(numbers: impl Iterator<Item = f32>) -> f32 {
    numbers.map(|number| number * number).sum::<f32>().sqrt()
}
