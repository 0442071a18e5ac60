//! What a sentence about changed circumstances says that can be planned with.

use backcast_core::{Passage, WeeklyHours};
use jiff::civil::Date;

use super::numbers::number;
use super::pause::{self, Pause};
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
    /// Other hours a week.
    Hours {
        /// The new hours, or how they differ from those before.
        hours: NewHours,
        /// The first day, where that is not now.
        from: Option<Date>,
        /// The last day, where there is one.
        to: Option<Date>,
    },
    /// Something takes place on another day.
    Moved {
        /// The words that name it.
        what: Vec<String>,
        /// First day of where it lies now.
        to: Date,
    },
    /// Something takes place later by these days, earlier where negative.
    Shifted {
        /// The words that name it.
        what: Vec<String>,
        /// Days.
        days: i32,
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

/// Hours a week, as a sentence states them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NewHours {
    /// These hours a week.
    To(WeeklyHours),
    /// More than before, by these hours a week.
    More(WeeklyHours),
    /// Fewer than before, by these hours a week.
    Fewer(WeeklyHours),
    /// Half of them.
    Half,
}

/// Words that say that something lies elsewhere in time.
const MOVED: [&str; 12] = [
    "moved",
    "moves",
    "postponed",
    "shifted",
    "rescheduled",
    "delayed",
    "pushed",
    "brought",
    "changed",
    "deferred",
    "extended",
    "prolonged",
];
/// Words that say that somebody was given time.
const GIVEN: [&str; 7] = ["got", "get", "given", "gives", "gave", "granted", "grants"];
/// Words that say that a day lies earlier.
const EARLIER: [&str; 3] = ["earlier", "sooner", "brought"];
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
    // "I'll" is not the word "ill".
    let text = &text.replace('\u{2019}', "'").replace("'ll", " will");
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let days: Vec<(usize, Date, Date)> = to_come(text, &passage, today);
    if !has(&MOVED) {
        match pause::read(&words, &days, today) {
            Some(Pause::Days(from, to)) => return News::Pause { from, to },
            Some(Pause::OfOthers) => return News::Unclear,
            None => {}
        }
    }
    if let Some(news) = moved(&words, &days) {
        return news;
    }
    if let Some(hours) = new_hours(&words) {
        let (from, to) = stretch(&words, &days);
        return News::Hours { hours, from, to };
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

/// "The freeze moved to June 10", which tells where it is now, last of all;
/// "the launch was postponed by two weeks"; "we got two extra weeks".
fn moved(words: &[&str], days: &[(usize, Date, Date)]) -> Option<News> {
    let at = words.iter().position(|word| MOVED.contains(word));
    if let Some(at) = at {
        if let Some(&(_, to, _)) = days.iter().rfind(|(place, ..)| *place > at) {
            return Some(News::Moved { what: telling(&words[..at]), to });
        }
        let by = (at..words.len()).find_map(|unit| pause::span(words, unit))?;
        // "Moved forward by a week" means both.
        let is_unclear = words.contains(&"forward") && !words.contains(&"brought");
        let sign = if words.iter().any(|word| EARLIER.contains(word)) { -1 } else { 1 };
        return (!is_unclear).then(|| News::Shifted { what: telling(&words[..at]), days: sign * by });
    }
    let is_given = words.iter().any(|word| GIVEN.contains(word));
    let is_more = |word: &str| matches!(word, "extra" | "more" | "additional" | "another");
    if !is_given || !words.iter().any(|word| is_more(word)) {
        return None;
    }
    let counted: Vec<&str> = words.iter().copied().filter(|word| !is_more(word)).collect();
    let days = (0..counted.len()).find_map(|unit| pause::span(&counted, unit))?;
    Some(News::Shifted { what: vec!["deadline".into()], days })
}

/// "ten hours a week instead of twenty", "3 hours a week less", "only half the
/// time".
fn new_hours(words: &[&str]) -> Option<NewHours> {
    let is_half =
        |at: usize| words[at] == "half" && words[at + 1..].iter().take(3).any(|word| matches!(*word, "time" | "hours"));
    // "3 more hours a week", "3 hours a week more", and not "no more than 3".
    let relative = (0..words.len()).find(|&at| {
        matches!(words[at], "more" | "less" | "fewer")
            && (words.get(at + 1).is_some_and(|next| next.starts_with("hour"))
                || at.checked_sub(1).is_some_and(|before| words[before] == "week"))
    });
    if let Some(at) = relative {
        let others: Vec<&str> = [&words[..at], &words[at + 1..]].concat();
        let by = hours::stated_pace(&others)?;
        return Some(if words[at] == "more" { NewHours::More(by) } else { NewHours::Fewer(by) });
    }
    let stated = hours::stated_pace(words).map(NewHours::To);
    stated.or_else(|| (0..words.len()).any(is_half).then_some(NewHours::Half))
}

/// The days for which hours hold: "from June on", "in May", "until July 1",
/// "from June 3 to June 9".
fn stretch(words: &[&str], days: &[(usize, Date, Date)]) -> (Option<Date>, Option<Date>) {
    match days {
        [(_, from, _), (_, _, to)] if from <= to => (Some(*from), Some(*to)),
        [(at, first, last)] => {
            let before = &words[at.saturating_sub(2)..*at];
            let has = |any: &[&str]| before.iter().any(|word| any.contains(word));
            if has(&["until", "till", "through"]) {
                (None, Some(*last))
            } else if has(&["in", "during"]) && first != last && !has(&["starting", "beginning"]) {
                (Some(*first), Some(*last))
            } else {
                (Some(*first), None)
            }
        }
        _ => (None, None),
    }
}

/// "The next review is in …": there are others after it.
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
        assert_eq!(read_news("No running until the end of April", TODAY), until(date(2025, 4, 30)));
        let office = News::Pause { from: date(2025, 11, 3), to: date(2025, 11, 7) };
        assert_eq!(read_news("Out of office 3 Nov - 7 Nov", TODAY), office);
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
        let now = |hours| News::Hours { hours, from: None, to: None };
        let ten = now(NewHours::To(WeeklyHours::from_hours_per_week(10.0)));
        assert_eq!(read_news("New job since October: ten hours a week instead of twenty", TODAY), ten);
        assert_eq!(read_news("No more than 10 hours a week", TODAY), ten);
        let three = WeeklyHours::from_hours_per_week(3.0);
        assert_eq!(read_news("3 more hours a week", TODAY), now(NewHours::More(three)));
        assert_eq!(
            read_news("Starting in May, 3 hours per week less", TODAY),
            News::Hours { hours: NewHours::Fewer(three), from: Some(date(2025, 5, 1)), to: None }
        );
        assert_eq!(
            read_news("In June only half the time", TODAY),
            News::Hours { hours: NewHours::Half, from: Some(date(2025, 6, 1)), to: Some(date(2025, 6, 30)) }
        );
    }

    #[test]
    fn days_of_others_are_not_the_own_ones() {
        for text in [
            "The contractor cannot start before May 4",
            "My editor is on vacation until June 3",
            "No results until May 12",
        ] {
            assert_eq!(read_news(text, TODAY), News::Unclear, "{text}");
        }
        let until = News::Pause { from: TODAY, to: date(2025, 5, 1) };
        assert_eq!(read_news("The doctor says no running until May 1", TODAY), until);
        assert_eq!(read_news("I'm on sick leave until May 1", TODAY), until);
        for text in ["I'll finish M3 in June", "We leave out the rest of the tests in June"] {
            assert!(!matches!(read_news(text, TODAY), News::Pause { .. }), "{text}");
        }
    }

    #[test]
    fn days_are_moved_by_so_many() {
        let shifted = |what: &[&str], days| News::Shifted { what: super::tests::what(what), days };
        assert_eq!(read_news("The launch was postponed by two weeks", TODAY), shifted(&["launch"], 14));
        assert_eq!(read_news("The exam was brought forward by a week", TODAY), shifted(&["exam"], -7));
        assert_eq!(read_news("We got two extra weeks from the publisher", TODAY), shifted(&["deadline"], 14));
        assert_eq!(read_news("The review moved forward by a week", TODAY), News::Unclear);
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
