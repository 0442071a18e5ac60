//! The state of a log after one of its events, kept so that a long log is not
//! read from its start each time.
//!
//! A snapshot is taken from the log and never the truth: one in another form is
//! not looked at, nor one that was changed or belongs to another log; one that
//! holds what was undone since is passed over, and [`Store::rebuild`] makes it
//! anew.
//!
//! Its body is one line of two hashes and one of JSON: the SHA-256 of all that
//! follows it, the running hash of the event behind which it was taken, and the
//! state ([`LedgerRecord`]).

use backcast_core::GoalFileId;
use backcast_core::track::{Event, Ledger};
use backcast_document::{LEDGER_FORM, LedgerRecord, content_hash};
use tracing::debug;

use crate::log::{event, signed};
use crate::running_hash::{Chain, Head, Recorded, RecordedRow};
use crate::{Store, StoreError};

/// A snapshot is taken whenever the log passes a multiple of this: at most so
/// many events, and one command, are read after it.
pub(crate) const SNAPSHOT_EVERY: u64 = 64;
/// Events that are read at once, looking back.
const PAGE: u64 = 32;

/// The state of a log, and how it was found.
pub(crate) struct State {
    pub(crate) ledger: Ledger,
    /// Whether all events were read, as no snapshot served.
    pub(crate) is_replayed: bool,
}

/// A state that is kept of a log.
pub(crate) struct Snapshot {
    pub(crate) ledger: Ledger,
    /// The running hash of its last event.
    pub(crate) hash: String,
}

impl Store {
    /// The state of a log up to an event, and after these further ones.
    pub(crate) async fn state(&self, id: &GoalFileId, to: u64, further: &[Event]) -> Result<State, StoreError> {
        if let Some(snapshot) = self.snapshot(id).await?.filter(|snapshot| snapshot.ledger.version <= to) {
            let version = snapshot.ledger.version;
            let recorded = self.checked(Chain::Events(id), signed(version + 1), signed(to)).await?;
            if recorded.before == snapshot.hash {
                let mut events = read(id, recorded)?;
                events.extend_from_slice(further);
                if let Some(ledger) = snapshot.ledger.folded(&events) {
                    debug!(snapshot = version, events = events.len(), "read from a snapshot on");
                    return Ok(State { ledger, is_replayed: false });
                }
            }
        }
        let mut events = self.events(id, ..=to).await?;
        events.extend_from_slice(further);
        debug!(events = events.len(), "read from the start");
        Ok(State { ledger: Ledger::replay(&events), is_replayed: true })
    }

    /// The state that is kept of a log; `None` if none is, or where it is
    /// in another form or was changed.
    pub(crate) async fn snapshot(&self, id: &GoalFileId) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.snapshot_body(id).await?.and_then(|body| Snapshot::from_body(&body)))
    }

    /// The state that is kept of a log in the present form, as it is written.
    pub(crate) async fn snapshot_body(&self, id: &GoalFileId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM snapshot WHERE workspace_id = $1 AND portfolio = $2 AND form = $3";
        let rows = self.fetch(self.query(sql).bind(id.as_str()).bind(i64::from(LEDGER_FORM))).await?;
        rows.first().map(|row| self.get(row, 0)).transpose()
    }

    /// Keeps the state of a log whose last event has this running hash.
    pub(crate) async fn write_snapshot(&self, id: &GoalFileId, ledger: &Ledger, hash: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO snapshot (workspace_id, portfolio, version, form, body) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (workspace_id, portfolio) DO UPDATE SET version = excluded.version, \
                   form = excluded.form, body = excluded.body";
        let query = self
            .query(sql)
            .bind(id.as_str())
            .bind(signed(ledger.version))
            .bind(i64::from(LEDGER_FORM))
            .bind(body_of(ledger, hash));
        self.execute(query).await.map(drop)
    }

    /// Takes the snapshot of a log anew from all of its events, and returns the
    /// state after them.
    pub(crate) async fn renew_snapshot(&self, id: &GoalFileId) -> Result<Ledger, StoreError> {
        let sql = "DELETE FROM snapshot WHERE workspace_id = $1 AND portfolio = $2";
        self.execute(self.query(sql).bind(id.as_str())).await?;
        let recorded = self.checked(Chain::Events(id), 1, i64::MAX).await?.hashed();
        let hash = recorded.rows.last().map(|row| row.hash.clone()).unwrap_or_default();
        let ledger = Ledger::replay(&read(id, recorded)?);
        if ledger.version >= SNAPSHOT_EVERY {
            self.write_snapshot(id, &ledger, &hash).await?;
        }
        Ok(ledger)
    }

    /// The last command in a log up to a version that can be undone, as its
    /// events; none where everything is undone. The log is read from its end
    /// on, only as far as it takes.
    ///
    /// # Errors
    ///
    /// Returns an error if the log cannot be read.
    pub async fn last_undoable(&self, id: &GoalFileId, version: u64) -> Result<Vec<Event>, StoreError> {
        let mut events: Vec<Event> = Vec::new();
        let mut to = version.min(self.log_version(id).await?);
        while to > 0 {
            let from = to.saturating_sub(PAGE - 1).max(1);
            let later = std::mem::replace(&mut events, self.events(id, from..=to).await?);
            events.extend(later);
            // An undo stands behind what it takes back, so it was read before.
            if let Some(batch) = Ledger::undoable(&events).next()
                && batch[0].number == batch[0].batch
            {
                return Ok(batch.to_vec());
            }
            to = from - 1;
        }
        Ok(Vec::new())
    }
}

impl Snapshot {
    /// The snapshot in a text; `None` where it was changed.
    pub(crate) fn from_body(body: &str) -> Option<Self> {
        let (sum, rest) = body.split_once(' ')?;
        if content_hash(rest).as_str() != sum {
            return None;
        }
        let (hash, json) = rest.split_once('\n')?;
        let ledger = LedgerRecord::from_json(json).ok()?.into_ledger();
        Some(Snapshot { ledger, hash: hash.to_owned() })
    }

    /// The state after the rows that follow in the log; the row before them comes
    /// first. `None` where that is not the one after which it was taken, or where
    /// the rows do not tell the state.
    pub(crate) fn followed_by(self, id: &GoalFileId, head: &Head, rows: Vec<RecordedRow>) -> Option<Ledger> {
        let from = signed(self.ledger.version + 1);
        let recorded = Chain::Events(id).checked(head, rows, from, i64::MAX).ok()?;
        let fits = recorded.before == self.hash;
        let events = read(id, recorded).ok()?;
        fits.then(|| self.ledger.folded(&events)).flatten()
    }
}

fn body_of(ledger: &Ledger, hash: &str) -> String {
    let rest = format!("{hash}\n{}", LedgerRecord::from_ledger(ledger).to_json());
    format!("{} {rest}", content_hash(&rest))
}

/// The events of rows.
pub(crate) fn read(id: &GoalFileId, recorded: Recorded) -> Result<Vec<Event>, StoreError> {
    recorded.rows.into_iter().map(|row| event(id, row)).collect()
}
