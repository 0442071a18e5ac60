//! For how long a habit is to hold, and how the days until the end of its goal are
//! shared between getting there and the run itself.
//!
//! Names, criteria, hours and the length of the milestone all follow from the one number
//! of days that is worked out here, so that they cannot contradict each other.

use std::ops::Range;

use backcast_core::{AnchoredGoal, DateRole, Fact, GoalKind, Meaning, TextId, WeeklyHours, days_between, plus_days};
use jiff::civil::Date;

use crate::clauses::clauses;
use crate::targets::{Target, at_share, targets};
use crate::terms::number_text;

/// A goal without a deadline is planned over this many days.
const DAYS_WITHOUT_DEADLINE: i32 = 26 * 7;
/// What is kept up for less is no run.
const RUN_DAYS_MIN: i32 = 7;
/// Getting there takes no longer; what is left over is there to begin anew.
const LEAD_DAYS_MAX: i32 = 63;
/// With no more days than these beside the run, all of them go into getting there.
const LEAD_DAYS_FIRST: i32 = 21;
/// The share of the days beside the run that getting there takes.
const LEAD_SHARE: f64 = 0.65;
/// The same where the goal does not say how long the run is to be.
const LEAD_SHARE_OPEN: f64 = 0.45;
/// So many days stay open where the goal does not say how long, for what is not ready on
/// the day.
const DAYS_OPEN: i32 = 3;
/// What is done, in bytes; a longer text is cut after a clause.
const DOING_BYTES_MAX: usize = 160;
/// The share of the planned times that a checkpoint lets be missed.
const CHECKPOINT_MISSES: f64 = 0.1;

/// The run of a habit: the stretch in which it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Days that it lasts.
    pub days: i32,
    /// Days that the goal says, where it says how long.
    pub stated: Option<i32>,
    /// Days from today to its first one.
    pub lead: i32,
    /// What is done in it, in the person's words, without how long.
    pub doing: String,
    /// Its first day, as far as getting there takes as long as it is given.
    first: Date,
    /// Whether its length is told in days instead of weeks.
    in_days: bool,
    /// First and last days of the times in it at which the person is away.
    away: Vec<(Date, Date)>,
    /// What the goal counts as a whole: "24 books".
    counted: Vec<Target>,
}

impl Run {
    /// The run of a goal, where it is a habit.
    #[must_use]
    pub fn of(goal: &AnchoredGoal) -> Option<Run> {
        if goal.kind != GoalKind::Habit {
            return None;
        }
        let between = goal.deadline.map_or(DAYS_WITHOUT_DEADLINE, |deadline| days_between(goal.today, deadline));
        let there = between.max(RUN_DAYS_MIN - 1) + 1;
        let stated = stated(goal);
        let in_days = stated.as_ref().is_some_and(|stated| stated.in_days);
        let (days, lead) = match &stated {
            Some(stated) if stated.days > there && stated.in_days => (there, 0),
            Some(stated) if stated.days > there => (there / 7 * 7, 0),
            Some(stated) => (stated.days, lead(there - stated.days)),
            None => {
                let lead = share_of(there, LEAD_SHARE_OPEN).clamp(1, LEAD_DAYS_MAX);
                let days = ((there - lead) / 7 * 7).max(RUN_DAYS_MIN);
                (days, (there - days - DAYS_OPEN).max(0))
            }
        };
        let first = plus_days(goal.today, lead);
        Some(Run {
            days,
            lead,
            doing: doing(goal, stated.as_ref()),
            first,
            in_days,
            away: away(goal, first, plus_days(first, days - 1)),
            counted: targets(goal),
            stated: stated.map(|stated| stated.days),
        })
    }

    /// How long it is: "12 weeks", "30 days".
    #[must_use]
    pub fn length(&self) -> String {
        self.length_of(self.days)
    }

    /// So many days in the unit of the run.
    #[must_use]
    pub fn length_of(&self, days: i32) -> String {
        match days {
            days if self.in_days || days % 7 != 0 => format!("{days} days"),
            7 => "1 week".to_owned(),
            days => format!("{} weeks", days / 7),
        }
    }

