//! Units of measure, as people write them, and what they are in one another.

use super::super::atoms::{AtomKind, Atoms};

/// What a unit measures: only units of one dimension turn into one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Mass,
    Length,
    Time,
    Data,
    /// Percent: a share, or a change by one.
    Share,
    /// Anything that turns into nothing else here.
    Other,
}

/// A unit of measure.
#[derive(Debug, PartialEq)]
pub(crate) struct Measure {
    /// How it is written in facts: the symbol, or the word in singular.
    pub(crate) name: &'static str,
    pub(crate) dimension: Dimension,
    /// How many grams, meters or seconds it is.
    factor: f64,
    /// The words for it that hold wherever they stand behind a number.
    words: &'static [&'static str],
    /// Those that hold only where nothing stands between: "30s", "6in".
    joined: &'static [&'static str],
}

const fn measure(
    name: &'static str,
    dimension: Dimension,
    factor: f64,
    words: &'static [&'static str],
    joined: &'static [&'static str],
) -> Measure {
    Measure { name, dimension, factor, words, joined }
}

use Dimension::{Data, Length, Mass, Other, Share, Time};

static MEASURES: [Measure; 46] = [
    measure(
        "kg",
        Mass,
        1e3,
        &["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"],
        &[],
    ),
    measure("g", Mass, 1.0, &["gram", "grams", "gramme", "grammes", "gr", "g"], &[]),
    measure("mg", Mass, 1e-3, &["mg", "milligram", "milligrams"], &[]),
    measure("lb", Mass, 453.592_37, &["lb", "lbs", "pound", "pounds"], &[]),
    measure("oz", Mass, 28.349_523, &["oz", "ounce", "ounces"], &[]),
    measure("stone", Mass, 6_350.293_18, &["stone", "stones"], &["st"]),
    measure("t", Mass, 1e6, &["ton", "tons", "tonne", "tonnes"], &["t"]),
    measure("km", Length, 1e3, &["km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"], &[]),
    measure("mile", Length, 1_609.344, &["mile", "miles", "mi"], &[]),
    measure("m", Length, 1.0, &["m", "meter", "meters", "metre", "metres"], &[]),
    measure("cm", Length, 0.01, &["cm", "centimeter", "centimeters", "centimetre", "centimetres"], &[]),
    measure("mm", Length, 1e-3, &["mm", "millimeter", "millimeters", "millimetre", "millimetres"], &[]),
    measure("ft", Length, 0.3048, &["ft", "foot", "feet"], &[]),
    measure("inch", Length, 0.0254, &["inch", "inches"], &["in"]),
    measure("yard", Length, 0.9144, &["yard", "yards", "yd", "yds"], &[]),
    measure("ms", Time, 1e-3, &["ms", "msec", "millisecond", "milliseconds"], &[]),
    measure("second", Time, 1.0, &["sec", "secs", "second", "seconds", "s"], &[]),
    measure("minute", Time, 60.0, &["min", "mins", "minute", "minutes"], &[]),
    measure("hour", Time, 3_600.0, &["h", "hr", "hrs", "hour", "hours"], &[]),
    measure("day", Time, 86_400.0, &["day", "days"], &["d"]),
    measure("night", Time, 86_400.0, &["night", "nights"], &[]),
    measure("week", Time, 604_800.0, &["week", "weeks", "wk", "wks"], &["w"]),
    measure("month", Time, 2_629_746.0, &["month", "months", "mth", "mths"], &[]),
    measure("year", Time, 31_556_952.0, &["year", "years", "yr", "yrs"], &["y"]),
    measure("%", Share, 1.0, &["percent", "pct", "prozent"], &[]),
    measure("\u{b0}C", Other, 1.0, &["celsius"], &[]),
    measure("\u{b0}F", Other, 1.0, &["fahrenheit"], &[]),
    measure("degree", Other, 1.0, &["degree", "degrees"], &[]),
    measure("l", Other, 1.0, &["liter", "liters", "litre", "litres", "l"], &[]),
    measure("ml", Other, 1.0, &["ml", "milliliters", "millilitres"], &[]),
    measure("kcal", Other, 1.0, &["kcal", "calorie", "calories", "cal", "cals"], &[]),
    measure("kWh", Other, 1.0, &["kwh"], &[]),
    measure("kW", Other, 1.0, &["kw"], &[]),
    measure("watt", Other, 1.0, &["watt", "watts"], &["w"]),
    measure("km/h", Other, 1.0, &["kmh", "kph"], &[]),
    measure("mph", Other, 1.0, &["mph"], &[]),
    measure("wpm", Other, 1.0, &["wpm"], &[]),
    measure("bpm", Other, 1.0, &["bpm"], &[]),
    measure("rps", Other, 1.0, &["rps", "qps"], &[]),
    measure("fps", Other, 1.0, &["fps"], &[]),
    measure("px", Other, 1.0, &["px", "pixel", "pixels"], &[]),
    measure("KB", Data, 1e3, &["kb", "kib"], &[]),
    measure("MB", Data, 1e6, &["mb", "mib", "megabyte", "megabytes"], &[]),
    measure("GB", Data, 1e9, &["gb", "gib", "gigabyte", "gigabytes"], &[]),
    measure("TB", Data, 1e12, &["tb", "tib", "terabyte", "terabytes"], &[]),
    measure("m\u{b2}", Other, 1.0, &["sqm", "qm"], &[]),
];

