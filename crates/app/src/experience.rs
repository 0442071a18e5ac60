//! What a person finished before, as the store has it.

use backcast_core::{FinishedWork, HOURS, PortfolioId};
use backcast_store::Store;

use crate::AppError;
use crate::keep::Actor;

pub use backcast_engine::experience::{Experience, experience};

/// Everything that a person finished, here and elsewhere, the oldest first.
///
/// # Errors
///
/// Returns an error if the store cannot be read.
pub async fn finished(store: &Store, actor: &Actor) -> Result<Vec<FinishedWork>, AppError> {
    let mut work = store.finished(Some(&actor.by)).await?;
    work.extend(store.finished_milestones().await?);
    work.sort_by(|a, b| (a.done_on, &a.source, &a.id).cmp(&(b.done_on, &b.source, &b.id)));
    Ok(work)
}

/// What was finished in hours outside of some goals, as experience for them.
///
/// # Errors
///
/// Returns an error if the store cannot be read.
pub(crate) async fn of_others(store: &Store, actor: &Actor, except: &PortfolioId) -> Result<Experience, AppError> {
    let own = format!("{except}/");
    let work: Vec<FinishedWork> = finished(store, actor)
        .await?
        .into_iter()
        .filter(|work| work.unit == HOURS && !work.id.starts_with(&own))
        .collect();
    Ok(experience(&work))
}
