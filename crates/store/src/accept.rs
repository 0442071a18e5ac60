//! Going on with a damaged log where nothing better is left of it.

use std::collections::BTreeSet;

use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event, EventKind};
use backcast_document::{ChangeRecord, content_hash};

use crate::log::{event, recorded};
use crate::projection::Projection;
use crate::running_hash::{Chain, Damage, Head, RecordedRow, damage};
use crate::{Stamp, Store, StoreError};

/// That somebody went on with a damaged log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedDamage {
    /// The goal file.
    pub id: GoalFileId,
    /// Number of the event that says so.
    pub number: u64,
    /// Numbers of the events that are not as they were recorded.
    pub events: Vec<u64>,
    /// Those of them of which nothing is left.
    pub lost: Vec<u64>,
    /// What was found, as JSON, among the documents.
    pub document: ContentHash,
}

impl Store {
    /// Takes a damaged log for right as it is, and lets the log say so. What was
    /// found is kept as a document; events that are missing or cannot be read
    /// are lost from then on. `None` where nothing is wrong with the log.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such log, if what is left of it names a
    /// document that is missing or was changed, or if the database refuses.
    /// Nothing is changed then.
    pub async fn accept_damage(
        &self,
        id: &GoalFileId,
        why: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Option<AcceptedDamage>, StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.accept(id, why, stamp).await;
        transaction.end(work).await
    }

    async fn accept(
        &self,
        id: &GoalFileId,
        why: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Option<AcceptedDamage>, StoreError> {
        // In PostgreSQL this locks the log until the end of the transaction.
        let lock = self.query("UPDATE portfolio SET head_number = head_number WHERE workspace_id = $1 AND id = $2");
        if self.execute(lock.bind(id.as_str())).await? == 0 {
            return Err(StoreError::Unknown(id.clone()));
        }
        let chain = Chain::Events(id);
        let (head, rows) = self.recorded(chain, i64::MIN, i64::MAX).await?;
        let found = Found::of(id, head, rows);
        if found.damage.is_empty() && found.unreadable.is_empty() {
            return Ok(None);
        }
        let evidence = found.evidence(id);
        let document = content_hash(&evidence);
        self.insert_document(&document, &evidence).await?;
        let mended = found.mended(&document, stamp);
        let number = found.end() + 1;
        let events = found.doubtful();
        let accepted = EventKind::DamageAccepted {
            events: events.iter().copied().map(unsigned).collect(),
            document: document.clone(),
            why: why.map(str::to_owned),
        };
        self.rewrite(id, mended, accepted, number, stamp).await?;
        let lost = events.iter().copied().filter(|number| found.is_lost(*number)).map(unsigned).collect();
        let events = events.into_iter().map(unsigned).collect();
        Ok(Some(AcceptedDamage { id: id.clone(), number: unsigned(number), events, lost, document }))
    }

    /// Writes a log anew with what was accepted at its end, and what follows
    /// from it.
    async fn rewrite(
        &self,
        id: &GoalFileId,
        mended: Vec<RecordedRow>,
        accepted: EventKind,
        number: i64,
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let chain = Chain::Events(id);
        self.delete("DELETE FROM event WHERE workspace_id = $1 AND portfolio = $2", &[id.as_str()]).await?;
        let mut previous = chain.start();
        for mut row in mended {
            row.hash = row.hash_after(&previous);
            previous = self.insert_event(id, &row, 0).await?;
        }
        let body = ChangeRecord::from_change(&accepted).to_json();
        let event = Event {
            number: unsigned(number),
            batch: unsigned(number),
            at: stamp.at,
            by: stamp.by.clone(),
            kind: accepted,
        };
        let head = self.insert_event(id, &recorded(&event, body, &previous), self.next_place().await?).await?;
        let version = self.query("UPDATE portfolio SET version = $3 WHERE workspace_id = $1 AND id = $2");
        self.execute(version.bind(id.as_str()).bind(number)).await?;
        self.write_head(chain, number, &head).await?;
        self.renew_snapshot(id).await?;
        let new = Projection::of(&self.load(id).await?)?;
        self.forget_projection(id).await?;
        self.write_projection(id, &Projection::default(), &new).await
    }
}

/// A log as it was found.
struct Found {
    head: Head,
    rows: Vec<RecordedRow>,
    damage: Vec<Damage>,
    /// Numbers of events that cannot be read.
    unreadable: BTreeSet<i64>,
}

impl Found {
    fn of(id: &GoalFileId, head: Head, rows: Vec<RecordedRow>) -> Self {
        let damage = damage(&Chain::Events(id).start(), &head, &rows, 1, i64::MAX);
        let unreadable = rows.iter().filter(|row| event(id, (*row).clone()).is_err()).map(|row| row.number).collect();
        Found { head, rows, damage, unreadable }
    }

