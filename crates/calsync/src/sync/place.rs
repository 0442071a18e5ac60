//! Which calendar is written to: one that we made, or one that the person
//! named, and never another.
//!
//! What we make carries our mark in its description, on the server itself: a
//! run that ended before it could write down what it had made, and another one
//! that makes it at the same moment, recognize it there.

use std::fmt;

use backcast_address::Address;
use backcast_calendar::{Collection, DavClient, DavError, Found, Http, Listing, Member, OWN_UID, Resource};
use backcast_document::CalendarTarget;
use serde::{Deserialize, Serialize};
use url::Url;

use super::copies::{Copies, TargetState};
use super::{SyncError, SyncTarget};

/// What stands in the description of a calendar that we make.
pub(super) const DESCRIPTION: &str = "Made by backcast: what you move or rename here, it takes into your plans.";
/// What is left of it by a server that keeps only its beginning.
const MARK: &str = "Made by backcast";

/// Why a calendar may be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// We made it.
    Made,
    /// The person named it.
    Named,
}

/// A calendar as people are told of it: its name and the server, without the
/// way to it, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarName {
    /// How it is called.
    pub name: String,
    /// The server.
    pub host: String,
}

impl CalendarName {
    pub(super) fn of(there: &Collection) -> Self {
        CalendarName { name: shown_name(there), host: host(&there.url) }
    }

    /// One that was called so when it was last seen, else as the person called
    /// it, which may have been by its address.
    pub(super) fn known(name: Option<String>, target: &CalendarTarget, url: &Url) -> Self {
        CalendarName { name: name.unwrap_or_else(|| Address::new(target.name()).to_string()), host: host(url) }
    }
}

