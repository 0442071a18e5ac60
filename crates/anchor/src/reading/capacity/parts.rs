//! A text as the parts that matter for hours, in their order.

use std::ops::Range;

use backcast_core::Weekdays;

use super::clock::{Stretch, stretch_at};
use super::days::{Slot, SlotSort, one_slot_at, slot_at};
use super::exceptions::exception_at;
use super::idioms::{Idiom, idiom_at, is_label, limit_at, others_at};
use super::joints::{Joint, joint_at, starts_line};
use super::length::{Bounds, length_at, share_of_length_at, unit_at};
use super::marks::mark_at;
use super::rhythm::{Rate, bare_week_at, is_session, loose_week_at, rate_at, times_at};
use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::figure::{figure_at, range_at};
use crate::reading::wordlist::is_in;
use crate::reading::{CalendarWords, Taken};

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) atoms: Range<usize>,
    pub(super) kind: Kind,
}

/// The sorts of parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// "two hours", "6 hours a week".
    Length(Bounds, Option<Rate>),
    /// "half a day": nobody knows how many hours that is.
    DayLength,
    /// "6 to 7 am".
    Clock(Stretch),
    /// "3x", "three times a week".
    Times(Bounds, Option<Rate>),
    /// "a week" that belongs to no amount before it.
    Rate(Rate),
    /// "on Mondays", "two evenings a week".
    Slot(Slot),
    /// "except Fridays", "no weekends".
    Except(Weekdays),
    /// "before work", "a few hours".
    Idiom(Idiom),
    /// "only".
    Only,
    /// "at most".
    Limit,
    /// "each".
    Each,
    /// "each time": once for a weekend, whatever its days are.
    EachTime,
    /// "in total".
    Total,
    /// "each way".
    EachWay,
    /// "at a time", "per session".
    PerSession,
    /// "then", "afterwards", "later".
    Then,
    /// "otherwise", "the rest of the year".
    Otherwise,
    /// A number without a unit: "then 10".
    Number(Bounds),
    /// A stretch of the year that no calendar knows: "in the holidays".
    Season,
    /// Words of the calendar, by their place in the list.
    Date(usize),
    /// What parts one statement from the next.
    Break(Joint),
    /// A word that says nothing of its own: "I", "about".
    Filler,
    /// Any other word.
    Word,
}

/// Cuts a text into parts; what others took parts like a comma.
pub(super) fn cut(atoms: &Atoms<'_>, calendar: &[CalendarWords], taken: &Taken) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let dates: Vec<(usize, &CalendarWords)> =
        calendar.iter().enumerate().filter(|(_, words)| !is_no_date(atoms, &words.atoms)).collect();
    let mut idx = 0;
    while idx < atoms.len() {
        // A line break has no atom of its own.
        if starts_line(atoms, idx) {
            parts.push(Part { atoms: idx..idx, kind: Kind::Break(Joint::Stop) });
        }
        let date = dates.iter().find(|(_, words)| words.atoms.start == idx);
        let (kind, end) = if taken.any(&(idx..idx + 1)) {
            // The point behind "away 12-26 June." ends a sentence, whoever took it.
            let joint = if atoms.word(idx) == "." && !atoms.is_joined(idx) { Joint::Stop } else { Joint::Comma };
            (Kind::Break(joint), idx + 1)
        } else if let Some((number, words)) = date {
            // The point behind "by June." may be that of a sentence.
            let is_stop = words.atoms.len() > 1
                && atoms.word(words.atoms.end - 1) == "."
                && atoms.get(words.atoms.end).is_none_or(|next| next.kind == AtomKind::Digits || next.is_capital);
            (Kind::Date(*number), (words.atoms.end - usize::from(is_stop)).max(idx + 1))
        } else {
            part_at(atoms, idx, &parts)
        };
        // What reaches into a date or into what was taken is no part.
        let reaches =
            (idx + 1..end).any(|at| taken.any(&(at..at + 1)) || dates.iter().any(|(_, words)| words.atoms.start == at));
        let (kind, end) = if reaches { (plain(atoms, idx), idx + 1) } else { (kind, end) };
        parts.push(Part { atoms: idx..end.max(idx + 1), kind });
        idx = end.max(idx + 1);
    }
    ways_are_results(atoms, &mut parts);
    without_what_goes_off(atoms, &mut parts);
    days_of_nothing(&mut parts);
    only_times_beside_days(&mut parts);
    sessions_by_number(atoms, &mut parts);
    sessions_by_noun(atoms, &mut parts);
    parts
}

