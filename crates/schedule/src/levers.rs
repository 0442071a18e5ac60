//! The smallest changes that help, each found by solving again.

use backcast_core::{Effort, EffortRange, Lever, LeverKind, MilestoneId, Verdict, WeeklyHours, plural, plus_days};
use jiff::civil::Date;

use crate::attempt::{Load, days};
use crate::bearable::{bearable_pace, is_bearable_cut, unbearable_pace};
use crate::bound::Bound;
use crate::honest::honest_dates;
use crate::impossible::{Impossible, earliest_ends, impossible};
use crate::pace::{attempt_meeting, first_that_meets, paces_between};
use crate::{Project, Solution};

/// Nobody is told to work more than this on top of a life.
const HOURS_PER_PERSON_MAX: u32 = 60;

/// Finds one lever of each kind that brings the buffered finish back to the
/// deadlines, and says what would do and cannot be asked of anybody. A kind that
/// cannot, or that asks too much, is left out.
pub(crate) fn find(project: &Project, deadlines: &[usize]) -> (Vec<Lever>, Vec<String>) {
    let (mut levers, mut too_much) = (Vec::new(), Vec::new());
    match hours(project, deadlines) {
        Some(pace) if pace <= bearable_pace(project.weekly.pace) => levers.push(more_hours(project, pace)),
        Some(pace) => too_much.push(unbearable_pace(project.weekly.pace, pace)),
        None => {}
    }
    levers.extend(date(project, deadlines));
    levers.extend(scope(project, deadlines));
    levers.extend(help(project, deadlines));
    (levers, too_much)
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
            if (0..project.goal_constraints.len()).any(|goal| project.ends_in_event(goal)) {
                format!("if things take as much longer as they may, the work before it ends on {late}")
            } else {
                format!("if things take as much longer as they may, it ends on {late}")
            },
        ],
        _ => {
            let mut reasons = vec![if needed > available {
                format!("{needed} hours of work meet {available} hours until the deadline")
            } else {
                format!(
                    "the hours would do ({needed} of {available}), but the waiting between milestones does not fit before the deadline"
                )
            }];
            // All the work until the last day is what stands there already.
            let is_said = |found: &Impossible| matches!(found, Impossible::Overfull { needed: n, available: a, .. } if (*n, *a) == (needed, available));
            let found = impossible(project).filter(|found| !is_said(found));
            reasons.extend(found.map(|found| because(project, &found)));
            reasons.extend(earliest_end(project, solution));
            reasons
        }
    }
}

/// "M2, M3 and M5 need 34 hours between … and …, and there are 20".
fn because(project: &Project, impossible: &Impossible) -> String {
    let id = |&task: &usize| project.tasks[task].id.clone();
    match impossible {
        Impossible::Overfull { tasks, from, to, needed, available } => {
            let names: Vec<MilestoneId> = tasks.iter().map(id).collect();
            let needs = if names.len() == 1 { "needs" } else { "need" };
            format!(
                "{} {needs} {needed} hours from {} to {}, and there are {available}",
                listed(&names),
                shown(*from),
                shown(*to)
            )
        }
        Impossible::TooLong { tasks, finish, deadline } => {
            let names: Vec<MilestoneId> = tasks.iter().map(id).collect();
            format!(
                "{} {} until {} even with nothing else to do, and the deadline is {}",
                few(&names, " → "),
                if names.len() == 1 { "takes" } else { "take" },
                shown(*finish),
                shown(*deadline)
            )
        }
    }
}

/// Nobody reads more names in a sentence.
const NAMES_MAX: usize = 12;

/// "a, b and c", "a, b, … and 188 more"
fn listed(names: &[MilestoneId]) -> String {
    match names {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] if names.len() <= NAMES_MAX => format!("{} and {last}", joined(first, ", ")),
        _ => few(names, ", "),
    }
}

/// "a, b", "a, b, … and 188 more"
fn few(names: &[MilestoneId], between: &str) -> String {
    match names.split_at_checked(NAMES_MAX) {
        Some((first, rest @ [_, ..])) => format!("{} and {} more", joined(first, between), rest.len()),
        _ => joined(names, between),
    }
}

fn joined(names: &[MilestoneId], between: &str) -> String {
    names.iter().map(MilestoneId::as_str).collect::<Vec<&str>>().join(between)
}

