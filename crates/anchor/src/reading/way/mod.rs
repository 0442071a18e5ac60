//! How the numbers of a text belong together.
//!
//! "From 95 to 78 kg", "92.5 → 100 kg", "10 pull-ups, today 2", "half of 400"
//! lead from one number to another; "5,000, 3,000 and 1,200" are one sum; "3 of
//! 12 chapters" are a part. A number that stands alone is a way without a start.

mod links;
mod now;

use std::ops::Range;

use backcast_core::Stretch;

use self::links::{Link, link};
use super::atoms::Atoms;
use super::measure::nouns::is_same_noun;
use super::measure::units::{Dimension, convert};
use super::measure::{Term, Unit, context};

/// One or several numbers of a text that say one thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way {
    /// Where it starts.
    pub(crate) from: Option<f64>,
    /// Where it ends, or the number alone.
    pub(crate) to: f64,
    /// The least of a range.
    pub(crate) low: Option<f64>,
    /// Of how many in all: "3 of 12".
    pub(crate) total: Option<f64>,
    /// Of what.
    pub(crate) unit: Unit,
    /// The stretch in which it is counted.
    pub(crate) per: Option<Stretch>,
    /// From the first atom that says it to the last.
    pub(crate) atoms: Range<usize>,
    /// Of these atoms the ones that do say it.
    pub(crate) pieces: Vec<Range<usize>>,
    /// The number that is the end of the way.
    pub(crate) number: Range<usize>,
    /// What letters behind that number stood for: 1,000 for "10k".
    pub(crate) scale: f64,
    /// Whether that number is written in letters.
    pub(crate) is_in_words: bool,
    /// Whether words say that it is so today: "currently 2".
    pub(crate) is_now: bool,
}

impl Way {
    fn of(term: &Term) -> Self {
        Way {
            from: None,
            to: term.value,
            low: term.low,
            total: None,
            unit: term.unit.clone(),
            per: term.per,
            atoms: term.atoms.clone(),
            pieces: Vec::new(),
            number: term.number.clone(),
            scale: term.scale,
            is_in_words: term.is_in_words,
            is_now: false,
        }
    }
}

/// What the numbers of a text say, in the order of their first atoms. `is_wish`
/// tells whether the text says what is to be reached: only there, what is so
/// today is the start of something.
pub(crate) fn ways(atoms: &Atoms<'_>, terms: &[Term], is_wish: bool) -> Vec<Way> {
    let terms: Vec<Term> = without_rates(atoms, terms);
    let mut found: Vec<Way> = Vec::new();
    let mut at = 0;
    while at < terms.len() {
        let rest = &terms[at..];
        let (way, used) = sum(atoms, rest)
            .or_else(|| pair(atoms, rest).map(|way| (way, 2)))
            .unwrap_or_else(|| (multiple(atoms, &rest[0]), 1));
        found.push(way);
        at += used;
    }
    for way in &mut found {
        way.pieces = vec![way.atoms.clone()];
    }
    now::mark(atoms, &mut found);
    if is_wish { now::join(atoms, found) } else { found }
}

/// Interest and the like say something about the amount before them and are
/// swallowed by it: "16,442 at 5%".
fn without_rates(atoms: &Atoms<'_>, terms: &[Term]) -> Vec<Term> {
    let mut kept: Vec<Term> = Vec::new();
    for term in terms {
        let is_share = matches!(&term.unit, Unit::Measure(measure) if measure.dimension == Dimension::Share);
        match kept.last_mut() {
            Some(last)
                if is_share
                    && atoms.word(last.atoms.end) == "at"
                    && last.atoms.end + 1 == term.atoms.start
                    && matches!(last.unit, Unit::Money(_) | Unit::Bare) =>
            {
                last.atoms.end = term.atoms.end;
            }
            _ => kept.push(term.clone()),
        }
    }
    kept
}

