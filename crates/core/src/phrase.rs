use std::ops::Range;

use crate::text::unaccented;

/// A text cut into words once, so that many phrases can be looked for in it.
///
/// Words are runs of letters and digits, in lower case, apostrophes dropped;
/// everything else separates them. `café` and `cafe` are the same word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq)]
struct Word {
    text: String,
    place: Range<usize>,
    /// Counts up at every full stop, comma, semicolon, colon, bracket and dash.
    clause: u32,
}

/// Words that turn what follows them in the same clause into its absence.
const NEGATIONS: [&str; 10] =
    ["no", "not", "never", "none", "nothing", "nobody", "without", "neither", "hardly", "lack"];

/// Words after which a negation no longer reaches: "no outline but a map".
const TURNS: [&str; 6] = ["but", "only", "however", "though", "although", "except"];

impl Passage {
    /// The passage of this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut clause = 0;
        let mut open = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            // A comma or point between digits belongs to the number.
            let inside_number = (c == ',' || c == '.')
                && open
                && words.last().is_some_and(|word| word.text.ends_with(|d: char| d.is_ascii_digit()))
                && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
            if c.is_alphanumeric() || inside_number {
                if !open {
                    words.push(Word { text: String::new(), place: at..end, clause });
                    open = true;
                }
                let word = words.last_mut().expect("a word was opened above");
                word.place.end = end;
                if inside_number {
                    if c == '.' {
                        word.text.push('.');
                    }
                } else {
                    word.text.extend(unaccented(c));
                }
            } else if c == '\'' || c == '\u{2019}' {
                // "don't" stays one word.
            } else {
                open = false;
                if matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '\u{2013}' | '\u{2014}' | '\n') {
                    clause += 1;
                }
            }
        }
        Passage { words }
    }

    /// Whether the phrase stands anywhere in it.
    #[must_use]
    pub fn contains(&self, phrase: &Phrase) -> bool {
        self.find(phrase).is_some()
    }

    /// Whether the phrase stands in it at least once without a negation
    /// before it in its clause: "outline complete", not "no outline".
    #[must_use]
    pub fn affirms(&self, phrase: &Phrase) -> bool {
        self.occurrences(phrase).any(|at| !self.is_negated(at))
    }

    /// Whether the phrase stands in it at least once with a negation before
    /// it in its clause.
    #[must_use]
    pub fn denies(&self, phrase: &Phrase) -> bool {
        self.occurrences(phrase).any(|at| self.is_negated(at))
    }

    /// The byte range of the first place where the phrase stands.
    #[must_use]
    pub fn find(&self, phrase: &Phrase) -> Option<Range<usize>> {
        let at = self.occurrences(phrase).next()?;
        let last = at + phrase.stems.len() - 1;
        Some(self.words[at].place.start..self.words[last].place.end)
    }

    /// The words, in lower case and in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The byte range of the word with this number.
    ///
    /// # Panics
    ///
    /// Panics if there are fewer words.
    #[must_use]
    pub fn place(&self, word_idx: usize) -> Range<usize> {
        self.words[word_idx].place.clone()
    }

    /// Whether two words stand in the same clause.
    ///
    /// # Panics
    ///
    /// Panics if there are fewer words.
    #[must_use]
    pub fn same_clause(&self, a: usize, b: usize) -> bool {
        self.words[a].clause == self.words[b].clause
    }

    fn occurrences<'a>(&'a self, phrase: &'a Phrase) -> impl Iterator<Item = usize> + 'a {
        let n = phrase.stems.len();
        (0..(self.words.len() + 1).saturating_sub(n.max(1))).filter(move |&at| {
            n > 0 && phrase.stems.iter().zip(&self.words[at..]).all(|(stem, word)| stem.fits(&word.text))
        })
    }

    fn is_negated(&self, at: usize) -> bool {
        let clause = self.words[at].clause;
        self.words[..at]
            .iter()
            .rev()
            .take_while(|word| word.clause == clause && !TURNS.contains(&word.text.as_str()))
            .take(5)
            .any(|word| {
                NEGATIONS.contains(&word.text.as_str())
                    || word.text.ends_with("nt") && word.text.len() <= 6 && word.text != "want"
            })
    }
}

/// Words to look for, each a stem that is tied to the start of a word and
/// open at its end: `print` finds "printed" and not "sprint". A `$` closes
/// the end: `art$` finds "art" and not "article".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    stems: Vec<Stem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Stem {
    text: String,
    closed: bool,
}

impl Stem {
    fn fits(&self, word: &str) -> bool {
        if self.closed { word == self.text } else { word.starts_with(&self.text) }
    }
}

impl Phrase {
    /// The phrase of these words.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let stems = text
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter_map(|word| {
                let closed = word.ends_with('$');
                let text: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(unaccented).collect();
                (!text.is_empty()).then_some(Stem { text, closed })
            })
            .collect();
        Phrase { stems }
    }

    /// How many words it has.
    #[must_use]
    pub fn n_words(&self) -> usize {
        self.stems.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, phrase: &str) -> bool {
        Passage::new(text).contains(&Phrase::new(phrase))
    }

    #[test]
    fn stems_are_tied_to_the_start_of_a_word() {
        assert!(found("Posters printed", "print"));
        assert!(!found("a sprint", "print"));
        assert!(!found("an article", "art$"));
    }

    #[test]
    fn hyphens_and_accents_do_not_matter() {
        assert!(found("a half-marathon", "half marathon"));
        assert!(found("Open a café", "cafe"));
    }

    #[test]
    fn negation_reaches_to_the_end_of_its_clause() {
        let origin = Passage::new("Main characters and a map. No outline, five songs written.");
        assert!(origin.denies(&Phrase::new("outline")));
        assert!(!origin.affirms(&Phrase::new("outline")));
        assert!(origin.affirms(&Phrase::new("songs")));
        assert!(origin.affirms(&Phrase::new("map")));
    }

    #[test]
    fn numbers_keep_their_digits_together() {
        let words: Vec<String> = Passage::new("60,000 words, 6.5 h").words().map(str::to_owned).collect();
        assert_eq!(words, ["60000", "words", "6.5", "h"]);
    }

    #[test]
    fn place_points_into_the_text() {
        let text = "Run a Half Marathon soon";
        let place = Passage::new(text).find(&Phrase::new("half marathon")).expect("it is there");
        assert_eq!(&text[place], "Half Marathon");
    }

    #[test]
    fn empty_phrase_is_nowhere() {
        assert!(!found("anything", ""));
        assert!(!found("", "anything"));
    }
}
