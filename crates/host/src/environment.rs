//! What the operating system says of the process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What coding agents set for the commands that they run: Claude Code, Codex,
/// Cursor, Gemini CLI and OpenCode, and what others agreed on. Variables that
/// editors set in terminals of people, too, are none of them.
pub const AGENT_MARKS: [&str; 7] = [
    "AI_AGENT",
    "CLAUDECODE",
    "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED",
    "CURSOR_AGENT",
    "GEMINI_CLI",
    "OPENCODE",
];

/// Variables, home folder and working folder, as they were when the process
/// began.
///
/// The default has no variables and no home, and works where the process does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    home: Option<PathBuf>,
    working_folder: PathBuf,
    /// Whether the process itself works in another folder, so that relative
    /// paths mean something else to the system.
    is_elsewhere: bool,
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
        Environment { variables, home, working_folder: working_folder.into(), is_elsewhere: true }
    }

    /// The environment of this process. Only `main` calls this.
    #[must_use]
    pub fn of_process() -> Self {
        Environment {
            variables: std::env::vars_os().collect(),
            home: std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
            // A working folder that was deleted has no name; what is relative to it cannot be found.
            working_folder: std::env::current_dir().unwrap_or_default(),
            is_elsewhere: false,
        }
    }

    /// The same, working in another folder, as with `-C`.
    ///
    /// Links and `..` are followed, as the system does for a process: the
    /// folders around `a/../b` are those of `b`, and a project in `a` is none
    /// of them.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder is not there, is none, or cannot be
    /// entered.
    pub fn working_in(mut self, folder: &Path) -> io::Result<Self> {
        let folder = self.resolve(folder);
        // Asking for what lies in it takes the right to enter it, not to list it.
        if !std::fs::metadata(folder.join("."))?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        // The canonical form of Windows is one that other programs do not take.
        self.working_folder = if cfg!(windows) { std::path::absolute(folder)? } else { folder.canonicalize()? };
        self.is_elsewhere = true;
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

    /// The path in a variable, as it is named there: whoever opens it asks
    /// [`resolve`](Self::resolve) where it lies.
    #[must_use]
    pub fn path_variable(&self, name: &str) -> Option<PathBuf> {
        self.variable_os(name).map(PathBuf::from)
    }

    /// The variable which shows that a coding agent works here; `None` where
    /// none is set.
    ///
    /// Nobody has to set one, and who takes them away hides: it is a reason to
    /// doubt, never one to believe.
    #[must_use]
    pub fn agent_mark(&self) -> Option<&'static str> {
        AGENT_MARKS.into_iter().find(|name| self.variable_os(name).is_some_and(|value| !value.is_empty()))
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

    /// Where a path lies that somebody named: relative ones begin at the
    /// working folder.
    ///
    /// Where the process works in that folder itself, the path stays as it is,
    /// so that messages of whoever opens it name it as the person did.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        if self.is_elsewhere { self.working_folder.join(path) } else { path.to_owned() }
    }

    /// A command that begins in the working folder, with the variables of the
    /// process.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        if self.is_elsewhere {
            command.current_dir(&self.working_folder);
        }
        command
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
        assert_eq!(inside.path_variable("FILE"), Some(PathBuf::from("a.toml")));
        assert_eq!(inside.path_variable("OTHER"), None);
        let project = folder.path().canonicalize().expect("it is there").join("project");
        assert_eq!(inside.resolve(Path::new("a.toml")), project.join("a.toml"));
        let missing = environment.clone().working_in(Path::new("elsewhere")).expect_err("it is not there");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        std::fs::write(folder.path().join("file"), "").expect("written");
        let no_folder = environment.working_in(Path::new("file")).expect_err("a file");
        assert_eq!(no_folder.kind(), io::ErrorKind::NotADirectory);
    }

    #[test]
    fn agents_are_known_by_what_they_set() {
        let of = |variables: &[(&str, &str)]| Environment::new(variables.iter().copied(), None, "/").agent_mark();
        assert_eq!(of(&[("CLAUDECODE", "1"), ("HOME", "/home/ann")]), Some("CLAUDECODE"));
        assert_eq!(of(&[("CLAUDECODE", ""), ("EDITOR", "vi")]), None);
    }

    #[test]
    fn where_the_process_works_paths_stay_as_they_are_named() {
        let here = Environment::of_process();
        assert_eq!(here.resolve(Path::new("a.toml")), Path::new("a.toml"));
        assert!(here.command("sh").get_current_dir().is_none());
        let folder = tempfile::tempdir().expect("a folder");
        let there = here.working_in(folder.path()).expect("it is there");
        assert_eq!(there.command("sh").get_current_dir(), Some(there.working_folder()));
    }

    #[test]
    #[cfg(unix)]
    fn a_working_folder_is_named_without_links_and_steps_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        for name in ["one", "other"] {
            std::fs::create_dir(root.join(name)).expect("made");
        }
        std::os::unix::fs::symlink(root.join("other"), root.join("one/link")).expect("linked");
        let one = Environment::new::<&str, &str>([], None, root.join("one"));
        for name in ["../other", "link", "../one/../other/."] {
            let moved = one.clone().working_in(Path::new(name)).expect("it is there");
            assert_eq!(moved.working_folder(), root.join("other"), "{name}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_value_that_is_no_text_counts_as_a_path_only() {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = OsStr::from_bytes(b"caf\xe9");
        let environment = Environment::new([("ODD", odd)], None, "/");
        assert_eq!(environment.variable("ODD"), None);
        assert_eq!(environment.path_variable("ODD"), Some(PathBuf::from(odd)));
    }
}
