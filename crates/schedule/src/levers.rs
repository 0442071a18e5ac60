//! The smallest changes that help, each found by solving again.

use backcast_core::{Effort, EffortRange, Lever, LeverKind, MilestoneId, Verdict, WeeklyHours, plus_days};
use jiff::civil::Date;

use crate::attempt::{Load, attempt};
use crate::honest::honest_dates;
use crate::impossible::{Impossible, earliest_ends, impossible};
use crate::pace::{first_that_meets, paces_between};
use crate::{Project, Solution};

/// Nobody is told to work more than this on top of a life.
const HOURS_PER_PERSON_MAX: u32 = 60;

/// Finds one lever of each kind that brings the buffered finish back to the
/// deadlines; a kind that cannot is left out.
pub(crate) fn find(project: &Project, deadlines: &[usize]) -> Vec<Lever> {
    let mut levers = Vec::new();
    levers.extend(hours(project, deadlines));
    levers.extend(date(project, deadlines));
    levers.extend(scope(project, deadlines));
    levers.extend(help(project, deadlines));
    levers
}

/// Why the verdict is what it is, in figures.
pub(crate) fn reasons(project: &Project, solution: &Solution) -> Vec<String> {
    let (needed, available, buffer) = (solution.needed, solution.available, solution.buffer);
    let late = solution.forecast.map_or_else(String::new, |forecast| shown(forecast.late));
    match solution.verdict {
        Verdict::Feasible => vec![format!(
            "{needed} of {available} hours are needed, and {buffer} more as a buffer; {} of your {} hours a week are enough",
            solution.pace, project.weekly.pace
        )],
        Verdict::Tight => vec![
            format!("{needed} of {available} hours are needed, and the buffer of {buffer} hours does not fit any more"),
            format!("if things take as much longer as they may, it ends on {late}"),
        ],
        _ => {
            let mut reasons = vec![if needed > available {
                format!("{needed} hours of work meet {available} hours until the deadline")
            } else {
                format!(
                    "the hours would do ({needed} of {available}), but the waiting between milestones does not fit before the deadline"
                )
            }];
            reasons.extend(impossible(project).map(|impossible| because(project, &impossible)));
            reasons.extend(earliest_end(project, solution));
            reasons
        }
    }
}

/// "M2, M3 and M5 need 34 hours between … and …, and there are 20".
fn because(project: &Project, impossible: &Impossible) -> String {
    let id = |&task: &usize| project.tasks[task].id.to_string();
    match impossible {
        Impossible::Overfull { tasks, from, to, needed, available } => {
            let names: Vec<String> = tasks.iter().map(id).collect();
            let needs = if names.len() == 1 { "needs" } else { "need" };
            format!(
                "{} {needs} {needed} hours from {} to {}, and there are {available}",
                listed(&names),
                shown(*from),
                shown(*to)
            )
        }
        Impossible::TooLong { tasks, finish, deadline } => {
            let names: Vec<String> = tasks.iter().map(id).collect();
            format!(
                "{} {} until {} even with nothing else to do, and the deadline is {}",
                names.join(" → "),
                if names.len() == 1 { "takes" } else { "take" },
                shown(*finish),
                shown(*deadline)
            )
        }
    }
}

/// "a, b and c"
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether the date that was found is proved to be the earliest, of a single
/// goal.
fn earliest_end(project: &Project, solution: &Solution) -> Option<String> {
    let [found] = solution.goal_dates[..] else { return None };
    let bound = earliest_ends(project)?[0];
    Some(if found <= bound {
        format!("{} is proved to be the earliest end with these hours", shown(found))
    } else {
        format!("no plan ends before {}; the earliest that was found is {}", shown(bound), shown(found))
    })
}

fn hours(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    let most = WeeklyHours::from_minutes_per_week(HOURS_PER_PERSON_MAX * 60 * project.people.max(1));
    let paces = paces_between(project.weekly.pace, most);
    let (pace, _) = first_that_meets(project, paces, deadlines, Load::Buffered)?;
    let more = WeeklyHours::from_minutes_per_week(pace.minutes_per_week() - project.weekly.pace.minutes_per_week());
    Some(Lever {
        kind: LeverKind::Hours(pace),
        text: format!("{pace} hours a week, {more} more than now, meet the deadline with the buffer"),
    })
}

