//! Lists as the projection keeps them: goals and milestones, without reading a
//! log or a plan.

use backcast_core::GoalFileId;
use backcast_store::{GoalCount, GoalRow, MilestoneRow};
use jiff::civil::Date;

use crate::{AppError, Workspace};

impl Workspace {
    /// Every goal, dropped ones as well: the nearest due date first, those
    /// without one last.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read; so do all below.
    pub async fn goals(&self) -> Result<Vec<GoalRow>, AppError> {
        Ok(self.store().await?.goals().await?)
    }

    /// Up to `limit` goals that are neither reached nor dropped, in the order of
    /// [`Workspace::goals`].
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn live_goals(&self, limit: usize) -> Result<Vec<GoalRow>, AppError> {
        Ok(self.store().await?.live_goals(limit).await?)
    }

    /// How many goals there are in each state, and how many of them have an open
    /// milestone whose date is past today; no entry for a state without goals.
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn goal_counts(&self) -> Result<Vec<GoalCount>, AppError> {
        Ok(self.store().await?.goal_counts(self.today()).await?)
    }

    /// The goals of one file; none where there is no such file.
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn goals_of(&self, id: &GoalFileId) -> Result<Vec<GoalRow>, AppError> {
        Ok(self.store().await?.goals_of(id).await?)
    }

    /// The milestones of all goals of a file, in the order of their plan; none
    /// where no plan is in effect.
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn milestones(&self, id: &GoalFileId) -> Result<Vec<MilestoneRow>, AppError> {
        Ok(self.store().await?.milestones(id).await?)
    }

    /// Up to `limit` milestones that wait for no other one, also those whose
    /// day to begin is still to come, the most urgent first.
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn ready_milestones(&self, limit: usize) -> Result<Vec<MilestoneRow>, AppError> {
        Ok(self.store().await?.ready(Date::MAX, limit).await?)
    }

    /// The open milestone of all goals that is due first, whether or not it can
    /// be worked on; `None` where nothing is open.
    ///
    /// # Errors
    ///
    /// As [`Workspace::goals`].
    pub async fn next_due(&self) -> Result<Option<MilestoneRow>, AppError> {
        Ok(self.store().await?.open_due_by(Date::MAX, 1).await?.into_iter().next())
    }
}
