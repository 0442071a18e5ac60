//! Goal files over a row of weeks: what each has of hours, and what its
//! milestones want of them.

use std::collections::BTreeMap;

use backcast_core::{
    Availability, BusyRange, CalendarHours, Circumstances, Effort, GoalFileId, GoalId, Weekdays, WeeklyHours, WorkWeek,
    days_between, plus_days, week_of,
};
use backcast_document::read_goal;
use backcast_store::{GoalRow, MilestoneRow, PlannedRow, Store};
use jiff::civil::{Date, Weekday};

use crate::AppError;
use crate::work_schedule::WorkSchedule;

/// The hours of goal files in a row of weeks, each file read once.
pub(crate) struct Weeks {
    pub(crate) from: Date,
    n_weeks: usize,
    weekdays: Weekdays,
    calendar: CalendarHours,
    around: BTreeMap<GoalFileId, (Circumstances, WeeklyHours)>,
    logged: BTreeMap<GoalFileId, Effort>,
    /// Days that are busy for all goals, whichever file names them.
    busy_of_person: Vec<BusyRange>,
    /// What the person has left in the first week for all goals together,
    /// where the configuration says how much there is.
    left: Option<Effort>,
    titles: BTreeMap<GoalId, String>,
}

impl Weeks {
    pub(crate) fn new(from: Date, n_weeks: usize, work_schedule: &WorkSchedule) -> Self {
        Weeks {
            from,
            n_weeks,
            weekdays: work_schedule.weekdays,
            calendar: work_schedule.calendar.clone(),
            around: BTreeMap::new(),
            logged: BTreeMap::new(),
            busy_of_person: Vec::new(),
            left: None,
            titles: BTreeMap::new(),
        }
    }

    /// How many weeks there are.
    pub(crate) fn n_weeks(&self) -> usize {
        self.n_weeks
    }

    /// What the goal files that were read name as busy.
    pub(crate) fn busy(&self) -> impl Iterator<Item = &BusyRange> {
        self.around.values().flat_map(|(around, _)| &around.busy)
    }

    /// Lets no goal have more hours left in the first week than the person has
    /// in it for all goals together.
    pub(crate) fn hold_to(&mut self, there: Effort) {
        self.left = Some(there.saturating_sub(self.logged.values().copied().sum()));
    }

    /// Lets days be busy for every goal in what is left of the first week: it is
    /// one person. Plans were placed without them, and keep the weeks they have.
    pub(crate) fn add_busy(&mut self, mut busy: Vec<BusyRange>) {
        // Only the first week is asked for, once for each goal: what many files
        // say of it is kept once.
        busy.retain(|range| range.to >= plus_days(self.from, -7) && range.from <= plus_days(self.from, 13));
        busy.sort_by_key(|range| (range.from, range.to, range.left));
        busy.dedup_by_key(|range| (range.from, range.to, range.left));
        self.busy_of_person = busy;
    }

    /// Hours of a goal file that the first week still holds, and not more than
    /// the person has left for all goals; `None` where the goal names no hours.
    pub(crate) fn left_in_first_week(&self, id: &GoalFileId) -> Option<Effort> {
        let to = plus_days(self.from, 6);
        let there = self.days(id, &self.busy_of_person, self.from, to)?.effort_between(self.from, to);
        let left = there.saturating_sub(self.logged.get(id).copied().unwrap_or_default());
        Some(self.left.map_or(left, |of_person| left.min(of_person)))
    }

    /// The title of a goal whose file was read, else its id.
    pub(crate) fn title(&self, goal: &GoalId) -> String {
        self.titles.get(goal).cloned().unwrap_or_else(|| goal.to_string())
    }

