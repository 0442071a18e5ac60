//! What the operating system says of the process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// Variables, home folder and working folder, as they were when the process
/// began.
///
/// The default has no variables and no home, and works where the process does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    home: Option<PathBuf>,
    working_folder: PathBuf,
}

impl Environment {
    /// An environment that is made up, for tests and for servers that lend
    /// their process to several people.
    #[must_use]
    pub fn new<N, V>(
        variables: impl IntoIterator<Item = (N, V)>,
        home: Option<PathBuf>,
        working_folder: impl Into<PathBuf>,
    ) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Environment { variables, home, working_folder: working_folder.into() }
    }

    /// The environment of this process. Only `main` calls this.
    #[must_use]
    pub fn of_process() -> Self {
        Environment {
            variables: std::env::vars_os().collect(),
            home: std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
            // A working folder that was deleted has no name; what is relative to it cannot be found.
            working_folder: std::env::current_dir().unwrap_or_default(),
        }
    }

    /// The same, working in another folder, as with `-C`.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder cannot be read.
    pub fn working_in(mut self, folder: &Path) -> io::Result<Self> {
        let folder = self.resolve(folder);
        std::fs::read_dir(&folder)?;
        self.working_folder = folder;
        Ok(self)
    }

    /// The value of a variable; `None` where it is not set or no text.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variable_os(name)?.to_str()
    }

    /// The value of a variable, whatever its bytes.
    #[must_use]
    pub fn variable_os(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The path in a variable; relative ones begin at the working folder.
    #[must_use]
    pub fn path_variable(&self, name: &str) -> Option<PathBuf> {
        self.variable_os(name).map(|path| self.resolve(Path::new(path)))
    }

    /// The person's home folder.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The folder in which relative paths begin.
    #[must_use]
    pub fn working_folder(&self) -> &Path {
        &self.working_folder
    }

    /// Where a path lies that somebody named.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.working_folder.join(path)
    }

    /// The path with all links followed, where it exists; else as it is named.
    #[must_use]
    pub fn canonical(&self, path: &Path) -> PathBuf {
        let full = self.resolve(path);
        let full = std::path::absolute(&full).unwrap_or(full);
        full.canonicalize().unwrap_or(full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_begin_at_the_working_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("project")).expect("made");
        let environment = Environment::new([("FILE", "a.toml")], None, folder.path());
        assert_eq!(environment.resolve(Path::new("a.toml")), folder.path().join("a.toml"));
        assert_eq!(environment.resolve(Path::new("/a.toml")), Path::new("/a.toml"));
        let inside = environment.clone().working_in(Path::new("project")).expect("it is there");
        assert_eq!(inside.path_variable("FILE"), Some(folder.path().join("project/a.toml")));
        assert_eq!(inside.path_variable("OTHER"), None);
        let missing = environment.working_in(Path::new("elsewhere")).expect_err("it is not there");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    #[cfg(unix)]
    fn a_value_that_is_no_text_counts_as_a_path_only() {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = OsStr::from_bytes(b"caf\xe9");
        let environment = Environment::new([("ODD", odd)], None, "/");
        assert_eq!(environment.variable("ODD"), None);
        assert_eq!(environment.path_variable("ODD"), Some(Path::new("/").join(odd)));
    }
}
