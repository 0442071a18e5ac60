//! What a sentence about changed circumstances says that can be planned with.

use backcast_core::{Pace, Passage, plus_days};
use jiff::civil::Date;

use super::numbers::number;
use super::{dates, hours};

/// What a sentence says.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Less or nothing can be done on some days.
    Pause {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// So many hours a week from now on.
    Hours(Pace),
    /// Something takes place on another day.
    Moved {
        /// The words that name it.
        what: Vec<String>,
        /// First day of where it lies now.
        to: Date,
    },
    /// Something takes place on these days, and on no others before the last
    /// of them.
    Occasions {
        /// The words that name it.
        what: Vec<String>,
        /// The first and the last day of each, in order.
        days: Vec<(Date, Date)>,
    },
    /// A day to come that could be another one for the goal.
    Offer {
        /// The words around it.
        what: Vec<String>,
        /// The day.
        day: Date,
    },
    /// Something could be left out or made smaller.
    Less,
    /// Nothing that can be planned with.
    Unclear,
}

/// Words that say that something cannot be done.
const NOT: [&str; 9] = ["no", "not", "cannot", "cant", "without", "forbidden", "banned", "unable", "stop"];
/// Words behind which a stretch of days without work follows.
const AWAY: [&str; 18] = [
    "away",
    "holiday",
    "holidays",
    "vacation",
    "travel",
    "travelling",
    "traveling",
    "trip",
    "leave",
    "sick",
    "hospital",
    "closed",
    "closes",
    "ill",
    "freeze",
    "frozen",
    "busy",
    "rest",
];
/// Words that say until when.
const UNTIL: [&str; 5] = ["until", "till", "til", "through", "before"];
/// Words that say that something lies elsewhere in time.
const MOVED: [&str; 10] =
    ["moved", "moves", "postponed", "shifted", "rescheduled", "delayed", "pushed", "brought", "changed", "deferred"];
/// Words that say that less would do.
const LESS: [&str; 12] = [
    "few",
    "fewer",
    "without",
    "skip",
    "drop",
    "dropped",
    "optional",
    "unnecessary",
    "cut",
    "smaller",
    "shorter",
    "less",
];
/// Words that carry no meaning of their own.
const EMPTY: [&str; 58] = [
    "the", "a", "an", "is", "are", "was", "were", "be", "been", "in", "on", "at", "to", "of", "and", "or", "for",
    "from", "by", "until", "till", "next", "new", "this", "that", "has", "have", "had", "will", "would", "could",
    "can", "may", "there", "it", "its", "with", "we", "i", "my", "our", "you", "now", "only", "then", "than", "as",
    "about", "held", "takes", "take", "place", "week", "weeks", "day", "days", "moved", "left",
];

/// Reads one sentence on a day.
#[must_use]
pub fn read_news(text: &str, today: Date) -> News {
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let days: Vec<(usize, Date, Date)> = to_come(text, &passage, today);
    if let Some(news) = pause(&words, &days, today, &has) {
        return news;
    }
    // "The freeze moved to June 10" tells where it is now, last of all.
    if let Some(at) = words.iter().position(|word| MOVED.contains(word))
        && let Some(&(_, to, _)) = days.iter().rfind(|(place, ..)| *place > at)
    {
        return News::Moved { what: telling(&words[..at]), to };
    }
    if let Some(pace) = hours::stated_pace(&words) {
        return News::Hours(pace);
    }
    match days.as_slice() {
        [_, _, ..] => {
            let what = telling(&words[..days[0].0]);
            News::Occasions { what, days: days.iter().map(|&(_, from, to)| (from, to)).collect() }
        }
        [(place, from, _)] if is_recurring(&words[..*place]) => {
            let what = telling(&words[..*place]);
            News::Occasions { what, days: vec![(*from, days[0].2)] }
        }
        [(_, day, _)] => News::Offer { what: telling(&words), day: *day },
        [] if has(&LESS) => News::Less,
        [] => News::Unclear,
    }
}

/// "The next review is in …": there are others behind it.
fn is_recurring(before: &[&str]) -> bool {
    (before.iter().take(2).any(|word| *word == "next") || before.contains(&"held")) && !telling(before).is_empty()
}

/// The days that a text names and that are not over, with the number of their
/// first word. "since June" tells of the past.
fn to_come(text: &str, passage: &Passage, today: Date) -> Vec<(usize, Date, Date)> {
    let words: Vec<&str> = passage.words().collect();
    let word_at = |byte: usize| (0..passage.len()).find(|&idx| passage.place(idx).start >= byte).unwrap_or(0);
    dates::read(text, today)
        .into_iter()
        .map(|(place, from, to)| (word_at(place.start), from, to))
        .filter(|(at, _, to)| *to >= today && at.checked_sub(1).is_none_or(|before| words[before] != "since"))
        .collect()
}

