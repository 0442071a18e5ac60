//! The files of a plan beside the work: reading a folder of them, writing one.

use std::path::{Path, PathBuf};

use backcast_app::review::{ARTIFACT_FOLDER, Folder, Writing, artifact_files, review_of};
use backcast_core::track::PlanRevision;
use backcast_store::Stored;

use crate::exit::Exit;
use crate::input;
use crate::problem::Problem;
use crate::session::Session;

/// Files larger than this are no plans.
const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// More files than this are no plan's.
const FILES_MAX: usize = 2000;

/// Reads what a folder holds of a plan: `state.md`, `milestones/*.md` and
/// `reviews/*.md`. A folder that is not there is empty.
pub(crate) fn read(folder: &Path) -> Result<Folder, Problem> {
    let mut files = Folder::new();
    let state = folder.join("state.md");
    if state.is_file() {
        files.insert("state.md".into(), input::read_up_to(&state, FILE_BYTES_MAX)?.text);
    }
    for part in ["milestones", "reviews"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "md"));
        paths.sort();
        if paths.len() > FILES_MAX {
            let message = format!("{} holds {} files", folder.join(part).display(), paths.len());
            return Err(Problem::new(Exit::Input, "folder_too_large", message, "is this the right folder?"));
        }
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.insert(format!("{part}/{name}"), input::read_up_to(&path, FILE_BYTES_MAX)?.text);
        }
    }
    Ok(files)
}

/// Where the files of a goal lie where no folder is named.
pub(crate) fn usual_folder(session: &Session<'_>, stored: &Stored) -> PathBuf {
    let root = session.configured.project.clone().unwrap_or_default();
    root.join(ARTIFACT_FOLDER).join(stored.id.as_str())
}

/// Writes the files of a plan; what others wrote into them stays. Returns how
/// many were written anew or changed.
pub(crate) async fn write(
    session: &mut Session<'_>,
    stored: &Stored,
    revision: &PlanRevision,
    folder: &Path,
) -> Result<usize, Problem> {
    let there = read(folder)?;
    let library = session.library()?;
    let plan = backcast_app::keep::plan_of(&mut session.store, stored, revision, &library).await?;
    let kept = review_of(&mut session.store, stored, revision.revision).await?;
    let zone = session.configured.time_zone();
    let now = session.actor.clock.now().to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string();
    let writing = Writing { stored, plan: &plan, kept: kept.as_ref(), now: &now };
    let files = artifact_files(&mut session.store, &writing, &there).await?;
    let mut n_written = 0;
    for (path, text) in &files {
        if there.get(path) == Some(text) {
            continue;
        }
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            session.output.folder(parent)?;
        }
        session.output.quiet_file(&path, text)?;
        n_written += 1;
    }
    session.output.note(&format!("{n_written} of {} files written below {}", files.len(), folder.display()));
    Ok(n_written)
}
