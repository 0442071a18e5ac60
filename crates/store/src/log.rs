use std::collections::BTreeMap;

use backcast_core::PortfolioId;
use backcast_core::track::{Change, ContentHash, Event, Ledger};
use backcast_document::{ChangeRecord, content_hash};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::projection::Projection;
use crate::{Store, StoreError, fault};

/// When and by whom a change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The instant, by the clock of this machine.
    pub at: Timestamp,
    /// The person.
    pub by: String,
}

/// The goals of one file with all that happened to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Their id.
    pub id: PortfolioId,
    /// The log.
    pub events: Vec<Event>,
    /// What follows from it.
    pub ledger: Ledger,
    /// Texts that the log names and that were read: the goal file as it is
    /// now, the plan that holds, and the plan that waits for a decision.
    pub documents: BTreeMap<ContentHash, String>,
}

impl Stored {
    /// Goals to which nothing happened yet.
    #[must_use]
    pub fn new(id: PortfolioId) -> Self {
        Stored { id, events: Vec::new(), ledger: Ledger::default(), documents: BTreeMap::new() }
    }

    /// The text with this hash, where it was read.
    #[must_use]
    pub fn document(&self, hash: &ContentHash) -> Option<&str> {
        self.documents.get(hash).map(String::as_str)
    }

    /// The goal file as it is now.
    #[must_use]
    pub fn goal_text(&self) -> Option<&str> {
        self.document(&self.ledger.goal()?.document)
    }
}

impl Store {
    /// Everything about the goals with this id.
    ///
    /// # Errors
    ///
    /// Returns an error if there are none, or if the log cannot be read.
    pub async fn load(&self, id: &PortfolioId) -> Result<Stored, StoreError> {
        let events = self.events(id, 0).await?;
        if events.is_empty() {
            return Err(StoreError::Unknown(id.clone()));
        }
        let ledger = Ledger::replay(&events);
        let mut stored = Stored { id: id.clone(), events, ledger, documents: BTreeMap::new() };
        self.read_documents(&mut stored).await?;
        Ok(stored)
    }

    /// Reads the documents that the state speaks of and that are not there yet.
    async fn read_documents(&self, stored: &mut Stored) -> Result<(), StoreError> {
        let ledger = &stored.ledger;
        let plans = [ledger.approved(), ledger.proposed()].into_iter().flatten().map(|plan| &plan.document);
        let wanted: Vec<ContentHash> = ledger
            .goal()
            .map(|goal| &goal.document)
            .into_iter()
            .chain(plans)
            .filter(|hash| !stored.documents.contains_key(hash))
            .cloned()
            .collect();
        for hash in wanted {
            let text = self.document(&hash).await?;
            stored.documents.insert(hash, text);
        }
        Ok(())
    }

    /// The text with this hash.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none.
    pub async fn document(&self, hash: &ContentHash) -> Result<String, StoreError> {
        let rows = self.rows("SELECT body FROM document WHERE hash = $1", &[hash.as_str()]).await?;
        let row = rows.first().ok_or_else(|| StoreError::DocumentMissing(hash.to_string()))?;
        self.get(row, 0)
    }

