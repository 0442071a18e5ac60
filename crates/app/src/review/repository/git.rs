//! The only place that runs git.
//!
//! A repository is data of somebody else, and its settings name programs: for
//! watching files, filters, hooks, transports, pagers. Here none of them is
//! started. Three things see to that, each where the others may fail:
//!
//! - Only the questions below are asked. They read names from the index and
//!   neither contents nor attributes of files, as filters and drivers of
//!   differences have names that a repository chooses, which no setting takes
//!   away. A question that needs contents does not belong here.
//! - [`SETTINGS`] stand on the command line, which outranks every file of
//!   settings, also those that a repository includes.
//! - The environment holds what is handed in and [`VARIABLES`]; no other
//!   variable of git reaches it, so that none names another repository.
//!
//! The person's own settings are read, those of the system are not: only there
//! stands which repositories of other owners are trusted (`safe.directory`), and
//! whoever may write there needs no repository to start something. What they
//! say of programs is outranked like the rest.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Settings that start programs, open connections or write, without effect.
const SETTINGS: [&str; 27] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.attributesFile=/dev/null",
    "core.sshCommand=false",
    "core.askPass=false",
    "core.pager=cat",
    "core.editor=false",
    "sequence.editor=false",
    "credential.helper=",
    "diff.external=",
    "filter.lfs.required=false",
    "filter.lfs.process=",
    "filter.lfs.clean=",
    "filter.lfs.smudge=",
    "gpg.program=false",
    "gpg.ssh.program=false",
    "gpg.x509.program=false",
    "log.showSignature=false",
    // A bare repository within a clone came with it, settings and all.
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.sparseIndexExpanded=false",
];

/// Variables that git gets besides those that are handed in.
const VARIABLES: [(&str, &str); 12] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", "false"),
    ("GIT_SSH_COMMAND", "false"),
    ("GIT_EDITOR", "false"),
    ("GIT_PAGER", "cat"),
    // Nothing is written, not even a fresher index.
    ("GIT_OPTIONAL_LOCKS", "0"),
    // A sparse index may lack trees, which a partial clone would fetch. Older
    // versions do not know the first; the second outranks `protocol.*.allow`
    // of a repository, as no setting does. No protocol has this name.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    // What it says stands in our messages.
    ("LC_ALL", "C"),
];

/// The longest that a question may take; several million files take seconds.
const TIME_MAX: Duration = Duration::from_secs(60);
/// More bytes of names are not taken: several million files.
const NAMES_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Of what git says on errors, the beginning is kept.
const ERRORS_BYTES_MAX: usize = 64 * 1024;
/// Time between the end of the output and that of the process, in milliseconds.
const ENDING_MILLISECONDS_MAX: u32 = 5_000;

/// Git, as it is asked about repositories.
#[derive(Clone, Debug)]
pub(in crate::review) struct Git<'a> {
    variables: &'a [(OsString, OsString)],
    time_max: Duration,
    bytes_max: usize,
}

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum GitError {
    /// It is not here, or its output cannot be read.
    #[error("git cannot be run: {0}")]
    NotRun(#[from] io::Error),
    /// It refused; holds what it said.
    #[error("{0}")]
    Refused(String),
    /// It took longer than it may.
    #[error("git gave no answer within {} seconds", .0.as_secs())]
    Timeout(Duration),
    /// The answer is larger than it may be.
    #[error("it has more files than can be looked at")]
    TooLarge,
}

impl<'a> Git<'a> {
    /// Git with these variables of the environment and no others. Those that
    /// are git's own are left out: they say where a repository is.
    pub(in crate::review) fn new(variables: &'a [(OsString, OsString)]) -> Self {
        Git { variables, time_max: TIME_MAX, bytes_max: NAMES_BYTES_MAX }
    }

    /// The names of the tracked files below a folder, each ended by a zero
    /// byte.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder is in no repository, or git is not here,
    /// takes too long or answers too much.
    pub(super) fn tracked_names(&self, folder: &Path) -> Result<Vec<u8>, GitError> {
        self.run(folder, &["ls-files", "-z", "--cached", "--no-recurse-submodules", "--", "."])
    }

    fn run(&self, folder: &Path, question: &[&str]) -> Result<Vec<u8>, GitError> {
        let mut running = Running(self.command(folder, question).spawn()?);
        let output = read(running.0.stdout.take(), self.bytes_max);
        let errors = read(running.0.stderr.take(), ERRORS_BYTES_MAX);
        let timeout = |_| GitError::Timeout(self.time_max);
        let output = output.recv_timeout(self.time_max).map_err(timeout)??;
        if output.len() > self.bytes_max {
            return Err(GitError::TooLarge);
        }
        let errors = errors.recv_timeout(self.time_max).map_err(timeout)??;
        let status = running.ended()?.ok_or(GitError::Timeout(self.time_max))?;
        if status.success() { Ok(output) } else { Err(GitError::Refused(reason(&errors))) }
    }

    fn command(&self, folder: &Path, question: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"]).arg("-C").arg(folder);
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(question);
        let is_of_git = |name: &OsString| name.to_string_lossy().to_uppercase().starts_with("GIT_");
        let variables = self.variables.iter().filter(|(name, _)| !is_of_git(name));
        command.env_clear().envs(variables.map(|(name, value)| (name, value))).envs(VARIABLES);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }
}

/// Reads in a thread of its own. Of what is more than the most, one byte is
/// kept to tell; the rest is read and forgotten, so that nobody waits to write.
fn read(from: Option<impl Read + Send + 'static>, bytes_max: usize) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Some(mut from) = from else { return };
        let mut bytes = Vec::new();
        let taken = from.by_ref().take(bytes_max as u64 + 1).read_to_end(&mut bytes);
        // Nobody waits for it any more where the time was over.
        let _ = sender.send(taken.map(|_| bytes));
        let _ = io::copy(&mut from, &mut io::sink());
    });
    receiver
}

