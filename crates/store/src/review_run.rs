//! Adversarial reviews: what happened in each run, step by step.

use std::collections::BTreeMap;

use backcast_core::GoalFileId;
use backcast_core::track::ContentHash;
use backcast_document::content_hash;
use jiff::Timestamp;

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
        self.insert_step(&run.id, 1, body, documents, stamp).await.map(|()| true)
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
        for (number, body) in (first..).zip(bodies) {
            self.insert_step(run, number, body, documents, stamp).await?;
        }
        Ok(())
    }

    async fn insert_step(
        &self,
        run: &str,
        number: u32,
        body: &str,
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let texts: BTreeMap<ContentHash, &str> =
            documents.iter().map(|text| (content_hash(text), text.as_str())).collect();
        for (hash, text) in texts {
            self.insert_document(&hash, text).await?;
        }
        let sql = "INSERT INTO review_step (workspace_id, run, number, at, author, body) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        let query = self.query(sql).bind(run.to_owned()).bind(i64::from(number)).bind(stamp.at.as_microsecond());
        match self.execute(query.bind(stamp.by.clone()).bind(body.to_owned())).await? {
            0 => Err(StoreError::StepTaken { run: run.to_owned(), number }),
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
    /// Returns an error if the database refuses.
    pub async fn review_steps(&self, run: &str) -> Result<Vec<ReviewStepRow>, StoreError> {
        let sql =
            "SELECT number, at, author, body FROM review_step WHERE workspace_id = $1 AND run = $2 ORDER BY number";
        let rows = self.rows(sql, &[run]).await?;
        let row = |row| -> Result<ReviewStepRow, StoreError> {
            Ok(ReviewStepRow {
                number: u32::try_from(self.get::<i64>(row, 0)?).unwrap_or(u32::MAX),
                at: Timestamp::from_microsecond(self.get(row, 1)?).unwrap_or_default(),
                by: self.get(row, 2)?,
                body: self.get(row, 3)?,
            })
        };
        rows.iter().map(row).collect()
    }

    /// Takes over a run of an export: steps that are not here yet.
    pub(crate) async fn import_review(&self, run: &ReviewRunRow, steps: &[ReviewStepRow]) -> Result<(), StoreError> {
        self.insert_run(run).await?;
        let ours = self.review_steps(&run.id).await?;
        let common = ours.len().min(steps.len());
        if ours[..common] != steps[..common] {
            return Err(StoreError::Diverged(run.goal_file.clone()));
        }
        for step in &steps[common..] {
            let stamp = Stamp { at: step.at, by: step.by.clone() };
            self.insert_step(&run.id, step.number, &step.body, &[], &stamp).await?;
        }
        Ok(())
    }
}
