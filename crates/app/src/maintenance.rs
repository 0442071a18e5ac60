//! Care of the store as a whole: what is wrong with it, making its lists anew,
//! and moving everything elsewhere.

use backcast_document::ExportRecord;
use backcast_store::{Fault, Imported};
use jiff::Timestamp;
use tracing::instrument;

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
    /// texts and the lists that are made of them. Nothing is mended.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be read at all; what is broken in
    /// it is none.
    #[instrument(level = "debug", skip_all)]
    pub async fn inspect_store(&self) -> Result<Inspection, AppError> {
        let store = self.store().await?;
        let faults = store.check().await?;
        let newest = store.newest().await?;
        let n_goal_files = store.goal_files().await?.len();
        let engine = format!("{} {}", store.engine().as_str(), store.engine_version().await?);
        Ok(Inspection { faults, newest, n_goal_files, engine })
    }

    /// Makes lists and sums anew from the logs; returns how many goal files that
    /// were.
    ///
    /// # Errors
    ///
    /// Returns an error if a log cannot be read; then nothing is changed.
    #[instrument(level = "debug", skip_all)]
    pub async fn rebuild_lists(&self) -> Result<usize, AppError> {
        Ok(self.store().await?.rebuild().await?)
    }

    /// Everything that is kept, for another machine or another database.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
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
