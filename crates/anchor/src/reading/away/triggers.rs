//! Words that say that somebody cannot work, or works less.

use std::ops::Range;

use super::super::atoms::{AtomKind, Atoms};
use super::super::calendar::length_days;
use super::super::figure::{figure_at, range_at};
use super::words::{ACTIVITIES, AWAY, DOINGS, FREE, LEISURE, NO_ACTIVITIES, OTHERS, TRIPS, UNCLEAR, VESSELS};

/// What a clause says of the days that it names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trigger {
    /// The atoms that say it.
    pub(super) atoms: Range<usize>,
    /// How much it leaves.
    pub(super) effect: Effect,
}

/// What is left of the hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    /// None.
    Away,
    /// None on days that are named; of a whole month it is no more than some
    /// days: "a trip in May".
    SomeDays,
    /// So many hours a week.
    Hours(f64),
    /// That part of the usual hours.
    Share(f64),
    /// As [`Effect::SomeDays`] of a stretch of days; one day of it is an event:
    /// "hiking", "a conference".
    SomeTrip,
    /// Fewer, or none: "exams", "busy".
    Unclear,
    /// Something cannot be done that may be the work or not: "won't draw".
    Hindered,
}

/// Whether a clause is about somebody else: "my coach is away".
pub(super) fn is_of_others(atoms: &Atoms<'_>, clause: &Range<usize>, trigger: usize) -> bool {
    let before = clause.start..trigger.clamp(clause.start, clause.end);
    let is_own =
        before.clone().any(|at| matches!(atoms.word(at), "i" | "im" | "ill" | "ive" | "we" | "were" | "me" | "us"));
    let is_with = before.clone().any(|at| atoms.word(at) == "with");
    // "The conductor is away", "my manager goes on leave".
    let is_somebody = is_state_of_absence(atoms.word(trigger))
        && matches!(atoms.word(clause.start), "the" | "my" | "our" | "his" | "her" | "their")
        && before.clone().any(|at| matches!(atoms.word(at), "is" | "are" | "goes" | "will" | "has"));
    !is_own && !is_with && (is_somebody || before.clone().any(|at| OTHERS.contains(&atoms.word(at))))
}

/// Whether a word says that one is elsewhere, and not that nothing is done:
/// "travelling", "abroad".
pub(super) fn is_state_of_absence(word: &str) -> bool {
    AWAY.contains(&word)
}

/// What the atoms of a clause say, dates aside.
pub(super) fn trigger_in(atoms: &Atoms<'_>, clause: &Range<usize>, dates: &[Range<usize>]) -> Option<Trigger> {
    let is_date = |at: usize| dates.iter().any(|date| date.contains(&at));
    let found: Vec<Trigger> =
        clause.clone().filter(|&at| !is_date(at)).filter_map(|at| trigger_at(atoms, at, clause, &is_date)).collect();
    let hours = found.iter().find(|one| matches!(one.effect, Effect::Hours(_) | Effect::Share(_)));
    let away = found.iter().find(|one| one.effect == Effect::Away);
    let first = hours.or(away).or(found.first())?;
    Some(first.clone())
}

