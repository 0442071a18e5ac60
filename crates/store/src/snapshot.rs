//! The state of a log after one of its events, kept so that a long log is not
//! read from its start each time.
//!
//! A snapshot is taken from the log and never the truth: one in another form is
//! not looked at, one that holds what was undone since is passed over, and
//! [`Store::rebuild`] makes it anew.

use backcast_core::GoalFileId;
use backcast_core::track::{Event, Ledger};
use backcast_document::{LEDGER_FORM, LedgerRecord};
use tracing::debug;

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

impl Store {
    /// The state of a log up to an event, and after these further ones.
    pub(crate) async fn state(&self, id: &GoalFileId, to: u64, further: &[Event]) -> Result<State, StoreError> {
        if let Some(snapshot) = self.snapshot(id).await?.filter(|snapshot| snapshot.version <= to) {
            let version = snapshot.version;
            let mut events = self.events(id, version + 1..=to).await?;
            events.extend_from_slice(further);
            if let Some(ledger) = snapshot.folded(&events) {
                debug!(snapshot = version, events = events.len(), "read from a snapshot on");
                return Ok(State { ledger, is_replayed: false });
            }
        }
        let mut events = self.events(id, ..=to).await?;
        events.extend_from_slice(further);
        debug!(events = events.len(), "read from the start");
        Ok(State { ledger: Ledger::replay(&events), is_replayed: true })
    }

    /// The state that is kept of a log; `None` if none is, or where it is
    /// in another form.
    pub(crate) async fn snapshot(&self, id: &GoalFileId) -> Result<Option<Ledger>, StoreError> {
        let sql = "SELECT body FROM snapshot WHERE workspace_id = $1 AND portfolio = $2 AND form = $3";
        let rows = self.fetch(self.query(sql).bind(id.as_str()).bind(i64::from(LEDGER_FORM))).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let body: String = self.get(row, 0)?;
        Ok(LedgerRecord::from_json(&body).ok().map(LedgerRecord::into_ledger))
    }

    pub(crate) async fn write_snapshot(&self, id: &GoalFileId, ledger: &Ledger) -> Result<(), StoreError> {
        let sql = "INSERT INTO snapshot (workspace_id, portfolio, version, form, body) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (workspace_id, portfolio) DO UPDATE SET version = excluded.version, \
                   form = excluded.form, body = excluded.body";
        let query = self
            .query(sql)
            .bind(id.as_str())
            .bind(i64::try_from(ledger.version).unwrap_or(i64::MAX))
            .bind(i64::from(LEDGER_FORM))
            .bind(LedgerRecord::from_ledger(ledger).to_json());
        self.execute(query).await.map(drop)
    }

    /// Takes the snapshot of a log anew from all of its events, and returns the
    /// state after them.
    pub(crate) async fn renew_snapshot(&self, id: &GoalFileId) -> Result<Ledger, StoreError> {
        let sql = "DELETE FROM snapshot WHERE workspace_id = $1 AND portfolio = $2";
        self.execute(self.query(sql).bind(id.as_str())).await?;
        let ledger = Ledger::replay(&self.events(id, ..).await?);
        if ledger.version >= SNAPSHOT_EVERY {
            self.write_snapshot(id, &ledger).await?;
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
