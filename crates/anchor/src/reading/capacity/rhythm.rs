//! How often something is: "a week", "/day", "every other week", "3x", "twice".

use backcast_core::Weekdays;

use super::days::{monday_to_friday, share_at, slot_at, weekend, weekend_word_at};
use super::length::{Bounds, length_at};
use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::figure::{figure_at, range_at};
use crate::reading::wordlist::is_in;

/// Weeks in a month and in a year, as an average.
const WEEKS_A_YEAR: f64 = 52.0;

/// In which stretch an amount comes again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rate {
    /// On each of these days.
    Daily(Weekdays),
    /// That often a week: 1 for "a week", 12/52 for "a month".
    Weekly(f64),
    /// On that share of the weekends.
    Weekend(f64),
}

/// The rate at an atom, and the atom behind it.
pub(super) fn rate_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    if let Some(found) = adverb_at(atoms, idx) {
        return Some(found);
    }
    if atoms.starts_with(idx, &["am", "tag"]) {
        return Some((Rate::Daily(Weekdays::default()), idx + 2));
    }
    match atoms.word(idx) {
        "/" | "die" | "per" | "a" | "an" | "pro" | "p" | "in" => {
            let is_abbreviated = atoms.word(idx) == "p";
            let mut at = idx + 1;
            if is_abbreviated {
                if !matches!(atoms.word(at), "." | "/") || !atoms.is_joined(idx) {
                    return None;
                }
                at += 1;
            }
            // "in a week" is a date, "in the week" no rate.
            if atoms.word(idx) == "in" {
                let (rate, end) = noun_at(atoms, at + 1).filter(|_| matches!(atoms.word(at), "any" | "each"))?;
                return Some((rate, end));
            }
            let (rate, end) = noun_at(atoms, at)?;
            // "an evening a week" counts evenings; "a day a week" days.
            let is_article = matches!(atoms.word(idx), "a" | "an");
            if is_article && matches!(rate, Rate::Daily(_) | Rate::Weekend(_)) && weekly_at(atoms, end) {
                return None;
            }
            Some((rate, end + usize::from(is_abbreviated && atoms.word(end) == "." && atoms.is_joined(end - 1))))
        }
        "every" | "each" | "alternate" => every_at(atoms, idx),
        // Whether every week is meant is asked.
        "most" if matches!(atoms.word(idx + 1), "weeks" | "wks") => Some((Rate::Weekly(1.0), idx + 2)),
        _ => None,
    }
}

/// A week behind an amount, with another word than that of most people: "8 hours in
/// week", "4h by week", "3 times the week"; but "in week 3", "the week before".
pub(super) fn loose_week_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    matches!(atoms.word(idx), "in" | "by" | "the").then(|| bare_week_at(atoms, idx + 1)).flatten()
}

/// A week behind a count, without any word between: "3x wk 75 mins".
pub(super) fn bare_week_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    let is_week = matches!(atoms.word(idx), "week" | "wk");
    let ends = atoms.get(idx + 1).is_none_or(|next| match next.kind {
        AtomKind::Sign => next.text != "-",
        _ => is_in("for on at and but so max only about around", &next.text) || length_at(atoms, idx + 1).is_some(),
    });
    (is_week && ends).then_some((Rate::Weekly(1.0), idx + 1))
}

fn weekly_at(atoms: &Atoms<'_>, idx: usize) -> bool {
    matches!(rate_at(atoms, idx), Some((Rate::Weekly(_), _)))
}

fn adverb_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    let rate = match atoms.word(idx) {
        "weekly" | "pw" => Rate::Weekly(1.0),
        "daily" | "nightly" | "pd" => Rate::Daily(Weekdays::default()),
        "monthly" => Rate::Weekly(12.0 / WEEKS_A_YEAR),
        "fortnightly" => Rate::Weekly(0.5),
        "yearly" | "annually" => Rate::Weekly(1.0 / WEEKS_A_YEAR),
        _ => return None,
    };
    Some((rate, idx + 1))
}

/// "every week", "every other week", "every two weeks", "each day".
fn every_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    let (share, at) = if atoms.word(idx) == "alternate" {
        (0.5, idx + 1)
    } else if let Some(found) = share_at(atoms, idx + 1) {
        found
    } else if let Some(figure) = figure_at(atoms, idx + 1).filter(|figure| figure.value >= 1.0) {
        (1.0 / figure.value, figure.atoms.end)
    } else {
        (1.0, idx + 1)
    };
    let is_single = atoms.word(at) == "single";
    let (rate, end) = noun_at(atoms, at + usize::from(is_single))?;
    Some(match rate {
        Rate::Weekly(times) => (Rate::Weekly(times * share), end),
        Rate::Weekend(times) => (Rate::Weekend(times * share), end),
        Rate::Daily(_) if share < 1.0 => (Rate::Weekly(7.0 * share), end),
        // A part of a day is a slot: "every weekday evening".
        Rate::Daily(_) => (rate, end),
    })
}

