//! What words like "today" and "currently" make of a number.

use super::super::atoms::Atoms;
use super::super::measure::context::{clause, sentence};
use super::super::measure::{Term, Unit};
use super::{Way, together};

/// Words of the present.
#[rustfmt::skip]
const NOW: &[&str] = &[
    "now", "today", "currently", "current", "presently", "already", "baseline", "todays", "starting", "started",
    "atm", "nowadays", "start",
];
/// Phrases of the present.
const NOW_PHRASES: &[&[&str]] = &[
    &["so", "far"],
    &["at", "the", "moment"],
    &["at", "present"],
    &["right", "now"],
    &["im", "at"],
    &["i", "am", "at"],
    &["i", "weigh"],
    &["i", "can", "do"],
    &["we", "are", "at"],
    &["were", "at"],
    &["i", "have"],
    &["we", "have"],
    &["im"],
    &["status", "quo"],
    &["as", "of", "today"],
    &["i", "manage"],
    &["weve", "got"],
    &["ive", "got"],
    &["weve", "already"],
    &["ive", "already"],
    &["already", "got"],
    &["last", "one"],
    &["last", "time"],
    &["last", "race"],
    &["last", "year"],
    &["my", "best"],
    &["personal", "best"],
    &["pb"],
    &["previously"],
];
/// Words behind which stands what is to be.
#[rustfmt::skip]
const WANTED: &[&str] = &["needs", "need", "should", "must", "want", "wants", "target", "goal", "aim"];
/// What may stand between such a word and its number.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "i", "am", "im", "is", "its", "it", "at", "with", "have", "about", "around", "~", ":", "only", "just", "the",
    "weigh", "best", "can", "do", "we", "are", "of", "was", "has", "roughly", "my", "on", "=", "a", "were", "manage",
    "run", "from", "max", "maximum", "record", "pb", "pr", "personal", "level", "weight",
    "got",
];

/// Marks the ways of a single number that words say are so today.
pub(super) fn mark(atoms: &Atoms<'_>, ways: &mut [Way]) {
    for idx in 0..ways.len() {
        let (start, end) = (ways[idx].atoms.start, ways[idx].atoms.end);
        let floor = idx.checked_sub(1).map_or(0, |before| ways[before].atoms.end);
        let ceiling = ways.get(idx + 1).map_or(atoms.len(), |next| next.atoms.start);
        if ways[idx].from.is_some() {
            continue;
        }
        let limit = clause(atoms, start.saturating_sub(usize::from(start > 0)), true).start.max(floor);
        let near = (limit..start).rev().find(|&at| !BETWEEN.contains(&atoms.word(at)));
        let is_before = near.is_some_and(|at| is_now_at(atoms, at))
            || (limit..start).any(|at| {
                !matches!(atoms.word(at.wrapping_sub(1)), "until" | "when" | "once" | "if" | "till")
                    && NOW_PHRASES.iter().any(|phrase| {
                        atoms.starts_with(at, phrase)
                            && (at + phrase.len()..start).all(|at| BETWEEN.contains(&atoms.word(at)))
                    })
            });
        // "24 books, 5 done", "25,000 – have 4,000".
        let is_bare = ways[idx].unit == Unit::Bare && idx > 0;
        let is_done = is_bare && matches!(atoms.word(end), "done" | "finished" | "written" | "read" | "saved");
        let have = near.filter(|&at| {
            at + 1 < atoms.len() && idx > 0 && matches!(atoms.word(at), "-" | "\u{2013}" | "\u{2014}" | "," | ";" | "(")
        });
        let is_had = have.is_some_and(|at| matches!(atoms.word(at + 1), "have" | "got" | "has"))
            || start > 1
                && idx > 0
                && matches!(atoms.word(start - 1), "have" | "got")
                && atoms.ends_clause(start - 2, true);
        // "Got 41k words and it needs to be 85,000": what is wanted follows.
        let has = |at: usize| matches!(atoms.word(at), "have" | "got" | "has");
        let is_first_had = idx == 0
            && near.is_some_and(|at| has(at) || has(at + 1))
            && (end..ceiling).any(|at| WANTED.contains(&atoms.word(at)))
            && ceiling < atoms.len();
        let behind = end + usize::from(atoms.word(end) == "(");
        // "180 today 170": the word belongs to the number behind it.
        let is_behind = behind < ceiling
            && phrase_at(atoms, behind)
                .is_some_and(|len| behind + len != ceiling || atoms.ends_clause(behind + len, true));
        let is_there = behind == end && exists_at(atoms, end);
        ways[idx].is_now = is_before
            || is_there
            || is_done
            || is_had
            || is_first_had
            || is_behind && (behind > end || !atoms.ends_clause(end, true));
    }
}

