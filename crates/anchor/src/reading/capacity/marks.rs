//! Small words that change what stands beside them: "each", "then", "only".

use super::days::slot_at;
use super::parts::Kind;
use super::rhythm::rate_at;
use crate::reading::atoms::Atoms;
use crate::reading::wordlist::is_in;

/// The mark at an atom, and the atom behind it.
pub(super) fn mark_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Kind, usize)> {
    const FIXED: [(&[&str], Kind); 34] = [
        (&["each", "way"], Kind::EachWay),
        (&["both", "ways"], Kind::EachWay),
        (&["at", "a", "time"], Kind::PerSession),
        (&["at", "a", "stretch"], Kind::PerSession),
        (&["in", "one", "go"], Kind::PerSession),
        (&["at", "once"], Kind::PerSession),
        (&["in", "a", "row"], Kind::PerSession),
        (&["per", "session"], Kind::PerSession),
        (&["a", "session"], Kind::PerSession),
        (&["per", "sitting"], Kind::PerSession),
        (&["each", "time"], Kind::EachTime),
        (&["every", "time"], Kind::EachTime),
        (&["a", "time"], Kind::EachTime),
        (&["in", "total"], Kind::Total),
        (&["total"], Kind::Total),
        (&["all", "together"], Kind::Total),
        (&["altogether"], Kind::Total),
        (&["in", "all"], Kind::Total),
        (&["all", "told"], Kind::Total),
        (&["per", "evening"], Kind::Each),
        (&["apiece"], Kind::Each),
        (&["per", "person"], Kind::Each),
        (&["per", "head"], Kind::Each),
        (&["only"], Kind::Only),
        (&["exclusively"], Kind::Only),
        (&["then"], Kind::Then),
        (&["afterwards"], Kind::Then),
        (&["afterward"], Kind::Then),
        (&["thereafter"], Kind::Then),
        (&["later"], Kind::Then),
        (&["after", "that"], Kind::Then),
        (&["otherwise"], Kind::Otherwise),
        (&["the", "rest", "of", "the", "year"], Kind::Otherwise),
        (&["outside", "of", "that"], Kind::Otherwise),
    ];
    if let Some((words, kind)) = FIXED.iter().find(|(words, _)| atoms.starts_with(idx, words)) {
        return Some((kind.clone(), idx + words.len()));
    }
    if let Some(end) = season_at(atoms, idx) {
        return Some((Kind::Season, end));
    }
    // "each" before a day or a stretch is part of it.
    let is_each = atoms.word(idx) == "each" && slot_at(atoms, idx).is_none() && rate_at(atoms, idx).is_none();
    is_each.then_some((Kind::Each, idx + 1))
}

/// "in the school holidays", "during term", "in winter": the atom behind.
fn season_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    if !matches!(atoms.word(idx), "in" | "during" | "over" | "outside" | "for") {
        return None;
    }
    let is_before =
        |word: &str| is_in("the my our school summer winter semester university christmas high low busy of", word);
    let is_season = |word: &str| {
        is_in(
            "holiday holidays vacation vacations winter summer spring autumn fall term terms semester \
            semesters season break breaks sabbatical ramadan lent lockdown",
            word,
        )
    };
    let mut at = idx + 1;
    while at < idx + 4 && is_before(atoms.word(at)) && (!is_season(atoms.word(at)) || is_season(atoms.word(at + 1))) {
        at += 1;
    }
    let is_lone_break = matches!(atoms.word(at), "break" | "breaks")
        && matches!(atoms.word(at - 1), "the" | "my" | "our" | "in" | "during");
    let end = at + 1 + usize::from(matches!(atoms.word(at + 1), "time" | "months"));
    (is_season(atoms.word(at)) && !is_lone_break).then_some(end)
}
