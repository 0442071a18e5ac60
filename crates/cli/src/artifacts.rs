//! Writing the files of a plan beside the work.

use std::path::{Path, PathBuf};

use backcast_app::review::usual_folder;
use backcast_core::GoalFileId;
use backcast_core::track::PlanRevision;
use backcast_store::Stored;

use crate::problem::Problem;
use crate::session::Session;

/// Where the files of a goal lie where no folder is named.
pub(crate) fn default_folder(session: &Session<'_>, id: &GoalFileId) -> PathBuf {
    let root = session.configured.project.clone().unwrap_or_default();
    root.join(usual_folder(id))
}

/// Writes the files of a plan; what others wrote into them stays. Returns how
/// many were written anew or changed.
pub(crate) async fn write(
    session: &Session<'_>,
    stored: &Stored,
    revision: &PlanRevision,
    folder: &Path,
) -> Result<usize, Problem> {
    let place = session.global.environment.resolve(folder);
    let files = session.workspace.plan_files(stored, revision, place).await?;
    let (n, n_files, folder) = (files.n_changed(), files.n_files(), folder.display());
    if session.global.dry_run {
        session.output.note(&format!("would write {n} of {n_files} files below {folder}"));
        return Ok(0);
    }
    files.save()?;
    session.output.note(&format!("{n} of {n_files} files written below {folder}"));
    Ok(n)
}
