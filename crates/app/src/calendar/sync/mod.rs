//! Keeping plans and a calendar on a server in step, both ways.
//!
//! A run first takes in what people did on the server, then writes what the
//! plans say by now. Before anything is sent, what is about to be sent is
//! written down: a run that was killed leaves nothing twice and nothing lost.

mod copies;
mod pull;
mod push;

use std::collections::BTreeMap;
use std::path::Path;

use backcast_calendar::{Collection, DavClient, DavError, Feed, Http, Item, Meaning, MeaningTime, OutsideChange};
use backcast_core::track::Change;
use backcast_core::{Plan, PlanDiff, PortfolioId, days_between, plus_days};
use backcast_document::{CalendarTarget, EditedMilestone, EditedPlan};
use backcast_store::Store;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use url::Url;

use super::connection::Connection;
use super::copy::hash;
use super::error::SourceError;
use super::item_record::{ItemRecords, TimeRecord};
use super::publish::Publisher;
use super::wanted::{Held, block_of, held};
use crate::approve::propose_edited;
use crate::edit::edited;
use crate::keep::{Actor, Decision, change};
use crate::{AppError, Library};
use copies::{Copies, TargetState};
use pull::Pulled;

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
pub struct Outside {
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

/// A plan that was proposed because somebody moved milestones.
#[derive(Clone, Debug, PartialEq)]
pub struct Replanned {
    /// The goal file's id.
    pub portfolio: PortfolioId,
    /// What differs, and the plan; or why the plan cannot follow.
    pub outcome: Result<(PlanDiff, Plan), String>,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncReport {
    /// The address of the calendar; nothing where a dry run found none.
    pub collection: Option<Url>,
    /// What people did there.
    pub outside: Vec<Outside>,
    /// Plans that follow from it.
    pub replanned: Vec<Replanned>,
    /// What was written.
    pub written: Vec<Written>,
}

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store or a plan cannot be used.
    #[error(transparent)]
    App(#[from] AppError),
    /// The server does not do what it is asked.
    #[error(transparent)]
    Dav(#[from] DavError),
    /// The server cannot be reached as it is described.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Most of our items are gone at once.
    #[error("{gone} of {all} of our items are gone from the calendar")]
    ManyGone {
        /// So many are gone.
        gone: usize,
        /// Of so many.
        all: usize,
    },
    /// The calendar holds nothing of ours any more.
    #[error("the calendar at {0} holds nothing of what was written there: it is another one, or was emptied")]
    Emptied(String),
    /// There is no calendar, and the server makes none.
    #[error("there is no calendar at {0} to write to, and the server makes none")]
    NoCalendar(String),
}

impl From<backcast_store::StoreError> for SyncError {
    fn from(error: backcast_store::StoreError) -> Self {
        SyncError::App(error.into())
    }
}

/// Somebody who writes elsewhere before we do makes us look again, so often.
const ROUNDS_MAX: usize = 3;

/// From so many items on, a calendar is made with all of them at once where
/// the server takes that.
const WHOLE_FROM: usize = 20;

/// Where the calendar is.
enum Place {
    There(Collection),
    /// It is not there yet.
    New(Url),
}

/// Everything that a run works with.
#[derive(Debug)]
pub struct Sync<'s, H> {
    /// The store.
    pub store: &'s mut Store,
    /// Who changes something.
    pub actor: &'s Actor,
    /// What plans say to calendars.
    pub publisher: Publisher<'s>,
    /// Talks to the server.
    pub client: &'s DavClient<H>,
    /// The calendar.
    pub target: &'s CalendarTarget,
}

impl<H: Http> Sync<'_, H> {
    /// Takes in what people did on the server and writes what the plans say.
    ///
    /// # Errors
    ///
    /// Returns an error if the server or the store cannot be used, or if what
    /// is found there looks like an accident; nothing is written then.
    pub async fn run(&mut self, options: &SyncOptions) -> Result<SyncReport, SyncError> {
        let key = target_key(self.target);
        let mut report = SyncReport::default();
        for round in 1.. {
            let (mut copies, mut state) = copies::load(self.store, &key).await?;
            let known: Vec<String> = copies.0.keys().cloned().collect();
            if options.start_anew && round == 1 {
                (copies, state) = (Copies::default(), TargetState::default());
            }
            let collection = match self.place(&state).await? {
                Place::There(collection) => collection,
                Place::New(_) if options.dry_run => {
                    let mut records = ItemRecords::load(self.store).await?;
                    let items = self.publisher.items(self.store, &mut records).await?.items;
                    let due = push::due(&items, &Copies::default(), &[], self.publisher.now, self.zone());
                    report.written = self.announce(&due);
                    return Ok(report);
                }
                Place::New(url) => {
                    let (collection, written) = self.make(&url).await?;
                    report.written.extend(written);
                    collection
                }
            };
            state.collection = Some(collection.url.to_string());
            state.takes_todos = collection.takes_todos;
            report.collection = Some(collection.url.clone());
            let mut pulled = pull::pull(self.client, &collection, &mut copies, &state, self.zone(), options).await?;
            let before = ItemRecords::load(self.store).await?;
            let mut records = before.clone();
            let adopted = pulled.adopt_own(self.client, &collection, &mut copies, &records).await?;
            for id in &options.restore {
                if let Some(record) = records.0.get_mut(id) {
                    record.refused = false;
                }
            }
            let outside = self.take_in(&pulled, &copies, &mut records);
            if !options.dry_run {
                self.remember(&outside).await?;
                report.replanned.extend(self.replan(&pulled, &records).await?);
            }
            report.outside.extend(outside);
            let items = self.publisher.items(self.store, &mut records).await?.items;
            let touched: Vec<String> = pulled.changed.iter().map(|one| one.id.clone()).collect();
            push::recognize(&items, &mut copies, &adopted, self.zone());
            let mut due = push::due(&items, &copies, &touched, self.publisher.now, self.zone());
            push::settle(&items, &mut copies, &due, &touched);
            // What failed once is for the next run.
            due.retain(|one| !report.written.iter().any(|before| before.failure.is_some() && one.is_of(&before.id)));
            if options.dry_run {
                report.written.extend(self.announce(&due));
                return Ok(report);
            }
            records.keep(&before, self.store).await?;
            copies.keep(self.store, &key, known.iter().chain(copies.0.keys())).await?;
            let done = push::push(self.store, self.client, &collection, &key, &mut copies, &due).await?;
            let wrote = !done.is_empty();
            let is_final = |one: &Written| round >= ROUNDS_MAX || one.failure.as_deref() != Some(push::CONFLICT);
            report.written.extend(done.into_iter().filter(is_final));
            state.listing = pulled.state.clone();
            state.last_success = Some(self.publisher.now);
            copies::keep_target(self.store, &key, &state).await?;
            // What we wrote leads to a new state of the calendar. Only another
            // look tells it apart from what others wrote at the same time.
            if !wrote || round >= ROUNDS_MAX {
                break;
            }
        }
        Ok(report)
    }

