//! Numbers that name something and count nothing: versions, codes, years,
//! ages, clock times, titles.

use std::ops::Range;

use super::super::atoms::{AtomKind, Atoms};
use super::super::figure::figure_at;
pub(crate) use super::name_words::TESTS;
use super::name_words::{DESIGNATORS, I_AM, SMALL_WORDS, VERBS};
use super::nouns::{self, is_plural};
use super::units::{ends_word, measure_at};

/// The name that begins at an atom, up to the atom behind it.
pub(crate) fn name_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    if let Some(end) = quoted_title(atoms, idx) {
        return Some(end);
    }
    let atom = atoms.get(idx)?;
    match atom.kind {
        AtomKind::Digits => of_digits(atoms, idx),
        AtomKind::Word => of_word(atoms, idx),
        AtomKind::Sign => matches!(atom.text.as_str(), "#" | "\u{a7}").then(|| {
            let digits = (idx + 1..atoms.len()).take_while(|&at| atoms.get(at).is_some_and(is_code_part)).count();
            idx + 1 + digits
        }),
    }
    .filter(|&end| end > idx)
}

fn is_code_part(atom: &super::super::atoms::Atom) -> bool {
    atom.kind == AtomKind::Digits
}

/// "\u{201c}Fahrenheit 451\u{201d}": what stands in double quotes is a title.
fn quoted_title(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let closing = match atoms.word(idx) {
        "\"" => "\"",
        "\u{201c}" => "\u{201d}",
        "\u{201e}" => "\u{201c}",
        "\u{ab}" => "\u{bb}",
        _ => return None,
    };
    // An inch mark follows its number at once.
    let is_inch = idx > 0 && atoms.is_joined(idx - 1) && atoms.get(idx - 1).is_some_and(is_code_part);
    if is_inch || !atoms.is_joined(idx) {
        return None;
    }
    (idx + 2..atoms.len().min(idx + 14)).find(|&at| atoms.word(at) == closing).map(|at| at + 1)
}

fn of_word(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let word = atoms.word(idx);
    let next = |ahead: usize| atoms.word(idx + ahead);
    // "B1", "PS5", "p95", "SAA-C03": letters that go over into digits.
    let is_digits = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits);
    if atoms.is_joined(idx) && is_digits(idx + 1) && !is_amount_prefix(word) {
        return Some(code_end(atoms, idx + 1));
    }
    let dash = matches!(next(1), "-" | "\u{2013}") && atoms.is_joined(idx) && atoms.is_joined(idx + 1);
    if dash
        && is_digits(idx + 2)
        && !is_amount_prefix(word)
        && !matches!(word, "sub" | "under" | "over" | "mid" | "pre")
    {
        return Some(code_end(atoms, idx + 2));
    }
    match (word, next(1)) {
        (
            "half",
            "marathon" | "marathons" | "term" | "board" | "iron" | "ironman" | "way" | "pipe" | "moon" | "sister",
        )
        | ("no" | "each" | "any" | "every" | "some", "one")
        | ("one", "another" | "day" | "thing" | "of" | "more" | "place" | "way" | "hand" | "go" | "by" | "time") => {
            return Some(idx + 2);
        }
        ("the" | "this" | "that" | "which" | "only", "one" | "ones") if !is_counted(atoms, idx + 2) => {
            return Some(idx + 2);
        }
        ("half", "-") if atoms.is_joined(idx) => return Some(idx + 3),
        _ => {}
    }
    // "two-factor", "three-course", "one-way": a number that is part of a word.
    let is_number_word = figure_at(atoms, idx).is_some_and(|figure| figure.is_in_words && figure.atoms.end == idx + 1);
    if is_number_word && next(1) == "-" && atoms.is_joined(idx) && atoms.is_joined(idx + 1) {
        let is_number = figure_at(atoms, idx + 2).is_some();
        return (!is_number
            && (!nouns::is_content(next(2)) || matches!(next(2), "course" | "part" | "piece" | "step" | "set")))
        .then_some(idx + 3);
    }
    None
}

/// "EUR500", "USD5k": letters at once before digits that are no code.
fn is_amount_prefix(word: &str) -> bool {
    matches!(
        word,
        "eur"
            | "usd"
            | "gbp"
            | "chf"
            | "cad"
            | "aud"
            | "nzd"
            | "sek"
            | "nok"
            | "dkk"
            | "pln"
            | "czk"
            | "jpy"
            | "inr"
            | "rs"
            | "kr"
            | "fr"
            | "ca"
            | "sub"
            | "x"
    )
}

