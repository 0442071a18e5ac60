//! Goals that want the same hours.

use backcast_core::{Effort, Overload, Pace, plus_days};

use crate::Project;
use crate::attempt::{Load, deadlines};
use crate::honest::honest_dates;
use crate::pace::{first_that_meets, paces_up_to};

/// Two goals that want more hours in the same weeks than there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Rivalry {
    /// Numbers of the goals in [`Project::stakes`].
    pub goals: (usize, usize),
    /// From the first to the last of these weeks; hours of these weeks only.
    pub overload: Overload,
    /// Hours a week that each goal wants for itself, by goal.
    pub wanted_per_week: Vec<Pace>,
    /// Hours a week that there are.
    pub there_per_week: Pace,
}

/// What one goal alone would take.
struct Wish {
    pace: Pace,
    /// Last day on which it would take hours.
    finish: usize,
}

/// Finds every pair of goals that both want hours in weeks in which all goals
/// together want more than there are. What a goal wants is what it would take
/// if it were alone: the slowest pace that meets its own deadline with its
/// buffer, else with its likely work, else everything.
#[must_use]
pub fn rivalries(project: &Project) -> Vec<Rivalry> {
    let wishes: Vec<Wish> = (0..project.stakes.len()).map(|goal| alone(project, goal)).collect();
    let last = wishes.iter().map(|wish| wish.finish).max().unwrap_or(0);
    let n_days = last / 7 * 7 + 7;
    let there = project.availability(project.weekly.pace, n_days);
    let wanted: Vec<_> = wishes.iter().map(|wish| project.availability(wish.pace, n_days)).collect();
    let minutes = |days: &backcast_core::Availability, week: usize, end: usize| {
        days.minutes_before((week * 7 + 7).min(end + 1)).saturating_sub(days.minutes_before(week * 7))
    };
    let wants = |goal: usize, week: usize| minutes(&wanted[goal], week, wishes[goal].finish);
    let mut rivalries = Vec::new();
    for first in 0..wishes.len() {
        for second in first + 1..wishes.len() {
            let weeks: Vec<usize> = (0..n_days / 7)
                .filter(|&week| wants(first, week) > 0 && wants(second, week) > 0)
                .filter(|&week| {
                    (0..wishes.len()).map(|goal| wants(goal, week)).sum::<u64>() > minutes(&there, week, n_days)
                })
                .collect();
            let (Some(&from), Some(&to)) = (weeks.first(), weeks.last()) else { continue };
            let sum = |of: &dyn Fn(usize) -> u64| {
                Effort::from_minutes(u32::try_from(weeks.iter().map(|&week| of(week)).sum::<u64>()).unwrap_or(u32::MAX))
            };
            let date = |day: usize| plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX));
            rivalries.push(Rivalry {
                goals: (first, second),
                overload: Overload {
                    from: date(from * 7),
                    to: date(to * 7 + 6),
                    wanted: sum(&|week| (0..wishes.len()).map(|goal| wants(goal, week)).sum()),
                    available: sum(&|week| minutes(&there, week, n_days)),
                },
                wanted_per_week: wishes.iter().map(|wish| wish.pace).collect(),
                there_per_week: project.weekly.pace,
            });
        }
    }
    rivalries
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
    Project { stakes: vec![project.stakes[goal]], tasks, ..project.clone() }
}
