//! Calibrations of stored goals: made, recorded, and taken as the new path.

use backcast_core::track::{ContentHash, EventKind, PlanRevision, ProposalOrigin, Rejection};
use backcast_core::{CalendarHours, GoalFileId, PastCalibration, Trigger};
use backcast_document::{CalibrationRecord, PlanRecord, content_hash, read_calibration};
use backcast_engine::calibrate::adherence::adherence;
use backcast_engine::calibrate::{CalibrateOptions, Calibrated, Situation, calibrate};
use backcast_store::{Store, Stored};
use jiff::civil::{Date, Weekday};
use tracing::instrument;

use crate::repository::{Actor, WriteIntent, change, goal_file_of, last_deadline, plan_of};
use crate::{AppError, Workspace, experience};

/// The calibration of a stored plan in effect.
#[derive(Clone, Debug)]
pub struct StoredCalibration {
    /// The goals, as they were stored then.
    pub stored: Stored,
    /// What was found.
    pub calibrated: Calibrated,
    /// Earlier calibrations, the oldest first.
    pub earlier: Vec<PastCalibration>,
}

/// How a stored plan is to be calibrated.
#[derive(Clone, Debug, Default)]
pub struct CalibrationRequest {
    /// Options of the calibration itself.
    pub how: CalibrateOptions,
    /// What has changed, in words.
    pub circumstances: Vec<String>,
    /// The trigger; by default because somebody asked.
    pub trigger: Option<Trigger>,
    /// The day of the calibration; by default today.
    pub as_of: Option<Date>,
    /// First day of the week, for habits and practice; by default Monday.
    pub week_start: Option<Weekday>,
    /// What the calendars say by now; by default what they said when the plan
    /// was made.
    pub calendar: Option<CalendarHours>,
}

impl Workspace {
    /// How a plan is looked at again where nothing else is asked for: from today
    /// on, with the hours that the calendars leave.
    ///
    /// # Errors
    ///
    /// Returns an error if a calendar cannot be read and never was.
    pub async fn calibration_options(&self) -> Result<CalibrationRequest, AppError> {
        let schedule = self.work_schedule(self.today()).await?;
        Ok(CalibrationRequest {
            week_start: Some(schedule.week_start),
            calendar: Some(schedule.calendar).filter(|calendar| *calendar != CalendarHours::default()),
            ..CalibrationRequest::default()
        })
    }

    /// Calibrates the plan in effect. Nothing is written.
    ///
    /// # Errors
    ///
    /// Returns an error if no plan is in effect, if a change makes no sense, or if the
    /// store cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn calibrate(
        &self,
        id: &GoalFileId,
        options: &CalibrationRequest,
    ) -> Result<StoredCalibration, AppError> {
        calibrate_stored(&self.store().await?, self.actor(), id, options).await
    }

    /// Records a calibration, so that later ones can be compared with it, and how
    /// often it held can be told. The same look again changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if no plan is in effect any more, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn record_calibration(&self, found: &StoredCalibration) -> Result<Stored, AppError> {
        let text = CalibrationRecord::from_calibration(&found.calibrated.calibration).to_json();
        let calibrated = calibrated_event(found, &text);
        let id = found.stored.id.clone();
        let (stored, ()) = change(&self.store().await?, self.actor(), &id, |now| {
            // The same look on the same day says nothing new.
            let known = now.ledger.calibrations.last().is_some_and(|last| last.document == content_hash(&text));
            let changes = if known { Vec::new() } else { vec![calibrated.clone()] };
            Ok(WriteIntent { documents: vec![text.clone()], ..WriteIntent::of(changes, ()) })
        })
        .await?;
        Ok(stored)
    }
}

/// The path of a calibration as changes of the log.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) revision: u32,
    pub(crate) hash: ContentHash,
    pub(crate) changes: Vec<EventKind>,
    pub(crate) documents: Vec<String>,
}

