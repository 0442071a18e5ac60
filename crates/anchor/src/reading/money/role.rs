//! What an amount of money is for the goal.

use std::ops::Range;

use backcast_core::{MoneyRole, Stretch, TextId};

use super::super::atoms::Atoms;
use super::super::measure::context::{clause, has, has_phrase, sentence};
use super::super::way::Way;

/// Words of a limit, directly around an amount.
#[rustfmt::skip]
const LIMITS: &[&str] = &[
    "max", "maximum", "below", "under", "limit", "cap", "capped", "budget", "within", "<", "\u{2264}", "tops",
    "ceiling", "most", "exceed",
];
const LIMIT_PHRASES: &[&[&str]] = &[
    &["no", "more", "than"],
    &["not", "more", "than"],
    &["less", "than"],
    &["up", "to"],
    &["at", "most"],
    &["not", "over"],
    &["not", "above"],
    &["no", "higher", "than"],
    &["cheaper", "than"],
    &["only", "spend"],
    &["spend", "only"],
    &["not", "exceed"],
];
/// What is done with money that is the goal.
#[rustfmt::skip]
const TARGETS: &[&str] = &[
    "save", "saving", "earn", "earning", "raise", "raising", "repay", "reach", "increase", "grow", "double", "target",
    "goal", "make", "collect", "fund", "fundraise", "win", "get", "build", "accumulate", "clear", "sell", "mrr",
    "arr", "revenue", "turnover", "profit", "income", "salary", "net", "worth", "cut", "reduce", "lower", "raised",
    "debt", "debts", "savings", "loan", "hit", "invest", "boost", "bring", "triple", "off",
];
/// Words of what is there or comes in.
#[rustfmt::skip]
const INS: &[&str] = &[
    "have", "has", "saved", "own", "earn", "earns", "earning", "income", "salary", "revenue", "turnover", "got",
    "get", "receive", "receives", "grant", "inherited", "inheritance", "savings", "mrr", "arr", "profit", "pension",
    "gift", "sponsor", "sponsors", "gives", "give", "contribute", "contributes", "fund", "make", "left", "available",
];
/// Words of what is to be paid.
#[rustfmt::skip]
const OUTS: &[&str] = &[
    "rent", "cost", "costs", "costing", "spend", "spending", "spends", "pay", "paying", "fee", "fees", "price",
    "priced", "bill", "bills", "expenses", "owe", "owing", "debt", "debts", "loan", "loans", "mortgage", "overdraft",
    "tuition", "deposit", "insurance", "payments", "payment", "payroll", "licence", "license", "subscription", "burn",
    "wages", "charge",
];

/// The role of an amount, and the stretch that its name implies: "MRR" is by
/// the month wherever it stands.
///
/// The nearest word decides; a limit stands over all. Where no word says it, the
/// text does: a title and a destination name what is to be reached, a budget what
/// can be spent, an origin what is there.
pub(super) fn role(atoms: &Atoms<'_>, text: TextId, way: &Way) -> (MoneyRole, Option<Stretch>) {
    let around = sentence(atoms, way.number.start);
    let stretch = if has(atoms, around, &["mrr"]) {
        Some(Stretch::Month)
    } else if has(atoms, clause(atoms, way.number.start, false), &["arr"]) {
        Some(Stretch::Year)
    } else {
        None
    };
    (by_words(atoms, text, way).unwrap_or(default_role(text)), stretch)
}

fn default_role(text: TextId) -> MoneyRole {
    match text {
        TextId::Title | TextId::Destination => MoneyRole::Target,
        TextId::Budget | TextId::Constraint(_) => MoneyRole::Limit,
        TextId::Origin | TextId::Skill(_) => MoneyRole::In,
        TextId::Team | TextId::BlockedBefore(_) => MoneyRole::Out,
    }
}

fn by_words(atoms: &Atoms<'_>, text: TextId, way: &Way) -> Option<MoneyRole> {
    let near = before(atoms, way, 8);
    let behind = behind(atoms, way, 5);
    let is_wish = matches!(text, TextId::Title | TextId::Destination);
    let is_limit = has_phrase(atoms, near.clone(), LIMIT_PHRASES)
        || has(atoms, before(atoms, way, 5), LIMITS)
        || has(
            atoms,
            behind.start..behind.end.min(behind.start + 2),
            &["max", "maximum", "budget", "tops", "limit", "cap"],
        )
        || has_phrase(atoms, behind.clone(), &[&["at", "most"], &["or", "less"], &["at", "the", "most"]]);
    // "Raise up to 10k", "earn at most …" bound what comes in: still the goal.
    let verb = nearest(atoms, near.clone(), text);
    if is_limit
        && way.from.is_none()
        && !(is_wish
            && verb == Some(MoneyRole::Target)
            && !has(atoms, near, &["spend", "pay", "under", "below", "budget"]))
    {
        return Some(MoneyRole::Limit);
    }
    if is_wish && way.from.is_some() {
        return Some(MoneyRole::Target);
    }
    verb.or_else(|| nearest(atoms, behind, text))
}

/// The role of the word that stands nearest to the amount, before it.
fn nearest(atoms: &Atoms<'_>, within: Range<usize>, text: TextId) -> Option<MoneyRole> {
    let is_wish = matches!(text, TextId::Title | TextId::Destination);
    let is_target = |at: usize| {
        let word = atoms.word(at);
        let is_off = matches!(atoms.word(at + 1), "off" | "back" | "down") && word == "pay";
        is_wish && (TARGETS.contains(&word) || is_off)
    };
    let role_at = |at: usize| {
        let word = atoms.word(at);
        // "Parents pay 5,000": what others pay comes in.
        let is_paid_by_others = !is_wish
            && matches!(word, "pay" | "pays")
            && at > 0
            && !matches!(atoms.word(at - 1), "i" | "we" | "to" | "and" | "must" | "have" | "can");
        if is_paid_by_others && !matches!(atoms.word(at + 1), "off" | "back" | "down") {
            Some(MoneyRole::In)
        } else if is_wish && word == "paying" {
            None
        } else if is_target(at) {
            Some(MoneyRole::Target)
        } else if OUTS.contains(&word) {
            Some(MoneyRole::Out)
        } else if INS.contains(&word) && !is_wish
            || matches!(word, "own" | "already" | "left")
            || word == "home" && at > 0 && atoms.word(at - 1) == "take"
        {
            Some(MoneyRole::In)
        } else {
            None
        }
    };
    within.rev().find_map(role_at)
}

fn before(atoms: &Atoms<'_>, way: &Way, count: usize) -> Range<usize> {
    let start = way.atoms.start;
    // "Debts: 11k" is one thing.
    let is_end = |at: &usize| atoms.ends_clause(*at, true) && atoms.word(*at) != ":";
    let first = start.saturating_sub(count);
    (first..start).rev().find(is_end).unwrap_or(first)..start
}

fn behind(atoms: &Atoms<'_>, way: &Way, count: usize) -> Range<usize> {
    let start = way.atoms.end;
    let end = (start + count).min(clause(atoms, start.saturating_sub(1), true).end.max(start));
    // "For a deposit" says what it is for, not what it is.
    let end = (start..end).find(|&at| matches!(atoms.word(at), "for" | "to")).unwrap_or(end);
    start..end
}
