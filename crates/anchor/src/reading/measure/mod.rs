//! Numbers with everything that belongs to them.
//!
//! A [`Term`] is one number, or a range of them, with its currency or unit and
//! the stretch in which it is counted: "€10-15k", "13 st 4", "12 episodes a
//! month". [`terms`] finds all of one text and leaves out numbers that are names
//! ("Windows 11", "B1", "24/7"). What they mean for the goal is for the readers
//! of money, quantities and states to say.

mod compound;
pub(crate) mod context;
pub(crate) mod currency;
mod name_words;
pub(crate) mod names;
pub(crate) mod nouns;
mod number;
mod stretch;
pub(crate) mod units;

use std::ops::Range;

use backcast_core::Stretch;

use self::currency::Code;
use self::number::Number;
use self::units::Measure;
use super::atoms::{AtomKind, Atoms};
use super::capacity::clock_time_at;
use super::{CalendarWords, Context, Taken};

/// One number with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    /// The number; of a range the last.
    pub(crate) value: f64,
    /// The first number of a range.
    pub(crate) low: Option<f64>,
    /// Of what.
    pub(crate) unit: Unit,
    /// The stretch in which it is counted.
    pub(crate) per: Option<Stretch>,
    /// Everything that belongs to it.
    pub(crate) atoms: Range<usize>,
    /// The number alone.
    pub(crate) number: Range<usize>,
    /// How many thousands a letter behind the number stood for: 1,000 for
    /// "10k".
    pub(crate) scale: f64,
    /// Whether it is written in letters.
    pub(crate) is_in_words: bool,
}

/// What a number counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unit {
    /// No word says it.
    Bare,
    /// Money, with the code where the words tell the currency.
    Money(Code),
    /// Pounds: the money or the weight.
    Pounds,
    /// A unit of measure.
    Measure(&'static Measure),
    /// Anything else.
    Noun(String),
}

impl Unit {
    /// The name that facts show.
    pub(crate) fn name(&self) -> String {
        match self {
            Unit::Bare | Unit::Money(_) => String::new(),
            Unit::Pounds => "lb".to_owned(),
            Unit::Measure(measure) => measure.name.to_owned(),
            Unit::Noun(words) => words.clone(),
        }
    }
}

/// The numbers of a text that nobody has taken, in order, and the atoms of those
/// that are names.
pub(crate) fn terms(
    atoms: &Atoms<'_>,
    ctx: &Context,
    calendar: &[CalendarWords],
    taken: &Taken,
) -> (Vec<Term>, Vec<Range<usize>>) {
    let mut blocked = taken.clone();
    for words in calendar {
        blocked.take(&words.atoms);
    }
    let (mut found, mut names) = (Vec::new(), Vec::new());
    let mut idx = 0;
    while idx < atoms.len() {
        if blocked.any(&(idx..idx + 1)) {
            idx += 1;
        } else if let Some(end) = clock_range_at(atoms, idx) {
            idx = end;
        } else if let Some(end) = names::name_at(atoms, idx).filter(|_| !currency::is_rand(atoms, idx, ctx)) {
            names.push(idx..end);
            idx = end.max(idx + 1);
        } else if let Some(term) = term_at(atoms, ctx, idx).map(|term| unblocked(term, &blocked)) {
            idx = term.atoms.end.max(idx + 1);
            found.push(term);
        } else {
            idx += 1;
        }
    }
    (found, names)
}

/// "7:30-9:30 pm": from a time to a time, which counts nothing.
fn clock_range_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let parted = |at: usize| atoms.word(at + 1) == ":" && atoms.is_joined(at) && atoms.is_joined(at + 1);
    let (_, end) = clock_time_at(atoms, idx).filter(|_| parted(idx))?;
    let is_joiner = matches!(atoms.word(end), "-" | "\u{2013}" | "\u{2014}");
    let (_, end) = clock_time_at(atoms, end + 1).filter(|_| is_joiner && parted(end + 1))?;
    Some(end)
}

/// Cuts off what another reader has taken already.
fn unblocked(mut term: Term, blocked: &Taken) -> Term {
    while term.atoms.end > term.number.end && blocked.any(&(term.atoms.end - 1..term.atoms.end)) {
        term.atoms.end -= 1;
    }
    term
}

