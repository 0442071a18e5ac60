//! What a milestone holds beside its name, criteria and dates, as JSON: waiting,
//! cadence, quantity, checkpoints, cost; and what a whole plan hangs on.

use backcast_core::{
    Cadence, Checkpoint, ClaimedHours, Cost, DaysRange, Effort, FactUse, MilestoneId, OptionEffect, OptionId, Outside,
    PlanChange, Quantity, Shrink, WEEKDAY_NAMES, WaitingFor, WayOut, Weekdays, WeeklyHours,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan_convert::hours;
use crate::text::without_controls;

/// Days if it goes well, as usual, badly.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DaysRecord {
    /// If it goes well.
    pub low: u32,
    /// As it usually goes.
    pub likely: u32,
    /// If it goes badly.
    pub high: u32,
}

/// What is known of waiting beside its days.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WaitingRecord {
    /// How long it may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<DaysRecord>,
    /// Whom one waits for.
    #[serde(skip_serializing_if = "Option::is_none", rename = "for")]
    pub whom: Option<String>,
}

/// How often something is practiced.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CadenceRecord {
    /// Sessions a week, 1 to 21.
    pub sessions_per_week: u32,
    /// Hours of an average session.
    pub session_hours: f64,
    /// monday, …; every day where none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// First day, where it does not begin with its milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day, where it does not end with its milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// How much a milestone brings, in the goal's own unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QuantityRecord {
    /// words, chapters, km, …
    pub unit: String,
    /// What is there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// What is there once it is complete.
    pub to: f64,
}

/// A state that can be counted on a day.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CheckpointRecord {
    /// The day.
    pub on: String,
    /// What is there on it.
    pub what: String,
}

/// What a milestone costs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CostRecord {
    /// In whole units of the currency.
    pub amount: f64,
    /// As it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A way out in the terms of the goal's field.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OptionRecord {
    /// What is done, what it saves and what it costs.
    pub text: String,
    /// The day by which it has to be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// O1, O2, …: what `--with` takes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// `text` with its amounts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub says: String,
    /// words, shrink, leave_out, deadline, extra_hours, hours or hand_over.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// What is made smaller (shrink): words, chapters, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How much of it there was to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// How much there is to be instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// Whether the engine found `to`: it is found anew when things change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
    /// Milestones that it leaves out or hands over, or whose work shrinks along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<String>,
    /// The new last day (deadline).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Hours a week from now on (hours).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
    /// The days with more hours (extra_hours).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<ExtraCapacityRecord>,
    /// Who takes over (hand_over): a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What it does to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<OptionEffectRecord>,
}

/// What an option does to the end of a plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OptionEffectRecord {
    /// Chance that everything is done by the deadlines, 0 to 1.
    pub chance: f64,
    /// Half of the time everything is done by this day.
    pub end: String,
    /// Work that is left as it is estimated, in hours.
    pub work_hours: f64,
}

/// Something that lies in other hands.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OutsideRecord {
    /// What.
    pub text: String,
    /// How long it usually takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<DaysRecord>,
    /// The day on which it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// How likely it goes well, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// The milestone that hangs on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
}

/// Hours beyond those that were stated, which the plan counts on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExtraCapacityRecord {
    /// First day.
    pub from: String,
    /// Last day, inclusive.
    pub to: String,
    /// Hours in these days together, on top of the usual ones.
    pub hours: f64,
    /// What they are.
    pub what: String,
    /// Whether the person said that these hours are there; else they are an open question.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stated: bool,
}

/// A fact of the goal and what it shapes, in the proposer's words.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FactUseRecord {
    /// The fact.
    pub fact: String,
    /// What it shapes.
    pub shapes: String,
}

impl From<DaysRange> for DaysRecord {
    fn from(days: DaysRange) -> Self {
        DaysRecord { low: days.low, likely: days.likely, high: days.high }
    }
}

impl From<&DaysRecord> for DaysRange {
    fn from(record: &DaysRecord) -> Self {
        DaysRange::of(record.low, record.likely, record.high)
    }
}

impl WaitingRecord {
    /// The record; nothing where no more than the days is known.
    pub(crate) fn of(waiting: &WaitingFor) -> Option<Self> {
        let is_known = waiting.days.is_some() || waiting.whom.is_some();
        is_known.then(|| WaitingRecord { days: waiting.days.map(DaysRecord::from), whom: waiting.whom.clone() })
    }

