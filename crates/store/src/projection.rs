use std::collections::BTreeMap;

use backcast_core::track::{
    ContentHash, GoalRevision, Ledger, Standing, StandingKind, Track, days_late, standings, start_latest,
};
use backcast_core::{Circumstances, Effort, Goal, GoalFileId, GoalId, MilestoneId, Plan, PlannedMilestone, StatedKind};
use backcast_document::{Mistakes, read_goal, read_plan};
use jiff::civil::Date;

use crate::{Store, StoreError, Stored};

/// A goal in one row: what lists show of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalRow {
    /// Its lasting id.
    pub id: GoalId,
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// Its id within the goal file.
    pub name: GoalId,
    /// The goal file's text.
    pub document: ContentHash,
    /// Its title.
    pub title: String,
    /// Its kind, where the goal file or a plan says it.
    pub kind: String,
    /// 1 is most important.
    pub priority: u32,
    /// Its last day.
    pub deadline: Option<Date>,
    /// How far it came.
    pub state: GoalState,
    /// Verdict of the plan in effect, else of the proposed one.
    pub verdict: String,
    /// Revision that waits for a decision.
    pub proposed: Option<u32>,
    /// Revision that holds.
    pub approved: Option<u32>,
    /// Hours a week that its plan rests on, shared with the goals of its file.
    pub week: Effort,
    /// Milestones of the plan in effect.
    pub n_milestones: u32,
    /// Milestones that are done or skipped.
    pub n_done: u32,
    /// Work in all of them.
    pub planned: Effort,
    /// Planned work of what is done.
    pub earned: Effort,
    /// Work that was logged.
    pub logged: Effort,
    /// Due date of the first open one.
    pub next_due: Option<Date>,
    /// Due date of the last one.
    pub ends_on: Option<Date>,
    /// The file that it came from.
    pub source: Option<String>,
    /// Whether its goal file names busy days, which count for all goals.
    pub names_busy: bool,
}

impl GoalRow {
    /// Days since the due day of its next milestone; zero where that is still to
    /// come, or where nothing is open.
    #[must_use]
    pub fn days_late(&self, today: Date) -> i32 {
        self.next_due.map_or(0, |due| days_late(due, today))
    }
}

/// How far a goal came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalState {
    /// It has no plan.
    New,
    /// A first plan waits for a decision.
    Proposed,
    /// A plan holds.
    Active,
    /// All its milestones are done or skipped.
    Completed,
    /// It was given up.
    Dropped,
}

impl GoalState {
    const ALL: [GoalState; 5] =
        [GoalState::New, GoalState::Proposed, GoalState::Active, GoalState::Completed, GoalState::Dropped];

    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            GoalState::New => "new",
            GoalState::Proposed => "proposed",
            GoalState::Active => "active",
            GoalState::Completed => "reached",
            GoalState::Dropped => "dropped",
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        GoalState::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(GoalState::New)
    }
}

/// A milestone of the plan in effect, in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRow {
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// Its id.
    pub id: MilestoneId,
    /// Its goal's lasting id.
    pub goal: GoalId,
    /// Its place in the plan.
    pub position: u32,
    /// Its name.
    pub name: String,
    /// Priority of its goal.
    pub priority: u32,
    /// What can be done about it.
    pub standing: StandingKind,
    /// First day on which it can be worked on; nothing unless it is ready.
    pub ready_on: Option<Date>,
    /// The milestones that it waits for.
    pub waits_for: Vec<MilestoneId>,
    /// Why nothing can be done on it.
    pub blocked: Option<String>,
    /// When work on it began.
    pub started_on: Option<Date>,
    /// When it was completed.
    pub done_on: Option<Date>,
    /// First planned day of work.
    pub start: Date,
    /// Planned day on which it is complete.
    pub due: Date,
    /// Latest day that keeps the goal's deadline.
    pub due_latest: Date,
    /// Latest day on which work on it has to go on.
    pub start_latest: Date,
    /// Whether it lies on the chain that decides when its goal ends, or has no slack.
    pub critical: bool,
    /// Planned work.
    pub planned: Effort,
    /// Work that was logged.
    pub logged: Effort,
    /// Percent of it that is done.
    pub share_done: u8,
    /// How many criteria it has.
    pub n_criteria: u32,
    /// How many of them hold.
    pub n_ticked: u32,
    /// The first that does not hold yet.
    pub next_criterion: Option<String>,
}

