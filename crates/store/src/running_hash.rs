//! Logs row by row, with the running hash that each row carries.
//!
//! A log states how far it is covered (`head_number`) and the hash of the row
//! there (`head`). Rows up to it have to be there, one after the other, each
//! with a hash that fits to the row before it. Rows after it have none: a
//! program that knows no hashes appended them. They are covered by the next
//! write of one that does.

use std::fmt;

use backcast_core::GoalFileId;
use backcast_document::{LoggedRow, log_start, run_start};
use sqlx::any::AnyRow;
use tracing::debug;

use crate::{Store, StoreError};

/// A log whose rows carry running hashes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chain<'a> {
    /// The events of a goal file.
    Events(&'a GoalFileId),
    /// The steps of a run, by its id.
    Steps(&'a str),
}

impl Chain<'_> {
    pub(crate) fn id(&self) -> &str {
        match self {
            Chain::Events(id) => id.as_str(),
            Chain::Steps(run) => run,
        }
    }

    /// The hash before the first row.
    pub(crate) fn start(&self) -> String {
        match self {
            Chain::Events(id) => log_start(id.as_str()),
            Chain::Steps(run) => run_start(run),
        }
    }

    /// Checks rows from one number, at least 1, to another, both included; the
    /// row before them comes first, where there is one.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::LogBroken`] if one is not what was recorded.
    pub(crate) fn checked(
        self,
        head: &Head,
        mut rows: Vec<RecordedRow>,
        from: i64,
        to: i64,
    ) -> Result<Recorded, StoreError> {
        if let Some(damage) = damage(&self.start(), head, &rows, from, to).first() {
            return Err(self.broken(damage));
        }
        let before = match rows.first() {
            Some(row) if row.number < from => rows.remove(0).hash,
            _ => self.start(),
        };
        Ok(Recorded { before, rows })
    }

    fn goal_file(&self) -> GoalFileId {
        match self {
            Chain::Events(id) => (*id).clone(),
            Chain::Steps(run) => GoalFileId::new(run.rsplit_once('.').map_or(*run, |(goal_file, _)| goal_file)),
        }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Chain::Events(_) => "the log".into(),
            Chain::Steps(run) => format!("the review {run}"),
        }
    }

    /// Damage of it in words.
    pub(crate) fn words(&self, damage: &Damage) -> String {
        match self {
            Chain::Events(_) => damage.to_string(),
            Chain::Steps(run) => {
                let damage = damage.to_string().replace("event", "step").replace("the log", "it");
                format!("in the review {run}, {damage}")
            }
        }
    }

    /// The error that damage means for whoever reads.
    pub(crate) fn broken(&self, damage: &Damage) -> StoreError {
        StoreError::LogBroken { id: self.goal_file(), what: self.words(damage) }
    }
}

/// A row as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordedRow {
    pub(crate) number: i64,
    /// `None` for steps of runs.
    pub(crate) batch: Option<i64>,
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) body: String,
    /// Empty where a program wrote it that knows none.
    pub(crate) hash: String,
}

impl RecordedRow {
    pub(crate) fn hash_after(&self, previous: &str) -> String {
        let RecordedRow { number, batch, at, by, body, .. } = self;
        LoggedRow { number: *number, batch: *batch, at: *at, by, body }.hash_after(previous)
    }
}

/// What a log states of its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Number of the last row, where that is stated: runs state none.
    pub(crate) version: Option<i64>,
    /// Number of the last row that is covered; 0 where none is.
    pub(crate) number: i64,
    /// The hash of that row.
    pub(crate) hash: String,
}

/// What is not in a log as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The row with this number does not fit its hash and the row before it.
    Changed(i64),
    /// Rows from and including one number up to and including another.
    Missing(i64, i64),
    /// The row has a number that the log never came to, or none at all.
    Extra(i64),
    /// The row is where only uncovered ones are, and carries a hash.
    Misplaced(i64),
    /// What the log states of its end is not what its last rows say.
    Head(i64),
    /// The log states one number of events, and its last row has another.
    Version {
        /// What the log states.
        stated: i64,
        /// The number of its last event.
        last: i64,
    },
}

