//! The proof of a plan: its figures worked out anew from its dates, and what is wrong
//! with them.
//!
//! Nothing here places anything, and nothing is shared with the scheduler but nouns:
//! hours are added up to each date that cannot move (the demand of all that has to be
//! complete by then, as in Baruah, Rosier and Howell, "Algorithms and complexity
//! concerning the preemptive scheduling of periodic, real-time tasks", 1990), and the
//! load of the weeks is the flattest that the dates allow (`load`).

mod around;
mod before;
mod chains;
mod criteria;
mod figures;
mod findings;
mod latest;
mod load;
mod money;

use jiff::civil::Date;

use crate::audit::Finding;
use crate::{Availability, Effort, Graph, MilestoneId, Plan, PlannedMilestone, days_between, plus_days};

pub use around::{Around, Limit};
pub use findings::joined;

/// Horizons longer than this are cut; no schedule is longer than forty years.
const HORIZON_MAX_DAYS: i32 = 366 * 50;

/// What follows from a plan as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proof {
    /// Hours up to each date that cannot move, the earliest first; empty where no hours
    /// are known.
    pub budgets: Vec<HoursBudget>,
    /// Hours month by month.
    pub months: Vec<Load>,
    /// Hours week by week, from Monday to Sunday; the first begins with the plan.
    pub weeks: Vec<Load>,
    /// Each milestone, in the order of the plan.
    pub milestones: Vec<MilestoneProof>,
    /// Money wanted and there, for each currency.
    pub money: Vec<MoneyBudget>,
    /// What hangs on others.
    pub others: Vec<Hanging>,
    /// What contradicts itself or costs more than it has to.
    pub findings: Vec<Finding>,
}

/// A day that does not move because work is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedDate {
    /// The day.
    pub on: Date,
    /// What makes it fixed.
    pub why: Fixed,
}

/// What makes a day fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// An event takes place.
    Event(MilestoneId, String),
    /// A milestone has to be complete.
    Window(MilestoneId, String),
    /// The deadline of all goals, or of one of several.
    Deadline(Option<String>),
}

/// Hours of all that has to be complete by a day against the hours until then.
#[derive(Clone, Debug, PartialEq)]
pub struct HoursBudget {
    /// The day.
    pub date: FixedDate,
    /// If the work takes as long as it is likely to. Events want their hours here and
    /// bring them to `there`, as in the verdict.
    pub likely: Effort,
    /// If it goes slowly: with the root of the summed squares of what each effort may
    /// take on top (Newbold 1998).
    pub slow: Effort,
    /// Hours from the day of planning to that day.
    pub there: Effort,
}

/// Hours of some days: wanted, there, and how many days are away.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Hours that the plan wants, events aside.
    pub wanted: Effort,
    /// Hours of events, which no week has to hold.
    pub events: Effort,
    /// Hours that there are, where that is known.
    pub there: Option<Effort>,
    /// Days on which nothing can be done because somebody is away.
    pub n_away: u32,
}

impl Load {
    /// Hours that are left.
    #[must_use]
    pub fn free(&self) -> Option<Effort> {
        self.there.map(|there| there.saturating_sub(self.wanted))
    }
}

/// How firmly a milestone stands.
#[derive(Clone, Debug, PartialEq)]
pub struct MilestoneProof {
    /// Which one.
    pub id: MilestoneId,
    /// Days by which it can slip, all that is due after it following in that order,
    /// before a fixed date is not kept; below zero where one is not kept as it is.
    /// Nothing where no date behind it is fixed.
    pub slack_days: Option<i32>,
    /// The fixed date that would be hurt first.
    pub until: Option<FixedDate>,
    /// What keeps it from starting earlier.
    pub held_by: HeldBy,
    /// Share of the days from the start of its chain to its due day that no hours of work
    /// shorten, 0 to 1: waiting for others, for paint, for tendons.
    pub waiting_share: f64,
    /// The chance that it is complete on its due day, 0 to 1, where it was simulated:
    /// whoever can simulate fills it in ([`Proof::with_chances`]).
    pub chance: Option<f64>,
}

/// What keeps a milestone from starting earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// Nothing: it starts on the first day.
    FirstDay,
    /// A milestone and the days of waiting behind it.
    After(MilestoneId, u32),
    /// The world: its day or its window.
    Window,
    /// It is to lie as late as what follows allows.
    WhatFollows,
    /// The days before it are full.
    Hours,
    /// Nothing that the plan tells.
    Nothing,
}

/// Money of one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyBudget {
    /// ISO 4217 code or what was written; nothing where no currency is named.
    pub currency: Option<String>,
    /// What the milestones cost together.
    pub wanted: f64,
    /// What may be spent, where the goal says so.
    pub there: Option<f64>,
}

/// Something that lies in other hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Hanging {
    /// What, or for whom one waits.
    pub what: String,
    /// The milestone that hangs on it.
    pub milestone: Option<MilestoneId>,
    /// How long it usually takes.
    pub usual_days: Option<u32>,
    /// How long if it goes badly.
    pub slow_days: Option<u32>,
    /// When it begins, as planned.
    pub start: Option<Date>,
    /// Days by which it may come late.
    pub slack_days: Option<i32>,
}

