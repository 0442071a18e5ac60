//! Writing what plans say.

use backcast_address::Address;
use backcast_calendar::{
    Collection, DavClient, DavError, Http, Item, ItemTime, Meaning, Precondition, Written as DavWritten, rewritten,
};
use backcast_store::Store;
use futures_util::StreamExt as _;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use url::Url;

use super::copies::{Copies, Copy, content_state, is_comparable};
use super::pull::resource_name;
use super::{SyncError, Write, Written};

/// Something that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) write: Write,
    item: Item,
    when: String,
    day: Date,
}

impl Due {
    pub(super) fn item(&self) -> &Item {
        &self.item
    }

    fn is_task(&self) -> bool {
        matches!(self.item.time, ItemTime::Task { .. })
    }

    pub(super) fn is_of(&self, id: &str) -> bool {
        self.item.id == id
    }

    /// Whether the server cannot tell whether somebody else changes it meanwhile.
    pub(super) fn is_uncompared(&self, copies: &Copies) -> bool {
        let etag = copies.0.get(&self.item.id).map(|copy| copy.etag.as_str());
        self.write != Write::Create && etag.is_some_and(|etag| !is_comparable(etag))
    }

    pub(super) fn announced(&self, failure: Option<String>) -> Written {
        Written {
            write: self.write,
            id: self.item.id.clone(),
            title: self.item.title.clone(),
            when: self.when.clone(),
            day: self.day,
            failure,
        }
    }
}

/// What differs between the items and their copies. `touched` are those that
/// somebody changed just now: where both mean the same, nothing is written.
///
/// What is past stays as it is: it is the person's diary by then.
pub(super) fn due(items: &[Item], copies: &Copies, touched: &[String], now: Timestamp, zone: &TimeZone) -> Vec<Due> {
    let mut due = Vec::new();
    let is_past = |item: &&Item| matches!(item.time, ItemTime::Block { end, .. } if end <= now);
    for item in items.iter().filter(|item| !is_past(item)) {
        let text = item.to_resource();
        let meaning = Meaning::of(&text, &item.uid, zone);
        let write = match copies.0.get(&item.id) {
            None if item.cancelled => continue,
            None => Write::Create,
            Some(_) if item.cancelled => Write::Delete,
            // It may not be there yet: then it is new, and else it is looked at.
            Some(copy) if copy.etag.is_empty() => Write::Create,
            Some(copy) if is_same_but_sequence(&copy.ours, &text) => continue,
            Some(copy) if touched.contains(&item.id) && Meaning::of(&copy.theirs, &item.uid, zone) == meaning => {
                continue;
            }
            Some(_) => Write::Update,
        };
        let when = meaning.as_ref().map(|meaning| meaning.time.shown(zone)).unwrap_or_default();
        let day = meaning.map_or(Date::MAX, |meaning| meaning.time.first_day(zone));
        due.push(Due { write, item: item.clone(), when, day });
    }
    due.sort_by(|a, b| (a.write, a.day, &a.item.id).cmp(&(b.write, b.day, &b.item.id)));
    due
}

/// Whether two texts of ours say the same: others may have raised the sequence
/// of an item without changing what it says.
fn is_same_but_sequence(one: &str, other: &str) -> bool {
    let lines = |text: &'_ str| text.lines().filter(|line| !line.starts_with("SEQUENCE:")).map(str::to_owned).collect();
    let (one, other): (Vec<String>, Vec<String>) = (lines(one), lines(other));
    one == other
}

/// Copies that were found on the server are in step where they carry the hash
/// of what we say and nobody changed their meaning since.
pub(super) fn recognize(items: &[Item], copies: &mut Copies, adopted: &[String], zone: &TimeZone) {
    for item in items.iter().filter(|item| adopted.contains(&item.id)) {
        let Some(copy) = copies.0.get_mut(&item.id) else { continue };
        let text = item.to_resource();
        let says_so = copy.theirs.replace("\r\n ", "").contains(&format!("X-STATE={}", item.state));
        if says_so && Meaning::of(&copy.theirs, &item.uid, zone) == Meaning::of(&text, &item.uid, zone) {
            copy.ours = text;
        }
    }
}

/// Copies that mean what we say by now without a write are in step.
pub(super) fn mark_synced(items: &[Item], copies: &mut Copies, due: &[Due], touched: &[String]) {
    for item in items.iter().filter(|item| touched.contains(&item.id)) {
        if !due.iter().any(|due| due.item.id == item.id)
            && let Some(copy) = copies.0.get_mut(&item.id)
        {
            copy.ours = item.to_resource();
        }
    }
}

/// Why something that another look may mend was not written.
pub(super) const CONFLICT: &str = "somebody else wrote it meanwhile";

/// Why something was not sent at all.
pub(super) const HELD: &str = "an earlier one of this goal could not be taken out yet";