    pub(crate) fn restored(&self) -> WaitingFor {
        WaitingFor { days: self.days.as_ref().map(DaysRange::from), whom: self.whom.as_deref().map(clean) }
    }
}

impl CadenceRecord {
    pub(crate) fn of(cadence: &Cadence) -> Self {
        let is_every_day = cadence.weekdays == Weekdays::default();
        CadenceRecord {
            sessions_per_week: cadence.sessions_per_week,
            session_hours: hours(cadence.session),
            weekdays: if is_every_day { Vec::new() } else { names_of(cadence.weekdays) },
            from: cadence.from.map(|day| day.to_string()),
            to: cadence.to.map(|day| day.to_string()),
        }
    }

    pub(crate) fn restored(&self) -> Option<Cadence> {
        (self.sessions_per_week > 0).then(|| Cadence {
            sessions_per_week: self.sessions_per_week.min(21),
            session: Effort::from_hours(self.session_hours.max(0.0)),
            weekdays: weekdays_named(&self.weekdays),
            from: day(self.from.as_deref()),
            to: day(self.to.as_deref()),
        })
    }
}

impl QuantityRecord {
    pub(crate) fn of(quantity: &Quantity) -> Self {
        QuantityRecord { unit: quantity.unit.clone(), from: quantity.from, to: quantity.to }
    }

    pub(crate) fn restored(&self) -> Quantity {
        Quantity { from: self.from, ..Quantity::of(self.to, clean(&self.unit)) }
    }
}

impl CheckpointRecord {
    pub(crate) fn of(checkpoint: &Checkpoint) -> Self {
        CheckpointRecord { on: checkpoint.on.to_string(), what: checkpoint.state.clone() }
    }

    pub(crate) fn restored(&self) -> Option<Checkpoint> {
        Some(Checkpoint { on: day(Some(&self.on))?, state: clean(&self.what) })
    }
}

impl CostRecord {
    pub(crate) fn of(cost: &Cost) -> Self {
        CostRecord { amount: cost.amount, currency: cost.currency.clone() }
    }

    pub(crate) fn restored(&self) -> Cost {
        Cost { amount: self.amount.max(0.0), currency: self.currency.as_deref().map(clean) }
    }
}

impl OptionRecord {
    pub(crate) fn of(way_out: &WayOut) -> Self {
        let mut record = OptionRecord {
            text: way_out.text.clone(),
            by: way_out.by.map(|day| day.to_string()),
            id: way_out.id.to_string(),
            says: way_out.to_string(),
            kind: way_out.change.as_str().to_owned(),
            effect: way_out.effect.map(|effect| OptionEffectRecord {
                chance: (effect.chance * 1000.0).round() / 1000.0,
                end: effect.end.to_string(),
                work_hours: hours(effect.work),
            }),
            ..OptionRecord::default()
        };
        let ids = |ids: &[MilestoneId]| ids.iter().map(ToString::to_string).collect();
        match &way_out.change {
            PlanChange::Words => record.kind.clear(),
            PlanChange::Shrink(shrink) => {
                record.unit = Some(shrink.unit.clone());
                (record.from, record.to, record.found) = (Some(shrink.from), shrink.to, shrink.is_found);
                record.milestones = ids(&shrink.along);
            }
            PlanChange::LeaveOut(gone) => record.milestones = ids(gone),
            PlanChange::Deadline(day) => record.date = Some(day.to_string()),
            PlanChange::ExtraHours(claim) => record.extra = Some(ExtraCapacityRecord::of(claim)),
            PlanChange::Hours(pace) => record.hours_per_week = Some(pace.hours_per_week()),
            PlanChange::HandOver { who, milestones } => {
                (record.who, record.milestones) = (Some(who.clone()), ids(milestones));
            }
        }
        if record.says == record.text {
            record.says.clear();
        }
        record
    }

    /// An option that does not say all of its change is one in words.
    pub(crate) fn restored(&self) -> WayOut {
        let effect = self.effect.as_ref().and_then(|effect| {
            Some(OptionEffect {
                chance: effect.chance.clamp(0.0, 1.0),
                end: day(Some(&effect.end))?,
                work: Effort::from_hours(effect.work_hours),
            })
        });
        WayOut {
            id: OptionId::new(&clean(&self.id)),
            text: clean(&self.text),
            by: day(self.by.as_deref()),
            change: self.change().unwrap_or_default(),
            effect,
        }
    }