/// Whether words of the calendar only name days of the week, or a week beside the
/// minutes of "3 times the week 40 minutes".
fn is_no_date(atoms: &Atoms<'_>, words: &Range<usize>) -> bool {
    let names_days = slot_at(atoms, words.start).is_some_and(|(_, end)| end >= words.end);
    let is_week = matches!(atoms.word(words.start), "week" | "wk") && length_at(atoms, words.start + 1).is_some();
    names_days || is_week
}

fn part_at(atoms: &Atoms<'_>, idx: usize, before: &[Part]) -> (Kind, usize) {
    // "while the baby naps" says when, "while" alone parts statements.
    if let Some((idiom, end)) = others_at(atoms, idx) {
        return (Kind::Idiom(idiom), end);
    }
    if let Some((days, end)) = exception_at(atoms, idx) {
        return (Kind::Except(days), end);
    }
    if let Some((joint, end)) = joint_at(atoms, idx) {
        return (Kind::Break(joint), end);
    }
    if let Some(end) = limit_at(atoms, idx) {
        return (Kind::Limit, end);
    }
    if let Some(found) = labelled_at(atoms, idx, before) {
        return found;
    }
    if let Some((kind, end)) = mark_at(atoms, idx) {
        return (kind, end);
    }
    if let Some((stretch, end)) = stretch_at(atoms, idx) {
        return (Kind::Clock(stretch), end);
    }
    if let Some(found) = share_at(atoms, idx) {
        return found;
    }
    if let Some((hours, end)) = length_at(atoms, idx).filter(|_| !is_per_hour(atoms, idx, before)) {
        let (rate, end) = with_rate(atoms, end);
        return (Kind::Length(hours, rate), end);
    }
    if let Some(end) = edge_at(atoms, idx, before) {
        return (Kind::Idiom(Idiom::Sometime), end);
    }
    if let Some((idiom, end)) = idiom_at(atoms, idx) {
        // "a few hours a week" stays unknown, and its stretch with it.
        let end = if idiom == Idiom::Vague { with_rate(atoms, end).1 } else { end };
        return (Kind::Idiom(idiom), end);
    }
    if let Some(end) = day_length_at(atoms, idx) {
        let (rate, end) = with_rate(atoms, end);
        return match explained_length_at(atoms, end) {
            Some((hours, end)) => (Kind::Length(hours, rate), end),
            None => (Kind::DayLength, end),
        };
    }
    if let Some((times, end)) = times_at(atoms, idx) {
        let (rate, end) = match bare_week_at(atoms, end) {
            Some((rate, end)) => (Some(rate), end),
            None => with_rate(atoms, end),
        };
        return (Kind::Times(times, rate), end);
    }
    if let Some(found) = days_at(atoms, idx) {
        return found;
    }
    if let Some((rate, end)) = rate_at(atoms, idx) {
        return (Kind::Rate(rate), end);
    }
    if let Some(range) = range_at(atoms, idx) {
        return (Kind::Number(Bounds { low: range.low, high: range.high }), range.atoms.end);
    }
    (plain(atoms, idx), idx + 1)
}

/// Longer than anybody works in a day: hours of their own that many are of a week.
const DAY_HOURS_MAX: f64 = 16.0;

