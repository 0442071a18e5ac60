//! Writing the files of a plan beside the work.

use std::path::{Path, PathBuf};

use backcast_app::review::{ARTIFACT_FOLDER, Writing, load_folder, save_folder};
use backcast_core::track::PlanRevision;
use backcast_store::Stored;

use crate::problem::Problem;
use crate::session::Session;

/// Where the files of a goal lie where no folder is named.
pub(crate) fn usual_folder(session: &Session<'_>, stored: &Stored) -> PathBuf {
    let root = session.configured.project.clone().unwrap_or_default();
    root.join(ARTIFACT_FOLDER).join(stored.id.as_str())
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
    let there = load_folder(&place)?;
    let plan = session.workspace.plan_of(stored, revision).await?;
    let kept = session.workspace.review_of(stored, revision.revision).await?;
    let now = session.workspace.now().to_zoned(session.configured.time_zone());
    let now = now.strftime("%Y-%m-%d %H:%M").to_string();
    let writing = Writing { stored, plan: &plan, kept: kept.as_ref(), now: &now };
    let files = session.workspace.artifact_files(&writing, &there).await?;
    if session.global.dry_run {
        let n = files.iter().filter(|(path, text)| there.get(*path) != Some(text)).count();
        session.output.note(&format!("would write {n} of {} files below {}", files.len(), folder.display()));
        return Ok(0);
    }
    let n = save_folder(&place, &files, &there)?;
    session.output.note(&format!("{n} of {} files written below {}", files.len(), folder.display()));
    Ok(n)
}
