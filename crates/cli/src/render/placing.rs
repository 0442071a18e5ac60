//! Where milestones lie, what keeps them there, and how that compares.

use std::fmt::Write as _;

use backcast_core::{Plan, PlannedMilestone};
use backcast_engine::integrate::Integrated;
use backcast_engine::placing::{chain, free_slack, late_goals, waiting_for};
use backcast_engine::what_if::Override;
use backcast_view::placing::{change_text, moved};
use backcast_view::words::starts_because;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use jiff::civil::Date;

use super::style::{bold, counted_days, day, item, labeled, long_day, verdict};

fn ids(chain: &[&PlannedMilestone]) -> String {
    let ids: Vec<&str> = chain.iter().map(|planned| planned.milestone.id.as_str()).collect();
    ids.join(" → ")
}

/// All milestones with their room and what keeps them there.
pub(crate) fn text(plan: &Plan, width: usize) -> String {
    let mut text = format!("{}\n\n", bold(&plan.title));
    let mut reasons = plan.feasibility.reasons.iter();
    let first = reasons.next().map_or("", String::as_str);
    let shown = plan.feasibility.verdict.as_str().to_uppercase().replace('_', " ");
    let line = labeled(&shown, first, width).replacen(&bold(&shown), &verdict(plan.feasibility.verdict), 1);
    text.push_str(&line);
    for reason in reasons {
        text.push_str(&labeled("", reason, width));
    }
    text.push('\n');
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["id", "start", "due", "slack", "free", "", "starts then because"]);
    for planned in &plan.milestones {
        table.add_row([
            planned.milestone.id.to_string(),
            day(planned.start, plan.today),
            day(planned.due, plan.today),
            format!("{} d", planned.slack_days),
            format!("{} d", free_slack(plan, planned)),
            if planned.critical { "◆".to_owned() } else { String::new() },
            starts_because(&planned.reason),
        ]);
    }
    for column in 3..5 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push('\n');
    if let Some(last) = plan.milestones.iter().max_by_key(|planned| planned.due) {
        text.push_str(&labeled("Ends because", &ids(&chain(plan, last)), width));
    }
    for late in late_goals(plan) {
        let (goal, days) = (&late.goal.goal.title, counted_days(late.days()));
        text.push_str(&labeled("Late", &format!("{goal}, by {days}: {}", ids(&chain(plan, late.last))), width));
    }
    text.push_str("\nOne of them: --why M1    If it were otherwise: --what-if hours=12\n");
    text
}

/// Why a milestone lies where it lies, and why not earlier.
pub(crate) fn why_text(plan: &Plan, planned: &PlannedMilestone, width: usize) -> String {
    let milestone = &planned.milestone;
    let mut text = format!("{}\n\n", bold(&textwrap::fill(&format!("{} {}", milestone.id, milestone.name), width)));
    let mut line = |label: &str, content: &str| text.push_str(&labeled(label, content, width));
    let hours = format!("{} hours of work", milestone.effort.likely());
    line("Lies", &format!("{} to {}, {hours}", long_day(planned.start), long_day(planned.due)));
    line("Why not earlier", &format!("{}.", capital(&starts_because(&planned.reason))));
    if planned.due_earliest < planned.due {
        let earlier = format!(
            "With all hours of the week it could be reached on {}; at a pace that is enough it need not.",
            long_day(planned.due_earliest)
        );
        line("", &earlier);
    }
    if milestone.waiting_days > 0 {
        let waiting = counted_days(i32::try_from(milestone.waiting_days).unwrap_or(i32::MAX));
        line("", &format!("It takes at least {waiting} from its start, however much is worked."));
    }
    let slack = format!(
        "{} until {} before the goal is late; {} before another milestone moves.",
        counted_days(planned.slack_days),
        long_day(planned.due_latest),
        counted_days(free_slack(plan, planned))
    );
    line("Slack (float)", &slack);
    let before = chain(plan, planned);
    if before.len() > 1 {
        line("Chain", "");
        for link in &before {
            let link_text = format!(
                "{} {} to {}: {}",
                link.milestone.id,
                day(link.start, plan.today),
                day(link.due, plan.today),
                starts_because(&link.reason)
            );
            text.push_str(&item("·", &link_text, 2, width));
        }
    }
    let after = waiting_for(plan, &milestone.id);
    if !after.is_empty() {
        text.push_str(&labeled("Waits for it", &ids(&after).replace(" → ", ", "), width));
    }
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// What is left of a plan as things are, and as they would be.
pub(crate) struct Comparison<'a> {
    pub(crate) changes: &'a [Override],
    pub(crate) now: &'a Integrated,
    pub(crate) then: &'a Integrated,
}

/// Moved milestones that are shown before the rest is only counted.
const MOVED_SHOWN: usize = 12;

impl Comparison<'_> {
    fn heading(&self) -> String {
        let changes: Vec<String> = self.changes.iter().map(change_text).collect();
        format!("If it were {}", changes.join(", "))
    }

    pub(crate) fn text(&self, width: usize) -> String {
        let mut text = format!("{}\n\n", bold(&self.heading()));
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(["", "now", "then"]);
        let [now, then] = [self.now, self.then].map(Figures::of);
        for ((label, now), (_, then)) in now.rows().into_iter().zip(then.rows()) {
            table.add_row([label.to_owned(), now, then]);
        }
        for line in table.lines() {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
        let today = self.now.milestones.first().map_or(Date::MIN, |planned| planned.start);
        let moved = moved(self.now, self.then);
        if moved.is_empty() {
            text.push_str("No milestone would move.\n");
        }
        for (idx, (now, then)) in moved.iter().take(MOVED_SHOWN).enumerate() {
            let label = if idx == 0 { "Moves" } else { "" };
            let to = then.map_or_else(|| "left out".to_owned(), |then| format!("due {}", day(then.due, today)));
            let line = format!("{} {}: due {} → {to}", now.milestone.id, now.milestone.name, day(now.due, today));
            text.push_str(&labeled(label, &line.replace("→ due", "→"), width));
        }
        if moved.len() > MOVED_SHOWN {
            text.push_str(&labeled(
                "",
                &format!("… and {} more (all of them: --json)", moved.len() - MOVED_SHOWN),
                width,
            ));
        }
        for (idx, reason) in self.then.solution.reasons.iter().enumerate() {
            text.push_str(&labeled(if idx == 0 { "Then" } else { "" }, reason, width));
        }
        text
    }
}

/// The figures in which circumstances are compared.
struct Figures<'a>(&'a Integrated);

impl<'a> Figures<'a> {
    fn of(integrated: &'a Integrated) -> Self {
        Figures(integrated)
    }

    fn rows(&self) -> [(&'static str, String); 6] {
        let solution = &self.0.solution;
        let date = |date: Option<Date>| date.map_or_else(|| "not within forty years".to_owned(), long_day);
        let enough = if solution.pace_is_enough {
            format!("{} of {}", solution.pace, self.0.pace)
        } else {
            format!("all {}", self.0.pace)
        };
        [
            ("verdict", solution.verdict.as_str().replace('_', " ")),
            ("likely end", date(solution.forecast.map(|forecast| forecast.likely))),
            ("with the buffer", date(solution.forecast.map(|forecast| forecast.late))),
            ("deadline", long_day(self.0.deadline)),
            ("hours a week", enough),
            ("work / hours", format!("{} / {}", solution.needed, solution.available)),
        ]
    }
}
