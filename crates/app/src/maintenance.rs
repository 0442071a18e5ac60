//! Care of the store as a whole: what is wrong with it, making its lists anew,
//! and moving everything elsewhere.

use backcast_core::GoalFileId;
use backcast_document::ExportRecord;
use backcast_review::Step;
use backcast_store::{AcceptedDamage, Fault, FaultKind, Imported, LeftOut, Rebuilt, ReviewRunRow, Store, StoreError};
use jiff::Timestamp;
use tracing::instrument;

use crate::repository::find_goal;
use crate::review::StoredRun;
use crate::{AppError, Workspace};

/// What an inspection of the store found.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// What is wrong or odd; empty where everything is in order.
    pub faults: Vec<Fault>,
    /// The instant of the newest change; `None` where there is none yet.
    pub newest: Option<Timestamp>,
    /// How many goal files there are, dropped ones as well.
    pub n_goal_files: usize,
    /// The database engine and its version, for people.
    pub engine: String,
}

impl Workspace {
    /// Looks for what is wrong with the store: with its file, its logs, its
    /// reviews, its texts and the lists that are made of them. Nothing is mended.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be read at all; what is broken in
    /// it is none.
    #[instrument(level = "debug", skip_all)]
    pub async fn inspect_store(&self) -> Result<Inspection, AppError> {
        let store = self.store().await?;
        let mut faults = store.check().await?;
        for run in store.review_runs(None).await? {
            faults.extend(review_fault(&store, &run).await);
        }
        let newest = store.newest().await?;
        let n_goal_files = store.goal_files().await?.len();
        let engine = format!("{} {}", store.engine().as_str(), store.engine_version().await?);
        Ok(Inspection { faults, newest, n_goal_files, engine })
    }

    /// Makes lists and sums anew from the logs that are as they were recorded;
    /// what lists show of damaged ones stays.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses; then nothing is changed.
    #[instrument(level = "debug", skip_all)]
    pub async fn rebuild_lists(&self) -> Result<Rebuilt, AppError> {
        Ok(self.store().await?.rebuild().await?)
    }

    /// Goes on with a damaged log as it is, which its history says from then on;
    /// `None` where nothing is wrong with the log. The goal is named by its id,
    /// that of its goal file, or as in any command.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such goal, or if what is left of the log
    /// names a text that is missing or was changed; then nothing is changed.
    #[instrument(level = "debug", skip_all)]
    pub async fn accept_damage(&self, goal: &str, why: Option<&str>) -> Result<Option<AcceptedDamage>, AppError> {
        let store = self.store().await?;
        // A damaged log may show in no list.
        let own = GoalFileId::new(goal);
        let id = if store.goal_files().await?.contains(&own) { own } else { find_goal(&store, goal).await?.goal_file };
        Ok(store.accept_damage(&id, why, &self.actor().stamp()).await?)
    }

    /// What is as it was recorded, for another machine or another database, and
    /// what was left out as it is damaged.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn export_intact(&self) -> Result<(ExportRecord, Vec<LeftOut>), AppError> {
        Ok(self.store().await?.export_intact().await?)
    }

    /// Everything that is kept, for another machine or another database.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read, or if anything in it is not
    /// as it was recorded.
    #[instrument(level = "debug", skip_all)]
    pub async fn export(&self) -> Result<ExportRecord, AppError> {
        Ok(self.store().await?.export().await?)
    }

    /// Takes over what another store exported, all of it or nothing. A log that
    /// is here already is carried on if the export begins with it.
    ///
    /// # Errors
    ///
    /// Returns an error if a log has another history here, if the export lacks a
    /// text that it names, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn import(&self, export: &ExportRecord) -> Result<Imported, AppError> {
        Ok(self.store().await?.import(export).await?)
    }
}

/// Why a review cannot be shown, or what it names that is not there; what is
/// wrong with its rows and texts the store finds by itself.
async fn review_fault(store: &Store, run: &ReviewRunRow) -> Option<Fault> {
    let fault = |detail: String| Some(Fault { kind: FaultKind::ReviewBroken, id: Some(run.goal_file.clone()), detail });
    let stored_run = match StoredRun::load(store, &run.id).await {
        Ok(stored_run) => stored_run,
        Err(AppError::Store(StoreError::LogBroken { .. })) => return None,
        Err(error) => return fault(format!("the review {} cannot be shown: {error}", run.id)),
    };
    let ledger = store.load(&run.goal_file).await.ok()?.ledger;
    let proposed = stored_run.steps.iter().find_map(|step| match step.step {
        Step::Proposed { revision } => Some(revision),
        _ => None,
    });
    let missing = proposed.filter(|revision| *revision > ledger.last_plan_revision)?;
    fault(format!("the review {} proposed revision {missing}, which the log does not have", run.id))
}