    fn zone(&self) -> &TimeZone {
        self.publisher.overview.whereabouts.home()
    }

    /// The calendar that is written to, or where it would be.
    async fn place(&self, state: &TargetState) -> Result<Place, SyncError> {
        if let Some(url) = state.collection.as_ref().and_then(|url| url.parse().ok()) {
            return Ok(Place::There(Collection { url, name: None, takes_todos: state.takes_todos }));
        }
        let url = super::load::address(&self.target.url).and_then(Result::ok);
        let url = url.ok_or_else(|| DavError::NoCalendar(self.target.url.clone()))?;
        let found = self.client.discover(&url).await?;
        if let Some(there) = found.named(&self.target.collection) {
            return Ok(Place::There(there.clone()));
        }
        let place = found.place_for(&self.target.collection);
        Ok(Place::New(place.ok_or_else(|| SyncError::NoCalendar(self.target.url.clone()))?))
    }

    /// Makes the calendar; with everything in it, where there is much and the
    /// server takes that. What was written by that is recognized when the
    /// calendar is looked at.
    async fn make(&mut self, url: &Url) -> Result<(Collection, Vec<Written>), SyncError> {
        let name = &self.target.collection;
        let before = ItemRecords::load(self.store).await?;
        let mut records = before.clone();
        let items = self.publisher.items(self.store, &mut records).await?.items;
        let due = push::due(&items, &Copies::default(), &[], self.publisher.now, self.zone());
        let folder = url.join("..").unwrap_or_else(|_| url.clone());
        if due.len() >= WHOLE_FROM && self.client.is_radicale(&folder).await? {
            records.keep(&before, self.store).await?;
            let items: Vec<Item> = due.iter().map(push::Due::item).cloned().collect();
            let text = Feed { name, items: &items, todos: false }.to_text();
            if self.client.put_whole(url, &text).await? {
                let collection = Collection { url: url.clone(), name: Some(name.clone()), takes_todos: true };
                return Ok((collection, self.announce(&due)));
            }
        }
        let made = self.client.make(url, name).await?;
        Ok((made.ok_or_else(|| SyncError::NoCalendar(self.target.url.clone()))?, Vec::new()))
    }

    fn announce(&self, due: &[push::Due]) -> Vec<Written> {
        due.iter().map(|due| due.announced(None)).collect()
    }

