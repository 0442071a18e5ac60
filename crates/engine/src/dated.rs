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
    let Kept { mut dated, verdict, reasons } = keep(&project, &wanted, left);
    for (task, wanted) in dated.tasks.iter_mut().zip(&wanted) {
        begin_as_proposed(task, wanted, project.today);
    }
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

/// People begin before what comes first is complete: only what is due waits for it.
fn begin_as_proposed(task: &mut DatedTask, wanted: &Wanted, today: Date) {
    let is_early = matches!(task.start_moved, Some(Contradicted::After(..)));
    // What was to be done on one day is an appointment: no hours before it help.
    let is_of_a_day = wanted.start == wanted.due && task.start_moved == Some(Contradicted::Hours);
    let is_kept = |start: &Date| (is_early || is_of_a_day) && *start >= today && *start <= task.due;
    let Some(start) = wanted.start.filter(is_kept) else { return };
    (task.start, task.start_moved) = (start, None);
}

/// The dates that are kept of a proposal, and what is said of them.
struct Kept {
    dated: Dated,
    verdict: Verdict,
    reasons: Vec<String>,
}

/// Keeps the dates. For hours alone, work begins earlier where that is enough, and no due
/// day moves: estimates are guesses, and whoever knows the world's calendar finds hours
/// more easily than another day. What lacks is said.
fn keep(project: &Project, wanted: &[Wanted], left: &Left) -> Kept {
    let dated = keep_dates(project, wanted);
    let is_moved_for_hours = dated.tasks.iter().any(|task| task.due_moved == Some(Contradicted::Hours));
    if dated.holds && !is_moved_for_hours {
        return Kept { dated, verdict: Verdict::Feasible, reasons: Vec::new() };
    }
    let mut unhurried = project.clone();
    unhurried.weekly.pace = WeeklyHours::WEEK;
    let as_proposed = keep_dates(&unhurried, wanted);
    let dates: Vec<(Date, Date)> = as_proposed.tasks.iter().map(|task| (task.start, task.due)).collect();
    let lacking = overfull_by_hand(project, &dates).and_then(|overfull| lacks(&overfull, left));
    let verdict = match (dated.holds, &lacking) {
        (true, None) => Verdict::Feasible,
        // Where other dates would do, more hours for a while do as well.
        (true, Some(_)) => Verdict::Tight,
        (false, _) => Verdict::Infeasible,
    };
    Kept { dated: as_proposed, verdict, reasons: lacking.into_iter().collect() }
}

/// Fewer hours are found in any fortnight.
const HOURS_WORTH_SAYING: f64 = 2.0;
/// A smaller share of the work is within what an estimate can carry.
const SHARE_WORTH_SAYING: f64 = 0.15;

/// "M12 wants 85 hours from Mon 11 Oct 2027 to Sun 7 Nov 2027, and by the hours a week there
/// are 60: it needs 25 more (leave, help), or less work".
fn lacks(overfull: &Impossible, left: &Left) -> Option<String> {
    let Impossible::Overfull { tasks, from, to, needed, available } = overfull else { return None };
    let missing = needed.saturating_sub(*available).hours();
    if missing < HOURS_WORTH_SAYING || missing < SHARE_WORTH_SAYING * needed.hours() {
        return None;
    }
    let names: Vec<&str> = tasks.iter().map(|&task| left.draft.milestones[task].id.as_str()).collect();
    let (want, it, need) = if names.len() == 1 { ("wants", "it", "needs") } else { ("want", "they", "need") };
    let names = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    };
    Some(format!(
        "{names} {want} {} hours from {} to {}, and by the hours a week there are {}: {it} {need} {} more (leave, help), \
         or less work",
        needed.rounded(),
        from.strftime("%a %-d %b %Y"),
        to.strftime("%a %-d %b %Y"),
        available.rounded(),
        needed.saturating_sub(*available).rounded()
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
    // In the proposer's order, which says what is thought of first.
    let milestones: Vec<PlannedMilestone> = left.draft.milestones.iter().zip(&dated.tasks).map(one).collect();
    milestones
}
