//! Files that are written whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use backcast_store::make_private_folder;

/// Files of writes that were killed begin like this, and go on with six
/// characters.
pub(crate) const UNFINISHED: &str = ".backcast-";
/// No write takes as long: what is older was left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// Writes a text into a file: whoever looks finds the one before or all of it.
///
/// It goes into a file beside it, which then takes its name. Rights of a file
/// that is there stay; a new one gets those that the process gives to files. A
/// link stays a link, and the file that it leads to is written. What is no
/// regular file, such as a device or a pipe, is written as it is. Unfinished
/// files that a killed write left in the folder over an hour ago are taken away.
///
/// # Errors
///
/// Returns an error if the folder or the file cannot be written; what was there
/// is there still.
pub fn write_whole_file(path: &Path, text: &str) -> io::Result<()> {
    write(path, text, Readers::AsUsual)
}

/// Writes a text into a file that its owner alone can read, as
/// [`write_whole_file`] does: a new one is never anything else, and one that is
/// there loses the rights of others. Folders for it are made, which nobody else
/// can enter.
///
/// # Errors
///
/// As [`write_whole_file`].
pub fn write_private_file(path: &Path, text: &str) -> io::Result<()> {
    make_private_folder(path.parent().unwrap_or(Path::new("")))?;
    write(path, text, Readers::Owner)
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Those who could, or whoever the process lets.
    AsUsual,
    /// Its owner.
    Owner,
}

fn write(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let path = target(path)?;
    let there = match fs::metadata(&path) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if there.as_ref().is_some_and(|there| !there.is_file() && !there.is_dir()) {
        return File::options().write(true).open(&path)?.write_all(text.as_bytes());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    // Temporary files are private as they are.
    if let Some(rights) = rights_of_new_files().filter(|_| readers == Readers::AsUsual) {
        builder.permissions(rights);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(there) = there {
        let rights = match readers {
            Readers::AsUsual => there.permissions(),
            Readers::Owner => without_others(there.permissions()),
        };
        file.as_file().set_permissions(rights)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    take_away_left_behind(folder);
    Ok(())
}

/// What a path leads to; the path itself where nothing is there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() => fs::canonicalize(path),
        _ => Ok(path.to_owned()),
    }
}

/// Temporary files are private; the system takes from these what the process
/// withholds from new files.
#[cfg(unix)]
fn rights_of_new_files() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn rights_of_new_files() -> Option<Permissions> {
    None
}

#[cfg(unix)]
fn without_others(rights: Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(rights.mode() & 0o700)
}

#[cfg(not(unix))]
fn without_others(rights: Permissions) -> Permissions {
    rights
}

/// What cannot be looked at or taken away stays: the file itself is written.
fn take_away_left_behind(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let there = || entry.metadata().ok().filter(fs::Metadata::is_file);
        if is_left_behind(&entry.file_name(), || there()?.modified().ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file with this name was left by a write that was killed, as it was
/// changed long ago.
pub(crate) fn is_left_behind(name: &OsStr, modified: impl Fn() -> Option<SystemTime>) -> bool {
    let is_unfinished = |name: &str| name.strip_prefix(UNFINISHED).is_some_and(|rest| rest.len() == 6);
    let age = || SystemTime::now().duration_since(modified()?).ok();
    name.to_str().is_some_and(is_unfinished) && age().is_some_and(|age| age > LEFT_BEHIND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_and_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.json");
        for text in ["one", "two"] {
            write_whole_file(&path, text).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1, "nothing else is left");
    }

    #[test]
    fn what_a_killed_write_left_is_taken_away_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, hours: u64| {
            let path = folder.path().join(name);
            let file = File::create(&path).expect("made");
            file.set_modified(SystemTime::now() - Duration::from_secs(3600 * hours)).expect("dated");
            path
        };
        let left = file(".backcast-aB3xYz", 2);
        let others = [file(".backcast-aB3xY0", 0), file(".backcast-notes.md", 9), file("backcast-aB3xYz", 9)];
        write_whole_file(&folder.path().join("plan.json"), "text").expect("written");
        assert!(!left.exists() && others.iter().all(|path| path.exists()));
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_private_whatever_they_were() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("own/passwords/work");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        for text in ["one", "two"] {
            write_private_file(&path, text).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
            assert_eq!((mode(&path), mode(&folder.path().join("own"))), (0o600, 0o700));
            fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("changed");
        }
    }

    #[cfg(unix)]
    #[test]
    fn rights_stay_and_links_lead_on() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("plan.json"), folder.path().join("link.json"));
        fs::write(&path, "before").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("changed");
        symlink("plan.json", &link).expect("linked");
        write_whole_file(&link, "after").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "after");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_written_as_it_is() {
        use std::os::unix::fs::FileTypeExt as _;
        write_whole_file(Path::new("/dev/null"), "text").expect("written");
        assert!(fs::metadata("/dev/null").expect("there").file_type().is_char_device());
        let folder = tempfile::tempdir().expect("a folder");
        let (sender, receiver) = (folder.path().join("socket"), folder.path().join("nothing/plan.json"));
        let _socket = std::os::unix::net::UnixListener::bind(&sender).expect("bound");
        assert!(write_whole_file(&sender, "text").is_err() && sender.exists());
        assert!(write_whole_file(&receiver, "text").is_err(), "no folder is made");
    }
}
