//! What is known of our items in calendars.

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
        let sql = "SELECT item, body FROM calendar_item WHERE target = $1 ORDER BY item";
        let rows = self.rows(sql, &[target]).await?;
        let row = |row| -> Result<CalendarRow, StoreError> {
            Ok(CalendarRow { target: target.to_owned(), item: self.get(row, 0)?, body: Some(self.get(row, 1)?) })
        };
        rows.iter().map(row).collect()
    }

    /// The targets of which anything is kept, beside the items themselves.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn calendar_targets(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT target FROM calendar_item WHERE target <> '' ORDER BY target";
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
        let rows: Vec<CalendarRow> = rows.into_iter().map(|row| CalendarRow { body: None, ..row }).collect();
        self.keep_calendar_rows(&rows).await
    }

    /// Keeps rows, all of them or none; those without a body are taken away.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn keep_calendar_rows(&self, rows: &[CalendarRow]) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.keep_each(rows).await;
        transaction.end(work).await
    }

    async fn keep_each(&self, rows: &[CalendarRow]) -> Result<(), StoreError> {
        for row in rows {
            let query = match &row.body {
                Some(body) => {
                    let sql = "INSERT INTO calendar_item (target, item, body) VALUES ($1, $2, $3) \
                               ON CONFLICT (target, item) DO UPDATE SET body = excluded.body";
                    sqlx::query(sql).bind(row.target.as_str()).bind(row.item.as_str()).bind(body.as_str())
                }
                None => {
                    let sql = "DELETE FROM calendar_item WHERE target = $1 AND item = $2";
                    sqlx::query(sql).bind(row.target.as_str()).bind(row.item.as_str())
                }
            };
            self.execute(query).await?;
        }
        Ok(())
    }
}
