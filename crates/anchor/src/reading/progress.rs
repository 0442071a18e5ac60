//! What the facts of several texts say together.

#[cfg(test)]
mod tests;

use backcast_core::{Amount, Change, Fact, Meaning, Part, Per, Quantity, Quote, State, StateKind, Stretch, TextId};

use super::measure::nouns::is_same_noun;
use super::measure::units::{Dimension, convert, named};

/// Lets quantities start where the states of other texts say that one stands:
/// with "95 kg now" among the facts, "to 78 kg" becomes from 95 to 78 kg, and
/// "lose 10 kg" from 95 to 85.
///
/// A state is the start of a quantity of the same unit, converted where needed,
/// and of the same stretch. Where several quantities or several states would do,
/// what is measured has to be the same word; otherwise nothing is joined. What
/// was so once, or is missing, starts nothing.
pub(crate) fn join(facts: &mut [Fact]) {
    let states: Vec<(TextId, State)> = facts
        .iter()
        .filter_map(|fact| match &fact.meaning {
            Meaning::State(state) => Some((fact.quote.text, state.clone())),
            _ => None,
        })
        .filter(|(_, state)| !matches!(state.kind, StateKind::Was | StateKind::Lacks))
        .collect();
    let wanted: Vec<Quantity> = facts.iter().filter_map(|fact| open_quantity(fact).cloned()).collect();
    for fact in facts.iter_mut() {
        if open_quantity(fact).is_none() {
            continue;
        }
        // What is new is counted from nothing: "20 new paintings".
        if is_counted_anew(&fact.quote.words) {
            continue;
        }
        let Meaning::Quantity(quantity) = &mut fact.meaning else { continue };
        let fits: Vec<(&State, f64)> =
            states.iter().filter_map(|(_, state)| Some((state, start(state, quantity)?))).collect();
        let named: Vec<(&State, f64)> = fits
            .iter()
            .copied()
            .filter(|(state, _)| !quantity.what.is_empty() && speaks_of(state, &quantity.what))
            .collect();
        let rivals = wanted.iter().filter(|other| is_rival(other, quantity)).count();
        let from = match (named.as_slice(), fits.as_slice()) {
            ([(_, from)], _) => *from,
            // A time for five kilometers starts no time for twenty.
            ([], [(_, from)]) if rivals == 0 && !is_time(&quantity.unit) => *from,
            _ => continue,
        };
        match quantity.change {
            Some(Change::Less) => quantity.to = from - quantity.to,
            Some(Change::More) => quantity.to += from,
            None => {}
        }
        quantity.change = None;
        quantity.from = Some(from);
    }
}

/// The quantity of a fact, if it has no start yet.
fn open_quantity(fact: &Fact) -> Option<&Quantity> {
    match &fact.meaning {
        Meaning::Quantity(quantity) if quantity.from.is_none() && quantity.low.is_none() => Some(quantity),
        _ => None,
    }
}

/// The value of a state in the unit of a quantity, if it can be its start.
fn start(state: &State, quantity: &Quantity) -> Option<f64> {
    let value = state.value?;
    if state.per != quantity.per || quantity.unit.is_empty() || quantity.unit == "%" && quantity.change.is_some() {
        return None;
    }
    let is_noun = named(&state.unit).is_none() && named(&quantity.unit).is_none();
    if is_noun {
        return is_same_noun(&state.unit, &quantity.unit).then_some(value);
    }
    convert(value, &state.unit, &quantity.unit)
}

fn is_counted_anew(words: &str) -> bool {
    const ANEW: [&str; 6] = ["new", "more", "additional", "further", "extra", "another"];
    words.split_whitespace().any(|word| ANEW.contains(&word.to_lowercase().as_str()))
}

/// Whether something that is there is no part of what is wanted: "8 older paintings"
/// beside "20 new paintings".
fn is_of_before(state: &State, words: &str, facts: &[Fact]) -> bool {
    const OLD: [&str; 6] = ["old", "older", "previous", "earlier", "past", "former"];
    let says = |any: &[&str]| words.split_whitespace().any(|word| any.contains(&word.to_lowercase().as_str()));
    let is_anew = |fact: &Fact| {
        let Meaning::Quantity(quantity) = &fact.meaning else { return false };
        is_counted_anew(&fact.quote.words) && start(state, quantity).is_some()
    };
    says(&OLD) || !is_counted_anew(words) && facts.iter().any(is_anew)
}

