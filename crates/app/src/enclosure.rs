//! A folder that nothing leaves: files of a plan, of a project, of a repository
//! are read and written beneath one that the person named, whatever lies there.
//!
//! Each component of a path is opened beneath the one before, by its descriptor
//! and without following links, so that a folder that is exchanged for a link
//! meanwhile leads nowhere. Links, devices, pipes and sockets are refused without
//! being opened. A file is written whole beside its place and takes the name
//! there: what a hard link shares stays as it was.
//!
//! `cap-std` opens, as its calls are the same on every system; on Linux alone
//! `openat2` would do.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use backcast_core::text::plain_line;
use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType, Metadata, OpenOptions};

use crate::whole_file::{UNFINISHED, is_left_behind};

/// Why something beneath a folder is neither read nor written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnclosureError {
    /// A link lies on the way, or in the place of the file.
    #[error("{} is a link, and links are not followed there", named(.0))]
    Link(PathBuf),
    /// Something else than a file, or a folder, lies there.
    #[error("{} is {is}, not {wanted}", named(.path))]
    Other {
        /// Its path.
        path: PathBuf,
        /// What lies there: "a pipe".
        is: &'static str,
        /// What should: "a file".
        wanted: &'static str,
    },
    /// A path that is absolute or goes upward.
    #[error("{0:?} leads out of its folder")]
    Outside(String),
    /// A name that is none on every system.
    #[error("{name:?} is no name for a file or folder: {why}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file of more bytes than are read.
    #[error("{} is too large: {bytes_max} bytes are the most", named(.path))]
    TooLarge {
        /// Its path.
        path: PathBuf,
        /// How many would be read.
        bytes_max: u64,
    },
    /// The system refuses.
    #[error("{} cannot be read or written", named(.path))]
    Io {
        /// The path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl EnclosureError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            EnclosureError::Link(_) => "link_refused",
            EnclosureError::Other { .. } => "no_regular_file",
            EnclosureError::Outside(_) => "folder_outside",
            EnclosureError::Name { .. } => "name_refused",
            EnclosureError::TooLarge { .. } => "file_too_large",
            EnclosureError::Io { .. } => "folder_unusable",
        }
    }
}

/// A path in a message; a name in it makes no line.
fn named(path: &Path) -> String {
    plain_line(&path.display().to_string()).into_owned()
}

/// A path beneath a folder: names only, each of which is one on every system.
///
/// There is at least one, and none is empty, `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnclosedPath(Vec<String>);

impl EnclosedPath {
    /// The path in a text, with `/` between its names.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absolute, names a drive or goes upward, or if a
    /// name is empty, reserved or one that some system reads otherwise.
    pub fn new(text: &str) -> Result<Self, EnclosureError> {
        let path = Self::listed(text)?;
        match path.0.iter().find_map(|name| Some((name, fault_of(name)?))) {
            Some((name, why)) => Err(EnclosureError::Name { name: name.clone(), why }),
            None => Ok(path),
        }
    }

    /// The path of something that is there, as the system or git listed it: on
    /// Linux a file may have a name that is none on Windows.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absolute or goes upward.
    pub fn listed(text: &str) -> Result<Self, EnclosureError> {
        let outside = || EnclosureError::Outside(text.to_owned());
        // What another system reads as a root, a drive or a step upward is none here, either.
        let looks_outside = text.starts_with(['/', '\\']) || text.split(['/', '\\']).any(|name| name == "..");
        if looks_outside || has_drive(text) {
            return Err(outside());
        }
        let names: Vec<String> = text.split('/').map(str::to_owned).collect();
        let is_name = |name: &String| Path::new(name).components().eq([Component::Normal(name.as_ref())]);
        match names.iter().find(|name| !is_name(name) || name.contains('\0')) {
            Some(name) => Err(EnclosureError::Name { name: name.clone(), why: "it names nothing" }),
            None => Ok(EnclosedPath(names)),
        }
    }

