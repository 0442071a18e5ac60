//! Proposals and what is decided about them: planning a stored goal, rejecting
//! and undoing. What takes a person's consent is in [`consent`](mod@crate::consent).

use std::collections::BTreeMap;

use backcast_core::audit::N_MILESTONES_WITHOUT_CONSENT;
use backcast_core::track::{
    ContentHash, Event, EventKind, Ledger, PlanRevision, PlanState, Progress, ProposalOrigin, Rejection, Tick, Track,
};
use backcast_core::{GoalFileId, GoalId, Plan, PlanDiff, compare};
use backcast_document::{PlanRecord, content_hash, read_plan};
use backcast_engine::{Earlier, EarlierMilestone, Options, Proposer, TakenIds, propose};
use backcast_playbook::Library;
use backcast_store::{Store, StoreError, Stored, WriteOrder};
use jiff::civil::Date;
use tracing::instrument;

use crate::repository::{
    Actor, WriteIntent, change, expect_version, goal_file_of, may_retry, plan_of, revision_of, stale, write,
};
use crate::track::milestones_of;
use crate::{AppError, Clock, Workspace, experience};

/// A plan that was proposed for a stored goal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The goals with the proposal.
    pub stored: Stored,
    /// The plan.
    pub plan: Plan,
    /// Its number.
    pub revision: u32,
    /// Whether there was no such plan before.
    pub is_new: bool,
    /// What differs from the plan before; `None` if it is the first.
    pub diff: Option<PlanDiff>,
}

impl Workspace {
    /// Plans a stored goal from its goal file and stores the proposal. Milestones
    /// keep their ids, and what is done stays done. A plan without milestones is
    /// not stored. `library` is that of the workspace, or what is left of it
    /// where playbooks are not wanted.
    ///
    /// # Errors
    ///
    /// Returns an error if everything is done, or as [`propose`] does.
    #[instrument(level = "debug", skip_all)]
    pub async fn propose_stored(
        &self,
        id: &GoalFileId,
        library: &Library,
        options: &Options,
    ) -> Result<Proposal, AppError> {
        propose_stored(&self.store().await?, self.actor(), id, library, options).await
    }

