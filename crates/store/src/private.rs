//! Files and folders that only their owner can read, whatever rights the
//! process gives to new ones. Where the system has no such rights, nothing of
//! this does anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes a folder that nobody else can enter, and those above it that are
/// missing. One that is there stays as it is: it may be the user's own.
///
/// # Errors
///
/// Returns an error if the folder is not there and cannot be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Makes an empty file that nobody else can read, unless something is there.
///
/// The file gets its name when it is closed already. Opening it by that name
/// and closing it again would take away the locks that another thread of this
/// process holds on it (POSIX.1-2017, fcntl, `F_SETLK`).
///
/// # Errors
///
/// Returns an error if the file is not there and cannot be made.
pub(crate) fn make_private_file(path: &Path) -> io::Result<()> {
    let path = end_of_links(path)?;
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new().prefix(".backcast-").tempfile_in(folder)?.into_temp_path();
    match file.persist_noclobber(&path) {
        Err(error) if !path.exists() => Err(error.error),
        _ => Ok(()),
    }
}

/// Makes an empty file that nobody else can read where nothing is, not even a
/// link that leads nowhere.
///
/// # Errors
///
/// Returns an error if something is there, or if the file cannot be made.
pub(crate) fn make_new_private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// What others may do with a file or folder, as in `644`; `None` where they may
/// nothing, where nothing is there, and for links.
#[must_use]
pub fn rights_of_others(path: &Path) -> Option<String> {
    let rights = rights(path)?;
    (rights & 0o077 != 0).then(|| format!("{rights:o}"))
}

/// Takes the rights of others away from a file or folder that we made.
///
/// What is not there, a link, or not the user's own stays as it is: there is
/// nothing that a command could do about it, and `backcast doctor` says so.
pub fn take_rights_of_others(path: &Path) {
    #[cfg(unix)]
    if let Some(rights) = rights(path).filter(|rights| rights & 0o077 != 0) {
        use std::os::unix::fs::PermissionsExt as _;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(rights & 0o700));
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(unix)]
fn rights(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let there = fs::symlink_metadata(path).ok().filter(|there| there.is_file() || there.is_dir())?;
    Some(there.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn rights(_: &Path) -> Option<u32> {
    None
}

/// No chain of links that means something is longer.
const LINKS_MAX: usize = 40;

/// What a path leads to, also where nothing is there yet.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            // It is no link, or nothing is there.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    #[test]
    fn folders_and_files_are_made_for_their_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let (deep, file) = (folder.path().join("one/two"), folder.path().join("one/two/goals.db"));
        make_private_folder(&deep).expect("made");
        make_private_folder(&deep).expect("it is there");
        make_private_folder(Path::new("")).expect("here");
        make_private_file(&file).expect("made");
        assert_eq!((mode(&folder.path().join("one")), mode(&deep), mode(&file)), (0o700, 0o700, 0o600));
        assert!(make_new_private_file(&file).is_err());
        assert!(make_private_file(&folder.path().join("none/goals.db")).is_err());
    }

    #[test]
    fn what_is_there_stays_and_a_link_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("there"), "text").expect("written");
        fs::set_permissions(path("there"), fs::Permissions::from_mode(0o644)).expect("changed");
        make_private_file(&path("there")).expect("it is there");
        assert_eq!((fs::read_to_string(path("there")).expect("read"), mode(&path("there"))), ("text".into(), 0o644));
        symlink("end", path("middle")).expect("linked");
        symlink("middle", path("link")).expect("linked");
        make_private_file(&path("link")).expect("made");
        assert_eq!(mode(&path("end")), 0o600);
        assert!(fs::symlink_metadata(path("link")).expect("there").is_symlink());
        symlink("nowhere", path("dangling")).expect("linked");
        assert!(make_new_private_file(&path("dangling")).is_err() && !path("nowhere").exists());
        symlink("round", path("round")).expect("linked");
        assert!(make_private_file(&path("round")).is_err());
    }

    #[test]
    fn rights_of_others_are_named_and_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("goals.db");
        assert_eq!(rights_of_others(&file), None, "nothing is there");
        fs::write(&file, "").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).expect("changed");
        symlink(&file, folder.path().join("link")).expect("linked");
        take_rights_of_others(&folder.path().join("link"));
        assert_eq!(rights_of_others(&file).as_deref(), Some("664"), "a link may lead to what is not ours");
        take_rights_of_others(&file);
        assert_eq!((rights_of_others(&file), mode(&file)), (None, 0o600));
    }
}
