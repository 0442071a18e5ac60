//! Amounts of money and what they are for the goal.

mod role;
#[cfg(test)]
mod tests;

use backcast_core::{Meaning, Money, State, StateKind, Stretch, TextId};

use self::role::{is_price, role};
use super::atoms::Atoms;
use super::measure::{Unit, context, terms};
use super::quantities::is_of_others;
use super::states::is_history;
use super::way::{Way, ways};
use super::{CalendarWords, Context, Found, Taken};

/// Reads the amounts of money of a text.
///
/// Money is what has a currency, and what stands bare where only money can be
/// meant: "save 10k", "revenue from 8,000 to 12,000", any bare number of the
/// budget. Pounds count as money where the words around say so, and as a weight
/// where those do; else they are asked about.
pub(crate) fn money(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> Vec<Found> {
    let (terms, _) = terms(atoms, ctx, calendar, taken);
    let mut found = Vec::new();
    for mut way in ways(atoms, &terms, is_wish(ctx.text)) {
        let Some(sense) = sense(atoms, ctx, &way).filter(|_| !is_of_others(atoms, &way)) else { continue };
        way.atoms = widened(atoms, &way);
        let currency = match (&way.unit, &sense) {
            (Unit::Money(code), _) => *code,
            (Unit::Pounds, _) => Some("GBP"),
            _ => None,
        };
        let (role, named) = role(atoms, ctx.text, &way);
        let quote = atoms.quote(&way.atoms);
        let question = match sense {
            Sense::Money => None,
            Sense::Unsure => Some(format!("\u{201c}{quote}\u{201d}: is that money?")),
        };
        for piece in &way.pieces {
            taken.take(piece);
        }
        let per = way.per.or(named);
        if !is_wish(ctx.text) && is_paid_already(atoms, &way) {
            let unit = currency.unwrap_or_default().to_owned();
            let what = "paid".to_owned();
            let paid = State { what, value: Some(way.to), unit, per, total: None, kind: StateKind::Done };
            found.push(Found { atoms: way.atoms, meaning: Meaning::State(paid), question });
            continue;
        }
        let is_told = matches!(ctx.text, TextId::Origin | TextId::BlockedBefore(_));
        let meaning = if is_told && is_history(atoms, context::sentence(atoms, way.number.start)) {
            let unit = currency.unwrap_or_default().to_owned();
            let kind = StateKind::Was;
            Meaning::State(State { what: String::new(), value: Some(way.to), unit, per, total: None, kind })
        } else {
            Meaning::Money(Money { from: way.from, to: way.to, currency, role, per, low: way.low })
        };
        found.push(Found { atoms: way.atoms, meaning, question });
    }
    found
}

/// "Deposit of 1,500 paid", "the 95 I already paid", "12,000 are spent already".
fn is_paid_already(atoms: &Atoms<'_>, way: &Way) -> bool {
    let end = (way.atoms.end + 4).min(atoms.len());
    let behind = (way.atoms.end..end).take_while(|&at| !atoms.ends_clause(at, true));
    let words: Vec<&str> = behind.map(|at| atoms.word(at)).collect();
    let is_open =
        words.iter().any(|word| matches!(*word, "to" | "be" | "will" | "must" | "off" | "by" | "not" | "gets"));
    !is_open && words.iter().any(|word| matches!(*word, "paid" | "spent"))
}

/// Whether a text says what is to be reached.
pub(crate) fn is_wish(text: TextId) -> bool {
    matches!(text, TextId::Title | TextId::Destination)
}

/// How sure it is that a number is money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Money,
    Unsure,
}

fn sense(atoms: &Atoms<'_>, ctx: &Context, way: &Way) -> Option<Sense> {
    match &way.unit {
        Unit::Money(_) => Some(Sense::Money),
        Unit::Pounds if is_sterling(atoms, way) => Some(Sense::Money),
        Unit::Pounds if is_weight(atoms, way) || is_wish(ctx.text) && !is_british(ctx) => None,
        Unit::Pounds => Some(Sense::Unsure),
        Unit::Bare if ctx.text == TextId::Budget => Some(Sense::Money),
        // "The total must stay under 18k".
        Unit::Bare if way.scale > 1.0 && is_total_held(atoms, way) => Some(Sense::Money),
        // "Lessons are 35/week".
        Unit::Bare if is_price(atoms, way) => Some(Sense::Unsure),
        // "A shop with 2,500 a month": nothing else flows by the month without
        // a name; small numbers may.
        Unit::Bare
            if way.to >= 100.0
                && matches!(way.per, Some(Stretch::Month | Stretch::Year))
                && !has_noun_before(atoms, way) =>
        {
            Some(Sense::Money)
        }
        _ => None,
    }
}

/// Whether an amount is what a total must not exceed.
fn is_total_held(atoms: &Atoms<'_>, way: &Way) -> bool {
    let before = context::clause(atoms, way.atoms.start, true).start..way.atoms.start;
    context::has(atoms, before.clone(), &["total", "budget", "costs", "everything", "spend", "price"])
        && context::has(atoms, before, &["under", "below", "exceed", "over", "above", "max", "maximum"])
}

/// Whether the thing that the number measures stands before it: "cut tickets
/// from 400 to 50 a month".
fn has_noun_before(atoms: &Atoms<'_>, way: &Way) -> bool {
    let earns = [
        "with", "earn", "make", "making", "at", "on", "for", "pay", "is", "to", "earning", "bring", "brings", "brings",
        "makes", "have", "get", "us", "me",
    ];
    context::telling_before(atoms, way.atoms.start).is_some_and(|at| !earns.contains(&atoms.word(at)))
}

/// Words that say that pounds are a weight.
#[rustfmt::skip]
const WEIGHT: &[&str] = &[
    "lose", "losing", "lost", "gain", "gaining", "gained", "weigh", "weight", "weighs", "weighing", "lift", "lifting",
    "bench", "squat", "deadlift", "press", "body", "fat", "drop", "dropping", "shed", "shedding", "muscle", "heavier",
    "lighter", "overweight", "curl", "clean", "snatch", "overhead", "carry", "pack", "rucksack", "scale",
];

fn is_weight(atoms: &Atoms<'_>, way: &Way) -> bool {
    context::has(atoms, context::sentence(atoms, way.atoms.start), WEIGHT)
}

fn is_sterling(atoms: &Atoms<'_>, way: &Way) -> bool {
    context::is_money(atoms, &way.number)
        || way.scale > 1.0 && !is_weight(atoms, way)
        || way.per.is_some_and(|per| matches!(per, Stretch::Month | Stretch::Year)) && !is_weight(atoms, way)
}

fn is_british(ctx: &Context) -> bool {
    ctx.conventions.country.as_ref().is_some_and(|country| matches!(country.as_str(), "GB" | "IE"))
}

/// The amount with "from" and the word of its bound before it.
fn widened(atoms: &Atoms<'_>, way: &Way) -> std::ops::Range<usize> {
    let start = way.atoms.start;
    let is_sign = start > 0 && matches!(atoms.word(start - 1), "~" | "<" | ">" | "\u{2264}" | "\u{2265}");
    start - usize::from(is_sign)..way.atoms.end
}
