//! Numbers of things in texts: which there are, and how they are written.

use std::ops::Range;

use backcast_core::MONTH_NAMES;

/// Words before a number that is a name or a place.
const LABELS: [&str; 9] = ["part", "page", "chapter", "step", "level", "version", "week", "day", "phase"];
/// Units of time.
const TIMES: [&str; 8] = ["hour", "h", "day", "week", "month", "year", "minute", "min"];
/// Units of what is measured.
pub(crate) const MEASURES: [&str; 20] = [
    "km",
    "k",
    "kilometer",
    "kilometre",
    "mile",
    "m",
    "meter",
    "metre",
    "kg",
    "kilo",
    "lb",
    "pound",
    "euro",
    "eur",
    "dollar",
    "usd",
    "point",
    "percent",
    "wpm",
    "bpm",
];
pub(crate) const NUMBER_WORDS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// What stands between groups of three digits.
const GROUPS: [char; 6] = [',', '.', '\'', ' ', '\u{a0}', '\u{202f}'];
/// Behind a number of thousands: "60k".
const THOUSAND: [char; 2] = ['k', 'K'];

/// A number of something in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) place: Range<usize>,
    pub(crate) value: f64,
    /// What is counted, in the singular.
    pub(crate) unit: String,
    /// Whether it is said to be all of them.
    pub(crate) is_all: bool,
}

/// Whether a unit, in the singular, is one of time or belongs to a date.
pub(crate) fn is_time(unit: &str) -> bool {
    TIMES.contains(&unit) || MONTH_NAMES.contains(&unit)
}

pub(crate) fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.5
}

/// A figure that a person would say instead of a smaller one than before: two digits
/// that count, and a whole number.
pub(crate) fn said(value: f64, before: f64) -> f64 {
    let value = value.max(1.0);
    let step = 10f64.powf((value.log10().floor() - 1.0).max(0.0));
    let near = (value / step).round() * step;
    let is_smaller = near < before || before <= 1.0;
    if is_smaller { near } else { ((before - 1.0) / step).floor().max(1.0) * step }
}

/// The number in the manner of another one: in words, in thousands, or in groups.
pub(crate) fn written(before: &str, value: f64) -> String {
    let digits = format!("{value:.0}");
    if NUMBER_WORDS.iter().any(|word| word.eq_ignore_ascii_case(before)) {
        let small = digits.parse::<usize>().ok().and_then(|value| NUMBER_WORDS.get(value));
        let capital = before.starts_with(char::is_uppercase);
        return small.map_or(digits, |word| {
            let first = word[..1].to_uppercase();
            if capital { first + &word[1..] } else { (*word).to_owned() }
        });
    }
    if let Some(sign) = before.chars().last().filter(|sign| THOUSAND.contains(sign)) {
        let thousands = value / 1000.0;
        // "52k", and "52.5k" where the half counts.
        let shown = (thousands * 10.0).round() / 10.0;
        return format!("{shown}{sign}");
    }
    let Some(between) = before.chars().find(|c| GROUPS.contains(c)) else { return digits };
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

/// The numbers of things in a text, in order; none of dates, times, places and shares.
pub(crate) fn figures(text: &str) -> Vec<Figure> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut from = None;
    let is_part = |c: char| c.is_alphanumeric() || c == ',' || c == '.' || c == '\'';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part(c), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                words.push(start..at);
                from = None;
            }
            _ => {}
        }
    }
    let plain = |range: &Range<usize>| {
        let word = &text[range.clone()];
        let end = word.trim_end_matches([',', '.', '\'']).len();
        range.start..range.start + end
    };
    let words: Vec<Range<usize>> = words.iter().map(plain).filter(|range| !range.is_empty()).collect();
    let words = join_groups(text, words);
    let lower = |at: Option<&Range<usize>>| at.map_or_else(String::new, |range| text[range.clone()].to_lowercase());
    let mut found = Vec::new();
    for (at, place) in words.iter().enumerate() {
        let Some(value) = number(&text[place.clone()]) else { continue };
        let Some(next) = words.get(at + 1) else { continue };
        // Nothing but a space or a hyphen lies between a number and what it counts.
        let between = &text[place.end..next.start];
        let unit = match (lower(Some(next)).as_str(), words.get(at + 2), words.get(at + 3)) {
            // "14,000 of 40,000 words"
            ("of", Some(whole), Some(what)) if number(&text[whole.clone()]).is_some() => singular(&lower(Some(what))),
            (word, ..) => singular(word),
        };
        let before = at.checked_sub(1).map_or_else(String::new, |at| lower(words.get(at)));
        let counts = matches!(between, " " | "-" | "\u{a0}") && unit.chars().all(char::is_alphabetic);
        if counts && !is_time(&unit) && !LABELS.contains(&before.as_str()) {
            let after = text[place.end..].to_lowercase();
            let in_all = after.split([',', ';', '.']).next().is_some_and(|clause| clause.contains(" in all"));
            let is_all = in_all || matches!(before.as_str(), "all" | "the" | "these" | "every");
            found.push(Figure { place: place.clone(), value, unit, is_all });
        }
    }
    found
}

