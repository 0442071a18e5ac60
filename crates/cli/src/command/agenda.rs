//! What to do: now, today, this week.

use backcast_app::agenda::{AgendaItem, Week as WeekOf};
use backcast_core::Effort;
use backcast_core::track::StandingKind;
use backcast_store::{GoalState, MilestoneRow};
use clap::Args;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct Next {
    /// How many to show.
    #[arg(short, long, default_value_t = 5)]
    pub(crate) number: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Today {
    /// How many of each sort to show.
    #[arg(short, long, default_value_t = 20)]
    pub(crate) number: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Week {
    /// A day of the week: `2026-03-02`, `last week`, `friday` (default: today).
    #[arg(value_name = "DAY", num_args = 0..)]
    pub(crate) day: Vec<String>,
}

pub(crate) fn next(command: &Next, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let today = session.today();
        let agenda = session.workspace.next(command.number.max(1)).await?;
        if global.json {
            let items: Vec<Value> = agenda.items.iter().map(item_json).collect();
            let document = json!({
                "schema": "backcast.next/1", "today": today, "ready": agenda.n_ready, "milestones": items,
            });
            output.data(&format!("{document:#}\n"))?;
        } else if agenda.items.is_empty() {
            output.data(&format!("{}\n", nothing_to_do(session).await?))?;
        } else {
            output.data(&render::agenda::next(&agenda, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// Why nothing can be done, and what would change that.
async fn nothing_to_do(session: &mut Session<'_>) -> Result<String, Problem> {
    let goals = session.workspace.goals().await?;
    let first = |state: GoalState| goals.iter().find(|goal| goal.state == state);
    let open = session.workspace.next_due().await?;
    Ok(match (first(GoalState::Proposed), first(GoalState::New), &open) {
        (_, _, Some(row)) if row.standing == StandingKind::Blocked => {
            format!(
                "Everything that is open is blocked or waits. {} {} is blocked: {}",
                row.id,
                row.name,
                row.blocked.as_deref().unwrap_or_default()
            )
        }
        (_, _, Some(row)) => match row.ready_on {
            Some(day) => format!("Nothing now; {} {} goes on from {}.", row.id, row.name, render::style::long_day(day)),
            None => format!("Nothing now: what is open waits for something else. See: backcast status {}", row.goal),
        },
        (Some(goal), _, _) => format!(
            "No plan holds yet. Look at the proposed one and let it hold: backcast show {0}, backcast approve {0}",
            goal.id
        ),
        (_, Some(goal), _) => format!("No plan yet. Make one: backcast plan {}", goal.portfolio),
        _ if goals.is_empty() => {
            "No goal yet. Write one with `backcast init`, keep it with `backcast add goal.toml`.".into()
        }
        _ => "Everything is done.".into(),
    })
}

pub(crate) fn today(command: &Today, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let day = session.today();
        let today = session.workspace.day(command.number.max(1)).await?;
        if global.json {
            let logged: Effort = today.logged.iter().map(|work| work.effort).sum();
            let document = json!({
                "schema": "backcast.today/1",
                "today": day,
                "due": today.due.iter().map(item_json).collect::<Vec<_>>(),
                "work": today.work.iter().map(item_json).collect::<Vec<_>>(),
                "logged_hours": hours(logged),
                "hours": today.hours.map(hours),
                "review_day": today.is_review_day,
            });
            output.data(&format!("{document:#}\n"))?;
        } else if today.due.is_empty() && today.work.is_empty() && today.logged.is_empty() {
            output.data(&format!("{}\n", nothing_to_do(session).await?))?;
        } else {
            output.data(&render::agenda::today(&today, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

pub(crate) fn week(command: &Week, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let words = command.day.join(" ");
        let day = session.day(Some(words.as_str()).filter(|words| !words.is_empty()))?;
        let week = session.workspace.week(day).await?;
        if global.json {
            output.data(&week_json(&week))?;
        } else {
            output.data(&render::agenda::week(&week, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

fn week_json(week: &WeekOf) -> String {
    format!("{:#}\n", week_value(week))
}

/// A week as a part of a JSON document.
pub(crate) fn week_value(week: &WeekOf) -> Value {
    let goals: Vec<Value> = week
        .goals
        .iter()
        .map(|goal| {
            json!({
                "goal": goal.goal.as_str(),
                "title": goal.title,
                "planned_hours": hours(goal.planned),
                "logged_hours": hours(goal.logged),
                "due": goal.n_due,
                "reached": goal.n_reached,
            })
        })
        .collect();
    let collisions: Vec<Value> = week
        .collisions
        .iter()
        .map(|collision| {
            let wanted: Vec<Value> = collision
                .wanted
                .iter()
                .map(|(goal, effort)| json!({ "goal": goal.as_str(), "hours": hours(*effort) }))
                .collect();
            json!({
                "from": collision.from,
                "wanted_hours": hours(collision.wanted_in_all()),
                "available_hours": hours(collision.available),
                "goals": wanted,
            })
        })
        .collect();
    let rows = |rows: &[MilestoneRow]| rows.iter().map(row_json).collect::<Vec<_>>();
    json!({
        "schema": "backcast.week/1",
        "from": week.from,
        "to": week.to,
        "today": week.today,
        "goals": goals,
        "reached": rows(&week.reached),
        "late": rows(&week.late),
        "coming": rows(&week.coming),
        "blocked": rows(&week.blocked),
        "collisions": collisions,
        "capacity_hours": week.capacity.map(backcast_core::Pace::hours_per_week),
    })
}

fn item_json(item: &AgendaItem) -> Value {
    let mut value = row_json(&item.row);
    if let Value::Object(map) = &mut value {
        map.insert("goal_title".into(), json!(item.goal_title));
        map.insert("slack_days".into(), json!(item.slack_days));
        map.insert("hours_left".into(), json!(hours(item.left)));
        map.insert("hours_left_this_week".into(), json!(item.left_this_week.map(hours)));
    }
    value
}

/// A milestone as machines read it.
pub(crate) fn row_json(row: &MilestoneRow) -> Value {
    json!({
        "goal": row.goal.as_str(),
        "id": row.id.as_str(),
        "name": row.name,
        "standing": row.standing.as_str(),
        "ready_on": row.ready_on.filter(|day| day.year() > 1),
        "waits_for": row.waits_for.iter().map(backcast_core::MilestoneId::as_str).collect::<Vec<_>>(),
        "blocked": row.blocked,
        "started_on": row.started_on,
        "done_on": row.done_on,
        "start": row.start,
        "due": row.due,
        "due_latest": row.due_latest,
        "start_latest": row.start_latest,
        "critical": row.critical,
        "planned_hours": hours(row.planned),
        "logged_hours": hours(row.logged),
        "percent": row.share_done,
        "criteria": row.n_criteria,
        "criteria_ticked": row.n_ticked,
        "next_criterion": row.next_criterion,
    })
}

/// Hours with at most two decimals.
pub(crate) fn hours(effort: Effort) -> f64 {
    (effort.hours() * 100.0).round() / 100.0
}
