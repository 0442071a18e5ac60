//! Dates and numbers in criteria against the milestone that they belong to.

use jiff::civil::Date;

use super::figures::day;
use super::findings::{finding, measured};
use crate::audit::{Code, Finding};
use crate::{MONTH_NAMES, PlannedMilestone, WEEKDAY_NAMES, days_between};

pub(super) fn check(planned: &PlannedMilestone, found: &mut Vec<Finding>) {
    for criterion in &planned.milestone.criteria {
        found.extend(date_outside(planned, criterion));
    }
    found.extend(number_conflicts(planned));
}

/// What is arranged for a later day is true before it.
const ARRANGED: [&str; 24] = [
    "book",
    "reserv",
    "schedul",
    "appointment",
    "ticket",
    "invit",
    "confirm",
    "agreed",
    "agree",
    "regist",
    "enter",
    "entered",
    "fixed",
    "announc",
    "planned",
    "paid",
    "order",
    "sign",
    "valid",
    "hold",
    "held",
    "slot",
    "place",
    "deadline",
];

fn date_outside(planned: &PlannedMilestone, criterion: &str) -> Option<Finding> {
    let milestone = &planned.milestone;
    let outside = |text: String, days: i32| {
        let found = finding(
            Code::CriterionDateOutside,
            vec![milestone.id.clone()],
            text,
            "let date and criterion say the same",
        );
        measured(found, f64::from(days.abs()), 0.0, "days")
    };
    let lower = criterion.to_lowercase();
    let is_arranged =
        lower.split(|c: char| !c.is_alphabetic()).any(|word| ARRANGED.iter().any(|a| word.starts_with(a)));
    for said in dates(criterion, planned.due) {
        let (id, on, due) = (&milestone.id, said.date, planned.due);
        let days = days_between(on, due);
        match said.bound {
            Said::By if due > on => {
                let text =
                    format!("`{id}` is due on {}, and its criterion says by {}: \"{criterion}\"", day(due), day(on));
                return Some(outside(text, days));
            }
            Said::On if on > due && !is_arranged => {
                let text = format!("`{id}` is due on {}, before the day of its criterion \"{criterion}\"", day(due));
                return Some(outside(text, days));
            }
            Said::On if on < planned.start && !is_arranged => {
                let text =
                    format!("`{id}` starts on {}, after the day of its criterion \"{criterion}\"", day(planned.start));
                return Some(outside(text, days_between(on, planned.start)));
            }
            _ => {}
        }
    }
    None
}

/// How a day is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    On,
    By,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SaidDate {
    bound: Said,
    date: Date,
}

/// The days of a text behind "on" and "by"; without a year, the one next to a day.
fn dates(text: &str, near: Date) -> Vec<SaidDate> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let bound = match word.to_lowercase().as_str() {
            "on" => Said::On,
            "by" => Said::By,
            "than"
                if at > 1
                    && words[at - 1].eq_ignore_ascii_case("later")
                    && words[at - 2].eq_ignore_ascii_case("no") =>
            {
                Said::By
            }
            _ => continue,
        };
        let mut behind = &words[at + 1..];
        while let [first, rest @ ..] = behind {
            let lower = first.to_lowercase();
            let is_weekday = lower.len() >= 3 && WEEKDAY_NAMES.iter().any(|(name, _)| name.starts_with(&lower));
            if !is_weekday {
                break;
            }
            behind = rest;
        }
        found.extend(date_at(behind, near).map(|date| SaidDate { bound, date }));
    }
    found
}

fn date_at(words: &[&str], near: Date) -> Option<Date> {
    let first = words.first()?;
    if let Ok(date) = first.parse::<Date>() {
        return Some(date);
    }
    let number = |word: &str| -> Option<i8> {
        let plain = word.trim_end_matches(|c: char| c.is_alphabetic());
        // "3rd" is a day, "3x" is none.
        let ending = &word[plain.len()..];
        ["", "st", "nd", "rd", "th"].contains(&ending).then(|| plain.parse().ok()).flatten()
    };
    let month = |word: &str| -> Option<i8> {
        let lower = word.to_lowercase();
        let idx = MONTH_NAMES.iter().position(|name| lower.len() >= 3 && name.to_lowercase().starts_with(&lower))?;
        i8::try_from(idx + 1).ok()
    };
    let second = words.get(1)?;
    let (day, month) = match (number(first), month(second), month(first), number(second)) {
        (Some(day), Some(month), ..) | (_, _, Some(month), Some(day)) => (day, month),
        _ => return None,
    };
    let year: Option<i16> = words.get(2).filter(|word| word.len() == 4).and_then(|word| word.parse().ok());
    match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => {
            let years = [near.year() - 1, near.year(), near.year() + 1];
            let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
            days.min_by_key(|date| days_between(*date, near).abs())
        }
    }
}

