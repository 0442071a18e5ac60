//! Hours a week, working days and session lengths from constraints and team.

use backcast_core::WeeklyHours;

use super::numbers::number;

/// The hours a week that a sentence states: "ten hours a week instead of twenty".
pub(super) fn stated_pace(words: &[&str]) -> Option<WeeklyHours> {
    weekly_minutes(words).map(|(_, minutes)| WeeklyHours::from_hours_per_week(minutes / 60.0))
}

/// Length of one session, where one is named, and minutes a week.
fn weekly_minutes(words: &[&str]) -> Option<(Option<f64>, f64)> {
    if let Some(hours) = labelled(words) {
        return Some((None, hours * 60.0));
    }
    for idx in 0..words.len() {
        let Some((first, scale, at)) = length_at(words, idx) else { continue };
        // "5 to 8 hours": the middle.
        let low = match words[..at] {
            [.., low, "to" | "or"] => number(low).map(|(low, _)| low),
            [.., low] => number(low).map(|(low, _)| low).filter(|&low| low < first),
            [] => None,
        };
        let length = low.map_or(first, |low| f64::midpoint(low, first)) * scale;
        let rest = &words[idx + 1..];
        if let Some(times) = times_per_week(rest) {
            let both_ways =
                if matches!(rest, [.., "each", "way"]) || rest.windows(2).any(|pair| pair == ["each", "way"]) {
                    2.0
                } else {
                    1.0
                };
            return Some((Some(length), length * both_ways * times));
        }
        let is_weekly = matches!(rest.first(), Some(&("week" | "weekly" | "wk")))
            || rest
                .windows(2)
                .take(2)
                .any(|pair| matches!(pair[0], "a" | "per" | "each" | "every") && pair[1] == "week");
        if is_weekly {
            return Some((None, length));
        }
    }
    None
}

/// A length whose unit ends at a word, "8 hours" or "8h": its number, the
/// minutes of its unit, and where the number stands.
fn length_at(words: &[&str], idx: usize) -> Option<(f64, f64, usize)> {
    if let Some(scale) = minutes_of(words[idx]) {
        let at = idx.checked_sub(1)?;
        return Some((number(words[at])?.0, scale, at));
    }
    let (first, unit) = number(words[idx])?;
    Some((first, minutes_of(unit)?, idx))
}

fn minutes_of(unit: &str) -> Option<f64> {
    match unit {
        "minutes" | "minute" | "min" | "mins" => Some(1.0),
        "hours" | "hour" | "hrs" | "hr" | "h" => Some(60.0),
        _ => None,
    }
}

/// "Hours per week: 15", "weekly hours: about 10 to 15".
fn labelled(words: &[&str]) -> Option<f64> {
    let rest = match words {
        ["hours", "a" | "per" | "each" | "every", "week", rest @ ..] => rest,
        ["hours", "weekly", rest @ ..] | ["weekly", "hours", rest @ ..] => rest,
        _ => return None,
    };
    let rest = if let ["about" | "around" | "roughly", rest @ ..] = rest { rest } else { rest };
    let (low, _) = number(rest.first()?)?;
    let high = match rest[1..] {
        ["to" | "or", high, ..] | [high, ..] => number(high).map(|(high, _)| high).filter(|&high| high > low),
        [] => None,
    };
    Some(high.map_or(low, |high| f64::midpoint(low, high)))
}

/// How often a week: "on 4 mornings", "every evening", "on weekday mornings",
/// "three days a week", "a day".
fn times_per_week(words: &[&str]) -> Option<f64> {
    let is_time =
        |word: &str| ["morning", "evening", "night", "day", "afternoon"].iter().any(|stem| word.starts_with(stem));
    for (idx, word) in words.iter().enumerate().take(8) {
        if *word == "weekday" || *word == "weekdays" {
            return match idx.checked_sub(1).and_then(|at| number(words[at])) {
                Some((times, _)) => Some(times),
                None => Some(5.0),
            };
        }
        if !is_time(word) {
            continue;
        }
        let before = idx.checked_sub(1).map(|at| words[at]);
        return match before {
            Some("every" | "each" | "a" | "per") => Some(7.0),
            Some(count) => number(count).map(|(times, _)| times).filter(|times| (1.0..=7.0).contains(times)),
            None => None,
        };
    }
    None
}
