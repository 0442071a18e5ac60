//! Where one stands: what is there, done, possible or missing today.

mod clauses;
mod kind;
#[cfg(test)]
mod tests;

use std::ops::Range;

use backcast_core::{Meaning, State, StateKind, Stretch, TextId};

pub(super) use self::clauses::clauses;
pub(crate) use self::kind::is_history;
use self::kind::kind;
use super::atoms::{AtomKind, Atoms};
use super::measure::context::has;
use super::measure::{Unit, terms};
use super::money::is_wish;
use super::quantities::{is_of_others, is_present, is_test, unit};
use super::way::{Way, ways};
use super::{CalendarWords, Context, Found, Taken};

/// Reads where one stands.
///
/// In texts about the origin and the skills each clause is a state if it has a
/// number or a word for what is there, done, possible or missing. In what is
/// wanted only numbers count that words put into the present and that nothing
/// wanted was joined with. Nothing is concluded: "15 miles a week" says nothing
/// about a half marathon.
pub(crate) fn states(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> Vec<Found> {
    let (terms, _) = terms(atoms, ctx, calendar, &Taken::new(atoms));
    let all = ways(atoms, &terms, false);
    let mut found = Vec::new();
    if is_present(ctx.text) && ctx.text != TextId::Budget {
        let mut rest = all.as_slice();
        for clause in clauses(atoms, &all) {
            let n_here = rest.iter().take_while(|way| way.atoms.start < clause.end).count();
            let (here, later) = rest.split_at(n_here);
            rest = later;
            let is_past = matches!(ctx.text, TextId::BlockedBefore(_));
            // "(about N4) two years ago" is a date.
            let is_date =
                calendar.iter().any(|words| words.atoms.start <= clause.start && clause.end <= words.atoms.end);
            if is_past && here.is_empty() || is_date || has_other_subject(atoms, &clause) {
                continue;
            }
            of_clause(atoms, &clause, here, is_past, taken, &mut found);
        }
    } else if is_wish(ctx.text) {
        let now: Vec<&Way> = all
            .iter()
            .filter(|way| way.is_now && !matches!(way.unit, Unit::Money(_)) && !taken.any(&way.number))
            .collect();
        for way in now {
            take(taken, way);
            found.push(state(atoms, way, way.atoms.clone(), StateKind::Has));
        }
        found.extend(levels_now(atoms, taken));
    }
    found
}

/// Levels at which one stands, beside others that are wanted: "B2, A2 now",
/// "from A2 to B2".
fn levels_now(atoms: &Atoms<'_>, taken: &mut Taken) -> Vec<Found> {
    let levels: Vec<usize> = (0..atoms.len()).filter(|&at| is_level_at(atoms, at)).collect();
    if levels.len() < 2 {
        return Vec::new();
    }
    let now = ["now", "currently", "today", "already", "current", "presently"];
    let is_now = |at: usize| {
        let before = |ahead: usize| at.checked_sub(ahead).map_or("", |at| atoms.word(at));
        let is_from = before(1) == "from" || atoms.word(at + 2) == "to" && is_level_at(atoms, at + 3);
        let is_arrow = matches!(atoms.word(at + 2), "\u{2192}" | ">")
            || atoms.starts_with(at + 2, &["-", ">"]) && is_level_at(atoms, at + 4);
        let is_said = (1..=3)
            .take_while(|&ahead| at >= ahead && !atoms.ends_clause(at - ahead, true))
            .any(|ahead| now.contains(&before(ahead)) || matches!(before(ahead), "am" | "im" | "have"));
        let is_behind = now.contains(&atoms.word(at + 2))
            || atoms.starts_with(at + 2, &["at", "the", "moment"])
            || atoms.starts_with(at + 2, &["right", "now"])
            || atoms.starts_with(at + 2, &["so", "far"]);
        is_from || is_arrow || is_said || is_behind
    };
    let standing: Vec<usize> = levels.iter().copied().filter(|&at| is_now(at)).collect();
    if standing.len() == levels.len() {
        return Vec::new();
    }
    standing
        .into_iter()
        .map(|at| {
            let place = at..at + 2;
            taken.take(&place);
            let what = format!("{}{}", atoms.word(at), atoms.word(at + 1));
            let state = State { what, value: None, unit: String::new(), per: None, total: None, kind: StateKind::Has };
            Found { atoms: place, meaning: Meaning::State(state), question: None }
        })
        .collect()
}

/// Whether a level of a language begins at an atom: "B2", "N3".
fn is_level_at(atoms: &Atoms<'_>, at: usize) -> bool {
    let highest = if atoms.word(at) == "n" { "5" } else { "2" };
    matches!(atoms.word(at), "a" | "b" | "c" | "n")
        && atoms.get(at).is_some_and(|atom| atom.is_capital)
        && atoms.is_joined(at)
        && atoms.word(at + 1).len() == 1
        && ("1"..=highest).contains(&atoms.word(at + 1))
}

fn take(taken: &mut Taken, way: &Way) {
    for piece in &way.pieces {
        taken.take(piece);
    }
}

/// The states of one clause.
fn of_clause(
    atoms: &Atoms<'_>,
    clause: &Range<usize>,
    ways: &[Way],
    is_past: bool,
    taken: &mut Taken,
    found: &mut Vec<Found>,
) {
    let sort = |span: &Range<usize>| kind(atoms, span).map(|kind| if is_past { StateKind::Was } else { kind });
    let is_free = |way: &Way| !taken.any(&way.number);
    let counted: Vec<&Way> = ways.iter().filter(|way| is_free(way) && is_state(atoms, clause, way)).collect();
    if counted.is_empty() {
        if let Some(share) = share(atoms, clause) {
            let what = words(atoms, clause, &[]);
            let kind = sort(clause).unwrap_or(StateKind::Done);
            let state = State { what, value: Some(share), unit: "%".into(), per: None, total: None, kind };
            found.push(Found { atoms: clause.clone(), meaning: Meaning::State(state), question: None });
        } else if let Some(kind) = sort(clause).filter(|_| !is_past) {
            let read: Vec<Range<usize>> =
                ways.iter().filter(|way| !is_free(way)).map(|way| way.atoms.clone()).collect();
            let what = words(atoms, clause, &read);
            if !what.is_empty() {
                let state = State { what, value: None, unit: String::new(), per: None, total: None, kind };
                found.push(Found { atoms: clause.clone(), meaning: Meaning::State(state), question: None });
            }
        }
        return;
    }
    let mut start = clause.start;
    for (at, way) in counted.iter().enumerate() {
        let end = if at + 1 == counted.len() { clause.end } else { way.atoms.end };
        let span = start.min(way.atoms.start)..end.max(way.atoms.end);
        let kind =
            sort(&span).or_else(|| sort(clause)).unwrap_or(if is_past { StateKind::Was } else { StateKind::Has });
        take(taken, way);
        found.push(state(atoms, way, span.clone(), kind));
        start = span.end;
    }
}

fn state(atoms: &Atoms<'_>, way: &Way, span: Range<usize>, kind: StateKind) -> Found {
    let (unit, scale) = unit(atoms, way);
    let what = words(atoms, &span, std::slice::from_ref(&(way.number.start..way.number.end)));
    let is_negative = way.number.start.checked_sub(1).is_some_and(|at| {
        matches!(atoms.word(at), "-" | "\u{2212}") && atoms.is_joined(at) && (at == 0 || !atoms.is_joined(at - 1))
    });
    let value = scale * if is_negative { -way.to } else { way.to };
    let state =
        State { what, value: Some(value), unit, per: way.per, total: way.total.map(|total| total * scale), kind };
    let question = doubt(&state, atoms.quote(&span));
    Found { atoms: span, meaning: Meaning::State(state), question }
}

/// What is asked where a number cannot be as it stands.
fn doubt(state: &State, quote: &str) -> Option<String> {
    let value = state.value?;
    let hours_max = match state.per {
        Some(Stretch::Day) => 24.0,
        Some(Stretch::Week) => 168.0,
        Some(Stretch::Month) => 744.0,
        _ => f64::INFINITY,
    };
    let ask = |question: &str| Some(format!("\u{201c}{quote}\u{201d}: {question}"));
    if value < 0.0 && !state.unit.starts_with('\u{b0}') && state.unit != "degree" {
        ask("a number below zero cannot be right. How much is there?")
    } else if state.total.is_some_and(|total| value > total) {
        ask("that is more than there is in all. How much is done?")
    } else if state.unit == "hour" && value > hours_max {
        ask("there are not so many hours. How many are meant?")
    } else if state.unit == "%" && value > 100.0 && state.kind == StateKind::Done {
        ask("more than all cannot be done. How much is?")
    } else {
        None
    }
}

/// Whether a number tells where one stands. Money has its own reader; spans of
/// time do only as experience, and minutes and hours as results.
fn is_state(atoms: &Atoms<'_>, clause: &Range<usize>, way: &Way) -> bool {
    let end = way.atoms.end;
    if matches!(way.unit, Unit::Money(_)) || is_of_others(atoms, way) {
        return false;
    }
    match &way.unit {
        Unit::Measure(measure) => match measure.name {
            "day" | "week" | "month" | "year" | "night" => {
                let is_gone = has(atoms, end..end + 2, &["ago", "before", "old", "later"])
                    || has(atoms, clause.clone(), &["takes", "took", "every", "over", "lived", "live"]);
                let is_experience = has(atoms, end..end + 2, &["as", "of", "in", "experience", "sober", "clean", "at"])
                    || has(atoms, clause.clone(), &["experience", "streak", "sober", "for"]);
                !is_gone && is_experience || way.total.is_some()
            }
            "minute" | "hour" => {
                let names = [
                    "sleep", "asleep", "plank", "hold", "marathon", "run", "screen", "race", "pb", "best", "takes",
                    "average", "meditate", "recorded", "time", "km", "k",
                ];
                way.atoms.len() > 2 && has(atoms, way.number.clone(), &[":"])
                    || has(atoms, clause.clone(), &names)
                    || way.total.is_some()
                    || way.per == Some(Stretch::Week) && way.to > 168.0
            }
            _ => true,
        },
        Unit::Noun(_) => !has(atoms, end..end + 1, &["takes", "needs", "costs"]),
        Unit::Bare => {
            way.is_now
                || way.per.is_some()
                || way.total.is_some()
                || is_test(atoms, way)
                || !unit(atoms, way).0.is_empty()
                || has(atoms, clause.clone(), BARE_VERBS)
        }
        _ => true,
    }
}

/// Verbs with which a bare number is something that one can do or has done.
#[rustfmt::skip]
const BARE_VERBS: &[&str] = &[
    "squat", "bench", "deadlift", "press", "score", "scored", "done", "written", "sold", "finished", "read", "weigh",
    "can", "manage", "elo", "rating", "best", "pb",
];

/// Words with which a share is one of the work.
#[rustfmt::skip]
const SHARE_WORDS: &[&str] = &[
    "done", "finished", "written", "complete", "completed", "read", "built", "ready", "painted", "through", "there",
    "draft", "drafted", "cover", "covered", "packed", "knitted", "of",
];

/// "Half of it is done", "the analysis is half done", "two thirds finished": as
/// percent.
fn share(atoms: &Atoms<'_>, clause: &Range<usize>) -> Option<f64> {
    if !has(atoms, clause.clone(), SHARE_WORDS) && !has(atoms, clause.clone(), &["halfway"]) {
        return None;
    }
    clause.clone().find_map(|at| match (atoms.word(at), atoms.word(at + 1)) {
        ("half", "marathon" | "marathons" | "a" | "an") => None,
        ("half" | "halfway", _) => Some(50.0),
        ("a" | "one", "third") => Some(100.0 / 3.0),
        ("two", "thirds") => Some(200.0 / 3.0),
        ("a" | "one", "quarter") => Some(25.0),
        ("three", "quarters") => Some(75.0),
        _ => None,
    })
}

/// People who are not the one who writes.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "sister", "brother", "friend", "wife", "husband", "mother", "father", "mum", "mom", "dad", "boss", "colleague",
    "coach", "neighbor", "neighbour", "partner", "teacher", "competitor", "competitors", "trainer", "doctor",
    "director",
];

