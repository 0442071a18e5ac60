//! What texts mean, as far as their words tell.
//!
//! A text becomes a vector of its stems, rare ones weighing more, with
//! synonyms as one stem; two texts are as alike as the cosine of their vectors
//! (Salton and Buckley, "Term-Weighting Approaches in Automatic Text
//! Retrieval", 1988; idf as in BM25, which is never negative).

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use backcast_core::Passage;
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use crate::Playbook;
use crate::format::{Criterion, Step};

/// A text among others, as a vector of length 1; empty where it has no words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meaning {
    /// Stem numbers in rising order, with their weights.
    weights: Vec<(u32, f64)>,
}

impl Meaning {
    /// How alike two texts of one collection are: 0 where they share no word,
    /// 1 where they use the same ones.
    pub(crate) fn likeness(&self, other: &Meaning) -> f64 {
        let (mut a, mut b) = (self.weights.iter().peekable(), other.weights.iter().peekable());
        let mut sum = 0.0;
        while let (Some(&&(left, x)), Some(&&(right, y))) = (a.peek(), b.peek()) {
            match left.cmp(&right) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += x * y;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }
}

/// The meanings of texts, weighted by how rare their stems are among them.
pub(crate) fn meanings(texts: &[String]) -> Vec<Meaning> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let counts: Vec<BTreeMap<u32, u32>> = texts
        .iter()
        .map(|text| {
            let mut counts = BTreeMap::new();
            for stem in stems(text) {
                let next = u32::try_from(numbers.len()).expect("texts have fewer words");
                *counts.entry(*numbers.entry(stem).or_insert(next)).or_insert(0) += 1;
            }
            counts
        })
        .collect();
    let mut n_texts_with = vec![0_u32; numbers.len()];
    for stem in counts.iter().flat_map(BTreeMap::keys) {
        n_texts_with[*stem as usize] += 1;
    }
    let n = f64::from(u32::try_from(texts.len()).expect("there are fewer texts"));
    let rarity = |stem: u32| {
        let with = f64::from(n_texts_with[stem as usize]);
        (1.0 + (n - with + 0.5) / (with + 0.5)).ln()
    };
    counts.into_iter().map(|counts| unit(&counts, rarity)).collect()
}

fn unit(counts: &BTreeMap<u32, u32>, rarity: impl Fn(u32) -> f64) -> Meaning {
    let mut weights: Vec<(u32, f64)> =
        counts.iter().map(|(&stem, &count)| (stem, (1.0 + f64::from(count).ln()) * rarity(stem))).collect();
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    for (_, weight) in &mut weights {
        *weight /= length;
    }
    Meaning { weights }
}

/// What a milestone of a playbook says, its name first of all.
pub(crate) fn step_text(step: &Step) -> String {
    let mut text = format!("{0}. {0}. {1}", step.name, step.goal);
    for criterion in &step.criteria {
        let (Criterion::Text(part) | Criterion::Conditional { text: part, .. }) = criterion;
        text.push_str(". ");
        text.push_str(part);
    }
    text
}

/// The words by which a playbook is found.
pub(crate) fn playbook_text(playbook: &Playbook) -> String {
    let mut text = format!("{0} {0} {1}", playbook.title, playbook.summary);
    let phrases = playbook.fits.phrases.keys().map(String::as_str);
    for part in phrases.chain(playbook.milestones.iter().map(|step| step.name.as_str())) {
        text.push(' ');
        text.push_str(part);
    }
    text
}

/// The stems of a text's words, synonyms as one; numbers, short words and what
/// stands in templates between braces are left out.
pub(crate) fn stems(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    Passage::new(&without_expressions(text))
        .words()
        .filter(|word| word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()) && !is_common(word))
        .map(|word| {
            let stem = stemmer.stem(word).into_owned();
            SYNONYMS.get(&stem).cloned().unwrap_or(stem)
        })
        .collect()
}

/// Words that every plan uses say nothing about its subject.
pub(crate) fn is_common(word: &str) -> bool {
    const COMMON: [&str; 28] = [
        "and", "the", "with", "for", "from", "that", "all", "one", "two", "three", "has", "have", "are", "each",
        "least", "most", "first", "written", "down", "into", "its", "who", "which", "what", "not", "per", "than",
        "own",
    ];
    COMMON.contains(&word)
}

/// The text without `{{ … }}` and `{% … %}`.
fn without_expressions(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        plain.push_str(&rest[..open]);
        plain.push(' ');
        let close = rest[open..].find("}}").into_iter().chain(rest[open..].find("%}")).min();
        let Some(close) = close else { return plain };
        rest = &rest[open + close + 2..];
    }
    plain.push_str(rest);
    plain
}

#[derive(Deserialize)]
struct Synonyms {
    groups: Vec<Vec<String>>,
}

/// Each stem of a group of synonyms, and the stem that stands for them.
static SYNONYMS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let synonyms: Synonyms = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/synonyms.json")))
        .expect("the build script wrote it from a file that a test reads");
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stems = HashMap::new();
    for group in synonyms.groups {
        let group: Vec<String> = group.iter().map(|word| stemmer.stem(word).into_owned()).collect();
        for stem in &group {
            stems.entry(stem.clone()).or_insert_with(|| group[0].clone());
        }
    }
    stems
});

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        let others = ["Cake eaten", "Exam passed", "Texts translated", "Shoes bought"].map(str::to_owned);
        let texts: Vec<String> = [a.to_owned(), b.to_owned()].into_iter().chain(others).collect();
        let meanings = meanings(&texts);
        meanings[0].likeness(&meanings[1])
    }

    #[test]
    fn meaning_counts_not_wording() {
        let same = likeness("Venue booked with a deposit", "Hall reserved, deposit paid");
        let other = likeness("Venue booked with a deposit", "Rehearsals with the band");
        assert!(same > 0.6, "{same}");
        assert!(other < 0.1, "{other}");
    }

    #[test]
    fn same_words_are_one_and_no_words_are_none() {
        assert!((likeness("Permits in writing", "permits in writing") - 1.0).abs() < 1e-9);
        assert!(likeness("", "").abs() < 1e-9);
    }

    #[test]
    fn expressions_say_nothing() {
        assert_eq!(stems("{{ episodes|num }} recorded{% if wants('x') %} live{% endif %}"), stems("recorded live"));
    }
}
