//! Chores of the repository: `cargo xtask test`, `links`, `docs`, `schemas`,
//! `subjects` and `fuzz`.

mod docs;
mod fuzz;
mod links;
mod packages;
mod peers;
mod postgres;
mod schemas;
mod subjects;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let chore = std::env::args().nth(1).unwrap_or_default();
    let checks = std::env::args().any(|argument| argument == "--check");
    let result = match chore.as_str() {
        "test" => test::run(&root),
        "links" => links::run(&root),
        "docs" => docs::run(&root, checks),
        "schemas" => schemas::run(&root, checks),
        "subjects" => subjects::run(&root, checks),
        "fuzz" => fuzz::run(&root, std::env::args().skip(2)),
        _ => Err("usage: cargo xtask test | links | docs [--check] | schemas [--check] | subjects [--check] | fuzz [--seconds N | --runs N] [--seed N] [--write] [PROGRAM...]".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
