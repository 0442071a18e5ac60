use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Consent, ContentHash, Event, EventKind, Progress, ProposalOrigin, Rejection, Tick};
use crate::{CriterionId, Effort, GoalId, MilestoneId};

/// Where the goals of one file stand after all that happened to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// How many events it rests on, undone ones included.
    pub version: u64,
    /// Each version of the goal file; empty where even the first was undone.
    pub goal_revisions: Vec<GoalRevision>,
    /// Each plan in the order of its revision.
    pub plans: Vec<PlanRevision>,
    /// The revision that was approved first; it stays the baseline for ever.
    pub baseline: Option<u32>,
    /// What happened to each milestone; absent where nothing did.
    pub tracks: BTreeMap<MilestoneId, Track>,
    /// Files that plans were written to, the last of each path.
    pub artifacts: Vec<Artifact>,
    /// Each calibration of the plan in effect, the latest last.
    pub calibrations: Vec<RecordedCalibration>,
    /// What somebody changed in their calendar, the latest last.
    pub remote_changes: Vec<RemoteChange>,
    /// Why the goals were given up.
    pub dropped: Option<String>,
    /// Number of the first event that only a newer version understands. What is
    /// known here may then be incomplete, so nothing may be decided on it.
    pub newer: Option<u64>,
    /// The highest version of the goal file that was ever given, undone ones
    /// included.
    pub last_goal_revision: u32,
    /// The highest number of a plan that was ever given, undone ones included.
    pub last_plan_revision: u32,
}

/// A version of the goal file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalRevision {
    /// Counts from 1 on.
    pub revision: u32,
    /// Its text.
    pub document: ContentHash,
    /// The file that it came from.
    pub source: Option<String>,
    /// Each goal's lasting id and its id within the file.
    pub goals: Vec<(GoalId, GoalId)>,
    /// When it was written down.
    pub at: Timestamp,
}

/// A plan and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRevision {
    /// Counts from 1 on.
    pub revision: u32,
    /// The plan that it changes.
    pub parent: Option<u32>,
    /// The plan as JSON.
    pub document: ContentHash,
    /// The hash that the plan itself carries.
    pub hash: ContentHash,
    /// Version of the goal file that it was made from.
    pub goal_revision: u32,
    /// Who or what made it.
    pub origin: ProposalOrigin,
    /// What was decided about it.
    pub state: PlanState,
    /// Who agreed to it; `None` where it was never approved, or before that was
    /// recorded.
    pub consent: Option<Consent>,
    /// When it was proposed.
    pub at: Timestamp,
}

/// What was decided about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanState {
    /// Nothing yet.
    Proposed,
    /// It is in effect, since then.
    Approved(Timestamp),
    /// A later plan took its place.
    Superseded,
    /// It was turned down, for this reason.
    Rejected(String),
}

impl PlanState {
    /// The name used in files and output.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            PlanState::Proposed => "proposed",
            PlanState::Approved(_) => "approved",
            PlanState::Superseded => "superseded",
            PlanState::Rejected(_) => "rejected",
        }
    }
}

/// A calibration of the plan that was in effect, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCalibration {
    /// The day of the calibration.
    pub as_of: Date,
    /// What it found, as JSON.
    pub document: ContentHash,
    /// The name of its trigger.
    pub trigger: String,
    /// When it was written down.
    pub at: Timestamp,
}

/// What somebody did to something of ours in their calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteChange {
    /// Our name of it.
    pub item: String,
    /// What was done, in words.
    pub what: String,
    /// When it was noticed.
    pub at: Timestamp,
}

/// A file that a plan was written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Number of the plan.
    pub revision: u32,
    /// Path of the file, from the root of its project where it has one.
    pub path: String,
    /// Hash of what was written, so that changes of others show.
    pub hash: ContentHash,
}

/// What happened to one milestone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// When work on it began.
    pub started_on: Option<Date>,
    /// When it was completed.
    pub done_on: Option<Date>,
    /// Why it will not be done.
    pub skipped: Option<String>,
    /// How much of it is done, 0 to 100, where somebody said so.
    pub percent: Option<u8>,
    /// The work that was done on it, in the order of its writing.
    pub work: Vec<Work>,
    /// Criteria that hold, in the order of their ticks.
    pub ticked: Vec<Tick>,
    /// Why nothing can be done on it.
    pub blocked: Option<Block>,
    /// Why what depends on it need not wait for it.
    pub released: Option<String>,
    /// Days on which it was noted as missed.
    pub missed: Vec<(Date, Option<String>)>,
    /// What is worth remembering.
    pub notes: Vec<(Date, String)>,
}