    /// The path of a folder that somebody named; `None` for the folder itself,
    /// as in "" and ".".
    ///
    /// # Errors
    ///
    /// As [`EnclosedPath::new`], and if it is no UTF-8.
    pub fn of_folder(named: &Path) -> Result<Option<Self>, EnclosureError> {
        let Some(text) = named.to_str() else { return Err(EnclosureError::Outside(named.display().to_string())) };
        let text = text.strip_suffix('/').filter(|text| !text.is_empty()).unwrap_or(text);
        let mut text = if text == "." { "" } else { text };
        while let Some(rest) = text.strip_prefix("./") {
            text = rest;
        }
        if text.is_empty() { Ok(None) } else { Self::new(text).map(Some) }
    }

    /// The folders on the way, and the last name.
    fn split(&self) -> (&[String], &str) {
        let (name, folders) = self.0.split_last().expect("a path has a name");
        (folders, name)
    }
}

impl fmt::Display for EnclosedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

fn has_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// What is wrong with a name on some system.
fn fault_of(name: &str) -> Option<&'static str> {
    if name.contains(['\\', ':']) {
        return Some("`\\` and `:` separate names on other systems");
    }
    if name.contains(['<', '>', '"', '|', '?', '*']) || name.contains(char::is_control) {
        return Some("it has characters that no name has everywhere");
    }
    if *plain_line(name) != *name {
        return Some("it has marks that nobody sees");
    }
    if name.ends_with(['.', ' ']) || name.starts_with(' ') {
        return Some("it begins or ends with a blank, or ends with a point");
    }
    is_reserved(name).then_some("it is reserved for a device")
}

/// Devices of Windows, whatever follows a point.
fn is_reserved(name: &str) -> bool {
    const DEVICES: [&str; 7] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    let is_port = |port: &str| {
        let number = stem.strip_prefix(port).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || is_port("COM") || is_port("LPT")
}

/// A folder beneath one that the person named, whether or not it is there.
///
/// The named one, its root, may itself be a link: it is the person's word.
/// Nothing beneath it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnclosedFolder {
    root: PathBuf,
    within: Vec<String>,
}

