use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;

use backcast_core::GoalFileId;
use backcast_core::track::{ContentHash, Event, EventKind, Ledger};
use backcast_document::{ChangeRecord, content_hash, plan_hash_holds, step_documents};
use jiff::civil::Date;

use crate::connection::Engine;
use crate::log::{event, signed};
use crate::projection::{Projection, Value};
use crate::query::{GOAL_COLUMNS, MILESTONE_COLUMNS};
use crate::running_hash::{Chain, RecordedRow, damage};
use crate::snapshot::Snapshot;
use crate::{MilestoneRow, ReviewRunRow, Store, StoreError, Stored};

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
    /// A log is not what was recorded: an event was changed, taken out or
    /// moved, cannot be read, or its end is not the recorded one.
    LogBroken,
    /// What follows from a log, or rows of another kind, cannot be read.
    Unreadable,
    /// A document is missing or is not what its hash says.
    DocumentWrong,
    /// An approved plan is not what was approved.
    ApprovalBroken,
    /// A review is not what was recorded, or does not fit to what it names.
    ReviewBroken,
    /// The projection is not what follows from the log.
    ProjectionStale,
    /// Finished work of elsewhere has figures or days that no import wrote.
    FinishedWrong,
    /// What is kept of calendars cannot be read.
    CalendarWrong,
    /// The last events of a log have no hash yet: an older program wrote them.
    Uncovered,
    /// Somebody went on with a damaged log.
    DamageAccepted,
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
            FaultKind::ReviewBroken => "review_broken",
            FaultKind::ProjectionStale => "projection_stale",
            FaultKind::FinishedWrong => "finished_wrong",
            FaultKind::CalendarWrong => "calendar_wrong",
            FaultKind::Uncovered => "log_uncovered",
            FaultKind::DamageAccepted => "damage_accepted",
            FaultKind::ClockJumped => "clock_jumped",
        }
    }

    /// Whether nothing is to be done about it.
    #[must_use]
    pub fn is_harmless(self) -> bool {
        matches!(self, FaultKind::ClockJumped | FaultKind::Uncovered | FaultKind::DamageAccepted)
    }
}

/// The texts of a workspace: which are there, and which of them are whole.
type Documents = BTreeMap<ContentHash, bool>;

/// Texts that are read at once: statement by statement takes longer than looking
/// at them.
const DOCUMENTS_AT_ONCE: usize = 256;

impl Store {
    /// Looks at everything: the engine's file, every log, review and document,
    /// every approval, and every row that follows from a log.
    ///
    /// What is damaged is found wherever something else says what it should be.
    /// Finished work of elsewhere and what is known of calendars follow from
    /// nothing here: of them only the form is looked at.
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
        let mut faults = Faults { list: self.check_engine().await?, id: None };
        let documents = self.check_documents(&mut faults).await?;
        // A row that cannot be read hides nothing of the others.
        let owners = self.check_owners(&mut faults).await;
        faults.add_unreadable("what rows belong to", owners);
        for id in self.goal_files().await? {
            faults.id = Some(id.clone());
            let log = self.check_log(&id, &documents, &mut faults).await;
            faults.add_unreadable("what follows from the log", log);
        }
        for run in self.review_runs(None).await? {
            faults.id = Some(run.goal_file.clone());
            self.check_run(&run, &documents, &mut faults).await;
        }
        faults.id = None;
        let finished = self.check_finished(&mut faults).await;
        faults.add_unreadable("finished work", finished);
        let calendars = self.check_calendar_rows(&mut faults).await;
        faults.add_unreadable("what is known of calendars", calendars);
        Ok(faults.list)
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

    async fn check_documents(&self, faults: &mut Faults) -> Result<Documents, StoreError> {
        let rows = self.rows("SELECT hash FROM document WHERE workspace_id = $1", &[]).await?;
        let hashes: Vec<String> = rows.iter().map(|row| self.get(row, 0)).collect::<Result<_, _>>()?;
        let mut documents = Documents::new();
        for hashes in hashes.chunks(DOCUMENTS_AT_ONCE) {
            let whole = self.whole_documents(hashes).await;
            for hash in hashes {
                let is_whole = whole.contains(hash);
                if !is_whole {
                    faults.add(FaultKind::DocumentWrong, format!("the document {hash} was changed"));
                }
                documents.insert(ContentHash::new(hash.clone()), is_whole);
            }
        }
        Ok(documents)
    }

