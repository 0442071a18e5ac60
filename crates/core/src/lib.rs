//! The nouns of backcast, their invariants, and the audit.
//!
//! A [`GoalFile`] is what one goal file holds. Anchoring turns each [`Goal`]
//! in it into an [`AnchoredGoal`]; working backward gives a [`Draft`] without
//! dates; placing it on days gives a [`Plan`]. Whoever made a plan, the
//! [`audit`] judges it by the same rules. What happens to a plan afterwards is
//! an append-only log in [`track`].
//!
//! ```
//! use backcast_core::audit::{Code, Dossier, Entry, audit};
//!
//! let mut dossier = Dossier::default();
//! dossier.entries = vec![Entry::new("M1", "Outline"), Entry::new("M2", "Draft")];
//! let findings = audit(&dossier);
//! assert!(findings.iter().any(|f| f.code == Code::CriteriaTooFew));
//! ```
//!
//! Deliberately absent: files, network, terminal, environment, clock,
//! randomness and wire formats. `today` is always a parameter, and records
//! for files live in `backcast-document`.

mod hours;
mod id;
mod kind;

mod goal;

mod anchored;
mod critique;
mod facts;
mod reading;
mod shaped;
mod stated;

mod adherence;
mod backward;
mod calibration;
mod commitment;
mod decision;
mod diff;
mod draft;
mod edited;
mod estimates;
mod finished;
mod given;
mod past;
mod plan;
mod practice;
mod preparedness;
mod progress;
mod way_out;
mod window;

mod availability;
mod error_kind;
mod graph;
mod measurable;
mod names;
mod network;
mod phrase;
mod words;

pub mod audit;
pub mod problem;
pub mod proof;
pub mod text;
pub mod track;

pub use adherence::{Adherence, Adjustment, Asked, Week};
pub use anchored::{AnchoredGoal, Confidence};
pub use availability::{
    Availability, BusyRange, CalendarHours, DayCaps, Weekdays, WorkWeek, days_between, plus_days, week_of,
};
pub use backward::{Before, Standpoint, backward};
pub use calibration::{
    Calibration, CommonFactorOutlook, DateForecast, GoalOutlook, LeverPair, MilestoneOutlook, MilestoneStatus, Outlook,
    PastCalibration, PulledLever, Remark, Trigger, WorkBalance,
};
pub use commitment::{Checkpoint, ClaimedHours, Cost, DaysRange, FactUse, Fallback, Outside, WaitingFor};
pub use critique::{Critique, Field, Gap, Severity, Sizing};
pub use decision::Decision;
pub use diff::{Because, Edit, FrameChange, MilestoneDiff, MilestoneDiffKind, PlanDiff, compare};
pub use draft::{Basis, Claim, Dependency, Draft, DraftMilestone, Placing, Risk, Source};
pub use edited::{EditedMilestone, EditedPlan};
pub use error_kind::ErrorKind;
pub use estimates::{BatchLine, ProgressLine, ProjectLine, SprintLine, TaskLine};
pub use facts::{Amount, DatedFact, Facts, Part, Per, Understood};
pub use finished::{FinishedWork, HOURS};
pub use given::GivenPlan;
pub use goal::{Circumstances, Goal, GoalFile, Repo, StatedFact, Verification, VerificationLevel};
pub use graph::{DependencyCycle, Graph};
pub use hours::{Effort, EffortRange, EffortRangeError, WeeklyHours};
pub use id::{CriterionId, GoalFileId, GoalId, MilestoneId};
pub use kind::{GoalKind, StatedKind};
pub use measurable::{CriterionFault, judge_criterion};
pub use names::{MONTH_NAMES, WEEKDAY_NAMES};
pub use network::{Activity, Network, NetworkError, Violation};
pub use past::{FinishedMilestone, PastMilestone, PastPlan};
pub use phrase::{Passage, Phrase};
pub use plan::{
    BusyChoice, BusyConflict, Feasibility, Forecast, GoalConflict, Lever, LeverKind, Move, MoveReason, Overload,
    PlacementReason, Plan, PlannedMilestone, SAFE, UNLIKELY, Verdict,
};
pub use practice::Cadence;
pub use preparedness::{AmountReached, Preparedness, preparedness};
pub use progress::{BegunMilestone, ProgressReport};
pub use reading::{
    Away, Bound, Capacity, Change, ClockWindow, Contradiction, Conventions, Country, DateRole, DaySpan, Fact,
    HoursRange, Meaning, Money, MoneyRole, Person, Quantity, Quote, Reader, Reading, State, StateKind, Stretch, TextId,
    Unread, WorldDate,
};
pub use shaped::{FactId, Shaped};
pub use stated::{STATED, StatedMilestone};
pub use way_out::{OptionEffect, OptionId, PlanChange, Shrink, WayOut};
pub use window::{MilestoneKind, ProposedDates, Window};
pub use words::plural;
