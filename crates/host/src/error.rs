use std::io;
use std::path::PathBuf;

use backcast_app::{AppError, ProviderError};
use backcast_calsync::CalendarError;
use backcast_core::ErrorKind;
use backcast_document::Mistakes;

use crate::SecretError;

/// Why something cannot be found, read or used where the process runs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The path as it was named.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file or folder cannot be written or made.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The path as it was named.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is no UTF-8 text.
    #[error("{name} is not UTF-8 text: byte {byte}, in line {line}, does not fit")]
    NotUtf8 {
        /// Path of the file, as it was named.
        name: String,
        /// The first byte that does not fit, from 0.
        byte: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// A file is larger than any that makes sense.
    #[error("{name} is larger than {megabytes_max} MB")]
    TooLarge {
        /// Path of the file, as it was named.
        name: String,
        /// The most that is read.
        megabytes_max: usize,
    },
    /// A file of settings or calendars has mistakes.
    #[error(transparent)]
    Mistakes(#[from] Mistakes),
    /// Goals cannot be kept at an address of this scheme.
    #[error("goals cannot be kept in `{0}:`")]
    DatabaseUnknown(String),
    /// No home folder is named, and no other place.
    #[error("there is no home folder to keep goals in")]
    NoHome,
    /// A calendar cannot be read.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A playbook or a prompt of the user's own cannot be used.
    #[error(transparent)]
    App(#[from] AppError),
    /// The configuration names no language model.
    #[error("no language model is configured")]
    ModelMissing,
    /// The key of the language model cannot be had.
    #[error("the key of the model cannot be had: {0}")]
    KeyUnreadable(SecretError),
    /// The configuration names no agent.
    #[error("no agent is configured")]
    AgentMissing,
}

impl From<HostError> for ProviderError {
    fn from(error: HostError) -> Self {
        ProviderError { code: error.code(), kind: error.kind(), error: Box::new(error) }
    }
}

impl HostError {
    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            HostError::Unwritable { .. } | HostError::NoHome => ErrorKind::Outside,
            HostError::Calendar(error) => error.kind(),
            HostError::App(error) => error.kind(),
            _ => ErrorKind::Input,
        }
    }

    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            HostError::Unreadable { .. } => "file_unreadable",
            HostError::Unwritable { .. } => "file_unwritable",
            HostError::NotUtf8 { .. } => "file_not_utf8",
            HostError::TooLarge { .. } => "file_too_large",
            HostError::Mistakes(_) => "mistakes",
            HostError::DatabaseUnknown(_) => "database_unknown",
            HostError::NoHome => "home_missing",
            HostError::Calendar(_) => "calendar_unreadable",
            HostError::App(error) => error.code(),
            HostError::ModelMissing => "model_missing",
            HostError::KeyUnreadable(_) => "key_unreadable",
            HostError::AgentMissing => "agent_missing",
        }
    }
}
