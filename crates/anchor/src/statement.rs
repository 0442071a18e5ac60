//! The goal as one statement that a stranger could judge.

use backcast_core::AnchoredGoal;

pub(crate) fn of(goal: &AnchoredGoal) -> String {
    let destination = goal.goal.destination.as_deref().unwrap_or(&goal.goal.title);
    let mut parts = vec![sentence(destination)];
    if let Some(deadline) = goal.deadline {
        parts.push(format!("By {}.", deadline.strftime("%a %-d %b %Y")));
    }
    if let Some(origin) = &goal.goal.origin {
        parts.push(format!("Starting from: {}", sentence(origin)));
    }
    if let Some(pace) = goal.pace {
        let from = if goal.circumstances.pace.is_some() { "" } else { ", as the constraints say" };
        parts.push(format!("With {pace} hours a week{from}."));
    }
    parts.join(" ")
}

/// The text with a full stop at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