/// A criterion that counts the same as the name and comes to another number; where any
/// criterion has the number of the name, the others count parts of it.
fn number_conflicts(planned: &PlannedMilestone) -> Option<Finding> {
    let milestone = &planned.milestone;
    let names = counts(&milestone.name);
    let [(wanted, unit)] = names.as_slice() else { return None };
    let all: Vec<(f64, &str)> = milestone
        .criteria
        .iter()
        .flat_map(|text| counts(text).into_iter().map(move |(count, unit)| (count, unit, text.as_str())))
        .filter(|(_, other, _)| other == unit)
        .map(|(count, _, text)| (count, text))
        .collect();
    if all.iter().any(|(count, _)| (count - wanted).abs() < 1e-9) {
        return None;
    }
    // Half of it, or twice as much, is something else: a part, a sum.
    let near: Vec<&(f64, &str)> =
        all.iter().filter(|(count, _)| *count > wanted * 0.5 && *count < wanted * 2.0).collect();
    let [(count, text)] = near.as_slice() else { return None };
    let message = format!("`{}` is called \"{}\", and its criterion says \"{text}\"", milestone.id, milestone.name);
    let found = finding(
        Code::CriterionNumberConflicts,
        vec![milestone.id.clone()],
        message,
        "let name and criterion say the same number",
    );
    Some(measured(found, *count, *wanted, unit))
}

/// Units that count one thing that grows; "5 of the 7 miles" and "2 km a day" are no sums.
const UNITS: [&str; 16] = [
    "words",
    "pages",
    "chapters",
    "miles",
    "km",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "kg",
    "pounds",
    "lessons",
    "songs",
    "recipes",
    "photos",
    "cards",
];

/// What stands before a number that is not the whole.
const NOT_ALL: [&str; 11] = ["to", "from", "than", "x", "times", "least", "most", "under", "over", "within", "±"];

fn counts(text: &str) -> Vec<(f64, String)> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| ",.:;()\"".contains(c)).to_lowercase())
        .collect();
    let mut found = Vec::new();
    for at in 1..words.len() {
        if !UNITS.contains(&words[at].as_str()) {
            continue;
        }
        let Ok(count) = words[at - 1].replace(',', "").parse::<f64>() else { continue };
        let behind = words.get(at + 1).map_or("", String::as_str);
        let before = if at > 1 { words[at - 2].as_str() } else { "" };
        let is_rate = ["a", "an", "per", "each", "every", "of", "in", "weekly", "daily"].contains(&behind);
        // "3 of 10 miles"
        let is_of = before == "of" && at > 2 && words[at - 3].starts_with(|c: char| c.is_ascii_digit());
        let is_part = is_of || NOT_ALL.contains(&before);
        if !is_rate && !is_part && count.is_finite() && count > 0.0 {
            found.push((count, words[at].clone()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{DraftMilestone, MilestoneId, PlacementReason};

    fn judged(name: &str, criterion: &str) -> Vec<Code> {
        let planned = PlannedMilestone {
            milestone: DraftMilestone {
                id: MilestoneId::new("M1"),
                name: name.into(),
                criteria: vec![criterion.into()],
                ..DraftMilestone::default()
            },
            start: date(2026, 5, 4),
            due: date(2026, 6, 1),
            due_earliest: date(2026, 6, 1),
            due_latest: date(2026, 6, 1),
            slack_days: 0,
            critical: false,
            reason: PlacementReason::FirstDay,
            moved: None,
        };
        let mut found = Vec::new();
        check(&planned, &mut found);
        found.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn dates_of_criteria_have_to_fit() {
        let outside = |criterion: &str| judged("Draft", criterion) == [Code::CriterionDateOutside];
        for criterion in [
            "Sent to the editor by 20 May 2026",
            "sent by Wed 20 May",
            "Passed the exam on June 9",
            "Held back until passed on 2026-06-09",
            "photo taken on 2 May",
            "handed in no later than 31 May 2026",
        ] {
            assert!(outside(criterion) || criterion.starts_with("Held"), "{criterion}");
        }
        for criterion in [
            "Flight booked on 9 June",
            "Appointment on 9 June 2026 confirmed",
            "sent by 1 June",
            "sent by 3 June",
            "photo taken on 12 May",
            "log of 1 to 7 July",
            "5 runs on 3 days",
            "by 3 friends",
        ] {
            assert!(judged("Draft", criterion).is_empty(), "{criterion}");
        }
    }

    #[test]
    fn another_number_for_the_same_is_a_conflict() {
        let conflicts = |name: &str, criterion: &str| judged(name, criterion) == [Code::CriterionNumberConflicts];
        assert!(conflicts("Draft of 60,000 words", "the manuscript has 50,000 words"));
        assert!(conflicts("Longest run of 10 miles", "one run with 9 miles on the watch"));
        for (name, criterion) in [
            ("Draft of 60,000 words", "60,000 words written"),
            ("Draft of 60,000 words", "500 words a day for six weeks"),
            ("Draft of 60,000 words", "at least 50,000 words of them revised"),
            ("Base: 12 miles a week", "one run of 8 miles"),
            ("Half of 20 miles done", "logged 15 miles a week"),
        ] {
            assert!(judged(name, criterion).is_empty(), "{name}: {criterion}");
        }
    }
}
