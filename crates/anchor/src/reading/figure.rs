//! Numbers as people write them, in digits and in words.

use std::ops::Range;

use super::atoms::{AtomKind, Atoms};

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Its value, thousands and millions multiplied out.
    pub(crate) value: f64,
    /// The atoms that say it.
    pub(crate) atoms: Range<usize>,
    /// Whether it counts a place: "3rd", "first".
    pub(crate) is_ordinal: bool,
    /// Whether it is written in letters.
    pub(crate) is_in_words: bool,
}

/// From a number to a number: "6-8", "5 to 7"; the same twice for one number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FigureRange {
    /// The first number.
    pub(crate) low: f64,
    /// The last number; not below the first.
    pub(crate) high: f64,
    /// The atoms that say both.
    pub(crate) atoms: Range<usize>,
}

/// The number that begins at an atom.
///
/// Thousands may be parted by a point, a comma, an apostrophe or a blank
/// ("10.000", "10,000", "10'000", "10 000"), decimals by a point or a comma
/// ("2,5", "2.5"). Three digits behind a single mark are thousands, unless a zero
/// stands before it ("80.000", "0.125"). Chains that are no number, as dates in
/// figures, are none: "31.03.2027".
pub(crate) fn figure_at(atoms: &Atoms<'_>, idx: usize) -> Option<Figure> {
    let atom = atoms.get(idx)?;
    match atom.kind {
        AtomKind::Digits => in_digits(atoms, idx),
        AtomKind::Sign => {
            let value = fraction(&atom.text)?;
            Some(Figure { value, atoms: idx..idx + 1, is_ordinal: false, is_in_words: false })
        }
        AtomKind::Word => in_words(atoms, idx),
    }
}

/// The range, or the single number, that begins at an atom: "6-8", "6 – 8",
/// "six to eight", "5 or 6". A second number that is smaller begins no range.
pub(crate) fn range_at(atoms: &Atoms<'_>, idx: usize) -> Option<FigureRange> {
    let first = figure_at(atoms, idx).filter(|figure| !figure.is_ordinal)?;
    let single = FigureRange { low: first.value, high: first.value, atoms: first.atoms.clone() };
    if !matches!(atoms.word(first.atoms.end), "-" | "\u{2013}" | "\u{2014}" | "to" | "or" | "bis") {
        return Some(single);
    }
    match figure_at(atoms, first.atoms.end + 1).filter(|figure| !figure.is_ordinal && figure.value > first.value) {
        Some(second) => {
            Some(FigureRange { low: first.value, high: second.value, atoms: first.atoms.start..second.atoms.end })
        }
        None => Some(single),
    }
}

/// The value of "½" and its like.
fn fraction(sign: &str) -> Option<f64> {
    match sign {
        "\u{bd}" => Some(0.5),
        "\u{bc}" => Some(0.25),
        "\u{be}" => Some(0.75),
        "\u{2153}" => Some(1.0 / 3.0),
        "\u{2154}" => Some(2.0 / 3.0),
        _ => None,
    }
}

fn in_digits(atoms: &Atoms<'_>, idx: usize) -> Option<Figure> {
    let (mut value, mut end) = plain_digits(atoms, idx)?;
    let joined_sign = |end: usize, sign: &str| atoms.is_joined(end - 1) && atoms.word(end) == sign;
    // "31.03.2027", "1.2.3": what goes on is no number.
    if (joined_sign(end, ".") || joined_sign(end, ",")) && is_joined_digits(atoms, end) {
        return None;
    }
    if let Some((part, behind)) = part_behind(atoms, end).filter(|_| value.fract() == 0.0) {
        (value, end) = (value + part, behind);
    }
    if atoms.is_joined(end - 1) && matches!(atoms.word(end), "st" | "nd" | "rd" | "th") {
        return Some(Figure { value, atoms: idx..end + 1, is_ordinal: true, is_in_words: false });
    }
    if let Some(scale) = scale(atoms, end) {
        (value, end) = (value * scale, end + 1);
    }
    let and_a_half = atoms.starts_with(end, &["and", "a", "half"]);
    if and_a_half {
        (value, end) = (value + 0.5, end + 3);
    }
    Some(Figure { value, atoms: idx..end, is_ordinal: false, is_in_words: false })
}

