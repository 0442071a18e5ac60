//! What the words around a quantity say: its unit, what is measured, on which
//! side of it the result may lie, and whether it is a difference.

use std::ops::Range;

use backcast_core::{Bound, Change};

use super::super::atoms::{AtomKind, Atoms};
use super::super::measure::context::{clause, has, has_phrase};
use super::super::measure::names::TESTS;
use super::super::measure::nouns::{is_plural, singular};
use super::super::measure::{Unit, units};
use super::super::way::Way;

/// Words that are not what is measured.
#[rustfmt::skip]
const NOT_MEASURED: &[&str] = &[
    "grows", "goes", "rises", "drops", "falls", "a", "an", "the", "my", "our", "to", "of", "at", "in", "on", "by",
    "for", "from", "with", "and", "or", "is", "are", "be", "am", "i", "im", "we", "it", "than", "least", "most",
    "more", "less", "about", "around", "roughly", "up", "down", "reduce", "cut", "raise", "increase", "lower", "get",
    "bring", "grow", "improve", "lose", "gain", "drop", "reach", "write", "read", "run", "make", "do", "want", "need",
    "have", "under", "below", "over", "above", "sub", "score", "currently", "today", "now", "only", "double", "halve",
    "go", "going", "take", "hit", "keep", "move", "off", "all", "another", "just", "into", "that", "within", "hold",
    "between", "per", "would", "like", "should", "can", "will", "goal", "target", "as", "max", "no", "back",
];

/// Words of races: a number with "k" is a distance where one stands near.
#[rustfmt::skip]
const RACES: &[&str] = &[
    "min", "mins", "minutes", "run", "running", "runs", "race", "races", "jog", "jogging", "walk", "swim", "parkrun",
    "couch", "marathon", "trail", "charity", "finish", "pb", "sub", "ran", "runner", "treadmill", "hike", "ruck",
    "row", "obstacle", "train", "training", "fun", "bike", "ride", "cycle",
];

/// The unit of a quantity as facts name it, and what its numbers have to be
/// multiplied with: the "k" of "run a 10k" stands for kilometers, not thousands.
pub(in super::super) fn unit(atoms: &Atoms<'_>, way: &Way) -> (String, f64) {
    if is_race(atoms, way) {
        return ("km".to_owned(), 1e-3);
    }
    if let Unit::Bare = way.unit {
        return (noun_before(atoms, way).unwrap_or_default(), 1.0);
    }
    (way.unit.name(), 1.0)
}

/// Whether a "10k" is a distance: no money, nothing counted, and a race near.
pub(super) fn is_race(atoms: &Atoms<'_>, way: &Way) -> bool {
    let is_letter = way.number.end > 0 && atoms.word(way.number.end - 1) == "k";
    let is_distance = (1e3..=250e3).contains(&way.to) && is_letter;
    let is_open = match &way.unit {
        Unit::Bare => true,
        Unit::Noun(noun) => {
            noun.split(' ').all(|word| RACES.contains(&word) || matches!(word, "time" | "personal" | "best"))
        }
        _ => false,
    };
    let around = clause(atoms, way.number.start, false);
    is_distance && is_open && (has(atoms, around, RACES) || way.unit != Unit::Bare || is_timed(atoms, way.atoms.end))
}

/// "under 25:00", "in 50 minutes", behind a distance.
fn is_timed(atoms: &Atoms<'_>, idx: usize) -> bool {
    let is_bound = matches!(atoms.word(idx), "under" | "below" | "sub" | "in" | "<");
    is_bound && (idx + 2..idx + 4).any(|at| matches!(atoms.word(at), ":" | "min" | "mins" | "minutes" | "hour"))
}

/// The noun before a number without a unit: "cut tickets from 400 to 50", "GMAT
/// 700", "NPS of 40".
fn noun_before(atoms: &Atoms<'_>, way: &Way) -> Option<String> {
    let word = measured(atoms, way).map(|at| atoms.word(at));
    match word {
        Some(word) if TESTS.contains(&word) => Some(word.to_owned()),
        Some(word) if is_plural(word) || way.from.is_some() => Some(singular(word)),
        _ => test_before(atoms, way).or_else(|| test_behind(atoms, way)),
    }
}

/// "IELTS band 7", "NPS is 20".
fn test_before(atoms: &Atoms<'_>, way: &Way) -> Option<String> {
    let start = way.atoms.start;
    (start.saturating_sub(4)..start).map(|at| atoms.word(at)).find(|word| TESTS.contains(word)).map(str::to_owned)
}

/// "700 on the GMAT", "in TOEFL".
pub(super) fn test_behind(atoms: &Atoms<'_>, way: &Way) -> Option<String> {
    let end = way.atoms.end;
    // "0, Sat: 2h" is about a Saturday.
    let is_day = |at: usize| atoms.quote(&(at..at + 1)) == "Sat";
    let is_test = |at: &usize| TESTS.contains(&atoms.word(*at)) && !is_day(*at);
    (end..(end + 4).min(atoms.len())).find(is_test).map(|at| atoms.word(at).to_owned())
}