    /// The hours that a milestone's plan asks for in each week, of those in
    /// which it asks for some: its effort spread over its days as the hours are.
    /// Its goal file has to be read.
    pub(crate) fn planned(&self, row: &PlannedRow) -> Vec<(usize, Effort)> {
        let days_there = self.days(&row.goal_file, &[], row.start, row.due);
        let there = |from, to| days_there.as_ref().map_or(Effort::ZERO, |days| days.effort_between(from, to));
        let whole = there(row.start, row.due);
        let days = f64::from(days_between(row.start, row.due).max(0) + 1);
        let share = |week: usize| {
            let first = plus_days(self.from, 7 * i32::try_from(week).unwrap_or(0));
            let (from, to) = (first.max(row.start), plus_days(first, 6).min(row.due));
            if to < from {
                return Effort::ZERO;
            }
            let part = if whole > Effort::ZERO {
                there(from, to).hours() / whole.hours()
            } else {
                f64::from(days_between(from, to) + 1) / days // An event takes place whatever the week holds.
            };
            Effort::from_hours(row.planned.hours() * part)
        };
        let week_of_day = |day: Date| usize::try_from(days_between(self.from, day).max(0) / 7).unwrap_or(0);
        let touched = week_of_day(row.start)..self.n_weeks.min(week_of_day(row.due) + 1);
        touched.map(|week| (week, share(week))).filter(|(_, effort)| *effort > Effort::ZERO).collect()
    }

    /// The hours of a goal file within some days; `None` if it names none.
    pub(crate) fn available(&self, id: &GoalFileId, from: Date, to: Date) -> Option<Effort> {
        Some(self.days(id, &[], from, to)?.effort_between(from, to))
    }

    /// The days of a goal file in the weeks of these two days and between, with
    /// more busy days than the file itself names.
    fn days(&self, id: &GoalFileId, more_busy: &[BusyRange], from: Date, to: Date) -> Option<Availability> {
        let (around, pace) = self.around.get(id)?;
        if *pace == WeeklyHours::ZERO {
            return None;
        }
        let first = week_of(from, Weekday::Monday); // A day is a part of its week.
        let n_days = usize::try_from(days_between(first, to)).ok()? + 7;
        let weekly = WorkWeek { pace: *pace, days: self.weekdays };
        let busy = around.busy.iter().chain(more_busy).chain(&self.calendar.away);
        let busy: Vec<BusyRange> = busy.cloned().collect();
        Some(Availability::new(first, n_days, &weekly, &busy, &self.calendar.caps))
    }

    /// Reads the goal files of these milestones, and what was done for them in
    /// the first week: one query for each, however many there are.
    pub(crate) async fn read_for<'a>(
        &mut self,
        store: &Store,
        rows: impl IntoIterator<Item = &'a MilestoneRow>,
    ) -> Result<(), AppError> {
        let ids = rows.into_iter().map(|row| row.goal_file.clone()).collect();
        let goals = store.goals_in(&ids).await?;
        let texts = store.goal_texts_in(&ids).await?;
        self.logged = store.logged_by_file(self.from, plus_days(self.from, 6)).await?;
        self.add(goals, texts)
    }

    /// Reads every goal file at once, where most of them will be needed.
    pub(crate) async fn read_all(&mut self, store: &Store, goals: &[GoalRow]) -> Result<(), AppError> {
        let texts = store.goal_texts().await?;
        self.add(goals.to_vec(), texts)
    }

    fn add(&mut self, goals: Vec<GoalRow>, texts: Vec<(GoalFileId, String)>) -> Result<(), AppError> {
        let mut paces: BTreeMap<GoalFileId, WeeklyHours> = BTreeMap::new();
        for goal in goals {
            paces.insert(goal.goal_file, WeeklyHours::from_minutes_per_week(goal.week.minutes()));
            self.titles.insert(goal.id, goal.title);
        }
        for (id, text) in texts {
            let pace = paces.get(&id).copied().unwrap_or_default();
            let circumstances = circumstances_of(&id, &text)?;
            self.around.insert(id, (circumstances, pace));
        }
        Ok(())
    }
}

/// What a goal file says of the person's circumstances.
pub(crate) fn circumstances_of(id: &GoalFileId, text: &str) -> Result<Circumstances, AppError> {
    // The date only decides which dates are refused, and the file was accepted.
    Ok(read_goal(id.as_str(), text, Date::MIN)?.goal_file.circumstances)
}