impl StoredCalibration {
    /// What taking the path changes; `None` where it is the plan in effect.
    pub(crate) fn path(&self) -> Result<Option<Path>, AppError> {
        if self.calibrated.diff.milestones.is_empty() {
            return Ok(None);
        }
        let calibration = CalibrationRecord::from_calibration(&self.calibrated.calibration).to_json();
        let record = PlanRecord::from_plan(&self.calibrated.plan);
        let plan = record.to_json();
        let hash = ContentHash::new(record.hash);
        let revision = self.stored.ledger.next_plan_revision();
        let approved = active_plan(&self.stored)?;
        let proposed = EventKind::Proposed {
            revision,
            parent: Some(approved.revision),
            document: content_hash(&plan),
            hash: hash.clone(),
            goal_revision: approved.goal_revision,
            origin: ProposalOrigin::Calibrated,
        };
        let taken = EventKind::Approved { revision, hash: hash.clone(), consent: None };
        let changes = vec![calibrated_event(self, &calibration), proposed, taken];
        Ok(Some(Path { revision, hash, changes, documents: vec![calibration, plan] }))
    }
}

pub(crate) async fn calibrate_stored(
    store: &Store,
    actor: &Actor,
    id: &GoalFileId,
    options: &CalibrationRequest,
) -> Result<StoredCalibration, AppError> {
    let stored = store.load(id).await?;
    let approved = active_plan(&stored)?.clone();
    let situation = situation(store, actor, &stored, &approved, options).await?;
    let experience = experience::of_others(store, actor, id).await?;
    let mut calibrated = calibrate(&situation, &experience, &options.how)?;
    let week_start = options.week_start.unwrap_or(Weekday::Monday);
    calibrated.calibration.adherence = adherence(&situation.plan, &stored.ledger.tracks, situation.as_of, week_start);
    let earlier = past_calibrations(store, &stored).await?;
    Ok(StoredCalibration { stored, calibrated, earlier })
}

pub(super) fn active_plan(stored: &Stored) -> Result<&PlanRevision, AppError> {
    let refused = |rejection| AppError::Refused { id: stored.id.clone(), rejection };
    if let Some(why) = &stored.ledger.dropped {
        return Err(refused(Rejection::Dropped(why.clone())));
    }
    stored.ledger.approved().ok_or_else(|| refused(Rejection::NothingApproved))
}

pub(super) async fn situation(
    store: &Store,
    actor: &Actor,
    stored: &Stored,
    approved: &PlanRevision,
    options: &CalibrationRequest,
) -> Result<Situation, AppError> {
    let plan = plan_of(store, stored, approved).await?;
    let as_of = options.as_of.unwrap_or_else(|| actor.clock.today());
    let mut situation = Situation::of_tracks(plan, &stored.ledger.tracks, as_of);
    // What the goal file says by now: new hours, busy days and deadlines count
    // even where the plan rests on an earlier version.
    if stored.ledger.goal().is_some_and(|goal| goal.revision > approved.goal_revision) {
        let now = goal_file_of(stored)?;
        let planned = situation.plan.goals.first().and_then(|goal| goal.pace);
        situation.pace = now.circumstances.pace.filter(|pace| Some(*pace) != planned);
        situation.busy.clone_from(&now.circumstances.busy);
        for goal in &mut situation.plan.goals {
            let of_file = now.goals.iter().find(|one| one.id == goal.goal.id);
            goal.deadline = of_file.and_then(|one| one.deadline).or(goal.deadline);
        }
        situation.plan.deadline = last_deadline(&situation.plan);
    }
    if let Some(calendar) = &options.calendar {
        for goal in &mut situation.plan.goals {
            goal.circumstances.calendar = calendar.clone();
        }
    }
    situation.circumstances.clone_from(&options.circumstances);
    situation.trigger = options.trigger.clone().unwrap_or(Trigger::Asked);
    Ok(situation)
}

/// The recorded calibrations, the oldest first.
pub(crate) async fn past_calibrations(store: &Store, stored: &Stored) -> Result<Vec<PastCalibration>, AppError> {
    last_calibrations(store, stored, usize::MAX).await
}

/// The last of the recorded calibrations, up to `n` of them, the oldest first.
pub(super) async fn last_calibrations(
    store: &Store,
    stored: &Stored,
    n: usize,
) -> Result<Vec<PastCalibration>, AppError> {
    let all = &stored.ledger.calibrations;
    let mut calibrations = Vec::new();
    for found in &all[all.len().saturating_sub(n)..] {
        let text = store.document(&found.document).await?;
        calibrations.push(read_calibration(stored.id.as_str(), &text)?);
    }
    Ok(calibrations)
}

fn calibrated_event(found: &StoredCalibration, text: &str) -> EventKind {
    let calibration = &found.calibrated.calibration;
    EventKind::Calibrated {
        as_of: calibration.as_of,
        document: content_hash(text),
        trigger: calibration.trigger.as_str().to_owned(),
    }
}
