//! The chance of a plan on the day on which it is made: what a calibration on that day,
//! with nothing done since, finds too.

use backcast_core::{Forecast, Plan, Verdict};

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
}

impl Foreseen {
    /// Tells a plan its chance, the verdict that follows and the safe end.
    pub(crate) fn tell(&self, plan: &mut Plan) {
        plan.feasibility.chance = Some(self.chance);
        plan.feasibility.verdict = self.verdict(plan.feasibility.verdict);
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
pub(crate) fn foresee(plan: &Plan, earlier: &Earlier, experience: &Experience) -> Option<Foreseen> {
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
    let simulation = Simulation::of(&left, n_runs_of(left.items.len()), 0);
    let ends = simulation.last_end();
    Some(Foreseen { chance: simulation.chance, ends: Forecast { likely: ends.p50, late: ends.p80 } })
}
