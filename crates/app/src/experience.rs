//! What a person finished before, as the store has it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use backcast_core::{FinishedWork, GoalFileId, HOURS};
use backcast_engine::experience::{Experience, experience};
use backcast_store::Store;
use tracing::instrument;

use crate::repository::Actor;
use crate::{AppError, Workspace};

impl Workspace {
    /// Everything that whoever asks finished, here and elsewhere, the oldest
    /// first.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read; so do all below.
    pub async fn finished_work(&self) -> Result<Vec<FinishedWork>, AppError> {
        finished(&self.store().await?, self.actor()).await
    }

    /// What whoever asks finished outside of some goals, as experience for them.
    ///
    /// # Errors
    ///
    /// As [`Workspace::finished_work`].
    pub async fn experience_for(&self, goals: &GoalFileId) -> Result<Experience, AppError> {
        of_others(&self.store().await?, self.actor(), goals).await
    }

    /// Takes finished work over from a source, as work of whoever asks; returns
    /// how many pieces were not known yet. A piece that is known by its source
    /// and id gets the newer figures; its own person and source do not count.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn add_finished(&self, source: &str, work: &[FinishedWork]) -> Result<usize, AppError> {
        let named = |work: &FinishedWork| FinishedWork {
            person: self.actor().by.clone(),
            source: source.to_owned(),
            ..work.clone()
        };
        let work: Vec<FinishedWork> = work.iter().map(named).collect();
        Ok(self.store().await?.add_finished(&work).await?)
    }

    /// Forgets what whoever asks took over from a source; returns how many
    /// pieces that were, zero where nothing came from it.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn forget_finished(&self, source: &str) -> Result<usize, AppError> {
        Ok(self.store().await?.forget_finished(&self.actor().by, source).await?)
    }

    /// The sources that whoever asks took finished work over from, in the order
    /// of the work; one comes again where work of another lies between.
    ///
    /// # Errors
    ///
    /// As [`Workspace::finished_work`].
    pub async fn finished_sources(&self) -> Result<Vec<String>, AppError> {
        let work = self.store().await?.finished(Some(&self.actor().by)).await?;
        let mut sources: Vec<String> = work.into_iter().map(|work| work.source).collect();
        sources.dedup();
        Ok(sources)
    }
}

pub(crate) async fn finished(store: &Store, actor: &Actor) -> Result<Vec<FinishedWork>, AppError> {
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
pub(crate) async fn of_others(store: &Store, actor: &Actor, except: &GoalFileId) -> Result<Experience, AppError> {
    Ok(OfOthers::read(store, actor).await?.than(except).into_owned())
}

/// What was finished in hours, as experience for goals of which it is not.
#[derive(Clone, Debug)]
pub(crate) struct OfOthers {
    work: Vec<FinishedWork>,
    /// Of all work: what goals have that finished nothing themselves.
    all: OnceLock<Experience>,
    /// Goal files that some of the work is of.
    of: BTreeSet<String>,
}

impl OfOthers {
    pub(crate) async fn read(store: &Store, actor: &Actor) -> Result<Self, AppError> {
        let work: Vec<FinishedWork> =
            finished(store, actor).await?.into_iter().filter(|work| work.unit == HOURS).collect();
        let goal_file = |work: &FinishedWork| Some(work.id.split_once('/')?.0.to_owned());
        Ok(OfOthers { of: work.iter().filter_map(goal_file).collect(), all: OnceLock::new(), work })
    }

    /// What was finished in hours outside of these goals.
    pub(crate) fn than(&self, goal_file: &GoalFileId) -> Cow<'_, Experience> {
        if !self.of.contains(goal_file.as_str()) {
            return Cow::Borrowed(self.all.get_or_init(|| experience(&self.work)));
        }
        let own = format!("{goal_file}/");
        let of_others = self.work.iter().filter(|work| !work.id.starts_with(&own));
        Cow::Owned(experience(&of_others.cloned().collect::<Vec<FinishedWork>>()))
    }
}
