//! Whether the work is worth milestones, and whether enough is known for them.

use backcast_core::{AnchoredGoal, Passage, Phrase, Sizing};

use crate::errand::{errand, is_more};
use crate::gaps::destination_is_judgeable;

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

/// Judges the size from what the goal says; cheap signs only, as every goal
/// passes here before any planning.
pub(crate) fn judge(goal: &AnchoredGoal) -> Sizing {
    let reasons = small_signs(goal);
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
    let day = goal.reading.deadline_unread().map(|unread| format!("the day that \"{}\" means", unread.quote.words));
    note(goal.deadline.is_none(), day.as_deref().unwrap_or("a deadline"));
    note(goal.goal.origin.is_none(), "where you start from");
    let hours = goal.reading.hours_unread().map(|unread| format!("the hours that \"{}\" gives", unread.quote.words));
    note(goal.pace.is_none(), hours.as_deref().unwrap_or("hours per week"));
    missing
}

/// Why the work is too small; nothing where it is not. The work decides, never
/// how many days or hours there are for it.
fn small_signs(goal: &AnchoredGoal) -> Vec<String> {
    let texts: Vec<&str> =
        [Some(goal.goal.title.as_str()), goal.goal.destination.as_deref()].into_iter().flatten().collect();
    if texts.iter().any(|text| is_more(text)) {
        return Vec::new();
    }
    let Some(job) = texts.iter().find_map(|text| errand(text)) else { return Vec::new() };
    let mut reasons = vec![format!("\"{job}\" is a single job")];
    let text = Passage::new(&goal.goal.full_text());
    let at_hand = AT_HAND.iter().find(|hand| text.contains(&Phrase::new(hand)));
    reasons
        .extend(at_hand.map(|hand| format!("\"{}\": nothing has to be found out first", hand.trim_end_matches('$'))));
    if goal.circumstances.repo.as_ref().is_some_and(|repo| repo.files.len() == 1) {
        reasons.push("one file is touched".into());
    }
    reasons
}