fn date(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    let (dates, _) = honest_dates(project, project.weekly.pace, deadlines, Load::Buffered)?;
    let (goal, later) = dates
        .iter()
        .zip(deadlines)
        .map(|(&date, &deadline)| date.saturating_sub(deadline))
        .enumerate()
        .max_by_key(|&(goal, later)| (later, std::cmp::Reverse(goal)))?;
    if later == 0 {
        return None;
    }
    let date = plus_days(project.today, i32::try_from(dates[goal]).ok()?);
    Some(Lever {
        kind: LeverKind::Date(date),
        text: format!("{}, {later} days later, is a date that holds with the buffer", shown(date)),
    })
}

/// Cuts the least important milestones; where that is not enough, says how
/// much smaller the whole has to become.
fn scope(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    let mut order: Vec<usize> = (0..project.tasks.len()).filter(|&idx| project.tasks[idx].weight <= 1).collect();
    order.sort_by_key(|&idx| (std::cmp::Reverse(project.tasks[idx].effort.likely()), idx));
    let mut smaller = project.clone();
    let mut cut: Vec<MilestoneId> = Vec::new();
    let mut saved = Effort::ZERO;
    for idx in order {
        cut.push(project.tasks[idx].id.clone());
        saved = saved + project.tasks[idx].effort.likely();
        smaller.tasks[idx].effort = EffortRange::default();
        smaller.tasks[idx].waiting_days = 0;
        if meets(&smaller, deadlines) {
            let names: Vec<String> = cut.iter().map(ToString::to_string).collect();
            let text = format!("without {} ({saved} hours) the rest fits with the buffer", names.join(", "));
            return Some(Lever { kind: LeverKind::Scope { saved, cut }, text });
        }
    }
    let percent = smallest_cut(project, deadlines)?;
    let saved = share(project.needed(), percent);
    let largest = project.tasks.iter().max_by_key(|task| (task.effort.likely(), std::cmp::Reverse(&task.id)))?;
    Some(Lever {
        kind: LeverKind::Scope { saved, cut: Vec::new() },
        text: format!(
            "a goal that is {percent} % smaller ({saved} hours less) fits with the buffer; {} is the largest part with {} hours",
            largest.id,
            largest.effort.likely()
        ),
    })
}

fn help(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    let percent = smallest_cut(project, deadlines)?;
    let taken = share(project.needed(), percent);
    Some(Lever {
        kind: LeverKind::Help(taken),
        text: format!(
            "somebody who takes over {taken} hours of the work ({percent} %) makes the rest fit with the buffer"
        ),
    })
}

/// The smallest whole percentage by which all efforts have to shrink; nothing
/// where even no work at all would leave too little time.
fn smallest_cut(project: &Project, deadlines: &[usize]) -> Option<u32> {
    let shrunk = |percent: u32| {
        let mut smaller = project.clone();
        for task in &mut smaller.tasks {
            let keep = |effort: Effort| effort.saturating_sub(share(effort, percent));
            task.effort =
                EffortRange::new(keep(task.effort.low()), keep(task.effort.likely()), keep(task.effort.high()))
                    .expect("the same share of an ordered range is ordered");
        }
        smaller
    };
    let (mut low, mut high) = (1, 99);
    if !meets(&shrunk(high), deadlines) {
        return None;
    }
    while low < high {
        let middle = u32::midpoint(low, high);
        if meets(&shrunk(middle), deadlines) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

fn share(effort: Effort, percent: u32) -> Effort {
    let minutes = u64::from(effort.minutes()) * u64::from(percent) / 100;
    Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX))
}

fn meets(project: &Project, deadlines: &[usize]) -> bool {
    attempt(project, project.weekly.pace, deadlines, Load::Buffered).is_some_and(|attempt| attempt.meets(deadlines))
}

fn shown(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}
