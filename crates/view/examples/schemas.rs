//! Writes the JSON Schemas of all documents into a folder, or says which of
//! them are stale, missing or left over: `cargo xtask schemas [--check]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use backcast_view::schemas;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: schemas FOLDER [--check]");
        return ExitCode::FAILURE;
    };
    let only_checks = arguments.next().is_some_and(|argument| argument == "--check");
    match run(&folder, only_checks) {
        Ok(wrong) if wrong.is_empty() => ExitCode::SUCCESS,
        Ok(wrong) => {
            wrong.iter().for_each(|line| eprintln!("{line}"));
            eprintln!("cargo xtask schemas writes them anew");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// What is wrong with the folder; nothing where it was written.
fn run(folder: &Path, only_checks: bool) -> std::io::Result<Vec<String>> {
    let mut there = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        there.insert(entry.file_name().to_string_lossy().into_owned(), entry.path());
    }
    let mut wrong = Vec::new();
    for (name, text) in schemas() {
        let path = folder.join(&name);
        let before = there.remove(&name).map(std::fs::read_to_string).transpose()?;
        match before {
            Some(before) if before == text => {}
            _ if !only_checks => std::fs::write(path, text)?,
            Some(_) => wrong.push(format!("{name} is stale")),
            None => wrong.push(format!("{name} is missing")),
        }
    }
    for (name, path) in there {
        if only_checks {
            wrong.push(format!("{name} is left over"));
        } else {
            std::fs::remove_file(path)?;
        }
    }
    Ok(wrong)
}
