//! Jobs that take an afternoon, by what is done to what.

use std::ops::Range;

use crate::reading::{AtomKind, Atoms};

/// A word to somebody: one call or one letter does it, whatever it is about.
const REACHES_OUT: [&str; 10] =
    ["call", "phone", "ring", "email", "text", "message", "remind", "thank", "unsubscribe", "forward"];
/// What is done to a thing of the household in one go.
const CHORES: [&str; 28] = [
    "mow", "water", "vacuum", "hoover", "iron", "wash", "tidy", "sweep", "dust", "wipe", "feed", "print", "scan",
    "laminate", "defrost", "descale", "unclog", "refill", "sharpen", "inflate", "tighten", "glue", "hem", "rake",
    "shovel", "unpack", "return", "collect",
];
/// What is small only with a small object.
const HANDLES: [&str; 54] = [
    "fix", "repair", "mend", "replace", "change", "swap", "hang", "put", "mount", "assemble", "attach", "install",
    "set", "clean", "buy", "order", "get", "fetch", "pick", "drop", "bring", "take", "pay", "book", "reserve", "make",
    "write", "bake", "cook", "add", "remove", "delete", "rename", "correct", "bump", "update", "upgrade", "revert",
    "reset", "download", "send", "post", "submit", "hand", "file", "fill", "sign", "renew", "cancel", "reply",
    "answer", "sew", "wrap", "charge",
];

/// Things that one person handles in one go.
const SMALL_THINGS: [&str; 124] = [
    "typo",
    "link",
    "badge",
    "comment",
    "label",
    "color",
    "colour",
    "button",
    "icon",
    "line",
    "word",
    "sentence",
    "header",
    "footer",
    "heading",
    "caption",
    "logo",
    "favicon",
    "dependency",
    "version",
    "readme",
    "changelog",
    "bulb",
    "lamp",
    "light",
    "battery",
    "batteries",
    "tap",
    "faucet",
    "handle",
    "hinge",
    "lock",
    "doorbell",
    "shelf",
    "bookshelf",
    "picture",
    "pictures",
    "mirror",
    "curtain",
    "curtains",
    "blind",
    "hook",
    "poster",
    "painting",
    "tyre",
    "tire",
    "puncture",
    "flat",
    "chain",
    "fuse",
    "filter",
    "hose",
    "zip",
    "zipper",
    "hem",
    "sock",
    "shirt",
    "dress",
    "suit",
    "shoes",
    "chair",
    "table",
    "desk",
    "bed",
    "wardrobe",
    "cupboard",
    "drawer",
    "fence panel",
    "gutter",
    "sink",
    "drain",
    "toilet seat",
    "appointment",
    "dentist",
    "doctor",
    "plumber",
    "electrician",
    "haircut",
    "taxi",
    "ticket",
    "tickets",
    "flight",
    "hotel",
    "room",
    "restaurant",
    "seat",
    "form",
    "letter",
    "card",
    "postcard",
    "note",
    "parcel",
    "package",
    "invoice",
    "bill",
    "fine",
    "fee",
    "rent",
    "receipt",
    "passport photo",
    "photo",
    "key",
    "keys",
    "medicine",
    "prescription",
    "groceries",
    "milk",
    "bread",
    "cake",
    "dinner",
    "lunch",
    "present",
    "gift",
    "flowers",
    "alarm",
    "reminder",
    "password",
    "backup",
    "app",
    "oven",
    "fridge",
    "kettle",
    "subscription",
    "email",
];
/// Words that make more of a small thing: what is bought, moved or built with it
/// takes weeks, or it comes again and again.
const GROWS: [&str; 39] = [
    "business",
    "company",
    "campaign",
    "course",
    "degree",
    "exam",
    "marathon",
    "habit",
    "daily",
    "every",
    "each",
    "weekly",
    "learn",
    "launch",
    "team",
    "migrate",
    "migration",
    "rewrite",
    "redesign",
    "platform",
    "customers",
    "clients",
    "guests",
    "system",
    "systems",
    "program",
    "programme",
    "mortgage",
    "debt",
    "debts",
    "loan",
    "loans",
    "visa",
    "permit",
    "thesis",
    "dissertation",
    "chapters",
    "album",
    "film",
];
/// Things that are handled in weeks.
const BIG_THINGS: [&str; 17] = [
    "house",
    "apartment",
    "home",
    "land",
    "property",
    "book",
    "novel",
    "shop",
    "kitchen",
    "bathroom",
    "roof",
    "garden",
    "basement",
    "garage",
    "attic",
    "flat",
    "office",
];
/// Words before the verb that say nothing.
const OPENERS: [&str; 20] = [
    "i", "we", "want", "need", "have", "must", "should", "would", "like", "to", "finally", "just", "please", "quickly",
    "dont", "forget", "the", "a", "my", "remember",
];
/// What stands before a thing that is known to both.
const DETERMINERS: [&str; 16] = [
    "the", "my", "our", "your", "his", "her", "their", "a", "an", "this", "that", "mum", "mom", "dad", "grandma", "one",
];
/// Small words that belong to a verb: "put up", "send in".
const PARTICLES: [&str; 9] = ["up", "in", "out", "off", "on", "down", "back", "away", "over"];
/// Words behind which something else begins than the object.
const JOINTS: [&str; 20] = [
    "in", "on", "for", "with", "of", "at", "to", "from", "by", "about", "into", "that", "which", "and", "so", "before",
    "until", "because", "as", "when",
];
/// A count from here on makes several jobs of one.
const SEVERAL_FROM: u32 = 5;
/// A job in more words than this is no errand.
const WORDS_MAX: usize = 28;