impl MilestoneRow {
    /// Days since its due day; zero where that is still to come, or where nothing
    /// more is to be done on it.
    #[must_use]
    pub fn days_late(&self, today: Date) -> i32 {
        if self.standing.is_open() { days_late(self.due, today) } else { 0 }
    }
}

/// What a milestone takes of which days: all that sums over tens of thousands
/// of goals have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its goal file.
    pub goal_file: GoalFileId,
    /// Its goal.
    pub goal: GoalId,
    /// Where it stands.
    pub standing: StandingKind,
    /// First day of work on it.
    pub start: Date,
    /// Day on which it is complete by the plan.
    pub due: Date,
    /// Its effort by the plan.
    pub planned: Effort,
}

impl From<&MilestoneRow> for PlannedRow {
    fn from(row: &MilestoneRow) -> Self {
        PlannedRow {
            goal_file: row.goal_file.clone(),
            goal: row.goal.clone(),
            standing: row.standing,
            start: row.start,
            due: row.due,
            planned: row.planned,
        }
    }
}

/// Work on a milestone on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRow {
    /// Which milestone.
    pub milestone: MilestoneId,
    /// On which day.
    pub day: Date,
    /// The lasting id of its goal.
    pub goal: GoalId,
    /// How much.
    pub effort: Effort,
}

/// What making lists anew came to.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// Of how many logs they were made anew.
    pub n: usize,
    /// Logs that are damaged, so that nothing was made of them, and why.
    pub refused: Vec<(GoalFileId, StoreError)>,
}

/// Everything that follows from one log, as rows by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Projection {
    pub(crate) goals: BTreeMap<GoalId, GoalRow>,
    pub(crate) milestones: BTreeMap<MilestoneId, MilestoneRow>,
    pub(crate) work: BTreeMap<(MilestoneId, Date), WorkRow>,
}

impl Projection {
    /// What follows from a log and its documents.
    pub(crate) fn of(stored: &Stored) -> Result<Self, StoreError> {
        let Some(revision) = stored.ledger.goal() else { return Ok(Projection::default()) };
        let text = stored.goal_text().ok_or_else(|| StoreError::DocumentMissing(revision.document.to_string()))?;
        // The date only decides which dates are refused, and the file was
        // accepted when it was written down.
        let document =
            read_goal("goal", text, Date::MIN).map_err(|mistakes| unreadable(stored, "goal file", &mistakes))?;
        let plan = plan_shown(stored)?;
        // Only what was approved is worked on.
        let tracked = match &plan {
            Some(plan) if stored.ledger.approved().is_some() => plan.milestones.as_slice(),
            _ => &[],
        };
        let mut projection = Projection::default();
        for (id, name) in &revision.goals {
            let Some(goal) = document.goal_file.goals.iter().find(|goal| goal.id == *name) else { continue };
            let row = goal_row(stored, revision, id, goal, &document.goal_file.circumstances, plan.as_ref());
            projection.goals.insert(id.clone(), row);
        }
        projection.sum_up(stored, tracked);
        if stored.ledger.dropped.is_none() {
            projection.add_milestones(stored, tracked);
        }
        Ok(projection)
    }

    /// The goal that a milestone serves. What is not in the plan any more
    /// counts for the first goal of the file.
    fn goal_of(&self, id: &MilestoneId, planned: &[PlannedMilestone]) -> Option<GoalId> {
        let name = planned.iter().find(|one| one.milestone.id == *id).and_then(|one| one.milestone.goal.as_ref());
        let named = |row: &&GoalRow| name.is_none_or(|name| row.name == *name);
        self.goals.values().find(named).map(|row| row.id.clone())
    }

