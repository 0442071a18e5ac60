//! How often one's own forecasts held, as the store has them.

use backcast_engine::track_record::{TrackRecord, last_dates, of_dates, of_work};
use jiff::civil::Date;
use tracing::instrument;

use crate::calibrate::stored::past_calibrations;
use crate::{AppError, Workspace};

impl Workspace {
    /// How often forecasts of finished work held, and the dates that looks gave.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn track_record(&self) -> Result<TrackRecord, AppError> {
        let store = &self.store().await?;
        let work = self.finished_work().await?;
        let mut record = of_work(&work);
        let mut outcomes: Vec<[Date; 5]> = Vec::new();
        for id in store.goal_files().await? {
            let stored = store.load(&id).await?;
            let calibrations = past_calibrations(store, &stored).await?;
            for (milestone, track) in &stored.ledger.tracks {
                if let Some(done) = track.done_on
                    && let Some(dates) = last_dates(&calibrations, milestone, done)
                {
                    outcomes.push(dates);
                }
            }
        }
        record.dates = of_dates(&outcomes);
        Ok(record)
    }
}
