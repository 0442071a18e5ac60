//! Dates that somebody chose: whether the hours are there for them, and what
//! meets busy days.

use backcast_core::{BusyConflict, Effort, Placing};
use jiff::civil::Date;

use crate::attempt::deadlines;
use crate::{Impossible, Placement, Project, Solution, busy};

/// Dates are whole days, so so much too little in a stretch of them is none.
const MINUTES_TOLERATED: u32 = 15;

/// The stretch of days in which the most is wanted on top of the hours that
/// there are, where each task lies between its dates, by number, both days
/// included; `None` where every stretch holds its work.
///
/// Work that can be interrupted fits exactly where every stretch from the start
/// of a task to the end of one holds what lies within it. Events take their day
/// and are not counted. Runs in O(tasks³).
///
/// Source: Horn, "Some simple scheduling algorithms" (1974).
#[must_use]
pub fn overfull_by_hand(project: &Project, dates: &[(Date, Date)]) -> Option<Impossible> {
    let last = dates.iter().map(|&(_, due)| due).max()?;
    let availability = project.availability(project.weekly.pace, project.day(last) + 1);
    let counts = |task: usize| match project.tasks[task].placing {
        Placing::BeforeDeadline(_) => false,
        _ => !project.takes_its_day(&project.tasks[task]),
    };
    let tasks: Vec<usize> = (0..dates.len()).filter(|&task| counts(task)).collect();
    let mut worst: Option<(Effort, Impossible)> = None;
    for &first in &tasks {
        for &last in &tasks {
            let (from, to) = (dates[first].0.max(project.today), dates[last].1);
            let within = |&&task: &&usize| dates[task].0 >= dates[first].0 && dates[task].1 <= to;
            let inside: Vec<usize> = tasks.iter().filter(within).copied().collect();
            let needed: Effort = inside.iter().map(|&task| project.tasks[task].effort.likely()).sum();
            let available = if from > to { Effort::ZERO } else { availability.effort_between(from, to) };
            let missing = needed.saturating_sub(available);
            let is_worst = worst.as_ref().is_none_or(|(most, _)| missing > *most);
            if missing.minutes() > MINUTES_TOLERATED && is_worst {
                worst = Some((missing, Impossible::Overfull { tasks: inside, from, to, needed, available }));
            }
        }
    }
    worst.map(|(_, overfull)| overfull)
}

/// As [`Solution::busy_conflicts`], where the tasks lie elsewhere than in the
/// solution.
#[must_use]
pub fn busy_conflicts_by_hand(project: &Project, solution: &Solution, dates: &[(Date, Date)]) -> Vec<BusyConflict> {
    if solution.placements.len() != dates.len() {
        return Vec::new();
    }
    let mut ends = deadlines(project);
    for (end, &date) in ends.iter_mut().zip(&solution.goal_dates) {
        *end = project.day(date).max(*end);
    }
    let placement = |(placement, &(start, due)): (&Placement, &(Date, Date))| Placement { start, due, ..*placement };
    let by_hand =
        Solution { placements: solution.placements.iter().zip(dates).map(placement).collect(), ..solution.clone() };
    busy::conflicts(project, &by_hand, &ends)
}
