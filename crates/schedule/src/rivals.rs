//! Goals that want the same hours.

use std::cmp::Reverse;

use backcast_core::{Effort, Overload, WeeklyHours, plus_days};

use crate::attempt::{Load, deadlines};
use crate::honest::honest_dates;
use crate::pace::{first_that_meets, paces_up_to};
use crate::{GoalConstraint, Project, Task};

/// Which goals want more hours in the same weeks than there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rivalries {
    /// The pairs among `named`, in the order of their numbers.
    pub pairs: Vec<Rivalry>,
    /// The goals that want most in such weeks, in rising order: all that there
    /// are, but no more than [`RIVALS_MAX`].
    pub named: Vec<usize>,
    /// How many goals want hours in such weeks.
    pub n_goals: usize,
    /// Hours a week that each goal wants for itself, by goal.
    pub wanted_per_week: Vec<WeeklyHours>,
}

/// Two goals that want more hours in the same weeks than there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Rivalry {
    /// Numbers of the goals in [`Project::goal_constraints`].
    pub goals: (usize, usize),
    /// These weeks, each with the hours of all goals and those that there are.
    pub weeks: Vec<Overload>,
}

/// So many goals are told apart: fifteen pairs. Nobody reads more, and all pairs
/// of 200 goals are 20,000.
pub const RIVALS_MAX: usize = 6;

/// Finds the pairs of goals that both want hours in weeks in which all goals
/// together want more than there are. What a goal wants is what it would take
/// if it were alone: the slowest pace that meets its own deadline with its
/// buffer, else with its likely work, else everything.
///
/// Cost: a few passes over the tasks of each goal alone, then the weeks of each
/// goal once.
#[must_use]
pub fn rivalries(project: &Project) -> Rivalries {
    let weeks = Weeks::new(project);
    let mut greediest: Vec<(Reverse<u64>, usize)> = weeks
        .wanted
        .iter()
        .enumerate()
        .map(|(goal, wanted)| (Reverse(weeks.contested().map(|week| wanted[week]).sum::<u64>()), goal))
        .filter(|(wanted, _)| wanted.0 > 0)
        .collect();
    greediest.sort_unstable();
    let n_goals = greediest.len();
    let mut named: Vec<usize> = greediest.into_iter().take(RIVALS_MAX).map(|(_, goal)| goal).collect();
    named.sort_unstable();
    let pairs =
        named.iter().enumerate().flat_map(|(at, &first)| named[at + 1..].iter().map(move |&other| (first, other)));
    let pairs = pairs.filter_map(|goals| weeks.rivalry(goals)).collect();
    Rivalries { pairs, named, n_goals, wanted_per_week: weeks.paces }
}

/// What one goal alone would take.
struct Wish {
    pace: WeeklyHours,
    /// Last day on which it would take hours.
    finish: usize,
}

/// What all goals want in each week from today, and what there is.
struct Weeks {
    loads: Vec<Overload>,
    /// Minutes that each goal wants in each week.
    wanted: Vec<Vec<u64>>,
    /// How many goals want any in each week.
    n_wanting: Vec<usize>,
    paces: Vec<WeeklyHours>,
}

