//! A few connections to one database, lent to whoever asks first.
//!
//! Our own sixty lines instead of the driver's pool, for three reasons. That
//! one tries again for a while where a server refuses or a file cannot be
//! prepared, and says only that time ran out; a command has to say at once what
//! is wrong. It gives back connections from a task of its own, which a
//! command that ends does not wait for. And it trusts a rollback that is still
//! to come: here a connection that was left in the middle of anything is closed
//! instead of lent again, and both engines roll back what a closed connection
//! had begun.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::{debug, trace};

use crate::{Engine, Location, StoreError};

/// More connections of one process only wait for each other: SQLite has one
/// writer at a time, and a server has other clients.
const CONNECTIONS_MAX: usize = 4;
/// Writers wait this long for each other before they give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Pause between attempts where the engine itself does not wait.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// A server that is there says so sooner.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// A server may have closed a connection that was idle for longer.
const TRUSTED_IDLE: Duration = Duration::from_secs(5);
/// The first version whose write-ahead log is free of the defect that could
/// lose commits when two connections checkpoint at once.
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);

/// The connections of a store.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) engine: Engine,
    pub(crate) location: Location,
    options: AnyConnectOptions,
    /// Whether only reading is possible.
    is_read_only: bool,
    idle: Mutex<Vec<Idle>>,
    permits: Arc<Semaphore>,
}

#[derive(Debug)]
struct Idle {
    connection: AnyConnection,
    since: Instant,
}

impl Pool {
    /// A pool with its first connection. A file on a disk that cannot be
    /// written is opened for reading.
    pub(crate) async fn open(location: &Location) -> Result<Arc<Self>, StoreError> {
        match Self::open_at(location, location.url(), false).await {
            Err(error @ (StoreError::Unreachable { .. } | StoreError::ReadOnly(_))) => {
                let Some(url) = location.url_read_only() else { return Err(error) };
                Self::open_at(location, url, true).await.map_err(|_| error)
            }
            other => other,
        }
    }

    async fn open_at(location: &Location, url: String, is_read_only: bool) -> Result<Arc<Self>, StoreError> {
        let engine = match location {
            Location::File(_) => Engine::Sqlite,
            Location::Server(_) if !cfg!(feature = "postgres") => {
                return Err(StoreError::NotBuiltIn(location.to_string()));
            }
            Location::Server(_) => Engine::Postgres,
        };
        let options = url.parse().map_err(|error| unreachable(location, error))?;
        let permits = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let idle = Mutex::default();
        let pool = Arc::new(Pool { engine, location: location.clone(), options, is_read_only, idle, permits });
        drop(pool.lend().await?);
        Ok(pool)
    }

