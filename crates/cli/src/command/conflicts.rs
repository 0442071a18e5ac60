//! Where the goals that are kept want the same hours.

use backcast_app::conflicts::{self, Basis, Conflict};
use serde_json::{Value, json};

use crate::args::Global;
use crate::calendars;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::with_store;

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let today = session.today();
        let rhythm = calendars::rhythm(&session.configured, global, output, today).await?;
        let conflicts = conflicts::conflicts(&mut session.store, today, &rhythm).await?;
        let text =
            if global.json { json_text(&conflicts) } else { render::conflicts::text(&conflicts, output.width()) };
        output.data(&text)?;
        Ok(if conflicts.list.is_empty() { Exit::Done } else { Exit::No })
    })
}

fn json_text(conflicts: &conflicts::Conflicts) -> String {
    let list: Vec<Value> = conflicts.list.iter().map(conflict_json).collect();
    let basis = conflicts.basis.as_ref().map(|basis| {
        let source = match basis {
            Basis::Configuration(_) => "configuration".to_owned(),
            Basis::LargestGoal(_, id) => id.to_string(),
        };
        json!({ "hours_per_week": basis.pace().hours_per_week(), "from": source })
    });
    let document = json!({
        "schema": "backcast.conflicts/1",
        "from": conflicts.from,
        "to": conflicts.to,
        "basis": basis,
        "conflicts": list,
    });
    format!("{document:#}\n")
}

fn conflict_json(conflict: &Conflict) -> Value {
    let goals: Vec<Value> = conflict
        .goals
        .iter()
        .map(|(id, effort)| json!({ "goal": id.as_str(), "wanted_hours": effort.hours() }))
        .collect();
    json!({
        "from": conflict.from,
        "to": conflict.to,
        "goals": goals,
        "wanted_hours": conflict.wanted.hours(),
        "available_hours": conflict.available.hours(),
    })
}