impl Weeks {
    fn new(project: &Project) -> Self {
        let wishes: Vec<Wish> = each_alone(project).iter().map(wish).collect();
        let n = wishes.iter().map(|wish| wish.finish).max().unwrap_or(0) / 7 + 1;
        let wanted: Vec<Vec<u64>> = wishes.iter().map(|wish| by_week(project, wish, n)).collect();
        let everything = Wish { pace: project.weekly.pace, finish: n * 7 - 1 };
        let there = by_week(project, &everything, n);
        let effort = |minutes: u64| Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX));
        let date = |day: usize| plus_days(project.today, i32::try_from(day).unwrap_or(i32::MAX));
        let load = |week: usize| Overload {
            from: date(week * 7),
            to: date(week * 7 + 6),
            wanted: effort(wanted.iter().map(|of_goal| of_goal[week]).sum()),
            available: effort(there[week]),
        };
        Weeks {
            loads: (0..n).map(load).collect(),
            n_wanting: (0..n).map(|week| wanted.iter().filter(|of_goal| of_goal[week] > 0).count()).collect(),
            wanted,
            paces: wishes.iter().map(|wish| wish.pace).collect(),
        }
    }

    /// The weeks in which several goals want hours, and all of them more than
    /// there are.
    fn contested(&self) -> impl Iterator<Item = usize> {
        let is_overfull = |week: usize| self.loads[week].wanted > self.loads[week].available;
        (0..self.loads.len()).filter(move |&week| self.n_wanting[week] > 1 && is_overfull(week))
    }

    fn rivalry(&self, goals: (usize, usize)) -> Option<Rivalry> {
        let both = |&week: &usize| self.wanted[goals.0][week] > 0 && self.wanted[goals.1][week] > 0;
        let weeks: Vec<Overload> = self.contested().filter(both).map(|week| self.loads[week]).collect();
        (!weeks.is_empty()).then_some(Rivalry { goals, weeks })
    }
}

/// The minutes that a wish takes of each of `n` weeks.
fn by_week(project: &Project, wish: &Wish, n: usize) -> Vec<u64> {
    let days = project.availability(wish.pace, n * 7);
    let until = |day: usize| days.minutes_before(day.min(wish.finish + 1));
    (0..n).map(|week| until(week * 7 + 7).saturating_sub(days.minutes_before(week * 7))).collect()
}

fn wish(own: &Project) -> Wish {
    let deadlines = deadlines(own);
    let full = own.weekly.pace;
    let found = first_that_meets(own, paces_up_to(full), &deadlines, Load::Buffered)
        .or_else(|| first_that_meets(own, paces_up_to(full), &deadlines, Load::Likely));
    match found {
        Some((pace, attempt)) => Wish { pace, finish: attempt.finish[0] },
        None => {
            let dates = honest_dates(own, full, &deadlines, Load::Likely);
            Wish { pace: full, finish: dates.map_or(deadlines[0], |(dates, _)| dates[0]) }
        }
    }
}

/// For each goal the project with its tasks only.
fn each_alone(project: &Project) -> Vec<Project> {
    let mut tasks: Vec<Vec<Task>> = vec![Vec::new(); project.goal_constraints.len()];
    let mut number = Vec::with_capacity(project.tasks.len());
    for task in &project.tasks {
        let own = &mut tasks[task.goal];
        number.push(own.len());
        let is_own = |&&(before, _): &&(usize, u32)| project.tasks[before].goal == task.goal;
        let after = task.after.iter().filter(is_own).map(|&(before, lag)| (number[before], lag)).collect();
        own.push(Task { goal: 0, after, ..task.clone() });
    }
    let alone = |(&constraint, tasks): (&GoalConstraint, Vec<Task>)| Project {
        today: project.today,
        weekly: project.weekly,
        people: project.people,
        busy: project.busy.clone(),
        caps: project.caps.clone(),
        goal_constraints: vec![constraint],
        tasks,
    };
    project.goal_constraints.iter().zip(tasks).map(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbitrary::chains;

    #[test]
    fn of_many_goals_the_greediest_are_told_apart() {
        for n_goals in [2, RIVALS_MAX, 40] {
            let found = rivalries(&chains(n_goals, 0));
            let n_named = n_goals.min(RIVALS_MAX);
            assert_eq!((found.n_goals, found.named.len()), (n_goals, n_named));
            assert_eq!(found.pairs.len(), n_named * (n_named - 1) / 2);
            assert_eq!(found.wanted_per_week.len(), n_goals);
        }
    }

    #[test]
    fn those_that_want_most_are_named() {
        let mut project = chains(RIVALS_MAX + 2, 0);
        let more = project.tasks[0].effort.likely() + project.tasks[0].effort.likely();
        for task in project.tasks.iter_mut().filter(|task| task.goal >= 2) {
            task.effort = backcast_core::EffortRange::exactly(more);
        }
        assert_eq!(rivalries(&project).named, [2, 3, 4, 5, 6, 7]);
    }
}