    /// Days on which the person is away during the run.
    #[must_use]
    pub fn days_away(&self) -> i32 {
        self.away.iter().map(|&(from, to)| days_between(from, to) + 1).sum()
    }

    /// How many of the planned times have to be done: a share may be missed, and those of
    /// days away.
    pub(crate) fn held(&self, a_week: f64, may_miss: f64) -> String {
        let planned = times_in(self.days, a_week).max(1);
        let away = times_in(self.days_away(), a_week).min(planned - 1);
        let missed = share_of(planned - away, may_miss);
        let needed = (planned - away - missed).max(1);
        let mut text = format!("{needed} of {planned} planned times");
        if away > 0 {
            let spans: Vec<String> = self.away.iter().map(|&(from, to)| span_text(from, to)).collect();
            text.push_str(&format!(" (the {away} while away, {}, may be missed)", spans.join(" and ")));
        }
        text
    }

    /// How often one of what the goal counts as a whole has to come: "24 books in 360 days
    /// are one every 15 days".
    #[must_use]
    pub fn pace(&self) -> Option<String> {
        let target = self.counted.first().filter(|_| self.stated.is_none())?;
        pace_text(target, self.lead + self.days)
    }

    /// What can be counted after so many of its days, at so many times a week: the share
    /// of what the goal counts as a whole, else the times that are done.
    #[must_use]
    pub fn state_after(&self, days: i32, a_week: u32) -> String {
        let share = f64::from(self.lead + days) / f64::from(self.lead + self.days);
        let counted = at_share(&self.counted, share, number_text);
        if self.stated.is_none() && !counted.is_empty() {
            return counted;
        }
        let a_week = f64::from(a_week);
        let planned = times_in(days, a_week).max(1);
        let last = plus_days(self.first, days - 1);
        let away = self.away.iter().map(|&(from, to)| (days_between(from, to.min(last)) + 1).max(0)).sum();
        let there = planned - times_in(away, a_week);
        let needed = (there - share_of(there, CHECKPOINT_MISSES)).max(1);
        format!("{}: {needed} of {planned} planned times in the log", self.length_of(days))
    }
}

/// "one every 15 days"
fn pace_text(target: &Target, days: i32) -> Option<String> {
    let each = f64::from(days) / target.value();
    (each >= 1.5).then(|| {
        format!("{} {} in {days} days are one every {} days", number_text(target.value()), target.unit(), whole(each))
    })
}

/// How often something is done in so many days.
fn times_in(days: i32, a_week: f64) -> i32 {
    whole(f64::from(days) * a_week / 7.0)
}

/// Days of getting there, of so many beside the run.
fn lead(spare: i32) -> i32 {
    if spare <= LEAD_DAYS_FIRST { spare } else { share_of(spare, LEAD_SHARE).clamp(LEAD_DAYS_FIRST, LEAD_DAYS_MAX) }
}

fn share_of(number: i32, share: f64) -> i32 {
    whole((f64::from(number) * share).floor())
}

#[expect(clippy::cast_possible_truncation, reason = "saturates; no plan is longer than i32 days")]
fn whole(number: f64) -> i32 {
    number.round() as i32
}

/// "13 to 19 April"
fn span_text(from: Date, to: Date) -> String {
    let long = |day: Date| day.strftime("%-d %B").to_string();
    match (from == to, from.month() == to.month()) {
        (true, _) => long(from),
        (false, true) => format!("{} to {}", from.day(), long(to)),
        (false, false) => format!("{} to {}", long(from), long(to)),
    }
}

/// How long a goal says that it is to hold.
struct Stated {
    days: i32,
    in_days: bool,
    /// Where it stands in the destination, if it does.
    place: Option<Range<usize>>,
}

fn stated(goal: &AnchoredGoal) -> Option<Stated> {
    let lengths = goal.reading.facts.iter().filter_map(|fact| stated_by(goal, fact));
    lengths.filter(|stated| stated.days >= RUN_DAYS_MIN).max_by_key(|stated| stated.days)
}

