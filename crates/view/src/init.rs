//! What `init` wrote.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// What `init` wrote: a goal file, or the folder of a project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Init {
    /// `backcast.init/1`.
    pub schema: Schema<Init>,
    /// The goal file; absent for a project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// The folder in which the project's goals are kept; absent for a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<PathBuf>,
}

impl Init {
    /// A goal file was written.
    #[must_use]
    pub fn of_file(file: &Path) -> Self {
        Init { schema: Schema::new(), file: Some(file.to_owned()), project: None }
    }

    /// A folder was made a project.
    #[must_use]
    pub fn of_project(folder: &Path) -> Self {
        Init { schema: Schema::new(), file: None, project: Some(folder.to_owned()) }
    }
}
