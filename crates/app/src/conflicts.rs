//! Weeks to come in which the goals that are kept want more hours than there
//! are, named before they bite.

use std::collections::BTreeMap;

use backcast_core::{
    Availability, BusyRange, Effort, GoalId, Pace, PortfolioId, WeeklyHours, days_between, plus_days, week_of,
};
use backcast_store::Store;
use jiff::civil::Date;

use crate::AppError;
use crate::agenda::{Rhythm, Weeks};

/// Where goals want the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflicts {
    /// The first day that was looked at.
    pub from: Date,
    /// The last one: that of the last open milestone.
    pub to: Date,
    /// The conflicts in the order of their weeks.
    pub list: Vec<Conflict>,
    /// On what hours they rest; nothing where neither configuration nor any
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

/// On what hours conflicts rest.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// The hours a week of the configuration.
    Configuration(Pace),
    /// The most hours a week that any goal file names, and whose it is: a
    /// person has at least these.
    LargestGoal(Pace, PortfolioId),
}

impl Basis {
    /// Hours a week.
    #[must_use]
    pub fn pace(&self) -> Pace {
        match self {
            Basis::Configuration(pace) | Basis::LargestGoal(pace, _) => *pace,
        }
    }
}

/// Nobody's plans are looked at farther ahead: ten years.
const WEEKS_MAX: i32 = 520;

/// Finds the weeks from today on in which all goals together want more hours
/// than there are, by the plans that hold. Days that any goal file names as
/// busy are taken from the hours.
///
/// # Errors
///
/// Returns an error if the store or a goal file cannot be read.
pub async fn conflicts(store: &mut Store, today: Date, rhythm: &Rhythm) -> Result<Conflicts, AppError> {
    let from = week_of(today, rhythm.week_start);
    let goals = store.goals().await?;
    let rows = store.planned_between(from, plus_days(from, 7 * WEEKS_MAX)).await?;
    let open = || rows.iter().filter(|row| row.standing.is_open());
    let last = open().map(|row| row.due).max().unwrap_or(today);
    let n_weeks = usize::try_from((days_between(from, last) / 7 + 1).clamp(1, WEEKS_MAX)).unwrap_or(1);
    let mut weeks = Weeks::new(from, n_weeks, rhythm.weekdays);
    weeks.read_all(store, &goals).await?;

    let mut wanted: Vec<Wishes> = vec![Wishes::new(); n_weeks];
    for row in open() {
        for (week, effort) in weeks.planned(row).into_iter().enumerate().filter(|(_, effort)| *effort > Effort::ZERO) {
            let of_file = wanted[week].entry(row.portfolio.clone()).or_default();
            let sum = of_file.entry(row.goal.clone()).or_default();
            *sum = *sum + effort;
        }
    }
    let wanted: Vec<BTreeMap<GoalId, Effort>> =
        wanted.into_iter().enumerate().map(|(week, wishes)| kept_in_bounds(wishes, week, &weeks)).collect();
    let basis = basis(&weeks, rhythm);
    let list = match &basis {
        Some(basis) => clashes(&wanted, &available(&weeks, n_weeks, basis.pace(), rhythm), from),
        None => Vec::new(),
    };
    Ok(Conflicts { from: today, to: last, list, basis })
}

/// What the goals of each goal file want in a week.
type Wishes = BTreeMap<PortfolioId, BTreeMap<GoalId, Effort>>;

/// What all goals want in a week. A plan never takes more hours than its goal
/// file has, though spreading each milestone over its days makes it look so
/// where several overlap: then all of them take a share of what there is.
fn kept_in_bounds(wishes: Wishes, week: usize, weeks: &Weeks) -> BTreeMap<GoalId, Effort> {
    let from = plus_days(weeks.from, 7 * i32::try_from(week).unwrap_or(0));
    let mut all = BTreeMap::new();
    for (file, goals) in wishes {
        let wanted: Effort = goals.values().copied().sum();
        let there = weeks.available(&file, from, plus_days(from, 6)).unwrap_or(wanted);
        let part = if wanted > there { there.hours() / wanted.hours() } else { 1.0 };
        all.extend(goals.into_iter().map(|(id, effort)| (id, Effort::from_hours(effort.hours() * part))));
    }
    all
}

