//! Which numbers are quantities of the goal.

use backcast_core::{Stretch, TextId};

use super::super::atoms::Atoms;
use super::super::figure::figure_at;
use super::super::measure::context::{clause, has, has_phrase};
use super::super::measure::names::TESTS;
use super::super::measure::nouns::{is_content, is_plural};
use super::super::measure::units::{Dimension, Measure};
use super::super::measure::{Unit, context};
use super::super::way::Way;
use super::around;

/// Whether a number is a quantity of the goal.
pub(super) enum Answer {
    Yes,
    No,
    /// It may be one: this is to be asked.
    Ask(String),
}

/// Judges one number by its unit and the words around.
pub(super) fn answer(atoms: &Atoms<'_>, text: TextId, way: &Way) -> Answer {
    if is_of_others(atoms, way) || is_past(atoms, way) || is_way_of_speaking(atoms, way) {
        return Answer::No;
    }
    let is_yes = match &way.unit {
        Unit::Money(_) => false,
        Unit::Pounds => true,
        Unit::Measure(measure) => measures(atoms, text, way, measure),
        Unit::Noun(noun) => counts(atoms, text, way, noun),
        Unit::Bare => return bare(atoms, way),
    };
    if is_yes { Answer::Yes } else { Answer::No }
}

/// People who are not the one who writes.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "who", "he", "she", "they", "friend", "colleague", "neighbor", "neighbour", "brother", "sister", "competitor",
    "competitors", "rival", "husband", "wife", "boss",
];

/// "My friend lost 20 kg", "the world record is 2:00:35", "last year 40": facts
/// of others, and of the past, inside a wish.
pub(in super::super) fn is_of_others(atoms: &Atoms<'_>, way: &Way) -> bool {
    let clause = clause(atoms, way.atoms.start, true);
    let before = clause.start..way.atoms.start;
    let is_other = has(atoms, before.clone(), OTHERS)
        && has(
            atoms,
            before.clone(),
            &[
                "lost", "ran", "did", "made", "earned", "saved", "has", "had", "wrote", "read", "earns", "makes",
                "runs", "needed", "took", "got", "is", "was", "weighs", "weighed", "paid", "takes", "can",
            ],
        );
    let is_record = has_phrase(
        atoms,
        before.clone(),
        &[
            &["world", "record"],
            &["the", "average"],
            &["on", "average", "people"],
            &["most", "people"],
            &["the", "record"],
            &["as", "my"],
            &["unlike"],
        ],
    );
    // "The average grade from 3.4 to 2.5" is one's own.
    is_other || is_record && way.from.is_none()
}

/// "Last year 40", "5 km two years ago".
fn is_past(atoms: &Atoms<'_>, way: &Way) -> bool {
    let clause = clause(atoms, way.atoms.start, true);
    has_phrase(
        atoms,
        clause.start..way.atoms.start,
        &[&["last", "year"], &["used", "to"], &["last", "time"], &["two", "years", "ago"], &["back", "then"]],
    ) || atoms.word(way.atoms.end) == "ago"
}

/// "100 % sure", "give 110 %", "from 0 to 100", "a thousand thanks".
fn is_way_of_speaking(atoms: &Atoms<'_>, way: &Way) -> bool {
    let end = way.atoms.end;
    let is_all = has(
        atoms,
        end..end + 1,
        &["sure", "certain", "committed", "serious", "vegan", "honest", "legal", "convinced", "organic", "natural"],
    );
    let is_share = matches!(&way.unit, Unit::Measure(measure) if measure.dimension == Dimension::Share);
    let is_given = has(atoms, way.atoms.start.saturating_sub(2)..way.atoms.start, &["give", "giving"]);
    is_share && (is_all || is_given && way.to >= 100.0)
        || has(atoms, way.number.end..way.number.end + 1, &["times", "thanks", "x"])
            && !matches!(&way.unit, Unit::Measure(_))
            && way.unit != Unit::Noun("bodyweight".to_owned())
            && way.from.is_none()
}

fn measures(atoms: &Atoms<'_>, text: TextId, way: &Way, measure: &Measure) -> bool {
    // Hours there are those that somebody has.
    let is_about_hours = matches!(text, TextId::Constraint(_) | TextId::Team);
    if is_about_hours && measure.dimension == Dimension::Time && measure.name != "ms" {
        return false;
    }
    if way.from.is_some() {
        return true;
    }
    if measure.dimension != Dimension::Time {
        return !is_spec(atoms, way);
    }
    match measure.name {
        "ms" => true,
        "second" | "minute" | "hour" => is_result(atoms, way),
        _ => is_streak(atoms, way) || way.total.is_some(),
    }
}

