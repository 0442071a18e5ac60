//! What the words around a number say about it.

use std::ops::Range;

use super::super::atoms::Atoms;

/// Words that stand before a number and say nothing about what it counts.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "a", "an", "the", "my", "our", "about", "around", "roughly", "approximately", "approx", "ca", "circa", "some",
    "only", "just", "up", "to", "at", "least", "most", "over", "under", "than", "more", "less", "another", "extra",
    "further", "additional", "maybe", "nearly", "almost", "from", "by", "of", "first", "full", "whole", "total", "~",
    ":", "max", "exactly", "between", "back",
];

/// The sentence-like stretch around an atom; commas end it only where
/// `by_comma` is set.
pub(crate) fn clause(atoms: &Atoms<'_>, idx: usize, by_comma: bool) -> Range<usize> {
    around(idx, atoms.len(), |at| atoms.ends_clause(at, by_comma))
}

/// As [`clause`], where brackets and colons do not end it: "Save 10,000 (for
/// a car): 500 a month".
pub(crate) fn sentence(atoms: &Atoms<'_>, idx: usize) -> Range<usize> {
    around(idx, atoms.len(), |at| {
        atoms.ends_clause(at, false) && !matches!(atoms.word(at), "(" | ")" | ":" | "\u{2014}")
    })
}

/// How far a clause reaches at most: longer ones are no sentences, and each
/// number would look at all of them.
const REACH: usize = 60;

fn around(idx: usize, len: usize, ends: impl Fn(usize) -> bool) -> Range<usize> {
    let floor = idx.saturating_sub(REACH);
    let start = (floor..=idx).rev().find(|&at| ends(at)).unwrap_or(floor);
    let end = (idx + 1..len.min(idx + REACH)).find(|&at| ends(at)).unwrap_or(len.min(idx + REACH));
    start..end.max(start)
}

/// Whether one of these words stands within the atoms.
pub(crate) fn has(atoms: &Atoms<'_>, within: Range<usize>, words: &[&str]) -> bool {
    within.into_iter().any(|idx| words.contains(&atoms.word(idx)))
}

/// Whether one of these phrases stands within the atoms.
pub(crate) fn has_phrase(atoms: &Atoms<'_>, within: Range<usize>, phrases: &[&[&str]]) -> bool {
    within.into_iter().any(|idx| phrases.iter().any(|phrase| atoms.starts_with(idx, phrase)))
}

/// The last atom before a number that is no filler, in the same clause.
pub(crate) fn telling_before(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    let start = clause(atoms, idx.saturating_sub(1), true).start;
    let at = (start..idx).rev().find(|&at| !FILLERS.contains(&atoms.word(at)))?;
    (!atoms.ends_clause(at, true)).then_some(at)
}

/// Nouns that are sums of money: a bare number with one of them is money.
#[rustfmt::skip]
pub(crate) const MONEY_NOUNS: &[&str] = &[
    "umsatz", "gewinn", "gehalt", "schulden", "miete", "einkommen", "payment", "payments", "burn", "money", "cash",
    "capital", "revenue", "revenues", "turnover", "mrr", "arr", "profit", "profits", "salary", "income", "wage",
    "wages", "rent", "budget", "budgets", "debt", "debts", "loan", "loans", "mortgage", "overdraft", "savings", "deposit",
    "downpayment", "fund", "funds", "funding", "price", "prices", "cost", "costs", "fee", "fees", "expenses",
    "spending", "bill", "bills", "donations", "grant", "grants", "bonus", "pension", "tuition", "ebitda", "capex",
    "opex", "cashflow", "earnings", "takings", "gmv", "equity", "scholarship", "stipend", "royalties", "proceeds",
    "net", "gross", "payroll", "retainer", "cushion", "paycheck", "allowance",
];

/// What is done with money and hardly with anything else.
#[rustfmt::skip]
const MONEY_VERBS: &[&str] = &[
    "crowdfund", "fundraise", "stash", "stashed", "save", "saved", "saving", "saves", "earn", "earned", "earning",
    "earns", "owe", "owed", "owing", "spend", "spent", "spending", "repay", "repaid", "pay", "paid", "paying", "pays",
    "raise", "raised", "raising", "donate", "invest", "invested", "borrow", "cost",
];

