use url::Url;

use crate::http::{Http, Remote, RemoteError, Request};

/// What a server said to recognize the state of a calendar by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// ETag.
    pub etag: Option<String>,
    /// Last-Modified.
    pub last_modified: Option<String>,
}

/// A calendar that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is as it was.
    Unchanged,
    /// It is this, and known by these.
    New(Vec<u8>, Validators),
}

/// Why a calendar could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// There is no answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// There is no calendar at the address.
    #[error("the server answered {0}")]
    Status(u16),
    /// What is at the address is something else.
    #[error("what the server sent is no calendar")]
    NoCalendar,
}

/// Asks for a calendar; a server that knows the state need not send it again
/// (RFC 9110, section 13).
///
/// # Errors
///
/// Returns an error if there is no answer, or no calendar in it.
pub async fn fetch<H: Http>(remote: &Remote<H>, url: &Url, known: &Validators) -> Result<Fetched, FetchError> {
    let mut headers = vec![("accept", "text/calendar, */*;q=0.5".to_owned())];
    headers.extend(known.etag.clone().map(|etag| ("if-none-match", etag)));
    headers.extend(known.last_modified.clone().map(|date| ("if-modified-since", date)));
    let request = Request { method: "GET", url: url.clone(), headers, body: String::new() };
    let (_, response) = remote.send(request).await?;
    match response.status {
        304 => Ok(Fetched::Unchanged),
        200 => {
            let header = |name: &str| response.header(name).map(str::to_owned);
            let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
            // Pages that ask to log in come with 200, too.
            let has_calendar = contains(&response.body, b"BEGIN:V") || contains(&response.body, b"begin:v");
            has_calendar.then_some(()).ok_or(FetchError::NoCalendar)?;
            Ok(Fetched::New(response.body, validators))
        }
        status => Err(FetchError::Status(status)),
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(bytes, text).is_some()
}