impl Damage {
    /// The numbers of the rows that it makes doubtful.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        match *self {
            Damage::Changed(number) | Damage::Misplaced(number) | Damage::Extra(number) => vec![number],
            Damage::Missing(from, to) => (from..=to).collect(),
            Damage::Head(_) | Damage::Version { .. } => Vec::new(),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Damage::Changed(number) => write!(f, "event {number} is not what was recorded"),
            Damage::Missing(from, to) if from == to => write!(f, "event {from} is missing"),
            Damage::Missing(from, to) => write!(f, "events {from} to {to} are missing"),
            Damage::Extra(number) => write!(f, "there is an event {number}, which the log never came to"),
            Damage::Misplaced(number) => write!(f, "event {number} stands after the recorded end of the log"),
            Damage::Head(number) => write!(f, "event {number} is not the one that the log states as its end"),
            Damage::Version { stated, last } => {
                write!(f, "it is at version {stated}, and its last event is {last}")
            }
        }
    }
}

/// What is wrong with the rows of a log from one number to another, both
/// included. The rows are all that there are in that range and the one before
/// it, in their order.
pub(crate) fn damage(start: &str, head: &Head, rows: &[RecordedRow], from: i64, to: i64) -> Vec<Damage> {
    let mut found = Vec::new();
    let last = rows.last().map_or(0, |row| row.number);
    // A version may be wrong in either direction: what was covered counts.
    let end = head.version.unwrap_or(last).max(head.number);
    let mut expected = from.max(1);
    let mut previous = (from <= 1).then_some(start);
    let has_predecessor = rows.first().is_some_and(|row| row.number == from - 1);
    if from > 1 && from - 1 <= end && !has_predecessor {
        found.push(Damage::Missing(from - 1, from - 1));
    }
    for row in rows {
        if row.number < from.max(1) {
            if row.number == from - 1 && row.number > 0 {
                previous = Some(&row.hash);
            } else {
                found.push(Damage::Extra(row.number));
            }
            continue;
        }
        if row.number > end {
            found.push(Damage::Extra(row.number));
            continue;
        }
        if row.number > expected {
            found.push(Damage::Missing(expected, row.number - 1));
        }
        if row.number <= head.number {
            let fits = previous.is_some_and(|previous| row.hash_after(previous) == row.hash);
            if !fits {
                found.push(Damage::Changed(row.number));
            }
        } else if !row.hash.is_empty() {
            found.push(Damage::Misplaced(row.number));
        }
        if row.number == head.number && row.hash != head.hash {
            found.push(Damage::Head(row.number));
        }
        previous = Some(&row.hash);
        expected = row.number + 1;
    }
    let until = end.min(to);
    if expected <= until {
        found.push(Damage::Missing(expected, until));
    }
    if let Some(stated) = head.version.filter(|stated| *stated < head.number) {
        found.push(Damage::Version { stated, last: head.number });
    }
    found
}

impl Store {
    /// What a log states of its end, and its rows from one number to another,
    /// both included: of one moment. No log states nothing.
    pub(crate) async fn recorded(
        &self,
        chain: Chain<'_>,
        from: i64,
        to: i64,
    ) -> Result<(Head, Vec<RecordedRow>), StoreError> {
        let sql = match chain {
            Chain::Events(_) => {
                "SELECT portfolio.head_number, portfolio.head, portfolio.version, event.number, event.at, event.author, \
                 event.body, event.hash, event.batch FROM portfolio LEFT JOIN event \
                 ON event.workspace_id = portfolio.workspace_id AND event.portfolio = portfolio.id \
                 AND event.number >= $3 AND event.number <= $4 \
                 WHERE portfolio.workspace_id = $1 AND portfolio.id = $2 ORDER BY event.number"
            }
            Chain::Steps(_) => {
                "SELECT review_run.head_number, review_run.head, review_run.number, review_step.number, \
                 review_step.at, review_step.author, review_step.body, review_step.hash FROM review_run \
                 LEFT JOIN review_step ON review_step.workspace_id = review_run.workspace_id \
                 AND review_step.run = review_run.id AND review_step.number >= $3 AND review_step.number <= $4 \
                 WHERE review_run.workspace_id = $1 AND review_run.id = $2 ORDER BY review_step.number"
            }
        };
        let rows = self.fetch(self.query(sql).bind(chain.id().to_owned()).bind(from).bind(to)).await?;
        let Some(first) = rows.first() else { return Ok((Head::default(), Vec::new())) };
        let version = match chain {
            Chain::Events(_) => Some(self.get(first, 2)?),
            Chain::Steps(_) => None,
        };
        let head = Head { version, number: self.get(first, 0)?, hash: self.get(first, 1)? };
        let recorded = rows.iter().map(|row| self.recorded_row(chain, row));
        let recorded: Result<Vec<Option<RecordedRow>>, StoreError> = recorded.collect();
        Ok((head, recorded?.into_iter().flatten().collect()))
    }

