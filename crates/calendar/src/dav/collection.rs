use std::collections::BTreeMap;

use url::Url;

use crate::dav::client::{DavClient, DavError};
use crate::dav::discovery::Collection;
use crate::dav::href::{address, decoded};
use crate::dav::xml::{CALDAV, CALENDAR_SERVER, DAV, DavResponse, Multistatus, multiget, propfind, sync_collection};
use crate::http::{Http, HttpError, RemoteError, shown};

/// A resource of a calendar and the state that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its address.
    pub url: Url,
    /// Its state; `None` where the server does not say it.
    pub etag: Option<String>,
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
    /// What has changed, or as much of it as the server tells.
    Changes {
        /// Resources that are new or in another state.
        changed: Vec<Member>,
        /// Addresses of those that are gone.
        gone: Vec<Url>,
        /// What to ask with next time.
        state: Option<String>,
    },
}

/// A resource with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its address, as it was asked for.
    pub url: Url,
    /// Its state; `None` where the server does not say it.
    pub etag: Option<String>,
    /// A whole calendar object.
    pub data: String,
}

/// A resource whose data did not come, though the server had listed it. It is
/// not known to be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its address.
    pub url: Url,
    /// The status that the server gave for it; `None` where it said nothing of
    /// it, or sent what is no calendar.
    pub status: Option<u16>,
}

/// What came of resources that were asked for: each is either here or missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Those that came.
    pub found: Vec<Resource>,
    /// Those that did not.
    pub missing: Vec<Missing>,
    /// Characters that XML does not allow; they were left out.
    pub n_forbidden: usize,
}

/// So many resources are asked for at once.
const MULTIGET: usize = 100;
/// A server that tells changes page by page is followed so far.
const PAGES_MAX: usize = 1_000;
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
        let Listed { members, .. } = listed(collection, &found);
        // What a part of the calendar does not name is not gone.
        if is_cut_off(&found) {
            return Ok(Listing::Changes { changed: members, gone: Vec::new(), state: None });
        }
        Ok(Listing::All { members, state })
    }

    /// Asks page by page until the server has told everything (RFC 6578,
    /// section 3.6); nothing where it knows the token no more.
    async fn changes_by_token(&self, collection: &Collection, token: &str) -> Result<Option<Listing>, DavError> {
        let mut latest: BTreeMap<String, (Url, Option<Member>)> = BTreeMap::new();
        let (mut token, mut pages) = (token.to_owned(), 0);
        let state = loop {
            let answer = self.multistatus("REPORT", &collection.url, "0", sync_collection(&token)).await;
            let found = match answer {
                Ok((_, found)) => found,
                // 403 or 409: the token is not valid (RFC 6578, section 3.2).
                Err(DavError::Refused { .. } | DavError::NoDav(_)) => return Ok(None),
                Err(error) => return Err(error),
            };
            let Listed { members, gone } = listed(collection, &found);
            latest.extend(gone.into_iter().map(|url| (url.to_string(), (url, None))));
            latest
                .extend(members.into_iter().map(|member| (member.url.to_string(), (member.url.clone(), Some(member)))));
            pages += 1;
            match &found.sync_token {
                Some(next) if is_cut_off(&found) && *next != token && pages < PAGES_MAX => token.clone_from(next),
                // It stays at the same place: a look at everything is sooner over.
                _ if is_cut_off(&found) => return Ok(None),
                _ => break found.sync_token,
            }
        };
        if latest.is_empty() {
            return Ok(Some(Listing::Unchanged));
        }
        let (mut changed, mut gone) = (Vec::new(), Vec::new());
        for (url, member) in latest.into_values() {
            match member {
                Some(member) => changed.push(member),
                None => gone.push(url),
            }
        }
        Ok(Some(Listing::Changes { changed, gone, state }))
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

    /// Resources with their data. What was asked for and does not come is named:
    /// a failure is no deletion, and neither is a resource that went between the
    /// listing and this, until a listing leaves it out.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn get_all(&self, collection: &Collection, urls: &[Url]) -> Result<Resources, DavError> {
        let mut resources = Resources::default();
        for some in urls.chunks(MULTIGET) {
            let body = multiget(some.iter().map(Url::path));
            let (_, answer) = self.multistatus("REPORT", &collection.url, "1", body).await?;
            resources.n_forbidden += answer.n_forbidden;
            let place = |response: &DavResponse| Some(decoded(address(collection, &response.href)?.path()));
            let answered: BTreeMap<Vec<u8>, &DavResponse> =
                answer.responses.iter().filter_map(|response| Some((place(response)?, response))).collect();
            for url in some {
                // Whichever letters of it the server encodes.
                let response = answered.get(&decoded(url.path())).copied();
                match response.and_then(|response| resource(url, response)) {
                    Some(resource) => resources.found.push(resource),
                    None => {
                        let status = response.and_then(|response| response.status.or(response.missing));
                        resources.missing.push(Missing { url: url.clone(), status });
                    }
                }
            }
            // Each answer has its limit; there may be as many as the server named.
            let n_bytes: usize = resources.found.iter().map(|resource| resource.data.len()).sum();
            if n_bytes > DATA_BYTES_MAX {
                let source = HttpError::TooLarge(DATA_BYTES_MAX);
                return Err(RemoteError::Failed { url: shown(&collection.url), source }.into());
            }
        }
        Ok(resources)
    }
}

