//! A way out, taken: what it changes of milestones, goals and days.

use backcast_core::{
    AnchoredGoal, Dependency, DraftMilestone, Effort, EffortRange, MilestoneId, PlanChange, Shrink, WayOut, WeeklyHours,
};

use super::resize::{Counted, resize};
use crate::calibrate::{Changed, Situation};
use crate::replan::Earlier;
use crate::what_if::in_order;

/// Hours that handing work over takes: finding somebody, saying what is wanted, looking
/// at what comes back.
const HAND_OVER_HOURS: [f64; 3] = [0.5, 1.0, 2.0];

/// What a change is made to.
pub(crate) struct Target<'a> {
    /// In an order in which they can be walked.
    pub(crate) milestones: Vec<&'a mut DraftMilestone>,
    pub(crate) progress: Vec<super::Progress>,
    pub(crate) goals: Vec<&'a mut AnchoredGoal>,
}

impl Target<'_> {
    /// Makes the change as far as it is one of milestones and hours; the shares that are
    /// done then, where they are others. Whether there was anything to change.
    fn take(&mut self, change: &PlanChange) -> Option<Vec<f64>> {
        match change {
            PlanChange::Shrink(shrink) => {
                let shrink = self.as_there_is(shrink)?;
                resize(&mut self.milestones, &self.progress, &shrink)
            }
            PlanChange::ExtraHours(claim) => {
                for goal in &mut self.goals {
                    goal.circumstances.extra_hours.push(claim.clone());
                    goal.circumstances.pace = goal.circumstances.pace.or(goal.pace);
                }
                Some(Vec::new())
            }
            PlanChange::HandOver { who, milestones } => self.hand_over(who, milestones),
            PlanChange::Words | PlanChange::LeaveOut(_) | PlanChange::Deadline(_) | PlanChange::Hours(_) => None,
        }
    }

    /// The same cut of what there is by now: a section less of a book that was made shorter.
    fn as_there_is(&self, shrink: &Shrink) -> Option<Shrink> {
        let views: Vec<&DraftMilestone> = self.milestones.iter().map(|one| &**one).collect();
        let from = Counted::whole(&views, &shrink.unit, shrink.from)?;
        let to = shrink.to.map(|to| from - (shrink.from - to));
        Some(Shrink { from, to, ..shrink.clone() })
    }

    fn hand_over(&mut self, who: &str, ids: &[MilestoneId]) -> Option<Vec<f64>> {
        let pace = self.goals.first().and_then(|goal| goal.pace).filter(|pace| *pace > WeeklyHours::ZERO)?;
        let [low, likely, high] = HAND_OVER_HOURS.map(Effort::from_hours);
        let rest = EffortRange::new(low, likely, high).expect("half, one, two");
        let mut n_taken = 0;
        for (milestone, progress) in self.milestones.iter_mut().zip(&self.progress) {
            let is_worth = milestone.effort.likely() > rest.likely() && !progress.has_ended;
            if !ids.contains(&milestone.id) || !is_worth {
                continue;
            }
            // They work at the same pace, on days of their own.
            let weeks = milestone.effort.likely().hours() * (1.0 - progress.share) / pace.hours_per_week();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a plan; saturates")]
            let days = (weeks * 7.0).ceil() as u32;
            milestone.waiting_days = milestone.waiting_days.max(days);
            milestone.effort = rest;
            milestone.who = Some(who.to_owned());
            n_taken += 1;
        }
        (n_taken > 0).then(Vec::new)
    }
}

