//! The words of the calendar, one by one.

use backcast_core::MONTH_NAMES;
use jiff::civil::Weekday;

use super::super::atoms::{AtomKind, Atoms};
use super::super::figure::figure_at;

/// Words that lead to a day or days.
const LEADS: &[&str] = &[
    "in",
    "by",
    "before",
    "until",
    "till",
    "til",
    "from",
    "since",
    "during",
    "through",
    "throughout",
    "over",
    "after",
    "around",
    "mid",
    "early",
    "late",
    "end",
    "beginning",
    "start",
    "starting",
    "this",
    "next",
    "last",
    "coming",
    "due",
    "bis",
    "of",
    "come",
    "past",
    "upcoming",
    "middle",
    "ahead",
];
/// Words behind a number that say that it is no day and no year.
const COUNTED: &[&str] = &[
    "am", "pm", "people", "percent", "words", "word", "pages", "page", "km", "kg", "miles", "mile", "m", "k", "h",
    "hour", "hours", "hrs", "hr", "min", "mins", "minute", "minutes", "day", "days", "week", "weeks", "month",
    "months", "x", "times", "lbs", "lb", "eur", "usd", "gbp", "euros", "dollars", "pounds", "o",
];
/// Words with which a sentence goes on behind a year.
const GOING_ON: &[&str] = &[
    "and", "or", "but", "for", "with", "to", "in", "at", "on", "the", "a", "an", "i", "we", "my", "is", "was", "as",
    "when", "then", "because", "so", "that", "which", "if", "by", "from", "until", "before", "after", "while", "using",
    "without", "our", "it", "this", "not", "only", "already", "all", "since", "there", "he", "she", "they", "you",
    "via", "through", "of", "at", "bis", "latest", "no", "be", "have", "are", "will", "due", "now",
];

/// The month that a word names, by its English or German name or its short form.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" | "januar" | "janner" => 1,
        "february" | "feb" | "febr" | "februar" => 2,
        "march" | "mar" | "marz" => 3,
        "april" | "apr" => 4,
        "may" | "mai" => 5,
        "june" | "jun" | "juni" => 6,
        "july" | "jul" | "juli" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" | "oktober" | "okt" => 10,
        "november" | "nov" => 11,
        "december" | "dec" | "dezember" | "dez" => 12,
        _ => return None,
    })
}

/// The month whose name has one letter too many, too few or in the wrong place:
/// "feburary", "septmber", "jully". Only beside a day or a year: alone it would be
/// any word.
pub(super) fn misspelt_month(word: &str) -> Option<i8> {
    // The name of a place, and words that are one letter away from a short name.
    if month(word).is_some() || matches!(word, "augusta" | "auguste") || word.ends_with('s') {
        return None;
    }
    let is_meant = |name: &&str| {
        // "Jury", "match" and "tune" are no months: of a short name only a doubled or
        // swapped letter is a slip.
        let is_long = name.len() >= 6;
        word.starts_with(&name[..1])
            && (is_swapped(word, name)
                || is_without_one(word, name, !is_long)
                || is_long && (is_without_one(name, word, false) || is_one_changed(word, name)))
    };
    let number = MONTH_NAMES.iter().position(is_meant)?;
    i8::try_from(number + 1).ok()
}

/// Whether two letters that follow each other stand the other way round.
fn is_swapped(word: &str, name: &str) -> bool {
    let differ: Vec<usize> =
        word.bytes().zip(name.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    let (word, name) = (word.as_bytes(), name.as_bytes());
    match differ[..] {
        [one, other] => {
            word.len() == name.len() && other == one + 1 && word[one] == name[other] && word[other] == name[one]
        }
        _ => false,
    }
}

/// Whether the longer word is the shorter one with one letter more, where asked a
/// doubled one.
fn is_without_one(longer: &str, shorter: &str, is_doubled: bool) -> bool {
    let (longer, shorter) = (longer.as_bytes(), shorter.as_bytes());
    let is_surplus = |at: usize| {
        (!is_doubled || longer[at] == longer[at - 1])
            && longer[..at] == shorter[..at]
            && longer[at + 1..] == shorter[at..]
    };
    longer.len() == shorter.len() + 1 && (1..longer.len()).any(is_surplus)
}

fn is_one_changed(word: &str, name: &str) -> bool {
    word.len() == name.len() && word.bytes().zip(name.bytes()).filter(|(one, other)| one != other).count() == 1
}

/// The day of the week that a word names in singular, in full or short.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" | "weds" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// A piece of the calendar that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
}