fn is_now_at(atoms: &Atoms<'_>, at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).is_some_and(|from| phrase_at(atoms, from).is_some_and(|len| len == n + 1));
    NOW.contains(&atoms.word(at)) && atoms.word(at.wrapping_sub(1)) != "from" || back(1) || back(2)
}

/// "40 pieces exist already", "25 poems are already written", "3 are done".
fn exists_at(atoms: &Atoms<'_>, at: usize) -> bool {
    matches!(atoms.word(at), "exist" | "exists")
        || matches!(atoms.word(at), "is" | "are")
            && matches!(atoms.word(at + 1), "already" | "done" | "there" | "finished" | "written")
}

/// How many atoms a phrase of the present that begins here has.
fn phrase_at(atoms: &Atoms<'_>, at: usize) -> Option<usize> {
    if matches!(atoms.word(at), "now" | "today" | "currently" | "already" | "presently" | "atm") {
        return Some(1);
    }
    NOW_PHRASES[..4].iter().find(|phrase| atoms.starts_with(at, phrase)).map(|phrase| phrase.len())
}

/// Joins what is so today with what is wanted of the same, the nearest first:
/// "10 strict pull-ups, today 2".
pub(super) fn join(atoms: &Atoms<'_>, mut ways: Vec<Way>) -> Vec<Way> {
    let mut at = 0;
    while at < ways.len() {
        if !ways[at].is_now {
            at += 1;
            continue;
        }
        let Some(target) = target_of(atoms, &ways, at) else {
            at += 1;
            continue;
        };
        let (now, wanted) = (ways[at].clone(), &mut ways[target]);
        if let Some((unit, value)) = together(&term(&now), &term(wanted)) {
            wanted.from = Some(value);
            wanted.unit = unit;
            wanted.per = wanted.per.or(now.per);
            wanted.pieces.extend(now.pieces.iter().cloned());
            wanted.atoms = wanted.atoms.start.min(now.atoms.start)..wanted.atoms.end.max(now.atoms.end);
            ways.remove(at);
        } else {
            at += 1;
        }
    }
    ways
}

fn target_of(atoms: &Atoms<'_>, ways: &[Way], now: usize) -> Option<usize> {
    let around = sentence(atoms, ways[now].atoms.start);
    let fits = |&idx: &usize| {
        let way = &ways[idx];
        idx != now
            && !way.is_now
            && way.from.is_none()
            && way.total.is_none()
            && together(&term(&ways[now]), &term(way)).is_some()
            && !is_frame(way)
    };
    let distance = |&idx: &usize| {
        let is_here = around.contains(&ways[idx].atoms.start);
        // What is named exactly beats what only could be meant; before beats behind.
        (!is_here, ways[idx].unit != ways[now].unit && ways[now].unit != Unit::Bare, idx.abs_diff(now), idx > now)
    };
    (0..ways.len()).filter(fits).min_by_key(distance)
}

/// Days to months are the frame of a goal and no level.
fn is_frame(way: &Way) -> bool {
    matches!(&way.unit, Unit::Measure(measure) if matches!(measure.name, "day" | "week" | "month" | "year" | "night"))
}

fn term(way: &Way) -> Term {
    Term {
        value: way.to,
        low: way.low,
        unit: way.unit.clone(),
        per: way.per,
        atoms: way.atoms.clone(),
        number: way.number.clone(),
        scale: way.scale,
        is_in_words: way.is_in_words,
    }
}
