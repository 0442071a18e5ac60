//! What people did on the server since the last run.

use std::collections::BTreeMap;

use backcast_address::Address;
use backcast_calendar::{Collection, DavClient, Http, Listing, Meaning, Member, RemoteChange, remote_changes};
use jiff::tz::TimeZone;
use url::Url;

use super::copies::{Copies, Copy, TargetState};
use super::{SyncError, SyncOptions};
use crate::item_record::ItemRecords;

/// What somebody did to one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) id: String,
    pub(super) changes: Vec<RemoteChange>,
}

/// What was found on the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pulled {
    pub(super) changed: Vec<Changed>,
    /// What to ask with next time.
    pub(super) state: Option<String>,
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
            return Err(SyncError::Emptied(Address::new(collection.url.as_str()).to_string()));
        }
        other => other?,
    };
    let complete = matches!(listing, Listing::All { .. });
    let (members, gone, new_state) = match listing {
        Listing::Unchanged => return Ok(Pulled { state: state.listing.clone(), ..Pulled::default() }),
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

    let mut pulled = Pulled { state: new_state, ..Pulled::default() };
    for id in &gone {
        let copy = copies.0.remove(id).expect("it is among the copies");
        if was_deleted(&copy) && !options.start_anew {
            pulled.changed.push(Changed { id: id.clone(), changes: vec![RemoteChange::Deleted] });
        }
    }
    let mut wanted = Vec::new();
    for member in &members {
        match of_url.get(member.url.as_str()) {
            Some(id) if copies.0.get(id).is_some_and(|copy| copy.etag != member.etag || copy.pending.is_some()) => {
                wanted.push(member.url.clone());
            }
            Some(_) => {}
            None => pulled.unknown.push(member.url.clone()),
        }
    }
    for member in client.get_all(collection, &wanted).await? {
        let Some(id) = of_url.get(member.url.as_str()) else { continue };
        let Some(copy) = copies.0.get_mut(id) else { continue };
        let changes = news(copy, &member, zone);
        if !changes.is_empty() {
            pulled.changed.push(Changed { id: id.clone(), changes });
        }
    }
    for copy in copies.0.values_mut() {
        copy.pending = None; // What arrived was seen just now; the rest is written again.
    }
    Ok(pulled)
}

/// Whether somebody deleted a copy that is gone: what we were about to delete
/// ourselves, or what never got there, is no news.
fn was_deleted(copy: &Copy) -> bool {
    let by_us = copy.pending.as_ref().is_some_and(|text| text.lines().any(|line| line == "STATUS:CANCELLED"));
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
        return Err(SyncError::Emptied(Address::new(collection.url.as_str()).to_string()));
    }
    if n_deleted > GONE_ALWAYS_BELIEVED && n_deleted * 2 > all {
        return Err(SyncError::ManyGone { gone: n_deleted, all });
    }
    Ok(())
}

/// What somebody did to a copy; it is up to date afterwards.
fn news(copy: &mut Copy, member: &Member, zone: &TimeZone) -> Vec<RemoteChange> {
    let text = member.data.clone().unwrap_or_default();
    let pending = copy.pending.take();
    let texts = [Some(copy.ours.as_str()), pending.as_deref(), Some(copy.theirs.as_str())];
    let uid = texts.into_iter().flatten().find_map(uid_of).unwrap_or_default();
    let meaning = |text: &str| Meaning::of(text, &uid, zone);
    let now = meaning(&text);
    copy.etag.clone_from(&member.etag);
    if let Some(pending) = pending.filter(|pending| now.is_some() && meaning(pending) == now) {
        // The last run was killed after it wrote this.
        (copy.ours, copy.theirs) = (pending, text);
        return Vec::new();
    }
    let before = meaning(&copy.theirs);
    copy.theirs = text;
    match before {
        Some(before) => remote_changes(&before, now.as_ref()),
        None => Vec::new(),
    }
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
    ) -> Result<Vec<String>, SyncError> {
        let uids: BTreeMap<String, &String> = records.0.iter().map(|(id, record)| (stem(&record.uid), id)).collect();
        // Whatever a server makes of a UID in an address, it begins with ours.
        let name_of = |url: &Url| stem(url.path().rsplit('/').next().unwrap_or_default());
        let mut adopted = Vec::new();
        let own: Vec<Url> = self.unknown.iter().filter(|url| uids.contains_key(&name_of(url))).cloned().collect();
        for member in client.get_all(collection, &own).await? {
            let Some(id) = uids.get(&name_of(&member.url)) else { continue };
            let text = member.data.unwrap_or_default();
            let copy =
                Copy { url: member.url.into(), etag: member.etag, ours: String::new(), theirs: text, pending: None };
            copies.0.entry((*id).clone()).or_insert(copy);
            adopted.push((*id).clone());
        }
        Ok(adopted)
    }
}

/// The name of the resource that holds an item.
pub(super) fn resource_name(uid: &str) -> String {
    format!("{}.ics", stem(uid))
}

/// The digits with which a UID of ours begins.
fn stem(uid: &str) -> String {
    uid.chars().take_while(char::is_ascii_hexdigit).collect()
}
