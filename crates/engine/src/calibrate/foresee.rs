//! The chance of a plan on the day on which it is made: what a calibration on that day,
//! with nothing done since, finds too.

use backcast_core::{Effort, Forecast, OptionEffect, Plan, SAFE, Verdict};
use jiff::civil::Date;

use super::levers::may_be_later;
use super::news::Changed;
use super::remainder::remainder;
use super::simulated::Simulation;
use super::{Situation, n_runs_of, news};
use crate::experience::Experience;
use crate::habit;
use crate::replan::Earlier;

/// What the simulation says of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Foreseen {
    /// The chance that everything is done by the deadlines, and before each event, 0 to 1.
    pub(crate) chance: f64,
    /// When everything is done: half of the time, and four times in five.
    pub(crate) ends: Forecast,
    /// What finished work says of the hours, where that is other than the plan has it.
    pub(crate) learned: Option<String>,
}

impl Foreseen {
    /// Tells a plan its chance, the verdict that follows and the safe end.
    pub(crate) fn tell(&self, plan: &mut Plan) {
        plan.feasibility.chance = Some(self.chance);
        plan.feasibility.verdict = self.verdict(plan.feasibility.verdict);
        plan.feasibility.reasons.extend(self.learned.clone());
        if let Some(forecast) = &mut plan.forecast {
            forecast.late = forecast.likely.max(self.ends.late);
        }
    }

    /// The verdict on a plan of which the placing said this.
    pub(crate) fn verdict(&self, placed: Verdict) -> Verdict {
        match placed {
            Verdict::Feasible | Verdict::Tight => Verdict::of_chance(self.chance, true),
            Verdict::Infeasible | Verdict::Unclear | Verdict::TooSmall => placed,
        }
    }
}

/// Simulates what is left of a plan from the day on which it is made; nothing where its
/// hours, a deadline or its size are not known, or nothing is left.
///
/// Zero runs stand for as many as a calibration makes.
pub(crate) fn foresee(plan: &Plan, earlier: &Earlier, experience: &Experience, n_runs: u32) -> Option<Foreseen> {
    let is_known = plan.goals.first()?.pace.is_some() && plan.goals.iter().all(|goal| goal.deadline.is_some());
    // A chance that comes from hours says nothing of what hours do not decide.
    let kinds = plan.milestones.iter().map(|planned| &planned.milestone.kind);
    let is_run = plan.proposer.is_none() && habit::is_run(&plan.goals, kinds);
    if !is_known || is_run || plan.feasibility.verdict == Verdict::Unclear {
        return None;
    }
    let situation = Situation::as_planned(plan, earlier);
    let left = remainder(&situation, &news::read(&situation), experience);
    if left.items.is_empty() {
        return None;
    }
    let n_runs = if n_runs == 0 { n_runs_of(left.items.len()) } else { n_runs };
    let simulation = Simulation::of(&left, n_runs, 0);
    let ends = simulation.last_end();
    Some(Foreseen {
        chance: simulation.chance,
        ends: Forecast { likely: ends.p50, late: ends.p80 },
        learned: learned(experience, left.project.needed(), Effort::from_hours(simulation.minutes_likely / 60.0)),
    })
}

/// "by the 3 milestones that you finished, this takes 130 hours rather than 100"
fn learned(experience: &Experience, planned: Effort, likely: Effort) -> Option<String> {
    /// A smaller share is within what nobody knows better.
    const WORTH_SAYING: f64 = 0.15;
    let n = experience.milestones.n_finished();
    let is_other = (likely.hours() / planned.hours().max(0.1) - 1.0).abs() > WORTH_SAYING;
    (n > 0 && is_other).then(|| {
        let by = if n == 1 { "the milestone".to_owned() } else { format!("the {n} milestones") };
        format!("by {by} that you finished, this takes {likely} hours rather than {planned}")
    })
}

/// A situation under other circumstances, in few runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Chance, end and work.
    pub(crate) effect: OptionEffect,
    /// The safe day, where the deadline is not and may be another.
    pub(crate) safe_day: Option<Date>,
}

/// Simulates what is left of a situation in so many runs; nothing where nothing is left.
pub(crate) fn measure(
    situation: &Situation,
    changed: &Changed,
    experience: &Experience,
    runs: (u32, u64),
) -> Option<Measured> {
    let left = remainder(situation, changed, experience);
    if left.items.is_empty() {
        return None;
    }
    let simulation = Simulation::of(&left, runs.0, runs.1);
    let may_move = simulation.chance < SAFE && may_be_later(&left, &simulation) && !simulation.is_endless;
    let work = left.project.needed().rounded();
    Some(Measured {
        effect: OptionEffect { chance: simulation.chance, end: simulation.last_end().p50, work },
        safe_day: may_move.then(|| simulation.day_of(SAFE)).filter(|day| simulation.deadline() < Some(*day)),
    })
}