fn basis(weeks: &Weeks, rhythm: &Rhythm) -> Option<Basis> {
    if let Some(pace) = rhythm.capacity {
        return Some(Basis::Configuration(pace));
    }
    let named = weeks.around.iter().map(|(id, (_, pace))| (*pace, id)).filter(|(pace, _)| *pace > Pace::ZERO);
    let (pace, id) = named.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))?;
    Some(Basis::LargestGoal(pace, id.clone()))
}

/// The hours of each week, busy days of all goal files taken out.
fn available(weeks: &Weeks, n_weeks: usize, pace: Pace, rhythm: &Rhythm) -> Vec<Effort> {
    let stated = weeks.around.values().flat_map(|(around, _)| &around.busy);
    let busy: Vec<BusyRange> = stated.chain(&rhythm.calendar.away).cloned().collect();
    let weekly = WeeklyHours { pace, days: rhythm.weekdays };
    let days = Availability::new(weeks.from, n_weeks * 7, &weekly, &busy, &rhythm.calendar.caps);
    let minutes = |week: usize| days.minutes_before(week * 7 + 7) - days.minutes_before(week * 7);
    (0..n_weeks).map(|week| Effort::from_minutes(u32::try_from(minutes(week)).unwrap_or(u32::MAX))).collect()
}

fn clashes(wanted: &[BTreeMap<GoalId, Effort>], available: &[Effort], from: Date) -> Vec<Conflict> {
    let mut list: Vec<Conflict> = Vec::new();
    for (week, (wanted, &available)) in wanted.iter().zip(available).enumerate() {
        let all: Effort = wanted.values().copied().sum();
        if all <= available {
            continue;
        }
        let first = plus_days(from, 7 * i32::try_from(week).unwrap_or(0));
        let goals = fewest(wanted, available);
        let conflict = Conflict { from: first, to: plus_days(first, 6), goals, wanted: all, available };
        match list.last_mut() {
            Some(last) if plus_days(last.to, 1) == first && same_goals(last, &conflict) => last.extend(&conflict),
            _ => list.push(conflict),
        }
    }
    list
}

/// The fewest goals that want more than there is, the greediest first.
fn fewest(wanted: &BTreeMap<GoalId, Effort>, available: Effort) -> Vec<(GoalId, Effort)> {
    let mut goals: Vec<(GoalId, Effort)> = wanted.iter().map(|(id, effort)| (id.clone(), *effort)).collect();
    goals.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut sum = Effort::ZERO;
    let n = goals
        .iter()
        .position(|(_, effort)| {
            sum = sum + *effort;
            sum > available
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
        for (id, effort) in &week.goals {
            if let Some((_, sum)) = self.goals.iter_mut().find(|(own, _)| own == id) {
                *sum = *sum + *effort;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn week(hours: &[(&str, f64)]) -> BTreeMap<GoalId, Effort> {
        hours.iter().map(|&(id, hours)| (GoalId::new(id), Effort::from_hours(hours))).collect()
    }

    #[test]
    fn weeks_with_the_same_goals_are_one_conflict() {
        let wanted = [
            week(&[("book", 5.0), ("job", 4.0), ("run", 1.0)]),
            week(&[("book", 4.0), ("job", 6.0), ("run", 1.0)]),
            week(&[("book", 2.0), ("job", 2.0)]),
            week(&[("book", 9.0), ("job", 2.0)]),
        ];
        let list = clashes(&wanted, &[Effort::from_hours(8.0); 4], date(2026, 9, 14));
        let shown: Vec<(Date, Date, usize, f64)> =
            list.iter().map(|one| (one.from, one.to, one.goals.len(), one.wanted.hours())).collect();
        assert_eq!(
            shown,
            [(date(2026, 9, 14), date(2026, 9, 27), 2, 21.0), (date(2026, 10, 5), date(2026, 10, 11), 1, 11.0)]
        );
        assert_eq!(list[0].goals[0], (GoalId::new("book"), Effort::from_hours(9.0)));
    }
}