/// Why and since when nothing can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Since when.
    pub since: Date,
    /// The reason, in the words of whoever gave it.
    pub why: String,
}

/// Work that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// On which day.
    pub on: Date,
    /// How much.
    pub effort: Effort,
    /// What for.
    pub note: Option<String>,
}

impl Track {
    /// All work that was done on it.
    #[must_use]
    pub fn logged(&self) -> Effort {
        self.work.iter().map(|work| work.effort).sum()
    }

    /// The tick of a criterion; `None` if it does not hold yet.
    #[must_use]
    pub fn tick(&self, id: CriterionId, text: &str) -> Option<&Tick> {
        self.ticked.iter().find(|tick| tick.is_of(Some(id), text))
    }

    /// Whether a criterion holds.
    #[must_use]
    pub fn holds(&self, id: CriterionId, text: &str) -> bool {
        self.tick(id, text).is_some()
    }

    /// Whether nothing more will be done on it.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.done_on.is_some() || self.skipped.is_some()
    }

    /// Whether what depends on it may go ahead.
    #[must_use]
    pub fn lets_others_go(&self) -> bool {
        self.done_on.is_some() || self.released.is_some()
    }

    /// The share of it that is done, 0 to 1: what was said last, else the
    /// hours that it took so far; never all of it before it is complete.
    #[must_use]
    pub fn share_done(&self, planned: Effort) -> f64 {
        const NEARLY: f64 = 0.95;
        if self.has_ended() {
            return 1.0;
        }
        let by_hours = if planned > Effort::ZERO { self.logged().hours() / planned.hours() } else { 0.0 };
        self.percent.map_or(by_hours, |percent| f64::from(percent) / 100.0).min(NEARLY)
    }

    fn apply(&mut self, on: Date, what: &Progress) {
        match what {
            Progress::Started => self.started_on = Some(on),
            Progress::Logged { effort, note } => {
                self.started_on = Some(self.started_on.map_or(on, |day| day.min(on)));
                self.work.push(Work { on, effort: *effort, note: note.clone() });
            }
            Progress::Percent(percent) => {
                self.started_on.get_or_insert(on);
                self.percent = Some(*percent);
            }
            Progress::Ticked(tick) => {
                self.started_on.get_or_insert(on);
                self.ticked.retain(|other| !other.is_of(tick.id, &tick.text));
                self.ticked.push(tick.clone());
            }
            Progress::Unticked { id, text } => self.ticked.retain(|tick| !tick.is_of(*id, text)),
            Progress::Done { .. } => {
                self.started_on = Some(self.started_on.map_or(on, |day| day.min(on)));
                self.done_on = Some(on);
                self.blocked = None;
            }
            Progress::Reopened { .. } => {
                self.done_on = None;
                self.skipped = None;
                self.released = None;
            }
            Progress::Missed { why } => self.missed.push((on, why.clone())),
            Progress::Blocked { why } => self.blocked = Some(Block { since: on, why: why.clone() }),
            Progress::Unblocked => self.blocked = None,
            Progress::Skipped { why } => self.skipped = Some(why.clone()),
            Progress::Released { why } => self.released = Some(why.clone()),
            Progress::Noted(text) => self.notes.push((on, text.clone())),
        }
    }
}

impl Ledger {
    /// The state after these events, which are a log from its start on.
    #[must_use]
    pub fn replay(events: &[Event]) -> Self {
        let mut ledger = Ledger::default();
        ledger.apply_events(events, &undone(events));
        ledger
    }

    /// The state after the events that follow those it rests on, without
    /// looking at these again; what [`Ledger::replay`] gives for all of them.
    ///
    /// `None` if one of them takes back what this state rests on: a state
    /// cannot forget, so that the log has to be replayed from further back.
    #[must_use]
    pub fn folded(mut self, events: &[Event]) -> Option<Self> {
        let undone = undone(events);
        if undone.first().is_some_and(|batch| *batch <= self.version) {
            return None;
        }
        self.apply_events(events, &undone);
        Some(self)
    }

    fn apply_events(&mut self, events: &[Event], undone: &BTreeSet<u64>) {
        for event in events {
            self.count(event);
            if !undone.contains(&event.batch) {
                self.apply(&event.kind, event.at);
                if matches!(event.kind, EventKind::Unknown { .. }) {
                    self.newer.get_or_insert(event.number);
                }
            }
        }
    }

