//! Habits: what is counted on the way, and a verdict from the days that there are and from
//! what became of earlier attempts. Hours do not decide whether somebody flosses.

use backcast_core::{
    AnchoredGoal, Checkpoint, Draft, Forecast, GoalKind, MilestoneKind, PlannedMilestone, Verdict, WeeklyHours,
    days_between, plus_days,
};
use backcast_playbook::Run;

/// Runs of more days have checkpoints.
const DAYS_WITHOUT_CHECKPOINT: i32 = 28;
/// After so many days of a run it is looked at what can be counted.
const CHECKPOINTS: [i32; 6] = [14, 28, 56, 112, 182, 273];
/// Checkpoints so near to the end say nothing that the end does not.
const DAYS_BEFORE_END: i32 = 7;
/// With fewer days of getting there, the first day comes unprepared.
const LEAD_DAYS_ENOUGH: i32 = 14;

/// What is said of a plan of a habit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) reasons: Vec<String>,
    /// When the run ends, and when it does if it is begun anew halfway.
    pub(crate) forecast: Forecast,
}

/// Whether hours decide nothing about this path: it is that of one habit, whose run is
/// its last milestone.
pub(crate) fn is_run<'m>(goals: &[AnchoredGoal], mut kinds: impl Iterator<Item = &'m MilestoneKind>) -> bool {
    matches!(goals, [goal] if goal.kind == GoalKind::Habit) && kinds.any(|kind| *kind == MilestoneKind::Practice)
}

/// Hours a week in which nothing of a habit's path has to wait for hours: its practice and
/// an hour a day to prepare it; nothing where the path has no run.
pub(crate) fn weekly_hours(goals: &[AnchoredGoal], draft: &Draft) -> Option<WeeklyHours> {
    const TO_PREPARE: f64 = 7.0;
    if !is_run(goals, draft.milestones.iter().map(|milestone| &milestone.kind)) {
        return None;
    }
    let cadence = draft.milestones.iter().find_map(|milestone| milestone.cadence.as_ref())?;
    Some(WeeklyHours::from_hours_per_week(cadence.weekly().hours_per_week() + TO_PREPARE))
}

/// Gives the run of a habit its checkpoints; those of a run that was moved are new.
pub(crate) fn set_checkpoints(goals: &[AnchoredGoal], milestones: &mut [PlannedMilestone]) {
    let [goal] = goals else { return };
    let Some(run) = Run::of(goal) else { return };
    for planned in milestones.iter_mut().filter(|planned| planned.milestone.kind == MilestoneKind::Practice) {
        let Some(cadence) = &planned.milestone.cadence else { continue };
        planned.milestone.checkpoints = checkpoints(&run, planned, cadence.sessions_per_week);
    }
}

/// Whether a checkpoint lies beside the days of its milestone, as that was moved.
pub(crate) fn has_stale_checkpoints(milestones: &[PlannedMilestone]) -> bool {
    let is_beside = |planned: &PlannedMilestone| {
        let days = planned.start..=planned.due;
        planned.milestone.checkpoints.iter().any(|checkpoint| !days.contains(&checkpoint.on))
    };
    milestones.iter().any(is_beside)
}

/// Judges a plan by its run; nothing where the path has none.
pub(crate) fn judge(goals: &[AnchoredGoal], milestones: &[PlannedMilestone]) -> Option<Judged> {
    if !is_run(goals, milestones.iter().map(|planned| &planned.milestone.kind)) {
        return None;
    }
    let goal = &goals[0];
    let run = Run::of(goal)?;
    let last = milestones.iter().max_by_key(|planned| planned.due)?;
    let planned = milestones.iter().find(|planned| planned.milestone.kind == MilestoneKind::Practice)?;
    let cadence = planned.milestone.cadence.as_ref()?;
    let end = planned.due;
    // How long is left open holds until the end, whatever breaks on the way.
    let anew = if run.stated.is_some() { plus_days(end, run.days / 2) } else { end };
    let mut reasons = Vec::new();
    let mut verdict = Verdict::Feasible;
    let mut at_best = |worse: Verdict, reason: String| {
        verdict = graver(verdict, worse);
        reasons.push(reason);
    };
    if let Some(stated) = run.stated.filter(|&stated| stated > run.days) {
        let there = goal.deadline.map_or(run.days, |deadline| days_between(goal.today, deadline) + 1);
        at_best(
            Verdict::Infeasible,
            format!(
                "{} take {stated} days, and there are {there}; the plan holds the {} that fit",
                run.length_of(stated),
                run.length()
            ),
        );
    } else if let Some(deadline) = goal.deadline {
        let length = run.length();
        let first = planned.start.strftime("%a %-d %b %Y");
        let spare = days_between(end, deadline);
        if spare < 0 {
            at_best(Verdict::Infeasible, format!("the {length} end {} after the deadline", counted(-spare)));
        } else if run.lead < LEAD_DAYS_ENOUGH {
            at_best(Verdict::Tight, format!("the {length} have to begin on {first}: {} to prepare", counted(run.lead)));
        } else {
            let lead = days_between(goal.today, planned.start);
            at_best(Verdict::Feasible, format!("the {length} begin on {first}, {} from now", counted(lead)));
        }
        if run.stated.is_some() && spare >= 0 {
            let left = match spare {
                0 => "no day is left behind them".to_owned(),
                1 => "1 day is left behind them".to_owned(),
                days => format!("{days} days are left behind them"),
            };
            match spare - run.days / 2 {
                0.. => at_best(Verdict::Feasible, format!("{left}: a run that breaks halfway can begin anew")),
                _ => at_best(Verdict::Tight, format!("{left}: a run that breaks halfway cannot begin anew")),
            }
        }
    }
    // Others' time, such as notice, may last longer than the run.
    if last.due > end && goal.deadline.is_some_and(|deadline| last.due > deadline) {
        let day = last.due.strftime("%a %-d %b %Y");
        at_best(Verdict::Infeasible, format!("\"{}\" lasts until {day}, after the deadline", last.milestone.name));
    }
    if let Some(pace) = run.pace() {
        at_best(Verdict::Feasible, pace);
    }
    if let Some(before) = goal.circumstances.blocked_before.first() {
        at_best(Verdict::Tight, format!("it ended before: \"{}\"", before.trim_end_matches('.')));
    }
    let a_week = cadence.weekly();
    if let Some(pace) = goal.pace.filter(|pace| a_week > *pace) {
        let session = cadence.session;
        at_best(
            Verdict::Infeasible,
            format!(
                "{} times {} minutes are {a_week} hours a week, and you name {pace}",
                cadence.sessions_per_week,
                session.minutes()
            ),
        );
    }
    Some(Judged { verdict, reasons, forecast: Forecast { likely: last.due, late: anew.max(last.due) } })
}

/// The graver of two verdicts of a plan.
fn graver(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Feasible | Verdict::TooSmall => 0,
        Verdict::Tight => 1,
        Verdict::Unclear => 2,
        Verdict::Infeasible => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn checkpoints(run: &Run, planned: &PlannedMilestone, a_week: u32) -> Vec<Checkpoint> {
    if run.days <= DAYS_WITHOUT_CHECKPOINT {
        return Vec::new();
    }
    let within = CHECKPOINTS.into_iter().filter(|days| days + DAYS_BEFORE_END <= run.days);
    within
        .map(|days| Checkpoint { on: plus_days(planned.start, days - 1), state: run.state_after(days, a_week) })
        .collect()
}

fn counted(days: i32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
