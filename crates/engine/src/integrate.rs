//! Phase 3: the draft on real days, with verdict, honest dates, conflicts and
//! levers.

use std::collections::BTreeMap;

use backcast_core::{
    AnchoredGoal, BusyChoice, Circumstances, Decision, Draft, DraftMilestone, Effort, Goal, GoalConflict, GoalId,
    Lever, LeverKind, MilestoneId, Overload, PlacementReason, PlannedMilestone, WeeklyHours, WorkWeek, days_between,
    plus_days,
};
use backcast_schedule::{
    GoalConstraint, Placement, Project, RIVALS_MAX, Reason, Rivalries, Rivalry, Solution, Task, pace_needed, rivalries,
    solve_no_slower,
};
use jiff::civil::Date;

use crate::habit;
use crate::replan::{LagLeft, Left};

/// Goals without a deadline are looked at over half a year.
const DAYS_WITHOUT_DEADLINE: i32 = 182;
/// Nobody plans more looks ahead than these.
const REVIEWS_MAX: i32 = 60;
/// The most that is assumed where no hours are named.
const HOURS_ASSUMED_MAX: f64 = 40.0;

/// A draft with its place in time.
#[derive(Clone, Debug)]
pub struct Integrated {
    /// What the scheduler found.
    pub solution: Solution,
    /// The milestones in the order of their due dates.
    pub milestones: Vec<PlannedMilestone>,
    /// Goals that want the same hours.
    pub goal_conflicts: Vec<GoalConflict>,
    /// Where hours or deadlines had to be assumed.
    pub assumptions: Vec<String>,
    /// The hours a week that the dates rest on.
    pub pace: WeeklyHours,
    /// The last deadline, stated or assumed.
    pub deadline: Date,
}

/// Places a draft on days. Where the goals name no hours, the slowest pace
/// that meets the deadlines is assumed; where they name no deadline, half a
/// year.
#[must_use]
pub fn integrate(goals: &[AnchoredGoal], draft: &Draft) -> Integrated {
    integrate_left(goals, &Left::from(draft.clone()), WeeklyHours::ZERO)
}

/// As [`integrate`], of what is left of a draft, and at no slower a pace than this one.
pub(crate) fn integrate_left(goals: &[AnchoredGoal], left: &Left, slowest: WeeklyHours) -> Integrated {
    let mut assumptions = Vec::new();
    let mut project = project(goals, left, &mut assumptions);
    let shared = &goals[0];
    if shared.pace.is_none() {
        let most = WeeklyHours::from_hours_per_week(HOURS_ASSUMED_MAX * f64::from(project.people));
        let needed = pace_needed(&project, most);
        let practice = habit::weekly_hours(goals, &left.draft);
        project.weekly.pace = practice.or(needed).unwrap_or(most).max(slowest);
        // Hours decide nothing of a habit: there is nothing to say.
        if practice.is_none() {
            assumptions.push(format!(
                "{} hours a week, {}: {}",
                project.weekly.pace,
                match shared.reading.hours_unread() {
                    Some(unread) => format!("until you say how many \"{}\" are", unread.quote.words),
                    // Not "as none are named": they may stand there in other words.
                    None => "until you say how many there are".to_owned(),
                },
                if needed.is_some() {
                    "this is what the work needs until the deadline"
                } else {
                    "more would not be realistic"
                }
            ));
        }
    }
    let mut solution = solve_no_slower(&project, slowest);
    solution.levers.retain(|lever| !asks_for_oneself(lever, goals, &project));
    let milestones = planned(left, &solution);
    let goal_conflicts = if goals.len() > 1 { conflicts(goals, &project) } else { Vec::new() };
    let deadline = project.goal_constraints.iter().map(|constraint| constraint.deadline).max().unwrap_or(project.today);
    Integrated { solution, milestones, goal_conflicts, assumptions, pace: project.weekly.pace, deadline }
}

/// Whether a lever lets somebody else do more than there is that somebody else can do.
fn asks_for_oneself(lever: &Lever, goals: &[AnchoredGoal], project: &Project) -> bool {
    let LeverKind::Help(taken) = lever.kind else { return false };
    let can_be_handed_over = |task: &&Task| !goals[task.goal].kind.is_for_oneself();
    let others: Effort = project.tasks.iter().filter(can_be_handed_over).map(|task| task.effort.likely()).sum();
    taken > others
}