/// What a listing says.
#[derive(Default)]
struct Listed {
    members: Vec<Member>,
    gone: Vec<Url>,
}

/// Only 404 and 410 say that a resource is gone; one that fails otherwise is
/// there, in a state that is not known.
fn listed(collection: &Collection, found: &Multistatus) -> Listed {
    let mut listed = Listed::default();
    for response in found.responses.iter().filter(|response| !is_collection(response)) {
        let Some(url) = address(collection, &response.href) else { continue };
        match response.status {
            Some(404 | 410) => listed.gone.push(url),
            _ => listed.members.push(Member { url, etag: etag(response) }),
        }
    }
    listed
}

/// Whether the server says that there is more than it tells.
fn is_cut_off(found: &Multistatus) -> bool {
    found.responses.iter().any(|response| response.status == Some(507))
}

fn is_collection(response: &DavResponse) -> bool {
    let kind = response.property(DAV, "resourcetype");
    kind.is_some_and(|kind| kind.elements.iter().any(|(namespace, name, _)| namespace == DAV && name == "collection"))
}

fn etag(response: &DavResponse) -> Option<String> {
    response.text(DAV, "getetag").filter(|etag| !etag.is_empty()).map(str::to_owned)
}

fn resource(url: &Url, response: &DavResponse) -> Option<Resource> {
    if response.status.is_some_and(|status| !(200..300).contains(&status)) {
        return None;
    }
    let data = response.text(CALDAV, "calendar-data").filter(|data| is_whole(data))?;
    Some(Resource { url: url.clone(), etag: etag(response), data: data.to_owned() })
}