    /// Adds up what the milestones of each goal hold.
    fn sum_up(&mut self, stored: &Stored, planned: &[PlannedMilestone]) {
        let ledger = &stored.ledger;
        for one in planned {
            let goal = self.goal_of(&one.milestone.id, planned);
            let Some(row) = goal.and_then(|goal| self.goals.get_mut(&goal)) else { continue };
            let track = ledger.track(&one.milestone.id);
            let effort = one.milestone.effort.likely();
            row.n_milestones += 1;
            row.planned = row.planned + effort;
            row.earned = row.earned + Effort::from_hours(effort.hours() * track.share_done(effort));
            row.ends_on = row.ends_on.max(Some(one.due));
            if track.has_ended() {
                row.n_done += 1;
            } else {
                row.next_due = Some(row.next_due.map_or(one.due, |due| due.min(one.due)));
            }
        }
        for (id, track) in &ledger.tracks {
            let goal = self.goal_of(id, planned);
            let Some(row) = goal.and_then(|goal| self.goals.get_mut(&goal)) else { continue };
            row.logged = row.logged + track.logged();
        }
        for row in self.goals.values_mut() {
            row.state = state(row, ledger);
        }
    }

    fn add_milestones(&mut self, stored: &Stored, planned: &[PlannedMilestone]) {
        let ledger = &stored.ledger;
        let standings = standings(planned, &ledger.tracks);
        for ((position, one), standing) in (0..).zip(planned).zip(standings) {
            let goal = self.goal_of(&one.milestone.id, planned);
            let Some(goal) = goal.and_then(|goal| self.goals.get(&goal)) else { continue };
            let row = milestone_row(goal, position, one, &ledger.track(&one.milestone.id), standing);
            self.milestones.insert(row.id.clone(), row);
        }
        for (id, track) in &ledger.tracks {
            let Some(goal) = self.goal_of(id, planned) else { continue };
            let mut days: BTreeMap<Date, Effort> = BTreeMap::new();
            for work in &track.work {
                let sum = days.entry(work.on).or_default();
                *sum = *sum + work.effort;
            }
            for (day, effort) in days {
                let row = WorkRow { milestone: id.clone(), day, goal: goal.clone(), effort };
                self.work.insert((id.clone(), day), row);
            }
        }
    }
}

fn unreadable(stored: &Stored, what: &str, mistakes: &Mistakes) -> StoreError {
    StoreError::Unreadable { id: stored.id.clone(), what: format!("the {what}"), reason: mistakes.to_string() }
}

/// The plan in effect, else the one that waits for a decision.
fn plan_shown(stored: &Stored) -> Result<Option<Plan>, StoreError> {
    let revision = stored.ledger.approved().or_else(|| stored.ledger.proposed());
    let text = revision.and_then(|plan| stored.document(&plan.document));
    text.map(|text| read_plan("plan", text)).transpose().map_err(|mistakes| unreadable(stored, "plan", &mistakes))
}

/// A goal before anything is added up.
fn goal_row(
    stored: &Stored,
    revision: &GoalRevision,
    id: &GoalId,
    goal: &Goal,
    around: &Circumstances,
    plan: Option<&Plan>,
) -> GoalRow {
    let anchored = plan.and_then(|plan| plan.goals.iter().find(|anchored| anchored.goal.id == goal.id));
    let kind = goal.kind.map(StatedKind::kind).or_else(|| anchored.map(|goal| goal.kind));
    let pace = around.pace.or_else(|| anchored.and_then(|goal| goal.pace));
    GoalRow {
        id: id.clone(),
        goal_file: stored.id.clone(),
        name: goal.id.clone(),
        document: revision.document.clone(),
        title: goal.title.clone(),
        kind: kind.map(|kind| kind.to_string()).unwrap_or_default(),
        priority: goal.priority,
        deadline: goal.deadline.or_else(|| anchored.and_then(|goal| goal.deadline)),
        state: GoalState::New,
        verdict: plan.map(|plan| plan.feasibility.verdict.to_string()).unwrap_or_default(),
        proposed: stored.ledger.proposed().map(|plan| plan.revision),
        approved: stored.ledger.approved().map(|plan| plan.revision),
        week: pace.map(|pace| Effort::from_minutes(pace.minutes_per_week())).unwrap_or_default(),
        n_milestones: 0,
        n_done: 0,
        planned: Effort::ZERO,
        earned: Effort::ZERO,
        logged: Effort::ZERO,
        next_due: None,
        ends_on: None,
        source: revision.source.clone(),
        names_busy: !around.busy.is_empty(),
    }
}

