//! What to do: now, today, this week.

use backcast_view::{agenda as view, words};
use clap::Args;

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
        let agenda = session.workspace.next(command.number.max(1)).await?;
        if global.json {
            output.document(&view::Next::from(&agenda))?;
        } else if agenda.items.is_empty() {
            output.data(&format!("{}\n", nothing_to_do(session).await?))?;
        } else {
            output.data(&render::agenda::next(&agenda, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// Why nothing can be done, and what would change that.
async fn nothing_to_do(session: &Session<'_>) -> Result<String, Problem> {
    let goals = session.workspace.goals().await?;
    let open = session.workspace.next_due().await?;
    Ok(words::nothing_to_do(&goals, open.as_ref()))
}

pub(crate) fn today(command: &Today, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let today = session.workspace.day(command.number.max(1)).await?;
        if global.json {
            output.document(&view::Today::from(&today))?;
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
            output.document(&view::Week::from(&week))?;
        } else {
            output.data(&render::agenda::week(&week, output.width()))?;
        }
        Ok(Exit::Done)
    })
}
