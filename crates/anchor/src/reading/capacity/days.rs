//! Which days of the week, and which parts of them: "two weekday evenings",
//! "Mon-Fri", "every other weekend", "Tuesday and Thursday mornings".

use backcast_core::{WEEKDAY_NAMES, Weekdays};
use jiff::civil::Weekday;

use super::length::{Bounds, length_at, unit_at};
use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::figure::{figure_at, range_at};
use crate::reading::wordlist::is_in;

/// Days on which there is time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// The days of the week that are meant.
    pub(super) days: Weekdays,
    /// How many of them, where the words count: "two evenings".
    pub(super) count: Option<Bounds>,
    /// Which share of the weeks: a half for "every other Saturday".
    pub(super) share: f64,
    /// What sort of words names them.
    pub(super) sort: SlotSort,
    /// Whether the words name a part of the day.
    pub(super) has_part: bool,
}

impl Slot {
    /// Whether these days are told more closely by others: "every school night (Mon
    /// to Thu)", "weekends, Saturday and Sunday". A part of the day that stands beside
    /// another one is a time of its own: "every evening, Saturday afternoon".
    fn is_told_by(&self, other: &Slot) -> bool {
        let is_plain = |slot: &Slot| {
            slot.count.is_none()
                && slot.share >= 1.0
                && matches!(slot.sort, SlotSort::Days | SlotSort::Weekend)
                && !slot.days.is_empty()
        };
        // "Every work night (Sunday to Wednesday)" is no part of Monday to Friday, and
        // tells which nights those are.
        let shares_most = minus(other.days, self.days).len() * 2 < other.days.len();
        let is_wider = other.days.len() < self.days.len() || self.sort != other.sort && self.sort == SlotSort::Weekend;
        is_plain(self) && is_plain(other) && !(self.has_part && other.has_part) && shares_most && is_wider
    }
}

/// Adds days that stand beside others without an "and": the narrower of nested
/// ones hold, as they say which days were meant.
pub(super) fn explain(slots: &mut Vec<Slot>, more: impl IntoIterator<Item = Slot>) {
    for next in more {
        let is_told = slots.iter().any(|slot| next.is_told_by(slot));
        slots.retain(|slot| !slot.is_told_by(&next));
        slots.extend((!is_told).then_some(next));
    }
}

/// The sorts of words that name days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotSort {
    /// Days: each of them counts.
    Days,
    /// Weekends: each counts once, unless each day of them is named.
    Weekend,
    /// Only a part of the day, on no days in particular: "in the evening".
    Part,
    /// Nobody knows how many: "some evenings", "most mornings".
    Some,
}

pub(super) fn monday_to_friday() -> Weekdays {
    Weekdays::default().without(Weekday::Saturday).without(Weekday::Sunday)
}

pub(super) fn weekend() -> Weekdays {
    Weekdays::NONE.with(Weekday::Saturday).with(Weekday::Sunday)
}

pub(super) fn all_of(days: Weekdays) -> impl Iterator<Item = Weekday> {
    WEEKDAY_NAMES.into_iter().map(|(_, day)| day).filter(move |&day| days.contains(day))
}

pub(super) fn union(one: Weekdays, other: Weekdays) -> Weekdays {
    all_of(other).fold(one, Weekdays::with)
}

pub(super) fn minus(one: Weekdays, other: Weekdays) -> Weekdays {
    all_of(other).fold(one, Weekdays::without)
}

/// The days that begin at an atom, and the atom behind them.
pub(super) fn slot_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Slot, usize)> {
    counted(atoms, idx, &quantity_at(atoms, idx), is_one_off)
}

/// As [`slot_at`], behind a word that excludes the days: "apart from Fridays".
pub(super) fn excluded_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Slot, usize)> {
    let (slot, end) = counted(atoms, idx, &quantity_at(atoms, idx), |_, _, _, _| false)?;
    // "no Mondays or Tuesdays" excludes both.
    let is_either = slot.days.len() == 2 && slot.count == Some(Bounds::exactly(1.0));
    let is_named = slot.days != Weekdays::default() && (slot.count.is_none() || is_either) && slot.share >= 1.0;
    (is_named && matches!(slot.sort, SlotSort::Days | SlotSort::Weekend)).then_some((slot, end))
}