impl Proof {
    /// The proof of a plan in what it says of its own surroundings.
    #[must_use]
    pub fn of(plan: &Plan) -> Proof {
        prove(plan, &Around::from(plan), None)
    }

    /// The same with the chance of each milestone, where one is known.
    #[must_use]
    pub fn with_chances(mut self, chance: impl Fn(&MilestoneId) -> Option<f64>) -> Proof {
        for one in &mut self.milestones {
            one.chance = chance(&one.id);
        }
        self
    }

    /// The week that wants most; nothing where none wants anything.
    #[must_use]
    pub fn peak(&self) -> Option<&Load> {
        let busiest = self.weeks.iter().max_by_key(|week| (week.wanted, std::cmp::Reverse(week.from)));
        busiest.filter(|week| week.wanted > Effort::ZERO)
    }
}

/// Proves a plan: its figures, and what is wrong with them. `before` is the version of it
/// that it is to take the place of.
///
/// Cost grows with the square of milestones and is linear in days; where there are very
/// many milestones, each is spread over its own days without a look at the others.
#[must_use]
pub fn prove(plan: &Plan, around: &Around, before: Option<&Plan>) -> Proof {
    let frame = Frame::new(plan, around);
    let load = load::Loads::of(&frame);
    let latest = latest::Latest::of(&frame, &load);
    let mut proof = Proof {
        budgets: latest.budgets(&frame, &load),
        months: load.months(&frame),
        weeks: load.weeks(&frame),
        milestones: chains::milestones(&frame, &load, &latest),
        money: money::budgets(plan, around),
        others: Vec::new(),
        findings: Vec::new(),
    };
    proof.others = chains::others(plan, &proof.milestones);
    proof.findings = findings::all(&frame, &load, &latest, &proof);
    proof.findings.extend(before.into_iter().flat_map(|before| before::smaller(plan, before)));
    proof
}

/// A plan with all that its figures need.
struct Frame<'p> {
    plan: &'p Plan,
    around: &'p Around,
    /// From the day of planning on.
    n_days: usize,
    there: Option<Availability>,
    graph: Graph,
}

impl<'p> Frame<'p> {
    fn new(plan: &'p Plan, around: &'p Around) -> Self {
        let ends = plan.milestones.iter().map(|planned| planned.due);
        let last = ends.chain(around.deadlines.iter().map(|(_, day)| *day)).max().unwrap_or(plan.today);
        let n_days = usize::try_from(days_between(plan.today, last).clamp(0, HORIZON_MAX_DAYS)).unwrap_or(0) + 1;
        let there = around
            .weekly
            .as_ref()
            .map(|weekly| Availability::new(plan.today, n_days, weekly, &around.busy, &around.caps));
        let index: std::collections::HashMap<&MilestoneId, usize> =
            plan.milestones.iter().enumerate().map(|(at, planned)| (&planned.milestone.id, at)).collect();
        let mut graph = Graph::new(plan.milestones.len());
        for (after, planned) in plan.milestones.iter().enumerate() {
            for dependency in &planned.milestone.depends_on {
                if let Some(&on) = index.get(&dependency.on) {
                    graph.add(on, after);
                }
            }
        }
        Frame { plan, around, n_days, there, graph }
    }

    /// The number of a day, held within the horizon.
    fn day(&self, date: Date) -> usize {
        usize::try_from(days_between(self.plan.today, date)).unwrap_or(0).min(self.n_days - 1)
    }

    fn date(&self, day: usize) -> Date {
        plus_days(self.plan.today, i32::try_from(day).unwrap_or(i32::MAX))
    }

    fn milestone(&self, at: usize) -> &'p PlannedMilestone {
        &self.plan.milestones[at]
    }

    /// The same plan without one dependency.
    fn without(&self, before: usize, after: usize) -> Frame<'p> {
        let mut graph = Graph::new(self.graph.len());
        for on in 0..self.graph.len() {
            for &next in self.graph.successors(on).iter().filter(|next| (on, **next) != (before, after)) {
                graph.add(on, next);
            }
        }
        Frame { plan: self.plan, around: self.around, n_days: self.n_days, there: self.there.clone(), graph }
    }

    /// Days of waiting between two milestones.
    fn lag(&self, before: usize, after: usize) -> u32 {
        let on = &self.milestone(before).milestone.id;
        let dependencies = self.milestone(after).milestone.depends_on.iter().filter(|dependency| dependency.on == *on);
        dependencies.map(|dependency| dependency.lag_days).max().unwrap_or(0)
    }
}

/// Whether a milestone takes its hours on its day, whatever the week holds.
fn is_event(planned: &PlannedMilestone) -> bool {
    planned.milestone.placing.takes_its_day(planned.milestone.effort.likely())
}

#[cfg(test)]
mod tests;