/// What is measured, where the unit does not say it.
pub(super) fn what(atoms: &Atoms<'_>, way: &Way, unit: &str) -> String {
    // Nouns say it themselves; measures leave it open.
    let is_measure = units::named(unit).is_some();
    if !is_measure {
        return String::new();
    }
    measured(atoms, way).map(|at| name(atoms, at)).unwrap_or_default()
}

fn name(atoms: &Atoms<'_>, at: usize) -> String {
    // "p95" is two atoms.
    let is_code = atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits) && at > 0 && atoms.is_joined(at - 1);
    if is_code { format!("{}{}", atoms.word(at - 1), atoms.word(at)) } else { atoms.word(at).to_owned() }
}

/// The atom of the thing that is measured: the nearest telling word before.
pub(super) fn measured(atoms: &Atoms<'_>, way: &Way) -> Option<usize> {
    let start = way.atoms.start;
    let floor = clause(atoms, start.saturating_sub(1), true).start.max(start.saturating_sub(6));
    // "3 cards with 7,500": what stands before "with" is not what is counted.
    let floor =
        (floor..start).rev().find(|&at| matches!(atoms.word(at), "with" | "in" | "for" | "on" | "at")).unwrap_or(floor);
    (floor..start).rev().find(|&at| {
        let atom = atoms.get(at);
        let is_code = |atom: &super::super::atoms::Atom| {
            atom.kind == AtomKind::Digits
                && at > 0
                && atoms.is_joined(at - 1)
                && atoms.get(at - 1).is_some_and(|before| before.kind == AtomKind::Word)
        };
        atom.is_some_and(|atom| {
            atom.kind == AtomKind::Word && !NOT_MEASURED.contains(&atom.text.as_str()) || is_code(atom)
        })
    })
}

fn before(atoms: &Atoms<'_>, way: &Way, count: usize) -> Range<usize> {
    let start = way.atoms.start;
    let floor = clause(atoms, start.saturating_sub(1), true).start;
    let start_at = start.saturating_sub(count).max(floor).min(start);
    // What stands before another number belongs to that one.
    let is_digits = |at: &usize| atoms.get(*at).is_some_and(|atom| atom.kind == AtomKind::Digits);
    (start_at..start).rev().find(is_digits).map_or(start_at, |at| at + 1)..start
}

/// On which side of the number the result may lie.
pub(super) fn bound(atoms: &Atoms<'_>, way: &Way) -> Bound {
    let near = before(atoms, way, 3);
    let end = way.atoms.end;
    let behind = end..end + 3;
    let less = ["under", "below", "sub", "max", "maximum", "within", "<", "\u{2264}"];
    let is_less = has(atoms, near.clone(), &less)
        || has(atoms, end..end + 1, &["max", "maximum", "tops"])
        || has_phrase(
            atoms,
            near.clone(),
            &[
                &["less", "than"],
                &["at", "most"],
                &["fewer", "than"],
                &["no", "more", "than"],
                &["not", "more", "than"],
                &["up", "to"],
                &["faster", "than"],
                &["not", "above"],
                &["not", "over"],
            ],
        )
        || has_phrase(
            atoms,
            behind.clone(),
            &[&["or", "less"], &["or", "fewer"], &["at", "most"], &["or", "faster"], &["or", "under"]],
        );
    // "max. 2": the point ends no clause.
    let short =
        (way.atoms.start > 1 && atoms.word(way.atoms.start - 1) == ".").then(|| atoms.word(way.atoms.start - 2));
    if is_less || short == Some("max") {
        return Bound::AtMost;
    }
    let more = ["over", "above", "minimum", ">", "\u{2265}"];
    let is_more = has(atoms, near.clone(), &more)
        || has_phrase(
            atoms,
            near,
            &[&["at", "least"], &["more", "than"], &["no", "less", "than"], &["no", "fewer", "than"]],
        )
        || has_phrase(atoms, behind, &[&["or", "more"], &["or", "better"], &["or", "higher"], &["and", "up"]])
        || atoms.word(way.number.end) == "+";
    if is_more { Bound::AtLeast } else { Bound::Exactly }
}

#[rustfmt::skip]
const LESS: &[&str] = &[
    "lose", "losing", "shed", "drop", "dropping", "cut", "reduce", "reducing", "lower", "decrease", "shrink", "minus",
    "slim", "trim", "save", "loss", "fall", "weniger", "shorten", "slash", "cutting", "remove",
];
#[rustfmt::skip]
const MORE: &[&str] = &[
    "gain", "gaining", "raise", "increase", "increasing", "grow", "add", "adding", "plus", "boost", "improve", "put",
    "rise", "growth", "win", "another", "additional",
];