    /// The row; `None` where there is only what the log states of its end.
    fn recorded_row(&self, chain: Chain<'_>, row: &AnyRow) -> Result<Option<RecordedRow>, StoreError> {
        let Some(number) = self.get::<Option<i64>>(row, 3)? else { return Ok(None) };
        let batch = match chain {
            Chain::Events(_) => Some(self.get(row, 8)?),
            Chain::Steps(_) => None,
        };
        let (at, by, body, hash) = (self.get(row, 4)?, self.get(row, 5)?, self.get(row, 6)?, self.get(row, 7)?);
        Ok(Some(RecordedRow { number, batch, at, by, body, hash }))
    }

    /// The rows of a log from one number to another, both included, and the hash
    /// before them.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::LogBroken`] if one is not what was recorded.
    pub(crate) async fn checked(&self, chain: Chain<'_>, from: i64, to: i64) -> Result<Recorded, StoreError> {
        let from = from.max(1);
        let (head, rows) = self.recorded(chain, from - 1, to).await?;
        chain.checked(&head, rows, from, to)
    }

    /// What a log states of its end; of no log, nothing.
    pub(crate) async fn head(&self, chain: Chain<'_>) -> Result<Head, StoreError> {
        Ok(self.recorded(chain, 1, 0).await?.0)
    }

    /// Makes sure that a log ends as it was recorded, covers rows that a program
    /// without hashes appended, and returns the hash of its last row. The log
    /// has this many rows, and is locked by whoever asks.
    pub(crate) async fn cover(&self, chain: Chain<'_>, n_rows: i64) -> Result<String, StoreError> {
        // Nearly always the last row is covered, and the one before it is all
        // that is needed to check it.
        let mut from = n_rows.max(1);
        let (head, mut rows) = self.recorded(chain, from - 1, n_rows).await?;
        if head.number < n_rows {
            from = head.number.max(1);
            rows = self.recorded(chain, from - 1, n_rows).await?.1;
        }
        let head = Head { version: Some(n_rows), ..head };
        if let Some(damage) = damage(&chain.start(), &head, &rows, from, n_rows).first() {
            return Err(chain.broken(damage));
        }
        let uncovered: Vec<RecordedRow> = rows.into_iter().filter(|row| row.number > head.number).collect();
        if uncovered.is_empty() {
            return Ok(if head.number == 0 { chain.start() } else { head.hash });
        }
        debug!(rows = uncovered.len(), "covered what came without hashes");
        let from = if head.number == 0 { chain.start() } else { head.hash };
        self.write_hashes(chain, from, &uncovered).await
    }

    /// Writes the hashes of rows after one with this hash, and states the last
    /// one as the end of the log.
    pub(crate) async fn write_hashes(
        &self,
        chain: Chain<'_>,
        before: String,
        rows: &[RecordedRow],
    ) -> Result<String, StoreError> {
        let sql = match chain {
            Chain::Events(_) => "UPDATE event SET hash = $4 WHERE workspace_id = $1 AND portfolio = $2 AND number = $3",
            Chain::Steps(_) => "UPDATE review_step SET hash = $4 WHERE workspace_id = $1 AND run = $2 AND number = $3",
        };
        let mut previous = before;
        for row in rows {
            previous = row.hash_after(&previous);
            let query = self.query(sql).bind(chain.id().to_owned()).bind(row.number).bind(previous.clone());
            self.execute(query).await?;
        }
        if let Some(last) = rows.last() {
            self.write_head(chain, last.number, &previous).await?;
        }
        Ok(previous)
    }

    /// States the end of a log.
    pub(crate) async fn write_head(&self, chain: Chain<'_>, number: i64, hash: &str) -> Result<(), StoreError> {
        let sql = match chain {
            Chain::Events(_) => "UPDATE portfolio SET head_number = $3, head = $4 WHERE workspace_id = $1 AND id = $2",
            Chain::Steps(_) => "UPDATE review_run SET head_number = $3, head = $4 WHERE workspace_id = $1 AND id = $2",
        };
        let query = self.query(sql).bind(chain.id().to_owned()).bind(number).bind(hash.to_owned());
        self.execute(query).await.map(drop)
    }

