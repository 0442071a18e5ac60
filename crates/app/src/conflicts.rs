//! Weeks to come in which the stored goals want more hours than there
//! are, named before they bite.

use std::collections::BTreeMap;

use backcast_core::track::{StandingKind, Track};
use backcast_core::{Effort, GoalId, PlannedMilestone, days_between, plus_days, week_of};
use backcast_store::{GoalRow, PlannedRow};
use jiff::civil::Date;
use tracing::instrument;

use crate::approve::Proposal;
pub use crate::hours::Basis;
use crate::hours::{PersonHours, WeekLoad, load_by_week};
use crate::weeks::Weeks;
use crate::{AppError, Workspace};

/// Where goals want the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflicts {
    /// The first day that was looked at.
    pub from: Date,
    /// The last one: that of the last open milestone.
    pub to: Date,
    /// The conflicts in the order of their weeks.
    pub list: Vec<Conflict>,
    /// On what hours they rest; `None` if neither configuration nor any
    /// goal names some, and nothing can be said.
    pub basis: Option<Basis>,
}

/// Consecutive weeks in which the same goals want more than there is.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// First day of the first week.
    pub from: Date,
    /// Last day of the last week.
    pub to: Date,
    /// The fewest goals that want too much together, the greediest first, with
    /// their hours in these weeks.
    pub goals: Vec<(GoalId, Effort)>,
    /// What all goals want in these weeks.
    pub wanted: Effort,
    /// What there is in them.
    pub available: Effort,
}

/// Nobody's plans are looked at farther ahead: ten years.
const WEEKS_MAX: i32 = 520;

impl Workspace {
    /// Finds the weeks from today on in which all goals together want more hours
    /// than there are, by the plans in effect. Days that any goal file names as
    /// busy are taken from the hours.
    ///
    /// # Errors
    ///
    /// Returns an error if the store, a goal file or a calendar cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn conflicts(&self) -> Result<Conflicts, AppError> {
        self.conflicts_of(None).await
    }

    /// The conflicts that these goals would have with the others if a proposal were in
    /// effect: said while there is still something to choose.
    ///
    /// # Errors
    ///
    /// As [`Workspace::conflicts`].
    #[instrument(level = "debug", skip_all)]
    pub async fn conflicts_with(&self, proposal: &Proposal) -> Result<Conflicts, AppError> {
        let mut conflicts = self.conflicts_of(Some(proposal)).await?;
        let own: Vec<GoalId> = goals_of(&self.store().await?.goals().await?, proposal);
        let is_shared = |conflict: &Conflict| {
            let is_own = |(id, _): &(GoalId, Effort)| own.contains(id);
            conflict.goals.iter().any(is_own) && !conflict.goals.iter().all(is_own)
        };
        conflicts.list.retain(is_shared);
        Ok(conflicts)
    }

    async fn conflicts_of(&self, proposal: Option<&Proposal>) -> Result<Conflicts, AppError> {
        let (store, today) = (&self.store().await?, self.today());
        let work_schedule = &self.work_schedule(self.today()).await?;
        let from = week_of(today, work_schedule.week_start);
        let goals = store.goals().await?;
        let mut rows = store.planned_rows_between(from, plus_days(from, 7 * WEEKS_MAX)).await?;
        rows.retain(|row| row.standing.is_open());
        if let Some(proposal) = proposal {
            rows.retain(|row| row.goal_file != proposal.stored.id);
            rows.extend(rows_of(&goals, proposal));
        }
        let last = rows.iter().map(|row| row.due).max().unwrap_or(today);
        let n_weeks = usize::try_from((days_between(from, last) / 7 + 1).clamp(1, WEEKS_MAX)).unwrap_or(1);
        let mut weeks = Weeks::new(from, n_weeks, work_schedule);
        weeks.read_all(store, &goals).await?;
        let hours = PersonHours::of(work_schedule, &goals, weeks.busy());
        let list = hours.as_ref().map_or_else(Vec::new, |hours| clashes(load_by_week(&weeks, hours, &rows)));
        Ok(Conflicts { from: today, to: last, list, basis: hours.map(|hours| hours.basis) })
    }
}