    /// What people did becomes part of what is kept of the items.
    fn take_in(&self, pulled: &Pulled, copies: &Copies, records: &mut ItemRecords) -> Vec<Outside> {
        let zone = self.zone();
        let mut outside = Vec::new();
        for one in &pulled.changed {
            let Some(record) = records.0.get_mut(&one.id) else { continue };
            for change in &one.changes {
                let title = record.title.clone();
                let mut question = None;
                let what = match change {
                    OutsideChange::Moved { from, to } => {
                        record.pinned = pinned(to, &record.time, zone).or(record.pinned.take());
                        record.pinned_at = Some(self.publisher.now);
                        let lost = lost(&one.id, copies, record, zone);
                        format!("moved from {} to {}{lost}", from.shown(zone), to.shown(zone))
                    }
                    OutsideChange::Retitled(title) => {
                        record.retitled = Some(title.clone());
                        format!("called \"{title}\"")
                    }
                    OutsideChange::Excepted(times) => {
                        record.except.extend(times);
                        record.except.sort();
                        record.except.dedup();
                        let days: Vec<String> = times
                            .iter()
                            .map(|at| at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string())
                            .collect();
                        format!("left out on {}", days.join(", "))
                    }
                    OutsideChange::Deleted => {
                        record.refused = true;
                        question = question_about(&one.id);
                        if block_of(&one.id).is_some() { "deleted: its work goes elsewhere" } else { "deleted" }
                            .to_owned()
                    }
                };
                outside.push(Outside { id: one.id.clone(), title, what, question });
            }
        }
        outside
    }

    /// What people did becomes a part of the history of each goal file.
    async fn remember(&mut self, outside: &[Outside]) -> Result<(), SyncError> {
        let mut of_file: BTreeMap<PortfolioId, Vec<Change>> = BTreeMap::new();
        let known = self.store.portfolios().await?;
        for one in outside {
            let name = one.id.split('/').next().unwrap_or_default();
            // The weekly check-in is of all of them: the first one notes it.
            let file = known.iter().find(|id| id.as_str() == name).or(known.first());
            let Some(file) = file else { continue };
            let change = Change::InCalendar { item: one.id.clone(), what: one.what.clone() };
            of_file.entry(file.clone()).or_default().push(change);
        }
        for (file, changes) in of_file {
            change(self.store, self.actor, &file, |_| Ok(Decision::of(changes.clone(), ()))).await?;
        }
        Ok(())
    }

    /// Where milestones were moved, the plan with these dates is proposed.
    async fn replan(&mut self, pulled: &Pulled, records: &ItemRecords) -> Result<Vec<Replanned>, SyncError> {
        let moved: Vec<&str> = pulled
            .changed
            .iter()
            .filter(|one| one.changes.iter().any(|change| matches!(change, OutsideChange::Moved { .. })))
            .map(|one| one.id.as_str())
            .collect();
        let mut replanned = Vec::new();
        if moved.is_empty() {
            return Ok(replanned);
        }
        for held in held(self.store, self.publisher.library).await? {
            let plan = with_moved(&held, &moved, records);
            if plan.milestones.len() != held.plan.milestones.len() {
                continue;
            }
            let Some(approved) = held.stored.ledger.approved().cloned() else { continue };
            let taken = held.plan.milestones.iter().map(|planned| planned.milestone.id.clone()).collect();
            let outcome = match edited(&held.plan, &plan, &taken, true) {
                Ok(new) if new == held.plan => continue,
                Ok(new) => {
                    let library: &Library = self.publisher.library;
                    let proposal =
                        propose_edited(self.store, self.actor, &held.stored, &approved, new, library).await?;
                    match proposal.diff {
                        Some(diff) => Ok((diff, proposal.plan)),
                        None => continue,
                    }
                }
                Err(AppError::EditAudit(findings)) => {
                    Err(findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<&str>>().join("; "))
                }
                Err(error) => Err(error.to_string()),
            };
            replanned.push(Replanned { portfolio: held.stored.id.clone(), outcome });
        }
        Ok(replanned)
    }
}

/// The plan with moved milestones on their new dates, and what rests on them
/// moved on as far as it has to.
fn with_moved(held: &Held, moved: &[&str], records: &ItemRecords) -> EditedPlan {
    let mut any = false;
    let milestones: Vec<EditedMilestone> = held
        .plan
        .milestones
        .iter()
        .map(|planned| {
            let one = &planned.milestone;
            let id = format!("{}/{}", held.stored.id, one.id);
            let due = match records.0.get(&id).and_then(|record| record.pinned.as_ref()) {
                Some(TimeRecord::Day(day)) if moved.contains(&id.as_str()) => {
                    any = true;
                    *day
                }
                _ => planned.due,
            };
            EditedMilestone {
                id: Some(one.id.clone()),
                goal: one.goal.clone(),
                name: one.name.clone(),
                statement: one.statement.clone(),
                criteria: one.criteria.clone(),
                depends_on: one.depends_on.clone(),
                effort: one.effort,
                start: planned.start.min(due),
                due,
                waiting_days: one.waiting_days,
                risk: one.risk,
                slow_reason: one.slow_reason.clone(),
                value: one.value.clone(),
                abort_point: one.abort_point.clone(),
                files: one.files.clone(),
            }
        })
        .collect();
    EditedPlan { milestones: if any { moved_on(milestones) } else { Vec::new() } }
}

/// Milestones that begin before what they rest on is reached begin after it,
/// and take as many days as before.
fn moved_on(mut milestones: Vec<EditedMilestone>) -> Vec<EditedMilestone> {
    // Each round settles at least the milestones one step further on.
    for _ in 0..milestones.len() {
        let before = milestones.clone();
        let due = |id| before.iter().find(|one| one.id.as_ref() == Some(id)).map(|one| one.due);
        for one in &mut milestones {
            let earliest = one.depends_on.iter().filter_map(|dependency| {
                Some(plus_days(due(&dependency.on)?, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX)))
            });
            if let Some(earliest) = earliest.max().filter(|earliest| *earliest > one.start) {
                let late = days_between(one.start, earliest);
                (one.start, one.due) = (earliest, plus_days(one.due, late));
            }
        }
        if milestones == before {
            break;
        }
    }
    milestones
}

