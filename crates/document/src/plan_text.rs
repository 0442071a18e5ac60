use std::fmt::Write as _;

use backcast_core::{Dependency, DraftMilestone, Plan, PlannedMilestone};

/// The milestones of a plan as commented text that people edit and
/// [`read_plan_text`](crate::read_plan_text) reads back.
#[must_use]
pub fn plan_text(plan: &Plan, heading: &str) -> String {
    let mut text = format!(
        "# {}\n\
         # {heading}\n\
         #\n\
         # Change what you like and save. Take a [[milestone]] out to drop it; add one\n\
         # without an `id` to have it numbered. Close without a change to leave the plan\n\
         # as it is. What you write is audited before it is kept.\n\
         #\n\
         # after:  what has to be reached before; \"M2 + 14 days\" adds waiting\n\
         # hours:  one number, or [if things go well, likely, if they go badly]\n\
         # waiting_days: days from its start that no work shortens\n",
        one_line(&plan.title)
    );
    for planned in &plan.milestones {
        milestone(planned, &mut text);
    }
    text
}

fn milestone(planned: &PlannedMilestone, text: &mut String) {
    let milestone = &planned.milestone;
    let _ = writeln!(text, "\n[[milestone]]\nid = {}", quoted(milestone.id.as_str()));
    if let Some(goal) = &milestone.goal {
        let _ = writeln!(text, "goal_id = {}", quoted(goal.as_str()));
    }
    let _ = writeln!(text, "name = {}", quoted(&milestone.name));
    let _ = writeln!(text, "goal = {}", quoted(&milestone.statement));
    text.push_str("criteria = [\n");
    for criterion in &milestone.criteria {
        let _ = writeln!(text, "  {},", quoted(criterion));
    }
    text.push_str("]\n");
    let after: Vec<String> = milestone.depends_on.iter().map(|dependency| quoted(&predecessor(dependency))).collect();
    let _ = writeln!(text, "after = [{}]", after.join(", "));
    let _ = writeln!(text, "hours = {}", hours(milestone));
    let _ = writeln!(text, "start = {}\ndue = {}", planned.start, planned.due);
    if milestone.waiting_days > 0 {
        let _ = writeln!(text, "waiting_days = {}", milestone.waiting_days);
    }
    let _ = writeln!(text, "risk = {}  # low, medium or high", quoted(milestone.risk.as_str()));
    let optional =
        [("slow_reason", &milestone.slow_reason), ("value", &milestone.value), ("abort_point", &milestone.abort_point)];
    for (key, value) in optional {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {}", quoted(value));
        }
    }
    if !milestone.files.is_empty() {
        let files: Vec<String> = milestone.files.iter().map(|file| quoted(file)).collect();
        let _ = writeln!(text, "files = [{}]", files.join(", "));
    }
}

fn predecessor(dependency: &Dependency) -> String {
    match dependency.lag_days {
        0 => dependency.on.to_string(),
        days => format!("{} + {days} days", dependency.on),
    }
}

/// One number where nothing is known of the spread.
fn hours(milestone: &DraftMilestone) -> String {
    let effort = milestone.effort;
    let number = |hours: f64| ((hours * 100.0).round() / 100.0).to_string();
    if effort.low() == effort.high() {
        number(effort.likely().hours())
    } else {
        format!(
            "[{}, {}, {}]",
            number(effort.low().hours()),
            number(effort.likely().hours()),
            number(effort.high().hours())
        )
    }
}

fn quoted(text: &str) -> String {
    crate::text::to_toml(text)
}

fn one_line(text: &str) -> String {
    backcast_core::text::plain_line(text).into_owned()
}