/// "20 % of my 40-hour week", "half of my 20 hours".
fn share_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Kind, usize)> {
    let share = share_of_length_at(atoms, idx)?;
    let (rate, end) = match bare_week_at(atoms, share.end) {
        Some((rate, end)) => (Some(rate), end),
        None => with_rate(atoms, share.end),
    };
    // "Half of my 60 hours of flight training" are those of something.
    let is_of_nothing = atoms
        .get(end)
        .is_none_or(|next| next.kind == AtomKind::Sign || is_in("for and so but on to each", next.text.as_str()));
    let is_of_week = share.is_mine && is_of_nothing && share.whole.low > DAY_HOURS_MAX;
    let rate = rate.or(is_of_week.then_some(Rate::Weekly(1.0)))?;
    Some((Kind::Length(share.whole.scaled(share.part), Some(rate)), end))
}

/// Days, with the stretch in which counted ones come: "two evenings a week".
fn days_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Kind, usize)> {
    if let Some((slot, end)) = one_or_two_at(atoms, idx)
        && let Some((Rate::Weekly(times), end)) = rate_at(atoms, end)
    {
        return Some((Kind::Slot(Slot { share: slot.share * times, ..slot }), end));
    }
    // "every day" and "each week" are rates, "every evening" is both alike.
    let (slot, end) = slot_at(atoms, idx)?;
    let is_counted = slot.count.is_some() || slot.sort == SlotSort::Some;
    match with_rate(atoms, end) {
        (Some(Rate::Weekly(times)), end) if is_counted => {
            Some((Kind::Slot(Slot { share: slot.share * times, ..slot }), end))
        }
        _ => Some((Kind::Slot(slot), end)),
    }
}

/// "an evening", "an evening or two", where a stretch follows.
fn one_or_two_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Slot, usize)> {
    let (slot, end) = one_slot_at(atoms, idx)?;
    let more = figure_at(atoms, end + 1).filter(|more| atoms.word(end) == "or" && (2.0..=7.0).contains(&more.value));
    Some(match more {
        Some(more) => (Slot { count: Some(Bounds { low: 1.0, high: more.value }), ..slot }, more.atoms.end),
        None => (slot, end),
    })
}

/// The rate behind an amount, if one follows at once or after a word that says
/// nothing.
fn with_rate(atoms: &Atoms<'_>, end: usize) -> (Option<Rate>, usize) {
    let skips = |at: usize| {
        is_in(
            "or so of work time study studying working available free max maximum roughly on average \
            together total in most at tops practice writing reading training learning sessions \
            session blocks slots . it this each every",
            atoms.word(at),
        ) && rate_at(atoms, at).is_none()
    };
    if let Some((rate, behind)) = loose_week_at(atoms, end) {
        return (Some(rate), behind);
    }
    let mut at = end;
    loop {
        if let Some((rate, behind)) = rate_at(atoms, at).filter(|_| at == end || atoms.word(at - 1) != "in") {
            return (Some(rate), behind);
        }
        if at >= end + 3 || !skips(at) || slot_at(atoms, at).is_some() {
            return (None, end);
        }
        at += 1;
    }
}

/// "20 EUR an hour", "400 words an hour": a rate of something else.
fn is_per_hour(atoms: &Atoms<'_>, idx: usize, before: &[Part]) -> bool {
    let is_number = |part: &Part| matches!(part.kind, Kind::Number(_));
    matches!(atoms.word(idx), "a" | "an")
        && match before {
            [.., last] if is_number(last) => true,
            [.., number, unit] => is_number(number) && matches!(unit.kind, Kind::Word | Kind::Filler),
            _ => false,
        }
}

/// "evenings after 9": a bare hour behind days.
fn edge_at(atoms: &Atoms<'_>, idx: usize, before: &[Part]) -> Option<usize> {
    let is_behind_days = matches!(before.last(), Some(Part { kind: Kind::Slot(_), .. }));
    if !is_behind_days || !matches!(atoms.word(idx), "after" | "before" | "until" | "till" | "from") {
        return None;
    }
    let hour = figure_at(atoms, idx + 1).filter(|figure| !figure.is_ordinal && (1.0..=24.0).contains(&figure.value))?;
    let is_last = atoms
        .get(hour.atoms.end)
        .is_none_or(|next| next.kind == AtomKind::Sign || matches!(next.text.as_str(), "on" | "only"));
    is_last.then_some(hour.atoms.end)
}