    fn change(&self) -> Option<PlanChange> {
        let milestones = || self.milestones.iter().map(|id| MilestoneId::new(clean(id))).collect::<Vec<_>>();
        Some(match self.kind.as_str() {
            "shrink" => PlanChange::Shrink(Shrink {
                unit: self.unit.as_deref().map(clean).filter(|unit| !unit.is_empty())?,
                from: self.from.filter(|from| *from > 0.0)?,
                to: self.to.filter(|to| *to > 0.0),
                is_found: self.found,
                along: milestones(),
            }),
            "leave_out" if !self.milestones.is_empty() => PlanChange::LeaveOut(milestones()),
            "deadline" => PlanChange::Deadline(day(self.date.as_deref())?),
            "extra_hours" => PlanChange::ExtraHours(self.extra.as_ref()?.restored()?),
            "hours" => PlanChange::Hours(WeeklyHours::from_hours_per_week(self.hours_per_week?)),
            "hand_over" if !self.milestones.is_empty() => {
                PlanChange::HandOver { who: clean(self.who.as_deref()?), milestones: milestones() }
            }
            _ => return None,
        })
    }
}

impl OutsideRecord {
    pub(crate) fn of(outside: &Outside) -> Self {
        OutsideRecord {
            text: outside.text.clone(),
            days: outside.days.map(DaysRecord::from),
            on: outside.on.map(|day| day.to_string()),
            chance: outside.chance,
            milestone: outside.milestone.as_ref().map(ToString::to_string),
        }
    }

    pub(crate) fn restored(&self) -> Outside {
        Outside {
            text: clean(&self.text),
            days: self.days.as_ref().map(DaysRange::from),
            on: day(self.on.as_deref()),
            chance: self.chance.map(|chance| chance.clamp(0.0, 1.0)),
            milestone: self.milestone.as_deref().map(|id| MilestoneId::new(clean(id))),
        }
    }
}

impl ExtraCapacityRecord {
    pub(crate) fn of(claim: &ClaimedHours) -> Self {
        ExtraCapacityRecord {
            from: claim.from.to_string(),
            to: claim.to.to_string(),
            hours: hours(claim.hours),
            what: claim.what.clone(),
            stated: claim.is_stated,
        }
    }

    pub(crate) fn restored(&self) -> Option<ClaimedHours> {
        let (from, to) = (day(Some(&self.from))?, day(Some(&self.to))?);
        (from <= to).then(|| ClaimedHours {
            from,
            to,
            hours: Effort::from_hours(self.hours.max(0.0)),
            what: clean(&self.what),
            is_stated: self.stated,
        })
    }
}

impl FactUseRecord {
    pub(crate) fn of(entry: &FactUse) -> Self {
        FactUseRecord { fact: entry.fact.clone(), shapes: entry.shapes.clone() }
    }

    pub(crate) fn restored(&self) -> FactUse {
        FactUse { fact: clean(&self.fact), shapes: clean(&self.shapes) }
    }
}

/// The names of days of the week, Monday first.
pub(crate) fn names_of(days: Weekdays) -> Vec<String> {
    WEEKDAY_NAMES.iter().filter(|(_, day)| days.contains(*day)).map(|(name, _)| (*name).to_owned()).collect()
}

/// The days of the week that are named, in full or by their first three letters; all
/// where none is.
pub(crate) fn weekdays_named(names: &[String]) -> Weekdays {
    let is_named = |full: &str| {
        names.iter().any(|name| {
            let name = name.trim().to_lowercase();
            name.len() >= 3 && full.starts_with(name.trim_end_matches('.'))
        })
    };
    let named = WEEKDAY_NAMES.iter().filter(|(full, _)| is_named(full));
    let days = named.fold(Weekdays::NONE, |days, (_, day)| days.with(*day));
    if days.is_empty() { Weekdays::default() } else { days }
}

fn day(text: Option<&str>) -> Option<Date> {
    text?.get(..10)?.parse().ok()
}

fn clean(text: &str) -> String {
    without_controls(text)
}