impl EnclosedFolder {
    /// The folder that somebody named.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        EnclosedFolder { root: root.into(), within: Vec::new() }
    }

    /// A folder beneath it.
    #[must_use]
    pub fn folder(&self, path: &EnclosedPath) -> Self {
        EnclosedFolder { root: self.root.clone(), within: [&self.within[..], &path.0].concat() }
    }

    /// Where it lies, for messages.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.place(&[])
    }

    fn place(&self, more: &[String]) -> PathBuf {
        self.within.iter().chain(more).fold(self.root.clone(), |path, name| path.join(name))
    }

    fn failed(&self, more: &[String]) -> impl Fn(io::Error) -> EnclosureError {
        let path = self.place(more);
        move |source| EnclosureError::Io { path: path.clone(), source }
    }

    /// The text of a file; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Returns an error if a link or something else than a file lies there, if it
    /// has more than `bytes_max` bytes, is no UTF-8 or cannot be read.
    pub fn read(&self, path: &EnclosedPath, bytes_max: u64) -> Result<Option<String>, EnclosureError> {
        let (folders, name) = path.split();
        let failed = self.failed(&path.0);
        let Some(folder) = self.opened(folders)? else { return Ok(None) };
        let Some(there) = self.looked_at(&folder, name, &path.0)? else { return Ok(None) };
        self.expect_file(there.file_type(), &path.0)?;
        let mut options = OpenOptions::new();
        // What was exchanged for a pipe meanwhile answers at once.
        options.read(true).follow(FollowSymlinks::No).nonblock(true);
        let file = folder.open_with(name, &options).map_err(&failed)?;
        self.expect_file(file.metadata().map_err(&failed)?.file_type(), &path.0)?;
        let mut text = String::new();
        file.take(bytes_max.saturating_add(1)).read_to_string(&mut text).map_err(&failed)?;
        if text.len() as u64 > bytes_max {
            return Err(EnclosureError::TooLarge { path: self.place(&path.0), bytes_max });
        }
        Ok(Some(text))
    }

    /// The names of the files in it that are wanted, in their order; none where
    /// it is not there. Folders are left out.
    ///
    /// # Errors
    ///
    /// Returns an error if a wanted one is a link or no file, or if there are more
    /// than `n_max`.
    pub fn file_names(&self, n_max: usize, is_wanted: &dyn Fn(&str) -> bool) -> Result<Vec<String>, EnclosureError> {
        let failed = self.failed(&[]);
        let Some(folder) = self.opened(&[])? else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in folder.entries().map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !is_wanted(&name) {
                continue;
            }
            let is = entry.file_type().map_err(&failed)?;
            if is.is_dir() {
                continue;
            }
            self.expect_file(is, std::slice::from_ref(&name))?;
            if names.len() == n_max {
                let too_many = format!("it holds more than {n_max} files");
                return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, too_many)));
            }
            names.push(name);
        }
        names.sort();
        Ok(names)
    }

    /// Writes a file whole or not at all, and makes the folders on the way.
    ///
    /// Rights of a file that is there stay. What another name shares with it, as
    /// hard links do, stays as it was.
    ///
    /// # Errors
    ///
    /// Returns an error if a link or something else than a file lies there, or if
    /// it cannot be written; what was there is there still.
    pub fn write(&self, path: &EnclosedPath, text: &str) -> Result<(), EnclosureError> {
        let (folders, name) = path.split();
        let folder = self.made(folders)?;
        let there = self.looked_at(&folder, name, &path.0)?;
        if let Some(there) = &there {
            self.expect_file(there.file_type(), &path.0)?;
        }
        write_whole(&folder, name, text, there.as_ref()).map_err(self.failed(&path.0))?;
        take_away_left_behind(&folder);
        Ok(())
    }

    /// Takes a file away, and the folders above it that are empty then.
    ///
    /// # Errors
    ///
    /// Returns an error if a link lies on the way, or if it cannot be taken away.
    pub fn remove(&self, path: &EnclosedPath) -> Result<(), EnclosureError> {
        let (mut folders, name) = path.split();
        let Some(folder) = self.opened(folders)? else { return Ok(()) };
        folder.remove_file(name).map_err(self.failed(&path.0))?;
        // A folder that is not empty stays, and so do those above it.
        while let Some((last, above)) = folders.split_last() {
            let is_removed = self.opened(above)?.is_some_and(|folder| folder.remove_dir(last).is_ok());
            if !is_removed {
                break;
            }
            folders = above;
        }
        Ok(())
    }

    /// A folder beneath it, opened; `None` where it is not there.
    fn opened(&self, folders: &[String]) -> Result<Option<Dir>, EnclosureError> {
        let mut dir = match Dir::open_ambient_dir(here(&self.root), ambient_authority()) {
            Ok(dir) => dir,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(EnclosureError::Io { path: self.root.clone(), source }),
        };
        let way = self.way(folders);
        for (n, name) in way.iter().enumerate() {
            match self.entered(&dir, &way[..=n], name)? {
                Some(next) => dir = next,
                None => return Ok(None),
            }
        }
        Ok(Some(dir))
    }

    /// A folder beneath it, opened and made where it is not there.
    fn made(&self, folders: &[String]) -> Result<Dir, EnclosureError> {
        let failed = |path: PathBuf| move |source| EnclosureError::Io { path, source };
        std::fs::create_dir_all(here(&self.root)).map_err(failed(self.root.clone()))?;
        let mut dir =
            Dir::open_ambient_dir(here(&self.root), ambient_authority()).map_err(failed(self.root.clone()))?;
        let way = self.way(folders);
        for (n, name) in way.iter().enumerate() {
            let place = || way[..=n].iter().fold(self.root.clone(), |path, name| path.join(name));
            let next = match self.entered(&dir, &way[..=n], name)? {
                Some(next) => Some(next),
                None => match dir.create_dir(name) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(failed(place())(error));
                    }
                    _ => self.entered(&dir, &way[..=n], name)?,
                },
            };
            dir = next.ok_or_else(|| failed(place())(io::ErrorKind::NotFound.into()))?;
        }
        Ok(dir)
    }

    fn way(&self, folders: &[String]) -> Vec<String> {
        [&self.within[..], folders].concat()
    }

    /// One folder in another; `None` where it is not there.
    fn entered(&self, dir: &Dir, way: &[String], name: &str) -> Result<Option<Dir>, EnclosureError> {
        let path = || way.iter().fold(self.root.clone(), |path, name| path.join(name));
        let source = match dir.open_dir_nofollow(name) {
            Ok(next) => return Ok(Some(next)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => error,
        };
        match dir.symlink_metadata(name).map(|there| there.file_type()) {
            Ok(is) if is.is_symlink() => Err(EnclosureError::Link(path())),
            Ok(is) if !is.is_dir() => Err(EnclosureError::Other { path: path(), is: kind(is), wanted: "a folder" }),
            _ => Err(EnclosureError::Io { path: path(), source }),
        }
    }

    fn looked_at(&self, folder: &Dir, name: &str, path: &[String]) -> Result<Option<Metadata>, EnclosureError> {
        match folder.symlink_metadata(name) {
            Ok(there) => Ok(Some(there)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(path)(error)),
        }
    }

    fn expect_file(&self, is: FileType, path: &[String]) -> Result<(), EnclosureError> {
        if is.is_file() {
            return Ok(());
        }
        let path = self.place(path);
        if is.is_symlink() {
            return Err(EnclosureError::Link(path));
        }
        Err(EnclosureError::Other { path, is: kind(is), wanted: "a file" })
    }
}

