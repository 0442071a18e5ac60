//! Keeping plans and a calendar on a server in step, both ways.
//!
//! A run first takes in what people did on the server, then writes what the
//! plans say by now. Before anything is sent, what is about to be sent is
//! written down: a run that was killed leaves nothing twice and nothing lost.

mod apply;
mod copies;
mod place;
mod pull;
mod push;

use std::collections::BTreeMap;

use backcast_address::Address;
use backcast_calendar::{Collection, DavClient, DavError, Feed, Found, Http, Item, RemoteChange};
use backcast_core::{ErrorKind, plural};
use backcast_document::CalendarTarget;
use backcast_store::{Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tracing::{info, instrument};
use url::Url;

use crate::copy::hash;
use crate::desired_items::ActivePlan;
use crate::error::SourceError;
use crate::item_record::{ItemRecords, TimeRecord};
use crate::publish::Publisher;
use copies::{Copies, TargetState};
use place::Place;
pub use place::{CalendarName, Origin, Unusable};

/// How a run is to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncOptions {
    /// Say what would be written, and write nothing anywhere.
    pub dry_run: bool,
    /// Believe that most of our items were deleted by somebody.
    pub accept_deletions: bool,
    /// Write everything again into a calendar that has lost or never had it.
    pub start_anew: bool,
    /// Items that somebody deleted and that are wanted again.
    pub restore: Vec<String>,
}

/// What somebody did on the server, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedRemoteChange {
    /// Our name of the item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What was done, in words.
    pub what: String,
    /// What is left to decide, where something is.
    pub question: Option<String>,
}

/// What is done with an item on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Write {
    /// It is new there.
    Create,
    /// It says something else.
    Update,
    /// It will not take place.
    Delete,
}

impl Write {
    /// The name used in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Write::Create => "create",
            Write::Update => "update",
            Write::Delete => "delete",
        }
    }
}

/// Something that was written, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What is done.
    pub write: Write,
    /// Our name of the item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it takes place, in words.
    pub when: String,
    /// The first day of that.
    pub day: Date,
    /// Why it did not work.
    pub failure: Option<String>,
}

/// What was done with a calendar on a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetReport {
    /// The address of the calendar; `None` if a dry run found none.
    pub collection: Option<Address>,
    /// How people know it, or would know the one that is to be made.
    pub calendar: Option<CalendarName>,
    /// What people did there.
    pub remote_changes: Vec<AppliedRemoteChange>,
    /// What was written.
    pub written: Vec<Written>,
    /// What is odd about the calendar or the server, each once.
    pub notes: Vec<String>,
}

impl TargetReport {
    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server does not do what it is asked.
    #[error(transparent)]
    Dav(#[from] DavError),
    /// The server cannot be reached as it is described.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Most of our items are gone at once.
    #[error("{gone} of {all} of our items are gone from the calendar")]
    ManyGone {
        /// Number of items that are gone.
        gone: usize,
        /// Number of items that were there.
        all: usize,
    },
    /// The calendar holds nothing of ours any more.
    #[error("the calendar {0} holds nothing of what was written there: it is gone, was emptied, or is another one")]
    Emptied(String),
    /// Plans were kept in step with another calendar so far.
    #[error("plans were kept in step with another calendar so far")]
    AnotherCalendar,
    /// No calendar is certain to be the one to write into: the person names it.
    #[error("{why}; {}", place::choices(host, calendars))]
    ToBeNamed {
        /// What is wrong with the one that would be.
        why: Unusable,
        /// The server.
        host: String,
        /// Names of the calendars that can be written to.
        calendars: Vec<String>,
    },
    /// There is no calendar, and the server makes none.
    #[error("there is no calendar at {0} to write to, and the server makes none")]
    NoCalendar(String),
}

impl SyncError {
    /// Stable name of what happened.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SyncError::Store(error) => error.code(),
            SyncError::ManyGone { .. } => "many_deleted",
            SyncError::Emptied(_) => "calendar_emptied",
            SyncError::AnotherCalendar => "another_calendar",
            SyncError::ToBeNamed { .. } => "calendar_to_name",
            SyncError::NoCalendar(_) => "no_calendar",
            SyncError::Dav(_) | SyncError::Source(_) => "server_failed",
        }
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            SyncError::ManyGone { .. }
            | SyncError::Emptied(_)
            | SyncError::AnotherCalendar
            | SyncError::ToBeNamed { .. } => ErrorKind::Conflict,
            SyncError::Store(_) | SyncError::NoCalendar(_) | SyncError::Dav(_) | SyncError::Source(_) => {
                ErrorKind::Outside
            }
        }
    }
}

