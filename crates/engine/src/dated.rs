//! A draft on the dates that were proposed for it, as far as they hold.

use backcast_core::{
    AnchoredGoal, DraftMilestone, Forecast, MilestoneKind, Move, MoveReason, PlacementReason, Placing,
    PlannedMilestone, Verdict, WeeklyHours, days_between,
};
use backcast_schedule::{Contradicted, Dated, DatedTask, Project, Solution, Wanted, keep_dates};
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
    let dated = keep_dates(&project, &wanted);
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
        verdict: if dated.holds { Verdict::Feasible } else { Verdict::Infeasible },
        placements: Vec::new(),
        needed: project.needed(),
        available: project.available(),
        buffer: project.buffers().into_iter().sum(),
        pace: project.weekly.pace,
        pace_is_enough: false,
        forecast: Some(Forecast { likely: end, late: end }),
        goal_dates: (0..goals.len()).map(goal_end).collect(),
        reasons: Vec::new(),
        levers: Vec::new(),
        busy_conflicts: Vec::new(),
    };
    let milestones = planned_dated(left, &dated);
    Integrated { solution, milestones, goal_conflicts: Vec::new(), assumptions, pace: project.weekly.pace, deadline }
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
