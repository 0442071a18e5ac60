//! Currencies before and behind an amount: "€5", "5 EUR", "US$ 5", "5 quid".

use backcast_core::Country;

use super::super::Context;
use super::super::atoms::{AtomKind, Atoms};

/// A currency as somebody wrote it: the ISO 4217 code, or nothing where the
/// words leave it open ("kr", "pesos", "bucks" elsewhere).
pub(crate) type Code = Option<&'static str>;

/// The currency that begins at an atom and is followed by a number, and the
/// atom behind it.
pub(crate) fn before(atoms: &Atoms<'_>, idx: usize, ctx: &Context) -> Option<(Code, usize)> {
    if is_rand(atoms, idx, ctx) {
        return Some((Some("ZAR"), idx + 1));
    }
    let (code, mut end) = at(atoms, idx, ctx)?;
    // "Fr. 500", "Rs. 500", "EUR: 500".
    if atoms.word(end) == "." && matches!(atoms.word(idx), "fr" | "sfr" | "rs" | "kr") {
        end += 1;
    }
    // "euros 500" is no amount in any place; short words are.
    let is_short = atoms.word(idx).chars().count() <= 3;
    let is_number = atoms.get(end).is_some_and(|next| next.kind == AtomKind::Digits);
    (is_short && is_number).then_some((code, end))
}

/// Whether a rand stands at an atom: "R4000"; two digits behind a capital may be a road.
pub(super) fn is_rand(atoms: &Atoms<'_>, idx: usize, ctx: &Context) -> bool {
    let is_sign = atoms.get(idx).is_some_and(|atom| atom.text == "r" && atom.is_capital) && atoms.is_joined(idx);
    let is_at_home = country(ctx) == Some("ZA");
    let is_amount = atoms.get(idx + 1).is_some_and(|next| {
        next.kind == AtomKind::Digits
            && (is_at_home || next.text.len() > 2)
            && !matches!(atoms.word(idx + 2), "-" | "/")
    });
    is_sign && is_amount
}

/// The currency that begins at an atom, behind a number, and the atom behind
/// it. Pounds are left to whoever can tell the money from the weight.
pub(crate) fn behind(atoms: &Atoms<'_>, idx: usize, ctx: &Context) -> Option<(Code, usize)> {
    at(atoms, idx, ctx)
}

/// Whether a word or a sign is that of a currency, wherever it stands.
pub(crate) fn is_currency(word: &str) -> bool {
    sign(word, None).or_else(|| word_for(word, None)).is_some()
}

fn at(atoms: &Atoms<'_>, idx: usize, ctx: &Context) -> Option<(Code, usize)> {
    let word = atoms.word(idx);
    if let Some(code) = sign(word, country(ctx)) {
        return Some((code, idx + 1));
    }
    // "US$", "A$", "C$", "NZ$"; "R$" is the real.
    if atoms.word(idx + 1) == "$" && atoms.is_joined(idx) {
        let code = match word {
            "us" | "u" => "USD",
            "a" | "au" | "aud" => "AUD",
            "c" | "ca" | "can" | "cad" => "CAD",
            "nz" => "NZD",
            "s" | "sg" => "SGD",
            "hk" => "HKD",
            "r" => "BRL",
            "mx" => "MXN",
            _ => return None,
        };
        return Some((Some(code), idx + 2));
    }
    if let Some(code) = of_country(word, atoms.word(idx + 1)) {
        return Some((Some(code), idx + 2));
    }
    if let ("new", "zealand", "dollars") | ("hong", "kong", "dollars") =
        (word, atoms.word(idx + 1), atoms.word(idx + 2))
    {
        return Some((Some(if word == "new" { "NZD" } else { "HKD" }), idx + 3));
    }
    word_for(word, country(ctx)).map(|code| (code, idx + 1))
}

