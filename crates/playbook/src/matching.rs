//! Finds the playbook that a goal is about.

use backcast_core::{Circumstances, Goal, GoalKind, Passage, Phrase};
use bm25::{Embedder, EmbedderBuilder, Scorer, Tokenizer};
use rust_stemmers::{Algorithm, Stemmer};

use crate::{Library, Playbook};

/// A playbook that was chosen for a goal, and why.
#[derive(Clone, Debug)]
pub struct Match<'l> {
    /// The playbook.
    pub playbook: &'l Playbook,
    /// Why it was chosen, for people.
    pub why: String,
}

/// Phrases have to say at least this much before a playbook counts as fitting.
const FITS_FROM: f64 = 4.0;
/// What the title says counts a little more than what the destination says.
const TITLE_FACTOR: f64 = 1.2;
/// The origin often names what the goal is *not* about.
const ORIGIN_FACTOR: f64 = 0.15;
/// Similarity of words settles ties; it never outweighs a phrase.
const SIMILARITY_WEIGHT: f64 = 2.0;

impl Library {
    /// The playbook that fits a goal best, or nothing where none fits.
    ///
    /// Phrases decide, weighted by where they stand; BM25 similarity (Robertson
    /// and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
    /// 2009) between the goal and all words of a playbook settles what is left.
    /// Engineering playbooks fit goals with a repository, and only these.
    #[must_use]
    pub fn best_match(&self, goal: &Goal, circumstances: &Circumstances) -> Option<Match<'_>> {
        let text = Texts::new(goal);
        let engineering = circumstances.repo.is_some();
        let mut candidates: Vec<(f64, Vec<&str>, &Playbook)> = self
            .playbooks()
            .map(|(playbook, _)| playbook)
            .filter(|playbook| !playbook.generic && playbook.engineering == engineering)
            .filter_map(|playbook| {
                let (score, seen) = text.phrase_score(playbook)?;
                (score >= FITS_FROM).then_some((score, seen, playbook))
            })
            .collect();
        if candidates.len() > 1 {
            let similarity = similarities(&goal.full_text(), candidates.iter().map(|(_, _, playbook)| *playbook));
            for (candidate, similarity) in candidates.iter_mut().zip(similarity) {
                candidate.0 += SIMILARITY_WEIGHT * similarity;
            }
        }
        let (_, seen, playbook) =
            candidates.into_iter().max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.2.id.cmp(&a.2.id)))?;
        Some(Match { playbook, why: format!("the goal says \"{}\"", seen.join("\", \"")) })
    }

    /// The generic playbook for a kind of goal.
    ///
    /// # Panics
    ///
    /// Panics if the library has no generic playbook for the kind, which holds
    /// only for one that was put together without the embedded files.
    #[must_use]
    pub fn generic(&self, kind: GoalKind, engineering: bool) -> Match<'_> {
        let playbook = self
            .playbooks()
            .map(|(playbook, _)| playbook)
            .find(|playbook| {
                playbook.generic
                    && playbook.engineering == engineering
                    && (engineering || playbook.kind == kind.as_str())
            })
            .expect("the embedded library has a generic playbook for every kind");
        Match { playbook, why: "no playbook knows the subject; the path follows the kind of goal".into() }
    }
}

struct Texts {
    title: Passage,
    destination: Passage,
    origin: Passage,
}

impl Texts {
    fn new(goal: &Goal) -> Self {
        Texts {
            title: Passage::new(&goal.title),
            destination: Passage::new(goal.destination.as_deref().unwrap_or_default()),
            origin: Passage::new(goal.origin.as_deref().unwrap_or_default()),
        }
    }

    /// What the phrases of a playbook say, and which were found; nothing where
    /// one of them rules it out.
    fn phrase_score<'p>(&self, playbook: &'p Playbook) -> Option<(f64, Vec<&'p str>)> {
        if playbook
            .fits
            .never
            .iter()
            .map(|text| Phrase::new(text))
            .any(|phrase| self.title.contains(&phrase) || self.destination.contains(&phrase))
        {
            return None;
        }
        let mut score = 0.0;
        let mut seen = Vec::new();
        for (text, weight) in &playbook.fits.phrases {
            let phrase = Phrase::new(text);
            let factor = if self.title.contains(&phrase) {
                TITLE_FACTOR
            } else if self.destination.contains(&phrase) {
                1.0
            } else if self.origin.affirms(&phrase) {
                ORIGIN_FACTOR
            } else {
                continue;
            };
            score += weight * factor;
            if factor >= 1.0 {
                seen.push(text.trim_end_matches('$'));
            }
        }
        Some((score, seen))
    }
}

/// Similarity of a text to each playbook, the most similar being 1.
fn similarities<'p>(query: &str, playbooks: impl Iterator<Item = &'p Playbook>) -> Vec<f64> {
    let documents: Vec<String> = playbooks.map(words_of).collect();
    let corpus: Vec<&str> = documents.iter().map(String::as_str).collect();
    let embedder: Embedder<u32, StemTokenizer> =
        EmbedderBuilder::with_tokenizer_and_fit_to_corpus(StemTokenizer, &corpus).build();
    let mut scorer = Scorer::<usize>::new();
    for (idx, document) in corpus.iter().enumerate() {
        scorer.upsert(&idx, embedder.embed(document));
    }
    let query = embedder.embed(query);
    let scores: Vec<f64> = (0..corpus.len()).map(|idx| f64::from(scorer.score(&idx, &query).unwrap_or(0.0))).collect();
    let most = scores.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    scores.into_iter().map(|score| score / most).collect()
}

fn words_of(playbook: &Playbook) -> String {
    let mut words = format!("{} {}", playbook.title, playbook.summary);
    for phrase in playbook.fits.phrases.keys() {
        words.push(' ');
        words.push_str(phrase);
    }
    for step in &playbook.milestones {
        words.push(' ');
        words.push_str(&step.name);
    }
    words
}

/// Words of a [`Passage`], reduced to their stems.
#[derive(Clone, Copy, Debug, Default)]
struct StemTokenizer;

impl Tokenizer for StemTokenizer {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let stemmer = Stemmer::create(Algorithm::English);
        Passage::new(text).words().filter(|word| word.len() > 2).map(|word| stemmer.stem(word).into_owned()).collect()
    }
}
