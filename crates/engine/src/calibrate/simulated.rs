//! What is left, gone through thousands of times in the hours that really
//! exist.

use backcast_core::{DateForecast, WeeklyHours, days_between, plus_days};
use std::ops::ControlFlow;

use backcast_forecast::{
    DayCounts, RunEnd, Simulated, SimulationOptions, Uncertain, draw_runs, quantile_of_sorted, simulate,
};
use backcast_schedule::{Course, Project};
use jiff::civil::Date;

use super::remainder::Remainder;
use super::{behind, certain};

/// A simulated remainder with its dates.
#[derive(Clone, Debug)]
pub(super) struct Simulation {
    pub(super) simulated: Simulated,
    first_day: Date,
    /// The day before which nothing can end.
    as_of: Date,
    deadlines: Vec<Date>,
    /// The chance that every goal keeps its deadline.
    pub(super) chance: f64,
    /// The same of each goal by itself.
    goal_chances: Vec<f64>,
    /// Minutes of all work that is left, half of the time at most.
    pub(super) minutes_likely: f64,
    /// Whether even forty years are too short.
    pub(super) is_endless: bool,
    /// When everything ends if it takes as long as it was estimated.
    pub(super) as_estimated: Date,
    /// Whether every goal keeps its deadline then, prepared for its events.
    pub(super) is_kept_as_estimated: bool,
    /// The hours a week that were declared, before what of them is kept.
    pub(super) declared_pace: WeeklyHours,
    pub(super) n_runs: u32,
    pub(super) seed: u64,
    /// The last end of all goals.
    ends: DayCounts,
}

impl Simulation {
    pub(super) fn of(left: &Remainder, n_runs: u32, seed: u64) -> Self {
        let options = SimulationOptions { n_runs, seed, common_factor: left.common_factor };
        let run = run(&left.project, left.project.weekly.pace, &left.items, &options);
        let first_day = left.project.today;
        let kept = left.balance.kept.unwrap_or(1.0);
        let (as_estimated, is_kept_as_estimated) = as_estimated(&left.project);
        let declared = f64::from(left.project.weekly.pace.minutes_per_week()) / kept / 60.0;
        Simulation {
            first_day,
            as_of: plus_days(first_day, -1),
            deadlines: left.project.goal_constraints.iter().map(|constraint| constraint.deadline).collect(),
            chance: run.chance,
            goal_chances: run.goal_chances,
            minutes_likely: run.minutes_likely,
            is_endless: run.is_endless,
            as_estimated,
            is_kept_as_estimated,
            declared_pace: WeeklyHours::from_hours_per_week(declared),
            simulated: run.simulated,
            ends: run.ends,
            n_runs,
            seed,
        }
    }

    /// When everything ends.
    pub(super) fn last_end(&self) -> DateForecast {
        self.dates(&self.ends)
    }

    pub(super) fn mean_end(&self) -> Date {
        if self.simulated.items.is_empty() { self.as_of } else { self.near(self.ends.mean()) }
    }

    pub(super) fn goal_end(&self, goal: usize) -> DateForecast {
        self.simulated.goals.get(goal).map_or(certain(self.as_of), |counts| self.dates(counts))
    }

    /// The chance that one goal keeps its deadline, prepared for all of its events.
    pub(super) fn goal_chance(&self, goal: usize) -> f64 {
        self.goal_chances.get(goal).copied().unwrap_or(1.0)
    }

    /// The chance that everything has ended by a day.
    pub(super) fn chance_by(&self, day: Date) -> f64 {
        chance_by(&self.ends, self.first_day, day)
    }

    /// The first day by which everything has ended with this chance.
    pub(super) fn day_of(&self, chance: f64) -> Date {
        if self.simulated.items.is_empty() { self.as_of } else { behind(self.first_day, self.ends.quantile(chance)) }
    }

    pub(super) fn item_end(&self, item: usize) -> DateForecast {
        self.dates(&self.simulated.items[item].finish)
    }

    /// The day that a mean of days is nearest to.
    pub(super) fn near(&self, days: f64) -> Date {
        #[expect(clippy::cast_possible_truncation, reason = "days of a horizon")]
        let days = days.round() as i32;
        plus_days(self.first_day, days)
    }

    pub(super) fn deadline(&self) -> Option<Date> {
        self.deadlines.iter().copied().max()
    }

    fn dates(&self, counts: &DayCounts) -> DateForecast {
        if self.simulated.items.is_empty() {
            return certain(self.as_of);
        }
        let day = |level: f64| behind(self.first_day, counts.quantile(level));
        DateForecast { p10: day(0.1), p50: day(0.5), p80: day(0.8), p90: day(0.9) }
    }
}

fn chance_by(counts: &DayCounts, first_day: Date, day: Date) -> f64 {
    usize::try_from(days_between(first_day, day)).map_or(0.0, |day| counts.chance_by(day))
}

/// A simulation with the chance of all deadlines.
pub(super) struct Ran {
    pub(super) simulated: Simulated,
    pub(super) chance: f64,
    goal_chances: Vec<f64>,
    ends: DayCounts,
    minutes_likely: f64,
    is_endless: bool,
}