/// The term that begins at an atom.
fn term_at(atoms: &Atoms<'_>, ctx: &Context, idx: usize) -> Option<Term> {
    if let Some((value, measure, number)) = compound::compound_at(atoms, idx) {
        let (per, end) = stretch::stretch_at(atoms, number.end);
        return Some(Term {
            value,
            low: None,
            unit: Unit::Measure(measure),
            per,
            atoms: idx..end,
            number,
            scale: 1.0,
            is_in_words: false,
        });
    }
    let prefix = currency::before(atoms, idx, ctx);
    let start = prefix.map_or(idx, |(_, end)| end);
    let number = number::number_at(atoms, ctx, start, prefix.is_some())?;
    let (unit, end) = match prefix {
        Some((code, _)) => {
            (Unit::Money(code), currency::behind(atoms, number.atoms.end, ctx).map_or(number.atoms.end, |(_, end)| end))
        }
        None => unit_at(atoms, ctx, &number),
    };
    let end = trailing_marks(atoms, end);
    let (per, end) = stretch::stretch_at(atoms, end);
    // "2 l of water a day".
    let is_of = matches!(unit, Unit::Measure(_)) && per.is_none() && atoms.word(end) == "of";
    let (per, end) = match stretch::stretch_at(atoms, end + 2) {
        (Some(later), behind) if is_of => (Some(later), behind),
        _ => (per, end),
    };
    let Number { value, low, scale, is_in_words, .. } = number;
    Some(Term { value, low, unit, per, atoms: idx..end, number: number.atoms, scale, is_in_words })
}

/// What a number without a currency before it counts.
fn unit_at(atoms: &Atoms<'_>, ctx: &Context, number: &Number) -> (Unit, usize) {
    let end = number.atoms.end;
    let marked = trailing_marks(atoms, end);
    if number.is_grand {
        return (Unit::Money(currency::behind(atoms, end, ctx).and_then(|(code, _)| code)), end);
    }
    if let Some((code, behind)) = currency::behind(atoms, marked, ctx) {
        return (Unit::Money(code), behind);
    }
    let dash = usize::from(atoms.word(end) == "-" && end > 0 && atoms.is_joined(end - 1) && atoms.is_joined(end));
    if let Some((measure, behind)) = units::measure_at(atoms, end + dash) {
        // "5 feet of water", "3 stone walls": a stone is a weight only alone.
        let is_thing = measure.name == "stone" && nouns::noun_at(atoms, behind).is_some_and(|noun| noun.is_plural);
        if measure.name == "lb" && atoms.word(end + dash).starts_with("pound") {
            return (Unit::Pounds, behind);
        }
        if !is_thing {
            return (Unit::Measure(measure), behind);
        }
    }
    if let Some((noun, behind)) = by_figure_at(atoms, end) {
        return (Unit::Noun(noun), behind);
    }
    if let Some(noun) = nouns::noun_at(atoms, marked) {
        // "a 5k grant", "60k salary", "10k MRR".
        let is_money = !noun.is_plural
            && (marked..marked + 3)
                .take_while(|&at| !atoms.ends_clause(at, true) && !nouns::is_stop(atoms.word(at)))
                .any(|at| context::MONEY_NOUNS.contains(&atoms.word(at)));
        if !is_money {
            return (Unit::Noun(noun.words), noun.atoms.end);
        }
        return (Unit::Money(None), end);
    }
    if context::is_money(atoms, &number.atoms) { (Unit::Money(None), end) } else { (Unit::Bare, end) }
}

/// "1.5x bodyweight", "five 4000ers": a noun with a sign or with digits.
fn by_figure_at(atoms: &Atoms<'_>, end: usize) -> Option<(String, usize)> {
    if matches!(atoms.word(end), "x" | "\u{d7}" | "times") {
        let at = end + 1 + usize::from(atoms.word(end + 1) == "my");
        let is_apart = atoms.starts_with(at, &["body", "weight"]);
        let is_weight = is_apart || matches!(atoms.word(at), "bodyweight" | "bw");
        return is_weight.then(|| ("bodyweight".to_owned(), at + 1 + usize::from(is_apart)));
    }
    let digits =
        atoms.get(end).filter(|atom| atom.kind == AtomKind::Digits && !atoms.is_joined(end.wrapping_sub(1)))?;
    let is_peak = atoms.is_joined(end) && matches!(atoms.word(end + 1), "er" | "ers");
    is_peak.then(|| (format!("{}er", digits.text), end + 2))
}

/// "500,- €", "5'000.–", "10k+".
fn trailing_marks(atoms: &Atoms<'_>, end: usize) -> usize {
    let is_dash = |at: usize| matches!(atoms.word(at), "-" | "\u{2013}" | "\u{2014}");
    if end > 0
        && matches!(atoms.word(end), "," | ".")
        && atoms.is_joined(end - 1)
        && atoms.is_joined(end)
        && is_dash(end + 1)
    {
        return end + 2;
    }
    end + usize::from(atoms.word(end) == "+" && end > 0 && atoms.is_joined(end - 1))
}
