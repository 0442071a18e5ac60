//! The proof of a plan: its figures worked out anew, and what is wrong with them.

use backcast_core::proof::{Fixed, FixedDate, Hanging, HeldBy, HoursBudget, Load, MilestoneProof, MoneyBudget, Proof};
use backcast_document::{FindingRecord, PlanRecord};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::hours;

/// A plan with its proof.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "backcast plan")]
pub struct ProvedPlan {
    /// The plan.
    #[serde(flatten)]
    pub plan: PlanRecord,
    /// What follows from it as it stands; absent in the plan of a calibration. It is no
    /// part of the plan's `hash`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofView>,
}

impl ProvedPlan {
    /// The document over several lines, as `--json` prints it.
    #[must_use]
    pub fn to_text(&self) -> String {
        crate::document::text(self)
    }
}

/// What follows from a plan as it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProofView {
    /// Hours up to each date that cannot move, the earliest first; empty where no hours
    /// are known.
    pub budgets: Vec<BudgetView>,
    /// Hours month by month.
    pub months: Vec<LoadView>,
    /// Hours week by week, from Monday to Sunday.
    pub weeks: Vec<LoadView>,
    /// Each milestone, in the order of the plan.
    pub milestones: Vec<MilestoneView>,
    /// Money wanted and there, for each currency.
    pub money: Vec<MoneyView>,
    /// What hangs on others.
    pub others: Vec<HangingView>,
    /// What contradicts itself or costs more than it has to.
    pub findings: Vec<FindingRecord>,
}

/// A day that does not move because work is late.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixedDateView {
    /// The day.
    pub on: Date,
    /// event, window or deadline.
    pub why: &'static str,
    /// The milestone that is bound to it; null for a deadline.
    pub milestone: Option<String>,
    /// The name of the milestone, or of one of several goals; null for the deadline of all.
    pub name: Option<String>,
}

/// Hours of all that has to be complete by a day against the hours until then.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BudgetView {
    /// The day.
    pub date: FixedDateView,
    /// If the work takes as long as it is likely to; events want theirs here and bring them.
    pub likely_hours: f64,
    /// If it goes slowly.
    pub slow_hours: f64,
    /// Hours from the day of planning to that day.
    pub there_hours: f64,
}

/// Hours of some days.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LoadView {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Hours that the plan wants, spread as evenly as its dates allow; events aside.
    pub wanted_hours: f64,
    /// Hours of events, which no week has to hold.
    pub event_hours: f64,
    /// Hours that there are; null where that is not known.
    pub there_hours: Option<f64>,
    /// Hours that are left.
    pub free_hours: Option<f64>,
    /// Days on which nothing can be done.
    pub days_away: u32,
}

/// How firmly a milestone stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MilestoneView {
    /// Which one.
    pub id: String,
    /// Days by which it can slip before a fixed date is not kept; null where none is
    /// behind it.
    pub slack_days: Option<i32>,
    /// The fixed date that would be hurt first.
    pub until: Option<FixedDateView>,
    /// `first_day`, `after`, `window`, `what_follows`, `hours` or `nothing`.
    pub held_by: &'static str,
    /// For `after`: the milestone that comes before.
    pub after: Option<String>,
    /// For `after`: days of waiting behind it.
    pub waiting_days: u32,
    /// Share of the days of its chain that no hours of work shorten, 0 to 1.
    pub waiting_share: f64,
    /// The chance that it is complete on its due day, 0 to 1; null where it was not
    /// simulated.
    pub chance: Option<f64>,
}

/// Money of one currency.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MoneyView {
    /// Null where none is named.
    pub currency: Option<String>,
    /// What the milestones cost together.
    pub wanted: f64,
    /// What may be spent; null where the goal does not say it.
    pub there: Option<f64>,
}

/// Something that lies in other hands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HangingView {
    /// What, or for whom one waits.
    pub what: String,
    /// The milestone that hangs on it.
    pub milestone: Option<String>,
    /// How long it usually takes.
    pub usual_days: Option<u32>,
    /// How long if it goes badly.
    pub slow_days: Option<u32>,
    /// When it begins, as planned.
    pub start: Option<Date>,
    /// Days by which it may come late.
    pub slack_days: Option<i32>,
}

impl From<&Proof> for ProofView {
    fn from(proof: &Proof) -> Self {
        ProofView {
            budgets: proof.budgets.iter().map(BudgetView::from).collect(),
            months: proof.months.iter().map(LoadView::from).collect(),
            weeks: proof.weeks.iter().map(LoadView::from).collect(),
            milestones: proof.milestones.iter().map(MilestoneView::from).collect(),
            money: proof.money.iter().map(MoneyView::from).collect(),
            others: proof.others.iter().map(HangingView::from).collect(),
            findings: proof.findings.iter().map(FindingRecord::from_finding).collect(),
        }
    }
}

impl From<&FixedDate> for FixedDateView {
    fn from(date: &FixedDate) -> Self {
        let (why, milestone, name) = match &date.why {
            Fixed::Event(id, name) => ("event", Some(id.to_string()), Some(name.clone())),
            Fixed::Window(id, name) => ("window", Some(id.to_string()), Some(name.clone())),
            Fixed::Deadline(goal) => ("deadline", None, goal.clone()),
        };
        FixedDateView { on: date.on, why, milestone, name }
    }
}

impl From<&HoursBudget> for BudgetView {
    fn from(budget: &HoursBudget) -> Self {
        BudgetView {
            date: FixedDateView::from(&budget.date),
            likely_hours: hours(budget.likely),
            slow_hours: hours(budget.slow),
            there_hours: hours(budget.there),
        }
    }
}

impl From<&Load> for LoadView {
    fn from(load: &Load) -> Self {
        LoadView {
            from: load.from,
            to: load.to,
            wanted_hours: hours(load.wanted),
            event_hours: hours(load.events),
            there_hours: load.there.map(hours),
            free_hours: load.free().map(hours),
            days_away: load.n_away,
        }
    }
}

impl From<&MilestoneProof> for MilestoneView {
    fn from(proof: &MilestoneProof) -> Self {
        let (held_by, after, waiting_days) = match &proof.held_by {
            HeldBy::FirstDay => ("first_day", None, 0),
            HeldBy::After(id, days) => ("after", Some(id.to_string()), *days),
            HeldBy::Window => ("window", None, 0),
            HeldBy::WhatFollows => ("what_follows", None, 0),
            HeldBy::Hours => ("hours", None, 0),
            HeldBy::Nothing => ("nothing", None, 0),
        };
        let share = |share: f64| (share * 1000.0).round() / 1000.0;
        MilestoneView {
            id: proof.id.to_string(),
            slack_days: proof.slack_days,
            until: proof.until.as_ref().map(FixedDateView::from),
            held_by,
            after,
            waiting_days,
            waiting_share: share(proof.waiting_share),
            chance: proof.chance.map(share),
        }
    }
}

impl From<&MoneyBudget> for MoneyView {
    fn from(money: &MoneyBudget) -> Self {
        MoneyView { currency: money.currency.clone(), wanted: money.wanted, there: money.there }
    }
}

impl From<&Hanging> for HangingView {
    fn from(hanging: &Hanging) -> Self {
        HangingView {
            what: hanging.what.clone(),
            milestone: hanging.milestone.as_ref().map(ToString::to_string),
            usual_days: hanging.usual_days,
            slow_days: hanging.slow_days,
            start: hanging.start,
            slack_days: hanging.slack_days,
        }
    }
}