/// Whether a clause speaks of somebody else: "my sister runs 10 km".
fn has_other_subject(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    let first = atoms.word(clause.start);
    let is_person = matches!(first, "my" | "a" | "the" | "our")
        && OTHERS.contains(&atoms.word(clause.start + 1))
        && atoms.word(clause.start + 2) != "and";
    is_person
        || matches!(first, "he" | "she" | "they")
        || OTHERS.contains(&first) && atoms.get(clause.start).is_some_and(|atom| atom.kind == AtomKind::Word)
}

/// Whether digits follow letters at once: the 1 of "A1".
fn is_code_part(atoms: &Atoms<'_>, at: usize) -> bool {
    at > 0
        && atoms.is_joined(at - 1)
        && atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits)
        && atoms.get(at - 1).is_some_and(|before| before.kind == AtomKind::Word)
}

/// Words without weight at the ends of a state.
#[rustfmt::skip]
const SMALL_WORDS: &[&str] = &[
    "the", "a", "an", "and", "with", "at", "of", "in", "on", "is", "are", "about", "only", "just", "so", "far", "now",
    "today", "currently", "for", "but", "also", "by", "to", "from", "already", "maybe", "roughly", "around", "or",
];

/// The words of a clause in lower case, without figures and without the small
/// words at its ends.
fn words(atoms: &Atoms<'_>, clause: &Range<usize>, left_out: &[Range<usize>]) -> String {
    let is_out = |at: usize| left_out.iter().any(|out| out.contains(&at));
    let kept: Vec<usize> = clause
        .clone()
        .filter(|&at| {
            atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word || atom.kind == AtomKind::Digits)
                && !is_out(at)
        })
        .filter(|&at| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word) || is_code_part(atoms, at))
        .collect();
    let is_small = |at: usize| SMALL_WORDS.contains(&atoms.word(at)) && !is_code_part(atoms, at + 1);
    let first = kept.iter().position(|&at| !is_small(at)).unwrap_or(kept.len());
    let last = kept.iter().rposition(|&at| !is_small(at)).map_or(first, |at| at + 1);
    let mut text = String::new();
    for &at in &kept[first..last] {
        let is_code = atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits);
        if !text.is_empty() && !is_code {
            text.push(' ');
        }
        text.push_str(atoms.word(at));
    }
    text
}
