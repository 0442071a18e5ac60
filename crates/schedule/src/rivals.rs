//! Goals that want the same hours.

use backcast_core::{Availability, Effort, Overload, WeeklyHours, plus_days};
use jiff::civil::Date;

use crate::Project;
use crate::attempt::{Load, deadlines};
use crate::honest::honest_dates;
use crate::pace::{first_that_meets, paces_up_to};

/// Two goals that want more hours in the same weeks than there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Rivalry {
    /// Numbers of the goals in [`Project::goal_constraints`].
    pub goals: (usize, usize),
    /// These weeks, each with the hours of all goals and those that there are.
    pub weeks: Vec<Overload>,
    /// Hours a week that each goal wants for itself, by goal.
    pub wanted_per_week: Vec<WeeklyHours>,
}

/// Finds every pair of goals that both want hours in weeks in which all goals
/// together want more than there are. What a goal wants is what it would take
/// if it were alone: the slowest pace that meets its own deadline with its
/// buffer, else with its likely work, else everything.
#[must_use]
pub fn rivalries(project: &Project) -> Vec<Rivalry> {
    let weeks = Weeks::new(project);
    let n_goals = project.goal_constraints.len();
    let pairs = (0..n_goals).flat_map(|first| (first + 1..n_goals).map(move |second| (first, second)));
    pairs
        .filter_map(|(first, second)| {
            let shared: Vec<Overload> = (0..weeks.n)
                .filter(|&week| weeks.wanted_by(first, week) > 0 && weeks.wanted_by(second, week) > 0)
                .map(|week| weeks.load(week))
                .filter(|load| load.wanted > load.available)
                .collect();
            (!shared.is_empty()).then(|| Rivalry {
                goals: (first, second),
                weeks: shared,
                wanted_per_week: weeks.wishes.iter().map(|wish| wish.pace).collect(),
            })
        })
        .collect()
}

/// What one goal alone would take.
struct Wish {
    pace: WeeklyHours,
    /// Last day on which it would take hours.
    finish: usize,
}

/// What all goals want in each week from today, and what there is.
struct Weeks {
    n: usize,
    today: Date,
    wishes: Vec<Wish>,
    /// The days of each goal at its own pace.
    wanted: Vec<Availability>,
    there: Availability,
}

impl Weeks {
    fn new(project: &Project) -> Self {
        let wishes: Vec<Wish> = (0..project.goal_constraints.len()).map(|goal| alone(project, goal)).collect();
        let n = wishes.iter().map(|wish| wish.finish).max().unwrap_or(0) / 7 + 1;
        Weeks {
            n,
            today: project.today,
            wanted: wishes.iter().map(|wish| project.availability(wish.pace, n * 7)).collect(),
            there: project.availability(project.weekly.pace, n * 7),
            wishes,
        }
    }

    fn wanted_by(&self, goal: usize, week: usize) -> u64 {
        let until = (week * 7 + 7).min(self.wishes[goal].finish + 1);
        self.wanted[goal].minutes_before(until).saturating_sub(self.wanted[goal].minutes_before(week * 7))
    }

    fn load(&self, week: usize) -> Overload {
        let effort = |minutes: u64| Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX));
        let date = |day: usize| plus_days(self.today, i32::try_from(day).unwrap_or(i32::MAX));
        Overload {
            from: date(week * 7),
            to: date(week * 7 + 6),
            wanted: effort((0..self.wishes.len()).map(|goal| self.wanted_by(goal, week)).sum()),
            available: effort(self.there.minutes_before(week * 7 + 7) - self.there.minutes_before(week * 7)),
        }
    }
}

fn alone(project: &Project, goal: usize) -> Wish {
    let own = only(project, goal);
    let deadlines = deadlines(&own);
    let full = own.weekly.pace;
    let found = first_that_meets(&own, paces_up_to(full), &deadlines, Load::Buffered)
        .or_else(|| first_that_meets(&own, paces_up_to(full), &deadlines, Load::Likely));
    match found {
        Some((pace, attempt)) => Wish { pace, finish: attempt.finish[0] },
        None => {
            let dates = honest_dates(&own, full, &deadlines, Load::Likely);
            Wish { pace: full, finish: dates.map_or(deadlines[0], |(dates, _)| dates[0]) }
        }
    }
}

/// The project with the tasks of one goal only.
fn only(project: &Project, goal: usize) -> Project {
    let mut number = vec![usize::MAX; project.tasks.len()];
    let mut tasks = Vec::new();
    for (idx, task) in project.tasks.iter().enumerate().filter(|(_, task)| task.goal == goal) {
        number[idx] = tasks.len();
        let mut task = task.clone();
        task.goal = 0;
        task.after = task
            .after
            .iter()
            .filter(|(before, _)| number[*before] != usize::MAX)
            .map(|&(before, lag)| (number[before], lag))
            .collect();
        tasks.push(task);
    }
    Project { goal_constraints: vec![project.goal_constraints[goal]], tasks, ..project.clone() }
}