    /// Whether changes that are made together make sense, each where things
    /// stand after those before it.
    ///
    /// # Errors
    ///
    /// Returns why the first one that makes none does not.
    pub fn check_all(&self, changes: &[EventKind], at: Timestamp) -> Result<(), Rejection> {
        let mut ledger = self.clone();
        for change in changes {
            ledger.check(change)?;
            ledger.apply(change, at);
        }
        Ok(())
    }

    /// The batches that can be undone, the last one first. That damage was
    /// accepted cannot be taken back: what is lost stays lost. Notes of what was
    /// looked at or written elsewhere change nothing that could be undone.
    pub fn undoable(events: &[Event]) -> impl Iterator<Item = &[Event]> {
        let stays = |event: &Event| {
            matches!(event.kind, EventKind::Undone { .. } | EventKind::DamageAccepted { .. } | EventKind::Lost { .. })
        };
        let undone = undone(events);
        events
            .chunk_by(|a, b| a.batch == b.batch)
            .rev()
            .filter(move |batch| !undone.contains(&batch[0].batch) && !batch.iter().any(stays))
            .filter(|batch| !batch.iter().all(|event| event.kind.is_note()))
    }

    /// The goal file as it is now; `None` if its writing was undone.
    #[must_use]
    pub fn goal(&self) -> Option<&GoalRevision> {
        self.goal_revisions.last()
    }

    /// The plan in effect.
    #[must_use]
    pub fn approved(&self) -> Option<&PlanRevision> {
        self.plans.iter().rev().find(|plan| matches!(plan.state, PlanState::Approved(_)))
    }

    /// The newest plan that waits for a decision.
    #[must_use]
    pub fn proposed(&self) -> Option<&PlanRevision> {
        self.plans.iter().rev().find(|plan| plan.state == PlanState::Proposed)
    }

    /// The plan that a reader means without saying which: the one that waits
    /// for a decision, else the one in effect, else the newest.
    #[must_use]
    pub fn current(&self) -> Option<&PlanRevision> {
        self.proposed().or_else(|| self.approved()).or_else(|| self.plans.last())
    }

    /// The plan that waits for a decision, else the one in effect: what a new
    /// plan takes the place of.
    #[must_use]
    pub fn standing(&self) -> Option<&PlanRevision> {
        self.proposed().or_else(|| self.approved())
    }

    /// Whether a plan is in effect or was. Logs from before consent was recorded
    /// do not tell a plan that was replaced in effect from one that was never
    /// approved: once any was, both count.
    #[must_use]
    pub fn may_have_been_active(&self, plan: &PlanRevision) -> bool {
        match plan.state {
            PlanState::Approved(_) => true,
            PlanState::Superseded => self.baseline.is_some(),
            PlanState::Proposed | PlanState::Rejected(_) => false,
        }
    }

    /// The plan with this number.
    #[must_use]
    pub fn plan(&self, revision: u32) -> Option<&PlanRevision> {
        self.plans.iter().find(|plan| plan.revision == revision)
    }

    /// The number of the next version of the goal file.
    #[must_use]
    pub fn next_goal_revision(&self) -> u32 {
        self.last_goal_revision + 1
    }

    /// The number of the next plan.
    #[must_use]
    pub fn next_plan_revision(&self) -> u32 {
        self.last_plan_revision + 1
    }

    /// What happened to a milestone.
    #[must_use]
    pub fn track(&self, id: &MilestoneId) -> Track {
        self.tracks.get(id).cloned().unwrap_or_default()
    }

    /// Whether a change makes sense where things stand.
    ///
    /// # Errors
    ///
    /// Returns why it does not.
    pub fn check(&self, change: &EventKind) -> Result<(), Rejection> {
        match change {
            EventKind::Approved { revision, .. } | EventKind::Rejected { revision, .. } => {
                self.check_decision(*revision)
            }
            EventKind::Progress { milestone, what, .. } => {
                if let Some(why) = &self.dropped {
                    return Err(Rejection::Dropped(why.clone()));
                }
                if self.approved().is_none() {
                    return Err(Rejection::NothingApproved);
                }
                self.check_progress(milestone, what)
            }
            EventKind::Dropped { .. } => match &self.dropped {
                Some(why) => Err(Rejection::Dropped(why.clone())),
                None => Ok(()),
            },
            EventKind::Calibrated { .. } if self.approved().is_none() => Err(Rejection::NothingApproved),
            EventKind::GoalSet { .. }
            | EventKind::Proposed { .. }
            | EventKind::Written { .. }
            | EventKind::Calibrated { .. }
            | EventKind::InCalendar { .. }
            | EventKind::DamageAccepted { .. }
            | EventKind::Lost { .. }
            | EventKind::Undone { .. }
            | EventKind::Unknown { .. } => Ok(()),
        }
    }

