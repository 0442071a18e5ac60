//! In which part of the calendar hours exist: "until July", "from March on".

use std::ops::Range;

use backcast_core::{DaySpan, TextId};
use jiff::civil::Date;

use super::statement::Statement;
use crate::reading::atoms::Atoms;
use crate::reading::{CalendarWords, Context};

/// When the hours of a statement exist.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Period {
    Always,
    /// The last day is [`Date::MAX`] where none is named.
    During(DaySpan),
    /// A date is named that has to be asked, with the calendar's own question.
    Unknown(Option<String>),
}

/// The period of a statement; `before` is that of the one before it, behind
/// which "then" begins. `is_of_hours` tells that a date in a wish can only be
/// about the hours.
pub(super) fn of(
    atoms: &Atoms<'_>,
    statement: &Statement,
    calendar: &[CalendarWords],
    ctx: &Context,
    before: Option<DaySpan>,
    is_of_hours: bool,
) -> Period {
    // In a title the date is the deadline.
    if !is_of_hours && !matches!(ctx.text, TextId::Constraint(_) | TextId::Origin) {
        return Period::Always;
    }
    if statement.dates.is_empty() {
        let Some(before) = before.filter(|_| statement.is_then) else {
            return if statement.is_then { Period::Unknown(None) } else { Period::Always };
        };
        return match before.last.tomorrow() {
            Ok(first) if before.last < Date::MAX => Period::During(DaySpan { first, last: Date::MAX }),
            _ => Period::Unknown(None),
        };
    }
    let mut first = None;
    let mut last = None;
    let dates: Vec<&CalendarWords> = statement.dates.iter().filter_map(|&number| calendar.get(number)).collect();
    // "Till March when my shifts end": the known date says when that is.
    let is_known = dates.iter().any(|words| words.days.is_some());
    let is_aside = |words: &CalendarWords| {
        let before = words.atoms.start.checked_sub(1).map_or("", |at| atoms.word(at));
        is_known && words.days.is_none() && (before == "when" || atoms.word(words.atoms.start) == "when")
    };
    for words in dates.into_iter().filter(|words| !is_aside(words)) {
        let Some(days) = words.days else { return Period::Unknown(words.question.clone()) };
        let is_long = days.last > days.first;
        match edge(atoms, &words.atoms) {
            Edge::Until if is_long => last = days.first.yesterday().ok(),
            Edge::Until | Edge::Through => last = Some(days.last),
            Edge::Before => last = days.first.yesterday().ok(),
            Edge::From => first = Some(days.first),
            Edge::After => first = days.last.tomorrow().ok(),
            Edge::In => (first, last) = (Some(days.first), Some(days.last)),
            Edge::None => {}
        }
    }
    if first.is_none() && last.is_none() {
        return Period::Always;
    }
    let (first, last) = (first.unwrap_or(ctx.today), last.unwrap_or(Date::MAX));
    if first > last { Period::Unknown(None) } else { Period::During(DaySpan { first, last }) }
}

/// The atoms of a statement with those of its dates, where they are used.
pub(super) fn reach(statement: &Statement, calendar: &[CalendarWords], uses_dates: bool) -> Range<usize> {
    let own = statement.atoms.clone();
    if !uses_dates {
        return own;
    }
    statement
        .dates
        .iter()
        .filter_map(|&number| calendar.get(number))
        .fold(own, |reach, words| reach.start.min(words.atoms.start)..reach.end.max(words.atoms.end))
}

enum Edge {
    Until,
    Through,
    Before,
    From,
    After,
    In,
    None,
}

/// Which edge of a period the words before a date name.
fn edge(atoms: &Atoms<'_>, date: &Range<usize>) -> Edge {
    // "From 5 to 30 April" has its preposition in it.
    if matches!(atoms.word(date.start), "from" | "between") {
        return Edge::In;
    }
    let before = |ahead: usize| date.start.checked_sub(ahead).map_or("", |at| atoms.word(at));
    let behind = atoms.word(date.end);
    let word = if before(1) == "the" { before(2) } else { before(1) };
    match (word, behind) {
        ("on" | "in" | "at" | "around" | "of", _) if ends_until(atoms, date.start) => Edge::Until,
        ("until" | "till" | "til" | "bis", _) => Edge::Until,
        ("to", _) if matches!(before(2), "up") => Edge::Until,
        ("through" | "thru" | "to", _) => Edge::Through,
        ("before", _) => Edge::Before,
        ("after", _) => Edge::After,
        ("from" | "since" | "starting" | "beginning" | "ab" | "once", _) | (_, "on" | "onwards" | "onward") => {
            Edge::From
        }
        ("of" | "in", _) if matches!(before(2), "as" | "starting" | "beginning") => Edge::From,
        ("in" | "during" | "over" | "for" | "throughout" | "within", _) => Edge::In,
        _ => Edge::None,
    }
}

/// "Until my shifts end on 1 March": the words before a date say what ends then.
fn ends_until(atoms: &Atoms<'_>, date: usize) -> bool {
    const BACK_MAX: usize = 7;
    let mut before = (date.saturating_sub(BACK_MAX)..date).rev().take_while(|&at| !atoms.ends_clause(at, true));
    let ends = |at: usize| matches!(atoms.word(at), "end" | "ends" | "finish" | "finishes" | "stop" | "stops" | "over");
    before.by_ref().any(ends) && before.any(|at| matches!(atoms.word(at), "until" | "till" | "til"))
}
