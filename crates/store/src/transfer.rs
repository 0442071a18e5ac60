use std::collections::BTreeMap;

use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event};
use backcast_document::{
    EventRecord, ExportRecord, FinishedWorkRecord, PortfolioRecord, ReviewRunRecord, ReviewStepRecord,
};

use crate::projection::Projection;
use crate::schema::has_table;
use crate::{ReviewRunRow, ReviewStepRow, Store, StoreError, Stored};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Goal files that are new here.
    pub added: Vec<GoalFileId>,
    /// Goal files whose log was carried on.
    pub extended: Vec<GoalFileId>,
    /// Goal files that were here as they are, or further on.
    pub unchanged: Vec<GoalFileId>,
}

impl Store {
    /// Everything that the store holds, in the order of ids and numbers: two
    /// stores that hold the same give the same export.
    ///
    /// # Errors
    ///
    /// Returns an error if a log cannot be read.
    pub async fn export(&self) -> Result<ExportRecord, StoreError> {
        let transaction = self.begin_read().await?;
        let work = transaction.export_all().await;
        transaction.end(work).await
    }

    pub(crate) async fn export_all(&self) -> Result<ExportRecord, StoreError> {
        let mut documents = BTreeMap::new();
        for row in &self.rows("SELECT hash, body FROM document WHERE workspace_id = $1", &[]).await? {
            documents.insert(self.get::<String>(row, 0)?, self.get::<String>(row, 1)?);
        }
        let mut ids = self.goal_files().await?;
        ids.sort();
        let mut portfolios = Vec::with_capacity(ids.len());
        for id in ids {
            let events = self.events(&id, ..).await?;
            let events = events.iter().map(EventRecord::from_event).collect();
            portfolios.push(PortfolioRecord { id: id.to_string(), events });
        }
        // A server's database is exported before it is migrated.
        let finished = if has_table(self, "finished").await? { self.finished(None).await? } else { Vec::new() };
        let finished = finished.iter().map(FinishedWorkRecord::from_work).collect();
        let reviews = if has_table(self, "review_run").await? { self.export_reviews().await? } else { Vec::new() };
        Ok(ExportRecord { reviews, ..ExportRecord::new(documents, portfolios, finished) })
    }

    /// Takes over what an export holds, all of it or nothing. A log that is
    /// here already is carried on if the export begins with it.
    ///
    /// # Errors
    ///
    /// Returns an error if a log has another history here, if the export lacks
    /// a document that it names, or if the database refuses.
    pub async fn import(&self, export: &ExportRecord) -> Result<Imported, StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.import_all(export).await;
        transaction.end(work).await
    }

    async fn import_all(&self, export: &ExportRecord) -> Result<Imported, StoreError> {
        for (hash, body) in &export.documents {
            self.insert_document(&ContentHash::new(hash.clone()), body).await?;
        }
        let mut imported = Imported::default();
        for portfolio in &export.portfolios {
            self.import_one(portfolio, &mut imported).await?;
        }
        for work in &export.finished {
            self.insert_finished(&work.clone().into_work()).await?;
        }
        for review in &export.reviews {
            self.import_review_record(review).await?;
        }
        Ok(imported)
    }

    async fn export_reviews(&self) -> Result<Vec<ReviewRunRecord>, StoreError> {
        let mut reviews = Vec::new();
        for run in self.review_runs(None).await? {
            let steps = self.review_steps(&run.id).await?;
            let step = |step: ReviewStepRow| ReviewStepRecord {
                at: step.at,
                by: step.by,
                // What was kept is JSON; anything else is carried as a text.
                step: serde_json::from_str(&step.body).unwrap_or(serde_json::Value::String(step.body)),
            };
            let steps = steps.into_iter().map(step).collect();
            reviews.push(ReviewRunRecord { portfolio: run.goal_file.to_string(), number: run.number, steps });
        }
        Ok(reviews)
    }

    async fn import_review_record(&self, record: &ReviewRunRecord) -> Result<(), StoreError> {
        let goal_file = GoalFileId::new(record.portfolio.clone());
        let run = ReviewRunRow { id: format!("{goal_file}.{}", record.number), goal_file, number: record.number };
        let step = |(number, step): (u32, &ReviewStepRecord)| ReviewStepRow {
            number,
            at: step.at,
            by: step.by.clone(),
            body: step.step.as_str().map_or_else(|| step.step.to_string(), str::to_owned),
        };
        let steps: Vec<ReviewStepRow> = (1..).zip(&record.steps).map(step).collect();
        self.import_review(&run, &steps).await
    }

    async fn import_one(&self, record: &PortfolioRecord, imported: &mut Imported) -> Result<(), StoreError> {
        let id = GoalFileId::new(record.id.clone());
        let theirs: Vec<Event> = record.events.iter().cloned().map(EventRecord::into_event).collect();
        check_numbers(&id, &theirs)?;
        let ours = self.events(&id, ..).await?;
        let common = ours.len().min(theirs.len());
        if ours[..common] != theirs[..common] {
            return Err(StoreError::Diverged(id));
        }
        if theirs.len() <= ours.len() {
            imported.unchanged.push(id);
            return Ok(());
        }
        let old = if ours.is_empty() { Projection::default() } else { Projection::of(&self.load(&id).await?)? };
        let version = i64::try_from(theirs.len()).unwrap_or(i64::MAX);
        let sql = "INSERT INTO portfolio (workspace_id, id, version) VALUES ($1, $2, $3) \
                   ON CONFLICT (workspace_id, id) DO UPDATE SET version = excluded.version";
        self.execute(self.query(sql).bind(id.as_str()).bind(version)).await?;
        for event in &theirs[common..] {
            self.insert_event(&id, event).await?;
        }
        self.renew_snapshot(&id).await?;
        let stored: Stored = self.load(&id).await?;
        let new = Projection::of(&stored)?;
        self.write_projection(&id, &old, &new).await?;
        let list = if common == 0 { &mut imported.added } else { &mut imported.extended };
        list.push(id);
        Ok(())
    }
}

/// A log counts its events from 1 on.
fn check_numbers(id: &GoalFileId, events: &[Event]) -> Result<(), StoreError> {
    match (1..).zip(events).find(|(number, event)| event.number != *number) {
        None => Ok(()),
        Some((number, event)) => Err(StoreError::Unreadable {
            id: id.clone(),
            what: "the log".into(),
            reason: format!("event {} stands in the place of {number}", event.number),
        }),
    }
}
