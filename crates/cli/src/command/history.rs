use backcast_view::history as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;
use crate::{complete, render};

#[derive(Debug, Args)]
pub(crate) struct History {
    /// The goal; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// How many changes to show.
    #[arg(short, long, default_value_t = 30)]
    pub(crate) number: usize,
}

pub(crate) fn run(command: &History, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let events = session.workspace.history(&named.goal_file).await?;
        if global.json {
            output.document(&view::History::of(&named.goal_file, &events))?;
        } else {
            let skipped = events.len().saturating_sub(command.number);
            let mut text = String::new();
            if skipped > 0 {
                text = format!("… {skipped} earlier; -n {} shows all\n", events.len());
            }
            let undone = render::history::undone(&events);
            for event in &events[skipped..] {
                text.push_str(&render::history::dated(
                    event,
                    session.local_day(event.at),
                    undone.contains(&event.batch),
                    output.width(),
                ));
            }
            output.data(&text)?;
        }
        Ok(Exit::Done)
    })
}