/// The unit of two numbers that belong together: that of the second, where it
/// has one. With it comes the first number in that unit.
pub(super) fn together(first: &Term, second: &Term) -> Option<(Unit, f64)> {
    let value = match (&first.unit, &second.unit) {
        (Unit::Measure(one), Unit::Measure(other)) => {
            return Some((second.unit.clone(), convert(first.value, one.name, other.name)?));
        }
        (Unit::Pounds, Unit::Measure(other)) => {
            return Some((second.unit.clone(), convert(first.value, "lb", other.name)?));
        }
        (Unit::Measure(one), Unit::Pounds) => return Some((Unit::Pounds, convert(first.value, one.name, "lb")?)),
        _ => first.value,
    };
    let unit = match (&first.unit, &second.unit) {
        (Unit::Bare, unit) | (unit, Unit::Bare) => unit.clone(),
        (Unit::Money(one), Unit::Money(other)) if one.is_none() || other.is_none() || one == other => {
            Unit::Money(other.or(*one))
        }
        (Unit::Money(code), Unit::Pounds) | (Unit::Pounds, Unit::Money(code)) => Unit::Money(*code),
        (Unit::Pounds, Unit::Pounds) => Unit::Pounds,
        (Unit::Noun(one), Unit::Noun(other)) if is_same_noun(one, other) => second.unit.clone(),
        _ => return None,
    };
    Some((unit, value))
}

/// Two numbers of which one is the start, the whole, or the least of a range.
fn pair(atoms: &Atoms<'_>, terms: &[Term]) -> Option<Way> {
    let [first, second, ..] = terms else { return None };
    let (unit, value) = together(first, second)?;
    // "From 8 to 12k": the letter holds for both.
    let is_short = second.scale > first.scale && value < second.value / second.scale;
    let value = if is_short && first.unit == Unit::Bare { value * second.scale } else { value };
    let way =
        Way { unit, per: second.per.or(first.per), atoms: first.atoms.start..second.atoms.end, ..Way::of(second) };
    let mut way = match link(atoms, first, second, value)? {
        Link::Onward => Way { from: Some(value), ..way },
        // "Lose 12 kg, from 92 to 80": the way is the one behind.
        Link::Back if terms.get(2).is_some_and(|third| is_way(atoms, second, third)) => return None,
        Link::Back => {
            let (_, start) = together(second, first)?;
            let unit = if first.unit == Unit::Bare { second.unit.clone() } else { first.unit.clone() };
            Way {
                from: Some(start),
                unit,
                to: reached(atoms, first, start),
                number: first.number.clone(),
                scale: first.scale,
                low: first.low,
                ..way
            }
        }
        Link::Range => Way { low: Some(value), ..way },
        Link::Part => {
            Way { total: Some(second.value), to: first.value, number: first.number.clone(), low: first.low, ..way }
        }
    };
    if way.from.is_some() && atoms.word(way.atoms.start.wrapping_sub(1)) == "from" {
        way.atoms.start -= 1;
    }
    Some(way)
}

/// Whether two numbers are a way by themselves.
fn is_way(atoms: &Atoms<'_>, first: &Term, second: &Term) -> bool {
    together(first, second).is_some_and(|(_, value)| link(atoms, first, second, value) == Some(Link::Onward))
}

/// Where a way ends that began at `start`: "lose 12 kg (from 92)" ends at 80.
fn reached(atoms: &Atoms<'_>, term: &Term, start: f64) -> f64 {
    let near = term.atoms.start.saturating_sub(2)..term.atoms.start;
    if context::has(atoms, near.clone(), &["lose", "losing", "shed"]) && term.value < start {
        start - term.value
    } else if context::has(atoms, near, &["gain", "gaining", "add"]) {
        start + term.value
    } else {
        term.value
    }
}

