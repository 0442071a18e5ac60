//! Why one milestone is there, and why then.

use std::fmt::Write as _;

use backcast_core::{MilestoneId, PlacementReason, Plan, PlannedMilestone};

use super::style::{bold, item, labeled, long_day};

/// The explanation, or nothing where there is no such milestone.
pub(crate) fn text(plan: &Plan, id: &MilestoneId, width: usize) -> Option<String> {
    let planned = plan.milestones.iter().find(|planned| planned.milestone.id == *id)?;
    let milestone = &planned.milestone;
    let claim = &milestone.claim;
    let mut text = String::new();
    let heading = textwrap::fill(&format!("{} {}", milestone.id, milestone.name), width);
    let _ = writeln!(text, "{}\n", bold(&heading));
    let mut line = |label: &str, content: &str| text.push_str(&labeled(label, content, width));
    line("Reached when", &milestone.statement);
    line("Why it is there", &format!("{} ({}).", capital(&claim.why), claim.source));
    if let Some(missed) = &claim.often_missed {
        line("Easily missed", missed);
    }
    if !claim.includes.is_empty() {
        line("Takes in", &claim.includes.join("; "));
    }
    let effort = milestone.effort;
    line(
        "Effort",
        &format!("{} to {} hours, likely {}. {}", effort.low(), effort.high(), effort.likely(), claim.basis),
    );
    line("Dates", &format!("{} to {}", long_day(planned.start), long_day(planned.due)));
    line("Why then", &placed(plan, planned));
    line("Room", &room(planned));
    if let Some(slow) = &milestone.slow_reason {
        line("Likely to slip", slow);
    }
    if let Some(value) = &milestone.value {
        line("Gain", value);
    }
    if let Some(abort) = &milestone.abort_point {
        line("If you stop", abort);
    }
    if !milestone.files.is_empty() {
        line("Files", &milestone.files.join(", "));
    }
    line("Counts as done", "");
    for criterion in &milestone.criteria {
        text.push_str(&item("☐", criterion, 4, width));
    }
    Some(text)
}

fn placed(plan: &Plan, planned: &PlannedMilestone) -> String {
    let name = |id: &MilestoneId| {
        let name =
            plan.milestones.iter().find(|other| other.milestone.id == *id).map(|other| other.milestone.name.as_str());
        format!("{id} ({})", name.unwrap_or("another milestone"))
    };
    let waiting = planned.milestone.waiting_days;
    let inside = if waiting > 0 {
        format!(" It takes at least {waiting} days from its start, however much is worked.")
    } else {
        String::new()
    };
    let start = match &planned.reason {
        PlacementReason::FirstDay => "Nothing comes before it, so it starts on the first day.".into(),
        PlacementReason::After(id, 0) => format!("It starts when {} is reached.", name(id)),
        PlacementReason::After(id, days) => {
            format!("It starts {days} days after {}: waiting that work cannot shorten.", name(id))
        }
        PlacementReason::HoursTakenBy(id) => format!("It could start earlier, but the hours go to {} first.", name(id)),
        PlacementReason::AsLateAsPossible => "It is placed as late as what follows allows.".into(),
        PlacementReason::FixedDate => "It takes place on its date.".into(),
        PlacementReason::AsProposed => "Its dates are those that were proposed, and they hold.".into(),
        PlacementReason::ByHand => "Somebody set its dates.".into(),
    };
    format!("{start}{inside}")
}

fn room(planned: &PlannedMilestone) -> String {
    let chain = if planned.critical { "; it is on the chain that decides the end" } else { "" };
    format!(
        "{} days of slack: not before {}, not after {}{chain}.",
        planned.slack_days,
        long_day(planned.due_earliest),
        long_day(planned.due_latest)
    )
}

fn capital(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|c| c.to_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