/// The working folder has the empty name in paths, and none for the system.
fn here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

fn kind(is: FileType) -> &'static str {
    use cap_fs_ext::FileTypeExt as _;
    if is.is_dir() {
        "a folder"
    } else if is.is_file() {
        "a file"
    } else if is.is_fifo() {
        "a pipe"
    } else if is.is_socket() {
        "a socket"
    } else if is.is_block_device() || is.is_char_device() {
        "a device"
    } else {
        "something else"
    }
}

/// Into a file beside it, which then takes its name.
fn write_whole(folder: &Dir, name: &str, text: &str, there: Option<&Metadata>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).follow(FollowSymlinks::No);
    let unfinished = unfinished_name();
    let mut file = folder.open_with(&unfinished, &options)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| {
        if let Some(there) = there {
            file.set_permissions(there.permissions())?;
        }
        file.sync_all()?;
        drop(file);
        folder.rename(&unfinished, folder, name)
    });
    if written.is_err() {
        let _ = folder.remove_file(&unfinished); // What failed is said; this is only tidy.
    }
    written
}

/// A name that no other write has.
fn unfinished_name() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut number = RandomState::new().hash_one(std::process::id());
    let mut name = UNFINISHED.to_owned();
    for _ in 0..6 {
        name.push(char::from(LETTERS[usize::try_from(number % 32).expect("it is below 32")]));
        number /= 32;
    }
    name
}