/// The unit that a word names, in singular or plural.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Day,
        "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" | "mths" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

/// "first", "2nd", "last": the place, counted from the end where it is negative,
/// and the atom behind it.
pub(super) fn ordinal(atoms: &Atoms<'_>, idx: usize) -> Option<(i8, usize)> {
    match atoms.word(idx) {
        "last" | "final" => return Some((-1, idx + 1)),
        "penultimate" => return Some((-2, idx + 1)),
        _ => {}
    }
    let figure = figure_at(atoms, idx).filter(|figure| figure.is_ordinal && (1.0..=31.0).contains(&figure.value))?;
    #[expect(clippy::cast_possible_truncation, reason = "held to a month")]
    let place = figure.value as i8;
    Some((place, figure.atoms.end))
}

/// The whole number that digits stand for: nothing for more of them than asked.
pub(super) fn digits(atoms: &Atoms<'_>, idx: usize, n_digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let atom = atoms.get(idx).filter(|atom| atom.kind == AtomKind::Digits)?;
    n_digits.contains(&atom.text.len()).then(|| atom.text.parse().ok())?
}

/// The word before an atom; empty at the beginning of the text.
pub(super) fn before<'a>(atoms: &'a Atoms<'_>, idx: usize) -> &'a str {
    idx.checked_sub(1).map_or("", |before| atoms.word(before))
}

/// Whether what stands before an atom leads to a day: "by", "end of the", "in".
pub(super) fn is_led(atoms: &Atoms<'_>, idx: usize) -> bool {
    LEADS.contains(&before(atoms, idx)) || LEADS.contains(&lead_word(atoms, idx))
}

/// The word that leads to an atom, articles and words like "about" skipped.
pub(super) fn lead_word<'a>(atoms: &'a Atoms<'_>, idx: usize) -> &'a str {
    let mut at = idx;
    while idx - at < 4
        && matches!(
            before(atoms, at),
            "the"
                | "about"
                | "around"
                | "roughly"
                | "approximately"
                | "approx"
                | "ca"
                | "circa"
                | "~"
                | "sometime"
                | "say"
                | "early"
                | "late"
                | "mid"
                | "-"
                | "latest"
                | "\""
                | "dem"
                | "zum"
        )
    {
        at -= 1;
    }
    before(atoms, at)
}

/// Whether the atom behind a number says that things are counted: "10 people",
/// "2000 words", "31 %".
pub(super) fn counts(atoms: &Atoms<'_>, behind: usize) -> bool {
    let word = atoms.word(behind);
    COUNTED.contains(&word)
        || matches!(word, "%" | "$" | "\u{20ac}" | "\u{a3}" | ":")
        || behind > 0 && atoms.is_joined(behind - 1) && atoms.get(behind).is_some_and(|a| a.kind == AtomKind::Word)
}

/// Whether a sentence ends or goes on behind a year, so that it counts nothing.
pub(super) fn goes_on(atoms: &Atoms<'_>, behind: usize) -> bool {
    if counts(atoms, behind) {
        return false;
    }
    match atoms.get(behind) {
        Some(atom) if atom.kind == AtomKind::Word => GOING_ON.contains(&atom.text.as_str()),
        Some(atom) if atom.kind == AtomKind::Digits => false,
        Some(_) | None => true,
    }
}

/// Whether an atom is the middle of something longer: a path, a version, an
/// address, an amount of money, a number in figures.
pub(super) fn is_inside(atoms: &Atoms<'_>, idx: usize) -> bool {
    let Some(previous) = idx.checked_sub(1).filter(|&previous| atoms.is_joined(previous)) else { return false };
    let is_digits = atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Digits);
    match atoms.get(previous).map(|atom| (atom.kind, atom.text.as_str())) {
        Some((AtomKind::Word | AtomKind::Digits, _)) => is_digits,
        Some((AtomKind::Sign, sign)) => {
            matches!(sign, "/" | "." | "@" | "#" | "_" | "$" | "\u{20ac}" | "\u{a3}" | "+" | "\\" | "=" | "&")
                && !matches!((sign, idx.checked_sub(2).map(|at| atoms.is_joined(at))), ("." | "/", Some(false)))
                || is_digits && matches!(sign, "-" | ":" | ",")
        }
        None => false,
    }
}
