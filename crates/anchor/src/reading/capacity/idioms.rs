//! Turns of speech that say when or how much without a figure: "before work",
//! "when the kids are asleep", "as much as it takes", "full time".

use super::clock::plain_time_at;
use super::length::{length_at, unit_at};
use super::rhythm::rate_at;
use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::figure::figure_at;
use crate::reading::wordlist::is_in;

/// What a turn of speech says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Idiom {
    /// On each day of work: "before work", "in my lunch break".
    Workdays,
    /// On each day: "before bed", "when the kids are asleep".
    EveryDay,
    /// On days that nobody knows: "in my spare time", "after 8 pm".
    Sometime,
    /// A number of hours that nobody knows: "a few hours", "whatever it takes".
    Vague,
    /// What takes the rest of the time, named only to say so: "around my job".
    Aside,
    /// Less than a whole job: "part-time".
    PartTime,
    /// Hours of a whole job: 40 for "full time".
    Job(f64),
    /// A share of a whole job, which may be about something else: "80 %".
    JobShare(f64),
}

/// Hours a week of a whole job: what most contracts of the world come to.
pub(super) const FULL_TIME_HOURS: f64 = 40.0;

/// The turn of speech that begins at an atom, and the atom behind it.
pub(super) fn idiom_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    fixed_at(atoms, idx)
        .or_else(|| amount_at(atoms, idx))
        .or_else(|| job_at(atoms, idx))
        .or_else(|| around_at(atoms, idx))
}

/// Turns that are always said in the same words.
fn fixed_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    const FIXED: [(&[&str], Idiom); 48] = [
        (&["here", "and", "there"], Idiom::Vague),
        (&["now", "and", "then"], Idiom::Vague),
        (&["now", "and", "again"], Idiom::Vague),
        (&["on", "and", "off"], Idiom::Vague),
        (&["from", "time", "to", "time"], Idiom::Vague),
        (&["every", "now", "and", "then"], Idiom::Vague),
        (&["every", "so", "often"], Idiom::Vague),
        (&["every", "spare", "minute"], Idiom::Vague),
        (&["every", "free", "minute"], Idiom::Vague),
        (&["as", "much", "as", "it", "takes"], Idiom::Vague),
        (&["as", "much", "time", "as", "it", "takes"], Idiom::Vague),
        (&["as", "much", "as"], Idiom::Vague),
        (&["as", "much", "time", "as"], Idiom::Vague),
        (&["as", "long", "as", "needed"], Idiom::Vague),
        (&["flexible", "hours"], Idiom::Vague),
        // Twice a week to some, every two weeks to others.
        (&["biweekly"], Idiom::Vague),
        (&["bi", "-", "weekly"], Idiom::Vague),
        (&["irregular", "hours"], Idiom::Vague),
        (&["no", "fixed", "hours"], Idiom::Vague),
        (&["whatever", "is", "left"], Idiom::Vague),
        (&["whatever", "remains"], Idiom::Vague),
        (&["school", "hours"], Idiom::Workdays),
        (&["as", "many", "hours", "as"], Idiom::Vague),
        (&["as", "often", "as"], Idiom::Vague),
        (&["as", "long", "as", "it", "takes"], Idiom::Vague),
        (&["as", "needed"], Idiom::Vague),
        (&["as", "required"], Idiom::Vague),
        (&["as", "time", "allows"], Idiom::Vague),
        (&["as", "time", "permits"], Idiom::Vague),
        (&["when", "time", "allows"], Idiom::Vague),
        (&["when", "time", "permits"], Idiom::Vague),
        (&["time", "permitting"], Idiom::Vague),
        (&["whatever", "it", "takes"], Idiom::Vague),
        (&["whatever", "time"], Idiom::Vague),
        (&["whenever"], Idiom::Vague),
        (&["when", "i", "can"], Idiom::Vague),
        (&["when", "we", "can"], Idiom::Vague),
        (&["if", "i", "have", "time"], Idiom::Vague),
        (&["when", "i", "have", "time"], Idiom::Vague),
        (&["when", "i", "find", "time"], Idiom::Vague),
        (&["when", "possible"], Idiom::Vague),
        (&["around", "the", "clock"], Idiom::Vague),
        (&["round", "the", "clock"], Idiom::Vague),
        (&["spare", "time"], Idiom::Sometime),
        (&["free", "time"], Idiom::Sometime),
        (&["leisure", "time"], Idiom::Sometime),
        (&["nap", "time"], Idiom::EveryDay),
        (&["naptime"], Idiom::EveryDay),
    ];
    let (words, idiom) = FIXED.iter().find(|(words, _)| atoms.starts_with(idx, words))?;
    Some((*idiom, idx + words.len()))
}

