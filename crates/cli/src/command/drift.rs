use backcast_app::consent::consents;
use backcast_view::plan as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;
use crate::{complete, render};

#[derive(Debug, Args)]
pub(crate) struct OptionalGoal {
    /// The goal: its id or the beginning of it; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
}

pub(crate) fn run(command: &OptionalGoal, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let stored = session.workspace.stored(&named.goal_file).await?;
        let configured = &session.configured;
        let read = |path: &str| configured.remembered(path);
        let drifts = session.workspace.drift(&stored, &read).await?;
        let revision = stored.ledger.approved().map_or(0, |plan| plan.revision);
        if global.json {
            output.document(&view::Drift::of(&stored, &drifts))?;
        } else {
            output.data(&render::status::drift(stored.id.as_str(), revision, &drifts, output.width()))?;
            output.data(&render::status::without_proof(&consents(&stored), output.width()))?;
        }
        Ok(if drifts.is_empty() { Exit::Done } else { Exit::No })
    })
}
