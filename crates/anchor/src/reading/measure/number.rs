//! A number or a range of them, with the letters that scale it.

use std::ops::Range;

use super::super::Context;
use super::super::atoms::{AtomKind, Atoms};
use super::super::figure::figure_at;
use super::currency;

/// A number, or a range of them, without its unit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) low: Option<f64>,
    pub(crate) atoms: Range<usize>,
    /// What letters behind the digits multiplied it with.
    pub(crate) scale: f64,
    pub(crate) is_in_words: bool,
    /// Whether it is "two grand": money in any case.
    pub(crate) is_grand: bool,
}

/// The number or the range that begins at an atom: "10k", "2,5 Mio.", "10-15k",
/// "5 or 6", "a couple of", "5k–$10k". Only numbers tied by a dash or by "or"
/// are ranges here; "5 to 7" may be a way from one to the other.
pub(crate) fn number_at(atoms: &Atoms<'_>, ctx: &Context, idx: usize, has_currency: bool) -> Option<Number> {
    let first = single_at(atoms, ctx, idx, has_currency)?;
    let end = first.atoms.end;
    // "3 x 50k", "2 x €400".
    if matches!(atoms.word(end), "x" | "\u{d7}") {
        let prefix = currency::before(atoms, end + 1, ctx).map_or(end + 1, |(_, end)| end);
        return match single_at(atoms, ctx, prefix, true).filter(|each| each.scale > 1.0 || prefix > end + 1) {
            Some(each) => Some(Number { value: first.value * each.value, atoms: idx..each.atoms.end, ..each }),
            None => Some(first),
        };
    }
    let is_dash = matches!(atoms.word(end), "-" | "\u{2013}" | "\u{2014}" | "~");
    if !is_dash && atoms.word(end) != "or" || is_dash && atoms.word(end + 1) == ">" {
        return Some(first);
    }
    let behind = currency::before(atoms, end + 1, ctx).map_or(end + 1, |(_, end)| end);
    let Some(second) = single_at(atoms, ctx, behind, has_currency || behind > end + 1) else { return Some(first) };
    let low = if first.scale < second.scale && first.value < second.value / second.scale {
        first.value * second.scale
    } else {
        first.value
    };
    if low >= second.value {
        return Some(first);
    }
    Some(Number { low: Some(low), atoms: idx..second.atoms.end, ..second })
}

fn single_at(atoms: &Atoms<'_>, ctx: &Context, idx: usize, has_currency: bool) -> Option<Number> {
    if let Some((value, end)) = share_at(atoms, idx) {
        return Some(Number { value, low: None, atoms: idx..end, scale: 1.0, is_in_words: false, is_grand: false });
    }
    // "a million times better" counts nothing; "both" and "half" speak of other things.
    if matches!(atoms.word(idx), "both" | "half") && !atoms.starts_with(idx, &["half", "a"]) {
        return None;
    }
    let figure = figure_at(atoms, idx)?;
    let mut end = figure.atoms.end;
    if figure.is_ordinal {
        return None;
    }
    let (mut value, mut scale) = (figure.value, letter_scale(atoms, &figure.atoms));
    let mut is_grand = false;
    if let Some((factor, behind, grand)) = scale_behind(atoms, ctx, &(idx..end), has_currency)
        && scale <= 1.0
    {
        (value, scale, end, is_grand) = (value * factor, factor, behind, grand);
    }
    // "2,5 Mio. EUR": the point belongs to the short form.
    if matches!(atoms.word(end - 1), "mio" | "tsd" | "mrd" | "mill")
        && atoms.word(end) == "."
        && atoms.is_joined(end - 1)
    {
        end += usize::from(end + 1 < atoms.len());
    }
    let is_one = figure.is_in_words && figure.atoms.len() == 1 && atoms.word(idx) == "one";
    let is_alone = is_one
        && super::by_figure_at(atoms, end).is_none()
        && super::nouns::noun_at(atoms, end).is_none()
        && super::units::measure_at(atoms, end).is_none();
    (!is_alone && value.is_finite()).then_some(Number {
        value,
        low: None,
        atoms: idx..end,
        scale,
        is_in_words: figure.is_in_words,
        is_grand,
    })
}

/// "1/2", "3/4" before something: a part of one.
fn share_at(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    let digits = |at: usize| {
        let atom = atoms.get(at).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() < 3)?;
        atom.text.parse::<u32>().ok()
    };
    if atoms.word(idx + 1) != "/" || !atoms.is_joined(idx) || !atoms.is_joined(idx + 1) {
        return None;
    }
    let (part, whole) = (digits(idx)?, digits(idx + 2)?);
    let is_fraction = matches!((part, whole), (1, 2..=4 | 8) | (3, 4) | (2, 3));
    (is_fraction && part < whole && super::units::measure_at(atoms, idx + 3).is_some())
        .then(|| (f64::from(part) / f64::from(whole), idx + 3))
}

/// What [`figure_at`] has multiplied the digits with.
fn letter_scale(atoms: &Atoms<'_>, number: &Range<usize>) -> f64 {
    match number.end.checked_sub(1).map_or("", |last| atoms.word(last)) {
        "k" | "thousand" | "tsd" => 1e3,
        "mio" | "mn" | "million" | "millions" | "mill" => 1e6,
        "bn" | "billion" | "billions" | "mrd" => 1e9,
        _ => 1.0,
    }
}

/// Scales that only hold for money, and the atom behind: "€1.2m", "10 k EUR",
/// "5 T€", "two grand", "3 lakh".
fn scale_behind(
    atoms: &Atoms<'_>,
    ctx: &Context,
    number: &Range<usize>,
    has_currency: bool,
) -> Option<(f64, usize, bool)> {
    let end = number.end;
    let is_money =
        |behind: usize| has_currency || currency::behind(atoms, behind, ctx).is_some() && atoms.word(behind) != "fr";
    // "Half a million", "one and a half million".
    let is_half = end > 1 && (atoms.word(end - 1) == "half" || atoms.word(end - 2) == "half");
    let factor = match atoms.word(end) {
        "million" if is_half => 1e6,
        "billion" if is_half => 1e9,
        "grand" | "teur" => return Some((1e3, end + 1, true)),
        "lakh" | "lakhs" if is_money(end + 1) => 1e5,
        "crore" | "crores" if is_money(end + 1) => 1e7,
        "m" | "mm" | "mil" if is_money(end + 1) => 1e6,
        // "1.2m" is money where money is spoken of, else a length.
        // "1M followers": in capitals no length.
        "m" if atoms.is_joined(end - 1) && atoms.get(end).is_some_and(|letter| letter.is_capital) => 1e6,
        "m" if atoms.is_joined(end - 1) && super::context::is_money(atoms, number) => 1e6,
        "b" if is_money(end + 1) => 1e9,
        "k" | "t" if is_money(end + 1) => 1e3,
        _ => return None,
    };
    Some((factor, end + 1, false))
}