    /// Stores what somebody made of this plan, once the audit has accepted it. It
    /// rests on the same version of the goal file as the plan that was edited.
    ///
    /// # Errors
    ///
    /// Returns an error if the audit finds errors, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn propose_edited(
        &self,
        stored: &Stored,
        edited: &PlanRevision,
        plan: Plan,
    ) -> Result<Proposal, AppError> {
        propose_edited(&self.store().await?, self.actor(), stored, edited, plan).await
    }

    /// Rejects a proposal, by default the newest.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none.
    #[instrument(level = "debug", skip_all)]
    pub async fn reject(&self, id: &GoalFileId, revision: Option<u32>, why: &str) -> Result<Decided, AppError> {
        let store = &self.store().await?;
        let ledger = store.load(id).await?.ledger;
        let revision = revision_of(id, &ledger, revision)?.revision;
        let rejected = EventKind::Rejected { revision, why: why.to_owned() };
        let decide = |_: &Stored| Ok(WriteIntent::of(vec![rejected.clone()], ()));
        let (stored, ()) = change(store, self.actor(), id, decide).await?;
        Ok(Decided { stored, revision, was_so: false })
    }

    /// Notes that a plan was written to a file, which drift is looked for in; of
    /// `content` only the hash is kept. The same again changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn record_artifact(
        &self,
        id: &GoalFileId,
        revision: u32,
        path: &str,
        content: &str,
    ) -> Result<(), AppError> {
        let hash = content_hash(content);
        let decide = |stored: &Stored| {
            let written = EventKind::Written { revision, path: path.to_owned(), hash: hash.clone() };
            let mut artifacts = stored.ledger.artifacts.iter();
            let known = artifacts.any(|a| a.path == path && a.hash == hash && a.revision == revision);
            Ok(WriteIntent::of(if known { Vec::new() } else { vec![written] }, ()))
        };
        change(&self.store().await?, self.actor(), id, decide).await?;
        Ok(())
    }

    /// Undoes the last command that changed these goals, and returns its events.
    ///
    /// # Errors
    ///
    /// Returns an error if there is nothing left to undo, or if the last change
    /// is another person's and that was not allowed.
    #[instrument(level = "debug", skip_all)]
    pub async fn undo(&self, id: &GoalFileId, others_too: bool) -> Result<(Stored, Vec<Event>), AppError> {
        let (store, actor) = (&self.store().await?, self.actor());
        let mut tries = 0;
        loop {
            let stored = store.load(id).await?;
            expect_version(store, &stored, actor).await?;
            let batch = store.last_undoable(id, stored.ledger.version).await?;
            let Some(first) = batch.first() else {
                return Err(AppError::Refused { id: id.clone(), rejection: Rejection::NothingToUndo });
            };
            if first.by != actor.by && !others_too {
                return Err(AppError::NotYours { id: id.clone(), by: first.by.clone() });
            }
            let decision = WriteIntent::of(vec![EventKind::Undone { batch: first.batch }], batch);
            match write(store, actor, stored, decision).await {
                Err(AppError::Store(StoreError::Stale { .. })) if may_retry(actor, tries) => tries += 1,
                written => return written,
            }
        }
    }

    /// The goals with the last change that whoever asks made and that can be
    /// undone: the last by its place in the log, whatever its time says.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses, or if there are none.
    pub async fn last_changed(&self) -> Result<GoalFileId, AppError> {
        let (store, by) = (&self.store().await?, &self.actor().by);
        let mut last: Option<(WriteOrder, GoalFileId)> = None;
        for (id, written) in store.last_written_by(by).await? {
            // What is left to undo in a log was written before its last event.
            if last.as_ref().is_some_and(|(change, _)| *change > written) {
                break;
            }
            let batch = store.last_undoable(&id, u64::MAX).await?;
            let Some(first) = batch.first().filter(|first| first.by == *by) else { continue };
            let change = store.written_at(&id, first.number).await?;
            if last.as_ref().is_none_or(|(before, _)| change > *before) {
                last = Some((change, id));
            }
        }
        let nothing = || AppError::Refused { id: GoalFileId::new(by.as_str()), rejection: Rejection::NothingToUndo };
        last.map(|(_, id)| id).ok_or_else(nothing)
    }

    /// What earlier plans and the work so far leave behind for the next plan of
    /// these goals.
    ///
    /// # Errors
    ///
    /// Returns an error if a plan cannot be read.
    pub async fn earlier(&self, stored: &Stored) -> Result<Earlier, AppError> {
        earlier(&self.store().await?, stored).await
    }
}

pub(crate) async fn propose_stored(
    store: &Store,
    actor: &Actor,
    id: &GoalFileId,
    library: &Library,
    options: &Options,
) -> Result<Proposal, AppError> {
    let stored = store.load(id).await?;
    let earlier = earlier(store, &stored).await?;
    let all_done = !earlier.milestones.is_empty() && earlier.milestones.iter().all(|one| one.has_ended);
    if all_done {
        return Err(AppError::AllDone(id.clone()));
    }
    let decisions = decisions(store, &stored).await?;
    let experience = experience::of_others(store, actor, id).await?;
    let options = Options { earlier, decisions, experience, ..options.clone() };
    let mut goal_file = goal_file_of(&stored)?;
    goal_file.today = goal_file.today.map(|day| planning_day(day, &stored.ledger, &actor.clock));
    let plan = propose(goal_file, actor.clock.today(), library, &options)?;
    let basis = Basis {
        origin: match options.proposer {
            Proposer::Playbook => ProposalOrigin::Planner,
            Proposer::Review(_) => ProposalOrigin::Reviewed,
            Proposer::Files(_) | Proposer::Given { .. } => ProposalOrigin::Edited,
        },
        parent: stored.ledger.standing().map(|plan| plan.revision),
        goal_revision: stored.ledger.goal().map_or(0, |goal| goal.revision),
    };
    store_proposal(store, actor, &stored, plan, basis).await
}

/// What was decided in the plan that waits for a decision, else in the one in
/// effect. Decisions about a rejected plan went with it.
async fn decisions(store: &Store, stored: &Stored) -> Result<Vec<backcast_core::Decision>, AppError> {
    let Some(plan) = stored.ledger.standing() else { return Ok(Vec::new()) };
    let text = store.document(&plan.document).await?;
    let plan = read_plan(stored.id.as_str(), &text)?;
    Ok(plan.goals.first().map(|goal| goal.circumstances.decisions.clone()).unwrap_or_default())
}

