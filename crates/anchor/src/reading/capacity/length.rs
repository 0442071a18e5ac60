//! Lengths of time as people write them: "1h30", "an hour or two", "45-minute".

use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::figure::{figure_at, range_at};
use crate::reading::wordlist::is_in;

/// The least and the most of something; equal where one number was named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Bounds {
    pub(super) fn exactly(value: f64) -> Self {
        Bounds { low: value, high: value }
    }

    pub(super) fn scaled(self, factor: f64) -> Self {
        Bounds { low: self.low * factor, high: self.high * factor }
    }

    pub(super) fn times(self, other: Bounds) -> Self {
        Bounds { low: self.low * other.low, high: self.high * other.high }
    }

    pub(super) fn plus(self, other: Bounds) -> Self {
        Bounds { low: self.low + other.low, high: self.high + other.high }
    }
}

/// The hours that begin at an atom, and the atom behind them.
pub(super) fn length_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let (first, end) = single_at(atoms, idx)?;
    // "2h-3h", "one hour to two hours", "45 min to 1 h".
    if matches!(atoms.word(end), "-" | "\u{2013}" | "\u{2014}" | "to" | "or" | "bis")
        && let Some((second, behind)) = single_at(atoms, end + 1).filter(|(second, _)| second.high > first.high)
    {
        return Some((Bounds { low: first.low, high: second.high }, behind));
    }
    Some((first, end))
}

fn single_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    if let Some(clock) = colon_hours(atoms, idx) {
        return Some(clock);
    }
    if let Some(more) = lone_hour_at(atoms, idx) {
        return Some(more);
    }
    let (amount, end) = amount_at(atoms, idx)?;
    let (hours, end) = unit_at(atoms, behind_adjectives(atoms, end))?;
    let (more, end) = rest_at(atoms, end, hours);
    Some((amount.scaled(hours).plus(more), end))
}

/// "Hour and half on Thursday": an hour without its article.
fn lone_hour_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    if atoms.word(idx) != "hour" || !is_and(atoms, idx + 1) {
        return None;
    }
    let (more, end) = rest_at(atoms, idx + 1, 1.0);
    (more.low > 0.0).then_some((Bounds::exactly(1.0).plus(more), end))
}

fn is_and(atoms: &Atoms<'_>, idx: usize) -> bool {
    matches!(atoms.word(idx), "and" | "&")
}

/// "1:30 h", "0:45h".
fn colon_hours(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let number = |at: usize| digits(atoms, at);
    if atoms.word(idx + 1) != ":" || !atoms.is_joined(idx) || !atoms.is_joined(idx + 1) {
        return None;
    }
    let (hours, minutes) = (number(idx)?, number(idx + 2).filter(|&minutes| minutes < 60.0)?);
    let (unit, end) = unit_at(atoms, idx + 3)?;
    (unit >= 1.0).then_some((Bounds::exactly(hours + minutes / 60.0), end))
}

fn digits(atoms: &Atoms<'_>, idx: usize) -> Option<f64> {
    atoms.get(idx).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() < 6)?.text.parse().ok()
}

/// The number before a unit: "6-8", "between 5 and 7", "an", "half an", "1 1/2".
fn amount_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    if atoms.word(idx) == "between" {
        let low = figure_at(atoms, idx + 1).filter(|figure| !figure.is_ordinal)?;
        let high = figure_at(atoms, low.atoms.end + 1).filter(|high| !high.is_ordinal && high.value > low.value)?;
        return (atoms.word(low.atoms.end) == "and")
            .then_some((Bounds { low: low.value, high: high.value }, high.atoms.end));
    }
    if let Some(part) = quarters_at(atoms, idx).or_else(|| slashed_at(atoms, idx)) {
        return Some(part);
    }
    if matches!(atoms.word(idx), "a" | "an") {
        if atoms.word(idx + 1) == "half" && unit_at(atoms, idx + 1).is_none() {
            return Some((Bounds::exactly(0.5), idx + 2));
        }
        if unit_at(atoms, behind_adjectives(atoms, idx + 1)).is_some() {
            return Some((Bounds::exactly(1.0), idx + 1));
        }
    }
    let range = range_at(atoms, idx)?;
    let mut end = range.atoms.end;
    // "One and half hours".
    if is_and(atoms, end) && atoms.word(end + 1) == "half" && unit_at(atoms, end + 2).is_some() {
        return Some((Bounds { low: range.low + 0.5, high: range.high + 0.5 }, end + 2));
    }
    // "10+ hours", "7ish hours", "6 or so hours", "two-hour", "45-minute".
    if atoms.starts_with(end, &["or", "so"]) || atoms.starts_with(end, &["-", "ish"]) {
        end += 2;
    } else if matches!(atoms.word(end), "+" | "ish" | "odd") || is_hyphen(atoms, end) {
        end += 1;
    }
    Some((Bounds { low: range.low, high: range.high }, end))
}