    /// Appends changes that were decided on this state, in one transaction
    /// with the documents that they name, and returns the state after them.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Stale`] with what came in between if the log has
    /// grown, and an error if the database refuses. Nothing is written then.
    pub async fn append(
        &self,
        before: Stored,
        changes: &[Change],
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<Stored, StoreError> {
        let mut after = extended(&before, changes, documents, stamp);
        // Undoing may bring back a plan that was not read.
        self.read_documents(&mut after).await?;
        let old = if before.events.is_empty() { Projection::default() } else { Projection::of(&before)? };
        let new = Projection::of(&after)?;
        let transaction = self.begin_write().await?;
        let work = transaction.append_all(&before, &after, documents, (&old, &new)).await;
        transaction.end(work).await?;
        Ok(after)
    }

    async fn append_all(
        &self,
        before: &Stored,
        after: &Stored,
        documents: &[String],
        (old, new): (&Projection, &Projection),
    ) -> Result<(), StoreError> {
        for (hash, body) in hashed(documents) {
            self.insert_document(&hash, body).await?;
        }
        fault::point("documents_written").await;
        self.claim(before, after.ledger.version).await?;
        fault::point("version_set").await;
        for event in &after.events[before.events.len()..] {
            self.insert_event(&after.id, event).await?;
        }
        fault::point("events_written").await;
        self.write_projection(&after.id, old, new).await?;
        fault::point("projected").await;
        Ok(())
    }

    /// The events of a log behind a number.
    pub(crate) async fn events(&self, id: &PortfolioId, behind: u64) -> Result<Vec<Event>, StoreError> {
        let sql =
            "SELECT number, batch, at, author, body FROM event WHERE portfolio = $1 AND number > $2 ORDER BY number";
        let behind = i64::try_from(behind).unwrap_or(i64::MAX);
        let rows = self.fetch(sqlx::query(sql).bind(id.as_str()).bind(behind)).await?;
        rows.iter().map(|row| self.event(id, row)).collect()
    }

    fn event(&self, id: &PortfolioId, row: &sqlx::any::AnyRow) -> Result<Event, StoreError> {
        let read = || -> Result<(i64, i64, i64, String, String), sqlx::Error> {
            Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?))
        };
        let (number, batch, at, by, body) = read().map_err(|error| self.refused(error))?;
        let unreadable =
            |reason: String| StoreError::Unreadable { id: id.clone(), what: format!("event {number}"), reason };
        let change = ChangeRecord::from_json(&body).map_err(|error| unreadable(error.to_string()))?.into_change();
        let at = Timestamp::from_microsecond(at).map_err(|error| unreadable(error.to_string()))?;
        let count = |number: i64| u64::try_from(number).map_err(|error| unreadable(error.to_string()));
        Ok(Event { number: count(number)?, batch: count(batch)?, at, by, change })
    }

    pub(crate) async fn insert_document(&self, hash: &ContentHash, body: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO document (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
        self.execute(sqlx::query(sql).bind(hash.as_str()).bind(body)).await.map(drop)
    }

    pub(crate) async fn insert_event(&self, id: &PortfolioId, event: &Event) -> Result<(), StoreError> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let query = sqlx::query(
            "INSERT INTO event (portfolio, number, batch, at, author, body) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id.as_str())
        .bind(number(event.number))
        .bind(number(event.batch))
        .bind(event.at.as_microsecond())
        .bind(event.by.as_str())
        .bind(ChangeRecord::from_change(&event.change).to_json());
        self.execute(query).await.map(drop)
    }

    /// Moves the log's version on, or finds out who was faster. In PostgreSQL
    /// this also locks the log until the end of the transaction.
    async fn claim(&self, before: &Stored, to: u64) -> Result<(), StoreError> {
        let expected = before.ledger.version;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let query = if expected == 0 {
            sqlx::query("INSERT INTO portfolio (id, version) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
                .bind(before.id.as_str())
                .bind(number(to))
        } else {
            sqlx::query("UPDATE portfolio SET version = $1 WHERE id = $2 AND version = $3")
                .bind(number(to))
                .bind(before.id.as_str())
                .bind(number(expected))
        };
        if self.execute(query).await? == 1 {
            return Ok(());
        }
        let since = self.events(&before.id, expected).await?;
        let found = since.last().map_or(expected, |event| event.number);
        Err(StoreError::Stale { id: before.id.clone(), expected, found, since })
    }
}

/// The state after further changes, which belong together.
fn extended(before: &Stored, changes: &[Change], documents: &[String], stamp: &Stamp) -> Stored {
    let batch = before.ledger.version + 1;
    let fresh = (batch..).zip(changes).map(|(number, change)| Event {
        number,
        batch,
        at: stamp.at,
        by: stamp.by.clone(),
        change: change.clone(),
    });
    let mut after = before.clone();
    after.events.extend(fresh);
    after.ledger = Ledger::replay(&after.events);
    after.documents.extend(hashed(documents).into_iter().map(|(hash, body)| (hash, body.to_owned())));
    after
}

/// Each document once, in the order of their hashes, so that two writers never
/// wait for each other in a circle.
fn hashed(documents: &[String]) -> BTreeMap<ContentHash, &str> {
    documents.iter().map(|body| (content_hash(body), body.as_str())).collect()
}
