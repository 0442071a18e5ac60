//! The last good copy of each calendar that is not a file here, and what is
//! known of its state.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use backcast_document::CalendarSource;
use backcast_store::{make_private_folder, take_rights_of_others};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::CalendarError;

/// What is known of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CopyState {
    /// Where it comes from, as a hash: another address makes it worthless, and
    /// addresses may be secret.
    pub(crate) from: String,
    /// When the server last said that it is current.
    pub(crate) checked_at: Option<Timestamp>,
    /// When its content last changed.
    pub(crate) changed_at: Option<Timestamp>,
    /// SHA-256 of its content.
    pub(crate) content: String,
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// What a CalDAV server calls the state of the collection.
    pub(crate) collection_state: Option<String>,
    /// Since when it could not be read, and why.
    pub(crate) failed_at: Option<Timestamp>,
    pub(crate) failure: Option<String>,
}

/// The place of one calendar in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    folder: PathBuf,
}

impl Copy {
    pub(crate) fn of(source: &CalendarSource, cache: &Path) -> Self {
        let name = slug::slugify(&source.name);
        Copy { folder: cache.join(format!("{name}-{}", &hash(source.name.as_bytes())[..8])) }
    }

    /// What is known of it; nothing where the calendar has moved.
    pub(crate) fn state(&self, source: &CalendarSource) -> CopyState {
        let text = std::fs::read_to_string(self.folder.join("state.json")).unwrap_or_default();
        let state: CopyState = serde_json::from_str(&text).unwrap_or_default();
        let from = origin_of(source);
        if state.from == from {
            return state;
        }
        if state.from == source.from.reveal() {
            // Earlier versions wrote addresses themselves, here and into failures.
            let failure = state.failure.map(|_| "its server gave nothing".to_owned());
            return CopyState { from, failure, ..state };
        }
        CopyState { from, ..CopyState::default() }
    }

    pub(crate) fn content(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join("calendar.ics")).ok()
    }

    pub(crate) fn has_content(&self) -> bool {
        self.folder.join("calendar.ics").is_file()
    }

    pub(crate) fn save_content(&self, content: &[u8]) -> Result<(), CalendarError> {
        self.write("calendar.ics", content)
    }

    pub(crate) fn save_state(&self, state: &CopyState) -> Result<(), CalendarError> {
        let text = serde_json::to_string_pretty(state).expect("texts and instants");
        self.write("state.json", text.as_bytes())
    }

    /// The resources of a collection as they last came, by their addresses.
    pub(crate) fn members(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(self.folder.join("members.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(crate) fn save_members(&self, members: &BTreeMap<String, String>) -> Result<(), CalendarError> {
        let text = serde_json::to_string(members).expect("texts");
        self.write("members.json", text.as_bytes())
    }

    /// What was worked out from the content under a key.
    pub(crate) fn digest<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        let mut file = self.digest_file(key)?;
        let mut text = String::new();
        file.read_line(&mut text).ok()?;
        text.clear();
        file.read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The summary of what was worked out, without the rest.
    pub(crate) fn summary<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        let mut text = String::new();
        self.digest_file(key)?.read_line(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The file behind its key, where that is the one.
    fn digest_file(&self, key: &str) -> Option<BufReader<File>> {
        let mut file = BufReader::new(File::open(self.folder.join("digest.json")).ok()?);
        let mut first = String::new();
        file.read_line(&mut first).ok()?;
        (first.trim_end() == key).then_some(file)
    }

    pub(crate) fn save_digest(&self, key: &str, summary: &impl Serialize, digest: &impl Serialize) {
        let [summary, digest] = [serde_json::to_string(summary), serde_json::to_string(digest)];
        let text = format!("{key}\n{}\n{}", summary.expect("texts"), digest.expect("numbers and texts"));
        // It saves work next time; without it everything goes on.
        let _ = self.write("digest.json", text.as_bytes());
    }

    /// Takes it away.
    pub(crate) fn forget(&self) {
        // Nothing depends on a copy: what stays is overwritten or ignored.
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    /// Writes a file whole or not at all; nobody else can read it.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), CalendarError> {
        let path = self.folder.join(name);
        let written = || -> io::Result<()> {
            make_private_folder(&self.folder)?;
            take_rights_of_others(&self.folder); // An earlier version made it for all to read.
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(content)?;
            file.persist(&path)?;
            Ok(())
        };
        written().map_err(|source| CalendarError::Cache { path: path.clone(), source })
    }
}

/// Where a calendar comes from, without its address; a password is no part of
/// it.
pub(crate) fn origin_of(source: &CalendarSource) -> String {
    hash(source.from.without_password().reveal().as_bytes())
}

/// SHA-256 as hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_stored_and_one_of_earlier_versions_is_still_known() {
        let cache = tempfile::tempdir().expect("a folder");
        let source = CalendarSource {
            name: "work".into(),
            from: "https://ann:hunter2@cal.example/private-0123".into(),
            role: backcast_document::CalendarRole::Busy,
            zone: None,
            access: backcast_document::Access::default(),
        };
        let copy = Copy::of(&source, cache.path());
        let before = serde_json::json!({
            "from": source.from.reveal(), "content": "abc",
            "failure": "PROPFIND of https://cal.example/private-0123 was answered with 404",
        });
        copy.write("state.json", before.to_string().as_bytes()).expect("written");
        let state = copy.state(&source);
        assert_eq!((state.content.as_str(), state.failure.as_deref()), ("abc", Some("its server gave nothing")));
        copy.save_state(&state).expect("written");
        let text = std::fs::read_to_string(copy.folder.join("state.json")).expect("there");
        assert!(!text.contains("private-0123") && !text.contains("hunter2"), "{text}");
        let without = CalendarSource { from: source.from.without_password(), ..source.clone() };
        assert_eq!(copy.state(&without), state, "its copy stays when the password is moved");
        let moved = CalendarSource { from: "https://cal.example/private-9".into(), ..source };
        assert_eq!(copy.state(&moved).content, "");
    }
}
