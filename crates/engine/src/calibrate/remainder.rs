//! What is left of a plan: the work, how uncertain it is, and the hours for it.

use backcast_core::{
    AnchoredGoal, Availability, Draft, DraftMilestone, Effort, EffortRange, MilestoneId, Placing, PlannedMilestone,
    WeeklyHours, WorkBalance, WorkWeek, days_between, plus_days,
};
use backcast_forecast::{CommonFactorDistribution, Uncertain};
use backcast_schedule::Project;
use jiff::civil::Date;

use super::Situation;
use super::learned::Learned;
use super::news::Changed;
use crate::experience::Experience;
use crate::integrate;
use crate::replan::{Earlier, EarlierMilestone};
use crate::what_if::in_order;

/// What is left to do.
#[derive(Clone, Debug)]
pub(super) struct Remainder {
    /// The open milestones, predecessors first, with only the rest of what has
    /// begun.
    pub(super) draft: Draft,
    /// The same as a scheduling problem from the day after the look on.
    pub(super) project: Project,
    /// The same as distributions, in the same order.
    pub(super) items: Vec<Uncertain>,
    pub(super) common_factor: CommonFactorDistribution,
    pub(super) balance: WorkBalance,
    /// Whether each goal is practice, learning or a habit, which nobody does in another's
    /// place.
    pub(super) is_for_oneself: Vec<bool>,
    /// What the forecast rests on, in sentences.
    pub(super) basis: Vec<String>,
}

/// Weeks that the declared hours count for, beside those that were watched.
const WEEKS_TRUSTED: f64 = 8.0;
/// No fewer of the declared hours are counted on.
const KEPT_MIN: f64 = 0.5;
/// Fewer weeks tell nothing of the hours that are kept.
const WEEKS_WATCHED: f64 = 2.0;

pub(super) fn remainder(situation: &Situation, changed: &Changed, experience: &Experience) -> Remainder {
    let first_day = situation.first_day();
    let goals = goals_now(situation, changed, first_day);
    let all = situation.plan.milestones.iter().map(|planned| planned.milestone.clone()).collect();
    let whole = Draft { milestones: in_order(all), ..Draft::default() };
    let mut left = earlier(situation).left_of(&whole, first_day);
    for milestone in &mut left.draft.milestones {
        rest_of_work(milestone, situation);
        let moved = changed.moved.iter().find(|(id, _)| *id == milestone.id).map(|(_, day)| *day);
        if let Some(day) = moved.or_else(|| on_the_new_day(milestone, situation, changed)) {
            milestone.placing = Placing::On(day);
        }
    }
    let mut project = integrate::project(&goals, &left, &mut Vec::new());
    let draft = left.draft;
    for (task, milestone) in project.tasks.iter_mut().zip(&draft.milestones) {
        if let Some((_, days)) = changed.occasions.iter().find(|(id, _)| *id == milestone.id) {
            task.occasions.clone_from(days);
        }
    }
    let balance = balance(situation, changed, &project);
    if let Some(kept) = balance.kept {
        let minutes = f64::from(project.weekly.pace.minutes_per_week()) * kept;
        project.weekly.pace = WeeklyHours::from_hours_per_week(minutes / 60.0);
    }
    let mut learned = Learned::from(situation, experience);
    let items: Vec<Uncertain> =
        draft.milestones.iter().zip(&project.tasks).map(|(one, task)| learned.uncertain(one, task.goal)).collect();
    let basis = learned.basis(experience, &balance);
    let is_for_oneself = goals.iter().map(|goal| goal.kind.is_for_oneself()).collect();
    Remainder { draft, project, items, common_factor: learned.common_factor, balance, is_for_oneself, basis }
}

/// The day of an event that was to be on the last day of its goal, where that is another
/// one now: plans that are kept know it by its date alone.
fn on_the_new_day(milestone: &DraftMilestone, situation: &Situation, changed: &Changed) -> Option<Date> {
    let Placing::On(day) = milestone.placing else { return None };
    let of_goal = situation.plan.goals.iter().find(|goal| milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id));
    let last = of_goal.and_then(|goal| goal.deadline).or(situation.plan.deadline);
    changed.deadline.filter(|_| Some(day) == last)
}

