//! What to do now, today and this week.

use std::fmt::Write as _;

use backcast_app::agenda::{Agenda, AgendaItem, Today, Week};
use backcast_core::{Effort, days_between, plural};
use backcast_store::MilestoneRow;
use backcast_view::words::{self, urgency};
use jiff::civil::Date;

use super::status::mark;
use super::style::{bold, counted_days, day, dim, good, indented, item, labeled, long_day, warn};

pub(crate) fn next(agenda: &Agenda, width: usize) -> String {
    let mut text = String::new();
    for one in &agenda.items {
        text.push_str(&of_item(one, agenda.today, width));
    }
    let more = agenda.n_ready - agenda.items.len().min(agenda.n_ready);
    if more > 0 {
        let _ = writeln!(text, "… and {more} more that can be worked on; -n {} shows all", agenda.n_ready);
    }
    if let Some(first) = agenda.items.first() {
        let name = reference(first, agenda);
        let hint = format!("Worked on it: backcast log {name} 2h    Reached it: backcast done {name}");
        text.push_str(&dim(&indented(&hint, 0, width)));
    }
    text
}

/// The name by which a milestone is found: its id, with the goal's before it
/// where several goals are at work.
fn reference(item: &AgendaItem, agenda: &Agenda) -> String {
    let is_only_goal = agenda.items.iter().all(|other| other.row.goal == item.row.goal);
    let is_all = agenda.n_ready == agenda.items.len();
    if is_only_goal && is_all { item.row.id.to_string() } else { format!("{}/{}", item.row.goal, item.row.id) }
}

fn of_item(one: &AgendaItem, today: Date, width: usize) -> String {
    let row = &one.row;
    let heading = item(mark(row), &format!("{}  {}", row.id, row.name), 0, width);
    let mut text = heading.lines().map(|line| bold(line) + "\n").collect::<String>();
    let facts = [how_urgent(one), format!("due {}", due(row.due, today)), hours_left(one)];
    text.push_str(&indented(&facts.join(" · "), 4, width));
    if let Some(why) = &row.blocked {
        text.push_str(&indented(&format!("blocked: {why}"), 4, width));
    }
    if !row.waits_for.is_empty() {
        let ids: Vec<&str> = row.waits_for.iter().map(backcast_core::MilestoneId::as_str).collect();
        text.push_str(&indented(&format!("waits for {}", ids.join(", ")), 4, width));
    }
    if let Some(criterion) = &row.next_criterion {
        let count = format!("{} of {} hold", row.n_ticked, row.n_criteria);
        text.push_str(&item("☐", &format!("{criterion} ({count})"), 4, width));
    }
    text.push_str(&indented(&dim(&format!("{} · {}", one.goal_title, row.goal)), 4, width));
    text.push('\n');
    text
}

/// How late it is, and how soon work has to go on.
fn how_urgent(one: &AgendaItem) -> String {
    let text = urgency(one.days_late, one.slack_days);
    if one.days_late > 0 || one.slack_days <= 0 { warn(&text) } else { text }
}

fn due(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 => warn("today"),
        -1 => warn("yesterday"),
        1 => "tomorrow".to_owned(),
        ..0 => warn(&day(date, today)),
        _ => day(date, today),
    }
}

fn hours_left(one: &AgendaItem) -> String {
    let left = format!("{} left", words::hours_of(one.left, one.row.planned));
    match one.left_this_week {
        Some(week) => format!("{left}, {} this week", words::hours(week)),
        None => left,
    }
}

pub(crate) fn today(today: &Today, width: usize) -> String {
    let mut text = format!("{}\n\n", bold(&long_day(today.today)));
    if !today.due.is_empty() {
        let _ = writeln!(text, "{}\n", warn("To be reached by now"));
        for one in &today.due {
            text.push_str(&of_item(one, today.today, width));
        }
    }
    if !today.work.is_empty() {
        let _ = writeln!(text, "{}\n", bold("To work on"));
        for one in &today.work {
            text.push_str(&of_item(one, today.today, width));
        }
    }
    let logged = today.logged_total();
    let line = match today.hours {
        Some(hours) => format!("{logged} of {hours} h done today"),
        None => format!("{} done today", words::hours(logged)),
    };
    let _ = writeln!(text, "{line}");
    if today.is_review_day {
        text.push_str("It is the day to look back: backcast week\n");
    }
    text
}