/// Takes a way out of a plan under way; whether there was anything to change.
pub(crate) fn take_in_situation(way_out: &WayOut, situation: &mut Situation, changed: &mut Changed) -> bool {
    match &way_out.change {
        PlanChange::Words => return false,
        PlanChange::Hours(pace) => changed.pace = Some(*pace),
        PlanChange::Deadline(day) if *day <= situation.as_of => return false,
        PlanChange::Deadline(day) => changed.deadline = Some(*day),
        PlanChange::LeaveOut(ids) => {
            let open: Vec<MilestoneId> = situation.open().map(|planned| planned.milestone.id.clone()).collect();
            let gone: Vec<&MilestoneId> = ids.iter().filter(|id| open.contains(id)).collect();
            let mut milestones: Vec<DraftMilestone> =
                situation.plan.milestones.iter().map(|planned| planned.milestone.clone()).collect();
            gone.iter().for_each(|id| leave_out(&mut milestones, id));
            situation.plan.milestones.retain(|planned| !gone.contains(&&planned.milestone.id));
            for (planned, milestone) in situation.plan.milestones.iter_mut().zip(milestones) {
                planned.milestone = milestone;
            }
            return !gone.is_empty();
        }
        change => {
            let order = in_order(situation.plan.milestones.iter().map(|one| one.milestone.clone()).collect());
            let place = |id: &MilestoneId| order.iter().position(|one| one.id == *id).unwrap_or(usize::MAX);
            let progress = order.iter().map(|one| situation.progress(one)).collect();
            let mut milestones: Vec<&mut DraftMilestone> =
                situation.plan.milestones.iter_mut().map(|planned| &mut planned.milestone).collect();
            milestones.sort_by_key(|one| place(&one.id));
            let ids: Vec<MilestoneId> = milestones.iter().map(|one| one.id.clone()).collect();
            let goals = situation.plan.goals.iter_mut().collect();
            let mut target = Target { milestones, progress, goals };
            let Some(shares) = target.take(change) else { return false };
            for (id, share) in ids.iter().zip(shares) {
                // What was said of it was said of more.
                if let Some(fact) = situation.facts.get_mut(id).filter(|fact| fact.share.is_some()) {
                    fact.share = Some(share);
                }
            }
        }
    }
    true
}

/// Takes a way out of a draft that is not placed yet.
pub(crate) fn take_in_draft(
    way_out: &WayOut,
    milestones: &mut Vec<DraftMilestone>,
    goals: Vec<&mut AnchoredGoal>,
    earlier: &mut Earlier,
) -> bool {
    match &way_out.change {
        PlanChange::Words => return false,
        PlanChange::Hours(pace) => goals.into_iter().for_each(|goal| goal.pace = Some(*pace)),
        PlanChange::Deadline(day) => goals.into_iter().for_each(|goal| goal.deadline = Some(*day)),
        PlanChange::LeaveOut(ids) => {
            let before = milestones.len();
            ids.iter().for_each(|id| leave_out(milestones, id));
            return milestones.len() < before;
        }
        change => {
            let progress = milestones.iter().map(|one| earlier.progress(&one.id)).collect();
            let ids: Vec<MilestoneId> = milestones.iter().map(|one| one.id.clone()).collect();
            let mut target = Target { milestones: milestones.iter_mut().collect(), progress, goals };
            let Some(shares) = target.take(change) else { return false };
            for (id, share) in ids.iter().zip(shares) {
                earlier.now_done(id, share);
            }
        }
    }
    true
}

/// Takes a milestone out; what waited for it waits for what it waited for.
pub(crate) fn leave_out(milestones: &mut Vec<DraftMilestone>, id: &MilestoneId) {
    let Some(at) = milestones.iter().position(|milestone| milestone.id == *id) else { return };
    let gone = milestones.remove(at);
    for milestone in milestones {
        let Some(at) = milestone.depends_on.iter().position(|dependency| dependency.on == *id) else { continue };
        let lag_days = milestone.depends_on.remove(at).lag_days;
        for before in &gone.depends_on {
            if !milestone.depends_on.iter().any(|dependency| dependency.on == before.on) {
                milestone.depends_on.push(Dependency { lag_days: before.lag_days.max(lag_days), ..before.clone() });
            }
        }
    }
}
