use std::collections::{BTreeMap, BTreeSet};

use backcast_core::track::{ContentHash, StandingKind};
use backcast_core::{Effort, GoalFileId, GoalId, MilestoneId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;

use crate::projection::{GoalState, day_text};
use crate::{GoalRow, MilestoneRow, PlannedRow, Store, StoreError, WriteOrder};

/// A goal that a text may mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Its id.
    pub goal: GoalId,
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// Its title.
    pub title: String,
}

/// Work on one goal within some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkDone {
    /// The goal.
    pub goal: GoalId,
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// The milestone.
    pub milestone: MilestoneId,
    /// The day.
    pub day: Date,
    /// How much.
    pub effort: Effort,
}

/// How many goals are in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoalCount {
    /// The state.
    pub state: GoalState,
    /// How many goals are in it.
    pub n: usize,
    /// How many of these have an open milestone whose date is past.
    pub n_late: usize,
}

pub(crate) const GOAL_COLUMNS: &str = "id, portfolio, name, document, title, kind, priority, deadline, state, verdict, proposed, approved, \
     week_minutes, n_milestones, n_done, planned_minutes, earned_minutes, logged_minutes, next_due, ends_on, source, \
     names_busy";
pub(crate) const MILESTONE_COLUMNS: &str = "portfolio, id, goal, position, name, priority, standing, ready_on, waits_for, \
     blocked, started_on, done_on, start_on, due, due_latest, start_latest, critical, planned_minutes, \
     logged_minutes, share_done, n_criteria, n_ticked, next_criterion";

impl Store {
    /// The ids of all goal files.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses; so do all queries below.
    pub async fn goal_files(&self) -> Result<Vec<GoalFileId>, StoreError> {
        let rows = self.rows("SELECT id FROM portfolio WHERE workspace_id = $1 ORDER BY id", &[]).await?;
        rows.iter().map(|row| self.get::<String>(row, 0).map(GoalFileId::new)).collect()
    }

    /// Every goal, the nearest due date first, those without one last.
    pub async fn goals(&self) -> Result<Vec<GoalRow>, StoreError> {
        let sql = format!("SELECT {GOAL_COLUMNS} FROM goal WHERE workspace_id = $1");
        let rows = self.rows(&sql, &[]).await?;
        let mut goals = rows.iter().map(|row| self.goal_row(row)).collect::<Result<Vec<_>, _>>()?;
        goals.sort_by_key(|goal| (goal.next_due.unwrap_or(Date::MAX), goal.priority, goal.id.clone()));
        Ok(goals)
    }

    /// Goals that are neither reached nor dropped, in the order of
    /// [`Store::goals`], up to the given number.
    pub async fn live_goals(&self, limit: usize) -> Result<Vec<GoalRow>, StoreError> {
        let sql = format!(
            "SELECT {GOAL_COLUMNS} FROM goal WHERE workspace_id = $1 AND state NOT IN ('reached', 'dropped') \
             ORDER BY CASE WHEN next_due = '' THEN 1 ELSE 0 END, next_due, priority, id LIMIT {limit}"
        );
        let rows = self.rows(&sql, &[]).await?;
        rows.iter().map(|row| self.goal_row(row)).collect()
    }

    /// How many goals there are in each state, and how many of them have an
    /// open milestone whose date is past.
    pub async fn goal_counts(&self, today: Date) -> Result<Vec<GoalCount>, StoreError> {
        let sql = "SELECT state, COUNT(*), COUNT(CASE WHEN next_due <> '' AND next_due < $2 THEN 1 END) \
                   FROM goal WHERE workspace_id = $1 GROUP BY state ORDER BY state";
        let rows = self.rows(sql, &[&day_text(Some(today))]).await?;
        let count = |row: &AnyRow, column| Ok(usize::try_from(self.get::<i64>(row, column)?).unwrap_or(0));
        rows.iter()
            .map(|row| {
                let state = GoalState::parse(&self.get::<String>(row, 0)?);
                Ok(GoalCount { state, n: count(row, 1)?, n_late: count(row, 2)? })
            })
            .collect()
    }

    /// The goals of one goal file.
    pub async fn goals_of(&self, id: &GoalFileId) -> Result<Vec<GoalRow>, StoreError> {
        let sql =
            format!("SELECT {GOAL_COLUMNS} FROM goal WHERE workspace_id = $1 AND portfolio = $2 ORDER BY priority, id");
        let rows = self.rows(&sql, &[id.as_str()]).await?;
        rows.iter().map(|row| self.goal_row(row)).collect()
    }