pub(crate) fn week(week: &Week, width: usize) -> String {
    let now = week.today;
    let mut text = format!("{}\n\n", bold(&format!("Week of {} to {}", day(week.from, now), long_day(week.to))));
    planned_against_actual(week, &mut text);
    let mut section = |label: &str, lines: Vec<String>| {
        for (idx, line) in lines.iter().enumerate() {
            text.push_str(&labeled(if idx == 0 { label } else { "" }, line, width));
        }
    };
    let name = |row: &MilestoneRow| format!("{} {} ({})", row.id, row.name, row.goal);
    section(
        "Reached",
        week.completed
            .iter()
            .map(|row| format!("{} · {}", day(row.done_on.unwrap_or(row.due), now), name(row)))
            .collect(),
    );
    section("Late", shortened(&week.late, |row| format!("{} · {}", counted_days(row.days_late(now)), name(row))));
    section(
        "Blocked",
        shortened(&week.blocked, |row| format!("{}: {}", name(row), row.blocked.as_deref().unwrap_or_default())),
    );
    section("Comes", shortened(&week.coming, |row| format!("{} · {}", day(row.due, now), name(row))));
    section("Collides", conflicts(week));
    let nothing = week.goals.is_empty() && week.late.is_empty() && week.coming.is_empty();
    text.push('\n');
    text.push_str(&indented(closing(week, nothing), 0, width));
    text
}

/// The last action: what the figures ask for.
fn closing(week: &Week, nothing: bool) -> &'static str {
    if nothing {
        return "Nothing was planned, and nothing comes.";
    }
    if !week.late.is_empty() {
        return "What is late: work on it (backcast next), give it up (backcast skip M3 --why …), or plan again from \
                where you are (backcast plan GOAL).";
    }
    "What to do now: backcast next"
}

fn planned_against_actual(week: &Week, text: &mut String) {
    if week.goals.is_empty() {
        text.push_str("Nothing was planned and nothing was logged.\n\n");
        return;
    }
    let longest = week.goals.iter().map(|goal| goal.title.chars().count()).max().unwrap_or(0).clamp(4, 36);
    let _ = writeln!(text, " {:<longest$}  planned   actual   milestones", "goal");
    let mut sums = (Effort::ZERO, Effort::ZERO);
    for goal in &week.goals {
        sums = (sums.0 + goal.planned, sums.1 + goal.logged);
        let title: String = goal.title.chars().take(longest).collect();
        let milestones = match (goal.n_due, goal.n_completed) {
            (0, 0) => String::new(),
            (0, reached) => format!("{reached} reached"),
            (due, reached) => format!("{reached} reached, {due} due"),
        };
        let actual = format!("{:>5} h", goal.logged.to_string());
        let actual = if goal.logged >= goal.planned { good(&actual) } else { actual };
        let line = format!(" {title:<longest$}  {:>5} h  {actual}   {milestones}", goal.planned.to_string());
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if week.goals.len() > 1 {
        let line = format!(" {:<longest$}  {:>5} h  {:>5} h", "all", sums.0.to_string(), sums.1.to_string());
        let _ = writeln!(text, "{line}");
    }
    if let Some(capacity) = week.capacity {
        let _ = writeln!(text, " {}", dim(&format!("{capacity} h a week are there for all goals")));
    }
    text.push('\n');
}

fn conflicts(week: &Week) -> Vec<String> {
    week.conflicts
        .iter()
        .map(|collision| {
            let who: Vec<String> = collision
                .wanted
                .iter()
                .take(4)
                .map(|(goal, effort)| format!("{goal} {}", words::hours(*effort)))
                .collect();
            let more = collision.wanted.len().saturating_sub(4);
            let more = if more > 0 { format!(" and {}", plural(more, "other")) } else { String::new() };
            format!(
                "week of {}: {} h wanted, {} h there ({}{more})",
                day(collision.from, week.today),
                collision.wanted_total(),
                collision.available,
                who.join(", ")
            )
        })
        .collect()
}

/// The first ones, and how many more there are.
fn shortened(rows: &[MilestoneRow], line: impl Fn(&MilestoneRow) -> String) -> Vec<String> {
    const SHOWN: usize = 10;
    let mut lines: Vec<String> = rows.iter().take(SHOWN).map(line).collect();
    if rows.len() > SHOWN {
        lines.push(format!("… and {} more", rows.len() - SHOWN));
    }
    lines
}