/// Whether the words around a bare number say that it is money. "Save 10k" and
/// "raise revenue from 8,000" are; "raise the score from 20" is not, as the
/// verb has another object.
pub(crate) fn is_money(atoms: &Atoms<'_>, number: &Range<usize>) -> bool {
    let around = sentence(atoms, number.start);
    let behind = number.end..(number.end + 5).min(clause(atoms, number.end.saturating_sub(1), false).end);
    let is_saved = ["saved", "raised", "earned", "owed", "borrowed", "invested", "net", "gross", "mrr", "arr"];
    if behind.clone().take(1).any(|at| is_saved.contains(&atoms.word(at)) || MONEY_NOUNS.contains(&atoms.word(at)))
        || has_phrase(
            atoms,
            behind,
            &[
                &["in", "debt"],
                &["in", "debts"],
                &["of", "debt"],
                &["of", "debts"],
                &["in", "savings"],
                &["in", "the", "bank"],
                &["in", "loans"],
                &["of", "savings"],
                &["of", "revenue"],
                &["in", "revenue"],
                &["in", "sales"],
                &["in", "donations"],
                &["of", "funding"],
                &["in", "funding"],
                &["in", "cash"],
                &["own", "money"],
                &["in", "fees"],
            ],
        )
    {
        return true;
    }
    let is_kept = atoms.word(number.end) == "in"
        && (number.end + 1..number.end + 5).any(|at| {
            MONEY_NOUNS.contains(&atoms.word(at))
                || matches!(atoms.word(at), "bank" | "account" | "etfs" | "etf" | "stocks" | "shares" | "crypto")
        });
    if is_kept {
        return true;
    }
    // "Of which 885 are the minimum payments".
    let is_said = matches!(atoms.word(number.end), "is" | "are" | "was" | "were")
        && (number.end + 1..number.end + 5)
            .take_while(|&at| !atoms.ends_clause(at, true))
            .any(|at| MONEY_NOUNS.contains(&atoms.word(at)));
    if is_said {
        return true;
    }
    let before = around.start..number.start;
    // Below ten, "5 in savings accounts" and "costs fall by 3" are anybody's guess.
    if let Some(noun) = before.clone().rev().take(12).find(|&at| MONEY_NOUNS.contains(&atoms.word(at))) {
        // "the budget meeting with 12", "rent bikes to 40": the noun has to be what the number says.
        let is_its = number.start - noun <= 12
            && !has(atoms, noun + 1..number.start, &["with", "in", "after", "within", "for", "on"]);
        if is_its {
            return true;
        }
    }
    if is_paid_off(atoms, before.clone()) || is_price(atoms, number.start) {
        return true;
    }
    // "Save 250 a month until I have 6k".
    let is_short = atoms.word(number.end - 1) == "k" && number.len() > 1;
    if is_short && has(atoms, before, MONEY_VERBS) {
        return true;
    }
    let Some(verb) = telling_before(atoms, number.start) else { return false };
    let is_verb = |at: usize| MONEY_VERBS.contains(&atoms.word(at));
    let particle =
        matches!(atoms.word(verb), "off" | "back" | "down" | "aside" | "away" | "together" | "home" | "in" | "by");
    is_verb(verb)
        || particle
            && verb > 0
            && (is_verb(verb - 1)
                || matches!(
                    (atoms.word(verb - 1), atoms.word(verb)),
                    ("put" | "set" | "lay" | "squirrel" | "stash", "aside" | "away" | "by")
                        | ("take" | "bring", "home" | "in")
                ))
}

/// "Pay down the cards: 3,400": the verb holds for all numbers behind it.
fn is_paid_off(atoms: &Atoms<'_>, before: Range<usize>) -> bool {
    before.into_iter().any(|at| {
        matches!(atoms.word(at), "pay" | "paying" | "paid") && matches!(atoms.word(at + 1), "off" | "down" | "back")
    })
}

/// "Buy a car for no more than 8,500", "sell it for 500".
fn is_price(atoms: &Atoms<'_>, number: usize) -> bool {
    let floor = number.saturating_sub(5);
    let Some(at) = (floor..number).rev().find(|&at| atoms.word(at) == "for") else { return false };
    let is_direct = (at + 1..number).all(|at| FILLERS.contains(&atoms.word(at)) || atoms.word(at) == "no");
    is_direct
        && has(atoms, clause(atoms, at, true).start..at, &["buy", "buying", "sell", "selling", "rent", "purchase"])
}
