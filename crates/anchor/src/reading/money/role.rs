//! What an amount of money is for the goal.

use std::ops::Range;

use backcast_core::{MoneyRole, Stretch, TextId};

use super::super::atoms::{AtomKind, Atoms};
use super::super::measure::context::{clause, has, has_phrase, sentence};
use super::super::way::Way;
use super::super::wordlist::is_in;

/// Words of a limit, directly around an amount.
#[rustfmt::skip]
const LIMITS: &[&str] = &[
    "max", "maximum", "below", "under", "limit", "cap", "capped", "budget", "budgets", "within", "<", "\u{2264}", "tops",
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
    &["go", "above"],
    &["go", "over"],
    &["stay", "under"],
    &["stay", "below"],
    &["keep", "under"],
    &["only", "spend"],
    &["spend", "only"],
    &["not", "exceed"],
];
/// What says behind an amount, in the same sentence or the next, that it is the
/// most.
const LIMITS_BEHIND: &[&[&str]] = &[
    &["more", "than", "that"],
    &["more", "than", "this"],
    &["above", "that"],
    &["over", "that"],
    &["beyond", "that"],
    &["a", "cent", "more"],
    &["a", "penny", "more"],
    &["thats", "the", "limit"],
    &["thats", "my", "limit"],
    &["thats", "our", "limit"],
    &["thats", "the", "most"],
    &["thats", "the", "maximum"],
    &["is", "the", "limit"],
    &["is", "my", "limit"],
    &["is", "our", "limit"],
    &["is", "the", "most"],
    &["is", "all", "i", "have"],
    &["is", "all", "we", "have"],
];
/// Words with which money is what is wished.
#[rustfmt::skip]
const SAVES: &[&str] = &[
    "save", "saving", "saved", "savings", "earn", "earning", "raise", "raising", "raised", "repay", "collect", "fund",
    "fundraise", "debt", "debts", "loan", "loans", "revenue", "income", "stash", "owe", "salary", "profit", "turnover",
    "invest", "mrr", "arr", "accumulate", "off", "crowdfund", "win", "grant",
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
    "gift", "keep", "cushion", "sponsor", "sponsors", "gives", "give", "contribute", "contributes", "fund", "make", "left", "available",
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
    let is_capped = is_capped_behind(atoms, way);
    let is_for_target =
        is_wish && verb == Some(MoneyRole::Target) && !has(atoms, near, &["spend", "pay", "under", "below", "budget"]);
    if way.from.is_none() && (is_capped || is_limit && !is_for_target) {
        return Some(MoneyRole::Limit);
    }
    if is_wish && way.from.is_some() {
        return Some(MoneyRole::Target);
    }
    if is_at_hand(atoms, way) {
        return Some(MoneyRole::In);
    }
    if is_price(atoms, way) {
        return Some(MoneyRole::Out);
    }
    if is_wish && verb.is_none() && is_set_for(atoms, way) {
        return Some(MoneyRole::Limit);
    }
    verb.or_else(|| nearest(atoms, behind, text))
}

/// "9,000 EUR, don't want to spend more than that", "12k, not a cent more".
fn is_capped_behind(atoms: &Atoms<'_>, way: &Way) -> bool {
    let end = way.atoms.end;
    let next = (end..(end + 16).min(atoms.len()))
        .find(|&at| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits))
        .unwrap_or((end + 16).min(atoms.len()));
    has_phrase(atoms, end..next, LIMITS_BEHIND)
}

/// "We have 4,500 EUR from the city", "the bank gives us 20,000", "I can put 500
/// a month aside": money that is there or comes in, whatever is wished.
fn is_at_hand(atoms: &Atoms<'_>, way: &Way) -> bool {
    if way.from.is_some() {
        return false;
    }
    let near = before(atoms, way, 7);
    let has_it = near.clone().any(|at| {
        let word = |ahead: usize| atoms.word(at + ahead);
        let is_to = matches!(atoms.word(at.wrapping_sub(1)), "until" | "till" | "once" | "when" | "if" | "so" | "that");
        let is_had = matches!(word(0), "i" | "we")
            && (matches!(word(1), "have" | "got") || word(1) == "already" && matches!(word(2), "have" | "got"))
            && !(1..4).any(|ahead| matches!(word(ahead), "to" | "debt" | "debts"))
            || matches!(word(0), "ive" | "weve") && matches!(word(1), "got" | "already" | "saved")
            || matches!(word(0), "i" | "we") && word(1) == "saved"
            || matches!(word(0), "gives" | "give" | "grants" | "lends" | "pays") && matches!(word(1), "us" | "me");
        is_had && !is_to
    });
    let can = near.clone().any(|at| {
        matches!(atoms.word(at), "can" | "could")
            && is_in("put set lay spare contribute save", atoms.word(at + 1))
            && (way.per.is_some() || atoms.word(at + 1) == "spare")
    });
    // "Have 4,000 of debt" is none that is there.
    has_it && !has(atoms, behind(atoms, way, 4), &["debt", "debts", "loans", "loan", "short"]) || can
}

/// "Lessons are 35 a week", "the gym is 30 EUR a month": what something costs.
pub(super) fn is_price(atoms: &Atoms<'_>, way: &Way) -> bool {
    let near = before(atoms, way, 6);
    let is_each = way.per.is_some() || matches!(atoms.word(way.atoms.end), "each" | "apiece" | "per" | "a" | "an");
    let is_said = near
        .clone()
        .any(|at| matches!(atoms.word(at), "is" | "are" | "costs" | "cost" | "run" | "comes" | "charges" | "@"));
    way.from.is_none() && is_each && (is_said || way.per.is_some()) && has(atoms, near, PAID)
}

/// Things that are paid for.
#[rustfmt::skip]
const PAID: &[&str] = &[
    "lesson", "lessons", "course", "courses", "class", "classes", "gym", "membership", "rent", "tuition", "fee",
    "fees", "subscription", "coach", "coaching", "tutor", "tutoring", "studio", "teacher", "instructor", "trainer",
    "physio", "therapy", "sessions", "ticket", "tickets", "room", "hosting", "software", "materials", "childcare",
    "babysitter", "hall", "insurance", "editor", "license", "licence", "entry",
];

/// "Learn French. 600 for the course": an amount that opens a later clause, and
/// says for what.
fn is_set_for(atoms: &Atoms<'_>, way: &Way) -> bool {
    let own = clause(atoms, way.atoms.start, true);
    let first = own.start + usize::from(atoms.get(own.start).is_some_and(|atom| atom.kind == AtomKind::Sign));
    let opens = (first.min(way.atoms.start)..way.atoms.start).all(|at| {
        atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign)
            || is_in("about around roughly maybe another plus and the a", atoms.word(at))
    });
    let is_for = atoms.word(way.atoms.end) == "for";
    own.start > 0
        && opens
        && is_for
        && !has(atoms, sentence(atoms, way.atoms.start), SAVES)
        && !has(atoms, own.start.saturating_sub(40)..own.start, SAVES)
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
            || word == "home" && (1..=2).any(|back| at >= back && atoms.word(at - back) == "take")
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
