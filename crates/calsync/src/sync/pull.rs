//! What people did on the server since the last run.

use std::collections::BTreeMap;

use backcast_calendar::{
    Collection, DavClient, Http, Listing, Meaning, Member, Missing, RemoteChange, Resource, remote_changes, sequence_of,
};
use jiff::tz::TimeZone;
use url::Url;

use super::copies::{Copies, Copy, TargetState, content_state};
use super::place::CalendarName;
use super::{SyncError, SyncOptions};
use crate::item_record::{ItemRecord, ItemRecords, left_over};

/// What somebody did to one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) id: String,
    pub(super) changes: Vec<RemoteChange>,
    /// We were about to take it out, and the person changed it meanwhile: it is
    /// theirs.
    pub(super) is_kept: bool,
}

/// What was found on the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pulled {
    pub(super) changed: Vec<Changed>,
    /// What to ask with next time.
    pub(super) state: Option<String>,
    /// What was asked with this time: it counts until everything has come.
    asked_with: Option<String>,
    /// Our names of items that the server listed and did not send, each with
    /// the status that it gave. Their last copies count.
    pub(super) unread: BTreeMap<String, Option<u16>>,
    /// The highest SEQUENCE that each item has on the server.
    pub(super) sequences: BTreeMap<String, u32>,
    /// Characters that XML does not allow and the server sent all the same.
    pub(super) n_forbidden: usize,
    /// Resources that are none of the known copies; they may be ours from a
    /// run whose memory was lost.
    unknown: Vec<Url>,
}

/// Fewer deletions than these are nothing unusual.
const GONE_ALWAYS_BELIEVED: usize = 3;

/// Asks what has changed and brings the copies up to date.
pub(super) async fn pull<H: Http>(
    client: &DavClient<H>,
    collection: &Collection,
    copies: &mut Copies,
    state: &TargetState,
    zone: &TimeZone,
    options: &SyncOptions,
) -> Result<Pulled, SyncError> {
    // Without copies, or after a run that was killed, everything is looked at.
    let unsure = copies.0.is_empty() || copies.0.values().any(|copy| copy.pending.is_some());
    let since = state.listing.as_deref().filter(|_| !unsure);
    let of_url: BTreeMap<String, String> = copies.0.iter().map(|(id, copy)| (copy.url.clone(), id.clone())).collect();
    let listing = match client.changes(collection, since).await {
        // The calendar itself is gone.
        Err(error) if matches!(error.status(), Some(404 | 410)) && !copies.0.is_empty() => {
            return Err(SyncError::Emptied(CalendarName::of(collection).to_string()));
        }
        other => other?,
    };
    let complete = matches!(listing, Listing::All { .. });
    let (members, gone, new_state) = match listing {
        Listing::Unchanged => {
            let (state, asked_with) = (state.listing.clone(), state.listing.clone());
            return Ok(Pulled { state, asked_with, ..Pulled::default() });
        }
        Listing::All { members, state } => (members, Vec::new(), state),
        Listing::Changes { changed, gone, state } => (changed, gone, state),
    };
    let there: BTreeMap<String, &Member> = members.iter().map(|member| (member.url.to_string(), member)).collect();
    let is_gone = |copy: &Copy| {
        if complete { !there.contains_key(&copy.url) } else { gone.iter().any(|url| url.as_str() == copy.url) }
    };
    let gone: Vec<String> = copies.0.iter().filter(|(_, copy)| is_gone(copy)).map(|(id, _)| id.clone()).collect();
    let n_deleted = gone.iter().filter(|id| was_deleted(&copies.0[*id])).count();
    check_brakes(collection, copies, n_deleted, options)?;

    let asked_with = state.listing.clone();
    let mut pulled = Pulled { state: new_state, asked_with, ..Pulled::default() };
    for id in &gone {
        let copy = copies.0.remove(id).expect("it is among the copies");
        if was_deleted(&copy) && !options.start_anew {
            let changes = vec![RemoteChange::Deleted];
            pulled.changed.push(Changed { id: id.clone(), changes, is_kept: false });
        }
    }
    let mut wanted = Vec::new();
    for member in &members {
        match of_url.get(member.url.as_str()) {
            Some(id) if copies.0.get(id).is_some_and(|copy| is_news(copy, member)) => wanted.push(member.url.clone()),
            Some(_) => {}
            None => pulled.unknown.push(member.url.clone()),
        }
    }
    let resources = client.get_all(collection, &wanted).await?;
    pulled.n_forbidden += resources.n_forbidden;
    for Missing { url, status } in resources.missing {
        pulled.unread.extend(of_url.get(url.as_str()).map(|id| (id.clone(), status)));
    }
    for resource in resources.found {
        let Some(id) = of_url.get(resource.url.as_str()) else { continue };
        let Some(copy) = copies.0.get_mut(id) else { continue };
        match news(copy, resource, zone) {
            Some(News { changes, is_kept, sequence }) => {
                pulled.sequences.insert(id.clone(), sequence);
                if !changes.is_empty() {
                    pulled.changed.push(Changed { id: id.clone(), changes, is_kept });
                }
            }
            // It says nothing of the item that is known: that is no deletion.
            None => {
                pulled.unread.insert(id.clone(), None);
            }
        }
    }
    Ok(pulled)
}

