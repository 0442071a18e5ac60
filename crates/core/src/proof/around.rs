//! What surrounds a plan: hours, days off, deadlines, money.

use jiff::civil::Date;

use crate::{BusyRange, DayCaps, Effort, GoalFile, GoalId, Meaning, MoneyRole, Plan, Weekdays, WorkWeek, proof::money};

/// What a plan has to fit into.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// Hours a week, where they are known.
    pub weekly: Option<WorkWeek>,
    /// Days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
    /// What the calendars leave free.
    pub caps: DayCaps,
    /// The deadline of each goal that has one.
    pub deadlines: Vec<(Option<GoalId>, Date)>,
    /// What may be spent.
    pub limits: Vec<Limit>,
    /// The longest single session, where sessions are limited.
    pub session_max: Option<Effort>,
}

/// An amount of money that may be spent in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// In whole units.
    pub amount: f64,
    /// ISO 4217 code or what was written; nothing where no currency is named.
    pub currency: Option<String>,
}

impl Around {
    /// Adds what a goal file knows and a plan of other origin does not say.
    pub fn add_goal_file(&mut self, goal_file: &GoalFile) {
        let around = &goal_file.circumstances;
        if let Some(pace) = around.pace {
            let days = self.weekly.map_or_else(Weekdays::default, |weekly| weekly.days);
            self.weekly = Some(WorkWeek { pace, days });
        }
        self.busy = around.all_busy();
        self.caps = around.calendar.caps.clone();
        if self.deadlines.is_empty() {
            let of = |goal: &crate::Goal| Some((goal_file.several.then(|| goal.id.clone()), goal.deadline?));
            self.deadlines = goal_file.goals.iter().filter_map(of).collect();
        }
        if self.limits.is_empty() {
            self.limits.extend(around.budget.as_deref().and_then(money::plain_amount));
        }
    }
}

impl From<&Plan> for Around {
    fn from(plan: &Plan) -> Self {
        let first = plan.goals.first();
        let around = first.map(|goal| &goal.circumstances);
        let deadlines =
            plan.goals.iter().filter_map(|goal| Some((plan.several.then(|| goal.goal.id.clone()), goal.deadline?)));
        let mut deadlines: Vec<(Option<GoalId>, Date)> = deadlines.collect();
        if plan.goals.is_empty() {
            deadlines.extend(plan.deadline.map(|day| (None, day)));
        }
        let limits = plan.goals.iter().flat_map(|goal| &goal.reading.facts).filter_map(|fact| match &fact.meaning {
            Meaning::Money(money) if money.role == MoneyRole::Limit && money.per.is_none() => {
                Some(Limit { amount: money.to, currency: money.currency.map(str::to_owned) })
            }
            _ => None,
        });
        let mut limits: Vec<Limit> = limits.collect();
        if limits.is_empty() {
            limits.extend(around.and_then(|around| around.budget.as_deref()).and_then(money::plain_amount));
        }
        Around {
            weekly: first.and_then(|goal| goal.pace.map(|pace| WorkWeek { pace, days: goal.facts.weekdays })),
            busy: around.map(crate::Circumstances::all_busy).unwrap_or_default(),
            caps: around.map(|around| around.calendar.caps.clone()).unwrap_or_default(),
            deadlines,
            limits,
            session_max: first.and_then(|goal| goal.facts.session_max),
        }
    }
}
