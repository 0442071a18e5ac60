//! Reading files, with limits and in UTF-8.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use backcast_app::{Clock, Library};
use backcast_document::{GoalDocument, PLAN_BYTES_MAX, read_goal};
use etcetera::AppStrategy;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::settings;

/// Exports larger than this are refused; 200,000 milestones take a tenth.
const EXPORT_BYTES_MAX: usize = 4 * 1024 * 1024 * 1024;

/// A text and the name under which messages speak of it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Reads a file, or standard input for `-`. Nothing larger than the largest
/// plan is taken into memory.
pub(crate) fn read(path: &Path) -> Result<Source, Problem> {
    read_up_to(path, PLAN_BYTES_MAX)
}

/// Reads an export, which may hold the goals of many people.
pub(crate) fn read_large(path: &Path) -> Result<Source, Problem> {
    read_up_to(path, EXPORT_BYTES_MAX)
}

/// Reads a text of at most so many bytes.
pub(crate) fn read_up_to(path: &Path, most: usize) -> Result<Source, Problem> {
    let (name, bytes) = read_bytes(path, most)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let message = format!("{name} is not UTF-8 text: byte {at}, in line {line}, does not fit");
        Problem::new(Exit::Input, "file_not_utf8", message, "save it as UTF-8 in your editor")
    })?;
    Ok(Source { name, text })
}

/// Reads at most so many bytes of a file, or of standard input for `-`, and
/// says the name for messages.
pub(crate) fn read_bytes(path: &Path, most: usize) -> Result<(String, Vec<u8>), Problem> {
    let from_stdin = path.as_os_str() == "-";
    let name = if from_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let limit = most as u64 + 1;
    let read = if from_stdin {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| Problem::unreadable(path, &error))?;
    if bytes.len() > most {
        let message = format!("{name} is larger than {} MB", most / 1024 / 1024);
        return Err(Problem::new(Exit::Input, "file_too_large", message, "is this the right file?"));
    }
    Ok((name, bytes))
}

/// Reads a goal file; what is odd about it is shown on stderr.
pub(crate) fn read_goal_file(path: &Path, clock: &Clock, output: &Output) -> Result<GoalDocument, Problem> {
    let source = read(path)?;
    parse_goal(&source, clock, output)
}

/// Reads the goal file in a text.
pub(crate) fn parse_goal(source: &Source, clock: &Clock, output: &Output) -> Result<GoalDocument, Problem> {
    let document =
        read_goal(&source.name, &source.text, clock.today()).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for warning in &document.warnings {
        output.warn(warning);
    }
    Ok(document)
}

/// The embedded library with the user's own files: those in the folder that
/// `BACKCAST_PLAYBOOKS` names, else in `backcast/playbooks` of the user's
/// configuration.
pub(crate) fn library() -> Result<Library, Problem> {
    let mut library = Library::embedded();
    let Some(folder) = playbook_folder() else { return Ok(library) };
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(library) };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let source = read(&path)?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        library.add_own(&name, &source.text).map_err(|error| Problem::from(backcast_app::AppError::from(error)))?;
    }
    Ok(library)
}

/// Where the user's own playbooks are.
pub(crate) fn playbook_folder() -> Option<std::path::PathBuf> {
    if let Some(folder) = std::env::var_os("BACKCAST_PLAYBOOKS") {
        return Some(folder.into());
    }
    settings::strategy().map(|strategy| strategy.in_config_dir("playbooks"))
}
