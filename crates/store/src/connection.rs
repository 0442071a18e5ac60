//! The store over its connections, and transactions as values.

use std::ops::Deref;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Executor as _, Row as _};
use tokio::sync::Mutex;
use tracing::trace;

use crate::pool::{BorrowedLease, Lease, Pool};
use crate::schema_version::Migrated;
use crate::{Location, StoreError, fault};

/// The database engine behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL, on a server.
    Postgres,
}

impl Engine {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }
}

/// Whose goals, work and reviews these are: those of a person or of a team.
///
/// Workspaces of one database see nothing of each other, not even which ids are
/// taken. The default one, `default`, is that of everybody who keeps a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkspaceId(String);

impl WorkspaceId {
    /// The workspace with this id.
    pub fn new(id: impl Into<String>) -> Self {
        WorkspaceId(id.into())
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for WorkspaceId {
    fn default() -> Self {
        WorkspaceId::new("default")
    }
}

/// A store over a few connections, which all its clones share.
///
/// It is made for one request as well as for a process that stays: connections
/// are made when they are needed and lent for one statement or transaction. A
/// future that is dropped in the middle of anything leaves nothing half done.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Arc<Pool>,
    /// The one connection that everything goes through within a transaction.
    lease: Option<Arc<Mutex<Lease>>>,
    workspace: WorkspaceId,
    is_dry_run: bool,
    migrated: Option<Arc<Migrated>>,
}

impl Store {
    /// The default workspace of a database, whose schema nobody looked at yet.
    pub(crate) fn over(pool: Arc<Pool>) -> Self {
        Store { pool, lease: None, workspace: WorkspaceId::default(), is_dry_run: false, migrated: None }
    }

    /// The same store, which says what was migrated.
    pub(crate) fn with_migrated(self, migrated: Option<Migrated>) -> Self {
        Store { migrated: migrated.map(Arc::new), ..self }
    }

    /// The same store, in which every change is worked out and checked, but not
    /// written. Other clones go on writing.
    #[must_use]
    pub fn for_dry_run(&self) -> Self {
        Store { is_dry_run: true, ..self.clone() }
    }

    /// Whether changes are worked out and not written.
    pub(crate) fn is_dry_run(&self) -> bool {
        self.is_dry_run
    }

    /// The same store for another workspace, which sees nothing of this one.
    #[must_use]
    pub fn in_workspace(&self, workspace: WorkspaceId) -> Self {
        Store { workspace, ..self.clone() }
    }

    /// Whose goals it shows.
    #[must_use]
    pub fn workspace(&self) -> &WorkspaceId {
        &self.workspace
    }

    /// What was migrated when it was opened.
    #[must_use]
    pub fn migrated(&self) -> Option<&Migrated> {
        self.migrated.as_deref()
    }

    /// The engine behind it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.pool.engine
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.pool.location
    }

    /// The version of the engine.
    ///
    /// # Errors
    ///
    /// Returns an error if the engine does not answer.
    pub async fn engine_version(&self) -> Result<String, StoreError> {
        let sql = match self.engine() {
            Engine::Sqlite => "SELECT sqlite_version()",
            Engine::Postgres => "SHOW server_version",
        };
        let rows = self.rows_of_all(sql, &[]).await?;
        rows.first().map_or(Ok(String::new()), |row| self.get(row, 0))
    }

    /// Closes the connections in good order, for all clones.
    ///
    /// # Errors
    ///
    /// Returns an error if the engine could not finish its work.
    pub async fn close(self) -> Result<(), StoreError> {
        self.pool.close().await
    }

    /// Begins writing work: all of it is kept at [`Transaction::end`], or
    /// nothing.
    pub(crate) async fn begin_write(&self) -> Result<Transaction, StoreError> {
        let begin = match self.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        self.begin(begin).await
    }

    /// Begins reading work on one state of the whole database.
    pub(crate) async fn begin_read(&self) -> Result<Transaction, StoreError> {
        let begin = match self.engine() {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.begin(begin).await
    }

    async fn begin(&self, begin: &str) -> Result<Transaction, StoreError> {
        let mut lease = self.pool.lend().await?;
        lease.is_in_transaction = true;
        let store = Store { lease: Some(Arc::new(Mutex::new(lease))), ..self.clone() };
        store.run(begin).await?;
        fault::point("began").await;
        Ok(Transaction { store })
    }

    /// Runs statements without values.
    pub(crate) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        let mut lease = self.lease().await?;
        let done = lease.connection().execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await;
        lease.settled(done).map(drop)
    }

