//! Plans and calendars together: the plans that are written there, and what
//! follows for them from what people did there.
//!
//! A run takes in what people did on the server, notes it in the log of each
//! goal file, proposes the plans that follow from moved milestones, and then
//! writes what the plans say. `backcast-calsync` talks to the server; what is
//! decided about plans stands here.

use std::collections::BTreeMap;
use std::path::Path;

use backcast_address::Address;
use backcast_calendar::{DavClient, Http};
use backcast_calsync::{
    ActivePlan, AppliedRemoteChange, CalendarName, Passwords, Published, Publisher, ROUNDS_MAX, SyncError, SyncOptions,
    SyncTarget, TargetReport, TargetStatus, Written, connect, target_status,
};
use backcast_core::track::EventKind;
use backcast_core::{GoalFileId, MilestoneId, Plan, PlanDiff};
use backcast_document::CalendarTarget;
use backcast_engine::EngineError;
use backcast_engine::edit::{edited, with_dates};
use backcast_store::Store;
use jiff::civil::Date;
use tracing::instrument;

use crate::approve::{earlier, propose_edited};
use crate::repository::{Actor, WriteIntent, change, loaded_at_once, plan_of, plan_with_hours_of};
use crate::{AppError, Workspace, experience};

/// A plan that was proposed because somebody moved milestones.
#[derive(Clone, Debug, PartialEq)]
pub struct Replanned {
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// What differs, and the plan; or why the plan cannot follow.
    pub outcome: Result<(PlanDiff, Plan), String>,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncReport {
    /// The address of the calendar; `None` if a dry run found none.
    pub collection: Option<Address>,
    /// How people know it, or would know the one that is to be made.
    pub calendar: Option<CalendarName>,
    /// What people did there.
    pub remote_changes: Vec<AppliedRemoteChange>,
    /// Plans that follow from it.
    pub replanned: Vec<Replanned>,
    /// What was written.
    pub written: Vec<Written>,
    /// What is odd about the calendar or the server.
    pub notes: Vec<String>,
}

/// A server to keep plans in step with, and what it takes to get in.
#[derive(Clone, Debug)]
pub struct Server<'s> {
    /// The server and the calendar on it.
    pub target: &'s CalendarTarget,
    /// Where relative paths of its description begin.
    pub folder: &'s Path,
    /// Finds the password.
    pub passwords: Passwords,
}

impl Workspace {
    /// Every plan that is in effect, in the order of their ids; dropped goals
    /// have none.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub async fn active_plans(&self) -> Result<Vec<ActivePlan>, AppError> {
        active_plans(&self.store().await?, Goals::Whole).await
    }

    /// The items of all plans that are in effect. What is written is remembered,
    /// so that the same plans give the same bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read or written.
    #[instrument(level = "debug", skip_all)]
    pub async fn publish(&self, publisher: &Publisher<'_>) -> Result<Published, AppError> {
        let store = self.store().await?;
        let plans = active_plans(&store, Goals::HoursOnly).await?;
        Ok(publisher.publish(&store, plans).await?)
    }

    /// Takes in what people did on a server and writes what the plans say, over
    /// the network. A workspace that writes nothing writes nothing there, too.
    ///
    /// # Errors
    ///
    /// As [`Workspace::sync`], and if the password cannot be had.
    pub async fn sync_with(
        &self,
        publisher: Publisher<'_>,
        server: &Server<'_>,
        options: &SyncOptions,
    ) -> Result<SyncReport, AppError> {
        let remote = connect(&server.target.url, &server.target.access, server.folder, &server.passwords)
            .map_err(SyncError::from)?;
        let client = DavClient::new(remote);
        self.sync(SyncTarget { publisher, client: &client, target: server.target }, options).await
    }

    /// As [`Workspace::sync_with`], over a connection that is handed in.
    ///
    /// # Errors
    ///
    /// Returns an error if the server or the store cannot be used, or if what
    /// is found there looks like an accident; nothing is written then.
    #[instrument(level = "debug", skip_all)]
    pub async fn sync<H: Http>(
        &self,
        target: SyncTarget<'_, H>,
        options: &SyncOptions,
    ) -> Result<SyncReport, AppError> {
        let options = SyncOptions { dry_run: options.dry_run || self.is_dry_run(), ..options.clone() };
        let store = self.store().await?;
        Sync { store: &store, actor: self.actor(), target }.run(&options).await
    }

    /// What is known of the calendar on a server, without asking it.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub async fn target_status(&self, target: &CalendarTarget) -> Result<TargetStatus, AppError> {
        Ok(target_status(&self.store().await?, target).await?)
    }
}

/// What is known of the goals of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goals {
    /// All that their texts say.
    Whole,
    /// The hours that they have: enough to place their work.
    HoursOnly,
}