/// "a few hours", "some time", "not much time", "the odd hour".
fn amount_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    const OPENERS: [&[&str]; 22] = [
        &["a", "few"],
        &["a", "bit", "of"],
        &["a", "little", "bit", "of"],
        &["a", "little"],
        &["a", "lot", "of"],
        &["lots", "of"],
        &["not", "much"],
        &["not", "a", "lot", "of"],
        &["not", "many"],
        &["hardly", "any"],
        &["the", "odd"],
        &["an", "odd"],
        &["the", "occasional"],
        &["an", "occasional"],
        &["some"],
        &["several"],
        &["many"],
        &["plenty", "of"],
        &["little"],
        &["limited"],
        &["few"],
        &["enough"],
    ];
    let opener = OPENERS.iter().find(|words| atoms.starts_with(idx, words))?;
    let at = idx + opener.len();
    let at = at + usize::from(matches!(atoms.word(at), "spare" | "free" | "quiet" | "extra" | "more" | "odd"));
    let is_time = matches!(atoms.word(at), "time" | "hours" | "hour" | "hrs" | "minutes" | "minute" | "mins");
    is_time.then_some((Idiom::Vague, at + 1))
}

/// "full time", "half-time", "part-time", "80 %", "0.5 FTE".
fn job_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    let dash = usize::from(matches!(atoms.word(idx + 1), "-" | "\u{2010}" | "\u{2011}"));
    let is_time = atoms.word(idx + 1 + dash) == "time";
    let job = |hours: f64| Some((Idiom::Job(hours), idx + 2 + dash));
    match atoms.word(idx) {
        "fulltime" => return Some((Idiom::Job(FULL_TIME_HOURS), idx + 1)),
        "halftime" => return Some((Idiom::Job(FULL_TIME_HOURS / 2.0), idx + 1)),
        "parttime" => return Some((Idiom::PartTime, idx + 1)),
        "full" if is_time => return job(FULL_TIME_HOURS),
        "half" if is_time => return job(FULL_TIME_HOURS / 2.0),
        "part" if is_time => return Some((Idiom::PartTime, idx + 2 + dash)),
        _ => {}
    }
    let figure = figure_at(atoms, idx).filter(|figure| !figure.is_ordinal && figure.value > 0.0)?;
    let end = figure.atoms.end;
    match atoms.word(end) {
        "%" | "percent" if figure.value <= 100.0 => {
            let share = figure.value / 100.0 * FULL_TIME_HOURS;
            Some((Idiom::JobShare(share), behind_job(atoms, end + 1)))
        }
        "fte" if figure.value <= 1.0 => Some((Idiom::Job(figure.value * FULL_TIME_HOURS), end + 1)),
        _ => None,
    }
}

/// Behind "of my working time", "of a full-time job", "of the week".
fn behind_job(atoms: &Atoms<'_>, idx: usize) -> usize {
    if atoms.word(idx) != "of" {
        return idx;
    }
    let is_job = |word: &str| matches!(word, "time" | "week" | "hours" | "workweek" | "position" | "contract" | "fte");
    (idx + 1..idx + 5).find(|&at| is_job(atoms.word(at))).map_or(idx, |at| at + 1)
}

