//! Learning subjects from examples.

use std::collections::{BTreeMap, BTreeSet};

use crate::classifier::N_SCALES;
use crate::features::{Features, N_MEANING, Terms, term_of};
use crate::optimize::minimize;
use crate::table::{Reader, put_floats, put_words, rounded};
use crate::tokens::tokens;

/// How somebody said a goal, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The subject.
    pub label: String,
    /// The goal's title.
    pub title: String,
    /// Its destination.
    pub destination: String,
}

impl Example {
    /// An example as one line: `title | destination`, or a sentence that is both.
    #[must_use]
    pub fn read(label: &str, line: &str) -> Self {
        let (title, destination) = line.split_once(" | ").unwrap_or((line, line));
        Example { label: label.into(), title: title.trim().into(), destination: destination.trim().into() }
    }

    /// Stands for a list of examples: another list has, in all likelihood, another
    /// number (FNV-1a of 64 bits).
    #[must_use]
    pub fn fingerprint(examples: &[Example]) -> u64 {
        let texts = examples.iter().flat_map(|one| [&one.label, &one.title, &one.destination]);
        let bytes = texts.flat_map(|text| text.bytes().chain([0xff]));
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// A word in fewer examples is counted by what it means alone.
const N_EXAMPLES_MIN: usize = 2;
/// Weight of the squares of all weights, which keeps them small.
const DECAY: f64 = 0.1;
/// More steps change no answer any more.
const N_STEPS_MAX: usize = 150;
/// The largest number of steps of a weight either way.
const STEPS_MAX: i8 = 127;

/// Trains a classifier; the bytes are for [`crate::Classifier::from_bytes`].
///
/// The same examples give the same bytes on one machine; elsewhere the logarithms
/// of the C library may round a weight differently.
#[must_use]
pub fn train(examples: &[Example]) -> Vec<u8> {
    let labels: Vec<&str> =
        examples.iter().map(|one| one.label.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut table = Vec::new();
    put_terms(examples, &mut table);
    let mut reader = Reader::new(&table);
    let words = reader.words().expect("just written");
    let terms = Terms { words, rarity: reader.floats(words.len()).expect("just written") };
    let features: Vec<(Features, usize)> = examples
        .iter()
        .map(|one| {
            let label = labels.binary_search(&one.label.as_str()).expect("made of the examples");
            (terms.features(&one.title, &one.destination), label)
        })
        .collect();
    let weights = Weights::fitted(&features, labels.len(), terms.words.len());
    let mut bytes = Example::fingerprint(examples).to_le_bytes().to_vec();
    put_words(&mut bytes, labels.iter().copied());
    bytes.extend(&table);
    weights.put(labels.len(), &mut bytes);
    bytes
}

/// Writes the words that are counted, and how rare each is.
fn put_terms(examples: &[Example], bytes: &mut Vec<u8>) {
    let mut n_with: BTreeMap<String, usize> = BTreeMap::new();
    for one in examples {
        let both = tokens(&one.title).into_iter().chain(tokens(&one.destination));
        for term in both.map(|token| term_of(&token)).collect::<BTreeSet<_>>() {
            *n_with.entry(term).or_default() += 1;
        }
    }
    n_with.retain(|_, n| *n >= N_EXAMPLES_MIN);
    let rarity = |n: &usize| (((1 + examples.len()) as f32) / ((1 + n) as f32)).ln() + 1.0;
    put_words(bytes, n_with.keys().map(String::as_str));
    put_floats(bytes, n_with.values().map(rarity));
}

/// Weights by feature, each with a number for every label; the last feature is
/// always one.
struct Weights(Vec<f32>);

impl Weights {
    /// The weights with which the examples are likeliest, but for their decay.
    fn fitted(examples: &[(Features, usize)], n_labels: usize, n_terms: usize) -> Self {
        let n_rows = N_MEANING + n_terms + 1;
        let mut weights = vec![0.0; n_rows * n_labels];
        minimize(&mut weights, N_STEPS_MAX, |weights, gradient| {
            let bias = (n_rows - 1) * n_labels;
            gradient.iter_mut().zip(weights).for_each(|(slope, weight)| *slope = (DECAY * f64::from(*weight)) as f32);
            gradient[bias..].fill(0.0);
            let squares: f64 = weights[..bias].iter().map(|weight| f64::from(weight * weight)).sum();
            let losses = examples.iter().map(|(features, label)| loss(features, *label, n_labels, weights, gradient));
            DECAY / 2.0 * squares + losses.sum::<f64>()
        });
        Weights(weights)
    }

    /// Writes bias and steps of each label, then its weights.
    fn put(&self, n_labels: usize, bytes: &mut Vec<u8>) {
        let n_rows = self.0.len() / n_labels;
        let column = |label: usize| (0..n_rows).map(|row| self.0[row * n_labels + label]).collect::<Vec<f32>>();
        let mut scales = Vec::with_capacity(n_labels * N_SCALES);
        let mut weights = Vec::new();
        for label in 0..n_labels {
            let column = column(label);
            let (meaning, rest) = column.split_at(N_MEANING);
            let (bias, terms) = rest.split_last().expect("the bias is there");
            let ((meaning_step, meaning), (term_step, terms)) =
                (rounded(meaning, STEPS_MAX), rounded(terms, STEPS_MAX));
            scales.extend([*bias, meaning_step, term_step]);
            weights.extend(meaning.into_iter().chain(terms).map(i8::cast_unsigned));
        }
        put_floats(bytes, scales);
        bytes.extend(weights);
    }
}

/// How unlikely an example is with these weights; adds its share of the gradient.
fn loss(features: &Features, label: usize, n_labels: usize, weights: &[f32], gradient: &mut [f32]) -> f64 {
    let bias = weights.len() / n_labels - 1;
    let meaning = features.meaning.iter().copied().enumerate();
    let terms = features.terms.iter().map(|(term, number)| (N_MEANING + term, *number));
    let numbers: Vec<(usize, f32)> = meaning.chain(terms).chain([(bias, 1.0)]).collect();
    let mut logits = vec![0.0_f32; n_labels];
    for (row, number) in &numbers {
        let weights = &weights[row * n_labels..(row + 1) * n_labels];
        logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += number * weight);
    }
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    let loss = f64::from(sum.ln() + largest - logits[label]);
    let mut slopes: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp() / sum).collect();
    slopes[label] -= 1.0;
    for (row, number) in numbers {
        let gradient = &mut gradient[row * n_labels..(row + 1) * n_labels];
        gradient.iter_mut().zip(&slopes).for_each(|(sum, slope)| *sum += number * slope);
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Classifier;

    fn examples() -> Vec<Example> {
        let of = |label: &str, texts: [&str; 4]| texts.map(|text| Example::read(label, text)).to_vec();
        [
            of(
                "book",
                ["novel | write a novel of 300 pages", "publish my short stories", "finish the manuscript", "poems"],
            ),
            of(
                "run",
                ["marathon | run a marathon", "jog five kilometres", "race in the hills", "half marathon in two hours"],
            ),
            of(
                "home",
                ["kitchen | renovate the kitchen", "new floor and paint", "tile the bathroom", "insulate the attic"],
            ),
        ]
        .concat()
    }

    fn best(classifier: &Classifier<'_>, title: &str, destination: &str) -> String {
        let judged = classifier.judge(title, destination);
        judged.iter().max_by(|a, b| a.logit.total_cmp(&b.logit)).expect("there are labels").label.to_owned()
    }

    #[test]
    fn what_no_example_says_is_known_by_what_it_means() {
        let bytes = train(&examples());
        let classifier = Classifier::from_bytes(&bytes).expect("just made");
        assert_eq!(classifier.labels().collect::<Vec<_>>(), ["book", "home", "run"]);
        assert_eq!(best(&classifier, "a memoir", "write down my grandfather's life for a publisher"), "book");
        assert_eq!(best(&classifier, "sprint", "sprinting and jogging without a break"), "run");
        assert_eq!(best(&classifier, "wardrobe", "wallpaper in the bedroom and a new carpet"), "home");
    }

    #[test]
    fn the_same_examples_give_the_same_bytes_and_others_another_fingerprint() {
        let examples = examples();
        let bytes = train(&examples);
        assert!(bytes == train(&examples));
        let classifier = Classifier::from_bytes(&bytes).expect("just made");
        assert_eq!(classifier.fingerprint(), Example::fingerprint(&examples));
        assert_ne!(classifier.fingerprint(), Example::fingerprint(&examples[1..]));
        for end in (0..bytes.len()).step_by(97) {
            assert!(Classifier::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
    }
}