/// The job that a text names, in its own words, if it is one errand; nothing
/// where it is more.
///
/// Only what is done to what counts: never how many days there are until it has
/// to be done.
pub(crate) fn errand(text: &str) -> Option<String> {
    let atoms = Atoms::new(text);
    let n_words = (0..atoms.len()).filter(|&idx| is_word(&atoms, idx)).count();
    if n_words > WORDS_MAX || grows(&atoms) {
        return None;
    }
    let verb = verb(&atoms)?;
    let object = object_behind(&atoms, verb);
    let word = atoms.word(verb);
    let is_small = if REACHES_OUT.contains(&word) || CHORES.contains(&word) {
        // "Water polo" and "Return to running" are no chores.
        let is_big = head(&atoms, &object).is_some_and(|head| BIG_THINGS.contains(&atoms.word(head)));
        DETERMINERS.contains(&atoms.word(verb + 1)) && !is_big || names_small_thing(&atoms, &object)
    } else {
        HANDLES.contains(&word) && names_small_thing(&atoms, &object)
    };
    is_small.then(|| atoms.quote(&(verb..object.end)).to_owned())
}

/// Whether a text says that there is more to do than an errand.
pub(crate) fn is_more(text: &str) -> bool {
    let atoms = Atoms::new(text);
    (0..atoms.len()).filter(|&idx| is_word(&atoms, idx)).count() > WORDS_MAX || grows(&atoms)
}

/// The first word that says something.
fn verb(atoms: &Atoms<'_>) -> Option<usize> {
    (0..atoms.len()).find(|&idx| is_word(atoms, idx) && !OPENERS.contains(&atoms.word(idx)))
}

/// Whether something makes more than an errand of it.
fn grows(atoms: &Atoms<'_>) -> bool {
    let verb = verb(atoms);
    (0..atoms.len()).filter(|&idx| Some(idx) != verb).any(|idx| {
        let word = atoms.word(idx);
        let is_count = atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Digits)
            && word.parse::<u32>().is_ok_and(|count| (SEVERAL_FROM..1900).contains(&count))
            && !is_of_the_calendar(atoms, idx);
        is_count || GROWS.contains(&word)
    })
}