/// What cannot be looked at or taken away stays: the file itself is written.
fn take_away_left_behind(folder: &Dir) {
    let Ok(entries) = folder.entries() else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let there = || folder.symlink_metadata(&name).ok().filter(Metadata::is_file);
        let modified = || there()?.modified().ok().map(cap_std::time::SystemTime::into_std);
        if is_left_behind(&name, modified) {
            let _ = folder.remove_file(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: u64 = 1000;

    fn path(text: &str) -> EnclosedPath {
        EnclosedPath::new(text).expect("a path")
    }

    #[test]
    fn a_path_is_names_that_every_system_takes() {
        for text in ["state.md", "milestones/M1-a.md", ".agents/skills", "console.md", "com.md", "..a", "Café – é.md"]
        {
            assert_eq!(path(text).to_string(), text);
        }
        let refused = [
            "",
            ".",
            "..",
            "a/..",
            "../a",
            "/a",
            "a//b",
            "a/./b",
            "a/",
            "\\a",
            "a\\b",
            "..\\a",
            "C:",
            "C:/a",
            "c:a",
            "a:b",
            "a/b:stream",
            "CON",
            "con.md",
            "a/NUL.tar.gz",
            "aux ",
            "COM1",
            "lpt9.txt",
            "COM¹",
            "a.",
            "a ",
            " a",
            "a\nb",
            "a\u{1b}[2J",
            "a\0b",
            "a\u{202e}b",
            "a\u{200b}b",
            "a?",
            "a|b",
            "conin$",
        ];
        for text in refused {
            assert!(EnclosedPath::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_name_that_is_there_may_be_none_elsewhere_and_leads_nowhere() {
        assert!(["aux.rs", "M1: begin.md", "a?.md"].iter().all(|text| EnclosedPath::listed(text).is_ok()));
        let refused = ["", "..", "a/../b", "/a", "a//b", "./a", "C:/a", "a\\..\\b", "a\0"];
        assert!(refused.iter().all(|text| EnclosedPath::listed(text).is_err()));
    }

    #[test]
    fn a_folder_may_be_the_one_itself() {
        let named = |text: &str| EnclosedPath::of_folder(Path::new(text)).map(|path| path.map(|path| path.to_string()));
        for (text, is) in
            [("", None), (".", None), ("./", None), ("./plan/", Some("plan")), ("docs/plan", Some("docs/plan"))]
        {
            assert_eq!(named(text).expect("inside").as_deref(), is, "{text}");
        }
        assert!(["..", "docs/../plan", "/docs", "/", "docs//plan", "~/../x"].iter().all(|text| named(text).is_err()));
    }

    #[test]
    fn a_file_is_made_replaced_and_taken_away_with_its_folders() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = EnclosedFolder::new(root.path().join("new"));
        assert_eq!(folder.read(&path("a/b/c.md"), MAX).expect("nothing"), None);
        for text in ["one", "two"] {
            folder.write(&path("a/b/c.md"), text).expect("written");
            assert_eq!(folder.read(&path("a/b/c.md"), MAX).expect("read").as_deref(), Some(text));
        }
        let within = folder.folder(&path("a/b"));
        assert_eq!(within.file_names(9, &|_| true).expect("listed"), ["c.md"], "nothing else is left");
        folder.remove(&path("a/b/c.md")).expect("removed");
        assert_eq!(std::fs::read_dir(root.path().join("new")).expect("read").count(), 0);
    }

    #[test]
    fn large_files_and_many_are_not_taken_in() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = EnclosedFolder::new(root.path());
        for name in ["a.md", "b.md"] {
            folder.write(&path(name), "0123456789").expect("written");
        }
        assert_eq!(folder.read(&path("a.md"), 9).expect_err("large").code(), "file_too_large");
        assert!(folder.read(&path("a.md"), 10).is_ok());
        assert!(folder.file_names(1, &|_| true).is_err());
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

        use super::*;

        /// A folder, and beside it one with a file that is nobody's business.
        fn beside() -> (tempfile::TempDir, EnclosedFolder, PathBuf) {
            let place = tempfile::tempdir().expect("a folder");
            let (root, elsewhere) = (place.path().join("root"), place.path().join("elsewhere"));
            for folder in [&root, &elsewhere] {
                std::fs::create_dir(folder).expect("made");
            }
            std::fs::write(elsewhere.join("private.md"), "private").expect("written");
            let folder = EnclosedFolder::new(root);
            (place, folder, elsewhere)
        }

        fn untouched(elsewhere: &Path) {
            assert_eq!(std::fs::read_to_string(elsewhere.join("private.md")).expect("there"), "private");
            assert_eq!(std::fs::read_dir(elsewhere).expect("listed").count(), 1);
        }

        fn refused<T: std::fmt::Debug>(answer: Result<T, EnclosureError>, code: &str) {
            assert_eq!(answer.expect_err("refused").code(), code);
        }

        #[test]
        fn no_link_is_followed_wherever_it_lies_and_leads() {
            let (_place, folder, elsewhere) = beside();
            let root = folder.path();
            symlink(&elsewhere, root.join("linked")).expect("linked");
            symlink("../elsewhere", root.join("relative")).expect("linked");
            symlink(".", root.join("itself")).expect("linked");
            symlink(elsewhere.join("private.md"), root.join("state.md")).expect("linked");
            symlink(elsewhere.join("new.md"), root.join("dangling.md")).expect("linked");
            symlink(elsewhere.join("new"), root.join("gone")).expect("linked");
            std::fs::write(root.join("mine.md"), "mine").expect("written");
            symlink("mine.md", root.join("inside.md")).expect("linked");
            for text in [
                "linked/private.md",
                "relative/private.md",
                "itself/mine.md",
                "state.md",
                "dangling.md",
                "inside.md",
                "gone/a.md",
                "linked/new/a.md",
            ] {
                refused(folder.read(&path(text), MAX), "link_refused");
                refused(folder.write(&path(text), "text"), "link_refused");
            }
            for text in ["linked/private.md", "itself/mine.md", "gone/a.md"] {
                refused(folder.remove(&path(text)), "link_refused");
            }
            refused(folder.file_names(9, &|name| name == "state.md"), "link_refused");
            refused(folder.folder(&path("linked")).file_names(9, &|_| true), "link_refused");
            untouched(&elsewhere);
        }

        #[test]
        fn a_root_may_be_a_link_as_the_person_named_it() {
            let (place, folder, _) = beside();
            let linked = place.path().join("linked");
            symlink(folder.path(), &linked).expect("linked");
            EnclosedFolder::new(linked).write(&path("state.md"), "text").expect("written");
            assert_eq!(folder.read(&path("state.md"), MAX).expect("read").as_deref(), Some("text"));
        }

        #[test]
        fn what_is_no_file_is_refused_without_being_opened() {
            let (_place, folder, _) = beside();
            let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.md")).status().expect("run");
            assert!(made.success());
            let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.md")).expect("bound");
            std::fs::create_dir(folder.path().join("folder.md")).expect("made");
            for text in ["pipe.md", "socket.md", "folder.md"] {
                refused(folder.read(&path(text), MAX), "no_regular_file");
                refused(folder.write(&path(text), "text"), "no_regular_file");
            }
            refused(folder.write(&path("pipe.md/a.md"), "text"), "no_regular_file");
            refused(folder.read(&path("pipe.md/a.md"), MAX), "no_regular_file");
            refused(folder.file_names(9, &|_| true), "no_regular_file");
            assert_eq!(folder.file_names(9, &|name| name == "folder.md").expect("left out"), [""; 0]);
        }

        #[test]
        fn what_a_hard_link_shares_stays_and_so_do_rights() {
            let (_place, folder, elsewhere) = beside();
            let file = folder.path().join("state.md");
            std::fs::hard_link(elsewhere.join("private.md"), &file).expect("linked");
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("changed");
            folder.write(&path("state.md"), "text").expect("written");
            let there = std::fs::metadata(&file).expect("there");
            assert_eq!((there.permissions().mode() & 0o777, there.nlink()), (0o640, 1));
            untouched(&elsewhere);
        }

        #[test]
        fn a_folder_that_is_exchanged_for_a_link_meanwhile_leads_nowhere() {
            let (_place, folder, elsewhere) = beside();
            let (inner, away) = (folder.path().join("inner"), folder.path().join("away"));
            for folder in [&inner, &away] {
                std::fs::create_dir(folder).expect("made");
            }
            let is_over = std::sync::atomic::AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    // A write makes the folder anew where it is gone: then there is nothing to move.
                    for n in (0..).take_while(|_| !is_over.load(std::sync::atomic::Ordering::Relaxed)) {
                        let _ = std::fs::rename(&inner, away.join(n.to_string()));
                        let _ = symlink(&elsewhere, &inner);
                        let _ = std::fs::remove_file(&inner);
                    }
                });
                for _ in 0..500 {
                    // Whatever comes of it, it stays within.
                    let _ = folder.write(&path("inner/private.md"), "text");
                    let read = folder.read(&path("inner/private.md"), MAX);
                    assert_ne!(read.unwrap_or_default().as_deref(), Some("private"));
                }
                is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            });
            untouched(&elsewhere);
        }
    }
}