/// "before work", "around my current job", "in my lunch breaks", "before bed",
/// "on the train", "after 8 pm".
fn around_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    let word = atoms.word(idx);
    if matches!(word, "lunch" | "lunchtime" | "lunchtimes" | "lunches" | "lunchbreak" | "lunchbreaks") {
        let more = matches!(atoms.word(idx + 1), "break" | "breaks" | "hour" | "hours" | "time" | "times");
        let is_break = more || word != "lunch" || matches!(atoms.word(idx.wrapping_sub(1)), "at" | "over" | "after");
        return is_break.then_some((Idiom::Workdays, idx + 1 + usize::from(more)));
    }
    let is_edge = matches!(word, "before" | "after");
    if (is_edge || matches!(word, "until" | "till"))
        && let Some(end) = plain_time_at(atoms, idx + 1)
    {
        // "not before 9 am" says when there is no time.
        if matches!(atoms.word(idx.wrapping_sub(1)), "not" | "never" | "nothing" | "work") {
            return Some((Idiom::Aside, end));
        }
        return Some((Idiom::Sometime, end));
    }
    let is_aside = is_in("around beside besides alongside outside despite with have having given", word);
    let is_aside =
        is_aside || atoms.starts_with(idx, &["next", "to"]) || atoms.starts_with(idx, &["in", "addition", "to"]);
    let is_aside =
        is_aside || atoms.starts_with(idx, &["on", "top", "of"]) || atoms.starts_with(idx, &["both", "beside"]);
    let is_ride = matches!(word, "on" | "during" | "in");
    if !is_edge && !is_aside && !is_ride {
        return None;
    }
    for at in idx + 1..idx + 7 {
        if atoms.ends_clause(at, true) || atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits) {
            return None;
        }
        let (idiom, end) = match atoms.word(at) {
            "work" | "school" | "office" | "uni" | "university" | "college" | "classes" | "shift" | "shifts"
            | "job" | "kindergarten" => {
                let end = at + 1 + usize::from(matches!(atoms.word(at + 1), "hours" | "job" | "day"));
                match () {
                    () if is_edge => (Idiom::Workdays, end),
                    () if is_aside => (Idiom::Aside, end),
                    () => return None,
                }
            }
            "studies" | "business" | "hours" if is_aside && word != "with" => (Idiom::Aside, at + 1),
            "hours" if word == "after" => (Idiom::Sometime, at + 1),
            "breakfast" | "dinner" | "supper" | "tea" | "bed" | "bedtime" | "sleep" | "lunch" if is_edge => {
                (Idiom::EveryDay, at + 1)
            }
            "commute" | "commutes" | "train" | "bus" | "tram" | "subway" | "metro" | "tube" | "ferry" if is_ride => {
                (Idiom::Sometime, at + 1 + usize::from(matches!(atoms.word(at + 1), "ride" | "journey")))
            }
            "a" | "an" | "my" | "the" | "our" | "day" | "full" | "time" | "-" | "current" | "main" | "of" | "to"
            | "going" | "regular" | "normal" | "part" | "addition" | "top" | "beside" | "daily" | "morning"
            | "evening" | "paid" | "demanding" => continue,
            _ => return None,
        };
        return Some((idiom, end));
    }
    None
}

/// "when the kids are asleep", "once the baby is in bed", "while my daughter is
/// at school".
pub(super) fn others_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Idiom, usize)> {
    if !matches!(atoms.word(idx), "when" | "once" | "while" | "after" | "before" | "until" | "till" | "as") {
        return None;
    }
    let is_person = |word: &str| {
        is_in(
            "kids kid children child baby toddler twins son daughter family wife husband partner \
            everyone everybody ones they girls boys",
            word,
        )
    };
    let person = (idx + 1..idx + 5).find(|&at| is_person(atoms.word(at)))?;
    let is_rest = |word: &str| {
        is_in(
            "are is go goes in to asleep bed sleep sleeps sleeping at nap naps napping have has gone \
            up down school nursery kindergarten daycare gets get wakes wake still out fallen settled \
            watching tv",
            word,
        )
    };
    let end = (person + 1..person + 7).find(|&at| !is_rest(atoms.word(at))).unwrap_or(person + 7).min(atoms.len());
    let is_school = (person..end).any(|at| matches!(atoms.word(at), "school" | "nursery" | "kindergarten" | "daycare"));
    Some((if is_school { Idiom::Workdays } else { Idiom::EveryDay }, end))
}

/// Whether the words at an atom limit what follows or precedes: the atom behind.
pub(super) fn limit_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    const LIMITS: [&[&str]; 24] = [
        &["at", "most"],
        &["at", "the", "most"],
        &["at", "the", "very", "most"],
        &["no", "more", "than"],
        &["not", "more", "than"],
        &["never", "more", "than"],
        &["cannot", "do", "more", "than"],
        &["cant", "do", "more", "than"],
        &["no", "longer", "than"],
        &["not", "longer", "than"],
        &["less", "than"],
        &["fewer", "than"],
        &["or", "less"],
        &["capped", "at"],
        &["cap", "of"],
        &["limited", "to"],
        &["limit", "of"],
        &["maximum", "of"],
        &["max"],
        &["maximum"],
        &["maximal"],
        &["tops"],
        &["<"],
        &["\u{2264}"],
    ];
    if matches!(atoms.word(idx), "under" | "below") {
        let (_, end) = length_at(atoms, idx + 1)?;
        return rate_at(atoms, end).map(|_| idx + 1);
    }
    if atoms.starts_with(idx, &["up", "to"]) {
        let is_amount = figure_at(atoms, idx + 2).is_some() || matches!(atoms.word(idx + 2), "a" | "an");
        return is_amount.then_some(idx + 2);
    }
    LIMITS.iter().find(|words| atoms.starts_with(idx, words)).map(|words| idx + words.len())
}

/// A label before its number, "hours per week: 12": the atom behind "hours".
pub(super) fn is_label(atoms: &Atoms<'_>, idx: usize) -> bool {
    unit_at(atoms, idx).is_some_and(|(unit, _)| unit >= 1.0)
}