    /// Which of these texts are what their hashes say.
    async fn whole_documents(&self, hashes: &[String]) -> BTreeSet<String> {
        let names: Vec<&str> = hashes.iter().map(String::as_str).collect();
        let sql = "SELECT hash, body FROM document WHERE workspace_id = $1 AND hash IN";
        let mut whole = BTreeSet::new();
        if let Ok(rows) = self.rows_among(sql, &names).await {
            for row in &rows {
                let read = self.get::<String>(row, 0).and_then(|hash| Ok((hash, self.get::<String>(row, 1)?)));
                whole
                    .extend(read.ok().filter(|(hash, body)| content_hash(body).as_str() == hash).map(|(hash, _)| hash));
            }
            return whole;
        }
        // One by one: a text that cannot be read hides none of the others.
        for hash in hashes {
            if self.document(&ContentHash::new(hash.clone())).await.is_ok() {
                whole.insert(hash.clone());
            }
        }
        whole
    }

    /// Finds rows whose log, or run, is not there.
    async fn check_owners(&self, faults: &mut Faults) -> Result<(), StoreError> {
        const OF_LOGS: [(&str, &str, FaultKind); 6] = [
            ("event", "events", FaultKind::LogBroken),
            ("review_run", "reviews", FaultKind::ReviewBroken),
            ("goal", "lists", FaultKind::ProjectionStale),
            ("milestone", "lists of milestones", FaultKind::ProjectionStale),
            ("work", "sums of work", FaultKind::ProjectionStale),
            ("snapshot", "snapshots", FaultKind::ProjectionStale),
        ];
        for (table, what, kind) in OF_LOGS {
            let sql = format!(
                "SELECT DISTINCT portfolio FROM {table} WHERE workspace_id = $1 AND portfolio NOT IN \
                 (SELECT id FROM portfolio WHERE workspace_id = $1) ORDER BY portfolio"
            );
            for row in &self.rows(&sql, &[]).await? {
                let owner: String = self.get(row, 0)?;
                faults.add(kind, format!("there are {what} of `{owner}`, and no log of it"));
            }
        }
        let sql = "SELECT DISTINCT run FROM review_step WHERE workspace_id = $1 AND run NOT IN \
                   (SELECT id FROM review_run WHERE workspace_id = $1) ORDER BY run";
        for row in &self.rows(sql, &[]).await? {
            let run: String = self.get(row, 0)?;
            faults.add(FaultKind::ReviewBroken, format!("there are steps of the review {run}, and no such review"));
        }
        Ok(())
    }