/// Where somebody put an item, in the form in which it is kept.
fn pinned(to: &MeaningTime, before: &TimeRecord, zone: &TimeZone) -> Option<TimeRecord> {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    Some(match (to, before) {
        (MeaningTime::Days(first, _), TimeRecord::Day(_)) => TimeRecord::Day(*first),
        (MeaningTime::Once(window), TimeRecord::Day(_)) => TimeRecord::Day(day(window.start)),
        (MeaningTime::Once(window), TimeRecord::Block(..)) => TimeRecord::Block(window.start, window.end),
        (MeaningTime::Recurring { first, rule, .. }, TimeRecord::Recurring { zone: name, .. }) => {
            let own = TimeZone::get(name).unwrap_or(TimeZone::UTC);
            let minutes = (first.end.as_second() - first.start.as_second()) / 60;
            TimeRecord::Recurring {
                start: first.start.to_zoned(own).datetime(),
                zone: name.clone(),
                minutes: u32::try_from(minutes).unwrap_or(0),
                rule: rule.clone(),
            }
        }
        // A day is no time for work, and one time no cycle: it stays ours.
        _ => return None,
    })
}

/// What the plan had made of an item meanwhile: it yields to the person, and
/// is said so that it is not lost.
fn lost(id: &str, copies: &Copies, record: &super::item_record::ItemRecord, zone: &TimeZone) -> String {
    let Some(copy) = copies.0.get(id) else { return String::new() };
    let was = Meaning::of(&copy.ours, &record.uid, zone).map(|meaning| meaning.time);
    let time = Item { time: record.time.to_time(&[]), ..copies::blank(&record.uid) };
    let now = Meaning::of(&time.to_resource(), &record.uid, zone).map(|meaning| meaning.time);
    match (was, now) {
        (Some(was), Some(now)) if was != now => format!("; the plan had it on {}", now.shown(zone)),
        _ => String::new(),
    }
}

/// What a deleted item leaves to decide.
fn question_about(id: &str) -> Option<String> {
    if block_of(id).is_some() {
        return None;
    }
    let restore = format!("bring it back: backcast calendar sync --restore {id}");
    Some(match id.rsplit_once('/') {
        Some((_, "review")) | None => restore,
        Some(_) => format!("leave it out of the plan: backcast skip {id} --why …, or {restore}"),
    })
}

/// The name under which a target is kept.
pub(super) fn target_key(target: &CalendarTarget) -> String {
    hash(format!("{} {}", target.url, target.collection).as_bytes())[..16].to_owned()
}

/// What is known of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetStatus {
    /// The address of its calendar, once it was found.
    pub collection: Option<String>,
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
pub async fn target_status(store: &mut Store, target: &CalendarTarget) -> Result<TargetStatus, AppError> {
    let (copies, state) = copies::load(store, &target_key(target)).await?;
    let TargetState { collection, last_success, .. } = state;
    Ok(TargetStatus { collection, last_success, n_items: copies.0.len() })
}

/// Runs over the network; `folder` is where paths of the target begin.
///
/// # Errors
///
/// As [`Sync::run`], and if the password cannot be had.
pub async fn sync_with(
    store: &mut Store,
    actor: &Actor,
    publisher: Publisher<'_>,
    target: &CalendarTarget,
    folder: &Path,
    options: &SyncOptions,
) -> Result<SyncReport, SyncError> {
    let client = DavClient::new(Connection::remote(&target.access, folder)?);
    Sync { store, actor, publisher, client: &client, target }.run(options).await
}
