//! Vectors of words: what lies near each other means nearly the same.
//!
//! `data/words.bin` is distilled from the sentence encoder paraphrase-MiniLM-L3-v2
//! (Reimers and Gurevych, "Sentence-BERT", 2019) by the program in `distill/`:
//! the encoder's vector of each word alone, the common part taken off, turned onto
//! the axes of the largest spread, rounded to four bits.

use std::sync::LazyLock;

use crate::table::{Floats, Reader, Words, put_floats, put_number, put_words, rounded};
use crate::tokens::forms;

/// Numbers of a word's vector.
pub const DIMENSIONS: usize = 192;
/// Two numbers share a byte.
const BYTES_EACH: usize = DIMENSIONS / 2;
/// The largest number of four bits with a sign, the smallest being its negative.
const STEPS_MAX: i8 = 7;

static EMBEDDED: LazyLock<WordVectors<'static>> = LazyLock::new(|| {
    WordVectors::from_bytes(include_bytes!("../data/words.bin")).expect("the embedded table is sound")
});

/// A vector with a number for each of its axes.
pub(crate) type Vector = [f32; DIMENSIONS];

/// Words with their vectors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordVectors<'b> {
    words: Words<'b>,
    /// For each word the size of its steps.
    steps: Floats<'b>,
    /// For each word how many steps each number is, plus eight, the even one in the lower half of a byte.
    numbers: &'b [u8],
}

impl WordVectors<'static> {
    pub(crate) fn embedded() -> &'static Self {
        &EMBEDDED
    }
}

impl<'b> WordVectors<'b> {
    fn from_bytes(bytes: &'b [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.number()? != DIMENSIONS {
            return None;
        }
        let words = reader.words()?;
        let steps = reader.floats(words.len())?;
        let numbers = reader.take(words.len().checked_mul(BYTES_EACH)?)?;
        reader.is_at_end().then_some(WordVectors { words, steps, numbers })
    }

    /// The place of a word, or of a form of it.
    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        forms(word).find_map(|form| self.words.find(&form))
    }

    /// The word in a place.
    pub(crate) fn word(&self, place: usize) -> Option<&'b str> {
        self.words.get(place)
    }

    /// Adds a word's vector, so many times, to a sum.
    pub(crate) fn add(&self, place: usize, times: f32, sum: &mut Vector) {
        let Some(bytes) = self.numbers.get(place * BYTES_EACH..(place + 1) * BYTES_EACH) else { return };
        let step = self.steps.get(place) * times;
        for (pair, byte) in sum.chunks_exact_mut(2).zip(bytes) {
            pair[0] += step * (f32::from(byte & 15) - 8.0);
            pair[1] += step * (f32::from(byte >> 4) - 8.0);
        }
    }
}

/// Writes a table of words, which have to be sorted, with their vectors.
///
/// # Panics
///
/// Panics if a vector has not [`DIMENSIONS`] numbers.
#[must_use]
pub fn write_vectors(words: &[(String, Vec<f32>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_number(&mut bytes, DIMENSIONS);
    put_words(&mut bytes, words.iter().map(|(word, _)| word.as_str()));
    let rows: Vec<(f32, Vec<i8>)> = words.iter().map(|(_, vector)| rounded(vector, STEPS_MAX)).collect();
    put_floats(&mut bytes, rows.iter().map(|(step, _)| *step));
    for (_, steps) in &rows {
        assert_eq!(steps.len(), DIMENSIONS, "a vector has as many numbers");
        let nibble = |steps: i8| u8::try_from(steps + 8).expect("at most seven either way");
        bytes.extend(steps.chunks_exact(2).map(|pair| nibble(pair[0]) | nibble(pair[1]) << 4));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f32 {
        let words = WordVectors::embedded();
        let vector = |word| {
            let mut sum = [0.0; DIMENSIONS];
            words.add(words.find(word).expect("a word"), 1.0, &mut sum);
            let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
            sum.map(|x| x / length)
        };
        vector(a).iter().zip(vector(b)).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn what_means_the_same_lies_near() {
        assert!(likeness("sofa", "couch") > likeness("sofa", "exam"));
        assert!(likeness("exam", "test") > likeness("exam", "garden"));
        assert!(likeness("novel", "book") > likeness("novel", "kitchen"));
    }

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let vector = |first: f32| {
            let mut vector = vec![0.0; DIMENSIONS];
            (vector[0], vector[1], vector[DIMENSIONS - 1]) = (first, -7.0, 3.0);
            vector
        };
        let bytes = write_vectors(&[("a".into(), vector(7.0)), ("bee".into(), vector(0.0))]);
        let words = WordVectors::from_bytes(&bytes).expect("sound");
        let mut sum = [0.0; DIMENSIONS];
        words.add(words.find("a").expect("a word"), 2.0, &mut sum);
        words.add(words.find("bee's").expect("a form of it"), 1.0, &mut sum);
        assert_eq!((sum[0], sum[1], sum[2], sum[DIMENSIONS - 1]), (14.0, -21.0, 0.0, 9.0));
        for end in 0..bytes.len() {
            assert!(WordVectors::from_bytes(&bytes[..end]).is_none(), "cut at {end}");
        }
    }
}
