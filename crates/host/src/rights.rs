//! What of a person's files others can read.

use std::path::{Path, PathBuf};

use backcast_document::Origin;
use backcast_store::{Location, rights_of_others};

use crate::{Calendars, Folders, Host};

/// Something of ours that others may read or enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPath {
    /// Where it lies.
    pub path: PathBuf,
    /// Its rights, as in `755`.
    pub rights: String,
    /// Whether it is a folder: what lies in it is open with it.
    pub is_folder: bool,
}

impl Host {
    /// The files and folders in which backcast keeps private things and that
    /// others may read, by their paths. What lies in a folder that they cannot
    /// enter is closed, and in one that is named here it is not named again.
    #[must_use]
    pub fn open_to_others(&self) -> Vec<OpenPath> {
        let mut open: Vec<OpenPath> = self.own_folders().iter().filter_map(|path| open_path(path)).collect();
        let is_new = |path: &PathBuf| {
            let folder = path.parent().unwrap_or(Path::new(""));
            let is_closed = folder.is_dir() && rights_of_others(folder).is_none();
            !is_closed && !open.iter().any(|open| path.starts_with(&open.path))
        };
        let files: Vec<OpenPath> =
            self.private_files().iter().filter(|path| is_new(path)).filter_map(|path| open_path(path)).collect();
        open.extend(files);
        open.sort_by(|a, b| a.path.cmp(&b.path));
        open
    }

    /// The folders that hold nothing but what is ours. That of a project is none
    /// of them: git makes it, too, for all to read.
    fn own_folders(&self) -> Vec<PathBuf> {
        let folders = Folders::of(&self.environment).map(|folders| [folders.data, folders.cache]);
        folders.into_iter().flatten().collect()
    }

    /// The database with its backups, and the files that name servers and how to
    /// get in.
    fn private_files(&self) -> Vec<PathBuf> {
        let mut files = self.store_location().map(|location| location.files()).unwrap_or_default();
        files.extend(files.first().map(|database| backups_beside(database)).unwrap_or_default());
        files.extend(Calendars::load(&self.environment).map(|calendars| calendars.value.path));
        files.extend(self.user_file().filter(|file| self.may_hold_secrets(file)));
        files.iter().map(|path| self.environment.resolve(path)).collect()
    }

    /// Whether a file of settings names a model or a server with goals.
    fn may_hold_secrets(&self, file: &Path) -> bool {
        let origin = Origin::File(file.display().to_string());
        let is_server = matches!(self.location(), Ok((Location::Server(_), _)));
        self.settings.model.origin == origin || (is_server && self.settings.database.origin == origin)
    }
}

fn backups_beside(database: &Path) -> Vec<PathBuf> {
    let begin = format!("{}.schema-", database.file_name().unwrap_or_default().to_string_lossy());
    let entries = database.parent().map(std::fs::read_dir).and_then(Result::ok).into_iter().flatten().flatten();
    let is_backup = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begin));
    entries.map(|entry| entry.path()).filter(is_backup).collect()
}

fn open_path(path: &Path) -> Option<OpenPath> {
    Some(OpenPath { rights: rights_of_others(path)?, is_folder: path.is_dir(), path: path.to_owned() })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    use crate::{Environment, Overrides};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_others_can_reach_is_named_once() {
        let home = tempfile::tempdir().expect("a folder");
        let path = |name: &str| home.path().join(name);
        let open = |name: &str, mode| {
            std::fs::set_permissions(path(name), std::fs::Permissions::from_mode(mode)).expect("changed");
        };
        let open_now = || {
            let environment = Environment::new::<&str, &str>([], Some(home.path().to_owned()), path("work"));
            let host = Host::load(&environment, &Overrides::default()).expect("sound").value;
            let open = host.open_to_others().into_iter();
            open.map(|open| {
                let name = open.path.strip_prefix(home.path()).expect("below").display().to_string();
                (name, open.rights, open.is_folder)
            })
            .collect::<Vec<_>>()
        };
        let named = |name: &str, rights: &str, is_folder| (name.to_owned(), rights.to_owned(), is_folder);
        for folder in [".config/backcast", "work/.backcast"] {
            std::fs::create_dir_all(path(folder)).expect("made");
            open(folder, 0o755);
        }
        for (file, text) in [
            (".config/backcast/calendars.toml", ""),
            (".config/backcast/config.toml", "hours_per_week = 3\n"),
            ("work/.backcast/backcast.db", ""),
            ("work/.backcast/backcast.db.schema-1.0.bak", ""),
        ] {
            std::fs::write(path(file), text).expect("written");
            open(file, 0o644);
        }
        let calendars = named(".config/backcast/calendars.toml", "644", false);
        let database = named("work/.backcast/backcast.db", "644", false);
        let backup = named("work/.backcast/backcast.db.schema-1.0.bak", "644", false);
        assert_eq!(open_now(), [calendars.clone(), database, backup], "settings hold no secret");
        open("work/.backcast", 0o700);
        assert_eq!(open_now(), [calendars]);
        std::fs::write(path(".config/backcast/config.toml"), "[model]\nname = 'x'\n").expect("written");
        open(".config/backcast/calendars.toml", 0o600);
        assert_eq!(open_now(), [named(".config/backcast/config.toml", "644", false)]);
        open(".config/backcast", 0o700);
        assert_eq!(open_now(), []);
        std::fs::create_dir_all(path(".cache/backcast/calendars")).expect("made");
        open(".cache/backcast", 0o755);
        assert_eq!(open_now(), [named(".cache/backcast", "755", true)], "with everything in it");
    }
}
