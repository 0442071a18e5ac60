//! Stored plans under other circumstances.

use backcast_core::Plan;
use backcast_engine::what_if::Scenario;
use backcast_store::Stored;

use crate::approve::{earlier, planning_day};
use crate::repository::goal_file_of;
use crate::{AppError, Workspace};

impl Workspace {
    /// What is left of a stored plan: without what has ended, and with only the
    /// rest of what has begun, from the day on from which it would be planned
    /// again.
    ///
    /// # Errors
    ///
    /// Returns an error if the store or the goal file cannot be read.
    pub async fn scenario_of_stored(&self, stored: &Stored, plan: &Plan) -> Result<Scenario, AppError> {
        let earlier = earlier(&self.store().await?, stored).await?;
        let stated = goal_file_of(stored)?.today;
        let today = stated.map_or_else(|| self.today(), |day| planning_day(day, &stored.ledger, self.clock()));
        Ok(Scenario::left_of(plan, &earlier, today))
    }
}
