use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, RangeBounds};

use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event, EventKind, Ledger};
use backcast_document::{ChangeRecord, LEDGER_FORM, content_hash};
use jiff::Timestamp;
use tracing::{debug, instrument};

use crate::projection::Projection;
use crate::running_hash::{Chain, Head, RecordedRow};
use crate::snapshot::{SNAPSHOT_EVERY, Snapshot as SnapshotOf, State, read};
use crate::{Store, StoreError, fault};

/// When and by whom a change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The instant, by the clock of this machine.
    pub at: Timestamp,
    /// The person.
    pub by: String,
}

/// When an event was written, against those of other logs: the later one is
/// greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WriteOrder {
    /// Counts the commands on all logs; zero where that is not known, in logs of
    /// before it was counted and in imported ones.
    pub(crate) place: i64,
    /// Microseconds since 1970.
    pub(crate) at: i64,
}

/// The goals of one file with all that happened to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Their id.
    pub id: GoalFileId,
    /// Where they stand. [`Store::events`] tells how they came there.
    pub ledger: Ledger,
    /// Texts that the log names and that were read: the goal file as it is
    /// now, the plan in effect, and the plan that waits for a decision.
    pub documents: BTreeMap<ContentHash, String>,
}

impl Stored {
    /// Goals to which nothing happened yet.
    #[must_use]
    pub fn new(id: GoalFileId) -> Self {
        Stored { id, ledger: Ledger::default(), documents: BTreeMap::new() }
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

/// The documents that a state speaks of: the goal file as it is now, the plan in
/// effect and the proposed one.
fn spoken_of(stored: &Stored) -> impl Iterator<Item = &ContentHash> {
    let ledger = &stored.ledger;
    let plans = [ledger.approved(), ledger.proposed()].into_iter().flatten().map(|plan| &plan.document);
    ledger.goal().map(|goal| &goal.document).into_iter().chain(plans)
}

impl Store {
    /// Everything about the goals with this id.
    ///
    /// # Errors
    ///
    /// Returns an error if there are none, or if the log cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn load(&self, id: &GoalFileId) -> Result<Stored, StoreError> {
        let ledger = self.state(id, u64::MAX, &[]).await?.ledger;
        self.load_from(id, ledger).await
    }

    /// Everything about the goals with these ids, in the order of the ids: as
    /// [`Store::load`], with a few queries for all of them.
    ///
    /// # Errors
    ///
    /// Returns an error if there are no goals with one of them, or if a log
    /// cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn load_all(&self, ids: &BTreeSet<GoalFileId>) -> Result<Vec<Stored>, StoreError> {
        // A state and the events after it have to be of one moment.
        let transaction = self.begin_read().await?;
        let work = transaction.read_all(ids).await;
        transaction.end(work).await
    }

