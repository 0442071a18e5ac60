//! `backcast review`: five reviewers and a synthesis, whoever thinks; and the
//! weekly review.

mod drive;
mod host;
mod prompts;
mod show;
mod start;
mod thinking;
mod watch;
mod week;

use backcast_app::review::{KeptRun, Means, Prompts, find_run};
use backcast_app::{Actor, Library, Usual};

use crate::args::{Global, Review, ReviewAction};
use crate::calendars;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::Session;

pub(crate) fn run(command: &Review, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &command.action {
        ReviewAction::Start(start) => start::run(start, global, output),
        ReviewAction::Run(run) => drive::run(run, global, output),
        ReviewAction::Packet(packet) => host::packet(packet, global, output),
        ReviewAction::Submit(submit) => host::submit(submit, global, output),
        ReviewAction::Status(named) => show::status(named, global, output),
        ReviewAction::Show(show) => show::run(show, global, output),
        ReviewAction::List => show::list(global, output),
        ReviewAction::Stop(stop) => host::stop(stop, global, output),
        ReviewAction::Prompts(prompts) => prompts::run(prompts, global, output),
        ReviewAction::Week(week) => week::run(week, global, output),
    }
}

/// What the steps of a review are done with.
struct Equipment {
    actor: Actor,
    library: Library,
    prompts: Prompts,
    usual: Usual,
}

impl Equipment {
    async fn of(session: &Session<'_>) -> Result<Self, Problem> {
        Ok(Equipment {
            actor: session.actor.clone(),
            library: session.library()?,
            prompts: backcast_host::prompts(&session.global.environment)?,
            usual: calendars::usual(&session.configured, session.global, session.output, session.today()).await?,
        })
    }

    fn means(&self) -> Means<'_> {
        Means { actor: &self.actor, library: &self.library, prompts: &self.prompts, usual: &self.usual }
    }
}

/// The run that a text means; without a text, the newest one of the only goal.
async fn named(session: &mut Session<'_>, text: Option<&str>) -> Result<KeptRun, Problem> {
    if let Some(text) = text {
        return Ok(find_run(&mut session.store, text).await?);
    }
    let runs = session.store.review_runs(None).await?;
    let mut goals: Vec<_> = runs.iter().map(|run| &run.portfolio).collect();
    goals.dedup();
    match (goals.as_slice(), runs.last()) {
        ([_], Some(newest)) => Ok(find_run(&mut session.store, &newest.id).await?),
        ([], _) => {
            let fix = "begin one: backcast review start goal.toml";
            Err(Problem::new(Exit::Input, "no_reviews", "there is no review yet", fix))
        }
        (several, _) => {
            let message = format!("there are reviews of {} goals, and none is named", several.len());
            Err(Problem::new(Exit::Usage, "review_unnamed", message, "`backcast review list` shows them"))
        }
    }
}