/// A part of one behind a whole number, joined or not: "1\u{bd}", "5 \u{bd}", "1 1/2".
fn part_behind(atoms: &Atoms<'_>, end: usize) -> Option<(f64, usize)> {
    if let Some(part) = fraction(atoms.word(end)) {
        return Some((part, end + 1));
    }
    let is_slash = atoms.word(end + 1) == "/" && atoms.is_joined(end) && atoms.is_joined(end + 1);
    let goes_on = atoms.is_joined(end + 2) && matches!(atoms.word(end + 3), "/" | "." | "-");
    if !is_slash || atoms.is_joined(end - 1) || goes_on {
        return None;
    }
    let part = match (atoms.word(end), atoms.word(end + 2)) {
        ("1", "2") => 0.5,
        ("1", "3") => 1.0 / 3.0,
        ("2", "3") => 2.0 / 3.0,
        ("1", "4") => 0.25,
        ("3", "4") => 0.75,
        _ => return None,
    };
    Some((part, end + 3))
}

/// Digits with their marks: the value, and the atom behind them.
fn plain_digits(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    if let Some(found) = lakhs(atoms, idx) {
        return Some(found);
    }
    let mut digits = atoms.word(idx).to_owned();
    let mut end = idx + 1;
    let mut thousands: Option<&str> = None;
    if (1..=3).contains(&digits.len()) && digits != "0" {
        while let Some((mark, behind)) = thousand_mark(atoms, end) {
            if thousands.is_some_and(|first| first != mark) {
                break;
            }
            thousands = Some(mark);
            digits.push_str(atoms.word(behind));
            end = behind + 1;
        }
    }
    let mark = atoms.word(end);
    let is_decimal = matches!(mark, "." | ",")
        && thousands != Some(mark)
        && atoms.is_joined(end - 1)
        && is_joined_digits(atoms, end);
    if is_decimal {
        digits.push('.');
        digits.push_str(atoms.word(end + 1));
        end += 2;
    }
    digits.parse().ok().filter(|value: &f64| value.is_finite()).map(|value| (value, end))
}

/// "3,00,000", "1,25,00,000": digits in pairs before the last three, as in India.
fn lakhs(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    let group = |at: usize, length: usize| {
        let atom = atoms.get(at + 1).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() == length)?;
        (atoms.word(at) == "," && atoms.is_joined(at - 1) && atoms.is_joined(at)).then(|| atom.text.clone())
    };
    let mut digits = atoms.word(idx).to_owned();
    let mut end = idx + 1;
    while let Some(pair) = group(end, 2) {
        digits.push_str(&pair);
        end += 2;
    }
    if end == idx + 1 || atoms.word(idx).len() > 2 {
        return None;
    }
    digits.push_str(&group(end, 3)?);
    Some((digits.parse().ok()?, end + 2))
}

/// The mark between thousands that stands at an atom, and the three digits
/// behind it: nothing for any other number of digits.
fn thousand_mark<'a>(atoms: &'a Atoms<'_>, at: usize) -> Option<(&'a str, usize)> {
    let is_three =
        |idx: usize| atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Digits && atom.text.len() == 3);
    let mark = atoms.word(at);
    if matches!(mark, "." | "," | "'" | "\u{2019}") {
        let is_tight = atoms.is_joined(at - 1) && atoms.is_joined(at);
        return (is_tight && is_three(at + 1)).then_some((mark, at + 1));
    }
    // A blank: "10 000". More letters or digits at once say that it is none.
    (is_three(at) && !atoms.is_joined(at - 1)).then_some((" ", at))
}

fn is_joined_digits(atoms: &Atoms<'_>, sign: usize) -> bool {
    atoms.is_joined(sign) && atoms.get(sign + 1).is_some_and(|atom| atom.kind == AtomKind::Digits)
}