fn trigger_at(
    atoms: &Atoms<'_>,
    at: usize,
    clause: &Range<usize>,
    is_date: &impl Fn(usize) -> bool,
) -> Option<Trigger> {
    let word = atoms.word(at);
    let next = atoms.word(at + 1);
    let before = at.checked_sub(1).filter(|&before| before >= clause.start).map_or("", |before| atoms.word(before));
    let one = |effect, end: usize| Some(Trigger { atoms: at..end.min(clause.end).max(at + 1), effect });
    if let Some(hours) = hours_left(atoms, at, clause) {
        return Some(hours);
    }
    match word {
        // "I'll" is nobody's illness.
        "ill" if atoms.quote(&(at..at + 1)).contains(['\'', '\u{2019}']) => None,
        // "Not in August", "Sundays only, and not between Christmas and New Year".
        "not"
            if matches!(before, "" | "and" | "but" | "," | "just" | "definitely")
                && is_date(behind_preposition(atoms, at + 1)) =>
        {
            one(Effect::Away, at + 1)
        }
        // "No evenings in May" leaves the other hours.
        "no" if matches!(next, "evenings" | "weekends" | "mornings" | "afternoons" | "nights") => {
            one(Effect::Unclear, at + 2)
        }
        "skip" | "skipping" if is_date(at + 1) => one(Effect::Away, at + 1),
        "possible" | "feasible" if before == "not" && next != "before" => one(Effect::Away, at + 1),
        "impossible" | "blackout" => one(Effect::Away, at + 1),
        "ruled" if next == "out" => one(Effect::Away, at + 2),
        "off" if matches!(next, "limits" | "limit") => one(Effect::Away, at + 2),
        "off" if next == "-" && matches!(atoms.word(at + 2), "limits" | "limit") => one(Effect::Away, at + 3),
        "no" if next == "-" && atoms.word(at + 2) == "go" => one(Effect::Away, at + 3),
        "out" | "lost" | "shot" | "toast" | "taken" if is_said_of_date(atoms, at, is_date) => one(Effect::Away, at + 1),
        "laid" if next == "up" => one(Effect::Away, at + 2),
        // "On a ship" there may be time, and may be none.
        "on" if matches!(next, "a" | "the") && VESSELS.contains(&atoms.word(at + 2)) => one(Effect::Unclear, at + 3),
        "no" if next == "free"
            && matches!(
                atoms.word(at + 2),
                "minute" | "minutes" | "hour" | "hours" | "moment" | "day" | "days" | "evening" | "time"
            ) =>
        {
            one(Effect::Away, at + 3)
        }
        "off" if atoms.starts_with(at + 1, &["the", "grid"]) || next == "grid" => one(Effect::Away, at + 3),
        "break"
            if matches!(
                before,
                "christmas"
                    | "easter"
                    | "xmas"
                    | "mas"
                    | "holiday"
                    | "summer"
                    | "winter"
                    | "spring"
                    | "fall"
                    | "autumn"
                    | "term"
                    | "semester"
                    | "school"
            ) =>
        {
            one(Effect::SomeDays, at + 1)
        }
        "in" => stay(atoms, at, clause, is_date).map(|atoms| Trigger { atoms, effect: Effect::SomeDays }),
        "no" | "zero" | "without" => {
            let end = activity(atoms, at + 1, clause.end)?;
            one(Effect::Away, end)
        }
        // "I can't on 8 March", "… and I can't".
        "cannot" | "cant" | "wont" if is_alone(atoms, at + 1, clause, is_date) => one(Effect::Away, at + 1),
        // "I can't start before 11 January".
        "cannot" | "cant" | "wont"
            if matches!(next, "start" | "begin")
                && matches!(atoms.word(at + 2), "before" | "until" | "till")
                && matches!(before, "" | "i" | "we") =>
        {
            one(Effect::Away, at + 2)
        }
        "forget" if matches!(next, "it" | "that" | "about") => one(Effect::Away, at + 2),
        "write" if next == "-" && atoms.word(at + 2) == "off" => one(Effect::Away, at + 3),
        "dead" if matches!(before, "is" | "are" | "will" | "be") => one(Effect::Away, at + 1),
        "writeoff" | "washout" => one(Effect::Away, at + 1),
        "nothing" | "none" if !FREE.contains(&next) && !matches!(before, "almost" | "for") => one(Effect::Away, at + 1),
        "cannot" | "cant" | "wont" | "dont" | "not" | "unable" | "never" | "no-one" => {
            match doing(atoms, at + 1, clause.end).or_else(|| untouched(atoms, at + 1, clause.end)) {
                Some(end) => one(Effect::Away, end),
                None => hindered(atoms, at, clause),
            }
        }
        "off" if is_off(at, before, next, is_date) => one(Effect::Away, at + 1),
        "out" if next == "of" && matches!(atoms.word(at + 2), "office" | "town" | "country" | "action" | "the") => {
            one(Effect::Away, at + 3)
        }
        "out" => {
            let is_own = matches!(before, "" | "i" | "im" | "am" | "be" | "is" | "are" | "we" | "were" | "ill" | ",");
            let behind = at + 1 + usize::from(matches!(next, "from" | "on" | "in" | "between" | ":" | "for" | "until"));
            if is_own && (is_date(at + 1) || is_date(behind)) { one(Effect::Away, at + 1) } else { None }
        }
        "closed" | "shut" | "closure" => {
            let is_call = clause.clone().any(|at| {
                matches!(
                    atoms.word(at),
                    "registration" | "registrations" | "applications" | "submissions" | "call" | "deal" | "sale"
                )
            });
            let is_dated = is_date(at + 1)
                || matches!(next, "in" | "from" | "until" | "on" | "for" | "during" | "over" | "between");
            let is_state = is_dated
                || matches!(before, "is" | "are" | "be" | "stays" | "remains" | "" | "completely")
                || word == "closure";
            if is_state && !is_call { one(Effect::Away, at + 1) } else { None }
        }
        "leave" => match before {
            "on" | "sick" | "annual" | "parental" | "maternity" | "paternity" | "unpaid" | "medical" | "study" => {
                one(Effect::Away, at + 1)
            }
            _ => None,
        },
        "rest" if matches!(before, "of" | "complete" | "bed") => one(Effect::Away, at + 1),
        "break" if matches!(before, "a" | "on" | "complete") => one(Effect::Away, at + 1),
        "pause" | "paused" if !matches!(before, "can" | "could") => one(Effect::Away, at + 1),
        "with" | "visit" | "for" if is_family(atoms, at + 1) => one(Effect::Away, at + 2),
        "family" if next == "time" => one(Effect::Away, at + 2),
        "visit" | "visits" if before == "family" => one(Effect::Away, at + 1),
        // "Six hours a week, except in August."
        "except" | "excluding" => {
            let behind = at + 1 + usize::from(matches!(next, "in" | "on" | "from" | "during" | "for" | "between"));
            if is_date(behind) || is_date(at + 1) { one(Effect::Away, at + 1) } else { None }
        }
        "only" if matches!(next, "weekends" | "evenings" | "mornings") => one(Effect::Unclear, at + 2),
        "blocked" if before != "by" && next != "by" => one(Effect::Away, at + 1),
        "duty" if matches!(before, "jury" | "reserve" | "military") => one(Effect::Away, at + 1),
        "less" if matches!(next, "time" | "hours" | "capacity") => one(Effect::Unclear, at + 2),
        "half" if next == "time" => one(Effect::Unclear, at + 2),
        "half" | "third" | "quarter" | "%" => share_left(atoms, at, clause),
        // Who goes on holiday in July is hardly away for the whole month.
        "holiday" | "holidays" | "vacation" if before == "on" => {
            let goes = at > 1 && matches!(atoms.word(at - 2), "go" | "going" | "goes" | "off" | "fly" | "flying");
            one(if goes { Effect::SomeDays } else { Effect::Away }, at + 1)
        }
        "holiday" | "holidays"
            if matches!(next, "let" | "home" | "cottage" | "season" | "market" | "card" | "cards") =>
        {
            None
        }
        "visiting" if !is_family(atoms, at + 1) && !atoms.get(at + 1).is_some_and(|next| next.is_capital) => None,
        "away" if matches!(next, "game" | "match" | "goal" | "team" | "day") => None,
        _ if AWAY.contains(&word)
            && before != "far"
            && !(word == "away"
                && matches!(
                    before,
                    "throw"
                        | "right"
                        | "give"
                        | "put"
                        | "straight"
                        | "weeks"
                        | "months"
                        | "days"
                        | "km"
                        | "miles"
                        | "hours"
                        | "minutes"
                )) =>
        {
            one(Effect::Away, at + 1)
        }
        _ if TRIPS.contains(&word) => one(Effect::SomeDays, at + 1),
        _ if LEISURE.contains(&word) => one(Effect::SomeTrip, at + 1),
        _ if UNCLEAR.contains(&word) => one(Effect::Unclear, at + 1),
        "exam" if matches!(next, "period" | "season" | "session" | "weeks" | "phase" | "time") => {
            one(Effect::Unclear, at + 2)
        }
        _ => None,
    }
}