/// "half a day", "a full day", "1.5 days": not "two days", which are counted.
fn day_length_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let at = match (atoms.word(idx), atoms.word(idx + 1)) {
        ("a" | "one", "full" | "whole" | "half") => idx + 2,
        ("all", "day") => return Some(idx + 2),
        _ => figure_at(atoms, idx).filter(|figure| figure.value.fract() > 0.0 && figure.value < 7.0)?.atoms.end,
    };
    matches!(atoms.word(at), "day" | "days" | "morning" | "afternoon").then_some(at + 1)
}

/// "(8 hours)", "= 8 hours", ", 8 hours" behind a day: how long it is.
fn explained_length_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Bounds, usize)> {
    let closing = match atoms.word(idx) {
        "(" => ")",
        "=" | "," | ":" => "",
        _ => return None,
    };
    let (hours, end) = length_at(atoms, idx + 1)?;
    let is_closed = !closing.is_empty() && atoms.word(end) == closing;
    (closing.is_empty() || is_closed).then_some((hours, end + usize::from(is_closed)))
}

/// "Hours per week: 12", "hours/week = 10-12", "weekly hours about 10".
fn labelled_at(atoms: &Atoms<'_>, idx: usize, before: &[Part]) -> Option<(Kind, usize)> {
    let is_behind_number = matches!(before.last(), Some(Part { kind: Kind::Number(_), .. }));
    if is_behind_number || !is_label(atoms, idx) {
        return None;
    }
    let mut at = idx + 1;
    let skips =
        |at: usize| matches!(atoms.word(at), "available" | "free" | "for" | "this" | "planned" | "i" | "have" | "can");
    while skips(at) {
        at += 1;
    }
    let rate = rate_at(atoms, at);
    at = rate.as_ref().map_or(at, |(_, end)| *end);
    let is_weekly = matches!(before.last(), Some(Part { kind: Kind::Rate(Rate::Weekly(_)), .. }));
    if rate.is_none() && !is_weekly {
        return None;
    }
    let is_mark = |at: usize| {
        matches!(
            atoms.word(at),
            ":" | "="
                | "-"
                | "\u{2013}"
                | "*"
                | "|"
                | "is"
                | "are"
                | "about"
                | "around"
                | "roughly"
                | "ca"
                | "~"
                | "available"
                | "\u{2248}"
        )
    };
    while is_mark(at) {
        at += 1;
    }
    let range = range_at(atoms, at).filter(|range| unit_at(atoms, range.atoms.end).is_none())?;
    let rate = rate.map_or(Rate::Weekly(1.0), |(rate, _)| rate);
    Some((Kind::Length(Bounds { low: range.low, high: range.high }, Some(rate)), range.atoms.end))
}

/// A word without a meaning of its own here, or any other word.
fn plain(atoms: &Atoms<'_>, idx: usize) -> Kind {
    const FILLERS: &str = "mine now abt the a an i im ill we id of on in at for with about around roughly approximately approx ca \
        circa just me my us our is are time free available availability have ive has can could it \
        this that work working study spend to do be best mostly usually also another maybe perhaps \
        probably ideally realistically total together altogether got get there which during every \
        some least more over if as well put give set aside plan dedicate invest devote reserve per \
        long from until by am pm day hours somewhere not only capacity say solid steady decent comfortable good firm";
    let Some(atom) = atoms.get(idx) else { return Kind::Filler };
    match atom.kind {
        AtomKind::Sign => Kind::Filler,
        AtomKind::Word if is_in(FILLERS, atom.text.as_str()) => Kind::Filler,
        AtomKind::Digits | AtomKind::Word => Kind::Word,
    }
}