fn noun_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Rate, usize)> {
    if let Some(end) = weekend_word_at(atoms, idx).filter(|&end| !atoms.word(end - 1).ends_with('s')) {
        return Some(match atoms.word(end) {
            "day" => (Rate::Daily(weekend()), end + 1),
            _ => (Rate::Weekend(1.0), end),
        });
    }
    let rate = match atoms.word(idx) {
        "week" | "weeks" | "wk" | "wks" | "w" | "woche" => {
            // "a week day", "per week night"
            if matches!(atoms.word(idx + 1), "day" | "days" | "night" | "nights" | "off") {
                return match atoms.word(idx + 1) {
                    "day" | "night" => Some((Rate::Daily(monday_to_friday()), idx + 2)),
                    _ => None,
                };
            }
            Rate::Weekly(1.0)
        }
        "fortnight" | "fortnights" => Rate::Weekly(0.5),
        "month" | "months" | "mo" | "monat" => Rate::Weekly(12.0 / WEEKS_A_YEAR),
        "quarter" => Rate::Weekly(4.0 / WEEKS_A_YEAR),
        "year" | "yr" | "jahr" => Rate::Weekly(1.0 / WEEKS_A_YEAR),
        "day" | "days" | "d" | "tag" if !matches!(atoms.word(idx + 1), "off" | "job") => {
            Rate::Daily(Weekdays::default())
        }
        "night" | "evening" | "morning" | "afternoon" => Rate::Daily(Weekdays::default()),
        "weekday" | "workday" | "weeknight" => Rate::Daily(monday_to_friday()),
        "working" | "work" | "business" | "school" if atoms.word(idx + 1) == "day" => {
            return Some((Rate::Daily(monday_to_friday()), idx + 2));
        }
        _ => return None,
    };
    Some((rate, idx + 1))
}

/// How many times, and the atom behind: "3x", "twice", "three times", "once or
/// twice", "2-3 sessions".
pub(super) fn times_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let adverb = |at: usize| match atoms.word(at) {
        "once" => Some(1.0),
        "twice" => Some(2.0),
        "thrice" => Some(3.0),
        _ => None,
    };
    if let Some(low) = adverb(idx) {
        let high = adverb(idx + 2).filter(|&high| matches!(atoms.word(idx + 1), "or" | "to") && high > low);
        let end = if high.is_some() { idx + 3 } else { idx + 1 };
        // "once the kids are asleep", "once I am home".
        let is_rhythm = low > 1.0 || high.is_some() || rate_at(atoms, end).is_some() || slot_at(atoms, end).is_some();
        return is_rhythm.then_some((Bounds { low, high: high.unwrap_or(low) }, end));
    }
    let range = range_at(atoms, idx).filter(|range| range.low > 0.0 && range.high <= 50.0)?;
    let end = range.atoms.end;
    // "3*60 min".
    let is_star = atoms.word(end) == "*" && length_at(atoms, end + 1).is_some();
    let is_times =
        is_star || matches!(atoms.word(end), "times" | "x" | "\u{d7}" | "mal") || is_session(atoms.word(end));
    is_times.then_some((Bounds { low: range.low, high: range.high }, end + 1))
}

/// Words for one stretch of work.
pub(super) fn is_session(word: &str) -> bool {
    matches!(
        word,
        "session"
            | "sessions"
            | "slot"
            | "slots"
            | "block"
            | "blocks"
            | "sitting"
            | "sittings"
            | "chunk"
            | "chunks"
            | "lesson"
            | "lessons"
            | "pomodoro"
            | "pomodoros"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_as_people_write_them() {
        for (text, times) in [
            ("a week", 1.0),
            ("/week", 1.0),
            ("/wk", 1.0),
            ("p.w.", 1.0),
            ("p/w", 1.0),
            ("pw", 1.0),
            ("per fortnight", 0.5),
            ("every two weeks", 0.5),
            ("every other week", 0.5),
            ("every third week", 1.0 / 3.0),
            ("every other day", 3.5),
            ("a month", 12.0 / 52.0),
        ] {
            let atoms = Atoms::new(text);
            let Some((Rate::Weekly(found), end)) = rate_at(&atoms, 0) else { panic!("{text} is a rate") };
            assert_eq!(end, atoms.len(), "{text}");
            assert!((found - times).abs() < 1e-9, "{text}: {found}");
        }
        for text in ["in a week", "a week off", "an evening a week", "p. 3", "a job"] {
            assert_eq!(rate_at(&Atoms::new(text), 0), None, "{text}");
        }
    }

    #[test]
    fn times_are_counted() {
        for (text, low, high) in [
            ("3x", 3.0, 3.0),
            ("twice", 2.0, 2.0),
            ("once or twice", 1.0, 2.0),
            ("2-3 times", 2.0, 3.0),
            ("four sessions", 4.0, 4.0),
        ] {
            assert_eq!(
                times_at(&Atoms::new(text), 0).map(|(times, _)| (times.low, times.high)),
                Some((low, high)),
                "{text}"
            );
        }
        for text in ["once the kids sleep", "3 km", "times"] {
            assert_eq!(times_at(&Atoms::new(text), 0), None, "{text}");
        }
    }
}