/// "Won't draw", "can't drive": what exactly that leaves is asked.
fn hindered(atoms: &Atoms<'_>, at: usize, clause: &Range<usize>) -> Option<Trigger> {
    let is_verb = atoms.get(at + 1).is_some_and(|next| next.kind == AtomKind::Word && next.text.len() > 2);
    let says_no = matches!(atoms.word(at), "cannot" | "cant" | "wont") && at + 1 < clause.end;
    let is_other = matches!(atoms.word(at + 1), "be" | "have" | "afford" | "move" | "change" | "miss" | "wait");
    (says_no && is_verb && !is_other).then(|| Trigger { atoms: at..at + 2, effect: Effect::Hindered })
}

/// Whether nothing is said behind "I can't" but when.
fn is_alone(atoms: &Atoms<'_>, at: usize, clause: &Range<usize>, is_date: &impl Fn(usize) -> bool) -> bool {
    let is_end = at >= clause.end || atoms.get(at).is_none_or(|atom| atom.kind == AtomKind::Sign);
    is_end || is_date(at) || is_date(behind_preposition(atoms, at)) || matches!(atoms.word(at), "then" | "at")
}

/// "Half the time", "at half speed", "50 % of my hours", "half hours at best".
fn share_left(atoms: &Atoms<'_>, at: usize, clause: &Range<usize>) -> Option<Trigger> {
    let (share, start) = match atoms.word(at) {
        "half" => (0.5, at),
        "third" => (1.0 / 3.0, at),
        "quarter" => (0.25, at),
        _ => {
            let figure = atoms.get(at.checked_sub(1)?).filter(|atom| atom.kind == AtomKind::Digits)?;
            (figure.text.parse::<f64>().ok().filter(|&percent| percent < 100.0)? / 100.0, at - 1)
        }
    };
    // "Half of my usual hours": small words stand between.
    let is_small =
        |word: &str| matches!(word, "of" | "the" | "my" | "our" | "as" | "much" | "usual" | "normal" | "regular");
    let noun = (at + 1..(at + 5).min(clause.end)).find(|&at| !is_small(atoms.word(at)))?;
    // "Half time" is a job.
    let is_time = matches!(atoms.word(noun), "speed" | "hours" | "capacity" | "pace" | "power" | "steam")
        || atoms.word(noun) == "time" && noun > at + 1;
    // "Two half hours" are sessions of 30 minutes.
    let is_counted = start > clause.start && figure_at(atoms, start - 1).is_some();
    (is_time && !is_counted).then(|| Trigger { atoms: start..noun + 1, effect: Effect::Share(share) })
}

