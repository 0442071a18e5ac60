//! How many hours there are for all goals together, and how many of them the
//! plans want: one answer, which every list gives.

use std::collections::BTreeMap;

use backcast_core::{
    Availability, BusyRange, DayCaps, Effort, GoalFileId, GoalId, WeeklyHours, WorkWeek, days_between, plus_days,
    week_of,
};
use backcast_store::{GoalRow, PlannedRow};
use jiff::civil::{Date, Weekday};

use crate::weeks::Weeks;
use crate::work_schedule::WorkSchedule;

/// On what hours an answer rests.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// The hours a week of the configuration.
    Configuration(WeeklyHours),
    /// The most hours a week that any goal file names, and whose it is: a
    /// person has at least these.
    LargestGoal(WeeklyHours, GoalFileId),
}

impl Basis {
    /// Hours a week.
    #[must_use]
    pub fn pace(&self) -> WeeklyHours {
        match self {
            Basis::Configuration(pace) | Basis::LargestGoal(pace, _) => *pace,
        }
    }

    /// The hours of the configuration, else the most that a goal file names;
    /// `None` where nothing names any, and nothing can be said.
    fn of(work_schedule: &WorkSchedule, goals: &[GoalRow]) -> Option<Self> {
        if let Some(pace) = work_schedule.capacity {
            return Some(Basis::Configuration(pace));
        }
        let named = goals.iter().map(|goal| (WeeklyHours::from_minutes_per_week(goal.week.minutes()), &goal.goal_file));
        let (pace, id) =
            named.filter(|(pace, _)| *pace > WeeklyHours::ZERO).max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))?;
        Some(Basis::LargestGoal(pace, id.clone()))
    }
}

/// The hours that a person has for all goals together, day by day.
///
/// What any goal file names as busy, the calendars' days away and what they
/// leave of each day count for all goals: it is one person.
#[derive(Clone, Debug)]
pub(crate) struct PersonHours {
    pub(crate) basis: Basis,
    weekly: WorkWeek,
    week_start: Weekday,
    busy: Vec<BusyRange>,
    caps: DayCaps,
}

impl PersonHours {
    /// `None` where neither configuration nor any goal names hours.
    pub(crate) fn of<'b>(
        work_schedule: &'b WorkSchedule,
        goals: &[GoalRow],
        stated: impl Iterator<Item = &'b BusyRange>,
    ) -> Option<Self> {
        let basis = Basis::of(work_schedule, goals)?;
        Some(PersonHours {
            weekly: WorkWeek { pace: basis.pace(), days: work_schedule.weekdays },
            basis,
            week_start: work_schedule.week_start,
            busy: stated.chain(&work_schedule.calendar.away).cloned().collect(),
            caps: work_schedule.calendar.caps.clone(),
        })
    }

    /// The hours from one day to another, both inclusive; none where the
    /// second one is earlier.
    ///
    /// Whole weeks are looked at whatever the days: what a full day does not
    /// hold goes to other days of its week.
    pub(crate) fn between(&self, from: Date, to: Date) -> Effort {
        let first = week_of(from, self.week_start);
        let Ok(n_days) = usize::try_from(days_between(first, to) + 7) else { return Effort::ZERO };
        Availability::new(first, n_days, &self.weekly, &self.busy, &self.caps).effort_between(from, to)
    }

    /// The hours from one day to another where the configuration says how many
    /// there are: those that only a goal file names say nothing of other goals.
    pub(crate) fn configured_between(&self, from: Date, to: Date) -> Option<Effort> {
        matches!(self.basis, Basis::Configuration(_)).then(|| self.between(from, to))
    }

    /// The hours of each of `n` weeks from `first` on.
    pub(crate) fn by_week(&self, first: Date, n: usize) -> Vec<Effort> {
        let days = Availability::new(first, n * 7, &self.weekly, &self.busy, &self.caps);
        let minutes = |week: usize| days.minutes_before(week * 7 + 7) - days.minutes_before(week * 7);
        (0..n).map(|week| Effort::from_minutes(u32::try_from(minutes(week)).unwrap_or(u32::MAX))).collect()
    }
}

/// A week with what the plans want of it and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WeekLoad {
    /// Its first day.
    pub(crate) from: Date,
    /// What each goal wants.
    pub(crate) wanted: BTreeMap<GoalId, Effort>,
    /// What there is.
    pub(crate) available: Effort,
}

impl WeekLoad {
    /// What all goals want together.
    pub(crate) fn wanted_total(&self) -> Effort {
        self.wanted.values().copied().sum()
    }

    /// Whether the goals want more than there is.
    pub(crate) fn is_overfull(&self) -> bool {
        self.wanted_total() > self.available
    }

    /// What each goal wants, the greediest first.
    pub(crate) fn by_greed(&self) -> Vec<(GoalId, Effort)> {
        let mut goals: Vec<(GoalId, Effort)> = self.wanted.iter().map(|(id, effort)| (id.clone(), *effort)).collect();
        goals.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        goals
    }
}