/// Several numbers that are one sum, and how many of them.
fn sum(atoms: &Atoms<'_>, terms: &[Term]) -> Option<(Way, usize)> {
    let first = terms.first()?;
    let (mut total, mut unit, mut count, mut n_signs) = (first.value, first.unit.clone(), 1, 0);
    for next in &terms[1..] {
        let before = &terms[count - 1];
        let separator: Vec<&str> = (before.atoms.end..next.atoms.start).map(|at| atoms.word(at)).collect();
        if first.atoms.start > 0 && atoms.word(first.atoms.start - 1) == "between" {
            return None;
        }
        // "5,000 EUR, 1,200 so far" says two things.
        if matches!(atoms.word(next.atoms.end), "so" | "now" | "today" | "currently" | "already" | "done" | "left") {
            break;
        }
        let is_sign = matches!(separator.as_slice(), ["+" | "plus"]);
        let is_listed = matches!(separator.as_slice(), ["," | "and" | "&"] | [",", "and" | "&"])
            || separator.len() <= 4
                && separator.first() == Some(&",")
                && !separator.contains(&":")
                && is_labeled(atoms, first, next);
        let behind = Term { unit: unit.clone(), ..before.clone() };
        let is_shared = is_shared_out(&separator, before, next);
        let is_owed = is_owed(atoms, &separator, first, before, next);
        let of_same = together(&behind, next).map(|(joined, _)| joined);
        let of_same = of_same.map(|joined| if is_owed && joined == Unit::Bare { Unit::Money(None) } else { joined });
        let joined = of_same.or_else(|| (is_sign && are_costs(before, next)).then_some(Unit::Money(None)));
        let Some(joined) = joined.filter(|_| {
            // "350 + 150 euros a month".
            let is_of_one_stretch = before.per == next.per || is_sign && before.per.is_none();
            (is_sign || is_listed || is_shared || is_owed) && is_of_one_stretch
        }) else {
            break;
        };
        // "5, 10 and 20 km" are three distances, "400 g and 200 g" two things.
        if !is_sign && matches!(joined, Unit::Measure(_)) {
            return None;
        }
        let value = if is_sign { together(next, &behind).map_or(next.value, |(_, value)| value) } else { next.value };
        (total, unit, count, n_signs) = (total + value, joined, count + 1, n_signs + usize::from(is_sign));
    }
    // "Squat 5, bench 3" is no list; one noun or currency at the end makes it one.
    let last = &terms[count - 1];
    let is_list = n_signs + 1 == count
        || unit != Unit::Bare
            && (terms[..count - 1].iter().all(|term| matches!(term.unit, Unit::Bare | Unit::Money(_))));
    if count < 2 || !is_list || first.low.is_some() {
        return None;
    }
    let per = last.per;
    let way = Way { to: total, unit, per, atoms: first.atoms.start..last.atoms.end, low: None, ..Way::of(last) };
    Some((way, count))
}

/// "£1,250 to mum and £600 to Dave": amounts of money, each with whom or what it
/// goes to.
fn is_shared_out(separator: &[&str], before: &Term, next: &Term) -> bool {
    let is_money = |unit: &Unit| matches!(unit, Unit::Money(_) | Unit::Pounds);
    let is_goal = matches!(separator.first(), Some(&("to" | "for" | "on")));
    let is_joined = matches!(separator.last(), Some(&("and" | "&" | "plus" | "+" | ",")));
    is_money(&before.unit) && is_money(&next.unit) && is_goal && is_joined && (3..=5).contains(&separator.len())
}

/// "Pay back my brother 800 and my mum 1,200": amounts of money, each behind its name.
fn is_owed(atoms: &Atoms<'_>, separator: &[&str], first: &Term, before: &Term, next: &Term) -> bool {
    let is_money = |unit: &Unit| matches!(unit, Unit::Money(_) | Unit::Bare);
    let is_joined = matches!(separator.first(), Some(&("and" | "&" | "plus" | ",")));
    let is_named = (2..=4).contains(&separator.len()) && !separator.iter().any(|word| VERBS.contains(word));
    let start = context::sentence(atoms, first.atoms.start).start;
    let owes = context::has(atoms, start..first.atoms.start, &["pay", "paying", "repay", "owe", "clear", "settle"]);
    is_money(&before.unit) && is_money(&next.unit) && is_joined && is_named && owes
}