/// "3 hours a week" behind "only", "reduced to", "max".
fn hours_left(atoms: &Atoms<'_>, at: usize, clause: &Range<usize>) -> Option<Trigger> {
    if !matches!(
        atoms.word(at),
        "reduced"
            | "only"
            | "just"
            | "max"
            | "maximum"
            | "down"
            | "cut"
            | "most"
            | "limited"
            | "than"
            | "barely"
            | "maybe"
            | "perhaps"
            | "("
    ) {
        return None;
    }
    let first = (at + 1..(at + 4).min(clause.end)).find(|&at| figure_at(atoms, at).is_some())?;
    let range = range_at(atoms, first)?;
    let unit = range.atoms.end;
    let is_minutes = matches!(atoms.word(unit), "minutes" | "min" | "mins");
    if !is_minutes && !matches!(atoms.word(unit), "hours" | "hour" | "h" | "hrs" | "hr") {
        return None;
    }
    let end = match (atoms.word(unit + 1), atoms.word(unit + 2)) {
        ("a" | "per" | "each" | "every" | "/", "week" | "wk") => unit + 3,
        ("weekly", _) => unit + 2,
        _ => return None,
    };
    let middle = f64::midpoint(range.low, range.high);
    let hours = if is_minutes { middle / 60.0 } else { middle };
    (hours <= 168.0).then_some(Trigger { atoms: at..end, effect: Effect::Hours(hours) })
}

/// The atom behind what is not done: "no study", "no real work on this".
fn activity(atoms: &Atoms<'_>, at: usize, end: usize) -> Option<usize> {
    (at..(at + 3).min(end)).find_map(|at| {
        let word = atoms.word(at);
        let is_doing = word.len() > 5 && word.ends_with("ing") && !NO_ACTIVITIES.contains(&word);
        (ACTIVITIES.contains(&word) || is_doing).then_some(at + 1)
    })
}

/// The atom behind what cannot be done: "can't work", "won't be available".
fn doing(atoms: &Atoms<'_>, at: usize, end: usize) -> Option<usize> {
    if FREE.contains(&atoms.word(at)) || matches!(atoms.word(at), "before" | "later" | "earlier" | "until" | "start") {
        return None;
    }
    let last = (at..(at + 5).min(end))
        .rfind(|&at| DOINGS.contains(&atoms.word(at)) || ACTIVITIES.contains(&atoms.word(at)))?;
    // "I do not have to be there", "cannot be moved".
    let has_to = (at..last).any(|at| matches!(atoms.word(at), "have" | "has" | "need") && atoms.word(at + 1) == "to");
    let is_other = (at..(last + 3).min(end))
        .any(|at| matches!(atoms.word(at), "moved" | "changed" | "shifted" | "late" | "sure" | "postponed" | "start"));
    (!is_other && !has_to).then_some(last + 1)
}