fn is_hyphen(atoms: &Atoms<'_>, idx: usize) -> bool {
    matches!(atoms.word(idx), "-" | "\u{2010}" | "\u{2011}") && unit_at(atoms, idx + 1).is_some()
}

/// "a quarter of an", "three quarters of an".
fn quarters_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let (count, at) = match (atoms.word(idx), atoms.word(idx + 1)) {
        ("a", "quarter") => (1.0, idx + 2),
        ("three", "quarters" | "quarter") => (3.0, idx + 2),
        ("quarter", _) => (1.0, idx + 1),
        _ => return None,
    };
    let at = if atoms.starts_with(at, &["of", "an"]) || atoms.starts_with(at, &["of", "a"]) { at + 2 } else { at };
    Some((Bounds::exactly(count / 4.0), at))
}

/// "1/2", "3/4", "1 1/2".
fn slashed_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let fraction = |at: usize| {
        let (top, bottom) = (digits(atoms, at)?, digits(atoms, at + 2)?);
        (atoms.word(at + 1) == "/" && top < bottom && bottom <= 4.0).then(|| top / bottom)
    };
    if let Some(part) = fraction(idx) {
        return Some((Bounds::exactly(part), idx + 3));
    }
    let whole = digits(atoms, idx)?;
    Some((Bounds::exactly(whole + fraction(idx + 1)?), idx + 4))
}

/// A share of hours: "20 % of my 40 hours".
pub(super) struct Share {
    pub(super) part: f64,
    pub(super) whole: Bounds,
    /// Whether they are said to be one's own hours.
    pub(super) is_mine: bool,
    pub(super) end: usize,
}

/// The share of hours that begins at an atom; "a quarter of an hour" is none, as
/// nobody has that hour.
pub(super) fn share_of_length_at(atoms: &Atoms<'_>, idx: usize) -> Option<Share> {
    let (part, end) = part_at(atoms, idx)?;
    let of = atoms.word(end);
    let at = end + 1 + usize::from(matches!(atoms.word(end + 1), "my" | "our" | "the" | "those" | "these"));
    let is_whole = of == "of" && !matches!(atoms.word(at), "a" | "an");
    let (whole, end) = is_whole.then(|| single_at(atoms, at)).flatten()?;
    // "My 40-hour week".
    let is_mine = matches!(atoms.word(at - 1), "my" | "our");
    Some(Share { part, whole, is_mine, end })
}

/// "20 %", "half", "a fifth", "two thirds".
fn part_at(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    const PARTS: [(&str, f64); 6] =
        [("half", 2.0), ("third", 3.0), ("quarter", 4.0), ("fifth", 5.0), ("sixth", 6.0), ("tenth", 10.0)];
    if let Some(figure) = figure_at(atoms, idx).filter(|figure| !figure.is_ordinal && figure.value < 100.0)
        && matches!(atoms.word(figure.atoms.end), "%" | "percent")
    {
        return Some((figure.value / 100.0, figure.atoms.end + 1));
    }
    let (count, at) = match atoms.word(idx) {
        "a" | "one" => (1.0, idx + 1),
        "two" => (2.0, idx + 1),
        "three" => (3.0, idx + 1),
        _ => (1.0, idx),
    };
    let word = atoms.word(at).strip_suffix('s').filter(|_| count > 1.0).unwrap_or(atoms.word(at));
    let (_, all) = PARTS.iter().find(|(name, _)| *name == word)?;
    (count < *all).then_some((count / all, at + 1))
}

