//! Whether the work is worth milestones, and whether enough is known for them.

use backcast_core::{AnchoredGoal, Confidence, Passage, Phrase, Sizing, days_between};

use crate::Clue;
use crate::gaps::destination_is_judgeable;

/// Jobs that take an afternoon.
const SMALL_JOBS: [&str; 33] = [
    "typo",
    "put up",
    "hang up",
    "hang the",
    "assemble",
    "tidy",
    "clean the",
    "buy a",
    "order a",
    "book a table",
    "call the",
    "send the",
    "return the",
    "rename",
    "bump the",
    "update the link",
    "fix the link",
    "change the color",
    "change the label",
    "replace the bulb",
    "replace the battery",
    "renew",
    "print the",
    "mow",
    "wash the",
    "pick up",
    "drop off",
    "fix the",
    "fix a",
    "paint the",
    "write a card",
    "correct the",
    "add a line",
];

/// Signs that everything is at hand.
const AT_HAND: [&str; 16] = [
    "know where it is",
    "one line",
    "one place",
    "one file",
    "tools are there",
    "are there$",
    "is there$",
    "at hand",
    "done this before",
    "done it before",
    "in the box",
    "have everything",
    "all the parts",
    "already bought",
    "know how",
    "done that before",
];

/// From this score on a goal is too small for milestones.
const TOO_SMALL_FROM: i32 = 4;

/// Judges the size from what the goal says; cheap signs only, as every goal
/// passes here before any planning.
pub(crate) fn judge(goal: &AnchoredGoal, clue: &Clue) -> Sizing {
    let reasons = small_signs(goal, clue);
    if !reasons.is_empty() {
        return Sizing::TooSmall(reasons);
    }
    let missing = missing(goal);
    // A destination that nobody can judge and no date: nothing to plan against.
    let adrift = !destination_is_judgeable(goal) && goal.deadline.is_none();
    if missing.len() >= 3 || adrift {
        return Sizing::Unclear(missing);
    }
    Sizing::Plannable
}

fn missing(goal: &AnchoredGoal) -> Vec<String> {
    let mut missing = Vec::new();
    let mut note = |lacks: bool, what: &str| {
        if lacks {
            missing.push(what.to_owned());
        }
    };
    note(!destination_is_judgeable(goal), "an end state that can be measured");
    note(goal.deadline.is_none(), "a deadline");
    note(goal.goal.origin.is_none(), "where you start from");
    note(goal.pace.is_none(), "hours per week");
    missing
}

/// Why the work is too small; nothing where it is not.
fn small_signs(goal: &AnchoredGoal, clue: &Clue) -> Vec<String> {
    let text = Passage::new(&goal.goal.full_text());
    let mut score = 0;
    let mut reasons = Vec::new();
    let mut sign = |weight: i32, reason: String| {
        score += weight;
        if weight > 0 {
            reasons.push(reason);
        }
    };
    if let Some(job) = SMALL_JOBS.iter().find(|job| text.contains(&Phrase::new(job))) {
        sign(2, format!("\"{job}\" is a single job"));
    }
    for hand in AT_HAND.iter().filter(|hand| text.contains(&Phrase::new(hand))).take(2) {
        sign(1, format!("\"{hand}\": nothing has to be found out first"));
    }
    if let Some(deadline) = goal.deadline {
        let days = days_between(goal.today, deadline);
        let weight = if days <= 7 { 2 } else { i32::from(days <= 14) };
        sign(weight, format!("{days} days are left"));
        if let Some(pace) = goal.pace {
            let hours = pace.hours_per_week() * f64::from(days + 1) / 7.0;
            let weight = match hours {
                ..=3.0 => 2,
                ..=8.0 => 1,
                ..=20.0 => 0,
                _ => -2,
            };
            sign(weight, format!("{hours:.0} hours are there at all"));
            // Whatever the subject: a few hours within days hold no milestones.
            sign(if days <= 10 && hours <= 8.0 { 2 } else { 0 }, "it fits into a few days".into());
        }
        sign(-2 * i32::from(days > 30), String::new());
    }
    if goal.circumstances.repo.as_ref().is_some_and(|repo| repo.files.len() == 1) {
        sign(1, "one file is touched".into());
    }
    sign(-2 * i32::from(clue.confidence == Confidence::High), String::new());
    let large_number =
        goal.facts.amounts.iter().any(|amount| amount.value >= 20.0 && amount.value < 1900.0 || amount.value > 2100.0);
    sign(-i32::from(large_number), String::new());
    if score >= TOO_SMALL_FROM { reasons } else { Vec::new() }
}