/// The atom behind what is left alone: "open a book", "touch the piano".
fn untouched(atoms: &Atoms<'_>, at: usize, end: usize) -> Option<usize> {
    let verb = (at..(at + 2).min(end)).find(|&at| matches!(atoms.word(at), "open" | "touch"))?;
    let is_thing = matches!(atoms.word(verb + 1), "a" | "the" | "my" | "any" | "it");
    (is_thing && verb + 1 < end).then_some((verb + 3).min(end))
}

/// "December is out", "next week is as good as lost", "Jan is pretty much taken": said
/// of the date right before it.
fn is_said_of_date(atoms: &Atoms<'_>, at: usize, is_date: &impl Fn(usize) -> bool) -> bool {
    let is_adverb = |at: usize| {
        matches!(
            atoms.word(at),
            "pretty" | "much" | "basically" | "completely" | "totally" | "already" | "all" | "as" | "good" | "mostly"
        )
    };
    let verb = (at.saturating_sub(4)..at).rev().find(|&at| !is_adverb(at));
    verb.filter(|&verb| verb > 0 && matches!(atoms.word(verb), "is" | "are"))
        .is_some_and(|verb| is_date(verb - 1) || verb > 1 && atoms.word(verb - 1) == "." && is_date(verb - 2))
}

fn is_off(at: usize, before: &str, next: &str, is_date: &impl Fn(usize) -> bool) -> bool {
    let is_time =
        matches!(before, "day" | "days" | "week" | "weeks" | "month" | "months" | "time" | "completely" | "all");
    let is_being =
        matches!(before, "" | "im" | "am" | "are" | "is" | "be" | "were" | "have" | "time" | "," | "ill" | ":");
    let is_taken = at > 0 && is_date(at - 1);
    (is_time || is_being || is_taken) && !matches!(next, "the" | "a" | "and" | "-") || next == "work" && is_being
}

/// The atom behind "in the", "during".
fn behind_preposition(atoms: &Atoms<'_>, at: usize) -> usize {
    let at = at + usize::from(matches!(atoms.word(at), "in" | "during" | "over" | "on" | "at"));
    at + usize::from(atoms.word(at) == "the")
}

/// "I am in Oslo", "two weeks in Portugal", "a fortnight in the Alps": a place
/// where one is for some days.
fn stay(atoms: &Atoms<'_>, at: usize, clause: &Range<usize>, is_date: &impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let place = at + 1 + usize::from(atoms.word(at + 1) == "the");
    let is_place = atoms.get(place).is_some_and(|atom| atom.kind == AtomKind::Word && atom.is_capital);
    if !is_place || is_date(at) || is_date(place) || place >= clause.end {
        return None;
    }
    let word = |back: usize| at.checked_sub(back).filter(|&at| at >= clause.start).map_or("", |at| atoms.word(at));
    let is_being = matches!(word(1), "im" | "were")
        || word(2) == "i" && word(1) == "am"
        || word(2) == "we" && word(1) == "are"
        || matches!(word(2), "i" | "we" | "ill" | "well") && word(1) == "be"
        || word(2) == "will" && word(1) == "be";
    let length = (clause.start..at).find(|&first| length_days(atoms, first).is_some_and(|(_, end)| end == at));
    length.or(is_being.then_some(at)).map(|start| start..place + 1)
}

/// "with my family", "visit my parents".
fn is_family(atoms: &Atoms<'_>, at: usize) -> bool {
    let at = at + usize::from(matches!(atoms.word(at), "my" | "our" | "the"));
    matches!(atoms.word(at), "family" | "parents" | "relatives" | "grandparents" | "folks" | "in")
        && (atoms.word(at) != "in" || atoms.word(at + 2) == "laws")
}

/// Whether nothing stands in these atoms but small words and dates.
pub(super) fn is_bare(atoms: &Atoms<'_>, clause: &Range<usize>, dates: &[Range<usize>]) -> bool {
    let lengths: Vec<Range<usize>> =
        clause.clone().filter_map(|at| length_days(atoms, at).map(|(_, end)| at..end)).collect();
    let is_length = |at: usize| lengths.iter().any(|length| length.contains(&at));
    clause.clone().filter(|&at| !dates.iter().any(|date| date.contains(&at)) && !is_length(at)).all(|at| {
        let is_sign = atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign);
        is_sign
            || matches!(
                atoms.word(at),
                "in" | "on"
                    | "from"
                    | "the"
                    | "and"
                    | "also"
                    | "again"
                    | "during"
                    | "all"
                    | "of"
                    | "for"
                    | "at"
                    | "over"
                    | "whole"
                    | "entire"
                    | "then"
                    | "or"
                    | "i"
                    | "e"
            )
    })
}
