//! How uncertain the work that is left is: estimates as such estimates turn
//! out, learned from what is finished here and before.

use std::collections::HashMap;

use backcast_core::{DraftMilestone, Effort, EffortRange, GoalKind, Risk, WorkBalance};
use backcast_forecast::{
    Category, CommonFactorDistribution, Distribution, Finished, Forecaster, History, Known, Labels, RangeFrom,
    Reference, ReferenceClass, SPREAD_USUAL, Target, Uncertain,
};

use super::Situation;
use crate::experience::Experience;

/// Standard deviation of what one finished milestone tells of the luck that all
/// share, in the logarithm.
const NOISE: f64 = 0.5;
/// What finished milestones tell of those to come.
pub(super) struct Learned {
    history: History,
    labels: Labels,
    reference: Reference,
    forecaster: Forecaster,
    /// Minutes of work by effort, sort of work and goal: milestones share them.
    minutes: HashMap<(EffortRange, Category, u32), Distribution>,
    pub(super) common_factor: CommonFactorDistribution,
    n_here: usize,
    kind: GoalKind,
}

impl Learned {
    pub(super) fn from(situation: &Situation, experience: &Experience) -> Self {
        let mut learned = Learned {
            history: experience.milestones.clone(),
            labels: experience.labels.clone(),
            reference: Reference::of(ReferenceClass::Milestone),
            forecaster: Forecaster::default(),
            minutes: HashMap::new(),
            common_factor: CommonFactorDistribution {
                mean: 0.0,
                spread: experience.common_factor_spread.unwrap_or(SPREAD_USUAL),
            },
            n_here: 0,
            kind: situation.plan.kind,
        };
        let (mut evidence, mut weight) = (0.0, 0.0);
        for (milestone, actual, share) in outcomes(situation) {
            let target = learned.target(milestone, milestone.effort.likely().hours());
            let Some(finished) = Finished::new(&target, actual, 0) else { continue };
            evidence += share * finished.ln_ratio();
            weight += share;
            if share >= 1.0 {
                learned.history.push(finished);
                learned.n_here += 1;
            }
        }
        learned.common_factor = posterior(learned.common_factor, evidence, weight);
        learned
    }

    fn target(&mut self, milestone: &DraftMilestone, hours: f64) -> Target {
        Target {
            estimate: hours,
            category: self.labels.category(&milestone.claim.source),
            project: self.labels.number(milestone.goal.as_ref().map_or("", |goal| goal.as_str())),
        }
    }

    pub(super) fn uncertain(&mut self, milestone: &DraftMilestone, goal: usize) -> Uncertain {
        Uncertain {
            name: milestone.id.to_string(),
            minutes: self.minutes(milestone),
            waiting_days: waiting(milestone, self.kind),
            goal,
        }
    }

    /// Minutes of work.
    fn minutes(&mut self, milestone: &DraftMilestone) -> Distribution {
        let hours = milestone.effort.likely().hours();
        if hours <= 0.0 {
            return Distribution::exactly(0.0);
        }
        let target = self.target(milestone, hours);
        let key = (milestone.effort, target.category, target.project);
        if let Some(known) = self.minutes.get(&key) {
            return known.clone();
        }
        let minutes = self.minutes_of(milestone, &target);
        self.minutes.insert(key, minutes.clone());
        minutes
    }

    /// The estimate as such estimates turn out. A range of the library makes it at
    /// least as wide, and is all that is said of the hours of practice; a person's range
    /// is half of it.
    fn minutes_of(&mut self, milestone: &DraftMilestone, target: &Target) -> Distribution {
        let hours = target.estimate;
        let known = Known { own: &self.history, team: None, reference: &self.reference };
        let by_outcomes = Distribution::of_estimate(&mut self.forecaster, known, target);
        let range = milestone.effort;
        if range.low() == range.high() {
            return by_outcomes.scaled(60.0);
        }
        let (low, high) = (range.low().hours(), range.high().hours());
        let is_from_library = !milestone.claim.source.is_empty() && milestone.claim.source != "edit";
        if is_from_library {
            let stated = Distribution::of_range(low, hours, high, RangeFrom::Library);
            let stated = stated.scaled(by_outcomes.quantile(0.5) / hours);
            // Hours of practice are a dose that the library knows, and no guess at a size.
            let is_dose = self.kind.is_for_oneself();
            let spread = if is_dose { stated } else { stated.widened_to(&by_outcomes) };
            spread.scaled(60.0)
        } else {
            let stated = Distribution::of_range(low, hours, high, RangeFrom::Person);
            stated.averaged_with(&by_outcomes).scaled(60.0)
        }
    }

