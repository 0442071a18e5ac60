//! What to do next, today, this week, and how far everything is.

use std::collections::BTreeMap;

use backcast_core::track::StandingKind;
use backcast_core::{BusyRange, Effort, GoalId, WeeklyHours, days_between, plus_days, week_of};
use backcast_store::{MilestoneRow, PlannedRow, Store, WorkDone};
use jiff::civil::Date;
use tracing::instrument;

use crate::hours::{PersonHours, WeekLoad, load_by_week};
use crate::weeks::{Weeks, circumstances_of};
use crate::work_schedule::WorkSchedule;
use crate::{AppError, Workspace};

/// What can be done now.
#[derive(Clone, Debug, PartialEq)]
pub struct Agenda {
    /// The day.
    pub today: Date,
    /// Milestones that can be worked on, the most urgent first.
    pub items: Vec<AgendaItem>,
    /// How many there are in total.
    pub n_ready: usize,
}

/// A milestone with what it needs now.
#[derive(Clone, Debug, PartialEq)]
pub struct AgendaItem {
    /// The milestone.
    pub row: MilestoneRow,
    /// Title of its goal.
    pub goal_title: String,
    /// Days since its due day; zero where that is still to come.
    pub days_late: i32,
    /// Days until work on it has to go on so that its goal keeps the
    /// deadline; negative where that is past.
    pub slack_days: i32,
    /// Planned work that is left.
    pub left: Effort,
    /// Hours of its goal file that this week still holds, and not more than
    /// the person has left for all goals; `None` where the goal names no hours.
    pub left_this_week: Option<Effort>,
}

/// What one day asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Today {
    /// The day.
    pub today: Date,
    /// Open milestones that should be reached by now.
    pub due: Vec<AgendaItem>,
    /// Milestones to work on: those begun, and those planned for today.
    pub work: Vec<AgendaItem>,
    /// Work that was logged today.
    pub logged: Vec<WorkDone>,
    /// Hours that there are on this day for all goals; `None` where neither
    /// the configuration nor any goal names some.
    pub hours: Option<Effort>,
    /// Whether the week is to be looked back on.
    pub is_review_day: bool,
}

impl Today {
    /// Hours that were logged today, on all goals.
    #[must_use]
    pub fn logged_total(&self) -> Effort {
        self.logged.iter().map(|work| work.effort).sum()
    }
}

impl Workspace {
    /// What can be worked on now: milestones whose predecessors are complete,
    /// those first that endanger their goal soonest; up to `limit` of them.
    ///
    /// # Errors
    ///
    /// Returns an error if the store or a calendar cannot be read; so do all
    /// below.
    #[instrument(level = "debug", skip_all)]
    pub async fn next(&self, limit: usize) -> Result<Agenda, AppError> {
        let (store, today) = (&self.store().await?, self.today());
        let work_schedule = &self.work_schedule(today).await?;
        let rows = store.ready(today, limit).await?;
        let n_ready = if rows.len() < limit { rows.len() } else { store.count_ready(today).await? };
        let mut weeks = Weeks::new(week_of(today, work_schedule.week_start), 1, work_schedule);
        weeks.read_for(store, &rows).await?;
        let busy = busy_days(store).await?;
        hold_to(&mut weeks, person_hours(store, work_schedule, &busy).await?.as_ref());
        weeks.add_busy(busy);
        let items = rows.into_iter().map(|row| item(&weeks, row, today)).collect();
        Ok(Agenda { today, items, n_ready })
    }

