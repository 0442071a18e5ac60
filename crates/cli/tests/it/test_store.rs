//! A store of its own for each test, and the command run over it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use backcast_host::AGENT_MARKS;
use tempfile::TempDir;

use super::terminal::agreeing;
use super::{json, root, stderr, stdout};

/// A folder with a store, without anything of the user's around it.
pub(crate) struct TestStore {
    pub(crate) folder: TempDir,
    database: String,
}

impl TestStore {
    /// A store in a file.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("data/goals.db").display().to_string();
        TestStore { folder, database }
    }

    /// A store on the test server; nothing where there is none.
    pub(crate) fn on_server() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("BACKCAST_TEST_POSTGRES").ok()?;
        let name = format!("c{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            sqlx::any::install_default_drivers();
            let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&format!("{server}/postgres"))
                .await
                .expect("the test server answers");
            let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("a database is made");
        });
        let folder = tempfile::tempdir().expect("a folder");
        Some(TestStore { folder, database: format!("{server}/{name}") })
    }

    /// A store with the half marathon's approved plan.
    pub(crate) fn with_plan(self) -> Self {
        let goal = root().join("examples/half-marathon.toml");
        self.done(&["add", goal.to_str().expect("UTF-8")]);
        self.done(&["plan", "half", "--quiet"]);
        self.done(&["approve", "half"]);
        self
    }

    pub(crate) fn database(&self) -> &Path {
        Path::new(&self.database)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, on 80 columns, on 12 May 2026, in a folder of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_backcast"));
        command.args(arguments);
        command
    }

    /// Another program with all that the command finds, and the command itself
    /// as `$BACKCAST`.
    pub(crate) fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("BACKCAST", env!("CARGO_BIN_EXE_backcast"))
            .current_dir(self.folder.path())
            .env("COLUMNS", "80")
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("share"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("BACKCAST_DATABASE", &self.database)
            .env("BACKCAST_NAME", "ann")
            .env("BACKCAST_NOW", "2026-05-12")
            .env("BACKCAST_TIME_ZONE", "UTC")
            .env_remove("BACKCAST_GOAL")
            .env_remove("CI")
            .env_remove("BACKCAST_APPROVAL_TOKEN")
            .env_remove("EDITOR")
            .env_remove("VISUAL")
            .stdin(std::process::Stdio::null());
        // Whoever runs the tests may be an agent; who is tested is a person.
        for mark in AGENT_MARKS {
            command.env_remove(mark);
        }
        command
    }

    /// Runs a command; where it asks a person, at a terminal where they agree.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        agreeing(self.command(arguments))
    }

    /// Runs a command that has to succeed, and returns what it printed.
    #[track_caller]
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        stdout(&output)
    }

    /// Runs a command that has to succeed and returns its JSON.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        let output = self.run(&arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        json(&output)
    }

    /// Runs a command that has to fail with this exit code and say these
    /// things; returns what it said.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str], code: i32, parts: &[&str]) -> String {
        let output = self.run(arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}{said}", stdout(&output));
        for part in parts {
            assert!(said.contains(part), "{part} is not in:\n{said}");
        }
        said
    }
}