    /// The number of the last event. Three places say it, and where one is wrong
    /// the one in the middle is right.
    fn end(&self) -> i64 {
        let last = self.rows.last().map_or(0, |row| row.number);
        let mut said = [self.head.version.unwrap_or(last), self.head.number, last];
        said.sort_unstable();
        said[1].max(0)
    }

    fn row(&self, number: i64) -> Option<&RecordedRow> {
        self.rows.iter().find(|row| row.number == number)
    }

    fn is_lost(&self, number: i64) -> bool {
        self.row(number).is_none() || self.unreadable.contains(&number)
    }

    /// The events that are not as they were recorded.
    fn doubtful(&self) -> Vec<i64> {
        let missing = (1..=self.end()).filter(|number| self.row(*number).is_none());
        let damaged = self.damage.iter().flat_map(Damage::numbers).filter(|number| (1..=self.end()).contains(number));
        let unreadable = self.unreadable.iter().copied().filter(|number| (1..=self.end()).contains(number));
        missing.chain(damaged).chain(unreadable).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What was found, for whoever looks into it later.
    fn evidence(&self, id: &GoalFileId) -> String {
        let doubtful: BTreeSet<i64> = self.doubtful().into_iter().collect();
        let is_kept = |row: &&RecordedRow| doubtful.contains(&row.number) || !(1..=self.end()).contains(&row.number);
        let rows = self.rows.iter().filter(is_kept).map(|row| {
            serde_json::json!({
                "number": row.number, "batch": row.batch, "at": row.at, "by": row.by, "body": row.body,
                "hash": row.hash,
            })
        });
        let value = serde_json::json!({
            "schema": "backcast.damage/1",
            "log": id.as_str(),
            "version": self.head.version,
            "head_number": self.head.number,
            "head": self.head.hash,
            "found": self.damage.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
        });
        format!("{value:#}\n")
    }

    /// The log from its first event to its last, with something in the place of
    /// what is lost.
    fn mended(&self, document: &ContentHash, stamp: &Stamp) -> Vec<RecordedRow> {
        let lost = |number: i64| RecordedRow {
            number,
            batch: Some(self.batch_of_lost(number)),
            at: stamp.at.as_microsecond(),
            by: stamp.by.clone(),
            body: ChangeRecord::from_change(&EventKind::Lost { document: document.clone() }).to_json(),
            hash: String::new(),
        };
        let row = |number: i64| match self.row(number) {
            Some(row) if !self.unreadable.contains(&number) => row.clone(),
            _ => lost(number),
        };
        (1..=self.end()).map(row).collect()
    }

    /// Within a command it belongs to that one, so that undoing the command
    /// takes back all that is left of it.
    fn batch_of_lost(&self, number: i64) -> i64 {
        let batch = |number: i64| self.row(number).and_then(|row| row.batch);
        match (batch(number - 1), batch(number + 1)) {
            (Some(before), Some(after)) if before == after => before,
            _ => number,
        }
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
