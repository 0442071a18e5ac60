//! The folder of a project, which may be a stranger's: what it says of itself,
//! and whether that leads out of it.

use std::path::{Component, Path, PathBuf};

use backcast_document::{
    Mistake, Mistakes, ProjectLayer, Reach, SETTINGS_BYTES_MAX, content_hash, read_project_settings,
};
use backcast_store::Location;

use crate::folders::{CONFIGURATION_FILE, DATABASE_FILE};
use crate::read::{Source, read_up_to};
use crate::trust::{Standing, TrustedFile, TrustedFiles};
use crate::{Environment, HostError};

/// Name of the folder that makes its parent a project.
pub const PROJECT_FOLDER: &str = ".backcast";

/// The folder around the working folder that is a project; never the home
/// folder, whose `.backcast` would take every folder below for its own.
pub(crate) fn project(environment: &Environment) -> Option<PathBuf> {
    environment
        .working_folder()
        .ancestors()
        .take_while(|folder| Some(*folder) != environment.home())
        .find(|folder| folder.join(PROJECT_FOLDER).is_dir())
        .map(Path::to_owned)
}

/// The file in which the goals of a project are kept where nothing else is named.
pub(crate) fn database_of(root: &Path) -> PathBuf {
    root.join(PROJECT_FOLDER).join(DATABASE_FILE)
}

/// The configuration file of a project, as it was read once.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    /// Its text, under the name by which messages speak of it.
    pub source: Source,
    /// The place and the text that can be trusted. The place is the folder of
    /// the project without links, and the name in it: whoever makes
    /// `.backcast` a link to a project that is trusted is not trusted.
    pub identity: TrustedFile,
    /// How far the user trusts it.
    pub standing: Standing,
    /// Whether it is a link, or lies behind one, that leads out of the project.
    pub leads_outside: bool,
    root: PathBuf,
}

impl ProjectFile {
    /// The file of the project around the working folder; `None` where there is
    /// no project, or no file in it.
    ///
    /// # Errors
    ///
    /// Returns an error if the file is there and cannot be read.
    pub fn find(environment: &Environment) -> Result<Option<Self>, HostError> {
        project(environment).map_or(Ok(None), |root| Self::of(environment, &root))
    }

    /// The place of the file of the project around the working folder, whether
    /// or not it is there; `None` where there is no project.
    #[must_use]
    pub fn place(environment: &Environment) -> Option<PathBuf> {
        project(environment).map(|root| place_in(environment, &root))
    }

    pub(crate) fn of(environment: &Environment, root: &Path) -> Result<Option<Self>, HostError> {
        let path = root.join(PROJECT_FOLDER).join(CONFIGURATION_FILE);
        if !environment.resolve(&path).is_file() {
            return Ok(None);
        }
        let source = read_up_to(environment, &path, SETTINGS_BYTES_MAX)?;
        let root = environment.resolve(root);
        let identity = TrustedFile { place: place_in(environment, &root), hash: content_hash(&source.text) };
        let records = TrustedFiles::of(environment);
        let standing = records.map_or(Standing::Unknown, |records| records.standing(&identity.place, &identity.hash));
        let leads_outside = !lies_inside(&root, &environment.resolve(&path));
        Ok(Some(ProjectFile { source, identity, standing, leads_outside, root }))
    }

    /// What the file may say to somebody who has not trusted it; nothing at all
    /// where it leads out of the project.
    ///
    /// # Errors
    ///
    /// Returns every mistake of the keys that count.
    pub fn harmless(&self, environment: &Environment) -> Result<(ProjectLayer, Vec<Mistake>), Mistakes> {
        if self.leads_outside {
            return Ok((ProjectLayer::default(), Vec::new()));
        }
        let is_inside = |database: &str| is_database_inside(environment, &self.root, database);
        read_project_settings(&self.source.name, &self.source.text, is_inside)
    }

    /// Whether a setting `database` names a file in the project, from where a link
    /// leads it out. Trust in a text is no trust in links that come later, with
    /// the next pull.
    pub(crate) fn leads_database_out(&self, environment: &Environment, database: &str) -> bool {
        let Ok(Location::File(path)) = Location::parse(database) else { return false };
        let is_named_inside = is_named_inside(&self.root, &environment.resolve(&path));
        is_named_inside && !is_location_inside(environment, &self.root, &Location::File(path))
    }