/// Days on which to look at the plan again, up to its end.
#[must_use]
pub fn reviews(goals: &[AnchoredGoal], today: Date, end: Date) -> Vec<Date> {
    let every = goals.iter().map(|goal| goal.kind.review_every_days()).min().unwrap_or(28);
    let days = days_between(today, end);
    (1..=REVIEWS_MAX)
        .map(|number| number * every)
        .take_while(|&day| day < days)
        .map(|day| plus_days(today, day))
        .collect()
}

pub(crate) fn project(goals: &[AnchoredGoal], left: &Left, assumptions: &mut Vec<String>) -> Project {
    let shared = &goals[0];
    let draft = &left.draft;
    let goal_constraints = goals
        .iter()
        .map(|goal| {
            let deadline = goal.deadline.unwrap_or_else(|| {
                let assumed = plus_days(shared.today, DAYS_WITHOUT_DEADLINE);
                assumptions.push(match goal.reading.deadline_unread() {
                    Some(unread) => format!("Done by {assumed}, until you say which day \"{}\" is", unread.quote.words),
                    None => format!("Done by {assumed}, until you say by when"),
                });
                assumed
            });
            GoalConstraint { deadline, priority: goal.goal.priority }
        })
        .collect();
    let number: BTreeMap<&MilestoneId, usize> = first_places(draft.milestones.iter().map(|milestone| &milestone.id));
    let goal_number: BTreeMap<&GoalId, usize> = first_places(goals.iter().map(|goal| &goal.goal.id));
    let tasks = draft
        .milestones
        .iter()
        .map(|milestone| Task {
            id: milestone.id.clone(),
            goal: milestone.goal.as_ref().and_then(|id| goal_number.get(id).copied()).unwrap_or(0),
            effort: milestone.effort,
            waiting_days: milestone.waiting_days,
            after: milestone.depends_on.iter().filter_map(|d| Some((*number.get(&d.on)?, d.lag_days))).collect(),
            placing: milestone.placing,
            weight: milestone.weight,
            occasions: Vec::new(),
            due_by: wanted_by(&shared.circumstances, milestone),
            not_before: left.lags.get(&milestone.id).map(|lag| lag.until).max(milestone.window.not_before),
        })
        .collect();
    Project {
        today: shared.today,
        weekly: WorkWeek { pace: shared.pace.unwrap_or_default(), days: shared.facts.weekdays },
        people: shared.facts.team_size.max(1),
        busy: shared.circumstances.all_busy(),
        caps: shared.circumstances.calendar.caps.clone(),
        goal_constraints,
        tasks,
    }
}

/// Where each of these comes first.
fn first_places<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut places = BTreeMap::new();
    for (place, key) in keys.enumerate() {
        places.entry(key).or_insert(place);
    }
    places
}

/// The day by which a milestone is wanted: before busy days where that was decided, in
/// its window, when its proposer has it.
fn wanted_by(around: &Circumstances, milestone: &DraftMilestone) -> Option<Date> {
    let proposed = milestone.proposed.map(|dates| dates.due);
    [before(around, &milestone.id), milestone.window.not_after, proposed].into_iter().flatten().min()
}

/// The last day before the busy days before which a milestone is wanted.
fn before(around: &Circumstances, id: &MilestoneId) -> Option<Date> {
    let decided = |decision: &&Decision| decision.milestone == *id && decision.choice == BusyChoice::Before;
    around.decisions.iter().filter(decided).map(|decision| plus_days(decision.from, -1)).min()
}

fn planned(left: &Left, solution: &Solution) -> Vec<PlannedMilestone> {
    let mut milestones: Vec<PlannedMilestone> = left
        .draft
        .milestones
        .iter()
        .zip(&solution.placements)
        .map(|(milestone, placement)| PlannedMilestone {
            milestone: milestone.clone(),
            start: placement.start,
            due: placement.due,
            due_earliest: placement.due_earliest,
            due_latest: placement.due_latest,
            slack_days: days_between(placement.due, placement.due_latest),
            critical: placement.critical,
            reason: reason(left, milestone, placement),
            moved: None,
        })
        .collect();
    // The draft's order is topological, so it settles equal dates.
    milestones.sort_by_key(|planned| (planned.due, planned.start));
    milestones
}

