//! Which plans are due for a calibration, and why.

use std::collections::BTreeMap;

use backcast_core::track::{Ledger, Track};
use backcast_core::{
    CalendarHours, FrameChange, GoalFileId, GoalKind, MilestoneId, Trigger, compare, days_between, plus_days,
};
use backcast_engine::calibrate::{EVEN, SAFE, is_likely};
use backcast_store::{GoalRow, GoalState, Store, Stored};
use jiff::civil::Date;
use tracing::instrument;

use super::stored::{CalibrationRequest, active_plan, last_calibrations, situation};
use crate::calendar_change::hours_taken;
use crate::experience::OfOthers;
use crate::repository::{Actor, goal_file_of, last_deadline, loaded_at_once, plan_of, plan_with_hours_of, with_goals};
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
/// Whoever looked at a plan so many days ago has seen what the calendars say.
const DAYS_SEEN: i32 = 3;
/// As many rows as engines count.
const ALL: usize = usize::MAX >> 1;
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
        let of_files: Vec<&[GoalRow]> = goals.chunk_by(|a, b| a.goal_file == b.goal_file).collect();
        let ids: Vec<GoalFileId> = of_files.iter().map(|of_file| of_file[0].goal_file.clone()).collect();
        let (experience, late) = (OfOthers::read(store, actor).await?, late_milestones(store, today).await?);
        let calendar = self.work_schedule(today).await?.calendar;
        let look = Look { store, actor, experience, late, calendar, today };
        let mut all = Vec::with_capacity(of_files.len());
        let mut of_files = of_files.into_iter();
        for ids in loaded_at_once(&ids) {
            for stored in store.load_all(&ids).await? {
                let of_file = of_files.next().expect("there is one for each id, in the same order");
                all.push(look.at(&stored, of_file).await?);
            }
        }
        all.sort_by_key(|due| (due.triggers.is_empty(), due.next));
        Ok(all)
    }
}

/// What all plans are looked at with.
struct Look<'s> {
    store: &'s Store,
    actor: &'s Actor,
    experience: OfOthers,
    /// Of each goal file the milestone that is late the longest, where one is late
    /// enough for a calibration, and the day on which it was due.
    late: BTreeMap<GoalFileId, (MilestoneId, Date)>,
    /// What the calendars say now; nothing where none is read.
    calendar: CalendarHours,
    today: Date,
}

impl Look<'_> {
    async fn at(&self, stored: &Stored, goals: &[GoalRow]) -> Result<Due, AppError> {
        let Look { store, today, .. } = *self;
        let last = last_calibration(&stored.ledger, today);
        let every = goals.iter().filter_map(|goal| goal.kind.parse().ok()).map(GoalKind::review_every_days).min();
        let next = plus_days(last, every.unwrap_or(28));
        let mut triggers = Vec::new();
        triggers.extend(self.late(&stored.id, last));
        triggers.extend(changed(store, stored).await?);
        triggers.extend(moved_in_calendar(stored));
        triggers.extend(self.taken(stored, last).await?);
        triggers.extend(self.crossed(stored).await?);
        if next <= today {
            triggers.push(Trigger::Scheduled(days_between(last, today)));
        }
        Ok(Due { id: stored.id.clone(), title: goals[0].title.clone(), triggers, last, next })
    }

    /// The milestone that is late the longest, unless it was looked at since it
    /// came to be so late.
    fn late(&self, id: &GoalFileId, last: Date) -> Option<Trigger> {
        let (milestone, due) = self.late.get(id)?;
        let is_news = days_between(*due, last) <= LATE_DAYS;
        is_news.then(|| Trigger::Late(milestone.clone(), days_between(*due, self.today)))
    }

    /// What the calendars have taken from the plan since it was made, unless somebody
    /// looked at it these days.
    async fn taken(&self, stored: &Stored, last: Date) -> Result<Option<Trigger>, AppError> {
        let is_seen = !stored.ledger.calibrations.is_empty() && days_between(last, self.today) < DAYS_SEEN;
        if self.calendar == CalendarHours::default() || is_seen {
            return Ok(None);
        }
        let plan = plan_with_hours_of(self.store, stored, active_plan(stored)?).await?;
        let has_ended = |id: &MilestoneId| stored.ledger.tracks.get(id).is_some_and(Track::has_ended);
        let taken = hours_taken(&plan, &self.calendar, self.today, has_ended);
        Ok(taken.map(|taken| Trigger::Changed(taken.to_string())))
    }

    /// Whether the safe end lies after the deadline now, and did not at the last
    /// look.
    async fn crossed(&self, stored: &Stored) -> Result<Option<Trigger>, AppError> {
        let before = last_calibrations(self.store, stored, 1).await?;
        let was_safe = before.last().and_then(|found| found.chance).is_none_or(|chance| chance >= SAFE);
        if !was_safe {
            return Ok(None);
        }
        let approved = active_plan(stored)?;
        let calendar = Some(self.calendar.clone()).filter(|calendar| *calendar != CalendarHours::default());
        let request = CalibrationRequest { calendar, ..CalibrationRequest::default() };
        let situation = situation(self.store, self.actor, stored, approved, &request).await?;
        // A plan that was never safe has crossed nothing.
        let level = if before.is_empty() { EVEN } else { SAFE };
        let is_likely = is_likely(&situation, &self.experience.than(&stored.id), N_RUNS, level);
        Ok((is_likely == Some(false)).then_some(Trigger::Crossed))
    }
}

/// The day of the last calibration, or of the approval where there was none.
fn last_calibration(ledger: &Ledger, today: Date) -> Date {
    let approved = ledger.approved().map(|plan| plan.at.to_zoned(jiff::tz::TimeZone::UTC).date());
    let calibrated = ledger.calibrations.last().map(|found| found.as_of);
    calibrated.max(approved).unwrap_or(today).min(today)
}

/// Of each goal file the open milestone that is late the longest, where one is
/// late enough for a calibration: by one query for all of them.
async fn late_milestones(store: &Store, today: Date) -> Result<BTreeMap<GoalFileId, (MilestoneId, Date)>, AppError> {
    let mut late = store.open_due_by(plus_days(today, -LATE_DAYS - 1), ALL).await?;
    late.sort_by(|a, b| (&a.goal_file, a.due, a.position).cmp(&(&b.goal_file, b.due, b.position)));
    late.dedup_by(|next, first| next.goal_file == first.goal_file);
    Ok(late.into_iter().map(|row| (row.goal_file, (row.id, row.due))).collect())
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
