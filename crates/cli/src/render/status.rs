//! How far goals are: lists, one goal in detail, and drift.

use std::fmt::Write as _;

use backcast_app::drift::Drift;
use backcast_core::track::{Consent, StandingKind, Track};
use backcast_core::{MilestoneId, PlannedMilestone, plural};
use backcast_store::{GoalCount, GoalRow, GoalState, MilestoneRow, Stored};
use backcast_view::{status::variance, words};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table};
use jiff::civil::Date;

use super::style::{bold, counted_days, day, dim, good, indented, item, labeled, long_day, warn};

/// The list of goals.
pub(crate) fn goals(goals: &[GoalRow], n_hidden: usize, today: Date, width: usize) -> String {
    if goals.is_empty() && n_hidden == 0 {
        return "No goal yet. Write one with `backcast init`, keep it with `backcast add goal.toml`.\n".into();
    }
    let refs: Vec<&GoalRow> = goals.iter().collect();
    let mut text = goal_table(&refs, today, width);
    if n_hidden > 0 {
        let _ = writeln!(text, "{}", dim(&format!("{n_hidden} reached or dropped; --all lists them")));
    }
    text
}

/// How far everything is.
pub(crate) fn overview(counts: &[GoalCount], shown: &[GoalRow], today: Date, width: usize) -> String {
    if counts.is_empty() {
        return goals(&[], 0, today, width);
    }
    let of = |state: GoalState| counts.iter().find(|count| count.state == state).map_or(0, |count| count.n);
    let mut parts = vec![format!("{} active", of(GoalState::Active))];
    let others = [
        (of(GoalState::Proposed), "proposed"),
        (of(GoalState::New), "without a plan"),
        (of(GoalState::Completed), "reached"),
        (counts.iter().map(|count| count.n_late).sum(), "late"),
    ];
    parts.extend(others.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")));
    let mut text = format!("{}\n\n", bold(&format!("{} · {}", long_day(today), parts.join(", "))));
    text.push_str(&goal_table(&shown.iter().collect::<Vec<_>>(), today, width));
    let n_live = of(GoalState::Active) + of(GoalState::Proposed) + of(GoalState::New);
    if n_live > shown.len() {
        let _ = writeln!(text, "… and {} more; --all lists them", n_live - shown.len());
    }
    text
}

fn goal_table(goals: &[&GoalRow], today: Date, width: usize) -> String {
    let header = [" goal", "title", "done", "hours", "next due", "ends", ""];
    let rows = goals.iter().map(|goal| {
        let figures = |text: String| if goal.n_milestones > 0 { text } else { String::new() };
        vec![
            format!(" {}", goal.id),
            goal.title.clone(),
            figures(format!("{}/{}", goal.n_done, goal.n_milestones)),
            figures(format!("{}/{}", goal.logged, goal.planned)),
            goal.next_due.map(|due| day(due, today)).unwrap_or_default(),
            goal.ends_on.or(goal.deadline).map(|end| day(end, today)).unwrap_or_default(),
            state(goal, today),
        ]
    });
    table(&header, rows, &[2, 3, 4, 5], width)
}

/// What is worth saying about a goal in a word or two.
fn state(goal: &GoalRow, today: Date) -> String {
    let late = goal.days_late(today);
    match goal.state {
        GoalState::Active if late > 0 => format!("{} late", counted_days(late)),
        GoalState::Active if goal.proposed.is_some() => "new plan".into(),
        GoalState::Active => String::new(),
        other => other.as_str().to_owned(),
    }
}

/// One goal, or the goals of one file, in detail.
pub(crate) fn goal(
    goals: &[GoalRow],
    rows: &[MilestoneRow],
    stored: &Stored,
    baseline: &[(MilestoneId, Date)],
    today: Date,
    width: usize,
) -> String {
    let mut text = String::new();
    for goal in goals {
        let by = goal.deadline.map(|deadline| format!(" · by {}", long_day(deadline))).unwrap_or_default();
        for line in textwrap::wrap(&format!("{} · {}{by}", goal.title, goal.id), width) {
            let _ = writeln!(text, "{}", bold(&line));
        }
        let _ = writeln!(text, "{}", summary(goal, today));
    }
    if let Some(why) = &stored.ledger.dropped {
        text.push_str(&labeled("Dropped", why, width));
    }
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&milestone_table(rows, baseline, today, width));
    }
    text.push('\n');
    for row in rows {
        if let Some(why) = &row.blocked {
            text.push_str(&labeled("Blocked", &format!("{}  {why}", row.id), width));
        }
    }
    for (id, track) in &stored.ledger.tracks {
        if let Some(why) = track.skipped.as_ref().filter(|_| rows.iter().any(|row| row.id == *id)) {
            text.push_str(&labeled("Skipped", &format!("{id}  {why}"), width));
        }
        for (on, why) in track.missed.iter().filter(|_| rows.iter().any(|row| row.id == *id)) {
            let why = why.as_deref().unwrap_or("its date passed without it");
            text.push_str(&labeled("Missed", &format!("{id}  {}: {why}", day(*on, today)), width));
        }
        for (on, note) in track.notes.iter().filter(|_| rows.iter().any(|row| row.id == *id)) {
            text.push_str(&labeled("Note", &format!("{id}  {}: {note}", day(*on, today)), width));
        }
    }
    text.push_str(&indented(&next(goals, stored), 0, width));
    text
}

