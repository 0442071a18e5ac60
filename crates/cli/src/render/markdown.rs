//! The plan as Markdown, to keep beside the work.

use std::fmt::Write as _;

use backcast_core::text::{markdown_cell, plain_line};
use backcast_core::{Plan, PlannedMilestone, backward};

use backcast_view::words;

use super::style::long_day;

pub(crate) fn text(plan: &Plan) -> String {
    let mut text = format!("# {}\n\n", escaped(&plan.title));
    for goal in &plan.goals {
        let _ = writeln!(text, "> {}\n", escaped(&goal.statement));
    }
    let _ = writeln!(text, "**{}**", plan.feasibility.verdict.as_str().to_uppercase().replace('_', " "));
    if let Some(forecast) = plan.forecast {
        let chance = plan.feasibility.chance.map(|chance| format!("{} chance. ", words::percent(chance)));
        let (likely, late) = (long_day(forecast.likely), long_day(forecast.late));
        let _ = writeln!(text, "{}Likely {likely}, safe {late}.", chance.unwrap_or_default());
    }
    list("", plan.feasibility.reasons.iter().map(String::as_str), &mut text);
    if !plan.milestones.is_empty() {
        table(plan, &mut text);
        for planned in &plan.milestones {
            milestone(planned, &mut text);
        }
    }
    let ahead: Vec<String> = backward(&plan.milestones, plan.today)
        .iter()
        .map(|point| {
            let true_by_then = words::standpoint(point, &plan.milestones, plan.today).join("; ");
            format!("{}, {}: {true_by_then}", words::before(point.before), long_day(point.on))
        })
        .collect();
    list("From the end back", ahead.iter().map(String::as_str), &mut text);
    list("Conflicts", plan.goal_conflicts.iter().map(|conflict| conflict.text.as_str()), &mut text);
    let moved: Vec<String> = plan.milestones.iter().filter_map(|planned| words::moved(planned, plan.today)).collect();
    list("Moved", moved.iter().map(String::as_str), &mut text);
    let claims: Vec<String> = plan.extra_hours().iter().map(|claim| words::claimed(claim, plan.today)).collect();
    list("More hours", claims.iter().map(String::as_str), &mut text);
    let outside: Vec<String> = plan.outside.iter().map(|outside| words::outside(outside, plan.today)).collect();
    list("In other hands", outside.iter().map(String::as_str), &mut text);
    let ways_out: Vec<String> = plan.shown_ways_out().map(|one| words::way_out(one, plan.today)).collect();
    list("Ways out", ways_out.iter().map(String::as_str), &mut text);
    list("What would help", words::levers(plan).map(|lever| lever.text.as_str()), &mut text);
    list("Assumed", plan.assumptions.iter().map(String::as_str), &mut text);
    list("Not known", plan.questions.iter().map(|gap| gap.question.as_str()), &mut text);
    let reviews: Vec<String> = plan.reviews.iter().map(|day| long_day(*day)).collect();
    list("Look at the plan again", reviews.iter().map(String::as_str), &mut text);
    text
}

fn table(plan: &Plan, text: &mut String) {
    text.push_str("\n| | Milestone | Start | Due | Hours | Slack | Rests on |\n|---|---|---|---|---:|---:|---|\n");
    for planned in &plan.milestones {
        let milestone = &planned.milestone;
        let depends: Vec<&str> = milestone.depends_on.iter().map(|dependency| dependency.on.as_str()).collect();
        let _ = writeln!(
            text,
            "| {}{} | {} | {} | {} | {} | {} d | {} |",
            escaped(milestone.id.as_str()),
            if planned.critical { " ◆" } else { "" },
            escaped(&milestone.name),
            planned.start,
            planned.due,
            milestone.effort.likely(),
            planned.slack_days,
            escaped(&depends.join(", ")),
        );
    }
}

fn milestone(planned: &PlannedMilestone, text: &mut String) {
    let milestone = &planned.milestone;
    let _ = writeln!(
        text,
        "\n## {} {}\n\n{}\n",
        escaped(milestone.id.as_str()),
        escaped(&milestone.name),
        escaped(&milestone.statement)
    );
    for criterion in &milestone.criteria {
        let _ = writeln!(text, "- [ ] {}", escaped(criterion));
    }
    for checkpoint in &milestone.checkpoints {
        let _ = writeln!(text, "- [ ] {}: {}", long_day(checkpoint.on), escaped(&checkpoint.state));
    }
    let effort = milestone.effort;
    let _ = writeln!(
        text,
        "\n{} to {}, {} to {} hours, risk {}.",
        long_day(planned.start),
        long_day(planned.due),
        effort.low(),
        effort.high(),
        milestone.risk.as_str()
    );
    for (label, content) in [
        ("Likely to slip", &milestone.slow_reason),
        ("Easily missed", &milestone.claim.often_missed),
        ("If you stop here", &milestone.abort_point),
        ("If it fails", &milestone.fallback.as_ref().map(|fallback| fallback.text.clone())),
    ] {
        if let Some(content) = content {
            let _ = writeln!(text, "\n*{label}:* {}", escaped(content));
        }
    }
}

fn list<'a>(title: &str, entries: impl Iterator<Item = &'a str>, text: &mut String) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    if title.is_empty() {
        text.push('\n');
    } else {
        let _ = writeln!(text, "\n## {title}\n");
    }
    for entry in entries {
        let _ = writeln!(text, "- {}", escaped(entry));
    }
}

/// The text on its line, with everything escaped that Markdown would take for
/// markup; commands in backquotes stay as they are.
fn escaped(text: &str) -> String {
    markdown_cell(&plain_line(text))
}
