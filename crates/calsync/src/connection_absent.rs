//! What stands for the connection to servers in a build without the feature
//! `remote`: nobody can make one, and whoever tries is told why.

use std::path::Path;
use std::time::{Duration, SystemTime};

use backcast_address::Address;
use backcast_calendar::{Http, HttpError, Remote, Request, Response};
use backcast_document::Access;

use crate::error::SourceError;
use crate::passwords::Passwords;

/// A connection to servers; this build has none.
#[derive(Debug)]
pub enum Connection {}

/// Never connects.
///
/// # Errors
///
/// Returns [`SourceError::NotBuiltIn`], or an error if the password cannot be
/// had: what is wrong with the configuration is reported in every build.
pub fn connect(
    _address: &Address,
    access: &Access,
    _folder: &Path,
    passwords: &Passwords,
) -> Result<Remote<Connection>, SourceError> {
    passwords.find(access).map_err(SourceError::Password)?;
    Err(SourceError::NotBuiltIn)
}

impl Http for Connection {
    async fn send(&self, _request: &Request) -> Result<Response, HttpError> {
        match *self {}
    }

    async fn wait(&self, _duration: Duration) {
        match *self {}
    }

    fn now(&self) -> SystemTime {
        match *self {}
    }

    fn random(&self) -> u64 {
        match *self {}
    }
}
