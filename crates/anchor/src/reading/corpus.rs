//! Tables of what people write, and what it says: shared by the tests of the
//! readers of numbers.
//!
//! A text stands for a destination unless a letter before it names another one:
//! "O:" the origin, "B:" the budget, "C:" a constraint, "T:" the team. Words in
//! braces are what the reader of the calendar would have found. A fact is
//! written short: "q 95>78 kg", "m 2500 EUR in /month", "s 3/12 chapter done";
//! "?" stands behind one that is asked about.

mod phrases;

use backcast_core::{Bound, Change, Conventions, Meaning, Stretch, TextId};
use jiff::civil::date;

use super::atoms::Atoms;
use super::money::money;
use super::quantities::quantities;
use super::states::states;
use super::{CalendarWords, Context, Found, Taken};

/// Checks a table of texts, and tells all that are wrong at once.
pub(super) fn check_all(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|&(text, expected)| {
            let got = summary(text);
            (got != expected).then(|| format!("{text:?}\n   want {expected:?}\n   got  {got:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// All facts of a text, short.
pub(super) fn summary(marked: &str) -> String {
    let (text, marked) = match marked.split_at_checked(2) {
        Some(("O:", rest)) => (TextId::Origin, rest),
        Some(("B:", rest)) => (TextId::Budget, rest),
        Some(("C:", rest)) => (TextId::Constraint(0), rest),
        Some(("T:", rest)) => (TextId::Team, rest),
        _ => (TextId::Destination, marked),
    };
    let facts = read(text, marked.trim_start());
    facts.iter().map(show).collect::<Vec<_>>().join("; ")
}

/// The facts of a text in which braces mark the words of the calendar, in the
/// order in which they stand there.
pub(super) fn read(text: TextId, marked: &str) -> Vec<Found> {
    let mut plain = String::new();
    let mut spans = Vec::new();
    for c in marked.chars() {
        match c {
            '{' => spans.push(plain.len()..plain.len()),
            '}' => {
                if let Some(span) = spans.last_mut() {
                    span.end = plain.len();
                }
            }
            _ => plain.push(c),
        }
    }
    let atoms = Atoms::new(&plain);
    let is_in = |idx: usize, span: &std::ops::Range<usize>| {
        atoms.get(idx).is_some_and(|atom| span.start <= atom.place.start && atom.place.end <= span.end)
    };
    let calendar: Vec<CalendarWords> = spans
        .iter()
        .filter_map(|span| {
            let start = (0..atoms.len()).find(|&idx| is_in(idx, span))?;
            let end = (start..atoms.len()).take_while(|&idx| is_in(idx, span)).last()? + 1;
            Some(CalendarWords { atoms: start..end, days: None, question: None })
        })
        .collect();
    let ctx = Context { today: date(2026, 11, 29), conventions: Conventions::default(), text };
    let mut taken = Taken::new(&atoms);
    let mut found = money(&atoms, &ctx, &calendar, &mut taken);
    found.extend(quantities(&atoms, &ctx, &calendar, &mut taken));
    found.extend(states(&atoms, &ctx, &calendar, &mut taken));
    found.sort_by_key(|fact| fact.atoms.start);
    found
}

pub(super) fn show(found: &Found) -> String {
    let way = |from: Option<f64>, low: Option<f64>, to: f64| {
        let from = from.map(|from| format!("{}>", number(from))).unwrap_or_default();
        let low = low.map(|low| format!("{}..", number(low))).unwrap_or_default();
        format!("{from}{low}{}", number(to))
    };
    let per = |per: Option<Stretch>| per.map(|per| format!("/{}", per.as_str())).unwrap_or_default();
    let mut parts = match &found.meaning {
        Meaning::Money(money) => vec![
            "m".to_owned(),
            way(money.from, money.low, money.to),
            money.currency.unwrap_or_default().to_owned(),
            money.role.as_str().to_owned(),
            per(money.per),
        ],
        Meaning::Quantity(quantity) => vec![
            "q".to_owned(),
            match quantity.bound {
                Bound::Exactly => "",
                Bound::AtLeast => ">=",
                Bound::AtMost => "<=",
            }
            .to_owned()
                + match quantity.change {
                    None => "",
                    Some(Change::Less) => "-",
                    Some(Change::More) => "+",
                }
                + &way(quantity.from, quantity.low, quantity.to),
            quantity.unit.clone(),
            per(quantity.per),
        ],
        Meaning::State(state) => vec![
            "s".to_owned(),
            match (state.value, state.total) {
                (Some(value), Some(total)) => format!("{}/{}", number(value), number(total)),
                (Some(value), None) => number(value),
                (None, _) => format!("'{}'", state.what),
            },
            state.unit.clone(),
            per(state.per),
            format!("{:?}", state.kind).to_lowercase(),
        ],
        other => vec![format!("{other:?}")],
    };
    parts.extend(found.question.as_ref().map(|_| "?".to_owned()));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn number(value: f64) -> String {
    let rounded = (value * 1_000.0).round() / 1_000.0;
    rounded.to_string()
}