/// Skips words that say nothing about the length: "a solid hour", "6 more hours".
fn behind_adjectives(atoms: &Atoms<'_>, idx: usize) -> usize {
    const ADJECTIVES: &str = "good spare free extra solid full focused whole quiet more other study work working \
        uninterrupted net dedicated additional further available odd real clear concentrated";
    (idx..idx + 2).find(|&at| !is_in(ADJECTIVES, atoms.word(at))).unwrap_or(idx + 2)
}

/// How long a pomodoro is, unless somebody says otherwise.
pub(super) const POMODORO_HOURS: f64 = 25.0 / 60.0;

/// The hours in the unit of time at an atom, and the atom behind it.
pub(super) fn unit_at(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    match atoms.word(idx) {
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => Some((1.0, idx + 1)),
        "min" | "mins" | "minute" | "minutes" | "minuten" => Some((1.0 / 60.0, idx + 1)),
        "pomodoro" | "pomodoros" => Some((POMODORO_HOURS, idx + 1)),
        // "Four half-hours a week".
        "half" if atoms.word(idx + 1) == "-" && matches!(atoms.word(idx + 2), "hour" | "hours") => Some((0.5, idx + 3)),
        "half" if atoms.word(idx + 1) == "hours" => Some((0.5, idx + 2)),
        _ => None,
    }
}

/// What stands behind the hours: "30", "30 min", "and a half", "or two".
fn rest_at(atoms: &Atoms<'_>, end: usize, unit: f64) -> (Bounds, usize) {
    let nothing = (Bounds::exactly(0.0), end);
    if unit < 1.0 {
        return nothing;
    }
    if let Some((part, behind)) = is_and(atoms, end).then(|| part_of_hour_at(atoms, end + 1)).flatten() {
        return (Bounds::exactly(part), behind);
    }
    if atoms.starts_with(end, &["or", "two"]) && unit_at(atoms, end + 2).is_none() {
        return (Bounds { low: 0.0, high: 1.0 }, end + 2);
    }
    let at = end + usize::from(is_and(atoms, end));
    let Some(figure) = figure_at(atoms, at).filter(|figure| !figure.is_ordinal && figure.value < 60.0) else {
        return nothing;
    };
    let behind = figure.atoms.end;
    let minutes = Bounds::exactly(figure.value / 60.0);
    match unit_at(atoms, behind) {
        Some((unit, behind)) if unit < 1.0 => (minutes, behind),
        Some(_) => nothing,
        // "An hour and 15"; "and 10" may be as many hours.
        _ if at > end && !(figure.value >= 15.0 && digits(atoms, at).is_some()) => nothing,
        // "1 h 15 on Tuesdays".
        _ if QUARTERS.contains(&figure.value) && digits(atoms, at).is_some() && ends_length(atoms, behind) => {
            (minutes, behind)
        }
        // "1h30", "1h30m", "1 h 15".
        _ if atoms.is_joined(end - 1) && digits(atoms, at).is_some_and(|minutes| minutes >= 5.0) => {
            let is_m = atoms.word(behind) == "m" && atoms.is_joined(behind - 1);
            (minutes, behind + usize::from(is_m))
        }
        _ => nothing,
    }
}

/// "A half", "half", "a quarter", "three quarters": a part of an hour behind an
/// "and", and the atom behind it. "And half an hour" is an amount of its own.
fn part_of_hour_at(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    const PARTS: [(&[&str], f64); 4] =
        [(&["a", "half"], 0.5), (&["half"], 0.5), (&["a", "quarter"], 0.25), (&["three", "quarters"], 0.75)];
    let (words, part) = PARTS.iter().find(|(words, _)| atoms.starts_with(idx, words))?;
    let end = idx + words.len();
    let is_own = unit_at(atoms, end).is_some() || matches!(atoms.word(end), "a" | "an" | "of" | "day" | "-");
    (!is_own || words.len() > 1).then_some((*part, end))
}

/// Minutes that people name behind hours without saying so.
const QUARTERS: [f64; 7] = [10.0, 15.0, 20.0, 30.0, 40.0, 45.0, 50.0];