/// Whether the number is a difference: "lose 10 kg", "cut costs by 20 %", "5
/// more clients", "30 % faster".
pub(super) fn change(atoms: &Atoms<'_>, way: &Way) -> Option<Change> {
    if way.from.is_some() {
        return None;
    }
    let is_measure = matches!(way.unit, Unit::Measure(_) | Unit::Pounds) && !way.unit.name().starts_with('\u{b0}');
    let sign =
        way.atoms.start.checked_sub(1).filter(|&at| atoms.is_joined(at) && (at == 0 || !atoms.is_joined(at - 1)));
    match sign.map(|at| atoms.word(at)) {
        Some("-" | "\u{2212}") if is_measure => return Some(Change::Less),
        Some("+") if is_measure => return Some(Change::More),
        _ => {}
    }
    let is_by = has(atoms, before(atoms, way, 2), &["by"]);
    let near = before(atoms, way, if is_by { 12 } else { 5 });
    let verb = |words: &[&str]| has(atoms, near.clone(), words);
    let is_to = has(atoms, before(atoms, way, 2), &["to", "below", "under"])
        && !has_phrase(atoms, before(atoms, way, 3), &[&["up", "to"]]);
    let end = way.atoms.end;
    let first = if way.number.end < end { atoms.word(way.number.end) } else { atoms.word(end) };
    let follows = |words: &[&str]| words.contains(&first) || words.contains(&atoms.word(end));
    if follows(&["less", "fewer", "lighter", "shorter", "lower", "cheaper"]) {
        return Some(Change::Less);
    }
    if follows(&["more", "faster", "higher", "extra", "additional", "heavier"]) {
        return Some(Change::More);
    }
    let is_share = matches!(&way.unit, Unit::Measure(measure) if measure.dimension == units::Dimension::Share);
    if is_to || !is_by && !is_measure {
        return None;
    }
    // "Cut the response time, 200 ms": only the verbs of the body need no "by".
    let is_body = verb(&["lose", "losing", "shed", "gain", "gaining", "loss", "drop", "minus", "plus", "slim"]);
    let is_told = is_by || is_body || is_share && verb(LESS);
    if !is_told {
        return None;
    }
    if verb(LESS) {
        Some(Change::Less)
    } else if verb(MORE) {
        Some(Change::More)
    } else {
        None
    }
}

/// Lifts, whose weights share the unit that one of them names.
const LIFTS: &[&str] = &["bench", "squat", "deadlift", "press", "snatch", "clean", "jerk", "row", "curl"];

/// "2 paintings a month, 30 in all" counts paintings; "5 apple and 3 pear trees"
/// are trees all.
fn share_noun(atoms: &Atoms<'_>, ways: &mut [Way]) {
    for at in 1..ways.len() {
        let (before, from) = ways.split_at_mut(at);
        let (Some(one), Some(next)) = (before.last_mut(), from.first_mut()) else { continue };
        let Unit::Noun(noun) = one.unit.clone() else { continue };
        let end = next.atoms.end;
        let is_sum = matches!(atoms.word(end), "altogether" | "overall")
            || atoms.word(end) == "in" && matches!(atoms.word(end + 1), "all" | "total")
            || atoms.starts_with(end, &["all", "told"]);
        if next.unit == Unit::Bare && next.per.is_none() && is_sum {
            next.unit = Unit::Noun(noun);
            continue;
        }
        let is_listed = atoms.word(one.atoms.end) == "and" && one.atoms.end + 1 == next.atoms.start;
        let is_short = one.to > 1.0 && !noun.contains(' ') && !is_plural(atoms.word(one.atoms.end - 1));
        if let Unit::Noun(other) = &next.unit
            && let Some((_, head)) = other.rsplit_once(' ')
            && is_listed
            && is_short
            && one.per.is_none()
        {
            one.unit = Unit::Noun(format!("{noun} {head}"));
        }
    }
}

/// "Bench 100, squat 140, deadlift 180 kg": the unit holds for all lifts.
pub(super) fn share_unit(atoms: &Atoms<'_>, ways: &mut [Way]) {
    share_noun(atoms, ways);
    let is_mass = |unit: &Unit| match unit {
        Unit::Measure(measure) => measure.dimension == units::Dimension::Mass,
        Unit::Pounds => true,
        _ => false,
    };
    let Some(unit) = ways.iter().map(|way| &way.unit).find(|unit| is_mass(unit)).cloned() else { return };
    for way in ways.iter_mut().filter(|way| way.unit == Unit::Bare) {
        if measured(atoms, way).is_some_and(|at| LIFTS.contains(&atoms.word(at))) {
            way.unit = unit.clone();
        }
    }
}
