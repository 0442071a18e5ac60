//! What is known of our items in calendars.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::query::Query;

use crate::{Store, StoreError};

/// What is kept of one item, or of its copy at a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    /// Where the copy is; empty for the item itself.
    pub target: String,
    /// Our name of the item; empty for the target itself.
    pub item: String,
    /// What is kept, as JSON; nothing takes the row away.
    pub body: Option<String>,
}

impl Store {
    /// Everything that is kept of a target, in the order of the items.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn calendar_rows(&self, target: &str) -> Result<Vec<CalendarRow>, StoreError> {
        let sql = "SELECT item, body FROM calendar_item WHERE workspace_id = $1 AND target = $2 ORDER BY item";
        let row = |row: &AnyRow| {
            Ok(CalendarRow { target: target.to_owned(), item: self.get(row, 0)?, body: Some(self.get(row, 1)?) })
        };
        self.read_rows(sql, &[target], row).await
    }

    /// The targets of which anything is kept, beside the items themselves.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn calendar_targets(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT target FROM calendar_item WHERE workspace_id = $1 AND target <> '' ORDER BY target";
        let rows = self.rows(sql, &[]).await?;
        rows.iter().map(|row| self.get(row, 0)).collect()
    }

    /// Forgets everything that is kept of a target.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn forget_calendar_target(&self, target: &str) -> Result<(), StoreError> {
        let rows = self.calendar_rows(target).await?;
        self.save_calendar_rows(rows.into_iter().map(|row| CalendarRow { body: None, ..row })).await
    }

    /// Keeps rows, all of them or none; those without a body are taken away.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn save_calendar_rows<R>(&self, rows: R) -> Result<(), StoreError>
    where
        R: IntoIterator<Item = CalendarRow>,
        R::IntoIter: Send,
    {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        let transaction = self.begin_write().await?;
        let work = transaction.save_each(rows).await;
        transaction.end(work).await
    }

    async fn save_each(&self, mut rows: impl Iterator<Item = CalendarRow>) -> Result<(), StoreError> {
        loop {
            // Of rows of the same item the last one counts: engines refuse to write
            // one twice by one statement.
            let batch: BTreeMap<(String, String), Option<String>> =
                rows.by_ref().take(ROWS_AT_ONCE).map(|row| ((row.target, row.item), row.body)).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let mut kept = Vec::with_capacity(batch.len());
            for ((target, item), body) in batch {
                match body {
                    Some(body) => kept.push([target, item, body]),
                    None => self.forget_row(&target, &item).await?,
                }
            }
            self.keep_rows(kept).await?;
        }
    }

    async fn forget_row(&self, target: &str, item: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM calendar_item WHERE workspace_id = $1 AND target = $2 AND item = $3";
        self.execute(self.query(sql).bind(target).bind(item)).await.map(drop)
    }

    /// Keeps rows of target, item and body by one statement.
    async fn keep_rows(&self, rows: Vec<[String; 3]>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let places: Vec<String> =
            (0..rows.len()).map(|row| format!("($1, ${}, ${}, ${})", 3 * row + 2, 3 * row + 3, 3 * row + 4)).collect();
        let sql = format!(
            "INSERT INTO calendar_item (workspace_id, target, item, body) VALUES {} \
             ON CONFLICT (workspace_id, target, item) DO UPDATE SET body = excluded.body",
            places.join(", ")
        );
        let first = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(self.workspace().as_str().to_owned());
        let query = rows.into_iter().flatten().fold(first, Query::bind);
        self.execute(query).await.map(drop)
    }
}

/// A first upload of thousands of plans writes a hundred thousand rows; one
/// statement for each takes longer than all else. SQLite takes as long for the
/// values of a statement as the square of their number.
const ROWS_AT_ONCE: usize = 40;
