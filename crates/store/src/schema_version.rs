//! The version of the tables of a database, and what a migration did.

use std::fmt;
use std::path::PathBuf;

/// Version of the tables of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaVersion {
    /// Another major version cannot be read by older programs.
    pub major: u32,
    /// A newer minor version only adds what older programs need not know.
    pub minor: u32,
}

impl fmt::Display for SchemaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What was migrated when a store was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The schema before.
    pub from: SchemaVersion,
    /// The schema now.
    pub to: SchemaVersion,
    /// Where the state before lies.
    pub backup: PathBuf,
}
