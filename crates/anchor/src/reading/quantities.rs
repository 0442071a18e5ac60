//! Numbers of things, and the ways from one number to another.

mod accept;
mod around;
#[cfg(test)]
mod tests;

use backcast_core::{Meaning, Quantity, TextId};

use self::accept::{Answer, answer};
pub(super) use self::accept::{is_of_others, is_test};
pub(super) use self::around::unit;
use super::atoms::Atoms;
use super::measure::names::is_certain;
use super::measure::terms;
use super::money::is_wish;
use super::way::{Way, ways};
use super::{CalendarWords, Context, Found, Taken};

/// Reads what a goal wants to reach, and its limits, in numbers.
///
/// Where one stands is left to the reader of states: texts about it give
/// nothing here. Numbers that are names are taken without a fact, so that nobody
/// asks what the 11 of "Windows 11" counts.
pub(crate) fn quantities(
    atoms: &Atoms<'_>,
    ctx: &Context,
    calendar: &[CalendarWords],
    taken: &mut Taken,
) -> Vec<Found> {
    let (terms, names) = terms(atoms, ctx, calendar, taken);
    for name in names.iter().filter(|name| is_certain(atoms, name)) {
        taken.take(name);
    }
    if is_present(ctx.text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut all = ways(atoms, &terms, is_wish(ctx.text));
    around::share_unit(atoms, &mut all);
    for way in all {
        // What is so today and leads nowhere is a state.
        if way.is_now && way.from.is_none() {
            continue;
        }
        let question = match answer(atoms, ctx.text, &way) {
            Answer::No => continue,
            Answer::Yes => None,
            Answer::Ask(question) => Some(question),
        };
        for piece in &way.pieces {
            taken.take(piece);
        }
        let quantity = quantity(atoms, &way);
        let question = question.or_else(|| doubt(&quantity, atoms.quote(&way.atoms)));
        found.push(Found { atoms: way.atoms, meaning: Meaning::Quantity(quantity), question });
    }
    found
}

/// Whether a text tells where one stands, and not what is wanted.
pub(super) fn is_present(text: TextId) -> bool {
    matches!(text, TextId::Origin | TextId::Skill(_) | TextId::BlockedBefore(_) | TextId::Budget)
}

fn quantity(atoms: &Atoms<'_>, way: &Way) -> Quantity {
    let (unit, scale) = around::unit(atoms, way);
    let what = around::what(atoms, way, &unit);
    let scaled = |value: f64| value * scale;
    Quantity {
        from: way.from.map(scaled),
        to: scaled(way.to),
        unit,
        per: way.per,
        low: way.low.map(scaled),
        what,
        bound: around::bound(atoms, way),
        change: around::change(atoms, way),
    }
}

/// What is asked where numbers cannot be as they stand.
fn doubt(quantity: &Quantity, quote: &str) -> Option<String> {
    let is_share = quantity.unit == "%" && quantity.change.is_none();
    let hours = match (quantity.unit.as_str(), quantity.per) {
        ("hour", Some(backcast_core::Stretch::Week)) => quantity.to > 168.0,
        ("hour", Some(backcast_core::Stretch::Day)) => quantity.to > 24.0,
        _ => false,
    };
    let is_same = quantity.from.is_some_and(|from| (from - quantity.to).abs() < 1e-9);
    if hours {
        Some(format!("\u{201c}{quote}\u{201d}: there are not so many hours. How many are meant?"))
    } else if is_same {
        Some(format!("\u{201c}{quote}\u{201d}: both numbers are the same. What is to change?"))
    } else if is_share && quantity.to > 100.0 && quantity.what.is_empty() && quantity.from.is_none() {
        Some(format!("\u{201c}{quote}\u{201d}: of what is it more than all?"))
    } else {
        None
    }
}