/// Simulates a project at a pace. Without hours, nothing ends within forty
/// years.
pub(super) fn run(project: &Project, pace: WeeklyHours, items: &[Uncertain], options: &SimulationOptions) -> Ran {
    let deadlines = deadlines(project);
    let mut course = Course::new(project, pace);
    let never = vec![NEVER; project.goal_constraints.len().max(items.len())];
    let critical = vec![false; items.len()];
    let (mut n_kept, mut ends) = (0u32, DayCounts::default());
    let n_goals = project.goal_constraints.len();
    let (mut n_kept_of, prepared) = (vec![0u32; n_goals], vec![false; n_goals]);
    let mut work: Vec<f64> = Vec::with_capacity(options.n_runs as usize);
    let simulated = simulate(items, n_goals, options, |minutes, waiting, tell| {
        let (end, unprepared) = match &mut course {
            Some(course) => {
                let run = course.run(minutes, waiting);
                let end = RunEnd { finish: &run.finish, goal_finish: &run.goal_finish, critical: &run.critical };
                (end, &run.unprepared)
            }
            None => {
                let (finish, goal_finish) = (&never[..items.len()], &never[..n_goals]);
                (RunEnd { finish, goal_finish, critical: &critical }, &prepared)
            }
        };
        let mut all = true;
        for (is_kept, n_kept) in are_kept(end.goal_finish, unprepared, &deadlines).zip(&mut n_kept_of) {
            *n_kept += u32::from(is_kept);
            all &= is_kept;
        }
        n_kept += u32::from(items.is_empty() || all);
        work.push(minutes.iter().copied().map(f64::from).sum());
        ends.add(end.goal_finish.iter().copied().max().unwrap_or(0));
        tell(end);
    });
    let share = |n: u32| f64::from(n) / f64::from(options.n_runs.max(1));
    let chance = share(n_kept);
    let goal_chances = if items.is_empty() { Vec::new() } else { n_kept_of.into_iter().map(share).collect() };
    work.sort_unstable_by(f64::total_cmp);
    let minutes_likely = if items.is_empty() { 0.0 } else { quantile_of_sorted(&work, 0.5) };
    let is_endless = course.is_none() && !items.is_empty();
    Ran { simulated, chance, goal_chances, ends, minutes_likely, is_endless }
}

/// In how many of some runs every goal keeps its deadline, and in how many one
/// does not, as [`run`] finds it; no more are made as soon as these numbers are
/// `clear`.
pub(super) fn kept_and_lost(
    left: &Remainder,
    mut course: Option<&mut Course>,
    n_runs: u32,
    clear: impl Fn(u32, u32) -> bool,
) -> (u32, u32) {
    let options = SimulationOptions { n_runs, seed: 0, common_factor: left.common_factor };
    let deadlines = deadlines(&left.project);
    let (mut n_kept, mut n_lost) = (0, 0);
    let (never, prepared) = (vec![NEVER; deadlines.len()], vec![false; deadlines.len()]);
    draw_runs(&left.items, &options, |minutes, waiting| {
        let (ends, unprepared) = course.as_mut().map_or((&never, &prepared), |course| {
            let run = course.run(minutes, waiting);
            (&run.goal_finish, &run.unprepared)
        });
        if left.items.is_empty() || are_kept(ends, unprepared, &deadlines).all(|is_kept| is_kept) {
            n_kept += 1;
        } else {
            n_lost += 1;
        }
        if clear(n_kept, n_lost) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (n_kept, n_lost)
}

/// Days from the first one until the deadline of each goal.
fn deadlines(project: &Project) -> Vec<i32> {
    project.goal_constraints.iter().map(|constraint| days_between(project.today, constraint.deadline)).collect()
}

/// Whether each goal ends by its deadline, with all done before its events.
fn are_kept<'r>(
    goal_finish: &'r [u32],
    unprepared: &'r [bool],
    deadlines: &'r [i32],
) -> impl Iterator<Item = bool> + 'r {
    let ends = goal_finish.iter().zip(unprepared).zip(deadlines);
    ends.map(|((day, unprepared), deadline)| !unprepared && i64::from(*day) <= i64::from(*deadline))
}

/// Forty years on.
const NEVER: u32 = 14_600;

/// When everything ends if it takes as long as it was estimated, and whether every goal
/// keeps its deadline then.
fn as_estimated(project: &Project) -> (Date, bool) {
    let minutes: Vec<u32> = project.tasks.iter().map(|task| task.effort.likely().minutes()).collect();
    let waiting: Vec<u32> = project.tasks.iter().map(|task| task.waiting_days).collect();
    let Some(mut course) = Course::new(project, project.weekly.pace) else {
        return (behind(project.today, NEVER as usize), false);
    };
    let run = course.run(&minutes, &waiting);
    let last = run.goal_finish.iter().copied().max().unwrap_or(0);
    let is_kept = are_kept(&run.goal_finish, &run.unprepared, &deadlines(project)).all(|is_kept| is_kept);
    (behind(project.today, last as usize), is_kept)
}