    /// What today asks for; up to `limit` milestones of each sort.
    ///
    /// # Errors
    ///
    /// As [`Workspace::next`].
    #[instrument(level = "debug", skip_all)]
    pub async fn day(&self, limit: usize) -> Result<Today, AppError> {
        let (store, today) = (&self.store().await?, self.today());
        let work_schedule = &self.work_schedule(today).await?;
        let mut weeks = Weeks::new(week_of(today, work_schedule.week_start), 1, work_schedule);
        let due = store.open_due_by(today, limit).await?;
        let mut work = store.ready(today, limit).await?;
        work.retain(|row| (row.start <= today || row.started_on.is_some()) && !due.contains(row));
        weeks.read_for(store, due.iter().chain(&work)).await?;
        let busy = busy_days(store).await?;
        let hours = person_hours(store, work_schedule, &busy).await?;
        hold_to(&mut weeks, hours.as_ref());
        weeks.add_busy(busy);
        let due = due.into_iter().map(|row| item(&weeks, row, today)).collect();
        let work = work.into_iter().map(|row| item(&weeks, row, today)).collect();
        let logged = store.work_between(today, today).await?;
        let hours = hours.map(|hours| hours.between(today, today));
        Ok(Today { today, due, work, logged, hours, is_review_day: today.weekday() == work_schedule.review_day })
    }

    /// Looks back on the week in which a day lies, and at the four weeks after
    /// it.
    ///
    /// # Errors
    ///
    /// As [`Workspace::next`].
    #[instrument(level = "debug", skip_all)]
    pub async fn week(&self, day: Date) -> Result<Week, AppError> {
        let (store, today) = (&self.store().await?, self.today());
        let work_schedule = &self.work_schedule(day).await?;
        let from = week_of(day, work_schedule.week_start);
        let to = plus_days(from, 6);
        let goals = store.goals().await?;
        let planned = store.planned_between(from, plus_days(to, 7 * WEEKS_AHEAD)).await?;
        let completed = store.done_between(from, to).await?;
        let mut weeks = Weeks::new(from, 1 + usize::try_from(WEEKS_AHEAD).unwrap_or(0), work_schedule);
        weeks.read_all(store, &goals).await?;
        let hours = PersonHours::of(work_schedule, &goals, weeks.busy());

        let mut sums = Sums { weeks: &weeks, by_goal: BTreeMap::new() };
        for row in planned.iter().filter(|row| row.standing != StandingKind::Skipped) {
            sums.add_planned(row);
        }
        for work in store.work_between(from, to).await? {
            let goal = sums.goal(&work.goal);
            goal.logged = goal.logged + work.effort;
        }
        for row in &completed {
            sums.goal(&row.goal).n_completed += 1;
        }
        let Sums { by_goal, .. } = sums;
        let rows: Vec<PlannedRow> = planned.iter().map(PlannedRow::from).collect();
        let load = hours.map_or_else(Vec::new, |hours| load_by_week(&weeks, &hours, &rows).collect());

        let next = plus_days(to, 7);
        let comes = |row: &&MilestoneRow| row.standing.is_open() && to < row.due && row.due <= next && row.due >= today;
        Ok(Week {
            from,
            to,
            today,
            goals: by_goal.into_values().filter(GoalWeek::has_something).collect(),
            completed,
            late: store.open_due_by(plus_days(today, -1), ALL).await?,
            coming: planned.iter().filter(comes).cloned().collect(),
            blocked: store.blocked().await?,
            conflicts: load.iter().skip(1).filter(|week| week.is_overfull()).map(WeekConflict::of).collect(),
            capacity: work_schedule.capacity,
        })
    }
}

/// The days that goal files name as busy. They count for all goals.
async fn busy_days(store: &Store) -> Result<Vec<BusyRange>, AppError> {
    let mut busy = Vec::new();
    for (id, text) in store.goal_texts_with_busy_days().await? {
        busy.extend(circumstances_of(&id, &text)?.busy);
    }
    Ok(busy)
}

/// The hours that the person has, where no other goal file has to be read.
async fn person_hours(
    store: &Store,
    work_schedule: &WorkSchedule,
    busy: &[BusyRange],
) -> Result<Option<PersonHours>, AppError> {
    let most = store.goal_of_most_hours().await?;
    Ok(PersonHours::of(work_schedule, most.as_slice(), busy.iter()))
}

