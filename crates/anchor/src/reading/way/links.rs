//! The words between two numbers that make them one way, range or part.

use super::super::atoms::Atoms;
use super::super::measure::context::MONEY_NOUNS;
use super::super::measure::units::Dimension;
use super::super::measure::{Term, Unit};

/// How two numbers belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// From the first to the second.
    Onward,
    /// From the second to the first.
    Back,
    /// Anything between them.
    Range,
    /// The first is a part of the second.
    Part,
}

/// Words between two numbers that do not part them: "95 kg today to 78 kg".
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "now", "today", "currently", "(", ")", ",", "about", "around", "roughly", "just", "only", "right", "some", "a",
    "the", "at", "present", "so", "far", "~", "over", "under", "below", "least", "almost", "nearly",
];

/// Verbs whose number is an amount, so that "read 10 to 12 books" is a range.
#[rustfmt::skip]
const AMOUNT_VERBS: &[&str] = &[
    "lose", "gain", "read", "write", "save", "run", "do", "hire", "find", "sell", "buy", "plant", "paint", "publish",
    "bake", "cook", "learn", "walk", "swim", "cycle", "hike", "make", "host", "invite", "visit", "record", "drink",
    "eat", "spend", "need", "with", "have", "about", "for", "shed", "send", "meet", "draw", "add", "takes",
];

/// How the second number belongs to the first, whose value in the unit of the
/// second is `value`.
pub(super) fn link(atoms: &Atoms<'_>, first: &Term, second: &Term, value: f64) -> Option<Link> {
    let gap: Vec<&str> = (first.atoms.end..second.atoms.start).map(|at| atoms.word(at)).collect();
    let core: Vec<&str> =
        gap.iter().copied().filter(|word| !ASIDE.contains(word) && !MONEY_NOUNS.contains(word)).collect();
    let before = |back: usize| first.atoms.start.checked_sub(back).map_or("", |at| atoms.word(at));
    let is_from = (1..=3).any(|back| before(back) == "from")
        && (1..=3).take_while(|&back| before(back) != "from").all(|back| is_small(before(back)));
    let falls = second.value < value;
    if gap.len() > 9 || is_unlike(first, second) {
        return None;
    }
    let is_amount = AMOUNT_VERBS.iter().any(|verb| (1..=3).any(|back| before(back) == *verb));
    match core.as_slice() {
        ["to" | "bis" | "auf" | "into" | "until"] if is_from || falls => Some(Link::Onward),
        ["to" | "bis"] if is_amount => Some(Link::Range),
        ["to" | "into"] => Some(Link::Onward),
        ["up" | "down", "to"]
        | ["-" | "=" | "\u{2013}", ">"]
        | ["-", "-", ">"]
        | ["\u{2192}" | "\u{21d2}" | "\u{279c}" | "\u{27a1}" | ">" | "\u{bb}"] => Some(Link::Onward),
        ["-" | "\u{2013}" | "\u{2014}"] => Some(if falls || is_from { Link::Onward } else { Link::Range }),
        // "From 25 % body fat to 18".
        [_, "to"] | [_, _, "to"] if is_from && !core.contains(&"of") => Some(Link::Onward),
        ["and"] if (1..=2).any(|back| before(back) == "between") => Some(Link::Range),
        ["from" | "not" | "vs" | "versus"]
        | ["up" | "down" | "coming", "from"]
        | ["instead", "of"]
        | ["rather", "than"]
            if is_related(&gap, first, second) =>
        {
            Some(Link::Back)
        }
        ["of" | "/"] | ["out", "of"] | ["of", "all" | "my" | "our"] => {
            (second.value >= value || matches!(second.unit, Unit::Noun(_))).then_some(Link::Part)
        }
        _ => None,
    }
}

fn is_small(word: &str) -> bool {
    ASIDE.contains(&word) || matches!(word, "my" | "our" | "current" | "your" | "its" | "approx" | "ca")
}

/// What is counted by the month has no way to what is counted by the week.
fn is_unlike(first: &Term, second: &Term) -> bool {
    first.per.is_some() && second.per.is_some() && first.per != second.per
}

/// "12 from 8" is a way back only where both say what they count, or one says
/// it for both.
fn is_related(gap: &[&str], first: &Term, second: &Term) -> bool {
    let is_share = |unit: &Unit| matches!(unit, Unit::Measure(measure) if measure.dimension == Dimension::Share);
    if is_share(&first.unit) && !is_share(&second.unit) {
        return false;
    }
    let are_measures = matches!((&first.unit, &second.unit), (Unit::Measure(_), Unit::Measure(_)));
    are_measures || gap.len() > 1 || first.unit == second.unit || first.unit == Unit::Bare || second.unit == Unit::Bare
}
