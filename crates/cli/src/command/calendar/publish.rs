//! Plans as a calendar file that others subscribe to.

use std::path::PathBuf;

use backcast_calsync::{BLOCK_DAYS, Contents, Fetching, Overview, Publisher};
use backcast_core::plural;
use backcast_host::Calendars;
use backcast_view::calendar as view;
use clap::Args;

use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct CalendarPublish {
    /// Write into a file; a feed that others subscribe to stays the same bytes
    /// as long as the plans do.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write milestones as tasks, too.
    #[arg(long)]
    pub(crate) todo: bool,
}

pub(crate) fn run(command: &CalendarPublish, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let calendars = calendars::load(global, output)?;
        let overview = overview(session).await?;
        let mut publisher = publisher(session, &calendars, &overview);
        publisher.contents.tasks |= command.todo;
        let published = session.workspace.publish(&publisher).await?;
        if published.n_plans == 0 {
            let fix = "let one hold with `backcast approve`; `backcast goals` lists them";
            return Err(Problem::new(
                Exit::No,
                "nothing_approved",
                "no plan holds yet: there is nothing to publish",
                fix,
            ));
        }
        let feed = published.feed();
        match &command.out {
            Some(path) => {
                output.file(path, &feed)?;
                if global.json {
                    output.document(&view::Published::of(path, &published))?;
                } else {
                    let [milestones, blocks, recurring] = published.counts();
                    let counts = [
                        plural(milestones, "milestone"),
                        format!("{} of work", plural(blocks, "block")),
                        plural(recurring, "recurring event"),
                    ];
                    output.data(&format!("{} of {}\n", counts.join(", "), plural(published.n_plans, "plan")))?;
                }
            }
            None => output.exact(&feed)?,
        }
        Ok(Exit::Done)
    })
}

/// The hours that are left in the weeks in which blocks are placed.
pub(super) async fn overview(session: &Session<'_>) -> Result<Overview, Problem> {
    Ok(session.workspace.free_time(session.today(), BLOCK_DAYS, Fetching::IfMissing).await?)
}

pub(super) fn publisher<'p>(session: &Session<'_>, calendars: &Calendars, overview: &'p Overview) -> Publisher<'p> {
    let rules = &calendars.document.rules;
    Publisher {
        overview,
        now: session.workspace.now(),
        review_day: session.configured.settings.review_day.value,
        contents: Contents { blocks: rules.write_blocks, reviews: rules.write_reviews, tasks: rules.write_tasks },
    }
}
