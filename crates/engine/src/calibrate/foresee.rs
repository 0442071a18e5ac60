//! The chance of a plan on the day on which it is made: what a calibration on that day,
//! with nothing done since, finds too.

use backcast_core::{Effort, Forecast, Plan, Verdict};

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
