//! What a look back and ahead finds: where things end if nothing is changed,
//! and what would change that.

use std::fmt;

use jiff::civil::Date;

use crate::{Adherence, Effort, GoalId, Lever, MilestoneId, Preparedness, Understood, WayOut};

/// A plan looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// The day of the calibration.
    pub as_of: Date,
    /// What it was done for.
    pub trigger: Trigger,
    /// Whether the goals are still reached.
    pub verdict: Outlook,
    /// The last day that was planned with; of several goals the latest.
    pub deadline: Option<Date>,
    /// When everything ends if nothing is changed.
    pub end: DateForecast,
    /// The mean of the days on which everything ends; later than the realistic
    /// day, as delays have no bound.
    pub mean_end: Date,
    /// The chance that every goal keeps its deadline, 0 to 1.
    pub chance: Option<f64>,
    /// Each goal by itself.
    pub goals: Vec<GoalOutlook>,
    /// Every open milestone.
    pub milestones: Vec<MilestoneOutlook>,
    /// The work so far and the work that is left.
    pub work: WorkBalance,
    /// Days by which the end is later than if everything took as long as it was
    /// estimated: mending the estimates changes this.
    pub level_days: i32,
    /// Days from the likely to the safe end: only a buffer helps here.
    pub spread_days: i32,
    /// Luck that all open milestones share.
    pub common_factor: CommonFactorOutlook,
    /// How prepared one stands at each event of the path that comes before all that it
    /// waits for is likely done.
    pub preparedness: Vec<Preparedness>,
    /// Changes that would help, each with the chance that it gives.
    pub levers: Vec<PulledLever>,
    /// Two changes together.
    pub pairs: Vec<LeverPair>,
    /// Ways out in the terms of the goal, the best first.
    pub options: Vec<WayOut>,
    /// Milestones that were left out or made smaller.
    pub cut: Vec<String>,
    /// How the weeks of habits and of practice were kept.
    pub adherence: Vec<Adherence>,
    /// What was read from free text, and how.
    pub understood: Vec<Understood>,
    /// What the free text says that only a person can weigh.
    pub questions: Vec<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// What is odd about the facts.
    pub remarks: Vec<Remark>,
    /// What the forecast rests on, in sentences.
    pub basis: Vec<String>,
    /// How many runs were simulated, and with which seed.
    pub runs: (u32, u64),
}

/// Why a plan is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Somebody asked.
    Asked,
    /// It was time: days since the last calibration.
    Scheduled(i32),
    /// A milestone is late: days since its date.
    Late(MilestoneId, i32),
    /// Something around the goal changed.
    Changed(String),
    /// The safe end crossed the deadline.
    Crossed,
}

impl Trigger {
    /// The name used in files: `asked`, `scheduled`, `late`, `changed` or
    /// `crossed`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Trigger::Asked => "asked",
            Trigger::Scheduled(_) => "scheduled",
            Trigger::Late(..) => "late",
            Trigger::Changed(_) => "changed",
            Trigger::Crossed => "crossed",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trigger::Asked => f.write_str("you asked"),
            Trigger::Scheduled(days) => write!(f, "{days} days have passed since the last look"),
            Trigger::Late(id, days) => write!(f, "{id} is {days} days late"),
            Trigger::Changed(what) => f.write_str(what),
            Trigger::Crossed => f.write_str("the safe end lies behind the deadline"),
        }
    }
}

/// Whether a goal is still reached by its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlook {
    /// More likely than not, if nothing is changed.
    OnTrack,
    /// If a lever of bearable size is pulled.
    Recoverable,
    /// Not by that day.
    Unreachable,
}

impl Outlook {
    /// All of them, the best first.
    pub const ALL: [Outlook; 3] = [Outlook::OnTrack, Outlook::Recoverable, Outlook::Unreachable];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outlook::OnTrack => "on_track",
            Outlook::Recoverable => "recoverable",
            Outlook::Unreachable => "unreachable",
        }
    }
}

/// How far a milestone is on the day of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneStatus {
    /// Nobody has begun it.
    Pending,
    /// It is begun.
    Active,
    /// It was completed on this day.
    Done(Date),
    /// It was left out.
    Cut,
}

impl MilestoneStatus {
    /// The name used in files: `pending`, `active`, `done` or `cut`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            MilestoneStatus::Pending => "pending",
            MilestoneStatus::Active => "active",
            MilestoneStatus::Done(_) => "done",
            MilestoneStatus::Cut => "cut",
        }
    }
}

/// When something ends, with the chance that it does so by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateForecast {
    /// One time in ten it ends by this day.
    pub p10: Date,
    /// The realistic day: half of the time.
    pub p50: Date,
    /// The safe day: four times in five.
    pub p80: Date,
    /// Nine times in ten.
    pub p90: Date,
}

/// One goal, if nothing is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalOutlook {
    /// Id of the goal within the goal file.
    pub goal: GoalId,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub deadline: Option<Date>,
    /// When it ends.
    pub end: DateForecast,
    /// The chance of its deadline, 0 to 1.
    pub chance: Option<f64>,
}

/// One open milestone, if nothing is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct MilestoneOutlook {
    /// Id of the milestone, as in the plan.
    pub id: MilestoneId,
    /// The day for which it was planned.
    pub planned: Date,
    /// When it is complete, as quantiles of days.
    pub end: DateForecast,
    /// Hours that are left, at P50 and P80.
    pub left: (Effort, Effort),
    /// Share of the runs in which it decides the end, 0 to 1.
    pub criticality: f64,
    /// Share of the risk that it carries, 0 to 1.
    pub risk_share: f64,
    /// Mean end of its goal when its work is in the lower and in the upper
    /// fifth.
    pub swing: (Date, Date),
}

/// What the common factor of all open milestones does to the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonFactorOutlook {
    /// Share of the risk that is the common factor, 0 to 1.
    pub risk_share: f64,
    /// Mean last end when the common factor is in its best and in its worst fifth.
    pub swing: (Date, Date),
}

/// The work so far and the work that is left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WorkBalance {
    /// What was planned of all that is done by now.
    pub earned: Effort,
    /// What it took.
    pub spent: Effort,
    /// What the plan says is left.
    pub left_planned: Effort,
    /// What is likely left.
    pub left_likely: Effort,
    /// Hours until the deadline.
    pub available: Effort,
    /// Share of the hours of past weeks that was really worked, where that can
    /// be told.
    pub kept: Option<f64>,
}

/// A lever with its effect.
#[derive(Clone, Debug, PartialEq)]
pub struct PulledLever {
    /// The change.
    pub lever: Lever,
    /// The chance of the deadline with it, 0 to 1.
    pub chance: f64,
}

/// Two changes together.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverPair {
    /// The changes.
    pub levers: [Lever; 2],
    /// The chance of the deadline with both, 0 to 1.
    pub chance: f64,
}

/// Something odd about the facts that a calibration rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Stable name.
    pub code: &'static str,
    /// The milestone that it is about.
    pub milestone: Option<MilestoneId>,
    /// What is odd, and what was made of it.
    pub message: String,
}

/// What an earlier calibration said of the end, to be compared with later ones.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCalibration {
    /// Day of the calibration.
    pub as_of: Date,
    /// The deadline that it was held against.
    pub deadline: Option<Date>,
    /// When everything was to end.
    pub end: DateForecast,
    /// Chance of the deadline.
    pub chance: Option<f64>,
    /// When each open milestone was to be completed, and the hours that were left
    /// of it at P50 and P80.
    pub milestones: Vec<(MilestoneId, DateForecast, (Effort, Effort))>,
}
