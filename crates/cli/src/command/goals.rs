use backcast_store::GoalState;
use backcast_view::goals as view;
use clap::Args;

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
            goals.retain(|goal| !matches!(goal.state, GoalState::Completed | GoalState::Dropped));
        }
        if global.json {
            output.document(&view::Goals::of(&goals, session.today()))?;
        } else {
            output.data(&render::status::goals(&goals, n - goals.len(), session.today(), output.width()))?;
        }
        Ok(Exit::Done)
    })
}
