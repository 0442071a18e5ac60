//! Talking to servers, with the connection and the clock handed in.

mod fetch;
mod remote;

pub use fetch::{FetchError, Fetched, Validators, fetch};
pub(crate) use remote::shown;
pub use remote::{Credentials, Remote, RemoteError};

use std::future::Future;
use std::time::Duration;

use url::Url;

/// A request over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method in capitals; also those of WebDAV.
    pub method: &'static str,
    /// Where it goes.
    pub url: Url,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: String,
}

/// The answer to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// What was received.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header; the name is in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status says that it went well.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// Nobody answers there.
    #[error("no connection: {0}")]
    Connection(String),
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// More came than is wanted.
    #[error("the answer is larger than {} MB", .0 / 1_000_000)]
    TooLarge(usize),
    /// Something else went wrong on the way.
    #[error("{0}")]
    Other(String),
}

/// Something that sends requests, exactly as they are: it follows no
/// redirection and tries nothing twice. What waits for it may go on in another
/// thread.
pub trait Http: Send + Sync {
    /// Sends a request and waits for the whole answer.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Response, HttpError>> + Send;

    /// Waits; what is between two tries.
    fn wait(&self, duration: Duration) -> impl Future<Output = ()> + Send;
}