fn stated_by(goal: &AnchoredGoal, fact: &Fact) -> Option<Stated> {
    let text = match fact.quote.text {
        TextId::Title => goal.goal.title.as_str(),
        TextId::Destination => goal.goal.destination.as_deref()?,
        _ => return None,
    };
    let words = fact.quote.words.to_lowercase();
    let (days, in_days) = match &fact.meaning {
        Meaning::Quantity(quantity) if quantity.per.is_none() && quantity.from.is_none() => {
            let (days_each, in_days) = unit_days(&quantity.unit)?;
            (whole(quantity.to * days_each), in_days)
        }
        // Where no deadline is set, how long it is to hold is also by when.
        Meaning::WorldDate(date) if matches!(date.role, DateRole::Deadline | DateRole::Mention) => {
            let (_, in_days) = words.strip_prefix("for ")?.split(' ').find_map(unit_days)?;
            (days_between(goal.today, date.days.last), in_days)
        }
        _ => return None,
    };
    let start = fact.quote.place.start;
    let before = text.get(..start)?.trim_end().to_lowercase();
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // "Within 30 days" is by when, "6 of 7 nights" how often.
    let is_other = matches!(last, "within" | "in" | "of" | "every" | "under" | "after" | "than" | "next" | "each");
    if is_other || words.contains(" of ") {
        return None;
    }
    let is_in_destination = fact.quote.text == TextId::Destination;
    let place = is_in_destination.then(|| phrase(text, start, start + fact.quote.words.len()));
    Some(Stated { days, in_days, place })
}

/// Days of a unit of time, and whether a length in it is told in days.
fn unit_days(unit: &str) -> Option<(f64, bool)> {
    match unit.split_whitespace().next()?.trim_end_matches('s') {
        "day" | "night" | "evening" | "morning" => Some((1.0, true)),
        "week" => Some((7.0, false)),
        "month" => Some((30.0, true)),
        _ => None,
    }
}

/// The words around a length that belong to it: "for … in a row".
fn phrase(text: &str, start: usize, end: usize) -> Range<usize> {
    const AFTER: [&str; 4] = [" in a row", " straight", " without a break", " on end"];
    let lower = text.to_ascii_lowercase();
    let head = lower.get(..start).unwrap_or_default().trim_end();
    let start = if head.ends_with(" for") || head == "for" { head.len() - 3 } else { start };
    let tail = lower.get(end..).unwrap_or_default();
    let after = AFTER.iter().find(|words| tail.starts_with(**words)).map_or(0, |words| words.len());
    start..end + after
}

/// What is done, in the person's words: the destination without how long.
fn doing(goal: &AnchoredGoal, stated: Option<&Stated>) -> String {
    let wish = goal.goal.destination.as_deref().unwrap_or(&goal.goal.title);
    let place = stated.and_then(|stated| stated.place.clone()).filter(|place| wish.get(place.clone()).is_some());
    let mut text = wish.to_owned();
    if let Some(place) = place {
        text.replace_range(place, "");
    }
    // What is cut out leaves double blanks and commas.
    let parts = text.split(", ").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let parts: Vec<String> = parts.filter(|part| part.chars().any(char::is_alphanumeric)).collect();
    let mut text = parts.join(", ").replace(" .", ".").replace(" ,", ",");
    if text.len() > DOING_BYTES_MAX {
        text = clauses(&text).into_iter().next().unwrap_or(text);
    }
    let text = text.trim_end_matches(['.', ';', ':', ' ']);
    uncapitalized(if text.is_empty() { wish.trim_end_matches('.') } else { text })
}

/// "Write 300 words" → "write 300 words"; "SQL" stays as it is.
fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The days between these on which the person is away, or has less than half of the hours.
fn away(goal: &AnchoredGoal, first: Date, last: Date) -> Vec<(Date, Date)> {
    let is_away = |left: WeeklyHours| match goal.pace {
        Some(pace) => left.hours_per_week() < pace.hours_per_week() / 2.0,
        None => left == WeeklyHours::ZERO,
    };
    let mut busy: Vec<_> = goal.circumstances.busy.iter().filter(|range| is_away(range.left)).collect();
    busy.sort_by_key(|range| range.from);
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for range in busy {
        // Days of two ranges count once.
        let free_from = spans.last().map_or(range.from, |&(_, to)| plus_days(to, 1));
        let (from, to) = (range.from.max(free_from).max(first), range.to.min(last));
        if from <= to {
            spans.push((from, to));
        }
    }
    spans
}
