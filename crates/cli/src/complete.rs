//! What shells offer for goals and milestones.

use std::ffi::OsStr;

use backcast_app::{Principal, Workspace};
use backcast_core::text::plain_line;
use backcast_host::{Environment, Host, Overrides};
use backcast_store::{GoalRow, Location, MilestoneRow};
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter as _};

/// More candidates than these are of no use.
const SHOWN: usize = 200;
/// Milestones of more goals than these are offered only where they are ready.
const GOALS_READ: usize = 20;

/// Ids of goals.
pub(crate) fn goal(current: &OsStr) -> Vec<CompletionCandidate> {
    let goals = read(async |workspace| workspace.goals().await.unwrap_or_default());
    let candidates = goals.iter().map(|goal| (goal.id.to_string(), goal.title.clone()));
    starting_with(current, candidates)
}

/// Goal files, and ids of goals.
pub(crate) fn file_or_goal(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut candidates = goal(current);
    candidates.extend(PathCompleter::file().complete(current));
    candidates
}

/// Milestones: `M3` where one goal is tracked, else `book-7k2f/M3`.
pub(crate) fn milestone(current: &OsStr) -> Vec<CompletionCandidate> {
    let (goals, rows) = read(async |workspace| milestones(workspace).await);
    let several = goals.iter().filter(|goal| goal.approved.is_some()).count() > 1;
    let name = |row: &MilestoneRow| if several { format!("{}/{}", row.goal, row.id) } else { row.id.to_string() };
    starting_with(current, rows.iter().map(|row| (name(row), row.name.clone())))
}

async fn milestones(workspace: &Workspace) -> (Vec<GoalRow>, Vec<MilestoneRow>) {
    let goals = workspace.goals().await.unwrap_or_default();
    let mut rows = Vec::new();
    if goals.len() > GOALS_READ {
        rows = workspace.ready_milestones(SHOWN).await.unwrap_or_default();
    } else {
        for goal in &goals {
            let of_goal = workspace.milestones(&goal.goal_file).await.unwrap_or_default();
            rows.extend(of_goal.into_iter().filter(|row| row.goal == goal.id));
        }
        rows.retain(|row| row.standing.is_open());
    }
    (goals, rows)
}

fn starting_with(current: &OsStr, candidates: impl Iterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy().to_lowercase();
    candidates
        .filter(|(value, _)| value.to_lowercase().starts_with(&current))
        .take(SHOWN)
        .map(|(value, help)| CompletionCandidate::new(value).help(Some(plain_line(&help).into_owned().into())))
        .collect()
}

/// Reads from the store of this place. Whatever goes wrong, a shell that asks
/// for completions is not the place to say so.
fn read<T: Default>(work: impl AsyncFnOnce(&Workspace) -> T) -> T {
    let try_read = || {
        let overrides = Overrides::default();
        let configured = Host::load(&Environment::of_process(), &overrides).ok()?.value;
        let location = configured.store_location().ok()?;
        if matches!(&location, Location::File(path) if !path.exists()) {
            return None;
        }
        let principal = Principal { name: configured.name() };
        let workspace = Workspace::for_request(&configured.installation(), principal, configured.clock(None));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(async {
            workspace.open().await.ok()?;
            let found = work(&workspace).await;
            workspace.close().await;
            Some(found)
        })
    };
    try_read().unwrap_or_default()
}