/// Words with which minutes and hours are a result and no time to work.
#[rustfmt::skip]
const RESULTS: &[&str] = &[
    "sleep", "sleeping", "asleep", "plank", "hold", "meditate", "meditation", "screen", "downtime", "latency",
    "response", "marathon", "race", "speech", "talk", "conversation", "song", "video", "film", "presentation", "set",
    "album", "track", "solo", "interview", "handstand", "podcast", "build", "run", "episode",
];

fn is_result(atoms: &Atoms<'_>, way: &Way) -> bool {
    let clause = clause(atoms, way.number.start, false);
    let near = way.atoms.start.saturating_sub(3).max(clause.start)..way.atoms.start;
    let is_bound = has(atoms, near.clone(), &["under", "below", "sub", "beat", "break", "<", "\u{2264}"])
        || has_phrase(
            atoms,
            near,
            &[
                &["less", "than"],
                &["faster", "than"],
                &["at", "most"],
                &["no", "more", "than"],
                &["more", "than"],
                &["at", "least"],
            ],
        );
    let is_own_time = has(
        atoms,
        clause.clone(),
        &["spend", "practise", "practice", "study", "available", "evenings", "mornings", "free", "spare"],
    ) || has_phrase(atoms, clause.clone(), &[&["work", "on", "it"], &["i", "have"]]);
    let is_race_time = has(atoms, way.atoms.start.saturating_sub(1)..way.atoms.start, &["in"])
        && has(atoms, clause.clone(), &["marathon", "half", "k", "km", "mile", "race", "run", "swim", "m"]);
    // Hours a week are those that somebody has; more than a week holds are asked about.
    let is_weekly = way.per == Some(Stretch::Week) && way.to <= 168.0;
    let is_named = has(atoms, clause, RESULTS) && !is_weekly;
    is_bound || is_race_time || is_named && !is_own_time || is_clock_like(atoms, way)
}

/// "1:45:00" is a result in any place.
fn is_clock_like(atoms: &Atoms<'_>, way: &Way) -> bool {
    has(atoms, way.number.clone(), &[":"])
}

/// "90 days sober", "four weeks in a row", "30 days without sugar".
fn is_streak(atoms: &Atoms<'_>, way: &Way) -> bool {
    let clause = clause(atoms, way.number.start, true);
    let end = way.atoms.end;
    has(atoms, end..end + 3, &["sober", "straight", "streak", "clean", "consecutive", "dry", "abstinent"])
        || has_phrase(atoms, end..end + 2, &[&["in", "a", "row"], &["in", "row"]])
        || has(atoms, end..end + 2, &["without", "free"])
        || has_phrase(
            atoms,
            clause.start..way.atoms.start,
            &[
                &["no", "cigarette"],
                &["no", "cigarettes"],
                &["no", "alcohol"],
                &["no", "sugar"],
                &["sober", "for"],
                &["smoke", "free", "for"],
                &["not", "smoke"],
                &["no", "smoking"],
                &["streak", "of"],
            ],
        )
}

/// "A 61 key keyboard", "my 20 inch bike", "a 2 m wall": the measure of a thing
/// that is not what is worked at.
fn is_spec(atoms: &Atoms<'_>, way: &Way) -> bool {
    let article = way.atoms.start.checked_sub(1).map_or("", |at| atoms.word(at));
    matches!(&way.unit, Unit::Measure(measure) if matches!(measure.name, "inch" | "watt" | "GB" | "TB" | "MB" | "px"))
        && matches!(article, "a" | "an" | "my" | "the" | "our")
}

/// Nouns of time, and others that never are what is reached.
#[rustfmt::skip]
const FRAMES: &[&str] = &[
    "figure", "hour", "day", "week", "month", "year", "night", "evening", "morning", "weekend", "afternoon", "minute",
    "second", "time", "way", "reason", "thing", "age", "birthday", "decade", "century", "season", "semester", "term",
    "quarter", "generation", "o'clock", "oclock", "degree", "fold", "stars", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday",
];
/// People who work on the goal, in the texts about them.
#[rustfmt::skip]
const WORKERS: &[&str] = &[
    "developer", "engineer", "person", "volunteer", "founder", "friend", "helper", "designer", "colleague",
    "maintainer", "freelancer", "member", "sister", "brother", "student", "intern", "tester", "writer", "editor",
    "kid", "child", "man",
];

