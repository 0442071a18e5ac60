//! Passwords and keys: from the environment, a file that nobody else can read,
//! or a command. They go into requests and nowhere else.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::Environment;

/// Why a secret cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The variable is not set.
    #[error("the variable {0}, which should hold the secret, is not set")]
    Variable(String),
    /// The file cannot be read.
    #[error("cannot read the secret in {}", path.display())]
    Unreadable {
        /// Path of the file that holds the secret.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Others can read the file.
    #[error("others can read the secret in {}", .0.display())]
    Shared(PathBuf),
    /// The command does not print it.
    #[error("the command that should print the secret failed: {0}")]
    Command(String),
    /// There is a name and nothing to go with it.
    #[error("there is a name for the server and no password")]
    Missing,
}

/// Where a secret is; the first that is named counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// A variable of the environment.
    pub variable: Option<&'a str>,
    /// A file, from the folder of the configuration on.
    pub file: Option<&'a Path>,
    /// A command that prints it; it begins in the working folder.
    pub command: Option<&'a str>,
}

impl Place<'_> {
    /// The secret; `None` if no place is named.
    ///
    /// # Errors
    ///
    /// Returns an error if a place is named and the secret is not there, or
    /// if others can read it.
    #[must_use]
    pub fn read(&self, environment: &Environment, folder: &Path) -> Option<Result<String, SecretError>> {
        if let Some(variable) = self.variable {
            return Some(
                environment
                    .variable(variable)
                    .map(str::to_owned)
                    .ok_or_else(|| SecretError::Variable(variable.to_owned())),
            );
        }
        if let Some(file) = self.file {
            return Some(of_file(&folder.join(file)));
        }
        self.command.map(|command| of_command(environment, command))
    }
}

fn of_file(path: &Path) -> Result<String, SecretError> {
    let unreadable = |source| SecretError::Unreadable { path: path.to_owned(), source };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if is_shared(&metadata) {
        return Err(SecretError::Shared(PathBuf::from(path)));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Ok(first_line(&text))
}

/// Whether others can read a file, or write it; one that is not there is nobody's.
pub(crate) fn is_shared_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| is_shared(&metadata))
}

#[cfg(unix)]
fn is_shared(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_shared(_: &std::fs::Metadata) -> bool {
    false
}

fn of_command(environment: &Environment, command: &str) -> Result<String, SecretError> {
    let failed = |why: String| SecretError::Command(why);
    let mut words = environment.command(if cfg!(windows) { "cmd" } else { "sh" });
    words.args([if cfg!(windows) { "/C" } else { "-c" }, command]);
    let output =
        words.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(output.status.to_string()));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| failed("it printed no text".to_owned()))?;
    Ok(first_line(&text))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_where_they_are_said_to_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "from file\nmore\n").expect("written");
        let read = |place: Place<'_>| place.read(&Environment::default(), folder.path()).expect("a place");
        let of_file = Place { file: Some(Path::new("secret")), ..Place::default() };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert!(matches!(read(of_file), Err(SecretError::Shared(_))));
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("changed");
        }
        assert_eq!(read(of_file).expect("read"), "from file");
        let printed = Place { command: Some("echo from command"), ..Place::default() };
        assert_eq!(read(printed).expect("printed"), "from command");
        let environment = Environment::new::<&str, &str>([], None, folder.path());
        let beside = Place { command: Some("cat secret"), ..Place::default() };
        assert_eq!(beside.read(&environment, Path::new("/")).expect("a place").expect("printed"), "from file");
        let failing = Place { command: Some("exit 3"), ..Place::default() };
        assert!(matches!(read(failing), Err(SecretError::Command(_))));
        let unset = Place { variable: Some("BACKCAST_NO_SUCH_VARIABLE"), ..Place::default() };
        assert!(matches!(read(unset), Err(SecretError::Variable(_))));
        assert!(Place::default().read(&Environment::default(), folder.path()).is_none());
    }
}