/// Whether digits belong to a date or the clock: "by 5 May", "at 17:00".
fn is_of_the_calendar(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_month = |at: usize| {
        let word = atoms.word(at);
        word.len() >= 3 && backcast_core::MONTH_NAMES.iter().any(|name| name.starts_with(word))
    };
    let is_mark = |at: usize| matches!(atoms.word(at), ":" | "." | "/" | "-");
    let before = idx.checked_sub(1);
    is_month(idx + 1)
        || atoms.is_joined(idx) && is_mark(idx + 1)
        || before.is_some_and(|before| is_month(before) || atoms.is_joined(before) && is_mark(before))
        || before.is_some_and(|before| matches!(atoms.word(before), "at" | "by" | "until"))
        || matches!(atoms.word(idx + 1), "am" | "pm" | "th" | "st" | "nd" | "rd" | "minutes" | "min" | "o")
}

/// What stands behind the verb in its clause.
fn object_behind(atoms: &Atoms<'_>, verb: usize) -> Range<usize> {
    let end = (verb + 1..atoms.len())
        .find(|&idx| {
            atoms.ends_clause(idx, true) || matches!(atoms.word(idx), "by" | "before" | "until" | "so" | "because")
        })
        .unwrap_or(atoms.len());
    verb + 1..end
}

/// The head of the object: its last noun before any preposition.
fn head(atoms: &Atoms<'_>, object: &Range<usize>) -> Option<usize> {
    let start = object.clone().find(|&idx| !PARTICLES.contains(&atoms.word(idx))).unwrap_or(object.end);
    let end = (start..object.end).find(|&idx| JOINTS.contains(&atoms.word(idx))).unwrap_or(object.end);
    (start..end).rev().find(|&idx| is_word(atoms, idx))
}

/// Whether the head of the object is a small thing: "the CI badge link", not "a
/// table-top game".
fn names_small_thing(atoms: &Atoms<'_>, object: &Range<usize>) -> bool {
    let Some(head) = head(atoms, object) else { return false };
    let word = atoms.word(head);
    let one = word.strip_suffix('s').unwrap_or(word);
    let pair = format!("{} {word}", atoms.word(head.saturating_sub(1)));
    SMALL_THINGS.iter().any(|thing| *thing == word || *thing == one || *thing == pair)
}

fn is_word(atoms: &Atoms<'_>, idx: usize) -> bool {
    atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_errand_is_one_whatever_the_day() {
        for text in [
            "Call the plumber about the dripping tap",
            "Send in one form",
            "I need to renew my library card by 5 May",
            "Fix the typo in the README",
            "Put up the new bookshelf",
            "Book a dentist",
            "Buy flowers for Mother's Day",
            "Replace the bulb in the hall",
            "Write a postcard to my aunt",
            "Mow the lawn",
            "Bake a cake for Saturday",
            "Pay the parking fine before Friday",
            "Update the link on the contact page",
            "Return the drill to our neighbor",
            "Finally hang the picture in the living room",
            "Call the electrician about the light in the kitchen",
            "Water the plants of our neighbors",
            "Fix the badge link in README.md",
            "Order a new battery for my phone",
            "Pick up the parcel at the post office",
            "Cancel the gym subscription",
            "Change the lock of the garden gate",
            "Set an alarm for the meeting",
        ] {
            assert!(errand(text).is_some(), "{text}");
        }
    }

    #[test]
    fn more_than_an_errand_is_none() {
        for text in [
            "Write a novel",
            "Return to running after my injury",
            "Water polo tournament in May",
            "Take the bar exam",
            "Clean the house and renovate it",
            "Paint the house",
            "Make a table-top game",
            "Sign my first client",
            "Get a promotion",
            "Buy a house by May",
            "Fix the flaky tests of the build",
            "Send 200 letters to members",
            "Clean my desk every evening for ten weeks",
            "Call 30 former customers",
            "Learn to bake bread",
            "Build a bookshelf from oak",
            "Run a half marathon",
            "Order management system live",
            "Replace our payment provider",
            "Make 40 friends in a new town",
            "Put up a website with an online shop",
            "Pay off my debts",
        ] {
            assert_eq!(errand(text), None, "{text}");
        }
    }
}
