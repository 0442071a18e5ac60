use backcast_store::{GoalRow, GoalState};
use clap::Args;
use serde_json::json;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::with_store;

#[derive(Debug, Args)]
pub(crate) struct Goals {
    /// Reached and dropped ones, too.
    #[arg(long)]
    pub(crate) all: bool,
}

pub(crate) fn run(command: &Goals, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let mut goals = session.workspace.goals().await?;
        let n = goals.len();
        if !command.all {
            goals.retain(|goal| !matches!(goal.state, GoalState::Reached | GoalState::Dropped));
        }
        if global.json {
            let list: Vec<_> = goals.iter().map(|goal| goal_json(goal, session.today())).collect();
            output.data(&format!("{:#}\n", json!({ "schema": "backcast.goals/1", "goals": list })))?;
        } else {
            output.data(&render::status::goals(&goals, n - goals.len(), session.today(), output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// A goal as machines read it.
pub(crate) fn goal_json(goal: &GoalRow, today: jiff::civil::Date) -> serde_json::Value {
    let hours = |effort: backcast_core::Effort| (effort.hours() * 100.0).round() / 100.0;
    json!({
        "id": goal.id.as_str(),
        "file_id": goal.portfolio.as_str(),
        "title": goal.title,
        "kind": goal.kind,
        "priority": goal.priority,
        "state": goal.state.as_str(),
        "deadline": goal.deadline,
        "verdict": goal.verdict,
        "proposed": goal.proposed,
        "approved": goal.approved,
        "hours_per_week": hours(goal.week),
        "milestones": goal.n_milestones,
        "milestones_done": goal.n_done,
        "planned_hours": hours(goal.planned),
        "earned_hours": hours(goal.earned),
        "logged_hours": hours(goal.logged),
        "next_due": goal.next_due,
        "ends_on": goal.ends_on,
        "days_late": goal.next_due.map_or(0, |due| backcast_core::days_between(due, today).max(0)),
        "source": goal.source,
    })
}