fn is_time(unit: &str) -> bool {
    named(unit).is_some_and(|measure| measure.dimension == Dimension::Time)
}

fn speaks_of(state: &State, what: &str) -> bool {
    state.what.split(' ').any(|word| word == what)
}

/// Whether another quantity would have the same start.
fn is_rival(other: &Quantity, quantity: &Quantity) -> bool {
    let is_same_unit = other.unit == quantity.unit || convert(1.0, &other.unit, &quantity.unit).is_some();
    is_same_unit && other.per == quantity.per && (other.what != quantity.what || (other.to - quantity.to).abs() > 1e-9)
}

/// What is to be asked as a state and a quantity contradict one another: more is
/// done than is wanted of a thing that only grows.
pub(crate) fn contradictions(facts: &[Fact]) -> Vec<(Quote, String)> {
    let mut found = Vec::new();
    for fact in facts {
        let Meaning::State(state) = &fact.meaning else { continue };
        let Some(value) = state.value.filter(|_| state.kind == StateKind::Done) else { continue };
        let target = facts.iter().find_map(|other| match &other.meaning {
            Meaning::Quantity(quantity) if start(state, quantity).is_some_and(|done| done > quantity.to) => {
                Some(&other.quote.words)
            }
            _ => None,
        });
        if let Some(target) = target.filter(|_| value > 0.0) {
            let question = format!(
                "\u{201c}{}\u{201d} is more than \u{201c}{target}\u{201d} asks for. What is left to do?",
                fact.quote.words
            );
            found.push((fact.quote.clone(), question));
        }
    }
    found
}

/// The facts as amounts, as playbooks look for them.
///
/// A way from one number to another gives two, the first as one of the origin.
/// The unit is what the quote says behind the number, as people write it.
pub(crate) fn amounts(facts: &[Fact]) -> Vec<Amount> {
    let mut found = Vec::new();
    for fact in facts {
        let quote = &fact.quote;
        let (from, value, unit, per) = match &fact.meaning {
            Meaning::Quantity(quantity) => {
                (quantity.from, quantity.to, unit_text(&quote.words, &quantity.unit), quantity.per)
            }
            Meaning::Money(money) => {
                // Whatever the currency, playbooks find it as money.
                let unit = unit_text(&quote.words, money.currency.unwrap_or_default());
                (money.from, money.to, format!("{unit} money").trim_start().to_owned(), money.per)
            }
            Meaning::State(state) => match state.value {
                Some(value) if state.kind != StateKind::Was && !is_of_before(state, &quote.words, facts) => {
                    (None, value, unit_text(&quote.words, &state.unit), state.per)
                }
                _ => continue,
            },
            _ => continue,
        };
        let part = match &fact.meaning {
            Meaning::State(_) => Part::Origin,
            _ => part(quote.text),
        };
        let amount = |value: f64, part: Part| Amount {
            value,
            unit: unit.clone(),
            per: per_of(per),
            part,
            quote: quote.words.clone(),
        };
        found.push(amount(value, part));
        found.extend(from.map(|from| amount(from, Part::Origin)));
    }
    found
}

/// The words behind the last number of a quote, with the name of the unit.
fn unit_text(quote: &str, unit: &str) -> String {
    let lower = quote.to_lowercase();
    let last = lower.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let behind = lower[last..].trim_matches(|c: char| !c.is_alphanumeric() && !"%€$£".contains(c));
    let behind = behind.strip_prefix("k ").unwrap_or(behind);
    let has_unit = unit.is_empty() || behind.contains(&unit.to_lowercase());
    match (behind.is_empty() || last == 0, has_unit) {
        (true, _) => unit.to_lowercase(),
        (false, true) => behind.to_owned(),
        (false, false) => format!("{behind} {}", unit.to_lowercase()),
    }
}

fn part(text: TextId) -> Part {
    match text {
        TextId::Title | TextId::Destination => Part::Wish,
        TextId::Origin => Part::Origin,
        _ => Part::Around,
    }
}

fn per_of(per: Option<Stretch>) -> Option<Per> {
    match per? {
        Stretch::Hour => Some(Per::Hour),
        Stretch::Day => Some(Per::Day),
        Stretch::Week => Some(Per::Week),
        Stretch::Month => Some(Per::Month),
        Stretch::Quarter | Stretch::Year => None,
    }
}