fn is_counted(atoms: &Atoms<'_>, idx: usize) -> bool {
    measure_at(atoms, idx).is_some() || is_plural(atoms.word(idx))
}

/// Where a code ends: letters, digits and the marks between them.
fn code_end(atoms: &Atoms<'_>, idx: usize) -> usize {
    let mut end = idx + 1;
    while end < atoms.len() && atoms.is_joined(end - 1) {
        let is_mark = matches!(atoms.word(end), "-" | "." | "/" | ":" | "_");
        let goes_on = atoms.is_joined(end) && atoms.get(end + 1).is_some_and(|next| next.kind != AtomKind::Sign);
        if atoms.get(end).is_none_or(|atom| atom.kind == AtomKind::Sign) && !(is_mark && goes_on) {
            break;
        }
        end += 1;
    }
    end
}

fn of_digits(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let is_digits = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits);
    let joined_mark = |at: usize, marks: &[&str]| {
        marks.contains(&atoms.word(at)) && atoms.is_joined(at - 1) && atoms.is_joined(at) && is_digits(at + 1)
    };
    let word = atoms.word(idx + 1);
    // "A 1974 Vespa", "the 1986 Merckx frame": a year before a name.
    let is_of_a_year =
        atoms.word(idx).parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year)) && atoms.word(idx).len() == 4;
    let is_before_name = atoms.get(idx + 1).is_some_and(|next| next.kind == AtomKind::Word && next.is_capital);
    if is_of_a_year && is_before_name && !atoms.is_joined(idx) {
        return Some(idx + 1);
    }
    // "31.03.2027", "1.2.3", "2026-12-18", "5/3/1", "555-12-34".
    for mark in ["-", "/", ".", ":"] {
        let is_chain = joined_mark(idx + 1, &[mark]) && joined_mark(idx + 3, &[mark]);
        let is_duration = mark == ":" && is_sixtieth(atoms, idx + 2) && is_sixtieth(atoms, idx + 4);
        let is_thousands = mark == "." && atoms.word(idx + 2).len() == 3 && atoms.word(idx + 4).len() == 3;
        if is_chain && !is_duration && !is_thousands {
            return Some(code_end(atoms, idx + 2));
        }
    }
    // "24/7", "16:8", "4x4", "3x10"; a share, "3/12 chapters", is read with its noun.
    if joined_mark(idx + 1, &["/"]) && nouns::noun_at(atoms, idx + 3).is_none_or(|noun| !noun.is_plural) {
        let is_done = matches!(atoms.word(idx + 3), "done" | "complete" | "completed" | "finished" | "written" | "of");
        return (!is_done).then_some(idx + 3);
    }
    if joined_mark(idx + 1, &[":"]) && !is_sixtieth(atoms, idx + 2) {
        return Some(idx + 3);
    }
    // "A 3 x 4 m shed".
    if matches!(word, "x" | "\u{d7}")
        && is_digits(idx + 2)
        && let Some((_, end)) = measure_at(atoms, idx + 3)
    {
        return Some(end);
    }
    let is_weight = matches!(atoms.word(idx + 2), "bodyweight" | "bw" | "body" | "my");
    if word == "x" && atoms.is_joined(idx) && !is_weight {
        return Some(if is_digits(idx + 2) { idx + 3 } else { idx + 2 });
    }
    // "6b", "5c", "3D": digits that go over into letters which are no unit.
    let next_is_word = atoms.get(idx + 1).is_some_and(|next| next.kind == AtomKind::Word);
    let is_times = word == "x" && is_weight;
    if next_is_word && atoms.is_joined(idx) && !is_times && is_unknown_suffix(atoms, idx + 1) {
        return Some(code_end(atoms, idx + 1));
    }
    if word == "k"
        && atoms.is_joined(idx)
        && matches!(atoms.word(idx + 2), "tv" | "video" | "videos" | "monitor" | "screen")
    {
        return Some(idx + 2);
    }
    if is_clock(atoms, idx) {
        return Some(idx + 2);
    }
    let figure = figure_at(atoms, idx)?;
    let end = figure.atoms.end;
    (is_year(atoms, idx, &figure.atoms) || is_age(atoms, &figure.atoms) || is_named(atoms, &figure.atoms, figure.value))
        .then_some(end)
}