fn summary(goal: &GoalRow, today: Date) -> String {
    if goal.n_milestones == 0 {
        return match goal.state {
            GoalState::New => "No plan yet.".into(),
            _ => format!("A plan is {}.", goal.state.as_str()),
        };
    }
    let share = if goal.planned.minutes() > 0 { 100.0 * goal.earned.hours() / goal.planned.hours() } else { 0.0 };
    let mut text = format!(
        "{} of {} done · {share:.0} % of {} h, {} h logged",
        goal.n_done,
        plural(usize::try_from(goal.n_milestones).unwrap_or(0), "milestone"),
        goal.planned,
        goal.logged
    );
    let late = goal.days_late(today);
    if goal.state == GoalState::Completed {
        text.push_str(&format!(" · {}", good("reached")));
    } else if late > 0 {
        text.push_str(&format!(" · {}", warn(&format!("{} late", counted_days(late)))));
    }
    text
}

fn next(goals: &[GoalRow], stored: &Stored) -> String {
    let id = &stored.id;
    let Some(goal) = goals.first() else { return String::new() };
    match (goal.state, goal.proposed) {
        (GoalState::New, _) => format!("Make a plan: backcast plan {id}"),
        (GoalState::Proposed, _) => format!("Look at it: backcast show {id}    Let it hold: backcast approve {id}"),
        (GoalState::Dropped, _) => format!("Bring it back: backcast undo {id}"),
        (_, Some(revision)) => format!("Revision {revision} waits: backcast diff {id}, then approve or reject it"),
        (GoalState::Completed, _) => format!("All is done. What happened: backcast history {id}"),
        _ => "What to do now: backcast next    This week: backcast week".to_owned(),
    }
}

fn milestone_table(rows: &[MilestoneRow], baseline: &[(MilestoneId, Date)], today: Date, width: usize) -> String {
    let header = ["", "id", "milestone", "due", "±", "hours", "criteria", ""];
    let lines = rows.iter().map(|row| {
        let end = row.done_on.unwrap_or(row.due);
        let variance = variance(row, baseline).filter(|days| *days != 0);
        vec![
            format!(" {}", mark(row)),
            row.id.to_string(),
            row.name.clone(),
            day(end, today),
            variance.map(|days| format!("{days:+} d")).unwrap_or_default(),
            format!("{}/{}", row.logged, row.planned),
            format!("{}/{}", row.n_ticked, row.n_criteria),
            remark(row, today),
        ]
    });
    table(&header, lines, &[3, 4, 5, 6], width)
}

