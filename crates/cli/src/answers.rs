//! What a person types in answer to a question, as what is written down.

use backcast_anchor::{read_deadline, read_weekly_hours};
use backcast_core::{Conventions, Field, Gap, plus_days};
use backcast_document::{AnswerValue, GoalAnswer, read_day};
use jiff::civil::Date;

/// More hours a week than a hundred people have are a mistake.
const HOURS_MAX: f64 = 4000.0;
/// More than sixteen hours on each day are those of several people.
const HOURS_OF_ONE: f64 = 112.0;
/// Words that tell of several people.
const SEVERAL: [&str; 8] = ["people", "persons", "of us", "team", "together", "colleagues", "helpers", "all in all"];

/// What an answer is judged by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) gap: &'a Gap,
    /// Which of several goals it is about.
    pub(crate) goal: Option<usize>,
    pub(crate) today: Date,
    /// How dates are meant where the person lives.
    pub(crate) conventions: Conventions,
    /// Whether the goal has a deadline already, and the question is about it.
    pub(crate) has_deadline: bool,
}

/// What is written down for an answer, or why it cannot be used.
pub(crate) fn read_answer(asked: &Asked<'_>, typed: &str) -> Result<Vec<GoalAnswer>, String> {
    let (gap, typed) = (asked.gap, typed.trim());
    let values = match gap.field {
        Field::Deadline => deadline(asked, typed)?,
        Field::Hours => hours(typed)?,
        Field::Destination => vec![AnswerValue::Destination(typed.to_owned())],
        Field::Origin => vec![AnswerValue::Origin(typed.to_owned())],
        Field::Constraints => vec![AnswerValue::Constraint(typed.to_owned())],
        Field::Subject => vec![AnswerValue::Constraint(with_context(gap, typed))],
        Field::Playbook => vec![AnswerValue::Playbook(chosen(gap, typed)?)],
    };
    let answer = |value: AnswerValue| {
        let said = match &value {
            AnswerValue::Deadline(day) => (typed != day.to_string()).then(|| typed.to_owned()),
            AnswerValue::HoursPerWeek(hours) => (typed != hours.to_string()).then(|| typed.to_owned()),
            _ => None,
        };
        GoalAnswer { goal: asked.goal, value, question: gap.question.clone(), said }
    };
    Ok(values.into_iter().map(answer).collect())
}

/// The choice that an answer means: by its number, or as it is written down.
fn chosen(gap: &Gap, typed: &str) -> Result<String, String> {
    let by_number = typed.trim_end_matches('.').parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let chosen = by_number
        .and_then(|at| gap.choices.get(at))
        .or_else(|| gap.choices.iter().find(|choice| choice.eq_ignore_ascii_case(typed)));
    chosen.cloned().ok_or_else(|| format!("`{typed}` is none of them: write its number, 1 to {}", gap.choices.len()))
}

/// The day that an answer names, if it lies ahead.
pub(crate) fn read_day_ahead(typed: &str, today: Date, conventions: Conventions) -> Result<Date, String> {
    let Some(day) = read_deadline(typed, today, conventions).or_else(|| read_day(typed, today).ok()) else {
        let ahead = plus_days(today, 120);
        let (written, said) = (ahead.strftime("%Y-%m-%d"), ahead.strftime("%-d %B %Y"));
        return Err(format!("`{typed}` names no clear day: write {written}, {said}, end of March or in 10 weeks"));
    };
    if day < today {
        return Err(format!("{day} is over, today is {today}: name a day to come"));
    }
    Ok(day)
}