fn sign(sign: &str, country: Option<&str>) -> Option<Code> {
    Some(Some(match sign {
        "\u{20ac}" => "EUR",
        "\u{a3}" => "GBP",
        "$" | "\u{ff04}" => dollar(country),
        "\u{a5}" | "\u{ffe5}" => {
            if country == Some("CN") {
                "CNY"
            } else {
                "JPY"
            }
        }
        "\u{20b9}" => "INR",
        "\u{20bd}" => "RUB",
        "\u{20a9}" => "KRW",
        "\u{20ba}" => "TRY",
        "\u{20aa}" => "ILS",
        "\u{20ab}" => "VND",
        "\u{20b4}" => "UAH",
        "\u{20a6}" => "NGN",
        "\u{20b1}" => "PHP",
        "\u{e3f}" => "THB",
        _ => return None,
    }))
}

fn word_for(word: &str, country: Option<&str>) -> Option<Code> {
    Some(Some(match word {
        "eur" | "euro" | "euros" => "EUR",
        "usd" => "USD",
        "dollar" | "dollars" | "bucks" | "buck" => dollar(country),
        "gbp" | "quid" => "GBP",
        "chf" | "sfr" | "franken" | "franc" | "francs" | "fr" => "CHF",
        "jpy" | "yen" => "JPY",
        "cny" | "rmb" | "yuan" | "renminbi" => "CNY",
        "inr" | "rupee" | "rupees" | "rs" => "INR",
        "cad" => "CAD",
        "aud" => "AUD",
        "nzd" => "NZD",
        "sgd" => "SGD",
        "hkd" => "HKD",
        "sek" | "kronor" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "pln" | "z\u{142}" | "zl" | "zloty" | "zlotys" | "zlote" => "PLN",
        "czk" | "koruna" | "kc" | "k\u{10d}" => "CZK",
        "huf" | "forint" | "forints" => "HUF",
        "ils" | "shekel" | "shekels" => "ILS",
        "zar" => "ZAR",
        "brl" | "reais" => "BRL",
        "mxn" => "MXN",
        "thb" | "baht" => "THB",
        "krw" => "KRW",
        "aed" | "dirham" | "dirhams" => "AED",
        "kr" | "krone" | "kroner" | "krona" => {
            return Some(match country {
                Some("SE") => Some("SEK"),
                Some("NO") => Some("NOK"),
                Some("DK") => Some("DKK"),
                _ => None,
            });
        }
        "peso" | "pesos" | "crowns" => return Some(None),
        _ => return None,
    }))
}

/// "Canadian dollars", "Swiss francs", "Swedish kronor", "pounds sterling".
fn of_country(word: &str, money: &str) -> Option<&'static str> {
    Some(match (word, money) {
        ("us" | "american", "dollar" | "dollars") => "USD",
        ("canadian", "dollar" | "dollars") => "CAD",
        ("australian" | "aussie", "dollar" | "dollars") => "AUD",
        ("singapore", "dollar" | "dollars") => "SGD",
        ("swiss", "franc" | "francs") => "CHF",
        ("british", "pound" | "pounds") | ("pound" | "pounds", "sterling") => "GBP",
        ("swedish", "kronor" | "krona" | "crowns") => "SEK",
        ("norwegian", "kroner" | "krone" | "crowns") => "NOK",
        ("danish", "kroner" | "krone" | "crowns") => "DKK",
        ("czech", "koruna" | "korunas" | "crowns") => "CZK",
        ("indian", "rupee" | "rupees") => "INR",
        ("mexican", "peso" | "pesos") => "MXN",
        _ => return None,
    })
}

fn dollar(country: Option<&str>) -> &'static str {
    match country {
        Some("AU") => "AUD",
        Some("CA") => "CAD",
        Some("NZ") => "NZD",
        Some("SG") => "SGD",
        Some("HK") => "HKD",
        _ => "USD",
    }
}

fn country(ctx: &Context) -> Option<&str> {
    ctx.conventions.country.as_ref().map(Country::as_str)
}