/// The day of planning where the goal file names one. Once a plan holds, it
/// cannot lie before what has happened since, nor before a day that the caller
/// names.
pub(crate) fn planning_day(stated: Date, ledger: &Ledger, clock: &Clock) -> Date {
    if ledger.approved().is_none() {
        return stated;
    }
    let days = ledger.tracks.values().flat_map(|track| {
        let worked = track.work.iter().map(|work| work.on);
        worked.chain(track.started_on).chain(track.done_on)
    });
    let named = if let Clock::Fixed(day) = clock { Some(*day) } else { None };
    days.chain(named).fold(stated, Date::max)
}

pub(crate) async fn propose_edited(
    store: &Store,
    actor: &Actor,
    stored: &Stored,
    edited: &PlanRevision,
    plan: Plan,
) -> Result<Proposal, AppError> {
    let basis =
        Basis { origin: ProposalOrigin::Edited, parent: Some(edited.revision), goal_revision: edited.goal_revision };
    store_proposal(store, actor, stored, plan, basis).await
}

/// What a proposal was made from.
#[derive(Clone, Copy)]
struct Basis {
    origin: ProposalOrigin,
    parent: Option<u32>,
    goal_revision: u32,
}

/// Whether the plans or the goal file are others than they were: what was
/// decided on those must not take their place. Work that was logged is no
/// reason to decide again.
pub(crate) fn expect_same_plans(before: &Stored, now: &Stored) -> Result<(), AppError> {
    let (then, today) = (&before.ledger, &now.ledger);
    let same = then.plans == today.plans
        && then.goal_revisions == today.goal_revisions
        // A number that was given and taken back is not given again.
        && then.last_plan_revision == today.last_plan_revision;
    if same { Ok(()) } else { Err(stale(now, before.ledger.version)) }
}

async fn store_proposal(
    store: &Store,
    actor: &Actor,
    stored: &Stored,
    plan: Plan,
    basis: Basis,
) -> Result<Proposal, AppError> {
    let diff = match stored.ledger.standing() {
        Some(standing) => Some(compare(&plan_of(store, stored, standing).await?, &plan)),
        None => None,
    };
    if plan.milestones.is_empty() {
        let revision = stored.ledger.current().map_or(0, |plan| plan.revision);
        return Ok(Proposal { stored: stored.clone(), plan, revision, is_new: false, diff });
    }
    let record = PlanRecord::from_plan(&plan);
    let text = record.to_json();
    let document = content_hash(&text);
    let (after, (revision, is_new)) = change(store, actor, &stored.id, |now| {
        // What was turned down is proposed anew: else nobody could approve it.
        if let Some(same) = now.ledger.standing().filter(|plan| plan.document == document) {
            return Ok(WriteIntent::of(Vec::new(), (same.revision, false)));
        }
        expect_same_plans(stored, now)?;
        let revision = now.ledger.next_plan_revision();
        let proposed = EventKind::Proposed {
            revision,
            parent: basis.parent,
            document: document.clone(),
            hash: ContentHash::new(record.hash.clone()),
            goal_revision: basis.goal_revision,
            origin: basis.origin,
        };
        Ok(WriteIntent { documents: vec![text.clone()], ..WriteIntent::of(vec![proposed], (revision, true)) })
    })
    .await?;
    Ok(Proposal { stored: after, plan, revision, is_new, diff })
}

