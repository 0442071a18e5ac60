//! Reading files, with limits and in UTF-8.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use backcast_document::PLAN_BYTES_MAX;

use crate::{Environment, HostError};

/// Exports larger than this are refused; 200,000 milestones take a tenth.
pub const EXPORT_BYTES_MAX: usize = 4 * 1024 * 1024 * 1024;

/// A text and the name under which messages speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as it was named, or "standard input".
    pub name: String,
    /// The text.
    pub text: String,
}

/// Reads a file, or standard input for `-`. Nothing larger than the largest
/// plan is taken into memory.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is too large or no UTF-8; so do
/// the other functions here.
pub fn read(environment: &Environment, path: &Path) -> Result<Source, HostError> {
    read_up_to(environment, path, PLAN_BYTES_MAX)
}

/// Reads a text of at most this many bytes.
///
/// # Errors
///
/// As [`read`].
pub fn read_up_to(environment: &Environment, path: &Path, bytes_max: usize) -> Result<Source, HostError> {
    let (name, bytes) = read_bytes(environment, path, bytes_max)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        HostError::NotUtf8 { name: name.clone(), byte: at, line }
    })?;
    Ok(Source { name, text })
}

/// Reads at most this many bytes of a file, or of standard input for `-`, and
/// returns the name for messages with them.
///
/// # Errors
///
/// As [`read`], but for the encoding.
pub fn read_bytes(environment: &Environment, path: &Path, bytes_max: usize) -> Result<(String, Vec<u8>), HostError> {
    let from_stdin = path.as_os_str() == "-";
    let name = if from_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let limit = bytes_max as u64 + 1;
    let read = if from_stdin {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(environment.resolve(path)).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|source| HostError::Unreadable { path: path.to_owned(), source })?;
    if bytes.len() > bytes_max {
        return Err(HostError::TooLarge { name, megabytes_max: bytes_max / 1024 / 1024 });
    }
    Ok((name, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_from_the_working_folder_and_named_as_they_were() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("goal.toml"), "title = 'x'\n").expect("written");
        std::fs::write(folder.path().join("latin.toml"), b"title = 'x'\nname = 'caf\xe9'\n").expect("written");
        let environment = Environment::new::<&str, &str>([], None, folder.path());
        let source = read(&environment, Path::new("goal.toml")).expect("read");
        assert_eq!((source.name.as_str(), source.text.as_str()), ("goal.toml", "title = 'x'\n"));
        let error = read(&environment, Path::new("latin.toml")).expect_err("no UTF-8");
        assert!(matches!(error, HostError::NotUtf8 { byte: 23, line: 2, .. }), "{error:?}");
        let error = read_up_to(&environment, Path::new("goal.toml"), 4).expect_err("too large");
        assert!(matches!(error, HostError::TooLarge { .. }));
        let error = read(&environment, Path::new("none.toml")).expect_err("missing");
        assert_eq!(error.to_string(), "cannot read none.toml");
    }
}
