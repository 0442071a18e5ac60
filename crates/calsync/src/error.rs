use std::io;
use std::path::PathBuf;

use backcast_calendar::{DavError, FetchError};
use backcast_core::ErrorKind;
use backcast_document::Mistakes;

use crate::passwords::PasswordFailure;

/// Why calendars could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// A calendar was never read, and cannot be read now.
    #[error("the calendar `{name}` cannot be read, and there is no earlier copy of it")]
    NeverRead {
        /// Name of the calendar.
        name: String,
        /// Why it cannot be read now.
        #[source]
        source: SourceError,
    },
    /// No calendar has this name.
    #[error("there is no calendar `{0}`")]
    Unknown(String),
    /// A calendar with this name is there.
    #[error("there is a calendar `{0}` already")]
    Taken(String),
    /// A copy cannot be kept.
    #[error("cannot keep {}", path.display())]
    Cache {
        /// Where.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file of calendars cannot be changed without losing something.
    #[error("{0} cannot be changed: {1}")]
    Unchangeable(String, String),
    /// An entry for the file of calendars is one that would not be read.
    #[error("this is no entry for the file of calendars")]
    Unsound(Mistakes),
}

/// Why a source gives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Path of the file, as it was looked up.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It is larger than anything sensible; of a folder, its files together.
    #[error("{} is larger than {} MB", .0.display(), MAX_MEGABYTES)]
    TooLarge(PathBuf),
    /// It is a pipe or a device, which may never end.
    #[error("{} is neither a file nor a folder", .0.display())]
    NoFile(PathBuf),
    /// This build reaches no servers: it lacks the feature `remote`.
    #[error("this backcast was built without calendars on servers")]
    NotBuiltIn,
    /// An address that is none.
    #[error("`{0}` is no address")]
    Address(String),
    /// The server gives nothing.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The server gives nothing.
    #[error(transparent)]
    Dav(#[from] DavError),
    /// The password cannot be had.
    #[error(transparent)]
    Password(PasswordFailure),
    /// The connection cannot be set up.
    #[error("no connection can be set up: {0}")]
    Setup(String),
}

impl SourceError {
    /// What happened, in a word without anything of the source itself.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            SourceError::Unreadable { .. } => "unreadable",
            SourceError::TooLarge(_) => "too_large",
            SourceError::NoFile(_) => "no_file",
            SourceError::NotBuiltIn => "not_built_in",
            SourceError::Address(_) => "no_address",
            SourceError::Fetch(_) | SourceError::Dav(_) => "server_failed",
            SourceError::Password(_) => "password_missing",
            SourceError::Setup(_) => "no_connection",
        }
    }
}

/// Calendars larger than this are refused, whether they come from a file or,
/// unpacked, from a server; decades of a full diary take a tenth.
const MAX_MEGABYTES: usize = 50;
/// The same in bytes.
pub(crate) const MAX_BYTES: usize = MAX_MEGABYTES * 1_000_000;

impl CalendarError {
    /// Stable name of what happened.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CalendarError::NeverRead { .. } => "calendar_never_read",
            CalendarError::Unknown(_) => "calendar_unknown",
            CalendarError::Taken(_) => "calendar_taken",
            CalendarError::Cache { .. } => "cache_unwritable",
            CalendarError::Unchangeable(..) => "calendars_unchangeable",
            CalendarError::Unsound(_) => "mistakes",
        }
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            CalendarError::NeverRead { .. } | CalendarError::Cache { .. } => ErrorKind::Outside,
            CalendarError::Taken(_) => ErrorKind::Conflict,
            CalendarError::Unknown(_) | CalendarError::Unchangeable(..) | CalendarError::Unsound(_) => ErrorKind::Input,
        }
    }
}
