//! Lengths of time in words: "10 weeks", "a year and a half", "6-8 months".

use super::super::atoms::Atoms;
use super::super::figure::range_at;
use super::cut::Elapsed;
use super::words::{Unit, unit};

/// How long something lasts, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) low: Elapsed,
    pub(super) high: Elapsed,
    /// The atom behind it.
    pub(super) end: usize,
    /// Its greatest unit.
    pub(super) unit: Unit,
    /// Whether it is one day, week, … without a figure: "a month".
    pub(super) is_single: bool,
}

/// The length that begins at an atom.
pub(super) fn length_at(atoms: &Atoms<'_>, idx: usize) -> Option<Length> {
    let first = part(atoms, idx)?;
    // "A year and three months", "1 year, 6 months".
    let and = match atoms.word(first.end) {
        "and" | "," | "plus" => 1,
        _ => return Some(first),
    };
    let Some(second) = part(atoms, first.end + and).filter(|second| is_smaller(second.unit, first.unit)) else {
        return Some(first);
    };
    let (low, high) = (first.low.plus(second.low)?, first.high.plus(second.high)?);
    Some(Length { low, high, end: second.end, is_single: false, ..first })
}

/// A length whose number is left open: "a few weeks", "several months".
pub(super) fn vague_length_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let start = idx + usize::from(matches!(atoms.word(idx), "a" | "the"));
    let is_vague = matches!(atoms.word(start), "few" | "several" | "some" | "many" | "coming" | "next" | "handful");
    let behind = start + 1 + usize::from(matches!(atoms.word(start + 1), "few" | "of"));
    (is_vague && matches!(atoms.word(behind), "days" | "weeks" | "months" | "years")).then_some(behind + 1)
}

fn is_smaller(one: Unit, other: Unit) -> bool {
    one != other && elapsed(1.0, one).is_some_and(|one| days(one) < elapsed(1.0, other).map_or(0, days))
}

fn days(elapsed: Elapsed) -> i32 {
    elapsed.months * 30 + elapsed.days
}

fn part(atoms: &Atoms<'_>, idx: usize) -> Option<Length> {
    let (low, high, behind, is_single) = match atoms.word(idx) {
        "a" | "an" if unit(atoms.word(idx + 1)).is_some() => (1.0, 1.0, idx + 1, true),
        _ => {
            let range = range_at(atoms, idx)?;
            let has_half = atoms.starts_with(range.atoms.end, &["1", "/", "2"]) && range.low == range.high;
            let (half, end) = if has_half { (0.5, range.atoms.end + 3) } else { (0.0, range.atoms.end) };
            (range.low + half, range.high + half, end, false)
        }
    };
    // "2-week", "2 full weeks", "three more months".
    let behind = behind + usize::from(matches!(atoms.word(behind), "full" | "whole" | "more" | "calendar" | "short"));
    let unit = unit(atoms.word(behind))?;
    let mut end = behind + 1;
    let mut more = 0.0;
    if atoms.starts_with(end, &["and", "a", "half"]) {
        (more, end) = (0.5, end + 3);
    }
    let (low, high) = (elapsed(low + more, unit)?, elapsed(high + more, unit)?);
    Some(Length { low, high, end, unit, is_single })
}

/// So many units; nothing beyond a lifetime.
fn elapsed(count: f64, unit: Unit) -> Option<Elapsed> {
    let whole = |value: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "held to a lifetime")]
        (0.0..=45_000.0).contains(&value).then(|| value.round() as i32)
    };
    let in_days = |days: f64| Some(Elapsed { months: 0, days: whole(count * days)? });
    let in_months = |months: f64| {
        let count = count * months;
        Some(Elapsed { months: whole(count.floor())?, days: whole((count - count.floor()) * 30.0)? })
    };
    match unit {
        Unit::Day => in_days(1.0),
        Unit::Week => in_days(7.0),
        Unit::Fortnight => in_days(14.0),
        Unit::Month => in_months(1.0),
        Unit::Quarter => in_months(3.0),
        Unit::Year => in_months(12.0),
    }
}