/// Whether a name is one beyond doubt, so that nobody has to ask what its number
/// counts. A year is for the calendar, and a number behind an unknown first word
/// may be what is done: "Hyrox 90".
pub(crate) fn is_certain(atoms: &Atoms<'_>, name: &Range<usize>) -> bool {
    let idx = name.start;
    if name.len() > 1 || atoms.get(idx).is_none_or(|atom| atom.kind != AtomKind::Digits) {
        return true;
    }
    let is_year = atoms.word(idx).len() == 4 && is_year(atoms, idx, name);
    let is_designated = idx > 0 && DESIGNATORS.contains(&atoms.word(idx - 1));
    let starts = idx == 1 || idx > 1 && atoms.ends_clause(idx - 2, false);
    let is_guess = starts && !is_designated && atoms.get(idx - 1).is_some_and(|before| before.is_capital);
    !is_year && !is_guess
}

/// "07", "59": two digits below sixty.
pub(crate) fn is_sixtieth(atoms: &Atoms<'_>, idx: usize) -> bool {
    let text = atoms.word(idx);
    text.len() == 2 && text.parse::<u32>().is_ok_and(|value| value < 60)
}

fn is_unknown_suffix(atoms: &Atoms<'_>, idx: usize) -> bool {
    let word = atoms.word(idx);
    let is_known = measure_at(atoms, idx).is_some()
        || matches!(
            word,
            "k" | "m"
                | "mm"
                | "mio"
                | "mn"
                | "bn"
                | "mrd"
                | "tsd"
                | "mill"
                | "million"
                | "thousand"
                | "st"
                | "nd"
                | "rd"
                | "th"
                | "eur"
                | "euro"
                | "euros"
                | "usd"
                | "gbp"
                | "chf"
                | "kr"
                | "zl"
                | "z\u{142}"
                | "quid"
                | "sek"
                | "nok"
                | "dkk"
                | "pln"
                | "cad"
                | "aud"
                | "h"
                | "fr"
        );
    !is_known && (word.chars().count() <= 3 || !ends_word(atoms, idx))
}

/// "7 am", "7pm", "7 o'clock".
fn is_clock(atoms: &Atoms<'_>, idx: usize) -> bool {
    matches!(atoms.word(idx + 1), "am" | "pm" | "oclock" | "uhr") || atoms.starts_with(idx + 1, &["a", ".", "m"])
}

/// A year of our days, unless it counts something: "2000 words".
fn is_year(atoms: &Atoms<'_>, idx: usize, number: &Range<usize>) -> bool {
    let text = atoms.word(idx);
    let is_four =
        text.len() == 4 && number.len() == 1 && text.parse().is_ok_and(|year: u32| (1900..2100).contains(&year));
    let before = idx.checked_sub(1).map_or("", |at| atoms.word(at));
    let follows = |sign: &str| matches!(sign, "\u{20ac}" | "$" | "\u{a3}" | "+");
    let is_counted = is_counted(atoms, number.end) && !nouns::is_dated(atoms.word(number.end))
        || nouns::noun_at(atoms, number.end).is_some_and(|noun| noun.is_plural && nouns::is_content(&noun.head));
    let is_dated =
        matches!(before, "in" | "since" | "of" | "year" | "until" | "by" | "for" | "during" | "before" | "after")
            || number.end >= atoms.len();
    let round = text.ends_with("00") && !is_dated;
    is_four
        && !is_counted
        && !round
        && !follows(before)
        && !follows(atoms.word(number.end))
        && (is_dated || !is_money_behind(atoms, number.end))
}

fn is_money_behind(atoms: &Atoms<'_>, idx: usize) -> bool {
    super::currency::is_currency(atoms.word(idx)) || matches!(atoms.word(idx), "pounds" | "grand")
}