    fn check_decision(&self, revision: u32) -> Result<(), Rejection> {
        if let Some(why) = &self.dropped {
            return Err(Rejection::Dropped(why.clone()));
        }
        let plan = self.plan(revision).ok_or(Rejection::RevisionUnknown(revision))?;
        if plan.state == PlanState::Proposed {
            Ok(())
        } else {
            Err(Rejection::NotProposed { revision, state: plan.state.as_str() })
        }
    }

    fn check_progress(&self, milestone: &MilestoneId, what: &Progress) -> Result<(), Rejection> {
        let track = self.track(milestone);
        let id = || milestone.clone();
        let open = || match (&track.done_on, &track.skipped) {
            (Some(_), _) => Err(Rejection::AlreadyDone(id())),
            (_, Some(_)) => Err(Rejection::AlreadySkipped(id())),
            _ => Ok(()),
        };
        match what {
            Progress::Started => {
                open()?;
                if let Some(block) = &track.blocked {
                    return Err(Rejection::IsBlocked(id(), block.why.clone()));
                }
                if track.started_on.is_some() { Err(Rejection::AlreadyStarted(id())) } else { Ok(()) }
            }
            Progress::Done { .. }
            | Progress::Percent(_)
            | Progress::Blocked { .. }
            | Progress::Skipped { .. }
            | Progress::Missed { .. } => open(),
            Progress::Unblocked if track.blocked.is_none() => Err(Rejection::NotBlocked(id())),
            Progress::Reopened { .. } if !track.has_ended() => Err(Rejection::NotEnded(id())),
            Progress::Released { .. } if track.lets_others_go() => Err(Rejection::AlreadyReleased(id())),
            _ => Ok(()),
        }
    }

    /// Counts an event, whether or not it was undone.
    fn count(&mut self, event: &Event) {
        self.version = event.number;
        match event.kind {
            EventKind::GoalSet { revision, .. } => self.last_goal_revision = self.last_goal_revision.max(revision),
            EventKind::Proposed { revision, .. } => self.last_plan_revision = self.last_plan_revision.max(revision),
            _ => {}
        }
    }

    fn apply(&mut self, change: &EventKind, at: Timestamp) {
        match change {
            EventKind::GoalSet { revision, document, source, goals } => self.goal_revisions.push(GoalRevision {
                revision: *revision,
                document: document.clone(),
                source: source.clone(),
                goals: goals.clone(),
                at,
            }),
            EventKind::Proposed { revision, parent, document, hash, goal_revision, origin } => {
                self.supersede(|state| *state == PlanState::Proposed);
                self.plans.push(PlanRevision {
                    revision: *revision,
                    parent: *parent,
                    document: document.clone(),
                    hash: hash.clone(),
                    goal_revision: *goal_revision,
                    origin: *origin,
                    state: PlanState::Proposed,
                    consent: None,
                    at,
                });
            }
            EventKind::Approved { revision, consent, .. } => {
                self.supersede(|state| matches!(state, PlanState::Approved(_)));
                self.decide(*revision, PlanState::Approved(at));
                self.baseline.get_or_insert(*revision);
                if let Some(plan) = self.plans.iter_mut().find(|plan| plan.revision == *revision) {
                    plan.consent.clone_from(consent);
                }
            }
            EventKind::Rejected { revision, why } => self.decide(*revision, PlanState::Rejected(why.clone())),
            EventKind::Written { revision, path, hash } => {
                self.artifacts.retain(|artifact| artifact.path != *path);
                self.artifacts.push(Artifact { revision: *revision, path: path.clone(), hash: hash.clone() });
            }
            EventKind::Calibrated { as_of, document, trigger } => {
                self.calibrations.push(RecordedCalibration {
                    as_of: *as_of,
                    document: document.clone(),
                    trigger: trigger.clone(),
                    at,
                });
            }
            EventKind::InCalendar { item, what } => {
                self.remote_changes.push(RemoteChange { item: item.clone(), what: what.clone(), at });
            }
            EventKind::Dropped { why, .. } => self.dropped = Some(why.clone()),
            EventKind::Progress { milestone, on, what } => {
                self.tracks.entry(milestone.clone()).or_default().apply(*on, what);
            }
            EventKind::DamageAccepted { .. }
            | EventKind::Lost { .. }
            | EventKind::Undone { .. }
            | EventKind::Unknown { .. } => {}
        }
    }

