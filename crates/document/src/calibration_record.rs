//! A look at a plan as JSON.

use backcast_core::{
    Adherence, Asked, Calibration, DateForecast, Effort, GoalOutlook, LeverPair, MilestoneId, MilestoneOutlook,
    MilestoneStatus, PastCalibration, Plan, Preparedness, PulledLever, Remark, WorkBalance,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan_convert::{hash_of, hours, lever};
use crate::{LeverRecord, Mistakes, OptionRecord, PlanRecord, UnderstoodRecord};

/// A look at a plan: where things end if nothing is changed, and what would
/// change that. Dates are `YYYY-MM-DD`, chances and shares 0 to 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CalibrationRecord {
    /// `backcast.calibration/1`.
    pub schema: String,
    /// Day of the look.
    pub as_of: String,
    /// asked, scheduled, late, changed or crossed.
    pub trigger: String,
    /// The same in words.
    pub because: String,
    /// on_track, recoverable or unreachable.
    pub verdict: String,
    /// The last day that was planned with.
    pub original_deadline: Option<String>,
    /// Half of the time everything ends by this day, if nothing is changed.
    pub realistic_date: String,
    /// Four times in five it does by this day.
    pub safe_date: String,
    /// One time in ten, and nine times in ten.
    pub dates: DatesRecord,
    /// Mean end.
    pub mean_date: String,
    /// Chance of the deadline; of several goals, of all of them.
    pub chance: Option<f64>,
    /// Each goal by itself.
    pub goals: Vec<GoalOutlookRecord>,
    /// Each open milestone.
    pub milestones: Vec<MilestoneOutlookRecord>,
    /// Work so far and work that is left.
    pub work: WorkRecord,
    /// Days by which the end is later than estimated: mending estimates helps.
    pub level_days: i32,
    /// Days from the realistic to the safe date: only a buffer helps.
    pub spread_days: i32,
    /// Luck that all open milestones share.
    pub luck: LuckRecord,
    /// How prepared one stands at events before which not all is likely done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preparedness: Vec<PreparednessRecord>,
    /// Changes that would help, each with its chance.
    pub levers: Vec<PulledLeverRecord>,
    /// Two changes together.
    pub pairs: Vec<LeverPairRecord>,
    /// Ways out in the terms of the goal, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionRecord>,
    /// What was left out.
    pub cut: Vec<String>,
    /// How the weeks of habits and of practice were kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keeping: Vec<KeepingRecord>,
    /// What was read from free text.
    pub understood: Vec<UnderstoodRecord>,
    /// What only a person can weigh.
    pub questions: Vec<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// What is odd about the facts.
    pub findings: Vec<RemarkRecord>,
    /// What the forecast rests on.
    pub basis: Vec<String>,
    /// Simulated runs.
    pub runs: u32,
    /// Seed of the draws.
    pub seed: u64,
}

/// When something ends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DatesRecord {
    /// One time in ten by this day.
    pub p10: String,
    /// Half of the time.
    pub p50: String,
    /// Four times in five.
    pub p80: String,
    /// Nine times in ten.
    pub p90: String,
}

/// One goal.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct GoalOutlookRecord {
    /// Its id.
    pub goal_id: String,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub deadline: Option<String>,
    /// When it ends.
    pub dates: DatesRecord,
    /// Chance of its deadline.
    pub chance: Option<f64>,
}

/// One open milestone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MilestoneOutlookRecord {
    /// Its id.
    pub id: String,
    /// The day for which it was planned.
    pub planned: String,
    /// When it is reached.
    pub dates: DatesRecord,
    /// Hours that are left, half of the time at most.
    pub left_hours_p50: f64,
    /// Hours that are left, four times in five at most.
    pub left_hours_p80: f64,
    /// Share of the runs in which it decides the end.
    pub criticality: f64,
    /// Share of the risk that it carries.
    pub risk_share: f64,
    /// Mean end of its goal when its work is in the lower fifth.
    pub end_if_small: String,
    /// Mean end of its goal when its work is in the upper fifth.
    pub end_if_large: String,
}

/// Work so far and work that is left, in hours.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WorkRecord {
    /// Planned hours of all that is done.
    pub earned_hours: f64,
    /// Hours that it took.
    pub spent_hours: f64,
    /// Hours that are left by the plan.
    pub left_planned_hours: f64,
    /// Hours that are likely left.
    pub left_likely_hours: f64,
    /// Hours until the deadline.
    pub available_hours: f64,
    /// Share of the declared hours that was really worked.
    pub kept: Option<f64>,
}

/// What shared luck does to the end.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LuckRecord {
    /// Share of the risk.
    pub risk_share: f64,
    /// Mean end in the best fifth.
    pub end_if_good: String,
    /// Mean end in the worst fifth.
    pub end_if_bad: String,
}