/// What a word behind digits multiplies them with: "10k", "2,5 Mio", "3 million".
fn scale(atoms: &Atoms<'_>, idx: usize) -> Option<f64> {
    match atoms.word(idx) {
        // "10 k" may be ten of anything.
        "k" if atoms.is_joined(idx - 1) => Some(1e3),
        "thousand" | "tsd" => Some(1e3),
        "dozen" => Some(12.0),
        "mio" | "mn" | "million" | "millions" | "mill" => Some(1e6),
        "bn" | "billion" | "billions" | "mrd" => Some(1e9),
        _ => None,
    }
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

fn place_in(words: &[&str], word: &str) -> Option<u32> {
    words.iter().position(|&one| one == word).and_then(|at| u32::try_from(at).ok())
}

fn in_words(atoms: &Atoms<'_>, idx: usize) -> Option<Figure> {
    let word = atoms.word(idx);
    let figure = |value: f64, end: usize| Figure { value, atoms: idx..end, is_ordinal: false, is_in_words: true };
    if let Some((place, end)) = compound_ordinal(atoms, idx) {
        return Some(Figure { is_ordinal: true, ..figure(place, end) });
    }
    if let Some(place) = place_in(&ORDINALS, word) {
        return Some(Figure { is_ordinal: true, ..figure(f64::from(place + 1), idx + 1) });
    }
    if word == "half" {
        return Some(match (atoms.word(idx + 1), atoms.word(idx + 2)) {
            ("a", "dozen") => figure(6.0, idx + 3),
            ("a", "thousand") => figure(500.0, idx + 3),
            ("an" | "a", _) => figure(0.5, idx + 2),
            _ => figure(0.5, idx + 1),
        });
    }
    let is_article = matches!(word, "a" | "an");
    let (mut value, mut end) =
        if is_article { (1.0, idx + 1) } else { below_hundred(atoms, idx).unwrap_or((1.0, idx)) };
    // Thousands that are complete: "three thousand | five hundred".
    let mut complete = 0.0;
    loop {
        let factor = match atoms.word(end) {
            "hundred" => 1e2,
            "thousand" => 1e3,
            "million" => 1e6,
            "billion" => 1e9,
            "dozen" => 12.0,
            "couple" => 2.0,
            "score" if end > idx => 20.0,
            _ => break,
        };
        value *= factor;
        end += 1;
        let and = usize::from(atoms.word(end) == "and");
        if let Some((more, behind)) = below_hundred(atoms, end + and).filter(|_| factor >= 100.0) {
            let is_multiplied = matches!(atoms.word(behind), "hundred" | "thousand") && factor >= 1e3;
            (complete, value) = if is_multiplied { (complete + value, more) } else { (complete, value + more) };
            end = behind;
        }
        end += usize::from(atoms.word(end) == "of" && factor < 100.0);
    }
    value += complete;
    // "a" alone counts nothing, nor does a word that is no number.
    if end == idx || is_article && end == idx + 1 {
        return None;
    }
    if atoms.starts_with(end, &["and", "a", "half"]) {
        (value, end) = (value + 0.5, end + 3);
    }
    Some(figure(value, behind_digits_again(atoms, value, end)))
}

/// The atom behind the same number in digits: "thirty (30)".
fn behind_digits_again(atoms: &Atoms<'_>, value: f64, end: usize) -> usize {
    let is_said_again = atoms.word(end) == "("
        && atoms.word(end + 2) == ")"
        && atoms.word(end + 1).parse::<f64>().is_ok_and(|digits| (digits - value).abs() < f64::EPSILON);
    end + 3 * usize::from(is_said_again)
}

/// "twenty-third", "thirty first", "thirtieth": the ordinals behind the twentieth, up to
/// the days of a month.
fn compound_ordinal(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    if atoms.word(idx) == "thirtieth" {
        return Some((30.0, idx + 1));
    }
    let tens = f64::from(place_in(&TENS[..2], atoms.word(idx))? * 10 + 20);
    let behind = idx + 1 + usize::from(atoms.word(idx + 1) == "-");
    let ones = place_in(&ORDINALS[..9], atoms.word(behind))?;
    Some((tens + f64::from(ones + 1), behind + 1))
}

/// "seven", "twenty", "twenty-five", "twenty five".
fn below_hundred(atoms: &Atoms<'_>, idx: usize) -> Option<(f64, usize)> {
    let word = atoms.word(idx);
    if word == "both" {
        return Some((2.0, idx + 1));
    }
    if let Some(one) = place_in(&ONES, word) {
        return Some((f64::from(one), idx + 1));
    }
    let tens = f64::from(place_in(&TENS, word)? * 10 + 20);
    let dash = usize::from(atoms.word(idx + 1) == "-");
    match place_in(&ONES[..10], atoms.word(idx + 1 + dash)).filter(|&one| one > 0) {
        Some(one) => Some((tens + f64::from(one), idx + 2 + dash)),
        None => Some((tens, idx + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        let atoms = Atoms::new(text);
        let figure = figure_at(&atoms, 0)?;
        assert_eq!(figure.atoms.end, atoms.len(), "{text}: {figure:?}");
        Some(figure.value)
    }

    #[test]
    fn marks_part_thousands_and_decimals() {
        for text in ["10.000", "10,000", "10 000", "10'000", "10\u{2019}000", "10k", "10 thousand", "ten thousand"] {
            assert_eq!(value(text), Some(10_000.0), "{text}");
        }
        assert_eq!(value("2,5 Mio"), Some(2.5e6));
        assert_eq!(value("3,00,000"), Some(300_000.0));
        assert_eq!(value("1,25,00,000"), Some(12_500_000.0));
        assert_eq!(value("1.234.567,89"), Some(1_234_567.89));
        assert_eq!(value("1,234.5"), Some(1_234.5));
        assert_eq!(value("0.125"), Some(0.125));
        assert_eq!(value("92.5"), Some(92.5));
        for text in ["1\u{bd}", "1 \u{bd}", "1 1/2"] {
            assert_eq!(value(text), Some(1.5), "{text}");
        }
        assert_eq!(value("12 \u{be}"), Some(12.75));
        assert_eq!(value("2027"), Some(2027.0));
    }

    #[test]
    fn dates_in_figures_are_no_numbers() {
        for text in ["31.03.2027", "1.2.3"] {
            assert_eq!(figure_at(&Atoms::new(text), 0), None, "{text}");
        }
    }

    #[test]
    fn words_count_too() {
        for (text, expected) in [
            ("twenty-five", 25.0),
            ("twenty five", 25.0),
            ("a dozen", 12.0),
            ("half a dozen", 6.0),
            ("a couple of", 2.0),
            ("two and a half", 2.5),
            ("one hundred and twenty", 120.0),
            ("three hundred thousand", 300_000.0),
            ("three thousand five hundred", 3_500.0),
            ("twenty-five thousand six hundred and one", 25_601.0),
            ("one million two hundred thousand", 1_200_000.0),
            ("half", 0.5),
            ("half a thousand", 500.0),
            ("thirty (30)", 30.0),
            ("both", 2.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
        for text in ["a", "an hour", "of", "run"] {
            assert_eq!(figure_at(&Atoms::new(text), 0), None, "{text}");
        }
    }

    #[test]
    fn ordinals_are_told_apart() {
        for (text, expected) in [("3rd", 3.0), ("40th", 40.0), ("first", 1.0)] {
            let figure = figure_at(&Atoms::new(text), 0).expect("it is a number");
            assert!(figure.is_ordinal && (figure.value - expected).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn ranges_rise() {
        let range = |text: &str| range_at(&Atoms::new(text), 0).map(|range| (range.low, range.high, range.atoms.end));
        assert_eq!(range("6-8 hours"), Some((6.0, 8.0, 3)));
        assert_eq!(range("six to eight hours"), Some((6.0, 8.0, 3)));
        assert_eq!(range("8 to 6"), Some((8.0, 8.0, 1)));
        assert_eq!(range("10 - 12,5"), Some((10.0, 12.5, 5)));
        assert_eq!(range("7 hours"), Some((7.0, 7.0, 1)));
    }
}