/// The goals with what holds from now on.
fn goals_now(situation: &Situation, changed: &Changed, first_day: Date) -> Vec<AnchoredGoal> {
    let assumed = situation.plan.feasibility.pace_enough;
    situation
        .plan
        .goals
        .iter()
        .cloned()
        .map(|mut goal| {
            goal.today = first_day;
            goal.pace = changed.pace.or(goal.pace).or(assumed).or_else(|| pace_of_plan(situation));
            goal.circumstances.busy.clone_from(&changed.busy);
            goal.deadline = changed.deadline.or(goal.deadline).or(situation.plan.deadline);
            goal
        })
        .collect()
}

/// The hours a week that a plan asks for, where neither it nor its goal names
/// any: its work over its weeks.
fn pace_of_plan(situation: &Situation) -> Option<WeeklyHours> {
    let plan = &situation.plan;
    let last = plan.milestones.iter().map(|planned| planned.due).max()?;
    let weeks = f64::from(days_between(plan.today, last).max(7)) / 7.0;
    let hours: f64 = plan.milestones.iter().map(|planned| planned.milestone.effort.likely().hours()).sum();
    (hours > 0.0).then(|| WeeklyHours::from_hours_per_week(hours / weeks).min(WeeklyHours::WEEK))
}

fn earlier(situation: &Situation) -> Earlier {
    let milestones = situation
        .plan
        .milestones
        .iter()
        .map(|planned| {
            let fact = situation.fact(&planned.milestone.id);
            let by_itself = began_by_itself(situation, planned).filter(|_| fact.started_on.is_none());
            let is_silent = fact.share.is_none() && fact.spent.is_none();
            let share_done = match by_itself {
                _ if fact.has_ended => 1.0,
                Some(began) if is_silent => share_passed(began, situation.as_of, planned.milestone.waiting_days),
                _ => share(&fact, planned.milestone.effort.likely()),
            };
            EarlierMilestone {
                planned: planned.clone(),
                share_done,
                started_on: fact.started_on.or(by_itself),
                done_on: fact.done_on,
                has_ended: fact.has_ended,
            }
        })
        .collect();
    Earlier { milestones, ..Earlier::default() }
}

/// The share of days of waiting that has passed by the end of a day: the little that is to
/// be done in them goes on along with them.
fn share_passed(began: Date, as_of: Date, waiting_days: u32) -> f64 {
    (f64::from(days_between(began, as_of) + 1) / f64::from(waiting_days.max(1))).clamp(0.0, 1.0)
}

/// The day on which a stretch of rest before the end began without a word: its days pass
/// from when it was to begin, or from when what comes before it was done.
fn began_by_itself(situation: &Situation, planned: &PlannedMilestone) -> Option<Date> {
    let milestone = &planned.milestone;
    if milestone.placing != Placing::Late || milestone.waiting_days == 0 {
        return None;
    }
    let mut began = planned.start;
    for dependency in &milestone.depends_on {
        let before = situation.fact(&dependency.on);
        if !before.has_ended {
            return None;
        }
        let lag = i32::try_from(dependency.lag_days).unwrap_or(i32::MAX);
        began = before.done_on.map_or(began, |day| began.max(plus_days(day, lag)));
    }
    Some(began).filter(|day| *day <= situation.as_of)
}

/// The share of a begun milestone that is done: what somebody said, else the
/// hours that it took, never nearly all of it.
pub(crate) fn share(fact: &super::Fact, planned: Effort) -> f64 {
    const BY_HOURS_MAX: f64 = 0.9;
    let by_hours = || {
        let spent = fact.spent.unwrap_or_default().hours();
        if planned > Effort::ZERO { (spent / planned.hours()).min(BY_HOURS_MAX) } else { 0.0 }
    };
    fact.share.unwrap_or_else(by_hours)
}