    /// The goals of these goal files, the most important first.
    pub async fn goals_in(&self, ids: &BTreeSet<GoalFileId>) -> Result<Vec<GoalRow>, StoreError> {
        let sql = format!("SELECT {GOAL_COLUMNS} FROM goal WHERE workspace_id = $1 AND portfolio IN");
        let rows = self.rows_in(&sql, ids).await?;
        let mut goals = rows.iter().map(|row| self.goal_row(row)).collect::<Result<Vec<_>, _>>()?;
        goals.sort_by(|a, b| a.priority.cmp(&b.priority).then(a.id.cmp(&b.id)));
        Ok(goals)
    }

    /// The texts of these goal files.
    pub async fn goal_texts_in(&self, ids: &BTreeSet<GoalFileId>) -> Result<Vec<(GoalFileId, String)>, StoreError> {
        let sql = "SELECT DISTINCT goal.portfolio, document.body FROM goal \
                   JOIN document ON document.workspace_id = goal.workspace_id AND document.hash = goal.document \
                   WHERE goal.workspace_id = $1 AND goal.portfolio IN";
        let rows = self.rows_in(sql, ids).await?;
        rows.iter().map(|row| Ok((GoalFileId::new(self.get::<String>(row, 0)?), self.get(row, 1)?))).collect()
    }

