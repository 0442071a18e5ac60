//! Adversarial reviews: what happened in each run, step by step.

use std::collections::BTreeMap;

use backcast_core::GoalFileId;
use backcast_core::track::ContentHash;
use backcast_document::content_hash;
use jiff::Timestamp;

use crate::running_hash::{Chain, RecordedRow};
use crate::{Stamp, Store, StoreError, fault};

/// A run of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRunRow {
    /// Its id: that of the goal file, a dot, and its number.
    pub id: String,
    /// The goal file.
    pub goal_file: GoalFileId,
    /// Counts the runs of the goal file from 1 on.
    pub number: u32,
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewStepRow {
    /// Its place in the run, from 1 on.
    pub number: u32,
    /// When it was kept.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What happened, as JSON.
    pub body: String,
}

/// So often a number is looked for that nobody else takes meanwhile.
const TRIES: u32 = 50;

impl Store {
    /// Begins a run for a goal file, with its first step and the documents
    /// that it names.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such goal file or the database refuses.
    pub async fn begin_review(
        &self,
        goal_file: &GoalFileId,
        body: &str,
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<ReviewRunRow, StoreError> {
        let mut number = self.review_runs(Some(goal_file)).await?.last().map_or(1, |run| run.number + 1);
        for _ in 0..TRIES {
            let run = ReviewRunRow { id: format!("{goal_file}.{number}"), goal_file: goal_file.clone(), number };
            let transaction = self.begin_write().await?;
            let work = transaction.insert_run_with_step(&run, body, documents, stamp).await;
            if transaction.end(work).await? {
                fault::point("review_step_1").await;
                return Ok(run);
            }
            number += 1;
        }
        Err(StoreError::Busy(self.location().to_string()))
    }

    /// Whether the number was still free.
    async fn insert_run_with_step(
        &self,
        run: &ReviewRunRow,
        body: &str,
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<bool, StoreError> {
        if self.insert_run(run).await? == 0 {
            return Ok(false);
        }
        self.insert_steps(&run.id, 1, &[body.to_owned()], documents, stamp).await.map(|()| true)
    }

    async fn insert_run(&self, run: &ReviewRunRow) -> Result<u64, StoreError> {
        let sql = "INSERT INTO review_run (workspace_id, id, portfolio, number) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let query = self.query(sql).bind(run.id.as_str()).bind(run.goal_file.as_str());
        self.execute(query.bind(i64::from(run.number))).await
    }

    /// Keeps the next steps of a run, all of them or none, with the documents
    /// that they name.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::StepTaken`] if somebody else was faster with a
    /// step of one of the numbers, and an error if the database refuses.
    /// Nothing is written then.
    pub async fn append_review_steps(
        &self,
        run: &str,
        first: u32,
        bodies: &[String],
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.insert_steps(run, first, bodies, documents, stamp).await;
        transaction.end(work).await?;
        for (number, _) in (first..).zip(bodies) {
            fault::point(&format!("review_step_{number}")).await;
        }
        Ok(())
    }

    async fn insert_steps(
        &self,
        run: &str,
        first: u32,
        bodies: &[String],
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let texts: BTreeMap<ContentHash, &str> =
            documents.iter().map(|text| (content_hash(text), text.as_str())).collect();
        for (hash, text) in texts {
            self.insert_document(&hash, text).await?;
        }
        let steps = (first..).zip(bodies).map(|(number, body)| ReviewStepRow {
            number,
            at: stamp.at,
            by: stamp.by.clone(),
            body: body.clone(),
        });
        self.insert_rows(run, &steps.collect::<Vec<_>>()).await
    }

    /// Appends steps to those that are there.
    async fn insert_rows(&self, run: &str, steps: &[ReviewStepRow]) -> Result<(), StoreError> {
        let Some(first) = steps.first() else { return Ok(()) };
        let chain = Chain::Steps(run);
        // In PostgreSQL this locks the run until the end of the transaction.
        let lock = self.query("UPDATE review_run SET head_number = head_number WHERE workspace_id = $1 AND id = $2");
        self.execute(lock.bind(run.to_owned())).await?;
        if self.head(chain).await?.number >= i64::from(first.number) {
            return Err(StoreError::StepTaken { run: run.to_owned(), number: first.number });
        }
        let mut previous = self.cover(chain, i64::from(first.number) - 1).await?;
        for step in steps {
            let mut row = RecordedRow {
                number: i64::from(step.number),
                batch: None,
                at: step.at.as_microsecond(),
                by: step.by.clone(),
                body: step.body.clone(),
                hash: String::new(),
            };
            row.hash = row.hash_after(&previous);
            previous.clone_from(&row.hash);
            self.insert_step(run, row).await?;
        }
        let last = steps.last().map_or(first.number, |step| step.number);
        self.write_head(chain, i64::from(last), &previous).await
    }

    async fn insert_step(&self, run: &str, row: RecordedRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO review_step (workspace_id, run, number, at, author, body, hash) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let query = self.query(sql).bind(run.to_owned()).bind(row.number).bind(row.at);
        match self.execute(query.bind(row.by).bind(row.body).bind(row.hash)).await? {
            0 => {
                let number = u32::try_from(row.number).unwrap_or(u32::MAX);
                Err(StoreError::StepTaken { run: run.to_owned(), number })
            }
            _ => Ok(()),
        }
    }

    /// The runs of a goal file, or of all, the oldest first.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn review_runs(&self, goal_file: Option<&GoalFileId>) -> Result<Vec<ReviewRunRow>, StoreError> {
        let all = "SELECT id, portfolio, number FROM review_run WHERE workspace_id = $1";
        let rows = match goal_file {
            Some(goal_file) => {
                self.rows(&format!("{all} AND portfolio = $2 ORDER BY number"), &[goal_file.as_str()]).await?
            }
            None => self.rows(&format!("{all} ORDER BY portfolio, number"), &[]).await?,
        };
        let row = |row| -> Result<ReviewRunRow, StoreError> {
            Ok(ReviewRunRow {
                id: self.get(row, 0)?,
                goal_file: GoalFileId::new(self.get::<String>(row, 1)?),
                number: u32::try_from(self.get::<i64>(row, 2)?).unwrap_or(u32::MAX),
            })
        };
        rows.iter().map(row).collect()
    }

    /// The steps of a run in their order; none where there is no such run.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::LogBroken`] if one is not what was recorded, and an
    /// error if the database refuses.
    pub async fn review_steps(&self, run: &str) -> Result<Vec<ReviewStepRow>, StoreError> {
        let recorded = self.checked(Chain::Steps(run), 1, i64::MAX).await?;
        let step = |row: RecordedRow| ReviewStepRow {
            number: u32::try_from(row.number).unwrap_or(u32::MAX),
            at: Timestamp::from_microsecond(row.at).unwrap_or_default(),
            by: row.by,
            body: row.body,
        };
        Ok(recorded.rows.into_iter().map(step).collect())
    }

    /// Takes over a run of an export: steps that are not here yet.
    pub(crate) async fn import_review(&self, run: &ReviewRunRow, steps: &[ReviewStepRow]) -> Result<(), StoreError> {
        self.insert_run(run).await?;
        let ours = self.review_steps(&run.id).await?;
        let common = ours.len().min(steps.len());
        if ours[..common] != steps[..common] {
            return Err(StoreError::Diverged(run.goal_file.clone()));
        }
        self.insert_rows(&run.id, &steps[common..]).await
    }
}