/// The sign of where a milestone stands.
pub(crate) fn mark(row: &MilestoneRow) -> &'static str {
    match row.standing {
        StandingKind::Done => "✓",
        StandingKind::Skipped => "–",
        StandingKind::Blocked => "■",
        StandingKind::Waiting => "·",
        StandingKind::Ready if row.started_on.is_some() => "▶",
        StandingKind::Ready => "○",
    }
}

fn remark(row: &MilestoneRow, today: Date) -> String {
    let late = row.days_late(today);
    match row.standing {
        StandingKind::Done | StandingKind::Skipped | StandingKind::Blocked => row.standing.as_str().to_owned(),
        _ if late > 0 => format!("{late} d late"),
        StandingKind::Waiting => {
            let ids: Vec<&str> = row.waits_for.iter().map(MilestoneId::as_str).collect();
            format!("after {}", ids.join(" "))
        }
        StandingKind::Ready => match row.ready_on.filter(|day| *day > today) {
            Some(from) => format!("from {}", day(from, today)),
            None if row.started_on.is_some() => format!("{} %", row.share_done),
            None => "ready".into(),
        },
    }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>, right: &[usize], width: usize) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(120));
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    // The column of words wraps, all others keep their width.
    let words = header.iter().position(|name| matches!(*name, "title" | "milestone")).unwrap_or(0);
    for (idx, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if right.contains(&idx) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if idx != words {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// The criteria of a milestone with their numbers and ids, and what shows that
/// they hold.
pub(crate) fn criteria(planned: &PlannedMilestone, track: &Track, width: usize) -> String {
    let milestone = &planned.milestone;
    let mut text = String::new();
    for line in textwrap::wrap(&format!("{} {}", milestone.id, milestone.name), width) {
        let _ = writeln!(text, "{}", bold(&line));
    }
    for (number, (id, criterion)) in (1..).zip(milestone.identified_criteria()) {
        let tick = track.tick(id, criterion);
        let mark = if tick.is_some() { "☑" } else { "☐" };
        text.push_str(&item(&format!("{mark} {number}. {id}"), criterion, 2, width));
        if let Some(shown) = tick.and_then(|tick| tick.evidence.as_ref()).and_then(words::evidence) {
            text.push_str(&indented(&shown, 8, width));
        }
    }
    let _ = writeln!(text, "{}", dim(&format!("Tick what holds: backcast tick {} 1 2", milestone.id)));
    text
}

/// How the approved plan differs from what is there.
pub(crate) fn drift(id: &str, revision: u32, drifts: &[Drift], width: usize) -> String {
    if drifts.is_empty() {
        return format!("{id}: revision {revision} fits what is there\n");
    }
    let mut text = format!("{}\n", bold(&format!("{id}: revision {revision} does not fit what is there any more")));
    let mut before = "";
    for one in drifts {
        let kind = one.kind.as_str();
        text.push_str(&labeled(if kind == before { "" } else { kind }, &one.text, width));
        before = kind;
    }
    text.push_str(&indented(
        &format!(
            "Plan again: backcast add GOAL.toml, backcast plan {id} --anew, backcast diff {id}, backcast approve {id}"
        ),
        0,
        width,
    ));
    text
}

/// Approvals that nothing shows a person for, a line each: no drift, but good to
/// know. Those of before it was recorded are not among them.
pub(crate) fn without_proof(approvals: &[(u32, Option<&Consent>)], width: usize) -> String {
    let recorded = approvals.iter().filter_map(|(revision, consent)| Some((revision, (*consent)?)));
    let doubtful = recorded.filter(|(_, consent)| !consent.shows_person());
    let line = |(revision, consent): (&u32, &Consent)| {
        indented(&format!("Revision {revision} was approved {}", words::agreed(consent)), 0, width)
    };
    doubtful.map(line).collect()
}