    /// The milestones of these goal files, file by file in the plan's order.
    pub async fn milestones_in(&self, ids: &BTreeSet<GoalFileId>) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!("SELECT {MILESTONE_COLUMNS} FROM milestone WHERE workspace_id = $1 AND portfolio IN");
        let rows = self.rows_in(&sql, ids).await?;
        let mut milestones = rows.iter().map(|row| self.milestone_row(row)).collect::<Result<Vec<_>, _>>()?;
        milestones.sort_by(|a, b| a.goal_file.cmp(&b.goal_file).then(a.position.cmp(&b.position)));
        Ok(milestones)
    }

    /// All rows of a statement that ends before the list of goal files that it
    /// is about: one statement, as long as engines take so many values.
    async fn rows_in(&self, sql: &str, ids: &BTreeSet<GoalFileId>) -> Result<Vec<AnyRow>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(GoalFileId::as_str).collect();
        self.rows_among(sql, &ids).await
    }

    /// All rows of a statement that ends before the list of texts that it is
    /// about.
    pub(crate) async fn rows_among(&self, sql: &str, values: &[&str]) -> Result<Vec<AnyRow>, StoreError> {
        const VALUES_MAX: usize = 10_000;
        let mut rows = Vec::new();
        for values in values.chunks(VALUES_MAX) {
            let places: Vec<String> = (2..values.len() + 2).map(|number| format!("${number}")).collect();
            rows.extend(self.rows(&format!("{sql} ({})", places.join(", ")), values).await?);
        }
        Ok(rows)
    }

    /// The texts of the goal files that name busy days.
    pub async fn goal_texts_with_busy_days(&self) -> Result<Vec<(GoalFileId, String)>, StoreError> {
        let sql = "SELECT DISTINCT goal.portfolio, document.body FROM goal \
                   JOIN document ON document.workspace_id = goal.workspace_id AND document.hash = goal.document \
                   WHERE goal.workspace_id = $1 AND goal.names_busy = 1";
        let rows = self.rows(sql, &[]).await?;
        rows.iter().map(|row| Ok((GoalFileId::new(self.get::<String>(row, 0)?), self.get(row, 1)?))).collect()
    }

    /// The goal with the most hours a week; of several, that of the first goal
    /// file by id.
    pub async fn goal_of_most_hours(&self) -> Result<Option<GoalRow>, StoreError> {
        let sql = format!(
            "SELECT {GOAL_COLUMNS} FROM goal WHERE workspace_id = $1 AND week_minutes = \
             (SELECT MAX(week_minutes) FROM goal WHERE workspace_id = $1) ORDER BY portfolio, id LIMIT 1"
        );
        self.rows(&sql, &[]).await?.first().map(|row| self.goal_row(row)).transpose()
    }

    /// The texts of all goal files.
    pub async fn goal_texts(&self) -> Result<Vec<(GoalFileId, String)>, StoreError> {
        let sql = "SELECT DISTINCT goal.portfolio, document.body FROM goal \
                   JOIN document ON document.workspace_id = goal.workspace_id AND document.hash = goal.document \
                   WHERE goal.workspace_id = $1";
        let rows = self.rows(sql, &[]).await?;
        rows.iter().map(|row| Ok((GoalFileId::new(self.get::<String>(row, 0)?), self.get(row, 1)?))).collect()
    }

    /// Goals whose id, or whose file's id, begins with a text.
    pub async fn matches(&self, prefix: &str) -> Result<Vec<Match>, StoreError> {
        let escaped = prefix.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let sql = "SELECT id, portfolio, title FROM goal WHERE workspace_id = $1 \
                   AND (id LIKE $2 ESCAPE '\\' OR portfolio LIKE $2 ESCAPE '\\') \
                   ORDER BY id";
        let rows = self.rows(sql, &[&format!("{escaped}%")]).await?;
        rows.iter().map(|row| self.match_row(row)).collect()
    }

    /// Goal files that were written down from this file and not dropped.
    pub async fn from_source(&self, source: &str) -> Result<Vec<Match>, StoreError> {
        let sql = "SELECT id, portfolio, title FROM goal WHERE workspace_id = $1 AND source = $2 AND state <> 'dropped' ORDER BY id";
        let rows = self.rows(sql, &[source]).await?;
        rows.iter().map(|row| self.match_row(row)).collect()
    }

    /// Milestones that can be worked on today, those first that endanger
    /// their goal soonest.
    pub async fn ready(&self, today: Date, limit: usize) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone \
             WHERE workspace_id = $1 AND standing = 'ready' AND ready_on <= $2 \
             ORDER BY start_latest, priority, due, goal, position LIMIT {limit}"
        );
        self.milestone_rows(&sql, &[&day_text(Some(today))]).await
    }

    /// How many milestones can be worked on today.
    pub async fn count_ready(&self, today: Date) -> Result<usize, StoreError> {
        let sql = "SELECT COUNT(*) FROM milestone WHERE workspace_id = $1 AND standing = 'ready' AND ready_on <= $2";
        let rows = self.rows(sql, &[&day_text(Some(today))]).await?;
        let n: i64 = rows.first().map_or(Ok(0), |row| self.get(row, 0))?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    /// The milestones of one goal file in the plan's order.
    pub async fn milestones(&self, id: &GoalFileId) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone WHERE workspace_id = $1 AND portfolio = $2 ORDER BY position"
        );
        self.milestone_rows(&sql, &[id.as_str()]).await
    }

    /// Milestones with this id, open ones first, up to the given number.
    pub async fn milestones_named(&self, id: &str, limit: usize) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone WHERE workspace_id = $1 AND id = $2 \
             ORDER BY CASE WHEN standing IN ('done', 'skipped') THEN 1 ELSE 0 END, goal LIMIT {limit}"
        );
        self.milestone_rows(&sql, &[id]).await
    }

    /// Open milestones that are due by a day, the earliest first.
    pub async fn open_due_by(&self, day: Date, limit: usize) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone \
             WHERE workspace_id = $1 AND due <= $2 AND standing IN ('ready', 'waiting', 'blocked') \
             ORDER BY due, priority, goal, position LIMIT {limit}"
        );
        self.milestone_rows(&sql, &[&day_text(Some(day))]).await
    }

    /// Milestones that nothing can be done on for now.
    pub async fn blocked(&self) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone WHERE workspace_id = $1 AND standing = 'blocked' \
             ORDER BY due, priority, goal, position"
        );
        self.milestone_rows(&sql, &[]).await
    }

    /// Milestones whose planned days touch these, open or not.
    pub async fn planned_between(&self, from: Date, to: Date) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone WHERE workspace_id = $1 AND due >= $2 AND start_on <= $3 \
             ORDER BY due, priority, goal, position"
        );
        self.milestone_rows(&sql, &[&day_text(Some(from)), &day_text(Some(to))]).await
    }

    /// As [`Store::planned_between`], with what they take only.
    pub async fn planned_rows_between(&self, from: Date, to: Date) -> Result<Vec<PlannedRow>, StoreError> {
        let sql = "SELECT portfolio, goal, standing, start_on, due, planned_minutes FROM milestone \
                   WHERE workspace_id = $1 AND due >= $2 AND start_on <= $3 ORDER BY due, priority, goal, position";
        self.read_rows(sql, &[&day_text(Some(from)), &day_text(Some(to))], |row| {
            Ok(PlannedRow {
                goal_file: GoalFileId::new(self.get::<String>(row, 0)?),
                goal: GoalId::new(self.get::<String>(row, 1)?),
                standing: self.standing(row, 2)?,
                start: self.day(row, 3)?.unwrap_or(Date::MIN),
                due: self.day(row, 4)?.unwrap_or(Date::MIN),
                planned: self.effort(row, 5)?,
            })
        })
        .await
    }

    /// Milestones that were completed within these days.
    pub async fn done_between(&self, from: Date, to: Date) -> Result<Vec<MilestoneRow>, StoreError> {
        let sql = format!(
            "SELECT {MILESTONE_COLUMNS} FROM milestone \
             WHERE workspace_id = $1 AND standing = 'done' AND done_on >= $2 AND done_on <= $3 \
             ORDER BY done_on, goal, position"
        );
        self.milestone_rows(&sql, &[&day_text(Some(from)), &day_text(Some(to))]).await
    }

    /// Work that was done within these days.
    pub async fn work_between(&self, from: Date, to: Date) -> Result<Vec<WorkDone>, StoreError> {
        let sql = "SELECT goal, portfolio, milestone, day, minutes FROM work \
                   WHERE workspace_id = $1 AND day >= $2 AND day <= $3 \
                   ORDER BY day, goal, milestone";
        let rows = self.rows(sql, &[&day_text(Some(from)), &day_text(Some(to))]).await?;
        rows.iter()
            .map(|row| {
                Ok(WorkDone {
                    goal: GoalId::new(self.get::<String>(row, 0)?),
                    goal_file: GoalFileId::new(self.get::<String>(row, 1)?),
                    milestone: MilestoneId::new(self.get::<String>(row, 2)?),
                    day: self.day(row, 3)?.unwrap_or(Date::MIN),
                    effort: self.effort(row, 4)?,
                })
            })
            .collect()
    }

    /// Work on the goals of each file within these days; absent where nothing
    /// was done.
    pub async fn logged_by_file(&self, from: Date, to: Date) -> Result<BTreeMap<GoalFileId, Effort>, StoreError> {
        let sql = "SELECT portfolio, CAST(SUM(minutes) AS BIGINT) FROM work \
                   WHERE workspace_id = $1 AND day >= $2 AND day <= $3 GROUP BY portfolio";
        let rows = self.rows(sql, &[&day_text(Some(from)), &day_text(Some(to))]).await?;
        rows.iter().map(|row| Ok((GoalFileId::new(self.get::<String>(row, 0)?), self.effort(row, 1)?))).collect()
    }

    /// The last event that somebody wrote in each log that they wrote in, the
    /// latest first. Events come in the order in which they were written,
    /// whatever their times say.
    pub async fn last_written_by(&self, author: &str) -> Result<Vec<(GoalFileId, WriteOrder)>, StoreError> {
        let sql = "SELECT portfolio, MAX(place), MAX(at) FROM event WHERE workspace_id = $1 AND author = $2 \
                   GROUP BY portfolio ORDER BY MAX(place) DESC, MAX(at) DESC, portfolio";
        let rows = self.rows(sql, &[author]).await?;
        rows.iter().map(|row| Ok((GoalFileId::new(self.get::<String>(row, 0)?), self.written(row, 1)?))).collect()
    }

    /// When an event was written, against those of other logs.
    ///
    /// # Errors
    ///
    /// Returns an error if the log has no event with this number.
    pub async fn written_at(&self, id: &GoalFileId, number: u64) -> Result<WriteOrder, StoreError> {
        let sql =
            format!("SELECT place, at FROM event WHERE workspace_id = $1 AND portfolio = $2 AND number = {number}");
        let rows = self.rows(&sql, &[id.as_str()]).await?;
        self.written(rows.first().ok_or_else(|| StoreError::Unknown(id.clone()))?, 0)
    }

    fn written(&self, row: &AnyRow, column: usize) -> Result<WriteOrder, StoreError> {
        Ok(WriteOrder { place: self.get(row, column)?, at: self.get(row, column + 1)? })
    }

    /// The instant of the newest event of all.
    pub async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        let rows = self.rows("SELECT COALESCE(MAX(at), 0) FROM event WHERE workspace_id = $1", &[]).await?;
        let at: i64 = rows.first().map_or(Ok(0), |row| self.get(row, 0))?;
        Ok(Timestamp::from_microsecond(at).ok().filter(|_| at != 0))
    }

    async fn milestone_rows(&self, sql: &str, values: &[&str]) -> Result<Vec<MilestoneRow>, StoreError> {
        self.read_rows(sql, values, |row| self.milestone_row(row)).await
    }

    fn match_row(&self, row: &AnyRow) -> Result<Match, StoreError> {
        Ok(Match {
            goal: GoalId::new(self.get::<String>(row, 0)?),
            goal_file: GoalFileId::new(self.get::<String>(row, 1)?),
            title: self.get(row, 2)?,
        })
    }

    fn goal_row(&self, row: &AnyRow) -> Result<GoalRow, StoreError> {
        Ok(GoalRow {
            id: GoalId::new(self.get::<String>(row, 0)?),
            goal_file: GoalFileId::new(self.get::<String>(row, 1)?),
            name: GoalId::new(self.get::<String>(row, 2)?),
            document: ContentHash::new(self.get::<String>(row, 3)?),
            title: self.get(row, 4)?,
            kind: self.get(row, 5)?,
            priority: self.number(row, 6)?,
            deadline: self.day(row, 7)?,
            state: GoalState::parse(&self.get::<String>(row, 8)?),
            verdict: self.get(row, 9)?,
            proposed: Some(self.number(row, 10)?).filter(|&n| n > 0),
            approved: Some(self.number(row, 11)?).filter(|&n| n > 0),
            week: self.effort(row, 12)?,
            n_milestones: self.number(row, 13)?,
            n_done: self.number(row, 14)?,
            planned: self.effort(row, 15)?,
            earned: self.effort(row, 16)?,
            logged: self.effort(row, 17)?,
            next_due: self.day(row, 18)?,
            ends_on: self.day(row, 19)?,
            source: self.optional(row, 20)?,
            names_busy: self.get::<i64>(row, 21)? != 0,
        })
    }

    fn milestone_row(&self, row: &AnyRow) -> Result<MilestoneRow, StoreError> {
        let required = |day: Option<Date>| day.unwrap_or(Date::MIN);
        Ok(MilestoneRow {
            goal_file: GoalFileId::new(self.get::<String>(row, 0)?),
            id: MilestoneId::new(self.get::<String>(row, 1)?),
            goal: GoalId::new(self.get::<String>(row, 2)?),
            position: self.number(row, 3)?,
            name: self.get(row, 4)?,
            priority: self.number(row, 5)?,
            standing: self.standing(row, 6)?,
            ready_on: self.day(row, 7)?,
            waits_for: self.get::<String>(row, 8)?.split_whitespace().map(MilestoneId::new).collect(),
            blocked: self.optional(row, 9)?,
            started_on: self.day(row, 10)?,
            done_on: self.day(row, 11)?,
            start: required(self.day(row, 12)?),
            due: required(self.day(row, 13)?),
            due_latest: required(self.day(row, 14)?),
            start_latest: required(self.day(row, 15)?),
            critical: self.number(row, 16)? != 0,
            planned: self.effort(row, 17)?,
            logged: self.effort(row, 18)?,
            share_done: u8::try_from(self.number(row, 19)?).unwrap_or(100),
            n_criteria: self.number(row, 20)?,
            n_ticked: self.number(row, 21)?,
            next_criterion: self.optional(row, 22)?,
        })
    }

    fn standing(&self, row: &AnyRow, column: usize) -> Result<StandingKind, StoreError> {
        let text: String = self.get(row, column)?;
        Ok(StandingKind::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or(StandingKind::Waiting))
    }

    fn number(&self, row: &AnyRow, column: usize) -> Result<u32, StoreError> {
        Ok(u32::try_from(self.get::<i64>(row, column)?).unwrap_or(0))
    }

    pub(crate) fn effort(&self, row: &AnyRow, column: usize) -> Result<Effort, StoreError> {
        self.number(row, column).map(Effort::from_minutes)
    }

    fn optional(&self, row: &AnyRow, column: usize) -> Result<Option<String>, StoreError> {
        Ok(Some(self.get::<String>(row, column)?).filter(|text| !text.is_empty()))
    }

    pub(crate) fn day(&self, row: &AnyRow, column: usize) -> Result<Option<Date>, StoreError> {
        Ok(self.optional(row, column)?.and_then(|text| text.parse().ok()))
    }
}