/// Whether what follows counts nothing: "on Tuesdays", "every day", the end.
fn ends_length(atoms: &Atoms<'_>, idx: usize) -> bool {
    atoms.get(idx).is_none_or(|atom| {
        atom.kind == AtomKind::Sign && atom.text != "-" && atom.text != "/"
            || matches!(atom.text.as_str(), "on" | "every" | "each" | "per" | "a" | "in" | "before" | "after")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_people_write_them() {
        for (text, low, high) in [
            ("90 minutes", 1.5, 1.5),
            ("1h30", 1.5, 1.5),
            ("1h30m", 1.5, 1.5),
            ("1:30 h", 1.5, 1.5),
            ("1 hour 15 minutes", 1.25, 1.25),
            ("one hour and thirty minutes", 1.5, 1.5),
            ("an hour and a half", 1.5, 1.5),
            ("an hour and a quarter", 1.25, 1.25),
            ("two hours and three quarters", 2.75, 2.75),
            ("one and a half hours", 1.5, 1.5),
            ("1 1/2 hours", 1.5, 1.5),
            ("1\u{bd} h", 1.5, 1.5),
            ("half an hour", 0.5, 0.5),
            ("a half hour", 0.5, 0.5),
            ("three quarters of an hour", 0.75, 0.75),
            ("a quarter of an hour", 0.25, 0.25),
            ("1 h 15", 1.25, 1.25),
            ("four half-hours", 2.0, 2.0),
            ("two half hours", 1.0, 1.0),
            ("a half-hour", 0.5, 0.5),
            ("an hour", 1.0, 1.0),
            ("a solid hour", 1.0, 1.0),
            ("an hour or two", 1.0, 2.0),
            ("a couple of hours", 2.0, 2.0),
            ("6-8 hrs", 6.0, 8.0),
            ("5 to 7h", 5.0, 7.0),
            ("2h-3h", 2.0, 3.0),
            ("45 min to 1 h", 0.75, 1.0),
            ("between 5 and 7 hours", 5.0, 7.0),
            ("10+ hours", 10.0, 10.0),
            ("6ish hours", 6.0, 6.0),
            ("two-hour", 2.0, 2.0),
            ("2,5 Std", 2.5, 2.5),
            ("twenty five minutes", 25.0 / 60.0, 25.0 / 60.0),
            ("two hours and half", 2.5, 2.5),
            ("three hours & a half", 3.5, 3.5),
            ("hour and a half", 1.5, 1.5),
            ("hour and 20 minutes", 4.0 / 3.0, 4.0 / 3.0),
            ("one and half hours", 1.5, 1.5),
            ("2 hours & 30", 2.5, 2.5),
            ("an hour and 45", 1.75, 1.75),
        ] {
            let atoms = Atoms::new(text);
            let (bounds, end) = length_at(&atoms, 0).unwrap_or_else(|| panic!("{text} is a length"));
            assert_eq!(end, atoms.len(), "{text}");
            assert!((bounds.low - low).abs() < 1e-9 && (bounds.high - high).abs() < 1e-9, "{text}: {bounds:?}");
        }
        for text in ["an", "3 times", "10 km", "hours", "half of it", "hour and Monday"] {
            assert_eq!(length_at(&Atoms::new(text), 0), None, "{text}");
        }
        for text in ["an hour and half an hour", "2 hours and 10", "1 hour and 3 hours", "an hour and 12 km"] {
            let atoms = Atoms::new(text);
            assert_eq!(length_at(&atoms, 0).map(|(_, end)| end), Some(2), "{text}");
        }
    }

    #[test]
    fn shares_of_hours() {
        for (text, part, whole, is_mine) in [
            ("25 % of my 36 hours", 0.25, 36.0, true),
            ("a third of the 30 hours", 1.0 / 3.0, 30.0, false),
            ("half of our 24-hour", 0.5, 24.0, true),
            ("two fifths of 20 h", 0.4, 20.0, false),
        ] {
            let share = share_of_length_at(&Atoms::new(text), 0).unwrap_or_else(|| panic!("{text} is a share"));
            assert!((share.part - part).abs() < 1e-9 && (share.whole.low - whole).abs() < 1e-9, "{text}");
            assert_eq!(share.is_mine, is_mine, "{text}");
        }
        for text in
            ["a quarter of an hour", "half an hour", "10 % of the budget", "half of it", "three thirds of 6 hours"]
        {
            assert!(share_of_length_at(&Atoms::new(text), 0).is_none(), "{text}");
        }
    }
}