/// The hours a week that an answer names.
pub(crate) fn read_hours(typed: &str) -> Result<f64, String> {
    let hours = leading_hours(typed)
        .map(|(hours, _)| hours)
        .or_else(|| read_weekly_hours(typed).map(|pace| f64::from(pace.minutes_per_week()) / 60.0));
    match hours {
        Some(hours) if hours <= 0.0 => Err("with zero hours nothing can happen: how many can you find?".into()),
        Some(hours) if hours > HOURS_MAX => Err(format!("`{typed}` is more than a hundred people have in a week")),
        Some(hours) if hours > HOURS_OF_ONE && !SEVERAL.iter().any(|word| typed.to_lowercase().contains(word)) => Err(
            format!("`{typed}` is more than one person has in a week: if you are several, write `{typed}, 5 people`"),
        ),
        Some(hours) => Ok((hours * 100.0).round() / 100.0),
        None => Err(format!("`{typed}` names no hours: write a number, such as 6.5, or 2 hours on 3 evenings")),
    }
}

fn deadline(asked: &Asked<'_>, typed: &str) -> Result<Vec<AnswerValue>, String> {
    let day = match read_day_ahead(typed, asked.today, asked.conventions) {
        Ok(day) => day,
        // "Yes, it has to" is an answer to a question about a day that is known.
        Err(_) if asked.has_deadline && !typed.starts_with(|c: char| c.is_ascii_digit()) => {
            return Ok(vec![AnswerValue::Constraint(with_context(asked.gap, typed))]);
        }
        Err(reason) => return Err(reason),
    };
    let mut values = vec![AnswerValue::Deadline(day)];
    // "14 September, the day of the race" says more than a day.
    let more = typed.split_once([',', ';', ':']).map_or("", |(_, more)| more);
    if more.split_whitespace().count() > 1 && read_deadline(more, asked.today, asked.conventions).is_none() {
        values.push(AnswerValue::Constraint(typed.to_owned()));
    }
    Ok(values)
}

fn hours(typed: &str) -> Result<Vec<AnswerValue>, String> {
    let hours = read_hours(typed)?;
    let mut values = vec![AnswerValue::HoursPerWeek(hours)];
    let rest = leading_hours(typed).map_or(typed, |(_, rest)| rest);
    let says_more = rest.split(|c: char| !c.is_alphabetic()).any(|word| !word.is_empty() && !is_of_hours(word));
    // What would be read otherwise stays in the comment alone.
    let agrees = read_weekly_hours(typed)
        .is_none_or(|pace| (f64::from(pace.minutes_per_week()) / 60.0 - hours).abs() <= hours / 4.0);
    if says_more && agrees {
        values.push(AnswerValue::Constraint(typed.to_owned()));
    }
    Ok(values)
}

/// "6", "6,5 h", "6 to 8 hours: two evenings": the number, the middle of two,
/// and what stands behind it. Nothing where something else is counted: "2
/// hours on 3 evenings".
fn leading_hours(typed: &str) -> Option<(f64, &str)> {
    let typed = typed.trim_start_matches(['~', ' ']);
    let typed = ["about ", "around ", "up to ", "at most ", "roughly "]
        .iter()
        .find_map(|before| typed.strip_prefix(before))
        .unwrap_or(typed);
    let (low, rest) = leading_number(typed)?;
    let (hours, rest) =
        match rest.trim_start().strip_prefix(['-', '–']).or_else(|| rest.trim_start().strip_prefix("to ")) {
            Some(behind) => match leading_number(behind.trim_start()) {
                Some((high, rest)) if high >= low => (f64::midpoint(low, high), rest),
                _ => return None,
            },
            None => (low, rest),
        };
    let next = rest.trim_start();
    let word: String = next.chars().take_while(|c| c.is_alphabetic()).collect();
    (next.is_empty() || is_of_hours(&word) && word != "a" && word != "per" || !next.starts_with(char::is_alphanumeric))
        .then_some((hours, rest))
        .filter(|_| !per_day(next))
}

fn per_day(text: &str) -> bool {
    let text = text.to_lowercase();
    ["day", "daily", "evening", "morning", "night", "each", "every"]
        .iter()
        .any(|word| text.split(['.', ':', ',', ';']).next().unwrap_or_default().contains(word))
}

fn leading_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']);
    let number: f64 = digits.replace(',', ".").parse().ok()?;
    Some((number, &text[digits.len()..]))
}

