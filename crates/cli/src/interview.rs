//! Asks for the parts of a goal one by one on a terminal.

use std::io;

use backcast_document::GoalRecord;
use jiff::civil::Date;

/// Asks for every part; empty answers leave it open.
pub(crate) fn ask() -> io::Result<GoalRecord> {
    cliclack::intro("What do you want to reach?")?;
    let title: String = cliclack::input("A short name for it").placeholder("Half marathon under 2:15").interact()?;
    let destination = optional(
        "How will a stranger see that you did it? A number, a name, a date",
        "Run a half marathon in under 2 hours 15 minutes on 14 September.",
    )?;
    let origin =
        optional("Where do you stand today, honestly?", "I run 3 miles comfortably, two or three times a week.")?;
    let deadline = date("By when?", "2026-09-13")?;
    let hours = hours()?;
    let constraints =
        optional("What cannot be changed? Days, money, rules", "45 minutes on 4 mornings; nothing on Fridays")?;
    let budget = optional("What may it cost?", "400 EUR")?;
    let team = optional("Who helps?", "a friend for the design, 3 hours a week")?;
    let blocked = optional("What stopped you before?", "Shin splints when I built up too fast")?;
    cliclack::outro("That is enough to look at it critically.")?;
    Ok(GoalRecord {
        title,
        destination,
        origin,
        deadline,
        hours_per_week: hours,
        constraints: split(constraints),
        budget,
        team,
        blocked_before: split(blocked),
        ..GoalRecord::default()
    })
}

fn optional(question: &str, example: &str) -> io::Result<Option<String>> {
    let answer: String = cliclack::input(question).placeholder(example).required(false).interact()?;
    Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

fn date(question: &str, example: &str) -> io::Result<Option<String>> {
    let answer: String = cliclack::input(question)
        .placeholder(example)
        .required(false)
        .validate(|answer: &String| {
            if answer.trim().is_empty() || answer.trim().parse::<Date>().is_ok() {
                Ok(())
            } else {
                Err("write it as year-month-day: 2026-09-13, or leave it empty")
            }
        })
        .interact()?;
    Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

fn hours() -> io::Result<Option<f64>> {
    let answer: String = cliclack::input("How many hours a week are really yours for it?")
        .placeholder("6.5")
        .required(false)
        .validate(|answer: &String| {
            let number = answer.trim().parse::<f64>();
            if answer.trim().is_empty() || number.is_ok_and(|hours| (0.0..=168.0).contains(&hours)) {
                Ok(())
            } else {
                Err("write a number from 0 to 168, or leave it empty")
            }
        })
        .interact()?;
    Ok(answer.trim().parse().ok())
}

/// Several answers in one, divided by semicolons.
fn split(answer: Option<String>) -> Vec<String> {
    answer
        .iter()
        .flat_map(|answer| answer.split(';'))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}
