//! Where the goals that are kept want the same hours.

use backcast_view::goals as view;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::with_store;

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let conflicts = session.workspace.conflicts().await?;
        if global.json {
            output.document(&view::Conflicts::from(&conflicts))?;
        } else {
            output.data(&render::conflicts::text(&conflicts, output.width()))?;
        }
        Ok(if conflicts.list.is_empty() { Exit::Done } else { Exit::No })
    })
}
