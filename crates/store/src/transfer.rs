use std::collections::BTreeMap;

use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event};
use backcast_document::{
    EventRecord, ExportRecord, FinishedWorkRecord, PortfolioRecord, ReviewRunRecord, ReviewStepRecord, step_documents,
};
use jiff::Timestamp;

use crate::log::{event, recorded, signed};
use crate::projection::Projection;
use crate::running_hash::{Chain, Recorded, RecordedRow};
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

/// Something damaged that an export of what is intact leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The id of the goal file, or of the review.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// The place of events that were written in another store: their times tell
/// their order.
const ELSEWHERE: i64 = 0;

/// How much of a store is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exported {
    /// Everything, or an error where something is damaged.
    Whole,
    /// What is not damaged.
    Intact,
    /// Everything that can be read, damaged or not: a backup.
    AsItIs,
}

impl Store {
    /// Everything that the store holds, in the order of ids and numbers: two
    /// stores that hold the same give the same export.
    ///
    /// # Errors
    ///
    /// Returns an error if a log or a text is not what was recorded.
    pub async fn export(&self) -> Result<ExportRecord, StoreError> {
        self.export_in(Exported::Whole).await.map(|(export, _)| export)
    }

    /// Every goal file and review that is as it was recorded, and what was left
    /// out as it is not.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn export_intact(&self) -> Result<(ExportRecord, Vec<LeftOut>), StoreError> {
        self.export_in(Exported::Intact).await
    }

    /// Everything that can be read, whether it is as it was recorded or not.
    pub(crate) async fn backup(&self) -> Result<ExportRecord, StoreError> {
        self.export_in(Exported::AsItIs).await.map(|(export, _)| export)
    }

    async fn export_in(&self, how: Exported) -> Result<(ExportRecord, Vec<LeftOut>), StoreError> {
        let transaction = self.begin_read().await?;
        let work = transaction.export_all(how).await;
        transaction.end(work).await
    }

    pub(crate) async fn export_all(&self, how: Exported) -> Result<(ExportRecord, Vec<LeftOut>), StoreError> {
        let documents = self.export_documents(how).await?;
        let mut left_out = Vec::new();
        let mut ids = self.goal_files().await?;
        ids.sort();
        let mut portfolios = Vec::with_capacity(ids.len());
        for id in ids {
            match self.export_log(&id, &documents, how).await {
                Ok(log) => portfolios.push(log),
                Err(error) if how == Exported::Intact => {
                    left_out.push(LeftOut { id: id.to_string(), reason: error.to_string() });
                }
                Err(error) => return Err(error),
            }
        }
        // A server's database is exported before it is migrated.
        let finished = if has_table(self, "finished").await? { self.finished(None).await? } else { Vec::new() };
        let finished = finished.iter().map(FinishedWorkRecord::from_work).collect();
        let runs = if has_table(self, "review_run").await? { self.review_runs(None).await? } else { Vec::new() };
        let mut reviews = Vec::with_capacity(runs.len());
        for run in runs.iter().filter(|run| portfolios.iter().any(|log| log.id == run.goal_file.as_str())) {
            match self.export_run(run, &documents, how).await {
                Ok(record) => reviews.push(record),
                Err(error) if how == Exported::Intact => {
                    left_out.push(LeftOut { id: run.id.clone(), reason: error.to_string() });
                }
                Err(error) => return Err(error),
            }
        }
        let export = ExportRecord { reviews, ..ExportRecord::new(documents, portfolios, finished) };
        Ok((export.summed(), left_out))
    }

    async fn export_documents(&self, how: Exported) -> Result<BTreeMap<String, String>, StoreError> {
        let mut documents = BTreeMap::new();
        for row in &self.rows("SELECT hash FROM document WHERE workspace_id = $1 ORDER BY hash", &[]).await? {
            let hash: String = self.get(row, 0)?;
            // One by one: a text that cannot be read keeps none of the others in.
            let body = match how {
                Exported::AsItIs => self.document_as_it_is(&hash).await,
                Exported::Whole | Exported::Intact => self.document(&ContentHash::new(hash.clone())).await,
            };
            match body {
                Ok(body) => drop(documents.insert(hash, body)),
                Err(_) if how == Exported::Intact => {} // Whoever names it is left out.
                Err(error) => return Err(error),
            }
        }
        Ok(documents)
    }

    async fn document_as_it_is(&self, hash: &str) -> Result<String, StoreError> {
        let rows = self.rows("SELECT body FROM document WHERE workspace_id = $1 AND hash = $2", &[hash]).await?;
        let row = rows.first().ok_or_else(|| StoreError::DocumentMissing(hash.to_owned()))?;
        self.get(row, 0)
    }

    async fn export_log(
        &self,
        id: &GoalFileId,
        documents: &BTreeMap<String, String>,
        how: Exported,
    ) -> Result<PortfolioRecord, StoreError> {
        let rows = self.exported_rows(Chain::Events(id), how).await?;
        let head = rows.last().map(|row| row.hash.clone());
        let events = rows.into_iter().map(|row| event_record(id, row)).collect::<Result<Vec<_>, _>>()?;
        if how != Exported::AsItIs {
            let named = events.iter().filter_map(|event| event.change.document());
            all_there(named, documents)?;
        }
        Ok(PortfolioRecord { id: id.to_string(), events, head })
    }

    async fn export_run(
        &self,
        run: &ReviewRunRow,
        documents: &BTreeMap<String, String>,
        how: Exported,
    ) -> Result<ReviewRunRecord, StoreError> {
        let rows = self.exported_rows(Chain::Steps(&run.id), how).await?;
        let head = rows.last().map(|row| row.hash.clone());
        let step = |row: RecordedRow| {
            let at = Timestamp::from_microsecond(row.at).unwrap_or_default();
            ReviewStepRecord::from_body(at, row.by, &row.body, Some(row.hash))
        };
        let steps: Vec<ReviewStepRecord> = rows.into_iter().map(step).collect();
        if how != Exported::AsItIs {
            all_there(steps.iter().flat_map(|step| step_documents(&step.step)), documents)?;
        }
        Ok(ReviewRunRecord { portfolio: run.goal_file.to_string(), number: run.number, steps, head })
    }

    /// The rows of a log, each with its hash.
    async fn exported_rows(&self, chain: Chain<'_>, how: Exported) -> Result<Vec<RecordedRow>, StoreError> {
        let recorded = match how {
            Exported::Whole | Exported::Intact => self.checked(chain, 1, i64::MAX).await?,
            Exported::AsItIs => Recorded { before: chain.start(), rows: self.recorded(chain, 1, i64::MAX).await?.1 },
        };
        Ok(recorded.hashed().rows)
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

    async fn import_review_record(&self, record: &ReviewRunRecord) -> Result<(), StoreError> {
        let goal_file = GoalFileId::new(record.portfolio.clone());
        let run = ReviewRunRow { id: format!("{goal_file}.{}", record.number), goal_file, number: record.number };
        let step = |(number, step): (u32, &ReviewStepRecord)| ReviewStepRow {
            number,
            at: step.at,
            by: step.by.clone(),
            body: step.body(),
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
        let version = signed(theirs.len() as u64);
        let sql = "INSERT INTO portfolio (workspace_id, id, version) VALUES ($1, $2, $3) \
                   ON CONFLICT (workspace_id, id) DO UPDATE SET version = excluded.version";
        self.execute(self.query(sql).bind(id.as_str()).bind(version)).await?;
        let mut head = self.cover(Chain::Events(&id), signed(common as u64)).await?;
        for (event, record) in theirs.iter().zip(&record.events).skip(common) {
            head = self.insert_event(&id, &recorded(event, record.body(), &head), ELSEWHERE).await?;
        }
        self.write_head(Chain::Events(&id), version, &head).await?;
        self.renew_snapshot(&id).await?;
        let stored: Stored = self.load(&id).await?;
        let new = Projection::of(&stored)?;
        self.write_projection(&id, &old, &new).await?;
        let list = if common == 0 { &mut imported.added } else { &mut imported.extended };
        list.push(id);
        Ok(())
    }
}

fn event_record(id: &GoalFileId, row: RecordedRow) -> Result<EventRecord, StoreError> {
    let mut record = EventRecord::from_event(&event(id, row.clone())?);
    if record.body() != row.body {
        record.written = Some(row.body);
    }
    record.hash = Some(row.hash);
    Ok(record)
}

fn all_there<'a>(
    mut named: impl Iterator<Item = &'a str>,
    documents: &BTreeMap<String, String>,
) -> Result<(), StoreError> {
    match named.find(|document| !documents.contains_key(*document)) {
        Some(missing) => Err(StoreError::DocumentMissing(missing.to_owned())),
        None => Ok(()),
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