/// So many requests are under way at once.
const AT_ONCE: usize = 8;
/// What is known is written down after so many answers.
const KEPT_AFTER: usize = 50;

/// Writes what is due. What is about to be sent is written down first; each
/// item stands for itself, so that one that fails stops no other. `failed` is
/// what this run could not write before.
pub(super) async fn push<H: Http>(
    store: &Store,
    client: &DavClient<H>,
    collection: &Collection,
    key: &str,
    copies: &mut Copies,
    due: &[Due],
    failed: &[Due],
) -> Result<Vec<Written>, SyncError> {
    for one in due {
        let copy = copies.0.entry(one.item.id.clone()).or_default();
        if copy.url.is_empty() {
            copy.url = address(collection, &one.item).to_string();
        }
        copy.pending = Some(one.item.to_resource());
    }
    let known: Vec<String> = copies.0.keys().cloned().collect();
    copies.save(store, key, known.iter()).await?;

    let (deletions, others): (Vec<Due>, Vec<Due>) = due.iter().cloned().partition(|one| one.write == Write::Delete);
    let empty = || (Vec::new(), Vec::new(), Vec::new());
    let (written, unread, since_kept) = empty();
    let stayed = failed.iter().filter(|one| one.write == Write::Delete).map(|one| goal_of(&one.item.id)).collect();
    let mut run = Run { store, key, collection, copies, written, unread, since_kept, stayed };
    // What replaces something comes after it, and only if that could go:
    // otherwise both would stand there, more with every run.
    run.send_patiently(client, &deletions).await?;
    let (held, others): (Vec<Due>, Vec<Due>) = others.into_iter().partition(|one| run.replaces_what_stayed(one));
    run.hold(held);
    run.send_patiently(client, &others).await?;
    let Run { store, copies, mut written, unread, mut since_kept, .. } = run;
    // Servers that change what they take do not say in which state it is. What
    // does not come now is read by the next look.
    for resource in client.get_all(collection, &unread).await?.found {
        let found = copies.0.iter_mut().find(|(_, copy)| copy.url == resource.url.as_str());
        if let Some((id, copy)) = found {
            copy.etag = resource.etag.unwrap_or_else(|| content_state(&resource.data));
            copy.theirs = resource.data;
            since_kept.push(id.clone());
        }
    }
    copies.save(store, key, since_kept.iter()).await?;
    written.sort_by(|a, b| (a.write, a.day, &a.id).cmp(&(b.write, b.day, &b.id)));
    Ok(written)
}

/// What is known while writes are under way.
struct Run<'r> {
    store: &'r Store,
    key: &'r str,
    collection: &'r Collection,
    copies: &'r mut Copies,
    written: Vec<Written>,
    /// Resources whose state the server did not say.
    unread: Vec<Url>,
    /// What changed since it was last written down.
    since_kept: Vec<String>,
    /// Goals of which something could not be taken out.
    stayed: Vec<String>,
}

