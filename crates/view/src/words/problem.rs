//! Why tasks of a problem lie where they lie.

use backcast_core::plus_days;
use backcast_core::problem::{Lag, Minute};
use backcast_document::ProblemDocument;
use backcast_schedule::portfolio::{Certificate, Reason, Why};

pub use super::diff::because as changed;

/// Tasks that are named before the rest is only counted.
const SHOWN: usize = 20;

/// What keeps a task from starting earlier.
#[must_use]
pub fn why(document: &ProblemDocument, why: Why) -> String {
    let task = |number: usize| document.tasks[number].as_str();
    match why {
        Why::Pin => "it is pinned there".into(),
        Why::Release => "it must not start before its release".into(),
        Why::After { task: before, lag: Lag::Working(0) | Lag::Calendar(0) } => {
            format!("{} is finished only then", task(before))
        }
        Why::After { task: before, lag: Lag::Working(lag) } => {
            format!("{} of working time have to pass behind {}", minutes(u64::from(lag)), task(before))
        }
        Why::After { task: before, lag: Lag::Calendar(lag) } => {
            format!("{} have to pass behind {}", minutes(u64::from(lag)), task(before))
        }
        Why::Person { person, task: other } => {
            format!("{} works on {} until then", document.people[person], task(other))
        }
        Why::Resource { resource, task: other } => {
            format!("{} holds {} until then", task(other), document.resources[resource])
        }
        Why::FirstHour => "there is no working time before".into(),
        Why::Cap { goal } => format!("{} has had what it may take in the days before", document.goals[goal]),
        _ => "nothing keeps it: starting earlier would help no goal".into(),
    }
}

/// "tasks a, b and c need 34 h between … and …, where there are 20 h".
#[must_use]
pub fn because(document: &ProblemDocument, certificate: &Certificate) -> String {
    let names = |tasks: &[usize]| {
        let shown: Vec<&str> = tasks.iter().take(SHOWN).map(|&task| document.tasks[task].as_str()).collect();
        let more = if tasks.len() > SHOWN { format!(" and {} more", tasks.len() - SHOWN) } else { String::new() };
        format!("{}{more}", shown.join(", "))
    };
    match certificate {
        Certificate::Overfull(window) => format!(
            "{} can only be done from {} to {} and need {}; whoever can do them has {} then.",
            names(&window.tasks),
            time(document, window.window.start, false),
            time(document, window.window.finish, true),
            minutes(window.needed),
            minutes(window.available)
        ),
        Certificate::TooLong(chain) => format!(
            "{} {} until {}, whatever else is done, and {} due by {}.",
            names(&chain.tasks).replace(", ", " → "),
            if chain.tasks.len() == 1 { "takes" } else { "take" },
            time(document, chain.finish, true),
            if chain.tasks.len() == 1 { "is" } else { "are" },
            time(document, chain.deadline, true)
        ),
    }
}

/// Why a task finds no place at all, and the way out.
#[must_use]
pub fn obstacle(task: &str, obstacle: &Reason) -> (String, &'static str) {
    match obstacle {
        Reason::Nobody => (format!("nobody can do `{task}`"), "name a person who can, or give somebody the skill"),
        Reason::Cap => (
            format!("`{task}` is more than its goal may take in a day or a week, and cannot be split"),
            "let it be split, or raise what the goal may take",
        ),
        Reason::Pin => (
            format!(
                "`{task}` cannot start where it is pinned: whoever does it does not work then or does something else, or what comes before it is not finished"
            ),
            "move the pin, or free the time",
        ),
        _ => (
            format!(
                "`{task}` finds no room before the horizon: what comes before it and the working time do not leave any"
            ),
            "extend the horizon or the working time",
        ),
    }
}

/// A minute as a date and time where the file names its first day; the end of
/// a day belongs to it.
#[must_use]
pub fn time(document: &ProblemDocument, minute: Minute, is_finish: bool) -> String {
    let Some(start) = document.start else { return format!("minute {minute}") };
    let (day, rest) = if is_finish && minute > 0 && minute.is_multiple_of(1440) {
        (minute / 1440 - 1, 1440)
    } else {
        (minute / 1440, minute % 1440)
    };
    let date = plus_days(start, i32::try_from(day).unwrap_or(i32::MAX));
    format!("{} {:02}:{:02}", super::long_day(date), rest / 60, rest % 60)
}

/// Minutes as hours: "2 h", "1:30 h"
#[must_use]
pub fn minutes(minutes: u64) -> String {
    if minutes.is_multiple_of(60) {
        format!("{} h", minutes / 60)
    } else {
        format!("{}:{:02} h", minutes / 60, minutes % 60)
    }
}