/// How prepared one stands at an event, which takes place on its day all the same.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PreparednessRecord {
    /// The event.
    pub id: String,
    /// Its day.
    pub on: String,
    /// What it waits for and is likely not complete by then.
    pub unfinished: Vec<String>,
    /// Share of the work before it that is likely done by then.
    pub share: f64,
    /// How much there is by then of what grows along the way; null where nothing is counted.
    pub reached: Option<f64>,
    /// How much of it there was to be.
    pub wanted: Option<f64>,
    /// Its unit, such as miles.
    pub unit: Option<String>,
    /// The same in words.
    pub text: String,
}

/// A lever with the chance that it gives.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PulledLeverRecord {
    /// The change.
    #[serde(flatten)]
    pub lever: LeverRecord,
    /// Chance of the deadline with it.
    pub chance: f64,
}

/// Two levers together.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LeverPairRecord {
    /// The two.
    pub levers: Vec<LeverRecord>,
    /// Chance of the deadline with both.
    pub chance: f64,
}

/// How the weeks of a habit or of practice were kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct KeepingRecord {
    /// The goal.
    pub goal_id: String,
    /// Hours that a week asks for; null where it asks for sessions.
    pub hours_per_week: Option<f64>,
    /// Sessions that a week asks for; null where it asks for hours.
    pub sessions_per_week: Option<u32>,
    /// Whole weeks so far.
    pub weeks: usize,
    /// Those that were kept.
    pub kept: usize,
    /// Weeks kept in a row, up to the last one.
    pub run: usize,
    /// Share of the last four weeks that was kept, less that of those before.
    pub drift: Option<f64>,
    /// Hours a week that most weeks would have kept.
    pub lift_hours_per_week: Option<f64>,
    /// Sessions a week that most weeks would have kept.
    pub lift_sessions_per_week: Option<u32>,
}

/// Something odd about the facts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RemarkRecord {
    /// Always `warning`: the look goes on.
    pub severity: String,
    /// Stable code.
    pub code: String,
    /// What is odd, and what was made of it.
    pub message: String,
    /// The milestone that it is about.
    pub target: String,
}

impl CalibrationRecord {
    /// The record of a look.
    #[must_use]
    pub fn from_calibration(calibration: &Calibration) -> Self {
        CalibrationRecord {
            schema: "backcast.calibration/1".into(),
            as_of: calibration.as_of.to_string(),
            trigger: calibration.trigger.as_str().into(),
            because: calibration.trigger.to_string(),
            verdict: calibration.verdict.as_str().into(),
            original_deadline: calibration.deadline.map(|day| day.to_string()),
            realistic_date: calibration.end.p50.to_string(),
            safe_date: calibration.end.p80.to_string(),
            dates: dates(&calibration.end),
            mean_date: calibration.mean_end.to_string(),
            chance: calibration.chance.map(rounded),
            goals: calibration.goals.iter().map(goal).collect(),
            milestones: calibration.milestones.iter().map(milestone).collect(),
            work: work(&calibration.work),
            level_days: calibration.level_days,
            spread_days: calibration.spread_days,
            luck: LuckRecord {
                risk_share: rounded(calibration.common_factor.risk_share),
                end_if_good: calibration.common_factor.swing.0.to_string(),
                end_if_bad: calibration.common_factor.swing.1.to_string(),
            },
            preparedness: calibration.preparedness.iter().map(prepared).collect(),
            levers: calibration.levers.iter().map(pulled).collect(),
            pairs: calibration.pairs.iter().map(pair).collect(),
            options: calibration.options.iter().map(OptionRecord::of).collect(),
            cut: calibration.cut.clone(),
            keeping: calibration.adherence.iter().map(keeping).collect(),
            understood: calibration
                .understood
                .iter()
                .map(|one| UnderstoodRecord {
                    quote: one.quote.clone(),
                    meaning: one.meaning.clone(),
                    ..UnderstoodRecord::default()
                })
                .collect(),
            questions: calibration.questions.clone(),
            notes: calibration.notes.clone(),
            findings: calibration.remarks.iter().map(remark).collect(),
            basis: calibration.basis.clone(),
            runs: calibration.runs.0,
            seed: calibration.runs.1,
        }
    }

    /// The record as indented JSON, ending in a line feed.
    ///
    /// # Panics
    ///
    /// Never: the record holds texts, finite numbers and lists.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a calibration record has a JSON form");
        json.push('\n');
        json
    }
}

impl PlanRecord {
    /// The record of a plan that was looked at: each milestone says how far it
    /// is, and the look is in it.
    #[must_use]
    pub fn from_calibrated(
        plan: &Plan,
        calibration: &Calibration,
        status: impl Fn(&MilestoneId) -> MilestoneStatus,
    ) -> Self {
        let mut record = PlanRecord::from_plan(plan);
        for (milestone, planned) in record.milestones.iter_mut().zip(&plan.milestones) {
            let status = status(&planned.milestone.id);
            milestone.status = Some(status.as_str().into());
            if let MilestoneStatus::Done(day) = status {
                milestone.done_on = Some(day.to_string());
            }
        }
        record.calibration = Some(CalibrationRecord::from_calibration(calibration));
        record.seed = calibration.runs.1;
        record.hash = String::new();
        record.hash = hash_of(&record);
        record
    }
}