fn counts(atoms: &Atoms<'_>, text: TextId, way: &Way, noun: &str) -> bool {
    let head = noun.rsplit(' ').next().unwrap_or(noun);
    if around::is_race(atoms, way) {
        return true;
    }
    if FRAMES.contains(&head) || FRAMES.contains(&noun) {
        return false;
    }
    if way.from.is_some() || way.total.is_some() {
        return true;
    }
    if is_kind_of(atoms, way, head) {
        return false;
    }
    match text {
        // Who takes part is for the reader of people.
        TextId::Team => !WORKERS.contains(&head),
        // Constraints are about hours and people; limits count there.
        TextId::Constraint(_) => !WORKERS.contains(&head) && way.to > 1.0,
        _ => {
            // "One" is seldom a count: "one day", "one of them".
            let is_article = way.is_in_words && (way.to - 1.0).abs() < 1e-9 && way.per.is_none();
            !(is_article && !is_in_list(atoms, way) || is_own_possession(atoms, way, head))
        }
    }
}

/// "One scarf and two hats": beside another count, "one" counts too.
fn is_in_list(atoms: &Atoms<'_>, way: &Way) -> bool {
    let is_joint = |at: usize| matches!(atoms.word(at), "and" | "," | "plus" | "&");
    let end = way.atoms.end;
    let is_first = is_joint(end) && figure_at(atoms, end + 1).is_some_and(|next| !next.is_ordinal);
    let start = way.atoms.start;
    let is_last =
        start > 1 && is_joint(start - 1) && (is_plural(atoms.word(start - 2)) || atoms.word(start - 2) == "ers");
    is_first || is_last
}

/// "A 747 cockpit", "a 61 key keyboard": with an article and in singular the
/// number says which one, unless it measures what a work consists of.
fn is_kind_of(atoms: &Atoms<'_>, way: &Way, head: &str) -> bool {
    let article = way.atoms.start.checked_sub(1).map_or("", |at| atoms.word(at));
    let is_singular = (way.number.end..way.atoms.end).all(|at| !is_plural(atoms.word(at)));
    let is_joined = atoms.word(way.number.end) == "-";
    let is_one_of_all = article == "the" && !is_joined && way.to > 1.0;
    is_singular && !way.is_in_words && (is_one_of_all || matches!(article, "a" | "an") && !is_content(head))
}

/// "With my two kids", "our three cats": those who are there, not what is to
/// come.
fn is_own_possession(atoms: &Atoms<'_>, way: &Way, head: &str) -> bool {
    let article = way.atoms.start.checked_sub(1).map_or("", |at| atoms.word(at));
    let is_family =
        matches!(head, "kid" | "child" | "son" | "daughter" | "cat" | "dog" | "sister" | "brother" | "parent");
    matches!(article, "my" | "our") && is_family
}

/// Whether a bare number is the result of a test: "GMAT 700", "NPS is 20".
pub(in super::super) fn is_test(atoms: &Atoms<'_>, way: &Way) -> bool {
    around::test_behind(atoms, way).is_some() || has(atoms, way.atoms.start.saturating_sub(4)..way.atoms.start, TESTS)
}

/// A number without any unit: it counts where a word before says what it
/// measures, or where it leads from one number to another.
fn bare(atoms: &Atoms<'_>, way: &Way) -> Answer {
    let is_of_them =
        atoms.word(way.atoms.end) == "of" && matches!(atoms.word(way.atoms.end + 1), "them" | "these" | "those");
    if around::is_race(atoms, way) || way.from.is_some() || way.total.is_some() || is_of_them {
        return Answer::Yes;
    }
    if is_test(atoms, way) {
        return Answer::Yes;
    }
    let verbs = [
        "score", "reach", "hit", "get", "squat", "bench", "deadlift", "press", "lose", "do", "weigh", "run", "read",
        "write", "sell", "publish", "hire", "find", "invite", "bake",
    ];
    let is_done = context::telling_before(atoms, way.atoms.start).is_some_and(|at| verbs.contains(&atoms.word(at)));
    let is_alone = way.atoms.len() == atoms.len();
    let is_big = way.scale > 1.0 || way.to >= 1_000.0;
    let is_plain = way.to.fract() == 0.0 && !way.is_in_words;
    // "650+ in the exam"
    let is_least = atoms.word(way.number.end) == "+" && atoms.is_joined(way.number.end - 1);
    if is_plain
        && (is_done || is_least || is_alone || is_big || way.per.is_some())
        && !has(atoms, way.atoms.start.saturating_sub(1)..way.atoms.start, &["-", "/", "."])
    {
        let quote = atoms.quote(&way.atoms);
        return Answer::Ask(format!("\u{201c}{quote}\u{201d}: what does it count?"));
    }
    Answer::No
}