fn is_of_hours(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "h" | "hr" | "hrs" | "hour" | "hours" | "a" | "per" | "week" | "weekly")
}

/// An answer that says little by itself, with what it answers: a number with
/// the unit of the example, a "yes" with its question.
fn with_context(gap: &Gap, typed: &str) -> String {
    let is_number = typed.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    if is_number && let Some(unit) = gap.example.as_deref().and_then(unit_of) {
        return format!("{typed} {unit}");
    }
    let is_bare = is_number || typed.split_whitespace().count() <= 2 && !typed.contains(|c: char| c.is_ascii_digit());
    if is_bare { format!("{} {typed}", gap.question) } else { typed.to_owned() }
}

/// The word behind the only number of an example.
fn unit_of(example: &str) -> Option<&str> {
    let mut words = example.split_whitespace();
    words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    words.next().map(|word| word.trim_end_matches(['.', ',', ';'])).filter(|word| word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use backcast_core::Severity;
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 5, 12);

    fn gap(field: Field, example: Option<&str>) -> Gap {
        let (question, why) = ("Is it booked?".into(), String::new());
        let example = example.map(str::to_owned);
        Gap { field, severity: Severity::Error, question, why, example, choices: vec!["novel".into(), "comic".into()] }
    }

    #[track_caller]
    fn check(field: Field, typed: &str, lines: &[&str]) {
        let gap = gap(field, Some("80,000 words."));
        let asked =
            Asked { gap: &gap, goal: None, today: TODAY, conventions: Conventions::default(), has_deadline: false };
        let answers = read_answer(&asked, typed).expect("it can be used");
        assert_eq!(answers.iter().map(|answer| answer.value.line()).collect::<Vec<_>>(), lines, "{typed}");
    }

    #[test]
    fn answers_become_lines_of_a_goal_file() {
        check(Field::Deadline, "in 10 weeks", &["deadline = 2026-07-21"]);
        check(
            Field::Deadline,
            "14 September 2026, the day of the race",
            &["deadline = 2026-09-14", "constraints = [\"14 September 2026, the day of the race\"]"],
        );
        check(Field::Hours, "6", &["hours_per_week = 6"]);
        check(Field::Hours, "6,5 h", &["hours_per_week = 6.5"]);
        check(Field::Hours, "500, 20 people", &["hours_per_week = 500", "constraints = [\"500, 20 people\"]"]);
        check(Field::Hours, "6 to 8 hours a week", &["hours_per_week = 7"]);
        check(
            Field::Hours,
            "2 hours on 3 evenings",
            &["hours_per_week = 6", "constraints = [\"2 hours on 3 evenings\"]"],
        );
        check(Field::Subject, "75,000", &["constraints = [\"75,000 words\"]"]);
        check(Field::Subject, "not yet", &["constraints = [\"Is it booked? not yet\"]"]);
        check(Field::Subject, "the hall, for 3 June", &["constraints = [\"the hall, for 3 June\"]"]);
        check(Field::Playbook, "2", &["playbook = \"comic\""]);
        check(Field::Playbook, "Novel", &["playbook = \"novel\""]);
        check(Field::Origin, "An outline.", &["origin = \"An outline.\""]);
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        for (field, typed, reason) in [
            (Field::Deadline, "2026-01-01", "2026-01-01 is over, today is 2026-05-12"),
            (Field::Deadline, "when it is ready", "names no clear day"),
            (Field::Hours, "0", "zero hours"),
            (Field::Hours, "5000", "hundred people"),
            (Field::Hours, "500", "if you are several"),
            (Field::Deadline, "some day", "write 2026-09-09, 9 September 2026"),
            (Field::Hours, "some", "names no hours"),
            (Field::Playbook, "3", "1 to 2"),
        ] {
            let gap = gap(field, None);
            let asked =
                Asked { gap: &gap, goal: None, today: TODAY, conventions: Conventions::default(), has_deadline: false };
            let said = read_answer(&asked, typed).expect_err("it cannot be used");
            assert!(said.contains(reason), "{said}");
        }
    }
}
