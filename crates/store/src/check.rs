use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event, EventKind, Ledger};
use backcast_document::{content_hash, plan_hash_holds};

use crate::connection::Engine;
use crate::projection::Projection;
use crate::{GoalRow, Store, StoreError, Stored};

/// Something wrong in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort of thing is wrong.
    pub kind: FaultKind,
    /// The goal file that it is about; `None` if it is about the whole.
    pub id: Option<GoalFileId>,
    /// What exactly.
    pub detail: String,
}

/// What can be wrong in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The engine finds its own file broken.
    Engine,
    /// A log has gaps, or its version is not that of its last event.
    LogBroken,
    /// A log or document cannot be read.
    Unreadable,
    /// A document is missing or is not what its hash says.
    DocumentWrong,
    /// An approved plan is not what was approved.
    ApprovalBroken,
    /// The projection is not what follows from the log.
    ProjectionStale,
    /// An event is older than the one before it: a clock jumped back.
    ClockJumped,
}

impl FaultKind {
    /// The stable code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FaultKind::Engine => "engine_damaged",
            FaultKind::LogBroken => "log_broken",
            FaultKind::Unreadable => "log_unreadable",
            FaultKind::DocumentWrong => "document_wrong",
            FaultKind::ApprovalBroken => "approval_broken",
            FaultKind::ProjectionStale => "projection_stale",
            FaultKind::ClockJumped => "clock_jumped",
        }
    }

    /// Whether nothing is lost by it.
    #[must_use]
    pub fn is_harmless(self) -> bool {
        matches!(self, FaultKind::ClockJumped)
    }
}

impl Store {
    /// Looks at everything: the engine's file, every log and document, every
    /// approval and every row that follows from a log.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be read at all.
    pub async fn check(&self) -> Result<Vec<Fault>, StoreError> {
        let transaction = self.begin_read().await?;
        let work = transaction.check_all().await;
        transaction.end(work).await
    }

    async fn check_all(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = self.check_engine().await?;
        faults.extend(self.check_documents().await?);
        for id in self.goal_files().await? {
            self.check_portfolio(&id, &mut faults).await?;
        }
        Ok(faults)
    }

    async fn check_engine(&self) -> Result<Vec<Fault>, StoreError> {
        if self.engine() != Engine::Sqlite {
            return Ok(Vec::new()); // A server looks after itself.
        }
        let rows = self.rows_of_all("PRAGMA integrity_check(20)", &[]).await?;
        let lines = rows.iter().map(|row| self.get::<String>(row, 0)).collect::<Result<Vec<_>, _>>()?;
        let fault = |detail| Fault { kind: FaultKind::Engine, id: None, detail };
        Ok(lines.into_iter().filter(|line| line != "ok").map(fault).collect())
    }

    async fn check_documents(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        for row in &self.rows("SELECT hash, body FROM document WHERE workspace_id = $1", &[]).await? {
            let (hash, body) = (self.get::<String>(row, 0)?, self.get::<String>(row, 1)?);
            if content_hash(&body).as_str() != hash {
                let detail = format!("the document {hash} was changed");
                faults.push(Fault { kind: FaultKind::DocumentWrong, id: None, detail });
            }
        }
        Ok(faults)
    }

    async fn check_portfolio(&self, id: &GoalFileId, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut found = |kind, detail: String| faults.push(Fault { kind, id: Some(id.clone()), detail });
        let events = match self.events(id, ..).await {
            Ok(events) => events,
            Err(error @ StoreError::Unreadable { .. }) => {
                found(FaultKind::Unreadable, error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let stored = match self.load_from(id, Ledger::replay(&events)).await {
            Ok(stored) => stored,
            Err(error @ (StoreError::Unreadable { .. } | StoreError::Unknown(_))) => {
                found(FaultKind::Unreadable, error.to_string());
                return Ok(());
            }
            Err(error @ StoreError::DocumentMissing(_)) => {
                found(FaultKind::DocumentWrong, error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if let Some(detail) = self.log_fault(&stored, &events).await? {
            found(FaultKind::LogBroken, detail);
        }
        for pair in events.windows(2).filter(|pair| pair[1].at < pair[0].at) {
            found(FaultKind::ClockJumped, format!("event {} is older than the one before it", pair[1].number));
        }
        for (revision, document, approved) in approvals(&stored, &events) {
            match self.document(&document).await {
                Ok(text) if plan_hash_holds(&text) && text.contains(approved.as_str()) => {}
                _ => found(FaultKind::ApprovalBroken, format!("revision {revision} is not the plan that was approved")),
            }
        }
        if let Some(snapshot) = self.snapshot(id).await? {
            let until = events.partition_point(|event| event.number <= snapshot.version);
            if snapshot != Ledger::replay(&events[..until]) {
                found(FaultKind::ProjectionStale, "the snapshot is other than what was recorded".into());
            }
        }
        match Projection::of(&stored) {
            Ok(expected) if !self.projection_is(&stored, &expected).await? => {
                found(FaultKind::ProjectionStale, "lists show other than what was recorded".into());
            }
            Ok(_) => {}
            Err(error) => found(FaultKind::Unreadable, error.to_string()),
        }
        Ok(())
    }

    async fn log_fault(&self, stored: &Stored, events: &[Event]) -> Result<Option<String>, StoreError> {
        if let Some((number, _)) = (1..).zip(events).find(|(number, event)| event.number != *number) {
            return Ok(Some(format!("event {number} is missing")));
        }
        let (version, last) = (self.log_version(&stored.id).await?, stored.ledger.version);
        Ok((version != last).then(|| format!("it is at version {version}, and its last event is {last}")))
    }

    async fn projection_is(&self, stored: &Stored, expected: &Projection) -> Result<bool, StoreError> {
        let goals = self.goals_of(&stored.id).await?;
        let milestones = self.milestones(&stored.id).await?;
        let sql = "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM work \
                   WHERE workspace_id = $1 AND portfolio = $2";
        let rows = self.rows(sql, &[stored.id.as_str()]).await?;
        let minutes: i64 = rows.first().map_or(Ok(0), |row| self.get(row, 0))?;
        let expected_minutes: i64 = expected.work.values().map(|work| i64::from(work.effort.minutes())).sum();
        // The first day of all stands for "any time" and is kept as a plain one.
        let plain = |row: &crate::MilestoneRow| crate::MilestoneRow {
            ready_on: row.ready_on.map(|day| if day.year() < 1 { jiff::civil::date(1, 1, 1) } else { day }),
            ..row.clone()
        };
        // A program that does not know the mark leaves it set, to no harm.
        let agrees = |goal: &GoalRow| {
            let marked = |row: &GoalRow| GoalRow { names_busy: row.names_busy || goal.names_busy, ..row.clone() };
            expected.goals.get(&goal.id).map(marked).as_ref() == Some(goal)
        };
        Ok(goals.len() == expected.goals.len()
            && milestones.len() == expected.milestones.len()
            && goals.iter().all(agrees)
            && milestones.iter().all(|row| expected.milestones.get(&row.id).map(plain).as_ref() == Some(row))
            && minutes == expected_minutes)
    }
}

/// Each approval that counts: revision, document and the hash that locks it.
fn approvals(stored: &Stored, events: &[Event]) -> Vec<(u32, ContentHash, ContentHash)> {
    let approved = events.iter().filter_map(|event| match &event.kind {
        EventKind::Approved { revision, hash, .. } => Some((*revision, hash.clone())),
        _ => None,
    });
    approved
        .filter_map(|(revision, hash)| Some((revision, stored.ledger.plan(revision)?.document.clone(), hash)))
        .collect()
}
