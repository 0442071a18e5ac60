use backcast_core::GoalFileId;
use backcast_core::track::Event;

use crate::schema_version::SchemaVersion;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else changed the goals in between.
    #[error("`{id}` was changed in between: it is at version {found}, not {expected}")]
    Stale {
        /// Whose log.
        id: GoalFileId,
        /// The version that the change was decided on.
        expected: u64,
        /// The version that the log has.
        found: u64,
        /// What came in between.
        since: Vec<Event>,
    },
    /// Somebody else took the next step of a review.
    #[error("the review `{run}` went on in between: it has a step {number} already")]
    StepTaken {
        /// Which run.
        run: String,
        /// The number of the step.
        number: u32,
    },
    /// A decision was taken with the token already.
    #[error("the token was used already")]
    TokenUsed,
    /// There are no such goals.
    #[error("the store has no goal `{0}`")]
    Unknown(GoalFileId),
    /// A document is not there although the log names it.
    #[error("the document {0} is missing")]
    DocumentMissing(String),
    /// A document is not what its hash says.
    #[error("the document {0} was changed after it was recorded")]
    DocumentChanged(String),
    /// A log is not what was recorded: something was changed, taken out or
    /// moved. Nothing is decided on it, and nothing written to it.
    #[error("the log of `{id}` is damaged: {what}")]
    LogBroken {
        /// Whose log.
        id: GoalFileId,
        /// What is wrong with it first.
        what: String,
    },
    /// A row of the database cannot be understood.
    #[error("{what} of `{id}` cannot be read: {reason}")]
    Unreadable {
        /// Whose log.
        id: GoalFileId,
        /// Which part of it.
        what: String,
        /// What is wrong.
        reason: String,
    },
    /// A newer backcast wrote it.
    #[error("the database has schema {found}; this version of backcast knows up to {known}")]
    Newer {
        /// The schema that it has.
        found: SchemaVersion,
        /// The newest schema that this version knows.
        known: SchemaVersion,
    },
    /// A newer backcast wrote something into the log that this one does not
    /// understand: it can be read, but nothing may be decided on it.
    #[error("event {number} of `{id}` was written by a newer version of backcast")]
    LogNewer {
        /// Whose log.
        id: GoalFileId,
        /// The first event that is not understood.
        number: u64,
    },
    /// The engine is too old to be safe.
    #[error("SQLite {0} has a known defect in its write-ahead log")]
    EngineTooOld(String),
    /// The engine did not take the settings that make commits durable.
    #[error("SQLite runs with `{found}` instead of `{wanted}` (synchronous, foreign keys, journal, timeout)")]
    NotDurable {
        /// What it runs with.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// It cannot be opened or reached.
    #[error("the database {location} cannot be opened")]
    Unreachable {
        /// Where it should be.
        location: String,
        /// What the engine says.
        #[source]
        source: sqlx::Error,
    },
    /// This build has no driver for servers: it lacks the feature `postgres`.
    #[error("the database {0} cannot be used: this backcast was built without PostgreSQL")]
    NotBuiltIn(String),
    /// The file is no database, or is damaged.
    #[error("the database {location} is damaged or no database at all")]
    Damaged {
        /// Where it is.
        location: String,
        /// What the engine says.
        #[source]
        source: sqlx::Error,
    },
    /// Nothing can be written there.
    #[error("the database {0} is read-only")]
    ReadOnly(String),
    /// The disk is full.
    #[error("the disk with the database {0} is full")]
    DiskFull(String),
    /// Others kept it locked for too long.
    #[error("the database {0} is kept locked by others")]
    Busy(String),
    /// A backup could not be written, so nothing was migrated.
    #[error("no backup could be written to {path}, so the database was left as it is")]
    Backup {
        /// Where it should have gone.
        path: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// Two stores have different histories for the same goals.
    #[error("`{0}` has another history here than in the export")]
    Diverged(GoalFileId),
    /// Something else that the engine says.
    #[error("the database {location} refused")]
    Engine {
        /// Where it is.
        location: String,
        /// What the engine says.
        #[source]
        source: sqlx::Error,
    },
}

impl StoreError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Stale { .. } => "stale",
            StoreError::StepTaken { .. } => "review_stale",
            StoreError::TokenUsed => "token_used",
            StoreError::Unknown(_) => "goal_unknown",
            StoreError::DocumentMissing(_) => "document_missing",
            StoreError::DocumentChanged(_) => "document_changed",
            StoreError::LogBroken { .. } => "log_broken",
            StoreError::Unreadable { .. } => "store_unreadable",
            StoreError::Newer { .. } => "schema_newer",
            StoreError::LogNewer { .. } => "log_newer",
            StoreError::EngineTooOld(_) => "engine_too_old",
            StoreError::NotDurable { .. } => "not_durable",
            StoreError::Unreachable { .. } => "store_unreachable",
            StoreError::NotBuiltIn(_) => "not_built_in",
            StoreError::Damaged { .. } => "store_damaged",
            StoreError::ReadOnly(_) => "store_read_only",
            StoreError::DiskFull(_) => "disk_full",
            StoreError::Busy(_) => "store_busy",
            StoreError::Backup { .. } => "backup_failed",
            StoreError::Diverged(_) => "history_diverged",
            StoreError::Engine { .. } => "store_refused",
        }
    }

    /// Whether a log, or a text that it names, is not what was recorded: one
    /// goal file is damaged, and the others are not.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            StoreError::LogBroken { .. }
                | StoreError::Unreadable { .. }
                | StoreError::Unknown(_)
                | StoreError::DocumentMissing(_)
                | StoreError::DocumentChanged(_)
        )
    }

    /// The error that an engine's error means.
    pub(crate) fn from_engine(source: sqlx::Error, location: &str) -> Self {
        let location = location.to_owned();
        match sqlite_code(&source) {
            Some(5 | 6) => return StoreError::Busy(location),
            Some(8) => return StoreError::ReadOnly(location),
            Some(11 | 26) => return StoreError::Damaged { location, source },
            Some(13) => return StoreError::DiskFull(location),
            Some(14) => return StoreError::Unreachable { location, source },
            _ => {}
        }
        match (postgres_code(&source).as_deref(), &source) {
            (Some("53100"), _) => StoreError::DiskFull(location),
            (Some("25006"), _) => StoreError::ReadOnly(location),
            (_, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_)) => {
                StoreError::Unreachable { location, source }
            }
            _ => StoreError::Engine { location, source },
        }
    }
}

/// The primary result code of SQLite, <https://sqlite.org/rescode.html>.
fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    let is_sqlite = code.len() != 5; // Codes of PostgreSQL have five characters.
    is_sqlite.then(|| code.parse::<u32>().ok()).flatten().map(|code| code & 0xff)
}

fn postgres_code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    (code.len() == 5).then(|| code.into_owned())
}