/// The line in which git says why it stopped.
fn reason(errors: &[u8]) -> String {
    let errors = String::from_utf8_lossy(errors);
    let fatal = errors.lines().find(|line| line.starts_with("fatal:"));
    fatal.or_else(|| errors.lines().next()).unwrap_or("git refused").to_owned()
}

/// A process; where it has not ended when this is dropped, it is ended with
/// all that it began.
struct Running(Child);

impl Running {
    /// How it ended; `None` if it does not, although it says nothing more.
    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        for _ in 0..ENDING_MILLISECONDS_MAX {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(None)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.0.try_wait(), Ok(None)) {
            return;
        }
        #[cfg(unix)]
        if let Some(id) = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// What comes of a git that is this script.
    fn asked(script: &str, more: &[(&str, &str)]) -> Result<String, GitError> {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("git");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("changed");
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let mut variables: Vec<(OsString, OsString)> = vec![("PATH".into(), path.into())];
        variables.extend(more.iter().map(|(name, value)| (name.into(), value.into())));
        let git = Git { time_max: Duration::from_millis(500), bytes_max: 1000, ..Git::new(&variables) };
        git.tracked_names(folder.path()).map(|bytes| String::from_utf8(bytes).expect("text"))
    }

    #[test]
    fn git_gets_what_is_handed_in_and_nothing_of_its_own() {
        let found = asked("env", &[("HOME", "/home/ann"), ("GIT_DIR", "/elsewhere"), ("git_dir", "/x")]).expect("done");
        let names: Vec<&str> = found.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        let expected = ["PATH", "HOME"].into_iter().chain(VARIABLES.map(|(name, _)| name));
        // Shells set these by themselves.
        let more: Vec<&&str> = names.iter().filter(|name| !["PWD", "SHLVL", "_", "OLDPWD"].contains(name)).collect();
        assert_eq!(more.len(), VARIABLES.len() + 2, "{found}");
        assert!(expected.into_iter().all(|name| names.contains(&name)), "{found}");
        assert!(!found.contains("/elsewhere"), "{found}");
    }

    #[test]
    fn whoever_hangs_is_ended_with_what_it_began() {
        let folder = tempfile::tempdir().expect("a folder");
        let note = folder.path().join("id");
        let script = format!("sleep 600 & echo $! > {}; wait", note.display());
        assert!(matches!(asked(&script, &[]), Err(GitError::Timeout(_))));
        let id = std::fs::read_to_string(&note).expect("it began");
        let id = rustix::process::Pid::from_raw(id.trim().parse().expect("a number")).expect("a process");
        // Whoever has ended may wait for a parent to take notice of it.
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", id.as_raw_nonzero())).unwrap_or_default();
        let is_over = || state().contains(") Z ") || rustix::process::test_kill_process(id).is_err();
        let ended = (0..1000).any(|_| {
            std::thread::sleep(Duration::from_millis(5));
            is_over()
        });
        assert!(ended, "it goes on: {}", state());
    }

    #[test]
    fn whoever_says_too_much_is_not_heard_to_the_end() {
        assert!(matches!(asked("yes", &[]), Err(GitError::TooLarge)));
        let found = asked("yes 2>&1 >&2 | head -c 1000000 >&2; echo 'a.rs'", &[]).expect("only errors are many");
        assert_eq!(found, "a.rs\n");
        let refused = asked("echo 'warning: x' >&2; echo 'fatal: not a repository' >&2; exit 128", &[]);
        assert_eq!(refused.expect_err("it refused").to_string(), "fatal: not a repository");
    }
}
