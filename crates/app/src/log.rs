//! One goal file as it was recorded: its log, and the texts that the log names.

use backcast_core::GoalFileId;
use backcast_core::track::{Event, PlanRevision};
use backcast_store::Stored;

use crate::{AppError, Workspace};

impl Workspace {
    /// A goal file with the state that follows from its log.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none with this id, or if its log cannot be
    /// read.
    pub async fn stored(&self, id: &GoalFileId) -> Result<Stored, AppError> {
        Ok(self.store().await?.load(id).await?)
    }

    /// Everything that happened to a goal file, the latest last; nothing where
    /// there is no such file.
    ///
    /// # Errors
    ///
    /// Returns an error if an event cannot be read.
    pub async fn history(&self, id: &GoalFileId) -> Result<Vec<Event>, AppError> {
        Ok(self.store().await?.events(id, ..).await?)
    }

    /// A plan byte for byte as it was hashed (JSON), of whatever version of
    /// that format; [`Workspace::plan_of`] reads it.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not there any more.
    pub async fn plan_text(&self, revision: &PlanRevision) -> Result<String, AppError> {
        Ok(self.store().await?.document(&revision.document).await?)
    }
}
