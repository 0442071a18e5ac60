//! What moving goals and plans between machines and folders did.

use std::path::{Path, PathBuf};

use backcast_app::review::TakenOver as Taken;
use backcast_core::GoalFileId;
use backcast_store::{Imported as Import, Stored};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// What an import added.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Imported {
    /// `backcast.imported/1`.
    pub schema: Schema<Imported>,
    /// Ids of goal files that were not there.
    pub added: Vec<String>,
    /// Ids of goal files that went on elsewhere.
    pub extended: Vec<String>,
    /// Ids of goal files that were there as they are.
    pub unchanged: Vec<String>,
    /// Whether each event of the export carried a hash that fits; false for
    /// exports of older versions, which carry none.
    pub verified: bool,
}

impl Imported {
    /// What an import did, of an export that carried hashes or did not.
    #[must_use]
    pub fn of(imported: &Import, verified: bool) -> Self {
        let ids = |list: &[GoalFileId]| list.iter().map(ToString::to_string).collect();
        Imported {
            schema: Schema::new(),
            added: ids(&imported.added),
            extended: ids(&imported.extended),
            unchanged: ids(&imported.unchanged),
            verified,
        }
    }
}

/// Files of a plan that were written beside the work.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Artifacts {
    /// `backcast.artifacts/1`.
    pub schema: Schema<Artifacts>,
    /// Id of the goal file.
    pub id: String,
    /// Number of the plan.
    pub revision: u32,
    /// The folder.
    pub folder: PathBuf,
    /// How many files were other than before.
    pub written: usize,
}

impl Artifacts {
    /// Files of a plan that were written into a folder.
    #[must_use]
    pub fn of(stored: &Stored, revision: u32, folder: &Path, written: usize) -> Self {
        Artifacts { schema: Schema::new(), id: stored.id.to_string(), revision, folder: folder.to_owned(), written }
    }
}

/// A folder of files that was taken over.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TakenOver {
    /// `backcast.taken-over/1`.
    pub schema: Schema<TakenOver>,
    /// Id of the goal file.
    pub id: String,
    /// Number of the plan.
    pub revision: u32,
    /// Whether there was no such plan before.
    pub new: bool,
    /// Milestones in the folder.
    pub milestones: usize,
    /// Those of them whose progress was recorded.
    pub recorded: usize,
    /// Those whose progress was not, as the plan is not approved.
    pub waiting: usize,
}

impl TakenOver {
    /// A folder with so many milestones was taken over.
    #[must_use]
    pub fn of(taken: &Taken, milestones: usize) -> Self {
        TakenOver {
            schema: Schema::new(),
            id: taken.id.to_string(),
            revision: taken.revision,
            new: taken.is_new,
            milestones,
            recorded: taken.n_recorded,
            waiting: taken.n_waiting,
        }
    }
}