    fn supersede(&mut self, which: impl Fn(&PlanState) -> bool) {
        for plan in self.plans.iter_mut().filter(|plan| which(&plan.state)) {
            plan.state = PlanState::Superseded;
        }
    }

    fn decide(&mut self, revision: u32, state: PlanState) {
        if let Some(plan) = self.plans.iter_mut().find(|plan| plan.revision == revision) {
            plan.state = state;
        }
    }
}

/// The batches that these events take back.
fn undone(events: &[Event]) -> BTreeSet<u64> {
    let batch = |event: &Event| if let EventKind::Undone { batch } = event.kind { Some(batch) } else { None };
    events.iter().filter_map(batch).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn event(number: u64, change: EventKind) -> Event {
        Event { number, batch: number, at: Timestamp::UNIX_EPOCH, by: "ann".into(), kind: change }
    }

    fn hash() -> ContentHash {
        ContentHash::new("0")
    }

    fn proposed(revision: u32) -> EventKind {
        let origin = ProposalOrigin::Planner;
        EventKind::Proposed { revision, parent: None, document: hash(), hash: hash(), goal_revision: 1, origin }
    }

    fn progress(id: &str, what: Progress) -> EventKind {
        EventKind::Progress { milestone: MilestoneId::new(id), on: date(2026, 3, 2), what }
    }

    fn replay(changes: &[EventKind]) -> Ledger {
        let events: Vec<Event> = changes.iter().zip(1..).map(|(change, n)| event(n, change.clone())).collect();
        Ledger::replay(&events)
    }

    #[test]
    fn approval_supersedes_and_the_first_stays_baseline() {
        let approved = |revision| EventKind::Approved { revision, hash: hash(), consent: None };
        let ledger = replay(&[proposed(1), approved(1), proposed(2), approved(2)]);
        assert_eq!(ledger.plan(1).map(|plan| plan.state.as_str()), Some("superseded"));
        assert_eq!(ledger.approved().map(|plan| plan.revision), Some(2));
        assert_eq!(ledger.baseline, Some(1));
    }

    #[test]
    fn what_is_proposed_and_approved_at_once_makes_sense() {
        let ledger = replay(&[proposed(1), EventKind::Approved { revision: 1, hash: hash(), consent: None }]);
        let both = [proposed(2), EventKind::Approved { revision: 2, hash: hash(), consent: None }];
        assert_eq!(ledger.check_all(&both, Timestamp::UNIX_EPOCH), Ok(()));
        assert_eq!(ledger.check_all(&both[1..], Timestamp::UNIX_EPOCH), Err(Rejection::RevisionUnknown(2)));
    }

    #[test]
    fn undone_changes_never_happened_but_keep_their_numbers() {
        let ledger = replay(&[proposed(1), proposed(2), EventKind::Undone { batch: 2 }]);
        assert_eq!(ledger.proposed().map(|plan| plan.revision), Some(1));
        assert_eq!(ledger.next_plan_revision(), 3);
        assert_eq!(ledger.version, 3);
    }

    #[test]
    fn a_state_goes_on_from_where_it_is_unless_that_is_taken_back() {
        let changes = [proposed(1), proposed(2), EventKind::Undone { batch: 2 }, proposed(3)];
        let events: Vec<Event> = changes.iter().zip(1..).map(|(change, n)| event(n, change.clone())).collect();
        for at in 0..=events.len() {
            let (before, after) = events.split_at(at);
            let folded = Ledger::replay(before).folded(after);
            // The second plan is in the state after two events only.
            assert_eq!(folded, (at != 2).then(|| Ledger::replay(&events)), "{at}");
        }
    }

    #[test]
    fn what_only_newer_versions_understand_is_remembered_until_it_is_undone() {
        let unknown = EventKind::Unknown { kind: "split".into(), body: "{\"kind\":\"split\"}".into() };
        assert_eq!(replay(&[proposed(1), unknown.clone(), proposed(2)]).newer, Some(2));
        assert_eq!(replay(&[proposed(1), unknown, EventKind::Undone { batch: 2 }]).newer, None);
    }

    #[test]
    fn undo_walks_back_over_what_is_undone_already() {
        let changes = [proposed(1), proposed(2), EventKind::Undone { batch: 2 }];
        let events: Vec<Event> = changes.iter().zip(1..).map(|(change, n)| event(n, change.clone())).collect();
        let batches: Vec<u64> = Ledger::undoable(&events).map(|batch| batch[0].batch).collect();
        assert_eq!(batches, [1]);
    }

    #[test]
    fn notes_of_what_was_looked_at_are_not_undone_but_what_was_taken_with_them_is() {
        let calibrated = EventKind::Calibrated { as_of: date(2026, 3, 2), document: hash(), trigger: "asked".into() };
        let in_calendar = EventKind::InCalendar { item: "M1".into(), what: "moved".into() };
        let mut events: Vec<Event> = [proposed(1), calibrated.clone(), in_calendar, calibrated, proposed(2)]
            .into_iter()
            .zip(1..)
            .map(|(change, n)| event(n, change))
            .collect();
        events[4].batch = 4;
        let batches: Vec<u64> = Ledger::undoable(&events).map(|batch| batch[0].batch).collect();
        assert_eq!(batches, [4, 1]);
    }

    #[test]
    fn only_plans_that_were_active_count_as_such() {
        let approved = |revision| EventKind::Approved { revision, hash: hash(), consent: None };
        let rejected = |revision| EventKind::Rejected { revision, why: "no".into() };
        let active = |changes: &[EventKind]| -> Vec<u32> {
            let ledger = replay(changes);
            ledger.plans.iter().filter(|plan| ledger.may_have_been_active(plan)).map(|plan| plan.revision).collect()
        };
        assert_eq!(active(&[proposed(1), rejected(1)]), []);
        assert_eq!(active(&[proposed(1), proposed(2), rejected(2)]), []);
        assert_eq!(active(&[proposed(1), approved(1), proposed(2), rejected(2)]), [1]);
        assert_eq!(active(&[proposed(1), approved(1), proposed(2), approved(2)]), [1, 2]);
    }

    #[test]
    fn work_is_tracked_only_under_an_approved_plan() {
        let done = progress("M1", Progress::Done { open: Vec::new() });
        assert_eq!(replay(&[proposed(1)]).check(&done), Err(Rejection::NothingApproved));
        let ledger =
            replay(&[proposed(1), EventKind::Approved { revision: 1, hash: hash(), consent: None }, done.clone()]);
        assert_eq!(ledger.check(&done), Err(Rejection::AlreadyDone(MilestoneId::new("M1"))));
        assert_eq!(ledger.check(&progress("M1", Progress::Reopened { why: "no".into() })), Ok(()));
    }

    #[test]
    fn ticks_are_of_criteria_and_those_of_old_logs_of_their_text() {
        let (c1, c2) = (CriterionId::numbered(1), CriterionId::numbered(2));
        let tick = |id, text: &str| Progress::Ticked(Tick { id, text: text.into(), evidence: None });
        let mut track = Track::default();
        track.apply(date(2026, 3, 2), &tick(Some(c1), "10 pages writen"));
        assert!(track.holds(c1, "10 pages written") && !track.holds(c2, "10 pages writen"));
        track.apply(date(2026, 3, 2), &tick(None, "read by 3 people"));
        assert!(track.holds(c2, "read by 3 people") && !track.holds(c2, "read by 4 people"));
        // Ticking it by its id takes the place of the old tick.
        track.apply(date(2026, 3, 3), &tick(Some(c2), "read by 3 people"));
        assert_eq!(track.ticked.len(), 2);
        track.apply(date(2026, 3, 3), &Progress::Unticked { id: Some(c1), text: "10 pages written".into() });
        track.apply(date(2026, 3, 3), &Progress::Unticked { id: None, text: "read by 3 people".into() });
        assert_eq!(track.ticked, []);
    }

    #[test]
    fn share_done_comes_from_hours_unless_somebody_knows_better() {
        let hours = Effort::from_hours;
        let mut track = Track::default();
        track.apply(date(2026, 3, 2), &Progress::Logged { effort: hours(3.0), note: None });
        assert!((track.share_done(hours(6.0)) - 0.5).abs() < 1e-9);
        assert!(track.share_done(hours(1.0)) < 1.0);
        track.apply(date(2026, 3, 3), &Progress::Percent(20));
        assert!((track.share_done(hours(6.0)) - 0.2).abs() < 1e-9);
    }
}
