use url::Url;

use crate::dav::client::{DavClient, DavError};
use crate::dav::href::{decoded, without_host};
use crate::dav::xml::{CALDAV, DAV, DavResponse, RADICALE, propfind};
use crate::http::Http;

/// A calendar on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its address; it ends in a slash.
    pub url: Url,
    /// How people call it.
    pub name: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// Whether it takes events; a list of tasks takes none.
    pub takes_events: bool,
    /// Whether it takes tasks beside events.
    pub takes_tasks: bool,
    /// Whether the server says that whoever asks may not write into it.
    pub is_read_only: bool,
}

impl Collection {
    /// A calendar of which no more is known than where it is.
    #[must_use]
    pub fn at(url: Url) -> Self {
        Collection { url, name: None, description: None, takes_events: true, takes_tasks: false, is_read_only: false }
    }

    /// The last part of its address, in which letters may be encoded.
    #[must_use]
    pub fn last_segment(&self) -> &str {
        last_segment(&self.url)
    }

    /// Whether this is the last part of its address, whichever letters are
    /// encoded there.
    #[must_use]
    pub fn has_last_segment(&self, segment: &str) -> bool {
        decoded(self.last_segment()) == segment.as_bytes()
    }
}

/// What was found from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The address itself is this calendar.
    pub itself: Option<Collection>,
    /// The folder in which the person's calendars are; of several the first.
    pub home: Option<Url>,
    /// The calendars in all their folders, lists of tasks among them.
    pub calendars: Vec<Collection>,
}

impl Found {
    /// Where a calendar with a name would be made. The same name gives the same
    /// place, so that two who make it at once meet.
    #[must_use]
    pub fn place_for(&self, name: &str) -> Option<Url> {
        self.home.as_ref()?.join(&format!("{}/", slug(name))).ok()
    }
}

const RADICALE_VERSION: (&str, &str) = (RADICALE, "version");
const OF_COLLECTION: [(&str, &str); 6] = [
    (DAV, "resourcetype"),
    (DAV, "displayname"),
    (DAV, "current-user-principal"),
    (DAV, "current-user-privilege-set"),
    (CALDAV, "calendar-description"),
    (CALDAV, "supported-calendar-component-set"),
];

impl<H: Http> DavClient<H> {
    /// Finds the calendars of a person from any address of their server: that
    /// of a calendar, of a folder of calendars, or of the server (RFC 6764,
    /// RFC 5397, and RFC 4791, section 6.2.1).
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer, or not as one for
    /// calendars.
    pub async fn discover(&self, url: &Url) -> Result<Found, DavError> {
        let first = match self.describe(url).await {
            Err(error @ (DavError::Refused { .. } | DavError::NoDav(_))) => {
                let well_known = url.join("/.well-known/caldav").map_err(|_| error.clone())?;
                self.describe(&well_known).await.map_err(|_| error)?
            }
            other => other?,
        };
        let (url, own) = first;
        if let Some(itself) = own.as_ref().and_then(|own| collection(&url, own)) {
            return Ok(Found { itself: Some(itself), home: None, calendars: Vec::new() });
        }
        let mut homes = match own.as_ref().and_then(|own| principal(&url, own)) {
            Some(principal) => self.homes_of(&principal).await?,
            None => Vec::new(),
        };
        // Some servers say nothing of principals: the address is the folder.
        if homes.is_empty() {
            homes.push(url);
        }
        let mut calendars: Vec<Collection> = Vec::new();
        for (nth, home) in homes.iter().enumerate() {
            match self.calendars_in(home).await {
                // Folders of others may be named to us and closed all the same.
                Err(DavError::Refused { .. }) if nth > 0 => {}
                found => calendars.extend(found?),
            }
        }
        calendars.sort_by(|a, b| a.url.cmp(&b.url));
        calendars.dedup_by(|a, b| a.url == b.url);
        Ok(Found { itself: None, home: homes.into_iter().next(), calendars })
    }