/// What earlier plans and the work so far leave behind. Plans that were never in
/// effect leave nothing: their ids are free again, and what was rejected is no
/// model. The one that waits for a decision counts as long as it waits, as
/// people name its milestones.
pub(crate) async fn earlier(store: &Store, stored: &Stored) -> Result<Earlier, AppError> {
    let ledger = &stored.ledger;
    let mut taken = TakenIds { milestones: ledger.tracks.keys().cloned().collect(), ..TakenIds::default() };
    let mut texts: BTreeMap<u32, String> = BTreeMap::new();
    let counts = |plan: &&PlanRevision| plan.state == PlanState::Proposed || ledger.may_have_been_active(plan);
    for plan in ledger.plans.iter().filter(counts) {
        let text = store.document(&plan.document).await?;
        read_plan(stored.id.as_str(), &text)?.milestones.iter().for_each(|one| taken.add(&one.milestone));
        texts.insert(plan.revision, text);
    }
    let basis = ledger.approved().or_else(|| ledger.proposed()).and_then(|plan| texts.get(&plan.revision));
    let Some(text) = basis else { return Ok(Earlier { milestones: Vec::new(), taken }) };
    let milestones = read_plan(stored.id.as_str(), text)?.milestones;
    let milestones = milestones
        .into_iter()
        .map(|planned| {
            let track = ledger.track(&planned.milestone.id);
            EarlierMilestone {
                share_done: track.share_done(planned.milestone.effort.likely()),
                started_on: track.started_on,
                done_on: track.done_on,
                has_ended: track.has_ended(),
                planned,
            }
        })
        .collect();
    Ok(Earlier { milestones, taken })
}

/// What a decision about a plan did.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The goals after it.
    pub stored: Stored,
    /// The plan that it was about.
    pub revision: u32,
    /// Whether it had been decided so before.
    pub was_so: bool,
}

/// The plan that is meant where somebody approves one without saying which.
pub(crate) fn waiting(ledger: &Ledger) -> Option<&PlanRevision> {
    ledger.proposed().or_else(|| ledger.approved())
}

/// What approving a plan changes.
pub(crate) fn approval(stored: &Stored, revision: u32, today: Date) -> Result<Vec<EventKind>, AppError> {
    let plan = revision_of(&stored.id, &stored.ledger, Some(revision))?;
    let mut changes = vec![EventKind::Approved { revision, hash: plan.hash.clone(), consent: None }];
    // The text of a proposal that waits is always there.
    if let Some(text) = stored.document(&plan.document) {
        changes.extend(old_ticks(stored, &read_plan(stored.id.as_str(), text)?, today)?);
    }
    Ok(changes)
}

/// Ticks of logs from before criteria had ids, which know only a text, of
/// criteria that a new plan calls otherwise: written anew with their ids, as
/// nothing else would find them any more.
fn old_ticks(stored: &Stored, new: &Plan, today: Date) -> Result<Vec<EventKind>, AppError> {
    let has_old = |track: &Track| track.ticked.iter().any(|tick| tick.id.is_none());
    if !stored.ledger.tracks.values().any(has_old) {
        return Ok(Vec::new());
    }
    let mut changes = Vec::new();
    for before in milestones_of(stored).unwrap_or_default() {
        let id = &before.milestone.id;
        let track = stored.ledger.track(id);
        let Some(now) = new.milestones.iter().find(|now| now.milestone.id == *id) else { continue };
        for (criterion, text) in now.milestone.identified_criteria().filter(|(id, text)| !track.holds(*id, text)) {
            let was = before.milestone.identified_criteria().find(|(id, _)| *id == criterion);
            if let Some(tick) = was.and_then(|(id, text)| track.tick(id, text)) {
                let tick = Tick { id: Some(criterion), text: text.to_owned(), evidence: tick.evidence.clone() };
                changes.push(EventKind::Progress { milestone: id.clone(), on: today, what: Progress::Ticked(tick) });
            }
        }
    }
    Ok(changes)
}

/// Refuses a plan without milestones, and one with more than ten for one goal
/// where that was not allowed.
pub(crate) fn acceptable(id: &GoalFileId, revision: u32, plan: &Plan, allow_many: bool) -> Result<(), AppError> {
    if plan.milestones.is_empty() {
        let verdict = plan.feasibility.verdict.to_string();
        return Err(AppError::NothingToApprove { id: id.clone(), revision, verdict });
    }
    let mut by_goal: BTreeMap<Option<&GoalId>, usize> = BTreeMap::new();
    for planned in &plan.milestones {
        *by_goal.entry(planned.milestone.goal.as_ref()).or_default() += 1;
    }
    let most = by_goal.values().copied().max().unwrap_or(0);
    if most > N_MILESTONES_WITHOUT_CONSENT && !allow_many {
        return Err(AppError::TooMany { revision, n: most });
    }
    Ok(())
}