    /// Lends a connection: one that is idle, else a new one. Where all are lent
    /// it waits for one.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lease, StoreError> {
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                debug!("all connections are lent: waiting for one");
                tokio::time::timeout(BUSY_TIMEOUT, self.permits.clone().acquire_owned())
                    .await
                    .map_err(|_| StoreError::Busy(self.location.to_string()))?
                    .map_err(|_| self.refused(sqlx::Error::PoolClosed))?
            }
        };
        let connection = match self.idle_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let pool = self.clone();
        Ok(Lease { connection: Some(connection), is_working: false, is_in_transaction: false, pool, _permit: permit })
    }

    /// Closes what is idle in good order; nothing is lent any more, and what is
    /// lent is closed when it comes back.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for Idle { connection, .. } in idle {
            connection.close().await.map_err(|error| self.refused(error))?;
        }
        Ok(())
    }

    pub(crate) fn refused(&self, error: sqlx::Error) -> StoreError {
        StoreError::from_engine(error, &self.location.to_string())
    }

    async fn idle_connection(&self) -> Option<AnyConnection> {
        loop {
            let Idle { mut connection, since } = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            let is_trusted = self.engine == Engine::Sqlite || since.elapsed() < TRUSTED_IDLE;
            if is_trusted || within(CONNECT_MAX, connection.ping()).await.is_ok() {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AnyConnection, StoreError> {
        let connecting = AnyConnection::connect_with(&self.options);
        let connected = match self.engine {
            Engine::Sqlite => connecting.await,
            Engine::Postgres => within(CONNECT_MAX, connecting).await,
        };
        let mut connection = connected.map_err(|error| unreachable(&self.location, error))?;
        if self.engine == Engine::Sqlite && !self.is_read_only {
            self.prepare_sqlite(&mut connection).await?;
        }
        trace!(engine = self.engine.as_str(), read_only = self.is_read_only, "connected");
        Ok(connection)
    }

    /// Checks the engine and sets what makes commits durable.
    async fn prepare_sqlite(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let version = self.text(connection, "SELECT sqlite_version()").await?;
        if parse_version(&version) < SQLITE_MIN {
            return Err(StoreError::EngineTooOld(version));
        }
        let wait = format!("PRAGMA busy_timeout = {}", BUSY_TIMEOUT.as_millis());
        for sql in [wait.as_str(), "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"] {
            let done = connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await;
            done.map_err(|error| self.refused(error))?;
        }
        // Changing the journal does not wait for other connections by itself.
        let until = Instant::now() + BUSY_TIMEOUT;
        while self.text(connection, "PRAGMA journal_mode").await? != "wal" {
            match self.text(connection, "PRAGMA journal_mode = WAL").await {
                Err(StoreError::Busy(_)) if Instant::now() < until => tokio::time::sleep(BUSY_PAUSE).await,
                Err(error) => return Err(error),
                Ok(mode) if mode == "wal" => break,
                Ok(_) => return Err(StoreError::ReadOnly(self.location.to_string())),
            }
        }
        self.check_durable(connection).await
    }

    /// Whether the engine took what makes commits durable.
    async fn check_durable(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let sql = "SELECT s.synchronous || ' ' || f.foreign_keys || ' ' || j.journal_mode || ' ' || b.timeout \
                   FROM pragma_synchronous s, pragma_foreign_keys f, pragma_journal_mode j, pragma_busy_timeout b";
        let found = self.text(connection, sql).await?;
        let wanted = format!("2 1 wal {}", BUSY_TIMEOUT.as_millis());
        if found == wanted { Ok(()) } else { Err(StoreError::NotDurable { found, wanted }) }
    }

    async fn text(&self, connection: &mut AnyConnection, sql: &'static str) -> Result<String, StoreError> {
        let row = sqlx::query(sql).fetch_one(connection).await;
        row.and_then(|row| row.try_get::<String, _>(0)).map_err(|error| self.refused(error))
    }
}

/// A connection that is lent. It goes back when it is dropped, unless it is in
/// the middle of a statement or a transaction: then it is closed.
#[derive(Debug)]
pub(crate) struct Lease {
    /// There until it goes back.
    connection: Option<AnyConnection>,
    is_working: bool,
    pub(crate) is_in_transaction: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// The connection, for one statement whose outcome is handed to
    /// [`Lease::settled`].
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.is_working = true;
        self.connection.as_mut().expect("a lease has its connection until it is dropped")
    }

    /// What came of a statement. After an error of the connection itself
    /// nothing more is asked of it.
    pub(crate) fn settled<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        self.is_working = matches!(
            &outcome,
            Err(sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed)
        );
        outcome.map_err(|error| self.pool.refused(error))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if self.is_working || self.is_in_transaction || self.pool.permits.is_closed() {
            return; // Dropping it closes it.
        }
        let idle = Idle { connection, since: Instant::now() };
        self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(idle);
    }
}

/// A lease of one statement's own, or that of the transaction it belongs to.
pub(crate) enum BorrowedLease<'a> {
    Own(Lease),
    OfTransaction(tokio::sync::MutexGuard<'a, Lease>),
}

impl Deref for BorrowedLease<'_> {
    type Target = Lease;

    fn deref(&self) -> &Lease {
        match self {
            BorrowedLease::Own(lease) => lease,
            BorrowedLease::OfTransaction(lease) => lease,
        }
    }
}

impl DerefMut for BorrowedLease<'_> {
    fn deref_mut(&mut self) -> &mut Lease {
        match self {
            BorrowedLease::Own(lease) => lease,
            BorrowedLease::OfTransaction(lease) => lease,
        }
    }
}

/// What comes of something that a server is waited for with, if it comes in
/// time.
async fn within<T>(limit: Duration, waiting: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(limit, waiting).await.unwrap_or_else(|_| {
        let message = format!("nothing answers there within {} s", limit.as_secs_f64());
        Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, message)))
    })
}

fn unreachable(location: &Location, error: sqlx::Error) -> StoreError {
    match StoreError::from_engine(error, &location.to_string()) {
        StoreError::Engine { location, source } => StoreError::Unreachable { location, source },
        other => other,
    }
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_says_nothing_cannot_be_reached() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let waited = runtime.block_on(within(Duration::from_millis(1), std::future::pending::<Result<(), _>>()));
        let location = Location::parse("postgres://ann:hunter2@db/x").expect("known");
        let error = unreachable(&location, waited.expect_err("nothing comes"));
        assert_eq!(error.code(), "store_unreachable");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