    /// Runs a statement, and returns how many rows it wrote.
    pub(crate) async fn execute(&self, query: Query<'_, Any, AnyArguments>) -> Result<u64, StoreError> {
        let mut lease = self.lease().await?;
        let done = query.execute(lease.connection()).await;
        lease.settled(done).map(|done| done.rows_affected())
    }

    /// A statement with the workspace as its first value: every statement over
    /// what belongs to one begins like this.
    pub(crate) fn query(&self, sql: &'static str) -> Query<'_, Any, AnyArguments> {
        sqlx::query(sql).bind(self.workspace.as_str())
    }

    /// All rows that a statement gives whose values are the workspace and then
    /// these texts.
    pub(crate) async fn rows(&self, sql: &str, values: &[&str]) -> Result<Vec<AnyRow>, StoreError> {
        let of_workspace = [self.workspace.as_str()];
        self.rows_of_all(sql, &[&of_workspace, values].concat()).await
    }

    /// All rows that a statement gives which is about the whole database.
    pub(crate) async fn rows_of_all(&self, sql: &str, values: &[&str]) -> Result<Vec<AnyRow>, StoreError> {
        // What is put together here are our own column lists and numbers.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
        for value in values {
            query = query.bind((*value).to_owned());
        }
        self.fetch(query).await
    }

    /// All rows that a statement gives.
    pub(crate) async fn fetch(&self, query: Query<'_, Any, AnyArguments>) -> Result<Vec<AnyRow>, StoreError> {
        let mut lease = self.lease().await?;
        let rows = query.fetch_all(lease.connection()).await;
        lease.settled(rows)
    }

    /// What is read from each row that a statement gives whose values are the
    /// workspace and then these texts, one row after the other: rows take
    /// several times the memory of what is read from them.
    pub(crate) async fn read_rows<T>(
        &self,
        sql: &str,
        values: &[&str],
        read: impl Fn(&AnyRow) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).bind(self.workspace.as_str().to_owned());
        for value in values {
            query = query.bind((*value).to_owned());
        }
        let mut lease = self.lease().await?;
        let mut found = Vec::new();
        let done = {
            let mut rows = query.fetch(lease.connection());
            loop {
                match rows.try_next().await {
                    Ok(Some(row)) => found.push(read(&row)),
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            }
        };
        lease.settled(done)?;
        found.into_iter().collect()
    }

    pub(crate) fn get<'r, T>(&self, row: &'r AnyRow, column: usize) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        row.try_get(column).map_err(|error| self.refused(error))
    }

    pub(crate) fn refused(&self, error: sqlx::Error) -> StoreError {
        self.pool.refused(error)
    }

    async fn lease(&self) -> Result<BorrowedLease<'_>, StoreError> {
        match &self.lease {
            Some(lease) => Ok(BorrowedLease::OfTransaction(lease.lock().await)),
            None => self.pool.lend().await.map(BorrowedLease::Own),
        }
    }
}

/// A store within a transaction: all it does goes through one connection.
///
/// Dropping it, also together with the future that holds it, rolls back: its
/// connection is closed, and engines keep nothing of a connection that is gone.
#[derive(Debug)]
pub(crate) struct Transaction {
    store: Store,
}

impl Transaction {
    /// Commits where the work was done, else rolls back. A dry run rolls back
    /// in both cases.
    pub(crate) async fn end<T>(self, work: Result<T, StoreError>) -> Result<T, StoreError> {
        let value = match work {
            Ok(value) => value,
            Err(error) => {
                // The first error is the one to report: what cannot be rolled
                // back any more is closed.
                let _ = self.finish("ROLLBACK").await;
                return Err(error);
            }
        };
        fault::point("before_commit").await;
        let end = if self.store.is_dry_run { "ROLLBACK" } else { "COMMIT" };
        self.finish(end).await?;
        fault::point("committed").await;
        Ok(value)
    }

    async fn finish(&self, end: &str) -> Result<(), StoreError> {
        self.store.run(end).await?;
        trace!(end, "transaction ended");
        if let Some(lease) = &self.store.lease {
            lease.lock().await.is_in_transaction = false;
        }
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}
