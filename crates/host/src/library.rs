//! The library and the prompts, with the user's own in their place.

use std::path::{Path, PathBuf};

use backcast_app::AppError;
use backcast_app::review::Prompts;
use backcast_playbook::Library;

use crate::read::{Source, read};
use crate::{Environment, Folders, HostError};

/// The embedded library with the user's own playbooks.
///
/// # Errors
///
/// Returns an error if one of these cannot be read or used.
pub fn library(environment: &Environment) -> Result<Library, HostError> {
    let mut library = Library::embedded();
    for (name, source) in own_files(environment, playbook_folder(environment), "toml")? {
        library.add_own(&name, &source.text).map_err(AppError::from)?;
    }
    Ok(library)
}

/// Where the user's own playbooks lie: the folder that `BACKCAST_PLAYBOOKS`
/// names, else one beside the configuration. `None` without a home.
#[must_use]
pub fn playbook_folder(environment: &Environment) -> Option<PathBuf> {
    folder(environment, "BACKCAST_PLAYBOOKS", "playbooks")
}

/// The prompts with the user's own: files `NAME.md` in their folder.
///
/// # Errors
///
/// Returns an error if one of these cannot be read or used.
pub fn prompts(environment: &Environment) -> Result<Prompts, HostError> {
    let mut prompts = Prompts::embedded();
    for (name, source) in own_files(environment, prompts_folder(environment), "md")? {
        prompts.replace(&name, &source.text).map_err(AppError::from)?;
    }
    Ok(prompts)
}

/// Where the user's own prompts lie: the folder that `BACKCAST_PROMPTS` names,
/// else one beside the configuration. `None` without a home.
#[must_use]
pub fn prompts_folder(environment: &Environment) -> Option<PathBuf> {
    folder(environment, "BACKCAST_PROMPTS", "prompts")
}

fn folder(environment: &Environment, variable: &str, name: &str) -> Option<PathBuf> {
    environment.path_variable(variable).or_else(|| Folders::of(environment).map(|folders| folders.config.join(name)))
}

/// The paths in a folder with one ending, in their order, as the folder is
/// named.
///
/// # Errors
///
/// Returns an error if the folder cannot be listed.
pub fn files_in(environment: &Environment, folder: &Path, extension: &str) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(environment.resolve(folder))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| folder.join(entry.file_name())).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    Ok(paths)
}

/// The files of a folder with one ending, by name, with their names without
/// it. A folder that is not there holds none.
fn own_files(
    environment: &Environment,
    folder: Option<PathBuf>,
    extension: &str,
) -> Result<Vec<(String, Source)>, HostError> {
    let paths = folder.and_then(|folder| files_in(environment, &folder, extension).ok()).unwrap_or_default();
    let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    paths.iter().map(|path| Ok((name(path), read(environment, path)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_files_lie_where_the_variable_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("own");
        std::fs::create_dir(&own).expect("made");
        std::fs::write(own.join("broken.toml"), "name = [").expect("written");
        let home = Some(folder.path().to_owned());
        let elsewhere = Environment::new::<&str, &str>([], home.clone(), folder.path());
        assert!(library(&elsewhere).is_ok(), "a folder that is not there holds nothing");
        let environment = Environment::new([("BACKCAST_PLAYBOOKS", "own")], home, folder.path());
        assert_eq!(playbook_folder(&environment), Some(PathBuf::from("own")), "as it is named");
        assert!(matches!(library(&environment), Err(HostError::App(_))));
        std::fs::write(own.join("broken.toml"), b"\xe9").expect("written");
        let error = library(&environment).expect_err("no text");
        assert!(error.to_string().starts_with("own/broken.toml is not UTF-8"), "{error}");
    }
}