    async fn read_all(&self, ids: &BTreeSet<GoalFileId>) -> Result<Vec<Stored>, StoreError> {
        let names: Vec<&str> = ids.iter().map(GoalFileId::as_str).collect();
        let mut snapshots = self.snapshots(&names).await?;
        let mut heads = self.heads(&names).await?;
        let mut rows = self.rows_since_snapshots(&names).await?;
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            let head = heads.remove(id.as_str()).unwrap_or_default();
            let further = rows.remove(id.as_str()).unwrap_or_default();
            let ledger = match snapshots.remove(id.as_str()) {
                Some(snapshot) => snapshot.and_then(|snapshot| snapshot.followed_by(id, &head, further)),
                None => Some(Ledger::replay(&read(id, Chain::Events(id).checked(&head, further, 1, i64::MAX)?)?)),
            };
            let ledger = match ledger {
                Some(ledger) => ledger,
                // What is kept of it does not serve: its log is read whole.
                None => self.state(id, u64::MAX, &[]).await?.ledger,
            };
            if ledger.version == 0 {
                return Err(StoreError::Unknown(id.clone()));
            }
            all.push(Stored { id: id.clone(), ledger, documents: BTreeMap::new() });
        }
        self.read_all_documents(&mut all).await?;
        Ok(all)
    }

    /// The states that are kept of these logs; `None` where one is in another
    /// form or was changed.
    async fn snapshots(&self, names: &[&str]) -> Result<BTreeMap<String, Option<SnapshotOf>>, StoreError> {
        let sql = format!(
            "SELECT portfolio, body FROM snapshot WHERE workspace_id = $1 AND form = {LEDGER_FORM} AND portfolio IN"
        );
        let rows = self.rows_among(&sql, names).await?;
        let read = |row| -> Result<(String, Option<SnapshotOf>), StoreError> {
            Ok((self.get(row, 0)?, SnapshotOf::from_body(&self.get::<String>(row, 1)?)))
        };
        rows.iter().map(read).collect()
    }

    /// What these logs state of their ends.
    async fn heads(&self, names: &[&str]) -> Result<BTreeMap<String, Head>, StoreError> {
        let sql = "SELECT id, version, head_number, head FROM portfolio WHERE workspace_id = $1 AND id IN";
        let rows = self.rows_among(sql, names).await?;
        let read = |row| -> Result<(String, Head), StoreError> {
            let head = Head { version: Some(self.get(row, 1)?), number: self.get(row, 2)?, hash: self.get(row, 3)? };
            Ok((self.get(row, 0)?, head))
        };
        rows.iter().map(read).collect()
    }

    /// The rows of these logs that are in no kept state yet, each log's in their
    /// order, after the last row that is in one.
    async fn rows_since_snapshots(&self, names: &[&str]) -> Result<BTreeMap<String, Vec<RecordedRow>>, StoreError> {
        let sql = format!(
            "SELECT number, batch, at, author, body, hash, portfolio FROM event \
             WHERE workspace_id = $1 AND number >= COALESCE((SELECT version FROM snapshot \
             WHERE snapshot.workspace_id = event.workspace_id AND snapshot.portfolio = event.portfolio \
             AND snapshot.form = {LEDGER_FORM}), 0) AND portfolio IN"
        );
        let mut found: BTreeMap<String, Vec<RecordedRow>> = BTreeMap::new();
        for row in &self.rows_among(&sql, names).await? {
            let recorded = RecordedRow {
                number: self.get(row, 0)?,
                batch: Some(self.get(row, 1)?),
                at: self.get(row, 2)?,
                by: self.get(row, 3)?,
                body: self.get(row, 4)?,
                hash: self.get(row, 5)?,
            };
            found.entry(self.get(row, 6)?).or_default().push(recorded);
        }
        for of_log in found.values_mut() {
            of_log.sort_by_key(|row| row.number);
        }
        Ok(found)
    }

    async fn read_all_documents(&self, all: &mut [Stored]) -> Result<(), StoreError> {
        // How many goals still want each text: the last one takes it.
        let mut n_wanting: BTreeMap<ContentHash, usize> = BTreeMap::new();
        for hash in all.iter().flat_map(spoken_of) {
            *n_wanting.entry(hash.clone()).or_default() += 1;
        }
        let hashes: Vec<&str> = n_wanting.keys().map(ContentHash::as_str).collect();
        let sql = "SELECT hash, body FROM document WHERE workspace_id = $1 AND hash IN";
        let mut bodies: BTreeMap<String, String> = BTreeMap::new();
        for row in self.rows_among(sql, &hashes).await? {
            let (hash, body): (String, String) = (self.get(&row, 0)?, self.get(&row, 1)?);
            if content_hash(&body).as_str() != hash {
                return Err(StoreError::DocumentChanged(hash));
            }
            bodies.insert(hash, body);
        }
        for stored in all {
            let named: Vec<ContentHash> = spoken_of(stored).cloned().collect();
            for hash in named {
                let n_left = n_wanting.get_mut(&hash).map_or(0, |n| {
                    *n -= 1;
                    *n
                });
                let body = if n_left == 0 { bodies.remove(hash.as_str()) } else { bodies.get(hash.as_str()).cloned() };
                let body = body.ok_or_else(|| StoreError::DocumentMissing(hash.to_string()))?;
                stored.documents.insert(hash, body);
            }
        }
        Ok(())
    }

    /// The goals in this state, with the documents that it speaks of.
    pub(crate) async fn load_from(&self, id: &GoalFileId, ledger: Ledger) -> Result<Stored, StoreError> {
        if ledger.version == 0 {
            return Err(StoreError::Unknown(id.clone()));
        }
        let mut stored = Stored { id: id.clone(), ledger, documents: BTreeMap::new() };
        self.read_documents(&mut stored).await?;
        Ok(stored)
    }

    /// Reads the documents that the state speaks of and that are not there yet.
    async fn read_documents(&self, stored: &mut Stored) -> Result<(), StoreError> {
        let wanted: Vec<ContentHash> =
            spoken_of(stored).filter(|hash| !stored.documents.contains_key(hash)).cloned().collect();
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
    /// Returns an error if there is none, or if it is not what its hash says.
    pub async fn document(&self, hash: &ContentHash) -> Result<String, StoreError> {
        let rows =
            self.rows("SELECT body FROM document WHERE workspace_id = $1 AND hash = $2", &[hash.as_str()]).await?;
        let row = rows.first().ok_or_else(|| StoreError::DocumentMissing(hash.to_string()))?;
        let text: String = self.get(row, 0)?;
        if content_hash(&text) == *hash { Ok(text) } else { Err(StoreError::DocumentChanged(hash.to_string())) }
    }

    /// Appends changes that were decided on this state, in one transaction
    /// with the documents that they name, and returns the state after them.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Stale`] with what came in between if the log has
    /// grown, [`StoreError::LogNewer`] if a newer version wrote what this one
    /// does not understand, and an error if the database refuses. Nothing is
    /// written then.
    #[instrument(level = "debug", skip_all)]
    pub async fn append(
        &self,
        before: Stored,
        changes: &[EventKind],
        documents: &[String],
        stamp: &Stamp,
    ) -> Result<Stored, StoreError> {
        self.append_using(before, changes, documents, stamp, None).await
    }

    /// As [`Store::append`], with a token that the decision uses up in the same
    /// transaction.
    ///
    /// # Errors
    ///
    /// As [`Store::append`], and [`StoreError::TokenUsed`] if another decision was
    /// taken with the token.
    #[instrument(level = "debug", skip_all)]
    pub async fn append_with_token(
        &self,
        before: Stored,
        changes: &[EventKind],
        documents: &[String],
        stamp: &Stamp,
        token: &ContentHash,
    ) -> Result<Stored, StoreError> {
        self.append_using(before, changes, documents, stamp, Some(token)).await
    }

    async fn append_using(
        &self,
        before: Stored,
        changes: &[EventKind],
        documents: &[String],
        stamp: &Stamp,
        token: Option<&ContentHash>,
    ) -> Result<Stored, StoreError> {
        if let Some(number) = before.ledger.newer {
            return Err(StoreError::LogNewer { id: before.id, number });
        }
        let fresh = numbered(&before, changes, stamp);
        let mut after = Stored { ledger: Ledger::default(), ..before.clone() };
        after.documents.extend(hashed(documents).into_iter().map(|(hash, body)| (hash, body.to_owned())));
        let snapshot;
        (after.ledger, snapshot) = self.extended(&before, &fresh).await?;
        // Undoing may bring back a plan that was not read.
        self.read_documents(&mut after).await?;
        let old = if before.ledger.version == 0 { Projection::default() } else { Projection::of(&before)? };
        let new = Projection::of(&after)?;
        let append =
            Append { before: &before, after: &after, fresh: &fresh, documents, old: &old, new: &new, snapshot, token };
        let transaction = self.begin_write().await?;
        let work = transaction.append_all(&append).await;
        transaction.end(work).await?;
        let (events, version) = (fresh.len(), after.ledger.version);
        debug!(events, version, documents = documents.len(), kept = !self.is_dry_run(), "appended");
        Ok(after)
    }

    /// The state after further events, and which state is to be kept as the
    /// log's snapshot from now on.
    async fn extended(&self, before: &Stored, fresh: &[Event]) -> Result<(Ledger, Snapshot), StoreError> {
        if fresh.iter().any(|event| matches!(event.kind, EventKind::Undone { .. })) {
            let State { ledger, is_replayed } = self.state(&before.id, before.ledger.version, fresh).await?;
            // What was undone is in the snapshot: it serves nobody any more.
            let snapshot = if is_replayed { Snapshot::After } else { Snapshot::Stays };
            return Ok((ledger, snapshot));
        }
        let mut ledger = before.ledger.clone();
        ledger = ledger.folded(fresh).unwrap_or_default(); // Only an undo takes back.
        let is_due = before.ledger.version / SNAPSHOT_EVERY < ledger.version / SNAPSHOT_EVERY;
        // The state before: so that undoing this command does not reach behind it.
        Ok((ledger, if is_due { Snapshot::Before } else { Snapshot::Stays }))
    }

    async fn append_all(&self, append: &Append<'_>) -> Result<(), StoreError> {
        let Append { before, after, fresh, documents, old, new, snapshot, token } = *append;
        if let Some(token) = token {
            self.use_approval_token(token).await?;
        }
        for (hash, body) in hashed(documents) {
            self.insert_document(&hash, body).await?;
        }
        fault::point("documents_written").await;
        self.claim(before, after.ledger.version).await?;
        fault::point("version_set").await;
        let head_before = self.cover(Chain::Events(&before.id), signed(before.ledger.version)).await?;
        let mut head = head_before.clone();
        let place = self.next_place().await?;
        for event in fresh {
            let body = ChangeRecord::from_change(&event.kind).to_json();
            head = self.insert_event(&after.id, &recorded(event, body, &head), place).await?;
        }
        self.write_head(Chain::Events(&after.id), signed(after.ledger.version), &head).await?;
        match snapshot {
            Snapshot::Stays => {}
            Snapshot::Before => self.write_snapshot(&before.id, &before.ledger, &head_before).await?,
            Snapshot::After => self.write_snapshot(&after.id, &after.ledger, &head).await?,
        }
        fault::point("events_written").await;
        self.write_projection(&after.id, old, new).await?;
        fault::point("projected").await;
        Ok(())
    }

    /// The events of a log with these numbers, which count from 1 on; none
    /// where there is no such log.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::LogBroken`] if one is not what was recorded, and an
    /// error if one cannot be read.
    pub async fn events(&self, id: &GoalFileId, numbers: impl RangeBounds<u64>) -> Result<Vec<Event>, StoreError> {
        let from = match numbers.start_bound() {
            Bound::Included(number) => signed(*number),
            Bound::Excluded(number) => signed(*number).saturating_add(1),
            Bound::Unbounded => 0,
        };
        let to = match numbers.end_bound() {
            Bound::Included(number) => signed(*number),
            Bound::Excluded(number) => signed(*number).saturating_sub(1),
            Bound::Unbounded => i64::MAX,
        };
        let recorded = self.checked(Chain::Events(id), from, to).await?;
        recorded.rows.into_iter().map(|row| event(id, row)).collect()
    }

    /// The number of the last event of a log; zero where there is no such log.
    pub(crate) async fn log_version(&self, id: &GoalFileId) -> Result<u64, StoreError> {
        let sql = "SELECT version FROM portfolio WHERE workspace_id = $1 AND id = $2";
        let rows = self.rows(sql, &[id.as_str()]).await?;
        let version: i64 = rows.first().map_or(Ok(0), |row| self.get(row, 0))?;
        Ok(u64::try_from(version).unwrap_or(0))
    }

    /// Keeps a text under its hash. One that was damaged is put right by it.
    pub(crate) async fn insert_document(&self, hash: &ContentHash, body: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO document (workspace_id, hash, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (workspace_id, hash) DO UPDATE SET body = excluded.body \
                   WHERE document.body <> excluded.body";
        self.execute(self.query(sql).bind(hash.as_str()).bind(body)).await.map(drop)
    }

    /// The place of the next event among those of all logs. Commands on several
    /// logs at the same moment may get the same: neither came first.
    pub(crate) async fn next_place(&self) -> Result<i64, StoreError> {
        let rows = self.rows("SELECT COALESCE(MAX(place), 0) + 1 FROM event WHERE workspace_id = $1", &[]).await?;
        rows.first().map_or(Ok(1), |row| self.get(row, 0))
    }

    /// Writes a row, and returns its hash.
    pub(crate) async fn insert_event(
        &self,
        id: &GoalFileId,
        row: &RecordedRow,
        place: i64,
    ) -> Result<String, StoreError> {
        let query = self
            .query(
                "INSERT INTO event (workspace_id, portfolio, number, batch, at, author, body, hash, place) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id.as_str())
            .bind(row.number)
            .bind(row.batch.unwrap_or_default())
            .bind(row.at)
            .bind(row.by.as_str())
            .bind(row.body.as_str())
            .bind(row.hash.as_str())
            .bind(place);
        self.execute(query).await?;
        Ok(row.hash.clone())
    }

    /// Moves the log's version on, or finds out who was faster. In PostgreSQL
    /// this also locks the log until the end of the transaction.
    async fn claim(&self, before: &Stored, to: u64) -> Result<(), StoreError> {
        let expected = before.ledger.version;
        let query = if expected == 0 {
            self.query(
                "INSERT INTO portfolio (workspace_id, id, version) VALUES ($1, $2, $3) \
                   ON CONFLICT (workspace_id, id) DO NOTHING",
            )
            .bind(before.id.as_str())
            .bind(signed(to))
        } else {
            self.query("UPDATE portfolio SET version = $2 WHERE workspace_id = $1 AND id = $3 AND version = $4")
                .bind(signed(to))
                .bind(before.id.as_str())
                .bind(signed(expected))
        };
        if self.execute(query).await? == 1 {
            return Ok(());
        }
        let since = self.events(&before.id, expected + 1..).await?;
        let found = since.last().map_or(expected, |event| event.number);
        debug!(expected, found, "somebody else was faster");
        Err(StoreError::Stale { id: before.id.clone(), expected, found, since })
    }
}

/// What one command writes.
struct Append<'a> {
    before: &'a Stored,
    after: &'a Stored,
    fresh: &'a [Event],
    documents: &'a [String],
    old: &'a Projection,
    new: &'a Projection,
    snapshot: Snapshot,
    token: Option<&'a ContentHash>,
}

/// Which state is kept as the log's snapshot.
#[derive(Clone, Copy)]
enum Snapshot {
    /// The one that is kept already, if any.
    Stays,
    /// The one before the command.
    Before,
    /// The one after it.
    After,
}

/// A count as databases hold it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The row of an event after one with this hash.
pub(crate) fn recorded(event: &Event, body: String, previous: &str) -> RecordedRow {
    let mut row = RecordedRow {
        number: signed(event.number),
        batch: Some(signed(event.batch)),
        at: event.at.as_microsecond(),
        by: event.by.clone(),
        body,
        hash: String::new(),
    };
    row.hash = row.hash_after(previous);
    row
}

/// The event of a row.
pub(crate) fn event(id: &GoalFileId, row: RecordedRow) -> Result<Event, StoreError> {
    let number = row.number;
    let unreadable =
        |reason: String| StoreError::Unreadable { id: id.clone(), what: format!("event {number}"), reason };
    let change = ChangeRecord::from_json(&row.body).map_err(|error| unreadable(error.to_string()))?.into_change();
    let at = Timestamp::from_microsecond(row.at).map_err(|error| unreadable(error.to_string()))?;
    let count = |number: i64| u64::try_from(number).map_err(|error| unreadable(error.to_string()));
    Ok(Event { number: count(number)?, batch: count(row.batch.unwrap_or_default())?, at, by: row.by, kind: change })
}

/// Changes with their places after a log; they belong together.
fn numbered(before: &Stored, changes: &[EventKind], stamp: &Stamp) -> Vec<Event> {
    let batch = before.ledger.version + 1;
    let event = |(number, change): (u64, &EventKind)| Event {
        number,
        batch,
        at: stamp.at,
        by: stamp.by.clone(),
        kind: change.clone(),
    };
    (batch..).zip(changes).map(event).collect()
}

/// Each document once, in the order of their hashes, so that two writers never
/// wait for each other in a circle.
fn hashed(documents: &[String]) -> BTreeMap<ContentHash, &str> {
    documents.iter().map(|body| (content_hash(body), body.as_str())).collect()
}
