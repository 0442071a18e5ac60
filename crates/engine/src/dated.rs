//! A draft on the dates that were proposed for it, as far as they hold.

use backcast_core::{
    AnchoredGoal, DraftMilestone, Forecast, MilestoneKind, Move, MoveReason, PlacementReason, Placing,
    PlannedMilestone, Verdict, WeeklyHours, days_between,
};
use backcast_schedule::{
    Contradicted, Dated, DatedTask, Impossible, Project, Solution, Wanted, keep_dates, overfull_by_hand,
};
use jiff::civil::Date;

use crate::integrate::{Integrated, project};
use crate::replan::Left;

/// Keeps the dates that were proposed for a draft as far as they hold, and moves as few
/// as can be where they do not. Where the goals name no hours, nothing is said of them.
pub(crate) fn integrate_dated(goals: &[AnchoredGoal], left: &Left) -> Integrated {
    let mut assumptions = Vec::new();
    let mut project = project(goals, left, &mut assumptions);
    let is_known = goals[0].pace.is_some();
    if !is_known {
        project.weekly.pace = WeeklyHours::WEEK;
    }
    let wanted: Vec<Wanted> = left.draft.milestones.iter().map(wanted).collect();
    let Kept { dated, verdict, reasons } = keep(&project, &wanted, left);
    let last = |days: &mut dyn Iterator<Item = Date>| days.max();
    let end = last(&mut dated.tasks.iter().map(|task| task.due)).unwrap_or(project.today);
    let deadline = last(&mut project.goal_constraints.iter().map(|one| one.deadline)).unwrap_or(project.today);
    if !is_known {
        project.weekly.pace = pace_over(&project, end);
        assumptions.push(format!(
            "{} hours a week, until you say how many there are: this is what the plan asks for on average",
            project.weekly.pace
        ));
    }
    let goal_end = |number: usize| {
        let own = project.tasks.iter().zip(&dated.tasks).filter(move |(task, _)| task.goal == number);
        own.map(|(_, dated)| dated.due).max().unwrap_or(project.today)
    };
    let solution = Solution {
        verdict,
        placements: Vec::new(),
        needed: project.needed(),
        available: project.available(),
        buffer: project.buffers().into_iter().sum(),
        pace: project.weekly.pace,
        pace_is_enough: false,
        forecast: Some(Forecast { likely: end, late: end }),
        goal_dates: (0..goals.len()).map(goal_end).collect(),
        reasons,
        levers: Vec::new(),
        busy_conflicts: Vec::new(),
    };
    let milestones = planned_dated(left, &dated);
    Integrated { solution, milestones, goal_conflicts: Vec::new(), assumptions, pace: project.weekly.pace, deadline }
}

/// The dates that are kept of a proposal, and what is said of them.
struct Kept {
    dated: Dated,
    verdict: Verdict,
    reasons: Vec<String>,
}

/// For hours alone, no more due days move than this, and none further.
const MOVED_FOR_HOURS_MAX: usize = 1;
/// Days by which a due day is brought forward for hours at most. None is put off: what day
/// it is, the world may have said.
const DAYS_FORWARD_FOR_HOURS_MAX: i32 = 7;

/// Keeps the dates, with the few small moves that the hours may ask for. Where they would
/// ask for more, the dates stay: estimates are guesses, and whoever knows the world's
/// calendar finds hours more easily than another day. What lacks is said.
fn keep(project: &Project, wanted: &[Wanted], left: &Left) -> Kept {
    let dated = keep_dates(project, wanted);
    let days_forward = |(one, task): (&Wanted, &DatedTask)| {
        let is_for_hours = task.due_moved == Some(Contradicted::Hours);
        one.due.filter(|_| is_for_hours).map(|due| days_between(task.due, due))
    };
    let moved: Vec<i32> = wanted.iter().zip(&dated.tasks).filter_map(days_forward).collect();
    let is_small = |days: &i32| (1..=DAYS_FORWARD_FOR_HOURS_MAX).contains(days);
    if dated.holds && moved.len() <= MOVED_FOR_HOURS_MAX && moved.iter().all(is_small) {
        return Kept { dated, verdict: Verdict::Feasible, reasons: Vec::new() };
    }
    let mut unhurried = project.clone();
    unhurried.weekly.pace = WeeklyHours::WEEK;
    let as_proposed = keep_dates(&unhurried, wanted);
    let dates: Vec<(Date, Date)> = as_proposed.tasks.iter().map(|task| (task.start, task.due)).collect();
    let lacking = overfull_by_hand(project, &dates).map(|overfull| lacks(&overfull, left));
    // Where other dates would do, more hours for a while do as well.
    let verdict = if dated.holds { Verdict::Tight } else { Verdict::Infeasible };
    Kept { dated: as_proposed, verdict, reasons: lacking.into_iter().flatten().collect() }
}