/// Whether the date that was found is proved to be the earliest, of a single
/// goal.
fn earliest_end(project: &Project, solution: &Solution) -> Option<String> {
    let [found] = solution.goal_dates[..] else { return None };
    if project.ends_in_event(0) {
        return None; // It ends on its day, whatever becomes of the work.
    }
    let bound = earliest_ends(project)?[0];
    Some(if found <= bound {
        format!("{} is proved to be the earliest end with these hours", shown(found))
    } else {
        format!("no plan ends before {}; the earliest that was found is {}", shown(bound), shown(found))
    })
}

/// The fewest hours a week that are enough.
fn hours(project: &Project, deadlines: &[usize]) -> Option<WeeklyHours> {
    let most = WeeklyHours::from_minutes_per_week(HOURS_PER_PERSON_MAX * 60 * project.people.max(1));
    let paces = paces_between(project.weekly.pace, most);
    first_that_meets(project, paces, deadlines, Load::Buffered).map(|(pace, _)| pace)
}

fn more_hours(project: &Project, pace: WeeklyHours) -> Lever {
    let more = WeeklyHours::from_minutes_per_week(pace.minutes_per_week() - project.weekly.pace.minutes_per_week());
    Lever {
        kind: LeverKind::Hours(pace),
        text: format!("{pace} hours a week, {more} more than now, meet the deadline with the buffer"),
    }
}

/// The date that holds for the goal that is latest; none for one that ends in an event.
fn date(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    if (0..deadlines.len()).all(|goal| project.ends_in_event(goal)) {
        return None;
    }
    let (dates, _) = honest_dates(project, project.weekly.pace, deadlines, Load::Buffered)?;
    let (goal, later) = dates
        .iter()
        .zip(deadlines)
        .map(|(&date, &deadline)| date.saturating_sub(deadline))
        .enumerate()
        .max_by_key(|&(goal, later)| (later, std::cmp::Reverse(goal)))?;
    if later == 0 || project.ends_in_event(goal) {
        return None;
    }
    let date = plus_days(project.today, i32::try_from(dates[goal]).ok()?);
    Some(Lever {
        kind: LeverKind::Date(date),
        text: format!("{}, {} later, is a date that holds with the buffer", shown(date), plural(later, "day")),
    })
}

/// Cuts the least important milestones; where that is not enough, says how
/// much smaller the whole has to become.
fn scope(project: &Project, deadlines: &[usize]) -> Option<Lever> {
    let mut order: Vec<usize> = (0..project.tasks.len()).filter(|&idx| project.tasks[idx].weight <= 1).collect();
    order.sort_by_key(|&idx| (std::cmp::Reverse(project.tasks[idx].effort.likely()), idx));
    if let Some(n) = fewest_cut(project, &order, deadlines) {
        let saved: Effort = order[..n].iter().map(|&idx| project.tasks[idx].effort.likely()).sum();
        let cut: Vec<MilestoneId> = order[..n].iter().map(|&idx| project.tasks[idx].id.clone()).collect();
        let text = format!("without {} ({saved} hours) the rest fits with the buffer", few(&cut, ", "));
        return Some(Lever { kind: LeverKind::Scope { saved, cut }, text });
    }
    let percent = smallest_cut(project, deadlines)?;
    let saved = share(project.needed(), percent);
    if !is_bearable_cut(saved, project.needed()) {
        return None;
    }
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

/// So many more cuts are tried one by one where hours and chains alone would
/// allow fewer.
const CUTS_TRIED: usize = 42;

/// How many of these tasks have to go, in this order, before the rest meets the
/// deadlines; nothing where all of them are not enough.
fn fewest_cut(project: &Project, order: &[usize], deadlines: &[usize]) -> Option<usize> {
    let without = |n: usize| {
        let mut smaller = project.clone();
        for &idx in &order[..n] {
            smaller.tasks[idx].effort = EffortRange::default();
            smaller.tasks[idx].waiting_days = 0;
        }
        smaller
    };
    let may_do = |n: usize| {
        let smaller = without(n);
        let days = days(&smaller, smaller.weekly.pace, deadlines);
        Bound::new(&smaller, &days, Load::Buffered).allows(deadlines)
    };
    let does = |&n: &usize| meets(&without(n), deadlines);
    let sizes: Vec<usize> = (1..=order.len()).collect();
    // Less work and shorter chains are never worse for hours and chains; a pass
    // may differ, so that it is asked one by one at first.
    let allowed = &sizes[sizes.partition_point(|&n| !may_do(n))..];
    let (near, far) = allowed.split_at(CUTS_TRIED.min(allowed.len()));
    let found = near.iter().copied().find(does);
    found.or_else(|| far.get(far.partition_point(|n| !does(n))).copied())
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
    attempt_meeting(project, project.weekly.pace, deadlines, Load::Buffered).is_some()
}

fn shown(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}