fn reason(left: &Left, milestone: &DraftMilestone, placement: &Placement) -> PlacementReason {
    let id = |idx: usize| left.draft.milestones[idx].id.clone();
    let held_back = matches!(placement.reason, Reason::FixedDate | Reason::AsLateAsPossible);
    let lag = left.lags.get(&milestone.id).filter(|lag| held_back && lag.until == placement.start);
    if let Some(LagLeft { after, .. }) = lag {
        return PlacementReason::After(after.on.clone(), after.lag_days);
    }
    match placement.reason {
        Reason::FirstDay => PlacementReason::FirstDay,
        Reason::After(before, lag) => PlacementReason::After(id(before), lag),
        Reason::HoursTakenBy(other) => PlacementReason::HoursTakenBy(id(other)),
        Reason::AsLateAsPossible => PlacementReason::AsLateAsPossible,
        Reason::FixedDate => PlacementReason::FixedDate,
    }
}

fn conflicts(goals: &[AnchoredGoal], project: &Project) -> Vec<GoalConflict> {
    let found = rivalries(project);
    let all = WantedPerWeek::of(goals, &found);
    found.pairs.iter().map(|rivalry| conflict(goals, rivalry, &all)).collect()
}

/// What all goals want a week, the same in every conflict.
struct WantedPerWeek {
    total: WeeklyHours,
    /// "Exam 3 h, Shop 4 h", "Exam 3 h, Shop 4 h and 198 more goals"
    each: String,
    /// Goals that are in such conflicts and named in none.
    n_unnamed: u32,
}

impl WantedPerWeek {
    fn of(goals: &[AnchoredGoal], found: &Rivalries) -> Self {
        let wants = |goal: usize| format!("{} {} h", goals[goal].goal.title, found.wanted_per_week[goal]);
        let named: Vec<usize> = if goals.len() > RIVALS_MAX { found.named.clone() } else { (0..goals.len()).collect() };
        let mut each = named.iter().map(|&goal| wants(goal)).collect::<Vec<String>>().join(", ");
        match goals.len() - named.len() {
            0 => {}
            1 => each.push_str(" and 1 more goal"),
            n => each.push_str(&format!(" and {n} more goals")),
        }
        let total = found.wanted_per_week.iter().map(|pace| pace.minutes_per_week()).fold(0, u32::saturating_add);
        WantedPerWeek {
            total: WeeklyHours::from_minutes_per_week(total),
            each,
            n_unnamed: u32::try_from(found.n_goals - found.named.len()).unwrap_or(u32::MAX),
        }
    }
}

fn conflict(goals: &[AnchoredGoal], rivalry: &Rivalry, all: &WantedPerWeek) -> GoalConflict {
    let (first, second) = rivalry.goals;
    let mut pair = [&goals[first].goal, &goals[second].goal];
    pair.sort_by_key(|goal| goal.priority);
    let weeks = rivalry.weeks.clone();
    let overload = Overload {
        from: weeks.first().map_or(goals[0].today, |week| week.from),
        to: weeks.last().map_or(goals[0].today, |week| week.to),
        wanted: weeks.iter().map(|week| week.wanted).sum(),
        available: weeks.iter().map(|week| week.available).sum(),
    };
    let text = conflict_text(pair, rivalry, &overload, all);
    let goals = pair.map(|goal| goal.id.clone()).to_vec();
    GoalConflict { goals, n_unnamed: all.n_unnamed, overload, weeks, text }
}

fn conflict_text(pair: [&Goal; 2], rivalry: &Rivalry, overload: &Overload, all: &WantedPerWeek) -> String {
    let worst = rivalry
        .weeks
        .iter()
        .max_by_key(|week| (week.wanted.saturating_sub(week.available), std::cmp::Reverse(week.from)));
    let worst = worst.map_or_else(String::new, |week| {
        format!(
            " The worst week begins on {}: {} h against {} h.",
            week.from.strftime("%-d %b"),
            week.wanted,
            week.available
        )
    });
    format!(
        "{} and {} want the same hours in {} weeks from {} to {}: {} h a week in all ({}), {} h against {} h over these weeks.{worst} {} comes first.",
        pair[0].title,
        pair[1].title,
        rivalry.weeks.len(),
        overload.from.strftime("%-d %b"),
        overload.to.strftime("%-d %b %Y"),
        all.total,
        all.each,
        overload.wanted,
        overload.available,
        pair[0].title,
    )
}
