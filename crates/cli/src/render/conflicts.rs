//! Goals that want the same hours.

use backcast_app::conflicts::{Basis, Conflicts};
use backcast_view::words;

use super::style::{indented, labeled, long_day};

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
        conflicts.list.iter().map(|conflict| indented(&words::conflict(conflict, conflicts.from), 0, width)).collect()
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

/// Where a plan that was just made would want the same hours as other goals.
pub(crate) fn with_others(conflicts: &Conflicts, width: usize) -> String {
    /// More say nothing more.
    const SHOWN_MAX: usize = 3;
    let mut text = String::from("\n");
    for (at, conflict) in conflicts.list.iter().take(SHOWN_MAX).enumerate() {
        let label = if at == 0 { "Other goals" } else { "" };
        text.push_str(&labeled(label, &words::conflict(conflict, conflicts.from), width));
    }
    let more = conflicts.list.len().saturating_sub(SHOWN_MAX);
    let more = if more > 0 { format!("{} more; ", backcast_core::plural(more, "stretch")) } else { String::new() };
    let way_out = format!(
        "{more}move the less pressing one by days or hours before both are approved, or say how many hours there are \
         for all goals: backcast conflicts"
    );
    text.push_str(&labeled("", &way_out, width));
    text
}
