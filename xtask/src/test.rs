//! Runs every test, and sets up what they need beside Rust.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages::{install, succeeds};
use crate::peers::{self, Peers};
use crate::postgres::{self, Cluster};

/// What a test needs and this machine lacks.
struct Skip {
    what: &'static str,
    why: String,
}

/// Sets up, runs all tests, and says loudly what had to be skipped. Where `CI`
/// is set nothing may be skipped.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let mut skips = Vec::new();
    let python = match python(root) {
        Ok(python) => Some(python),
        Err(why) => {
            skips.push(Skip { what: "tests that run Python", why });
            None
        }
    };
    let peers =
        match python.as_deref().ok_or("there is no Python".to_owned()).and_then(|python| peers::set_up(root, python)) {
            Ok(peers) => Some(peers),
            Err(why) => {
                skips.push(Skip { what: "calendar servers, and files checked by other readers", why });
                None
            }
        };
    let cluster = match cluster() {
        Ok(cluster) => Some(cluster),
        Err(why) => {
            skips.push(Skip { what: "everything on PostgreSQL", why });
            None
        }
    };
    if std::env::var_os("BACKCAST_ACCEPTANCE").is_none() {
        let why = "BACKCAST_ACCEPTANCE does not name the folder with goals and scorer".to_owned();
        skips.push(Skip { what: "acceptance: plans against experts' expectations", why });
    }
    if std::env::var_os("CI").is_some() && !skips.is_empty() {
        return Err(format!("nothing may be skipped where CI is set, but: {}", listed(&skips)));
    }
    run_tests(root, python.as_deref(), peers.as_ref(), cluster.as_ref())?;
    for skip in &skips {
        println!("SKIPPED: {} ({})", skip.what, skip.why);
    }
    if skips.is_empty() {
        println!("all tests passed, nothing was skipped");
    }
    Ok(())
}

fn run_tests(
    root: &Path,
    python: Option<&Path>,
    peers: Option<&Peers>,
    cluster: Option<&Cluster>,
) -> Result<(), String> {
    let has_nextest = succeeds(Command::new("cargo").args(["nextest", "--version"]));
    let mut tests = Command::new("cargo");
    if has_nextest {
        tests.args(["nextest", "run", "--workspace"]);
    } else {
        tests.args(["test", "--workspace", "--all-targets"]);
    }
    let mut examples = Command::new("cargo");
    examples.args(["test", "--workspace", "--doc", "--quiet"]);
    for command in [&mut tests, &mut examples] {
        if let Some(python) = python {
            command.env("BACKCAST_PYTHON", python);
        } else {
            // Without Python the scorer cannot run, so the test says so itself.
            command.env_remove("BACKCAST_ACCEPTANCE");
        }
        if let Some(peers) = peers {
            command.env("BACKCAST_CALENDAR_PEERS", &peers.programs);
            command.env("BACKCAST_NODE_MODULES", &peers.node_modules);
            command.env("BACKCAST_LIBICAL", &peers.libical);
        }
        if let Some(cluster) = cluster {
            command.env("BACKCAST_TEST_POSTGRES", &cluster.url);
        }
        let status = command.current_dir(root).status().map_err(|error| format!("cargo does not start: {error}"))?;
        if !status.success() {
            return Err("tests failed".into());
        }
    }
    Ok(())
}

/// The Python of a virtual environment under `target/`, made if needed; the
/// interpreter comes from Debian's packages where they may be installed.
fn python(root: &Path) -> Result<PathBuf, String> {
    let environment = root.join("target/test-venv");
    let python = environment.join("bin/python");
    if succeeds(Command::new(&python).arg("--version")) {
        return Ok(python);
    }
    if !succeeds(Command::new("python3").args(["-c", "import venv, ensurepip, tomllib"])) {
        install(&["python3", "python3-venv"])?;
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment).status();
    match made {
        Ok(status) if status.success() => Ok(python),
        Ok(_) => Err("`python3 -m venv` failed".into()),
        Err(error) => Err(format!("python3 does not start: {error}")),
    }
}

/// A server for the tests. Where nothing may be skipped it is installed first.
fn cluster() -> Result<Cluster, String> {
    if !postgres::is_installed() && std::env::var_os("CI").is_some() {
        install(&["postgresql"])?;
    }
    Cluster::start()
}

fn listed(skips: &[Skip]) -> String {
    skips.iter().map(|skip| format!("{} ({})", skip.what, skip.why)).collect::<Vec<_>>().join("; ")
}