/// The unit with this name in facts.
pub(crate) fn named(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

/// The unit that begins at an atom behind a number, and the atom behind it.
/// Short letters count only where nothing stands between: "30d", not "30 d".
pub(crate) fn measure_at(atoms: &Atoms<'_>, idx: usize) -> Option<(&'static Measure, usize)> {
    let word = atoms.word(idx);
    let is_joined = idx > 0 && atoms.is_joined(idx - 1);
    let (name, end) = match (word, atoms.word(idx + 1)) {
        ("%", "-") if atoms.starts_with(idx + 2, &["points"]) => ("%", idx + 3),
        ("%", _) => ("%", idx + 1),
        ("percentage", "points" | "point") | ("per", "cent") => ("%", idx + 2),
        ("\u{b0}" | "\u{ba}" | "degrees" | "degree", "c" | "celsius") => ("\u{b0}C", idx + 2),
        ("\u{b0}" | "\u{ba}" | "degrees" | "degree", "f" | "fahrenheit") => ("\u{b0}F", idx + 2),
        ("\u{b0}" | "\u{ba}", _) => ("degree", idx + 1),
        ("\"" | "\u{201d}" | "\u{2033}", _) if is_joined => ("inch", idx + 1),
        ("sq" | "square", "m" | "meters" | "metres" | "meter" | "metre") | ("m", "\u{b2}" | "2") => {
            ("m\u{b2}", idx + 2)
        }
        ("km", "/") if atoms.word(idx + 2) == "h" => ("km/h", idx + 3),
        _ => {
            let found = MEASURES
                .iter()
                .find(|m| m.words.contains(&word) || is_joined && m.joined.contains(&word) && ends_word(atoms, idx))?;
            return Some((found, idx + 1));
        }
    };
    named(name).map(|measure| (measure, end))
}

/// Whether no letter or digit follows at once.
pub(crate) fn ends_word(atoms: &Atoms<'_>, idx: usize) -> bool {
    !atoms.is_joined(idx) || atoms.get(idx + 1).is_none_or(|next| next.kind == AtomKind::Sign)
}

/// A value of one unit in another one of the same dimension.
pub(crate) fn convert(value: f64, from: &str, to: &str) -> Option<f64> {
    if from == to {
        return Some(value);
    }
    let (from, to) = (named(from)?, named(to)?);
    let is_scaled = from.dimension == to.dimension && !matches!(from.dimension, Other | Share);
    is_scaled.then(|| value * from.factor / to.factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_turn_into_their_kin() {
        let check = |value, from, to, expected: Option<f64>| {
            let got = convert(value, from, to);
            assert!(
                got.zip(expected).map_or(got == expected, |(got, expected)| (got - expected).abs() < 0.01),
                "{value} {from} in {to}: {got:?}"
            );
        };
        check(100.0, "lb", "kg", Some(45.36));
        check(13.0, "stone", "lb", Some(182.0));
        check(26.2, "mile", "km", Some(42.16));
        check(2.25, "hour", "minute", Some(135.0));
        check(95.0, "kg", "km", None);
        check(30.0, "\u{b0}C", "\u{b0}F", None);
        check(12.0, "chapter", "chapter", Some(12.0));
    }

    #[test]
    fn names_are_their_own() {
        for (at, measure) in MEASURES.iter().enumerate() {
            assert_eq!(MEASURES.iter().position(|other| other.name == measure.name), Some(at), "{}", measure.name);
        }
    }

    #[test]
    fn short_letters_count_only_where_joined() {
        let unit = |text: &str| measure_at(&Atoms::new(text), 1).map(|(measure, _)| measure.name);
        assert_eq!(unit("30s"), Some("second"));
        assert_eq!(unit("30 d"), None);
        assert_eq!(unit("10 in May"), None);
        assert_eq!(unit("14km"), Some("km"));
        assert_eq!(unit("5 per cent"), Some("%"));
        assert_eq!(unit("20\u{b0}C"), Some("\u{b0}C"));
    }
}