/// Reads an earlier look back from its JSON, given its name (for messages).
///
/// # Errors
///
/// Returns an error if the text is none, or if a date of it is impossible.
pub fn read_calibration(name: &str, text: &str) -> Result<PastCalibration, Mistakes> {
    let fix = "`backcast calibrate --json` writes the format";
    let mut mistakes = Mistakes::new(name, text);
    let record: CalibrationRecord = match serde_json::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            mistakes.error("calibration_form", "", 0..0, error.to_string(), fix);
            return Err(mistakes);
        }
    };
    let milestones = record
        .milestones
        .iter()
        .map(|one| {
            let left = (Effort::from_hours(one.left_hours_p50), Effort::from_hours(one.left_hours_p80));
            Some((MilestoneId::new(one.id.as_str()), read_dates(&one.dates)?, left))
        })
        .collect::<Option<Vec<_>>>();
    match (day(&record.as_of), read_dates(&record.dates), milestones) {
        (Some(as_of), Some(end), Some(milestones)) => Ok(PastCalibration {
            as_of,
            deadline: record.original_deadline.as_deref().and_then(day),
            end,
            chance: record.chance,
            milestones,
        }),
        _ => {
            mistakes.error("date_impossible", "dates", 0..0, "a date is not one of the calendar", fix);
            Err(mistakes)
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn read_dates(record: &DatesRecord) -> Option<DateForecast> {
    Some(DateForecast {
        p10: day(&record.p10)?,
        p50: day(&record.p50)?,
        p80: day(&record.p80)?,
        p90: day(&record.p90)?,
    })
}

fn dates(forecast: &DateForecast) -> DatesRecord {
    DatesRecord {
        p10: forecast.p10.to_string(),
        p50: forecast.p50.to_string(),
        p80: forecast.p80.to_string(),
        p90: forecast.p90.to_string(),
    }
}

fn goal(outlook: &GoalOutlook) -> GoalOutlookRecord {
    GoalOutlookRecord {
        goal_id: outlook.goal.to_string(),
        title: outlook.title.clone(),
        deadline: outlook.deadline.map(|day| day.to_string()),
        dates: dates(&outlook.end),
        chance: outlook.chance.map(rounded),
    }
}

fn milestone(outlook: &MilestoneOutlook) -> MilestoneOutlookRecord {
    MilestoneOutlookRecord {
        id: outlook.id.to_string(),
        planned: outlook.planned.to_string(),
        dates: dates(&outlook.end),
        left_hours_p50: hours(outlook.left.0),
        left_hours_p80: hours(outlook.left.1),
        criticality: rounded(outlook.criticality),
        risk_share: rounded(outlook.risk_share),
        end_if_small: outlook.swing.0.to_string(),
        end_if_large: outlook.swing.1.to_string(),
    }
}

fn work(balance: &WorkBalance) -> WorkRecord {
    WorkRecord {
        earned_hours: hours(balance.earned),
        spent_hours: hours(balance.spent),
        left_planned_hours: hours(balance.left_planned),
        left_likely_hours: hours(balance.left_likely),
        available_hours: hours(balance.available),
        kept: balance.kept.map(rounded),
    }
}

fn prepared(prepared: &Preparedness) -> PreparednessRecord {
    let amount = prepared.amount.as_ref();
    PreparednessRecord {
        id: prepared.event.to_string(),
        on: prepared.on.to_string(),
        unfinished: prepared.unfinished.iter().map(ToString::to_string).collect(),
        share: rounded(prepared.share),
        reached: amount.map(|amount| amount.reached),
        wanted: amount.map(|amount| amount.wanted),
        unit: amount.map(|amount| amount.unit.clone()),
        text: prepared.to_string(),
    }
}

fn pulled(pulled: &PulledLever) -> PulledLeverRecord {
    PulledLeverRecord { lever: lever(&pulled.lever), chance: rounded(pulled.chance) }
}

fn pair(pair: &LeverPair) -> LeverPairRecord {
    LeverPairRecord { levers: pair.levers.iter().map(lever).collect(), chance: rounded(pair.chance) }
}

fn keeping(keeping: &Adherence) -> KeepingRecord {
    let hours = |asked: &Asked| if let Asked::Hours(pace) = asked { Some(pace.hours_per_week()) } else { None };
    let sessions = |asked: &Asked| if let Asked::Sessions(n) = asked { Some(*n) } else { None };
    KeepingRecord {
        goal_id: keeping.goal.to_string(),
        hours_per_week: hours(&keeping.asked),
        sessions_per_week: sessions(&keeping.asked),
        weeks: keeping.weeks.len(),
        kept: keeping.n_kept(),
        run: keeping.run(),
        drift: keeping.drift.map(rounded),
        lift_hours_per_week: keeping.adjustment.as_ref().and_then(|lift| hours(&lift.asked)),
        lift_sessions_per_week: keeping.adjustment.as_ref().and_then(|lift| sessions(&lift.asked)),
    }
}

fn remark(remark: &Remark) -> RemarkRecord {
    RemarkRecord {
        severity: "warning".into(),
        code: remark.code.into(),
        message: remark.message.clone(),
        target: remark.milestone.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

/// A share with four decimals.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