    /// The keys that count only once it is trusted, with what each does.
    ///
    /// # Errors
    ///
    /// As [`ProjectFile::harmless`].
    pub fn needs_trust(&self, environment: &Environment) -> Result<Vec<(&'static str, Reach)>, Mistakes> {
        let is_inside = |database: &str| is_database_inside(environment, &self.root, database);
        Ok(read_project_settings(&self.source.name, &self.source.text, is_inside)?.0.ignored)
    }
}

/// The place by which the file of a project is trusted.
fn place_in(environment: &Environment, root: &Path) -> PathBuf {
    environment.canonical(root).join(PROJECT_FOLDER).join(CONFIGURATION_FILE)
}

/// Whether a setting `database` names a file in a project, and the files that
/// the engine writes beside it lie there as well: each of them may be a link.
fn is_database_inside(environment: &Environment, root: &Path, database: &str) -> bool {
    match Location::parse(database) {
        Ok(location @ Location::File(_)) => is_location_inside(environment, root, &location),
        _ => false,
    }
}

/// Whether every file of a database lies in a project.
pub(crate) fn is_location_inside(environment: &Environment, root: &Path, location: &Location) -> bool {
    location.files().iter().all(|path| lies_inside(&environment.resolve(root), &environment.resolve(path)))
}

/// Whether a path names something below a folder, by its words alone.
fn is_named_inside(root: &Path, path: &Path) -> bool {
    let plain = |path: &Path| {
        let mut plain = PathBuf::new();
        for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
            if part == Component::ParentDir {
                plain.pop();
            } else {
                plain.push(part);
            }
        }
        plain
    };
    let path = plain(path);
    path.starts_with(plain(root)) || root.canonicalize().is_ok_and(|root| path.starts_with(root))
}

/// Whether a path that may not be there yet ends below a folder, links and
/// steps back followed. What cannot be followed does not.
fn lies_inside(root: &Path, path: &Path) -> bool {
    let (Ok(root), Ok(path)) = (root.canonicalize(), std::path::absolute(path)) else { return false };
    // The part that is there, a link to nowhere being there, too.
    let Some(there) = path.ancestors().find(|part| part.symlink_metadata().is_ok()) else { return false };
    let steps_back = |rest: &Path| rest.components().any(|part| part == Component::ParentDir);
    let is_plain = path.strip_prefix(there).is_ok_and(|rest| !steps_back(rest));
    is_plain && there.canonicalize().is_ok_and(|there| there.starts_with(&root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project_folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("work");
        std::fs::create_dir_all(root.join(".backcast")).expect("made");
        std::fs::create_dir(folder.path().join("elsewhere")).expect("made");
        (folder, root)
    }

    #[test]
    fn a_database_lies_inside_or_not() {
        let (_folder, root) = project_folder();
        let environment = Environment::new::<&str, &str>([], None, root.join(".backcast"));
        let is_inside = |database: &str| is_database_inside(&environment, &root, database);
        for inside in ["goals.db", "sqlite:goals.db", "../deep/er/goals.db", root.join("a.db").to_str().expect("text")]
        {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in [
            "/tmp/goals.db",
            "../../goals.db",
            "../../work-2/goals.db",
            "none/../../../goals.db",
            "../../elsewhere/goals.db",
            "postgres://host/goals",
            "postgresql:goals",
            "mysql://host/goals",
        ] {
            assert!(!is_inside(outside), "{outside}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn links_lead_out() {
        use std::os::unix::fs::symlink;
        let (folder, root) = project_folder();
        let environment = Environment::new::<&str, &str>([], None, &root);
        let is_inside = |database: &str| is_database_inside(&environment, &root, database);
        symlink(folder.path().join("elsewhere"), root.join("out")).expect("linked");
        assert!(!is_inside("out/goals.db"));
        symlink("../elsewhere/none", root.join("dangling.db")).expect("linked");
        assert!(!is_inside("dangling.db"));
        symlink("../elsewhere/.profile", root.join("goals.db-wal")).expect("linked");
        assert!(!is_inside("goals.db"), "the engine would write into it");
        symlink(root.join(".backcast"), root.join("in")).expect("linked");
        assert!(is_inside("in/goals.db"));
        assert!(!lies_inside(&folder.path().join("none"), &root), "a project that is not there holds nothing");
    }
}
