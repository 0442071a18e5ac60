use url::Url;

use crate::dav::client::{DavClient, DavError};
use crate::dav::discovery::Collection;
use crate::dav::xml::{CALDAV, CALENDAR_SERVER, DAV, DavResponse, multiget, propfind, sync_collection};
use crate::http::{Http, HttpError, RemoteError, shown};

/// A resource of a calendar and the state that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its address.
    pub url: Url,
    /// Its state.
    pub etag: String,
    /// The calendar data, where it was asked for.
    pub data: Option<String>,
}

/// What a calendar holds, or what has changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Nothing has changed.
    Unchanged,
    /// Everything that there is, and how to ask for changes from here on.
    All {
        /// The resources.
        members: Vec<Member>,
        /// What to ask with next time.
        state: Option<String>,
    },
    /// What has changed.
    Changes {
        /// Resources that are new or in another state.
        changed: Vec<Member>,
        /// Addresses of those that are gone.
        gone: Vec<Url>,
        /// What to ask with next time.
        state: Option<String>,
    },
}

/// So many resources are asked for at once.
const MULTIGET: usize = 100;
/// All data of a calendar together.
const DATA_BYTES_MAX: usize = 50_000_000;
/// Marks a state that is a ctag, not a sync-token.
const CTAG: &str = "ctag:";

impl<H: Http> DavClient<H> {
    /// What has changed since a state: by sync-token (RFC 6578), else by the
    /// ctag of the whole, else by listing everything. A token that the server
    /// does not know any more leads to a listing, never to deletions.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn changes(&self, collection: &Collection, since: Option<&str>) -> Result<Listing, DavError> {
        match since {
            Some(state) if !state.starts_with(CTAG) => {
                if let Some(changes) = self.changes_by_token(collection, state).await? {
                    return Ok(changes);
                }
            }
            Some(state) if self.state(collection).await?.as_deref() == Some(state) => return Ok(Listing::Unchanged),
            _ => {}
        }
        // Asked before the listing: what changes between the two comes again.
        let state = self.state(collection).await?;
        let body = propfind(&[(DAV, "getetag"), (DAV, "resourcetype")]);
        let (_, found) = self.multistatus("PROPFIND", &collection.url, "1", body).await?;
        let members = found.responses.iter().filter_map(|response| member(collection, response)).collect();
        Ok(Listing::All { members, state })
    }

    async fn changes_by_token(&self, collection: &Collection, token: &str) -> Result<Option<Listing>, DavError> {
        let answer = self.multistatus("REPORT", &collection.url, "0", sync_collection(token)).await;
        let found = match answer {
            Ok((_, found)) => found,
            // 403 or 409: the token is not valid (RFC 6578, section 3.2).
            Err(DavError::Refused { .. } | DavError::NoDav(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_gone = |response: &&DavResponse| matches!(response.status, Some(404 | 410));
        let gone: Vec<Url> =
            found.responses.iter().filter(is_gone).filter_map(|one| address(collection, &one.href)).collect();
        let changed: Vec<Member> =
            found.responses.iter().filter(|one| !is_gone(one)).filter_map(|one| member(collection, one)).collect();
        // 507: there is more than the server tells at once.
        if found.responses.iter().any(|response| response.status == Some(507)) {
            return Ok(None);
        }
        if changed.is_empty() && gone.is_empty() {
            return Ok(Some(Listing::Unchanged));
        }
        Ok(Some(Listing::Changes { changed, gone, state: found.sync_token }))
    }

    /// The state of the whole calendar, to ask with for changes.
    async fn state(&self, collection: &Collection) -> Result<Option<String>, DavError> {
        let body = propfind(&[(DAV, "sync-token"), (CALENDAR_SERVER, "getctag")]);
        let (_, found) = self.multistatus("PROPFIND", &collection.url, "0", body).await?;
        let own = found.responses.first();
        let token = own.and_then(|own| own.text(DAV, "sync-token")).filter(|token| !token.is_empty());
        let ctag = own.and_then(|own| own.text(CALENDAR_SERVER, "getctag")).filter(|ctag| !ctag.is_empty());
        Ok(token.map(str::to_owned).or_else(|| ctag.map(|ctag| format!("{CTAG}{ctag}"))))
    }

    /// Resources with their data. Those that are gone by now are left out.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn get_all(&self, collection: &Collection, urls: &[Url]) -> Result<Vec<Member>, DavError> {
        let mut members = Vec::with_capacity(urls.len());
        for some in urls.chunks(MULTIGET) {
            let body = multiget(some.iter().map(Url::path));
            let (_, found) = self.multistatus("REPORT", &collection.url, "1", body).await?;
            members.extend(found.responses.iter().filter_map(|response| member(collection, response)));
            // Each answer has its limit; there may be as many as the server named.
            let n_bytes: usize = members.iter().filter_map(|member| Some(member.data.as_ref()?.len())).sum();
            if n_bytes > DATA_BYTES_MAX {
                let source = HttpError::TooLarge(DATA_BYTES_MAX);
                return Err(RemoteError::Failed { url: shown(&collection.url), source }.into());
            }
        }
        members.retain(|member| member.data.is_some());
        Ok(members)
    }
}

/// The address of a member. Servers write the way to a calendar in more than
/// one form (`@` or `%40`), so only the last part counts.
fn address(collection: &Collection, href: &str) -> Option<Url> {
    let name = href.trim_end_matches('/').rsplit('/').next()?;
    collection.url.join(&format!("./{name}")).ok()
}

fn member(collection: &Collection, response: &DavResponse) -> Option<Member> {
    if response.status.is_some_and(|status| status >= 300) {
        return None;
    }
    let kind = response.property(DAV, "resourcetype");
    if kind
        .is_some_and(|kind| kind.elements.iter().any(|(namespace, name, _)| namespace == DAV && name == "collection"))
    {
        return None;
    }
    Some(Member {
        url: address(collection, &response.href)?,
        etag: response.text(DAV, "getetag")?.to_owned(),
        data: response.text(CALDAV, "calendar-data").map(str::to_owned),
    })
}
