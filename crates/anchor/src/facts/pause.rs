//! Days on which somebody can do less or nothing, by a sentence.

use backcast_core::plus_days;
use jiff::civil::Date;

use super::numbers::number;

/// Words that say that something cannot be done.
const NOT: [&str; 9] = ["no", "not", "cannot", "cant", "without", "forbidden", "banned", "unable", "stop"];
/// Words behind which a stretch of days without work follows.
const AWAY: [&str; 22] = [
    "away",
    "absent",
    "holiday",
    "holidays",
    "vacation",
    "honeymoon",
    "travel",
    "travelling",
    "traveling",
    "trip",
    "offline",
    "unavailable",
    "sick",
    "flu",
    "injured",
    "hospital",
    "closed",
    "closes",
    "ill",
    "freeze",
    "frozen",
    "busy",
];
/// Words that say until when.
const UNTIL: [&str; 5] = ["until", "till", "til", "through", "before"];
/// Words of somebody who speaks of the own time.
const OWN: [&str; 6] = ["i", "im", "ive", "we", "me", "us"];
/// What is done in the own time, beside words that end in "ing".
const ACTIVITIES: [&str; 9] = ["work", "sport", "sports", "exercise", "practice", "gym", "load", "allowed", "screen"];
/// Words in "ing" that are nothing one does.
const NO_ACTIVITIES: [&str; 9] =
    ["anything", "nothing", "something", "everything", "morning", "evening", "spring", "during", "according"];
/// People whose days are not the own ones.
const OTHERS: [&str; 24] = [
    "advisor",
    "agency",
    "architect",
    "boss",
    "client",
    "clients",
    "coach",
    "colleague",
    "contractor",
    "customer",
    "designer",
    "doctor",
    "editor",
    "guest",
    "guests",
    "landlord",
    "lawyer",
    "manager",
    "partner",
    "publisher",
    "reviewer",
    "supervisor",
    "supplier",
    "teacher",
];

/// What a sentence says of days without work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pause {
    /// Nothing can be done from the first to the last day.
    Days(Date, Date),
    /// Somebody else is away; what that means here is not said.
    OfOthers,
}

/// "no running until May 1", "away from June 3 to June 9", "sick for two weeks";
/// `days` are those that the sentence names, each with the number of its word.
pub(super) fn read(words: &[&str], days: &[(usize, Date, Date)], today: Date) -> Option<Pause> {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let is_away = (0..words.len()).any(|at| is_away(words, at));
    let is_not = has(&NOT);
    if !is_away && !is_not {
        return None;
    }
    let is_own = has(&OWN) || has(&ACTIVITIES) || words.iter().any(|word| is_activity(word));
    let (from, to) = match days {
        [] => (today, plus_days(today, length(words)? - 1)),
        [(_, from, _), (_, _, to)] if is_away => (*from, *to),
        [(at, first, last)] => {
            // "until the end of May"
            let before = &words[at.saturating_sub(4)..*at];
            if before.iter().any(|word| UNTIL.contains(word)) {
                // "until May" ends with the day before it, "until May 1" on it.
                (today, if first == last { *first } else { plus_days(*first, -1) })
            } else if is_away && (first != last || before.last() == Some(&"on")) {
                (*first, *last)
            } else {
                return None;
            }
        }
        _ => return None,
    };
    let is_of_others = !is_own && (!is_away || has(&OTHERS));
    (from <= to && to >= today).then_some(if is_of_others { Pause::OfOthers } else { Pause::Days(from, to) })
}

/// Whether the word says that somebody is away: "out of office", and not "leave
/// out", "the rest of".
fn is_away(words: &[&str], at: usize) -> bool {
    let next = words.get(at + 1).copied().unwrap_or_default();
    match words[at] {
        "leave" => next != "out",
        "rest" => next != "of",
        "out" => next == "of" && words[at + 2..].iter().take(2).any(|word| matches!(*word, "office" | "town")),
        word => AWAY.contains(&word),
    }
}

fn is_activity(word: &str) -> bool {
    word.len() > 5 && word.ends_with("ing") && !NO_ACTIVITIES.contains(&word)
}

/// Days of "for four weeks", "for the next 10 days".
fn length(words: &[&str]) -> Option<i32> {
    let at = words.iter().position(|word| unit(word).is_some())?;
    words[at.saturating_sub(4)..at].contains(&"for").then(|| span(words, at)).flatten()
}

/// Days of the span whose unit is this word: "two weeks", "a month", "3 days".
pub(super) fn span(words: &[&str], at: usize) -> Option<i32> {
    let each = unit(words.get(at)?)?;
    let count = match *words.get(at.checked_sub(1)?)? {
        "a" | "an" => 1.0,
        word => number(word)?.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "held to a year of weeks")]
    let days = (count.clamp(0.0, 52.0) * f64::from(each)).round() as i32;
    (days > 0).then_some(days)
}

/// Days of a unit of time, a month being 30.
fn unit(word: &str) -> Option<i32> {
    match word.trim_end_matches('s') {
        "day" => Some(1),
        "week" => Some(7),
        "month" => Some(30),
        _ => None,
    }
}
