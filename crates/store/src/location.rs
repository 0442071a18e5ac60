use std::fmt;
use std::path::{Path, PathBuf};

use backcast_address::Address;

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite, made where it is not there.
    File(PathBuf),
    /// The address of a PostgreSQL database; it may hold a password.
    Server(Address),
}

impl Location {
    /// The location that a text names: `postgres://…` or a path, with or
    /// without `sqlite:` in front.
    ///
    /// # Errors
    ///
    /// Returns the scheme if it is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = |path: &str| Location::File(PathBuf::from(path));
        match text.split_once(':') {
            Some(("postgres" | "postgresql", _)) => Ok(Location::Server(Address::new(text))),
            Some(("sqlite", rest)) => Ok(path(rest.strip_prefix("//").unwrap_or(rest))),
            Some((scheme, rest)) if rest.starts_with("//") => Err(scheme.to_owned()),
            _ => Ok(path(text)),
        }
    }

    /// The file and those that the engine keeps beside it, whether or not they
    /// are there; none for a server.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let Location::File(path) = self else { return Vec::new() };
        let beside = |ending: &str| {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        ["", "-wal", "-shm", "-journal"].into_iter().map(beside).collect()
    }

    /// The address for the database driver.
    pub(crate) fn url(&self) -> String {
        match self {
            Location::Server(address) => address.reveal().to_owned(),
            Location::File(path) => format!("sqlite://{}?mode=rwc", in_address(path)),
        }
    }

    /// The address of a file on a disk that cannot be written: without a log
    /// beside it, the file alone is the whole state. Nothing where there is no
    /// such file.
    pub(crate) fn url_read_only(&self) -> Option<String> {
        let Location::File(path) = self else { return None };
        let log = PathBuf::from(format!("{}-wal", path.display()));
        let is_whole = path.is_file() && log.metadata().map_or(true, |log| log.len() == 0);
        is_whole.then(|| format!("sqlite://{}?mode=ro&immutable=1", in_address(path)))
    }
}

/// A path within an address, in which only these characters would end it.
fn in_address(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23")
}

/// The location as people may see it: without a password.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::File(path) => write!(f, "{}", path.display()),
            Location::Server(address) => f.write_str(&address.as_database()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let location = Location::parse("postgres://ann:pa@ss@db:5432/x").expect("known");
        assert_eq!(location.to_string(), "postgres://ann@db:5432/x");
        let location = Location::parse("postgres://db/x?user=ann&password=hunter2").expect("known");
        assert_eq!(location.to_string(), "postgres://db/x");
        assert!(!format!("{location:?}").contains("hunter2"));
    }

    #[test]
    fn paths_and_addresses_are_told_apart() {
        assert_eq!(Location::parse("a b/c.db"), Ok(Location::File("a b/c.db".into())));
        assert_eq!(Location::parse("sqlite:///x.db"), Ok(Location::File("/x.db".into())));
        assert_eq!(Location::parse("C:\\x.db"), Ok(Location::File("C:\\x.db".into())));
        assert_eq!(Location::parse("mysql://x"), Err("mysql".into()));
    }
}
