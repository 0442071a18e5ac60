//! The folder with the files of a plan: reading it whole, writing what
//! changed.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::{AppError, write_whole_file};

/// Files of a folder by their paths within it.
pub type Folder = BTreeMap<String, String>;

/// Files larger than this are no plans.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// More files than this are no plan's.
const FILES_MAX: usize = 2000;

/// Reads what a folder holds of a plan: `state.md`, `milestones/*.md` and
/// `reviews/*.md`. A folder that is not there is empty.
///
/// # Errors
///
/// Returns an error if a file cannot be read, is no text or too large, or if
/// there are too many.
pub fn load_folder(folder: &Path) -> Result<Folder, AppError> {
    let mut files = Folder::new();
    for part in ["", "milestones", "reviews"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.is_file() && is_ours(part, path));
        paths.sort();
        if files.len() + paths.len() > FILES_MAX {
            let source = io::Error::new(io::ErrorKind::FileTooLarge, format!("it holds more than {FILES_MAX} files"));
            return Err(AppError::Folder { path: folder.join(part), source });
        }
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = read(&path).map_err(|source| AppError::Folder { path: path.clone(), source })?;
            files.insert(if part.is_empty() { name } else { format!("{part}/{name}") }, text);
        }
    }
    Ok(files)
}

fn is_ours(part: &str, path: &Path) -> bool {
    match part {
        "" => path.file_name().is_some_and(|name| name == "state.md"),
        _ => path.extension().is_some_and(|extension| extension == "md"),
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large for a plan"));
    }
    Ok(text)
}

/// Writes files, each whole or not at all.
pub(super) fn save_folder<'f>(
    folder: &Path,
    files: impl Iterator<Item = (&'f String, &'f String)>,
) -> Result<(), AppError> {
    for (path, text) in files {
        let path = folder.join(path);
        write(&path, text).map_err(|source| AppError::Folder { path: path.clone(), source })?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    write_whole_file(path, text)
}
