//! Finished work of elsewhere, and that of the stored goals.

use backcast_core::{FinishedWork, HOURS};
use jiff::civil::Date;
use sqlx::any::AnyRow;

use crate::projection::day_text;
use crate::{Store, StoreError};

/// Figures are kept in thousandths of their unit.
const THOUSANDTHS: f64 = 1000.0;
/// No figure is larger than this.
const FIGURE_MAX: f64 = 1e12;

impl Store {
    /// Keeps finished work of elsewhere, all of it or nothing, and returns how
    /// many pieces are new. A piece that is known by its source and id gets the
    /// newer figures.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn add_finished(&self, work: &[FinishedWork]) -> Result<usize, StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.insert_all(work).await;
        transaction.end(work).await
    }

    async fn insert_all(&self, work: &[FinishedWork]) -> Result<usize, StoreError> {
        let before = self.count_finished().await?;
        for piece in work {
            self.insert_finished(piece).await?;
        }
        Ok(self.count_finished().await? - before)
    }

    pub(crate) async fn insert_finished(&self, work: &FinishedWork) -> Result<(), StoreError> {
        let query = self
            .query(
                "INSERT INTO finished (workspace_id, person, source, id, category, project, estimate, actual, unit, \
             started_on, done_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (workspace_id, person, source, id) DO UPDATE SET \
             category = excluded.category, project = excluded.project, estimate = excluded.estimate, \
             actual = excluded.actual, unit = excluded.unit, started_on = excluded.started_on, \
             done_on = excluded.done_on",
            )
            .bind(work.person.as_str())
            .bind(work.source.as_str())
            .bind(work.id.as_str())
            .bind(work.category.as_str())
            .bind(work.project.as_str())
            .bind(thousandths(work.estimate))
            .bind(thousandths(work.actual))
            .bind(work.unit.as_str())
            .bind(day_text(work.started_on))
            .bind(day_text(Some(work.done_on)));
        self.execute(query).await.map(drop)
    }

    async fn count_finished(&self) -> Result<usize, StoreError> {
        let rows = self.rows("SELECT COUNT(*) FROM finished WHERE workspace_id = $1", &[]).await?;
        let n: i64 = rows.first().map_or(Ok(0), |row| self.get(row, 0))?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    /// Finished work of elsewhere of one person, or of all, the oldest first.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn finished(&self, person: Option<&str>) -> Result<Vec<FinishedWork>, StoreError> {
        const COLUMNS: &str = "person, source, id, category, project, estimate, actual, unit, started_on, done_on";
        const ORDER: &str = "ORDER BY done_on, source, id, person";
        let rows = match person {
            Some(person) => {
                self.rows(
                    &format!("SELECT {COLUMNS} FROM finished WHERE workspace_id = $1 AND person = $2 {ORDER}"),
                    &[person],
                )
                .await?
            }
            None => self.rows(&format!("SELECT {COLUMNS} FROM finished WHERE workspace_id = $1 {ORDER}"), &[]).await?,
        };
        rows.iter().map(|row| self.finished_row(row)).collect()
    }

    fn finished_row(&self, row: &AnyRow) -> Result<FinishedWork, StoreError> {
        let figure = |column: usize| -> Result<f64, StoreError> {
            #[expect(clippy::cast_precision_loss, reason = "below 2^52")]
            Ok(self.get::<i64>(row, column)? as f64 / THOUSANDTHS)
        };
        Ok(FinishedWork {
            person: self.get(row, 0)?,
            source: self.get(row, 1)?,
            id: self.get(row, 2)?,
            category: self.get(row, 3)?,
            project: self.get(row, 4)?,
            estimate: figure(5)?,
            actual: figure(6)?,
            unit: self.get(row, 7)?,
            started_on: self.day(row, 8)?,
            done_on: self.day(row, 9)?.unwrap_or(Date::MIN),
        })
    }

    /// Forgets the finished work of one source, and returns how many pieces
    /// that were.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn forget_finished(&self, person: &str, source: &str) -> Result<usize, StoreError> {
        let transaction = self.begin_write().await?;
        let query = transaction
            .query("DELETE FROM finished WHERE workspace_id = $1 AND person = $2 AND source = $3")
            .bind(person)
            .bind(source);
        let work = transaction.execute(query).await;
        transaction.end(work).await.map(|n| usize::try_from(n).unwrap_or(usize::MAX))
    }

    /// Milestones of all kept goals that were completed and whose work was
    /// measured, the oldest first. Their source is `backcast`.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn finished_milestones(&self) -> Result<Vec<FinishedWork>, StoreError> {
        let sql = "SELECT milestone.portfolio, milestone.id, milestone.goal, goal.kind, milestone.planned_minutes, \
                   milestone.logged_minutes, milestone.started_on, milestone.done_on \
                   FROM milestone \
                   JOIN goal ON goal.workspace_id = milestone.workspace_id AND goal.id = milestone.goal \
                   WHERE milestone.workspace_id = $1 AND milestone.standing = 'done' \
                   AND milestone.logged_minutes > 0 AND milestone.planned_minutes > 0 \
                   ORDER BY milestone.done_on, milestone.portfolio, milestone.position";
        let rows = self.rows(sql, &[]).await?;
        rows.iter()
            .map(|row| {
                let goal_file: String = self.get(row, 0)?;
                let id: String = self.get(row, 1)?;
                Ok(FinishedWork {
                    person: String::new(),
                    source: MILESTONES.into(),
                    id: format!("{goal_file}/{id}"),
                    category: self.get(row, 3)?,
                    project: self.get(row, 2)?,
                    estimate: self.effort(row, 4)?.hours(),
                    actual: self.effort(row, 5)?.hours(),
                    unit: HOURS.into(),
                    started_on: self.day(row, 6)?,
                    done_on: self.day(row, 7)?.unwrap_or(Date::MIN),
                })
            })
            .collect()
    }
}

/// The source of what was finished here.
pub const MILESTONES: &str = "backcast";

fn thousandths(figure: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "held to a range")]
    let whole = (figure * THOUSANDTHS).round().clamp(0.0, FIGURE_MAX) as i64;
    whole
}
