//! Which plans are due for a calibration, and why.

use backcast_core::track::{Ledger, StandingKind};
use backcast_core::{FrameChange, GoalFileId, GoalKind, Trigger, compare, days_between};
use backcast_engine::calibrate::{CalibrateOptions, EVEN, SAFE};
use backcast_store::{GoalRow, GoalState, Store, Stored};
use jiff::civil::Date;
use tracing::instrument;

use super::stored::{CalibrationRequest, calibrate_stored, past_calibrations};
use crate::repository::{Actor, goal_file_of, last_deadline, plan_of, with_goals};
use crate::{AppError, Workspace};

/// A plan that should be looked at, or when it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The goal file's id.
    pub id: GoalFileId,
    /// Title of its first goal.
    pub title: String,
    /// Why it should be looked at now; empty where it is not due.
    pub triggers: Vec<Trigger>,
    /// The day of the last calibration, or of the approval.
    pub last: Date,
    /// The day of the next calibration by the kind of goal.
    pub next: Date,
}

/// A milestone is late for a calibration after so many days.
const LATE_DAYS: i32 = 7;
/// Runs for finding out whether the safe end crossed the deadline.
const N_RUNS: u32 = 2_000;

impl Workspace {
    /// Every plan that holds and has something left, those first that are due to
    /// be looked at again.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn due(&self) -> Result<Vec<Due>, AppError> {
        let (store, actor) = (&self.store().await?, self.actor());
        let today = self.today();
        let mut goals: Vec<GoalRow> = store.goals().await?;
        goals.retain(|goal| goal.state == GoalState::Active);
        goals.sort_by(|a, b| a.goal_file.cmp(&b.goal_file).then(a.priority.cmp(&b.priority)));
        let mut all = Vec::new();
        for of_file in goals.chunk_by(|a, b| a.goal_file == b.goal_file) {
            all.push(of_plan(store, actor, of_file, today).await?);
        }
        all.sort_by_key(|due| (due.triggers.is_empty(), due.next));
        Ok(all)
    }
}

async fn of_plan(
    store: &Store,
    actor: &Actor,
    goals: &[GoalRow],
    today: Date,
) -> Result<Due, AppError> {
    let id = goals[0].goal_file.clone();
    let stored = store.load(&id).await?;
    let last = last_calibration(&stored.ledger, today);
    let every = goals.iter().filter_map(|goal| goal.kind.parse().ok()).map(GoalKind::review_every_days).min();
    let next = backcast_core::plus_days(last, every.unwrap_or(28));
    let mut triggers = Vec::new();
    triggers.extend(late(store, &id, last, today).await?);
    triggers.extend(changed(store, &stored).await?);
    triggers.extend(moved_in_calendar(&stored));
    triggers.extend(crossed(store, actor, &stored).await?);
    if next <= today {
        triggers.push(Trigger::Scheduled(days_between(last, today)));
    }
    Ok(Due { id, title: goals[0].title.clone(), triggers, last, next })
}

/// The day of the last calibration, or of the approval where there was none.
fn last_calibration(ledger: &Ledger, today: Date) -> Date {
    let approved = ledger.approved().map(|plan| plan.at.to_zoned(jiff::tz::TimeZone::UTC).date());
    let calibrated = ledger.calibrations.last().map(|found| found.as_of);
    calibrated.max(approved).unwrap_or(today).min(today)
}

/// The milestone that is late the longest, unless it was looked at since it
/// came to be so late.
async fn late(store: &Store, id: &GoalFileId, last: Date, today: Date) -> Result<Option<Trigger>, AppError> {
    let rows = store.milestones(id).await?;
    let open = |standing: StandingKind| standing.is_open();
    let latest = rows.iter().filter(|row| open(row.standing)).min_by_key(|row| row.due);
    Ok(latest.and_then(|row| {
        let days = days_between(row.due, today);
        let is_news = days_between(row.due, last) <= LATE_DAYS;
        (days > LATE_DAYS && is_news).then(|| Trigger::Late(row.id.clone(), days))
    }))
}

/// What somebody changed in their calendar since the last calibration.
fn moved_in_calendar(stored: &Stored) -> Option<Trigger> {
    let last = stored.ledger.remote_changes.last()?;
    let seen = stored.ledger.calibrations.last().is_some_and(|found| found.at > last.at);
    (!seen).then(|| Trigger::Changed(format!("in the calendar, {}: {}", last.item, last.what)))
}

/// What the goal file says that the plan does not rest on: new busy days, hours
/// or deadlines, or other words.
async fn changed(store: &Store, stored: &Stored) -> Result<Option<Trigger>, AppError> {
    let Some(approved) = stored.ledger.approved() else { return Ok(None) };
    let Some(goal) = stored.ledger.goal().filter(|goal| goal.revision > approved.goal_revision) else {
        return Ok(None);
    };
    if stored.ledger.calibrations.last().is_some_and(|found| found.at > goal.at) {
        return Ok(None);
    }
    let before = plan_of(store, stored, approved).await?;
    let now = with_goals(before.clone(), goal_file_of(stored)?);
    let mut now_with_deadline = now.clone();
    now_with_deadline.deadline = last_deadline(&now);
    let what = compare(&before, &now_with_deadline).frame.into_iter().find_map(|change| match change {
        FrameChange::BusyCame(range) => Some(format!("new busy days from {} to {}", range.from, range.to)),
        FrameChange::BusyWent(range) => Some(format!("{} to {} are free now", range.from, range.to)),
        FrameChange::Deadline(_, Some(day)) => Some(format!("the deadline is {day} now")),
        FrameChange::WeeklyHours(_, Some(pace)) => Some(format!("there are {pace} hours a week now")),
        _ => None,
    });
    Ok(Some(Trigger::Changed(what.unwrap_or_else(|| "the goal file has changed".into()))))
}

/// Whether the safe end lies after the deadline now, and did not at the last
/// look.
async fn crossed(
    store: &Store,
    actor: &Actor,
    stored: &Stored,
) -> Result<Option<Trigger>, AppError> {
    let before = past_calibrations(store, stored).await?;
    let was_safe = before.last().and_then(|found| found.chance).is_none_or(|chance| chance >= SAFE);
    if !was_safe {
        return Ok(None);
    }
    let how = CalibrateOptions { n_runs: N_RUNS, without_levers: true, ..CalibrateOptions::default() };
    let options = CalibrationRequest { how, ..CalibrationRequest::default() };
    let found = calibrate_stored(store, actor, &stored.id, &options).await?;
    let chance = found.calibrated.calibration.chance;
    // A plan that was never safe has crossed nothing.
    let has_crossed = chance.is_some_and(|chance| chance < SAFE) && !before.is_empty();
    let is_gone = chance.is_some_and(|chance| chance < EVEN) && before.is_empty();
    Ok((has_crossed || is_gone).then_some(Trigger::Crossed))
}