    /// The calendar at an address, or at the one to which it is redirected;
    /// nothing where there is none, or none that we may see.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn calendar_at(&self, url: &Url) -> Result<Option<Collection>, DavError> {
        match self.describe(url).await {
            Ok((url, own)) => {
                let there = own.as_ref().and_then(|own| collection(&url, own));
                // Whatever the server calls it, this is where it answers.
                Ok(there.map(|there| Collection { url: folder(url), ..there }))
            }
            Err(DavError::Refused { status: 403 | 404 | 410, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a folder is one of Radicale, by a property that only it has.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn is_radicale(&self, folder: &Url) -> Result<bool, DavError> {
        let (_, found) = self.multistatus("PROPFIND", folder, "0", propfind(&[RADICALE_VERSION])).await?;
        Ok(found.responses.first().is_some_and(|own| own.property(RADICALE_VERSION.0, RADICALE_VERSION.1).is_some()))
    }

    /// Makes a calendar with a name and, where the server keeps one, a
    /// description.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not make it, or does not answer.
    pub async fn make(&self, url: &Url, name: &str, description: &str) -> Result<Collection, DavError> {
        self.make_calendar(url, name, description).await?;
        let (name, description) = (Some(name.to_owned()), Some(description.to_owned()));
        Ok(Collection { name, description, takes_tasks: true, ..Collection::at(url.clone()) })
    }

    async fn describe(&self, url: &Url) -> Result<(Url, Option<DavResponse>), DavError> {
        let (url, found) = self.multistatus("PROPFIND", url, "0", propfind(&OF_COLLECTION)).await?;
        Ok((url, found.responses.into_iter().next()))
    }

    async fn homes_of(&self, principal: &Url) -> Result<Vec<Url>, DavError> {
        let body = propfind(&[(CALDAV, "calendar-home-set")]);
        let (url, found) = self.multistatus("PROPFIND", principal, "0", body).await?;
        let homes = found.responses.first().and_then(|own| own.property(CALDAV, "calendar-home-set"));
        let hrefs = homes.map(|homes| homes.hrefs.as_slice()).unwrap_or_default();
        Ok(hrefs.iter().filter_map(|href| url.join(href).ok()).map(folder).collect())
    }

    async fn calendars_in(&self, home: &Url) -> Result<Vec<Collection>, DavError> {
        let (home, found) = self.multistatus("PROPFIND", home, "1", propfind(&OF_COLLECTION)).await?;
        Ok(found.responses.iter().filter_map(|response| collection(&home, response)).collect())
    }
}

/// The calendar that a resource is, if it is one.
fn collection(base: &Url, response: &DavResponse) -> Option<Collection> {
    let kind = response.property(DAV, "resourcetype")?;
    kind.elements.iter().find(|(namespace, name, _)| namespace == CALDAV && name == "calendar")?;
    let components = response.property(CALDAV, "supported-calendar-component-set");
    let takes = |component: &str| {
        components.is_none_or(|set| set.elements.iter().any(|(.., name)| name.as_deref() == Some(component)))
    };
    let text = |namespace, name| response.text(namespace, name).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Collection {
        url: folder(base.join(without_host(&response.href)).ok()?),
        name: text(DAV, "displayname"),
        description: text(CALDAV, "calendar-description"),
        takes_events: takes("VEVENT"),
        takes_tasks: takes("VTODO"),
        is_read_only: is_read_only(response),
    })
}

/// Whether the privileges of whoever asks (RFC 3744, section 5.4) hold none to
/// write. Servers that say nothing of privileges are tried.
fn is_read_only(response: &DavResponse) -> bool {
    const TO_WRITE: [&str; 4] = ["all", "write", "write-content", "bind"];
    let privileges = response.property(DAV, "current-user-privilege-set").map(|set| &set.elements);
    let writes =
        |(namespace, name, _): &(String, String, Option<String>)| namespace == DAV && TO_WRITE.contains(&name.as_str());
    privileges.is_some_and(|privileges| !privileges.is_empty() && !privileges.iter().any(writes))
}

/// The address of a folder: it ends in a slash.
fn folder(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

fn principal(base: &Url, response: &DavResponse) -> Option<Url> {
    let href = response.property(DAV, "current-user-principal")?.hrefs.first()?.clone();
    base.join(&href).ok()
}

fn last_segment(url: &Url) -> &str {
    url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// A name as it stands in addresses.
fn slug(name: &str) -> String {
    let letters: String =
        name.to_lowercase().chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
    let slug = letters.trim_matches('-').to_owned();
    if slug.is_empty() { "backcast".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Remote, Response};
    use crate::testing::{Answers, block_on, found, multistatus};

    fn calendar(href: &str, more: &str) -> String {
        found(href, &format!("<resourcetype><collection/><C:calendar/></resourcetype>{more}"))
    }

    #[test]
    fn calendars_of_all_homes_are_found_with_what_may_be_done_with_them() {
        let client = DavClient::new(Remote::new(
            Answers(|request: &crate::http::Request| {
                let homes = "<C:calendar-home-set><href>/ann</href><href>/team/</href><href>/closed/</href></C:calendar-home-set>";
                let tasks =
                    "<C:supported-calendar-component-set><C:comp name=\"VTODO\"/></C:supported-calendar-component-set>";
                let read = "<current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>";
                let write = "<current-user-privilege-set><privilege><read/></privilege><privilege><write/></privilege></current-user-privilege-set>";
                match request.url.path() {
                    "/" => {
                        multistatus(&found("/", "<current-user-principal><href>/me/</href></current-user-principal>"))
                    }
                    "/me/" => multistatus(&found("/me/", homes)),
                    "/ann/" => multistatus(
                        &[
                            calendar("http://internal:1/ann/work", "<displayname>Work</displayname>"),
                            calendar("/ann/list/", tasks),
                        ]
                        .concat(),
                    ),
                    "/team/" => multistatus(&[calendar("/team/a/", read), calendar("/team/b/", write)].concat()),
                    _ => Response { status: 403, ..Response::default() },
                }
            }),
            None,
            false,
        ));
        let found = block_on(client.discover(&"https://example.org/".parse().expect("an address"))).expect("answered");
        let all: Vec<(&str, bool, bool)> =
            found.calendars.iter().map(|one| (one.url.as_str(), one.takes_events, one.is_read_only)).collect();
        assert_eq!(
            all,
            [
                ("https://example.org/ann/list/", false, false),
                ("https://example.org/ann/work/", true, false),
                ("https://example.org/team/a/", true, true),
                ("https://example.org/team/b/", true, false),
            ]
        );
        assert_eq!(found.place_for("My plans!").expect("a place").as_str(), "https://example.org/ann/my-plans/");
    }

    #[test]
    fn a_calendar_is_made_with_its_name_alone_where_no_more_can_be_set() {
        let client = DavClient::new(Remote::new(
            Answers(|request: &crate::http::Request| {
                let status = if request.body.contains("calendar-description") { 207 } else { 201 };
                Response { status, ..Response::default() }
            }),
            None,
            false,
        ));
        let url = "https://example.org/ann/backcast/".parse().expect("an address");
        assert!(block_on(client.make(&url, "backcast", "Made by backcast")).is_ok());
    }
}