/// Behind these something else begins.
const VERBS: [&str; 14] =
    ["save", "earn", "raise", "spend", "invest", "make", "get", "sell", "buy", "run", "read", "write", "keep", "have"];

/// "6k cabinets + 2.5k worktop": thousands of different things are what they cost.
fn are_costs(before: &Term, next: &Term) -> bool {
    let is_thousands = |term: &Term| term.scale >= 1_000.0;
    let is_thing = |unit: &Unit| matches!(unit, Unit::Noun(_) | Unit::Bare | Unit::Money(None));
    is_thousands(before) && is_thousands(next) && is_thing(&before.unit) && is_thing(&next.unit)
}

/// "Pay off all debt: student loan 16,442, car 8,125": amounts with their names
/// behind a colon.
fn is_labeled(atoms: &Atoms<'_>, first: &Term, next: &Term) -> bool {
    let start = first.atoms.start.saturating_sub(4);
    let is_money = |unit: &Unit| matches!(unit, Unit::Money(_));
    is_money(&first.unit) && is_money(&next.unit) && (start..first.atoms.start).any(|at| atoms.word(at) == ":")
}

/// "Double my 20 clients", "half of 400", "a third of the 300 books".
fn multiple(atoms: &Atoms<'_>, term: &Term) -> Way {
    let way = Way::of(term);
    let start = context::sentence(atoms, term.atoms.start).start.max(term.atoms.start.saturating_sub(8));
    let small = ["from", "my", "our", "the", "these", "those", "of", "current", "currently", "today's", "its", "all"];
    // "Double my income from 2,000": what is doubled may stand between.
    let is_from =
        term.atoms.start > start && matches!(atoms.word(term.atoms.start - 1), "from" | "now" | "currently" | "today");
    let is_between =
        |at: usize| small.contains(&atoms.word(at)) || is_from && FACTORS.iter().all(|word| *word != atoms.word(at));
    let Some(at) = (start..term.atoms.start).rev().find(|&at| !is_between(at)) else { return way };
    let is_of = has_of(atoms, at + 1..term.atoms.start);
    let factor = match atoms.word(at) {
        "double" | "doubling" | "doubled" => 2.0,
        "triple" | "treble" | "tripling" => 3.0,
        "quadruple" => 4.0,
        "halve" | "halving" => 0.5,
        "half" if at + 1 < term.atoms.start => 0.5,
        "third" if is_of && atoms.word(at.wrapping_sub(1)) == "a" => 1.0 / 3.0,
        "quarter" if is_of => 0.25,
        _ => return way,
    };
    // "A quarter of a million" is a number and no part of one.
    let is_number = factor < 1.0 && is_of && matches!(atoms.word(term.number.start), "a" | "million");
    let is_part = factor < 1.0 && is_of || atoms.word(at) == "half";
    let atoms = at..term.atoms.end;
    if is_number {
        return Way { to: term.value * factor, atoms, ..way };
    }
    // A half of something is a part of it, and whoever halves something starts from it.
    if is_part {
        return Way { to: term.value * factor, total: Some(term.value), from: Some(term.value), atoms, ..way };
    }
    Way { from: Some(term.value), to: term.value * factor, atoms, ..way }
}

/// Verbs that multiply.
#[rustfmt::skip]
const FACTORS: &[&str] = &[
    "double", "doubling", "doubled", "triple", "treble", "tripling", "quadruple", "halve", "halving",
];

fn has_of(atoms: &Atoms<'_>, within: Range<usize>) -> bool {
    context::has(atoms, within, &["of"])
}
