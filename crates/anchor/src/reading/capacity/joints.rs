//! Where one statement ends and the next begins, and how they are joined.

use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::wordlist::is_in;

/// How one statement is joined to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Comma,
    And,
    Plus,
    Or,
    /// A bracket, a colon, a dash.
    Aside,
    /// The end of a sentence.
    Stop,
}

/// What parts statements, and the atom behind it.
pub(super) fn joint_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Joint, usize)> {
    // "co-founder", "on-site": a hyphen within a word parts nothing.
    let is_hyphen = atoms.word(idx) == "-" && idx > 0 && atoms.is_joined(idx - 1) && atoms.is_joined(idx);
    if is_hyphen {
        return None;
    }
    let joint = match atoms.word(idx) {
        "and" | "&" => Joint::And,
        // A reason says nothing of whose hours stand before it: "6 hours a week because my
        // job is tiring".
        "," | "but" | "while" | "so" | "whereas" | "because" | "cos" | "coz" | "cuz" | "bc" => Joint::Comma,
        "plus" | "+" => Joint::Plus,
        "or" => Joint::Or,
        "(" | ")" | ":" | "\u{2013}" | "\u{2014}" | "-" | "|" | "[" | "]" => Joint::Aside,
        ";" | "!" | "?" | "\u{2022}" => Joint::Stop,
        "." if !is_abbreviation(atoms, idx) && atoms.ends_clause(idx, false) => Joint::Stop,
        _ => return None,
    };
    let is_and_another = joint == Joint::And && matches!(atoms.word(idx + 1), "another" | "additionally");
    if is_and_another {
        return Some((Joint::Plus, idx + 1));
    }
    if atoms.starts_with(idx, &["but", "not"]) {
        return None;
    }
    Some((joint, idx + 1))
}

/// Whether a line break stands before this atom.
pub(super) fn starts_line(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_stop = |at: usize| {
        matches!(atoms.word(at), "." | ";" | ":" | "!" | "?" | "(" | ")" | "\u{2014}")
            && atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign)
    };
    idx > 0 && atoms.ends_clause(idx, false) && !is_stop(idx)
}

/// Whether the point at an atom belongs to a short form: "10 hrs. a week".
fn is_abbreviation(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_short = idx > 0
        && atoms.is_joined(idx - 1)
        && is_in("hr hrs h min mins std wk approx max ca mon tue wed thu fri sat sun p w m e g i", atoms.word(idx - 1));
    is_short && atoms.get(idx + 1).is_some_and(|next| !next.is_capital)
}
