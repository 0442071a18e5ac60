use url::Url;

use crate::dav::xml::{self, Multistatus};
use crate::http::{Http, Remote, RemoteError, Request, Response, shown};

/// Talks to a server in the words of WebDAV (RFC 4918) and CalDAV (RFC 4791).
#[derive(Clone, Debug)]
pub struct DavClient<H> {
    remote: Remote<H>,
}

/// Why a server did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DavError {
    /// There is no answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// It answered that it will not.
    #[error("{method} of {url} was answered with {status}")]
    Refused {
        /// What was asked.
        method: &'static str,
        /// Of what.
        url: String,
        /// The answer.
        status: u16,
    },
    /// It answered in words of another protocol.
    #[error("{0} does not answer as a calendar server")]
    NoDav(String),
    /// It listed resources and did not send them.
    #[error("the server listed {0} entries that it did not send")]
    NotSent(usize),
    /// There is no calendar to be found.
    #[error("no calendar was found at {0}")]
    NoCalendar(String),
}

impl DavError {
    /// The status of the answer, where there is one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            DavError::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// What has to be true of a resource for it to be written or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precondition<'e> {
    /// It is still in this state.
    Is(&'e str),
    /// It is there, in whatever state: for servers that name none that can be
    /// compared.
    IsThere,
    /// It is not there.
    IsAbsent,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is done; the state that it is in now, where the server says so.
    Done(Option<String>),
    /// Somebody else was faster.
    Conflict,
}

impl<H: Http> DavClient<H> {
    /// A client for a server.
    #[must_use]
    pub fn new(remote: Remote<H>) -> Self {
        DavClient { remote }
    }

    pub(super) async fn multistatus(
        &self,
        method: &'static str,
        url: &Url,
        depth: &'static str,
        body: String,
    ) -> Result<(Url, Multistatus), DavError> {
        let headers = vec![("depth", depth.to_owned()), ("content-type", "application/xml; charset=utf-8".to_owned())];
        let (url, response) = self.send(method, url, headers, body).await?;
        if response.status != 207 {
            return Err(refused(method, &url, response.status));
        }
        let text = String::from_utf8_lossy(&response.body);
        let read = xml::multistatus(&text).ok_or_else(|| DavError::NoDav(shown(&url)))?;
        Ok((url, read))
    }

    /// Writes a resource if what has to be true of it is.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not take it.
    pub async fn put(&self, url: &Url, calendar: &str, precondition: Precondition<'_>) -> Result<Written, DavError> {
        let headers = vec![("content-type", "text/calendar; charset=utf-8".to_owned()), header(precondition)];
        let (url, response) = self.send("PUT", url, headers, calendar.to_owned()).await?;
        match response.status {
            200 | 201 | 204 => Ok(Written::Done(response.header("etag").map(str::to_owned))),
            // 409 with an absent one: another resource holds the same UID.
            412 => Ok(Written::Conflict),
            status => Err(refused("PUT", &url, status)),
        }
    }

    /// Makes a calendar with all that is in it by one request, which is many
    /// times as fast. Only for Radicale: another server may make a file of it.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn put_whole(&self, url: &Url, calendar: &str) -> Result<bool, DavError> {
        let headers = vec![("content-type", "text/calendar; charset=utf-8".to_owned()), header(Precondition::IsAbsent)];
        let (_, response) = self.send("PUT", url, headers, calendar.to_owned()).await?;
        Ok(response.status == 201)
    }

    /// Deletes a resource if what has to be true of it is. One that is gone
    /// already counts as deleted.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not do it.
    pub async fn delete(&self, url: &Url, precondition: Precondition<'_>) -> Result<Written, DavError> {
        let (url, response) = self.send("DELETE", url, vec![header(precondition)], String::new()).await?;
        match response.status {
            200 | 202 | 204 | 404 | 410 => Ok(Written::Done(None)),
            412 => Ok(Written::Conflict),
            status => Err(refused("DELETE", &url, status)),
        }
    }

    /// Makes a calendar with a name and a description.
    pub(super) async fn make_calendar(&self, url: &Url, name: &str, description: &str) -> Result<(), DavError> {
        let made = self.mkcalendar(url, xml::mkcalendar(name, description, "#3b6ea5")).await;
        // 207: one of the properties cannot be set, so nothing was made (RFC
        // 4791, section 5.3.1).
        let is_about_properties = |error: &DavError| error.status() == Some(207);
        match made {
            Err(error) if is_about_properties(&error) => self.mkcalendar(url, xml::mkcalendar_plain(name)).await,
            other => other,
        }
    }

    async fn mkcalendar(&self, url: &Url, body: String) -> Result<(), DavError> {
        let headers = vec![("content-type", "application/xml; charset=utf-8".to_owned())];
        let (url, response) = self.send("MKCALENDAR", url, headers, body).await?;
        match response.status {
            200 | 201 | 204 => Ok(()),
            status => Err(refused("MKCALENDAR", &url, status)),
        }
    }

    pub(super) async fn send(
        &self,
        method: &'static str,
        url: &Url,
        headers: Vec<(&'static str, String)>,
        body: String,
    ) -> Result<(Url, Response), DavError> {
        Ok(self.remote.send(Request { method, url: url.clone(), headers, body }).await?)
    }
}

fn header(precondition: Precondition<'_>) -> (&'static str, String) {
    match precondition {
        Precondition::Is(etag) => ("if-match", etag.to_owned()),
        Precondition::IsThere => ("if-match", "*".to_owned()),
        Precondition::IsAbsent => ("if-none-match", "*".to_owned()),
    }
}

pub(super) fn refused(method: &'static str, url: &Url, status: u16) -> DavError {
    DavError::Refused { method, url: shown(url), status }
}
