//! Habits and practice: whether the weeks were kept, which way that goes, and
//! what would lift it.

use std::collections::BTreeMap;

use backcast_core::track::Track;
use backcast_core::{
    Adherence, Adjustment, AnchoredGoal, Asked, Effort, GoalKind, MilestoneId, Plan, Week, WeeklyHours, days_between,
    plus_days, week_of,
};
use jiff::civil::{Date, Weekday};

use crate::track_record::ratio;

/// A week with this share of its hours is kept: life is not even.
const SHARE_KEPT: f64 = 0.8;
/// Most weeks are this share of them.
const MOST: f64 = 0.8;
/// So many weeks are the last ones, for the drift.
const RECENT: usize = 4;

/// How each habit and each skill of a plan was kept until a day, by whole
/// weeks from the plan's day on.
#[must_use]
pub fn adherence(
    plan: &Plan,
    tracks: &BTreeMap<MilestoneId, Track>,
    as_of: Date,
    week_start: Weekday,
) -> Vec<Adherence> {
    let recurs = |goal: &&AnchoredGoal| matches!(goal.kind, GoalKind::Habit | GoalKind::Skill);
    plan.goals.iter().filter(recurs).filter_map(|goal| of_goal(plan, goal, tracks, as_of, week_start)).collect()
}

fn of_goal(
    plan: &Plan,
    goal: &AnchoredGoal,
    tracks: &BTreeMap<MilestoneId, Track>,
    as_of: Date,
    week_start: Weekday,
) -> Option<Adherence> {
    let asked = asked(goal)?;
    let mut by_day: BTreeMap<Date, Effort> = BTreeMap::new();
    for planned in &plan.milestones {
        let is_own = planned.milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id);
        let Some(track) = tracks.get(&planned.milestone.id).filter(|_| is_own) else { continue };
        for work in track.work.iter().filter(|work| work.on <= as_of) {
            let day = by_day.entry(work.on).or_default();
            *day = *day + work.effort;
        }
    }
    // Weeks in which nothing could be done ask for nothing.
    let is_busy = |from: Date| {
        let blocked =
            |day: Date| goal.circumstances.all_busy().iter().any(|range| range.blocks() && range.contains(day));
        (0..7).all(|day| blocked(plus_days(from, day)))
    };
    let first = week_of(plan.today, week_start);
    let n_weeks = (days_between(first, as_of) + 1).div_euclid(7).max(0);
    let weeks: Vec<Week> = (0..n_weeks)
        .map(|number| plus_days(first, number * 7))
        .filter(|from| !is_busy(*from))
        .map(|from| {
            let days = || by_day.range(from..=plus_days(from, 6)).map(|(_, effort)| *effort);
            let (effort, n_days) = (days().sum(), u32::try_from(days().count()).unwrap_or(7));
            Week { from, effort, n_days, kept: is_kept(asked, effort, n_days) }
        })
        .collect();
    (!weeks.is_empty()).then(|| Adherence {
        goal: goal.goal.id.clone(),
        asked,
        drift: drift(&weeks),
        adjustment: adjustment(asked, &weeks),
        weeks,
    })
}

/// Sessions where their length is known, else hours.
fn asked(goal: &AnchoredGoal) -> Option<Asked> {
    let pace = goal.pace.filter(|pace| *pace > WeeklyHours::ZERO)?;
    let session = goal.facts.session_max.filter(|session| *session > Effort::ZERO);
    // "50 minutes on 3 mornings" asks for three sessions, however many hours
    // there are besides.
    let by_text = goal.facts.pace.unwrap_or(pace);
    Some(match session {
        Some(session) => Asked::Sessions((by_text.minutes_per_week() / session.minutes()).clamp(1, 7)),
        None => Asked::Hours(pace),
    })
}

fn is_kept(asked: Asked, effort: Effort, n_days: u32) -> bool {
    match asked {
        Asked::Hours(pace) => effort.hours() >= SHARE_KEPT * pace.hours_per_week(),
        Asked::Sessions(n) => n_days >= n,
    }
}

fn drift(weeks: &[Week]) -> Option<f64> {
    let (before, recent) = weeks.split_at(weeks.len().checked_sub(RECENT)?);
    if before.len() < RECENT {
        return None;
    }
    let share = |weeks: &[Week]| ratio(weeks.iter().filter(|week| week.kept).count(), weeks.len());
    Some(share(recent) - share(before))
}

/// The most that could be asked for and be kept in most weeks; `None` if
/// most are kept as it is, or where nothing would be.
fn adjustment(asked: Asked, weeks: &[Week]) -> Option<Adjustment> {
    let n_kept_with = |asked: Asked| weeks.iter().filter(|week| is_kept(asked, week.effort, week.n_days)).count();
    let is_most = |n: usize| ratio(n, weeks.len()) >= MOST;
    if is_most(n_kept_with(asked)) {
        return None;
    }
    let smaller: Vec<Asked> = match asked {
        Asked::Hours(pace) => (1..pace.minutes_per_week().div_ceil(30))
            .rev()
            .map(|half| Asked::Hours(WeeklyHours::from_minutes_per_week(half * 30)))
            .collect(),
        Asked::Sessions(n) => (1..n).rev().map(Asked::Sessions).collect(),
    };
    smaller
        .into_iter()
        .map(|asked| Adjustment { asked, n_kept: n_kept_with(asked) })
        .find(|adjustment| is_most(adjustment.n_kept))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn week(number: i32, hours: f64) -> Week {
        let effort = Effort::from_hours(hours);
        let asked = Asked::Hours(WeeklyHours::from_hours_per_week(4.0));
        Week { from: plus_days(date(2026, 1, 5), number * 7), effort, n_days: 2, kept: is_kept(asked, effort, 2) }
    }

    #[test]
    fn a_smaller_week_that_would_have_been_kept_is_found() {
        let weeks: Vec<Week> = (0..10).map(|number| week(number, if number % 2 == 0 { 4.0 } else { 2.6 })).collect();
        let adjustment =
            adjustment(Asked::Hours(WeeklyHours::from_hours_per_week(4.0)), &weeks).expect("half are kept");
        assert_eq!(adjustment, Adjustment { asked: Asked::Hours(WeeklyHours::from_hours_per_week(3.0)), n_kept: 10 });
        let kept: Vec<Week> = (0..10).map(|number| week(number, 4.0)).collect();
        assert_eq!(super::adjustment(Asked::Hours(WeeklyHours::from_hours_per_week(4.0)), &kept), None);
    }

    #[test]
    fn drift_compares_the_last_weeks_with_those_before() {
        let fading: Vec<Week> = (0..8).map(|number| week(number, if number < 4 { 4.0 } else { 0.0 })).collect();
        assert_eq!(drift(&fading), Some(-1.0));
        assert_eq!(drift(&fading[..6]), None);
    }
}
