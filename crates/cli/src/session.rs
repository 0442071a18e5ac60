//! A store that is open for one command.

use backcast_app::repository::revision_of;
use backcast_app::{AppError, Principal, Workspace, WriteOptions};
use backcast_core::track::PlanRevision;
use backcast_core::{GoalFileId, GoalId};
use backcast_document::read_day;
use backcast_host::Host;
use backcast_store::{GoalRow, GoalState, Stored};
use jiff::civil::Date;

use crate::calendars::block_on;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// What commands over a store work with.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) workspace: Workspace,
    pub(crate) configured: Host,
    pub(crate) global: &'a Global,
    pub(crate) output: &'a Output,
}

/// A goal that was named on the command line.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) goal_file: GoalFileId,
    /// The goal itself; nothing where a file with several goals is meant.
    pub(crate) goal: Option<GoalId>,
    /// The plan that was asked for: `book@2`.
    pub(crate) revision: Option<u32>,
}

/// The context of this command.
pub(crate) fn workspace(host: &Host, global: &Global) -> Workspace {
    let principal = Principal { name: host.name() };
    let writing = WriteOptions { dry_run: global.dry_run, if_version: global.if_version };
    Workspace::for_request(&host.installation(), principal, host.clock(global.now)).writing(writing)
}

/// Opens the store, runs a command on it, and closes it in good order.
pub(crate) fn with_store(
    global: &Global,
    output: &Output,
    command: impl AsyncFnOnce(&Session<'_>) -> Result<Exit, Problem>,
) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let workspace = workspace(&configured, global);
    block_on(async {
        if let Some(migrated) = workspace.open().await? {
            let (from, to) = (migrated.from, migrated.to);
            output.note(&format!(
                "the database went from schema {from} to {to}; as it was: {}",
                migrated.backup.display()
            ));
        }
        let session = Session { workspace, configured, global, output };
        let result = command(&session).await;
        settings::warn(session.workspace.calendar_warnings(), output);
        session.workspace.close().await;
        if global.dry_run && result.is_ok() {
            output.note("this was a dry run: nothing was kept");
        }
        result
    })
}

impl Session<'_> {
    /// The day of this command.
    pub(crate) fn today(&self) -> Date {
        self.workspace.today()
    }

    /// The day that a text names; today without one.
    pub(crate) fn day(&self, text: Option<&str>) -> Result<Date, Problem> {
        match text {
            Some(text) => read_day(text, self.today())
                .map_err(|error| Problem::new(Exit::Input, "day_unknown", error.to_string(), error.fix())),
            None => Ok(self.today()),
        }
    }

    /// The day of an instant, in the zone of the configuration.
    pub(crate) fn local_day(&self, at: jiff::Timestamp) -> Date {
        at.to_zoned(self.configured.time_zone()).date()
    }

    /// The goal that a text names, with the revision behind `@`; without a
    /// text, the only one there is.
    pub(crate) async fn named(&self, text: Option<&str>) -> Result<Named, Problem> {
        let Some(text) = text else { return self.only_goal().await };
        let (text, revision) = match text.rsplit_once('@') {
            Some((goal, number)) => match number.trim_start_matches('r').parse() {
                Ok(revision) => (goal, Some(revision)),
                Err(_) => (text, None),
            },
            None => (text, None),
        };
        let found = self.workspace.find_goal(text).await?;
        Ok(Named { goal_file: found.goal_file, goal: found.goal, revision })
    }

    async fn only_goal(&self) -> Result<Named, Problem> {
        let goals = self.workspace.goals().await?;
        let live: Vec<&GoalRow> = goals.iter().filter(|goal| goal.state != GoalState::Dropped).collect();
        let Some(first) = live.first() else {
            let fix = "write a goal file with `backcast init`, then keep it with `backcast add goal.toml`";
            return Err(Problem::new(Exit::Input, "no_goals", "there is no goal yet", fix));
        };
        if live.iter().any(|goal| goal.goal_file != first.goal_file) {
            let ids: Vec<String> = live.iter().take(5).map(|goal| goal.id.to_string()).collect();
            let more = if live.len() > 5 { format!(" and {} more", live.len() - 5) } else { String::new() };
            let message = format!("there are {} goals, and none is named", live.len());
            let fix = format!("name one of {}{more}", ids.join(", "));
            return Err(Problem::new(Exit::Usage, "goal_unnamed", message, fix));
        }
        let goal = (live.len() == 1).then(|| first.id.clone());
        Ok(Named { goal_file: first.goal_file.clone(), goal, revision: None })
    }

    /// The goals with this id and the plan that is meant.
    pub(crate) async fn plan_named(&self, named: &Named) -> Result<(Stored, PlanRevision), Problem> {
        let stored = self.workspace.stored(&named.goal_file).await?;
        let revision = revision_of(&stored.id, &stored.ledger, named.revision).map_err(Problem::from)?.clone();
        Ok((stored, revision))
    }

    /// Whether questions may be asked.
    pub(crate) fn may_ask(&self) -> bool {
        use std::io::IsTerminal as _;
        !self.global.non_interactive
            && !self.global.json
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal()
    }
}

impl From<backcast_store::StoreError> for Problem {
    fn from(error: backcast_store::StoreError) -> Self {
        Problem::from(AppError::from(error))
    }
}
