use std::fmt;

/// A name, and the password that goes with it if one is given; the password is
/// never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Name of the account.
    pub user: String,
    /// The password.
    pub password: Option<String>,
}

impl Login {
    /// The login that stands before a host, where some characters are written
    /// as `%` and two digits.
    pub(crate) fn decoded(text: &str) -> Self {
        let (user, password) = match text.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (text, None),
        };
        Login { user: decoded(user), password: password.filter(|password| !password.is_empty()).map(decoded) }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = (byte == b'%').then(|| after.get(..2)).flatten();
        let number = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match number {
            Some(number) => {
                bytes.push(number);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