/// Somebody who writes elsewhere before we do makes us look again, so often.
pub const ROUNDS_MAX: usize = 3;

/// From so many items on, a calendar is made with all of them at once where
/// the server takes that.
const WHOLE_FROM: usize = 20;

/// A calendar on a server, and what is to stand in it.
#[derive(Debug)]
pub struct SyncTarget<'s, H> {
    /// What plans say to calendars.
    pub publisher: Publisher<'s>,
    /// Talks to the server.
    pub client: &'s DavClient<H>,
    /// The calendar.
    pub target: &'s CalendarTarget,
}

/// What was found on the server, taken into what is known of our items and not
/// written down yet.
#[derive(Debug)]
pub struct RemoteChanges {
    collection: Collection,
    key: String,
    state: TargetState,
    copies: Copies,
    /// Our names of the copies that were known before.
    known: Vec<String>,
    before: ItemRecords,
    records: ItemRecords,
    /// Items that turned out to be ours.
    adopted: Vec<String>,
    pulled: pull::Pulled,
    /// What people did there.
    pub remote_changes: Vec<AppliedRemoteChange>,
}

impl RemoteChanges {
    /// Whole-day items that somebody moved, by our names of them, with the days
    /// on which they put them.
    #[must_use]
    pub fn moved_days(&self) -> BTreeMap<String, Date> {
        let is_moved =
            |one: &&pull::Changed| one.changes.iter().any(|change| matches!(change, RemoteChange::Moved { .. }));
        let day = |id: &String| match self.records.0.get(id)?.pinned {
            Some(TimeRecord::Day(day)) => Some(day),
            _ => None,
        };
        self.pulled.changed.iter().filter(is_moved).filter_map(|one| Some((one.id.clone(), day(&one.id)?))).collect()
    }
}