/// Whether a text is a calendar object from its beginning to its end.
fn is_whole(data: &str) -> bool {
    let is_line =
        |line: Option<&str>, expected: &str| line.is_some_and(|line| line.trim().eq_ignore_ascii_case(expected));
    let mut lines = data.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    is_line(lines.next(), "BEGIN:VCALENDAR") && is_line(lines.next_back(), "END:VCALENDAR")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Remote, Request, Response};
    use crate::testing::{Answers, block_on, found, multistatus};

    const CALENDAR: &str = "BEGIN:VCALENDAR\nEND:VCALENDAR";

    fn collection() -> Collection {
        Collection::at("https://example.org/cal/".parse().expect("an address"))
    }

    fn client<F: Fn(&Request) -> Response + Send + Sync>(answers: F) -> DavClient<Answers<F>> {
        DavClient::new(Remote::new(Answers(answers), None, false))
    }

    fn failed(href: &str, status: u16) -> String {
        format!("<response><href>{href}</href><status>HTTP/1.1 {status} No</status></response>")
    }

    fn names(urls: impl IntoIterator<Item = Url>) -> Vec<String> {
        urls.into_iter().map(|url| url.path().trim_start_matches("/cal/").to_owned()).collect()
    }

    /// What is asked for in a multiget, and which of it is said to be missing.
    fn check_missing(answered: &str, expected: &[(&str, Option<u16>)]) {
        let client = client(|_| multistatus(answered));
        let urls: Vec<Url> = ["a.ics", "b.ics"].map(|name| collection().url.join(name).expect("an address")).to_vec();
        let resources = block_on(client.get_all(&collection(), &urls)).expect("answered");
        assert_eq!(resources.found.len(), urls.len() - expected.len(), "{answered}");
        let missing: Vec<(String, Option<u16>)> =
            resources.missing.into_iter().map(|one| (names([one.url]).remove(0), one.status)).collect();
        let expected: Vec<(String, Option<u16>)> =
            expected.iter().map(|(name, status)| ((*name).to_owned(), *status)).collect();
        assert_eq!(missing, expected, "{answered}");
    }

    #[test]
    fn what_was_asked_for_and_does_not_come_is_missing_and_never_gone() {
        let data = format!("<C:calendar-data>{CALENDAR}</C:calendar-data>");
        let a = found("/cal/a.ics", &data);
        check_missing(&format!("{a}{}", found("/cal/b.ics", &data)), &[]);
        check_missing(&format!("{a}{}", failed("/cal/b.ics", 500)), &[("b.ics", Some(500))]);
        check_missing(&format!("{a}{}", failed("/cal/b.ics", 404)), &[("b.ics", Some(404))]);
        check_missing(&a, &[("b.ics", None)]);
        let no_data = "<response><href>/cal/b.ics</href><propstat><prop><C:calendar-data/></prop>\
                       <status>HTTP/1.1 404 Not Found</status></propstat></response>";
        check_missing(&format!("{a}{no_data}"), &[("b.ics", Some(404))]);
        for odd in ["", "&lt;html&gt;", "BEGIN:VCALENDAR\nBEGIN:VEVENT"] {
            let odd = found("/cal/b.ics", &format!("<C:calendar-data>{odd}</C:calendar-data>"));
            check_missing(&format!("{a}{odd}"), &[("b.ics", None)]);
        }
        check_missing(&format!("{a}{}", found("/cal/%62.ics", &data)), &[]);
    }

    #[test]
    fn members_without_a_state_are_listed_all_the_same() {
        let client = client(|request| {
            let is_listing = request.headers.iter().any(|(name, value)| *name == "depth" && value == "1");
            let members = [found("/cal/a.ics", ""), failed("/cal/b.ics", 500), failed("/cal/c.ics", 404)].concat();
            multistatus(&if is_listing { members } else { found("/cal/", "<CS:getctag>7</CS:getctag>") })
        });
        let listing = block_on(client.changes(&collection(), None)).expect("answered");
        let Listing::All { members, state } = listing else { panic!("{listing:?}") };
        assert!(members.iter().all(|member| member.etag.is_none()));
        assert_eq!(names(members.into_iter().map(|member| member.url)), ["a.ics", "b.ics"]);
        assert_eq!(state.as_deref(), Some("ctag:7"));
    }

    #[test]
    fn a_listing_that_is_cut_off_says_nothing_of_the_rest() {
        let members = [found("/cal/a.ics", "<getetag>1</getetag>"), failed("/cal/", 507)].concat();
        let client = client(|_| multistatus(&members));
        let listing = block_on(client.changes(&collection(), None)).expect("answered");
        assert!(
            matches!(&listing, Listing::Changes { changed, gone, state: None } if changed.len() == 1 && gone.is_empty()),
            "{listing:?}"
        );
    }

    #[test]
    fn changes_are_followed_page_by_page() {
        let page = |inner: String, token: &str| multistatus(&format!("{inner}<sync-token>{token}</sync-token>"));
        let changed = |name: &str| found(&format!("/cal/{name}"), "<getetag>2</getetag>");
        let client = client(|request| match &request.body {
            body if body.contains(">t1<") => {
                page([changed("a.ics"), changed("b.ics"), failed("/cal/", 507)].concat(), "t2")
            }
            body if body.contains(">t2<") => {
                page([failed("/cal/b.ics", 404), failed("/cal/c.ics", 503), failed("/cal", 507)].concat(), "t3")
            }
            body if body.contains(">t3<") => page(changed("d.ics"), "t4"),
            body => panic!("{body}"),
        });
        let listing = block_on(client.changes(&collection(), Some("t1"))).expect("answered");
        let Listing::Changes { changed, gone, state } = listing else { panic!("{listing:?}") };
        assert_eq!(names(changed.into_iter().map(|member| member.url)), ["a.ics", "c.ics", "d.ics"]);
        assert_eq!((names(gone), state.as_deref()), (vec!["b.ics".to_owned()], Some("t4")));
    }
}
