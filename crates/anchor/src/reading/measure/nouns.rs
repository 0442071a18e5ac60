//! What is counted: the noun behind a number.

use std::ops::Range;

use super::super::atoms::{AtomKind, Atoms};

/// How many words behind a number may lead to its noun.
const WORDS_MAX: usize = 4;

/// The noun behind a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Noun {
    /// The words in lower case, the last one in singular: "podcast episode".
    pub(crate) words: String,
    /// The last of them, as written.
    pub(crate) head: String,
    /// The atoms from the first word behind the number to the noun.
    pub(crate) atoms: Range<usize>,
    /// Whether it is written in plural.
    pub(crate) is_plural: bool,
}

/// Words that end the phrase in which the noun stands.
#[rustfmt::skip]
const STOPS: &[&str] = &[
    "by", "in", "on", "at", "for", "of", "to", "from", "with", "without", "and", "or", "but", "while", "until",
    "till", "before", "after", "than", "as", "about", "a", "an", "the", "this", "that", "my", "our", "your", "his",
    "her", "their", "its", "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can",
    "could", "should", "must", "i", "we", "you", "he", "she", "they", "it", "so", "per", "each", "every", "within",
    "over", "under", "less", "most", "again", "now", "today", "currently", "already", "yet", "still", "only", "just",
    "also", "not", "no", "if", "when", "where", "who", "which", "because", "since", "during", "between", "into",
    "out", "off", "up", "down", "away", "tomorrow", "ago", "later", "next", "last", "instead", "via", "using", "plus",
    "minus", "net", "gross", "max", "maximum", "min", "minimum", "total", "combined", "right", "straight", "either",
    "then", "there", "here", "both", "all", "any", "some", "times", "monthly", "weekly", "daily", "yearly",
    "annually", "hence", "altogether", "otherwise", "ish", "am", "pm", "go", "goes", "went", "takes", "needs", "vs", "versus", "rather", "years", "quickly", "soon",
];

/// Adjectives that are no part of what is counted.
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "warm", "new", "strict", "good", "short", "long", "paying", "paid", "active", "regular", "great", "big", "small",
    "little", "large", "full", "more", "other", "extra", "additional", "different", "own", "real", "whole", "clean",
    "fresh", "happy", "weekly", "monthly", "daily", "original", "first", "unique", "high", "quality", "solid",
    "serious", "total", "consecutive", "oil", "further", "external", "internal", "old", "older", "young", "local",
    "proper", "qualified", "free", "hot", "cold", "rough", "decent", "fewer", "brand", "organic", "open", "perfect",
];

/// Words in "-s" that are no plurals.
#[rustfmt::skip]
const NO_PLURALS: &[&str] = &[
    "always", "this", "has", "was", "is", "perhaps", "across", "plus", "towards", "afterwards", "news", "business",
    "less", "unless", "yes", "its", "vs", "maths", "twice", "gas", "bus", "class", "press", "loss", "success",
    "process", "access", "progress", "fitness", "us", "does", "gets", "thanks", "christmas", "diabetes",
];

/// Plurals without "-s" and their singular.
const IRREGULAR: [(&str, &str); 14] = [
    ("people", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("kids", "kid"),
    ("mice", "mouse"),
    ("geese", "goose"),
    ("teeth", "tooth"),
    ("lives", "life"),
    ("shelves", "shelf"),
    ("loaves", "loaf"),
    ("knives", "knife"),
    ("wives", "wife"),
    ("staff", "staff"),
];

/// Nouns that are counted as the content of a work, also in singular before
/// another noun: "a 60,000-word book", "a 12 session campaign".
#[rustfmt::skip]
const CONTENT: &[&str] = &[
    "word", "page", "chapter", "episode", "song", "minute", "hour", "km", "mile", "session", "part", "lesson",
    "track", "poem", "video", "post", "article", "recipe", "photo", "picture", "painting", "slide", "question",
    "card", "step", "rep", "set", "lap", "kg", "pound", "lb", "kilo", "meter", "metre", "second", "ms", "piece",
    "seat", "course", "k",
];

/// Whether a word is what a work consists of: pages, words, minutes.
pub(crate) fn is_content(word: &str) -> bool {
    CONTENT.contains(&word) || CONTENT.contains(&singular(word).as_str())
}

/// Whether a word ends the phrase of a noun.
pub(crate) fn is_stop(word: &str) -> bool {
    STOPS.contains(&word)
}

/// Nouns that come with a year: "the 2026 exams".
pub(crate) fn is_dated(word: &str) -> bool {
    matches!(
        word,
        "elections" | "exams" | "olympics" | "games" | "accounts" | "taxes" | "finals" | "championships" | "results"
    )
}

/// The noun behind a number; nothing where a word ends the phrase at once.
///
/// In a phrase of several words the first plural is the noun, as numbers above
/// one ask for it: "12 podcast episodes published" counts podcast episodes.
/// Where there is none, the first word is.
pub(crate) fn noun_at(atoms: &Atoms<'_>, idx: usize) -> Option<Noun> {
    let start = idx;
    let mut words: Vec<(String, usize)> = Vec::new();
    let mut at = idx;
    // "60,000-word", "20-minute".
    let is_compound = atoms.word(at) == "-" && at > 0 && atoms.is_joined(at - 1) && atoms.is_joined(at);
    at += usize::from(is_compound);
    while words.len() < WORDS_MAX {
        let Some(atom) = atoms.get(at) else { break };
        if atom.kind != AtomKind::Word
            || STOPS.contains(&atom.text.as_str())
            || atom.text.len() == 1
            || atoms.ends_clause(at, true)
            || super::super::figure::figure_at(atoms, at).is_some() && !is_hyphened(atoms, at)
            || atoms.is_joined(at) && atoms.get(at + 1).is_some_and(|next| next.kind == AtomKind::Digits)
        {
            break;
        }
        let mut word = atom.text.clone();
        at += 1;
        // "pull-ups", "e-books", "check-ins".
        while atoms.word(at) == "-"
            && atoms.is_joined(at - 1)
            && atoms.is_joined(at)
            && atoms.get(at + 1).is_some_and(|next| next.kind == AtomKind::Word)
            && !is_compound
        {
            word = format!("{word}-{}", atoms.word(at + 1));
            at += 2;
        }
        words.push((word, at));
        if is_compound || is_plural(&words[words.len() - 1].0) {
            break;
        }
    }
    let head = match words.iter().position(|(word, _)| is_plural(word)) {
        Some(at) => at,
        // "One podcast episode": the last one, as nothing tells where it ends.
        None if idx > 0 && matches!(atoms.word(idx - 1), "one" | "1") => {
            words.iter().rposition(|(word, _)| !is_adjective(word) && !is_participle(word))?
        }
        None => words.iter().position(|(word, _)| !is_adjective(word) && !is_participle(word))?,
    };
    // "40 done", "500 saved": what was done with it is no noun.
    let (last, end) = &words[head];
    let is_of_plural = head == 1 && is_plural(last) && is_made(&words[0].0);
    if words[..head].iter().any(|(word, _)| is_finished(word)) && !is_of_plural {
        return None;
    }
    let parts: Vec<String> = words[..head]
        .iter()
        .filter(|(word, _)| !is_adjective(word) && !is_participle(word))
        .map(|(word, _)| word.clone())
        .chain([singular(last)])
        .collect();
    Some(Noun { words: parts.join(" "), head: last.clone(), atoms: start..*end, is_plural: is_plural(last) })
}

/// "five-star": a number that is part of a word.
fn is_hyphened(atoms: &Atoms<'_>, at: usize) -> bool {
    atoms.word(at + 1) == "-" && atoms.is_joined(at) && atoms.is_joined(at + 1)
}

fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(&word) || word.contains("-star") || word.ends_with("-year")
}