impl<H: Http> SyncTarget<'_, H> {
    /// Stops where plans were kept in step with another calendar: what stands
    /// there would be looked after by nobody. Starting anew forgets it.
    ///
    /// # Errors
    ///
    /// Returns an error in that case, or if the store cannot be used.
    pub async fn leave_others(&self, store: &Store, options: &SyncOptions) -> Result<(), SyncError> {
        let key = target_key(self.target);
        let mut others = store.calendar_targets().await?;
        let is_known = others.contains(&key);
        others.retain(|other| *other != key);
        if !is_known && !others.is_empty() && !options.start_anew {
            return Err(SyncError::AnotherCalendar);
        }
        if options.start_anew && !options.dry_run {
            for other in others {
                store.forget_calendar_target(&other).await?;
            }
        }
        Ok(())
    }

    /// Finds out what people did on the server since the last run; nothing
    /// where a dry run finds no calendar there. Rounds count from one.
    ///
    /// # Errors
    ///
    /// Returns an error if the server or the store cannot be used, or if what
    /// is found there looks like an accident.
    #[instrument(level = "info", skip_all, fields(round = round))]
    pub async fn pull(
        &mut self,
        store: &Store,
        plans: &[ActivePlan],
        options: &SyncOptions,
        round: usize,
        report: &mut TargetReport,
    ) -> Result<Option<RemoteChanges>, SyncError> {
        let key = target_key(self.target);
        let (mut copies, mut state) = copies::load(store, &key).await?;
        let known: Vec<String> = copies.0.keys().cloned().collect();
        if options.start_anew && round == 1 {
            (copies, state) = (Copies::default(), TargetState::default());
        }
        let there = self.collection(store, plans, &state, &mut copies, options, report).await?;
        let Some((collection, origin)) = there else { return Ok(None) };
        let calendar = CalendarName::of(&collection);
        if origin.is_none() {
            report.note(chosen_by_earlier(&calendar));
        }
        state.collection = Some(collection.url.to_string());
        (state.name, state.origin) = (Some(calendar.name.clone()), origin);
        state.takes_tasks = collection.takes_tasks;
        self.publisher.contents.tasks &= collection.takes_tasks;
        (report.collection, report.calendar) = (Some(Address::new(collection.url.as_str())), Some(calendar));

        let mut pulled = pull::pull(self.client, &collection, &mut copies, &state, self.zone(), options).await?;
        let before = ItemRecords::load(store).await?;
        let mut records = before.clone();
        let adopted = pulled.adopt_own(self.client, &collection, &mut copies, &records, self.zone()).await?;
        records.raise_sequences(&pulled.sequences);
        records.restore(&options.restore);
        for note in notes_of(&pulled, &records) {
            report.note(note);
        }
        let remote_changes = self.apply_remote_changes(&pulled, &copies, &mut records);
        info!(items = copies.0.len(), changed = pulled.changed.len(), adopted = adopted.len(), "pulled");
        Ok(Some(RemoteChanges {
            collection,
            key,
            state,
            copies,
            known,
            before,
            records,
            adopted,
            pulled,
            remote_changes,
        }))
    }

    /// Writes what the plans say by now, over what people did; whether anything
    /// was written. A dry run only says what would be.
    ///
    /// # Errors
    ///
    /// Returns an error if the server or the store cannot be used.
    #[instrument(level = "info", skip_all, fields(round = round))]
    pub async fn push(
        &mut self,
        store: &Store,
        plans: &[ActivePlan],
        found: RemoteChanges,
        options: &SyncOptions,
        round: usize,
        report: &mut TargetReport,
    ) -> Result<bool, SyncError> {
        let RemoteChanges {
            collection,
            key,
            mut state,
            mut copies,
            known,
            before,
            mut records,
            adopted,
            pulled,
            remote_changes,
        } = found;
        report.remote_changes.extend(remote_changes);
        let items = self.publisher.items(plans, &mut records);
        push::recognize(&items, &mut copies, &adopted, self.zone());
        let touched: Vec<String> = pulled.changed.iter().map(|one| one.id.clone()).collect();
        let due = push::due(&items, &copies, &touched, self.publisher.now, self.zone());
        push::mark_synced(&items, &mut copies, &due, &touched);
        copies.settle(|id| pulled.unread.contains_key(id) || due.iter().any(|one| one.is_of(id)));
        // What failed once is for the next run.
        let has_failed =
            |one: &push::Due| report.written.iter().any(|before| before.failure.is_some() && one.is_of(&before.id));
        let (failed, mut due): (Vec<push::Due>, Vec<push::Due>) = due.into_iter().partition(has_failed);
        // Nobody knows what they look like by now.
        due.retain(|one| !pulled.unread.keys().any(|id| one.is_of(id)));
        if due.iter().any(|one| one.is_uncompared(&copies)) {
            report.note(WEAK.to_owned());
        }
        if options.dry_run {
            report.written.extend(announced(&due));
            return Ok(false);
        }
        records.save(&before, store).await?;
        copies.save(store, &key, known.iter().chain(copies.0.keys())).await?;
        // From here on something of ours is in this calendar and no other.
        let so_far = TargetState { listing: pulled.asked_with(), ..state.clone() };
        copies::save_target(store, &key, &so_far).await?;
        let done = push::push(store, self.client, &collection, &key, &mut copies, &due, &failed).await?;
        let n_failed = done.iter().filter(|one| one.failure.is_some()).count();
        info!(written = done.len() - n_failed, failed = n_failed, "pushed");
        let wrote = !done.is_empty();
        let is_passing = |one: &Written| matches!(one.failure.as_deref(), Some(push::CONFLICT | push::HELD));
        let is_final = |one: &Written| round == ROUNDS_MAX || !is_passing(one);
        report.written.extend(done.into_iter().filter(is_final));
        state.listing = pulled.next_state();
        state.last_success = Some(self.publisher.now);
        copies::save_target(store, &key, &state).await?;
        Ok(wrote)
    }

    /// The calendar and why it is this one, made where it is not there. A dry
    /// run makes none, and says what would be in it.
    async fn collection(
        &self,
        store: &Store,
        plans: &[ActivePlan],
        state: &TargetState,
        copies: &mut Copies,
        options: &SyncOptions,
        report: &mut TargetReport,
    ) -> Result<Option<(Collection, Option<Origin>)>, SyncError> {
        match self.place(state, copies).await? {
            Place::There(collection, origin) => Ok(Some((collection, origin))),
            Place::New(url, _) if options.dry_run => {
                let mut records = ItemRecords::load(store).await?;
                report.written = announced(&self.all_due(plans, &mut records));
                report.calendar = Some(CalendarName::known(None, self.target, &url));
                Ok(None)
            }
            Place::New(url, found) => {
                let (collection, written) = self.make(store, plans, &url, &found).await?;
                report.written.extend(written);
                Ok(Some((collection, Some(Origin::Made))))
            }
        }
    }

    /// What is to be written into a calendar that is empty.
    fn all_due(&self, plans: &[ActivePlan], records: &mut ItemRecords) -> Vec<push::Due> {
        let items = self.publisher.items(plans, records);
        push::due(&items, &Copies::default(), &[], self.publisher.now, self.zone())
    }

    fn zone(&self) -> &TimeZone {
        self.publisher.overview.travel.home()
    }

    /// Makes the calendar; with everything in it, where there is much and the
    /// server takes that. What was written by that is recognized when the
    /// calendar is looked at.
    async fn make(
        &self,
        store: &Store,
        plans: &[ActivePlan],
        url: &Url,
        found: &Found,
    ) -> Result<(Collection, Vec<Written>), SyncError> {
        let name = self.target.name();
        let before = ItemRecords::load(store).await?;
        let mut records = before.clone();
        let due = self.all_due(plans, &mut records);
        let folder = url.join("..").unwrap_or_else(|_| url.clone());
        if due.len() >= WHOLE_FROM && self.client.is_radicale(&folder).await? {
            records.save(&before, store).await?;
            let items: Vec<Item> = due.iter().map(push::Due::item).cloned().collect();
            let text = Feed { name, description: Some(place::DESCRIPTION), items: &items }.to_text();
            if self.client.put_whole(url, &text).await? {
                let name = Some(name.to_owned());
                return Ok((Collection { name, takes_tasks: true, ..Collection::at(url.clone()) }, announced(&due)));
            }
        }
        Ok((self.made(url, found).await?, Vec::new()))
    }
}

