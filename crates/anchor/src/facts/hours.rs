//! Hours a week, working days and session lengths from constraints and team.

use backcast_core::{Effort, Facts, Passage, Phrase, Understood, WEEKDAY_NAMES, Weekdays, WeeklyHours};
use jiff::civil::Weekday;

use super::numbers::number;

/// Reads the constraints; what is found is added to the facts.
pub(super) fn read(constraints: &[String], facts: &mut Facts) {
    let mut minutes_per_week = 0.0;
    let mut longest: Option<f64> = None;
    let mut open_ended = false;
    for text in constraints {
        let passage = Passage::new(text);
        let words: Vec<&str> = passage.words().collect();
        if let Some((session, weekly)) = weekly_minutes(&words) {
            minutes_per_week += weekly;
            longest = Some(session.map_or(f64::INFINITY, |session| longest.unwrap_or(0.0).max(session)));
            facts.understood.push(Understood {
                quote: text.clone(),
                meaning: format!("{} hours a week", WeeklyHours::from_hours_per_week(weekly / 60.0)),
            });
        } else if says(&passage, &["weekend", "saturday", "sunday"]) && !passage.denies(&Phrase::new("weekend")) {
            // A day without a stated length may hold longer sessions.
            open_ended = true;
        }
        restrict_days(&passage, text, facts);
    }
    if minutes_per_week > 0.0 {
        facts.pace = Some(WeeklyHours::from_hours_per_week(minutes_per_week / 60.0));
    }
    if let Some(longest) = longest.filter(|longest| longest.is_finite() && !open_ended) {
        facts.session_max = Some(Effort::from_hours(longest / 60.0));
    }
}

/// Reads the hours of a team, where the constraints name none: "two
/// developers, 45 hours a week together", "two developers at 25 hours each".
pub(super) fn read_team(team: Option<&str>, facts: &mut Facts) {
    let Some(text) = team.filter(|_| facts.pace.is_none()) else { return };
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let each = words.contains(&"each");
    let people = if each { f64::from(facts.team_size.max(1)) } else { 1.0 };
    let first = words.iter().position(|word| matches!(*word, "hours" | "hour" | "h")).filter(|&at| at > 0);
    let stated = weekly_minutes(&words).map(|(_, minutes)| minutes);
    let bare = first.and_then(|at| number(words[at - 1])).map(|(hours, _)| hours * 60.0);
    // "a friend who helps, 3 hours a week at most" is not the time of all.
    let helper = says(&passage, &["friend", "help", "at most"]);
    if let Some(minutes) = stated.or(bare.filter(|_| each)).filter(|_| !helper) {
        let pace = WeeklyHours::from_hours_per_week(minutes * people / 60.0);
        facts.pace = Some(pace);
        facts.understood.push(Understood { quote: text.to_owned(), meaning: format!("{pace} hours a week together") });
    }
}

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

fn restrict_days(passage: &Passage, text: &str, facts: &mut Facts) {
    let before = facts.weekdays;
    let weekdays_only = facts.weekdays.without(Weekday::Saturday).without(Weekday::Sunday);
    if passage.denies(&Phrase::new("weekend")) || passage.contains(&Phrase::new("weekdays only")) {
        facts.weekdays = weekdays_only;
    } else if passage.contains(&Phrase::new("weekends only")) || passage.contains(&Phrase::new("i only weekends")) {
        facts.weekdays = Weekdays::NONE.with(Weekday::Saturday).with(Weekday::Sunday);
    }
    for (name, day) in WEEKDAY_NAMES {
        if passage.denies(&Phrase::new(name)) {
            facts.weekdays = facts.weekdays.without(day);
        }
    }
    if facts.weekdays.is_empty() {
        facts.weekdays = before; // All days excluded is a slip of the pen, not a calendar.
    }
    if facts.weekdays != before {
        facts.understood.push(Understood {
            quote: text.to_owned(),
            meaning: format!("work on {} days a week only", facts.weekdays.len()),
        });
    }
}

fn says(passage: &Passage, stems: &[&str]) -> bool {
    stems.iter().any(|stem| passage.contains(&Phrase::new(stem)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(constraints: &[&str]) -> Facts {
        let mut facts = Facts::default();
        read(&constraints.iter().map(ToString::to_string).collect::<Vec<_>>(), &mut facts);
        facts
    }

    fn hours(constraint: &str) -> Option<f64> {
        facts(&[constraint]).pace.map(WeeklyHours::hours_per_week)
    }

    #[test]
    fn sessions_times_days() {
        assert_eq!(hours("45 minutes on 4 mornings per week"), Some(3.0));
        assert_eq!(hours("2 hours on weekday mornings, nothing at weekends"), Some(10.0));
        assert_eq!(hours("One hour every evening, tired after work"), Some(7.0));
        assert_eq!(hours("30 minutes on the train each way, three days a week"), Some(3.0));
    }

    #[test]
    fn plain_hours_and_ranges() {
        assert_eq!(hours("5 to 8 hours a week around the current job"), Some(6.5));
        assert_eq!(hours("45 hours a week together after support duty"), Some(45.0));
        assert_eq!(hours("Guests are only free at weekends"), None);
        for text in ["8 hours/week", "Time: 8h/week", "8 hrs per week", "8 h weekly", "8h a week in the evenings"] {
            assert_eq!(hours(text), Some(8.0), "{text}");
        }
        for text in ["Hours per week: 8", "**Hours per week:** about 6-10", "Weekly hours: 6 to 10"] {
            assert_eq!(hours(text), Some(8.0), "{text}");
        }
        assert_eq!(hours("Hours per week: not known"), None);
        assert_eq!(hours("back after 3h"), None);
    }

    #[test]
    fn hours_of_a_team_count_for_all() {
        let team = |text: &str, size: u32| {
            let mut facts = Facts { team_size: size, ..Facts::default() };
            read_team(Some(text), &mut facts);
            facts.pace.map(WeeklyHours::hours_per_week)
        };
        assert_eq!(team("two developers, 45 hours a week together", 2), Some(45.0));
        assert_eq!(team("two developers at 25 hours each", 2), Some(50.0));
        assert_eq!(team("me and a friend who helps, 3 hours a week at most", 2), None);
        assert_eq!(team("two musician friends, free on most Sundays", 2), None);
    }

    #[test]
    fn weekends_can_be_excluded() {
        assert_eq!(facts(&["nothing at weekends"]).weekdays.len(), 5);
        assert_eq!(facts(&["not on Fridays"]).weekdays.len(), 6);
        assert_eq!(facts(&["Evenings and Sunday mornings"]).weekdays.len(), 7);
    }

    #[test]
    fn session_limit_is_the_longest_named_one() {
        assert_eq!(facts(&["45 minutes on 4 mornings"]).session_max, Some(Effort::from_minutes(45)));
        assert_eq!(facts(&["45 minutes on 4 mornings", "Saturday"]).session_max, None);
    }
}