/// What a begun milestone will have taken in total. The pace so far counts as
/// much as the share that is done: at the beginning the estimate knows more,
/// near the end the pace does.
fn whole_work(planned: Effort, spent: Option<Effort>, share: f64) -> Option<f64> {
    let spent = spent.filter(|spent| *spent > Effort::ZERO)?;
    if share <= 0.0 || planned == Effort::ZERO {
        return None;
    }
    let by_pace = (spent.hours() / share).ln();
    Some((share * by_pace + (1.0 - share) * planned.hours().ln()).exp())
}

fn rest_of_work(milestone: &mut DraftMilestone, situation: &Situation) {
    let fact = situation.fact(&milestone.id);
    let planned = situation.plan.milestones.iter().find(|planned| planned.milestone.id == milestone.id);
    let Some(planned) = planned.map(|planned| planned.milestone.effort) else { return };
    let share = share(&fact, planned.likely());
    if share <= 0.0 {
        return;
    }
    let whole = whole_work(planned.likely(), fact.spent, share).unwrap_or(planned.likely().hours());
    let factor = if planned.likely() > Effort::ZERO { whole / planned.likely().hours() } else { 1.0 };
    let rest = |effort: Effort| Effort::from_hours(effort.hours() * factor * (1.0 - share));
    milestone.effort = EffortRange::new(rest(planned.low()), rest(planned.likely()), rest(planned.high()))
        .expect("scaling keeps the order");
}

fn balance(situation: &Situation, changed: &Changed, project: &Project) -> WorkBalance {
    let mut balance = WorkBalance {
        left_planned: project.tasks.iter().map(|task| task.effort.likely()).sum(),
        available: project.available(),
        ..WorkBalance::default()
    };
    let deadline = project.goal_constraints.iter().map(|constraint| constraint.deadline).max();
    if deadline.is_none_or(|deadline| deadline < project.today) {
        balance.available = Effort::ZERO;
    }
    for planned in &situation.plan.milestones {
        let fact = situation.fact(&planned.milestone.id);
        let likely = planned.milestone.effort.likely();
        let done = if fact.done_on.is_some() { 1.0 } else { share(&fact, likely) };
        balance.earned = balance.earned + Effort::from_hours(likely.hours() * done);
        balance.spent = balance.spent + fact.spent.unwrap_or_default();
    }
    balance.kept = kept(situation, changed, balance.spent);
    balance
}

/// The share of the declared hours that is kept, where work is late and the
/// hours were measured: the past weeks beside some weeks of trust.
fn kept(situation: &Situation, changed: &Changed, spent: Effort) -> Option<f64> {
    let is_late = situation.open().any(|planned| planned.due <= situation.as_of);
    let goal = situation.plan.goals.first()?;
    let pace = goal.pace.filter(|pace| *pace > WeeklyHours::ZERO)?;
    // New hours were chosen with the past weeks in mind.
    if !is_late || changed.pace.is_some() || spent == Effort::ZERO {
        return None;
    }
    let n_days = usize::try_from(days_between(situation.plan.today, situation.as_of)).ok()? + 1;
    let weekly = WorkWeek { pace, days: goal.facts.weekdays };
    let around = &goal.circumstances;
    let days = Availability::new(situation.plan.today, n_days, &weekly, &around.all_busy(), &around.calendar.caps);
    let there = days.effort_between(situation.plan.today, situation.as_of).hours();
    let trusted = WEEKS_TRUSTED * pace.hours_per_week();
    let is_watched = there >= WEEKS_WATCHED * pace.hours_per_week();
    is_watched.then(|| ((spent.hours() + trusted) / (there + trusted)).clamp(KEPT_MIN, 1.0))
}

/// A milestone of the remainder by its id.
pub(super) fn place_of(draft: &Draft, id: &MilestoneId) -> Option<usize> {
    draft.milestones.iter().position(|milestone| milestone.id == *id)
}
