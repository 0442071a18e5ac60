use backcast_engine::PlanningDefaults;
use backcast_playbook::Library;
use backcast_review::Prompts;
use backcast_store::Store;

use crate::repository::Actor;
use crate::{AppError, Workspace};

/// What the steps of a run are done with, read once for one command.
#[derive(Clone, Debug)]
pub(super) struct RunContext<'a> {
    pub(super) store: Store,
    pub(super) actor: &'a Actor,
    pub(super) library: &'a Library,
    /// The templates of the packets.
    pub(super) prompts: &'a Prompts,
    /// What holds where the goal says nothing of the person's time.
    pub(super) defaults: PlanningDefaults,
}

impl Workspace {
    pub(super) async fn run_context(&self) -> Result<RunContext<'_>, AppError> {
        Ok(RunContext {
            store: self.store().await?,
            defaults: self.planning_defaults(self.today()).await?,
            actor: self.actor(),
            library: self.library()?,
            prompts: self.prompts()?,
        })
    }

    /// Reads what the steps of a review are done with: calendars, library and
    /// prompts. What cannot be read stops a run here, before anybody is asked;
    /// every step reads it by itself, too.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them cannot be read.
    pub async fn prepare_review(&self) -> Result<(), AppError> {
        self.run_context().await.map(drop)
    }
}
