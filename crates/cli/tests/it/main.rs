//! The command as its users meet it.

mod acceptance;
mod agent;
mod asking;
mod caldav;
mod calendar;
mod calibrations;
mod consent;
mod crowd;
mod damage;
mod documents;
mod edges;
mod elsewhere;
mod everyday;
mod examples;
mod given;
mod hostile;
mod killed;
mod log;
mod marks;
mod review;
mod schedule;
mod secrets;
mod terminal;
mod test_store;
mod tools;
mod trust;
mod ways_out;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the command in the root of the repository, on 80 columns, without
/// anything of the user's.
fn backcast(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_backcast"))
        .args(arguments)
        .current_dir(root())
        .env("COLUMNS", "80")
        .env("BACKCAST_PLAYBOOKS", "no-such-folder")
        .env("BACKCAST_CONFIG", "no-such-file")
        .env("BACKCAST_CALENDARS", "no-such-file")
        .env_remove("BACKCAST_NOW")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// The JSON document of a command, which is what its schema says.
#[track_caller]
fn json(output: &Output) -> serde_json::Value {
    let document = serde_json::from_slice(&output.stdout);
    let document = document.unwrap_or_else(|error| panic!("{error}: {}", stdout(output)));
    documents::assert_valid(&document);
    document
}