/// "M12 wants 85 hours from Mon 11 Oct 2027 to Sun 7 Nov 2027, and there are 60: it needs
/// 25 more, or less work".
fn lacks(overfull: &Impossible, left: &Left) -> Option<String> {
    let Impossible::Overfull { tasks, from, to, needed, available } = overfull else { return None };
    let names: Vec<&str> = tasks.iter().map(|&task| left.draft.milestones[task].id.as_str()).collect();
    let (want, it, need) = if names.len() == 1 { ("wants", "it", "needs") } else { ("want", "they", "need") };
    let names = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    };
    Some(format!(
        "{names} {want} {needed} hours from {} to {}, and there are {available}: {it} {need} {} more, or less work",
        from.strftime("%a %-d %b %Y"),
        to.strftime("%a %-d %b %Y"),
        needed.saturating_sub(*available)
    ))
}

/// What is wanted of a milestone.
fn wanted(milestone: &DraftMilestone) -> Wanted {
    let proposed = milestone.proposed;
    Wanted {
        start: proposed.and_then(|dates| dates.start),
        due: proposed.map(|dates| dates.due),
        not_after: milestone.window.not_after,
        is_practice: milestone.kind == MilestoneKind::Practice,
    }
}

/// The hours a week that the work takes until a day, evenly.
fn pace_over(project: &Project, end: Date) -> WeeklyHours {
    let weeks = f64::from(days_between(project.today, end) + 1).max(7.0) / 7.0;
    WeeklyHours::from_hours_per_week((project.needed().hours() / weeks * 2.0).ceil() / 2.0)
}

fn planned_dated(left: &Left, dated: &Dated) -> Vec<PlannedMilestone> {
    let id = |idx: usize| left.draft.milestones[idx].id.clone();
    let why = |contradicted: Contradicted| match contradicted {
        Contradicted::After(before, lag) => MoveReason::After(id(before), lag),
        Contradicted::Waiting(days) => MoveReason::Waiting(days),
        Contradicted::Window => MoveReason::Window,
        Contradicted::DayOff => MoveReason::DayOff,
        Contradicted::Past => MoveReason::Past,
        Contradicted::Hours => MoveReason::Hours,
    };
    let one = |(milestone, task): (&DraftMilestone, &DatedTask)| {
        let contradicted = task.due_moved.or(task.start_moved);
        let moved = contradicted.zip(milestone.proposed).map(|(contradicted, proposed)| Move {
            start_from: proposed.start.filter(|start| *start != task.start),
            due_from: Some(proposed.due).filter(|due| *due != task.due),
            why: why(contradicted),
        });
        let slack_days = days_between(task.due, task.due_latest);
        PlannedMilestone {
            milestone: milestone.clone(),
            start: task.start,
            due: task.due,
            due_earliest: task.due,
            due_latest: task.due_latest,
            slack_days,
            critical: slack_days == 0,
            reason: match milestone.placing {
                Placing::On(_) | Placing::BeforeDeadline(_) => PlacementReason::FixedDate,
                Placing::Early | Placing::Late => PlacementReason::AsProposed,
            },
            moved: moved.filter(|moved| moved.start_from.is_some() || moved.due_from.is_some()),
        }
    };
    let mut milestones: Vec<PlannedMilestone> = left.draft.milestones.iter().zip(&dated.tasks).map(one).collect();
    milestones.sort_by_key(|planned| (planned.due, planned.start));
    milestones
}