impl fmt::Display for CalendarName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` on {}", self.name, self.host)
    }
}

/// Why no calendar is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// The server makes none; what it answered.
    NotMade(u16),
    /// One has the name that ours would have, and is somebody else's.
    NotOurs(String),
    /// More than one has this name.
    Ambiguous(String),
    /// It is a list of tasks.
    TasksOnly(String),
    /// The person may only read it.
    ReadOnly(String),
    /// The address that was named is none of a calendar.
    Unknown(String),
    /// The server leads from the one that was written to, to another one.
    Redirected(String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unusable::NotMade(status) => {
                write!(f, "the server made no calendar for the plans (MKCALENDAR was answered with {status})")
            }
            Unusable::NotOurs(name) => write!(f, "there is a calendar `{name}` that backcast did not make"),
            Unusable::Ambiguous(name) => write!(f, "more than one calendar is called `{name}`"),
            Unusable::TasksOnly(name) => write!(f, "`{name}` takes tasks and no events"),
            Unusable::ReadOnly(name) => write!(f, "you may read `{name}` and not write into it"),
            Unusable::Unknown(name) => write!(f, "there is no calendar at `{name}`"),
            Unusable::Redirected(name) => write!(f, "the server leads from the calendar `{name}` to another one"),
        }
    }
}

/// What the person can name instead: the names of the calendars that can be
/// written to, as a sentence goes on with them.
pub(super) fn choices(host: &str, calendars: &[String]) -> String {
    let names: Vec<String> = calendars.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => format!("there is none on {host} that can be written to"),
        [only] => format!("on {host} there is {only}"),
        [others @ .., last] => format!("on {host} there are {} and {last}", others.join(", ")),
    }
}

/// Where the calendar is.
pub(super) enum Place {
    There(Collection, Option<Origin>),
    /// It is not there yet, and would be here.
    New(Url, Found),
}

impl<H: Http> SyncTarget<'_, H> {
    /// The calendar that is written to, or where it would be. Copies follow it
    /// where the server leads to another address of it.
    pub(super) async fn place(&self, state: &TargetState, copies: &mut Copies) -> Result<Place, SyncError> {
        let known = state.collection.as_ref().and_then(|url| url.parse::<Url>().ok());
        match known {
            // One of which nobody says why it was chosen, and with nothing of
            // ours in it, is chosen anew.
            Some(url) if state.origin.is_some() || !copies.0.is_empty() => self.known(&url, state, copies).await,
            _ => self.discovered().await,
        }
    }

    async fn known(&self, url: &Url, state: &TargetState, copies: &mut Copies) -> Result<Place, SyncError> {
        let known = CalendarName::known(state.name.clone(), self.target, url);
        let Some(there) = self.client.calendar_at(url).await? else {
            // It is gone, and no other one takes its place.
            return Err(SyncError::Emptied(known.to_string()));
        };
        if let Some(why) = unusable(&there) {
            return Err(self.to_be_named(why, None).await);
        }
        if there.url != *url {
            copies.move_to(url, &there.url);
            if !is_marked(&there) && !self.lists_any_of(&there, copies).await? {
                return Err(self.to_be_named(Unusable::Redirected(known.name), None).await);
            }
        }
        let origin = state.origin.or_else(|| self.origin_of_earlier(&there));
        Ok(Place::There(there, origin))
    }

    /// Earlier versions did not write down why they chose a calendar; some of
    /// them took the first one that was there.
    fn origin_of_earlier(&self, there: &Collection) -> Option<Origin> {
        let is_called = |name: &str| there.name.as_deref() == Some(name) || there.has_last_segment(name);
        match &self.target.collection {
            _ if is_marked(there) => Some(Origin::Made),
            Some(name) if is_called(name) => Some(Origin::Named),
            None if is_called(self.target.name()) => Some(Origin::Made),
            _ if is_at(there, self.target.url.reveal()) => Some(Origin::Named),
            _ => None,
        }
    }

    async fn discovered(&self) -> Result<Place, SyncError> {
        let url = crate::load::address(&self.target.url).and_then(Result::ok);
        let url = url.ok_or_else(|| DavError::NoCalendar(self.target.url.to_string()))?;
        let found = self.client.discover(&url).await?;
        if let Some(itself) = &found.itself {
            return self.named(&[itself], &found).await;
        }
        match &self.target.collection {
            Some(name) => {
                let candidates = called(name, &found.calendars);
                if candidates.is_empty() && is_address(name) {
                    return Err(self
                        .to_be_named(Unusable::Unknown(Address::new(one_line(name)).to_string()), Some(&found))
                        .await);
                }
                if candidates.is_empty() {
                    self.at_new_place(found).await
                } else {
                    self.named(&candidates, &found).await
                }
            }
            None => self.ours(found).await,
        }
    }

    /// The one that the person means by a name.
    async fn named(&self, candidates: &[&Collection], found: &Found) -> Result<Place, SyncError> {
        // A list of tasks and a calendar may well have the same name.
        let of_events: Vec<&&Collection> = candidates.iter().filter(|one| one.takes_events).collect();
        let why = match of_events.as_slice() {
            [one] => match unusable(one) {
                None => return Ok(Place::There((**one).clone(), Some(Origin::Named))),
                Some(why) => why,
            },
            [] => Unusable::TasksOnly(shown_name(candidates[0])),
            [first, ..] => Unusable::Ambiguous(shown_name(first)),
        };
        Err(self.to_be_named(why, Some(found)).await)
    }

    /// The one that we made some other time, on another machine or just now in
    /// another process; else a place for it.
    async fn ours(&self, found: Found) -> Result<Place, SyncError> {
        let name = self.target.name();
        let place = found.place_for(name);
        let is_candidate = |one: &&Collection| one.name.as_deref() == Some(name) || place.as_ref() == Some(&one.url);
        let candidates: Vec<Collection> = found.calendars.iter().filter(is_candidate).cloned().collect();
        let mut ours = Vec::new();
        for one in &candidates {
            if unusable(one).is_none() && self.is_ours(one).await? {
                ours.push(one);
            }
        }
        let why = match (ours.as_slice(), candidates.as_slice()) {
            ([one], _) => return Ok(Place::There((*one).clone(), Some(Origin::Made))),
            ([], []) => return self.at_new_place(found).await,
            ([], [first, ..]) => unusable(first).unwrap_or_else(|| Unusable::NotOurs(shown_name(first))),
            _ => Unusable::Ambiguous(name.to_owned()),
        };
        Err(self.to_be_named(why, Some(&found)).await)
    }

    async fn at_new_place(&self, found: Found) -> Result<Place, SyncError> {
        let Some(url) = found.place_for(self.target.name()) else {
            return Err(SyncError::NoCalendar(self.target.url.to_string()));
        };
        // It would be refused, and what is there has another name.
        if let Some(there) = found.calendars.iter().find(|one| one.url == url) {
            let why = unusable(there).unwrap_or_else(|| Unusable::NotOurs(shown_name(there)));
            return Err(self.to_be_named(why, Some(&found)).await);
        }
        Ok(Place::New(url, found))
    }

    /// Makes a calendar. Where the server makes none, one may be there that was
    /// made by another run at the same moment.
    pub(super) async fn made(&self, url: &Url, found: &Found) -> Result<Collection, SyncError> {
        let status = match self.client.make(url, self.target.name(), DESCRIPTION).await {
            Ok(made) => return Ok(made),
            Err(DavError::Refused { status, .. }) => status,
            Err(error) => return Err(error.into()),
        };
        let there = self.client.calendar_at(url).await.ok().flatten();
        let has_name = |there: &Collection| there.name.as_deref().is_none_or(|name| name == self.target.name());
        let why = match there {
            None => Unusable::NotMade(status),
            Some(there) => match unusable(&there) {
                Some(why) => why,
                None if has_name(&there) && self.is_ours(&there).await? => return Ok(there),
                None => Unusable::NotOurs(shown_name(&there)),
            },
        };
        Err(self.to_be_named(why, Some(found)).await)
    }

    /// Whether a calendar with the name of ours is ours: it carries our mark or
    /// items of ours, or nothing at all.
    async fn is_ours(&self, there: &Collection) -> Result<bool, SyncError> {
        if is_marked(there) {
            return Ok(true);
        }
        let members = everything_in(self.client, there).await?;
        let own: Vec<Url> =
            members.iter().map(|one| &one.url).filter(|url| may_be_own(url)).take(SAMPLE).cloned().collect();
        if own.is_empty() {
            return Ok(members.is_empty());
        }
        Ok(self.client.get_all(there, &own).await?.found.iter().any(is_own))
    }

    async fn lists_any_of(&self, there: &Collection, copies: &Copies) -> Result<bool, SyncError> {
        let members = everything_in(self.client, there).await?;
        Ok(members.iter().any(|member| copies.0.values().any(|copy| copy.url == member.url.as_str())))
    }

    /// The error that says why, with what the person can name.
    async fn to_be_named(&self, why: Unusable, found: Option<&Found>) -> SyncError {
        let known = found.map(|found| found.calendars.clone()).filter(|calendars| !calendars.is_empty());
        let calendars = match known {
            Some(calendars) => calendars,
            None => self.all_calendars().await,
        };
        let usable: Vec<&Collection> = calendars.iter().filter(|one| unusable(one).is_none()).collect();
        let is_alone = |name: &String| usable.iter().filter(|one| shown_name(one) == *name).count() == 1;
        // What has no name of its own is named by its address.
        let name =
            |one: &&Collection| Some(shown_name(one)).filter(is_alone).unwrap_or_else(|| one.last_segment().to_owned());
        let host = self.target.url.host().unwrap_or_default().to_owned();
        let mut calendars: Vec<String> = usable.iter().map(name).collect();
        calendars.sort();
        SyncError::ToBeNamed { why, host, calendars }
    }

    /// Those that are found from the top of the server: the address itself is
    /// that of a single one.
    async fn all_calendars(&self) -> Vec<Collection> {
        let top = crate::load::address(&self.target.url).and_then(Result::ok).and_then(|url| url.join("/").ok());
        let Some(top) = top else { return Vec::new() };
        // What is wrong is said already; this only helps to go on.
        self.client.discover(&top).await.map(|found| found.calendars).unwrap_or_default()
    }
}

/// So many items are looked at to see whether they are ours.
const SAMPLE: usize = 20;

async fn everything_in<H: Http>(client: &DavClient<H>, there: &Collection) -> Result<Vec<Member>, SyncError> {
    Ok(match client.changes(there, None).await? {
        Listing::All { members, .. } | Listing::Changes { changed: members, .. } => members,
        Listing::Unchanged => Vec::new(),
    })
}

/// Whether a resource has a name as ours have: that of a UID made of digits.
fn may_be_own(url: &Url) -> bool {
    super::pull::stem(url.path().rsplit('/').next().unwrap_or_default()).len() == UID_DIGITS
}

/// So many hexadecimal digits our UIDs begin with.
const UID_DIGITS: usize = 32;

fn is_own(resource: &Resource) -> bool {
    resource.data.lines().any(|line| line.starts_with("UID:") && line.trim_end().ends_with(OWN_UID))
}

fn is_marked(there: &Collection) -> bool {
    there.description.as_deref().is_some_and(|description| description.starts_with(MARK))
}

/// Why no event can be written into a calendar.
fn unusable(there: &Collection) -> Option<Unusable> {
    match there {
        _ if !there.takes_events => Some(Unusable::TasksOnly(shown_name(there))),
        _ if there.is_read_only => Some(Unusable::ReadOnly(shown_name(there))),
        _ => None,
    }
}

/// The calendars that somebody means: by their address, else by what they are
/// called, else by the last part of their address.
fn called<'c>(name: &str, calendars: &'c [Collection]) -> Vec<&'c Collection> {
    if is_address(name) {
        return calendars.iter().filter(|one| is_at(one, name)).collect();
    }
    let by_name: Vec<&Collection> = calendars.iter().filter(|one| one.name.as_deref() == Some(name)).collect();
    if by_name.is_empty() { calendars.iter().filter(|one| one.has_last_segment(name)).collect() } else { by_name }
}

fn is_address(name: &str) -> bool {
    name.starts_with('/') || name.contains("://")
}

fn is_at(there: &Collection, address: &str) -> bool {
    let Ok(url) = there.url.join(address) else { return false };
    url.path().trim_end_matches('/') == there.url.path().trim_end_matches('/')
}

/// What a calendar is called, else the last part of its address.
fn shown_name(there: &Collection) -> String {
    let name = there.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| there.last_segment().to_owned())
}

/// Words of somebody else without what moves a cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect::<String>().trim().to_owned()
}

/// The server in an address, with its port where that is unusual.
fn host(url: &Url) -> String {
    Address::new(url.as_str()).host().unwrap_or_default().to_owned()
}