/// What open milestones want of each week of `weeks`, and what the person has,
/// one week after the other. The goal files of the milestones have to be read.
///
/// With tens of thousands of goals, weeks together take much more memory than
/// the milestones do: each is made when it is asked for.
pub(crate) fn load_by_week<'r>(
    weeks: &'r Weeks,
    hours: &PersonHours,
    milestones: impl IntoIterator<Item = &'r PlannedRow>,
) -> impl Iterator<Item = WeekLoad> {
    let mut goals: BTreeMap<(&GoalFileId, &GoalId), u32> = BTreeMap::new();
    let mut wanted: Vec<Vec<(u32, Effort)>> = vec![Vec::new(); weeks.n_weeks()];
    for row in milestones.into_iter().filter(|row| row.standing.is_open()) {
        let next = u32::try_from(goals.len()).unwrap_or(u32::MAX);
        let goal = *goals.entry((&row.goal_file, &row.goal)).or_insert(next);
        for (week, effort) in weeks.planned(row) {
            wanted[week].push((goal, effort));
        }
    }
    let mut names: Vec<(u32, (&GoalFileId, &GoalId))> = goals.into_iter().map(|(name, goal)| (goal, name)).collect();
    names.sort_unstable_by_key(|(goal, _)| *goal);
    let available = hours.by_week(weeks.from, weeks.n_weeks());
    (0i32..).zip(wanted).zip(available).map(move |((week, wishes), available)| {
        let from = plus_days(weeks.from, 7 * week);
        let mut by_file: BTreeMap<&GoalFileId, BTreeMap<&GoalId, Effort>> = BTreeMap::new();
        for (goal, effort) in wishes {
            let (_, (file, goal)) = names[goal as usize];
            let sum = by_file.entry(file).or_default().entry(goal).or_default();
            *sum = *sum + effort;
        }
        WeekLoad { from, wanted: kept_in_bounds(by_file, from, weeks), available }
    })
}

/// What all goals want in a week. A plan never takes more hours than its goal
/// file has, though spreading each milestone over its days makes it look so
/// where several overlap: then all of them take a share of what there is.
fn kept_in_bounds(
    wishes: BTreeMap<&GoalFileId, BTreeMap<&GoalId, Effort>>,
    from: Date,
    weeks: &Weeks,
) -> BTreeMap<GoalId, Effort> {
    let mut all = BTreeMap::new();
    for (file, goals) in wishes {
        let wanted: Effort = goals.values().copied().sum();
        let there = weeks.available(file, from, plus_days(from, 6)).unwrap_or(wanted);
        let part = if wanted > there { there.hours() / wanted.hours() } else { 1.0 };
        all.extend(goals.into_iter().map(|(id, effort)| (id.clone(), Effort::from_hours(effort.hours() * part))));
    }
    all
}

#[cfg(test)]
mod tests {
    use backcast_core::{CalendarHours, Weekdays};
    use jiff::civil::date;

    use super::*;

    fn work_schedule(hours: Option<f64>) -> WorkSchedule {
        WorkSchedule {
            week_start: Weekday::Monday,
            review_day: Weekday::Sunday,
            capacity: hours.map(WeeklyHours::from_hours_per_week),
            weekdays: Weekdays::default(),
            calendar: CalendarHours::default(),
        }
    }

    fn away(from: Date, to: Date) -> BusyRange {
        BusyRange { from, to, reason: None, left: WeeklyHours::ZERO }
    }

    #[test]
    fn a_day_is_a_part_of_its_week() {
        let busy = [away(date(2027, 1, 18), date(2027, 1, 20))];
        let mut work_schedule = work_schedule(Some(21.0));
        work_schedule.calendar.away.push(away(date(2027, 1, 21), date(2027, 1, 31)));
        let hours = PersonHours::of(&work_schedule, &[], busy.iter()).expect("the configuration names hours");
        assert_eq!(hours.between(date(2027, 1, 17), date(2027, 1, 17)), Effort::from_hours(3.0));
        assert_eq!(hours.between(date(2027, 1, 19), date(2027, 1, 19)), Effort::ZERO);
        assert_eq!(hours.between(date(2027, 1, 14), date(2027, 1, 20)), Effort::from_hours(12.0));
        let weeks = hours.by_week(date(2027, 1, 11), 4);
        assert_eq!(weeks, [21.0, 0.0, 0.0, 21.0].map(Effort::from_hours));
        let days: Effort =
            (0..28).map(|day| plus_days(date(2027, 1, 11), day)).map(|day| hours.between(day, day)).sum();
        assert_eq!(days, weeks.into_iter().sum());
    }

    #[test]
    fn without_any_hours_nothing_is_said() {
        assert!(PersonHours::of(&work_schedule(None), &[], std::iter::empty()).is_none());
    }

    #[test]
    fn what_a_full_day_does_not_hold_goes_to_its_week_only() {
        let mut work_schedule = work_schedule(Some(14.0));
        let minutes = [0, 0, 600, 600, 600, 600, 600, 60, 600, 600, 600, 600, 600, 600];
        work_schedule.calendar.caps = DayCaps::new(date(2027, 1, 11), minutes.to_vec());
        let hours = PersonHours::of(&work_schedule, &[], std::iter::empty()).expect("the configuration names hours");
        assert_eq!(hours.by_week(date(2027, 1, 11), 2), [14.0, 14.0].map(Effort::from_hours));
        assert_eq!(hours.between(date(2027, 1, 13), date(2027, 1, 13)), Effort::from_hours(2.8));
        assert_eq!(hours.between(date(2027, 1, 18), date(2027, 1, 18)), Effort::from_hours(1.0));
    }
}