/// The ids for life of the goals of a proposal, in the order of its file.
fn goals_of(goals: &[GoalRow], proposal: &Proposal) -> Vec<GoalId> {
    let of_file = goals.iter().filter(|goal| goal.goal_file == proposal.stored.id);
    let of = |title: &str| of_file.clone().find(|goal| goal.title == title).map(|goal| goal.id.clone());
    let titles = proposal.plan.goals.iter().map(|goal| goal.goal.title.as_str());
    let first = || of_file.clone().next().map(|goal| goal.id.clone());
    titles.filter_map(|title| of(title).or_else(first)).collect()
}

/// What the open milestones of a proposal would take.
fn rows_of(goals: &[GoalRow], proposal: &Proposal) -> Vec<PlannedRow> {
    let own = goals_of(goals, proposal);
    let tracks = &proposal.stored.ledger.tracks;
    let is_open = |planned: &&PlannedMilestone| !tracks.get(&planned.milestone.id).is_some_and(Track::has_ended);
    let row = |planned: &PlannedMilestone| {
        let named = planned.milestone.goal.as_ref();
        let place = proposal.plan.goals.iter().position(|goal| named.is_some_and(|id| *id == goal.goal.id));
        Some(PlannedRow {
            goal_file: proposal.stored.id.clone(),
            goal: own.get(place.unwrap_or(0))?.clone(),
            standing: StandingKind::Ready,
            start: planned.start,
            due: planned.due,
            planned: planned.milestone.effort.likely(),
        })
    };
    proposal.plan.milestones.iter().filter(is_open).filter_map(row).collect()
}

fn clashes(weeks: impl IntoIterator<Item = WeekLoad>) -> Vec<Conflict> {
    let mut list: Vec<Conflict> = Vec::new();
    for week in weeks.into_iter().filter(WeekLoad::is_overfull) {
        let conflict = Conflict {
            from: week.from,
            to: plus_days(week.from, 6),
            goals: fewest(&week),
            wanted: week.wanted_total(),
            available: week.available,
        };
        match list.last_mut() {
            Some(last) if plus_days(last.to, 1) == conflict.from && same_goals(last, &conflict) => {
                last.extend(&conflict);
            }
            _ => list.push(conflict),
        }
    }
    list
}

/// The fewest goals that want more than there is, the greediest first.
fn fewest(week: &WeekLoad) -> Vec<(GoalId, Effort)> {
    let mut goals = week.by_greed();
    let mut sum = Effort::ZERO;
    let n = goals
        .iter()
        .position(|(_, effort)| {
            sum = sum + *effort;
            sum > week.available
        })
        .map_or(goals.len(), |last| last + 1);
    goals.truncate(n);
    goals
}

fn same_goals(a: &Conflict, b: &Conflict) -> bool {
    let ids = |conflict: &Conflict| {
        let mut ids: Vec<GoalId> = conflict.goals.iter().map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    };
    ids(a) == ids(b)
}

impl Conflict {
    fn extend(&mut self, week: &Conflict) {
        self.to = week.to;
        self.wanted = self.wanted + week.wanted;
        self.available = self.available + week.available;
        let more: BTreeMap<&GoalId, Effort> = week.goals.iter().map(|(id, effort)| (id, *effort)).collect();
        for (id, sum) in &mut self.goals {
            *sum = *sum + more.get(id).copied().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn week(number: i32, hours: &[(&str, f64)]) -> WeekLoad {
        let wanted = hours.iter().map(|&(id, hours)| (GoalId::new(id), Effort::from_hours(hours))).collect();
        WeekLoad { from: plus_days(date(2026, 9, 14), 7 * number), wanted, available: Effort::from_hours(8.0) }
    }

    #[test]
    fn weeks_with_the_same_goals_are_one_conflict() {
        let weeks = [
            week(0, &[("book", 5.0), ("job", 4.0), ("run", 1.0)]),
            week(1, &[("book", 4.0), ("job", 6.0), ("run", 1.0)]),
            week(2, &[("book", 2.0), ("job", 2.0)]),
            week(3, &[("book", 9.0), ("job", 2.0)]),
        ];
        let list = clashes(weeks);
        let shown: Vec<(Date, Date, usize, f64)> =
            list.iter().map(|one| (one.from, one.to, one.goals.len(), one.wanted.hours())).collect();
        assert_eq!(
            shown,
            [(date(2026, 9, 14), date(2026, 9, 27), 2, 21.0), (date(2026, 10, 5), date(2026, 10, 11), 1, 11.0)]
        );
        assert_eq!(list[0].goals[0], (GoalId::new("book"), Effort::from_hours(9.0)));
    }
}
