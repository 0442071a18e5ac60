//! A text about the present, cut where one thing ends and the next begins.

use std::ops::Range;

use super::super::atoms::{AtomKind, Atoms};
use super::super::way::Way;

/// The clauses of a text: between stops, commas, brackets, and "and" or "but"
/// where a new sentence begins behind. No number is cut.
pub(in crate::reading) fn clauses(atoms: &Atoms<'_>, ways: &[Way]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut ways = ways.iter().peekable();
    for at in 0..=atoms.len() {
        while ways.next_if(|way| way.atoms.end <= at).is_some() {}
        let is_inside = ways.peek().is_some_and(|way| way.atoms.start < at && at < way.atoms.end);
        if at < atoms.len() && (is_inside || !begins(atoms, at)) {
            continue;
        }
        // A stop belongs to neither side.
        let is_sign = atoms.get(start).is_some_and(|atom| atom.kind == AtomKind::Sign && is_stop(&atom.text));
        let first = start + usize::from(is_sign);
        if first < at && (first..at).any(|at| atoms.get(at).is_some_and(|atom| atom.kind != AtomKind::Sign)) {
            found.push(first..at);
        }
        start = at;
    }
    found
}

fn is_stop(sign: &str) -> bool {
    matches!(sign, "." | "," | ";" | ":" | "!" | "?" | "(" | ")" | "\u{2014}")
}

fn begins(atoms: &Atoms<'_>, at: usize) -> bool {
    // A colon tells what is meant: "words: 22,000".
    let is_colon = atoms.word(at) == ":";
    let is_joint = matches!(atoms.word(at), "but" | "though" | "although")
        || atoms.word(at) == "and"
            && matches!(atoms.word(at + 1), "i" | "we" | "can" | "have" | "no" | "never" | "own" | "cant" | "know");
    !is_colon && atoms.ends_clause(at, true) || is_joint
}