/// What is said of servers whose states cannot be compared.
const WEAK: &str = "the server does not name states that can be compared when something is written (strong ETags): \
                    each item is read again before it is written";

/// What is said where an earlier version chose a calendar that it had not made
/// and nobody had named.
fn chosen_by_earlier(calendar: &CalendarName) -> String {
    format!(
        "an earlier version chose the calendar {calendar} by itself, and plans stand in it; to choose anew and leave \
         what stands there: backcast calendar sync --start-anew"
    )
}

/// What did not come though the server had listed it, by title.
fn notes_of(pulled: &pull::Pulled, records: &ItemRecords) -> Vec<String> {
    let mut notes: Vec<String> = pulled
        .unread
        .iter()
        .map(|(id, status)| {
            let title = records.0.get(id).map_or(id.as_str(), |record| record.title.as_str());
            let answer = status.map_or_else(String::new, |status| format!(" (it answered {status})"));
            format!(
                "`{title}` is in the calendar, and the server did not send it{answer}: it stays as it was last known"
            )
        })
        .collect();
    if pulled.n_forbidden > 0 {
        notes.push(format!(
            "the server sent {} that XML does not allow: left out",
            plural(pulled.n_forbidden, "character")
        ));
    }
    notes
}

fn announced(due: &[push::Due]) -> Vec<Written> {
    due.iter().map(|due| due.announced(None)).collect()
}

/// The name under which a target is kept; a password is no part of it.
fn target_key(target: &CalendarTarget) -> String {
    hash(format!("{} {}", target.url.without_password().reveal(), target.name()).as_bytes())[..16].to_owned()
}

/// What is known of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetStatus {
    /// The address of its calendar, once it was found.
    pub collection: Option<Address>,
    /// How people know it, once it was found.
    pub calendar: Option<CalendarName>,
    /// When it was last in step.
    pub last_success: Option<Timestamp>,
    /// Our items in it.
    pub n_items: usize,
}

/// What is known of a target.
///
/// # Errors
///
/// Returns an error if the store cannot be read.
pub async fn target_status(store: &Store, target: &CalendarTarget) -> Result<TargetStatus, StoreError> {
    let (copies, state) = copies::load(store, &target_key(target)).await?;
    let TargetState { collection, name, last_success, .. } = state;
    let url = collection.as_ref().and_then(|url| url.parse::<Url>().ok());
    let calendar = url.map(|url| CalendarName::known(name, target, &url));
    Ok(TargetStatus { collection: collection.map(Address::from), calendar, last_success, n_items: copies.0.len() })
}