    async fn check_log(&self, id: &GoalFileId, documents: &Documents, faults: &mut Faults) -> Result<(), StoreError> {
        let Some(rows) = self.check_rows(Chain::Events(id), faults).await else { return Ok(()) };
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            match event(id, row.clone()) {
                Ok(event) => events.push(event),
                Err(error) => faults.add(FaultKind::LogBroken, error.to_string()),
            }
        }
        if events.len() < rows.len() {
            return Ok(());
        }
        let are_there = faults.add_documents(FaultKind::DocumentWrong, documents, &named(&events));
        faults.add_of_events(&events);
        let ledger = Ledger::replay(&events);
        let approvals = approvals(&ledger, &events);
        // What follows from a text that is not there?
        let stored = if are_there { Some(self.load_from(id, ledger).await) } else { None };
        for (revision, document, approved) in approvals {
            let known = stored.as_ref().and_then(|stored| stored.as_ref().ok()?.document(&document));
            let text = match known {
                Some(text) => Ok(Cow::Borrowed(text)),
                None => self.document(&document).await.map(Cow::Owned),
            };
            match text {
                Ok(text) if plan_hash_holds(&text) && text.contains(approved.as_str()) => {}
                _ => faults
                    .add(FaultKind::ApprovalBroken, format!("revision {revision} is not the plan that was approved")),
            }
        }
        if let Some(body) = self.snapshot_body(id).await?
            && !is_snapshot_of(&body, &events, &rows)
        {
            faults.add(FaultKind::ProjectionStale, "the snapshot is other than what was recorded".into());
        }
        match stored {
            Some(Ok(stored)) => self.check_projection(&stored, faults).await?,
            Some(Err(error)) => faults.add(FaultKind::Unreadable, error.to_string()),
            None => {}
        }
        Ok(())
    }

    /// The rows of a log that are as they were recorded; `None` where any is
    /// not, which is said.
    async fn check_rows(&self, chain: Chain<'_>, faults: &mut Faults) -> Option<Vec<RecordedRow>> {
        let broken = match chain {
            Chain::Events(_) => FaultKind::LogBroken,
            Chain::Steps(_) => FaultKind::ReviewBroken,
        };
        let (head, rows) = match self.recorded(chain, i64::MIN, i64::MAX).await {
            Ok(recorded) => recorded,
            Err(error) => {
                faults.add(broken, format!("{} cannot be read: {}", chain.name(), with_source(&error)));
                return None;
            }
        };
        let damage = damage(&chain.start(), &head, &rows, 1, i64::MAX);
        for one in &damage {
            faults.add(broken, chain.words(one));
        }
        let n_uncovered = rows.iter().filter(|row| row.number > head.number).count();
        if damage.is_empty() && n_uncovered > 0 {
            let detail = format!("the last {n_uncovered} rows of {} carry no hash yet", chain.name());
            faults.add(FaultKind::Uncovered, detail);
        }
        damage.is_empty().then_some(rows)
    }

    async fn check_run(&self, run: &ReviewRunRow, documents: &Documents, faults: &mut Faults) {
        let id = &run.id;
        if *id != format!("{}.{}", run.goal_file, run.number) {
            let detail = format!("the review {id} is kept as number {} of `{}`", run.number, run.goal_file);
            faults.add(FaultKind::ReviewBroken, detail);
        }
        let Some(rows) = self.check_rows(Chain::Steps(id), faults).await else { return };
        if rows.is_empty() {
            faults.add(FaultKind::ReviewBroken, format!("the review {id} has no steps"));
        }
        let named = rows.iter().flat_map(|row| {
            let step = serde_json::from_str(&row.body).unwrap_or_default();
            let named = step_documents(&step).into_iter().map(ContentHash::new);
            named.map(|document| (format!("step {} of the review {id}", row.number), document)).collect::<Vec<_>>()
        });
        faults.add_documents(FaultKind::ReviewBroken, documents, &named.collect::<Vec<_>>());
    }

    async fn check_projection(&self, stored: &Stored, faults: &mut Faults) -> Result<(), StoreError> {
        match Projection::of(stored) {
            Ok(expected) if !self.projection_is(stored, &expected).await? => {
                faults.add(FaultKind::ProjectionStale, "lists show other than what was recorded".into());
            }
            Ok(_) => {}
            Err(error) => faults.add(FaultKind::Unreadable, error.to_string()),
        }
        Ok(())
    }

    /// Whether lists show what follows from a log, value by value: engines find
    /// and sort by what is written, also where reading would forgive it.
    async fn projection_is(&self, stored: &Stored, expected: &Projection) -> Result<bool, StoreError> {
        const WORK_COLUMNS: &str = "portfolio, milestone, day, goal, minutes";
        // A program that does not know the mark of busy days, the last column,
        // leaves it set, to no harm.
        let goals = expected.goals.values().map(|row| {
            let mut values = row.values();
            if !row.names_busy {
                values.pop();
            }
            values
        });
        let milestones = expected.milestones.values().map(MilestoneRow::values);
        let work = expected.work.values().map(|row| row.values(&stored.id));
        Ok(self.rows_are(&stored.id, "goal", GOAL_COLUMNS, goals.collect()).await?
            && self.rows_are(&stored.id, "milestone", MILESTONE_COLUMNS, milestones.collect()).await?
            && self.rows_are(&stored.id, "work", WORK_COLUMNS, work.collect()).await?)
    }

    /// Whether the rows of a log in a table are these, in any order; of each row
    /// as many columns as are expected.
    async fn rows_are(
        &self,
        id: &GoalFileId,
        table: &str,
        columns: &str,
        mut expected: Vec<Vec<Value>>,
    ) -> Result<bool, StoreError> {
        let sql = format!("SELECT {columns} FROM {table} WHERE workspace_id = $1 AND portfolio = $2");
        // What an engine cannot even hand out is not what was written.
        let Ok(rows) = self.rows(&sql, &[id.as_str()]).await else { return Ok(false) };
        for row in &rows {
            let agrees = |(column, value): (usize, &Value)| match value {
                Value::Text(text) => self.get::<String>(row, column).is_ok_and(|found| found == *text),
                Value::Number(number) => self.get::<i64>(row, column).is_ok_and(|found| found == *number),
            };
            match expected.iter().position(|values| values.iter().enumerate().all(agrees)) {
                Some(place) => drop(expected.swap_remove(place)),
                None => return Ok(false),
            }
        }
        Ok(expected.is_empty())
    }

    async fn check_finished(&self, faults: &mut Faults) -> Result<(), StoreError> {
        let sql =
            "SELECT source, id, estimate, actual, unit, started_on, done_on FROM finished WHERE workspace_id = $1";
        for row in &self.rows(sql, &[]).await? {
            let text = |column| self.get::<String>(row, column);
            let is_day = |text: &str| text.parse::<Date>().is_ok();
            let (started, done) = (text(5)?, text(6)?);
            let figures = [self.get::<i64>(row, 2)?, self.get::<i64>(row, 3)?];
            let is_plausible = figures.iter().all(|figure| *figure >= 0)
                && !text(4)?.is_empty()
                && (started.is_empty() || is_day(&started))
                && is_day(&done);
            if !is_plausible {
                let detail =
                    format!("finished work {} of {} has a day or figure that no import wrote", text(1)?, text(0)?);
                faults.add(FaultKind::FinishedWrong, detail);
            }
        }
        Ok(())
    }

    async fn check_calendar_rows(&self, faults: &mut Faults) -> Result<(), StoreError> {
        for row in &self.rows("SELECT target, item, body FROM calendar_item WHERE workspace_id = $1", &[]).await? {
            let body: String = self.get(row, 2)?;
            if serde_json::from_str::<serde_json::Value>(&body).is_err() {
                let item: String = self.get(row, 1)?;
                faults.add(FaultKind::CalendarWrong, format!("what is known of `{item}` in calendars cannot be read"));
            }
        }
        Ok(())
    }
}