/// "I am 38", "38 years old", "an 8-year-old", "in my 30s".
fn is_age(atoms: &Atoms<'_>, number: &Range<usize>) -> bool {
    let at = |ahead: usize| atoms.word(number.end + ahead);
    let is_old = |from: usize| (from..from + 4).any(|ahead| matches!(at(ahead), "old" | "olds"));
    let speaks_of_years =
        matches!(at(0), "year" | "years" | "yr" | "yrs" | "month" | "months" | "-" | "week" | "weeks");
    let is_decade =
        at(0) == "s" && atoms.is_joined(number.end - 1) && number.len() == 1 && atoms.word(number.start).ends_with('0');
    let before =
        |phrase: &[&str]| number.start.checked_sub(phrase.len()).is_some_and(|at| atoms.starts_with(at, phrase));
    let is_bare = measure_at(atoms, number.end).is_none() && nouns::noun_at(atoms, number.end).is_none();
    speaks_of_years && is_old(0)
        || is_decade
            && matches!(
                atoms.word(number.start.saturating_sub(1)),
                "the" | "my" | "his" | "her" | "early" | "mid" | "late" | "-"
            )
        || is_bare && I_AM.iter().any(|phrase| before(phrase))
}

/// "Windows 11", "ISO 27001", "chapter 3", "Route 66", "1.0".
fn is_named(atoms: &Atoms<'_>, number: &Range<usize>, value: f64) -> bool {
    let idx = number.start;
    let is_measured = measure_at(atoms, number.end).is_some();
    let noun = nouns::noun_at(atoms, number.end);
    let Some(mut at) = idx.checked_sub(1) else { return is_version(atoms, number, noun.is_some() || is_measured) };
    if atoms.word(at) == "." && at > 0 {
        at -= 1;
    }
    let word = atoms.word(at);
    let is_designated = DESIGNATORS.contains(&word)
        && !is_measured
        && (value.fract() == 0.0 || matches!(word, "version" | "v" | "release"))
        && noun.as_ref().is_none_or(|noun| !noun.is_plural || matches!(word, "no" | "nr" | "age" | "aged"));
    if is_designated && !(word == "top" && atoms.word(number.end) == "%") {
        return true;
    }
    let Some(before) = atoms.get(idx - 1) else { return false };
    let is_name = before.kind == AtomKind::Word
        && before.is_capital
        && !VERBS.contains(&word)
        && !SMALL_WORDS.contains(&word)
        && !TESTS.contains(&word)
        && !super::context::MONEY_NOUNS.contains(&word)
        && !is_amount_prefix(word);
    let is_title = noun.as_ref().is_some_and(|noun| !noun.is_plural && value < 1e3 && value > 1.0)
        && atoms
            .get(number.end)
            .is_some_and(|next| next.kind == AtomKind::Word && next.is_capital && next.text.len() < 6)
        && number.len() == 1
        && atoms.get(0).is_some_and(|first| atoms.get(1).is_none_or(|second| !(first.is_capital && second.is_capital)))
        && !is_measured
        && !is_money_behind(atoms, number.end);
    let starts = idx == 1 || atoms.ends_clause(idx - 2, false);
    let is_amount = is_measured
        || figure_at(atoms, idx).is_some_and(|figure| figure.value >= 1e4)
        || starts && noun.as_ref().is_some_and(|noun| noun.is_plural)
        || matches!(
            atoms.word(number.end),
            "\u{20ac}" | "$" | "\u{a3}" | "to" | "\u{2192}" | "-" | "t" | "k" | "m" | "mio"
        )
        || is_money_behind(atoms, number.end)
        || atoms.word(number.end - 1) == "k";
    is_title || is_name && !is_amount || is_version(atoms, number, noun.is_some() || is_measured)
}

/// "1.0 of our framework", "0.4 is out", "v2.1".
fn is_version(atoms: &Atoms<'_>, number: &Range<usize>, is_counted: bool) -> bool {
    let is_decimal =
        number.len() == 3 && atoms.word(number.start + 1) == "." && atoms.word(number.start + 2).len() == 1;
    let before = number.start.checked_sub(1).map_or("", |at| atoms.word(at));
    let is_out = atoms.starts_with(number.end, &["is", "out"])
        || atoms.starts_with(number.end, &["release"])
        || atoms.starts_with(number.end, &["of", "our"])
        || atoms.starts_with(number.end, &["of", "the"])
        || atoms.starts_with(number.end, &["of", "my"]);
    is_decimal
        && (is_out || !is_counted && matches!(before, "release" | "ship" | "launch" | "v" | "version" | "publish"))
}
