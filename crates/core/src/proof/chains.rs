//! What holds each milestone where it lies, and how much of that is waiting.

use super::latest::{Latest, tells_slack};
use super::load::Loads;
use super::{Frame, Hanging, HeldBy, MilestoneProof, is_event};
use crate::{MilestoneId, Placing, Plan, PlannedMilestone, days_between};

/// A share of the days before a milestone from which on they count as full.
const FULL: f64 = 0.75;

pub(super) fn milestones(frame: &Frame<'_>, load: &Loads, latest: &Latest) -> Vec<MilestoneProof> {
    // A plan that says how far each may slip knows of more than hours and order.
    let tells = tells_slack(frame.plan);
    let told = |planned: &PlannedMilestone| if tells { planned.slack_days } else { i32::MAX };
    (0..frame.plan.milestones.len())
        .map(|at| {
            let planned = frame.milestone(at);
            let last = latest.by_order[at];
            MilestoneProof {
                id: planned.milestone.id.clone(),
                slack_days: last.map(|(day, _)| days_between(planned.due, day).min(told(planned))),
                until: last.map(|(_, number)| latest.fixed[number].clone()),
                held_by: held_by(frame, load, at),
                waiting_share: waiting_share(frame, at),
                chance: None,
            }
        })
        .collect()
}

fn held_by(frame: &Frame<'_>, load: &Loads, at: usize) -> HeldBy {
    let planned = frame.milestone(at);
    let milestone = &planned.milestone;
    if matches!(milestone.placing, Placing::On(_) | Placing::BeforeDeadline(_))
        || milestone.window.not_before.is_some_and(|first| days_between(first, planned.start) <= 1)
    {
        return HeldBy::Window;
    }
    let earliest = earliest_start(frame, at);
    if let Some((day, before, lag)) = earliest
        && days_between(day, planned.start) <= 1
    {
        return HeldBy::After(frame.milestone(before).milestone.id.clone(), lag);
    }
    if earliest.is_none() && days_between(frame.plan.today, planned.start) <= 1 {
        return HeldBy::FirstDay;
    }
    if milestone.placing == Placing::Late {
        return HeldBy::WhatFollows;
    }
    let from = frame.day(earliest.map_or(frame.plan.today, |(day, ..)| day));
    let until = frame.day(planned.start);
    let there = load.free_before(until) - load.free_before(from);
    if load.wanted_between(from, until) >= FULL * there { HeldBy::Hours } else { HeldBy::Nothing }
}

/// The day on which all that comes before a milestone allows it to start, what that is,
/// and the waiting behind it.
fn earliest_start(frame: &Frame<'_>, at: usize) -> Option<(jiff::civil::Date, usize, u32)> {
    let of = |&before: &usize| {
        let lag = frame.lag(before, at);
        let days = i32::try_from(lag).unwrap_or(i32::MAX / 2);
        (crate::plus_days(frame.milestone(before).due, days), before, lag)
    };
    frame.graph.predecessors(at).iter().map(of).max_by_key(|(day, ..)| *day)
}

/// Walks back over what each waited for, and counts the days of waiting among all.
fn waiting_share(frame: &Frame<'_>, at: usize) -> f64 {
    let own = |planned: &PlannedMilestone| {
        let days = days_between(planned.start, planned.due).max(0);
        i32::try_from(planned.milestone.waiting_days).unwrap_or(days).min(days)
    };
    let end = frame.milestone(at).due;
    let (mut here, mut waiting) = (at, own(frame.milestone(at)));
    for _ in 0..frame.plan.milestones.len() {
        let Some((_, before, lag)) = earliest_start(frame, here) else { break };
        let gap = days_between(frame.milestone(before).due, frame.milestone(here).start).max(0);
        waiting += i32::try_from(lag).unwrap_or(gap).min(gap) + own(frame.milestone(before));
        here = before;
    }
    let all = days_between(frame.milestone(here).start, end);
    if all <= 0 { 0.0 } else { (f64::from(waiting) / f64::from(all)).clamp(0.0, 1.0) }
}

/// What hangs on others: as the plan says it, and where a milestone waits for somebody.
pub(super) fn others(plan: &Plan, proofs: &[MilestoneProof]) -> Vec<Hanging> {
    let planned = |id: &MilestoneId| plan.milestones.iter().find(|planned| planned.milestone.id == *id);
    let slack = |id: &MilestoneId| proofs.iter().find(|proof| proof.id == *id).and_then(|proof| proof.slack_days);
    let told = plan.outside.iter().map(|outside| {
        let hanging = outside.milestone.as_ref().and_then(planned);
        Hanging {
            what: outside.text.clone(),
            milestone: outside.milestone.clone(),
            usual_days: outside.days.map(|days| days.likely),
            slow_days: outside.days.map(|days| days.high),
            start: outside.on.or(hanging.map(|planned| planned.start)),
            slack_days: outside.milestone.as_ref().and_then(slack),
        }
    });
    let waits = plan.milestones.iter().filter(|planned| {
        let milestone = &planned.milestone;
        let is_told = plan.outside.iter().any(|outside| outside.milestone.as_ref() == Some(&milestone.id));
        !is_event(planned) && !is_told && milestone.waiting.whom.is_some()
    });
    let waits = waits.map(|planned| {
        let milestone = &planned.milestone;
        let days = milestone.waiting.days;
        Hanging {
            what: milestone.waiting.whom.clone().unwrap_or_default(),
            milestone: Some(milestone.id.clone()),
            usual_days: Some(days.map_or(milestone.waiting_days, |days| days.likely)).filter(|days| *days > 0),
            slow_days: days.map(|days| days.high),
            start: Some(planned.start),
            slack_days: slack(&milestone.id),
        }
    });
    told.chain(waits).collect()
}