    pub(super) fn basis(&self, experience: &Experience, balance: &WorkBalance) -> Vec<String> {
        let mut basis = Vec::new();
        let n_before = experience.milestones.n_finished();
        basis.push(match (self.n_here, n_before) {
            (0, 0) => {
                format!("nothing of yours is finished and measured yet: {}", ReferenceClass::Milestone.described())
            }
            (here, 0) => format!("{} of this plan, and {}", finished(here), ReferenceClass::Milestone.described()),
            (here, before) => format!(
                "{} of this plan and {before} before, and {}",
                finished(here),
                ReferenceClass::Milestone.described()
            ),
        });
        if let Some((share, n)) = experience.held {
            basis.push(format!("forecasts of your work held so far: P80 in {:.0} % of {n}", share * 100.0));
        }
        if self.common_factor.mean.abs() > 0.005 {
            let percent = (self.common_factor.mean.exp() - 1.0) * 100.0;
            let more = if percent > 0.0 { "more" } else { "less" };
            basis.push(format!("what is done so far speaks for {:.0} % {more} work than estimated", percent.abs()));
        }
        if let Some(kept) = balance.kept.filter(|kept| *kept < 0.99) {
            basis.push(format!("{:.0} % of your hours were really worked, and are counted on", kept * 100.0));
        }
        basis
    }
}

fn finished(n: usize) -> String {
    if n == 1 { "1 finished milestone".into() } else { format!("{n} finished milestones") }
}

/// What milestones of the plan took or will have taken, each with how much that
/// is worth: 1 for what is done, the share that is done for what has begun.
fn outcomes(situation: &Situation) -> impl Iterator<Item = (&DraftMilestone, f64, f64)> {
    situation.plan.milestones.iter().filter_map(|planned| {
        let milestone = &planned.milestone;
        let fact = situation.fact(&milestone.id);
        let spent = fact.spent.filter(|spent| *spent > Effort::ZERO)?;
        if milestone.effort.likely() == Effort::ZERO {
            return None;
        }
        if fact.done_on.is_some() {
            return Some((milestone, spent.hours(), 1.0));
        }
        let share = fact.share.filter(|share| *share > 0.0 && !fact.has_ended)?;
        Some((milestone, spent.hours() / share, share))
    })
}

/// The common factor, given what is finished: normal in the logarithm,
/// before and after.
fn posterior(common_factor: CommonFactorDistribution, evidence: f64, weight: f64) -> CommonFactorDistribution {
    let prior = (NOISE / common_factor.spread.max(0.01)).powi(2);
    CommonFactorDistribution { mean: evidence / (weight + prior), spread: NOISE / (weight + prior).sqrt() }
}

/// Days of waiting: as its range says where somebody knows one. Up to others, it often takes longer. The pauses of one's
/// own practice, the days of rest in a training plan, take what they take,
/// unless a lost week starts the count again.
fn waiting(milestone: &DraftMilestone, kind: GoalKind) -> Distribution {
    if let Some(known) = milestone.waiting.days.filter(|known| known.low < known.high) {
        let [low, likely, high] = [known.low, known.likely, known.high].map(f64::from);
        return Distribution::of_range(low, likely, high, RangeFrom::Library);
    }
    let days = f64::from(milestone.waiting_days);
    let is_practice = matches!(kind, GoalKind::Habit | GoalKind::Skill);
    let class = match (is_practice, milestone.risk == Risk::High) {
        (true, false) => return Distribution::exactly(days),
        (false, true) => ReferenceClass::Project,
        (true, true) | (false, false) => ReferenceClass::Contractor,
    };
    if milestone.waiting_days == 0 {
        return Distribution::exactly(0.0);
    }
    // Nobody is done with waiting in a tenth of the time.
    Distribution::of(Reference::of(class).values().iter().map(|ratio| days * ratio.exp().max(0.5)))
}
