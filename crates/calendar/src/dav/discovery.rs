use url::Url;

use crate::dav::client::{DavClient, DavError};
use crate::dav::xml::{CALDAV, DAV, DavResponse, RADICALE, propfind};
use crate::http::Http;

/// A calendar on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its address; it ends in a slash.
    pub url: Url,
    /// How people call it.
    pub name: Option<String>,
    /// Whether it takes tasks beside events.
    pub takes_tasks: bool,
}

/// What was found from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The address itself is this calendar.
    pub itself: Option<Collection>,
    /// The folder in which the person's calendars are.
    pub home: Option<Url>,
    /// The calendars in it.
    pub calendars: Vec<Collection>,
}

impl Found {
    /// The calendar with a name, or the address itself.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Collection> {
        let is_it = |calendar: &&Collection| {
            calendar.name.as_deref() == Some(name) || last_segment(&calendar.url) == slug(name)
        };
        self.itself.as_ref().or_else(|| self.calendars.iter().find(is_it))
    }

    /// Where a calendar with a name would be.
    #[must_use]
    pub fn place_for(&self, name: &str) -> Option<Url> {
        self.home.as_ref()?.join(&format!("{}/", slug(name))).ok()
    }
}

const RADICALE_VERSION: (&str, &str) = (RADICALE, "version");
const OF_COLLECTION: [(&str, &str); 4] = [
    (DAV, "resourcetype"),
    (DAV, "displayname"),
    (DAV, "current-user-principal"),
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
        let home = match own.as_ref().and_then(|own| principal(&url, own)) {
            Some(principal) => self.home_of(&principal).await?,
            None => None,
        };
        // Some servers say nothing of principals: the address is the folder.
        let home = home.unwrap_or(url);
        let calendars = self.calendars_in(&home).await?;
        Ok(Found { itself: None, home: Some(home), calendars })
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

    /// Makes a calendar; where the server makes none, nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer.
    pub async fn make(&self, url: &Url, name: &str) -> Result<Option<Collection>, DavError> {
        match self.make_calendar(url, name).await {
            Ok(()) => Ok(Some(Collection { url: url.clone(), name: Some(name.to_owned()), takes_tasks: true })),
            Err(DavError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn describe(&self, url: &Url) -> Result<(Url, Option<DavResponse>), DavError> {
        let (url, found) = self.multistatus("PROPFIND", url, "0", propfind(&OF_COLLECTION)).await?;
        Ok((url, found.responses.into_iter().next()))
    }

    async fn home_of(&self, principal: &Url) -> Result<Option<Url>, DavError> {
        let body = propfind(&[(CALDAV, "calendar-home-set")]);
        let (url, found) = self.multistatus("PROPFIND", principal, "0", body).await?;
        let home = found.responses.first().and_then(|own| own.property(CALDAV, "calendar-home-set"));
        Ok(home.and_then(|home| home.hrefs.first()).and_then(|href| url.join(href).ok()))
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
    let mut url = base.join(&response.href).ok()?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    let components = response.property(CALDAV, "supported-calendar-component-set");
    let takes = |component: &str| {
        components.is_none_or(|set| set.elements.iter().any(|(.., name)| name.as_deref() == Some(component)))
    };
    if !takes("VEVENT") {
        return None;
    }
    let name = response.text(DAV, "displayname").filter(|name| !name.is_empty()).map(str::to_owned);
    Some(Collection { url, name, takes_tasks: takes("VTODO") })
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