pub(crate) fn number(word: &str) -> Option<f64> {
    let spelled = NUMBER_WORDS.iter().position(|one| one.eq_ignore_ascii_case(word));
    if let Some(value) = spelled {
        return u8::try_from(value).ok().map(f64::from);
    }
    if let Some(thousands) = word.strip_suffix(THOUSAND) {
        let value: f64 = thousands.parse().ok()?;
        return thousands.starts_with(|c: char| c.is_ascii_digit()).then_some(value * 1000.0);
    }
    let mut groups = word.split(GROUPS);
    let first = groups.next().filter(|digits| !digits.is_empty())?;
    let are_thousands = groups.all(|group| group.len() == 3);
    let digits: String = word.chars().filter(|c| !GROUPS.contains(c)).collect();
    let is_whole = first.len() <= 12 && digits.chars().all(|c| c.is_ascii_digit());
    (are_thousands && is_whole).then(|| digits.parse().ok()).flatten()
}

/// Joins groups of digits with a space between them: "60 000" is one number.
fn join_groups(text: &str, words: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for word in words {
        let is_digits = |range: &Range<usize>| text[range.clone()].bytes().all(|byte| byte.is_ascii_digit());
        let is_group = word.len() == 3 && is_digits(&word);
        let goes_on = |before: &&mut Range<usize>| {
            let between = text[before.end..word.start].chars();
            let head = text[before.start..before.end].split(GROUPS).next().map_or(0, str::len);
            is_group
                && (1..=3).contains(&head)
                && text[(*before).clone()].chars().all(|c| c.is_ascii_digit() || GROUPS.contains(&c))
                && between.clone().count() == 1
                && between.clone().all(char::is_whitespace)
        };
        match joined.last_mut().filter(goes_on) {
            Some(before) => before.end = word.end,
            None => joined.push(word),
        }
    }
    joined
}

pub(crate) fn singular(word: &str) -> String {
    let word = word.to_lowercase();
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => word.strip_suffix('s').filter(|stem| stem.len() > 1).unwrap_or(&word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_manner_in_which_they_were_written() {
        let all = [
            ("60,000", "52,000"),
            ("60.000", "52.000"),
            ("60'000", "52'000"),
            ("60 000", "52 000"),
            ("60\u{202f}000", "52\u{202f}000"),
            ("60000", "52000"),
            ("60k", "52k"),
        ];
        for (before, after) in all {
            let text = format!("All {before} words");
            let [figure] = &figures(&text)[..] else { panic!("{text}: {:?}", figures(&text)) };
            assert_eq!((&text[figure.place.clone()], figure.value, figure.unit.as_str()), (before, 60_000.0, "word"));
            assert_eq!(written(before, 52_000.0), after);
        }
        assert_eq!(written("Three", 2.0), "Two");
    }

    #[test]
    fn a_part_of_a_whole_has_its_unit() {
        let found: Vec<(f64, String)> =
            figures("14,000 of 40,000 words").into_iter().map(|one| (one.value, one.unit)).collect();
        assert_eq!(found, [(14_000.0, "word".into()), (40_000.0, "word".into())]);
        assert_eq!(figures("2.5 km"), []);
        // Two numbers beside each other are two.
        assert_eq!(figures("In 2026 400 copies").len(), 1);
    }
}