/// Whether a resource has to be read: it is in another state, or nobody knows
/// in which one.
fn is_news(copy: &Copy, member: &Member) -> bool {
    copy.pending.is_some() || member.etag.as_ref() != Some(&copy.etag)
}

/// Whether somebody deleted a copy that is gone: what we were about to delete
/// ourselves, or what never got there, is no news.
fn was_deleted(copy: &Copy) -> bool {
    let by_us = copy.pending.as_deref().is_some_and(cancels);
    !copy.etag.is_empty() && !by_us
}

/// Stops where it looks like an accident.
fn check_brakes(
    collection: &Collection,
    copies: &Copies,
    n_deleted: usize,
    options: &SyncOptions,
) -> Result<(), SyncError> {
    if options.accept_deletions || options.start_anew || n_deleted == 0 {
        return Ok(());
    }
    let all = copies.0.len();
    if n_deleted == all && all > 1 {
        return Err(SyncError::Emptied(CalendarName::of(collection).to_string()));
    }
    if n_deleted > GONE_ALWAYS_BELIEVED && n_deleted * 2 > all {
        return Err(SyncError::ManyGone { gone: n_deleted, all });
    }
    Ok(())
}

/// What came of reading a copy again.
struct News {
    changes: Vec<RemoteChange>,
    is_kept: bool,
    sequence: u32,
}

/// What somebody did to a copy, which is up to date afterwards; nothing where
/// what was read cannot be understood, and the copy stays as it was.
fn news(copy: &mut Copy, resource: Resource, zone: &TimeZone) -> Option<News> {
    let Resource { etag, data: text, .. } = resource;
    let texts = [Some(copy.ours.as_str()), copy.pending.as_deref(), Some(copy.theirs.as_str())];
    let uid = texts.into_iter().flatten().find_map(uid_of).unwrap_or_default();
    let meaning = |text: &str| Meaning::of(text, &uid, zone);
    let now = meaning(&text)?;
    let sequence = sequence_of(&text, &uid);
    let seen = |changes, is_kept| Some(News { changes, is_kept, sequence });
    let state = etag.unwrap_or_else(|| content_state(&text));
    if copy.etag == state {
        // Nothing arrived and nobody was here: what was pending still is.
        return seen(Vec::new(), false);
    }
    copy.etag = state;
    let pending = copy.pending.take();
    let is_deletion = pending.as_deref().is_some_and(cancels);
    let written = pending.filter(|pending| !cancels(pending));
    let before = match written.filter(|written| has_arrived(written, &copy.theirs, &text, &meaning)) {
        // The last run ended after it wrote this. What differs from it by now
        // was done by the person since then.
        Some(written) => {
            let before = meaning(&written);
            copy.ours = written;
            before
        }
        None => meaning(&copy.theirs),
    };
    copy.theirs = text;
    let changes = before.map(|before| remote_changes(&before, Some(&now))).unwrap_or_default();
    let is_kept = is_deletion && !changes.is_empty() && changes != [RemoteChange::Deleted];
    seen(changes, is_kept)
}

/// Whether what the last run was about to write has arrived. Where nothing of
/// ours stood there before, nobody else can have brought it.
fn has_arrived(written: &str, before: &str, now: &str, meaning: &impl Fn(&str) -> Option<Meaning>) -> bool {
    let Some(there_before) = meaning(before) else { return true };
    match (state_in(now), state_in(written), state_in(before)) {
        // Each text of ours says which one it is; most programs keep that.
        (Some(now), Some(written), before) if before.as_ref() != Some(&written) => now == written,
        _ => {
            let likeness = |other: Option<Meaning>| match (other, meaning(now)) {
                (Some(other), Some(now)) => usize::from(other.time == now.time) + usize::from(other.title == now.title),
                _ => 0,
            };
            likeness(meaning(written)) > likeness(Some(there_before))
        }
    }
}

