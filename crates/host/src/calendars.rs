//! The file that names the user's calendars.

use std::path::{Path, PathBuf};

use backcast_app::CalendarSetup;
use backcast_calsync::Passwords;
use backcast_document::{ADDRESSES_SHARED, CalendarsDocument, read_calendars};

use crate::configuration::Loaded;
use crate::passwords::passwords;
use crate::read::read;
use crate::secret::is_shared_file;
use crate::{Environment, Folders, HostError};

/// Name of the file.
const FILE: &str = "calendars.toml";

/// The file of calendars and what it says.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// The file as it is named, whether or not it is there.
    pub path: PathBuf,
    /// Its text, where the file is there.
    pub text: Option<String>,
    /// What it says; without a file, that there are no calendars.
    pub document: CalendarsDocument,
    /// Where copies of calendars are kept.
    pub cache: PathBuf,
    folder: PathBuf,
}

impl Calendars {
    /// Reads the file that `BACKCAST_CALENDARS` names, else the one beside the
    /// user's configuration; without a file, there are no calendars.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no home, or if the file cannot be read or
    /// has mistakes.
    pub fn load(environment: &Environment) -> Result<Loaded<Self>, HostError> {
        let folders = Folders::of(environment).ok_or(HostError::NoHome)?;
        let path = environment.path_variable("BACKCAST_CALENDARS").unwrap_or_else(|| folders.config.join(FILE));
        let cache = folders.cache.join("calendars");
        let folder = environment.resolve(path.parent().unwrap_or(Path::new("")));
        if !environment.resolve(&path).is_file() {
            let value = Calendars { path, text: None, document: CalendarsDocument::default(), cache, folder };
            return Ok(Loaded { value, warnings: Vec::new() });
        }
        let source = read(environment, &path)?;
        let read = read_calendars(&source.name, &source.text);
        let (document, mut warnings) = read.map_err(|mistakes| mistakes.without(ADDRESSES_SHARED))?;
        if !is_shared_file(&environment.resolve(&path)) {
            warnings.retain(|warning| warning.code != ADDRESSES_SHARED);
        }
        Ok(Loaded { value: Calendars { path, text: Some(source.text), document, cache, folder }, warnings })
    }

    /// The folder of the file, where relative paths in it begin.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file that holds the password of a calendar, where it was taken out of
    /// an address: beside the list, named after the calendar.
    #[must_use]
    pub fn password_file(&self, calendar: &str) -> PathBuf {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
        let name: String = calendar.chars().map(|c| if is_plain(&c) { c } else { '-' }).collect();
        let folder = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        // Names that differ in other characters only stay apart.
        let sum = calendar.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        folder.join("passwords").join(if name == calendar { name } else { format!("{name}-{sum:08x}") })
    }

    /// The passwords of its servers.
    #[must_use]
    pub fn passwords(&self, environment: &Environment) -> Passwords {
        passwords(environment.clone(), self.folder.clone())
    }

    /// What is needed to read them.
    #[must_use]
    pub fn setup(&self, environment: &Environment) -> CalendarSetup {
        CalendarSetup {
            document: self.document.clone(),
            folder: self.folder().to_owned(),
            cache: self.cache.clone(),
            passwords: self.passwords(environment),
            warnings: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_names_the_file_and_its_absence_means_none() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("mine.toml"), "hours_per_day_max = 3\n").expect("written");
        let load = |name: &str| {
            let variables = [("BACKCAST_CALENDARS", name)];
            Calendars::load(&Environment::new(variables, Some(home.path().to_owned()), home.path()))
        };
        let found = load("mine.toml").expect("sound").value;
        assert!(!found.setup(&Environment::default()).says_nothing());
        assert_eq!(found.cache, home.path().join(".cache/backcast/calendars"));
        let none = load("none.toml").expect("no file").value;
        assert!(none.setup(&Environment::default()).says_nothing() && none.text.is_none());
        let lost = Environment::new([("BACKCAST_CALENDARS", "/mine.toml")], None, "/");
        assert!(matches!(Calendars::load(&lost), Err(HostError::NoHome)));
    }

    #[test]
    fn the_file_is_named_as_in_the_variable_and_its_folder_is_a_place() {
        let home = tempfile::tempdir().expect("a folder");
        let variables = [("BACKCAST_CALENDARS", "own/mine.toml")];
        let environment = Environment::new(variables, Some(home.path().to_owned()), home.path());
        let calendars = Calendars::load(&environment).expect("no file").value;
        assert_eq!(calendars.path, Path::new("own/mine.toml"));
        assert_eq!(calendars.folder(), home.path().join("own"));
    }

    #[test]
    fn passwords_lie_beside_the_list_each_in_a_file_of_its_own() {
        let home = tempfile::tempdir().expect("a folder");
        let variables = [("BACKCAST_CALENDARS", "own/mine.toml")];
        let environment = Environment::new(variables, Some(home.path().to_owned()), home.path());
        let calendars = Calendars::load(&environment).expect("no file").value;
        let folder = home.path().join("own/passwords");
        assert_eq!(calendars.password_file("work"), folder.join("work"));
        let [one, other] = ["../a", "..?a"].map(|name| calendars.password_file(name));
        assert!(one != other && one.parent() == Some(&folder) && other.parent() == Some(&folder), "{one:?} {other:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_list_of_addresses_that_others_can_read_is_said() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("mine.toml");
        std::fs::write(&file, "[[calendar]]\nname = 'a'\nfrom = 'https://cal.example/private-0123'\n")
            .expect("written");
        let variables = [("BACKCAST_CALENDARS", "mine.toml")];
        let environment = Environment::new(variables, Some(home.path().to_owned()), home.path());
        for (mode, n_warnings) in [(0o644, 1), (0o600, 0)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("changed");
            let warnings = Calendars::load(&environment).expect("sound").warnings;
            assert_eq!(warnings.len(), n_warnings, "{mode:o} {warnings:?}");
        }
    }
}
