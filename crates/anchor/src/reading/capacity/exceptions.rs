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
    if is_in("rest day off my a", atoms.word(at)) && at > end {
        let is_rest = |at: usize| {
            atoms.starts_with(at, &["rest", "day"])
                || atoms.starts_with(at, &["day", "off"])
                || atoms.starts_with(at, &["rest", "days"])
        };
        let at = at + usize::from(matches!(atoms.word(at), "my" | "a" | "our"));
        return (is_rest(at) && !slot.has_part).then_some((slot.days, at + 2));
    }
    let is_out = match atoms.word(at) {
        "excluded" | "excepted" | "out" | "unavailable" | "impossible" | "taken" | "blocked" | "busy" | "sacred" => {
            Some(at + 1)
        }
        "not" if matches!(atoms.word(at + 1), "available" | "possible") => Some(at + 2),
        "for" if matches!(atoms.word(at + 1), "family" | "rest" | "church" | "resting") => Some(at + 2),
        "off" if at == end && !has_it => Some(at + 1),
        _ => None,
    }?;
    (!slot.has_part).then_some((slot.days, is_out))
}
