//! Which of the dates is the deadline of the goal, and which contradict.

use backcast_core::{DateRole, DaySpan, Fact, Meaning, Quote, TextId, WorldDate, days_between};
use jiff::civil::Date;

use crate::reading::rounding_days;

/// The goal's deadline as its texts have it, and what speaks against it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Deadlines {
    /// The date to plan for; nothing where no text names one.
    pub(crate) chosen: Option<ChosenDeadline>,
    /// Dates that cannot both be meant.
    pub(crate) conflicts: Vec<DateConflict>,
}

/// The deadline of the goal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ChosenDeadline {
    /// The days that the words name; the last one counts.
    pub(crate) days: DaySpan,
    /// The words.
    pub(crate) quote: Quote,
    /// Deadline, or the event for which the goal has to be done.
    pub(crate) role: DateRole,
    /// What is still to be asked about it.
    pub(crate) question: Option<String>,
}

/// Two dates for the end of one goal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DateConflict {
    pub(crate) one: DeadlineSource,
    pub(crate) other: DeadlineSource,
}

/// Where a deadline comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DeadlineSource {
    /// The key `deadline` of the file.
    Key(Date),
    /// Words of a text.
    Words(DaySpan, Quote),
}

/// Chooses the deadline among the facts of a goal; `key` is the date that the
/// file names by itself.
///
/// Of several in one text the last one is the goal's: "a draft by March, the book
/// by June". The destination comes before the title, in each a deadline before an
/// event; constraints name deadlines of parts, and count where the goal names none.
pub(crate) fn deadlines(facts: &[Fact], key: Option<Date>) -> Deadlines {
    let sources = [
        (TextId::Destination, DateRole::Deadline),
        (TextId::Destination, DateRole::Event),
        (TextId::Title, DateRole::Deadline),
        (TextId::Title, DateRole::Event),
    ];
    let mut by_text: Vec<ChosenDeadline> =
        sources.iter().filter_map(|&(text, role)| last_of(facts, |id| id == text, role)).collect();
    let is_constraint = |id: TextId| matches!(id, TextId::Constraint(_));
    if by_text.is_empty() {
        by_text.extend(last_of(facts, is_constraint, DateRole::Deadline));
    }
    if by_text.is_empty() && key.is_none() {
        by_text.extend(assumed(facts));
    }
    let mut conflicts = Vec::new();
    let words = |one: &ChosenDeadline| DeadlineSource::Words(one.days, one.quote.clone());
    if let (Some(key), Some(chosen)) = (key, by_text.first()) {
        // An event that lies after the deadline is no contradiction.
        let agrees = (chosen.days.first..=chosen.days.last).contains(&key)
            || days_between(key, chosen.days.last).abs() <= rounding_days(&chosen.quote.words)
            || chosen.role == DateRole::Event && key <= chosen.days.last;
        if !agrees {
            conflicts.push(DateConflict { one: DeadlineSource::Key(key), other: words(chosen) });
        }
    }
    let mut deadlines = by_text.iter().filter(|one| one.role == DateRole::Deadline);
    if let (Some(one), Some(other)) = (deadlines.next(), deadlines.next()) {
        let overlaps = one.days.first <= other.days.last && other.days.first <= one.days.last;
        if !overlaps {
            conflicts.push(DateConflict { one: words(one), other: words(other) });
        }
    }
    Deadlines { chosen: by_text.into_iter().next(), conflicts }
}

/// The deadline of a goal whose wish names none: what a constraint says to be possible
/// "by" a day, else an event that it tells of, "the exam is booked for 24 June". The
/// person is asked whether it is the day.
fn assumed(facts: &[Fact]) -> Option<ChosenDeadline> {
    let is_told = |id: TextId| matches!(id, TextId::Constraint(_) | TextId::Origin);
    let is_by = |fact: &&Fact| {
        let first = fact.quote.words.split_whitespace().next().unwrap_or_default().to_lowercase();
        matches!(first.as_str(), "by" | "before")
    };
    let until: Vec<Fact> = facts.iter().filter(is_by).cloned().collect();
    let chosen = last_of(&until, |id| matches!(id, TextId::Constraint(_)), DateRole::Closing)
        .or_else(|| last_of(facts, is_told, DateRole::Event))?;
    let question = format!("You wrote \"{}\": must all be done by then?", chosen.quote.words);
    Some(ChosenDeadline { question: chosen.question.clone().or(Some(question)), ..chosen })
}

fn last_of(facts: &[Fact], is_text: impl Fn(TextId) -> bool, role: DateRole) -> Option<ChosenDeadline> {
    facts
        .iter()
        .filter(|fact| is_text(fact.quote.text))
        .filter_map(|fact| match &fact.meaning {
            Meaning::WorldDate(WorldDate { role: found, days, .. }) if *found == role => Some((fact, *days)),
            _ => None,
        })
        .max_by_key(|(fact, days)| (days.last, fact.quote.place.start))
        .map(|(fact, days)| ChosenDeadline { days, quote: fact.quote.clone(), role, question: fact.question.clone() })
}