impl Run<'_> {
    /// Sends what is due, and what may work at another moment once more: some
    /// servers take one write at a time, and trip over several.
    async fn send_patiently<H: Http>(&mut self, client: &DavClient<H>, due: &[Due]) -> Result<(), SyncError> {
        let once_more = self.send_all(client, due, AT_ONCE, true).await?;
        self.send_all(client, &once_more, 1, false).await?;
        Ok(())
    }

    /// Whether something new would stand beside an earlier one of the same goal
    /// that could not be taken out.
    fn replaces_what_stayed(&self, one: &Due) -> bool {
        one.write == Write::Create && self.stayed.contains(&goal_of(&one.item.id))
    }

    /// Leaves out what has to wait.
    fn hold(&mut self, held: Vec<Due>) {
        for one in held {
            // It was never sent, so nothing of it can be there.
            self.copies.0.remove(&one.item.id);
            self.since_kept.push(one.item.id.clone());
            self.written.push(one.announced(Some(HELD.to_owned())));
        }
    }

    /// Sends what is due, so many at once. Returns what may work at another
    /// moment, where `patient`.
    async fn send_all<H: Http>(
        &mut self,
        client: &DavClient<H>,
        due: &[Due],
        at_once: usize,
        patient: bool,
    ) -> Result<Vec<Due>, SyncError> {
        let mut once_more = Vec::new();
        let (copies, collection) = (self.copies.clone(), self.collection);
        let sent = |one: &Due| {
            let copy = copies.0.get(&one.item.id).cloned().unwrap_or_default();
            let one = one.clone();
            async move { (send(client, collection, &one, &copy).await, one) }
        };
        let mut answers = futures_util::stream::iter(due.iter().map(sent)).buffer_unordered(at_once);
        while let Some((answer, one)) = answers.next().await {
            match answer {
                // A calendar may take no tasks, and still take everything else.
                Err(error) if is_fatal(&error) && !one.is_task() => return Err(error.into()),
                Err(error) if patient && is_passing(&error) => once_more.push(one),
                answer => self.answered(&one, answer),
            }
            if self.since_kept.len() >= KEPT_AFTER {
                self.copies.save(self.store, self.key, self.since_kept.iter()).await?;
                self.since_kept.clear();
            }
        }
        Ok(once_more)
    }

    fn answered(&mut self, one: &Due, answer: Result<Sent, DavError>) {
        let id = one.item.id.clone();
        self.since_kept.push(id.clone());
        let failure = match answer {
            // It stays pending: the next look tells what is there.
            Ok(Sent { answer: DavWritten::Conflict, .. }) => Some(CONFLICT.to_owned()),
            Ok(Sent { answer: DavWritten::Done(_), .. }) if one.write == Write::Delete => {
                self.copies.0.remove(&id);
                None
            }
            Ok(Sent { answer: DavWritten::Done(etag), text }) => {
                let copy = self.copies.0.entry(id).or_default();
                if etag.is_none() {
                    self.unread.extend(copy.url.parse::<Url>().ok());
                }
                copy.etag = etag.unwrap_or_else(|| content_state(&text));
                (copy.ours, copy.theirs, copy.pending) = (one.item.to_resource(), text, None);
                None
            }
            // It may have arrived all the same: the next look tells.
            Err(error) if !is_refusal(&error) => Some(crate::load::with_causes(&error)),
            Err(error) => {
                if let Some(copy) = self.copies.0.get_mut(&id) {
                    copy.pending = None;
                    if copy.etag.is_empty() {
                        self.copies.0.remove(&id);
                    }
                }
                Some(crate::load::with_causes(&error))
            }
        };
        if failure.is_some() && one.write == Write::Delete {
            self.stayed.push(goal_of(&one.item.id));
        }
        self.written.push(one.announced(failure));
    }
}

/// The goal that an item belongs to.
fn goal_of(id: &str) -> String {
    id.split('/').next().unwrap_or_default().to_owned()
}

struct Sent {
    answer: DavWritten,
    text: String,
}

async fn send<H: Http>(
    client: &DavClient<H>,
    collection: &Collection,
    due: &Due,
    copy: &Copy,
) -> Result<Sent, DavError> {
    let url: Url = copy.url.parse().map_err(|_| DavError::NoCalendar(Address::new(&copy.url).to_string()))?;
    if due.write == Write::Create {
        let text = due.item.to_resource();
        return Ok(Sent { answer: client.put(&url, &text, Precondition::IsAbsent).await?, text });
    }
    if is_comparable(&copy.etag) {
        return change(client, &url, due, &copy.theirs, Precondition::Is(&copy.etag)).await;
    }
    // The server cannot tell whether somebody else was faster: we have to.
    let mut resources = client.get_all(collection, std::slice::from_ref(&url)).await?;
    let is_gone = resources.missing.iter().any(|missing| matches!(missing.status, Some(404 | 410)));
    let meaning = |text: &str| Meaning::of(text, &due.item.uid, &TimeZone::UTC);
    match resources.found.pop() {
        Some(now) if meaning(&now.data) == meaning(&copy.theirs) => {
            change(client, &url, due, &now.data, Precondition::IsThere).await
        }
        None if is_gone && due.write == Write::Delete => {
            Ok(Sent { answer: DavWritten::Done(None), text: String::new() })
        }
        _ => Ok(Sent { answer: DavWritten::Conflict, text: String::new() }),
    }
}

/// Writes or deletes what is there.
async fn change<H: Http>(
    client: &DavClient<H>,
    url: &Url,
    due: &Due,
    theirs: &str,
    precondition: Precondition<'_>,
) -> Result<Sent, DavError> {
    if due.write == Write::Delete {
        return Ok(Sent { answer: client.delete(url, precondition).await?, text: String::new() });
    }
    let text = rewritten(theirs, &due.item);
    Ok(Sent { answer: client.put(url, &text, precondition).await?, text })
}

fn address(collection: &Collection, item: &Item) -> Url {
    let name = resource_name(&item.uid);
    collection.url.join(&name).expect("hexadecimal digits are part of any address")
}

/// Whether it may work at another moment.
fn is_passing(error: &DavError) -> bool {
    matches!(error.status(), Some(409 | 423 | 500 | 502 | 504))
}

/// Whether the server said that it did not do it: everything else may have been
/// done.
fn is_refusal(error: &DavError) -> bool {
    matches!(error.status(), Some(status @ 300..=499) if !matches!(status, 408 | 409 | 423 | 425 | 429))
}

/// Whether every other request would fail just as well.
fn is_fatal(error: &DavError) -> bool {
    matches!(error, DavError::Remote(_)) || matches!(error.status(), Some(401 | 403 | 507))
}