/// Which of our texts one is, or came from.
fn state_in(text: &str) -> Option<String> {
    let whole = text.replace("\r\n ", "").replace("\n ", "");
    let (_, rest) = whole.split_once("X-STATE=")?;
    Some(rest.split([':', ';', '\r', '\n']).next()?.trim_matches('"').to_owned())
}

/// Whether a text of ours says that an item will not take place.
fn cancels(text: &str) -> bool {
    text.lines().any(|line| line == "STATUS:CANCELLED")
}

/// The UID of the event in a text of ours.
fn uid_of(text: &str) -> Option<String> {
    let uid = text.lines().find_map(|line| line.strip_prefix("UID:"));
    uid.map(|uid| uid.trim().to_owned()).filter(|uid| uid.ends_with(backcast_calendar::OWN_UID))
}

impl Pulled {
    /// Takes in resources that carry our UIDs though we do not remember having
    /// written them, and returns our names of them.
    pub(super) async fn adopt_own<H: Http>(
        &mut self,
        client: &DavClient<H>,
        collection: &Collection,
        copies: &mut Copies,
        records: &ItemRecords,
        zone: &TimeZone,
    ) -> Result<Vec<String>, SyncError> {
        let uids: BTreeMap<String, &String> = records.0.iter().map(|(id, record)| (stem(&record.uid), id)).collect();
        // Whatever a server makes of a UID in an address, it begins with ours.
        let name_of = |url: &Url| stem(url.path().rsplit('/').next().unwrap_or_default());
        let mut adopted = Vec::new();
        let own: Vec<Url> = self.unknown.iter().filter(|url| uids.contains_key(&name_of(url))).cloned().collect();
        let resources = client.get_all(collection, &own).await?;
        self.n_forbidden += resources.n_forbidden;
        for Missing { url, status } in resources.missing {
            self.unread.extend(uids.get(&name_of(&url)).map(|id| ((*id).clone(), status)));
        }
        for Resource { url, etag, data } in resources.found {
            let Some(id) = uids.get(&name_of(&url)) else { continue };
            if let Some(record) = records.0.get(*id) {
                self.sequences.insert((*id).clone(), sequence_of(&data, &record.uid));
                let changes = edits(&data, id, record, zone);
                if !changes.is_empty() {
                    self.changed.push(Changed { id: (*id).clone(), changes, is_kept: false });
                }
            }
            let etag = etag.unwrap_or_else(|| content_state(&data));
            let copy = Copy { url: url.into(), etag, ours: String::new(), theirs: data, pending: None };
            copies.0.entry((*id).clone()).or_insert(copy);
            adopted.push((*id).clone());
        }
        Ok(adopted)
    }

    /// What was asked with this time.
    pub(super) fn asked_with(&self) -> Option<String> {
        self.asked_with.clone()
    }

    /// What to ask with next time: the same as this time, as long as anything
    /// that was listed did not come.
    pub(super) fn next_state(&self) -> Option<String> {
        if self.unread.is_empty() { self.state.clone() } else { self.asked_with.clone() }
    }
}

/// What the person did to an item that is found again, as when a calendar was
/// made with everything in it and the answer was lost: it came from what was
/// last written, or has been counted on since then. Anything else may be older.
fn edits(there: &str, id: &str, record: &ItemRecord, zone: &TimeZone) -> Vec<RemoteChange> {
    let written = left_over(id, record);
    let is_later = state_in(there).is_some_and(|state| state == written.state)
        || sequence_of(there, &record.uid) > record.sequence;
    let meaning = |text: &str| Meaning::of(text, &record.uid, zone);
    match (meaning(&written.to_resource()), meaning(there)) {
        (Some(before), Some(now)) if is_later && !before.cancelled => remote_changes(&before, Some(&now)),
        _ => Vec::new(),
    }
}

/// The name of the resource that holds an item.
pub(super) fn resource_name(uid: &str) -> String {
    format!("{}.ics", stem(uid))
}

/// The digits with which a UID of ours begins.
pub(super) fn stem(uid: &str) -> String {
    uid.chars().take_while(char::is_ascii_hexdigit).collect()
}
