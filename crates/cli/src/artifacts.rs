//! Writing the files of a plan beside the work.

use std::path::Path;

use backcast_app::review::usual_folder;
use backcast_app::{AppError, EnclosedFolder};
use backcast_core::GoalFileId;
use backcast_core::track::PlanRevision;
use backcast_store::Stored;

use crate::problem::Problem;
use crate::session::Session;

/// Where the files of a goal lie: the folder that somebody named, which may be a
/// link, else the usual one, on whose way from the project there is none.
pub(crate) fn folder_of(
    session: &Session<'_>,
    id: &GoalFileId,
    named: Option<&Path>,
) -> Result<EnclosedFolder, Problem> {
    let resolve = |path: &Path| session.global.environment.resolve(path);
    match named {
        Some(named) => Ok(EnclosedFolder::new(resolve(named))),
        None => {
            let project = EnclosedFolder::new(resolve(session.configured.project.as_deref().unwrap_or(Path::new(""))));
            Ok(project.folder(&usual_folder(id).map_err(AppError::from)?))
        }
    }
}

/// Writes the files of a plan; what others wrote into them stays. Returns how
/// many were written anew or changed.
pub(crate) async fn write(
    session: &Session<'_>,
    stored: &Stored,
    revision: &PlanRevision,
    named: Option<&Path>,
) -> Result<usize, Problem> {
    let folder = folder_of(session, &stored.id, named)?;
    let path = named.map_or_else(|| folder.path(), Path::to_owned);
    let files = session.workspace.plan_files(stored, revision, folder).await?;
    let (n, n_files, folder) = (files.n_changed(), files.n_files(), path.display());
    if session.global.dry_run {
        session.output.note(&format!("would write {n} of {n_files} files below {folder}"));
        return Ok(0);
    }
    files.save()?;
    session.output.note(&format!("{n} of {n_files} files written below {folder}"));
    Ok(n)
}