fn is_participle(word: &str) -> bool {
    word.len() > 4
        && (word.ends_with("ed")
            || word.ends_with("ing")
                && !matches!(
                    word,
                    "painting"
                        | "meeting"
                        | "building"
                        | "training"
                        | "wedding"
                        | "listing"
                        | "booking"
                        | "evening"
                        | "morning"
                ))
        || word.len() > 4 && word.ends_with("ly")
        || is_finished(word)
}

/// "40 finished pieces": what was made, before its noun.
fn is_made(word: &str) -> bool {
    matches!(word, "finished" | "written" | "recorded" | "published" | "drafted" | "ready")
}

/// "done", "written", "sold": behind a number they close the phrase.
fn is_finished(word: &str) -> bool {
    matches!(
        word,
        "done"
            | "written"
            | "sold"
            | "saved"
            | "raised"
            | "earned"
            | "left"
            | "so"
            | "far"
            | "complete"
            | "ready"
            | "finished"
            | "read"
            | "published"
            | "drafted"
            | "booked"
            | "recorded"
            | "known"
            | "owed"
    )
}

/// Whether a word looks like a plural.
pub(crate) fn is_plural(word: &str) -> bool {
    let last = word.rsplit('-').next().unwrap_or(word);
    if IRREGULAR.iter().any(|&(plural, _)| plural == last) {
        return true;
    }
    let is_hyphened = last.len() < word.len();
    let is_long = last.chars().count() > 3
        || (is_hyphened || last.chars().count() == 3) && last.ends_with("ps")
        || matches!(last, "cds" | "kgs" | "lps" | "eps" | "cvs" | "ads" | "bugs" | "prs");
    is_long
        && last.ends_with('s')
        && !last.ends_with("ss")
        && !last.ends_with("us")
        && !last.ends_with("is")
        && !NO_PLURALS.contains(&last)
}

/// The singular of a noun, as far as its letters tell it.
pub(crate) fn singular(word: &str) -> String {
    if let Some(&(_, one)) = IRREGULAR.iter().find(|&&(plural, _)| plural == word) {
        return one.to_owned();
    }
    if !is_plural(word) {
        return word.to_owned();
    }
    if let Some(stem) =
        word.strip_suffix("ies").filter(|stem| stem.len() > 2 && !matches!(*stem, "mov" | "cook" | "calor" | "ser"))
    {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zzes", "oes"] {
        if word.ends_with(ending) && !matches!(word, "shoes") {
            return word[..word.len() - 2].to_owned();
        }
    }
    word[..word.len() - 1].to_owned()
}

/// Whether two units count the same: "podcast episode" and "episode".
pub(crate) fn is_same_noun(one: &str, other: &str) -> bool {
    let last = |unit: &str| unit.replace('-', " ").rsplit(' ').next().unwrap_or_default().to_owned();
    !one.is_empty() && !other.is_empty() && last(one) == last(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_what_is_counted() {
        let noun = |text: &str| noun_at(&Atoms::new(text), 0).map(|noun| noun.words);
        for (text, expected) in [
            ("podcast episodes published", "podcast episode"),
            ("strict pull-ups by May", "pull-up"),
            ("pull ups", "pull up"),
            ("paying dental practices at 49", "dental practice"),
            ("new regular volunteers with shifts", "volunteer"),
            ("people", "person"),
            ("stories", "story"),
            ("boxes", "box"),
            ("wide awake", "wide"),
            ("guests.", "guest"),
        ] {
            assert_eq!(noun(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["by May", "saved", "", "on the GMAT", "a month", ", today 2", "done so far"] {
            assert_eq!(noun(text), None, "{text}");
        }
    }
}
