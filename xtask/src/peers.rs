//! Servers and programs of others that tests talk to: for calendars, for
//! language models and for coding agents; from PyPI, npm and Debian's
//! packages, all under `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages::{install, succeeds};

/// Where everything is.
pub(crate) struct Peers {
    /// The folder of the programs of the virtual environment.
    pub(crate) programs: PathBuf,
    /// The folder with ical.js and the client for coding agents.
    pub(crate) node_modules: PathBuf,
    /// A program that checks files by libical.
    pub(crate) libical: PathBuf,
}

/// Servers, clients and readers: package and module.
const PYTHON_PACKAGES: [(&str, &str); 9] = [
    ("radicale", "radicale"),
    ("xandikos", "xandikos"),
    ("caldav", "caldav"),
    ("vdirsyncer", "vdirsyncer"),
    ("khal", "khal"),
    ("icalendar", "icalendar"),
    ("vobject", "vobject"),
    ("mcp", "mcp"),
    ("litellm[proxy]", "litellm"),
];
const NODE_PACKAGES: [&str; 2] = ["ical.js", "@modelcontextprotocol/sdk"];

/// Makes everything that is missing.
pub(crate) fn set_up(root: &Path, python: &Path) -> Result<Peers, String> {
    let programs = python.parent().ok_or("the interpreter lies in no folder")?.to_owned();
    if !PYTHON_PACKAGES.iter().all(|(_, module)| has_module(python, module)) {
        let names = PYTHON_PACKAGES.map(|(package, _)| package);
        println!("installing {}", names.join(", "));
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(names);
        let status = pip.status().map_err(|error| format!("pip does not start: {error}"))?;
        if !status.success() {
            return Err("the servers and clients of others could not be installed by pip".into());
        }
    }
    let node_modules = node_modules(root)?;
    let libical = libical(root)?;
    Ok(Peers { programs, node_modules, libical })
}

fn has_module(python: &Path, name: &str) -> bool {
    // Looked for, not imported: some take seconds.
    let code = format!("import importlib.util, sys; sys.exit(importlib.util.find_spec('{name}') is None)");
    succeeds(Command::new(python).args(["-c", &code]))
}

fn node_modules(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join("target/test-node");
    let modules = folder.join("node_modules");
    if NODE_PACKAGES.iter().all(|package| modules.join(package).is_dir()) {
        return Ok(modules);
    }
    if !succeeds(Command::new("npm").arg("--version")) {
        install(&["nodejs", "npm"])?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    println!("installing {}", NODE_PACKAGES.join(", "));
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).args(NODE_PACKAGES);
    if succeeds(&mut npm) { Ok(modules) } else { Err("packages of others could not be installed by npm".into()) }
}

fn libical(root: &Path) -> Result<PathBuf, String> {
    let program = root.join("target/libical_check");
    if program.is_file() {
        return Ok(program);
    }
    let source = root.join("crates/cli/tests/peers/libical_check.c");
    let compile = || succeeds(Command::new("cc").arg("-O1").arg(&source).args(["-lical", "-o"]).arg(&program));
    if !compile() {
        install(&["gcc", "libc6-dev", "libical-dev"])?;
        if !compile() {
            return Err("the check by libical cannot be compiled".into());
        }
    }
    Ok(program)
}
