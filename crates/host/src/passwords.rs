//! The names and passwords with which calendar servers are talked to.

use std::path::{Path, PathBuf};

use backcast_calendar::Credentials;
use backcast_calsync::Passwords;
use backcast_document::Access;

use crate::Environment;
use crate::secret::{Place, SecretError};

/// Passwords from where the description of a server says that they are; paths
/// begin in `folder`.
#[must_use]
pub fn passwords(environment: Environment, folder: PathBuf) -> Passwords {
    Passwords::new(move |access| Ok(credentials(access, &environment, &folder)?))
}

/// Name and password for a server; `None` if no name is given.
///
/// # Errors
///
/// Returns an error if there is a name and its password cannot be had.
fn credentials(access: &Access, environment: &Environment, folder: &Path) -> Result<Option<Credentials>, SecretError> {
    let Some(user) = access.user.clone() else { return Ok(None) };
    let place = Place {
        variable: access.password_env.as_deref(),
        file: access.password_file.as_deref().map(Path::new),
        command: access.password_command.as_deref(),
    };
    let password = place.read(environment, folder).unwrap_or(Err(SecretError::Missing))?;
    Ok(Some(Credentials { user, password }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_needs_a_password_and_none_is_printed() {
        let access = |user: Option<&str>| Access { user: user.map(str::to_owned), ..Access::default() };
        let here = Path::new(".");
        let credentials = |access: &Access, folder| credentials(access, &Environment::default(), folder);
        assert!(matches!(credentials(&access(Some("ann")), here), Err(SecretError::Missing)));
        assert_eq!(credentials(&access(None), here).expect("no name, no password"), None);
        let of_command = Access { password_command: Some("echo hunter2".into()), ..access(Some("ann")) };
        let found = credentials(&of_command, here).expect("printed").expect("a name");
        assert_eq!(found.password, "hunter2");
        assert!(!format!("{found:?}").contains("hunter2"));
    }
}
