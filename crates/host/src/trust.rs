//! Which configuration files of projects the user has read and trusts.

use std::path::{Path, PathBuf};

use backcast_app::write_private_file;
use backcast_core::track::ContentHash;
use backcast_document::content_hash;
use serde_json::{Value, json};

use crate::{Environment, Folders, HostError};

/// Name of the folder with the records.
const FOLDER: &str = "trusted";
/// What a record says that it is.
const SCHEMA: &str = "backcast.trusted-file/1";

/// How far a file is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The user has read these very bytes at this very place.
    Trusted,
    /// The user trusted it, and it says something else by now.
    Changed,
    /// Nobody has trusted it.
    Unknown,
}

/// A file that the user trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedFile {
    /// Where it lies.
    pub place: PathBuf,
    /// The hash of its text as it was then.
    pub hash: ContentHash,
}

/// The records of what the user trusts, one file for each trusted file: two
/// commands at once never write over each other.
///
/// They lie with the user's own data: what comes with a project cannot bring
/// its own.
#[derive(Clone, Debug)]
pub struct TrustedFiles {
    folder: PathBuf,
}

impl TrustedFiles {
    /// The records of a person; `None` where there is no home.
    #[must_use]
    pub fn of(environment: &Environment) -> Option<Self> {
        Some(TrustedFiles { folder: Folders::of(environment)?.data.join(FOLDER) })
    }

    /// How far the user trusts a text that lies at a place.
    #[must_use]
    pub fn standing(&self, place: &Path, hash: &ContentHash) -> Standing {
        match self.recorded(place) {
            Some(recorded) if recorded == *hash => Standing::Trusted,
            Some(_) => Standing::Changed,
            None => Standing::Unknown,
        }
    }

    /// Trusts a text at a place, instead of what was trusted there before.
    ///
    /// # Errors
    ///
    /// Returns an error if the record cannot be written.
    pub fn trust(&self, file: &TrustedFile) -> Result<(), HostError> {
        let path = self.record(&file.place);
        let record = json!({ "schema": SCHEMA, "path": file.place.display().to_string(), "hash": file.hash.as_str() });
        write_private_file(&path, &format!("{record:#}\n")).map_err(|source| HostError::Unwritable { path, source })
    }

    /// Takes the trust in what lies at a place back; returns whether there was
    /// any.
    ///
    /// # Errors
    ///
    /// Returns an error if the record cannot be taken away.
    pub fn revoke(&self, place: &Path) -> Result<bool, HostError> {
        let path = self.record(place);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(HostError::Unwritable { path, source }),
        }
    }

    /// Everything that is trusted, by its place.
    #[must_use]
    pub fn list(&self) -> Vec<TrustedFile> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut list: Vec<TrustedFile> = entries.filter_map(|entry| read_record(&entry.path())).collect();
        list.sort_by(|a, b| a.place.cmp(&b.place));
        list
    }

    fn recorded(&self, place: &Path) -> Option<ContentHash> {
        Some(read_record(&self.record(place))?.hash)
    }

    /// The record of a place. Its name is made of every byte of the place, also
    /// of those that are no text.
    fn record(&self, place: &Path) -> PathBuf {
        let name = content_hash(&format!("{place:?}"));
        self.folder.join(format!("{}.json", name.as_str()))
    }
}

/// What is no record counts as none: nothing is trusted by a broken file.
fn read_record(path: &Path) -> Option<TrustedFile> {
    let record: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let text = |key: &str| record[key].as_str();
    text("schema").filter(|schema| *schema == SCHEMA)?;
    Some(TrustedFile { place: PathBuf::from(text("path")?), hash: ContentHash::parse(text("hash")?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(home: &Path) -> TrustedFiles {
        let environment = Environment::new::<&str, &str>([], Some(home.to_owned()), home);
        TrustedFiles::of(&environment).expect("a home")
    }

    fn file(place: &str, text: &str) -> TrustedFile {
        TrustedFile { place: place.into(), hash: content_hash(text) }
    }

    #[test]
    fn these_bytes_at_this_place_are_trusted_and_nothing_else() {
        let home = tempfile::tempdir().expect("a folder");
        let files = records(home.path());
        let read = file("/work/.backcast/config.toml", "planner = 'agent'");
        assert_eq!(files.standing(&read.place, &read.hash), Standing::Unknown);
        files.trust(&read).expect("written");
        assert_eq!(files.standing(&read.place, &read.hash), Standing::Trusted);
        assert_eq!(files.standing(&read.place, &content_hash("planner = 'agent' ")), Standing::Changed);
        assert_eq!(files.standing(Path::new("/copy/.backcast/config.toml"), &read.hash), Standing::Unknown);
        assert!(files.revoke(&read.place).expect("taken away"));
        assert!(!files.revoke(&read.place).expect("it is gone"));
        assert_eq!(files.standing(&read.place, &read.hash), Standing::Unknown);
    }

    #[test]
    fn what_others_left_there_trusts_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let files = records(home.path());
        let read = file("/work/.backcast/config.toml", "text");
        files.trust(&read).expect("written");
        for broken in ["", "{", "[]", "{\"schema\": \"backcast.trusted-file/1\", \"path\": \"/x\", \"hash\": \"\"}"] {
            std::fs::write(files.record(&read.place), broken).expect("written");
            assert_eq!(files.standing(&read.place, &read.hash), Standing::Unknown, "{broken}");
            assert_eq!(files.list(), [], "{broken}");
        }
        std::fs::write(files.record(&read.place), [0xff, 0xfe]).expect("written");
        assert_eq!(files.standing(&read.place, &read.hash), Standing::Unknown);
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let files = records(home.path());
        let all: Vec<TrustedFile> = (0..40).map(|n| file(&format!("/{n}/.backcast/config.toml"), "text")).collect();
        std::thread::scope(|scope| {
            let files = &files;
            for part in all.chunks(10) {
                scope.spawn(move || part.iter().chain(part).for_each(|one| files.trust(one).expect("written")));
            }
        });
        let mut expected = all;
        expected.sort_by(|a, b| a.place.cmp(&b.place));
        assert_eq!(files.list(), expected);
    }

    #[test]
    #[cfg(unix)]
    fn records_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let files = records(home.path());
        let read = file("/work/.backcast/config.toml", "text");
        files.trust(&read).expect("written");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&files.folder), mode(&files.record(&read.place))), (0o700, 0o600));
    }

    #[test]
    #[cfg(unix)]
    fn places_that_are_no_text_are_told_apart() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let files = records(home.path());
        let at = |byte: u8| PathBuf::from(OsStr::from_bytes(&[b'/', byte]));
        files.trust(&TrustedFile { place: at(0xe9), hash: content_hash("text") }).expect("written");
        assert_eq!(files.standing(&at(0xe9), &content_hash("text")), Standing::Trusted);
        assert_eq!(files.standing(&at(0xe8), &content_hash("text")), Standing::Unknown);
    }
}
