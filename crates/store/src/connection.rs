use std::path::Path;
use std::time::Duration;

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use crate::fault;
use crate::schema::{self, Migrated};
use crate::{Location, StoreError};

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

/// A store over one connection.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: AnyConnection,
    pub(crate) engine: Engine,
    pub(crate) location: Location,
    /// Whether changes are worked out and not written.
    pub(crate) is_dry_run: bool,
    migrated: Option<Migrated>,
}

/// Writers wait this long for each other before they give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Pause between attempts where the engine itself does not wait.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// The first version whose write-ahead log is free of the defect that could
/// lose commits when two connections checkpoint at once.
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);

impl Store {
    /// Opens a store and brings its schema up to date. A file on a disk that
    /// cannot be written is opened for reading. Where an older schema
    /// is migrated, a backup is written first: beside the file, or for a
    /// server into the given folder.
    ///
    /// # Errors
    ///
    /// Returns an error if the place cannot be reached, read or written, if
    /// what is there is damaged, or if a newer backcast made it.
    pub async fn open(location: &Location, backups: &Path) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let mut store = match Self::connect_to_write(location).await {
            Err(error @ (StoreError::Unreachable { .. } | StoreError::ReadOnly(_))) => {
                let Some(url) = location.url_read_only() else { return Err(error) };
                Self::connect(location, url).await.map_err(|_| error)?
            }
            other => other?,
        };
        fault::point("opened");
        store.migrated = schema::bring_up_to_date(&mut store, backups).await?;
        fault::point("migrated");
        Ok(store)
    }

    /// Lets every change be worked out and checked, but not written.
    pub fn set_dry_run(&mut self, is_dry_run: bool) {
        self.is_dry_run = is_dry_run;
    }

    async fn connect(location: &Location, url: String) -> Result<Self, StoreError> {
        let engine = match location {
            Location::File(_) => Engine::Sqlite,
            Location::Server(_) => Engine::Postgres,
        };
        let refused = |error: sqlx::Error| match StoreError::from_engine(error, &location.to_string()) {
            StoreError::Engine { location, source } => StoreError::Unreachable { location, source },
            other => other,
        };
        let options: AnyConnectOptions = url.parse().map_err(refused)?;
        let connection = AnyConnection::connect_with(&options).await.map_err(refused)?;
        Ok(Store { connection, engine, location: location.clone(), is_dry_run: false, migrated: None })
    }

    async fn connect_to_write(location: &Location) -> Result<Self, StoreError> {
        let mut store = Self::connect(location, location.url()).await?;
        if store.engine == Engine::Sqlite {
            store.prepare_sqlite().await?;
        }
        Ok(store)
    }

    /// What was migrated when it was opened.
    #[must_use]
    pub fn migrated(&self) -> Option<&Migrated> {
        self.migrated.as_ref()
    }

    /// The engine behind it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The version of the engine.
    ///
    /// # Errors
    ///
    /// Returns an error if the engine does not answer.
    pub async fn engine_version(&mut self) -> Result<String, StoreError> {
        let sql = match self.engine {
            Engine::Sqlite => "SELECT sqlite_version()",
            Engine::Postgres => "SHOW server_version",
        };
        self.text(sql).await
    }

    /// Closes the connection in good order.
    ///
    /// # Errors
    ///
    /// Returns an error if the engine could not finish its work.
    pub async fn close(self) -> Result<(), StoreError> {
        let location = self.location.to_string();
        self.connection.close().await.map_err(|error| StoreError::from_engine(error, &location))
    }

    /// Checks the engine and sets what makes commits durable.
    async fn prepare_sqlite(&mut self) -> Result<(), StoreError> {
        let version = self.engine_version().await?;
        if parse_version(&version) < SQLITE_MIN {
            return Err(StoreError::EngineTooOld(version));
        }
        self.run(&format!("PRAGMA busy_timeout = {}", BUSY_TIMEOUT.as_millis())).await?;
        self.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON").await?;
        // Changing the journal does not wait for other connections by itself.
        let mut waited = Duration::ZERO;
        while self.text("PRAGMA journal_mode").await? != "wal" {
            match self.text("PRAGMA journal_mode = WAL").await {
                Err(StoreError::Busy(_)) if waited < BUSY_TIMEOUT => {
                    std::thread::sleep(BUSY_PAUSE);
                    waited += BUSY_PAUSE;
                }
                Err(error) => return Err(error),
                Ok(mode) if mode == "wal" => break,
                Ok(_) => return Err(StoreError::ReadOnly(self.location.to_string())),
            }
        }
        self.check_durable().await
    }

    /// Whether the engine took what makes commits durable.
    async fn check_durable(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT s.synchronous || ' ' || f.foreign_keys || ' ' || j.journal_mode || ' ' || b.timeout \
                   FROM pragma_synchronous s, pragma_foreign_keys f, pragma_journal_mode j, pragma_busy_timeout b";
        let found = self.text(sql).await?;
        let wanted = format!("2 1 wal {}", BUSY_TIMEOUT.as_millis());
        if found == wanted { Ok(()) } else { Err(StoreError::NotDurable { found, wanted }) }
    }

    /// Runs writing work in one transaction: all of it or nothing.
    pub(crate) async fn write<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let begin = match self.engine {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        self.transaction(begin, work).await
    }

    /// Runs reading work on one state of the whole database.
    pub(crate) async fn read<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let begin = match self.engine {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.transaction(begin, work).await
    }

    async fn transaction<T>(
        &mut self,
        begin: &'static str,
        work: impl AsyncFnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.run(begin).await?;
        fault::point("began");
        let end = if self.is_dry_run { "ROLLBACK" } else { "COMMIT" };
        let result = match work(self).await {
            Ok(value) => {
                fault::point("before_commit");
                self.run(end).await.map(|()| value)
            }
            Err(error) => Err(error),
        };
        match result {
            Ok(value) => {
                fault::point("committed");
                Ok(value)
            }
            Err(error) => {
                // A transaction that the engine ended by itself cannot be
                // rolled back again; the first error is the one to report.
                let _ = self.run("ROLLBACK").await;
                Err(error)
            }
        }
    }

    /// Runs statements without values.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await;
        done.map(drop).map_err(|error| self.refused(error))
    }

    /// The one text that a statement returns.
    pub(crate) async fn text(&mut self, sql: &'static str) -> Result<String, StoreError> {
        let row = sqlx::query(sql).fetch_one(&mut self.connection).await;
        row.and_then(|row| row.try_get::<String, _>(0)).map_err(|error| self.refused(error))
    }

    pub(crate) fn refused(&self, error: sqlx::Error) -> StoreError {
        StoreError::from_engine(error, &self.location.to_string())
    }
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