/// "From 5h to 2h a day", "5h \u{2192} 2h": the way of a result, and no hours that
/// there are.
fn ways_are_results(atoms: &Atoms<'_>, parts: &mut [Part]) {
    let is_to = |part: &Part| {
        matches!(part.kind, Kind::Filler | Kind::Word)
            && matches!(atoms.word(part.atoms.start), "to" | "down" | "\u{2192}" | ">" | "\u{21d2}" | "instead" | "of")
            || part.kind == Kind::Break(Joint::Aside) && atoms.word(part.atoms.start) == "-"
    };
    let lengths: Vec<usize> = (0..parts.len()).filter(|&at| matches!(parts[at].kind, Kind::Length(..))).collect();
    for pair in lengths.windows(2) {
        let between = &parts[pair[0] + 1..pair[1]];
        let is_way = !between.is_empty() && between.len() <= 3 && between.iter().all(is_to);
        // "2 hours - 3 hours" is a range.
        let is_dash = between.iter().all(|part| matches!(part.kind, Kind::Break(_)));
        if is_way && !is_dash {
            for part in &mut parts[pair[0]..=pair[1]] {
                part.kind = Kind::Word;
            }
        }
    }
}

/// "8 hours a week minus 2 for choir": what is left of them.
fn without_what_goes_off(atoms: &Atoms<'_>, parts: &mut Vec<Part>) {
    let mut at = 0;
    while at < parts.len() {
        let Kind::Length(hours, rate) = parts[at].kind else {
            at += 1;
            continue;
        };
        let unit = parts[at].atoms.clone().find_map(|idx| unit_at(atoms, idx)).map_or(1.0, |(unit, _)| unit);
        let minus = at + 1 + usize::from(parts.get(at + 1).is_some_and(|part| part.kind == Kind::Break(Joint::Comma)));
        let is_minus =
            parts.get(minus).is_some_and(|part| matches!(atoms.word(part.atoms.start), "minus" | "less" | "\u{2212}"));
        let off = parts.get(minus + 1).filter(|_| is_minus).and_then(|part| match part.kind {
            Kind::Number(number) => Some(number.scaled(unit)),
            Kind::Length(length, own) if own.is_none() || own == rate => Some(length),
            _ => None,
        });
        if let Some(off) = off.filter(|off| off.high < hours.low) {
            let end =
                (minus + 2..parts.len()).find(|&at| matches!(parts[at].kind, Kind::Break(_))).unwrap_or(parts.len());
            let left = Bounds { low: hours.low - off.high, high: hours.high - off.low };
            parts[at] = Part { atoms: parts[at].atoms.start..parts[end - 1].atoms.end, kind: Kind::Length(left, rate) };
            parts.drain(at + 1..end);
        }
        at += 1;
    }
}

/// "Fri: 0, Sat: 2h": a day with nothing is excepted.
fn days_of_nothing(parts: &mut Vec<Part>) {
    let mut at = 0;
    while at + 1 < parts.len() {
        let colon = usize::from(parts[at + 1].kind == Kind::Break(Joint::Aside));
        let nothing = parts.get(at + 1 + colon).map(|part| &part.kind);
        let is_nothing = matches!(nothing, Some(Kind::Number(number) | Kind::Length(number, _)) if number.high <= 0.0);
        if let Kind::Slot(slot) = &parts[at].kind
            && is_nothing
            && slot.count.is_none()
        {
            let atoms = parts[at].atoms.start..parts[at + 1 + colon].atoms.end;
            parts[at] = Part { atoms, kind: Kind::Except(slot.days) };
            parts.drain(at + 1..at + 2 + colon);
        }
        at += 1;
    }
}

/// "9-13" is a time only where the sentence names days.
fn only_times_beside_days(parts: &mut [Part]) {
    let mut start = 0;
    while start < parts.len() {
        let is_stop = |part: &Part| part.kind == Kind::Break(Joint::Stop);
        let end = parts[start..].iter().position(is_stop).map_or(parts.len(), |at| start + at + 1);
        let names_days = parts[start..end].iter().any(|part| {
            matches!(&part.kind, Kind::Slot(_) | Kind::Idiom(Idiom::Workdays) | Kind::Rate(Rate::Daily(_)))
        });
        if !names_days {
            for part in &mut parts[start..end] {
                if matches!(part.kind, Kind::Clock(Stretch { is_bare: true, .. })) {
                    part.kind = Kind::Word;
                }
            }
        }
        start = end;
    }
}

