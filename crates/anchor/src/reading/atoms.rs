//! A text cut into its smallest parts, each with its place.

use std::ops::Range;

use backcast_core::text::unaccented;

/// The smallest part of a text: a run of letters, a run of digits, or a single
/// other character that is not a space.
///
/// "10k" is two atoms, "B1" and "2,5" are two and three: whoever reads decides
/// what belongs together, and sees by the places whether anything stands
/// between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    /// What it is.
    pub(crate) kind: AtomKind,
    /// Letters in lower case, without accents and apostrophes; digits and signs
    /// as written.
    pub(crate) text: String,
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// Whether its first letter was a capital.
    pub(crate) is_capital: bool,
}

/// The sorts of atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtomKind {
    /// Letters: `don't` is one run.
    Word,
    /// Digits 0 to 9.
    Digits,
    /// One character of any other sort.
    Sign,
}

/// The atoms of one text.
#[derive(Clone, Debug)]
pub(crate) struct Atoms<'t> {
    text: &'t str,
    atoms: Vec<Atom>,
}

impl<'t> Atoms<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            let (kind, is_part): (AtomKind, fn(char) -> bool) = if c.is_ascii_digit() {
                (AtomKind::Digits, |c| c.is_ascii_digit())
            } else if c.is_alphabetic() {
                (AtomKind::Word, |c| c.is_alphabetic() || is_apostrophe(c) || is_joined_mark(c))
            } else {
                (AtomKind::Sign, |_| false)
            };
            let mut end = at + c.len_utf8();
            while let Some((at, next)) = chars.next_if(|&(_, next)| is_part(next)) {
                end = at + next.len_utf8();
            }
            let written = &text[at..end];
            // A quote behind a word is no part of it.
            let written = if kind == AtomKind::Word { written.trim_end_matches(is_apostrophe) } else { written };
            let shown = match kind {
                AtomKind::Word => {
                    written.chars().filter(|&c| !is_apostrophe(c) && !is_joined_mark(c)).flat_map(unaccented).collect()
                }
                AtomKind::Digits | AtomKind::Sign => written.to_owned(),
            };
            let place = at..at + written.len();
            if shown == "4" && atoms.last().is_some_and(|last| is_b_of_b4(text, last, &place)) {
                // "b4" is "before".
                let last = atoms.pop().expect("it was there");
                let place = last.place.start..place.end;
                atoms.push(Atom { kind: AtomKind::Word, text: "before".to_owned(), place, is_capital: false });
                continue;
            }
            atoms.push(Atom { kind, text: shown, place, is_capital: c.is_uppercase() });
        }
        Atoms { text, atoms }
    }

    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// The atom with this number, if there is one.
    pub(crate) fn get(&self, idx: usize) -> Option<&Atom> {
        self.atoms.get(idx)
    }

    /// Its text; empty behind the last one.
    pub(crate) fn word(&self, idx: usize) -> &str {
        self.get(idx).map_or("", |atom| atom.text.as_str())
    }

    /// Whether these words stand here one after the other.
    pub(crate) fn starts_with(&self, idx: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| self.word(idx + ahead) == *word)
    }

    /// Whether nothing stands between an atom and the next one: "14km", "25/04".
    pub(crate) fn is_joined(&self, idx: usize) -> bool {
        match (self.get(idx), self.get(idx + 1)) {
            (Some(one), Some(next)) => one.place.end == next.place.start,
            _ => false,
        }
    }

    /// Whether a clause ends between the atom before this one and this one: at
    /// a full stop, semicolon, colon, bracket or line break. A comma separates
    /// only where `by_comma` is set. A point within a number separates nothing.
    pub(crate) fn ends_clause(&self, idx: usize, by_comma: bool) -> bool {
        let Some(atom) = self.get(idx) else { return true };
        let is_in_number = idx > 0
            && self.is_joined(idx - 1)
            && self.is_joined(idx)
            && self.atoms[idx - 1].kind == AtomKind::Digits
            && self.get(idx + 1).is_some_and(|next| next.kind == AtomKind::Digits);
        if atom.kind == AtomKind::Sign && !is_in_number {
            let is_stop = matches!(atom.text.as_str(), "." | ";" | ":" | "!" | "?" | "(" | ")" | "\u{2014}");
            return is_stop || by_comma && atom.text == ",";
        }
        idx > 0 && self.text[self.atoms[idx - 1].place.end..atom.place.start].contains('\n')
    }

    /// The bytes from the first to the last of these atoms.
    pub(crate) fn place(&self, atoms: &Range<usize>) -> Range<usize> {
        let first = self.get(atoms.start).map_or(self.text.len(), |atom| atom.place.start);
        let last = atoms.end.checked_sub(1).and_then(|last| self.get(last)).map_or(first, |atom| atom.place.end);
        first..last.max(first)
    }

    /// The words as they are written.
    pub(crate) fn quote(&self, atoms: &Range<usize>) -> &'t str {
        &self.text[self.place(atoms)]
    }
}

/// Whether an atom is the small "b" of "b4", which stands for itself.
fn is_b_of_b4(text: &str, b: &Atom, four: &Range<usize>) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.');
    b.text == "b"
        && !b.is_capital
        && b.place.end == four.start
        && !text[..b.place.start].ends_with(is_part)
        && !text[four.end..].starts_with(char::is_alphanumeric)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Accents that are written as characters of their own.
fn is_joined_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let atoms = Atoms::new(text);
        (0..atoms.len()).map(|idx| atoms.word(idx).to_owned()).collect()
    }

    #[test]
    fn runs_of_letters_and_digits_stand_alone() {
        assert_eq!(
            texts("Don\u{2019}t run 10k in 3 weeks' time"),
            ["dont", "run", "10", "k", "in", "3", "weeks", "time"]
        );
        assert_eq!(texts("B1, \u{20ac}2,5 caf\u{e9}"), ["b", "1", ",", "\u{20ac}", "2", ",", "5", "cafe"]);
        assert_eq!(texts("b4 May, B4 b4x 7b4"), ["before", "may", ",", "b", "4", "b", "4", "x", "7", "b", "4"]);
        assert_eq!(texts("cafe\u{301} 25/04/2027"), ["cafe", "25", "/", "04", "/", "2027"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "Caf\u{e9} by '31 March'.";
        let atoms = Atoms::new(text);
        for idx in 0..atoms.len() {
            let atom = atoms.get(idx).expect("it is there");
            assert!(text.get(atom.place.clone()).is_some_and(|written| !written.is_empty()), "{atom:?}");
        }
        assert_eq!(atoms.quote(&(3..5)), "31 March");
        assert!(atoms.is_joined(2), "a quote is joined to its figure");
    }

    #[test]
    fn clauses_end_at_stops_but_not_within_numbers() {
        let atoms = Atoms::new("Save 10.000 EUR. By May, or June");
        let ends: Vec<usize> = (0..atoms.len()).filter(|&idx| atoms.ends_clause(idx, false)).collect();
        assert_eq!(ends.iter().map(|&idx| atoms.word(idx)).collect::<Vec<_>>(), ["."]);
        assert_eq!(ends, [5]);
        assert!(atoms.ends_clause(8, true));
    }
}
