//! Where names and passwords of servers come from: whoever calls says how.

use std::fmt;
use std::sync::Arc;

use backcast_calendar::Credentials;
use backcast_document::Access;

/// Why a password cannot be had, as the one who looked for it says it.
pub type PasswordFailure = Box<dyn std::error::Error + Send + Sync>;

type Find = dyn Fn(&Access) -> Result<Option<Credentials>, PasswordFailure> + Send + Sync;

/// Finds the name and password with which a server is talked to; nothing where
/// no name is given for it. It is asked again for every connection, so that a
/// password that was changed meanwhile counts.
#[derive(Clone)]
pub struct Passwords(Arc<Find>);

impl Passwords {
    /// Passwords that are found by a function.
    pub fn new(find: impl Fn(&Access) -> Result<Option<Credentials>, PasswordFailure> + Send + Sync + 'static) -> Self {
        Passwords(Arc::new(find))
    }

    /// For servers that ask for none.
    #[must_use]
    pub fn none() -> Self {
        Passwords::new(|_| Ok(None))
    }

    pub(crate) fn find(&self, access: &Access) -> Result<Option<Credentials>, PasswordFailure> {
        (self.0)(access)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords(..)")
    }
}
