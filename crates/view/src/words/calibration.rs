//! What a calibration comes to: a word for how it stands, what changed since the last one,
//! and the one thing to do now.

use backcast_core::{
    Calibration, LeverKind, MilestoneId, Outlook, PastCalibration, Plan, PlanChange, PulledLever, WayOut,
};
use backcast_engine::calibrate::{EVEN, SAFE};

use super::{long_day, percent};

/// Whether a goal is still reached by its day, as a person would say it; the codes are
/// for programs.
#[must_use]
pub fn outlook(outlook: Outlook) -> &'static str {
    match outlook {
        Outlook::OnTrack => "On track",
        Outlook::Recoverable => "Needs a change",
        Outlook::Unreachable => "Not by then",
    }
}

/// What changed since the last calibration before this one: "Since Mon 1 Jun 2026: M3 is
/// done; the chance went from 72 % to 41 %, the likely end from … to …". None without one.
#[must_use]
pub fn since(earlier: &[PastCalibration], now: &Calibration) -> Option<String> {
    let last = earlier.iter().rev().find(|past| past.as_of < now.as_of)?;
    let mut changes = Vec::new();
    let is_open = |id: &MilestoneId| now.milestones.iter().any(|outlook| outlook.id == *id);
    let ended: Vec<&str> =
        last.milestones.iter().map(|(id, ..)| id).filter(|id| !is_open(id)).map(MilestoneId::as_str).collect();
    match ended.as_slice() {
        [] => {}
        [only] => changes.push(format!("{only} has ended")),
        [first @ .., last] => changes.push(format!("{} and {last} have ended", first.join(", "))),
    }
    if last.deadline != now.deadline
        && let Some(day) = now.deadline
    {
        changes.push(format!("the last day is {} now", long_day(day)));
    }
    if let Some((before, after)) = last.chance.zip(now.chance) {
        let (before, after) = (percent(before), percent(after));
        changes.push(if before == after {
            format!("the chance is still {after}")
        } else {
            format!("the chance went from {before} to {after}")
        });
    }
    changes.push(if last.end.p50 == now.end.p50 {
        "the likely end is the same".to_owned()
    } else {
        format!("the likely end went from {} to {}", long_day(last.end.p50), long_day(now.end.p50))
    });
    Some(format!("Since {}: {}.", long_day(last.as_of), changes.join("; ")))
}

/// The one thing to do now: the change that brings the day back where one does, else the
/// work that comes next. None where nothing is left.
#[must_use]
pub fn do_now(now: &Calibration, plan: &Plan) -> Option<String> {
    // A way out in the terms of the goal says more than hours.
    let is_way = |one: &&WayOut| {
        let is_own = !matches!(one.change, PlanChange::Deadline(_));
        is_own && one.effect.is_some_and(|effect| effect.chance >= EVEN)
    };
    if let Some(one) = now.options.iter().find(is_way).filter(|_| now.chance.is_some_and(|chance| chance < SAFE)) {
        let chance = one.effect.map_or(0.0, |effect| effect.chance);
        return Some(format!("{one}: a chance of {} (--with {})", percent(chance), one.id));
    }
    let is_own = |pulled: &&PulledLever| !matches!(pulled.lever.kind, LeverKind::Date(_));
    let is_enough = |pulled: &&PulledLever| pulled.chance >= EVEN;
    let can_be_named = |pulled: &&PulledLever| super::can_be_named(&pulled.lever);
    let enough = || now.levers.iter().filter(is_enough).filter(can_be_named);
    // Another date is the last way out.
    let lever = enough().find(is_own).or_else(|| enough().next());
    if let Some(pulled) = lever.filter(|_| now.chance.is_some_and(|chance| chance < SAFE)) {
        return Some(pulled.lever.text.clone());
    }
    let is_open = |id: &MilestoneId| now.milestones.iter().any(|outlook| outlook.id == *id);
    let next = plan.milestones.iter().filter(|planned| is_open(&planned.milestone.id));
    let next = next.min_by_key(|planned| (planned.start.max(now.as_of), planned.due))?;
    Some(format!("{} {}, by {}", next.milestone.id, next.milestone.name, long_day(next.due)))
}