/// One of such days behind an article: "an evening", "a Saturday", which counts
/// only where a stretch follows: "an evening a week".
pub(super) fn one_slot_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Slot, usize)> {
    if !matches!(atoms.word(idx), "a" | "an") {
        return None;
    }
    let one = Quantity { count: Some(Bounds::exactly(1.0)), each: Each::No, share: 1.0, end: idx + 1 };
    counted(atoms, idx, &one, is_one_off)
}

/// Whether days are single ones and no rhythm: "in 90 days", "takes 5 days",
/// "by Friday", "next Sunday".
fn is_one_off(atoms: &Atoms<'_>, idx: usize, core: &Core, is_counted: bool) -> bool {
    match idx.checked_sub(1).map_or("", |before| atoms.word(before)) {
        "next" | "last" | "this" | "coming" | "following" | "by" | "since" | "until" | "till" | "past" => true,
        "before" | "after" | "from" | "starting" => !core.is_list && !core.is_part_only,
        "in" | "within" | "for" | "takes" | "take" | "took" | "of" => is_counted && core.is_plain_day,
        _ => false,
    }
}

type IsOneOff = fn(&Atoms<'_>, usize, &Core, bool) -> bool;

fn counted(atoms: &Atoms<'_>, idx: usize, quantity: &Quantity, is_one_off: IsOneOff) -> Option<(Slot, usize)> {
    let core = core_at(atoms, behind_adjectives(atoms, quantity.end))?;
    let is_counted = quantity.count.is_some();
    let too_many = quantity.count.is_some_and(|count| count.high > 7.0 || count.low <= 0.0);
    if quantity.each == Each::No && is_one_off(atoms, idx, &core, is_counted) || too_many {
        return None;
    }
    if core.is_plain_day && !is_counted && quantity.each == Each::No {
        return None; // "days", "the day"
    }
    let sort = match quantity.each {
        Each::Some => SlotSort::Some,
        Each::No if core.is_part_only && !is_counted => SlotSort::Part,
        _ if core.is_weekend => SlotSort::Weekend,
        _ => SlotSort::Days,
    };
    // "Saturday or Sunday" is one day of the two.
    let count = quantity.count.or(core.is_either.then(|| Bounds::exactly(1.0)));
    let slot = Slot { days: core.days, count, share: quantity.share, sort, has_part: core.has_part };
    Some((slot, core.end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Each {
    No,
    Every,
    Some,
}

struct Quantity {
    count: Option<Bounds>,
    each: Each,
    share: f64,
    end: usize,
}

/// "every", "every other", "two", "2-3", "most", "both", or nothing.
fn quantity_at(atoms: &Atoms<'_>, idx: usize) -> Quantity {
    let none = Quantity { count: None, each: Each::No, share: 1.0, end: idx };
    // "On each of five days a week" names how many.
    if atoms.starts_with(idx, &["each", "of"]) && figure_at(atoms, idx + 2).is_some() {
        return quantity_at(atoms, idx + 2);
    }
    match atoms.word(idx) {
        "every" | "each" | "all" | "any" | "alternate" => {
            let share = if atoms.word(idx) == "alternate" { Some((0.5, idx + 1)) } else { share_at(atoms, idx + 1) };
            let (share, end) = share.unwrap_or((1.0, idx + 1));
            let end = end + usize::from(matches!(atoms.word(end), "single" | "the"));
            Quantity { each: Each::Every, share, end, ..none }
        }
        "both" => Quantity { each: Each::Every, end: idx + 1, ..none },
        "most" | "some" | "many" | "few" | "several" | "occasional" | "odd" => {
            let end = idx + 1 + usize::from(atoms.word(idx + 1) == "of");
            Quantity { each: Each::Some, end: end + usize::from(atoms.word(end) == "the"), ..none }
        }
        "a" if atoms.word(idx + 1) == "few" => Quantity { each: Each::Some, end: idx + 2, ..none },
        _ => match range_at(atoms, idx).filter(|range| range.high <= 7.0 && range.low >= 1.0) {
            Some(range) => {
                let count = Some(Bounds { low: range.low, high: range.high });
                Quantity { count, end: range.atoms.end, ..none }
            }
            None => none,
        },
    }
}

/// "other", "second", "2nd", "third": which share of the weeks that is.
pub(super) fn share_at(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    if atoms.word(idx) == "other" {
        return Some((0.5, idx + 1));
    }
    let figure = figure_at(atoms, idx).filter(|figure| figure.is_ordinal && figure.value >= 2.0)?;
    Some((1.0 / figure.value, figure.atoms.end))
}

fn behind_adjectives(atoms: &Atoms<'_>, idx: usize) -> usize {
    let skip =
        matches!(atoms.word(idx), "free" | "full" | "whole" | "single" | "early" | "late" | "of" | "my" | "quiet");
    idx + usize::from(skip)
}

struct Core {
    days: Weekdays,
    end: usize,
    has_part: bool,
    is_weekend: bool,
    /// Whether the words name a part of the day and no day.
    is_part_only: bool,
    /// Whether it is no more than "days".
    is_plain_day: bool,
    is_list: bool,
    is_either: bool,
}

fn core_at(atoms: &Atoms<'_>, idx: usize) -> Option<Core> {
    let plain = Core {
        days: Weekdays::default(),
        end: idx + 1,
        has_part: false,
        is_weekend: false,
        is_part_only: false,
        is_plain_day: false,
        is_list: false,
        is_either: false,
    };
    let with_part = |core: Core| match part_at(atoms, core.end) {
        Some(end) => Core { has_part: true, end, ..core },
        None => core,
    };
    if let Some(list) = names_at(atoms, idx) {
        return Some(with_part(Core {
            days: list.days,
            end: list.end,
            is_list: list.days.len() > 1,
            is_either: list.is_either,
            ..plain
        }));
    }
    if let Some(end) = weekend_word_at(atoms, idx) {
        let is_each_day = matches!(atoms.word(end), "day" | "days");
        let core = with_part(Core { days: weekend(), end: end + usize::from(is_each_day), is_list: true, ..plain });
        return Some(Core { is_weekend: !is_each_day && !core.has_part, ..core });
    }
    match atoms.word(idx) {
        "weekday" | "weekdays" | "workday" | "workdays" | "schoolday" | "schooldays" => {
            Some(with_part(Core { days: monday_to_friday(), is_list: true, ..plain }))
        }
        "weeknight" | "weeknights" => Some(Core { days: monday_to_friday(), has_part: true, is_list: true, ..plain }),
        "week" | "work" | "working" | "business" | "school" | "office" => {
            let is_day = matches!(atoms.word(idx + 1), "day" | "days" | "night" | "nights");
            is_day.then(|| with_part(Core { days: monday_to_friday(), end: idx + 2, is_list: true, ..plain }))
        }
        "day" | "days" => Some(Core { is_plain_day: true, ..plain }),
        _ => {
            let end = part_at(atoms, idx)?;
            Some(Core { has_part: true, is_part_only: true, end, ..plain })
        }
    }
}

/// "Weekends", "week-end", "wknds": the atom behind.
pub(super) fn weekend_word_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    match atoms.word(idx) {
        "weekend" | "weekends" | "wkend" | "wkends" | "wknd" | "wknds" => Some(idx + 1),
        "week" if atoms.word(idx + 1) == "-" && matches!(atoms.word(idx + 2), "end" | "ends") => Some(idx + 3),
        _ => None,
    }
}

/// A part of the day: the atom behind "mornings", "evening", "mornings and evenings".
pub(super) fn part_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let is_part = |at: usize| {
        matches!(
            atoms.word(at),
            "morning"
                | "mornings"
                | "evening"
                | "evenings"
                | "night"
                | "nights"
                | "afternoon"
                | "afternoons"
                | "eve"
                | "abends"
                | "morgens"
                | "vormittags"
                | "nachmittags"
        )
    };
    let start = idx + usize::from(matches!(atoms.word(idx), "early" | "late") && is_part(idx + 1));
    is_part(start).then_some(start + 1)
}

struct Names {
    days: Weekdays,
    end: usize,
    is_either: bool,
}

/// A weekday, a list of them, or a stretch: "Mon-Fri", "Tue/Thu", "Monday,
/// Wednesday and Friday".
fn names_at(atoms: &Atoms<'_>, idx: usize) -> Option<Names> {
    if matches!(atoms.word(idx), "mwf") {
        let days = Weekdays::NONE.with(Weekday::Monday).with(Weekday::Wednesday).with(Weekday::Friday);
        return Some(Names { days, end: idx + 1, is_either: false });
    }
    let first = weekday_at(atoms, idx)?;
    let mut days = Weekdays::NONE.with(first);
    let mut end = behind_point(atoms, idx + 1);
    if matches!(atoms.word(end), "-" | "\u{2013}" | "\u{2014}" | "to" | "through" | "thru" | "till" | "until" | "bis")
        && let Some(last) = weekday_at(atoms, end + 1)
    {
        let mut day = first;
        while day != last {
            day = day.next();
            days = days.with(day);
        }
        return Some(Names { days, end: behind_point(atoms, end + 2), is_either: false });
    }
    let mut is_either = false;
    loop {
        let next = match (atoms.word(end), atoms.word(end + 1)) {
            ("," | "/" | "&", "and" | "&" | "or") => end + 2,
            ("," | "/" | "&" | "+" | "and" | "or" | "plus", _) => end + 1,
            // "Mon Wed Fri"
            _ if weekday_at(atoms, end).is_some() => end,
            _ => break,
        };
        let Some(day) = weekday_at(atoms, next) else { break };
        // "4 hours on Saturday, Sunday off"
        let is_told_of = atoms.word(end) == "," && is_in("off is rest full free complete never", atoms.word(next + 1));
        if is_told_of {
            break;
        }
        is_either |= next > end && atoms.word(next - 1) == "or";
        days = days.with(day);
        end = behind_point(atoms, next + 1);
    }
    Some(Names { days, end, is_either: is_either && days.len() == 2 })
}

/// Behind the point of an abbreviation: "Mon. and Wed."
fn behind_point(atoms: &Atoms<'_>, idx: usize) -> usize {
    let is_abbreviated =
        idx > 0 && atoms.word(idx - 1).len() <= 5 && atoms.word(idx) == "." && atoms.is_joined(idx - 1);
    let goes_on = !atoms.get(idx + 1).is_none_or(|next| next.is_capital && weekday_at(atoms, idx + 1).is_none());
    idx + usize::from(is_abbreviated && goes_on)
}

/// The weekday that an atom names.
pub(crate) fn weekday_at(atoms: &Atoms<'_>, idx: usize) -> Option<Weekday> {
    let atom = atoms.get(idx).filter(|atom| atom.kind == AtomKind::Word)?;
    let word = atom.text.as_str();
    let full = |word: &str| WEEKDAY_NAMES.into_iter().find(|(name, _)| *name == word).map(|(_, day)| day);
    if let Some(day) = full(word).or_else(|| word.strip_suffix('s').and_then(full)) {
        return Some(day);
    }
    // "sat", "sun" and "wed" are words of their own; two letters more so.
    let is_name = atom.is_capital || is_beside_name(atoms, idx) || is_beside_length(atoms, idx);
    match word {
        "mon" | "mons" => Some(Weekday::Monday),
        "tue" | "tues" => Some(Weekday::Tuesday),
        "weds" => Some(Weekday::Wednesday),
        "wed" if is_name => Some(Weekday::Wednesday),
        "thu" | "thur" | "thurs" => Some(Weekday::Thursday),
        "fri" | "fris" => Some(Weekday::Friday),
        "sat" | "sats" if is_name => Some(Weekday::Saturday),
        "sun" | "suns" if is_name => Some(Weekday::Sunday),
        "mo" | "tu" | "di" | "we" | "mi" | "th" | "do" | "fr" | "sa" | "su" | "so" => {
            (atom.is_capital && is_in_short_stretch(atoms, idx)).then(|| short(word)).flatten()
        }
        _ => None,
    }
}

fn short(word: &str) -> Option<Weekday> {
    Some(match word {
        "mo" => Weekday::Monday,
        "tu" | "di" => Weekday::Tuesday,
        "we" | "mi" => Weekday::Wednesday,
        "th" | "do" => Weekday::Thursday,
        "fr" => Weekday::Friday,
        "sa" => Weekday::Saturday,
        "su" | "so" => Weekday::Sunday,
        _ => return None,
    })
}

/// Whether a name of two letters stands beside another one: "Mo-Fr", "Di, Do".
fn is_in_short_stretch(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_sign = |at: usize| matches!(atoms.word(at), "-" | "\u{2013}" | "/" | "," | "&" | "+" | "bis");
    let is_short = |at: usize| atoms.get(at).is_some_and(|atom| atom.is_capital && short(&atom.text).is_some());
    let is_beside_hours = idx >= 2 && is_in("h hr hrs min", atoms.word(idx - 1));
    is_sign(idx + 1) && is_short(idx + 2) || idx >= 2 && is_sign(idx - 1) && is_short(idx - 2) || is_beside_hours
}

/// "2 hrs sat", "sat 3h": a length stands beside the name, and nobody who sat.
fn is_beside_length(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_edge = |at: usize| {
        atoms.get(at).is_none_or(|atom| {
            atom.kind == AtomKind::Sign || matches!(atom.text.as_str(), "and" | "or" | "plus" | "n" | "then" | "only")
        })
    };
    let is_behind = idx > 0
        && is_edge(idx + 1)
        && (1..=2)
            .any(|back| idx.checked_sub(back).and_then(|at| unit_at(atoms, at)).is_some_and(|(_, end)| end == idx));
    is_behind || (idx == 0 || is_edge(idx - 1)) && length_at(atoms, idx + 1).is_some()
}

fn is_beside_name(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_joint = |at: usize| matches!(atoms.word(at), "-" | "\u{2013}" | "/" | "," | "&" | "+" | "and" | "or" | "to");
    let is_name = |at: usize| {
        let word = atoms.word(at);
        matches!(word, "mon" | "tue" | "tues" | "wed" | "weds" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun")
            || word.ends_with("day") && WEEKDAY_NAMES.iter().any(|(name, _)| *name == word)
    };
    let before = idx.checked_sub(1).map_or("", |before| atoms.word(before));
    is_joint(idx + 1) && is_name(idx + 2)
        || idx >= 2 && is_joint(idx - 1) && is_name(idx - 2)
        // "tue thu sat"
        || idx >= 1 && (is_name(idx - 1) || matches!(before, "except" | "not" | "no" | "excluding" | "besides"))
        || is_name(idx + 1)
        || part_at(atoms, idx + 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_name_them() {
        for (text, n_days, count) in [
            ("Mon-Fri", 5, None),
            ("Monday through Thursday", 4, None),
            ("Fri to Sun", 3, None),
            ("Tue/Thu", 2, None),
            ("Mo\u{2013}Fr", 5, None),
            ("Di, Do", 2, None),
            ("Mondays, Wednesdays and Fridays", 3, None),
            ("Tuesday and Thursday mornings", 2, None),
            ("two weekday evenings", 5, Some(2.0)),
            ("every weekend", 2, None),
            ("4 mornings", 7, Some(4.0)),
            ("Saturday or Sunday", 2, Some(1.0)),
            ("each working day", 5, None),
            ("every single day", 7, None),
            ("weekday evenings", 5, None),
            ("MWF", 3, None),
            ("Mon Wed Fri", 3, None),
            ("each of five days", 7, Some(5.0)),
            ("week-ends", 2, None),
            ("every wknd", 2, None),
        ] {
            let atoms = Atoms::new(text);
            let (slot, end) = slot_at(&atoms, 0).unwrap_or_else(|| panic!("{text} names days"));
            assert_eq!(end, atoms.len(), "{text}");
            assert_eq!((slot.days.len(), slot.count.map(|count| count.low)), (n_days, count), "{text}");
        }
        for (text, at, day) in [("2 hrs sat", 2, "Sat"), ("3h sun + 1h mon", 2, "Sun"), ("sat 90 min", 0, "Sat")] {
            let found = slot_at(&Atoms::new(text), at).map(|(slot, _)| slot.days);
            let (expected, _) = slot_at(&Atoms::new(day), 0).expect("it is a day");
            assert_eq!(found, Some(expected.days), "{text}");
        }
        for (text, at) in [
            ("in 90 days", 1),
            ("by Friday", 1),
            ("I sat there", 1),
            ("I sat 2 hours", 1),
            ("2 hours sat there", 2),
            ("the sun 2 hours", 1),
            ("takes 5 days", 1),
            ("the sun", 1),
            ("do so", 0),
        ] {
            assert_eq!(slot_at(&Atoms::new(text), at), None, "{text}");
        }
    }
}
