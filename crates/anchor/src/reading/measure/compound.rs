//! Numbers of two units, and times of the clock that are results: "13 st 4 lb",
//! "6'2\"", "2 hours 15 minutes", "1h30", "1:45:00", "sub 2:15".

use std::ops::Range;

use super::super::atoms::{AtomKind, Atoms};
use super::super::figure::figure_at;
use super::context::{clause, has, has_phrase};
use super::names::is_sixtieth;
use super::units::{Measure, measure_at, named};

/// A value in the larger of the units, the unit, and the atoms.
type Compound = (f64, &'static Measure, Range<usize>);

/// The number of two units, or the time, that begins at an atom.
pub(crate) fn compound_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    share_at(atoms, idx)
        .or_else(|| below_at(atoms, idx))
        .or_else(|| time_at(atoms, idx))
        .or_else(|| feet_at(atoms, idx))
        .or_else(|| pair_at(atoms, idx))
}

/// "2 hours 15 minutes", "13st 4", "5 ft 11", "1h30", "7 lb 3 oz".
fn pair_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    let first = figure_at(atoms, idx)?;
    let (measure, behind) =
        stone_at(atoms, idx).or_else(|| (!first.is_ordinal).then(|| measure_at(atoms, first.atoms.end)).flatten())?;
    let (smaller, per_larger) = match measure.name {
        "stone" => ("lb", 14.0),
        "ft" => ("inch", 12.0),
        "hour" => ("minute", 60.0),
        "minute" => ("second", 60.0),
        "lb" => ("oz", 16.0),
        "kg" => ("g", 1_000.0),
        _ => return None,
    };
    let is_stone_alone = first.is_ordinal;
    let whole = || is_stone_alone.then_some((first.value, measure, idx..behind));
    let skip = usize::from(matches!(atoms.word(behind), "and" | ","));
    let Some(second) = figure_at(atoms, behind + skip).filter(|second| !second.is_ordinal && second.value < per_larger)
    else {
        return whole();
    };
    // "5 kg and 20 g" is both; "2 hours, 30 minutes later" too; "13 st 4" needs no unit.
    let (is_unit, end) = match measure_at(atoms, second.atoms.end) {
        Some((unit, end)) => (unit.name == smaller, end),
        None => (
            skip == 0
                && matches!(measure.name, "stone" | "ft" | "hour")
                && is_free(atoms, behind, &second.atoms, measure),
            second.atoms.end,
        ),
    };
    if !is_unit {
        return whole();
    }
    Some((first.value + second.value / per_larger, measure, idx..end))
}

/// Whether a second number without a unit belongs to the first: it does where
/// nothing is counted by it.
fn is_free(atoms: &Atoms<'_>, behind: usize, second: &Range<usize>, measure: &Measure) -> bool {
    let is_joined = behind > 0 && atoms.is_joined(behind - 1);
    (is_joined || measure.name != "hour") && super::nouns::noun_at(atoms, second.end).is_none()
}

/// "13st": the foundation reads an ordinal there.
fn stone_at(atoms: &Atoms<'_>, idx: usize) -> Option<(&'static Measure, usize)> {
    let atom = atoms.get(idx).filter(|atom| atom.kind == AtomKind::Digits)?;
    let is_suffix = atoms.word(idx + 1) == "st" && atoms.is_joined(idx);
    let is_first = atom.text.ends_with('1') && !atom.text.ends_with("11");
    let is_followed = atoms.get(idx + 2).is_some_and(|next| next.kind == AtomKind::Digits)
        && measure_at(atoms, idx + 3).is_some_and(|(measure, _)| measure.name == "lb");
    (is_suffix && (!is_first || is_followed)).then(|| named("stone").map(|measure| (measure, idx + 2)))?
}

/// "6'2\"", "5′11″", "6'".
fn feet_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    let digits = |at: usize| atoms.get(at).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() <= 2);
    let feet: f64 = digits(idx)?.text.parse().ok()?;
    if !matches!(atoms.word(idx + 1), "'" | "\u{2019}" | "\u{2032}") || !atoms.is_joined(idx) {
        return None;
    }
    let inches: f64 = digits(idx + 2).filter(|_| atoms.is_joined(idx + 1))?.text.parse().ok()?;
    if inches >= 12.0 {
        return None;
    }
    let mark = usize::from(matches!(atoms.word(idx + 3), "\"" | "\u{201d}" | "\u{2033}") && atoms.is_joined(idx + 2));
    Some((feet + inches / 12.0, named("ft")?, idx..idx + 3 + mark))
}