    /// Hashes all rows of all logs of this workspace as they are.
    pub(crate) async fn cover_as_it_is(&self) -> Result<(), StoreError> {
        for id in self.goal_files().await? {
            self.cover_chain_as_it_is(Chain::Events(&id)).await?;
        }
        for run in self.review_runs(None).await? {
            self.cover_chain_as_it_is(Chain::Steps(&run.id)).await?;
        }
        Ok(())
    }

    async fn cover_chain_as_it_is(&self, chain: Chain<'_>) -> Result<(), StoreError> {
        let (_, rows) = self.recorded(chain, 1, i64::MAX).await?;
        self.write_hashes(chain, chain.start(), &rows).await.map(drop)
    }
}

/// Rows that are as they were recorded.
pub(crate) struct Recorded {
    /// The hash before the first of them.
    pub(crate) before: String,
    pub(crate) rows: Vec<RecordedRow>,
}

impl Recorded {
    /// Gives rows that were appended without a hash the one that they will get.
    pub(crate) fn hashed(mut self) -> Self {
        let mut previous = self.before.clone();
        for row in &mut self.rows {
            if row.hash.is_empty() {
                row.hash = row.hash_after(&previous);
            }
            previous.clone_from(&row.hash);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(n: i64, covered: i64) -> (Head, Vec<RecordedRow>) {
        let mut previous = "start".to_owned();
        let mut rows: Vec<RecordedRow> = Vec::new();
        for number in 1..=n {
            let body = format!("body {number}");
            let mut row =
                RecordedRow { number, batch: Some(number), at: 0, by: "ann".into(), body, hash: String::new() };
            if number <= covered {
                row.hash = row.hash_after(&previous);
                previous.clone_from(&row.hash);
            }
            rows.push(row);
        }
        (Head { version: Some(n), number: covered, hash: previous }, rows)
    }

    fn found(head: &Head, rows: &[RecordedRow]) -> Vec<String> {
        damage("start", head, rows, 1, i64::MAX).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whole_logs_are_whole_from_any_row_on() {
        let (head, rows) = log(5, 5);
        for from in 1..=5 {
            let seen = &rows[usize::try_from((from - 2).max(0)).expect("small")..];
            assert_eq!(damage("start", &head, seen, from, i64::MAX), []);
        }
        assert_eq!(damage("start", &Head { version: Some(0), ..Head::default() }, &[], 1, i64::MAX), []);
    }

    #[test]
    fn rows_without_hashes_at_the_end_are_no_damage() {
        let (head, rows) = log(5, 3);
        assert_eq!(found(&head, &rows), [""; 0]);
        let (head, rows) = log(5, 0);
        assert_eq!(found(&Head { hash: String::new(), ..head }, &rows), [""; 0]);
    }

    #[test]
    fn what_was_done_to_a_log_is_named() {
        let (head, rows) = log(5, 5);
        let with = |change: &dyn Fn(&mut Vec<RecordedRow>)| {
            let mut rows = rows.clone();
            change(&mut rows);
            found(&head, &rows)
        };
        assert_eq!(with(&|rows| rows[2].body.push('x')), ["event 3 is not what was recorded"]);
        assert_eq!(with(&|rows| rows[2].hash.clear()).len(), 2);
        assert_eq!(with(&|rows| drop(rows.remove(4))), ["event 5 is missing"]);
        assert_eq!(with(&|rows| drop(rows.drain(1..3)))[0], "events 2 to 3 are missing");
        assert_eq!(
            with(&|rows| rows[4].number = 9),
            ["there is an event 9, which the log never came to", "event 5 is missing"]
        );
        assert_eq!(
            with(&|rows| {
                rows.swap(1, 2);
                (rows[1].number, rows[2].number) = (2, 3);
            })
            .len(),
            3
        );
        for other in [
            Head { version: Some(4), ..head.clone() },
            Head { version: Some(6), ..head.clone() },
            Head { number: 4, ..head.clone() },
            Head { number: 6, ..head.clone() },
            Head { number: 0, ..head.clone() },
            Head { hash: "x".into(), ..head.clone() },
        ] {
            assert_ne!(found(&other, &rows), [""; 0], "{other:?}");
        }
    }
}