/// "three 90-minute sessions a week", "4 two-hour blocks": the number counts the
/// sessions, and the stretch belongs to them.
fn sessions_by_number(atoms: &Atoms<'_>, parts: &mut [Part]) {
    for at in 1..parts.len() {
        let Kind::Number(count) = parts[at - 1].kind else { continue };
        let Kind::Length(hours, rate) = parts[at].kind else { continue };
        let behind = parts[at].atoms.end;
        // "Two 40-minute runs": a length of one unit before whatever is counted.
        let is_adjective = matches!(atoms.word(behind - 1), "hour" | "hr" | "h" | "minute" | "min");
        let names_sessions = parts[at].atoms.clone().any(|idx| is_session(atoms.word(idx)))
            || is_session(atoms.word(behind))
            || is_adjective && is_plural(atoms, behind);
        if names_sessions && count.high <= 50.0 {
            parts[at - 1].kind = Kind::Times(count, rate);
            parts[at].kind = Kind::Length(hours, None);
        }
    }
    // "Two evenings of three hours a week": the stretch is that of the evenings.
    for at in 2..parts.len() {
        let is_of = matches!(atoms.word(parts[at - 1].atoms.start), "of" | "x" | "\u{e0}" | "@" | "with" | "for");
        let Kind::Length(hours, Some(Rate::Weekly(times))) = parts[at].kind else { continue };
        if let Kind::Slot(Slot { count: Some(_), share, .. }) = &mut parts[at - 2].kind
            && is_of
        {
            *share *= times;
            parts[at].kind = Kind::Length(hours, None);
        }
    }
}

/// Whether something is counted by a word: "runs", "flights".
fn is_plural(atoms: &Atoms<'_>, idx: usize) -> bool {
    let word = atoms.word(idx);
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && plain(atoms, idx) == Kind::Word
}

/// "2 flights a week at 1.5 hours", "4 runs a week, 4 hours in total": whatever is
/// counted by the week is a session where the words say how long each of them is, or
/// all of them; "2 books a month, 3 hours" says neither.
fn sessions_by_noun(atoms: &Atoms<'_>, parts: &mut [Part]) {
    for at in 2..parts.len() {
        let (Kind::Number(count), Kind::Rate(rate @ Rate::Weekly(_))) = (&parts[at - 2].kind, &parts[at].kind) else {
            continue;
        };
        let (count, rate) = (*count, *rate);
        // "2 races a year at 3 hours" are no time of a week.
        let is_often = matches!(rate, Rate::Weekly(times) if times > 0.2);
        let is_noun = parts[at - 1].kind == Kind::Word && is_plural(atoms, parts[at - 1].atoms.start);
        let is_sane = count.low >= 1.0 && count.high <= 14.0;
        if is_noun && is_often && is_sane && says_how_long(atoms, &parts[at + 1..]) {
            parts[at - 2].kind = Kind::Times(count, Some(rate));
            parts[at].kind = Kind::Filler;
        }
    }
}

/// Whether the next length in the sentence is that of each, "at 1.5 hours", "an hour
/// each", or of all, "4 hours in total".
fn says_how_long(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    let is_stop = |part: &Part| part.kind == Kind::Break(Joint::Stop);
    let end = parts.iter().position(is_stop).unwrap_or(parts.len());
    let Some(length) = parts[..end].iter().position(|part| matches!(part.kind, Kind::Length(..))) else { return false };
    let is_of = length.checked_sub(1).is_some_and(|before| {
        matches!(atoms.word(parts[before].atoms.start), "of" | "x" | "\u{d7}" | "\u{e0}" | "@" | "at" | "for")
    });
    let is_each = matches!(
        parts.get(length + 1).map(|part| &part.kind),
        Some(Kind::Each | Kind::EachTime | Kind::EachWay | Kind::PerSession | Kind::Total)
    );
    matches!(parts[length].kind, Kind::Length(_, None)) && (is_of || is_each)
}