/// "no running until May 1", "away from June 3 to June 9", "sick for two weeks".
fn pause(words: &[&str], days: &[(usize, Date, Date)], today: Date, has: &impl Fn(&[&str]) -> bool) -> Option<News> {
    let stops = has(&NOT) || has(&AWAY);
    if !stops || has(&MOVED) {
        return None;
    }
    if let [(_, from, _), (_, _, to)] = days
        && has(&AWAY)
        && from <= to
    {
        return Some(News::Pause { from: *from, to: *to });
    }
    if let [(at, first, last)] = days {
        let before = &words[at.saturating_sub(2)..*at];
        if before.iter().any(|word| UNTIL.contains(word)) {
            // "until May" ends with the day before it, "until May 1" on it.
            let to = if first == last { *first } else { plus_days(*first, -1) };
            return (to >= today).then_some(News::Pause { from: today, to });
        }
        if has(&AWAY) && first != last {
            return Some(News::Pause { from: *first, to: *last });
        }
        return None;
    }
    let weeks = length(words)?;
    (days.is_empty()).then(|| News::Pause { from: today, to: plus_days(today, weeks - 1) })
}

/// Days of "for four weeks", "for the next 10 days".
fn length(words: &[&str]) -> Option<i32> {
    let at = words.iter().position(|word| matches!(word.trim_end_matches('s'), "week" | "day" | "month"))?;
    let (count, _) = number(words.get(at.checked_sub(1)?)?)?;
    if !words[at.saturating_sub(4)..at].contains(&"for") {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "held to a year of weeks")]
    let count = count.clamp(1.0, 52.0) as i32;
    Some(match words[at].trim_end_matches('s') {
        "week" => count * 7,
        "month" => count * 30,
        _ => count,
    })
}

/// The words that name something, without plural endings.
fn telling(words: &[&str]) -> Vec<String> {
    words
        .iter()
        .filter(|word| word.len() > 2 && !EMPTY.contains(word) && number(word).is_none())
        .map(|word| word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2025, 4, 7);

    fn what(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pauses_have_an_end() {
        let until = |to| News::Pause { from: TODAY, to };
        assert_eq!(read_news("sprained ankle, no running until May 1", TODAY), until(date(2025, 5, 1)));
        assert_eq!(read_news("Sick for two weeks", TODAY), until(date(2025, 4, 20)));
        let trip = News::Pause { from: date(2025, 6, 3), to: date(2025, 6, 9) };
        assert_eq!(read_news("I am away from June 3 to June 9", TODAY), trip);
        assert_eq!(
            read_news("The lab is closed in August", TODAY),
            News::Pause { from: date(2025, 8, 1), to: date(2025, 8, 31) }
        );
    }

    #[test]
    fn moves_name_what_and_where() {
        let moved = News::Moved { what: what(&["freeze"]), to: date(2025, 6, 10) };
        assert_eq!(read_news("the freeze moved to June 10", TODAY), moved);
        let exam = News::Moved { what: what(&["exam"]), to: date(2025, 9, 3) };
        assert_eq!(read_news("The exam was postponed from May 3 to September 3", TODAY), exam);
    }

    #[test]
    fn hours_are_those_from_now_on() {
        let ten = News::Hours(Pace::from_hours_per_week(10.0));
        assert_eq!(read_news("New job since October: ten hours a week instead of twenty", TODAY), ten);
    }

    #[test]
    fn occasions_come_more_than_once() {
        let reviews = News::Occasions {
            what: what(&["review"]),
            days: vec![(date(2025, 12, 1), date(2025, 12, 31)), (date(2026, 6, 1), date(2026, 6, 30))],
        };
        assert_eq!(read_news("The next reviews are in December and in June 2026", TODAY), reviews);
    }

    #[test]
    fn what_cannot_be_planned_with_is_said_to_be_so() {
        assert_eq!(read_news("New VP since June", TODAY), News::Unclear);
        assert_eq!(read_news("The doctor allows cycling and swimming", TODAY), News::Unclear);
        assert_eq!(read_news("Two episodes could be recorded without a guest", TODAY), News::Less);
        assert_eq!(read_news("", TODAY), News::Unclear);
        let offer = read_news("A half marathon in the next town on November 2 has places left", TODAY);
        assert!(matches!(&offer, News::Offer { day, .. } if *day == date(2025, 11, 2)), "{offer:?}");
    }
}