async fn active_plans(store: &Store, goals: Goals) -> Result<Vec<ActivePlan>, AppError> {
    let mut ids: Vec<GoalFileId> = store.goal_files().await?;
    ids.sort();
    let mut all = Vec::new();
    for ids in loaded_at_once(&ids) {
        for mut stored in store.load_all(&ids).await? {
            if stored.ledger.dropped.is_some() {
                continue;
            }
            if let Some(approved) = stored.ledger.approved().cloned() {
                let plan = match goals {
                    Goals::Whole => plan_of(store, &stored, &approved).await?,
                    Goals::HoursOnly => plan_with_hours_of(store, &stored, &approved).await?,
                };
                stored.documents.clear(); // What they say is in the plan now.
                all.push(ActivePlan { stored, plan });
            }
        }
    }
    Ok(all)
}

/// Everything that a run works with.
struct Sync<'s, H> {
    store: &'s Store,
    actor: &'s Actor,
    /// The calendar, and what is to stand in it.
    target: SyncTarget<'s, H>,
}

impl<H: Http> Sync<'_, H> {
    async fn run(&mut self, options: &SyncOptions) -> Result<SyncReport, AppError> {
        let (mut report, mut replanned) = (TargetReport::default(), Vec::new());
        self.target.leave_others(self.store, options).await?;
        for round in 1..=ROUNDS_MAX {
            // What we wrote leads to a new state of the calendar. Only another
            // look tells it apart from what others wrote at the same time.
            if !self.round(options, round, &mut report, &mut replanned).await? {
                break;
            }
        }
        let TargetReport { collection, calendar, remote_changes, written, notes } = report;
        Ok(SyncReport { collection, calendar, remote_changes, replanned, written, notes })
    }

    /// One look and what follows from it; whether anything was written.
    async fn round(
        &mut self,
        options: &SyncOptions,
        round: usize,
        report: &mut TargetReport,
        replanned: &mut Vec<Replanned>,
    ) -> Result<bool, AppError> {
        let plans = active_plans(self.store, Goals::Whole).await?;
        let Some(found) = self.target.pull(self.store, &plans, options, round, report).await? else {
            return Ok(false);
        };
        if !options.dry_run {
            self.record(&found.remote_changes).await?;
            replanned.extend(self.replan(&found.moved_days()).await?);
        }
        let plans = active_plans(self.store, Goals::Whole).await?;
        Ok(self.target.push(self.store, &plans, found, options, round, report).await?)
    }

    /// What people did becomes a part of the history of each goal file.
    async fn record(&mut self, remote_changes: &[AppliedRemoteChange]) -> Result<(), AppError> {
        let mut of_file: BTreeMap<GoalFileId, Vec<EventKind>> = BTreeMap::new();
        let known = self.store.goal_files().await?;
        for one in remote_changes {
            let name = one.id.split('/').next().unwrap_or_default();
            // The weekly check-in is of all of them: the first one notes it.
            let file = known.iter().find(|id| id.as_str() == name).or(known.first());
            let Some(file) = file else { continue };
            let change = EventKind::InCalendar { item: one.id.clone(), what: one.what.clone() };
            of_file.entry(file.clone()).or_default().push(change);
        }
        for (file, changes) in of_file {
            change(self.store, self.actor, &file, |_| Ok(WriteIntent::of(changes.clone(), ()))).await?;
        }
        Ok(())
    }

    /// Where milestones were moved, the plan with these dates is proposed.
    async fn replan(&mut self, moved: &BTreeMap<String, Date>) -> Result<Vec<Replanned>, AppError> {
        let mut replanned = Vec::new();
        if moved.is_empty() {
            return Ok(replanned);
        }
        for active in active_plans(self.store, Goals::Whole).await? {
            let day = |id: &MilestoneId| Some((id.clone(), *moved.get(&active.item_of(id))?));
            let days = active.plan.milestones.iter().filter_map(|planned| day(&planned.milestone.id)).collect();
            let Some(plan) = with_dates(&active.plan, &days) else { continue };
            let Some(approved) = active.stored.ledger.approved().cloned() else { continue };
            let earlier = earlier(self.store, &active.stored).await?;
            let experience = experience::of_others(self.store, self.actor, &active.stored.id).await?;
            let outcome = match edited(&active.plan, &plan, &earlier, &experience, true) {
                Ok(new) if new.milestones == active.plan.milestones => continue,
                Ok(new) => {
                    let (store, stored) = (self.store, &active.stored);
                    let proposal = propose_edited(store, self.actor, stored, &approved, new).await?;
                    match proposal.diff {
                        Some(diff) => Ok((diff, proposal.plan)),
                        None => continue,
                    }
                }
                Err(EngineError::EditAudit(findings)) => {
                    Err(findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<&str>>().join("; "))
                }
                Err(error) => Err(error.to_string()),
            };
            replanned.push(Replanned { goal_file: active.stored.id.clone(), outcome });
        }
        Ok(replanned)
    }
}