fn state(row: &GoalRow, ledger: &Ledger) -> GoalState {
    if ledger.dropped.is_some() {
        GoalState::Dropped
    } else if row.approved.is_none() {
        if row.proposed.is_some() { GoalState::Proposed } else { GoalState::New }
    } else if row.n_milestones > 0 && row.n_done == row.n_milestones {
        GoalState::Completed
    } else {
        GoalState::Active
    }
}

fn milestone_row(
    goal: &GoalRow,
    position: u32,
    one: &PlannedMilestone,
    track: &Track,
    standing: Standing,
) -> MilestoneRow {
    let milestone = &one.milestone;
    let open = milestone.identified_criteria().filter(|(id, text)| !track.holds(*id, text));
    let n_criteria = u32::try_from(milestone.criteria.len()).unwrap_or(u32::MAX);
    let n_open = u32::try_from(open.clone().count()).unwrap_or(u32::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let share_done = (track.share_done(milestone.effort.likely()) * 100.0).round() as u8;
    let mut row = MilestoneRow {
        goal_file: goal.goal_file.clone(),
        id: milestone.id.clone(),
        goal: goal.id.clone(),
        position,
        name: milestone.name.clone(),
        priority: goal.priority,
        standing: standing.kind(),
        ready_on: None,
        waits_for: Vec::new(),
        blocked: None,
        started_on: track.started_on,
        done_on: track.done_on,
        start: one.start,
        due: one.due,
        due_latest: one.due_latest,
        start_latest: start_latest(one, track),
        critical: one.critical,
        planned: milestone.effort.likely(),
        logged: track.logged(),
        share_done,
        n_criteria,
        n_ticked: n_criteria - n_open,
        next_criterion: open.clone().next().map(|(_, text)| text.to_owned()),
    };
    match standing {
        Standing::Ready(day) => row.ready_on = Some(day),
        Standing::Waiting(on) => row.waits_for = on.into_iter().map(|waiting| waiting.on).collect(),
        Standing::Blocked(why) => row.blocked = Some(why),
        Standing::Done(_) | Standing::Skipped => {}
    }
    row
}

/// A value of a row as databases hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<Option<&String>> for Value {
    fn from(text: Option<&String>) -> Self {
        Value::Text(text.cloned().unwrap_or_default())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Number(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(is_so: bool) -> Self {
        Value::Number(i64::from(is_so))
    }
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Self {
        Value::Text(day_text(day))
    }
}

impl From<Effort> for Value {
    fn from(effort: Effort) -> Self {
        Value::Number(i64::from(effort.minutes()))
    }
}

impl GoalRow {
    /// The row as it is written, in the order of its columns.
    pub(crate) fn values(&self) -> Vec<Value> {
        vec![
            self.id.as_str().into(),
            self.goal_file.as_str().into(),
            self.name.as_str().into(),
            self.document.as_str().into(),
            self.title.as_str().into(),
            self.kind.as_str().into(),
            self.priority.into(),
            self.deadline.into(),
            self.state.as_str().into(),
            self.verdict.as_str().into(),
            self.proposed.unwrap_or(0).into(),
            self.approved.unwrap_or(0).into(),
            self.week.into(),
            self.n_milestones.into(),
            self.n_done.into(),
            self.planned.into(),
            self.earned.into(),
            self.logged.into(),
            self.next_due.into(),
            self.ends_on.into(),
            self.source.as_ref().into(),
            self.names_busy.into(),
        ]
    }
}

impl MilestoneRow {
    /// The row as it is written, in the order of its columns.
    pub(crate) fn values(&self) -> Vec<Value> {
        let waits_for: Vec<&str> = self.waits_for.iter().map(MilestoneId::as_str).collect();
        vec![
            self.goal_file.as_str().into(),
            self.id.as_str().into(),
            self.goal.as_str().into(),
            self.position.into(),
            self.name.as_str().into(),
            self.priority.into(),
            self.standing.as_str().into(),
            self.ready_on.into(),
            waits_for.join(" ").as_str().into(),
            self.blocked.as_ref().into(),
            self.started_on.into(),
            self.done_on.into(),
            Some(self.start).into(),
            Some(self.due).into(),
            Some(self.due_latest).into(),
            Some(self.start_latest).into(),
            self.critical.into(),
            self.planned.into(),
            self.logged.into(),
            u32::from(self.share_done).into(),
            self.n_criteria.into(),
            self.n_ticked.into(),
            self.next_criterion.as_ref().into(),
        ]
    }
}

impl WorkRow {
    /// The row of a goal file as it is written, in the order of its columns.
    pub(crate) fn values(&self, id: &GoalFileId) -> Vec<Value> {
        vec![
            id.as_str().into(),
            self.milestone.as_str().into(),
            Some(self.day).into(),
            self.goal.as_str().into(),
            self.effort.into(),
        ]
    }
}

/// A day as the database holds it: an empty text where there is none, and a
/// plain one for the first day of all, so that texts sort like days.
pub(crate) fn day_text(day: Option<Date>) -> String {
    match day {
        None => String::new(),
        Some(day) if day.year() < 1 => "0001-01-01".to_owned(),
        Some(day) => day.to_string(),
    }
}

impl Store {
    /// Writes the rows that differ from those that were there.
    pub(crate) async fn write_projection(
        &self,
        id: &GoalFileId,
        old: &Projection,
        new: &Projection,
    ) -> Result<(), StoreError> {
        for (goal, row) in &new.goals {
            if old.goals.get(goal) != Some(row) {
                self.write_goal(row).await?;
            }
        }
        for goal in old.goals.keys().filter(|goal| !new.goals.contains_key(goal)) {
            let key = [id.as_str(), goal.as_str()];
            self.delete("DELETE FROM goal WHERE workspace_id = $1 AND portfolio = $2 AND id = $3", &key).await?;
        }
        for (milestone, row) in &new.milestones {
            if old.milestones.get(milestone) != Some(row) {
                self.write_milestone(row).await?;
            }
        }
        for milestone in old.milestones.keys().filter(|milestone| !new.milestones.contains_key(milestone)) {
            let key = [id.as_str(), milestone.as_str()];
            self.delete("DELETE FROM milestone WHERE workspace_id = $1 AND portfolio = $2 AND id = $3", &key).await?;
        }
        for (key, row) in &new.work {
            if old.work.get(key) != Some(row) {
                self.write_work(id, row).await?;
            }
        }
        for (milestone, day) in old.work.keys().filter(|key| !new.work.contains_key(key)) {
            let key = [id.as_str(), milestone.as_str(), &day.to_string()];
            let sql = "DELETE FROM work WHERE workspace_id = $1 AND portfolio = $2 AND milestone = $3 AND day = $4";
            self.delete(sql, &key).await?;
        }
        Ok(())
    }

    /// Makes the projection of every log anew that is as it was recorded. What
    /// a damaged log says is not made the truth: its rows stay as they are.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses; then nothing is changed.
    pub async fn rebuild(&self) -> Result<Rebuilt, StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.rebuild_all().await;
        transaction.end(work).await
    }

    async fn rebuild_all(&self) -> Result<Rebuilt, StoreError> {
        // What belongs to no log follows from none.
        const ORPHANED: [&str; 4] = [
            "DELETE FROM work WHERE workspace_id = $1 AND portfolio NOT IN \
             (SELECT id FROM portfolio WHERE workspace_id = $1)",
            "DELETE FROM milestone WHERE workspace_id = $1 AND portfolio NOT IN \
             (SELECT id FROM portfolio WHERE workspace_id = $1)",
            "DELETE FROM goal WHERE workspace_id = $1 AND portfolio NOT IN \
             (SELECT id FROM portfolio WHERE workspace_id = $1)",
            "DELETE FROM snapshot WHERE workspace_id = $1 AND portfolio NOT IN \
             (SELECT id FROM portfolio WHERE workspace_id = $1)",
        ];
        for sql in ORPHANED {
            self.execute(self.query(sql)).await?;
        }
        let mut rebuilt = Rebuilt::default();
        let mut whole = Vec::new();
        for id in self.goal_files().await? {
            match self.reread(&id).await {
                Ok(stored) => whole.push(stored),
                Err(error) if error.is_damage() => rebuilt.refused.push((id, error)),
                Err(error) => return Err(error),
            }
        }
        // All at once, as a wrong row may stand in the way of another log's.
        for (stored, _) in &whole {
            self.forget_projection(&stored.id).await?;
        }
        for (stored, new) in &whole {
            self.renew_snapshot(&stored.id).await?;
            self.write_projection(&stored.id, &Projection::default(), new).await?;
        }
        rebuilt.n = whole.len();
        Ok(rebuilt)
    }

    /// A log with what follows from it, read from its first event on.
    async fn reread(&self, id: &GoalFileId) -> Result<(Stored, Projection), StoreError> {
        let stored = self.load_from(id, Ledger::replay(&self.events(id, ..).await?)).await?;
        let projection = Projection::of(&stored)?;
        Ok((stored, projection))
    }

    /// Takes away what lists show of a log.
    pub(crate) async fn forget_projection(&self, id: &GoalFileId) -> Result<(), StoreError> {
        const FORGOTTEN: [&str; 3] = [
            "DELETE FROM work WHERE workspace_id = $1 AND portfolio = $2",
            "DELETE FROM milestone WHERE workspace_id = $1 AND portfolio = $2",
            "DELETE FROM goal WHERE workspace_id = $1 AND portfolio = $2",
        ];
        for sql in FORGOTTEN {
            self.delete(sql, &[id.as_str()]).await?;
        }
        Ok(())
    }

    async fn write_goal(&self, row: &GoalRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO goal (workspace_id, id, portfolio, name, document, title, kind, priority, deadline, state, \
                   verdict, proposed, approved, week_minutes, n_milestones, n_done, planned_minutes, earned_minutes, logged_minutes, \
                   next_due, ends_on, source, names_busy) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                   $21, $22, $23) ON CONFLICT (workspace_id, id) DO UPDATE SET portfolio = excluded.portfolio, name = excluded.name, \
                   document = excluded.document, \
                   title = excluded.title, kind = excluded.kind, priority = excluded.priority, \
                   deadline = excluded.deadline, state = excluded.state, verdict = excluded.verdict, \
                   proposed = excluded.proposed, approved = excluded.approved, week_minutes = excluded.week_minutes, \
                   n_milestones = excluded.n_milestones, n_done = excluded.n_done, \
                   planned_minutes = excluded.planned_minutes, earned_minutes = excluded.earned_minutes, \
                   logged_minutes = excluded.logged_minutes, next_due = excluded.next_due, \
                   ends_on = excluded.ends_on, source = excluded.source, names_busy = excluded.names_busy";
        self.write_row(sql, row.values()).await
    }

    async fn write_milestone(&self, row: &MilestoneRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO milestone (workspace_id, portfolio, id, goal, position, name, priority, standing, \
                   ready_on, waits_for, blocked, started_on, done_on, start_on, due, due_latest, start_latest, critical, \
                   planned_minutes, logged_minutes, share_done, n_criteria, n_ticked, next_criterion) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                   $21, $22, $23, $24) \
                   ON CONFLICT (workspace_id, portfolio, id) DO UPDATE SET goal = excluded.goal, \
                   position = excluded.position, \
                   name = excluded.name, priority = excluded.priority, standing = excluded.standing, \
                   ready_on = excluded.ready_on, waits_for = excluded.waits_for, blocked = excluded.blocked, \
                   started_on = excluded.started_on, done_on = excluded.done_on, start_on = excluded.start_on, \
                   due = excluded.due, due_latest = excluded.due_latest, start_latest = excluded.start_latest, \
                   critical = excluded.critical, planned_minutes = excluded.planned_minutes, \
                   logged_minutes = excluded.logged_minutes, share_done = excluded.share_done, \
                   n_criteria = excluded.n_criteria, n_ticked = excluded.n_ticked, \
                   next_criterion = excluded.next_criterion";
        self.write_row(sql, row.values()).await
    }

    async fn write_work(&self, id: &GoalFileId, row: &WorkRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO work (workspace_id, portfolio, milestone, day, goal, minutes) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (workspace_id, portfolio, milestone, day) DO UPDATE SET goal = excluded.goal, \
                   minutes = excluded.minutes";
        self.write_row(sql, row.values(id)).await
    }

    async fn write_row(&self, sql: &'static str, values: Vec<Value>) -> Result<(), StoreError> {
        let mut query = self.query(sql);
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        self.execute(query).await.map(drop)
    }

    pub(crate) async fn delete(&self, sql: &'static str, key: &[&str]) -> Result<(), StoreError> {
        let mut query = self.query(sql);
        for part in key {
            query = query.bind(*part);
        }
        self.execute(query).await.map(drop)
    }
}
