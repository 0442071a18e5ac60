//! Passwords: from the environment, a file that nobody else can read, or a
//! command. They go into requests and nowhere else.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use backcast_calendar::Credentials;
use backcast_document::Access;

use super::error::SecretError;

/// Name and password for a server; nothing where no name is given.
///
/// # Errors
///
/// Returns an error if there is a name and its password cannot be had.
pub(crate) fn credentials(access: &Access, folder: &Path) -> Result<Option<Credentials>, SecretError> {
    let Some(user) = access.user.clone() else { return Ok(None) };
    let password = if let Some(variable) = &access.password_env {
        std::env::var(variable).map_err(|_| SecretError::Variable(variable.clone()))?
    } else if let Some(file) = &access.password_file {
        of_file(&folder.join(file))?
    } else if let Some(command) = &access.password_command {
        of_command(command)?
    } else {
        return Err(SecretError::Missing);
    };
    Ok(Some(Credentials { user, password }))
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

#[cfg(unix)]
fn is_shared(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_shared(_: &std::fs::Metadata) -> bool {
    false
}

fn of_command(command: &str) -> Result<String, SecretError> {
    let failed = |why: String| SecretError::Command(why);
    let mut words = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
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

    fn access(user: Option<&str>) -> Access {
        Access { user: user.map(str::to_owned), ..Access::default() }
    }

    #[test]
    fn passwords_come_from_where_they_are_said_to_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "from file\nmore\n").expect("written");
        let of_file = Access { password_file: Some("secret".into()), ..access(Some("ann")) };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert!(matches!(credentials(&of_file, folder.path()), Err(SecretError::Shared(_))));
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("changed");
        }
        let password = |access: &Access| credentials(access, folder.path()).map(|found| found.map(|one| one.password));
        assert_eq!(password(&of_file).expect("read"), Some("from file".to_owned()));
        let of_command = Access { password_command: Some("echo from command".into()), ..access(Some("ann")) };
        assert_eq!(password(&of_command).expect("printed"), Some("from command".to_owned()));
        let failing = Access { password_command: Some("exit 3".into()), ..access(Some("ann")) };
        assert!(matches!(password(&failing), Err(SecretError::Command(_))));
        assert!(matches!(password(&access(Some("ann"))), Err(SecretError::Missing)));
        assert_eq!(password(&access(None)).expect("no name, no password"), None);
    }

    #[test]
    fn credentials_are_never_printed() {
        let found = Credentials { user: "ann".into(), password: "hunter2".into() };
        assert!(!format!("{found:?}").contains("hunter2"));
    }
}
