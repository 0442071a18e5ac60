//! The folder with the files of a plan: reading it whole, writing what
//! changed. Nothing outside of it is read or written: see [`EnclosedFolder`].

use std::collections::BTreeMap;
use std::io;

use crate::{EnclosedFolder, EnclosedPath, EnclosureError};

/// Files of a folder by their paths within it.
pub type Folder = BTreeMap<String, String>;

/// Files larger than this are no plans.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Nor are so many bytes in all of them.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// More files than this are no plan's.
const FILES_MAX: usize = 2000;

/// Reads what a folder holds of a plan: `state.md`, `milestones/*.md` and
/// `reviews/*.md`. A folder that is not there is empty.
///
/// # Errors
///
/// Returns an error if one of these is a link or no file, cannot be read, is no
/// text or too large, or if there are too many.
pub fn load_folder(folder: &EnclosedFolder) -> Result<Folder, EnclosureError> {
    let mut files = Folder::new();
    let mut n_bytes = 0;
    for part in ["", "milestones", "reviews"] {
        let inner = if part.is_empty() { folder.clone() } else { folder.folder(&EnclosedPath::new(part)?) };
        for name in inner.file_names(FILES_MAX - files.len(), &|name| is_ours(part, name))? {
            let Some(text) = inner.read(&EnclosedPath::listed(&name)?, FILE_BYTES_MAX)? else { continue };
            n_bytes += text.len();
            if n_bytes > BYTES_MAX {
                let source = io::Error::new(io::ErrorKind::FileTooLarge, "its files are too large for a plan");
                return Err(EnclosureError::Io { path: inner.path(), source });
            }
            files.insert(if part.is_empty() { name } else { format!("{part}/{name}") }, text);
        }
    }
    Ok(files)
}

fn is_ours(part: &str, name: &str) -> bool {
    match part {
        "" => name == "state.md",
        _ => name.strip_suffix(".md").is_some_and(|before| !before.is_empty()),
    }
}

/// Writes files, each whole or not at all. Those of `there` may have names that
/// are none on other systems.
pub(super) fn save_folder<'f>(
    folder: &EnclosedFolder,
    files: impl Iterator<Item = (&'f String, &'f String)>,
    there: &Folder,
) -> Result<(), EnclosureError> {
    for (path, text) in files {
        let path = if there.contains_key(path) { EnclosedPath::listed(path)? } else { EnclosedPath::new(path)? };
        folder.write(&path, text)?;
    }
    Ok(())
}