/// A week looked back on, and what comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The day from which it is looked at.
    pub today: Date,
    /// Planned against actual for each goal with either.
    pub goals: Vec<GoalWeek>,
    /// Milestones that were completed in it.
    pub completed: Vec<MilestoneRow>,
    /// Open milestones whose date is past.
    pub late: Vec<MilestoneRow>,
    /// Open milestones that are due in the week after it.
    pub coming: Vec<MilestoneRow>,
    /// Milestones that nothing can be done on.
    pub blocked: Vec<MilestoneRow>,
    /// Coming weeks in which all goals together want more hours than there are.
    pub conflicts: Vec<WeekConflict>,
    /// Hours a week for all goals together, where the configuration says so.
    pub capacity: Option<WeeklyHours>,
}

/// Planned against actual for one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalWeek {
    /// The goal.
    pub goal: GoalId,
    /// Its title.
    pub title: String,
    /// Hours that its plan asks for in the week.
    pub planned: Effort,
    /// Hours that were logged.
    pub logged: Effort,
    /// Milestones that were to be completed in the week.
    pub n_due: usize,
    /// Milestones that were completed in it.
    pub n_completed: usize,
}

/// A week in which the goals want more hours than there are.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekConflict {
    /// Its first day.
    pub from: Date,
    /// What each goal wants, the most first.
    pub wanted: Vec<(GoalId, Effort)>,
    /// Hours there are.
    pub available: Effort,
}

impl WeekConflict {
    fn of(week: &WeekLoad) -> Self {
        WeekConflict { from: week.from, wanted: week.by_greed(), available: week.available }
    }

    /// What all goals want together.
    #[must_use]
    pub fn wanted_total(&self) -> Effort {
        self.wanted.iter().map(|(_, effort)| *effort).sum()
    }
}

/// More milestones than anybody has.
const ALL: usize = 10_000_000;
/// Coming weeks that are looked at for collisions.
const WEEKS_AHEAD: i32 = 4;

/// Lets no goal have more hours left in the first week than the person has.
fn hold_to(weeks: &mut Weeks, hours: Option<&PersonHours>) {
    if let Some(there) = hours.and_then(|hours| hours.configured_between(weeks.from, plus_days(weeks.from, 6))) {
        weeks.hold_to(there);
    }
}

/// A milestone with what it needs now; its goal file has to be read.
fn item(weeks: &Weeks, row: MilestoneRow, today: Date) -> AgendaItem {
    AgendaItem {
        goal_title: weeks.title(&row.goal),
        days_late: row.days_late(today),
        slack_days: days_between(today, row.start_latest),
        left: Effort::from_hours(row.planned.hours() * f64::from(100 - row.share_done.min(100)) / 100.0),
        left_this_week: weeks.left_in_first_week(&row.goal_file),
        row,
    }
}

impl GoalWeek {
    fn has_something(&self) -> bool {
        self.planned > Effort::ZERO || self.logged > Effort::ZERO || self.n_due > 0 || self.n_completed > 0
    }
}

/// What goals ask for in a week, and what they got.
struct Sums<'a> {
    weeks: &'a Weeks,
    by_goal: BTreeMap<GoalId, GoalWeek>,
}

impl Sums<'_> {
    fn goal(&mut self, id: &GoalId) -> &mut GoalWeek {
        let title = self.weeks.title(id);
        self.by_goal.entry(id.clone()).or_insert_with(|| GoalWeek {
            goal: id.clone(),
            title,
            planned: Effort::ZERO,
            logged: Effort::ZERO,
            n_due: 0,
            n_completed: 0,
        })
    }

    fn add_planned(&mut self, row: &MilestoneRow) {
        let from = self.weeks.from;
        let planned = self.weeks.planned(&PlannedRow::from(row));
        let planned = planned.first().filter(|(week, _)| *week == 0).map(|(_, effort)| *effort).unwrap_or_default();
        let goal = self.goal(&row.goal);
        goal.planned = goal.planned + planned;
        goal.n_due += usize::from(from <= row.due && row.due <= plus_days(from, 6));
    }
}