/// "By half", "by a third", "two thirds": as percent.
fn share_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    let is_cut = idx > 1
        && atoms.word(idx - 1) == "in"
        && has(atoms, idx.saturating_sub(7)..idx, &["cut", "cutting", "reduce", "slash", "split"]);
    let is_by = idx > 0 && atoms.word(idx - 1) == "by" || is_cut;
    let next = atoms.word(idx + 1);
    let digits = |at: usize| atoms.word(at).parse::<f64>().ok().filter(|value| (1.0..=10.0).contains(value));
    if next == "/" && atoms.is_joined(idx) && atoms.is_joined(idx + 1) && atoms.word(idx + 3) == "of" {
        let (part, whole) = (digits(idx)?, digits(idx + 2)?);
        return (part < whole).then(|| Some((100.0 * part / whole, named("%")?, idx..idx + 3)))?;
    }
    let (percent, len) = match atoms.word(idx) {
        "half" if is_by && !matches!(next, "past" | "term" | "marathon" | "time" | "-") => (50.0, 1),
        "a" | "one" if is_by && next == "half" => (50.0, 2),
        "a" | "one" if is_by && next == "third" => (100.0 / 3.0, 2),
        "a" | "one" if is_by && next == "quarter" => (25.0, 2),
        "two" if next == "thirds" => (200.0 / 3.0, 2),
        "three" if next == "quarters" => (75.0, 2),
        _ => return None,
    };
    Some((percent, named("%")?, idx..idx + len))
}

/// "sub-4 marathon", "sub 20 5k": hours of long races, minutes of short ones.
fn below_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    let dash = usize::from(idx > 0 && atoms.word(idx - 1) == "-");
    let is_sub = idx.checked_sub(1 + dash).is_some_and(|at| matches!(atoms.word(at), "sub" | "under"));
    let figure = figure_at(atoms, idx).filter(|_| is_sub)?;
    let end = figure.atoms.end;
    let race = idx.checked_sub(2 + dash).map_or("", |at| atoms.word(at));
    let unit = match atoms.word(end) {
        _ if matches!(race, "marathon" | "ironman") && measure_at(atoms, end).is_none() && atoms.word(end) != ":" => {
            "hour"
        }
        "marathon" | "ironman" => "hour",
        "half" if atoms.word(end + 1) == "marathon" => "hour",
        "mile" | "parkrun" => "minute",
        "5" | "10" if atoms.word(end + 1) == "k" => "minute",
        _ => return None,
    };
    Some((figure.value, named(unit)?, figure.atoms))
}

/// Distances whose times are minutes and seconds.
#[rustfmt::skip]
const SHORT: &[&str] = &[
    "row", "m", "2000", "500", "2k", "5", "5k", "mile", "800", "400", "1500", "3000", "rowing", "parkrun",
];

/// Words of what is done against the clock.
#[rustfmt::skip]
const RACES: &[&str] = &[
    "marathon", "half", "race", "5k", "10k", "k", "mile", "miles", "km", "parkrun", "run", "pb", "pr", "ironman",
    "triathlon", "row", "swim", "m",
];

/// "1:45:00" is hours in any place. "2:15" may be a time of the day; it is a
/// result behind "sub" and "under", or where a race stands in the same clause.
/// Whether it means hours or minutes tells the race.
fn time_at(atoms: &Atoms<'_>, idx: usize) -> Option<Compound> {
    let value = |at: usize| atoms.get(at).filter(|atom| atom.kind == AtomKind::Digits)?.text.parse::<f64>().ok();
    let is_colon = |at: usize| atoms.word(at) == ":" && atoms.is_joined(at - 1) && atoms.is_joined(at);
    let first = value(idx)?;
    if atoms.word(idx).len() > 2 || !is_colon(idx + 1) || !is_sixtieth(atoms, idx + 2) {
        return None;
    }
    let (first, second) = (first, value(idx + 2)?);
    if is_colon(idx + 3) && is_sixtieth(atoms, idx + 4) {
        let hours = first + second / 60.0 + value(idx + 4)? / 3_600.0;
        return Some((hours, named("hour")?, idx..idx + 5));
    }
    let clause = clause(atoms, idx, false);
    let before = idx.saturating_sub(3).max(clause.start)..idx;
    let is_bound = has(atoms, before.clone(), &["sub", "under", "below", "beat", "break"])
        || has_phrase(atoms, before, &[&["less", "than"], &["faster", "than"]]);
    let is_race = has(atoms, clause.clone(), RACES);
    let is_long = has(atoms, clause.clone(), &["marathon", "half", "ironman", "hours", "triathlon"]);
    let is_clock = matches!(atoms.word(idx + 3), "am" | "pm" | "h" | "uhr" | "oclock")
        || has(atoms, clause.clone(), &["bed", "sleep", "wake", "asleep", "lights", "alarm", "train", "bus"])
        || idx > 0
            && matches!(atoms.word(idx - 1), "at" | "by" | "until" | "from" | "before" | "after" | "-" | "to")
            && !is_bound
            && !(is_long && matches!(atoms.word(idx - 1), "from" | "to" | "-"));
    if is_clock || !is_bound && !is_race {
        return None;
    }
    let end = idx + 3;
    if atoms.word(end) == "/" || matches!((atoms.word(end), atoms.word(end + 1)), ("min", "/") | ("per", _)) {
        return Some((first + second / 60.0, named("minute")?, idx..end));
    }
    let is_short = !is_long && (has(atoms, clause, SHORT) || first > 9.0);
    if is_short {
        Some((first + second / 60.0, named("minute")?, idx..end))
    } else {
        Some((first + second / 60.0, named("hour")?, idx..end))
    }
}