/// What was found so far, and which goal file is looked at.
struct Faults {
    list: Vec<Fault>,
    id: Option<GoalFileId>,
}

impl Faults {
    fn add(&mut self, kind: FaultKind, detail: String) {
        self.list.push(Fault { kind, id: self.id.clone(), detail });
    }

    /// Adds that something could not be looked at, where it could not.
    fn add_unreadable(&mut self, what: &str, looked: Result<(), StoreError>) {
        if let Err(error) = looked {
            self.add(FaultKind::Unreadable, format!("{what} cannot be read: {}", with_source(&error)));
        }
    }

    /// Adds texts that are not there or not whole; returns whether all are.
    fn add_documents(&mut self, kind: FaultKind, documents: &Documents, named: &[(String, ContentHash)]) -> bool {
        let before = self.list.len();
        let mut seen = BTreeSet::new();
        for (by, document) in named.iter().filter(|(_, document)| seen.insert(document.clone())) {
            match documents.get(document) {
                Some(true) => {}
                Some(false) => self.add(kind, format!("{by} names the document {document}, which was changed")),
                None => self.add(kind, format!("{by} names the document {document}, which is missing")),
            }
        }
        self.list.len() == before
    }

    fn add_of_events(&mut self, events: &[Event]) {
        for pair in events.windows(2).filter(|pair| pair[1].at < pair[0].at) {
            self.add(FaultKind::ClockJumped, format!("event {} is older than the one before it", pair[1].number));
        }
        for event in events {
            if let EventKind::DamageAccepted { events, document, .. } = &event.kind {
                let numbers: Vec<String> = events.iter().map(ToString::to_string).collect();
                let what = if numbers.is_empty() { "its end".into() } else { format!("events {}", numbers.join(", ")) };
                let (number, by) = (event.number, &event.by);
                let detail = format!("{by} went on with damage to {what} (event {number}; what was found: {document})");
                self.add(FaultKind::DamageAccepted, detail);
            }
        }
    }
}

fn with_source(error: &StoreError) -> String {
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

/// The texts that events name, and who names each.
fn named(events: &[Event]) -> Vec<(String, ContentHash)> {
    let of_event = |event: &Event| {
        let change = ChangeRecord::from_change(&event.kind);
        let document = ContentHash::new(change.document()?);
        Some((format!("event {}", event.number), document))
    };
    events.iter().filter_map(of_event).collect()
}

/// Whether a snapshot is the state after some event of a log.
fn is_snapshot_of(body: &str, events: &[Event], rows: &[RecordedRow]) -> bool {
    let Some(Snapshot { ledger, hash }) = Snapshot::from_body(body) else { return false };
    let until = events.partition_point(|event| event.number <= ledger.version);
    let row = rows.iter().find(|row| row.number == signed(ledger.version));
    // What came without a hash has none to compare with yet.
    let fits = row.is_some_and(|row| row.hash.is_empty() || row.hash == hash);
    fits && ledger == Ledger::replay(&events[..until])
}

/// Each approval that counts: revision, document and the hash that locks it.
fn approvals(ledger: &Ledger, events: &[Event]) -> Vec<(u32, ContentHash, ContentHash)> {
    let approved = events.iter().filter_map(|event| match &event.kind {
        EventKind::Approved { revision, hash, .. } => Some((*revision, hash.clone())),
        _ => None,
    });
    approved.filter_map(|(revision, hash)| Some((revision, ledger.plan(revision)?.document.clone(), hash))).collect()
}
