//! In which way something is so where one stands.

use std::ops::Range;

use backcast_core::StateKind;

use super::super::atoms::Atoms;
use super::super::measure::context::{has, has_phrase};

#[rustfmt::skip]
const LACKS: &[&str] = &[
    "no", "not", "never", "nothing", "none", "nobody", "without", "dont", "doesnt", "cant", "cannot", "havent",
    "hasnt", "wont", "isnt", "arent", "lack", "lacks", "missing", "didnt", "zero", "unable", "neither", "haven't",
];
const WAS: &[&str] = &["ago", "was", "were", "formerly", "tried"];
const WAS_PHRASES: &[&[&str]] = &[
    &["used", "to"],
    &["last", "year"],
    &["last", "years"],
    &["last", "time"],
    &["last", "summer"],
    &["last", "season"],
    &["back", "then"],
    &["in", "the", "past"],
    &["last", "month"],
    &["last", "attempt"],
];
#[rustfmt::skip]
const DONE: &[&str] = &[
    "done", "written", "finished", "complete", "completed", "ready", "published", "booked", "passed", "drafted",
    "built", "recorded", "paid", "signed", "sold", "bought", "chosen", "registered", "ordered", "packed", "installed",
    "agreed", "approved", "submitted", "finalized", "finalised", "edited", "scheduled", "hired", "found", "rented",
    "secured", "confirmed", "launched", "shipped", "migrated", "read", "painted", "started", "begun", "planned",
    "designed", "sent", "learned",
];
#[rustfmt::skip]
const CAN: &[&str] = &[
    "can", "able", "manage", "know", "knows", "speak", "understand", "play", "could", "comfortably", "fluent",
    "familiar",
];
#[rustfmt::skip]
const HAS: &[&str] = &[
    "have", "has", "own", "owns", "got", "exists", "exist", "there", "idea", "draft", "outline", "prototype", "plan",
    "manuscript", "sketch", "sketches", "concept", "list", "map", "website", "beginner", "intermediate", "advanced",
    "member", "experience", "employed", "engaged", "trained", "work", "works", "run", "runs", "weigh", "am", "im",
    "ive", "degree", "certificate", "license",
];

/// Whether a sentence tells of what was so once and says nothing of today: "last
/// year's dinner: 18,000 net". What was saved or paid last year is there.
pub(crate) fn is_history(atoms: &Atoms<'_>, sentence: Range<usize>) -> bool {
    const KEPT: [&str; 10] = ["saved", "paid", "have", "has", "now", "today", "since", "still", "raised", "left"];
    has_phrase(atoms, sentence.clone(), WAS_PHRASES) && !has(atoms, sentence, &KEPT)
}

/// The way in which the words of a clause are so; nothing where they do not say
/// that anything is.
pub(super) fn kind(atoms: &Atoms<'_>, clause: &Range<usize>) -> Option<StateKind> {
    let has = |words: &[&str]| has(atoms, clause.clone(), words);
    let is_no_limit =
        has_phrase(atoms, clause.clone(), &[&["no", "more"], &["not", "only"], &["no", "problem"], &["not", "much"]]);
    let is_since =
        has_phrase(atoms, clause.clone(), &[&["since", "i", "was"], &["since", "i", "were"], &["since", "school"]]);
    if has(LACKS) && !is_no_limit {
        Some(StateKind::Lacks)
    } else if has(WAS) && !is_since || has_phrase(atoms, clause.clone(), WAS_PHRASES) {
        Some(StateKind::Was)
    } else if has(DONE) && !has_phrase(atoms, clause.clone(), &[&["found", "out"]]) {
        Some(StateKind::Done)
    } else if has(CAN) {
        Some(StateKind::Can)
    } else if has(HAS) || is_level(atoms, clause) {
        Some(StateKind::Has)
    } else {
        None
    }
}

/// "A1", "N4", "B2 in French": a level of a language.
fn is_level(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    clause.clone().any(|at| {
        let is_letter = matches!(atoms.word(at), "a" | "b" | "c" | "n");
        is_letter && atoms.is_joined(at) && matches!(atoms.word(at + 1), "1" | "2" | "3" | "4" | "5")
    })
}
