//! The words before a date that say what it is for the goal.

use super::super::atoms::{AtomKind, Atoms};

/// What the preposition before a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Lead {
    /// "by", "no later than", "in time for", "due", "within".
    By,
    /// "before", "prior to", "ahead of".
    Before,
    /// "until".
    Until,
    /// "from", "not before", "as of".
    From,
    /// "after".
    After,
    /// "starting".
    Starting,
    /// "since".
    Since,
    /// "on", "at".
    On,
    /// "in", "during", "over", "this".
    In,
    /// "for".
    For,
    /// No preposition.
    None,
}

/// The lead of the words that begin at an atom, and its first atom.
pub(in super::super) fn lead_at(atoms: &Atoms<'_>, idx: usize) -> (Lead, usize) {
    // Lengths and weeks bring their own: "in 10 weeks", "within a year".
    let own = match atoms.word(idx) {
        "within" | "inside" => Some(Lead::By),
        "in" | "over" | "during" | "throughout" => Some(Lead::In),
        "for" => Some(Lead::For),
        "from" | "between" => Some(Lead::In),
        _ => None,
    };
    let at = behind_fillers(atoms, idx);
    let word = |back: usize| at.checked_sub(back).map_or("", |at| atoms.word(at));
    let (lead, n_words) = match (word(3), word(2), word(1)) {
        ("not" | "no" | "never", _, "before") | ("not" | "no", "earlier", "than") => (Lead::From, 3),
        (_, "not", "before") => (Lead::From, 2),
        ("on", "or", "before") => (Lead::By, 3),
        (_, "not", "after" | "past") => (Lead::By, 2),
        ("not" | "no", "later", "than") => (Lead::By, 3),
        (_, "later", "than") => (Lead::By, 2),
        ("in", "time", "for") => (Lead::By, 3),
        (_, "ready" | "done" | "finished" | "prepared", "for") => (Lead::By, 1),
        (_, "prior", "to") | (_, "ahead", "of") => (Lead::Before, 2),
        (_, "due", "by" | "on" | "in" | "at") | (_, "by", "or") => (Lead::By, 2),
        (_, "as", "of" | "from") | (_, "starting" | "beginning", "from") => (Lead::From, 2),
        (_, "starting" | "beginning", "on" | "in" | "at") => (Lead::Starting, 2),
        (_, _, "by" | "due" | "deadline" | "bis") => (Lead::By, 1),
        (_, _, "before") => (Lead::Before, 1),
        (_, _, "until" | "till" | "til" | "through" | "thru") => (Lead::Until, 1),
        (_, _, "from" | "earliest") => (Lead::From, 1),
        (_, _, "after") => (Lead::After, 1),
        (_, _, "starting" | "beginning") => (Lead::Starting, 1),
        (_, _, "since") => (Lead::Since, 1),
        (_, _, "on" | "at" | "am") => (Lead::On, 1),
        (_, _, "in" | "during" | "over" | "around" | "throughout") => (Lead::In, 1),
        (_, _, "for") => (Lead::For, 1),
        _ => (Lead::None, 0),
    };
    match own {
        Some(own) if n_words == 0 => (own, idx),
        _ if n_words == 0 => (Lead::None, idx),
        _ => (lead, at - n_words),
    }
}

fn behind_fillers(atoms: &Atoms<'_>, idx: usize) -> usize {
    let mut at = idx;
    while at > 0
        && idx - at < 4
        && matches!(
            atoms.word(at - 1),
            "the" | "about" | "around" | "roughly" | "approximately" | "approx" | "ca" | "sometime" | "latest" | "~" | "\"" | "("
                | "early" | "hopefully" | "ideally" | "maybe" | "is" | ":" | "sometimes"
        )
        // "The deadline is" keeps its verb; "around" alone leads.
        && !(matches!(atoms.word(at - 1), "is" | ":") && atoms.word(at.wrapping_sub(2)) != "deadline")
        && !(atoms.word(at - 1) == "around" && at == idx && !matches!(atoms.word(at.wrapping_sub(2)), "by" | "on" | "in"))
    {
        at -= 1;
    }
    at
}

/// The word that governs a date from further away: "before my 40th birthday on
/// 12 June", "by the time I turn 30 in 14 months".
pub(super) fn governing(atoms: &Atoms<'_>, lead: usize, clause: usize) -> Option<(Lead, usize)> {
    let first = clause.max(lead.saturating_sub(8));
    (first..lead).rev().find_map(|at| {
        let found = match atoms.word(at) {
            "before" => Lead::Before,
            "by" | "until" | "till" => Lead::By,
            "for" if at > 0 && matches!(atoms.word(at - 1), "ready" | "time") => Lead::By,
            _ => return None,
        };
        let next = atoms.get(at + 1).filter(|next| next.kind == AtomKind::Word)?;
        let is_subject = matches!(
            next.text.as_str(),
            "my" | "our" | "his" | "her" | "their" | "the" | "i" | "we" | "he" | "she" | "they" | "school" | "im"
        );
        (is_subject && at + 1 < lead).then_some((found, at))
    })
}
