//! What can be said of all goals together.

use backcast_app::conflicts::Conflict;
use backcast_core::text::plain_line;
use backcast_core::track::StandingKind;
use backcast_core::{Effort, days_between, plural};
use backcast_store::{GoalRow, GoalState, MilestoneRow};
use jiff::civil::Date;

use super::{day, hours, long_day};

/// Why nothing can be done now, and what would change that. Of the milestones
/// that are open, the first one is enough.
#[must_use]
pub fn nothing_to_do(goals: &[GoalRow], first_open: Option<&MilestoneRow>) -> String {
    let first = |state: GoalState| goals.iter().find(|goal| goal.state == state);
    match (first(GoalState::Proposed), first(GoalState::New), first_open) {
        (_, _, Some(row)) if row.standing == StandingKind::Blocked => {
            format!(
                "Everything that is open is blocked or waits. {} {} is blocked: {}",
                row.id,
                row.name,
                plain_line(row.blocked.as_deref().unwrap_or_default())
            )
        }
        (_, _, Some(row)) => match row.ready_on {
            Some(day) => format!("Nothing now; {} {} goes on from {}.", row.id, row.name, long_day(day)),
            None => format!("Nothing now: what is open waits for something else. See: backcast status {}", row.goal),
        },
        (Some(goal), _, _) => format!(
            "No plan holds yet. Look at the proposed one and let it hold: backcast show {0}, backcast approve {0}",
            goal.id
        ),
        (_, Some(goal), _) => format!("No plan yet. Make one: backcast plan {}", goal.goal_file),
        _ if goals.is_empty() => {
            "No goal yet. Write one with `backcast init`, keep it with `backcast add goal.toml`.".into()
        }
        _ => "Everything is done.".into(),
    }
}

/// "In weeks 38–40 (14 Sep to 4 Oct) book and promotion want 14 h, and there
/// are 9 h: book 8 h, promotion 6 h."
#[must_use]
pub fn conflict(conflict: &Conflict, today: Date) -> String {
    let week = |date: Date| date.iso_week_date().week();
    let (first, last) = (week(conflict.from), week(conflict.to));
    let weeks = if first == last { format!("In week {first}") } else { format!("In weeks {first}–{last}") };
    let names: Vec<&str> = conflict.goals.iter().map(|(id, _)| id.as_str()).collect();
    let who = match names.as_slice() {
        [only] => format!("{only} alone wants"),
        [first @ .., last] => format!("{} and {last} want", first.join(", ")),
        [] => "the goals want".to_owned(),
    };
    let each: Vec<String> = conflict.goals.iter().map(|(id, effort)| format!("{id} {}", hours(*effort))).collect();
    let own: Effort = conflict.goals.iter().map(|(_, effort)| *effort).sum();
    let others =
        if conflict.wanted > own { format!("; all goals together {} h", conflict.wanted) } else { String::new() };
    let n_weeks = usize::try_from((days_between(conflict.from, conflict.to) + 1) / 7).unwrap_or(1);
    let span = if n_weeks > 1 { format!(", {}", plural(n_weeks, "week")) } else { String::new() };
    format!(
        "{weeks} ({} to {}{span}) {who} {own} h, and there are {} h: {}{others}.",
        day(conflict.from, today),
        day(conflict.to, today),
        conflict.available,
        each.join(", ")
    )
}

/// The same in a line, with its days as they are sorted: "2026-05-25 to
/// 2026-06-07: 32 h wanted, 0 h there (run, book)".
#[must_use]
pub fn conflict_line(conflict: &Conflict) -> String {
    let goals: Vec<&str> = conflict.goals.iter().map(|(goal, _)| goal.as_str()).collect();
    let Conflict { from, to, wanted, available, .. } = conflict;
    format!("{from} to {to}: {wanted} h wanted, {available} h there ({})", goals.join(", "))
}
