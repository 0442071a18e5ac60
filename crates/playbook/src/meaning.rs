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

/// Texts that one text after another is compared with, cut into stems once.
#[derive(Clone, Debug)]
pub(crate) struct Corpus {
    /// The numbers of stems.
    numbers: HashMap<String, u32>,
    /// In how many of the texts each stem stands.
    n_texts_with: Vec<u32>,
    /// For each text its stems in rising order, with how much they weigh beside
    /// another text that does not have them.
    texts: Vec<Vec<StemWeight>>,
}

#[derive(Clone, Copy, Debug)]
struct StemWeight {
    stem: u32,
    /// What counts of how often it stands there.
    often: f64,
    weight: f64,
}

impl Corpus {
    pub(crate) fn new(texts: &[String]) -> Self {
        let (numbers, counts) = counted(texts);
        let n_texts_with = n_texts_with(&counts, numbers.len());
        let weighed = |(&stem, &count): (&u32, &u32)| {
            let often = 1.0 + f64::from(count).ln();
            StemWeight { stem, often, weight: often * rarity(n_texts_with[stem as usize], texts.len() + 1) }
        };
        let texts = counts.iter().map(|counts| counts.iter().map(weighed).collect()).collect();
        Corpus { numbers, n_texts_with, texts }
    }

    /// How alike a text is to each of the texts: the likeness of its meaning to
    /// theirs where they all are one collection, with this text as the first.
    pub(crate) fn likeness(&self, text: &str) -> Vec<f64> {
        let (stems, counts) = counted(&[text.to_owned()]);
        let rarity = |with: u32| rarity(with, self.texts.len() + 1);
        let mut weights = vec![0.0; stems.len()];
        let mut shared: Vec<(u32, usize)> = Vec::new();
        for (stem, place) in stems {
            let number = self.numbers.get(&stem).copied();
            let with = 1 + number.map_or(0, |number| self.n_texts_with[number as usize]);
            weights[place as usize] = (1.0 + f64::from(counts[0][&place]).ln()) * rarity(with);
            shared.extend(number.map(|number| (number, place as usize)));
        }
        shared.sort_unstable();
        let length = weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        let to_text = |text: &Vec<StemWeight>| {
            // Weights of the stems that both have, in the order of this text.
            let mut both: Vec<Option<f64>> = vec![None; weights.len()];
            let mut others = Vec::with_capacity(text.len());
            let mut next = shared.iter().peekable();
            for one in text {
                while next.next_if(|(number, _)| *number < one.stem).is_some() {}
                match next.next_if(|(number, _)| *number == one.stem) {
                    Some(&(number, place)) => {
                        both[place] = Some(one.often * rarity(1 + self.n_texts_with[number as usize]));
                    }
                    None => others.push(one.weight * one.weight),
                }
            }
            // Summed up in this order, equal texts are equally alike to the last bit.
            let squares = both.iter().flatten().map(|weight| weight * weight).chain(others);
            let length_of_text = squares.sum::<f64>().sqrt();
            let pairs = weights.iter().zip(&both).filter_map(|(own, other)| Some((own, (*other)?)));
            pairs.map(|(own, other)| own / length * (other / length_of_text)).sum::<f64>()
        };
        self.texts.iter().map(to_text).collect()
    }
}

/// The meanings of texts, weighted by how rare their stems are among them.
pub(crate) fn meanings(texts: &[String]) -> Vec<Meaning> {
    let (numbers, counts) = counted(texts);
    let n_texts_with = n_texts_with(&counts, numbers.len());
    let rarity = |stem: u32| rarity(n_texts_with[stem as usize], texts.len());
    counts.into_iter().map(|counts| unit(&counts, rarity)).collect()
}

/// The numbers of stems, in the order in which they come first, and how often
/// each stands in each text.
fn counted(texts: &[String]) -> (HashMap<String, u32>, Vec<BTreeMap<u32, u32>>) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let counts = texts
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
    (numbers, counts)
}

fn n_texts_with(counts: &[BTreeMap<u32, u32>], n_stems: usize) -> Vec<u32> {
    let mut n_texts_with = vec![0_u32; n_stems];
    for stem in counts.iter().flat_map(BTreeMap::keys) {
        n_texts_with[*stem as usize] += 1;
    }
    n_texts_with
}

/// How much a stem weighs that stands in so many of so many texts.
fn rarity(with: u32, n_texts: usize) -> f64 {
    let (n, with) = (f64::from(u32::try_from(n_texts).expect("there are fewer texts")), f64::from(with));
    (1.0 + (n - with + 0.5) / (with + 0.5)).ln()
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
    fn a_corpus_says_what_one_collection_says() {
        let texts =
            ["Cake eaten, cake baked", "Exam passed", "Hall reserved, deposit paid", "Shoes bought"].map(str::to_owned);
        for text in ["Bake a cake and pass the exam", "A deposit for shoes, shoes, shoes", "Nothing alike", ""] {
            let all: Vec<String> = std::iter::once(text.to_owned()).chain(texts.clone()).collect();
            let meanings = meanings(&all);
            let together: Vec<f64> = meanings[1..].iter().map(|meaning| meanings[0].likeness(meaning)).collect();
            for (alone, together) in Corpus::new(&texts).likeness(text).into_iter().zip(together) {
                assert_eq!(alone, together, "{text}");
            }
        }
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
