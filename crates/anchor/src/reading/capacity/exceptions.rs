//! Days that are excluded: "except Fridays", "no weekends", "Sundays off".

use backcast_core::Weekdays;

use super::days::{excluded_at, slot_at};
use crate::reading::atoms::Atoms;
use crate::reading::wordlist::is_in;

/// What one does, by its form: "no running on Fridays".
fn is_activity(word: &str) -> bool {
    let is_noun = is_in("morning evening spring wedding meeting building ceiling king ring something everything", word);
    word.len() > 4 && word.ends_with("ing") && !is_noun
}

/// "Full rest", "rest day", "my day off" behind a day: the atom behind. Where
/// somebody has a day off, `is_said` is not set: that is time there is.
fn rest_at(atoms: &Atoms<'_>, idx: usize, is_said: bool) -> Option<usize> {
    let is_before = is_in("my a our full complete total", atoms.word(idx));
    let at = idx + usize::from(is_before);
    match (atoms.word(at), atoms.word(at + 1)) {
        ("rest", "of") => None,
        ("rest", "day" | "days") => Some(at + 2),
        ("rest" | "sabbath" | "shabbat", _) => Some(at + 1),
        ("day" | "days", "off") if is_said => Some(at + 2),
        _ => None,
    }
}

/// Days that are excluded: "except Fridays", "no work at weekends", "Sundays off".
pub(super) fn exception_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Weekdays, usize)> {
    let excluded = |at: usize| excluded_at(atoms, at);
    let opener = match atoms.word(idx) {
        "except" | "excluding" | "excl" | "without" | "no" | "not" | "never" | "nothing" | "none" | "minus"
        | "cant" | "cannot" | "wont" | "dont" | "unavailable" | "bar" | "barring" | "nor" => 1,
        "but" if matches!(atoms.word(idx + 1), "not" | "never") => 2,
        "apart" | "aside" if atoms.word(idx + 1) == "from" => 2,
        "other" if atoms.word(idx + 1) == "than" => 2,
        "save" if atoms.word(idx + 1) == "for" => 2,
        // "every day but Sunday"
        "but" if (1..=3).any(|ahead| is_in("every all any each daily", atoms.word(idx.wrapping_sub(ahead)))) => 1,
        "keep" | "leave" => 1,
        _ => 0,
    };
    let is_keep = matches!(atoms.word(idx), "keep" | "leave" | "keeping");
    if opener > 0 {
        // "not only at weekends", "not until Friday": these words are not in the list.
        let passes = |at: usize| {
            is_in(
                "on at in the during over for work working study studying training time available \
                possible this it anything do any to also practice writing my hours sessions",
                atoms.word(at),
            ) || is_activity(atoms.word(at))
        };
        let at = (idx + opener..idx + opener + 6).find(|&at| !passes(at) || excluded(at).is_some())?;
        let (slot, end) = excluded(at)?;
        let is_kept_free = matches!(atoms.word(end), "free" | "off" | "clear" | "open");
        if is_keep {
            return is_kept_free.then_some((slot.days, end + 1));
        }
        // "not on Friday evenings" leaves the rest of the Friday.
        return (!slot.has_part).then_some((slot.days, end));
    }
    let (slot, end) = excluded(idx).filter(|_| slot_at(atoms, idx).is_some())?;
    // "I have Fridays off" is time that there is.
    let has_it = matches!(atoms.word(idx.wrapping_sub(1)), "have" | "got" | "take" | "get" | "taking" | "has" | "with");
    let at = end + usize::from(matches!(atoms.word(end), "is" | "are" | "always"));
    if let Some(end) = rest_at(atoms, at, at > end || !has_it) {
        return (!slot.has_part).then_some((slot.days, end));
    }
    let is_out = match atoms.word(at) {
        "excluded" | "excepted" | "out" | "unavailable" | "impossible" | "taken" | "blocked" | "busy" | "sacred"
        | "holy" => Some(at + 1),
        "not" if matches!(atoms.word(at + 1), "available" | "possible") => Some(at + 2),
        "for" if matches!(atoms.word(at + 1), "family" | "rest" | "church" | "resting") => Some(at + 2),
        "off" if at == end && !has_it => Some(at + 1),
        _ => None,
    }?;
    (!slot.has_part).then_some((slot.days, is_out))
}
