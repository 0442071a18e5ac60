//! Goals that want the same hours.

use backcast_app::conflicts::{Basis, Conflict, Conflicts};
use backcast_core::plural;
use jiff::civil::Date;

use super::style::{day, indented, labeled, long_day};

pub(crate) fn text(conflicts: &Conflicts, width: usize) -> String {
    let Some(basis) = &conflicts.basis else {
        return indented(
            "Nothing can be said: neither a goal nor the configuration names hours a week. `backcast config --init` \
             writes a configuration in which `hours_per_week` is one of the values.",
            0,
            width,
        );
    };
    let rests = match basis {
        Basis::Configuration(pace) => format!("{pace} hours a week, as the configuration says."),
        Basis::LargestGoal(pace, id) => format!(
            "{pace} hours a week, the most that any goal names ({id}). If there are more, say so once for all goals: \
             `hours_per_week` in the configuration (backcast config --init)."
        ),
    };
    let mut text = if conflicts.list.is_empty() {
        indented(&format!("No conflict until {}.", long_day(conflicts.to)), 0, width)
    } else {
        conflicts.list.iter().map(|conflict| indented(&sentence(conflict, conflicts.from), 0, width)).collect()
    };
    text.push('\n');
    text.push_str(&labeled("Rests on", &rests, width));
    if !conflicts.list.is_empty() {
        text.push_str(&labeled(
            "Way out",
            "a later deadline or fewer hours for one of them (backcast add, then plan GOAL), or both in one goal file \
             with priorities: then they share the hours",
            width,
        ));
    }
    text
}

/// "In weeks 38–40 (14 Sep to 4 Oct) book and promotion want 14 h, and there
/// are 9 h: book 8 h, promotion 6 h."
fn sentence(conflict: &Conflict, today: Date) -> String {
    let week = |date: Date| date.iso_week_date().week();
    let (first, last) = (week(conflict.from), week(conflict.to));
    let weeks = if first == last { format!("In week {first}") } else { format!("In weeks {first}–{last}") };
    let names: Vec<&str> = conflict.goals.iter().map(|(id, _)| id.as_str()).collect();
    let who = match names.as_slice() {
        [only] => format!("{only} alone wants"),
        [first @ .., last] => format!("{} and {last} want", first.join(", ")),
        [] => "the goals want".to_owned(),
    };
    let each: Vec<String> = conflict.goals.iter().map(|(id, effort)| format!("{id} {effort} h")).collect();
    let own: backcast_core::Effort = conflict.goals.iter().map(|(_, effort)| *effort).sum();
    let others =
        if conflict.wanted > own { format!("; all goals together {} h", conflict.wanted) } else { String::new() };
    let n_weeks = usize::try_from((backcast_core::days_between(conflict.from, conflict.to) + 1) / 7).unwrap_or(1);
    let span = if n_weeks > 1 { format!(", {}", plural(n_weeks, "week")) } else { String::new() };
    format!(
        "{weeks} ({} to {}{span}) {who} {own} h, and there are {} h: {}{others}.",
        day(conflict.from, today),
        day(conflict.to, today),
        conflict.available,
        each.join(", ")
    )
}
